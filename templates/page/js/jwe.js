// A JWE (RFC 7516, General JSON Serialization) as text: taking it apart and reading its head.
// Strict: whatever is not understood is refused.

/** Why an envelope stays shut; view.js has a sentence for each reason. */
class Refusal extends Error {
  /** @param {Reason} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @param {unknown} condition @param {Reason} [reason] @returns {asserts condition} */
function must(condition, reason = "damaged") {
  if (!condition) throw new Refusal(reason);
}

// An envelope may come from anybody, so its demands have bounds; the same ones as in Rust.
const MAX_HEAD = 1 << 20;
const MAX_RECIPIENTS = 100;
const MAX_ITERATIONS = 10_000_000;
const MAX_ITERATIONS_OF_ALL = 60_000_000;

const WHITE_SPACE = /[ \t\r\n]+/g;
const CIPHERTEXT = new RegExp([...'"ciphertext":"'].join("[ \\t\\r\\n]*"));

/**
 * Takes the ciphertext, which may be large, out of a JWE. In a JSON string these quotes would be
 * escaped, so the first match is the member's name. The end of a long one is looked for from the other side; a quote
 * before that is no base64url.
 * @param {Blob} jwe
 */
async function splitJwe(jwe) {
  const text = latin1(await bytesOf(jwe.slice(0, MAX_HEAD)));
  const match = CIPHERTEXT.exec(text);
  must(match);
  const start = match.index + match[0].length;
  let end = text.indexOf('"', start);
  if (end < 0) {
    const from = Math.max(text.length, jwe.size - MAX_HEAD);
    const quote = (await bytesOf(jwe.slice(from))).indexOf(QUOTE);
    must(quote >= 0, "cut-off");
    end = from + quote;
  }
  must(jwe.size - end < MAX_HEAD, "too-large");
  const head = await bytesOf(new Blob([jwe.slice(0, start), jwe.slice(end)]));
  return { head: utf8(head).replace(WHITE_SPACE, ""), ciphertext: jwe.slice(start, end) };
}

const QUOTE = 34;

/** How much is worked on at a time, so that progress shows and memory stays low. */
const PIECE = 1 << 20;

/** @param {Blob} blob */
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

/** Chromium collects a reader that only its own promise is waiting for, and the promise waits for ever. @type {Set<ReadableStreamBYOBReader>} */
const readers = new Set();

/** @param {Blob} blob */
function byteReader(blob) {
  try {
    return blob.stream().getReader({ mode: "byob" });
  } catch {
    return undefined; // in browsers before 2023
  }
}

/**
 * A Blob in pieces, each to be used before the next one is asked for. They are read into one buffer where the browser can: as
 * buffers of their own they would stay until garbage is collected. @param {Blob} blob @returns {AsyncGenerator<Bytes>}
 */
async function* piecesOf(blob) {
  const reader = byteReader(blob);
  if (!reader) {
    for (let at = 0; at < blob.size; at += PIECE) yield await bytesOf(blob.slice(at, at + PIECE));
    return;
  }
  readers.add(reader);
  try {
    for (let buffer = new ArrayBuffer(Math.min(PIECE, blob.size) || 1); ; ) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    readers.delete(reader);
    reader.cancel().catch(() => {}); // or the browser would hold it ready for ever
  }
}

/** One character for each byte. @param {Bytes} bytes */
const latin1 = (bytes) => new TextDecoder("latin1").decode(bytes);

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SKIP = 64;
const INVALID = 65;
const SIX_BITS = new Uint8Array(256).fill(INVALID);
[...ALPHABET].forEach((character, value) => (SIX_BITS[character.charCodeAt(0)] = value));
for (const white of " \t\r\n") SIX_BITS[white.charCodeAt(0)] = SKIP;

/** base64url in pieces. One text stands for each value: no padding, unused bits are zero. */
class Base64urlDecoder {
  /** @param {Bytes} target @param {number} at where in `target` the first byte goes */
  constructor(target, at) {
    this.target = target;
    this.at = at;
    this.held = 0;
    this.heldBits = 0;
  }

  /** @param {Bytes} text in ASCII */
  push(text) {
    let { target, at, held, heldBits } = this;
    for (let i = 0; i < text.length; i++) {
      const value = SIX_BITS[text[i]];
      if (value === SKIP) continue;
      must(value !== INVALID);
      held = (held << 6) | value;
      heldBits += 6;
      if (heldBits >= 8) {
        heldBits -= 8;
        target[at++] = held >> heldBits;
        held &= (1 << heldBits) - 1;
      }
    }
    Object.assign(this, { at, held, heldBits });
  }

  /** Where in the target the first free byte is. */
  finish() {
    must(this.heldBits < 6 && this.held === 0);
    return this.at;
  }
}

/** @param {unknown} text @param {number} [length] in bytes, where it is fixed */
function fromBase64url(text, length) {
  must(typeof text === "string");
  const bytes = new Uint8Array(text.length);
  const decoder = new Base64urlDecoder(bytes, 0);
  decoder.push(toUtf8(text));
  const end = decoder.finish();
  must(length === undefined || end === length);
  return bytes.slice(0, end);
}

/** @param {string} text */
function parseJson(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new Refusal("damaged");
}

/** @param {Bytes} bytes */
const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
/** @param {string} text */
const toUtf8 = (text) => new TextEncoder().encode(text);

/**
 * Reads the head in the order and with the outcomes of Rust's `jwe::json`. A member that is null is there.
 * @param {string} text a JWE with an empty ciphertext @param {string} type of the plaintext @returns {Head}
 */
function readHead(text, type) {
  must(text.length <= MAX_HEAD, "too-large");
  const jwe = parseJson(text);
  must(jwe.ciphertext === "");
  must(jwe.aad === undefined, "unsupported");
  must(Array.isArray(jwe.recipients) && jwe.recipients.length > 0);
  must(jwe.recipients.length <= MAX_RECIPIENTS, "too-large");
  const common = parseJson(utf8(fromBase64url(jwe.protected)));
  const { unprotected = {} } = jwe;
  for (const header of [...jwe.recipients.map(({ header = {} }) => header), unprotected]) {
    must(typeof header === "object" && header !== null);
    must([header.enc, header.zip, header.cty].every((value) => value === undefined));
    must(header.crit === undefined, "unsupported");
  }
  must(common.crit === undefined, "unsupported");
  must(common.enc === "A256CBC-HS512", "unsupported");
  must(common.zip === undefined || common.zip === "DEF", "unsupported");

  let iterations = 0;
  const recipients = [];
  for (const { header = {}, encrypted_key } of jwe.recipients) {
    /** One value at most (RFC 7516, section 4). @param {string} name */
    const one = (name) => {
      const [value, ...more] = [header, unprotected, common].map((its) => its[name]).filter((its) => its !== undefined);
      must(more.length === 0);
      return value;
    };
    if (one("alg") !== "PBES2-HS512+A256KW") continue; // somebody else's key
    const [p2s, p2c] = [one("p2s"), one("p2c")];
    must(Number.isInteger(p2c) && p2c > 0);
    iterations += p2c;
    must(p2c <= MAX_ITERATIONS && iterations <= MAX_ITERATIONS_OF_ALL, "too-large");
    recipients.push({ p2s: fromBase64url(p2s), p2c, wrapped: fromBase64url(encrypted_key, 72) });
  }
  must(recipients.length > 0, "unsupported");
  must(common.cty === type);
  return {
    recipients,
    aad: toUtf8(jwe.protected),
    iv: fromBase64url(jwe.iv, 16),
    tag: fromBase64url(jwe.tag, 32),
    deflated: common.zip === "DEF",
  };
}
