// The harness itself, with a real Postfix and no milter: what the other tests find wrong is then the gateway's.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import PostalMime from "postal-mime";
import {
  AS_IT_IS,
  folderForAll,
  freePort,
  missing,
  startPostfix,
  startPostgres,
  startProcess,
  startSink,
  submit,
  until,
} from "./harness.mjs";

const FROM = "alice@a.test";
const TO = ["bob@b.test"];

/** A mail of these lines. */
const mail = (...lines) => Buffer.from(["From: alice@a.test", "To: bob@b.test", ...lines, ""].join("\r\n"));

/** What was submitted: Postfix puts its Received in front, and nothing else. */
function withoutReceived(raw) {
  const text = raw.toString("latin1");
  const rest = text.replace(/^Received: from .*\r\n(?:[ \t].*\r\n)*/, "");
  assert.notEqual(rest, text, "no Received");
  return Buffer.from(rest, "latin1");
}

const arrivesAs = ({ raw }, expected) =>
  assert.equal(withoutReceived(raw).toString("latin1"), expected.toString("latin1"));

describe("Postfix", { skip: missing(["postfix"]) }, () => {
  test("a mail arrives byte for byte", async () => {
    const sink = await startSink();
    const postfix = await startPostfix({ folder: folderForAll(), sinkPort: sink.port, main: AS_IT_IS });
    const tricky = mail(
      "Subject: ordinary\t  folded", "\tonce", "X-Odd:no blank", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
      ".", "..", ".dot", "From nobody", ">From nobody", " trailing blanks  ", "", "h\u00f6chst \u9ebb", "x".repeat(3000), ".",
    );
    const answer = await submit({ port: postfix.smtpPort, from: FROM, to: [...TO, "carol@c.test"], raw: tricky });
    assert.equal(answer.code, 250, answer.text);
    const [arrived] = await sink.waitFor(1);
    arrivesAs(arrived, tricky);
    assert.equal(arrived.from, FROM);
    assert.deepEqual(arrived.to, [...TO, "carol@c.test"]);
    assert.equal(arrived.parameters.BODY, "8BITMIME");

    // Another way in, and no header but one that is not ASCII.
    const bare = Buffer.from("Subject: h\u00f6chst\r\n\r\n");
    assert.equal((await submit({ port: postfix.reinjectPort, from: "", to: TO, raw: bare })).code, 250);
    const [, second] = await sink.waitFor(2);
    arrivesAs(second, bare);
    assert.equal(second.from, "");
    assert.match(postfix.log(), /postfix\/reinject\/smtpd/);
    await until(async () => (await postfix.queue()).length === 0, "an empty queue");
    await postfix.stop();
  });

  test("a milter that is not there: the mail is refused for now, and nothing arrives", async () => {
    const sink = await startSink();
    const milters = [`inet:127.0.0.1:${await freePort()}`];
    const postfix = await startPostfix({ folder: folderForAll(), sinkPort: sink.port, milters });
    const sent = mail("Subject: x", "", "x");
    const answer = await submit({ port: postfix.smtpPort, from: FROM, to: TO, raw: sent });
    assert.match(String(answer.code), /^4/, answer.text);
    // The mail that passes no milter arrives later than the refused one would have.
    await submit({ port: postfix.reinjectPort, from: FROM, to: ["other@b.test"], raw: sent });
    await sink.waitFor(1);
    assert.deepEqual(sink.mails.map(({ to }) => to), [["other@b.test"]]);
    await until(async () => (await postfix.queue()).length === 0, "an empty queue");
    await postfix.stop();
  });

  test("a mail waits in the queue while nobody takes it, also over a restart", async () => {
    const sink = await startSink();
    const postfix = await startPostfix({ folder: folderForAll(), sinkPort: sink.port });
    const sent = mail("Subject: patience", "", "x");
    sink.fail("data");
    assert.equal((await submit({ port: postfix.smtpPort, from: FROM, to: TO, raw: sent })).code, 250);
    await until(() => sink.refused() >= 2, "tried twice");
    const deferred = await until(
      async () => (await postfix.queue()).find(({ queue_name: name }) => name === "deferred"), "deferred");
    assert.equal(deferred.sender, FROM);
    assert.match(deferred.recipients[0].delay_reason, /451 4\.3\.0 try again later/);
    assert.equal(sink.mails.length, 0);
    await postfix.stop();
    await postfix.start();
    assert.equal((await postfix.queue()).length, 1);
    sink.fail(undefined);
    await postfix.flush();
    arrivesAs((await sink.waitFor(1))[0], sent);
    await until(async () => (await postfix.queue()).length === 0, "an empty queue");
    assert.equal(sink.mails.length, 1);
    await postfix.stop();
  });

  test("50 mails over 5 connections at a time each arrive once", async () => {
    const sink = await startSink();
    const postfix = await startPostfix({ folder: folderForAll(), sinkPort: sink.port });
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const waiting = [...numbers];
    const worker = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        const to = [`bob+${number}@b.test`];
        const answer = await submit({ port: postfix.smtpPort, from: FROM, to, raw: mail(`Subject: ${number}`, "", "x") });
        assert.equal(answer.code, 250, answer.text);
      }
    };
    await Promise.all(Array.from({ length: 5 }, worker));
    await sink.waitFor(50);
    await until(async () => (await postfix.queue()).length === 0, "an empty queue");
    const arrived = sink.mails.map(({ to, raw }) => [to.join(), /Subject: (\d+)/.exec(raw.toString())?.[1]]);
    const expected = numbers.map((number) => [`bob+${number}@b.test`, String(number)]);
    const byNumber = (a, b) => Number(a[1]) - Number(b[1]);
    assert.deepEqual(arrived.sort(byNumber), expected);
    await postfix.stop();
  });

  test("a server without 8BITMIME gets 7 bits, and one with a limit no more than that", async () => {
    const sink = await startSink({ eightBitMime: false, sizeLimit: 10_000 });
    // A failure report with the whole mail in it would be over the limit too.
    const main = { bounce_size_limit: 1000 };
    const postfix = await startPostfix({ folder: folderForAll(), sinkPort: sink.port, main });
    const type = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"];
    const sent = mail("Subject: 8 bits", ...type, "", "h\u00f6chst \u9ebb");
    assert.equal((await submit({ port: postfix.smtpPort, from: FROM, to: TO, raw: sent })).code, 250);
    const [converted] = await sink.waitFor(1);
    assert.match(converted.raw.toString("latin1"), /^Content-Transfer-Encoding: quoted-printable\r\n[^\x80-\xff]*$/m);
    assert.equal((await PostalMime.parse(converted.raw)).text.trim(), "h\u00f6chst \u9ebb");

    const large = mail("Subject: large", "", ...Array(300).fill("x".repeat(70)));
    assert.equal((await submit({ port: postfix.smtpPort, from: FROM, to: TO, raw: large })).code, 250);
    const [, bounce] = await sink.waitFor(2);
    assert.deepEqual([bounce.from, bounce.to], ["", [FROM]]);
    assert.match(bounce.raw.toString(), /message size \d+ exceeds size limit 10000/);
    await postfix.stop();
  });

  test("a refusal is an answer, not an exception", async () => {
    const sink = await startSink();
    const main = { message_size_limit: 1000, smtpd_recipient_restrictions: "reject" };
    const postfix = await startPostfix({ folder: folderForAll(), sinkPort: sink.port, main });
    const refused = await submit({ port: postfix.smtpPort, from: FROM, to: TO, raw: mail("", "x") });
    assert.deepEqual([refused.code, refused.text.includes("Access denied")], [554, true]);
    sink.fail("connect");
    assert.equal((await submit({ port: sink.port, from: FROM, to: TO, raw: mail("", "x") })).code, 451);
    await postfix.stop();
    await assert.rejects(submit({ port: postfix.smtpPort, from: FROM, to: TO, raw: mail("", "x") }), /ECONNREFUSED/);
  });
});

