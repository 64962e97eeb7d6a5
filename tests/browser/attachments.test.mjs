// Attachments in the page: what can be looked at, attached mails, invitations, what could do harm, and all as one file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  envelope, fileUrl, launch, mailOf, onDisk, openEnvelope, PASSWORD, PDF, PIXEL, PROGRAM, run, saved, watchedPage, WAYS, without,
} from "./helpers.mjs";
import { strings } from "./independent-sealer.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function freshPage(script = () => {}, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  const { page, seen } = await watchedPage(context);
  await page.addInitScript(script);
  return { context, page, seen };
}

const quiet = { requests: [], console: [], dialogs: [], errors: [] };
const item = (page, name) => page.locator("#attachments li").filter({ has: page.getByText(name, { exact: true }) });
const open = (page, name) => item(page, name).getByRole("button", { name: "Open" }).click();

test("each file has the icon of its kind and opens only where it can be shown safely", async () => {
  const kinds = {
    "a.png": ["image", true], "b.JPEG": ["image", true], "c.heic": ["image", false], "d.pdf": ["pdf", true], "e.txt": ["text", true],
    "f.docx": ["text", false], "g.csv": ["sheet", true], "h.xlsx": ["sheet", false], "i.zip": ["archive", false], "j.mp4": ["media", false],
    "k.eml": ["mail", false], "l.ics": ["event", true], "m.bin": ["", false], "n.exe": ["harmful", false], "o.pdf.js": ["harmful", false],
    "p.html": ["harmful", false], "q.svg": ["harmful", false], "r.docm": ["harmful", false], "s.txt.lnk ": ["harmful", false],
    "t.scr...": ["harmful", false], "\u062a\u0642\u0631\u064a\u0631.pdf": ["pdf", true],
  };
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await envelope(...mailOf(Object.fromEntries(Object.keys(kinds).map((name) => [name, { content: "x" }])))));
  const shown = await page.locator("#attachments li").evaluateAll((items) => Object.fromEntries(items.map((item) => [
    item.querySelector("bdi").textContent, [item.querySelector("svg").classList[1] ?? "", item.querySelectorAll("button").length === 2],
  ])));
  assert.deepEqual(shown, kinds);
  assert.deepEqual(seen, quiet);
  await context.close();
});

test("a type without a name's ending is gone by, and what the sender calls a page is one", async () => {
  const { context, page } = await freshPage();
  const files = { one: { content: "x", type: "text/plain" }, two: { content: "x", type: "application/pdf" }, "three.txt": { content: "x", type: "text/html" } };
  await openEnvelope(page, await envelope(...mailOf(files)));
  const opens = async (name) => (await item(page, name).getByRole("button").count()) === 2;
  assert.deepEqual([await opens("one"), await opens("two"), await opens("three.txt")], [true, true, false]);
  await context.close();
});

test("pictures, texts and PDFs are shown in the page", async () => {
  const texts = {
    "utf8.txt": [Buffer.from("Gr\u00fc\u00dfe \u6771\u4eac"), "Gr\u00fc\u00dfe \u6771\u4eac"],
    "utf16.txt": [Buffer.from("\ufeffGr\u00fc\u00dfe", "utf16le"), "Gr\u00fc\u00dfe"],
    "windows.txt": [Buffer.from("Gr\u00fc\u00dfe", "latin1"), "Gr\u00fc\u00dfe"],
    "page.log": [Buffer.from("<script>hacked=1</script><img src=x onerror=hacked=1>"), "<script>hacked=1</script><img src=x onerror=hacked=1>"],
    "cut.md": [Buffer.from("a".repeat((1 << 20) - 1) + "\u00e4tail"), "a".repeat((1 << 20) - 1)],
  };
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await envelope(...mailOf({
    "dot.png": { content: PIXEL, type: "image/png" }, "a.pdf": { content: PDF, type: "application/pdf" },
    ...Object.fromEntries(Object.entries(texts).map(([name, [content]]) => [name, { content }])),
  })));
  const viewer = page.locator("#viewer");
  const close = async (name) => {
    await page.keyboard.press("Escape");
    await viewer.waitFor({ state: "hidden" });
    assert.equal(await item(page, name).getByRole("button", { name: "Open" }).evaluate((button) => document.activeElement === button), true);
  };

  await open(page, "dot.png");
  assert.equal(await viewer.locator("img").evaluate(async (image) => (await image.decode(), image.naturalWidth)), 10);
  assert.equal(await viewer.locator("h2").textContent(), "dot.png");
  const again = await saved(page, "#viewer-save");
  assert.deepEqual([again.name, readFileSync(again.path).equals(PIXEL)], ["dot.png", true]);
  await close("dot.png");
  assert.equal(await viewer.locator("img").count(), 0);

  for (const [name, [, text]] of Object.entries(texts)) {
    await open(page, name);
    assert.equal(await viewer.locator("pre").textContent(), text, name);
    assert.equal(await page.locator("#viewer-note").textContent(), name === "cut.md" ? strings("en").get("viewer-cut") : "");
    await close(name);
  }

  await open(page, "a.pdf");
  await viewer.locator("iframe").waitFor();
  // The viewer is the browser's own, in a process of its own.
  const viewers = () => page.frames().filter((frame) => frame.url().startsWith("chrome-extension://"));
  for (let i = 0; i < 100 && viewers().length === 0; i++) await page.waitForTimeout(50);
  assert.equal(viewers().length, 1);
  await page.locator("#viewer-close").click();
  await viewer.waitFor({ state: "hidden" });
  seen.requests = seen.requests.filter((url) => !/^chrome(-extension)?:/.test(url)); // its own pieces
  assert.deepEqual(seen, quiet);
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  await context.close();
});

