// The page's code without a browser, where JavaScript does again what Rust does elsewhere: both must agree.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { onDisk, PASSWORD, PROGRAM, ROOT, run, without } from "./helpers.mjs";
import { page as pageAround, sealPayloads } from "./independent-sealer.mjs";

const load = (path) => readFileSync(join(ROOT, path), "utf8");
const files = ["jwe", "webcrypto", "lock", "inflate", "transfer", "mime", "zip", "seal", "workshop", "strings"].map((name) => load(`templates/page/js/${name}.js`));
const glue = load("decryptor-wasm/pkg/decryptor.js");
const { prepare, transferDecoder, Base64urlDecoder, inflate, inflateByStream, workshop, reasonOf } = vm.runInThisContext(
  `(function () {${glue}\n${files.join("\n")}
  return { prepare, transferDecoder, Base64urlDecoder, inflate, inflateByStream, workshop, reasonOf }; })()`,
);

function decode(encoding, encoded, piece = encoded.length) {
  const decoder = transferDecoder(encoding);
  const out = [];
  for (let at = 0; at < encoded.length; at += piece) out.push(decoder.push(encoded.subarray(at, at + piece)));
  return Buffer.concat([...out, decoder.finish()]).toString("latin1");
}

test("transfer encodings are read as leniently as in Rust", () => {
  const expected = {
    base64: {
      "": "", "aGVsbG8=": "hello", "aGVs\r\nbG8=\r\n": "hello", "aGVs\nbG8": "hello", "  a G\tV-s*bG8=": "hello",
      "aGVsbA==": "hell", "aGVsbA=": "hell", aGVsbA: "hell", aGVsb: "hel", "=aGVsbG8=": "hello",
      "aGVsbA==\r\nbyB5b3U=\r\n": "hello you", "aGVsbG8=\r\n_____________\r\nlist info\r\n": "hello",
      "aGVsbG8=\r\n-- \r\nfoot": "hello",
    },
    "quoted-printable": {
      "": "", "a=3Db": "a=b", "a=3db=c3=A4": "a=b\u00c3\u00a4", "soft=\r\nbreak=\nhere": "softbreakhere",
      "padded= \t\r\nbreak": "paddedbreak", "keep =\r\nthis": "keep this",
      "line \t\r\nnext  \nlast \t": "line\r\nnext\nlast", "inner  space\ttab": "inner  space\ttab",
      "a=XXb=4": "a=XXb=4", "==41=": "=A", "a= b": "a= b", "a=G1 =": "a=G1 ", "a=\rb": "ab", "=4=41": "=4A",
    },
    identity: { "a=3D": "a=3D" },
  };
  for (const [encoding, cases] of Object.entries(expected)) {
    for (const [encoded, decoded] of Object.entries(cases)) {
      for (const piece of [1, 2, 3, 1000]) {
        assert.equal(decode(encoding, Buffer.from(encoded), piece), decoded, `${encoding} ${JSON.stringify(encoded)}`);
      }
    }
  }
});

test("an encoding that there is not is refused", () => {
  for (const encoding of ["x-uuencode", "", "Base64", undefined, "constructor"]) {
    assert.throws(() => transferDecoder(encoding), { reason: "damaged" });
  }
});

test("what is too large when inflated is neither read to its end nor left waiting", { timeout: 10_000 }, async () => {
  const packed = new Uint8Array(deflateRawSync(randomBytes(10_000_000))); // more than a stream holds
  let ended = false;
  const pieces = async function* () {
    try {
      for (let at = 0; at < packed.length; at += 10_000) yield packed.subarray(at, at + 10_000);
    } finally {
      ended = true;
    }
  };
  const read = async (maxBytes) => {
    let size = 0;
    for await (const piece of inflateByStream(pieces(), maxBytes)) size += piece.length;
    return size;
  };
  assert.equal(await read(10_000_000), 10_000_000);
  ended = false;
  await assert.rejects(read(9_999), { reason: "too-large" });
  while (!ended) await new Promise((done) => setTimeout(done, 10));
});

test("want of memory is not called damage", async () => {
  const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
  const { instance } = await WebAssembly.instantiate(wasm); // a function that traps
  const failures = [
    () => new Uint8Array(2 ** 53 - 1), () => "x".repeat(2 ** 30), () => instance.exports.f(),
    () => { throw new DOMException("full", "QuotaExceededError"); }, () => { throw new DOMException("gone", "NotReadableError"); },
  ];
  for (const failure of failures) {
    assert.throws(failure, (error) => reasonOf(error) === "memory");
  }
  const others = { "too-large": "too-large", unsupported: "unsupported", damaged: "damaged", "not too-large": "damaged", "": "damaged" };
  for (const [text, reason] of Object.entries(others)) assert.equal(reasonOf(new Error(text)), reason);
  assert.equal(reasonOf(new DOMException("x", "OperationError")), "damaged");
});

/** The payload of an element, as the browser gives it out: the first of that name, to its end or the file's. */
const textOf = (page, id) => new RegExp(`<script [^>]*id="${id}">([^<]*)`).exec(page)?.[1] ?? "";

