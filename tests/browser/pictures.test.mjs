// What every state of the page looks like, on a telephone and on a desk, light and dark, in scripts of four kinds. The pictures in
// pictures/ are compared with what Chromium shows now; `UPDATE_PICTURES=1 node --test browser/pictures.test.mjs` takes them anew, to be
// looked at before they are kept. Debian's Chromium and Noto fonts made them.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, ROOT } from "./helpers.mjs";
import { letterIn, STATES } from "./states.mjs";

const FOLDER = join(ROOT, "tests/browser/pictures");
const UPDATE = process.env.UPDATE_PICTURES === "1";
/** Half the size: every word can be read, and little is kept. */
const SCALE = 0.5;
const MAX_HEIGHT = 1700;

const PANELS = ["light", "dark"].flatMap((colorScheme) => [
  { colorScheme, viewport: { width: 390, height: 780 } },
  { colorScheme, viewport: { width: 900, height: 780 } },
]);

let browser, easel;
before(async () => {
  browser = await launch();
  easel = await browser.newPage();
  await easel.evaluate(`(${prepareEasel})()`);
});
after(() => browser.close());

/** In a page of its own: puts pictures on a sheet, and compares sheets. */
function prepareEasel() {
  const load = async (base64) => createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const base64 = async (blob) => {
    let text = "";
    for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const pixels = (picture, scale) => {
    const canvas = new OffscreenCanvas(Math.ceil(picture.width * scale), Math.ceil(picture.height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };
  globalThis.sheet = async (pictures, scale, maxHeight) => {
    const all = await Promise.all(pictures.map(load));
    const height = Math.min(maxHeight, Math.max(...all.map((its) => its.height))) * scale;
    const canvas = new OffscreenCanvas(all.reduce((sum, its) => sum + its.width * scale + 8, -8), height);
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.fillStyle = "#888";
    context.fillRect(0, 0, canvas.width, canvas.height);
    let x = 0;
    for (const its of all) {
      context.drawImage(its, x, 0, its.width * scale, its.height * scale);
      x += its.width * scale + 8;
    }
    return base64(await canvas.convertToBlob({ type: "image/webp", quality: 0.7 }));
  };
  // In tiles of 4 by 4 pixels, so that the edges of letters count little and a word or a colour much.
  globalThis.compare = async (one, other) => {
    const [a, b] = (await Promise.all([one, other].map(load))).map((picture) => pixels(picture, 1 / 4));
    if (a.width !== b.width || Math.abs(a.height - b.height) > 2) return { size: [a.width, a.height, b.width, b.height].map((n) => n * 4) };
    let different = 0;
    const height = Math.min(a.height, b.height);
    for (let i = 0; i < a.width * height * 4; i += 4) {
      const distance = Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[i + c] - b.data[i + c])));
      if (distance > 24) different++;
    }
    return { different: different / (a.width * height) };
  };
}

/** What part of a sheet may differ: as much as another version of Chromium or of the fonts makes, and less than a lost line of text. */
const TOLERANCE = 0.01;

async function picture(language, url, state, { colorScheme, viewport }) {
  const context = await browser.newContext({
    locale: language, timezoneId: "Europe/Berlin", reducedMotion: "reduce", colorScheme, viewport, javaScriptEnabled: state !== "instructions",
  });
  const page = await context.newPage();
  await page.goto(url);
  if (state === "instructions") await page.locator("#instructions").waitFor();
  else {
    await page.locator("#languages").waitFor();
    await STATES[state](page);
  }
  const fullPage = !["file-shown", "warned", "composing", "sealed"].includes(state); // those are where the window is
  const taken = await page.screenshot({ fullPage, animations: "disabled" });
  await context.close();
  return taken.toString("base64");
}

for (const language of ["en", "de", "ar", "ja"]) {
  let url;
  for (const state of [...Object.keys(STATES), "instructions"]) {
    test(`looks as before: ${state}, ${language}`, async () => {
      url ??= await letterIn(language);
      const panels = [];
      for (const panel of PANELS) panels.push(await picture(language, url, state, panel));
      const now = await easel.evaluate(([panels, scale, height]) => globalThis.sheet(panels, scale, height), [panels, SCALE, MAX_HEIGHT]);
      const path = join(FOLDER, `${state}-${language}.webp`);
      if (UPDATE) {
        mkdirSync(FOLDER, { recursive: true });
        return writeFileSync(path, Buffer.from(now, "base64"));
      }
      assert.ok(existsSync(path), `${path} is missing: take it with UPDATE_PICTURES=1`);
      const before = readFileSync(path).toString("base64");
      const difference = await easel.evaluate(([a, b]) => globalThis.compare(a, b), [before, now]);
      if (difference.different <= TOLERANCE) return;
      const actual = join(tmpdir(), `${state}-${language}.webp`);
      writeFileSync(actual, Buffer.from(now, "base64"));
      assert.fail(`${path} looks different now (${JSON.stringify(difference)}); see ${actual}, and if it is right, take it with UPDATE_PICTURES=1`);
    });
  }
}

test("the comparison sees a line that is gone, another colour and a shift, and not the compression", { skip: UPDATE && "pictures are being taken" }, async () => {
  const url = await letterIn("en");
  const [panel] = PANELS;
  const context = await browser.newContext({ locale: "en", reducedMotion: "reduce", ...panel });
  const page = await context.newPage();
  const settled = () => page.locator("#languages").waitFor(); // the page's script has set its language
  await page.goto(url);
  await settled();
  const take = async (scale = SCALE) =>
    easel.evaluate(([panels, scale]) => globalThis.sheet(panels, scale, 1000), [[(await page.screenshot()).toString("base64")], scale]);
  const reference = await take();
  const against = async (change) => {
    await page.evaluate(change);
    const { different } = await easel.evaluate(([a, b]) => globalThis.compare(a, b), [reference, await take()]);
    await page.reload();
    await settled();
    return different;
  };
  assert.ok((await against(() => {})) < TOLERANCE / 10);
  assert.ok((await against(() => (document.querySelector("#hint").style.visibility = "hidden"))) > TOLERANCE / 4, "one of four panels");
  assert.ok((await against(() => (document.querySelector("#submit").style.background = "#5d0b57"))) > TOLERANCE);
  assert.ok((await against(() => (document.querySelector("main").style.marginTop = "8px"))) > TOLERANCE);
  await context.close();
});
