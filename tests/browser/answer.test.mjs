// Answering from the page: what is typed becomes an envelope that the page, the program and other
// JOSE implementations open, and a message that other mail programs read.

import assert from "node:assert/strict";
import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { generalDecrypt } from "jose";
import {
  envelope, fileUrl, launch, onDisk, openEnvelope, PASSWORD, PROGRAM, ROOT, run, saved, WAYS, watchedPage, without,
} from "./helpers.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const view = {
  from: [{ name: "Ada Weber", address: "ada@weber.example" }],
  reply_to: [{ name: "B\u00fcro, \"Weber\"", address: "office@weber.example" }],
  to: [{ name: "Jonas Lind", address: "jonas@lind.example" }],
  subject: "Pl\u00e4ne \u{1f5fa}", date: "2026-11-19T14:05:00+01:00", html: "<p>Dear <b>Jonas</b></p>", text: "Dear Jonas,\n> older\nbye",
  message_id: "2@weber.example", references: ["0@weber.example", "1@weber.example"],
};
const FILES = [
  { name: "\u8a08\u753b \"4\".pdf", mimeType: "application/pdf", buffer: randomBytes(200_000) },
  { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("J\u00fcrgen\r\n") },
  { name: "empty", mimeType: "", buffer: Buffer.alloc(0) },
  { name: "forwarded.eml", mimeType: "message/rfc822", buffer: Buffer.from("Subject: x\r\n\r\nx") },
];
const TEXT = "Gr\u00fc\u00dfe!\n.\nFrom here\n\u{1f600} \u05e9\u05dc\u05d5\u05dd\n" + "long ".repeat(300);

