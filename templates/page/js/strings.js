// What the page says, in the reader's language. The strings travel packed (README.md); only the language
// that is spoken is unpacked.

/** How to fill a placeable: a value, or what makes it when the text is made. @typedef {string | number | (() => string | number)} Argument */

const RIGHT_TO_LEFT = /^(ar|he)$/;

/** @type {Record<string, string>} */
let packedStrings = {};
/** @type {Map<string, any>} */
let strings = new Map();
/** For Intl: the reader's own variant of the language, such as en-GB. */
let locale = "en";
/** What elements were given to say. @type {WeakMap<Element, [string | (() => string), Record<string, Argument>]>} */
const saying = new WeakMap();
/** @type {typeof saying} */
const sayingLabel = new WeakMap();

/** Reads the strings and speaks the language that the reader's browser prefers. */
function startStrings() {
  packedStrings = parseJson(byId("strings").textContent.replace(WHITE_SPACE, ""));
  const carried = carriedLanguages();
  const wanted = navigator.languages ?? [navigator.language];
  speak(wanted.map(primarySubtag).find((tag) => carried.includes(tag)) ?? carried[0]);
}

/** For a reader who wants another language than the browser's. The instructions have their names: Intl takes its time. @param {HTMLSelectElement} select */
function offerLanguages(select) {
  for (const { lang: tag, dataset, firstElementChild } of byId("instructions").children) {
    const name = dataset.name ?? firstElementChild.textContent;
    const option = new Option(name, tag, false, tag === document.documentElement.lang);
    option.lang = tag;
    select.append(option);
  }
  select.addEventListener("change", () => speak(select.value));
}

const carriedLanguages = () => Object.keys(packedStrings).filter((tag) => tag !== "keys");

/** @param {string} tag */
const primarySubtag = (tag) => tag.toLowerCase().split("-")[0].replace(/^iw$/, "he");

/** @param {string} tag of a language that the page carries */
function speak(tag) {
  /** @param {string} name */
  const unpack = (name) => parseJson(utf8(inflate(fromBase64(packedStrings[name]))));
  const values = unpack(tag);
  strings = new Map(unpack("keys").map((/** @type {string} */ key, /** @type {number} */ i) => [key, values[i]]));
  locale = (navigator.languages ?? []).find((its) => primarySubtag(its) === tag) ?? tag;
  document.documentElement.lang = tag;
  document.documentElement.dir = RIGHT_TO_LEFT.test(tag) ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-t], [data-label]")) retell(element);
  // For the printer, in this language alone.
  for (const block of byId("instructions").children) block.toggleAttribute("open", !(block.hidden = block.lang !== tag));
}

/** @param {string} base64 */
const fromBase64 = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** The string of this name, filled in. @param {string} key @param {Record<string, Argument>} [args] @returns {string} */
function t(key, args = {}) {
  /** @param {string} name */
  const argument = (name) => {
    const value = args[name];
    return typeof value === "function" ? value() : value;
  };
  let text = strings.get(key) ?? key;
  if (typeof text === "object") {
    const category = new Intl.PluralRules(locale).select(Number(argument(text[""])));
    text = text[category] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => {
    const value = argument(name);
    return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/**
 * Lets an element say a string, and say it anew when the reader changes the language.
 * @param {Element} element @param {string | (() => string)} what a string's name, or what makes the text
 * @param {Record<string, Argument>} [args]
 */
function say(element, what, args = {}) {
  saying.set(element, [what, args]);
  element.setAttribute("data-t", "");
  retell(element);
}

/** The same for what only a screen reader says. @param {Element} element @param {string} what @param {Record<string, Argument>} [args] */
function sayLabel(element, what, args = {}) {
  sayingLabel.set(element, [what, args]);
  element.setAttribute("data-label", "");
  retell(element);
}

/** @param {Element} element */
function retell(element) {
  /** @param {[string | (() => string), Record<string, Argument>]} what */
  const tell = ([what, args]) => (typeof what === "function" ? what() : what && t(what, isolated(args)));
  const text = saying.get(element) ?? [element.getAttribute("data-t") ?? "", {}];
  if (element.hasAttribute("data-t")) element.textContent = tell(text);
  const label = sayingLabel.get(element) ?? [element.getAttribute("data-label") ?? "", {}];
  if (element.hasAttribute("data-label")) element.setAttribute("aria-label", tell(label));
}

/** No name that runs the other way disturbs the sentence around it (UAX #9, FSI and PDI). @param {Argument} value */
function isolate(value) {
  const plain = typeof value === "function" ? value() : value;
  if (typeof plain === "number" || (document.dir !== "rtl" && !/[^\0-\x7f]/.test(plain))) return plain;
  return `\u2068${plain}\u2069`;
}

/** @param {Record<string, Argument>} args */
function isolated(args) {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, isolate(value)]));
}

/** @param {string} [iso] RFC 3339 */
function date(iso) {
  const time = new Date(iso ?? NaN);
  return isNaN(time.getTime()) ? "" : new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }).format(time);
}

/** @param {string[]} names */
const listOf = (names) => (Intl.ListFormat ? new Intl.ListFormat(locale).format(names) : names.join(", "));

/** @param {number} bytes */
function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
  const how = { style: "unit", unit: units[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale, /** @type {any} */ (how)).format(bytes / 1000 ** power);
}

/** @param {number} done from 0 to 1; in steps of ten, so that a screen reader is not flooded */
const percent = (done) => new Intl.NumberFormat(locale, { style: "percent" }).format(Math.floor(done * 10) / 10);
