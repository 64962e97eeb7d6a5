// No byte of an envelope's JWEs may change: each is flipped once, in each way to decrypt. The page's
// own Worker does the opening, asked directly, so that thousands of tries take seconds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { envelope, launch, PASSWORD, WAYS } from "./helpers.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Runs in the page. Returns how many changed envelopes were tried, and those that opened. */
async function tamper({ password, ways, step }) {
  const script = [...document.scripts].find((element) => !element.id).textContent;
  const worker = new Worker(URL.createObjectURL(new Blob([script])));
  const decryptor = ways.wasm ? document.getElementById("decryptor").textContent : undefined;
  const ask = (task, ends) =>
    new Promise((done) => {
      worker.onmessage = ({ data }) => ends.includes(data.type) && done(data);
      worker.postMessage(task);
    });
  const attempt = async (texts) => {
    const [view, message] = [texts.view, texts.message].map((text) => new Blob([text]));
    await ask({ type: "prepare", envelope: { view, message, decryptor, subtle: ways.subtle } }, ["ready", "refused"]);
    const answer = await ask({ type: "open", password }, ["message", "refused"]);
    return answer.reason ?? "opened";
  };
  const textOf = (id) => document.getElementById(`${id}-text`).textContent.replace(/<[^>]*>/g, "");
  const whole = Object.fromEntries(["view", "message"].map((id) => [id, textOf(id)]));
  const reasons = { untouched: await attempt(whole) };
  const opened = [];
  let tried = 0;
  for (const id of ["view", "message"]) {
    const text = whole[id];
    const last = [...text.matchAll(/[\w-]"/g)].map((match) => match.index); // last characters of values
    for (let at = 0; at < text.length; at++) {
      if (/\s/.test(text[at])) continue; // white space stands for nothing
      const bits = last.includes(at) ? [0, 1, 2, 3, 4, 5, 6, 7] : at % step === 0 ? [Math.floor(Math.random() * 8)] : [];
      for (const bit of bits) {
        const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
        const reason = await attempt({ ...whole, [id]: text.slice(0, at) + changed + text.slice(at + 1) });
        tried++;
        reasons[reason] = (reasons[reason] ?? 0) + 1;
        if (reason === "opened") opened.push([id, at, text.slice(at - 10, at + 10), bit]);
      }
    }
  }
  return { tried, opened, reasons };
}

for (const way of Object.keys(WAYS)) {
  test(`no flipped bit opens by ${way}`, async (t) => {
    const page = await browser.newPage();
    await page.goto(await envelope({ subject: "x".repeat(200), text: "y" }, Buffer.from("Subject: x\r\n\r\n".repeat(40))));
    const ways = { wasm: way !== "crypto.subtle alone", subtle: way !== "WebAssembly alone" };
    const result = await page.evaluate(tamper, { password: PASSWORD, ways, step: 1 });
    t.diagnostic(JSON.stringify(result.reasons));
    assert.equal(result.reasons.untouched, "opened");
    assert.ok(result.tried > 1000, `${result.tried} tries`);
    assert.deepEqual(result.opened, []);
    await page.close();
  });
}