async function freshPage(script = () => {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Asia/Kolkata" });
  await context.addInitScript(script);
  return { context, ...(await watchedPage(context)) };
}

/** Writes an answer, and gives the path of the sealed file. */
async function answer(page, { text = TEXT, files = FILES } = {}) {
  await page.locator("#answer").click();
  assert.equal(await page.locator("#compose-text").evaluate((field) => field === document.activeElement), true);
  await page.locator("#compose-text").fill(text);
  await page.locator("#compose-files").setInputFiles(files);
  await page.locator("#compose-seal").click();
  await page.locator("#composed-heading:focus").waitFor();
  return saved(page, "#composed-save");
}

/** What Python's email reads in a message. */
async function read(message) {
  const script = `
import email, email.policy, hashlib, json, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
body = m.get_body(("plain",))
print(json.dumps({
  "headers": {k: str(m[k]) for k in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Bcc", "X-Evil")},
  "text": body.get_content(), "defects": [str(d) for p in m.walk() for d in p.defects],
  "files": [[p.get_filename(), p.get_content_type(), hashlib.sha256(p.get_payload(decode=True)).hexdigest()] for p in m.iter_attachments()],
  "longest": max(len(line) for line in m.as_bytes(policy=email.policy.default.clone(max_line_length=0)).split(b"\\n")),
}))`;
  const { stdout } = await run("python3", ["-c", script, onDisk(message, "answer.eml")]);
  return JSON.parse(stdout);
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function openedByProgram(path, ...how) {
  const out = onDisk("", "opened.eml");
  await run(PROGRAM, ["open", path, "-o", out, "--force", ...how]);
  return readFileSync(out);
}

for (const [way, script] of Object.entries(WAYS)) {
  test(`an answer sealed by ${way} opens in the program and the page, and is a proper message`, { skip: without(PROGRAM, "waxseal") }, async () => {
    const { context, page, seen } = await freshPage(script);
    await openEnvelope(page, await envelope(view));
    const sealed = await answer(page);
    assert.equal(sealed.name, "Re Pl\u00e4ne.html");
    const html = readFileSync(sealed.path, "latin1");
    assert.equal(/[^\0-\x7f]/.test(html), false, "ASCII");
    assert.ok(html.slice(html.indexOf('id="message"')).split("\n").every((line) => line.length <= 76));

    const message = await openedByProgram(sealed.path, "--password-file", onDisk(PASSWORD, "password"));
    const its = await read(message);
    assert.equal(its.headers.From, "Jonas Lind <jonas@lind.example>");
    assert.equal(its.headers.To, '"B\u00fcro, \\"Weber\\"" <office@weber.example>');
    assert.equal(its.headers.Subject, "Re: Pl\u00e4ne \u{1f5fa}");
    assert.match(its.headers.Date, /^\w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d \+0530$/);
    assert.match(its.headers["Message-ID"], /^<[0-9a-f]{32}@lind\.example>$/);
    assert.equal(its.headers["In-Reply-To"], "<2@weber.example>");
    assert.equal(its.headers.References.replace(/\s+/g, " "), "<0@weber.example> <1@weber.example> <2@weber.example>");
    assert.equal(its.text.replaceAll("\r\n", "\n").trimEnd(), TEXT.trimEnd());
    assert.deepEqual(its.defects, []);
    assert.deepEqual(its.files, [
      [FILES[0].name, "application/pdf", sha256(FILES[0].buffer)], [FILES[1].name, "text/plain", sha256(FILES[1].buffer)],
      ["empty", "application/octet-stream", sha256("")], ["forwarded.eml", "application/octet-stream", sha256(FILES[3].buffer)],
    ]);
    assert.ok(message.toString("latin1").split("\r\n").every((line) => line.length <= 998 && !/[\r\n]/.test(line)));

    // The sender opens it in a browser, and answers in turn.
    const other = await freshPage();
    await openEnvelope(other.page, fileUrl(onDisk(readFileSync(sealed.path))));
    assert.equal(await other.page.locator("#text").textContent(), TEXT);
    assert.match(await other.page.locator("#sealed").textContent(), /This answer was sealed/);
    const back = await saved(other.page, '[aria-label="Save note.txt"]');
    assert.deepEqual(readFileSync(back.path), FILES[1].buffer);
    const again = await answer(other.page, { text: "Danke", files: [] });
    const second = await read(await openedByProgram(again.path, "--password-file", onDisk(PASSWORD, "password")));
    assert.equal(second.headers["In-Reply-To"], its.headers["Message-ID"]);
    assert.equal(second.headers.Subject, "Re: Pl\u00e4ne \u{1f5fa}");
    const heads = [sealed, again].map(({ path }) => readFileSync(path, "latin1").split('<script type="application/jose+json"')[0]);
    assert.ok(heads[0] === heads[1], "the page reproduces itself byte for byte");
    assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
    assert.deepEqual(other.seen, { requests: [], console: [], dialogs: [], errors: [] });
    await context.close();
    await other.context.close();
  });
}

test("an answer without DEFLATE opens as well", { skip: without(PROGRAM, "waxseal") }, async () => {
  const { context, page } = await freshPage(() => delete globalThis.CompressionStream);
  await openEnvelope(page, await envelope(view));
  const sealed = await answer(page, { text: "plain", files: [] });
  const message = await openedByProgram(sealed.path, "--password-file", onDisk(PASSWORD, "password"));
  assert.equal((await read(message)).text.trimEnd(), "plain");
  await context.close();
});

/** What a sealer puts into a view for an organisation's key, made by node:crypto (RFC 7518, section 4.6). */
function agreement(publicKey) {
  const { crv } = publicKey.export({ format: "jwk" });
  const { privateKey, publicKey: ephemeral } = crv === "X25519" ? generateKeyPairSync("x25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const z = diffieHellman({ privateKey, publicKey });
  const number = (value) => Buffer.from([0, 0, 0, value]);
  const alg = Buffer.from("ECDH-ES+A256KW");
  const other = Buffer.concat([number(alg.length), alg, number(0), number(0), Buffer.from([0, 0, 1, 0])]);
  const kek = createHash("sha256").update(Buffer.concat([number(1), z, other])).digest();
  return { kid: `the ${crv} key`, epk: ephemeral.export({ format: "jwk" }), kek: kek.toString("base64url") };
}

for (const [way, script] of Object.entries(WAYS)) {
  test(`an answer sealed by ${way} opens with the organisation's keys alone`, async () => {
    const pairs = [generateKeyPairSync("x25519"), generateKeyPairSync("ec", { namedCurve: "P-256" })];
    const { context, page } = await freshPage(script);
    await openEnvelope(page, await envelope({ ...view, reply: { keys: pairs.map(({ publicKey }) => agreement(publicKey)) } }));
    const { path } = await answer(page, { text: "To the office", files: [] });
    const html = readFileSync(path, "latin1");
    for (const [i, { privateKey }] of pairs.entries()) {
      for (const id of ["message", "view"]) {
        const jwe = JSON.parse(html.split(`id="${id}">`)[1].split("</script>")[0].replace(/\s/g, ""));
        assert.deepEqual(jwe.recipients.map(({ header }) => header.alg), ["PBES2-HS512+A256KW", "ECDH-ES+A256KW", "ECDH-ES+A256KW"]);
        const { plaintext } = await generalDecrypt({ ...jwe, recipients: [jwe.recipients[i + 1]] }, privateKey);
        const text = Buffer.from(plaintext).toString();
        assert.ok(id === "view" ? JSON.parse(text).text === "To the office" : text.includes("From: Jonas Lind"), id);
      }
      if (without(PROGRAM, "waxseal")) continue;
      const key = onDisk(JSON.stringify(privateKey.export({ format: "jwk" })), "org.jwk");
      const message = await openedByProgram(path, "--key", key);
      assert.equal((await read(message)).text.trimEnd(), "To the office");
    }
    // The conversation goes on with the same keys.
    const other = await freshPage();
    await openEnvelope(other.page, fileUrl(onDisk(readFileSync(path))));
    const again = readFileSync((await answer(other.page, { text: "On it goes", files: [] })).path, "latin1");
    assert.equal(JSON.parse(again.split('id="view">')[1].split("</script>")[0].replace(/\s/g, "")).recipients.length, 3);
    await context.close();
    await other.context.close();
  });
}

test("nothing typed or shown gets into another header", { skip: without(PROGRAM, "waxseal") }, async () => {
  const evil = "x\r\nBcc: eve@evil.example\r\n\r\nX-Evil: yes";
  const { context, page, seen } = await freshPage();
  const hostile = {
    ...view, from: [{ name: evil, address: `ada@weber.example>\r\nBcc: eve@evil.example` }], reply_to: [], to: [{ name: evil, address: "jonas@lind.example" }],
    subject: evil, message_id: "a\r\nX-Evil: yes", references: [evil, "<>", "ok@x.example", "=?utf-8?B?WA==?="],
  };
  await openEnvelope(page, await envelope(hostile));
  const { path } = await answer(page, { text: evil, files: [{ name: evil.replace(/[\r\n]+/g, "_") + '"; filename="b', mimeType: "text/plain\r\nX-Evil: yes", buffer: Buffer.from("x") }] });
  const its = await read(await openedByProgram(path, "--password-file", onDisk(PASSWORD, "password")));
  assert.equal(its.headers.Bcc, "None");
  assert.equal(its.headers["X-Evil"], "None");
  assert.equal(its.headers["In-Reply-To"], "None");
  assert.equal(its.files.length, 1);
  assert.equal(its.text.replaceAll("\r\n", "\n").trimEnd(), evil.replaceAll("\r\n", "\n"));
  assert.deepEqual(seen.errors, []);
  await context.close();
});

test("a view with keys that are none is refused", async () => {
  const bad = [
    { keys: {} }, { keys: [{}] }, { keys: [{ epk: {}, kek: "AAAA" }] }, { keys: [{ epk: null, kek: "A".repeat(43) }] },
    { keys: [{ epk: { x: "y".repeat(2000) }, kek: "A".repeat(43) }] }, { keys: [{ kid: 1, epk: {}, kek: "A".repeat(43) }] },
  ];
  const { context, page } = await freshPage();
  for (const reply of bad) {
    await page.goto(await envelope({ ...view, reply }));
    await page.locator("#password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("This file is damaged").waitFor();
  }
  await context.close();
});

test("the composer says what is missing, quotes, counts, and loses nothing by one click", async () => {
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await envelope({ ...view, to: [...view.to, { address: "b@lind.example" }] }));
  await page.locator("#answer").click();
  assert.equal(await page.locator("#compose-to").textContent(), 'B\u00fcro, "Weber" <office@weber.example>');
  assert.equal(await page.locator("#compose-from").inputValue(), "", "two recipients: the reader says who it is");
  await page.locator("#compose-seal").click();
  await page.locator("#compose-from:focus[aria-invalid]").waitFor();
  assert.match(await page.locator("#compose-error").textContent(), /mail address/);
  await page.locator("#compose-from").fill("jonas@lind.example");
  await page.locator("#compose-seal").click();
  await page.locator("#compose-text:focus[aria-invalid]").waitFor();

  await page.locator("#compose-text").fill("First line");
  await page.locator("#compose-quote").click();
  assert.match(await page.locator("#compose-text").inputValue(),
    /^First line\n\nAda Weber wrote on Thursday, 19 November 2026 at 18:35:\n> Dear Jonas,\n>> older\n> bye\n$/);

  const large = { name: "large.bin", mimeType: "", buffer: Buffer.alloc(13_000_000) };
  await page.locator("#compose-files").setInputFiles([large]);
  await page.locator("#compose-files").setInputFiles([large]);
  assert.match(await page.locator("#compose-error").textContent(), /too large: all together may have 25 MB/);
  assert.equal(await page.locator("#compose-list li").count(), 1);
  await page.getByLabel("Remove large.bin").click();
  assert.equal(await page.locator("#compose-list li").count(), 0);

  // A file dropped anywhere is attached, and does not replace the page.
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["abc"], "dropped.txt"));
    for (const type of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.getByText("dropped.txt").waitFor();

  await page.locator("#compose-discard").click();
  assert.equal(await page.locator("#compose-discard").textContent(), "Discard everything?");
  await page.locator("#compose-text").focus();
  assert.equal(await page.locator("#compose-discard").textContent(), "Discard");
  assert.match(await page.locator("#compose-text").inputValue(), /^First line/);
  await page.locator("#compose-discard").click();
  await page.locator("#compose-discard").click();
  await page.locator("#answer:focus").waitFor();
  assert.equal(await page.locator("#compose-text").inputValue(), "");
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

test("who leaves is asked while an answer would be lost, and not once it is saved", async () => {
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await envelope(view));
  const leave = () => page.goto("about:blank").catch(() => "stayed"); // a dialog is dismissed
  await page.locator("#answer").click();
  await page.locator("#compose-from").fill("jonas@lind.example");
  await page.locator("#compose-text").fill("Not to be lost");
  assert.equal(await leave(), "stayed");
  await page.locator("#compose-seal").click();
  await page.locator("#composed-heading:focus").waitFor();
  assert.equal(await leave(), "stayed");
  await saved(page, "#composed-save");
  await page.locator("#composed-again").click();
  assert.equal(await leave(), "stayed");
  assert.equal(await page.locator("#compose-text").inputValue(), "Not to be lost");
  assert.equal(seen.dialogs.length, 3);
  await page.locator("#compose-seal").click();
  await page.locator("#composed-heading:focus").waitFor();
  await saved(page, "#composed-save");
  assert.equal(await leave(), null, "the page is left");
  await context.close();
});

test("the sealed answer can be drafted, shared, and changed again", async () => {
  const { context, page } = await freshPage(() => {
    navigator.canShare = ({ files }) => files.length === 1;
    navigator.share = async ({ files }) => (globalThis.shared = [files[0].name, files[0].type, (await files[0].text()).slice(0, 15)]);
  });
  await openEnvelope(page, await envelope(view));
  await answer(page, { text: "secret words", files: [] });
  const { pathname, searchParams } = new URL(await page.locator("#composed-draft").getAttribute("href"));
  assert.equal(pathname, "office@weber.example");
  assert.equal(searchParams.get("subject"), "Encrypted answer");
  assert.match(searchParams.get("body"), /attached file/);
  await page.locator("#composed-share").click();
  assert.deepEqual(await (await page.waitForFunction(() => globalThis.shared)).jsonValue(), ["Re Pl\u00e4ne.html", "text/html", "<!DOCTYPE html>"]);
  await page.locator("#composed-again").click();
  assert.equal(await page.locator("#compose-text").inputValue(), "secret words");
  await context.close();
});

test("a mail that names no address cannot be answered", async () => {
  const { context, page } = await freshPage();
  await openEnvelope(page, await envelope({ ...view, from: [{ name: "Ada" }], reply_to: [] }));
  assert.equal(await page.locator("#answer").isVisible(), false);
  await context.close();
});

test("what extensions put into the page, and who the first letter claimed to be from, stay out of the answer", async () => {
  const { context, page } = await freshPage(() => {
    // As extensions do: before the page's script, with the document only begun.
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      document.documentElement.setAttribute("data-from-elsewhere", "1");
      for (const where of [document.head, document.body]) {
        for (const name of ["style", "div", "link"]) where.append(Object.assign(document.createElement(name), { className: "from-elsewhere" }));
      }
    }).observe(document, { childList: true, subtree: true });
  });
  const payloads = await import("./independent-sealer.mjs").then(({ sealPayloads, page: around }) =>
    sealPayloads(view, Buffer.from("x"), { password: PASSWORD, p2c: 1000 }).then((its) => around(its, { sender: "Ada <ada@weber.example>", hint: "\u00fc \"hint\"" })));
  await openEnvelope(page, fileUrl(onDisk(payloads)));
  const html = readFileSync((await answer(page, { text: "x", files: [] })).path, "latin1");
  assert.equal(/from-elsewhere|ada@weber/.test(html), false);
  const other = await freshPage();
  await other.page.goto(fileUrl(onDisk(html)));
  assert.match(await other.page.locator("#hint").textContent(), /\u00fc "hint"/);
  assert.equal(await other.page.locator("#claimed").isVisible(), false);
  await context.close();
  await other.context.close();
});
