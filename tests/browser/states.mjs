// One letter that has all that a page can show, and how to bring its page into each of its states.

import { fileUrl, mailOf, onDisk, PASSWORD, PDF, PIXEL, submit } from "./helpers.mjs";
import { LANGUAGES, page as around, sealPayloads } from "./independent-sealer.mjs";

/** What the letter says in each language that it is looked at in. */
const WORDS = {
  en: {
    subject: "Plans for the house, second version", hint: "the street where we met", place: "Site office, Hill Road 4", event: "Meeting on site", earlier: "First version",
    body: "Dear Jonas,", lines: ["here are the plans with the changes we talked about on Thursday.", "Please have a look at the stairs."],
    rows: [["Ground floor", "84 m\u00b2"], ["First floor", "79 m\u00b2"]], reply: "Thank you, Ada. The stairs are fine.",
  },
  de: {
    subject: "Pl\u00e4ne f\u00fcr das Haus, zweite Fassung", hint: "die Stra\u00dfe, in der wir uns trafen", place: "Baub\u00fcro, H\u00fcgelweg 4", event: "Termin auf der Baustelle", earlier: "Erste Fassung",
    body: "Lieber Jonas,", lines: ["hier sind die Pl\u00e4ne mit den \u00c4nderungen, \u00fcber die wir am Donnerstag gesprochen haben.", "Sieh dir bitte die Treppe an."],
    rows: [["Erdgeschoss", "84 m\u00b2"], ["Obergeschoss", "79 m\u00b2"]], reply: "Danke, Ada. Die Treppe passt.",
  },
  ar: {
    subject: "\u0645\u062e\u0637\u0637\u0627\u062a \u0627\u0644\u0645\u0646\u0632\u0644\u060c \u0627\u0644\u0646\u0633\u062e\u0629 \u0627\u0644\u062b\u0627\u0646\u064a\u0629", hint: "\u0627\u0644\u0634\u0627\u0631\u0639 \u0627\u0644\u0630\u064a \u0627\u0644\u062a\u0642\u064a\u0646\u0627 \u0641\u064a\u0647", place: "\u0645\u0643\u062a\u0628 \u0627\u0644\u0645\u0648\u0642\u0639\u060c \u0634\u0627\u0631\u0639 \u0627\u0644\u062a\u0644 4", event: "\u0627\u062c\u062a\u0645\u0627\u0639 \u0641\u064a \u0627\u0644\u0645\u0648\u0642\u0639", earlier: "\u0627\u0644\u0646\u0633\u062e\u0629 \u0627\u0644\u0623\u0648\u0644\u0649",
    body: "\u0639\u0632\u064a\u0632\u064a \u064a\u0648\u0646\u0627\u0633\u060c", lines: ["\u0647\u0630\u0647 \u0647\u064a \u0627\u0644\u0645\u062e\u0637\u0637\u0627\u062a \u0645\u0639 \u0627\u0644\u062a\u0639\u062f\u064a\u0644\u0627\u062a \u0627\u0644\u062a\u064a \u062a\u062d\u062f\u062b\u0646\u0627 \u0639\u0646\u0647\u0627 \u064a\u0648\u0645 \u0627\u0644\u062e\u0645\u064a\u0633.", "\u0645\u0646 \u0641\u0636\u0644\u0643 \u0627\u0646\u0638\u0631 \u0625\u0644\u0649 \u0627\u0644\u0633\u0644\u0645."],
    rows: [["\u0627\u0644\u0637\u0627\u0628\u0642 \u0627\u0644\u0623\u0631\u0636\u064a", "84 \u0645\u00b2"], ["\u0627\u0644\u0637\u0627\u0628\u0642 \u0627\u0644\u0623\u0648\u0644", "79 \u0645\u00b2"]], reply: "\u0634\u0643\u0631\u0627\u064b \u064a\u0627 \u0622\u062f\u0627. \u0627\u0644\u0633\u0644\u0645 \u062c\u064a\u062f.",
  },
  ja: {
    subject: "\u5bb6\u306e\u56f3\u9762\uff08\u7b2c2\u7248\uff09", hint: "\u521d\u3081\u3066\u4f1a\u3063\u305f\u901a\u308a", place: "\u73fe\u5834\u4e8b\u52d9\u6240\u3001\u4e18\u901a\u308a4", event: "\u73fe\u5834\u6253\u3061\u5408\u308f\u305b", earlier: "\u7b2c1\u7248",
    body: "\u30e8\u30ca\u30b9\u69d8", lines: ["\u6728\u66dc\u65e5\u306b\u304a\u8a71\u3057\u3057\u305f\u5909\u66f4\u3092\u5165\u308c\u305f\u56f3\u9762\u3092\u304a\u9001\u308a\u3057\u307e\u3059\u3002", "\u968e\u6bb5\u3092\u3054\u78ba\u8a8d\u304f\u3060\u3055\u3044\u3002"],
    rows: [["1\u968e", "84 m\u00b2"], ["2\u968e", "79 m\u00b2"]], reply: "\u3042\u308a\u304c\u3068\u3046\u3054\u3056\u3044\u307e\u3059\u3002\u968e\u6bb5\u306f\u554f\u984c\u3042\u308a\u307e\u305b\u3093\u3002",
  },
};

