//! Sanitised HTML as text, for a mail that has no text of its own.

/// Renders HTML that [`sanitise`](super::sanitise) has written: all tags are well-formed and
/// closed, attributes are in double quotes. What is beyond `limit` bytes of text may be left out:
/// a quoted line of one character can be two dozen.
pub(super) fn to_text(html: &str, limit: usize) -> String {
    let mut writer = Writer {
        limit,
        ..Writer::default()
    };
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        writer.text(&rest[..start]);
        let Some(end) = end_of_tag(&rest[start..]) else {
            return writer.finish();
        };
        writer.tag(&rest[start + 1..start + end]);
        rest = &rest[start + end + 1..];
    }
    writer.text(rest);
    writer.finish()
}

/// The offset of the `>` that ends the tag.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

#[derive(Default)]
struct Writer {
    out: String,
    limit: usize,
    /// Line ends to write before the next text: 0, 1 or 2.
    breaks: usize,
    /// A space to write before the next text on the same line.
    space: bool,
    quotes: usize,
    preformatted: usize,
    /// The open elements within one that is not displayed, that one included.
    hidden: usize,
    /// The targets of the open links, and where their text began.
    links: Vec<(String, usize)>,
}

impl Writer {
    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let tag = tag.trim_start_matches('/');
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let is_void = matches!(name, "br" | "hr" | "img" | "col" | "wbr");
        if self.hidden > 0 {
            match (is_end, is_void) {
                (true, _) => self.hidden -= 1,
                (false, false) => self.hidden += 1,
                (false, true) => {}
            }
            return;
        }
        if !is_end && !is_void && is_hidden(tag) {
            self.hidden = 1;
            return;
        }
        match name {
            "br" => self.line_break(),
            "hr" => {
                self.need(1);
                self.word("----");
                self.need(1);
            }
            "img" => {
                if let Some(alternative) = attribute(tag, "alt") {
                    self.text(alternative);
                }
            }
            "a" if is_end => self.end_link(),
            "a" => {
                let target = attribute(tag, "href").map(unescape).unwrap_or_default();
                self.links.push((target, self.out.len()));
            }
            "td" | "th" => self.space = true,
            "li" => {
                self.need(1);
                if !is_end {
                    self.word("- ");
                }
            }
            "blockquote" => {
                self.need(2);
                self.quotes = change(self.quotes, is_end);
            }
            "pre" => {
                self.need(2);
                self.preformatted = change(self.preformatted, is_end);
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" | "table" | "figure" => {
                self.need(2);
            }
            // A list in a list follows its item at once.
            "ul" | "ol" | "div" | "tr" | "dt" | "dd" | "address" | "article" | "aside"
            | "caption" | "center" | "figcaption" | "footer" | "header" | "main" | "section" => {
                self.need(1);
            }
            _ => {}
        }
    }

    fn text(&mut self, escaped: &str) {
        if self.hidden > 0 {
            return;
        }
        let text = unescape(escaped);
        if self.preformatted > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.line_break();
                }
                self.word(line);
            }
            return;
        }
        // No-break spaces are white space of the layout in most mails, and text in none.
        let is_space = |character: char| character.is_whitespace();
        self.space |= text.starts_with(is_space);
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            self.word(word);
            self.space = true;
        }
        self.space = text.ends_with(is_space) || self.space && text.trim().is_empty();
    }

    fn need(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    /// A break that the author set: several of them are several.
    fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(3);
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() || self.out.len() > self.limit {
            return;
        }
        let at_start = self.out.is_empty();
        if self.breaks > 0 || at_start {
            for _ in 0..if at_start { 0 } else { self.breaks } {
                self.out.push('\n');
            }
            if self.quotes > 0 {
                self.out
                    .extend(std::iter::repeat_n('>', self.quotes.min(20)));
                self.out.push(' ');
            }
        } else if self.space && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
        self.out.push_str(word);
    }

    /// Names the target of a link that its text does not show.
    fn end_link(&mut self) {
        let Some((target, start)) = self.links.pop() else {
            return;
        };
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let plain = target
            .trim_start_matches("mailto:")
            .trim_start_matches("tel:");
        let bare = plain
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/');
        if !bare.is_empty() && !shown.is_empty() && !shown.contains(bare) {
            self.space = true;
            self.word(&format!("<{plain}>"));
        }
    }

    fn finish(mut self) -> String {
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

fn change(depth: usize, is_end: bool) -> usize {
    if is_end {
        depth.saturating_sub(1)
    } else {
        depth + 1
    }
}

/// Whether an element is there for machines only, such as the preview line of a newsletter.
fn is_hidden(tag: &str) -> bool {
    attribute(tag, "style").is_some_and(|style| {
        let style = style.replace(' ', "").to_ascii_lowercase();
        style.contains("display:none")
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    Some(after.split('"').next().unwrap_or_default())
}

/// Undoes the escapes that the serialiser writes (WHATWG HTML §13.3).
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Text as HTML that looks like it (WHATWG HTML §13.3), for a mail that mixes both.
pub(super) fn to_html(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<div style=\"white-space:pre-wrap\">{escaped}</div>")
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn html_reads_well_as_text() {
        for (html, expected) in [
            (
                "<p>Hello <b>you</b>,</p><p>a &lt;&amp;&gt; b</p>",
                "Hello you,\n\na <&> b\n",
            ),
            ("a<br>b<br><br>c", "a\nb\n\nc\n"),
            ("<div>a</div><div>b</div>", "a\nb\n"),
            ("  a \n b&nbsp; c ", "a b c\n"),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"),
            (
                "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>",
                "a b\nc\n",
            ),
            (
                "x<blockquote>a<blockquote>b</blockquote></blockquote>y",
                "x\n\n> a\n\n>> b\n\ny\n",
            ),
            ("<pre>a\n  b</pre>", "a\n  b\n"),
            (
                "<a href=\"https://x.example/y\">here</a>!",
                "here <https://x.example/y>!\n",
            ),
            (
                "<a href=\"https://x.example/\">x.example</a>",
                "x.example\n",
            ),
            ("<a href=\"mailto:a@b\">a@b</a>", "a@b\n"),
            ("<img alt=\"a &gt; b\">", "a > b\n"),
            (
                "<div style=\"display:none\">x<div>y</div><br></div>z",
                "z\n",
            ),
            ("", ""),
        ] {
            assert_eq!(to_text(html, 100), expected, "{html}");
        }
        let quoted = format!("<blockquote><pre>{}</pre></blockquote>", "x\n".repeat(100));
        assert!(to_text(&quoted, 100).len() < 110);
    }
}
