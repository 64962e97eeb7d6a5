// What must hold in every engine.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { downloaded, submit, until } from "./engines.mjs";
import { envelope, fileUrl, onDisk, PASSWORD, WAYS } from "./helpers.mjs";

const bytes = randomBytes(300_000);
const head = "From: Ada <ada@weber.example>\r\nSubject: Plans\r\n\r\n";
const message = Buffer.from(head + bytes.toString("base64").replace(/.{76}/g, "$&\r\n"));
const view = {
  from: [{ name: "Ada Weber", address: "ada@weber.example" }],
  to: [{ name: "Jonas Lind", address: "jonas@lind.example" }],
  subject: "Plans \u8a08\u753b",
  date: "2026-11-19T14:05:00+01:00",
  // Nothing of this may be asked for.
  html: '<p>Dear <b>Jonas</b></p><img src="http://tracker.example/frame.png"><div style="background:url(http://tracker.example/css)">x</div>',
  text: "Dear Jonas",
  attachments: [
    { name: "random.bin", type: "application/octet-stream", size: bytes.length, encoding: "base64", range: [head.length, message.length] },
  ],
};
const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** Puts a script in front of the page's policy; no engine here but Chromium can run one of its own before a page's. */
function beginning(url, script) {
  const html = readFileSync(new URL(url), "utf8");
  return fileUrl(onDisk(html.replace("<head>\n", `<head>\n<script>(${script})()</script>\n`)));
}

/** Gives the right password; the message is complete when this returns. */
async function open(engine) {
  await submit(engine, PASSWORD);
  await until(engine, () => document.querySelector("#save-original:enabled") !== null);
}

/** @param {() => Promise<import("./engines.mjs").Engine>} start @param {string | false} skip */
export function testEngine(name, start, skip) {
  let engine;
  before(async () => !skip && (engine = await start()));
  after(() => engine?.close());

  for (const [way, script] of Object.entries(WAYS)) {
    test(`${name} opens by ${way}, tells a wrong password, saves byte-identical, and answers`, { skip }, async () => {
      await engine.goto(beginning(await envelope(view, message), script));
      assert.deepEqual(
        await engine.evaluate(() => [typeof WebAssembly, typeof crypto.subtle]),
        [way === "crypto.subtle alone" ? "undefined" : "object", way === "WebAssembly alone" ? "undefined" : "object"],
      );
      await submit(engine, "wrong");
      await until(engine, () => /does not open/.test(document.querySelector("#error").textContent));
      assert.equal(await engine.evaluate(() => document.activeElement.id), "password");

      await open(engine);
      assert.equal(await engine.evaluate(() => document.querySelector("#subject").textContent), view.subject);
      const shown = () => document.querySelector("#frame").contentDocument?.querySelector("b")?.getBoundingClientRect().height > 0;
      await until(engine, shown);
      assert.equal(await engine.evaluate(() => document.querySelector("#frame").contentDocument.querySelector("b").textContent), "Jonas");

      await engine.click('[aria-label="Save random.bin"]');
      assert.equal(sha256(await downloaded(engine, "random.bin")), sha256(bytes));

      // The answer is sealed the same way; this engine opens it again.
      await engine.click("#answer");
      await engine.type("Dear Ada");
      await engine.choose("#compose-files", onDisk(bytes, "answer.bin"));
      await until(engine, () => document.querySelectorAll("#compose-list li").length === 1);
      await engine.click("#compose-seal");
      await until(engine, () => document.activeElement.id === "composed-heading");
      await engine.click("#composed-save");
      const answer = await downloaded(engine, "Re Plans \u8a08\u753b.html");
      await engine.goto(fileUrl(onDisk(answer)));
      await open(engine);
      assert.equal(await engine.evaluate(() => document.querySelector("#text").textContent), "Dear Ada");
      await engine.click(`#attachments [aria-label^="Save "]`);
      const name = await engine.evaluate(() => document.querySelector("#attachments bdi").textContent);
      assert.equal(sha256(await downloaded(engine, name)), sha256(bytes));

      // What an engine asks its maker for is its own matter.
      assert.deepEqual(engine.requests.filter((host) => !/(^|\.)(mozilla\.(org|net|com)|firefox\.com|googleapis\.com)\b/.test(host)), []);
    });
  }

  test(`${name}: a request that leaves would be seen`, { skip }, async () => {
    await engine.goto(fileUrl(onDisk('<img src="http://seen.example/a.png">')));
    for (let i = 0; i < 50 && engine.requests.length === 0; i++) await until(engine, () => document.body !== null);
    assert.match(engine.requests.splice(0).join(), /seen\.example/);
  });
}
