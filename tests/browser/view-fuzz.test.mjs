// The page's reader of views, with views that nobody would write: each is refused, or has the shape that the page relies on, and what
// is not refused is shown without a fault.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { envelope, launch, PASSWORD, ROOT, submit, watchedPage } from "./helpers.mjs";

const load = (path) => readFileSync(join(ROOT, path), "utf8");
const files = ["jwe", "webcrypto", "lock", "inflate", "transfer", "mime", "zip", "seal", "workshop"].map((name) => load(`templates/page/js/${name}.js`));
const { readView, reasonOf } = vm.runInThisContext(`(function () {${files.join("\n")}\nreturn { readView, reasonOf }; })()`);

/** Numbers that look random and are the same in each run. */
function generator(seed) {
  return (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

const person = { name: "Ada", address: "ada@weber.example" };
const attachment = (more = {}) => ({ name: "a.txt", type: "text/plain", size: 3, range: [14, 17], encoding: "identity", ...more });
const original = () => structuredClone({
  version: 1, message: { tag: "AAAA", size: 17 }, from: [person], reply_to: [person], to: [person, { address: "b@c.example" }], cc: [{}],
  subject: "Plans", date: "2026-11-19T14:05:00+01:00", html: "<p>Dear <b>Jonas</b><img src='cid:1'></p>", text: "Dear Jonas",
  message_id: "1@weber.example", references: ["0@weber.example"], notes: ["signed", "unheard-of"],
  sealed: { at: "2026-11-25T10:00:00Z", by: "Weber", answer: false }, receipt: { token: "AAAA", to: "ada@weber.example" },
  reply: { keys: [{ kid: "x", epk: { kty: "OKP" }, kek: "A".repeat(43) }] },
  attachments: [
    attachment(), attachment({ cid: "1", inline: true, type: "image/png", encoding: "base64" }),
    attachment({ name: "m.eml", view: { subject: "Inner", from: [person], html: "<i>x</i>", attachments: [attachment({ view: { text: "Innermost" } })] } }),
    attachment({ name: "d.ics", event: { summary: "Meeting", start: "2027-06-05", end: "2027-06-05T10:00:00Z", location: "Room", organizer: person, recurring: true } }),
  ],
  files: [attachment({ name: "b.txt", within: [1, 2], unpacked: false })],
});

const deep = (depth) => (depth === 0 ? { text: "x" } : { attachments: [attachment({ view: deep(depth - 1) })] });
const VALUES = [
  null, true, false, 0, -1, 0.5, 1e300, 2 ** 53, "", "x", "\u0000\u202e<img src=x onerror=hacked=1>", "2027-99-99T99:99", "9".repeat(400), [], {}, [[]], [null],
  ["x"], [{}], [0, 1], [1, 2, 3], [5, 1], { name: 1 }, { length: 2 }, { toString: 1 }, JSON.parse('{"__proto__": {"html": "x"}}'), deep(3), deep(15), deep(40),
];

/** Changes one to three places of a view. */
function mutated(random) {
  const view = original();
  for (let changes = 1 + random(3); changes > 0; changes--) {
    let place = view;
    for (;;) {
      const keys = Object.keys(place);
      const key = keys[random(keys.length)];
      const inner = place[key];
      if (inner !== null && typeof inner === "object" && Object.keys(inner).length > 0 && random(4) > 0) {
        place = inner;
        continue;
      }
      const kind = random(10);
      if (kind === 0) delete place[key];
      else if (kind === 1 && Array.isArray(place)) place.push(...place.slice(0, 50));
      else if (key !== undefined) place[key] = structuredClone(VALUES[random(VALUES.length)]);
      break;
    }
  }
  return view;
}

// What the page relies on, said a second time and in another way.
const optional = (is) => (value) => value === undefined || is(value);
const text = (value) => typeof value === "string";
const list = (is) => (value) => Array.isArray(value) && value.every(is);
const object = (members) => (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value) && Object.entries(members).every(([name, is]) => is(value[name]));
const natural = (value) => Number.isSafeInteger(value) && value >= 0;
const some = (members) => Object.fromEntries(Object.entries(members).map(([name, is]) => [name, optional(is)]));
const isPerson = object(some({ name: text, address: text }));
const isEvent = object(some({ summary: text, start: text, end: text, location: text, organizer: isPerson }));
const mail = (depth) => ({
  ...some({ from: list(isPerson), reply_to: list(isPerson), to: list(isPerson), cc: list(isPerson) }),
  ...some({ subject: text, date: text, html: text, text, message_id: text, references: list(text), notes: list(text) }),
  attachments: optional(list(isAttachment(depth))),
  files: optional(list(isAttachment(depth))),
});
const isRange = (its) => Array.isArray(its) && its.length === 2 && its.every(natural);
const isAttachment = (depth) => (value) =>
  object({
    name: text, type: text, size: natural, range: isRange, within: optional(isRange),
    encoding: (its) => ["identity", "base64", "quoted-printable"].includes(its), cid: optional(text), event: optional(isEvent),
    view: optional((its) => depth > 0 && object(mail(depth - 1))(its)),
  })(value);
const isView = object({
  ...mail(16), version: (its) => its === 1, message: object({ tag: text }), sealed: optional(object({ at: text, by: optional(text) })),
  receipt: optional(object({ token: text, to: text })),
  reply: optional(object({ keys: list(object({ kek: text, epk: (its) => its !== null && typeof its === "object" })) })),
});

test("a view is refused, or is what the page relies on", () => {
  assert.equal(isView(readView(JSON.stringify(original()))), true);
  const random = generator(20261126);
  const count = { refused: 0, accepted: 0 };
  for (let i = 0; i < 30_000; i++) {
    const json = JSON.stringify(mutated(random));
    let view;
    try {
      view = readView(json);
    } catch (error) {
      assert.match(reasonOf(error), /^(damaged|unsupported)$/, json);
      count.refused++;
      continue;
    }
    assert.ok(isView(view), json.slice(0, 3000));
    count.accepted++;
  }
  assert.ok(count.refused > 3000 && count.accepted > 3000, JSON.stringify(count));
  for (const json of ["", "null", "[]", "1", '"x"', "{", "{}", "[".repeat(100_000), JSON.stringify({ ...original(), ...deep(500) })]) {
    assert.throws(() => readView(json), (error) => /^(damaged|unsupported|memory)$/.test(reasonOf(error)), json.slice(0, 40));
  }
});

test("what is not refused is shown without a fault", async () => {
  const browser = await launch();
  const random = generator(4);
  let shown = 0;
  while (shown < 40) {
    const view = { ...mutated(random), version: 1 };
    delete view.message;
    try {
      readView(JSON.stringify({ ...view, message: { tag: "AAAA", size: 17 } }));
    } catch {
      continue;
    }
    const context = await browser.newContext({ locale: "en" });
    const { page, seen } = await watchedPage(context);
    await page.goto(await envelope(view, Buffer.from("Subject: x\r\n\r\nabc")));
    await submit(page, PASSWORD);
    await page.locator("#save-original:enabled").waitFor({ timeout: 20_000 }).catch(() => assert.fail(`not shown: ${JSON.stringify(view)}`));
    await page.evaluate(() => document.querySelectorAll("#attachments button:first-of-type, #answer").forEach((button) => button.click()));
    await page.waitForTimeout(30);
    assert.deepEqual([seen.errors, seen.requests, await page.evaluate(() => globalThis.hacked)], [[], [], undefined], JSON.stringify(view));
    await context.close();
    shown++;
  }
  await browser.close();
});
