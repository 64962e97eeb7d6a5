// Content-Transfer-Encoding (RFC 2045 section 6), lenient. Byte for byte the same as the Rust module
// message::transfer, which says why each case is as it is.

const ENCODINGS = new Set(["base64", "quoted-printable", "identity"]);

/** @param {string} encoding @returns {Filter} */
function transferDecoder(encoding) {
  must(ENCODINGS.has(encoding));
  if (encoding === "base64") return new Base64Filter();
  if (encoding === "quoted-printable") return new QuotedPrintableFilter();
  return { push: (chunk) => chunk, finish: () => new Uint8Array() };
}

const EQUALS = 61;
const BASE64 = new Uint8Array(256).fill(INVALID);
BASE64.set(SIX_BITS);
BASE64.set([62, INVALID, INVALID, INVALID, 63], 43); // "+" and "/"; not "-"
BASE64[95] = INVALID; // not "_"
BASE64[12] = SKIP; // a form feed is white space here

/** base64 that skips what is no base64; once padding was seen, what is neither ends the data (a list's footer). */
class Base64Filter {
  group = 0;
  digits = 0;
  padded = false;
  ended = false;

  /** @param {Bytes} chunk */
  push(chunk) {
    const out = new Uint8Array(chunk.length + 2);
    let size = 0;
    for (const byte of chunk) {
      if (this.ended) break;
      const value = BASE64[byte];
      if (value < 64) {
        this.group = (this.group << 6) | value;
        if (++this.digits < 4) continue;
        out[size++] = this.group >> 16;
        out[size++] = this.group >> 8;
        out[size++] = this.group;
        this.group = this.digits = 0;
      } else if (byte === EQUALS && this.digits >= 2) {
        const rest = this.finish();
        out.set(rest, size);
        size += rest.length;
        this.padded = true;
      } else if (this.padded && byte !== EQUALS && value !== SKIP) this.ended = true;
    }
    return out.subarray(0, size);
  }

  /** Two digits hold one byte, three hold two. */
  finish() {
    const { group, digits } = this;
    this.group = this.digits = 0;
    if (digits === 2) return Uint8Array.of(group >> 4);
    return digits === 3 ? Uint8Array.of(group >> 10, group >> 2) : new Uint8Array();
  }
}

/** quoted-printable that leaves what it does not understand as it is. */
class QuotedPrintableFilter {
  /** An escape, or white space, whose meaning depends on what follows; not more than a line of it. */
  held = "";

  /** @param {Bytes} chunk */
  push(chunk) {
    let held = this.held;
    const out = new Uint8Array(held.length + chunk.length);
    let size = 0;
    for (const byte of chunk) {
      const special = byte === EQUALS || byte === 32 || byte === 9;
      if (held === "" && !special) {
        out[size++] = byte;
        continue;
      }
      const character = String.fromCharCode(byte);
      const all = held + character;
      if (/^=[ \t]*\r?\n$/.test(all)) held = ""; // a soft line break
      else if (/^=[0-9A-F]{2}$/i.test(all)) {
        out[size++] = parseInt(all.slice(1), 16);
        held = "";
      } else if (all.length <= 1000 && /^(=[0-9A-F]|=[ \t]*\r?|[ \t]+)$/i.test(all)) held = all;
      else {
        // A break with CR alone, and white space at the end of a line, are nothing; all else is text.
        if (!/\r$/.test(held) && !/^[ \t]+[\r\n]$/.test(all)) {
          for (const kept of held) out[size++] = kept.charCodeAt(0);
        }
        held = special ? character : "";
        if (!special) out[size++] = byte;
      }
    }
    this.held = held;
    return out.subarray(0, size);
  }

  finish() {
    return /^=[0-9A-F]$/i.test(this.held) ? toUtf8(this.held) : new Uint8Array();
  }
}
