// What an administrator fears: everything that can break does, while 2,000 mails are on their way. At the end each mail
// has arrived sealed, once, or is still with its sender. None has left in clear.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { folderForAll, missing, startPostfix, startPostgres, submit, until } from "./harness.mjs";
import { envelopesOf, open, organisationKey, startGateway } from "./gateway.mjs";

const COUNT = 2000;
const LANES = 8;

/** Of each mail, in clear: what must never arrive. */
const SECRET = "the-cat-is-in-the-bag";

const mailOf = (number) =>
  Buffer.from(
    `From: ann@inside.test\r\nTo: r${number}@outside.test\r\nCc: c${number}@pdf.test\r\nSubject: [secure] Number ${number}\r\n` +
      `Message-ID: <${number}@inside.test>\r\n\r\n${SECRET} ${number}\r\n`,
  );

/** A client as a mail server is one: it keeps a mail until a server has taken it. */
async function deliver(number, ports, to) {
  for (let attempt = 0; ; attempt += 1) {
    const port = ports[(number + attempt) % ports.length];
    const answer = await submit({ port, from: "ann@inside.test", to, raw: mailOf(number) }).catch(() => ({ code: 421, text: "" }));
    if (answer.code === 250) return attempt;
    assert(answer.code < 500, `mail ${number}: ${answer.code} ${answer.text}`);
    assert(attempt < 600, `mail ${number} is never taken: ${answer.text}`);
    await sleep(100);
  }
}

test("2,000 mails while everything breaks", { skip: missing() }, async () => {
  const { key, publicKey } = await organisationKey();
  const postgres = await startPostgres(folderForAll());
  const gateway = await startGateway({
    hosts: 2,
    store: postgres.url,
    organisation: `recipient_keys = ["${publicKey}"]`,
    rules: `
[[rule]]
name = "on demand"
tag = ["secure"]
action = "html"
password = "stored"
separate = true`,
  });
  await gateway.passwords(["set", "outside.test", "--password-stdin"], "violet kettle 19 saddle\n");
  await gateway.passwords(["set", "pdf.test", "--password-stdin"], "violet kettle 19 saddle\n");
  // Each host has a Postfix and a milter; the clients know both.
  const [first, second] = gateway.milters;
  const other = await startPostfix({
    folder: folderForAll(), sinkPort: gateway.sink.port, milters: [`inet:127.0.0.1:${second.port}`],
  });
  const ports = [gateway.postfix.smtpPort, other.smtpPort];

  let next = 0;
  let retries = 0;
  const lanes = Array.from({ length: LANES }, async () => {
    while (next < COUNT) {
      const number = next;
      next += 1;
      // Every eighth has a second recipient, and so becomes two mails.
      const to = number % 8 === 0 ? [`r${number}@outside.test`, `c${number}@pdf.test`] : [`r${number}@outside.test`];
      retries += await deliver(number, ports, to);
    }
  });
  const load = Promise.all(lanes);
  const at = (share) => until(() => next >= COUNT * share, `${share} of the mails`, 600);
  let kills = 0;
  const kill = (milter) => {
    kills += 1;
    return milter.stop("SIGKILL");
  };
  const faults = (async () => {
    await at(0.1);
    await kill(first);
    await sleep(500);
    await first.start();
    await at(0.25);
    await second.stop("SIGTERM");
    await at(0.35);
    await second.start();
    await at(0.45);
    await postgres.stop("immediate");
    await sleep(1500);
    await postgres.start();
    await at(0.6);
    // The key file is gone while a milter starts: it refuses to, and mail waits or takes the other way.
    const keyFile = `${gateway.folder}/store.key`;
    renameSync(keyFile, `${keyFile}.gone`);
    await kill(second);
    await assert.rejects(second.start(), /store\.key/);
    assert.equal((await first.ask("/healthz")).status, 503);
    await sleep(500);
    renameSync(`${keyFile}.gone`, keyFile);
    await second.start();
    await at(0.8);
    for (let round = 0; round < 3; round += 1) {
      await kill(first);
      await first.start();
    }
  })();
  await Promise.all([load, faults]);

  const expected = [];
  for (let number = 0; number < COUNT; number += 1) {
    expected.push(`r${number}@outside.test`);
    if (number % 8 === 0) expected.push(`c${number}@pdf.test`);
  }
  await gateway.sink.waitFor(expected.length, 120);
  await until(
    async () => (await gateway.postfix.queue()).length + (await other.queue()).length === 0, "the queues are empty", 60,
  );
  const { mails } = gateway.sink;
  const arrived = mails.flatMap(({ to }) => to);
  const twice = arrived.filter((address, index) => arrived.indexOf(address) !== index);
  // A part that was handed over in the very moment of a SIGKILL may come again: SMTP has no way to ask whether it was
  // taken. What takes the place of its message, as nearly all do, cannot.
  assert(twice.length <= kills && twice.every((address) => address.endsWith("@pdf.test")), `twice: ${twice.join()}`);
  if (twice.length > 0) console.log(`${twice.length} of ${COUNT / 8} parts came twice, in ${kills} kills`);
  assert.deepEqual([...new Set(arrived)].toSorted(), expected.toSorted(), "none is lost");
  assert(retries > 20, "the faults were felt");
  for (const { raw, to } of mails) {
    const text = raw.toString("latin1");
    assert(!text.includes(SECRET) && !text.includes("[secure]"), `${to} in clear`);
  }
  for (const { raw, to } of mails.filter((_, index) => index % 50 === 0)) {
    const back = await open((await envelopesOf(raw)).html, { key });
    const number = to[0].match(/\d+/)[0];
    assert.equal(back.toString(), mailOf(number).toString().replace("[secure] ", ""));
  }
});

