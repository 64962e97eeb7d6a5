// Accessibility: axe-core finds nothing, in any state of the page, light or dark, in forced colours, from right to left, and where the
// page is enlarged four times; and the keyboard reaches everything.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, violationsOf } from "./helpers.mjs";
import { letterIn, STATES } from "./states.mjs";

let browser, url;
before(async () => {
  browser = await launch();
  url = await letterIn("en");
});
after(() => browser.close());

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
      const found = await violationsOf(page);
      assert.deepEqual(found, [], `${look}, ${state}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${look}, ${state}: nothing is cut off at the side (${overflow} px)`);
      await context.close();
    }
  });
}

for (const state of ["closed", "open", "file-shown", "warned", "attached-mail", "composing", "sealed"]) {
  test(`the keyboard reaches everything, and the focus is seen: ${state}`, async () => {
    const context = await browser.newContext({ locale: "en", viewport: { width: 390, height: 700 } });
    const page = await context.newPage();
    await page.goto(url);
    await STATES[state](page);
    const all = await page.evaluate(() => {
      const all = document.querySelector("dialog[open]") ?? document; // a dialog keeps the focus
      const fields = [...all.querySelectorAll("button, a[href], input, select, textarea")];
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

for (const [state, dialog] of [["file-shown", "#viewer"], ["warned", "#warning"]]) {
  test(`Escape leaves the dialog, and the focus is where it was: ${state}`, async () => {
    const context = await browser.newContext({ locale: "en" });
    const page = await context.newPage();
    await page.goto(url);
    await STATES[state](page);
    assert.equal(await page.locator(dialog).evaluate((its) => its.contains(document.activeElement)), true);
    await page.keyboard.press("Escape");
    await page.locator(dialog).waitFor({ state: "hidden" });
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^(Open|Save all as ZIP)$/);
    await context.close();
  });
}
