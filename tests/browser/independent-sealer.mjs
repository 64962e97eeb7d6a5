// Seals envelopes as docs/html-envelope.md says, with nothing of Waxseal's own code: WebCrypto and
// zlib of Node only. So tests can make what the program refuses to make (low iteration counts,
// views that were never sanitised), and the format is proven to be complete as written.

import { createHash, randomBytes, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";

const { subtle } = webcrypto;
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const lines = (text) => text.replaceAll("\n", "").match(/.{1,76}/g).join("\n");

/** A recipient's salt and count, and the key derived from them. */
export async function passwordKey(password, p2c = 1000, p2s = randomBytes(16)) {
  const salt = Buffer.concat([Buffer.from("PBES2-HS512+A256KW\0"), p2s]);
  const key = await subtle.importKey("raw", Buffer.from(password), "PBKDF2", false, ["deriveBits"]);
  const kek = await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt, iterations: p2c }, key, 256);
  return { kek, p2s, p2c };
}

/** A JWE in General JSON Serialization, as one line. `keys` come from `passwordKey`. */
export async function sealJwe(plaintext, keys, cty, { protectedHeader, extra = {} } = {}) {
  const header = protectedHeader ?? { enc: "A256CBC-HS512", zip: "DEF", cty };
  const aad = Buffer.from(base64url(JSON.stringify(header)));
  const iv = randomBytes(16);
  const cek = randomBytes(64);
  const cekKey = await subtle.importKey("raw", cek, { name: "HMAC", hash: "SHA-512" }, true, ["sign"]);
  const recipients = await Promise.all(
    keys.map(async ({ kek, p2s, p2c }) => {
      const wrapping = await subtle.importKey("raw", kek, "AES-KW", false, ["wrapKey"]);
      const encrypted_key = base64url(await subtle.wrapKey("raw", cekKey, wrapping, "AES-KW"));
      return { header: { alg: "PBES2-HS512+A256KW", p2s: base64url(p2s), p2c }, encrypted_key };
    }),
  );
  const aes = await subtle.importKey("raw", cek.subarray(32), "AES-CBC", false, ["encrypt"]);
  const content = header.zip ? deflateRawSync(plaintext) : plaintext;
  const ciphertext = Buffer.from(await subtle.encrypt({ name: "AES-CBC", iv }, aes, content));
  const al = Buffer.alloc(8);
  al.writeBigUInt64BE(BigInt(aad.length * 8));
  const mac = await subtle.importKey("raw", cek.subarray(0, 32), { name: "HMAC", hash: "SHA-512" }, false, ["sign"]);
  const full = await subtle.sign("HMAC", mac, Buffer.concat([aad, iv, ciphertext, al]));
  const tag = base64url(full.slice(0, 32));
  return JSON.stringify({
    protected: aad.toString(), recipients, iv: base64url(iv), ciphertext: base64url(ciphertext), tag, ...extra,
  });
}

/** Both JWEs of an envelope: `{view, message}`. */
export async function sealPayloads(view, message, { keys, password = "correct horse", p2c } = {}) {
  keys ??= [await passwordKey(password, p2c)];
  const sealed = await sealJwe(message, keys, "message/rfc822");
  const bound = { version: 1, message: { tag: JSON.parse(sealed).tag, size: message.length }, ...view };
  return { view: await sealJwe(JSON.stringify(bound), keys, "application/json"), message: sealed };
}

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");

const SCRIPTS = ["jwe", "webcrypto", "lock", "inflate", "transfer", "workshop", "frame", "view", "main"];

/** Without comments that fill whole lines, indentation and empty lines. */
const terse = (path) =>
  read(path)
    .replace(/^[ \t]*\/\*.*?\*\//gms, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("//"))
    .map((line) => `${line}\n`)
    .join("");

/** The page around two JWEs, as templates/page/README.md says. */
export function page({ view, message }) {
  const style = terse("templates/page/page.css");
  const mailStyle = terse("templates/page/mail.css");
  const glue = terse("decryptor-wasm/pkg/decryptor.js");
  const wasm = readFileSync(new URL("decryptor-wasm/pkg/decryptor.wasm", root));
  const script = [
    "(function () {\n", '"use strict";\n', "function loadGlue() {\n", glue, "return wasm_bindgen;\n", "}\n",
    ...SCRIPTS.map((name) => terse(`templates/page/js/${name}.js`)), "})();\n",
  ].join("");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const parts = {
    csp:
      `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src 'unsafe-inline'; ` +
      `style-src-elem ${hash(style)} ${hash(mailStyle)}; img-src blob: data:; worker-src blob:; ` +
      `form-action 'none'; base-uri 'none'`,
    style, script, mail_style: mailStyle, message: lines(message), view: lines(view),
    decryptor: lines(deflateRawSync(wasm, { level: 9 }).toString("base64")),
  };
  return read("templates/page/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}
