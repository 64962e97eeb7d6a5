//! How an element looks: by what it is (WHATWG HTML §15.3), by its presentational attributes
//! (§15.3 and §16.3), and by its `style`, in this order.

use super::super::boxes::{Align, Colour, Direction, Family, LineStyle, VerticalAlign};
use super::colours::legacy;
use super::css;
use super::css_values::family;
use super::dom::{Dom, Id};
use super::lengths::{Measure, PIXEL, dimension, legacy_font_size, text_size};
use super::style::{Display, Inherited, Own, Side, WhiteSpace};
use std::rc::Rc;

const LINK: Colour = Colour {
    red: 0,
    green: 0,
    blue: 0xee,
};

/// The bar beside a quotation.
pub(super) const QUOTE_BAR: Side = Side {
    width: Some(1.5),
    line: Some(LineStyle::Solid),
    colour: Some(Colour {
        red: 0xb5,
        green: 0xbd,
        blue: 0xc4,
    }),
};

const HIGHLIGHT: Colour = Colour {
    red: 0xff,
    green: 0xff,
    blue: 0,
};

/// How far lists, quotations and definitions are indented, in points: 40 pixels.
pub(super) const INDENT: f32 = 40.0 * PIXEL;

/// What an element gives to what is in it, and keeps for itself.
pub(super) fn looks(dom: &Dom, id: Id, outer: &Inherited) -> (Inherited, Own) {
    let name = dom.name(id);
    let mut inherited = outer.clone();
    inherited.text.background = None;
    let mut own = Own::new(display(name));
    by_name(name, &mut inherited, &mut own);
    by_attributes(dom, id, name, &mut inherited, &mut own);
    if inherited.direction == Direction::RightToLeft && matches!(name, "blockquote" | "dd") {
        // What is indented where lines start.
        std::mem::swap(&mut own.margin.left, &mut own.margin.right);
        std::mem::swap(&mut own.padding.left, &mut own.padding.right);
        std::mem::swap(&mut own.border.left, &mut own.border.right);
    }
    if let Some(declarations) = dom.attribute(id, "style") {
        css::apply(declarations, outer, &mut inherited, &mut own);
    }
    let text = &mut inherited.text;
    text.underline = outer.text.underline || own.underline;
    text.strike = outer.text.strike || own.strike;
    if own.display == Display::Inline {
        text.background = own.background.or(outer.text.background);
    }
    (inherited, own)
}

fn display(name: &str) -> Display {
    match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "dd" | "div"
        | "dl" | "dt" | "figcaption" | "figure" | "footer" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" | "header" | "hr" | "html" | "main" | "ol" | "p" | "pre" | "section" | "ul" => {
            Display::Block
        }
        // Not in a line either; `tables` takes them before anybody asks.
        "caption" | "col" | "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => {
            Display::Block
        }
        "li" => Display::ListItem,
        "table" => Display::Table,
        // Brackets for programs that cannot set ruby; here the text stands in brackets anyway.
        "rp" | "head" => Display::None,
        _ => Display::Inline,
    }
}

fn by_name(name: &str, inherited: &mut Inherited, own: &mut Own) {
    let scale = |inherited: &mut Inherited, factor: f32| {
        inherited.text.size = text_size(inherited.text.size * factor);
    };
    let mut margins = |em: f32| {
        own.margin.top = Some(em);
        own.margin.bottom = Some(em);
    };
    match name {
        "p" | "ul" | "ol" | "dl" => margins(inherited.text.size),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let (factor, margin) = match name {
                "h1" => (2.0, 0.67),
                "h2" => (1.5, 0.83),
                "h3" => (1.17, 1.0),
                "h4" => (1.0, 1.33),
                "h5" => (0.83, 1.67),
                _ => (0.67, 2.33),
            };
            scale(inherited, factor);
            margins(inherited.text.size * margin);
            inherited.text.bold = true;
        }
        "blockquote" => {
            margins(inherited.text.size / 2.0);
            own.margin.left = Some(4.0);
            own.padding.left = 8.0;
            own.border.left = QUOTE_BAR;
        }
        "figure" => {
            margins(inherited.text.size);
            own.margin.left = Some(INDENT);
            own.margin.right = Some(INDENT);
        }
        "pre" => {
            margins(inherited.text.size);
            inherited.white_space = WhiteSpace::PRE;
            inherited.text.family = Family::Mono;
            scale(inherited, 0.87);
        }
        "code" | "kbd" | "samp" | "tt" => {
            inherited.text.family = Family::Mono;
            scale(inherited, 0.9);
        }
        "dd" => own.margin.left = Some(INDENT),
        "center" => {
            inherited.align = Align::Centre;
            inherited.places_boxes = true;
        }
        "address" | "cite" | "dfn" | "em" | "i" | "var" => inherited.text.italic = true,
        "b" | "strong" => inherited.text.bold = true,
        "th" => {
            inherited.text.bold = true;
            inherited.align = Align::Centre;
        }
        "ins" | "u" => own.underline = true,
        "del" | "s" | "strike" => own.strike = true,
        "small" => scale(inherited, 1.0 / 1.2),
        "big" => scale(inherited, 1.2),
        "sub" => {
            inherited.text.rise -= inherited.text.size * 0.2;
            scale(inherited, 1.0 / 1.2);
        }
        "sup" => {
            inherited.text.rise += inherited.text.size * 0.35;
            scale(inherited, 1.0 / 1.2);
        }
        "mark" => own.background = Some(HIGHLIGHT),
        "rt" => scale(inherited, 0.7),
        _ => {}
    }
}

