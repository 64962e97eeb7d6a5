// Measures what a recipient waits for in headless Chromium, for the pages that commands.py has made, and writes every run as JSON:
// from opening the file to a page that can be used, from the click to the view and to the whole message, for how long the page does
// not answer meanwhile, and how much memory it takes. `browser.mjs FOLDER OUT [--quick]`; started by `run`.

import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { sealByWebCrypto } from "./limit.mjs";

const [folder, out] = process.argv.slice(2);
const quick = process.argv.includes("--quick");
const password = "correct horse battery staple";
// Nobody types a password faster. That is time a page can use, and all get it.
const TYPING = 1000;
const MOST = 60_000;
const FIXED = { kind: "text", size: 1_000 };
// How often time and memory are measured; where the figures are goals, right after the mail of 1 KB.
const CASES = quick
  ? [{ kind: "photo", size: 1_000_000, times: 1, memory: 1, fixed: true }]
  : [
      { kind: "photo", size: 10_000, times: 1, memory: 0 },
      { kind: "photo", size: 1_000_000, times: 2, memory: 1 },
      { kind: "photo", size: 25_000_000, times: 5, memory: 2, fixed: true },
      { kind: "photo", size: 100_000_000, times: 3, memory: 1, fixed: true },
      { kind: "text", size: 25_000_000, times: 2, memory: 0 },
      { kind: "office", size: 25_000_000, times: 2, memory: 0 },
    ];

const inPage = { view: () => document.querySelector("#text"), done: () => document.querySelector("#end") };
const inFrame = {
  view: () => document.querySelector("iframe")?.contentDocument?.querySelector("#text"),
  done: () => document.querySelector("iframe")?.contentDocument?.querySelector("#end"),
};
const waxseal = {
  file: "waxseal.html",
  field: "#password",
  button: "#submit",
  view: () => document.querySelector("#opened")?.hidden === false,
  done: () => document.querySelector("#save-original")?.disabled === false,
};
const vaulted = () => document.querySelector(".pagevault-download a");
const linked = () => document.querySelector("#link").href;
const TOOLS = {
  Waxseal: waxseal,
  // From http:// of another host there is no crypto.subtle.
  "Waxseal, WebAssembly alone": { ...waxseal, insecure: true },
  "page-encryptor": { file: "page-encryptor.html", field: "#pass", button: "#submitPass", ...inFrame },
  pagevault: { file: "pagevault.html", field: ".pagevault-password", button: ".pagevault-button", view: vaulted, done: vaulted },
  PageCrypt: { file: "pagecrypt.html", field: "#pwd", button: "input[type=submit]", ...inPage },
  StatiCrypt: { file: "static/page.html", field: "#staticrypt-password", button: ".staticrypt-decrypt-button", ...inPage },
  "WebCrypto alone": { file: "webcrypto.html", field: "#password", button: "#submit", view: linked, done: linked },
};

/** Runs in the page from its start: notes when it is ready, when it shows the view, and when everything is there. */
function watch({ field, button, view, done }) {
  if (window !== window.top) return;
  const times = (globalThis.benchmark = {});
  const [isView, isDone] = [view, done].map((source) => globalThis.eval(`(${source})`));
  const usable = (element) => element && !element.disabled && element.checkVisibility();
  const note = (what) => {
    if (times[what] !== undefined) return;
    times[what] = null;
    // What is in the page is seen with its next frame.
    requestAnimationFrame(() => {
      times[what] = performance.now() - (times.start ?? 0);
      if (what === "done") performance.mark("benchmark-done");
    });
  };
  const look = () => {
    if (times.start === undefined) {
      if (document.readyState === "complete" && usable(document.querySelector(field))) note("ready");
    } else {
      if (isView()) note("view");
      if (isDone()) return note("done");
    }
    setTimeout(look, 4);
  };
  look();
  const begin = (event) => {
    if (times.start !== undefined || !event.target.closest?.(button)) return;
    performance.mark("benchmark-submit");
    times.start = performance.now();
  };
  addEventListener("click", begin, true);
}

// What a thread of Chromium does at a time, as its traces call it; promises are settled after a task and not in it.
const TASKS = ["ThreadControllerImpl::RunTask", "BlinkScheduler_PerformMicrotaskCheckpoint"];

/** The longest tasks of the page's main thread, in milliseconds, before and after the click. */
function blocksOf(events) {
  const mark = (name) => events.find((event) => event.name === name && event.cat.includes("blink.user_timing"));
  const [submit, done] = [mark("benchmark-submit"), mark("benchmark-done")];
  const tasks = events.filter(({ name, ph, pid, tid }) => TASKS.includes(name) && ph === "X" && pid === submit.pid && tid === submit.tid);
  const longest = (some) => Math.max(0, ...some.map(({ dur = 0 }) => dur)) / 1000;
  return {
    blockLoading: longest(tasks.filter(({ ts }) => ts < submit.ts)),
    block: longest(tasks.filter(({ ts, dur = 0 }) => ts + dur >= submit.ts && ts <= done.ts)),
  };
}