test("files in a file stand in its place, in the body too", async () => {
  const holder = Buffer.concat([Buffer.from("head"), PIXEL, Buffer.from("Hello\u00e4 tail")]);
  const [view, message] = mailOf({ "winmail.dat": { content: holder.toString("base64"), encoding: "base64", type: "application/ms-tnef" } });
  const [{ range, encoding }] = view.attachments;
  const file = (name, start, end, more) => ({ name, type: "application/octet-stream", size: end - start, range, encoding, within: [start, end], ...more });
  const files = [
    file("dot.png", 4, 4 + PIXEL.length, { cid: "dot", inline: true, type: "image/png" }),
    file("note.txt", 4 + PIXEL.length, 4 + PIXEL.length + 7),
    file("broken.bin", 4, holder.length + 1),
  ];
  for (const unpacked of [true, false]) {
    const { context, page, seen } = await freshPage();
    const attachments = [{ ...view.attachments[0], unpacked }];
    await openEnvelope(page, await envelope({ ...view, html: "<p>Look: <img src='cid:dot'></p>", attachments, files }, message));
    const names = await page.locator("#attachments bdi").allTextContents();
    assert.deepEqual(names, [...(unpacked ? [] : ["winmail.dat"]), "note.txt", "broken.bin"]);
    const picture = page.frameLocator("#frame").locator("img");
    await page.waitForFunction(() => document.getElementById("frame").contentDocument.querySelector("img")?.naturalWidth === 10);
    assert.equal(await picture.count(), 1);
    const file = await saved(page, '[aria-label="Save note.txt"]');
    assert.equal(readFileSync(file.path, "utf8"), "Hello\u00e4");
    await open(page, "note.txt");
    assert.equal(await page.locator("#viewer pre").textContent(), "Hello\u00e4");
    await page.locator("#viewer-close").click();
    await item(page, "broken.bin").getByRole("button").click();
    await page.waitForFunction(() => document.getElementById("trouble").textContent.includes("broken.bin"));
    assert.deepEqual(seen, quiet);
    await context.close();
  }
});

test("no file is ever a page, whatever it is called", async () => {
  const evil = "<!DOCTYPE html><script>top.hacked = parent.hacked = 1</script><svg xmlns='http://www.w3.org/2000/svg' onload='hacked=1'/>";
  const { context, page } = await freshPage();
  await openEnvelope(page, await envelope(...mailOf({
    "a.png": { content: evil, type: "text/html;x" }, "b.pdf": { content: evil }, "c.txt": { content: evil }, "d.jpg": { content: evil.slice(evil.indexOf("<svg")) },
  })));
  for (const name of ["a.png", "b.pdf", "c.txt", "d.jpg"]) {
    await open(page, name);
    await page.locator("#viewer").waitFor();
    await page.waitForTimeout(300);
    if (/png|jpg/.test(name)) assert.equal(await page.locator("#viewer-note").textContent(), strings("en").get("viewer-failed"));
    await page.locator("#viewer-close").click();
  }
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  await context.close();
});

