//! The style sheets of a mail: which of their rules count, and moving those into the `style`
//! attributes of the elements they match, since nothing else of a sheet may stay in a view.
//!
//! Matching is done by css-inline, on HTML that is sanitised already and with rules that this
//! module wrote itself: nothing of a sheet gets there that is not on a list. Time and memory of the
//! matching grow with rules times elements; [`Budget`] bounds both.

use super::bounded::{Budget, read_tag};
use super::sanitise::ELEMENTS;
use super::style::{STYLE_PROPERTIES, style};
use css_inline::CSSInliner;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::thread;

/// Combinators of a selector. Each is a walk up the tree.
const MAX_COMBINATORS: usize = 8;

/// Bytes of a selector, and of the value of a declaration.
const MAX_SELECTOR: usize = 300;
const MAX_VALUE: usize = 300;

/// `@media` in `@media`.
const MAX_NESTING: usize = 4;

/// The width of the screen that a view is for, in pixels: enough for the columns of newsletters,
/// which begin at 480 to 600.
const SCREEN_WIDTH: f32 = 640.0;

/// As much as the main thread of a program usually has.
const STACK_BYTES: usize = 8 << 20;

/// The rules of a mail's sheets that count.
#[derive(Default)]
pub(super) struct Rules {
    css: String,
    /// Selectors, and the declarations that they lead to.
    simple: usize,
    /// Their combinators, each of which may look at all elements around one.
    nested: usize,
    properties: BTreeSet<String>,
}

impl Rules {
    /// Reads sheets. What cannot be read is left out (CSS Syntax 3 §9).
    pub(super) fn read(sheets: &str) -> Self {
        let mut rules = Self::default();
        rules.list(&without_comments(sheets), 0);
        rules
    }

    pub(super) fn is_empty(&self) -> bool {
        self.css.is_empty()
    }

    /// Reads a list of rules (CSS Syntax 3 §5.4.1).
    fn list(&mut self, css: &str, nesting: usize) {
        let mut rest = css.trim_start();
        while let Some(end) = find_unquoted(rest, &['{', ';', '}']) {
            let (prelude, after) = rest.split_at(end);
            let is_at_rule = prelude.starts_with('@');
            rest = if after.starts_with('{') {
                let block = after.get(1..).unwrap_or_default();
                let end = end_of_block(block);
                let (block, after) = block.split_at(end);
                if !is_at_rule {
                    self.rule(prelude, block);
                } else if let Some(query) = prelude
                    .get(1..6)
                    .filter(|name| name.eq_ignore_ascii_case("media"))
                    .and_then(|_| prelude.get(6..))
                    && nesting < MAX_NESTING
                    && is_for_screens(query)
                {
                    self.list(block, nesting + 1);
                }
                after.get(1..).unwrap_or_default()
            } else if after.starts_with(';') && !is_at_rule {
                // Part of a selector that will match nothing.
                rest = after.get(1..).unwrap_or_default();
                continue;
            } else {
                after.get(1..).unwrap_or_default()
            }
            .trim_start();
        }
    }

    fn rule(&mut self, prelude: &str, block: &str) {
        // Rules in rules come after what mails are written for.
        let Some(kept) = style(block).filter(|_| !block.contains('{')) else {
            return;
        };
        let mut declarations: Vec<(String, &str)> = Vec::new();
        for (property, value) in kept.split(';').filter_map(declaration) {
            // The last one counts, unless one before is important.
            match declarations.iter_mut().find(|(own, _)| *own == property) {
                Some((_, own)) if own.contains('!') && !value.contains('!') => {}
                Some((_, own)) => *own = value,
                None => declarations.push((property, value)),
            }
        }
        if declarations.is_empty() {
            return;
        }
        let mut selectors = Vec::new();
        for own in prelude.split(',').map(str::trim) {
            if let Some(combinators) = combinators(own) {
                selectors.push(own);
                self.simple += 1 + declarations.len();
                self.nested += combinators;
            }
        }
        if selectors.is_empty() {
            return;
        }
        self.css.push_str(&selectors.join(","));
        self.css.push('{');
        for (property, value) in declarations {
            self.css.push_str(&format!("{property}:{value};"));
            self.properties.insert(property);
        }
        self.css.push_str("}\n");
    }

