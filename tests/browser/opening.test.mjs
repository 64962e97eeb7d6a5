// An envelope in a browser: every way to open it, every way to fail, and what can be saved.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import {
  envelope, fileUrl, launch, onDisk, openEnvelope, PASSWORD, saved, submit, WAYS, watchedPage,
} from "./helpers.mjs";
import { page as around, passwordKey, sealJwe, sealPayloads } from "./independent-sealer.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const bytes = randomBytes(300_000);
const encoded = bytes.toString("base64").replace(/.{76}/g, "$&\r\n");
const quoted = "J=C3=BCrgen says =\r\nhello  \r\n=3D";
const head = "From: Ada <ada@weber.example>\r\nSubject: Plans\r\n\r\n";
const message = Buffer.from(head + encoded + quoted);
const view = {
  from: [{ name: "Ada Weber", address: "ada@weber.example" }],
  reply_to: [{ address: "office@weber.example" }],
  to: [{ name: "Jonas Lind", address: "jonas@lind.example" }],
  cc: [{ address: "team@lind.example" }],
  subject: "Plans: \u201cHouse 4\u201d/\u8a08\u753b",
  date: "2026-11-19T14:05:00+01:00",
  html: "<p>Dear <b>Jonas</b></p>",
  text: "Dear Jonas",
  attachments: [
    {
      name: "random.bin", type: "application/octet-stream", size: bytes.length, encoding: "base64",
      range: [head.length, head.length + encoded.length],
    },
    {
      name: "note.txt", type: "text/plain", size: 26, encoding: "quoted-printable",
      range: [head.length + encoded.length, message.length],
    },
  ],
};
const sha256 = (content) => createHash("sha256").update(content).digest("hex");

async function freshPage(options = {}, script = () => {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  await context.addInitScript(script);
  return { context, ...(await watchedPage(context)) };
}

/** Notes which ways the page offers its Worker. */
const spyOnWorker = () => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (task, ...rest) {
    if (task.type === "prepare") globalThis.offered = [Boolean(task.envelope.decryptor), task.envelope.subtle];
    return post.call(this, task, ...rest);
  };
};

for (const [way, script] of Object.entries(WAYS)) {
  test(`opens by ${way}, and what it saves is byte-identical`, async () => {
    const { context, page, seen } = await freshPage({}, script);
    await page.addInitScript(spyOnWorker);
    await openEnvelope(page, await envelope(view, message));

    assert.deepEqual(await page.evaluate(() => globalThis.offered), [
      way !== "crypto.subtle alone",
      way !== "WebAssembly alone",
    ]);
    assert.equal(await page.title(), view.subject);
    assert.equal(await page.locator("#subject").textContent(), view.subject);
    assert.equal(await page.locator("#subject").evaluate((h1) => document.activeElement === h1), true);
    const headers = await page.locator("#headers").innerText();
    for (const part of [
      "Ada Weber <ada@weber.example>", "Jonas Lind <jonas@lind.example>", "office@weber.example",
      "team@lind.example", "19 November 2026 at 14:05",
    ]) {
      assert.ok(headers.includes(part), `${part} in ${headers}`);
    }
    assert.equal(await page.frameLocator("#frame").locator("b").textContent(), "Jonas");
    assert.equal(await page.locator("#password").count(), 0, "the password is gone");

    const random = await saved(page, '[aria-label="Save random.bin"]');
    assert.equal(random.name, "random.bin");
    assert.equal(sha256(readFileSync(random.path)), sha256(bytes));
    const note = await saved(page, '[aria-label="Save note.txt"]');
    assert.equal(readFileSync(note.path, "utf8"), "J\u00fcrgen says hello\r\n=");
    const original = await saved(page, "#save-original");
    assert.equal(original.name, "Plans House 4 \u8a08\u753b.eml");
    assert.equal(sha256(readFileSync(original.path)), sha256(message));

    assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
    await context.close();
  });

  test(`tells wrong, empty and damaged apart by ${way}`, async () => {
    const { context, page, seen } = await freshPage({}, script);
    await page.goto(await envelope(view, message));
    assert.equal(await page.title(), "Encrypted message");
    const error = page.locator("#error");
    await submit(page, "");
    assert.match(await error.textContent(), /type the password/);
    await submit(page, "wrong");
    await page.getByText("This password does not open the message").waitFor();
    assert.equal(await error.getAttribute("role"), "alert");
    const selected = () => {
      const field = document.activeElement;
      return field.value.slice(field.selectionStart, field.selectionEnd);
    };
    assert.equal(await page.evaluate(selected), "wrong");
    await page.locator("#reveal").click();
    assert.equal(await page.locator("#password").getAttribute("type"), "text");
    await submit(page);
    await page.locator("#save-original:enabled").waitFor();

    // The view of one envelope with the message of another, same password and salt.
    const keys = [await passwordKey(PASSWORD)];
    const [one, other] = [await sealPayloads(view, message, { keys }), await sealPayloads(view, message, { keys })];
    await page.goto(fileUrl(onDisk(around({ view: one.view, message: other.message }))));
    await submit(page);
    await page.getByText("This file is damaged").waitFor();
    assert.equal(await page.locator("#opened").isVisible(), false, "nothing of the view is shown");
    assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
    await context.close();
  });
}