/** What the page must do with a vector, where the specification's word for it is not the page's. */
function expectedOfPage({ page, expect }) {
  const payloads = ["view", "message"].map((id) => page.split(`id="${id}"`).length - 1);
  // A file that is cut off, or is no envelope at all, has its own sentence.
  if (payloads.includes(0) || !["view", "message"].every((id) => textOf(page, id).trimEnd().endsWith("}"))) return "cut-off";
  // The page is part of the file, so it looks neither at the version that other programs read nor
  // for payloads behind its own.
  if (!page.includes('name="waxseal-envelope" content="1"') || payloads.some((count) => count > 1)) return "open";
  return expect === "newer-version" ? "unsupported" : expect;
}

const packedDecryptor = () => deflateRawSync(readFileSync(join(ROOT, "decryptor-wasm/pkg/decryptor.wasm"))).toString("base64");
const WORKSHOPS = {
  "WebAssembly alone": () => ({ decryptor: packedDecryptor(), subtle: false }),
  "WebAssembly with crypto.subtle": () => ({ decryptor: packedDecryptor(), subtle: true }),
  "crypto.subtle alone": () => ({ subtle: true }),
};

for (const [way, means] of Object.entries(WORKSHOPS)) {
  test(`the vectors open, or are refused, as each of them says by ${way}`, async () => {
    const envelopeMeans = means();
    const known = ["open", "wrong-password", "damaged", "unsupported", "too-large", "newer-version", "not-an-envelope"];
    for (const vector of JSON.parse(load("docs/vectors/html-envelope.json"))) {
      const { name, page, password, expect } = vector;
      assert.ok(known.includes(expect), `${name}: ${expect}`);
      const replies = [];
      const work = workshop((reply) => replies.push(reply));
      /** The page's own order: a refusal ends it. */
      const ask = async (task) => {
        if (replies.every((reply) => reply.type !== "refused")) await work(task);
      };
      await ask({ type: "prepare", envelope: { view: new Blob([textOf(page, "view")]), message: new Blob([textOf(page, "message")]), ...envelopeMeans } });
      await ask({ type: "open", password });
      const outcome = replies.find((reply) => reply.type === "refused")?.reason ?? "open";
      assert.equal(outcome, expectedOfPage(vector), name);
      if (outcome !== "open") {
        assert.ok(replies.every((reply) => reply.type !== "message"), `${name}: no message`);
        continue;
      }
      const { view } = replies.find((reply) => reply.type === "view");
      const { message } = replies.find((reply) => reply.type === "message");
      if (vector.message !== undefined) assert.equal(await message.text(), vector.message, name);
      // The view of a vector is without what binds it to its message.
      for (const [member, value] of Object.entries(vector.view ?? {})) assert.deepEqual(view[member], value, `${name}: ${member}`);
      for (const [id, content] of (vector.attachments ?? []).entries()) {
        const { range, encoding } = view.attachments[id];
        await ask({ type: "extract", id, message, attachment: { range, encoding } });
        const { blob } = replies.find((reply) => reply.type === "extracted" && reply.id === id);
        assert.equal(Buffer.from(await blob.arrayBuffer()).toString("base64"), content, `${name}: attachment ${id}`);
      }
      for (const [index, content] of (vector.files ?? []).entries()) {
        const id = `file ${index}`;
        await ask({ type: "extract", id, message, attachment: view.files[index] });
        const { blob } = replies.find((reply) => reply.type === "extracted" && reply.id === id);
        assert.equal(Buffer.from(await blob.arrayBuffer()).toString("base64"), content, `${name}: ${id}`);
      }
    }
  });
}

test("random bodies are decoded the same by JavaScript and Rust", { skip: without(PROGRAM, "waxseal") }, async () => {
  const events = Buffer.from("= \t\r\n4AFaf=zQ\x0c-_+/ ");
  const bodies = Array.from({ length: 900 }, (_, round) => {
    const length = round % 100 === 0 ? 3000 : Math.floor(Math.random() * 60);
    const spaces = round % 100 === 0 && Math.random() < 0.5;
    return Buffer.alloc(length).map(() => {
      if (spaces && Math.random() < 0.999) return 32;
      return Math.random() < 0.9 ? events[Math.floor(Math.random() * events.length)] : Math.floor(Math.random() * 256);
    });
  });
  const encodings = ["base64", "quoted-printable", "identity"];
  let at = 0;
  const attachments = bodies.map((body, i) => {
    const range = [at, (at += body.length)];
    return { name: `${i}.bin`, type: "application/octet-stream", size: 0, range, encoding: encodings[i % 3] };
  });
  const payloads = await sealPayloads({ attachments }, Buffer.concat(bodies), { password: PASSWORD, p2c: 1000 });
  const folder = mkdtempSync(join(tmpdir(), "waxseal-parts-"));
  const password = onDisk(PASSWORD, "password");
  await run(PROGRAM, ["open", onDisk(pageAround(payloads)), "--password-file", password, "--attachments", folder]);
  for (const [i, body] of bodies.entries()) {
    const piece = 1 + Math.floor(Math.random() * 40);
    const same = decode(encodings[i % 3], body, piece) === readFileSync(join(folder, `${i}.bin`), "latin1");
    assert.ok(same, `${encodings[i % 3]} ${JSON.stringify(body.toString("latin1"))}`);
  }
  rmSync(folder, { recursive: true });
});

