//! The HTML of a mail, made safe to show: what is not on a list is gone.
//!
//! Ammonia parses the HTML as a browser does and keeps the elements, attributes and style
//! properties named here. Nothing that stays can run, submit, refer to a style or an identifier
//! of the page around it, or fetch anything: an image is in the message or in the HTML itself.

use super::bounded::{Budget, bounded};
use super::params::percent_decode;
use super::style::{STYLE_PROPERTIES, style};
use super::stylesheet::Rules;
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
    let found = Arc::new(Mutex::new(Sanitised::default()));
    let clean = |html: &str, kept: &[&'static str]| {
        builder(Arc::clone(images), Arc::clone(&found))
            .add_generic_attributes(kept.iter().copied())
            .clean(html)
            .to_string()
    };
    let rules = Rules::read(&bounded.css);
    let mut simplified = bounded.simplified;
    let mut source = None;
    if !rules.is_empty() {
        // The rules are for HTML that is clean already but for what they look for; what they
        // make of it is cleaned again like any other.
        let body = body_element(&bounded.body_attributes, "", &MATCHED);
        let body = clean(&body.unwrap_or_default(), &MATCHED);
        let attributes = body
            .strip_prefix("<div")
            .and_then(|body| body.strip_suffix("></div>"));
        let inlined = rules.inline(
            &clean(&bounded.html, &MATCHED),
            attributes.unwrap_or_default(),
            budget,
        );
        simplified |= inlined.is_none();
        source =
            inlined.map(|(html, attributes)| body_element(&attributes, &html, &[]).unwrap_or(html));
    }
    let source = source.unwrap_or_else(|| {
        body_element(&bounded.body_attributes, &bounded.html, &[]).unwrap_or(bounded.html)
    });
    let clean = clean(&source, &[]);
    let mut sanitised = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
    sanitised.html = clean;
    sanitised.simplified = simplified;
    sanitised
}

/// Attributes that rules look for, and that do not stay.
const MATCHED: [&str; 2] = ["class", "id"];

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
pub(crate) const ELEMENTS: [&str; 73] = [
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

/// `html` in an element that takes over the looks of `<body>`, if that has any. Attributes named
/// in `more` are taken over, too.
fn body_element(attributes: &[(String, String)], html: &str, more: &[&str]) -> Option<String> {
    let mut style = String::new();
    let mut out = String::new();
    for (name, value) in attributes {
        let value = value.replace('"', "&quot;");
        match name.as_str() {
            "bgcolor" => style.push_str(&format!("background-color:{value};")),
            "text" => style.push_str(&format!("color:{value};")),
            "dir" | "lang" => out.push_str(&format!(" {name}=\"{value}\"")),
            name if more.contains(&name) => out.push_str(&format!(" {name}=\"{value}\"")),
            _ => {}
        }
    }
    // What is said in CSS counts more.
    for (_, value) in attributes.iter().filter(|(name, _)| name == "style") {
        style.push_str(&format!("{};", value.replace('"', "&quot;")));
    }
    if !style.is_empty() {
        out.push_str(&format!(" style=\"{style}\""));
    }
    (!out.is_empty()).then(|| format!("<div{out}>{html}</div>"))
}
