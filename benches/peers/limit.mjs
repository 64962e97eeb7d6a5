// The least that opens in a browser: the mail encrypted with AES-256-CBC and authenticated with HMAC-SHA-512, in base64 in the page, and
// as much script as crypto.subtle needs. No worker, no view, no check of what it is given; nobody should use it.

import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const ITERATIONS = 600_000;

/** What the page does. */
async function open(data) {
  const bytes = (text) => Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const password = new TextEncoder().encode(document.querySelector("#password").value);
  const { subtle } = crypto;
  const base = await subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const kdf = { name: "PBKDF2", hash: "SHA-512", salt: bytes(data.salt), iterations: data.iterations };
  const keys = new Uint8Array(await subtle.deriveBits(kdf, base, 512));
  const macKey = await subtle.importKey("raw", keys.subarray(0, 32), { name: "HMAC", hash: "SHA-512" }, false, ["verify"]);
  const key = await subtle.importKey("raw", keys.subarray(32), "AES-CBC", false, ["decrypt"]);
  const sealed = bytes(document.querySelector("#data").textContent);
  if (!(await subtle.verify("HMAC", macKey, bytes(data.tag), sealed))) throw new Error("not authentic");
  const mail = await subtle.decrypt({ name: "AES-CBC", iv: bytes(data.iv) }, key, sealed);
  const link = document.querySelector("#link");
  link.href = URL.createObjectURL(new Blob([mail], { type: "message/rfc822" }));
  link.textContent = "Save";
}

/** Writes such a page of a file. */
export function sealByWebCrypto(file, page, password) {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const keys = pbkdf2Sync(password, salt, ITERATIONS, 64, "sha512");
  const cipher = createCipheriv("aes-256-cbc", keys.subarray(32), iv);
  const sealed = Buffer.concat([cipher.update(readFileSync(file)), cipher.final()]);
  const tag = createHmac("sha512", keys.subarray(0, 32)).update(sealed).digest();
  const data = { salt: salt.toString("base64"), iv: iv.toString("base64"), tag: tag.toString("base64"), iterations: ITERATIONS };
  writeFileSync(
    page,
    `<!DOCTYPE html><meta charset="utf-8"><title>Sealed</title><input id="password" type="password"><button id="submit">Open</button>
<a id="link" download="mail.eml"></a><script type="text/plain" id="data">${sealed.toString("base64")}</script>
<script>${open}
document.querySelector("#submit").onclick = () => open(${JSON.stringify(data)});</script>`,
  );
}
