// The mail's HTML in its frame. It was sanitised when it was sealed; this is the second defence, the
// frame's sandbox (no scripts) and the page's Content-Security-Policy are the third and the fourth.

const ELEMENTS = new Set(
  ("a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd " +
    "del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd " +
    "li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td " +
    "tfoot th thead time tr tt u ul var wbr").split(" "),
);
const ATTRIBUTES = new Set(
  ("abbr align alt bgcolor border cellpadding cellspacing cite clear color cols colspan compact datetime dir face " +
    "frame headers height hspace lang noshade nowrap open reversed rowspan rules scope size span start style summary " +
    "title type valign value vspace width").split(" "),
);
const LINKS = new Set(["http:", "https:", "mailto:", "tel:"]);

/** A document with what is allowed, never shown itself: its serialisation goes into the frame. @param {string} html */
function buildMail(html) {
  const mail = new DOMParser().parseFromString(html, "text/html"); // runs and loads nothing
  for (const element of mail.body.querySelectorAll("*")) {
    if (!ELEMENTS.has(element.localName)) {
      element.remove();
      continue;
    }
    const href = element.getAttribute("href");
    const source = element.getAttribute("src") ?? "";
    for (const { name, value } of [...element.attributes]) {
      const fetches = name === "style" && /url|image|\\/i.test(value);
      if (fetches || !ATTRIBUTES.has(name)) element.removeAttribute(name);
    }
    if (element.localName === "a" && href !== null) guardLink(element, href);
    if (element.localName === "img") {
      if (source.startsWith("cid:")) element.setAttribute("data-cid", source.slice(4));
      if (/^data:image\/(png|jpe?g|gif|webp|bmp|avif);/i.test(source)) element.setAttribute("src", source);
    }
  }
  for (const { name } of [...mail.body.attributes]) mail.body.removeAttribute(name);
  const coloured = "[bgcolor], [color], [style*=color i], [style*=background i], img";
  mail.documentElement.className = mail.body.querySelector(coloured) ? "" : "waxseal-plain";
  const style = mail.createElement("style");
  style.textContent = byId("mail-style").textContent;
  mail.head.replaceChildren(style);
  return mail;
}

/** @param {string} address @returns {URL | undefined} */
function parseUrl(address) {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/** Opens a link outside and says where it leads. @param {Element} link @param {string} href */
function guardLink(link, href) {
  const url = parseUrl(href);
  if (!url || !LINKS.has(url.protocol)) return;
  link.setAttribute("href", url.href);
  link.setAttribute("title", url.href);
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");

  // A link that is nothing but its own address, all of it to be seen, needs no label.
  const text = link.textContent ?? "";
  const target = plain(url.hostname || url.pathname);
  const simple = link.childElementCount === 0 && !link.hasAttribute("style") && !url.username && !url.password;
  if (simple && [target, plain(url.href)].includes(plain(text))) return;

  const label = link.ownerDocument.createElement("small");
  const seen = [text, ...[...link.querySelectorAll("img")].map((image) => image.alt)].join(" ");
  const honest = namedHosts(seen).every((host) => host === target.replace(/.*@/, ""));
  label.className = honest ? "waxseal-host" : "waxseal-host waxseal-other";
  label.textContent = target;
  link.after(label); // out of reach of the link's own style
}

/** An address as people write it. @param {string} address */
const plain = (address) => address.trim().toLowerCase().replace(/^(https?:\/\/|mailto:|tel:)/, "").replace(/^www\.|\/$/g, "");

// Not the ends of hosts, so "plan.pdf" names none.
const FILE = /^(docx?|gif|html?|jpe?g|js|pdf|png|pptx?|txt|xlsx?|xml)$/i;

/** The hosts that a text names, as a browser would read them. @param {string} text */
function namedHosts(text) {
  const visible = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  const withScheme = [...visible.matchAll(/:\/\/([\p{L}\p{M}\p{N}.-]+)/gu)].map((match) => match[1]);
  const dotted = visible.split(/[^\p{L}\p{M}\p{N}.-]+/u).filter((word) => {
    const labels = word.split(".").filter(Boolean);
    const last = labels[labels.length - 1] ?? "";
    if (/^\d+$/.test(last)) return labels.length === 4; // an IP address
    return labels.length > 1 && /^[\p{L}\p{M}]{2,}(-|$)/u.test(last) && !FILE.test(last);
  });
  return [...withScheme, ...dotted].map((word) => {
    const host = word.split(".").filter(Boolean).join(".");
    return plain(parseUrl(`http://${host}`)?.hostname ?? host);
  });
}

/**
 * Shows the mail; returns what puts its pictures in once they are there.
 * @param {HTMLIFrameElement} frame @param {string} html
 */
function showMail(frame, html) {
  const mail = buildMail(html);
  const show = () =>
    new Promise((shown) => {
      frame.onload = shown;
      frame.srcdoc = "<!DOCTYPE html>" + mail.documentElement.outerHTML;
    });
  const shown = show().then(() => fitFrame(frame));
  /** @param {Map<string, Blob>} pictures by content id */
  return async (pictures) => {
    await shown;
    const live = frame.contentDocument;
    for (const image of (live ?? mail).querySelectorAll("img[data-cid]")) {
      const picture = pictures.get(image.getAttribute("data-cid") ?? "");
      // In a sandboxed page the frame is out of reach and may not read our blobs.
      if (picture) image.setAttribute("src", live ? URL.createObjectURL(picture) : await dataUrl(picture));
    }
    if (!live) await show();
  };
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrl(blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = fail;
    reader.readAsDataURL(blob);
  });
}

/**
 * Prints the mail from its frame, with its headers above it: printed within the page, a frame is cut like a
 * picture, through its lines. @param {HTMLIFrameElement} frame
 */
function printMail(frame) {
  const mail = frame.contentDocument;
  if (frame.hidden || !mail?.body) return print(); // plain text breaks well
  mail.querySelector("body > .waxseal-print")?.remove();
  const headers = mail.createElement("div");
  headers.className = "waxseal-print";
  headers.append(...["subject", "headers"].map((id) => mail.importNode(byId(id), true)));
  mail.body.prepend(headers);
  frame.contentWindow?.print();
}

/** Makes the frame as high as the mail, where the page may measure it. @param {HTMLIFrameElement} frame */
function fitFrame(frame) {
  const body = frame.contentDocument?.body;
  if (!body) return;
  // A mail that sizes itself by the frame would grow for ever.
  let left = 100;
  const fit = () => {
    const sheet = body.parentElement;
    if (!sheet || left-- <= 0) return;
    // A mail made wider than a phone is made smaller, but not past reading. Measured anew each time:
    // pictures come later, and a phone is turned.
    body.style.zoom = "";
    const room = sheet.clientWidth / sheet.scrollWidth;
    if (room < 1) body.style.zoom = String(Math.max(0.5, room));
    const scrollbar = frame.clientHeight - sheet.clientHeight;
    frame.style.height = `${Math.min(body.getBoundingClientRect().height + scrollbar, 100_000)}px`;
  };
  new ResizeObserver(fit).observe(body);
  fit();
}
