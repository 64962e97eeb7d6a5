//! The HTML of a mail, made safe to show: what is not on a list is gone.
//!
//! Ammonia parses the HTML as a browser does and keeps the elements, attributes and style
//! properties named here. Nothing that stays can run, submit, refer to a style or an identifier
//! of the page around it, or fetch anything: an image is in the message or in the HTML itself.

use super::bounded::{Budget, bounded};
use super::params::percent_decode;
use ammonia::{Builder, Url, UrlRelative};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The parts of the message that its HTML may show.
#[derive(Default)]
pub(super) struct Images {
    /// `Content-ID`s.
    pub(super) ids: HashSet<String>,
    /// The `Content-ID`, own or made up, of the part with this `Content-Location`.
    pub(super) locations: HashMap<String, String>,
}

/// Safe HTML and what became of it.
#[derive(Default)]
pub(super) struct Sanitised {
    pub(super) html: String,
    /// The `Content-ID`s that the HTML shows.
    pub(super) shown: BTreeSet<String>,
    pub(super) remote_images_removed: bool,
    pub(super) simplified: bool,
}

/// Makes `html` safe, at most at the cost of `budget`, which several pages share.
pub(super) fn sanitise(html: &str, images: &Arc<Images>, budget: &mut Budget) -> Sanitised {
    let bounded = bounded(html, budget, |name| ELEMENTS.contains(&name));
    let source = match body_style(&bounded.body_attributes) {
        Some(attributes) => format!("<div{attributes}>{}</div>", bounded.html),
        None => bounded.html,
    };
    let found = Arc::new(Mutex::new(Sanitised::default()));
    let clean = builder(Arc::clone(images), Arc::clone(&found))
        .clean(&source)
        .to_string();
    let mut sanitised = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
    sanitised.html = clean;
    sanitised.simplified = bounded.simplified;
    sanitised
}

