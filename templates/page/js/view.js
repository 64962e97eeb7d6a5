// What the reader sees of an opened mail. Whatever comes out of the mail goes into text nodes.

/** @param {string} id @returns {any} an element of page.html, which has them all */
const byId = (id) => document.getElementById(id);

/** @template {keyof HTMLElementTagNameMap} K @param {K} name @param {...(string | Node)} children */
function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

/** Marks a field whose content will not do; an empty `aria-invalid` would say that it does. @param {Element} field @param {boolean} on */
const markInvalid = (field, on) => (on ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid"));

/** @param {HTMLElement} list @param {string} label a string's name @param {...(string | Node)} content */
function addRow(list, label, ...content) {
  const term = make("dt");
  say(term, label);
  list.append(term, make("dd", ...content));
}

/** @param {Mail} view */
function showHeaders(view) {
  for (const id of ["headers", "notes"]) byId(id).replaceChildren();
  const subject = () => view.subject || t("no-subject");
  document.title = subject();
  say(byId("subject"), subject);
  /** @param {string} label @param {(string | Node)[]} content */
  const add = (label, content) => content.length > 0 && addRow(byId("headers"), label, ...content);
  const plain = (/** @type {Address[]} */ list = []) => list.map(({ address = "" }) => address.toLowerCase()).join();
  add("header-from", addresses(view.from));
  add("header-reply-to", plain(view.reply_to) === plain(view.from) ? [] : addresses(view.reply_to));
  add("header-to", addresses(view.to));
  add("header-cc", addresses(view.cc));
  const time = make("time");
  say(time, () => date(view.date));
  add("header-date", date(view.date) ? [time] : []);
  for (const note of view.notes ?? []) {
    const item = make("li");
    say(item, `note-${note}`);
    // A note of a later version has no string.
    if (strings.has(`note-${note}`)) byId("notes").append(item);
  }
}

/** Who sealed it and when, and what the sender asks. @param {View} view */
function showSealing({ sealed, receipt, message_id }) {
  if (sealed) {
    const key = sealed.answer ? "sealed-answer" : sealed.by ? "sealed-by" : "sealed-at";
    say(byId("sealed"), key, { by: sealed.by ?? "", at: () => date(sealed.at) });
  }
  if (!receipt) return;
  byId("receipt").hidden = false;
  say(byId("receipt-note"), "receipt-note", { to: receipt.to });
  // Made when it is clicked, in the language that is spoken then. The reader's mail program sends it, or not.
  byId("receipt-confirm").addEventListener("click", () => {
    const body = `${t("receipt-body")}\r\n\r\nwaxseal-receipt: ${receipt.token}\r\n${message_id ? `message-id: ${message_id}\r\n` : ""}`;
    byId("receipt-confirm").href = mailto(receipt.to, t("receipt-subject"), body);
  });
  byId("receipt-confirm").href = mailto(receipt.to, "", "");
}

/** RFC 6068. @param {string} to @param {string} subject @param {string} body */
const mailto = (to, subject, body) =>
  `mailto:${encodeURIComponent(to).replace("%40", "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;

/** @param {Address[]} [list] */
function addresses(list = []) {
  return list.map(({ name, address }) => {
    const item = make("span", name ? make("bdi", name) : "");
    if (address) item.append(" ", make("bdi", name ? `<${address}>` : address));
    return item;
  });
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
const safeName = (name) => name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}/\\]|^\.+$/gu, "_") || "attachment";

/** A file name out of a subject. @param {string} [subject] @param {string} [ending] */
function fileName(subject = "", ending = "eml") {
  const safe = subject.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, " ").trim().replace(/^[. ]+/, "");
  return `${[...safe].slice(0, 80).join("").trim() || "message"}.${ending}`;
}
