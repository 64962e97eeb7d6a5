// Raw DEFLATE (RFC 1951), only to unpack the WebAssembly, which then inflates everything else: the
// DecompressionStream of browsers before 2023 is missing. Follows the RFC section by section.

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** @param {Bytes} from @returns {Bytes} */
function inflate(from) {
  /** @type {number[]} */
  const out = [];
  let at = 0;
  let held = 0;
  let heldBits = 0;

  /** @param {number} count */
  function bits(count) {
    while (heldBits < count) {
      must(at < from.length);
      held |= from[at++] << heldBits;
      heldBits += 8;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    heldBits -= count;
    return value;
  }

  /** Counts and symbols in canonical order (3.2.2). @param {number[]} lengths */
  function codeOf(lengths) {
    const counts = new Array(16).fill(0);
    for (const length of lengths) counts[length]++;
    /** @type {number[]} */
    const symbols = [];
    for (let length = 1; length < 16; length++) {
      lengths.forEach((its, symbol) => its === length && symbols.push(symbol));
    }
    return { counts, symbols };
  }

  /** @param {{ counts: number[], symbols: number[] }} code */
  function symbol({ counts, symbols }) {
    let [value, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length++) {
      value |= bits(1);
      if (value - counts[length] < first) return symbols[index + value - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      value <<= 1;
    }
    throw new Refusal("damaged");
  }

  /** Section 3.2.7. */
  function dynamicCodes() {
    const [literals, distances, all] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const order = new Array(19).fill(0);
    for (let i = 0; i < all; i++) order[CODE_LENGTH_ORDER[i]] = bits(3);
    const code = codeOf(order);
    /** @type {number[]} */
    const lengths = [];
    while (lengths.length < literals + distances) {
      const its = symbol(code);
      if (its < 16) lengths.push(its);
      else if (its === 16) lengths.push(...new Array(3 + bits(2)).fill(lengths[lengths.length - 1]));
      else lengths.push(...new Array(its === 17 ? 3 + bits(3) : 11 + bits(7)).fill(0));
    }
    return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
  }

  /** Section 3.2.6. */
  function fixedCodes() {
    const lengths = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
    return [codeOf(lengths), codeOf(new Array(30).fill(5))];
  }

  for (let last = 0; !last; ) {
    last = bits(1);
    const type = bits(2);
    must(type < 3);
    if (type === 0) {
      held = heldBits = 0; // 3.2.4: whole bytes again, the length, its complement
      const end = at + 4 + (from[at] | (from[at + 1] << 8));
      must(end <= from.length);
      for (at += 4; at < end; at++) out.push(from[at]);
      continue;
    }
    const [literalCode, distanceCode] = type === 1 ? fixedCodes() : dynamicCodes();
    for (let its = symbol(literalCode); its !== 256; its = symbol(literalCode)) {
      if (its < 256) {
        out.push(its);
        continue;
      }
      const length = LENGTH_BASE[its - 257] + bits(LENGTH_BITS[its - 257]);
      const code = symbol(distanceCode);
      const extra = code < 4 ? 0 : (code >> 1) - 1;
      const base = code < 4 ? code + 1 : ((2 + (code & 1)) << extra) + 1;
      const distance = base + bits(extra);
      must(distance <= out.length);
      for (let i = 0; i < length; i++) out.push(out[out.length - distance]);
    }
  }
  return new Uint8Array(out);
}