test("what could do harm is named before it is saved, and is saved only on purpose", async () => {
  const { context, page } = await freshPage();
  const downloads = [];
  page.on("download", (download) => downloads.push(download.suggestedFilename()));
  await openEnvelope(page, await envelope(...mailOf({ "setup.exe": { content: "MZ" }, "page.htm": { content: "<p>" }, "note.txt": { content: "x" } })));
  const warning = page.locator("#warning");
  await item(page, "setup.exe").getByRole("button").click();
  assert.match(await warning.innerText(), /^setup\.exe: programs, scripts and web pages can do harm/);
  assert.equal(await page.locator("#warning-cancel").evaluate((button) => document.activeElement === button), true);
  await page.keyboard.press("Enter");
  await warning.waitFor({ state: "hidden" });
  await item(page, "setup.exe").getByRole("button").click();
  await page.keyboard.press("Escape");
  await warning.waitFor({ state: "hidden" });
  assert.deepEqual(downloads, []);
  await item(page, "setup.exe").getByRole("button").click();
  assert.equal(readFileSync((await saved(page, "#warning-save")).path, "latin1"), "MZ");

  await page.locator("#save-all").click();
  assert.match(await warning.innerText(), /^setup\.exe and page\.htm: /);
  assert.equal((await saved(page, "#warning-save")).name, "Files.zip");
  await context.close();
});

const PYTHON = `
import base64, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
json.dump({name: base64.b64encode(archive.read(name)).decode() for name in archive.namelist()}, sys.stdout)`;
const unzipped = (path) => JSON.parse(execFileSync("python3", ["-c", PYTHON, path], { maxBuffer: 1 << 26 }));

for (const [way, script] of Object.entries(WAYS)) {
  test(`all attachments are saved as one ZIP archive, by ${way}`, async () => {
    const random = Buffer.alloc(3_000_000).map(() => Math.random() * 256);
    const files = {
      "random.bin": { content: random }, "empty": { content: "" }, "Gr\u00fc\u00dfe \u{1f600}.txt": { content: "x" }, "\u6771\u4eac.csv": { content: "1" },
      "\u062a\u0642\u0631\u064a\u0631.pdf": { content: PDF }, "dup.txt": { content: "a" },
    };
    const [view, message] = mailOf(files);
    const { context, page, seen } = await freshPage(script);
    await openEnvelope(page, await envelope(view, message));
    const { name, path } = await saved(page, "#save-all");
    assert.equal(name, "Files.zip");
    const expected = Object.entries(files).map(([name, { content }]) => [name, Buffer.from(content).toString("base64")]);
    assert.deepEqual(unzipped(path), Object.fromEntries(expected));
    assert.deepEqual(seen, quiet);
    await context.close();
  });
}

test("a part that cannot be had is missing in the archive, and is named", async () => {
  const [view, message] = mailOf({ "good.txt": { content: "x" }, "bad.txt": { content: "y" } });
  view.attachments[1].range = [0, message.length + 1];
  const { context, page } = await freshPage();
  await openEnvelope(page, await envelope(view, message));
  assert.deepEqual(unzipped((await saved(page, "#save-all")).path), { "good.txt": Buffer.from("x").toString("base64") });
  await page.getByText("Not saved: bad.txt. This file is damaged").waitFor();
  await context.close();
});

/** A mail as a mail program writes it: an HTML mail with a picture, in which a mail with a file is attached, in which another is. */
const INNERMOST = "From: c@example.org\r\nSubject: Innermost\r\n\r\nThe end.\r\n";
const INNER = [
  "From: =?utf-8?Q?J=C3=B6rg?= <b@example.org>", "Subject: Inner", "Content-Type: multipart/mixed; boundary=y", "", "--y",
  "Content-Type: multipart/related; boundary=z", "", "--z", "Content-Type: text/html", "", '<p>Hello from <i>inside</i> <img src="cid:p"></p>', "--z",
  "Content-Type: image/png", "Content-ID: <p>", "Content-Transfer-Encoding: base64", "", PIXEL.toString("base64"), "--z--", "--y",
  "Content-Type: application/octet-stream; name=data.bin", "Content-Transfer-Encoding: base64", "", "AAECAw==", "--y",
  "Content-Type: message/rfc822", "", INNERMOST, "--y--", "",
].join("\r\n");
const INVITATION = [
  "BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1", "SUMMARY:<b>Check-up</b>", "DTSTART;TZID=America/New_York:20270605T100000",
  "DTEND;TZID=America/New_York:20270605T103000", "LOCATION:Room 12\\nHauptstra\u00dfe 5", "ORGANIZER;CN=Anna:mailto:anna@example.org", "RRULE:FREQ=WEEKLY",
  "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n");
const OUTER = [
  "From: a@example.org", "Message-ID: <1@example.org>", "Subject: Outer", "Content-Type: multipart/mixed; boundary=x", "", "--x", "", "See below.", "--x",
  "Content-Type: application/octet-stream; name=forwarded.eml", "Content-Transfer-Encoding: base64", "",
  Buffer.from(INNER).toString("base64").replace(/.{76}/g, "$&\r\n"), "--x", "Content-Type: text/calendar; charset=utf-8; name=invite.ics", "", INVITATION, "--x--", "",
].join("\r\n");

