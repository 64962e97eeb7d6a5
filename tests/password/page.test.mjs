// The page prepares a password exactly as the library does: every code point that the library
// accepts, alone and after "a", gives the same text. The library's side is the vectors file, which
// envelope/tests/password.rs compares with Password::new.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("templates/page/js/lock.js", root), "utf8");
const prepare = vm.runInNewContext(`${page}; prepare`, { toUtf8: (text) => text });
const vectors = JSON.parse(readFileSync(new URL("docs/vectors/password-preparation.json", root), "utf8"));

const isIn = (ranges) => {
  const refused = new Uint8Array(0x110000);
  for (const [first, last] of ranges) {
    refused.fill(1, Number.parseInt(first, 16), Number.parseInt(last, 16) + 1);
  }
  return (codePoint) => refused[codePoint] === 1;
};
const isSurrogate = (codePoint) => codePoint >= 0xd800 && codePoint <= 0xdfff;
const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

test("every code point prepares alike in the page and in the library", () => {
  const refusedAlone = isIn(vectors.refused_alone);
  const refusedAfterA = isIn(vectors.refused_after_a);
  let compared = 0;
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
    if (isSurrogate(codePoint)) continue;
    const c = String.fromCodePoint(codePoint);
    const alone = own(vectors.changed_alone, c) ?? c;
    const name = `U+${codePoint.toString(16)}`;
    if (!refusedAlone(codePoint)) {
      compared += 1;
      if (prepare(c) !== alone) assert.equal(prepare(c), alone, name);
    }
    if (!refusedAfterA(codePoint)) {
      compared += 1;
      const afterA = own(vectors.changed_after_a_otherwise, `a${c}`) ?? `a${alone}`;
      if (prepare(`a${c}`) !== afterA) assert.equal(prepare(`a${c}`), afterA, `a and ${name}`);
    }
  }
  assert.ok(compared > 1_500_000, `compared only ${compared}`);
});

test("whole passwords prepare alike in the page and in the library", () => {
  for (const [typed, prepared] of vectors.strings) {
    if (prepared !== null) assert.equal(prepare(typed), prepared);
  }
});
