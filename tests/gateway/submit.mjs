// A client that sends the bytes it is given and no others.

import { isUtf8 } from "node:buffer";
import { connect } from "node:net";

/** The answers of a server, several lines of one answer taken together. */
async function* repliesOf(socket) {
  let rest = "";
  let lines = [];
  for await (const chunk of socket) {
    const complete = (rest + chunk.toString("latin1")).split("\r\n");
    rest = complete.pop();
    for (const line of complete) {
      lines.push(line.slice(4));
      if (line[3] === "-") continue;
      yield { code: Number(line.slice(0, 3)), text: lines.join("\n") };
      lines = [];
    }
  }
}

/**
 * The bytes after DATA (RFC 5321, section 4.5.2). Postfix takes a bare LF for the end of a line too, so a dot
 * after one is doubled as well.
 */
function transparent(raw) {
  const text = raw.toString("latin1").replace(/(^|\n)\./g, "$1..");
  return Buffer.from(`${text}${text === "" || text.endsWith("\r\n") ? "" : "\r\n"}.\r\n`, "latin1");
}

/** The bytes up to the first empty line. */
function headerOf(raw) {
  const end = raw.indexOf("\r\n\r\n");
  return end < 0 ? raw : raw.subarray(0, end);
}

const hasEightBits = (bytes) => /[\x80-\xff]/.test(bytes.toString("latin1"));

/**
 * Submits a mail in a connection of its own and gives the server's last answer: the one to the mail, or the first
 * that refuses. Only a connection that breaks without an answer throws. A mail that ends without CRLF gets one.
 * @param {object} mail
 * @param {number} mail.port
 * @param {string} mail.from
 * @param {string[]} mail.to
 * @param {Buffer} mail.raw
 * @param {boolean} [mail.eightBitMime] say BODY=8BITMIME; unless told, if the mail needs it
 * @param {boolean} [mail.smtpUtf8] say SMTPUTF8; unless told, if the addresses or the header need it
 * @returns {Promise<{ code: number, text: string }>}
 */
export async function submit({ port, from, to, raw, eightBitMime, smtpUtf8 }) {
  const addresses = Buffer.from([from, ...to].join());
  const header = headerOf(raw);
  eightBitMime ??= hasEightBits(raw);
  smtpUtf8 ??= hasEightBits(addresses) || (hasEightBits(header) && isUtf8(header));
  const parameters = `${eightBitMime ? " BODY=8BITMIME" : ""}${smtpUtf8 ? " SMTPUTF8" : ""}`;

  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(120_000, () => socket.destroy(new Error("the server does not answer")));
  const replies = repliesOf(socket);
  try {
    const commands = [
      ["", 220],
      ["EHLO client.test\r\n", 250],
      [`MAIL FROM:<${from}>${parameters}\r\n`, 250],
      ...to.map((address) => [`RCPT TO:<${address}>\r\n`, 250]),
      ["DATA\r\n", 354],
      [transparent(raw), 250],
    ];
    let reply;
    for (const [bytes, expected] of commands) {
      if (bytes) socket.write(bytes);
      reply = (await replies.next()).value;
      if (!reply) throw new Error("the server hung up without an answer");
      if (reply.code !== expected) break;
    }
    socket.write("QUIT\r\n");
    // A refusal may have ended the connection.
    await replies.next().catch(() => {});
    return reply;
  } finally {
    socket.destroy();
  }
}
