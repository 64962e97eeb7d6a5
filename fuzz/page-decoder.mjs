// The page's decoder of attachments, fuzzed for some seconds: `node fuzz/page-decoder.mjs [SECONDS [SEED]]`. What it makes of a body, cut out
// of a message by range and given to it in any pieces, must be what a plain reading of the rules gives; the target `transfer`
// holds the Rust decoder to the same. Bodies are made of what means something, and of what the Rust fuzzer has kept.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const code = ["jwe", "transfer"].map((name) => readFileSync(join(HERE, `../templates/page/js/${name}.js`), "utf8"));
const { transferDecoder } = vm.runInThisContext(`(function () {${code.join("\n")}\nreturn { transferDecoder }; })()`);

/** @param {string} text every character is a byte */
function plainBase64(text) {
  const plain = text.replace(/[^A-Za-z0-9+/= \t\r\n\f]/g, "!");
  // What ends the data counts only after padding, which needs two digits before it.
  let digits = "";
  let padded = false;
  let out = "";
  const flush = () => {
    if (digits.length > 1) out += Buffer.from(digits, "base64").toString("latin1");
    digits = "";
  };
  for (const character of plain) {
    if (/[A-Za-z0-9+/]/.test(character)) {
      digits += character;
      if (digits.length === 4) flush();
    } else if (character === "=" && digits.length >= 2) {
      flush();
      padded = true;
    } else if (character === "!" && padded) break;
  }
  flush();
  return out;
}

/** @param {string} text every character is a byte */
const plainQuotedPrintable = (text) =>
  text.replace(/=[ \t]*(?:\r\n?|\n|$(?![^]))|=([0-9A-Fa-f]{2})|[ \t]+(\r|\n|$(?![^]))/g, (_, hex, end) =>
    hex !== undefined ? String.fromCharCode(parseInt(hex, 16)) : (end ?? ""));

const PLAIN = { base64: plainBase64, "quoted-printable": plainQuotedPrintable, identity: (/** @type {string} */ text) => text };

let state = Number(process.argv[3] ?? Date.now()) >>> 0;
const first = state;
/** A number below another. @param {number} below */
function random(below) {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
}

const PIECES = ["=", "\r", "\n", "\r\n", " ", "\t", "  \t", "=\r\n", "= \n", "=3D", "=c3", "=C", "==", "=A=", "A", "QUJD", "QQ==", "QUI=", "+/", "-_", "\f", "\v", "\0", "\xff", "\xa0", "-- \r\nfooter"];
const folder = join(HERE, "corpus/transfer");
let kept = [""];
try {
  kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
} catch {
  console.log("without the corpus of the target transfer, which was not fuzzed before");
}

/** At most 900 characters: longer runs of white space are another rule. */
function body() {
  let text = random(2) === 0 ? kept[random(kept.length)] : "";
  for (let changes = random(30); changes > 0; changes--) {
    const at = random(text.length + 1);
    const piece = random(4) === 0 ? String.fromCharCode(random(256)) : PIECES[random(PIECES.length)];
    text = text.slice(0, at) + piece + text.slice(at + (random(3) === 0 ? random(4) : 0));
  }
  return text.slice(0, 900);
}

const seconds = Number(process.argv[2] ?? 60);
const end = Date.now() + 1000 * seconds;
let inputs = 0;
while (Date.now() < end) {
  const text = body();
  const [before, after] = [body(), body()];
  const message = Buffer.from(before + text + after, "latin1");
  const [start, stop] = [before.length, before.length + text.length];
  for (const [encoding, plain] of Object.entries(PLAIN)) {
    const decoder = transferDecoder(encoding);
    const pieces = [];
    for (let at = start; at < stop; ) {
      const next = Math.min(stop, at + 1 + random(random(2) === 0 ? 4 : 900));
      pieces.push(Buffer.from(decoder.push(message.subarray(at, next))));
      at = next;
    }
    const decoded = Buffer.concat([...pieces, decoder.finish()]).toString("latin1");
    if (decoded !== plain(text)) {
      mkdirSync(join(HERE, "artifacts/page_decoder"), { recursive: true });
      writeFileSync(join(HERE, `artifacts/page_decoder/${encoding}-${first}`), text, "latin1");
      console.error(`${encoding} ${JSON.stringify(text)} gave ${JSON.stringify(decoded)}, not ${JSON.stringify(plain(text))} (seed ${first})`);
      process.exit(1);
    }
  }
  inputs++;
}
console.log(`page_decoder ${inputs} inputs`);
