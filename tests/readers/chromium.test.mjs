// Envelopes in Chromium: its own PDF viewer, as a recipient meets it, and the newest pdf.js, which is
// what Firefox shows PDFs with. The other readers are tested from Python, beside this file.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { launch, PASSWORD, PROGRAM, run, without } from "../browser/helpers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const python = join(here, "../.venv/bin/python3");
const skip = without(PROGRAM, "the program (cargo build)") || without(python, "Python with requirements.txt");
const folder = mkdtempSync(join(tmpdir(), "waxseal-readers-"));
after(() => rmSync(folder, { recursive: true }));

/** What mails.py says: lines of each script, names of attachments. */
let made;
let browser;
before(async () => {
  if (skip) return;
  const script = "import json, mails, sys; mails.write(sys.argv[1]); print(json.dumps([mails.SCRIPTS, mails.NAMES]))";
  const { stdout } = await run(python, ["-c", script, folder], { cwd: here, maxBuffer: 1 << 26 });
  const [scripts, names] = JSON.parse(stdout);
  made = { scripts, names };
  writeFileSync(join(folder, "password"), PASSWORD);
  browser = await launch();
});
after(() => browser?.close());

/** The path of a hand-made mail's envelope. */
async function envelope(name) {
  const path = join(folder, `${name}.pdf`);
  if (!existsSync(path)) {
    const from = join(folder, `${name}.eml`);
    await run(PROGRAM, ["wrap", from, "--to", "pdf", "-o", path, "--quiet", "--password-file", join(folder, "password")]);
  }
  return path;
}

/** How many of a screenshot's pixels are near a colour. */
async function pixelsNear(page, image, colour) {
  return page.evaluate(
    async ([data, colour]) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const { data: pixels } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let count = 0;
      for (let i = 0; i < pixels.length; i += 4) {
        if (colour.every((value, channel) => Math.abs(pixels[i + channel] - value) < 24)) count++;
      }
      return count;
    },
    [image.toString("base64"), colour],
  );
}

/** Repeats until it is true; the viewer tells nobody when it has drawn. */
async function eventually(check, what, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`${what}, not after ${seconds} seconds`);
}

/** Opens a file in the viewer and gives the viewer's own frame. */
async function opened(page, path) {
  await page.goto(pathToFileURL(path).href);
  const own = () => page.frames().find((frame) => frame.url().startsWith("chrome-extension:"));
  await eventually(own, "the viewer");
  return own();
}

const FIELD = "viewer-password-dialog #password input";

/** Types a password into the viewer's dialogue. */
async function submit(viewer, password) {
  await viewer.locator(FIELD).fill(password);
  await viewer.locator(FIELD).press("Enter");
}

/** The names in the viewer's list of attachments. */
const listed = (viewer) =>
  viewer.evaluate(() => {
    const sidenav = document.querySelector("pdf-viewer").shadowRoot.querySelector("viewer-pdf-sidenav");
    return (sidenav?.attachments ?? []).map((attachment) => attachment.name);
  });

describe("Chromium's own viewer", { skip, timeout: 90_000 }, () => {
  test("asks for the password, again after a wrong one, and shows the page", async (t) => {
    const context = await browser.newContext({ viewport: { width: 1000, height: 1100 } });
    const [page, scratch] = [await context.newPage(), await context.newPage()];
    await page.bringToFront();
    const viewer = await opened(page, await envelope("newsletter"));
    const orange = async () => pixelsNear(scratch, await page.screenshot(), [230, 140, 40]);

    await viewer.locator(FIELD).waitFor();
    assert.equal(await orange(), 0, "nothing is shown before the password");
    for (const wrong of ["correct horse battery stable", ""]) {
      await submit(viewer, wrong);
      await viewer.locator("viewer-password-dialog #password[invalid]").waitFor();
      assert.equal(await orange(), 0, "nothing is shown after a wrong password");
    }
    await submit(viewer, PASSWORD);
    await viewer.locator("viewer-password-dialog").waitFor({ state: "detached" });
    await eventually(async () => (await orange()) > 10_000, "the newsletter's orange picture");
    const title = await viewer.locator("viewer-toolbar #title").textContent();
    t.diagnostic(`title: ${title.trim()}`);
    if (process.env.WAXSEAL_PICTURES) {
      await page.screenshot({ path: join(process.env.WAXSEAL_PICTURES, "chromium-viewer.png") });
    }
    await context.close();
  });

  test("finds the attachments, where it is told to show any", async () => {
    // Chromium has a list of attachments, but shows it only with this switch.
    const other = await launch(["--enable-features=PdfPortfolio"]);
    const page = await other.newPage();
    const viewer = await opened(page, await envelope("names"));
    await submit(viewer, PASSWORD);
    await eventually(async () => (await listed(viewer)).length > 0, "attachments");
    const shown = await listed(viewer);
    for (const name of made.names) assert.ok(shown.includes(name), `${name} in ${shown}`);
    await other.close();
  });
});

