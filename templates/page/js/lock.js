// The three ways to open a JWE, which give the same bytes:
//   A  WebAssembly alone (where crypto.subtle is missing, as on http://),
//   B  WebAssembly with crypto.subtle for the derivation of the key, which is most of the work,
//   C  crypto.subtle alone (where WebAssembly is blocked).

/** @param {Blob} jwe @param {string} type of what is in it @param {Ways} ways @returns {Promise<JweLock>} */
async function lockOf(jwe, type, { decryptor, subtle }) {
  const { head, ciphertext } = await splitJwe(jwe);
  const read = readHead(head, type);
  return decryptor ? wasmLock(decryptor, read, ciphertext, subtle) : subtleLock(read, ciphertext);
}

/**
 * Way A, and B if `subtle`.
 * @param {Decryptor} decryptor @param {Head} head @param {Blob} ciphertext @param {boolean} subtle
 * @returns {JweLock}
 */
function wasmLock(decryptor, head, ciphertext, subtle) {
  const opener = new decryptor.Opener(head.aad, head.iv, head.tag, head.deflated, ciphertext.size);
  return {
    head,
    load: (progress) => decode(ciphertext, opener, progress),
    async derive({ p2s, p2c, wrapped }, password) {
      if (subtle) return deriveKey(password, p2s, p2c);
      return opener.unlock_with_password(password, p2s, p2c, wrapped) ? opener.derived_key() : undefined;
    },
    unlock: async ({ wrapped }, key) => opener.unlock_with_key(key, wrapped),
    async *decrypt(maxBytes, progress) {
      for (let at = 0; !opener.authenticate(PIECE); at += PIECE) await progress(share(1, at / opener.size()));
      let size = 0;
      for (let piece = opener.read(); piece !== undefined; piece = opener.read()) {
        size += piece.length;
        must(size <= maxBytes, "too-large");
        yield piece;
        await progress(share(2, Math.min(1, size / opener.size())));
      }
    },
  };
}

/** Way C. @param {Head} head @param {Blob} ciphertext @returns {JweLock} */
function subtleLock(head, ciphertext) {
  /** @type {Bytes | undefined} */
  let contentKey;
  const decoder = decoderFor(head, ciphertext);
  return {
    head,
    load: (progress) => decode(ciphertext, decoder, progress),
    derive: ({ p2s, p2c }, password) => deriveKey(password, p2s, p2c),
    async unlock({ wrapped }, key) {
      contentKey = await unwrapKey(key, wrapped);
      return contentKey !== undefined;
    },
    decrypt(maxBytes, progress) {
      must(contentKey);
      const pieces = decryptBySubtle(contentKey, head, decoder, progress);
      return head.deflated ? inflateByStream(pieces, maxBytes) : pieces;
    },
  };
}

/** How much of all is done: decoding, authenticating and decrypting take about as long. @param {number} step from 0 @param {number} done of it */
const share = (step, done) => (step + done) / 3;

/** @param {Blob} ciphertext @param {{ push(text: Bytes): void }} decoder @param {Progress} progress */
async function decode(ciphertext, decoder, progress) {
  let size = 0;
  for await (const piece of piecesOf(ciphertext)) {
    decoder.push(piece);
    size += piece.length;
    await progress(share(0, size / ciphertext.size));
  }
}

/**
 * Tries a password on every recipient, and gives the one that it unlocks with its key. `keys` keeps what was
 * derived, because both JWEs of an envelope have the same salt and count.
 * @param {JweLock} lock @param {Bytes} password @param {Map<string, Bytes | undefined>} keys
 */
async function unlock(lock, password, keys) {
  for (const recipient of lock.head.recipients) {
    const name = `${recipient.p2c} ${recipient.p2s}`;
    if (!keys.has(name)) keys.set(name, await lock.derive(recipient, password));
    const key = keys.get(name);
    if (key && (await lock.unlock(recipient, key))) return { recipient, key };
  }
  return undefined;
}

/**
 * SASLprep (RFC 4013) of a password as typed: spaces of every kind (C.1.2) become U+0020, invisible
 * characters (B.1) vanish. What is prohibited could never have sealed an envelope.
 * @param {string} typed
 */
function prepare(typed) {
  const spaces = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g;
  const nothing = /[\u00AD\u034F\u1806\u180B-\u180D\u200C\u200D\u2060\uFE00-\uFE0F\uFEFF]/g;
  return toUtf8(typed.replace(spaces, " ").replace(nothing, "").normalize("NFKC"));
}
