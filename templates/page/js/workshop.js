// Where the work is done: in a Web Worker, or in the page where none can be had. It takes Tasks
// and answers with Replies (types.d.ts).

const MAX_VIEW = 64 << 20;
const MAX_MESSAGE = 1 << 30;

/** @param {(reply: Reply) => void} reply @returns {(task: Task) => Promise<void>} */
function workshop(reply) {
  /** @type {Decryptor | undefined} */
  let decryptor;
  /** @type {ReturnType<typeof read>} */
  let reading;
  let isOpen = false;
  /** To whom an answer is sealed, and the keys that it carries on. @type {SealTo[]} */
  let answerTo = [];
  /** @type {View["reply"]} */
  let carriedKeys;

  /** @param {Envelope} received */
  async function prepareEnvelope(received) {
    const { view, message } = received;
    const subtle = received.subtle && crypto.subtle !== undefined;
    // In WebKit a Worker of a page from the disk can read no Blob; the page itself can.
    must(await new Blob().arrayBuffer().catch(() => undefined), "browser");
    for (const jwe of [view, message]) must((await jwe.slice(-99).text()).trimEnd().endsWith("}"), "cut-off");
    try {
      if (received.decryptor) decryptor ??= await loadDecryptor(inflate(fromBase64(received.decryptor)));
    } catch {
      // WebAssembly is blocked or broken: crypto.subtle remains.
    }
    must(decryptor || (subtle && typeof DecompressionStream === "function"), "browser");
    reading = read(view, message, { decryptor, subtle });
    reading.catch(() => {}); // said when it is to be opened
    reply({ type: "ready" });
  }

  /**
   * All that can be done while the password is typed. Of the message nobody waits for more than the head.
   * @param {Blob} view @param {Blob} message @param {Ways} ways
   */
  async function read(view, message, ways) {
    const viewLock = await lockOf(view, "application/json", ways);
    const messageLock = await lockOf(message, "message/rfc822", ways);
    await viewLock.load(breathe);
    const loaded = messageLock.load(report);
    loaded.catch(() => {}); // likewise
    return { viewLock, messageLock, loaded };
  }

  /** The view first, so that reading does not wait for attachments. @param {string} typed */
  async function open(typed) {
    const password = prepare(typed);
    const keys = new Map();
    const { viewLock, messageLock, loaded } = await reading;
    const opened = await unlock(viewLock, password, keys);
    must(opened, "wrong-password");
    const json = await gather(viewLock.decrypt(MAX_VIEW, breathe));
    const view = readView(utf8(await bytesOf(json)));
    // The view names the tag of its message, so that neither can be exchanged.
    must(String(fromBase64url(view.message.tag)) === String(messageLock.head.tag));
    answerTo = [passwordRecipient(opened), ...(view.reply?.keys ?? []).map(keyRecipient)];
    carriedKeys = view.reply;
    reply({ type: "view", view: { ...view, reply: undefined } }); // no key goes where nobody needs it
    isOpen = true;

    must(await unlock(messageLock, password, keys));
    await loaded;
    const message = await gather(messageLock.decrypt(MAX_MESSAGE, report));
    must(message.size === view.message.size);
    reading = Promise.reject(new Refusal("damaged")); // no longer needed, and large
    reading.catch(() => {});
    reply({ type: "message", message });
  }

  /**
   * Cuts one part out of a message and decodes it.
   * @param {Blob} message @param {Pick<Attachment, "range" | "encoding" | "within">} attachment @returns {AsyncGenerator<Bytes>}
   */
  async function* extract(message, { range: [start, end], encoding, within }) {
    must(end <= message.size);
    if (within) {
      // A file in a file, such as winmail.dat.
      const outer = await gather(extract(message, { range: [start, end], encoding }));
      must(within[1] <= outer.size);
      yield await bytesOf(outer.slice(...within));
      return;
    }
    const decoder = transferDecoder(encoding);
    for (let at = start; at < end; at += PIECE) {
      const piece = message.slice(at, Math.min(at + PIECE, end));
      yield decoder.push(await bytesOf(piece));
      await breathe();
    }
    yield decoder.finish();
  }

  /** @type {Progress} */
  async function report(done) {
    if (isOpen) reply({ type: "progress", done });
    await breathe();
  }

  return async (task) => {
    try {
      if (task.type === "prepare") await prepareEnvelope(task.envelope);
      if (task.type === "open") await open(task.password);
      if (task.type === "seal") {
        const report = (/** @type {number} */ bytes) => reply({ type: "sealing", bytes });
        reply({ type: "sealed", payloads: await sealAnswer(task.draft, carriedKeys, answerTo, decryptor, report) });
      }
      if (task.type === "extract") {
        const blob = await gather(extract(task.message, task.attachment));
        reply({ type: "extracted", id: task.id, blob });
      }
      if (task.type === "zip") {
        const files = task.attachments.map((its) => ({ name: its.name, pieces: extract(task.message, its) }));
        reply({ type: "extracted", id: task.id, ...(await zip(files, new Date())) });
      }
    } catch (error) {
      const reason = reasonOf(error);
      // One part that cannot be had, or made, says nothing about the others.
      if (task.type === "extract" || task.type === "zip") reply({ type: "extracted", id: task.id, reason });
      else reply({ type: task.type === "seal" ? "unsealed" : "refused", reason });
    }
  };
}

