#!/usr/bin/env node
// Measures what a recipient waits for in headless Chromium: from opening the file to the password
// field, from the click to the view, and to the whole message; and for how long the page does not
// answer meanwhile. Waxseal and StatiCrypt, one after the other, medians as Markdown. See README.md.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "../tests/node_modules/playwright-core/index.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, "..", "target");
const waxseal = process.env.WAXSEAL_BIN ?? join(target, "release", "waxseal");
const staticrypt = join(here, "node_modules", ".bin", "staticrypt");
const runs = Number(process.argv[2] ?? 3);
const password = "correct horse battery staple";
const folder = mkdtempSync(join(tmpdir(), "waxseal-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A mail of about `size` bytes from mails.py. */
function mail(size) {
  const path = join(folder, `${size}.eml`);
  writeFileSync(path, execFileSync("python3", [join(here, "mails.py"), size], { maxBuffer: 2 ** 30 }));
  return path;
}

function sealByWaxseal(path) {
  const file = `${path}.html`;
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  execFileSync(waxseal, ["wrap", path, "-o", file, "--force", "--quiet", "--password-file", passwordFile]);
  return file;
}

/** StatiCrypt encrypts pages, so the mail becomes a link in one. */
function sealByStatiCrypt(path) {
  const page = `${path}.page.html`;
  const data = readFileSync(path).toString("base64");
  writeFileSync(page, `<a id="mail" download="mail.eml" href="data:message/rfc822;base64,${data}">mail</a>`);
  const out = join(folder, "static");
  execFileSync(staticrypt, [page, "-p", password, "--short", "-c", "false", "-d", out], { cwd: folder });
  return join(out, page.split("/").pop());
}

const tools = {
  Waxseal: {
    seal: sealByWaxseal,
    field: "#password",
    button: "#submit",
    view: () => !document.querySelector("#opened")?.hidden,
    done: () => document.querySelector("#save-original")?.disabled === false,
  },
  StatiCrypt: {
    seal: sealByStatiCrypt,
    field: "#staticrypt-password",
    button: ".staticrypt-decrypt-button",
    view: () => document.querySelector("#mail") !== null,
    done: () => document.querySelector("#mail") !== null,
  },
};

async function measure(browser, tool, file) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(pathToFileURL(file).href, { waitUntil: "commit", timeout: 120_000 });
  await page.waitForSelector(tool.field, { state: "visible", timeout: 120_000 });
  await page.fill(tool.field, password);
  await page.waitForLoadState("load", { timeout: 120_000 });
  const ready = performance.now() - start;
  // Polled inside the page, from the click on; the gaps between polls are when it does not answer.
  await page.evaluate(`(() => {
    const isView = ${tool.view};
    const isDone = ${tool.done};
    const times = (globalThis.benchmark = { view: 0, done: 0, longest: 0 });
    const channel = new MessageChannel();
    let start = 0;
    let last = 0;
    channel.port1.onmessage = () => {
      const now = performance.now();
      times.longest = Math.max(times.longest, now - last);
      last = now;
      if (!times.view && isView()) times.view = now - start;
      if (!times.done && isDone()) times.done = now - start;
      else setTimeout(() => channel.port2.postMessage(0), 1);
    };
    const begin = () => {
      start = last = performance.now();
      channel.port2.postMessage(0);
    };
    document.querySelector("${tool.button}").addEventListener("click", begin, { capture: true });
  })()`);
  await page.click(tool.button, { noWaitAfter: true });
  await page.waitForFunction(() => globalThis.benchmark.done, undefined, { timeout: 240_000, polling: 50 });
  const times = await page.evaluate(() => globalThis.benchmark);
  await context.close();
  return { ready, ...times };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
console.log(`Medians of ${runs} runs in Chromium ${browser.version()}, from file://.\n`);
console.log("| mail | page of | page ready | view after click | whole message after click | longest block |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const [label, size] of [["1 KB", 1_000], ["1 MB", 1_000_000], ["25 MB", 25_000_000], ["100 MB", 100_000_000]]) {
  const path = mail(size);
  for (const [name, tool] of Object.entries(tools)) {
    if (name === "StatiCrypt" && (!existsSync(staticrypt) || size > 25_000_000)) continue;
    const file = tool.seal(path);
    const all = [];
    for (let run = 0; run < runs; run++) all.push(await measure(browser, tool, file));
    const of = (key) => `${(median(all.map((times) => times[key])) / 1000).toFixed(2)} s`;
    console.log(`| ${label} | ${name} | ${of("ready")} | ${of("view")} | ${of("done")} | ${of("longest")} |`);
  }
}
await browser.close();