test("a message that is not the view's is told after the view was shown", async () => {
  // The view's message has the right tag, so it is found only when it is decrypted.
  const sealed = await sealPayloads(view, message, { password: PASSWORD, p2c: 1000 });
  const flipped = sealed.message.replace(/"ciphertext":"(.)/, (_, first) => `"ciphertext":"${first === "A" ? "B" : "A"}`);
  for (const script of Object.values(WAYS)) {
    const { context, page, seen } = await freshPage({}, script);
    await page.goto(fileUrl(onDisk(around({ ...sealed, message: flipped }))));
    await submit(page);
    await page.getByText("The attachments and the original mail cannot be opened. This file is damaged").waitFor();
    assert.equal(await page.locator("#loading").isVisible(), false, "nothing seems to be at work");
    assert.deepEqual(await page.locator("button:enabled:visible").evaluateAll((all) => all.map(({ id }) => id)), ["as-text", "print", "answer"]);
    assert.deepEqual(seen.errors, []);
    await context.close();
  }
});

const twoParts = {
  ...view,
  attachments: [
    { ...view.attachments[0], name: "beyond.bin", range: [0, message.length + 1] },
    { ...view.attachments[0], name: "beside.png", type: "image/png", inline: true, cid: "p", range: [0, message.length + 1] },
    ...view.attachments,
  ],
};

test("a part that cannot be had says so, and the others can be saved", async () => {
  for (const script of Object.values(WAYS)) {
    const { context, page, seen } = await freshPage({}, script);
    await openEnvelope(page, await envelope(twoParts, message));
    await page.getByText("Not shown: beside.png.").waitFor();
    await page.locator('[aria-label="Save beyond.bin"]').press("Enter");
    await page.getByText("Not saved: beyond.bin. This file is damaged").waitFor();
    await page.locator('[aria-label="Save beyond.bin"]:enabled:focus').waitFor();
    assert.equal((await saved(page, '[aria-label="Save random.bin"]')).name, "random.bin");
    assert.equal((await saved(page, "#save-original")).name.endsWith(".eml"), true);
    assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
    await context.close();
  }
});

test("want of memory is told as such, wherever it strikes", async () => {
  // As browsers do where an allocation fails; in the page itself, where a test can reach.
  const strike = (where) => {
    delete globalThis.Worker;
    const full = () => {
      throw new RangeError("Array buffer allocation failed");
    };
    if (where === "opening") TextEncoder.prototype.encode = full;
    if (where === "loading") {
      const { get } = Object.getOwnPropertyDescriptor(CharacterData.prototype, "data");
      Object.defineProperty(CharacterData.prototype, "data", {
        get() {
          return this.parentNode.id === "message-text" ? full() : get.call(this);
        },
      });
    }
    if (where === "saving") {
      addEventListener("click", ({ target }) => target.ariaLabel === "Save random.bin" && (Blob.prototype.arrayBuffer = full), true);
    }
  };
  const sentence = "does not have enough memory for this message";
  for (const where of ["opening", "loading", "saving"]) {
    const { context, page } = await freshPage();
    await page.addInitScript(strike, where);
    const url = await envelope(view, message);
    if (where === "saving") {
      await openEnvelope(page, url);
      await page.locator('[aria-label="Save random.bin"]').click();
      await page.locator("#trouble", { hasText: `Not saved: random.bin. This device or browser ${sentence}` }).waitFor();
      await page.locator('[aria-label="Save random.bin"]:enabled').waitFor();
    } else {
      await page.goto(url);
      if (where === "opening") await submit(page);
      await page.locator("#failure", { hasText: sentence }).waitFor();
      assert.equal(await page.locator("main > :visible").count(), 1);
    }
    await context.close();
  }
});

test("a view of another shape is damaged, and never half of a page", async () => {
  const part = { name: "x", type: "text/plain", size: 1, range: [0, 1], encoding: "identity" };
  const hostile = [
    { version: 0 }, { version: "1" }, { version: null }, { from: {} }, { to: [null] }, { cc: [{ name: 1 }] }, { notes: "signed" },
    { subject: {} }, { html: [] }, { text: 1 }, { attachments: {} }, { attachments: [null] },
    ...[{ name: 1 }, { name: undefined }, { type: {} }, { size: -1 }, { size: "1" }, { range: [0] }, { range: [-1, 0] },
      { range: [0, 0.5] }, { range: undefined }, { encoding: "x-uuencode" }, { cid: {} }, { view: { subject: 1 } }, { view: "x" },
      { view: { attachments: [{ ...part, view: { from: [1, null] } }] } }, { event: { start: 1 } }, { event: { organizer: { name: [] } } }].map((change) => ({ attachments: [{ ...part, ...change }] })),
  ];
  const { context, page, seen } = await freshPage();
  for (const change of hostile) {
    await page.goto(await envelope({ ...view, ...change }, message));
    await submit(page);
    await page.getByText("This file is damaged").waitFor({ timeout: 5000 }).catch(() => assert.fail(JSON.stringify(change)));
    assert.equal(await page.locator("main > :visible").count(), 1);
  }
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

test("a password is prepared by SASLprep before it opens anything", async () => {
  const { context, page } = await freshPage();
  // Sealed with the prepared form, typed in another: ligature, no-break space, soft hyphen.
  await openEnvelope(page, await envelope(view, message, { password: "fi nd it IX" }), "\ufb01\u00a0n\u00add it \u2168");
  await context.close();
});

test("any recipient's password opens", async () => {
  const keys = await Promise.all(["first of two", "second of two"].map((password) => passwordKey(password)));
  for (const script of Object.values(WAYS)) {
    const { context, page } = await freshPage({}, script);
    await openEnvelope(page, await envelope(view, message, { keys }), "second of two");
    await context.close();
  }
});

test("a file that was cut off, and one of a newer kind, say so", async () => {
  const html = readFileSync(new URL(await envelope(view, message)), "utf8");
  const { context, page } = await freshPage();
  for (const place of ['id="view"', 'id="message"']) {
    for (const extra of [100, 600]) {
      await page.goto(fileUrl(onDisk(html.slice(0, html.indexOf(place) + extra))));
      await page.getByText("This file is not complete").waitFor();
    }
  }
  for (const script of Object.values(WAYS)) {
    const { context, page } = await freshPage({}, script);
    await page.goto(await envelope({ ...view, version: 2 }, message));
    await submit(page);
    await page.getByText("sealed in a way that this page does not know").waitFor();
    await context.close();
  }
  await context.close();
});

test("demands without measure are refused at once", async () => {
  const key = await passwordKey(PASSWORD);
  const sealed = await sealJwe("{}", [key], "application/json");
  const change = (edit) => {
    const jwe = JSON.parse(sealed);
    edit(jwe);
    return JSON.stringify(jwe);
  };
  const hostile = {
    "p2c of 2^31": change((jwe) => (jwe.recipients[0].header.p2c = 2 ** 31 - 1)),
    "a sum of p2c": change((jwe) => {
      jwe.recipients[0].header.p2c = 10_000_000;
      jwe.recipients = Array(7).fill(jwe.recipients[0]);
    }),
    "thousands of recipients": change((jwe) => (jwe.recipients = Array(5000).fill(jwe.recipients[0]))),
    "a long head": change((jwe) => (jwe.padding = "x".repeat(2 << 20))),
  };
  for (const script of Object.values(WAYS)) {
    const { context, page } = await freshPage({}, script);
    for (const [what, view] of Object.entries(hostile)) {
      await page.goto(fileUrl(onDisk(around({ view, message: sealed }))));
      await submit(page);
      await page.getByText("demands more than").waitFor({ timeout: 5000 }).catch(() => assert.fail(what));
    }
    await context.close();
  }
});

test("with neither WebAssembly nor crypto.subtle the page says so", async () => {
  const { context, page } = await freshPage({}, () => {
    delete globalThis.WebAssembly;
    Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });
  });
  await page.goto(await envelope(view, message));
  await page.getByText("This browser is too old").waitFor();
  await context.close();
});

test("opens without a Worker", async () => {
  const failures = [
    () => delete globalThis.Worker,
    () => {
      const Real = Worker;
      globalThis.Worker = function () {
        return new Real("data:text/javascript,throw 1"); // what the policy forbids fails later
      };
      globalThis.Worker.prototype = Real.prototype;
    },
  ];
  for (const failure of failures) {
    for (const script of Object.values(WAYS)) {
      const { context, page } = await freshPage({}, script);
      await page.addInitScript(failure);
      await openEnvelope(page, await envelope(view, message));
      const random = await saved(page, '[aria-label="Save random.bin"]');
      assert.equal(sha256(readFileSync(random.path)), sha256(bytes));
      await context.close();
    }
  }
});

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC";
const pictured = {
  ...view,
  html: '<p>Look: <img src="cid:pic@x" alt="pic"></p>',
  attachments: [
    { name: "pic.png", type: "image/png", size: 82, encoding: "base64", range: [0, PIXEL.length], cid: "pic@x", inline: true },
  ],
};
const isDrawn = (image) => image.evaluate(async (img) => (await img.decode(), img.naturalWidth === 10));

test("pictures inside the mail are shown, and not listed", async () => {
  const { context, page, seen } = await freshPage();
  await openEnvelope(page, await envelope(pictured, Buffer.from(PIXEL)));
  const image = page.frameLocator("#frame").locator("img[src]");
  await image.waitFor();
  assert.ok(await isDrawn(image));
  assert.equal(await page.locator("#attachments li").count(), 0);
  assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] });
  await context.close();
});

test("a mail made wider than a phone is made to fit", async () => {
  const { page, context } = await freshPage({ viewport: { width: 360, height: 700 } });
  const html = '<table width="600"><tr><td>left</td><td align="right">right</td></tr></table>';
  await openEnvelope(page, await envelope({ ...view, html, attachments: [] }));
  await page.waitForFunction(() => {
    const sheet = document.querySelector("#frame").contentDocument?.documentElement;
    return sheet && sheet.scrollWidth <= sheet.clientWidth && sheet.textContent.includes("right");
  });
  const zoom = () => page.evaluate(() => document.querySelector("#frame").contentDocument.body.style.zoom);
  assert.ok(Number(await zoom()) >= 0.5 && Number(await zoom()) < 1, `zoom is ${await zoom()}`);
  await page.setViewportSize({ width: 900, height: 700 }); // the phone is turned
  await page.waitForFunction(() => document.querySelector("#frame").contentDocument.body.style.zoom === "");
  await context.close();
});

test("a picture that not every browser draws can be saved", async () => {
  const types = {
    png: false, jpeg: false, jpg: false, pjpeg: false, gif: false, webp: false, bmp: false,
    heic: true, tiff: true, avif: true, "svg+xml": true, "x-png": true, "png2": true,
  };
  const [part] = pictured.attachments;
  const attachments = Object.keys(types).map((type) => ({ ...part, name: type, type: `image/${type}`, cid: type }));
  const { context, page } = await freshPage();
  await openEnvelope(page, await envelope({ ...pictured, attachments }, Buffer.from(PIXEL)));
  const listed = Object.keys(types).filter((type) => types[type]);
  assert.deepEqual(await page.locator("#attachments bdi").allTextContents(), listed);
  assert.equal(readFileSync((await saved(page, '[aria-label="Save heic"]')).path).length, 78);
  await context.close();
});

// A mail program may show an attached page inside its own, with or without an address of its own.
for (const how of ["src", "srcdoc"]) {
  test(`opens inside a sandboxed frame, by ${how}`, async () => {
    const url = await envelope(pictured, Buffer.from(PIXEL));
    const html = readFileSync(new URL(url), "utf8").replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    const attributes = `sandbox="allow-scripts" width=800 height=800 ${how}="${how === "src" ? url : html}"`;
    for (const script of Object.values(WAYS)) {
      const { context, page } = await freshPage({}, script);
      await page.goto(fileUrl(onDisk(`<iframe ${attributes}></iframe>`)));
      const frame = page.frameLocator("iframe");
      await frame.locator("#password").fill(PASSWORD);
      await frame.locator("#password").press("Enter");
      await frame.locator("#save-original:enabled").waitFor({ timeout: 10_000 });
      const image = frame.frameLocator("#frame").locator("img[src]");
      await image.waitFor();
      assert.ok(await isDrawn(image));
      await context.close();
    }
  });
}

test("opens over http:// from a host without crypto.subtle", async () => {
  const html = readFileSync(new URL(await envelope(view, message)));
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  const other = await launch(["--host-resolver-rules=MAP mail.test 127.0.0.1"]);
  const page = await other.newPage();
  await page.goto(`http://mail.test:${port}/`);
  assert.equal(await page.evaluate(() => globalThis.isSecureContext || "subtle" in crypto), false);
  await submit(page);
  await page.locator("#save-original:enabled").waitFor();
  await other.close();
  server.close();
});
