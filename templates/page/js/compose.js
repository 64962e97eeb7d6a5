// Answering: the composer, and what becomes of the sealed answer. The page sends nothing; the reader does.

/** More than this no mail system carries, in bytes. */
const MAX_FILES = 25_000_000;

/**
 * @param {View} view @param {HTMLElement} page as it came, up to its script
 * @param {(draft: Draft, progress: (done: number) => void) => Promise<{ message: Blob, view: Blob }>} seal
 */
function startComposer(view, page, seal) {
  const reachable = (/** @type {Address[] | undefined} */ list) => (list ?? []).filter(({ address }) => address);
  const to = reachable(view.reply_to).length > 0 ? reachable(view.reply_to) : reachable(view.from);
  if (to.length === 0) return;
  const button = byId("answer");
  const self = reachable(view.to);
  /** @type {File[]} */
  let files = [];
  /** @type {Blob | undefined} */
  let envelope;
  /** Whether the reader has the sealed answer. */
  let kept = false;
  let sure = false;
  const working = () => !byId("compose-working").hidden;
  const isWritten = () => byId("compose-text").value.trim() !== "" || files.length > 0;

  button.hidden = false;
  button.addEventListener("click", () => show("compose", "compose-text"));
  byId("compose-to").append(...addresses(to));
  if (self.length === 1) byId("compose-from").value = self[0].address;
  const subject = view.subject ?? "";
  byId("compose-subject").value = /^re:/i.test(subject) ? subject : `Re: ${subject}`;
  byId("compose-quote").addEventListener("click", quote);
  byId("compose-files").addEventListener("change", () => {
    add(byId("compose-files").files);
    byId("compose-files").value = ""; // or the same file could not be chosen again
  });
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      if (!dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // a file dropped beside the composer does not replace the page
      if (type === "drop" && !byId("compose").hidden && !working()) add(dataTransfer.files);
    });
  }
  byId("compose-seal").addEventListener("click", sealIt);
  byId("compose-discard").addEventListener("click", discard);
  byId("compose-discard").addEventListener("blur", () => ask(false));
  byId("composed-save").addEventListener("click", () => {
    const file = asFile();
    saveAs(file, file.name);
    kept = true;
  });
  byId("composed-share").addEventListener("click", share);
  byId("composed-again").addEventListener("click", () => {
    kept = false;
    show("compose", "compose-text");
  });
  addEventListener("beforeunload", (event) => {
    if (isWritten() && !kept) event.preventDefault();
  });

  /** One of the two panels, or neither. @param {string} id @param {string} focus */
  function show(id, focus) {
    for (const panel of ["compose", "composed"]) byId(panel).hidden = panel !== id;
    button.hidden = id !== "";
    byId(focus).focus();
  }

  /** The original below what was written so far. */
  function quote() {
    const name = view.from?.[0]?.name ?? view.from?.[0]?.address ?? "";
    const lines = (view.text ?? "").trimEnd().split("\n").map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`));
    const field = byId("compose-text");
    field.value = `${field.value.trimEnd()}\n\n${t("compose-quoted", { name, date: date(view.date) })}\n${lines.join("\n")}\n`;
    byId("compose-quote").hidden = true;
    field.focus();
    field.setSelectionRange(0, 0);
    field.scrollTop = 0;
  }

  /** Says what is wrong right after what it is about. @param {string} what @param {string} after @param {Record<string, () => string>} [args] */
  function complain(what, after, args) {
    byId(after).after(byId("compose-error"));
    say(byId("compose-error"), what, args);
  }

  /** @param {FileList} more */
  function add(more) {
    const all = [...files, ...more];
    const fits = all.reduce((sum, file) => sum + file.size, 0) <= MAX_FILES;
    complain(fits ? "" : "compose-too-large", "compose-list", { limit: () => size(MAX_FILES) });
    if (fits) files = all;
    list();
  }

  function list() {
    byId("compose-list").replaceChildren(...files.map((file) => {
      const about = make("small");
      say(about, () => size(file.size));
      const remove = make("button");
      remove.type = "button";
      remove.className = "quiet";
      say(remove, "compose-remove");
      sayLabel(remove, "compose-remove-label", { name: file.name });
      remove.addEventListener("click", () => {
        files = files.filter((other) => other !== file);
        list();
        byId("compose-files").focus();
      });
      return make("li", make("div", make("bdi", file.name), about), remove);
    }));
  }

  async function sealIt() {
    if (working()) return;
    const from = byId("compose-from");
    const complaint = !/^[^\s@<>]+@[^\s@<>]+$/.test(from.value.trim())
      ? ["compose-from-missing", "compose-from"]
      : !isWritten() ? ["compose-text-missing", "compose-text"] : ["", "compose-list"];
    complain(complaint[0], complaint[1]);
    for (const id of ["compose-from", "compose-text"]) markInvalid(byId(id), id === complaint[1]);
    if (complaint[0]) return byId(complaint[1]).focus();

    const address = from.value.trim();
    const domain = /@([a-z0-9.-]+)$/i.exec(address)?.[1] ?? "waxseal.invalid";
    const name = self.find((one) => one.address?.toLowerCase() === address.toLowerCase())?.name;
    work(true);
    try {
      const payloads = await seal({
        from: { name, address }, to, files, subject: byId("compose-subject").value, text: byId("compose-text").value, date: new Date(),
        message_id: `${randomWord()}@${domain}`, in_reply_to: view.message_id, references: view.references ?? [],
      }, (done) => {
        byId("compose-done").value = done;
        say(byId("compose-stage"), "compose-sealing", { percent: () => percent(done) });
      });
      envelope = envelopeAround(page, payloads);
      handOver();
    } catch (error) {
      complain("compose-failed", "compose-list", { why: () => t(`refused-${reasonOf(error)}`) });
    }
    work(false);
  }

  /** @param {boolean} on */
  function work(on) {
    byId("compose-working").hidden = !on;
    byId("compose-done").value = 0;
    say(byId("compose-stage"), on ? "compose-sealing" : "", { percent: () => percent(0) });
    for (const field of byId("compose").querySelectorAll("input, textarea, button")) field.disabled = on;
  }

  /** What the reader does with the sealed answer. */
  function handOver() {
    const [{ address = "" }] = to;
    say(byId("composed-note"), "composed-note", { to: address });
    // The draft may lie unencrypted in a mailbox: nothing of the answer is in it.
    byId("composed-draft").href = mailto(address, t("composed-subject"), t("composed-body"));
    byId("composed-share").hidden = !navigator.canShare?.({ files: [asFile()] });
    say(byId("composed-error"), "");
    show("composed", "composed-heading");
  }

  const asFile = () => new File([envelope ?? ""], fileName(byId("compose-subject").value, "html"), { type: "text/html" });

  async function share() {
    try {
      await navigator.share({ files: [asFile()] });
      kept = true;
    } catch (error) {
      if (/** @type {any} */ (error)?.name !== "AbortError") say(byId("composed-error"), "composed-not-shared");
    }
  }

  /** The second press means it. */
  function discard() {
    if (isWritten() && !sure) return ask(true);
    files = [];
    list();
    byId("compose-text").value = "";
    byId("compose-quote").hidden = false;
    say(byId("compose-error"), "");
    show("", "answer");
  }

  /** @param {boolean} on */
  function ask(on) {
    sure = on;
    say(byId("compose-discard"), on ? "compose-discard-sure" : "compose-discard");
  }
}
