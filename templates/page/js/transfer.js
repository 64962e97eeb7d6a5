// Content-Transfer-Encoding (RFC 2045 §6) where WebAssembly does not decode it. As lenient as the
// RFC asks: a mail is shown as well as it can be.

/** @param {string} encoding @param {boolean} wasm @returns {WasmFilter} */
function transferDecoder(encoding, wasm) {
  if (wasm) return new wasm_bindgen.TransferDecoder(encoding);
  if (encoding === "base64") return new Base64Filter();
  if (encoding === "quoted-printable") return new QuotedPrintableFilter();
  return { push: (chunk) => chunk, finish: () => new Uint8Array() };
}

const BASE64 = new Uint8Array(256).fill(INVALID);
BASE64.set(SIX_BITS);
BASE64.set([62, INVALID, INVALID, INVALID, 63], 43); // "+" and "/"; not "-"
BASE64[95] = INVALID; // not "_"

/** base64 that skips what is no base64; "=" ends a group of four early. */
class Base64Filter {
  held = 0;
  heldBits = 0;

  /** @param {Bytes} chunk */
  push(chunk) {
    const out = new Uint8Array(chunk.length);
    let size = 0;
    for (const byte of chunk) {
      const value = BASE64[byte];
      if (byte === 61) this.held = this.heldBits = 0;
      if (value >= 64) continue;
      this.held = (this.held << 6) | value;
      this.heldBits += 6;
      if (this.heldBits >= 8) {
        this.heldBits -= 8;
        out[size++] = this.held >> this.heldBits;
        this.held &= (1 << this.heldBits) - 1;
      }
    }
    return out.subarray(0, size);
  }

  finish() {
    return new Uint8Array();
  }
}

/** quoted-printable that leaves what it does not understand as it is. */
class QuotedPrintableFilter {
  /** An escape or white space whose meaning depends on what follows. @type {Bytes} */
  held = new Uint8Array();

  /** @param {Bytes} chunk @param {boolean} [last] */
  push(chunk, last = false) {
    const bytes = concat(this.held, chunk);
    const out = new Uint8Array(bytes.length);
    let size = 0;
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at];
      if (byte !== 61 && byte !== 32 && byte !== 9) {
        out[size++] = byte;
        at++;
        continue;
      }
      let next = at + 1;
      while (bytes[next] === 32 || bytes[next] === 9) next++;
      if (!last && next + 2 > bytes.length) break;
      const newline = bytes[next] === 10 ? 1 : bytes[next] === 13 && bytes[next + 1] === 10 ? 2 : 0;
      const endsLine = newline > 0 || next >= bytes.length;
      const hex = String.fromCharCode(...bytes.subarray(at + 1, at + 3));
      if (byte === 61 && /^[0-9A-F]{2}$/i.test(hex)) {
        out[size++] = parseInt(hex, 16);
        at += 3;
      } else if (endsLine) {
        // White space does not count at the end of a line; nor, after "=", does the line's end.
        at = byte === 61 ? next + newline : next;
      } else {
        const end = byte === 61 ? at + 1 : next;
        while (at < end) out[size++] = bytes[at++];
      }
    }
    this.held = bytes.slice(at);
    return out.subarray(0, size);
  }

  finish() {
    return this.push(new Uint8Array(), true);
  }
}
