// What a sender puts on the page beside the letter, made by the program: the organisation, a hint, a proof of reading.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileUrl, launch, onDisk, openEnvelope, PASSWORD, PROGRAM, run, saved, violationsOf, watchedPage, without } from "./helpers.mjs";

const skip = without(PROGRAM, "the program (cargo build)");
const folder = mkdtempSync(join(tmpdir(), "waxseal-branding-"));
const at = (name) => join(folder, name);
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="40" fill="#c60"/>
  <script>document.title = "taken over"</script></svg>`;

let browser, record;
before(async () => {
  if (skip) return;
  browser = await launch();
  writeFileSync(at("mail.eml"), "From: Ada <ada@weber.example>\r\nReply-To: office@weber.example\r\nMessage-ID: <1@weber.example>\r\nSubject: Plans\r\n\r\nHello\r\n");
  writeFileSync(at("password.txt"), PASSWORD);
  writeFileSync(at("logo.svg"), LOGO);
  writeFileSync(at("org.toml"), 'organisation = "Weber & Lind"\nlogo = "logo.svg"\naccent = "#ffcc00"\ncontact = """\nQuestions? +49 30 1234567\n<office>"""\nlanguages = ["en", "de", "ar"]\n');
  const options = ["--branding", at("org.toml"), "--hint", "the comic's", "--receipt", "--json"];
  const wrapped = await run(PROGRAM, ["wrap", at("mail.eml"), "-o", at("mail.html"), "--password-file", at("password.txt"), ...options]);
  record = wrapped.stdout;
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function freshPage(options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  return { context, ...(await watchedPage(context)) };
}
const url = () => fileUrl(onDisk(readFileSync(at("mail.html"))));

test("the organisation's name, logo, colour and contact are on the page, and who sealed it is told when it is open", { skip }, async () => {
  const { context, page, seen } = await freshPage();
  await page.goto(url());
  const logo = await page.locator("#brand img").evaluate(({ alt, naturalWidth, width, height }) => ({ alt, loaded: naturalWidth > 0, width, height }));
  assert.deepEqual(logo, { alt: "Weber & Lind", loaded: true, width: 144, height: 48 });
  assert.equal(await page.locator("#contact").innerText(), "Questions? +49 30 1234567\n<office>");
  assert.deepEqual(await page.locator("#language option").evaluateAll((all) => all.map(({ value }) => value)), ["en", "de", "ar"]);
  assert.match(await page.locator("#hint").textContent(), /hint: the comic's/);
  assert.equal(await page.locator("#hint").evaluate(({ id }) => document.querySelector("#password").getAttribute("aria-describedby").includes(id)), true);
  assert.match(await page.locator(".promise").textContent(), /nothing that you type or read here is sent.*never asks for the password of your mailbox/);
  assert.equal(await page.locator("#sealed").isVisible(), false);
  const [red, green, blue] = await page.locator("#submit").evaluate((button) => getComputedStyle(button).backgroundColor.match(/\d+/g).map(Number));
  assert.ok(red > green && green > 5 * blue && red < 160, `a dark gold: ${red} ${green} ${blue}`);
  await openEnvelope(page, url());
  assert.match(await page.locator("#sealed").textContent(), /^Sealed by Weber & Lind on .*202\d/);
  assert.equal(await page.title(), "Plans");
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

test("an answer is on the same page, and says nothing in the organisation's name", { skip }, async () => {
  const { context, page } = await freshPage();
  await openEnvelope(page, url());
  await page.locator("#answer").click();
  await page.locator("#compose-from").fill("jonas@lind.example");
  await page.locator("#compose-text").fill("Thank you");
  await page.locator("#compose-seal").click();
  await page.locator("#composed-heading:focus").waitFor();
  const { path } = await saved(page, "#composed-save");
  await openEnvelope(page, fileUrl(onDisk(readFileSync(path))));
  assert.equal(await page.locator("#brand img").evaluate(({ naturalWidth }) => naturalWidth > 0), true);
  assert.match(await page.locator("#sealed").textContent(), /This answer was sealed in its writer.s browser/);
  assert.equal(await page.locator("#receipt").isVisible(), false);
  await context.close();
});

test("the reader may confirm reading, and the program knows the mail again", { skip }, async () => {
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, url());
  assert.match(await page.locator("#receipt-note").textContent(), /office@weber\.example would like to know/);
  // What opens is the reader's mail program; here it is only looked at.
  await page.locator("#receipt-confirm").evaluate((link) => link.addEventListener("click", (event) => event.preventDefault()));
  assert.equal(new URL(await page.locator("#receipt-confirm").getAttribute("href")).searchParams.get("body"), "", "no token before it is asked for");
  await page.locator("#receipt-confirm").click();
  const draft = new URL(await page.locator("#receipt-confirm").getAttribute("href"));
  assert.equal(draft.pathname, "office@weber.example");
  writeFileSync(at("proof.eml"), `From: jonas@lind.example\r\nSubject: ${draft.searchParams.get("subject")}\r\n\r\n${draft.searchParams.get("body")}\r\n`);
  writeFileSync(at("sent.jsonl"), record);
  const checked = await run(PROGRAM, ["receipt", "check", at("proof.eml"), "--record", at("sent.jsonl")]);
  assert.equal(checked.stdout, `${at("mail.html")} was opened: message 1@weber.example\n`);
  // The record alone makes no proof.
  writeFileSync(at("forged.eml"), `Subject: x\r\n\r\nwaxseal-receipt: ${JSON.parse(record).receipt.sha256}\r\n`);
  await assert.rejects(run(PROGRAM, ["receipt", "check", at("forged.eml"), "--record", at("sent.jsonl")]), /confirms none/);
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

for (const [look, options] of Object.entries({ light: {}, "dark, right to left": { colorScheme: "dark", locale: "ar" } })) {
  test(`axe finds nothing on the organisation's page: ${look}`, { skip }, async () => {
    const { context, page } = await freshPage({ bypassCSP: true, ...options });
    await page.goto(url());
    assert.deepEqual(await violationsOf(page), []);
    await openEnvelope(page, url());
    assert.deepEqual(await violationsOf(page), []);
    await context.close();
  });
}
