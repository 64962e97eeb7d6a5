// The answer as a message: RFC 5322 with MIME (RFC 2045 to 2047, 2231). Everything in it is typed by a person or
// comes out of a view, so nothing gets into a header with a line break or a control character in it.

const CRLF = "\r\n";
/** Bytes that make the 76 characters that RFC 2045, section 6.8, allows a line; a payload's lines have as many. */
const BASE64_LINE = 57;

/** @param {Bytes} bytes @returns {string} */
const toBase64 = (bytes) => {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
};

/** @param {number} length in bytes */
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const randomWord = () => [...random(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** On one line, without characters that control anything. @param {string} text */
const oneLine = (text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** Encoded words of whole characters where the text is not plain ASCII (RFC 2047). @param {string} text */
function headerText(text) {
  const line = oneLine(text);
  if (/^[ -~]{0,900}$/.test(line) && !line.includes("=?")) return line;
  const words = [""];
  for (const character of line) {
    if (toUtf8(words[words.length - 1] + character).length > 42) words.push("");
    words[words.length - 1] += character;
  }
  return words.map((word) => `=?utf-8?B?${toBase64(toUtf8(word))}?=`).join(`${CRLF} `);
}

/** RFC 5322, section 3.4. @param {Address} person */
function mailbox({ name = "", address = "" }) {
  const shown = oneLine(name);
  const plain = oneLine(address).replace(/[\s<>]/g, "");
  if (shown === "") return plain;
  const phrase = /^[\w !#$%&'*+\/=?^`{|}~-]+$/.test(shown) ? shown : `"${shown.replace(/["\\]/g, "\\$&")}"`;
  return `${/^[ -~]*$/.test(shown) && !shown.includes("=?") ? phrase : headerText(shown)} <${plain}>`;
}

/** With the zone of this device (RFC 5322, section 3.3). @param {Date} time */
function headerDate(time) {
  const offset = -time.getTimezoneOffset();
  const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60].map((part) => String(Math.floor(part)).padStart(2, "0"));
  const local = new Date(time.getTime() + offset * 60_000).toUTCString();
  return local.replace("GMT", `${offset < 0 ? "-" : "+"}${hours}${minutes}`);
}

/** What a header of threads may hold (RFC 5322, section 3.6.4). @param {string | undefined} id */
const isMessageId = (id) => /^[!-;=?-~]{1,250}$/.test(id ?? "");

/** What the answer refers to: all before it in its thread. @param {Draft} draft */
const threadOf = ({ references, in_reply_to }) => [...references, in_reply_to].filter(isMessageId);

/**
 * A file's name as a parameter: plain, or where that cannot be, as RFC 2231 and in pieces. Old programs, which do not
 * know the latter, look at the other header for an encoded word.
 * @param {string} name @param {string} type
 */
function fileHeaders(name, type) {
  const line = oneLine(name);
  if (/^[ -~]{1,60}$/.test(line)) {
    return [`Content-Type: ${type}`, `Content-Disposition: attachment; filename="${line.replace(/["\\]/g, "\\$&")}"`];
  }
  const encoded = encodeURIComponent(line).replace(/['()*!]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  const pieces = (encoded.match(/(%..|[^%]){1,20}/g) ?? []).map((piece, i) => `;${CRLF} filename*${i}*=${i === 0 ? "utf-8''" : ""}${piece}`);
  return [`Content-Type: ${type};${CRLF} name="${headerText(line).replace(/["\\]/g, "\\$&")}"`, `Content-Disposition: attachment${pieces.join("")}`];
}

/** A type that a part in base64 may have: not another message, nor a container. @param {string} type */
const partType = (type) =>
  /^(?!message|multipart)[a-z0-9]+\/[a-z0-9][\w.+-]*$/i.test(type) ? type.toLowerCase() : "application/octet-stream";

/**
 * Writes the message piece by piece; notes in `parts` what its view says of the attachments.
 * @param {Draft} draft @param {Attachment[]} parts @returns {AsyncGenerator<Bytes>}
 */
async function* writeMessage(draft, parts) {
  let at = 0;
  /** @param {string} text */
  const count = (text) => {
    const bytes = toUtf8(text);
    at += bytes.length;
    return bytes;
  };
  const boundary = randomWord();
  const references = threadOf(draft).map((id) => `<${id}>`);
  const body = [
    "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
    toBase64(toUtf8(draft.text.replace(/\r\n?|\n/g, CRLF))).replace(/.{76}/g, `$&${CRLF}`), "",
  ].join(CRLF);
  const mixed = draft.files.length > 0;
  yield count([
    `From: ${mailbox(draft.from)}`,
    `To: ${draft.to.map(mailbox).join(`,${CRLF} `)}`,
    `Subject: ${headerText(draft.subject)}`,
    `Date: ${headerDate(draft.date)}`,
    `Message-ID: <${draft.message_id}>`,
    ...(isMessageId(draft.in_reply_to) ? [`In-Reply-To: <${draft.in_reply_to}>`] : []),
    ...(references.length > 0 ? [`References: ${references.join(`${CRLF} `)}`] : []),
    "MIME-Version: 1.0",
    mixed ? `Content-Type: multipart/mixed; boundary="${boundary}"${CRLF}${CRLF}--${boundary}${CRLF}${body}` : body,
  ].join(CRLF));
  for (const file of draft.files) {
    const type = partType(file.type);
    yield count([
      `--${boundary}`, ...fileHeaders(file.name, type), "Content-Transfer-Encoding: base64", "", "",
    ].join(CRLF));
    const start = at;
    for (let from = 0; from < file.size; from += BASE64_LINE << 14) {
      const bytes = await bytesOf(file.slice(from, from + (BASE64_LINE << 14)));
      yield count(toBase64(bytes).replace(/.{1,76}/g, `$&${CRLF}`));
    }
    parts.push({ name: safeName(oneLine(file.name)), type, size: file.size, range: [start, at], encoding: "base64" });
  }
  if (mixed) yield count(`--${boundary}--${CRLF}`);
}
