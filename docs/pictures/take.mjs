#!/usr/bin/env node
// Takes the pictures of the README: wraps examples/mime-attachment.eml, opens it in Chromium, and sets the pages of the
// PDF with poppler. Needs `cargo build --release --package waxseal-cli`, `npm ci` in tests/ and Debian's poppler-utils.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "../../tests/node_modules/playwright-core/index.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const waxseal = process.env.WAXSEAL_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", "waxseal");
const out = process.argv[2] ?? join(root, "docs", "pictures");
const mail = process.argv[3] ?? join(root, "examples", "mime-attachment.eml");
const password = "correct horse battery staple";
const folder = mkdtempSync(join(tmpdir(), "waxseal-pictures-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

writeFileSync(join(folder, "password"), password, { mode: 0o600 });
const file = join(folder, "message.html");
execFileSync(waxseal, ["wrap", mail, "-o", file, "--quiet", "--password-file", join(folder, "password")]);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
for (const [name, width, height, colorScheme] of [
  ["", 960, 760, "light"],
  ["-phone-dark", 360, 720, "dark"],
]) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.fill("#password", password);
  await page.screenshot({ path: join(out, `closed${name}.png`) });
  await page.keyboard.press("Enter");
  await page.waitForSelector("#save-original:enabled");
  await page.screenshot({ path: join(out, `open${name}.png`), fullPage: true });
  await context.close();
}
await browser.close();

const pdf = join(folder, "message.pdf");
execFileSync(waxseal, ["wrap", mail, "-o", pdf, "--quiet", "--password-file", join(folder, "password")]);
const first = ["-upw", password, "-f", "1", "-l", "1", "-singlefile", "-r", "110", "-png"];
execFileSync("pdftoppm", [...first, pdf, join(out, "pdf-page")]);
