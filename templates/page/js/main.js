// The page, from closed to open.

function startPage() {
  const script = document.currentScript;
  // As it came, for an answer: the payloads are not read yet.
  const pristine = /** @type {HTMLElement} */ (document.documentElement.cloneNode(true));
  /** @type {(task: Task) => void} */
  let ask = () => {};
  let ready = false;
  let waiting = "";
  /** The letter, and what was opened of the messages attached to it, each in the one before. @type {{ view: Mail, original?: Blob }[]} */
  const mails = [];
  /** What becomes of the parts asked for. @type {Map<number, (part: Extraction) => void>} */
  const extracting = new Map();
  /** Told how the sealing of an answer goes. @type {((reply: any) => void) | undefined} */
  let sealing;
  /** @type {ReturnType<typeof showMail> | undefined} */
  let putPictures;

  startStrings();
  byId("instructions").hidden = true;
  byId("closed").hidden = false;
  tell("claimed", "claimed", { sender: fromHead("sender") });
  tell("hint", "password-hint", { hint: fromHead("hint") });
  byId("password").focus();
  byId("submit").addEventListener("click", submit); // Enter too; a sandboxed page may not submit forms
  byId("form").addEventListener("submit", submit); // a password manager may
  byId("reveal").addEventListener("click", reveal);
  byId("as-text").addEventListener("click", toggleText);
  byId("print").addEventListener("click", () => printMail(byId("frame")));
  byId("save-original").addEventListener("click", () => {
    const { original, view } = current();
    if (original) saveAs(original, fileName(view.subject));
  });
  byId("save-all").addEventListener("click", () => save(listed(), byId("save-all")));
  byId("back").addEventListener("click", () => {
    mails.pop();
    showCurrent();
  });
  startDialogs();
  document.addEventListener("DOMContentLoaded", () => setTimeout(afterFirstPicture, 50));

  /** No failure leaves a page that seems to be at work. @template T @param {(value: T) => void} act */
  function guarded(act) {
    return (/** @type {T} */ value) => {
      try {
        act(value);
      } catch (error) {
        fail(reasonOf(error));
      }
    };
  }

  /** What the first picture need not wait for: other languages, for which fonts are loaded, and the payloads. */
  function afterFirstPicture() {
    offerLanguages(byId("language"));
    byId("languages").hidden = carriedLanguages().length < 2;
    // The first time that Intl is asked takes its time too.
    date(new Date().toISOString());
    size(1);
    load().catch((error) => fail(reasonOf(error)));
  }

  async function load() {
    const wasm = typeof WebAssembly === "object";
    const subtle = typeof crypto === "object" && crypto.subtle !== undefined;
    must(wasm || subtle, "browser");
    ask = startWorkshop({
      view: await payload("view"),
      message: await payload("message"),
      decryptor: wasm ? byId("decryptor").textContent : undefined,
      subtle,
    });
  }

  /**
   * A payload, without the tags around it. They are text, because they stand in an element for text: at the end of a real script
   * browsers copy all of it several times at once. @param {string} id
   */
  async function payload(id) {
    const text = await gather(textOf(byId(`${id}-text`)?.childNodes ?? []));
    const tag = await text.slice(0, 99).text();
    return text.slice(tag.indexOf(">") + 1, -SCRIPT_END.length);
  }

  /** Copied a little at a time: there are never two copies of all of it in the tab. @param {Iterable<Text>} nodes many in some browsers, one in others */
  async function* textOf(nodes) {
    let size = 0;
    for (const { data } of nodes) {
      for (let at = 0; at < data.length; at += PIECE) {
        const text = data.slice(at, at + PIECE);
        yield text;
        size += text.length;
        if (size < PIECE) continue;
        size = 0;
        await breathe();
      }
    }
  }

  /** Gives the envelope to a Worker that runs this same script, or to the page itself. @param {Envelope} envelope */
  function startWorkshop(envelope) {
    const inPage = () => {
      const work = workshop(guarded(hear));
      work({ type: "prepare", envelope });
      ask = work;
      return work;
    };
    try {
      const url = URL.createObjectURL(new Blob([script?.textContent ?? ""], { type: "text/javascript" }));
      const worker = new Worker(url);
      // In a sandboxed page the Worker may have less to decrypt with than the page.
      worker.onmessage = ({ data }) => {
        if (data.reason !== "browser") return guarded(hear)(data);
        worker.terminate(); // and with it its copy of the envelope
        inPage();
      };
      worker.onerror = () => (ready ? refuse("memory") : inPage()); // once at work, only the browser ends it
      worker.postMessage({ type: "prepare", envelope });
      return (/** @type {Task} */ task) => worker.postMessage(task);
    } catch {
      return inPage();
    }
  }

  /** @param {Reply} reply */
  function hear(reply) {
    if (reply.type === "ready") {
      ready = true;
      if (waiting) ask({ type: "open", password: waiting });
      waiting = "";
    }
    if (reply.type === "refused") refuse(reply.reason);
    if (reply.type === "view") showView(reply.view);
    if (reply.type === "progress") showProgress(reply.done);
    if (reply.type === "message") showSaving(reply.message);
    if (reply.type === "extracted") extracting.get(reply.id)?.(reply);
    if (/^(sealing|sealed|unsealed)$/.test(reply.type)) sealing?.(reply);
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const field = byId("password");
    if (field.readOnly) return; // at work
    if (field.value === "") return complain("password-missing");
    complain("");
    work(true);
    if (ready) ask({ type: "open", password: field.value });
    else waiting = field.value;
  }

  /** @param {boolean} on */
  function work(on) {
    byId("password").readOnly = on;
    byId("submit").disabled = on;
    byId("working").hidden = !on;
    say(byId("stage"), on ? "opening" : "");
  }

  /** @param {string} key */
  function complain(key) {
    say(byId("error"), key);
    markInvalid(byId("password"), key !== "");
    if (key === "") return;
    byId("password").select();
    byId("password").focus();
  }

  /** @param {Reason} reason */
  function refuse(reason) {
    if (mails.length > 0) {
      say(byId("trouble"), "rest-refused", { why: () => t(`refused-${reason}`) });
      stopLoading();
      return;
    }
    work(false);
    if (reason === "wrong-password") complain("refused-wrong-password");
    else fail(reason);
  }

  /** What the page itself says of the letter, to everybody who has it. @param {string} name */
  function fromHead(name) {
    return document.querySelector(`meta[name="waxseal-${name}"]`)?.getAttribute("content")?.replaceAll("\n", "") ?? "";
  }

  /** Shows a note if there is something to tell. @param {string} id @param {string} key @param {Record<string, string>} args */
  function tell(id, key, args) {
    byId(id).hidden = Object.values(args).includes("");
    say(byId(id), key, args);
  }

  /** @param {Reason} reason */
  function fail(reason) {
    for (const card of document.querySelectorAll("main > *")) card.toggleAttribute("hidden", card.id !== "failed");
    say(byId("failure"), `refused-${reason}`);
  }

  function reveal() {
    const shown = byId("password").type === "password";
    byId("password").type = shown ? "text" : "password";
    say(byId("reveal"), shown ? "password-hide" : "password-show");
    if (!shown) return sayLabel(byId("reveal"), "password-show-label");
    for (const name of ["aria-label", "data-label"]) byId("reveal").removeAttribute(name);
  }

  /** @param {View} view */
  function showView(view) {
    byId("closed").remove(); // and with it the password
    for (const id of ["view-text", "message-text"]) byId(id).remove(); // no longer needed, and large
    byId("opened").hidden = false;
    showSealing(view);
    startComposer(view, pristine, seal);
    mails.push({ view });
    showCurrent();
    showProgress(0);
  }

  const current = () => mails[mails.length - 1];

  /** Shows the letter, or a message that was opened in it. */
  function showCurrent() {
    const { view } = current();
    for (const attachment of attachments()) attachment.name = safeName(attachment.name);
    // Who sealed the letter, and the answer to it, are no matter of what is attached to it.
    byId("about").hidden = mails.length > 1;
    byId("back").hidden = mails.length === 1;
    say(byId("trouble"), "");
    showHeaders(view);
    byId("text").textContent = view.text ?? "";
    byId("text").hidden = Boolean(view.html);
    byId("as-text").hidden = !view.html;
    byId("as-text").setAttribute("aria-pressed", "false");
    const frame = emptyFrame();
    frame.hidden = !view.html;
    putPictures = view.html ? showMail(frame, view.html) : undefined;
    listAttachments(listed(), save, open);
    showEvents(listed(), save);
    byId("save-all").hidden = listed().length < 2;
    offer();
    byId("subject").focus();
  }

  /** Of the mail before, nothing is left in a new frame. @returns {HTMLIFrameElement} */
  function emptyFrame() {
    const old = byId("frame");
    if (!old.hasAttribute("srcdoc")) return old;
    const frame = old.cloneNode();
    frame.removeAttribute("style");
    frame.removeAttribute("srcdoc");
    old.replaceWith(frame);
    return frame;
  }

  /** With the files in an attachment in its place, if it holds nothing else. */
  const attachments = () => {
    const { attachments = [], files = [] } = current().view;
    return [...attachments.filter(({ unpacked }) => !unpacked), ...files];
  };

  /** Not what the body shows already: what every browser draws. */
  const listed = () => attachments().filter(({ inline, type }) => !inline || !/^image\/(png|p?jpe?g|gif|webp|bmp)$/.test(type));

  function toggleText() {
    const text = byId("text").hidden;
    byId("text").hidden = !text;
    byId("frame").hidden = text;
    byId("as-text").setAttribute("aria-pressed", String(text));
  }

  /** @param {number} done */
  function showProgress(done) {
    byId("loaded").value = done;
    const what = listed().length > 0 ? "decrypting-attachments" : "decrypting-original";
    say(byId("loading-stage"), what, { percent: () => percent(done) });
  }

  function stopLoading() {
    byId("loading").hidden = true;
    say(byId("loading-stage"), "");
  }

  /** @param {Blob} message */
  function showSaving(message) {
    mails[0].original = message;
    stopLoading();
    offer();
  }

  /** Lets the reader have what the current mail holds, once it is there. */
  async function offer() {
    const mail = current();
    const { original } = mail;
    for (const button of document.querySelectorAll("#saving button, #events button")) button.toggleAttribute("disabled", !original);
    byId("as-text").disabled = byId("print").disabled = false;
    if (!original) return;
    const put = putPictures;
    const pictures = new Map();
    const shown = attachments().filter(({ inline, cid }) => inline && cid);
    await each(shown, "attachment-not-shown", (blob, { cid }) => {
      // A neutral type: a browser tells pictures by their bytes, and nothing in a mail can pose as a page.
      pictures.set(cid, blob.slice(0, blob.size, "image/png"));
    });
    if (pictures.size > 0 && current() === mail) put?.(pictures);
  }

  /** @param {Draft} draft @param {(done: number) => void} progress @returns {Promise<{ message: Blob, view: Blob }>} */
  function seal(draft, progress) {
    const expected = draft.files.reduce((sum, file) => sum + file.size * 1.37, 2000 + draft.text.length * 2);
    return new Promise((done, fail) => {
      sealing = (reply) => {
        if (reply.type === "sealing") progress(Math.min(1, reply.bytes / expected));
        if (reply.type === "sealed") done(reply.payloads);
        if (reply.type === "unsealed") fail(new Refusal(reply.reason));
      };
      ask({ type: "seal", draft });
    });
  }

  /** @param {Omit<Extract<Task, { type: "extract" }>, "id" | "message"> | Omit<Extract<Task, { type: "zip" }>, "id" | "message">} task @returns {Promise<{ blob: Blob, failed?: string[] }>} */
  function askFor(task) {
    const id = extracting.size;
    const message = current().original ?? new Blob();
    return new Promise((done, fail) => {
      extracting.set(id, ({ blob, failed, reason }) => (blob ? done({ blob, failed }) : fail(new Refusal(reason ?? "damaged"))));
      ask({ ...task, id, message });
    });
  }

  /**
   * Does something with each attachment, and says of which it cannot be done.
   * @param {Attachment[]} list @param {string} failure
   * @param {(blob: Blob, attachment: Attachment) => unknown} use
   */
  async function each(list, failure, use) {
    const failed = [];
    let why = "";
    for (const attachment of list) {
      try {
        await use((await askFor({ type: "extract", attachment })).blob, attachment);
      } catch (error) {
        failed.push(attachment.name);
        why = `refused-${reasonOf(error)}`;
      }
    }
    complainOf(failure, failed, why);
  }

  /** @param {string} failure @param {string[]} names @param {string} why */
  function complainOf(failure, names, why) {
    say(byId("trouble"), why && failure, { names: () => listOf(names), why: () => t(why) });
    if (why) byId("trouble").scrollIntoView({ block: "nearest" });
  }

  /** @param {Attachment[]} list @param {HTMLButtonElement} button which is out of use meanwhile */
  function save(list, button) {
    const harmful = list.filter(isHarmful);
    const go = () => during(button, () => (list.length > 1 ? saveArchive(list) : each(list, "attachment-not-saved", (blob, { name }) => saveAs(blob, name))));
    if (harmful.length > 0) warn(harmful, go);
    else go();
  }

  /** @param {Attachment[]} list */
  async function saveArchive(list) {
    try {
      const { blob, failed = [] } = await askFor({ type: "zip", attachments: list });
      if (failed.length < list.length) saveAs(blob, fileName(current().view.subject, "zip"));
      complainOf("attachment-not-saved", failed, failed.length > 0 ? "refused-damaged" : "");
    } catch (error) {
      complainOf("attachment-not-saved", list.map(({ name }) => name), `refused-${reasonOf(error)}`);
    }
  }

  /** @param {Attachment} attachment @param {HTMLButtonElement} button */
  async function open(attachment, button) {
    /** @type {Blob | undefined} */
    let content;
    await during(button, () => each([attachment], "attachment-not-shown", (blob) => (content = blob)));
    const way = wayToShow(attachment);
    if (!content) return;
    if (way === "mail" && attachment.view) {
      mails.push({ view: attachment.view, original: content });
      showCurrent();
    } else if (way && way !== "mail") showFile(attachment, way, content, (button) => save([attachment], button));
  }

  /** @param {HTMLButtonElement} button out of use meanwhile @param {() => Promise<unknown>} act */
  async function during(button, act) {
    const focused = document.activeElement === button;
    button.disabled = true;
    await act();
    button.disabled = false;
    // A button out of use loses the focus.
    if (focused && document.activeElement === document.body) button.focus({ preventScroll: true });
  }
}

if (typeof document === "undefined") serve();
else startPage();
