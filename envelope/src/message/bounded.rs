//! Brings HTML into a shape that the sanitiser handles in bounded time and memory.
//!
//! The parser of the HTML standard needs time that grows with the square of the nesting, of the
//! unclosed formatting elements and of the attributes of one tag; a mail of a megabyte can be made
//! to cost minutes or gigabytes that way. This pass reads the tokens once, in the standard's
//! tokenizer states (WHATWG HTML §13.2.5), and drops what has no place in a mail: unknown and
//! active elements, comments, raw text such as scripts, and tags beyond the bounds below. It puts
//! style sheets aside. It makes nothing safe; that is the sanitiser's work, which comes after it.

use super::stylesheet::is_for_screens;
use std::ops::Range;

/// Deeper nesting than any mail client writes. The time of the parser grows with its square.
const MAX_NESTING: usize = 256;

/// Formatting elements that are open at the same time. The parser opens all of them again in
/// every new block (§13.2.4.3).
const MAX_FORMATTING: usize = 24;

/// Tags of all bodies of a message, with the elements that the parser opens again for them; half of them are end
/// tags. Each element costs some 350 bytes until the body is clean. Newsletters have 5,000.
const MAX_ELEMENTS: usize = 80_000;

/// Bytes of the tags that the parser opens again, in all bodies of a message. Each time it copies
/// the attributes, however long they are.
const MAX_REOPENED_BYTES: usize = 2 << 20;

/// Bytes of the style sheets of all bodies of a message. Newsletters have 50,000.
const MAX_CSS: usize = 256 << 10;

/// Selectors and their declarations, times elements; those that look at ancestors counted for each:
/// at most about a second of matching. Newsletters need a hundredth.
const MAX_MATCHING: usize = 40_000_000;

/// Properties times elements: each may be a declaration of 48 bytes in memory.
const MAX_DECLARATIONS: usize = 1_000_000;

/// What the HTML of one message may still cost.
pub(super) struct Budget {
    elements: usize,
    reopened_bytes: usize,
    css: usize,
    matching: usize,
    declarations: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            elements: MAX_ELEMENTS,
            reopened_bytes: MAX_REOPENED_BYTES,
            css: MAX_CSS,
            matching: MAX_MATCHING,
            declarations: MAX_DECLARATIONS,
        }
    }
}

impl Budget {
    /// Takes the cost of moving rules to elements, if so much is left.
    pub(super) fn take_matching(&mut self, matching: usize, declarations: usize) -> Option<()> {
        let left = self.matching.checked_sub(matching)?;
        self.declarations = self.declarations.checked_sub(declarations)?;
        self.matching = left;
        Some(())
    }
}

/// Attributes of one tag. The parser compares each with all others.
const MAX_ATTRIBUTES: usize = 128;

/// HTML within the bounds.
pub(super) struct Bounded {
    pub(super) html: String,
    /// Something was left out because it is beyond a bound.
    pub(super) simplified: bool,
    /// The style sheets, as they stand in the source.
    pub(super) css: String,
    /// The attributes of `<body>`, and language and direction of `<html>`: lower-case names, and
    /// values as they stand in the source.
    pub(super) body_attributes: Vec<(String, String)>,
}

/// Copies the tags for which `keep` says so, and all text, as long as they are within the bounds.
pub(super) fn bounded(html: &str, budget: &mut Budget, keep: impl Fn(&str) -> bool) -> Bounded {
    let mut pass = Pass {
        budget,
        html,
        out: Bounded {
            html: String::with_capacity(html.len()),
            simplified: false,
            css: String::new(),
            body_attributes: Vec::new(),
        },
        open: Vec::new(),
        formatting: Vec::new(),
    };
    pass.run(keep);
    pass.out
}

struct Pass<'a> {
    budget: &'a mut Budget,
    html: &'a str,
    out: Bounded,
    /// The open elements, and how many formatting elements were open before each.
    open: Vec<(String, usize)>,
    /// The open formatting elements, and how long their tags are.
    formatting: Vec<(String, usize)>,
}

/// A tag: where it stands, its lower-case name, and where its attributes and their values are.
pub(super) struct Tag {
    pub(super) range: Range<usize>,
    pub(super) name: String,
    is_end: bool,
    pub(super) attributes: Vec<(Range<usize>, Range<usize>)>,
}

