//! Everything in a message for those who search it, such as a gateway that looks for words: each part once, whether
//! a reader is shown it or not, and what is in attached messages.
//!
//! A [`View`](super::View) is not enough for that: it has the body as it is best read, and leaves out the other
//! versions of it, which another mail program may show.

use super::attached::{ends_with, is_message};
use super::body::{self, file_name};
use super::bounded::{end_of_comment, end_of_raw_text, read_tag};
use super::limits::Limits;
use super::render::{decode_at_most, decoded_text};
use super::rtf::Rich;
use super::structure::{Part, Structure};
use super::transfer::TransferEncoding;
use super::{Message, charset, flowed, rtf, tnef};
use crate::Error;
use mail_parser::decoders::html::add_html_token;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;

/// One part of a message, or of a message in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The name of the attached message that it is in; of several around each other, the outermost.
    pub within: Option<String>,
    /// The name that its sender gave it.
    pub name: Option<String>,
    /// The media type in lower case, without parameters.
    pub media_type: String,
    /// Whether it is attached, not a version of the body.
    pub attached: bool,
    /// Its text as [`searchable`], if it is one and texts were asked for; of a message, its subject.
    pub text: Option<String>,
}

/// Attached messages around each other that are looked into.
const MAX_MESSAGES: usize = 10;

impl Message<'_> {
    /// Lists all parts that have no parts themselves, in order, with those of attached messages; with their texts, if
    /// `max_text_bytes` says how much text there may be.
    ///
    /// Texts are parts of the type `text`, of a few others such as JSON, and files that are called like one (`.csv`).
    /// Of HTML it is what a browser would show, wherever it would show it. PDF, office documents and archives are not
    /// opened.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if there is more text than `max_text_bytes` or if an attached message is beyond `limits`
    /// or too deep, so that no one takes a part for all.
    ///
    /// ```
    /// use waxseal::message::Message;
    ///
    /// let mail = b"Subject: Hi\r\nContent-Type: text/html\r\n\r\n<p>Strictly <b>con</b>fidential</p>";
    /// let message = Message::parse(mail, &Default::default())?;
    /// let contents = message.contents(&Default::default(), Some(1000))?;
    /// assert_eq!(contents[0].text.as_deref(), Some("\nStrictly confidential\n"));
    /// assert!(message.contents(&Default::default(), Some(10)).is_err());
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    pub fn contents(
        &self,
        limits: &Limits,
        max_text_bytes: Option<usize>,
    ) -> Result<Vec<Content>, Error> {
        let mut search = Search {
            limits,
            found: Vec::new(),
            max_text_bytes,
            left: max_text_bytes.unwrap_or_default(),
        };
        let structure = Structure::read(self.raw(), limits)?;
        search.message(self.raw(), &structure, None, 0)?;
        Ok(search.found)
    }
}

struct Search<'a> {
    limits: &'a Limits,
    found: Vec<Content>,
    max_text_bytes: Option<usize>,
    /// How much text there may still be.
    left: usize,
}

