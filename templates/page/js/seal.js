// Sealing an answer, in the Worker: two JWEs as Rust's jwe::encrypt writes them, by WebAssembly or by crypto.subtle.

/** @param {Bytes} bytes */
const toBase64url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** @param {string} text */
const inLines = (text) => text.replace(/.{1,76}/g, "$&\n");

/** AES Key Wrap (RFC 3394). @param {Bytes} key @param {Bytes} contentKey @param {Decryptor} [decryptor] */
async function wrapKey(key, contentKey, decryptor) {
  if (decryptor) return decryptor.wrap_key(key, contentKey);
  const kek = await crypto.subtle.importKey("raw", key, "AES-KW", false, ["wrapKey"]);
  const wrapped = await crypto.subtle.importKey("raw", contentKey, HMAC, true, ["sign"]);
  return new Uint8Array(await crypto.subtle.wrapKey("raw", wrapped, kek, "AES-KW"));
}

/**
 * A256CBC-HS512 by crypto.subtle (RFC 7518, section 5.2.5), which signs only what it gets at once.
 * @param {Bytes} contentKey @param {Bytes} iv @param {Bytes} aad @param {AsyncIterable<Bytes>} plaintext @returns {AsyncGenerator<Bytes>}
 */
async function* encryptBySubtle(contentKey, iv, aad, plaintext) {
  const key = await crypto.subtle.importKey("raw", contentKey.slice(32), "AES-CBC", false, ["encrypt"]);
  const covered = [aad, iv];
  let before = iv;
  let held = new Uint8Array();
  /** @param {Bytes} bytes */
  const encrypt = async (bytes) => new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv: before }, key, bytes));
  for await (const piece of plaintext) {
    const all = concat(held, piece);
    held = all.slice(all.length - (all.length % 16));
    if (all.length < 16) continue;
    // subtle pads at each call; the block of padding is left out where more follows.
    const blocks = (await encrypt(all.subarray(0, all.length - held.length))).slice(0, -16);
    before = blocks.slice(-16);
    covered.push(blocks);
    yield blocks;
  }
  const last = await encrypt(held);
  yield concat(last, await tagOf(contentKey, concat(...covered, last, bitsOf(aad))));
}

const canDeflate = () => {
  try {
    return Boolean(new CompressionStream("deflate-raw"));
  } catch {
    return false;
  }
};

/**
 * One JWE (General JSON Serialization), in lines, and its tag.
 * @param {AsyncIterable<Bytes>} plaintext @param {string} cty @param {SealTo[]} recipients @param {Decryptor} [decryptor]
 */
async function sealJwe(plaintext, cty, recipients, decryptor) {
  const [contentKey, iv] = [random(64), random(16)];
  const zip = canDeflate() ? { zip: "DEF" } : {}; // older browsers cannot
  const aad = toBase64url(toUtf8(JSON.stringify({ enc: "A256CBC-HS512", ...zip, cty })));
  const entries = [];
  for (const { header, key } of recipients) {
    entries.push({ header, encrypted_key: toBase64url(await wrapKey(key, contentKey, decryptor)) });
  }
  const head = JSON.stringify({ protected: aad, recipients: entries, iv: toBase64url(iv) });
  const pieces = zip.zip ? through(new CompressionStream("deflate-raw"), plaintext) : plaintext;
  const ciphertext = decryptor
    ? filtered(new decryptor.Sealer(contentKey, iv, toUtf8(aad)), pieces)
    : encryptBySubtle(contentKey, iv, toUtf8(aad), pieces);

  const out = [new Blob([inLines(`${head.slice(0, -1)},"ciphertext":"`)])];
  let held = new Uint8Array();
  for await (const piece of ciphertext) {
    // Whole lines of it; the last 32 bytes are the tag.
    const all = concat(held, piece);
    const whole = Math.max(0, all.length - 32 - ((all.length - 32) % BASE64_LINE));
    held = all.slice(whole);
    if (whole > 0) out.push(new Blob([inLines(toBase64url(all.subarray(0, whole)))]));
  }
  const tag = toBase64url(held.slice(-32));
  out.push(new Blob([inLines(`${toBase64url(held.slice(0, -32))}","tag":"${tag}"}`)]));
  return { jwe: new Blob(out), tag };
}

/**
 * Both JWEs of an answer, the message first because the view names its tag.
 * @param {Draft} draft @param {View["reply"]} reply the keys that the conversation goes on with
 * @param {SealTo[]} recipients @param {Decryptor | undefined} decryptor @param {(bytes: number) => void} report
 */
async function sealAnswer(draft, reply, recipients, decryptor, report) {
  /** @type {Attachment[]} */
  const attachments = [];
  let size = 0;
  const message = async function* () {
    for await (const piece of writeMessage(draft, attachments)) {
      yield piece;
      size += piece.length;
      report(size);
    }
  };
  const sealed = await sealJwe(message(), "message/rfc822", recipients, decryptor);
  const { from, to, subject, text, message_id } = draft;
  const view = {
    version: 1, message: { tag: sealed.tag, size }, from: [from], to, subject, date: draft.date.toISOString(), text, attachments,
    message_id, references: threadOf(draft), sealed: { at: new Date().toISOString(), answer: true }, reply,
  };
  const json = async function* () {
    yield toUtf8(JSON.stringify(view));
  };
  return { message: sealed.jwe, view: (await sealJwe(json(), "application/json", recipients, decryptor)).jwe };
}

/** What WebAssembly makes of the pieces. @param {Filter} filter @param {AsyncIterable<Bytes>} pieces */
async function* filtered(filter, pieces) {
  for await (const piece of pieces) yield filter.push(piece);
  yield filter.finish();
}
