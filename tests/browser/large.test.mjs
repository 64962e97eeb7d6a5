// A 25 MB attachment must neither freeze the page nor be changed.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { after, before, test } from "node:test";
import { envelope, launch, saved, submit, WAYS } from "./helpers.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const MAX_BLOCK_MS = 200;

/** Notes when the main thread could not draw, from now on. */
const watchFrames = () => {
  globalThis.longest = 0;
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    globalThis.longest = Math.max(globalThis.longest, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  globalThis.tasks = [];
  new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
    type: "longtask",
  });
};

test("the main thread stays free with a 25 MB attachment", async (t) => {
  const bytes = randomBytes(25_000_000);
  const head = "Subject: large\r\n\r\n";
  const encoded = bytes.toString("base64").replace(/.{76}/g, "$&\r\n");
  const message = Buffer.from(head + encoded);
  const attachment = {
    name: "large.bin", type: "application/octet-stream", size: bytes.length, encoding: "base64",
    range: [head.length, message.length],
  };
  const url = await envelope({ subject: "large", html: "<p>hello</p>", attachments: [attachment] }, message, { p2c: 600_000 });

  for (const [way, script] of Object.entries(WAYS)) {
    const context = await browser.newContext();
    await context.addInitScript(script);
    const page = await context.newPage();
    await page.goto(url);
    await page.evaluate(watchFrames);
    await page.evaluate(() => addEventListener("click", () => (globalThis.start ??= performance.now()), true));
    await submit(page);
    await page.locator("#subject").waitFor({ timeout: 60_000 });
    const viewAfter = await page.evaluate(() => performance.now() - globalThis.start);
    await page.locator("#save-original:enabled").waitFor({ timeout: 60_000 });
    const messageAfter = await page.evaluate(() => performance.now() - globalThis.start);
    const { path } = await saved(page, '[aria-label="Save large.bin"]');

    const { tasks, longest } = await page.evaluate(() => ({ tasks: globalThis.tasks, longest: globalThis.longest }));
    const block = Math.max(0, ...tasks);
    t.diagnostic(
      `${way}: view after ${Math.round(viewAfter)} ms, message after ${Math.round(messageAfter)} ms, ` +
        `longest task ${Math.round(block)} ms, longest frame ${Math.round(longest)} ms`,
    );
    assert.ok(block < MAX_BLOCK_MS, `${way}: a task of ${block} ms`);
    const hash = createHash("sha256");
    for await (const piece of createReadStream(path)) hash.update(piece);
    assert.equal(hash.digest("hex"), createHash("sha256").update(bytes).digest("hex"));
    await context.close();
  }
});
