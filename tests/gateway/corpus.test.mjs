// Real mails through a real Postfix and the gateway: each arrives sealed and opens to the original, or is refused with
// a reason. None arrives in clear, none is lost, none comes twice.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CORPUS, without } from "../browser/helpers.mjs";
import { missing, submit, until } from "./harness.mjs";
import { envelopesOf, open, organisationKey, startGateway } from "./gateway.mjs";

const COUNT = 300;
const EML = join(CORPUS, "eml");

/** The smaller ones first: what is large takes long and shows nothing else. */
function mails() {
  const files = readdirSync(EML, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return { name: path.slice(EML.length + 1), raw: readFileSync(path) };
  });
  return contents.sort((a, b) => a.raw.length - b.raw.length || (a.name < b.name ? -1 : 1)).slice(0, COUNT);
}

/**
 * What Postfix makes of a mail before any milter sees it: every line ends with CRLF, a header without an end gets one.
 */
const withCrlf = (raw) => raw.toString("latin1").replace(/\r*\n|\r/g, "\n").replace(/\n+$/, "").replace(/[ \t]+$/gm, "");

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
  const all = mails();
  assert.equal(all.length, COUNT);
  const submitted = new Map();
  const refused = [];
  const queue = all.map((mail, index) => ({ ...mail, to: `r${index}@outside.test` }));
  const lanes = Array.from({ length: 4 }, async () => {
    for (let mail = queue.shift(); mail; mail = queue.shift()) {
      const { code, text } = await submit({
        port: gateway.postfix.smtpPort, from: "ann@inside.test", to: [mail.to], raw: mail.raw,
      });
      if (code === 250) submitted.set(mail.to, mail);
      else refused.push({ name: mail.name, code, text });
    }
  });
  await Promise.all(lanes);
  const arrived = await gateway.sink.waitFor(submitted.size, 60);
  await until(async () => (await gateway.postfix.queue()).length === 0, "the queue is empty");
  assert.deepEqual(arrived.map(({ to }) => to.join()).toSorted(), [...submitted.keys()].toSorted(), "each once");

  const wrong = [];
  for (const { to, raw } of arrived) {
    const { name, raw: original } = submitted.get(to[0]);
    const { html } = await envelopesOf(raw);
    const back = html && (await open(html, { key }));
    if (!back || withCrlf(back) !== withCrlf(original)) wrong.push(name);
    // Not a line of the body that nobody else writes too.
    const lines = original.toString("latin1").split(/\r?\n/).filter((line) => line.length > 30);
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
