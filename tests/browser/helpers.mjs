// What the browser tests share: Chromium, the three ways, and an envelope on disk.

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { page as pageAround, sealPayloads } from "./independent-sealer.mjs";

export const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const PASSWORD = "correct horse battery staple";

/** Third-party test material, which is not part of the repository. */
export const CORPUS = process.env.WAXSEAL_CORPUS ?? join(ROOT, "../shared/corpus");

/** The program `waxseal`, as cargo builds it. */
export const PROGRAM =
  process.env.WAXSEAL_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/waxseal");

/** A reason to skip, or false. */
export const without = (path, what) => !existsSync(path) && `skipped: ${what} not found at ${path}`;

/** How to leave a page only one way to decrypt. It decides for its Worker too. */
export const WAYS = {
  "WebAssembly alone": () => Object.defineProperty(Crypto.prototype, "subtle", { value: undefined }),
  "WebAssembly with crypto.subtle": () => {},
  "crypto.subtle alone": () => delete globalThis.WebAssembly,
};

export const launch = (args = []) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", ...args,
    ],
  });

const folder = mkdtempSync(join(tmpdir(), "waxseal-browser-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const files = new Set();

/** Writes a file and gives its path. */
export function onDisk(content, name = "message.html") {
  const path = join(folder, `${files.size}-${name}`);
  writeFileSync(path, content);
  files.add(fileUrl(path));
  return path;
}

export const fileUrl = (path) => pathToFileURL(path).href;

/** The file:// URL of an envelope made by the independent sealer; low iteration count. */
export async function envelope(view, message = Buffer.from("Subject: x\r\n\r\nx\r\n"), options = {}) {
  const payloads = await sealPayloads(view, message, { password: PASSWORD, p2c: 1000, ...options });
  return fileUrl(onDisk(pageAround(payloads)));
}

/** A page whose every request, console message, dialog and script error is noted in `seen`. */
export async function watchedPage(context) {
  const page = await context.newPage();
  const seen = { requests: [], console: [], dialogs: [], errors: [] };
  context.on("request", (request) => {
    // Of the disk, only the pages that the test itself opens.
    const own = files.has(request.url()) || /^(blob|data|about|javascript):/.test(request.url());
    if (!own) seen.requests.push(request.url());
  });
  context.on("requestfailed", (request) => {
    // What the policy stopped was never made.
    if (request.failure()?.errorText === "csp") seen.requests = seen.requests.filter((url) => url !== request.url());
  });
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("dialog", (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  return { page, seen };
}

/** Types a password and presses Enter. */
export async function submit(page, password = PASSWORD) {
  await page.locator("#password").fill(password);
  await page.keyboard.press("Enter");
}

/** Opens an envelope; the message is complete when this returns. */
export async function openEnvelope(page, url, password = PASSWORD) {
  await page.goto(url);
  await submit(page, password);
  await page.locator("#save-original:enabled").waitFor({ timeout: 30_000 });
}

/** What a click saves. */
export async function saved(page, selector) {
  const download = page.waitForEvent("download");
  await page.locator(selector).click();
  const file = await download;
  return { name: file.suggestedFilename(), path: await file.path() };
}

/** A PNG of 10 by 10 pixels. */
export const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC", "base64",
);
/** An empty page. */
export const PDF = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`);

/** A mail of these files, and what its view says of them; `more` goes into the attachment's entry. */
export function mailOf(files) {
  let message = Buffer.from("Subject: files\r\n\r\n");
  const attachments = Object.entries(files).map(([name, { content, type = "application/octet-stream", ...more }]) => {
    const bytes = Buffer.from(content);
    const range = [message.length, message.length + bytes.length];
    message = Buffer.concat([message, bytes]);
    return { name, type, size: bytes.length, range, encoding: "identity", ...more };
  });
  return [{ subject: "Files", text: "See the files.", from: [{ address: "a@b.example" }], attachments }, message];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds in a page, by WCAG 2.2 AA and its own best practices. The page's own policy would keep it out (`bypassCSP`). */
export async function violationsOf(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
}
