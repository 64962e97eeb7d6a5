// The page makes another envelope: itself, around an answer.

/** Written so that it does not end the script it stands in. */
const SCRIPT_END = "\x3c/script>";

/** @param {HTMLElement} page as it came, up to its script @param {{ message: Blob, view: Blob }} payloads */
function envelopeAround(page, { message, view }) {
  // Who the first letter seemed to come from says nothing of the answer; what extensions put in stays here.
  const strange = "head > :not(meta, title, #style), body > :not(#brand, main, footer, script)";
  for (const element of page.querySelectorAll(`meta[name="waxseal-sender"], .claimed, ${strange}`)) element.remove();
  for (const { name } of [...page.attributes]) if (!/^(lang|dir)$/.test(name)) page.removeAttribute(name);
  const html = page.outerHTML.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
  const head = `<!DOCTYPE html>\n${html.slice(0, html.lastIndexOf(SCRIPT_END))}${SCRIPT_END}\n`;
  /** @param {string} id @param {Blob} payload */
  const element = (id, payload) => [`<noframes id="${id}-text">\x3cscript type="application/jose+json" id="${id}">\n`, payload, `${SCRIPT_END}</noframes>\n`];
  return new Blob([head, ...element("message", message), ...element("view", view), "</body>\n</html>\n"], { type: "text/html" });
}
