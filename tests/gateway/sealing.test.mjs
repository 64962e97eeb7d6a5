// What people and administrators see of the gateway: what leaves, what does not, who is told.

import assert from "node:assert/strict";
import { chmodSync, chownSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import PostalMime from "postal-mime";
import { fileUrl, launch, onDisk, openEnvelope, run, saved, submit as typePassword } from "../browser/helpers.mjs";
import { folderForAll, missing, startPostfix, submit, until } from "./harness.mjs";
import { MILTER, envelopesOf, mail, milter, open, organisationKey, startGateway, withoutReceived } from "./gateway.mjs";

const ANN = "ann@inside.test";
const BOB = "bob@outside.test";
const PASSWORD = "violet kettle 19 saddle";

const header = (...lines) => ["To: bob@outside.test", ...lines];

/** Everything that was written while the gateway ran, but its database. */
const logs = ({ milters, postfix }) => milters.map(({ log }) => log()).join("") + postfix.log();

const told = (text) => text.match(/^bob@outside\.test: (.*)$/m)?.[1]?.trim();

describe("the gateway", { skip: missing(["postfix"]) }, () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  test("[secure] in the subject: what arrives opens in Chromium with the stored password", async () => {
    const gateway = await startGateway();
    await gateway.passwords(["set", BOB, "--password-stdin"], `${PASSWORD}\n`);
    const raw = mail(header("Subject: [Secure] Our =?utf-8?q?off=C3=A9r?=", "Message-ID: <original-1@inside.test>"));
    const answer = await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw });
    assert.equal(answer.code, 250, answer.text);
    const [arrived] = await gateway.sink.waitFor(1);
    assert.deepEqual([arrived.from, arrived.to], [ANN, [BOB]]);
    const text = arrived.raw.toString();
    for (const secret of ["secure", "our off", "off=", "cat is in", PASSWORD, "original-1"]) {
      assert(!text.toLowerCase().includes(secret.toLowerCase()), secret);
    }
    assert.match(text, /^Subject: Encrypted message\r$/m);
    const carrier = await PostalMime.parse(arrived.raw);
    assert.match(carrier.text, /password no\. 1, which you have had since \d{4}-\d\d-\d\d/);
    assert.equal(carrier.from.address, ANN);

    const { html } = await envelopesOf(arrived.raw);
    const page = await browser.newPage();
    await openEnvelope(page, fileUrl(onDisk(html)), PASSWORD);
    assert.match(await page.locator("#text").textContent(), /The cat is in the bag/);
    const original = await saved(page, "#save-original");
    const expected = raw.toString().replace("[Secure] Our =?utf-8?q?off=C3=A9r?=", "");
    const back = readFileSync(original.path, "utf8");
    assert.equal(back.replace(/^Subject: .*\r$/m, "Subject: \r"), expected);
    assert.equal((await PostalMime.parse(back)).subject, "Our offér");
    await page.close();

    for (const secret of ["[secure]", "Our off", PASSWORD, "cat is in"]) assert(!logs(gateway).includes(secret), secret);
    const record = JSON.parse(gateway.milter.log().split("\n").find((line) => line.includes('"record"'))).record;
    assert.deepEqual([record.recipients, record.format, record.message_id], [[BOB], "html", "original-1@inside.test"]);
    for (const name of readdirSync(gateway.folder).filter((name) => name.startsWith("store.db"))) {
      assert(!readFileSync(join(gateway.folder, name)).includes(PASSWORD), name);
    }
    const metrics = await gateway.milter.ask("/metrics");
    assert.match(metrics.text, /^waxseal_messages_total\{outcome="Sealed"\} 1$/m);
    assert.equal((await gateway.milter.ask("/healthz")).text, "ok\n");
  });

  test("without the tag a mail passes untouched, byte for byte", async () => {
    const gateway = await startGateway();
    const raw = Buffer.from(
      "Subject:  two  blanks\r\nX-Odd:no blank\r\nX-Folded: a\r\n\t b\r\nFrom: ann@inside.test\r\nX-Bytes: \xe4\xff\r\n" +
        "Mime-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.\r\n..dots\r\nFrom here\r\n\xe4\xff \r\n\r\n",
      "latin1",
    );
    const answer = await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw });
    assert.equal(answer.code, 250, answer.text);
    const [arrived] = await gateway.sink.waitFor(1);
    assert.equal(withoutReceived(arrived.raw).toString("latin1"), raw.toString("latin1"));
  });

  test("a password in the subject opens page and PDF, and is nowhere else", async () => {
    const gateway = await startGateway({
      rules: `
[[rule]]
name = "in the subject"
tag = ["PW"]
action = "both"
password = "tag"`,
    });
    const send = (subject, to = [BOB]) =>
      submit({ port: gateway.postfix.smtpPort, from: ANN, to, raw: mail(header(`Subject: ${subject}`)) });
    assert.equal((await send(`Re: [PW:${PASSWORD}] Offer`)).code, 250);
    const [arrived] = await gateway.sink.waitFor(1);
    const { html, pdf } = await envelopesOf(arrived.raw);
    for (const envelope of [html, pdf]) {
      const back = await open(envelope, { password: PASSWORD });
      assert.equal(back.toString(), mail(header("Subject: Re: Offer")).toString());
    }
    assert(!arrived.raw.includes("[PW") && !logs(gateway).includes(PASSWORD) && !logs(gateway).includes("[PW"));

    for (const subject of ["[PW:]", "[PW:violet kettle never closed", "\uff3bPW:violet kettle 19\uff3d", "[PW:abc] too weak", "[PW:one-violet-kettle] [PW:two-violet-kettles]"]) {
      const { code, text } = await send(subject);
      assert(code >= 550 && code < 560, `${subject}: ${code} ${text}`);
      assert(!text.includes("abc") && !text.includes("kettle"), text);
      assert(!logs(gateway).includes("kettle never"));
    }
    assert.equal(gateway.sink.mails.length, 1);
  });

  test("a password is made once for a recipient, and its sender is told", async () => {
    const gateway = await startGateway({
      rules: `
[[rule]]
name = "all"
always = true
action = "html"
password = "recipient"
tell = "sender"`,
    });
    const send = (from, number) =>
      submit({
        port: gateway.postfix.smtpPort, from, to: [BOB],
        raw: mail(header(`Subject: ${number}`, `Message-ID: <${number}@inside.test>`)),
      });
    assert.equal((await send(ANN, 1)).code, 250);
    assert.equal((await send(ANN, 2)).code, 250);
    const mails = await gateway.sink.waitFor(3);
    const notices = mails.filter(({ to }) => to[0] === ANN);
    assert.equal(notices.length, 1);
    const notice = await PostalMime.parse(notices[0].raw);
    assert.equal(notice.inReplyTo, "<1@inside.test>");
    const password = told(notice.text);
    const carriers = mails.filter(({ to }) => to[0] === BOB);
    for (const [index, { raw }] of carriers.entries()) {
      const back = await open((await envelopesOf(raw)).html, { password });
      assert.match(back.toString(), new RegExp(`Subject: ${index + 1}\r`));
      assert(!raw.includes(password));
    }
    assert(!logs(gateway).includes(password));
    assert.match(await gateway.passwords(["list"]), /bob@outside\.test\s+1\s+\d{4}-/);
    assert.equal((await gateway.passwords(["show", BOB])).trim(), password);

    // Nobody outside is ever told.
    const answer = await send("eve@outside.test", 3);
    assert.equal(answer.code, 250, "it is told already");
    await gateway.passwords(["forget", BOB]);
    const refused = await send("eve@outside.test", 4);
    assert.equal(refused.code, 550);
    assert.match(refused.text, /outside the organisation/);
    await gateway.sink.waitFor(4);
    assert.equal(gateway.sink.mails.length, 4);
  });

  test("a password of one message goes to a command, on its standard input", async () => {
    const folder = onDisk("", "told");
    const script = onDisk(`#!/bin/sh\ncat >> ${folder}\n`, "tell.sh");
    chmodSync(script, 0o755);
    const gateway = await startGateway({
      more: `[command]\nrun = ["${script}"]`,
      rules: `
[[rule]]
name = "all"
always = true
action = "pdf"
password = "message"
tell = "command"`,
    });
    for (const subject of ["1", "2"]) {
      const raw = mail(header(`Subject: ${subject}`));
      assert.equal((await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw })).code, 250);
    }
    const mails = await gateway.sink.waitFor(2);
    const lines = readFileSync(folder, "utf8").trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.length, 2);
    assert.notEqual(lines[0].password, lines[1].password);
    for (const [index, { recipient, sender, password }] of lines.entries()) {
      assert.deepEqual([recipient, sender], [BOB, ANN]);
      const back = await open((await envelopesOf(mails[index].raw)).pdf, { password });
      assert.match(back.toString(), new RegExp(`Subject: ${index + 1}\r`));
    }
  });

  test("one message, four kinds of recipients: each gets theirs once", async () => {
    const gateway = await startGateway({
      rules: `
[[rule]]
name = "inside"
recipient = ["inside.test"]
action = "pass"
[[rule]]
name = "as a PDF"
recipient = ["pdf.test"]
action = "pdf"
password = "stored"
[[rule]]
name = "others"
always = true
action = "html"
password = "stored"`,
    });
    const passwords = { "bob@outside.test": "violet kettle 19", "cara@outside.test": "orange saddle 27", "dan@pdf.test": "copper window 35", "blind@outside.test": "silver garden 41" };
    for (const [address, password] of Object.entries(passwords)) {
      await gateway.passwords(["set", address, "--password-stdin"], `${password}\n`);
    }
    const raw = Buffer.from(
      "From: ann@inside.test\r\nTo: eve@inside.test, bob@outside.test, cara@outside.test\r\nCc: dan@pdf.test\r\nSubject: All\r\n\r\nHello\r\n",
    );
    const to = ["eve@inside.test", ...Object.keys(passwords)];
    const answer = await submit({ port: gateway.postfix.smtpPort, from: ANN, to, raw });
    assert.equal(answer.code, 250, answer.text);
    const mails = await gateway.sink.waitFor(4);
    const by = Object.fromEntries(mails.map((its) => [its.to.toSorted().join(" "), its.raw]));
    assert.deepEqual(Object.keys(by).sort(), [
      "blind@outside.test", "bob@outside.test cara@outside.test", "dan@pdf.test", "eve@inside.test",
    ]);
    assert.equal(withoutReceived(by["eve@inside.test"]).toString(), raw.toString());
    for (const [recipients, carrier] of Object.entries(by).filter(([its]) => its !== "eve@inside.test")) {
      assert(!carrier.includes("blind") || recipients.startsWith("blind"), recipients);
      const { html, pdf } = await envelopesOf(carrier);
      for (const address of recipients.split(" ")) {
        assert.equal((await open(html ?? pdf, { password: passwords[address] })).toString(), raw.toString(), address);
      }
    }
    // Who would get it in clear if Postfix read an address in another way than the rules.
    for (const address of ["zoe%outside.test@inside.test", '"zoe@outside.test"@inside.test', "outside.test!zoe@inside.test"]) {
      assert.equal((await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [address], raw })).code, 553, address);
    }
    // A recipient without a password refuses all of it.
    const refused = await submit({ port: gateway.postfix.smtpPort, from: ANN, to: ["eve@inside.test", "zoe@outside.test"], raw });
    assert.equal(refused.code, 550);
    assert.match(refused.text, /no password for zoe@outside\.test/);
    assert.equal(gateway.sink.mails.length, 4);
  });

  test("what passes has no tag left in any field that repeats the subject", async () => {
    const gateway = await startGateway({
      rules: `
[[rule]]
name = "inside"
recipient = ["outside.test"]
action = "pass"
[[rule]]
name = "tagged"
tag = ["PW"]
action = "html"
password = "tag"`,
    });
    const tag = `[PW:${PASSWORD}]`;
    const raw = mail(header(`Subject: ${tag} x`, `Thread-Topic: ${tag} x`, `Comments: ${tag}`, `Keywords: a ${tag}`, "Waxseal-Opened: forged"));
    assert.equal((await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw })).code, 250);
    const [arrived] = await gateway.sink.waitFor(1);
    assert(!arrived.raw.includes(PASSWORD) && !arrived.raw.includes("forged"), arrived.raw.toString());
    assert.match(arrived.raw.toString(), /^Subject: x\r$/m);
  });

  test("rules refuse and hold back; the sender reads why", async () => {
    const gateway = await startGateway({
      rules: `
[[rule]]
name = "never"
words = ["plutonium"]
action = "reject"
text = "this word does not leave the house"
[[rule]]
name = "later"
larger_than = "100 KB"
action = "defer"`,
    });
    const send = (text) =>
      submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw: mail(header("Subject: x"), text) });
    const { code, text } = await send("Buy Plutonium now");
    assert.deepEqual([code, /5\.7\.1.*this word does not leave the house/.test(text)], [550, true], text);
    const held = await send("x ".repeat(60 * 1024));
    assert.equal(held.code, 451, held.text);
    assert.equal((await send("plutoniums")).code, 250);
    const explained = await milter(
      ["check", "--config", gateway.milter.config, onDisk(mail(header("Subject: x"), "plutonium")), "--from", ANN, "--to", BOB],
    );
    assert.match(explained, /never/);
  });

  test("it survives every hop: short lines, 7 bits, dots, From", async () => {
    const gateway = await startGateway({
      main: { smtp_line_length_limit: 998, disable_mime_output_conversion: "no" },
      sink: { eightBitMime: false, smtpUtf8: false },
    });
    await gateway.passwords(["set", BOB, "--password-stdin"], `${PASSWORD}\n`);
    const raw = mail(header("Subject: [secure] 8bit", "Content-Type: text/plain; charset=utf-8"), "ä€ ".repeat(500));
    assert.equal((await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw })).code, 250);
    const [arrived] = await gateway.sink.waitFor(1);
    const lines = arrived.raw.toString("latin1").split("\r\n");
    assert(lines.every((line) => line.length <= 998 && /^[\x00-\x7f]*$/.test(line) && !/[\r\n]/.test(line)));
    // The envelope is in the mail as it is, not in base64 once more.
    const { html } = await envelopesOf(arrived.raw);
    const text = (bytes) => bytes.toString("latin1").replaceAll("\r\n", "\n");
    assert(text(arrived.raw).includes(text(html)));
    // A mailbox file writes ">" before a line that begins with "From ".
    const munged = Buffer.from(arrived.raw.toString("latin1").replace(/^From /gm, ">From "), "latin1");
    const page = await browser.newPage();
    await openEnvelope(page, fileUrl(onDisk((await envelopesOf(munged)).html)), PASSWORD);
    assert.match(await page.locator("#text").textContent(), /ä€ ä€/);
    await page.close();
  });

  test("an answer to the organisation's key arrives in clear inside, and only there", async () => {
    const { key, publicKey } = await organisationKey();
    const gateway = await startGateway({
      organisation: `recipient_keys = ["${publicKey}"]\nanswer_keys = ["${key}"]`,
    });
    await gateway.passwords(["set", BOB, "--password-stdin"], `${PASSWORD}\n`);
    const raw = mail(header("Subject: [secure] Question", "Message-ID: <q@inside.test>"));
    assert.equal((await submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw })).code, 250);
    const [carrier] = await gateway.sink.waitFor(1);

    // Bob answers in the page.
    const page = await browser.newPage();
    await openEnvelope(page, fileUrl(onDisk((await envelopesOf(carrier.raw)).html)), PASSWORD);
    await page.locator("#answer").click();
    await page.locator("#compose-text").fill("Yes, the cat is out.");
    await page.locator("#compose-seal").click();
    const answer = readFileSync((await saved(page, "#composed-save")).path);
    await page.close();

    const send = (to, envelope, more = []) => {
      const boundary = "b1";
      const raw = Buffer.from(
        [
          `From: ${BOB}`, `To: ${to}`, "Subject: Encrypted answer", "Waxseal-Opened: key=forged", ...more, "MIME-Version: 1.0",
          `Content-Type: multipart/mixed; boundary=${boundary}`, "", `--${boundary}`, "Content-Type: text/plain", "",
          "See the file.", `--${boundary}`, "Content-Type: text/html; name=answer.html",
          "Content-Disposition: attachment; filename=answer.html", "Content-Transfer-Encoding: base64", "",
          envelope.toString("base64").replace(/.{76}/g, "$&\r\n"), `--${boundary}--`, "",
        ].join("\r\n"),
      );
      return submit({ port: gateway.postfix.smtpPort, from: BOB, to: [to], raw });
    };
    const count = gateway.sink.mails.length;
    const deliver = async (to, envelope) => {
      const before = gateway.sink.mails.length;
      const { code, text } = await send(to, envelope);
      assert.equal(code, 250, text);
      const mails = await gateway.sink.waitFor(before + 1);
      return PostalMime.parse(mails[before].raw).then((parsed) => ({ parsed, raw: mails[before].raw.toString() }));
    };
    const opened = await deliver(ANN, answer);
    assert.equal(opened.parsed.subject, "Re: Question");
    assert.match(opened.parsed.text, /Yes, the cat is out\.[^]*See the file\./);
    assert.equal(opened.parsed.inReplyTo, "<q@inside.test>");
    assert.match(opened.raw, /^Waxseal-Opened: key=[\w-]{43}\r$/m);
    assert(!opened.raw.includes("forged"));
    assert.equal(opened.parsed.from.address, BOB);

    // To somebody outside, to a colleague whom it was not written to, or what the organisation itself sealed: closed.
    for (const [to, envelope] of [
      ["zoe@outside.test", answer],
      ["eve@inside.test", answer],
      [ANN, (await envelopesOf(carrier.raw)).html],
    ]) {
      const closed = await deliver(to, envelope);
      assert(!closed.raw.includes("Waxseal-Opened") && !closed.raw.includes("cat is"), to);
      assert(closed.raw.includes(envelope.toString("base64").slice(0, 70)), to);
    }
    assert.equal(gateway.sink.mails.length, count + 4);
    assert(!logs(gateway).includes("cat is out"));
  });

  test("over a Unix socket, which a killed milter leaves behind", async () => {
    const gateway = await startGateway();
    const { socket } = gateway.milter;
    await gateway.passwords(["set", BOB, "--password-stdin"], `${PASSWORD}\n`);
    await gateway.milter.stop("SIGKILL");
    assert(existsSync(socket), "the socket of the killed one");
    await gateway.milter.start();
    assert.equal(statSync(socket).mode & 0o777, 0o660, "for the mail server's group only");
    // Here nobody is in a group with Postfix.
    const ids = await Promise.all(["-u", "-g"].map((which) => run("id", [which, "postfix"])));
    chownSync(socket, ...ids.map(({ stdout }) => Number(stdout)));
    const postfix = await startPostfix({
      folder: folderForAll(), sinkPort: gateway.sink.port, milters: [`unix:${socket}`],
    });
    const raw = mail(header("Subject: [secure] x"));
    assert.equal((await submit({ port: postfix.smtpPort, from: ANN, to: [BOB], raw })).code, 250);
    const [arrived] = await gateway.sink.waitFor(1);
    assert((await envelopesOf(arrived.raw)).html);
    await gateway.milter.stop();
    assert(!existsSync(socket), "it cleans up");
  });

  test("the example in the library's documentation is a gateway", async () => {
    const gateway = await startGateway({ rules: "" });
    const example = join(dirname(MILTER), "examples/gateway");
    const passwords = onDisk(`${BOB} ${PASSWORD}\n`, "passwords");
    const raw = mail(header("Subject: Ours"));
    const running = run(example, [passwords, ANN, BOB], {
      env: { ...process.env, SENDMAIL: `sendmail -C ${gateway.postfix.config}` },
    });
    running.child.stdin.end(raw);
    const { stdout } = await running;
    assert.deepEqual(JSON.parse(stdout).recipients, [BOB]);
    const [arrived] = await gateway.sink.waitFor(1);
    assert.deepEqual([arrived.from, arrived.to], [ANN, [BOB]]);
    assert.equal((await open((await envelopesOf(arrived.raw)).html, { password: PASSWORD })).toString(), raw.toString());
    // What cannot be sealed is bounced or kept, as its exit code says.
    for (const [content, to, code] of [[Buffer.from("%PDF-1.7"), BOB, 65], [raw, "zoe@outside.test", 75]]) {
      const failing = run(example, [passwords, ANN, to]);
      // It may end without having read all.
      failing.child.stdin.on("error", () => {}).end(content);
      await assert.rejects(failing, { code });
    }
    assert.equal(gateway.sink.mails.length, 1);
  });

  test("a new configuration is read without a pause, a wrong one changes nothing", async () => {
    const gateway = await startGateway();
    const send = () =>
      submit({ port: gateway.postfix.smtpPort, from: ANN, to: [BOB], raw: mail(header("Subject: [secure] x")) });
    assert.equal((await send()).code, 550, "no password yet");
    const before = readFileSync(gateway.milter.config, "utf8");
    writeFileSync(gateway.milter.config, before.replace('tag = ["secure"]', 'tags = ["secure"]'));
    gateway.milter.reload();
    await until(() => gateway.milter.log().includes("stays in force"), "it is refused");
    assert.match(gateway.milter.log(), /milter-0\.toml: line \d+, column \d+/);
    assert.equal((await send()).code, 550);
    writeFileSync(gateway.milter.config, before.replace('tag = ["secure"]', 'tag = ["other"]'));
    gateway.milter.reload();
    await until(() => gateway.milter.log().includes("was read again"), "it is read");
    assert.equal((await send()).code, 250);
    assert.match((await gateway.sink.waitFor(1))[0].raw.toString(), /Subject: \[secure\] x/);
    // And it ends in peace.
    await gateway.milter.stop();
    assert.match(gateway.milter.log(), /"stopped"/);
    assert.equal((await send()).code, 451, "without its milter, Postfix takes nothing");
  });
});
