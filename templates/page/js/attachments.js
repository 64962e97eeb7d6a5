// What came with a mail: the list, with what can be looked at here and what could do harm; invitations; and the
// dialog in which a file is shown. Nothing of a file is ever a page: pictures are drawn, text is text, and a PDF is
// shown by the browser's own viewer.

/** By the end of the name, which is what the reader's system goes by. @type {[string, RegExp][]} */
const KINDS = [
  ["mail", /^eml$/],
  ["event", /^ics$/],
  ["image", /^(png|jpe?g|jfif|gif|webp|bmp|avif|heic|tiff?)$/],
  ["pdf", /^pdf$/],
  ["text", /^(txt|text|log|md|json|ya?ml|vcf|diff|patch|asc|ini|conf|tex)$/],
  ["sheet", /^(csv|tsv|xlsx?|ods|numbers)$/],
  ["text", /^(docx?|odt|rtf|pages|pptx?|odp|key)$/],
  ["archive", /^(zip|7z|rar|t?gz|tar|bz2|xz)$/],
  ["media", /^(mp[34]|m4[av]|mov|avi|mkv|webm|ogg|opus|wav|aac|flac)$/],
];

/** What runs when it is opened, may bring macros, or shows as a page that can pose as another's. */
const HARMFUL =
  /^(ade|adp|apk|app|appimage|appref-ms|appx|bas|bat|chm|cmd|com|command|cpl|deb|desktop|dll|dmg|docm|dotm|exe|gadget|hlp|hta|html?|img|inf|ins|iso|isp|jar|jnlp|jse?|ksh|lib|lnk|md[ebt]|mht|mhtml|mjs|ms[cipt]|msix|one|ops|pif|pkg|pl|potm|ppam|pps?m|pptm|prf|ps[12]|ps1xml|psm1|pyw?|pyz|rb|reg|rpm|sc[frt]|sh|sh[bs]|svgz?|swf|sys|url|vb[es]?|vhdx?|vxd|website|ws[cfh]?|xht|xhtml|xla|xlam|xll|xls[bm]|xltm)$/;

const SHOWN = {
  image: /^(png|jpe?g|jfif|gif|webp|bmp|avif)$/,
  text: /^(txt|text|log|md|json|ya?ml|vcf|diff|patch|asc|ini|conf|tex|csv|tsv|ics)$/,
};

/** How much of a text is shown, in bytes. */
const MAX_PREVIEW = 1 << 20;

/** A sheet of paper, and what is drawn on it. @type {Record<string, string>} */
const ICONS = {
  archive: "M11 3v2m0 2v2m0 2v2m0 2v3",
  event: "M8 11h8v7H8zm0 3h8m-6-4v2m4-2v2",
  harmful: "M12 10v5m0 2.500v.5",
  image: "M7 18l3.500-5 2.500 3 1.500-2 2.500 4zM15 11h.01",
  mail: "M7 11h10v7H7zl5 4 5-4",
  media: "M10 11.500l5 3-5 3z",
  pdf: "M8 11h8m-8 3h8m-8 3h5",
  sheet: "M8 10h8v9H8zm0 3h8m-8 3h8m-4-6v9",
  text: "M8 11h8m-8 3h8m-8 3h5",
};

/** @param {string} name in lower case @returns {string} what follows the last dot; systems ignore dots and spaces at the end */
const extensionOf = (name) => /\.([\w-]{1,12})[. ]*$/.exec(name.toLowerCase())?.[1] ?? "";

/** @param {Attachment} attachment */
const isHarmful = ({ name, type }) =>
  HARMFUL.test(extensionOf(name)) || /^(text\/html|image\/svg\+xml|application\/(xhtml\+xml|hta|x-(msdos-program|msdownload|sh)|(x-)?javascript|java-archive))$/.test(type);

