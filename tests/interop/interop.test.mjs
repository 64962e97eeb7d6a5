// Two JOSE implementations that share no code with Waxseal open its envelopes, and it opens theirs:
// `jose` (npm) and `jwcrypto` (PyPI). Each is used through two functions, open and seal.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { GeneralEncrypt, generalDecrypt } from "jose";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const waxseal =
  process.env.WAXSEAL_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "waxseal");
const corpus = process.env.WAXSEAL_CORPUS ?? join(root, "..", "shared", "corpus");
const folder = mkdtempSync(join(tmpdir(), "waxseal-interop-"));
after(() => rmSync(folder, { recursive: true }));

const PASSWORDS = ["h\u00f6chst geheime \u9ebb\u5e03", "second-password of this letter"];

const jose = {
  async open(jwe, password) {
    const opened = await generalDecrypt(JSON.parse(jwe), Buffer.from(password), {
      keyManagementAlgorithms: ["PBES2-HS512+A256KW"],
      contentEncryptionAlgorithms: ["A256CBC-HS512"],
      maxPBES2Count: 10_000_000, // 10,000 unless told otherwise
      maxDecompressedLength: 2 ** 30, // 250,000 bytes unless told otherwise
    });
    return Buffer.from(opened.plaintext);
  },
  async seal(plaintext, cty, recipients) {
    const sealing = new GeneralEncrypt(plaintext).setProtectedHeader({ enc: "A256CBC-HS512", zip: "DEF", cty });
    for (const { password, p2s, p2c } of recipients) {
      sealing
        .addRecipient(Buffer.from(password))
        .setUnprotectedHeader({ alg: "PBES2-HS512+A256KW" })
        .setKeyManagementParameters({ p2s, p2c });
    }
    return JSON.stringify(await sealing.encrypt());
  },
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
  open: async (jwe, password) => Buffer.from(askPython({ do: "open", jwe, password }).plaintext, "base64"),
  seal: async (plaintext, cty, recipients) =>
    askPython({
      do: "seal",
      plaintext: Buffer.from(plaintext).toString("base64"),
      cty,
      recipients: recipients.map(({ p2s, ...rest }) => ({ ...rest, p2s: Buffer.from(p2s).toString("base64url") })),
    }).jwe,
};

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
          password,
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
        for (const [i, { password }] of recipients.entries()) {
          const file = join(folder, `password-of-${i}`);
          writeFileSync(file, `${password}\n`, { mode: 0o600 });
          const opened = execFileSync(waxseal, ["open", input, "-o", "-", "--quiet", "--password-file", file]);
          assert.ok(mail.equals(opened), "another message came out");
        }
      });
    }
  });
}