/** The recipient that opened the envelope: the answer opens with the same password. @param {{ recipient: Recipient, key: Bytes }} opened */
const passwordRecipient = ({ recipient: { p2s, p2c }, key }) =>
  ({ header: { alg: "PBES2-HS512+A256KW", p2s: toBase64url(p2s), p2c }, key });

/** The sender's organisation (RFC 7518, section 4.6). @param {NonNullable<View["reply"]>["keys"][0]} agreed */
const keyRecipient = ({ kid, epk, kek }) => ({ header: { alg: "ECDH-ES+A256KW", kid, epk }, key: fromBase64url(kek, 32) });

/** How deep messages may lie in each other; Rust opens fewer. */
const MAX_DEPTH = 16;

/**
 * A view has the shape that the page relies on; Rust refuses another one too.
 * @param {string} json @returns {View}
 */
function readView(json) {
  const view = parseJson(json);
  must(Number.isInteger(view.version) && view.version > 0);
  must(view.version === 1, "unsupported");
  const { sealed: { at, by = "" } = { at: "" }, receipt = { token: "", to: "" }, reply = { keys: [] } } = view;
  mustBeTexts(view.message.tag, at, by, receipt.token, receipt.to);
  must(Array.isArray(reply.keys) && reply.keys.length <= MAX_RECIPIENTS);
  for (const { kid = "", epk, kek } of reply.keys) {
    must(typeof kid === "string" && typeof epk === "object" && epk !== null && JSON.stringify(epk).length < 1000);
    fromBase64url(kek, 32);
  }
  checkMail(view, MAX_DEPTH);
  return view;
}

/** @param {...any} texts */
const mustBeTexts = (...texts) => must(texts.every((text) => typeof text === "string"));

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The part of a view that an attached message has too. @param {any} view @param {number} depth */
function checkMail(view, depth) {
  must(depth > 0 && isObject(view));
  const { from = [], reply_to = [], to = [], cc = [], references = [], attachments = [], files = [], notes = [] } = view;
  must([from, reply_to, to, cc, references, attachments, files, notes].every(Array.isArray));
  const { subject = "", date = "", html = "", text = "", message_id = "" } = view;
  mustBeTexts(subject, date, html, text, message_id, ...references, ...notes);
  [from, reply_to, to, cc].flat().forEach(checkAddress);
  for (const { name, type, size, range, encoding, within = [0, 0], cid = "", view: attached, event } of [...attachments, ...files]) {
    mustBeTexts(name, type, cid);
    must(ENCODINGS.has(encoding) && range.length === 2 && within.length === 2);
    must([size, ...range, ...within].every((number) => Number.isSafeInteger(number) && number >= 0));
    if (attached !== undefined) checkMail(attached, depth - 1);
    if (event !== undefined) checkEvent(event);
  }
}

/** @param {any} person */
function checkAddress(person) {
  must(isObject(person));
  const { name = "", address = "" } = person;
  mustBeTexts(name, address);
}

/** @param {any} event */
function checkEvent(event) {
  must(isObject(event));
  const { summary = "", start = "", end = "", location = "", organizer = {} } = event;
  mustBeTexts(summary, start, end, location);
  checkAddress(organizer);
}

/** Lets the page live if it is the page that works. */
async function breathe() {
  if (typeof document === "object") await new Promise((done) => setTimeout(done));
}

/** Collects pieces into a Blob, which the browser may keep on disk. @param {AsyncIterable<Bytes | string>} pieces */
async function gather(pieces) {
  const blobs = [];
  /** @type {(Bytes | string)[]} */
  let fresh = [];
  let size = 0;
  for await (const piece of pieces) {
    fresh.push(piece);
    size += piece.length;
    if (size < PIECE) continue;
    blobs.push(new Blob(fresh));
    fresh = [];
    size = 0;
  }
  return new Blob([...blobs, ...fresh]);
}

/** What browsers throw for want of memory; the WebAssembly traps (RuntimeError). */
const NO_MEMORY = /^(RangeError|InternalError|RuntimeError|QuotaExceededError|NotReadableError)$/;

/** @param {any} error @returns {Reason} */
function reasonOf(error) {
  if (error instanceof Refusal) return error.reason;
  if (NO_MEMORY.test(error?.name)) return "memory";
  // What the WebAssembly throws names its reason.
  return /^(unsupported|too-large)$/.test(error?.message) ? error.message : "damaged";
}

/** In the Worker, this script is all there is. */
function serve() {
  const work = workshop((reply) => postMessage(reply));
  addEventListener("message", (event) => work(event.data));
}
