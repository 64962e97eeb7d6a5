// Real mails, wrapped by the program and opened in the browser: the reader sees what an independent
// parser finds in them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import {
  CORPUS, fileUrl, launch, onDisk, openEnvelope, PASSWORD, PROGRAM, run, saved, WAYS, watchedPage, without,
} from "./helpers.mjs";

const skip = without(PROGRAM, "the program (cargo build)") || without(CORPUS, "corpus");

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Where both are right in their way, or Python is not: not compared, but opened all the same. */
const DIFFERENT = JSON.parse(readFileSync(new URL("../ambiguous-mails.json", import.meta.url), "utf8"));

/** The mails that Python reads without complaint, a few from each source. */
function chosen() {
  const [names, ...rows] = readFileSync(join(CORPUS, "EML_PARSE.tsv"), "utf8").trimEnd().split("\n").map((row) => row.split("\t"));
  const column = (row, name) => row[names.indexOf(name)];
  const taken = {};
  return rows
    .filter((row) => !column(row, "defects") && !column(row, "exception") && Number(column(row, "bytes")) < 500_000)
    .map((row) => column(row, "path"))
    .filter((path) => {
      const source = dirname(path);
      taken[source] = (taken[source] ?? 0) + 1;
      return taken[source] <= 3;
    });
}

const bare = (text) => text.replace(/[\s\u200b\u200c\ufeff]+/g, "");

test("real mails show their subject, text and attachments", { skip, timeout: 200_000 }, async (t) => {
  const paths = chosen().map((path) => join(CORPUS, path));
  assert.ok(paths.length - Object.keys(DIFFERENT).length >= 30, `${paths.length} mails`);
  const script = fileURLToPath(new URL("independent_parse.py", import.meta.url));
  const { stdout } = await run("python3", [script, ...paths], { maxBuffer: 1 << 28 });
  const expected = JSON.parse(stdout);
  const passwordFile = onDisk(PASSWORD, "password");
  const readers = [];
  for (const [way, script] of Object.entries(WAYS)) {
    const context = await browser.newContext();
    await context.addInitScript(script);
    readers.push({ way, ...(await watchedPage(context)) });
  }

  const differences = [];
  for (const [i, path] of paths.entries()) {
    const envelope = onDisk("", "envelope.html");
    await run(PROGRAM, ["wrap", path, "-o", envelope, "--force", "--quiet", "--p2c", "210000", "--password-file", passwordFile]);
    const { page } = readers[i % readers.length]; // each way of decrypting in turn
    await openEnvelope(page, fileUrl(envelope));
    const shown = await page.evaluate(() => {
      const body = document.getElementById("frame").contentDocument.body.cloneNode(true);
      for (const label of body.querySelectorAll(".waxseal-host, style")) label.remove();
      const rich = !document.getElementById("frame").hidden;
      return {
        subject: document.getElementById("subject").textContent,
        text: rich ? body.textContent : document.getElementById("text").textContent,
        attachments: [...document.querySelectorAll("#attachments li")].map((item) => ({
          name: item.querySelector("bdi").textContent,
          type: item.querySelector("small").title,
        })),
      };
    });
    const compared = !Object.keys(DIFFERENT).some((name) => path.endsWith(`/${name}`));
    const differ = (what, ours, theirs) => compared && ours !== theirs && differences.push({ path, what, ours, theirs });
    differ("subject", bare(shown.subject), bare(expected[i].subject || "(no subject)"));
    differ("text", bare(shown.text), bare(expected[i].text));
    const types = (list) => list.map((attachment) => attachment.type).sort().join();
    differ("attachments", types(shown.attachments), types(expected[i].attachments));
    const names = shown.attachments.map((attachment) => attachment.name);
    for (const { name, sha256 } of expected[i].attachments) {
      if (!/^[\w .()-]+\.\w+$/.test(name ?? "")) continue; // a name that must be changed to be safe
      differ("name", names.includes(name), true);
      if (!sha256 || names.filter((other) => other === name).length !== 1) continue;
      const file = await saved(page, `[aria-label="Save ${name}"]`);
      differ("content", createHash("sha256").update(readFileSync(file.path)).digest("hex"), sha256);
    }
    const original = await saved(page, "#save-original");
    assert.ok(readFileSync(original.path).equals(readFileSync(path)), `${path} comes back`);
  }
  t.diagnostic(`${paths.length} mails`);
  assert.deepEqual(differences, []);
  for (const { way, seen } of readers) {
    assert.deepEqual(seen, { requests: [], console: [], dialogs: [], errors: [] }, way);
  }
});
