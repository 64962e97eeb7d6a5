// Two JOSE implementations that share no code with Waxseal open its envelopes, and it opens theirs:
// `jose` (npm) and `jwcrypto` (PyPI). Each opens and seals with passwords (strings) and keys (JWKs), makes
// a key pair and names it.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  GeneralEncrypt,
  calculateJwkThumbprint,
  exportJWK,
  generalDecrypt,
  generateKeyPair,
  importJWK,
} from "jose";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const waxseal =
  process.env.WAXSEAL_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "waxseal");
const corpus = process.env.WAXSEAL_CORPUS ?? join(root, "..", "shared", "corpus");
const folder = mkdtempSync(join(tmpdir(), "waxseal-interop-"));
after(() => rmSync(folder, { recursive: true }));

const PASSWORDS = ["h\u00f6chst geheime \u9ebb\u5e03", "second-password of this letter"];

const KEY_ALG = "ECDH-ES+A256KW";
const CURVES = { x25519: "X25519", p256: "P-256" };

const josesKey = (secret) =>
  typeof secret === "string" ? Buffer.from(secret) : importJWK(secret, KEY_ALG);

const jose = {
  async open(jwe, secret) {
    const opened = await generalDecrypt(JSON.parse(jwe), await josesKey(secret), {
      keyManagementAlgorithms: ["PBES2-HS512+A256KW", KEY_ALG],
      contentEncryptionAlgorithms: ["A256CBC-HS512"],
      maxPBES2Count: 10_000_000, // 10,000 unless told otherwise
      maxDecompressedLength: 2 ** 30, // 250,000 bytes unless told otherwise
    });
    return Buffer.from(opened.plaintext);
  },
  async seal(plaintext, cty, recipients) {
    const sealing = new GeneralEncrypt(plaintext).setProtectedHeader({ enc: "A256CBC-HS512", zip: "DEF", cty });
    for (const { secret, ...parameters } of recipients) {
      const alg = typeof secret === "string" ? "PBES2-HS512+A256KW" : KEY_ALG;
      sealing
        .addRecipient(await josesKey(secret))
        .setUnprotectedHeader({ alg })
        .setKeyManagementParameters(parameters);
    }
    return JSON.stringify(await sealing.encrypt());
  },
  async makeKey(crv) {
    const { privateKey } = await generateKeyPair(KEY_ALG, { crv, extractable: true });
    return exportJWK(privateKey);
  },
  thumbprint: (jwk) => calculateJwkThumbprint(jwk),
};

const venv = join(here, "..", ".venv", "bin", "python3");
function askPython(request) {
  const answer = spawnSync(existsSync(venv) ? venv : "python3", [join(here, "jwcrypto_tool.py")], {
    input: JSON.stringify(request),
    maxBuffer: 2 ** 30,
  });
  assert.equal(answer.status, 0, answer.stderr.toString());
  return JSON.parse(answer.stdout);
}

const jwcrypto = {
  open: async (jwe, secret) => Buffer.from(askPython({ do: "open", jwe, secret }).plaintext, "base64"),
  seal: async (plaintext, cty, recipients) =>
    askPython({
      do: "seal",
      plaintext: Buffer.from(plaintext).toString("base64"),
      cty,
      recipients: recipients.map(({ secret, ...parameters }) => {
        const text = (value) => (typeof value === "number" ? value : Buffer.from(value).toString("base64url"));
        const header = Object.entries(parameters).map(([name, value]) => [name, text(value)]);
        return { secret, header: Object.fromEntries(header) };
      }),
    }).jwe,
  makeKey: async (crv) => askPython({ do: "make", crv }).jwk,
  thumbprint: async (jwk) => askPython({ do: "name", jwk }).thumbprint,
};

function publicHalf({ d, ...jwk }) {
  assert.ok(d);
  return jwk;
}

/** The JWE in a page, found as docs/html-envelope.md says. */
function payload(page, id) {
  const start = `<script type="application/jose+json" id="${id}">`;
  const from = page.indexOf(start) + start.length;
  return page.slice(from, page.indexOf("<", from)).replace(/[ \t\r\n]/g, "");
}

/** The smallest page that is an envelope. */
const pageOf = (message, view) => `<!DOCTYPE html>
<meta name="waxseal-envelope" content="1">
<script type="application/jose+json" id="message">${message}</script>
<script type="application/jose+json" id="view">${view}</script>
`;

/** A mail with an attachment that does not compress, and, where the corpus is, a real one. */
function mails() {
  const made = Buffer.concat([
    Buffer.from("From: a@example.org\r\nSubject: Made\r\nContent-Type: application/pdf\r\n"),
    Buffer.from("Content-Transfer-Encoding: base64\r\n\r\n"),
    Buffer.from(randomBytes(1_500_000).toString("base64").replace(/.{76}/g, "$&\r\n")),
  ]);
  const list = [["a mail of 2 MB", made, "Made"]];
  const real = join(corpus, "eml", "mimekit", "rich-text.eml");
  if (existsSync(real)) list.push(["a real mail", readFileSync(real), undefined]);
  else console.log(`skipped: corpus not found at ${corpus}`);
  return list;
}

