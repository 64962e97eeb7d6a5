// The three ways to open a JWE, which give the same bytes:
//   A  WebAssembly alone (where crypto.subtle is missing, as on http://),
//   B  WebAssembly with crypto.subtle for the heavy primitives,
//   C  crypto.subtle alone (where WebAssembly is blocked).

/** @param {string} text a JWE @param {{wasm: boolean, subtle: boolean}} ways @returns {JweLock} */
function lockOf(text, ways) {
  const { head, ciphertext } = splitJwe(text);
  if (!ways.wasm) return subtleLock(head, ciphertext);
  return wasmLock(new wasm_bindgen.Opener(head), ciphertext, ways.subtle);
}

/** Way A, and B if `subtle`. @param {WasmOpener} opener @param {string} ciphertext @param {boolean} subtle @returns {JweLock} */
function wasmLock(opener, ciphertext, subtle) {
  const recipients = Array.from({ length: opener.recipients }, (_, i) => ({
    p2s: opener.p2s(i),
    p2c: opener.p2c(i),
  }));
  const [aad, iv, tag] = [opener.aad(), opener.iv(), opener.tag()];
  return {
    recipients,
    tag,
    async derive(i, password) {
      if (subtle) return deriveKey(password, recipients[i].p2s, recipients[i].p2c);
      return opener.unlock_with_password(i, password) ? opener.derived_key() : undefined;
    },
    unlock: async (i, key) => opener.unlock_with_key(i, key),
    decrypt(maxBytes, progress) {
      if (!subtle) return decryptByWasm(opener, ciphertext, maxBytes, progress);
      const pieces = decryptBySubtle(opener.content_key(), { aad, iv, tag }, ciphertext, progress);
      return isDeflated(aad) ? inflateByWasm(pieces, maxBytes) : pieces;
    },
  };
}

/** Way C. @param {string} text a head @param {string} ciphertext @returns {JweLock} */
function subtleLock(text, ciphertext) {
  const head = readHead(text);
  /** @type {Bytes | undefined} */
  let contentKey;
  return {
    recipients: head.recipients,
    tag: head.tag,
    derive: (i, password) => deriveKey(password, head.recipients[i].p2s, head.recipients[i].p2c),
    async unlock(i, key) {
      contentKey = await unwrapKey(key, head.recipients[i].wrapped);
      return contentKey !== undefined;
    },
    decrypt(maxBytes, progress) {
      must(contentKey);
      const pieces = decryptBySubtle(contentKey, head, ciphertext, progress);
      return isDeflated(head.aad) ? inflateByStream(pieces, maxBytes) : pieces;
    },
  };
}

/** @param {Bytes} aad the protected header as it is written */
const isDeflated = (aad) => parseJson(utf8(fromBase64url(utf8(aad)))).zip !== undefined;

/** @param {WasmOpener} opener @param {string} ciphertext @param {number} maxBytes @param {Progress} progress */
async function* decryptByWasm(opener, ciphertext, maxBytes, progress) {
  const all = ciphertext.length;
  for (let at = 0; at < all; at += PIECE) {
    opener.push(ciphertext.slice(at, at + PIECE));
    await progress((0.2 * at) / all);
  }
  for (let at = 0; !opener.authenticate(PIECE); at += PIECE) {
    await progress(0.2 + (0.4 * at) / all);
  }
  let size = 0;
  for (let piece = opener.read(); piece !== undefined; piece = opener.read()) {
    size += piece.length;
    must(size <= maxBytes, "too-large");
    yield piece;
    await progress(0.6 + Math.min(0.4, (0.4 * size) / all));
  }
}

/** @param {AsyncIterable<Bytes>} pieces @param {number} maxBytes */
async function* inflateByWasm(pieces, maxBytes) {
  const inflater = new wasm_bindgen.Inflater(maxBytes);
  for await (const piece of pieces) yield inflater.push(piece);
  yield inflater.finish();
}

/**
 * Tries a password on every recipient. `keys` keeps what was derived, because both JWEs of an
 * envelope have the same salt and count.
 * @param {JweLock} lock @param {Bytes} password @param {Map<string, Bytes | undefined>} keys
 */
async function unlock(lock, password, keys) {
  for (const [i, { p2s, p2c }] of lock.recipients.entries()) {
    const name = `${p2c} ${p2s}`;
    if (!keys.has(name)) keys.set(name, await lock.derive(i, password));
    const key = keys.get(name);
    if (key && (await lock.unlock(i, key))) return true;
  }
  return false;
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