/** The URL of the letter's envelope. @param {keyof typeof WORDS} language of the letter; the page speaks the browser's */
export async function letterIn(language) {
  const words = WORDS[language];
  const table = words.rows.map(([what, size]) => `<tr><td style="padding:4px 24px 4px 0">${what}</td><td align="right">${size}</td></tr>`).join("");
  const paragraphs = words.lines.map((line) => `<p>${line}</p>`).join("");
  const from = [{ name: "Ada Weber", address: "ada@weber.example" }];
  const to = [{ name: "Jonas Lind", address: "jonas@lind.example" }];
  const [view, message] = mailOf({
    "notes.txt": { content: `${words.lines.join("\n")}\n`, type: "text/plain" },
    "plan.pdf": { content: PDF, type: "application/pdf" },
    "version-1.eml": { content: "Subject: x\r\n\r\nx", type: "message/rfc822", view: { subject: words.earlier, from, to, date: "2026-11-12T09:30:00+01:00", text: words.lines[1] } },
    "meeting.ics": { content: "BEGIN:VCALENDAR", type: "text/calendar", event: { summary: words.event, start: "2026-12-03T14:00:00+01:00", end: "2026-12-03T15:30:00+01:00", location: words.place, organizer: from[0], recurring: true } },
    "setup.exe": { content: "MZ" },
    "plan.png": { content: PIXEL, type: "image/png" },
  });
  Object.assign(view, {
    from, to, cc: [{ address: "office@weber.example" }], subject: words.subject, date: "2026-11-19T14:05:00+01:00",
    html: `<div dir="auto"><p>${words.body}</p>${paragraphs}<table>${table}</table><p><a href="https://weber.example/plans">weber.example/plans</a></p></div>`,
    text: [words.body, ...words.lines].join("\n\n"), notes: ["signed"], message_id: "1@weber.example",
    sealed: { at: "2026-11-25T10:00:00Z", by: "Weber & Lind" }, receipt: { token: "AAAAAAAAAAAAAAAAAAAAAA", to: from[0].address },
  });
  const payloads = await sealPayloads(view, message, { password: PASSWORD, p2c: 1000 });
  const brand = '<header id="brand"><span>Weber &#38; Lind</span></header>\n';
  const languages = [language, ...LANGUAGES.filter((tag) => tag !== language)];
  return fileUrl(onDisk(around(payloads, { languages, hint: words.hint, sender: "Ada Weber <ada@weber.example>", brand, contact: '<p id="contact">+49 30 1234567</p>\n' })));
}

/** How to bring a page that was just loaded into each state. */
export const STATES = {
  closed: async () => {},
  "wrong-password": async (page) => {
    await submit(page, "wrong");
    await page.locator("#error:not(:empty)").waitFor();
  },
  working: async (page) => {
    await page.evaluate(() => (Worker.prototype.postMessage = () => {}));
    await submit(page);
    await page.locator("#working:not([hidden])").waitFor();
  },
  open: async (page) => {
    await submit(page);
    await page.locator("#save-original:enabled").waitFor();
  },
  "file-shown": async (page) => {
    await STATES.open(page);
    await page.locator("#attachments li").first().getByRole("button").first().click();
    await page.locator("#viewer pre").waitFor();
  },
  warned: async (page) => {
    await STATES.open(page);
    await page.locator("#save-all").click();
    await page.locator("#warning").waitFor();
  },
  "attached-mail": async (page) => {
    await STATES.open(page);
    await page.locator("#attachments .mail ~ button").first().click();
    await page.locator("#back").waitFor();
  },
  composing: async (page) => {
    await STATES.open(page);
    await page.locator("#answer").click();
    await page.locator("#compose-files").setInputFiles([{ name: "c.txt", mimeType: "text/plain", buffer: Buffer.from("c") }]);
    await page.locator("#compose-from").fill("");
    await page.locator("#compose-seal").click();
    await page.locator("#compose-error:not(:empty)").waitFor();
  },
  sealed: async (page) => {
    await STATES.open(page);
    await page.locator("#answer").click();
    await page.locator("#compose-text").fill("Hello");
    await page.locator("#compose-seal").click();
    await page.locator("#composed:not([hidden])").waitFor();
  },
  failed: async (page) => {
    await page.addInitScript(() => {
      delete globalThis.WebAssembly;
      Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });
    });
    await page.reload();
    await page.locator("#failed:not([hidden])").waitFor();
  },
};
