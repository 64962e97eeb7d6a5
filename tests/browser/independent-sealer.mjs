// Seals envelopes as docs/html-envelope.md says, with nothing of Waxseal's own code: WebCrypto and
// zlib of Node only. So tests can make what the program refuses to make (low iteration counts,
// views that were never sanitised), and the format is proven to be complete as written.

import { createHash, randomBytes, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { FluentParser } from "@fluent/syntax";

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

const SCRIPTS = ["jwe", "webcrypto", "lock", "inflate", "transfer", "mime", "zip", "seal", "workshop", "strings", "frame", "view", "attachments", "answer", "compose", "main"];
/** Of the page, in the order in which it offers them. */
export const LANGUAGES = ["en", "de", "fr", "it", "es", "pt", "nl", "pl", "cs", "tr", "ar", "he", "ja", "zh"].filter((tag) =>
  existsSync(new URL(`templates/strings/${tag}/page.ftl`, root)),
);

/** Without comments that fill whole lines, indentation and empty lines. */
const terse = once((path) =>
  read(path)
    .replace(/^[ \t]*\/\*.*?\*\//gms, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("//"))
    .map((line) => `${line}\n`)
    .join(""));

/** Does a thing once for each argument. */
function once(make) {
  const made = new Map();
  return (argument) => made.get(argument) ?? made.set(argument, make(argument)).get(argument);
}

/** The messages of a language: text with `{name}`, or for a plural an object. */
export const strings = once((tag) => {
  const { body } = new FluentParser().parse(read(`templates/strings/${tag}/page.ftl`));
  const text = ({ elements }) =>
    elements.map((element) => element.value ?? `{${element.expression.id.name}}`).join("");
  const value = ({ elements }) => {
    const [{ expression }] = elements;
    if (expression?.type !== "SelectExpression") return text({ elements });
    const variants = expression.variants.map(({ key, value }) => [key.name, text(value)]);
    return { "": expression.selector.id.name, ...Object.fromEntries(variants) };
  };
  const junk = body.find(({ type }) => type === "Junk");
  if (junk) throw new Error(`${tag}: ${junk.content}`);
  return new Map(body.filter(({ type }) => type === "Message").map((message) => [message.id.name, value(message.value)]));
});

const ascii = (html) => html.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
/** Puts `breaker` after 900 characters, or after the reference that they end in, so that a mail may have the line. */
function breakAt(html, breaker) {
  let [lines, column] = ["", 0];
  for (const piece of html.match(/&#\d+;|[^&]/g) ?? []) {
    if (column >= 900) [lines, column] = [lines + breaker, 0];
    lines += piece;
    column += piece.length;
  }
  return lines;
}
const inShortLines = (text) => breakAt(ascii(escape(text)), '<wbr class="\n">');
const rtl = (tag) => (["ar", "he"].includes(tag) ? "rtl" : "ltr");

/** What stands where no script runs. */
function instructions(languages, sender) {
  const sections = languages.map((tag, i) => {
    const its = strings(tag);
    const claimed = sender ? `<p class="claimed">${inShortLines(its.get("claimed").replace("{sender}", sender))}</p>\n` : "";
    const steps = [["iPhone, iPad", "iphone"], ["Android", "android"], ["Windows, Mac, Linux", "computer"]]
      .map(([device, key]) => `<dt>${device}</dt>\n<dd>${inShortLines(its.get(`noscript-${key}`))}</dd>\n`).join("");
    const inner = `<h1>${escape(its.get("noscript-heading"))}</h1>\n${claimed}<p>${inShortLines(its.get("noscript-why"))}</p>\n<dl>${steps}</dl>\n`;
    const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag).replace(/^./u, (first) => first.toLocaleUpperCase(tag));
    return i === 0
      ? `<section lang="${tag}" dir="${rtl(tag)}" data-name="${name}">\n${inner}</section>\n`
      : `<details lang="${tag}" dir="${rtl(tag)}"><summary>${name}</summary>\n${inner}</details>\n`;
  });
  return ascii(sections.join(""));
}

const pack = once((content) => deflateRawSync(content, { level: 9 }).toString("base64"));

/** The page around two JWEs, as templates/page/README.md says. */
export function page({ view, message }, { languages = LANGUAGES, hint, sender, brand = "", contact = "", brandStyle = "" } = {}) {
  const style = terse("templates/page/page.css") + brandStyle;
  const mailStyle = terse("templates/page/mail.css");
  const glue = terse("decryptor-wasm/pkg/decryptor.js");
  const wasm = readFileSync(new URL("decryptor-wasm/pkg/decryptor.wasm.deflate", root));
  const script = [
    "(function () {\n", '"use strict";\n', glue, ...SCRIPTS.map((name) => terse(`templates/page/js/${name}.js`)), "})();\n",
  ].join("");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const keys = [...strings("en").keys()].filter((key) => !key.startsWith("noscript-"));
  const packed = Object.fromEntries([
    ["keys", pack(JSON.stringify(keys))],
    ...languages.map((tag) => [tag, pack(JSON.stringify(keys.map((key) => strings(tag).get(key))))]),
  ]);
  const meta = (name, content) => (content ? `<meta name="waxseal-${name}" content="${breakAt(ascii(escape(content)), "\n")}">\n` : "");
  const parts = {
    lang: languages[0], dir: rtl(languages[0]), title: ascii(escape(strings(languages[0]).get("title"))),
    csp:
      `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src 'unsafe-inline'; ` +
      `style-src-elem ${hash(style)} ${hash(mailStyle)}; img-src blob: data:; frame-src blob:; worker-src blob:; ` +
      `form-action 'none'; base-uri 'none'`,
    hint: meta("hint", hint), claimed: meta("sender", sender), brand, contact, instructions: instructions(languages, sender),
    style, script, mail_style: mailStyle, message: lines(message), view: lines(view),
    strings: lines(JSON.stringify(packed)), decryptor: lines(wasm.toString("base64")),
  };
  return read("templates/page/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}
