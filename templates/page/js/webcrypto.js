// The primitives by crypto.subtle: PBES2 (RFC 7518, 4.8), AES Key Wrap (RFC 3394) and
// A256CBC-HS512 (RFC 7518, 5.2.5).

/** What also stands for a content key, which has the length of one. */
const HMAC = { name: "HMAC", hash: "SHA-512" };

/** @param {...Bytes} pieces */
function concat(...pieces) {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** @param {Bytes} password @param {Bytes} p2s @param {number} iterations */
async function deriveKey(password, p2s, iterations) {
  const salt = concat(toUtf8("PBES2-HS512+A256KW\0"), p2s);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-512", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

/** The content key, or undefined if `key` is not the one that wrapped it. @param {Bytes} key @param {Bytes} wrapped */
async function unwrapKey(key, wrapped) {
  const kek = await crypto.subtle.importKey("raw", key, "AES-KW", false, ["unwrapKey"]);
  try {
    const unwrapped = await crypto.subtle.unwrapKey("raw", wrapped, kek, "AES-KW", HMAC, true, ["sign"]);
    return new Uint8Array(await crypto.subtle.exportKey("raw", unwrapped));
  } catch {
    return undefined;
  }
}

/** The length of the additional data in bits, which ends what the tag covers. @param {Bytes} aad */
function bitsOf(aad) {
  const bits = new Uint8Array(8);
  new DataView(bits.buffer).setUint32(4, aad.length * 8);
  return bits;
}

/** The tag over all that it covers: aad, iv, ciphertext, length of aad. @param {Bytes} contentKey @param {Bytes} covered */
async function tagOf(contentKey, covered) {
  const key = await crypto.subtle.importKey("raw", contentKey.slice(0, 32), HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, covered)).slice(0, 32);
}

/** Decodes a ciphertext behind all else that the tag covers, in one buffer. @param {Head} head @param {Blob} ciphertext */
function decoderFor({ aad, iv }, ciphertext) {
  const start = aad.length + iv.length;
  const covered = new Uint8Array(start + Math.ceil(ciphertext.size * 0.75) + 8);
  covered.set(aad);
  covered.set(iv, aad.length);
  return new Base64urlDecoder(covered, start);
}

/**
 * Authenticates what was decoded, and only then decrypts.
 * @param {Bytes} contentKey @param {Head} head @param {Base64urlDecoder} decoder @param {Progress} progress
 */
async function* decryptBySubtle(contentKey, { aad, iv, tag }, decoder, progress) {
  const covered = decoder.target;
  const start = aad.length + iv.length;
  const end = decoder.finish();
  covered.set(bitsOf(aad), end);
  must(end > start && (end - start) % 16 === 0);

  const mac = await tagOf(contentKey, covered.subarray(0, end + 8));
  let difference = 0;
  for (let i = 0; i < 32; i++) difference |= mac[i] ^ tag[i];
  must(difference === 0);

  const name = "AES-CBC";
  const key = await crypto.subtle.importKey("raw", contentKey.slice(32), name, false, ["encrypt", "decrypt"]);
  for (let at = start; at < end; at += PIECE) {
    let piece = covered.subarray(at, Math.min(at + PIECE, end));
    if (at + PIECE < end) {
      // subtle removes a padding at each call, so a piece from the middle gets a block of it:
      // the encryption of nothing, chained to the piece's last block.
      const padding = { name, iv: piece.slice(-16) };
      piece = concat(piece, new Uint8Array(await crypto.subtle.encrypt(padding, key, new Uint8Array())));
    }
    yield new Uint8Array(await crypto.subtle.decrypt({ name, iv: covered.slice(at - 16, at) }, key, piece));
    await progress(share(2, (at - start) / (end - start)));
  }
}

/** Inflates where there is no WebAssembly. @param {AsyncIterable<Bytes>} pieces @param {number} maxBytes */
async function* inflateByStream(pieces, maxBytes) {
  let size = 0;
  for await (const piece of through(new DecompressionStream("deflate-raw"), pieces)) {
    size += piece.length;
    must(size <= maxBytes, "too-large");
    yield piece;
  }
}

/** What a stream makes of the pieces. @param {CompressionStream | DecompressionStream} stream @param {AsyncIterable<Bytes>} pieces @returns {AsyncGenerator<Bytes>} */
async function* through(stream, pieces) {
  const writer = stream.writable.getWriter();
  const feed = async () => {
    for await (const piece of pieces) await writer.write(piece);
    await writer.close();
  };
  feed().catch((error) => writer.abort(error).catch(() => {})); // which fails the reader below
  const reader = stream.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {}); // or the feeding would wait for ever
  }
}