impl Pass<'_> {
    fn run(&mut self, keep: impl Fn(&str) -> bool) {
        let html = self.html;
        let bytes = html.as_bytes();
        let mut position = 0;
        while let Some(at) = html[position..].find('<').map(|at| position + at) {
            self.out.html.push_str(&html[position..at]);
            let next = bytes.get(at + 1).copied().unwrap_or_default();
            let after = bytes.get(at + 2).copied().unwrap_or_default();
            position = if next.is_ascii_alphabetic() || next == b'/' && after.is_ascii_alphabetic()
            {
                let Some(tag) = read_tag(html, at) else {
                    // The tokenizer drops a tag that the end of the file cuts off.
                    return;
                };
                self.tag(&tag, &keep)
            } else if html[at..].starts_with("<!--") {
                end_of_comment(html, at)
            } else if matches!(next, b'!' | b'?' | b'/') {
                // A bogus comment, up to the next `>`.
                find_from(html, at, ">").map_or(html.len(), |end| end + 1)
            } else {
                self.out.html.push_str("&lt;");
                at + 1
            };
        }
        self.out.html.push_str(&html[position..]);
    }

    /// Handles a tag and returns where to go on.
    fn tag(&mut self, tag: &Tag, keep: &impl Fn(&str) -> bool) -> usize {
        let name = tag.name.as_str();
        if tag.is_end {
            // The end of the innermost element makes the parser open nothing again.
            let is_nested = self.open.last().is_some_and(|(open, _)| open == name);
            if keep(name) && self.count(!is_nested) {
                self.close(name);
                self.out.html.push_str("</");
                self.out.html.push_str(name);
                self.out.html.push('>');
            }
        } else if RAW_TEXT.contains(&name) {
            let end = end_of_raw_text(self.html, tag.range.end, name);
            if name == "style" {
                self.style_sheet(tag, end);
            }
            return end;
        } else if matches!(name, "html" | "body") {
            self.take_attributes(tag, name == "html");
        } else if keep(name) {
            if self.open(name, tag) {
                self.out.html.push_str(&self.html[tag.range.clone()]);
            } else {
                self.out.simplified = true;
            }
        }
        tag.range.end
    }

    /// Keeps the attributes of `<body>`; and the language and the direction that `<html>` states
    /// for it.
    fn take_attributes(&mut self, tag: &Tag, of_root: bool) {
        let text = |range: &Range<usize>| self.html.get(range.clone()).unwrap_or_default();
        for (name, value) in tag.attributes.iter().take(MAX_ATTRIBUTES) {
            let name = text(name).to_ascii_lowercase();
            let attributes = &mut self.out.body_attributes;
            match attributes.iter_mut().find(|(own, _)| *own == name) {
                // What the body says counts more than what is around it, and the first time it
                // says so.
                Some((_, own)) if !of_root && matches!(name.as_str(), "dir" | "lang") => {
                    text(value).clone_into(own);
                }
                Some(_) => {}
                None if !of_root || matches!(name.as_str(), "dir" | "lang") => {
                    attributes.push((name, text(value).to_owned()));
                }
                None => {}
            }
        }
    }

    /// Keeps the sheet of a `<style>` that ends before `end`, if it is for screens.
    fn style_sheet(&mut self, tag: &Tag, end: usize) {
        let text = |range: &Range<usize>| self.html.get(range.clone()).unwrap_or_default();
        let is_media = |name: &Range<usize>| text(name).eq_ignore_ascii_case("media");
        let media = tag.attributes.iter().find(|(name, _)| is_media(name));
        if media.is_some_and(|(_, value)| !is_for_screens(text(value))) {
            return;
        }
        let sheet = text(&(tag.range.end..end));
        let sheet = sheet
            .rfind("</")
            .and_then(|at| sheet.get(..at))
            .unwrap_or(sheet);
        match self.budget.css.checked_sub(sheet.len()) {
            Some(left) => {
                self.budget.css = left;
                self.out.css.push_str(sheet);
                self.out.css.push('\n');
            }
            None => self.out.simplified = true,
        }
    }

    /// Counts a start tag; `false` if it is beyond a bound.
    fn open(&mut self, name: &str, tag: &Tag) -> bool {
        self.imply_ends(name);
        let is_formatting = FORMATTING.contains(&name);
        let is_void = VOID.contains(&name);
        if tag.attributes.len() > MAX_ATTRIBUTES
            || is_formatting && self.formatting.len() >= MAX_FORMATTING
            || !is_void && self.open.len() >= MAX_NESTING
            || !self.count(true)
        {
            return false;
        }
        if !is_void {
            self.open.push((name.to_owned(), self.formatting.len()));
        }
        if is_formatting {
            self.formatting.push((name.to_owned(), tag.range.len()));
        }
        true
    }

    /// Counts the elements that a tag may make: its own, and the formatting ones that the parser
    /// opens again after it, if it `reopens` any. `false` if there are too many.
    fn count(&mut self, reopens: bool) -> bool {
        let elements = 1 + self.formatting.len();
        let bytes = if reopens {
            self.formatting.iter().map(|(_, bytes)| bytes).sum()
        } else {
            0
        };
        let left = self
            .budget
            .elements
            .checked_sub(elements)
            .zip(self.budget.reopened_bytes.checked_sub(bytes));
        if let Some((elements, reopened_bytes)) = left {
            self.budget.elements = elements;
            self.budget.reopened_bytes = reopened_bytes;
        }
        self.out.simplified |= left.is_none();
        left.is_some()
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            // Cells keep to themselves what is formatted in them (§13.2.4.3, "marker").
            if matches!(name, "td" | "th" | "caption" | "tr" | "table") {
                self.formatting.truncate(self.open[at].1);
            }
            self.open.truncate(at);
        }
        if let Some(at) = self.formatting.iter().rposition(|(open, _)| open == name) {
            self.formatting.remove(at);
        }
    }

    /// Ends the elements that this start tag ends by itself (§13.1.2.4), so that lists and tables
    /// without end tags do not look deep.
    fn imply_ends(&mut self, name: &str) {
        let (ended, container): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "table", "div"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table", "div"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "p" => (&["p"], &["td", "th", "div", "li", "blockquote", "table"]),
            _ => return,
        };
        let nearest =
            self.open.iter().rev().find(|(open, _)| {
                ended.contains(&open.as_str()) || container.contains(&open.as_str())
            });
        if let Some((open, _)) = nearest
            && ended.contains(&open.as_str())
        {
            let open = open.clone();
            self.close(&open);
        }
    }
}