fn by_attributes(dom: &Dom, id: Id, name: &str, inherited: &mut Inherited, own: &mut Own) {
    let attribute = |name| dom.attribute(id, name);
    match attribute("dir").map(str::to_ascii_lowercase).as_deref() {
        Some("rtl") => inherited.direction = Direction::RightToLeft,
        Some("ltr") => inherited.direction = Direction::LeftToRight,
        Some("auto") => inherited.direction = Direction::Auto,
        _ => {}
    }
    if let Some(language) = attribute("lang").and_then(language) {
        inherited.text.language = Some(language);
    }
    if let Some(value) = attribute("align") {
        align(value, name, inherited, own);
    }
    if let Some(value) = attribute("valign") {
        own.vertical = vertical(value);
    }
    if let Some(colour) = attribute("bgcolor").and_then(legacy) {
        own.background = Some(colour);
        inherited.behind = colour;
    }
    if matches!(name, "table" | "td" | "th" | "hr") {
        if let Some(width) = attribute("width").and_then(dimension) {
            own.width = width.width();
        }
        if let Some(Measure::Number(height)) = attribute("height").and_then(dimension) {
            own.height = (height * PIXEL).min(800.0);
        }
    }
    if attribute("nowrap").is_some() {
        inherited.white_space.wraps = false;
    }
    match name {
        "a" => {
            if let Some(target) = attribute("href") {
                inherited.text.link = link(target);
                inherited.text.colour = LINK;
                own.underline = true;
            }
        }
        "font" => {
            if let Some(colour) = attribute("color").and_then(legacy) {
                inherited.text.colour = colour;
            }
            if let Some(family) = attribute("face").and_then(family) {
                inherited.text.family = family;
            }
            if let Some(size) = attribute("size").and_then(legacy_font_size) {
                inherited.text.size = size;
            }
        }
        _ => {}
    }
}

fn align(value: &str, name: &str, inherited: &mut Inherited, own: &mut Own) {
    let align = match value.trim().to_ascii_lowercase().as_str() {
        "center" | "middle" => Align::Centre,
        "left" => Align::Left,
        "right" => Align::Right,
        "justify" => Align::Justify,
        _ => return,
    };
    match name {
        // In the line; which side of the text it stands on is given up.
        "img" => {}
        "table" if align == Align::Centre => {
            own.margin.left = None;
            own.margin.right = None;
        }
        "table" => own.float = Some(align),
        "hr" if align == Align::Right => own.margin.left = None,
        "hr" if align == Align::Left => own.margin.right = Some(0.0),
        _ => {
            inherited.align = align;
            inherited.places_boxes = true;
        }
    }
}

fn vertical(value: &str) -> Option<VerticalAlign> {
    match value.trim().to_ascii_lowercase().as_str() {
        "top" | "baseline" => Some(VerticalAlign::Top),
        "middle" | "center" => Some(VerticalAlign::Middle),
        "bottom" => Some(VerticalAlign::Bottom),
        _ => None,
    }
}

/// A language tag, as far as its form says (RFC 5646 §2.1).
pub(super) fn language(tag: &str) -> Option<Rc<str>> {
    let tag = tag.trim().replace('_', "-");
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let primary = tag.split('-').next().unwrap_or_default();
    let known = (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && tag.len() <= 35
        && tag.split('-').all(is_subtag);
    known.then(|| tag.as_str().into())
}

/// The target of a link that may stand in a PDF. A telephone number is text only.
pub(super) fn link(target: &str) -> Option<Rc<str>> {
    /// What browsers and readers take.
    const MAX_LENGTH: usize = 8 * 1024;
    let target = target.trim();
    let scheme = target.split(':').next()?.to_ascii_lowercase();
    let may_follow = matches!(scheme.as_str(), "http" | "https" | "mailto");
    (may_follow && target.len() <= MAX_LENGTH).then(|| target.into())
}

#[cfg(test)]
mod tests {
    use super::{language, link};

    #[test]
    fn only_web_and_mail_links_stay() {
        for target in ["https://a.example/?b", " mailto:a@b ", "HTTP://X"] {
            assert_eq!(link(target).as_deref(), Some(target.trim()));
        }
        for target in ["tel:1", "javascript:x", "#top", "", "file:///etc/passwd"] {
            assert_eq!(link(target), None, "{target}");
        }
    }

    #[test]
    fn languages_have_the_form_of_a_tag() {
        assert_eq!(language("de_AT").as_deref(), Some("de-AT"));
        assert_eq!(language("zh-Hant-TW").as_deref(), Some("zh-Hant-TW"));
        for tag in ["", "x", "de-", "0", "a b", "d\u{e9}", "de(x)"] {
            assert_eq!(language(tag), None, "{tag}");
        }
    }
}