describe("programs", () => {
  test("is ready when its output or its port says so, and tells what it said when it is not", async () => {
    const port = await freePort();
    const source = `require("net").createServer().listen(${port}, "127.0.0.1", () => console.log(process.env.WORD))`;
    for (const ready of [/hello/, port]) {
      const child = await startProcess(process.execPath, ["-e", source], { env: { WORD: "hello" }, ready });
      await until(() => child.text() === "hello\n", "its output");
      child.kill("SIGKILL");
      assert.deepEqual(await child.exited, { code: null, signal: "SIGKILL" });
    }
    const failing = startProcess(process.execPath, ["-e", "console.error('sorry')"], { ready: /never/ });
    await assert.rejects(failing, /it ended; it said:\nsorry/);
    await assert.rejects(startProcess("/no/such/program"), /ENOENT/);
  });

  test("PostgreSQL keeps what was committed, also when it stops at once", { skip: missing(["postgres"]) }, async () => {
    const postgres = await startPostgres(folderForAll());
    const ask = async (query) => {
      const psql = await startProcess("psql", [postgres.url, "-qAt", "-c", query]);
      assert.deepEqual(await psql.exited, { code: 0, signal: null }, psql.text());
      return psql.text();
    };
    await ask("create table words (word text)");
    await ask("insert into words values ('wax')");
    await postgres.stop("immediate");
    await postgres.start();
    assert.equal(await ask("select word from words"), "wax\n");
    await postgres.stop("fast");
  });

  test("a free port is free", async () => {
    const server = createServer().listen(await freePort(), "127.0.0.1");
    await once(server, "listening");
    server.close();
  });
});