fn builder(images: Arc<Images>, found: Arc<Mutex<Sanitised>>) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.into())
        .generic_attributes(EVERYWHERE.into())
        .tag_attributes(
            ATTRIBUTES
                .into_iter()
                .map(|(element, names)| (element, names.iter().copied().collect()))
                .collect(),
        )
        // Both checked again, and for each attribute apart, in `value`.
        .url_schemes(["http", "https", "mailto", "tel", "cid", "data"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank")
        .filter_style_properties(STYLE_PROPERTIES.into())
        .attribute_filter(
            move |element, attribute, value| match (element, attribute) {
                ("img", "src") => image(value, &images, &found),
                ("a", "href") => link(value),
                (_, "style") => style(value),
                _ => Some(value.into()),
            },
        );
    builder
}

/// The elements that stay: structure and looks of a text. Others vanish, their text stays.
pub(super) const ELEMENTS: [&str; 73] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes of every element. No `id`, `name` or `class`: they could only collide.
pub(super) const EVERYWHERE: [&str; 6] = ["align", "dir", "lang", "style", "title", "valign"];

/// Attributes of single elements.
pub(super) const ATTRIBUTES: [(&str, &[&str]); 17] = [
    ("a", &["href"]),
    ("br", &["clear"]),
    ("col", &["span", "width"]),
    ("colgroup", &["span", "width"]),
    ("del", &["datetime"]),
    ("font", &["color", "face", "size"]),
    ("hr", &["color", "noshade", "size", "width"]),
    (
        "img",
        &[
            "alt", "border", "height", "hspace", "src", "vspace", "width",
        ],
    ),
    ("ins", &["datetime"]),
    ("li", &["type", "value"]),
    ("ol", &["reversed", "start", "type"]),
    (
        "table",
        &[
            "bgcolor",
            "border",
            "cellpadding",
            "cellspacing",
            "height",
            "rules",
            "frame",
            "summary",
            "width",
        ],
    ),
    (
        "td",
        &[
            "abbr", "bgcolor", "colspan", "headers", "height", "nowrap", "rowspan", "scope",
            "width",
        ],
    ),
    (
        "th",
        &[
            "abbr", "bgcolor", "colspan", "headers", "height", "nowrap", "rowspan", "scope",
            "width",
        ],
    ),
    ("time", &["datetime"]),
    ("tr", &["bgcolor", "height"]),
    ("ul", &["type"]),
];

/// Style properties that colour, space and align. None takes an element out of the flow, runs an
/// animation or takes a picture; [`stays_in_place`] judges the lengths of those that could still
/// draw a text over another or beside the page.
pub(super) const STYLE_PROPERTIES: [&str; 71] = [
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
];

/// Functions that a style value may call.
const STYLE_FUNCTIONS: [&str; 5] = ["rgb", "rgba", "hsl", "hsla", "calc"];

/// Keeps the declarations whose value is made of plain words, numbers, colours and strings. No
/// backslash and no comment can hide anything then, and no function but those named can be called.
fn style<'a>(style: &str) -> Option<Cow<'a, str>> {
    let kept: Vec<&str> = style
        .split(';')
        .map(str::trim)
        .filter(|declaration| {
            !declaration.is_empty() && is_plain(declaration) && stays_in_place(declaration)
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join(";").into())
}

fn is_plain(declaration: &str) -> bool {
    let characters_are_plain = declaration.chars().all(|character| {
        character.is_alphanumeric() || " \t\r\n#%.,-+()'\"!:_/*".contains(character)
    });
    characters_are_plain
        && !declaration.contains("/*")
        && declaration
            .match_indices('(')
            .all(|(at, _)| function_before(&declaration[..at]))
}

/// Whether a declaration does not move text over its neighbours or out of sight: no negative
/// margins, no negative spacing of letters, no indentation by more than a hanging first line.
fn stays_in_place(declaration: &str) -> bool {
    let (property, value) = declaration.split_once(':').unwrap_or((declaration, ""));
    let property = property.trim().to_ascii_lowercase();
    match property.as_str() {
        "text-indent" => is_small(value),
        // What `calc` yields could be negative without a sign.
        "letter-spacing" => !value.contains(['-', '(']),
        _ if property.starts_with("margin") => !value.contains(['-', '(']),
        _ => true,
    }
}

/// Whether a length is at most an inch to either side; Word indents its lists by half of one.
fn is_small(value: &str) -> bool {
    const PIXELS_PER_INCH: f64 = 96.0;
    let value = value.trim().to_ascii_lowercase();
    let value = value.trim_end_matches("!important").trim_end();
    let number = value.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let pixels = match &value[number.len()..] {
        "" | "px" => 1.0,
        "pt" => PIXELS_PER_INCH / 72.0,
        "in" => PIXELS_PER_INCH,
        "cm" => PIXELS_PER_INCH / 2.54,
        "mm" => PIXELS_PER_INCH / 25.4,
        // Of a large font.
        "em" | "rem" => 24.0,
        _ => return false,
    };
    number
        .parse::<f64>()
        .is_ok_and(|number| (number * pixels).abs() <= PIXELS_PER_INCH)
}

fn function_before(text: &str) -> bool {
    let start = text
        .rfind(|character: char| {
            !character.is_alphanumeric() && character != '-' && character != '_'
        })
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    let name = text[start..].to_ascii_lowercase();
    // Inside `calc`, a bracket may group.
    name.is_empty() || STYLE_FUNCTIONS.contains(&name.as_str())
}

/// The address of a link, if it is one that a reader may follow; nothing relative, since there is
/// nothing to be relative to.
fn link<'a>(value: &str) -> Option<Cow<'a, str>> {
    let value = value.trim();
    let url = Url::parse(value).ok()?;
    let may_follow = match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" | "tel" => true,
        _ => false,
    };
    let value = value.replace(|character: char| character.is_control(), "");
    may_follow.then(|| value.into())
}

/// The source of an image: one that the message holds, or data in the HTML.
fn image<'a>(value: &str, images: &Images, found: &Mutex<Sanitised>) -> Option<Cow<'a, str>> {
    let value = value.trim();
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(id) = images.find(value) {
        let source = format!("cid:{id}");
        found.shown.insert(id);
        return Some(source.into());
    }
    if is_image_data(value) {
        return Some(value.to_owned().into());
    }
    let scheme = value
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    found.remote_images_removed |=
        matches!(scheme.as_str(), "http" | "https" | "ftp") || value.starts_with("//");
    None
}

impl Images {
    /// The identifier of the part that `source` names by `cid:` (RFC 2392) or by its location
    /// (RFC 2557).
    fn find(&self, source: &str) -> Option<String> {
        if let Some(id) = self.locations.get(source) {
            return Some(id.clone());
        }
        let scheme = source.get(..4)?;
        if !scheme.eq_ignore_ascii_case("cid:") {
            return None;
        }
        let id = source[4..].trim_matches(['<', '>', ' ']);
        let mut decoded = Vec::new();
        percent_decode(id, &mut decoded);
        let decoded = String::from_utf8_lossy(&decoded);
        [id, decoded.as_ref()]
            .into_iter()
            .find(|id| self.ids.contains(*id))
            .or_else(|| self.locations.get(decoded.as_ref()).map(String::as_str))
            .map(str::to_owned)
    }
}

/// `data:` with an image that a browser draws and does not run.
fn is_image_data(value: &str) -> bool {
    let Some((head, data)) = value.split_once(',') else {
        return false;
    };
    let head = head.to_ascii_lowercase();
    let kinds = ["png", "jpeg", "jpg", "gif", "webp", "bmp", "avif"];
    kinds
        .iter()
        .any(|kind| head == format!("data:image/{kind};base64"))
        && data
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=%\r\n\t ".contains(&byte))
}

/// Attributes for an element around everything that takes over the looks of `<body>`.
fn body_style(attributes: &[(String, String)]) -> Option<String> {
    let mut style = String::new();
    let mut out = String::new();
    for (name, value) in attributes {
        let value = value.replace('"', "&quot;");
        match name.as_str() {
            "bgcolor" => style.push_str(&format!("background-color:{value};")),
            "text" => style.push_str(&format!("color:{value};")),
            "style" => style.push_str(&format!("{value};")),
            "dir" | "lang" => out.push_str(&format!(" {name}=\"{value}\"")),
            _ => {}
        }
    }
    if !style.is_empty() {
        out.push_str(&format!(" style=\"{style}\""));
    }
    (!out.is_empty()).then_some(out)
}