    /// Moves the rules into `html`, whose `<body>` has these attributes as they stand in a tag.
    /// Returns the HTML and the attributes again; `None` if that would cost too much.
    pub(super) fn inline(
        &self,
        html: &str,
        body_attributes: &str,
        budget: &mut Budget,
    ) -> Option<(String, Vec<(String, String)>)> {
        let elements = 1 + html.bytes().filter(|byte| *byte == b'<').count();
        budget.take_matching(
            elements.checked_mul(self.simple + self.nested.checked_mul(nesting(html))?)?,
            elements.checked_mul(self.properties.len())?,
        )?;
        // With a doctype, because ammonia, too, parses as if there was one.
        let page = format!(
            "<!DOCTYPE html><html><head></head><body{body_attributes}>{html}</body></html>"
        );
        // Its parsers are others', and a mail is worth more than its looks: should one panic, that
        // ends with the thread.
        let page = thread::scope(|scope| {
            let inline = || {
                let mut out = Bounded {
                    bytes: Vec::with_capacity(page.len() * 2),
                    left: page.len() * 3 + (256 << 10),
                };
                let inliner = CSSInliner::options()
                    .load_remote_stylesheets(false)
                    .extra_css(Some(self.css.as_str().into()))
                    .minify_css(true)
                    .build();
                inliner.inline_to(&page, &mut out).ok()?;
                String::from_utf8(out.bytes).ok()
            };
            let thread = thread::Builder::new()
                .name("styles".to_owned())
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, inline);
            thread.ok()?.join().ok()?
        })?;
        let tag = read_tag(&page, page.find("<body")?)?;
        let content = page.get(tag.range.end..)?;
        let content = content.get(..content.rfind("</body>")?)?;
        let text = |range: &std::ops::Range<usize>| page.get(range.clone()).map(str::to_owned);
        let attributes = tag
            .attributes
            .iter()
            .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
            .collect();
        Some((content.to_owned(), attributes))
    }
}

/// Takes at most so many bytes.
struct Bounded {
    bytes: Vec<u8>,
    left: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::FileTooLarge)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How deep sanitised HTML nests.
fn nesting(html: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for tag in html.split('<').skip(1) {
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        if name.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !matches!(name, "br" | "col" | "hr" | "img" | "wbr") {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    // In `<html>` and `<body>`.
    deepest + 2
}

fn declaration(text: &str) -> Option<(String, &str)> {
    let (property, value) = text.split_once(':')?;
    let property = property.trim().to_ascii_lowercase();
    let value = value.trim();
    let stays = STYLE_PROPERTIES.contains(&property.as_str())
        && !value.is_empty()
        && value.len() <= MAX_VALUE;
    stays.then_some((property, value))
}

/// How many combinators a selector has (Selectors 4 §14), if it is one that mails need: of names,
/// classes, identifiers and attributes, with a few pseudo-classes that a view cannot change.
/// `~` is left out because it looks at all elements before one.
fn combinators(selector: &str) -> Option<usize> {
    let is_plain = selector.chars().all(|character| {
        character.is_alphanumeric() || " \t\r\n.#_-*>+:[]=\"'^$|~".contains(character)
    });
    if !is_plain || selector.is_empty() || selector.len() > MAX_SELECTOR {
        return None;
    }
    if selector.replace("~=", "").contains('~') {
        return None;
    }
    let known = selector.split(':').skip(1).all(|after| {
        let name =
            after.split(|character: char| !character.is_ascii_alphabetic() && character != '-');
        let name = name.into_iter().next().unwrap_or_default();
        ["link", "first-child", "last-child", "only-child"].contains(&name)
    });
    // The name of an element that a view never has.
    let last = selector
        .rsplit([' ', '>', '+', '\n', '\t'])
        .next()
        .unwrap_or_default();
    let element = last
        .split(['.', '#', '[', ':'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let may_match = element.is_empty()
        || element == "*"
        || element == "body"
        || ELEMENTS.contains(&element.as_str());
    let count = selector
        .split([' ', '>', '+', '\t', '\r', '\n'])
        .filter(|part| !part.is_empty())
        .count()
        .checked_sub(1)?;
    (known && may_match && count <= MAX_COMBINATORS).then_some(count)
}

/// Whether a list of media queries (Media Queries 4 §3) holds for a page on a screen.
pub(super) fn is_for_screens(list: &str) -> bool {
    list.split(',').any(|query| {
        let query = query.trim().to_ascii_lowercase();
        let mut words = query.split(" and ").map(str::trim);
        let media = words.next().unwrap_or_default();
        let media = media.strip_prefix("only ").unwrap_or(media).trim();
        let fits = match media {
            "" | "all" | "screen" => true,
            feature => holds(feature),
        };
        fits && words.all(holds)
    })
}

/// Whether a media feature is that of the screen: at least so wide, at most so wide.
fn holds(feature: &str) -> bool {
    let Some((name, value)) = feature
        .strip_prefix('(')
        .and_then(|feature| feature.strip_suffix(')'))
        .and_then(|feature| feature.split_once(':'))
    else {
        return false;
    };
    let value = value.trim();
    let pixels = match (value.strip_suffix("px"), value.strip_suffix("em")) {
        (Some(pixels), _) => pixels.trim().parse::<f32>(),
        (_, Some(em)) => em.trim().parse::<f32>().map(|em| em * 16.0),
        _ => return false,
    };
    match (name.trim(), pixels) {
        ("min-width", Ok(pixels)) => pixels <= SCREEN_WIDTH,
        ("max-width", Ok(pixels)) => pixels >= SCREEN_WIDTH,
        _ => false,
    }
}

/// CSS Syntax 3 §4.3.2, and the signs of an HTML comment around a sheet (§4.3.1).
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("<!--", " ").replace("-->", " ")
}

/// The place of the first of `what` that is not in a string.
fn find_unquoted(text: &str, what: &[char]) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, character)| {
        match (quote, character) {
            // A string ends with its line at the latest.
            (Some(_), '\n') => quote = None,
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, _) if what.contains(&character) => return Some(at),
            _ => {}
        }
        None
    })
}