/// Elements without content (§13.1.2).
const VOID: [&str; 4] = ["br", "col", "hr", "img"];

/// Formatting elements (§13.2.4.2).
const FORMATTING: [&str; 13] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
];

/// Elements whose content is not markup (§13.1.2); they are left out with their content.
/// (`u` and others that hold text only in a browser with scripts, such as `noscript`, are not.)
const RAW_TEXT: [&str; 8] = [
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
];

fn find_from(html: &str, from: usize, what: &str) -> Option<usize> {
    html[from..].find(what).map(|at| from + at)
}

/// The end of the comment at `at` (§13.2.5.43 and following).
pub(super) fn end_of_comment(html: &str, at: usize) -> usize {
    let content = at + 4;
    for empty in [">", "->"] {
        if html[content..].starts_with(empty) {
            return content + empty.len();
        }
    }
    let mut position = content;
    while let Some(dashes) = find_from(html, position, "--") {
        for end in [">", "!>"] {
            if html[dashes + 2..].starts_with(end) {
                return dashes + 2 + end.len();
            }
        }
        position = dashes + 1;
    }
    html.len()
}

/// The end of the raw text element `name` whose content begins at `from`.
pub(super) fn end_of_raw_text(html: &str, from: usize, name: &str) -> usize {
    let mut position = from;
    while let Some(at) = find_from(html, position, "</") {
        let after = &html.as_bytes()[at + 2..];
        let is_end = after
            .get(..name.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
            && matches!(
                after.get(name.len()),
                Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>')
            );
        if is_end {
            return find_from(html, at, ">").map_or(html.len(), |end| end + 1);
        }
        position = at + 2;
    }
    html.len()
}

/// Reads the tag at `at` (§13.2.5.6 to 13.2.5.40); `None` if the text ends within it.
pub(super) fn read_tag(html: &str, at: usize) -> Option<Tag> {
    let bytes = html.as_bytes();
    let is_end = bytes.get(at + 1) == Some(&b'/');
    let name_start = at + 1 + usize::from(is_end);
    let is_space = |byte: u8| byte.is_ascii_whitespace();
    let skip_while = |mut position: usize, test: &dyn Fn(u8) -> bool| {
        while bytes.get(position).is_some_and(|&byte| test(byte)) {
            position += 1;
        }
        position
    };
    let name_end = skip_while(name_start, &|byte| {
        !is_space(byte) && byte != b'/' && byte != b'>'
    });
    let mut position = name_end;
    let mut attributes = Vec::new();
    loop {
        position = skip_while(position, &|byte| is_space(byte) || byte == b'/');
        if *bytes.get(position)? == b'>' {
            break;
        }
        // The first character belongs to the name even if it is `=`.
        let own_name = position;
        position = skip_while(position + 1, &|byte| {
            !is_space(byte) && byte != b'/' && byte != b'>' && byte != b'='
        });
        let own_name = own_name..position;
        let equals = skip_while(position, &is_space);
        if bytes.get(equals) != Some(&b'=') {
            attributes.push((own_name, 0..0));
            position = equals;
            continue;
        }
        position = skip_while(equals + 1, &is_space);
        let (value, end) = match *bytes.get(position)? {
            quote @ (b'"' | b'\'') => {
                let end = skip_while(position + 1, &|byte| byte != quote);
                (position + 1..end, end + 1)
            }
            b'>' => (0..0, position),
            _ => {
                let end = skip_while(position, &|byte| !is_space(byte) && byte != b'>');
                (position..end, end)
            }
        };
        attributes.push((own_name, value));
        position = end;
    }
    Some(Tag {
        range: at..position + 1,
        name: html.get(name_start..name_end)?.to_ascii_lowercase(),
        is_end,
        attributes,
    })
}

#[cfg(test)]
mod tests {
    use super::{Bounded, Budget};

    fn bounded(html: &str, keep: impl Fn(&str) -> bool) -> Bounded {
        super::bounded(html, &mut Budget::default(), keep)
    }

    fn simple(html: &str) -> String {
        let known = [
            "a", "b", "br", "div", "font", "img", "p", "table", "td", "tr",
        ];
        bounded(html, |name| known.contains(&name)).html
    }

    #[test]
    fn tokens_are_those_of_the_standard() {
        for (html, expected) in [
            ("<p>a<B>b</B>", "<p>a<B>b</b>"),
            ("a<b", "a"),
            ("1 < 2 <3", "1 &lt; 2 &lt;3"),
            ("<!-- <p> -->x", "x"),
            ("<!-->x", "x"),
            ("<!--->x", "x"),
            ("<!-- a --!>x", "x"),
            ("<!doctype html>x<?php y ?>z", "xz"),
            ("<script>if (a<b) '</p>'</script >x", "x"),
            ("<style>p{}</styles></style>x", "x"),
            ("<title>never closed", ""),
            ("<p title='>'>x", "<p title='>'>x"),
            ("<p a=\"'>\" b=>x", "<p a=\"'>\" b=>x"),
            ("<p \" a='>x'>y", "<p \" a='>x'>y"),
            ("<p/=x>y", "<p/=x>y"),
            ("<svg><![CDATA[x]]><p>", "<p>"),
            ("<p a='x", ""),
        ] {
            assert_eq!(simple(html), expected, "{html}");
        }
    }

    #[test]
    fn what_is_beyond_the_bounds_is_left_out() {
        let deep = bounded(&"<div>".repeat(30_000), |_| true);
        assert!(deep.simplified && deep.html.len() == 5 * super::MAX_NESTING);
        let rows = bounded(&"<tr><td>x<p>y<p>z".repeat(5_000), |_| true);
        assert!(!rows.simplified);
        let many = bounded(&format!("<p {}>x", "a ".repeat(100_000)), |_| true);
        assert!(many.simplified && many.html == "x");
        let fonts: String = (0..1000).map(|n| format!("<font a={n}>")).collect();
        let fonts = bounded(&(fonts + &"<p>x".repeat(100_000)), |_| true);
        assert!(fonts.simplified && fonts.html.matches('<').count() < 10_000);
        let font = format!("<p><font face='{}'>", "x".repeat(10_000));
        let long = bounded(&(font + &"<p>x".repeat(10_000)), |_| true);
        assert!(long.simplified && long.html.matches("<p>").count() < 250);
    }

    #[test]
    fn the_attributes_of_the_body_are_kept_apart() {
        let page = bounded("<html><BODY bgcolor=red style='a:b'><p>x", |name| {
            name == "p"
        });
        assert_eq!(page.html, "<p>x");
        let expected = [("bgcolor", "red"), ("style", "a:b")];
        assert!(
            page.body_attributes
                .iter()
                .map(|(a, b)| (&**a, &**b))
                .eq(expected)
        );
    }
}