async function traced(browser, work) {
  const session = await browser.newBrowserCDPSession();
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const ended = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "blink.user_timing"], excludedCategories: ["*"] } });
  const result = await work();
  await session.send("Tracing.end");
  await ended;
  await session.detach();
  return { ...result, ...blocksOf(events) };
}

/** Opens the page and the envelope in it, as its reader would. */
async function open(browser, tool, url, typing) {
  const page = await browser.newPage();
  page.setDefaultTimeout(MOST);
  const crashed = new Promise((_, reject) => page.on("crash", () => reject(new Error("the page crashes"))));
  const opened = async () => {
    const { field, button, view, done } = tool;
    await page.addInitScript(watch, { field, button, view: String(view), done: String(done) });
    await page.goto(url, { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.benchmark?.ready, undefined, { polling: 50 });
    await page.waitForTimeout(typing);
    await page.fill(field, password);
    await page.click(button, { noWaitAfter: true });
    await page.waitForFunction(() => globalThis.benchmark.done, undefined, { polling: 50 });
    return page.evaluate(() => globalThis.benchmark);
  };
  const given = new Promise((_, reject) => setTimeout(() => reject(new Error(`not open after ${MOST / 1000} s`)), MOST).unref());
  try {
    return await Promise.race([opened(), crashed, given]);
  } catch (error) {
    throw /Timeout/.test(error.message) ? new Error(`not open after ${MOST / 1000} s`) : error;
  } finally {
    await page.close();
  }
}

/** What the processes of all tabs of a browser hold now, in bytes: their proportional set size. */
function memoryOf(root) {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(pid, /\) . (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))[1]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid) => pid === root || (parents.has(pid) && isOurs(parents.get(pid)));
  let sum = 0;
  for (const pid of parents.keys()) {
    try {
      if (!isOurs(pid) || !readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("--type=renderer")) continue;
      sum += 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))[1]);
    } catch {
      // Likewise.
    }
  }
  return sum;
}

/** The most that the tab holds at a time, in a browser of its own: no other tab counts, and none that was closed. */
async function memory(tool, url) {
  const { browser, pid } = await launch();
  let most = 0;
  const sampling = setInterval(() => (most = Math.max(most, memoryOf(pid))), 20);
  try {
    await open(browser, tool, url, TYPING);
  } finally {
    clearInterval(sampling);
    await browser.close();
  }
  return most;
}

async function launch() {
  const server = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
      // No process that waits for the next tab.
      "--disable-features=SpareRendererForSitePerProcess", "--host-resolver-rules=MAP mail.test 127.0.0.1",
    ],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  browser.on("disconnected", () => server.kill());
  return { browser, pid: String(server.process().pid) };
}

const web = createServer(({ url }, response) => createReadStream(join(folder, url)).pipe(response.setHeader("content-type", "text/html")));
await new Promise((done) => web.listen(0, "127.0.0.1", done));

function urlOf(tool, { kind, size }) {
  const path = join(folder, `${kind}-${size}`, tool.file);
  if (!existsSync(path)) return undefined;
  return tool.insecure ? `http://mail.test:${web.address().port}/${relative(folder, path)}` : pathToFileURL(path).href;
}

const results = [];
const { browser } = await launch();
const version = browser.version();
for (const one of [FIXED, ...CASES]) {
  const place = join(folder, `${one.kind}-${one.size}`);
  sealByWebCrypto(join(place, "mail.eml"), join(place, "webcrypto.html"), password);
}
const rows = new Map();
for (const { kind, size, times, memory: memories, fixed: besideFixed } of CASES) {
  for (let turn = 0; turn < Math.max(times, memories); turn++) {
    for (const [name, tool] of Object.entries(TOOLS)) {
      const key = `${kind} mail of ${size} bytes, ${name}`;
      const row = rows.get(key) ?? { tool: name, kind, size, runs: [], memory: [] };
      rows.set(key, row);
      const [url, fixed] = [urlOf(tool, { kind, size }), urlOf(tool, FIXED)];
      if (!url) row.failed = "could not be sealed";
      if (row.failed) continue;
      try {
        if (turn < times) {
          const before = besideFixed && (await open(browser, tool, fixed, 300));
          const run = await traced(browser, () => open(browser, tool, url, TYPING));
          if (before) run.fixed = { ready: before.ready, view: before.view, done: before.done };
          row.runs.push(run);
        }
        if (turn < memories) row.memory.push(await memory(tool, url));
      } catch (error) {
        row.failed = error.message.split("\n")[0];
      }
      if (turn === 0) console.error(`${key}: ${row.failed ?? `message after ${row.runs[0].done.toFixed(0)} ms`}`);
    }
  }
}
for (const [name, tool] of Object.entries(TOOLS)) {
  const row = { tool: name, ...FIXED, runs: [], memory: [] };
  for (let turn = 0; turn < (quick ? 1 : 2); turn++) {
    row.runs.push(await traced(browser, () => open(browser, tool, urlOf(tool, FIXED), TYPING)));
    row.memory.push(await memory(tool, urlOf(tool, FIXED)));
  }
  results.push(row);
}
results.push(...rows.values());
await browser.close();
web.close();
writeFileSync(out, JSON.stringify({ chromium: version, results }));
