#!/usr/bin/env node
// Measures what a recipient waits for in headless Chromium: from opening the file to the password
// field, from the click to the view, and to the whole message; for how long the page does not answer
// meanwhile; what its main thread does before the closed page is painted; and how much memory its tab
// takes. Waxseal and StatiCrypt, one after the other, medians as Markdown. See README.md.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** What the processes of all tabs hold now, in bytes: their proportional set size. No other Chromium may run meanwhile. */
function memoryOfTabs() {
  let sum = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
      if (!command.includes("--type=renderer")) continue;
      sum += 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))[1]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum;
}

/** How long the main thread worked, in milliseconds, before the closed page was painted. */
async function workBeforePaint(browser, file) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "loading", "blink.user_timing"] } }).catch(() => {});
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const ended = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await page.goto(pathToFileURL(file).href, { timeout: 120_000 });
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await session.send("Tracing.end");
  await ended;
  await context.close();
  const paint = events.filter(({ name }) => name === "firstContentfulPaint").pop();
  const begin = events.filter(({ name, pid, ts }) => name === "navigationStart" && pid === paint.pid && ts < paint.ts).pop();
  const tasks = events.filter(({ name, ph, pid, tid, ts }) =>
    name === "ThreadControllerImpl::RunTask" && ph === "X" && pid === paint.pid && tid === paint.tid && ts >= begin.ts && ts < paint.ts);
  return tasks.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1000;
}

/** The most that the tab held at a time. In a run of its own: whoever asks the page all the time keeps it from tidying up. */
async function memoryOfTab(browser, tool, file) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const before = memoryOfTabs();
  let most = 0;
  const sampling = setInterval(() => (most = Math.max(most, memoryOfTabs() - before)), 20);
  await page.goto(pathToFileURL(file).href, { timeout: 120_000 });
  await page.waitForTimeout(2000);
  await page.fill(tool.field, password);
  await page.click(tool.button, { noWaitAfter: true });
  await page.waitForFunction(tool.done, undefined, { timeout: 240_000, polling: 200 });
  clearInterval(sampling);
  await context.close();
  return most;
}

async function measure(browser, tool, file) {
  const paintWork = await workBeforePaint(browser, file);
  const memory = await memoryOfTab(browser, tool, file);
  const context = await browser.newContext();
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(pathToFileURL(file).href, { waitUntil: "commit", timeout: 120_000 });
  await page.waitForSelector(tool.field, { state: "visible", timeout: 120_000 });
  await page.waitForLoadState("load", { timeout: 120_000 });
  const ready = performance.now() - start;
  await page.waitForTimeout(2000); // nobody types a password faster
  await page.fill(tool.field, password);
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
  return { ready, ...times, paintWork, memory };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
console.log(`Medians of ${runs} runs in Chromium ${browser.version()}, from file://.\n`);
console.log("| mail | page of | work before paint | page ready | view after click | whole message after click | longest block | memory of the tab |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const [label, size] of [["1 KB", 1_000], ["1 MB", 1_000_000], ["25 MB", 25_000_000], ["100 MB", 100_000_000]]) {
  const path = mail(size);
  for (const [name, tool] of Object.entries(tools)) {
    if (name === "StatiCrypt" && (!existsSync(staticrypt) || size > 25_000_000)) continue;
    const file = tool.seal(path);
    const all = [];
    for (let run = 0; run < runs; run++) all.push(await measure(browser, tool, file));
    const of = (key) => `${(median(all.map((times) => times[key])) / 1000).toFixed(2)} s`;
    const work = median(all.map((times) => times.paintWork)).toFixed(0);
    const memory = median(all.map((times) => times.memory)) / 1e6;
    tool.empty ??= memory;
    const ratio = size < 1e7 ? "" : `, ${(((memory - tool.empty) * 1e6) / size).toFixed(1)} times the mail more than for 1 KB`;
    console.log(
      `| ${label} | ${name} | ${work} ms | ${of("ready")} | ${of("view")} | ${of("done")} | ${of("longest")} | ${memory.toFixed(0)} MB${ratio} |`,
    );
  }
}
await browser.close();
