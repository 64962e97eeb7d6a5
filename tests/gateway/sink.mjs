// The server at the end of the line: keeps each mail that arrives.

import { SMTPServer } from "smtp-server";
import { freePort, mustEnd, until } from "./cleanup.mjs";

/**
 * @typedef {object} Arrived
 * @property {string} from
 * @property {string[]} to
 * @property {Buffer} raw the bytes as they came, without the dots of the transport
 * @property {Record<string, string>} parameters those of MAIL FROM, such as BODY
 * @property {Date} at
 */

/**
 * Starts an SMTP server that accepts everything. Without `eightBitMime` it does not offer 8BITMIME, so a server
 * that sends to it has to convert. Nor does it offer SMTPUTF8 then, which Postfix takes for an offer of both (RFC
 * 6531, section 3.1, asks for both). `sizeLimit` is announced and enforced.
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {boolean} [options.eightBitMime]
 * @param {boolean} [options.smtpUtf8]
 * @param {number} [options.sizeLimit]
 */
export async function startSink({ port, eightBitMime = true, smtpUtf8 = eightBitMime, sizeLimit } = {}) {
  const listensOn = port ?? (await freePort());
  /** @type {Arrived[]} */
  const mails = [];
  /** @type {"connect" | "mail" | "rcpt" | "data" | undefined} */
  let failing;
  let refused = 0;

  function answer(stage, callback) {
    if (failing !== stage) return callback();
    refused += 1;
    callback(Object.assign(new Error("4.3.0 try again later"), { responseCode: 451 }));
  }

  const server = new SMTPServer({
    name: "sink.test",
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    hide8BITMIME: !eightBitMime,
    hideSMTPUTF8: !smtpUtf8,
    size: sizeLimit,
    rejectOversized: true,
    closeTimeout: 100,
    logger: false,
    onConnect: (_session, callback) => answer("connect", callback),
    onMailFrom: (_address, _session, callback) => answer("mail", callback),
    onRcptTo: (_address, _session, callback) => answer("rcpt", callback),
    onData(stream, { envelope }, callback) {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = envelope;
        if (failing !== "data" && !stream.sizeExceeded) {
          mails.push({
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks),
            parameters: (mailFrom && mailFrom.args) || {},
            at: new Date(),
          });
        }
        answer("data", callback);
      });
    },
  });
  // A client that hangs up is no concern of a test; without a listener it would end the process.
  server.on("error", () => {});
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(listensOn, "127.0.0.1", () => resolve(undefined));
  });

  return {
    port: listensOn,
    mails,
    /** How often it answered 451. */
    refused: () => refused,
    /** Answers 451 at this stage from now on; at none without one. */
    fail(/** @type {typeof failing} */ stage) {
      failing = stage;
    },
    /** The mails, once there are at least `count`. */
    async waitFor(count, seconds = 20) {
      await until(() => mails.length >= count, `${count} mails arrived`, seconds).catch((error) => {
        throw new Error(`${error.message}, but ${mails.length}`);
      });
      return mails;
    },
    close: mustEnd({
      stop: () => new Promise((resolve) => server.close(() => resolve(undefined))),
      kill() {},
    }),
  };
}