/** @param {Attachment} attachment @returns {string} a kind, or "" */
function kindOf(attachment) {
  if (isHarmful(attachment)) return "harmful";
  if (attachment.view) return "mail";
  const extension = extensionOf(attachment.name);
  const [kind] = KINDS.find(([, extensions]) => extensions.test(extension)) ?? [""];
  return kind || (/^(image|audio|video|text)\//.exec(attachment.type)?.[1] ?? "").replace(/audio|video/, "media");
}

/** How it can be looked at here, or undefined. @param {Attachment} attachment @returns {"mail" | "image" | "pdf" | "text" | undefined} */
function wayToShow(attachment) {
  const { name, type, view } = attachment;
  const extension = extensionOf(name);
  if (isHarmful(attachment)) return undefined;
  if (view) return "mail";
  if (SHOWN.image.test(extension)) return "image";
  if (extension === "pdf" || (extension === "" && type === "application/pdf")) return navigator.pdfViewerEnabled ? "pdf" : undefined;
  if (SHOWN.text.test(extension) || (extension === "" && /^(text|message)\//.test(type))) return "text";
  return undefined;
}

/** @param {string} kind */
function icon(kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M5 2h9l5 5v15H5zm9 0v5h5${ICONS[kind] ?? ""}`);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** A button that works once the message is there. @param {string} key @param {(button: HTMLButtonElement) => void} act @param {string} [name] for the label, of one button among others alike */
function buttonFor(key, act, name) {
  const button = make("button");
  say(button, key);
  button.type = "button";
  button.disabled = true;
  button.className = "quiet";
  if (name) sayLabel(button, `${key}-label`, { name });
  button.addEventListener("click", () => act(button));
  return button;
}

/**
 * @param {Attachment[]} list
 * @param {(list: Attachment[], button: HTMLButtonElement) => void} save
 * @param {(attachment: Attachment, button: HTMLButtonElement) => void} open
 */
function listAttachments(list, save, open) {
  say(byId("count"), "attachment-count", { count: list.length });
  byId("count").hidden = list.length === 0;
  byId("attachments").replaceChildren(...list.map((attachment) => {
    const { name, type } = attachment;
    const about = make("small");
    const extension = extensionOf(name).toUpperCase();
    say(about, () => `${isolate(extension || type)} \u00b7 ${size(attachment.size)}`);
    about.title = type;
    const item = make("li", icon(kindOf(attachment)), make("div", make("bdi", name), about));
    if (wayToShow(attachment)) item.append(buttonFor("attachment-open", (button) => open(attachment, button), name));
    item.append(buttonFor("attachment-save", (button) => save([attachment], button), name));
    return item;
  }));
}

/** What, when and where. @param {Attachment[]} list @param {(list: Attachment[], button: HTMLButtonElement) => void} save */
function showEvents(list, save) {
  byId("events").replaceChildren(...list.filter(({ event }) => event).map((attachment) => {
    const { summary, location, organizer, recurring, cancelled, ...times } = attachment.event ?? {};
    const heading = make("h2");
    const rows = make("dl");
    const panel = make("section", heading, rows);
    panel.className = "panel";
    say(heading, () => summary || t("no-subject"));
    heading.dir = "auto";
    if (cancelled) {
      const note = make("p");
      note.className = "bad";
      say(note, "event-cancelled");
      rows.before(note);
    }
    if (period(times)) {
      const when = make("span");
      say(when, () => period(times) + (recurring ? ` \u00b7 ${t("event-repeats")}` : ""));
      addRow(rows, "event-when", when);
    }
    if (location) {
      const where = make("bdi", location);
      where.className = "lines";
      addRow(rows, "event-where", where);
    }
    if (organizer) addRow(rows, "event-organizer", ...addresses([organizer]));
    panel.append(buttonFor("event-save", (button) => save([attachment], button)));
    return panel;
  }));
}

/** From when to when, in the reader's own time where the zone is known. @param {{ start?: string, end?: string }} event as in Rust's Event */
function period({ start = "", end = "" }) {
  const day = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
  const clock = { hour: "numeric", minute: "2-digit" };
  const zone = /T.*(Z|[+-]\d\d:\d\d)$/.test(start) ? { timeZoneName: "short" } : {};
  const how = start.includes("T") ? { ...day, ...clock, ...zone } : { ...day, timeZone: "UTC" };
  const format = new Intl.DateTimeFormat(locale, /** @type {any} */ (how));
  const [from, to] = [start, end].map((moment) => new Date(moment));
  if (isNaN(from.getTime())) return "";
  return isNaN(to.getTime()) || to < from || !format.formatRange ? format.format(from) : format.formatRange(from, to);
}

/** Opens a dialog; old browsers have none that is in front of all else. @param {HTMLDialogElement} dialog */
const showDialog = (dialog) => (dialog.showModal ? dialog.showModal() : dialog.setAttribute("open", ""));

/** @param {HTMLDialogElement} dialog */
const closeDialog = (dialog) => (dialog.close ? dialog.close() : dialog.removeAttribute("open"));

function startDialogs() {
  byId("viewer-close").addEventListener("click", () => closeDialog(byId("viewer")));
  byId("viewer").addEventListener("close", () => {
    for (const shown of byId("viewer-content").querySelectorAll("[src]")) URL.revokeObjectURL(shown.src);
    byId("viewer-content").replaceChildren();
  });
  byId("warning-cancel").addEventListener("click", () => closeDialog(byId("warning")));
}

/** Shows a file in the dialog. @param {Attachment} attachment @param {"image" | "pdf" | "text"} way @param {Blob} blob @param {(button: HTMLButtonElement) => void} save */
async function showFile({ name }, way, blob, save) {
  byId("viewer-name").textContent = name;
  byId("viewer-save").onclick = () => save(byId("viewer-save"));
  say(byId("viewer-note"), "");
  const content = byId("viewer-content");
  if (way === "text") {
    const bytes = await bytesOf(blob.slice(0, MAX_PREVIEW));
    content.replaceChildren(make("pre", decodeText(bytes)));
    if (blob.size > MAX_PREVIEW) say(byId("viewer-note"), "viewer-cut");
  } else {
    const shown = make(way === "pdf" ? "iframe" : "img");
    if (shown instanceof HTMLImageElement) shown.alt = name;
    shown.title = name;
    shown.onerror = () => {
      shown.remove();
      say(byId("viewer-note"), "viewer-failed");
    };
    // The type that the page gives it: nothing in a file can pose as a page.
    shown.src = URL.createObjectURL(blob.slice(0, blob.size, way === "pdf" ? "application/pdf" : "image/png"));
    content.replaceChildren(shown);
  }
  showDialog(byId("viewer"));
}

/** Text of no stated encoding: what it says itself, UTF-8 if it is that, or else what Windows wrote. @param {Bytes} bytes */
function decodeText(bytes) {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "";
  try {
    // The last character may be cut.
    return new TextDecoder(utf16 || "utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Asks before something that could do harm is saved. @param {Attachment[]} harmful @param {() => void} save */
function warn(harmful, save) {
  say(byId("warning-text"), "attachment-warning", { names: () => listOf(harmful.map(({ name }) => name)) });
  byId("warning-save").onclick = () => {
    closeDialog(byId("warning"));
    save();
  };
  showDialog(byId("warning"));
  byId("warning-cancel").focus();
}