for (const [name, other] of Object.entries({ jose, jwcrypto })) {
  describe(name, () => {
    for (const [title, mail, subject] of mails()) {
      test(`opens what waxseal sealed: ${title}`, async () => {
        const [input, output] = [join(folder, "in.eml"), join(folder, `${name}.html`)];
        writeFileSync(input, mail);
        const files = PASSWORDS.map((password, i) => {
          const file = join(folder, `password-${i}`);
          writeFileSync(file, password, { mode: 0o600 });
          return ["--password-file", file];
        });
        execFileSync(waxseal, ["wrap", input, "-o", output, "--force", "--quiet", "--p2c", "210000", ...files.flat()]);
        const page = readFileSync(output, "latin1");
        for (const password of PASSWORDS) {
          assert.ok(mail.equals(await other.open(payload(page, "message"), password)), "another message");
          const view = JSON.parse(await other.open(payload(page, "view"), password));
          if (subject) assert.equal(view.subject, subject);
          assert.equal(view.message.tag, JSON.parse(payload(page, "message")).tag);
          assert.equal(view.message.size, mail.length);
        }
        await assert.rejects(other.open(payload(page, "view"), "neither of them"));
      });
    }

    for (const count of [1, 2]) {
      test(`seals what waxseal opens: ${count} recipient(s)`, async () => {
        const mail = Buffer.from(`Subject: From ${name}\r\n\r\n${"Hello. ".repeat(1000)}\r\n`);
        const recipients = PASSWORDS.slice(0, count).map((password, i) => ({
          secret: password,
          p2s: randomBytes(16 + i),
          p2c: 2000 + i,
        }));
        const message = await other.seal(mail, "message/rfc822", recipients);
        const view = {
          version: 1,
          message: { tag: JSON.parse(message).tag, size: mail.length },
          subject: `From ${name}`,
          text: "Hello.",
        };
        const sealedView = await other.seal(Buffer.from(JSON.stringify(view)), "application/json", recipients);
        const input = join(folder, `from-${name}.html`);
        writeFileSync(input, pageOf(message, sealedView));
        for (const [i, { secret: password }] of recipients.entries()) {
          const file = join(folder, `password-of-${i}`);
          writeFileSync(file, `${password}\n`, { mode: 0o600 });
          const opened = execFileSync(waxseal, ["open", input, "-o", "-", "--quiet", "--password-file", file]);
          assert.ok(mail.equals(opened), "another message came out");
        }
      });
    }

    for (const [curve, crv] of Object.entries(CURVES)) {
      test(`opens with waxseal's key what waxseal sealed to it: ${crv}`, async () => {
        const [input, output] = [join(folder, "in.eml"), join(folder, `${name}.html`)];
        const [password, key] = [join(folder, "password"), join(folder, `${name}-${curve}`)];
        const mail = Buffer.from("Subject: Escrow\r\n\r\nHello.\r\n");
        writeFileSync(input, mail);
        writeFileSync(password, PASSWORDS[0], { mode: 0o600 });
        execFileSync(waxseal, ["key", "generate", "-q", "-o", `${key}.jwk`, "--curve", curve]);
        const [privateKey, publicKey] = [`${key}.jwk`, `${key}.pub.jwk`].map((file) => JSON.parse(readFileSync(file)));
        assert.equal(await other.thumbprint(publicKey), publicKey.kid);

        // The other's key beside it, as a file that the other wrote.
        const others = await other.makeKey(crv);
        writeFileSync(`${key}-others.jwk`, JSON.stringify(publicHalf(others)));
        const keys = ["--recipient-key", `${key}.pub.jwk`, "--recipient-key", `${key}-others.jwk`];
        const options = ["--force", "--quiet", "--p2c", "210000", "--password-file", password, ...keys];
        execFileSync(waxseal, ["wrap", input, "-o", output, ...options]);
        const page = readFileSync(output, "latin1");
        for (const secret of [privateKey, others, PASSWORDS[0]]) {
          assert.ok(mail.equals(await other.open(payload(page, "message"), secret)), "another message");
          assert.equal(JSON.parse(await other.open(payload(page, "view"), secret)).subject, "Escrow");
        }
        await assert.rejects(other.open(payload(page, "view"), await other.makeKey(crv)));
      });

      test(`seals to its key what waxseal opens with it: ${crv}`, async () => {
        const mail = Buffer.from(`Subject: From ${name}\r\n\r\nHello.\r\n`);
        const key = await other.makeKey(crv);
        const recipients = [
          { secret: PASSWORDS[0], p2s: randomBytes(16), p2c: 2000 },
          { secret: publicHalf(await other.makeKey(crv)) },
          { secret: publicHalf(key), apu: Buffer.from("Alice"), apv: Buffer.from("Bob") },
        ];
        const message = await other.seal(mail, "message/rfc822", recipients);
        assert.equal(JSON.parse(message).recipients[2].header.apu, "QWxpY2U");
        const view = { version: 1, message: { tag: JSON.parse(message).tag, size: mail.length } };
        const sealedView = await other.seal(Buffer.from(JSON.stringify(view)), "application/json", recipients);
        const [input, file] = [join(folder, `keys-from-${name}.html`), join(folder, `key-of-${name}.jwk`)];
        writeFileSync(input, pageOf(message, sealedView));
        writeFileSync(file, JSON.stringify(key), { mode: 0o600 });
        const opened = execFileSync(waxseal, ["open", input, "-o", "-", "--quiet", "--key", file]);
        assert.ok(mail.equals(opened), "another message came out");
      });
    }
  });
}
