// What the reader sees of an opened mail. Whatever comes out of the mail goes into text nodes.

/** @type {Record<Reason, string>} */
const SENTENCES = {
  "wrong-password":
    "This password does not open the message. Check capital letters and the keyboard\u2019s language, then try again.",
  damaged: "This file is damaged, or was changed on its way. Ask the sender to send it again.",
  unsupported: "This message is sealed in a way that this page does not know. Ask the sender to send it in another way.",
  "too-large": "This message demands more than this page is ready to do. Ask the sender to send it in another way.",
  "cut-off": "This file is not complete: its end is missing. Save it again, or ask the sender to send it again.",
  memory:
    "This device or browser does not have enough memory for this message. Close other programs and try again, or open the file on a computer.",
  browser: "This browser is too old, or does not allow decryption here. Open the file in a current Firefox, Chrome, Edge or Safari.",
};

// A map, so that no note means what every object has.
const NOTES = new Map(Object.entries({
  "body-truncated": "The text is very long and ends early here. The original mail has all of it.",
  "html-simplified": "Some of the formatting is left out.",
  "remote-images-removed": "Pictures that would have been loaded from the internet are left out.",
  signed: "The sender signed this mail digitally. The signature is not checked here; the original mail has it.",
  encrypted: "The mail, or a part of it, is encrypted once more and cannot be shown here. Save the original mail.",
  "partial-structure": "The mail was broken before it was sealed. What could be recognised is shown.",
  "partial-message": "This is one piece of a larger mail.",
  "external-body": "An attachment is not part of this mail: it is kept elsewhere.",
  "addresses-omitted": "Some of the addresses are left out here; the original mail has them all.",
}));

/** @param {string} id @returns {any} an element of page.html, which has them all */
const byId = (id) => document.getElementById(id);

/** @template {keyof HTMLElementTagNameMap} K @param {K} name @param {...(string | Node)} children */
function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

/** @param {View} view */
function showHeaders(view) {
  const subject = view.subject || "(no subject)";
  document.title = subject;
  byId("subject").textContent = subject;
  /** @param {string} label @param {(string | Node)[]} content */
  const add = (label, content) => {
    if (content.length > 0) byId("headers").append(make("dt", label), make("dd", ...content));
  };
  const plain = (/** @type {Address[]} */ list = []) => list.map(({ address = "" }) => address.toLowerCase()).join();
  add("From", addresses(view.from));
  add("Reply to", plain(view.reply_to) === plain(view.from) ? [] : addresses(view.reply_to));
  add("To", addresses(view.to));
  add("Cc", addresses(view.cc));
  add("Date", date(view.date));
  byId("notes").append(...(view.notes ?? []).flatMap((note) => NOTES.get(note) ?? []).map((note) => make("li", note)));
}

/** @param {Address[]} [list] */
function addresses(list = []) {
  return list.map(({ name, address }) => {
    const item = make("span", name ? make("bdi", name) : "");
    if (address) item.append(" ", make("bdi", name ? `<${address}>` : address));
    return item;
  });
}

/** @param {string} [iso] RFC 3339 */
function date(iso) {
  const time = new Date(iso ?? NaN);
  if (isNaN(time.getTime())) return [];
  return [new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" }).format(time)];
}

/** @param {number} bytes */
function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
  const how = { style: "unit", unit: units[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(undefined, /** @type {any} */ (how)).format(bytes / 1000 ** power);
}

/**
 * Lists attachments; their buttons work once the message is there.
 * @param {Attachment[]} list @param {(list: Attachment[], button: HTMLButtonElement) => void} save
 */
function listAttachments(list, save) {
  byId("count").textContent = list.length === 1 ? "1 attachment" : `${list.length} attachments`;
  byId("count").hidden = list.length === 0;
  for (const attachment of list) {
    const button = make("button", "Save");
    button.type = "button";
    button.disabled = true;
    button.className = "quiet save";
    button.setAttribute("aria-label", `Save ${attachment.name}`);
    button.addEventListener("click", () => save([attachment], button));
    const extension = /\.(\w{1,5})$/.exec(attachment.name)?.[1].toUpperCase();
    const about = make("small", `${extension ?? attachment.type}, ${size(attachment.size)}`);
    about.title = attachment.type;
    byId("attachments").append(make("li", make("div", make("bdi", attachment.name), about), button));
  }
}

/** Hands a file to the browser. @param {Blob} blob @param {string} name */
function saveAs(blob, name) {
  const link = make("a");
  // A neutral type: the browser saves it, and never shows it as a page of ours.
  link.href = URL.createObjectURL(blob.slice(0, blob.size, "application/octet-stream"));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A name that neither leads to another folder nor shows as another one than it is. @param {string} name */
const safeName = (name) => name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}/\\]/gu, "_") || "attachment";

/** A file name out of a subject. @param {string} [subject] */
function fileName(subject = "") {
  const safe = subject.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, " ").trim().replace(/^[. ]+/, "");
  return `${[...safe].slice(0, 80).join("").trim() || "message"}.eml`;
}
