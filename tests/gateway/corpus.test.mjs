// Real mails through a real Postfix and the gateway: each arrives sealed and opens to the original, or is refused with
// a reason. None arrives in clear, none is lost, none comes twice.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CORPUS, without } from "../browser/helpers.mjs";
import { missing, submit, until } from "./harness.mjs";
import { envelopesOf, open, organisationKey, startGateway, withoutReceived } from "./gateway.mjs";

const COUNT = 300;
const EML = join(CORPUS, "eml");

/** The smaller ones first: what is large takes long and shows nothing else. */
function corpus() {
  const files = readdirSync(EML, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return { name: path.slice(EML.length + 1), raw: readFileSync(path) };
  });
  return contents.sort((a, b) => a.raw.length - b.raw.length || (a.name < b.name ? -1 : 1)).slice(0, COUNT);
}

const reason = missing(["postfix"]) || without(EML, "the corpus");

test("300 real mails arrive sealed or are refused with a reason", { skip: reason }, async () => {
  const { key, publicKey } = await organisationKey();
  const gateway = await startGateway({
    organisation: `recipient_keys = ["${publicKey}"]`,
    rules: `
[[rule]]
name = "all"
always = true
action = "html"
password = "stored"`,
  });
  await gateway.passwords(["set", "outside.test", "--password-stdin"], "violet kettle 19 saddle\n");
  const all = corpus();
  assert.equal(all.length, COUNT);
  const submitted = new Map();
  const refused = [];
  const queue = all.map((mail, index) => ({ ...mail, to: `r${index}@outside.test` }));
  const lanes = Array.from({ length: 4 }, async () => {
    for (let mail = queue.shift(); mail; mail = queue.shift()) {
      const { code, text } = await submit({
        port: gateway.postfix.smtpPort, from: "ann@inside.test", to: [mail.to], raw: mail.raw,
      });
      if (code !== 250) {
        refused.push({ name: mail.name, code, text });
        continue;
      }
      submitted.set(mail.to, mail);
      // The same without the milter: Postfix leaves out some fields, and completes headers that have no end.
      const control = await submit({
        port: gateway.postfix.reinjectPort, from: "ann@inside.test", to: [mail.to.replace("outside", "control")], raw: mail.raw,
      });
      assert.equal(control.code, 250, control.text);
    }
  });
  await Promise.all(lanes);
  const mails = await gateway.sink.waitFor(2 * submitted.size, 60);
  await until(async () => (await gateway.postfix.queue()).length === 0, "the queue is empty");
  const arrived = mails.filter(({ to }) => to[0].endsWith("@outside.test"));
  const plain = new Map(mails.filter((mail) => !arrived.includes(mail)).map(({ to, raw }) => [to[0], raw]));
  assert.deepEqual(arrived.map(({ to }) => to.join()).toSorted(), [...submitted.keys()].toSorted(), "each once");

  const wrong = [];
  for (const { to, raw } of arrived) {
    const { name, raw: original } = submitted.get(to[0]);
    const { html } = await envelopesOf(raw);
    const back = html && (await open(html, { key }));
    const expected = withoutReceived(plain.get(to[0].replace("outside", "control")));
    // The protocol does not tell whether a header without a body has its empty line.
    const same = back && (back.equals(expected) || back.equals(Buffer.concat([expected, Buffer.from("\r\n")])));
    if (!same) wrong.push(name);
    // Not a line of the body that nobody else writes too.
    const lines = original.toString("latin1").split(/\r?\n/).filter((line) => line.length > 30 && !/^[\w-]+:/.test(line));
    const last = lines.at(-1);
    if (last && raw.includes(Buffer.from(last, "latin1"))) wrong.push(`${name}: ${last}`);
  }
  assert.deepEqual(wrong, []);
  for (const { name, code, text } of refused) {
    assert(code >= 550 && code < 560 && text.length > 20, `${name}: ${code} ${text}`);
  }
  console.log(`${submitted.size} sealed, ${refused.length} refused:\n${refused.map(({ name, text }) => `${name}: ${text}`).join("\n")}`);
  assert(refused.length < COUNT / 20, "few real mails are refused");
});
