// Accessibility: axe-core finds nothing, in any state of the page, light or dark, in forced colours, from right to left, and where the
// page is enlarged four times; and the keyboard reaches everything.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileUrl, launch, onDisk, PASSWORD, submit } from "./helpers.mjs";
import { page as around, sealPayloads } from "./independent-sealer.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, url;
before(async () => {
  browser = await launch();
  const message = Buffer.from("Subject: x\r\n\r\nabc\r\n");
  const view = {
    from: [{ name: "Ada Weber", address: "ada@weber.example" }], to: [{ name: "Jonas Lind", address: "jonas@lind.example" }],
    subject: "Plans", date: "2026-11-19T14:05:00+01:00", html: '<p>Dear <b>Jonas</b>, see <a href="https://weber.example/x">the plan</a></p>',
    text: "Dear Jonas", notes: ["signed"], sealed: { at: "2026-11-25T10:00:00Z", by: "Weber" },
    receipt: { token: "abc", to: "ada@weber.example" },
    attachments: ["a.txt", "b.pdf", "c.eml", "d.ics", "e.exe"].map((name) => ({ name, type: "text/plain", size: 3, range: [14, 17], encoding: "identity" })),
  };
  view.attachments[2].view = { subject: "Before", html: "<p>Earlier</p>", from: view.from };
  view.attachments[3].event = { summary: "Meeting", start: "2027-06-05", location: "Room 5", organizer: view.to[0], cancelled: true };
  const payloads = await sealPayloads(view, message, { password: PASSWORD, p2c: 1000 });
  url = fileUrl(onDisk(around(payloads, { hint: "where we met", sender: "Ada Weber" })));
});
after(() => browser.close());

/** How to bring a page that was just loaded into each state. */
const STATES = {
  closed: async () => {},
  "wrong password": async (page) => {
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
  "file shown": async (page) => {
    await STATES.open(page);
    await page.locator("#attachments li").first().getByRole("button").first().click();
    await page.locator("#viewer").waitFor();
  },
  warned: async (page) => {
    await STATES.open(page);
    await page.locator("#save-all").click();
    await page.locator("#warning").waitFor();
  },
  "attached mail": async (page) => {
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

const LOOKS = {
  light: { locale: "en" },
  dark: { locale: "en", colorScheme: "dark" },
  "forced colours": { locale: "en", forcedColors: "active" },
  "right to left": { locale: "ar" },
  "right to left, dark": { locale: "he", colorScheme: "dark" },
  "enlarged four times": { locale: "de", viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
};

for (const [look, options] of Object.entries(LOOKS)) {
  test(`axe finds nothing: ${look}`, async () => {
    for (const [state, bring] of Object.entries(STATES)) {
      // The page's own policy would keep axe out.
      const context = await browser.newContext({ bypassCSP: true, ...options });
      const page = await context.newPage();
      await page.goto(url);
      await bring(page);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() =>
        globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
      assert.deepEqual(found, [], `${look}, ${state}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${look}, ${state}: nothing is cut off at the side (${overflow} px)`);
      await context.close();
    }
  });
}

for (const state of ["closed", "open", "composing", "sealed"]) {
  test(`the keyboard reaches everything, and the focus is seen: ${state}`, async () => {
    const context = await browser.newContext({ locale: "en", viewport: { width: 390, height: 700 } });
    const page = await context.newPage();
    await page.goto(url);
    await STATES[state](page);
    const all = await page.evaluate(() => {
      const fields = [...document.querySelectorAll("button, a[href], input, select, textarea")];
      return fields.filter((field) => field.checkVisibility() && !field.disabled).map(({ id, className, textContent }) => id || className + textContent);
    });
    const reached = new Set();
    for (let i = 0; i < all.length + 6; i++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const field = document.activeElement;
        if (!field || field === document.body || field.localName === "iframe") return undefined;
        const ring = field.id === "compose-files" ? field.nextElementSibling : field;
        const { top, bottom } = ring.getBoundingClientRect();
        const outline = getComputedStyle(ring);
        return {
          name: field.id || field.className + field.textContent,
          seen: outline.outlineStyle !== "none" && parseFloat(outline.outlineWidth) >= 2 && bottom > 0 && top < innerHeight,
        };
      });
      if (!stop) continue;
      assert.ok(stop.seen, `${stop.name} shows that it has the focus`);
      reached.add(stop.name);
    }
    assert.deepEqual(all.filter((name) => !reached.has(name)), []);
    await context.close();
  });
}