test("what zlib packs is unpacked, and damage is found", () => {
  const wasm = readFileSync(join(ROOT, "decryptor-wasm/pkg/decryptor.wasm"));
  for (const content of [wasm, Buffer.alloc(0), Buffer.from("a"), randomBytes(70_000), Buffer.alloc(70_000, "abc")]) {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY]) {
        const packed = deflateRawSync(content, { level, strategy });
        assert.ok(content.equals(inflate(packed)), `${content.length} bytes, level ${level}, strategy ${strategy}`);
        if (packed.length > 20) assert.throws(() => inflate(packed.subarray(0, -9)), { reason: "damaged" });
      }
    }
  }
});

test("base64url has one text for each value", () => {
  const read = (text, piece) => {
    const out = new Uint8Array(text.length);
    const decoder = new Base64urlDecoder(out, 0);
    for (let at = 0; at < text.length; at += piece) decoder.push(Buffer.from(text.slice(at, at + piece)));
    return Buffer.from(out.subarray(0, decoder.finish()));
  };
  for (let length = 0; length < 100; length++) {
    const bytes = Buffer.alloc(length).map(() => Math.random() * 256);
    const text = bytes.toString("base64url").replace(/.{7}/g, "$&\r\n\t ");
    for (const piece of [1, 3, 1000]) assert.deepEqual(read(text, piece), bytes);
  }
  for (const bad of ["QR", "QQ==", "Q", "Q\u000bQ", "Q\u000cQ", "Q+", "Q/", "QQ\0", "Q\u00e4", "Q\u2028Q"]) {
    assert.throws(() => read(bad, 1), { reason: "damaged" }, JSON.stringify(bad));
  }
});

test("passwords are prepared as Python's tables of RFC 3454 say", async () => {
  const python = `
import json, stringprep, sys, unicodedata
out = {}
for code in range(0x110000):
    character = chr(code)
    if unicodedata.ucd_3_2_0.category(character) in ("Cn", "Cs"):
        continue
    if stringprep.in_table_c12(character):
        mapped = " "
    elif stringprep.in_table_b1(character):
        mapped = ""
    else:
        mapped = unicodedata.normalize("NFKC", character)
    if mapped != character:
        out[code] = mapped
json.dump(out, sys.stdout)`;
  const { stdout } = await run("python3", ["-c", python], { maxBuffer: 1 << 26 });
  const changed = JSON.parse(stdout);
  assert.ok(Object.keys(changed).length > 3000);
  const wrong = [];
  for (let code = 0; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const expected = changed[code];
    const prepared = Buffer.from(prepare(String.fromCodePoint(code))).toString();
    if (expected !== undefined && prepared !== expected) wrong.push([code.toString(16), prepared, expected]);
    // A code point that Unicode 3.2 did not have may change; Rust refuses to seal with it.
  }
  assert.deepEqual(wrong, []);
  assert.equal(Buffer.from(prepare("a\u200bb \ufb01\u00ad")).toString(), "a b fi");
});

test("the program's page is these files and nothing else", { skip: without(PROGRAM, "the program (cargo build)") }, async () => {
  const mail = onDisk(`Subject: small\r\n\r\n${"x".repeat(1000)}\r\n`, "mail.eml");
  const path = onDisk("", "envelope.html");
  await run(PROGRAM, ["wrap", mail, "-o", path, "--force", "--quiet", "--password-file", onDisk(PASSWORD, "password")]);
  const html = readFileSync(path, "ascii");
  assert.ok(/^[\n -~]*$/.test(readFileSync(path, "latin1")), "ASCII");
  assert.ok(html.length < 220_000, `the fixed cost is ${html.length} bytes`);
  for (const [, payload] of html.matchAll(/<script type="application[^>]*>\n([^<]*)/g)) {
    assert.ok(payload.split("\n").every((line) => line.length <= 76));
  }

  const payload = (page, id) => new RegExp(`id="${id}">\\n([^<]*)\\n</script>`).exec(page)[1];
  const unpacked = inflateRawSync(Buffer.from(payload(html, "decryptor"), "base64"));
  assert.ok(unpacked.equals(readFileSync(join(ROOT, "decryptor-wasm/pkg/decryptor.wasm"))), "the committed WebAssembly");
  const ours = pageAround({ view: payload(html, "view"), message: payload(html, "message") });
  // Another zlib packs the strings differently.
  const strings = (page) => Object.entries(JSON.parse(payload(page, "strings").replaceAll("\n", "")))
    .map(([name, packed]) => [name, JSON.parse(inflateRawSync(Buffer.from(packed, "base64")))]);
  assert.deepEqual(strings(html), strings(ours));
  const blank = (page) => page.replace(payload(page, "strings"), "");
  assert.ok(blank(html) === blank(ours), "the page is what templates/page/README.md says");
});
