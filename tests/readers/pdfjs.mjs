// pdf.js in Node.js as a small server for readers.py: a JSON request a line, a JSON answer a line.
//   {}                              -> {"version": "..."}
//   {"path": "...", "password": p}  -> {"pages": [...], "attachments": [[name, hex], ...], "complaints": [...]}
//                                      or {"refused": true} or {"error": "..."}

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
// What pdf.js logs goes to standard output, where the answers go.
const complaints = [];
for (const method of ["log", "info", "warn", "error"]) console[method] = (...words) => complaints.push(words.join(" "));

// It wants these to be there, for drawing, which nobody asks of it here.
for (const name of ["DOMMatrix", "ImageData", "Path2D"]) globalThis[name] ??= class {};

// The newest pdf.js wants a newer Node.js than some of the supported ones.
const pdfjs = await import("pdfjs-dist-5/legacy/build/pdf.mjs");

async function read({ path, password }) {
  complaints.length = 0;
  const task = pdfjs.getDocument({
    data: new Uint8Array(readFileSync(path)),
    password: password ?? undefined,
    verbosity: pdfjs.VerbosityLevel.WARNINGS,
    useSystemFonts: false,
    standardFontDataUrl: new URL("../node_modules/pdfjs-dist-5/standard_fonts/", import.meta.url).pathname,
  });
  try {
    const file = await task.promise;
    const pages = [];
    for (let i = 1; i <= file.numPages; i++) {
      const { items } = await (await file.getPage(i)).getTextContent({ disableNormalization: true });
      pages.push(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join(""));
    }
    const attachments = Object.values((await file.getAttachments()) ?? {});
    return {
      pages,
      attachments: attachments.map(({ rawFilename, content }) => [rawFilename, Buffer.from(content).toString("hex")]),
      complaints,
    };
  } catch (error) {
    return error.name === "PasswordException" ? { refused: true } : { error: String(error) };
  } finally {
    await task.destroy();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const answer = request.path ? await read(request) : { version: pdfjs.version };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