impl Search<'_> {
    fn message(
        &mut self,
        raw: &[u8],
        structure: &Structure,
        within: Option<&str>,
        depth: usize,
    ) -> Result<(), Error> {
        let attached = body::choose(structure).attached;
        for (index, part) in structure.parts.iter().enumerate() {
            if part.is_multipart {
                continue;
            }
            let name = file_name(part);
            if self.found.len() >= self.limits.max_parts {
                return Err(too_large(
                    "the number of MIME parts, with those of attached messages",
                    self.limits.max_parts,
                ));
            }
            if is_message(&part.media_type, name.unwrap_or_default())
                && self.message_in(raw, part, within, depth)?
            {
                continue;
            }
            let text = match self.max_text_bytes {
                Some(_) if is_text(&part.media_type, name) => Some(self.text(raw, part)?),
                _ => None,
            };
            self.found.push(Content {
                within: within.map(str::to_owned),
                name: name.map(str::to_owned),
                media_type: part.media_type.clone(),
                attached: attached.binary_search(&index).is_ok(),
                text,
            });
            if tnef::is_tnef(&part.media_type) {
                let (bytes, _) = decode_at_most(part.encoding, part.encoded(raw), usize::MAX);
                let within = within.or(name).unwrap_or("winmail.dat");
                self.stream(&bytes, within, depth)?;
            }
        }
        Ok(())
    }

    /// Looks into a part that should be a message; `false` if it is none.
    fn message_in(
        &mut self,
        raw: &[u8],
        part: &Part,
        within: Option<&str>,
        depth: usize,
    ) -> Result<bool, Error> {
        let bytes = match part.encoding {
            TransferEncoding::Identity => Cow::Borrowed(part.encoded(raw)),
            encoding => Cow::Owned(decode_at_most(encoding, part.encoded(raw), usize::MAX).0),
        };
        let structure = Structure::read(&bytes, self.limits)?;
        if !structure.fields.are_of_a_mail() {
            return Ok(false);
        }
        if depth >= MAX_MESSAGES {
            return Err(too_large("the nesting of attached messages", MAX_MESSAGES));
        }
        let subject = structure.fields.text("subject").unwrap_or_default();
        let name = file_name(part);
        let shown = name.unwrap_or(if subject.is_empty() {
            "attached message"
        } else {
            &subject
        });
        let text = match self.max_text_bytes {
            Some(_) => Some(self.take(&subject)?),
            None => None,
        };
        self.found.push(Content {
            within: within.map(str::to_owned),
            name: name.map(str::to_owned),
            media_type: part.media_type.clone(),
            attached: true,
            text,
        });
        self.message(&bytes, &structure, within.or(Some(shown)), depth + 1)?;
        Ok(true)
    }

    /// Looks into what Outlook packs (TNEF): its body and its files.
    fn stream(&mut self, bytes: &[u8], within: &str, depth: usize) -> Result<(), Error> {
        if depth >= MAX_MESSAGES {
            return Err(too_large("the nesting of attached messages", MAX_MESSAGES));
        }
        let asked = self.max_text_bytes.is_some();
        let most = if asked {
            self.left
        } else {
            self.limits.max_body_bytes
        };
        let Some(tnef) = tnef::read(bytes, most) else {
            return Ok(());
        };
        if asked && tnef.is_cut {
            return Err(self.too_much_text());
        }
        for (media_type, body) in [("text/html", tnef.html), ("text/plain", tnef.text)] {
            let Some(body) = body else { continue };
            let text = match (asked, media_type) {
                (false, _) => None,
                (true, "text/html") => Some(self.take(&shown_text(&body))?),
                (true, _) => Some(self.take(&body)?),
            };
            self.found.push(Content {
                within: Some(within.to_owned()),
                name: None,
                media_type: media_type.to_owned(),
                attached: false,
                text,
            });
        }
        for file in &tnef.files {
            if self.found.len() >= self.limits.max_parts {
                return Err(too_large(
                    "the number of MIME parts, with those of attached messages",
                    self.limits.max_parts,
                ));
            }
            let content = bytes.get(file.range.clone()).unwrap_or_default();
            let media_type = file.media_type().to_owned();
            let text = match self.max_text_bytes {
                Some(_) if is_text(&media_type, file.name.as_deref()) => {
                    let cut = content.get(..=self.left).unwrap_or(content);
                    Some(self.take(&charset::decode(None, cut))?)
                }
                _ => None,
            };
            self.found.push(Content {
                within: Some(within.to_owned()),
                name: file.name.clone(),
                media_type,
                attached: true,
                text,
            });
            if file.is_stream() {
                self.stream(content, within, depth + 1)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, raw: &[u8], part: &Part) -> Result<String, Error> {
        if rtf::is_rtf(&part.media_type) {
            let (bytes, cut) = decode_at_most(part.encoding, part.encoded(raw), rtf::MAX_RTF);
            let (rich, shortened) = rtf::read(&bytes, self.left);
            if cut || shortened {
                return Err(self.too_much_text());
            }
            return match rich {
                Rich::Html(html) => self.take(&shown_text(&html)),
                Rich::Text(text) => self.take(&text),
            };
        }
        let (text, cut) = decoded_text(raw, part, self.left);
        if cut {
            return Err(self.too_much_text());
        }
        let is = |name, value: &str| {
            let own = part.content_type.get(name);
            own.is_some_and(|own| own.eq_ignore_ascii_case(value))
        };
        let name = file_name(part).unwrap_or_default();
        let is_html = part.media_type.contains("html")
            || [".html", ".htm"]
                .iter()
                .any(|ending| ends_with(name, ending));
        if is_html {
            self.take(&shown_text(&text))
        } else if part.media_type == "text/plain" && is("format", "flowed") {
            self.take(&flowed::unflow(&text, is("delsp", "yes")))
        } else {
            self.take(&text)
        }
    }

    /// The text as it is searched, counted.
    fn take(&mut self, text: &str) -> Result<String, Error> {
        // One character can become eighteen.
        let text = searchable_within(text, self.left).ok_or_else(|| self.too_much_text())?;
        self.left -= text.len();
        Ok(text)
    }

    fn too_much_text(&self) -> Error {
        too_large(
            "the text in the message (bytes)",
            self.max_text_bytes.unwrap_or_default(),
        )
    }
}

fn too_large(what: &'static str, limit: usize) -> Error {
    Error::TooLarge {
        what,
        found: limit as u64 + 1,
        limit: limit as u64,
    }
}

/// Names of files that are text, whatever type a mailer gives them.
const TEXT_FILES: [&str; 16] = [
    ".csv", ".eml", ".htm", ".html", ".ics", ".ini", ".json", ".log", ".md", ".sql", ".tsv",
    ".txt", ".vcf", ".xml", ".yaml", ".yml",
];

fn is_text(media_type: &str, name: Option<&str>) -> bool {
    let by_type = match media_type.split_once('/').unwrap_or_default() {
        // A multipart without parts is one whose boundary never comes.
        ("text" | "message" | "multipart", _) => true,
        ("application", subtype) => {
            matches!(
                subtype,
                "csv" | "ics" | "json" | "rtf" | "sql" | "x-yaml" | "xml" | "yaml"
            ) || subtype.ends_with("+json")
                || subtype.ends_with("+xml")
        }
        _ => false,
    };
    by_type
        || TEXT_FILES
            .iter()
            .any(|ending| name.is_some_and(|name| ends_with(name, ending)))
}

/// Text in the one form in which it is searched: in NFKC, so that a letter with an accent and a ligature have one
/// spelling, and without characters that show nothing, such as the soft hyphen. Apply it to what is looked for, too.
///
/// ```
/// use waxseal::message::searchable;
///
/// assert_eq!(searchable("con\u{ad}\u{fb01}dential U\u{308}"), "confidential Ü");
/// ```
#[must_use]
pub fn searchable(text: &str) -> String {
    searchable_within(text, usize::MAX).unwrap_or_default()
}

fn searchable_within(text: &str, limit: usize) -> Option<String> {
    if text.is_ascii() {
        return (text.len() <= limit).then(|| text.to_owned());
    }
    let mut out = String::with_capacity(text.len().min(limit));
    for character in text
        .chars()
        .filter(|&character| !shows_nothing(character))
        .nfkc()
    {
        if out.len() + character.len_utf8() > limit {
            return None;
        }
        out.push(character);
    }
    Some(out)
}

/// The soft hyphen, joiners, direction marks and variation selectors: what stands within words unseen.
fn shows_nothing(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Elements that part words. Within others a word goes on.
const BLOCKS: [&str; 47] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// What a browser, or Outlook, could show of HTML. It errs on the side of too much: what a style hides is text here.
fn shown_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut position = 0;
    while let Some(at) = html[position..].find('<').map(|at| position + at) {
        unescape(&html[position..at], &mut out);
        let mut next = html[at + 1..].bytes();
        let first = next.next().unwrap_or_default();
        let second = next.next().unwrap_or_default();
        position = if first.is_ascii_alphabetic() || first == b'/' && second.is_ascii_alphabetic() {
            let Some(tag) = read_tag(html, at) else {
                return out;
            };
            if BLOCKS.contains(&tag.name.as_str()) {
                out.push('\n');
            }
            for (name, value) in &tag.attributes {
                if html
                    .get(name.clone())
                    .is_some_and(|name| name.eq_ignore_ascii_case("alt"))
                {
                    out.push(' ');
                    unescape(html.get(value.clone()).unwrap_or_default(), &mut out);
                    out.push(' ');
                }
            }
            match tag.name.as_str() {
                "script" | "style" if first != b'/' => {
                    end_of_raw_text(html, tag.range.end, &tag.name)
                }
                _ => tag.range.end,
            }
        } else if html[at..].starts_with("<!--[if") {
            // Outlook shows what is in it.
            html[at..].find('>').map_or(html.len(), |end| at + end + 1)
        } else if html[at..].starts_with("<!--") {
            end_of_comment(html, at)
        } else if matches!(first, b'!' | b'?' | b'/') {
            html[at..].find('>').map_or(html.len(), |end| at + end + 1)
        } else {
            out.push('<');
            at + 1
        };
    }
    unescape(&html[position..], &mut out);
    out
}

/// Appends text with its character references decoded, as browsers do it (WHATWG HTML §13.2.5.72 and following).
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match reference(rest) {
            Some((character, length)) => {
                out.push(character);
                rest = &rest[length..];
                rest = rest.strip_prefix(';').unwrap_or(rest);
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
}

/// The character that `text` names at its start, behind the `&`, and how long the name is without its semicolon.
fn reference(text: &str) -> Option<(char, usize)> {
    /// No name of a character is longer.
    const MAX_NAME: usize = 32;
    /// Names that were valid without a semicolon once are no longer than this.
    const MAX_UNCLOSED: usize = 6;
    let count = |from: usize, belongs: fn(&u8) -> bool| {
        let bytes = text.bytes().skip(from).take(MAX_NAME);
        from + bytes.take_while(belongs).count()
    };
    if let Some(number) = text.strip_prefix('#') {
        let is_hex = number.starts_with(['x', 'X']);
        let (start, radix) = if is_hex { (2, 16) } else { (1, 10) };
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let end = count(
            start,
            if is_hex {
                u8::is_ascii_hexdigit
            } else {
                is_digit
            },
        );
        let digits = text.get(start..end).filter(|digits| !digits.is_empty())?;
        return Some((numbered(u32::from_str_radix(digits, radix).ok()), end));
    }
    let end = count(0, u8::is_ascii_alphanumeric);
    if text[end..].starts_with(';')
        && let Some(character) = named(&text[..end])
    {
        return Some((character, end));
    }
    (2..=end.min(MAX_UNCLOSED)).rev().find_map(|end| {
        let name = &text[..end];
        let character = named(name)?;
        let was_valid = match character {
            '&' | '<' | '>' | '"' => true,
            '\u{a0}'..='\u{ff}' => !NEVER_UNCLOSED.contains(&name),
            _ => false,
        };
        was_valid.then_some((character, end))
    })
}

/// Names of characters of Latin-1 that came when the semicolon had to be there.
const NEVER_UNCLOSED: [&str; 7] = ["Dot", "angst", "die", "div", "half", "pm", "strns"];

fn named(name: &str) -> Option<char> {
    let token = format!("&{name};");
    let mut out = String::new();
    add_html_token(&mut out, token.as_bytes(), false);
    // What it does not know stays as it is.
    out.chars().next().filter(|_| out != token)
}

fn numbered(number: Option<u32>) -> char {
    match number {
        // Meant as windows-1252, and read so by browsers.
        Some(byte @ 0x80..=0x9f) => {
            let text = charset::decode(Some("windows-1252"), &[byte as u8]);
            text.chars().next().unwrap_or('\u{fffd}')
        }
        number => number.and_then(char::from_u32).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::shown_text;
    use crate::Error;
    use crate::message::{Limits, Message};

    #[test]
    fn html_is_searched_as_it_is_shown() {
        for (html, expected) in [
            ("con<b>fid</b>ential", "confidential"),
            ("<td>a</td><td>b</td>", "\na\n\nb\n"),
            (
                "&Uuml;ber&#119;eisun&#x67 &amp; &xyz; &",
                "Überweisung & &xyz; &",
            ),
            ("&uumlber &trade; &#153; &#8364 &notit;", "über ™ ™ € ¬it;"),
            ("US&pr=1&notes&pm", "US&pr=1¬es&pm"),
            ("a<style>b</style><script>c</script>d", "ad"),
            ("a<!-- b -->c<!--[if mso]>d<![endif]-->e", "acde"),
            ("a < b <> c", "a < b <> c"),
            ("<img alt='x &gt; y'>", " x > y "),
            ("<title>t</title><textarea>u</textarea>", "\nt\nu"),
            ("a<b", "a"),
            (
                "&#xffffffffff;&#x110000;&#0;&#&#x&",
                "\u{fffd}\u{fffd}\0&#&#x&",
            ),
        ] {
            assert_eq!(shown_text(html), expected, "{html}");
        }
    }

    fn texts(mail: &[u8]) -> Result<Vec<String>, Error> {
        let message = Message::parse(mail, &Limits::default())?;
        let contents = message.contents(&Limits::default(), Some(10_000))?;
        Ok(contents
            .into_iter()
            .map(|content| {
                let sign = if content.attached { '+' } else { '>' };
                format!(
                    "{}{sign}{}|{}|{}",
                    content.within.unwrap_or_default(),
                    content.name.unwrap_or_default(),
                    content.media_type,
                    content.text.unwrap_or("-".into()).trim()
                )
            })
            .collect())
    }

    #[test]
    fn every_part_is_found() {
        let mail = b"Subject: s\nContent-Type: multipart/mixed; boundary=x\n\n\
            --x\nContent-Type: multipart/alternative; boundary=y\n\n\
            --y\n\nnever shown\n--y\n\nplain\n--y\nContent-Type: text/html\n\n<p>html\n--y--\n\
            --x\nContent-Type: application/octet-stream; name=a.CSV\nContent-Transfer-Encoding: base64\n\n//5hADsAYgA=\n\
            --x\nContent-Type: image/png; name=a.png\n\nx\n\
            --x\nContent-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/mixed; boundary=z\n\n\
            --z\n\nbody\n--z\nContent-Type: message/rfc822; name=b.eml\n\nSubject: deep\n\nflow \nin\n--z--\n\
            --x\nContent-Type: message/rfc822; name=c.eml\n\nno mail\n--x--\n";
        assert_eq!(
            texts(mail).unwrap(),
            [
                ">|text/plain|never shown",
                ">|text/plain|plain",
                ">|text/html|html",
                "+a.CSV|application/octet-stream|a;b",
                "+a.png|image/png|-",
                "+|message/rfc822|inner",
                "inner>|text/plain|body",
                "inner+b.eml|message/rfc822|deep",
                "inner>|text/plain|flow \nin",
                "+c.eml|message/rfc822|no mail",
            ]
        );
    }

    #[test]
    fn too_much_is_told() {
        let long = format!("Subject: s\n\n{}", "x".repeat(10_001));
        let grown = format!("Subject: s\n\n{}", "\u{fdfa}".repeat(400));
        let deep = "Subject: s\nContent-Type: message/rfc822\n\n".repeat(12);
        for mail in [long, grown, deep] {
            let error = texts(mail.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::TooLarge { .. }), "{error}");
        }
    }
}
