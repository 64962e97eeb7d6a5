// Describes the mails in a folder as postal-mime reads them: node describe.mjs FOLDER prints one JSON object,
// path -> description, in the form of envelope/tests/independent/describe.py. Nothing here may know of Waxseal.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import PostalMime from "postal-mime";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {any[]} list groups are replaced by their members */
const addresses = (list = []) => list.flatMap((one) => one.group ?? [one]).map(({ address }) => address).filter(Boolean);

async function describe(raw) {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  const date = new Date(mail.date ?? "");
  return {
    subject: mail.subject ?? null,
    date: isNaN(date.getTime()) ? null : date.toISOString(),
    from: addresses(mail.from ? [mail.from] : []),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    text: mail.text ?? null,
    html: mail.html ?? null,
    parts: mail.attachments.map(({ filename, mimeType, disposition, content }) => ({
      type: mimeType,
      name: filename ?? null,
      disposition,
      size: content.byteLength,
      sha256: sha256(Buffer.from(content)),
      // With line ends as LF and none at the end: it ends each text with one.
      loose: sha256(Buffer.from(Buffer.from(content).toString("latin1").replaceAll("\r\n", "\n").replace(/\n+$/, ""), "latin1")),
    })),
  };
}

const [folder] = process.argv.slice(2);
const found = {};
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const name = relative(folder, path).split(sep).join("/");
  try {
    found[name] = await describe(readFileSync(path));
  } catch (error) {
    found[name] = { refused: String(error) };
  }
}
process.stdout.write(JSON.stringify(found));