async function sealed(mail) {
  const path = onDisk("", "envelope.html");
  await run(PROGRAM, ["wrap", onDisk(mail, "mail.eml"), "-o", path, "--force", "--quiet", "--password-file", onDisk(PASSWORD, "password")]);
  return fileUrl(path);
}

for (const [way, script] of Object.entries(WAYS)) {
  test(`an attached mail opens like the one it came with, by ${way}`, { skip: without(PROGRAM, "waxseal") }, async () => {
    const { context, page, seen } = await freshPage(script);
    await openEnvelope(page, await sealed(OUTER));
    assert.equal(await page.locator("#back").isVisible(), false);
    await open(page, "forwarded.eml");
    const subject = page.locator("#subject");
    await page.getByRole("heading", { name: "Inner" }).waitFor();
    assert.equal(await subject.evaluate((heading) => document.activeElement === heading), true);
    assert.equal(await page.title(), "Inner");
    assert.match(await page.locator("#headers").innerText(), /J\u00f6rg <b@example\.org>/);
    const mail = page.frameLocator("#frame");
    assert.equal(await mail.locator("i").textContent(), "inside");
    assert.equal(await mail.locator("img[src]").evaluate(async (image) => (await image.decode(), image.naturalWidth)), 10);
    assert.deepEqual([...readFileSync((await saved(page, '[aria-label="Save data.bin"]')).path)], [0, 1, 2, 3]);
    const original = await saved(page, "#save-original");
    assert.deepEqual([original.name, readFileSync(original.path, "utf8")], ["Inner.eml", INNER]);
    // The letter is answered, not what is attached to it.
    for (const id of ["answer", "sealed", "event"]) assert.equal(await page.locator(`#${id}`).isVisible(), false, id);

    await open(page, "Innermost.eml");
    await page.getByRole("heading", { name: "Innermost" }).waitFor();
    assert.equal((await page.locator("#text").innerText()).trim(), "The end.");
    await page.locator("#back").click();
    await page.locator("#back").click();
    assert.equal(await subject.textContent(), "Outer");
    assert.equal((await page.locator("#text").innerText()).trim(), "See below.");
    assert.equal(await page.locator("#answer").isVisible(), true);
    assert.equal(readFileSync((await saved(page, "#save-original")).path, "utf8"), OUTER);
    assert.deepEqual(seen, quiet);
    await context.close();
  });
}

test("an invitation shows what, when and where, in the reader's time and language", { skip: without(PROGRAM, "waxseal") }, async () => {
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await sealed(OUTER));
  const event = page.locator("#events section");
  assert.deepEqual((await event.innerText()).split("\n").map((line) => line.replace(/[\u2009\u202f]/g, " ").replace("Saturday,", "Saturday")), [
    "<b>Check-up</b>", "When", "Saturday 5 June 2027, 16:00\u201316:30 CEST · repeats", "Where", "Room 12", "Hauptstra\u00dfe 5", "Organizer", "Anna <anna@example.org>", "Save for the calendar",
  ]);
  const file = await saved(page, "#events button");
  assert.deepEqual([file.name, readFileSync(file.path, "utf8")], ["invite.ics", INVITATION]);
  await page.locator("#language").selectOption("de");
  assert.match(await event.innerText(), /Samstag, 5\. Juni 2027.*MESZ/s);
  assert.deepEqual(seen, quiet);
  await context.close();
});

test("whole days, unknown zones, cancelled events and nonsense", async () => {
  const events = [
    [{ summary: "", start: "2027-06-05", end: "2027-06-07" }, "(no subject)|When|Saturday 5 June \u2013 Monday 7 June 2027"],
    [{ summary: "Day", start: "2027-06-05", cancelled: true }, "Day|This event is cancelled.|When|Saturday 5 June 2027"],
    [{ summary: "Local", start: "2027-06-05T10:00:00" }, "Local|When|Saturday 5 June 2027 at 10:00"],
    [{ summary: "Nonsense", start: "soon", location: "\u202eRoom" }, "Nonsense|Where|\u202eRoom"],
  ];
  const { context, page } = await freshPage();
  await openEnvelope(page, await envelope(...mailOf(Object.fromEntries(events.map(([event], i) => [`${i}.ics`, { content: "x", event }])))));
  const shown = await page.locator("#events section").evaluateAll((all) => all.map((one) => one.innerText));
  for (const [i, [, expected]] of events.entries()) {
    const text = shown[i].split(/\n+/).slice(0, -1).join("|").replace(/[\u2009\u202f]/g, " ").replace(/day, /g, "day ");
    assert.equal(text, expected);
  }
  await context.close();
});