test("a full disk defers what needs a new password, and loses nothing", { skip: missing(["postfix"]) }, async (t) => {
  const small = join(folderForAll(), "small");
  mkdirSync(small);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", small], { encoding: "utf8" });
  if (mounted.status !== 0) return t.skip(`skipped: no small disk can be mounted here (${mounted.stderr.trim()})`);
  t.after(() => spawnSync("umount", ["--lazy", small]));
  const gateway = await startGateway({
    store: `sqlite:${join(small, "store.db")}`,
    rules: `
[[rule]]
name = "all"
always = true
action = "html"
password = "recipient"
tell = "nobody"`,
  });
  const send = (number) =>
    submit({ port: gateway.postfix.smtpPort, from: "ann@inside.test", to: [`r${number}@outside.test`], raw: mailOf(number) });
  assert.equal((await send(1)).code, 250);
  const filler = join(small, "filler");
  // Up to the last byte, so that not even the log of the database grows.
  for (const size of [65536, 4096]) {
    const more = () => {
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
        return true;
      } catch {
        return false;
      }
    };
    while (more());
  }
  const codes = [];
  for (let number = 2; number < 22; number += 1) codes.push((await send(number)).code);
  assert(codes.includes(451) && codes.every((code) => code === 451 || code === 250), codes.join());
  rmSync(filler);
  for (let number = 2; number < 22; number += 1) if (codes[number - 2] !== 250) assert.equal((await send(number)).code, 250, gateway.milter.log().slice(-1000));
  const mails = await gateway.sink.waitFor(21);
  assert.equal(new Set(mails.map(({ to }) => to[0])).size, 21);
  for (const { raw, to } of mails) {
    assert(!raw.includes(SECRET));
    const password = (await gateway.passwords(["show", to[0]])).trim();
    const back = await open((await envelopesOf(raw)).html, { password });
    assert(back.includes(SECRET));
  }
});

test("at its start the milter notices a Postfix that would not wait for it", { skip: missing(["postfix"]) }, async () => {
  for (const [action, warns] of [["accept", true], ["tempfail", false]]) {
    const gateway = await startGateway({ main: { milter_default_action: action } });
    const { config } = gateway.milter;
    writeFileSync(config, `${readFileSync(config, "utf8")}\n[mta]\nsmtp = "127.0.0.1:${gateway.postfix.smtpPort}"\n`);
    await gateway.milter.stop();
    await gateway.milter.start();
    assert.equal(/LEAVES IN CLEAR/.test(gateway.milter.log()), warns, action);
    assert(!gateway.milter.log().includes("could not be asked"), action);
    await gateway.postfix.stop();
  }
});