describe("the newest pdf.js in Chromium", { skip, timeout: 120_000 }, () => {
  let page;
  before(async () => {
    if (skip) return;
    page = await browser.newPage();
    await page.route("http://readers.test/**", async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>pdf.js</title>" });
      const file = pathname.startsWith("/envelopes/")
        ? await envelope(pathname.slice("/envelopes/".length))
        : join(here, "../node_modules", pathname);
      const contentType = pathname.endsWith(".mjs") ? "text/javascript" : "application/octet-stream";
      return route.fulfill({ contentType, body: readFileSync(file) });
    });
    await page.goto("http://readers.test/");
  });

  /** Opens an envelope: `{ refused }` or its text, attachments and how much of its first page is not white. */
  const read = (name, password) =>
    page.evaluate(
      async ([name, password]) => {
        const pdfjs = await import("/pdfjs-dist/build/pdf.mjs");
        pdfjs.GlobalWorkerOptions.workerSrc = "/pdfjs-dist/build/pdf.worker.mjs";
        const data = await (await fetch(`/envelopes/${name}`)).arrayBuffer();
        const task = pdfjs.getDocument({ data, password: password ?? undefined, wasmUrl: "/pdfjs-dist/wasm/" });
        try {
          const file = await task.promise;
          let text = "";
          for (let i = 1; i <= file.numPages; i++) {
            const { items } = await (await file.getPage(i)).getTextContent();
            text += items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("");
          }
          const first = await file.getPage(1);
          const viewport = first.getViewport({ scale: 1 });
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [viewport.width, viewport.height];
          await first.render({ canvas, viewport }).promise;
          const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          let ink = 0;
          for (let i = 0; i < pixels.length; i += 4) ink += pixels[i] < 128 ? 1 : 0;
          const attachments = [];
          for (const [id, { rawFilename }] of (await file.getAttachments()) ?? []) {
            attachments.push([rawFilename, Array.from(await file.getAttachmentContent(id))]);
          }
          return { version: pdfjs.version, text, attachments, ink };
        } catch (error) {
          if (error.name === "PasswordException") return { refused: true };
          throw error;
        } finally {
          await task.destroy();
        }
      },
      [name, password],
    );

  const bare = (text) => text.normalize().replace(/[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, "");

  test("opens with the password alone, and its text is the mail's", async (t) => {
    for (const [script, [, lines]] of Object.entries(made.scripts)) {
      for (const other of ["correct horse battery stable", "", null]) {
        assert.deepEqual(await read(`script-${script}`, other), { refused: true }, script);
      }
      const { version, text, ink, attachments } = await read(`script-${script}`, PASSWORD);
      if (script === "latin") t.diagnostic(`pdf.js ${version}`);
      assert.ok(ink > 500, `${script}: ${ink} dark pixels`);
      // Words in order; of right-to-left text the letters, since readers turn it in their own ways.
      const letters = (line) => [...bare(line).replace(/[\p{M}•]/gu, "")].sort().join("");
      const shown = text.split("\n").map(letters);
      for (const line of lines) {
        const same = ["arabic", "hebrew", "bidi"].includes(script)
          ? shown.some((one) => one === letters(line))
          : bare(text).includes(bare(line));
        assert.ok(same, `${script}: ${line} in ${text}`);
      }
      assert.deepEqual(attachments, [[`${lines[0]}.txt`, [...Buffer.from(lines[1])]]]);
    }
  });

  test("gives every attachment with its name", async () => {
    const { attachments } = await read("names", PASSWORD);
    const names = attachments.map(([name]) => name);
    for (const name of made.names) assert.ok(names.includes(name), `${name} in ${names}`);
    const digest = (content) => createHash("sha256").update(Buffer.from(content)).digest("hex");
    assert.ok(attachments.some(([, content]) => digest(content) === digest(Buffer.alloc(100_000))));
  });
});