/// Where a block ends whose content `text` begins with.
fn end_of_block(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut position = 0;
    while let Some(at) = text
        .get(position..)
        .and_then(|rest| find_unquoted(rest, &['{', '}']))
    {
        let at = position + at;
        match (text.as_bytes().get(at), depth) {
            (Some(b'}'), 0) => return at,
            (Some(b'}'), _) => depth -= 1,
            _ => depth += 1,
        }
        position = at + 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Budget, Rules, is_for_screens};

    fn inline(css: &str, html: &str) -> String {
        let rules = Rules::read(css);
        rules.inline(html, "", &mut Budget::default()).unwrap().0
    }

    #[test]
    fn rules_are_moved_as_the_cascade_says() {
        for (css, html, expected) in [
            ("p{color:red}", "<p>x</p>", r#"<p style="color:red">x</p>"#),
            (
                "p{color:red}",
                r#"<p style="color:blue">x</p>"#,
                r#"<p style="color:blue">x</p>"#,
            ),
            (
                "p{color:red!important}",
                r#"<p style="color:blue">x</p>"#,
                r#"<p style="color:red !important">x</p>"#,
            ),
            (
                ".a{color:red}p{color:blue}",
                r#"<p class="a">x</p>"#,
                r#"<p class="a" style="color:red">x</p>"#,
            ),
            (
                ".a{padding:0}p{padding-top:5px}",
                r#"<p class="a">x</p>"#,
                r#"<p class="a" style="padding-top:5px;padding:0">x</p>"#,
            ),
            (
                "div p, b{color:red}",
                "<div><p>x</p></div><p>y</p>",
                r#"<div><p style="color:red">x</p></div><p>y</p>"#,
            ),
            (
                "<!-- /* x */ a:link{color:red} a:hover{color:blue} -->",
                r#"<a href="x">x</a>"#,
                r#"<a href="x" style="color:red">x</a>"#,
            ),
            (
                "@media print{p{color:red}}@media screen{p{color:blue}}",
                "<p>x</p>",
                r#"<p style="color:blue">x</p>"#,
            ),
            (
                "@font-face{src:url(x)}@import 'x';p{color:red}",
                "<p>x</p>",
                r#"<p style="color:red">x</p>"#,
            ),
            (
                "p{color:red;background:url(x);position:fixed;behavior:x}",
                "<p>x</p>",
                r#"<p style="color:red">x</p>"#,
            ),
            (
                "p{color:red}}b{color:blue}",
                "<b>x</b>",
                r#"<b style="color:blue">x</b>"#,
            ),
            ("p{color:red", "<p>x</p>", r#"<p style="color:red">x</p>"#),
            (
                "p{color:red;b{color:blue}}i{color:red}",
                "<p>x</p><i>y</i>",
                r#"<p>x</p><i style="color:red">y</i>"#,
            ),
            (
                "p::before,p:hover,p:has(b),p~b,script{color:red}",
                "<p>x</p>",
                "<p>x</p>",
            ),
        ] {
            assert_eq!(inline(css, html), expected, "{css}");
        }
    }

    #[test]
    fn rules_for_the_body_stand_on_it() {
        let rules = Rules::read("body{color:red} body p{margin:0}");
        let (html, body) = rules
            .inline("<p>x</p>", r#" dir="rtl""#, &mut Budget::default())
            .unwrap();
        assert_eq!(html, r#"<p style="margin:0">x</p>"#);
        assert!(body.contains(&("dir".to_owned(), "rtl".to_owned())));
        assert!(body.contains(&("style".to_owned(), "color:red".to_owned())));
    }

    #[test]
    fn media_are_those_of_a_screen() {
        for query in [
            "",
            "all",
            "SCREEN",
            "only screen",
            "print, screen",
            "screen and (min-width:480px)",
            "(min-width: 30em)",
            "(max-width: 900px)",
        ] {
            assert!(is_for_screens(query), "{query}");
        }
        for query in [
            "print",
            "not screen",
            "screen and (max-width:600px)",
            "(prefers-color-scheme: dark)",
            "screen and (min-width:480px) and (max-width:500px)",
            "(min-width:calc(1px))",
            "(min-width:nanpx)",
        ] {
            assert!(!is_for_screens(query), "{query}");
        }
    }

    #[test]
    fn what_costs_too_much_is_not_done() {
        let many: String = (0..5_000)
            .map(|n| format!("div div div div .c{n}{{color:red}}"))
            .collect();
        let html = "<div>".repeat(200) + &"<p>x</p>".repeat(5_000) + &"</div>".repeat(200);
        assert!(
            Rules::read(&many)
                .inline(&html, "", &mut Budget::default())
                .is_none()
        );
        let long = format!("p{{font-family:{}}}", "a,".repeat(140) + "b");
        let html = "<p>x</p>".repeat(10_000);
        assert!(
            Rules::read(&long)
                .inline(&html, "", &mut Budget::default())
                .is_none()
        );
    }
}
