//! The header section of a message field by field (RFC 5322 §2.2), for those who look for a field that a
//! [`View`](super::View) does not have, or change one.

use super::headers::{begun_field, charset_parameter, on_one_line, to_unicode};
use super::limits::Limits;
use super::structure::header_section;
use crate::Error;
use std::ops::Range;

/// The fields of a message, in their order. It ends where the header section of a
/// [`Message`](super::Message) does, however broken that is.
///
/// ```
/// use waxseal::message::HeaderSection;
///
/// let mail = b"From: a@example.org\r\nX-Class: =?utf-8?Q?Gr=C3=BCn?=\r\n\r\nHello\r\n";
/// let header = HeaderSection::read(mail, &Default::default())?;
/// let field = header.fields().find(|field| field.name.eq_ignore_ascii_case("x-class")).unwrap();
/// assert_eq!(field.text(), "Grün");
/// assert_eq!(mail[field.range.clone()], *b"X-Class: =?utf-8?Q?Gr=C3=BCn?=\r\n");
/// # Ok::<(), waxseal::Error>(())
/// ```
pub struct HeaderSection<'a> {
    raw: &'a [u8],
    range: Range<usize>,
    /// What 8-bit text without a label is in, as a rule: the character set of the body.
    charset: Option<String>,
}

/// One field of a [`HeaderSection`].
pub struct Field<'a> {
    /// The name as it is written.
    pub name: &'a str,
    /// Where the field stands in the message, with its continuation lines and its line end.
    pub range: Range<usize>,
    raw: &'a [u8],
    charset: Option<&'a str>,
}

impl<'a> HeaderSection<'a> {
    /// Finds the header section of a message.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if it is longer than `limits` allow.
    pub fn read(raw: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut header = Self {
            range: header_section(raw, limits)?,
            raw,
            charset: None,
        };
        let content_type = header
            .fields()
            .find(|field| field.name.eq_ignore_ascii_case("content-type"));
        header.charset = content_type.and_then(|field| charset_parameter(&field.value()));
        Ok(header)
    }

    /// The fields.
    pub fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        let mut next = self.range.start;
        let mut open: Option<Field<'_>> = None;
        std::iter::from_fn(move || {
            loop {
                let line = self.raw.get(next..self.range.end).unwrap_or_default();
                if line.is_empty() {
                    return open.take();
                }
                let length = line.iter().position(|&byte| byte == b'\n');
                let range = next..next + length.map_or(line.len(), |at| at + 1);
                next = range.end;
                // A line that is no field continues the one before it.
                match begun_field(&self.raw[range.clone()]) {
                    None => {
                        if let Some(open) = &mut open {
                            open.range.end = range.end;
                        }
                    }
                    Some((name, _)) => {
                        let begun = Field {
                            name: std::str::from_utf8(name).unwrap_or_default(),
                            range,
                            raw: self.raw,
                            charset: self.charset.as_deref(),
                        };
                        if let Some(before) = open.replace(begun) {
                            return Some(before);
                        }
                    }
                }
            }
        })
    }
}

impl Field<'_> {
    /// The value as unstructured text (RFC 5322 §2.2.1), on one line, with encoded words decoded.
    #[must_use]
    pub fn text(&self) -> String {
        on_one_line(&to_unicode(self.value(), self.charset))
    }

    /// The value, unfolded.
    fn value(&self) -> Vec<u8> {
        let lines = self.raw.get(self.range.clone()).unwrap_or_default();
        let mut value = Vec::with_capacity(lines.len());
        for line in lines.split(|&byte| byte == b'\n') {
            match begun_field(line) {
                Some((_, begun)) => value.extend_from_slice(begun.trim_ascii()),
                None => {
                    value.push(b' ');
                    value.extend_from_slice(line.trim_ascii());
                }
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::HeaderSection;
    use crate::message::{Limits, Message};

    fn fields(mail: &[u8]) -> Vec<(String, String)> {
        HeaderSection::read(mail, &Limits::default())
            .unwrap()
            .fields()
            .map(|field| (field.name.to_owned(), field.text()))
            .collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn fields_of_broken_and_sound_headers() {
        for (mail, expected) in [
            (
                b"Subject: a\r\n b\r\nX : 1\r\nx:2\r\n\r\nY: no\r\n".as_slice(),
                [("Subject", "a b"), ("X", "1"), ("x", "2")].as_slice(),
            ),
            (b"X: 1\nY: 2", &[("X", "1"), ("Y", "2")]),
            (b"From a@b Mon\nX: 1\n\nY: 2", &[("X", "1")]),
            // wrapped without an indent
            (
                b"Subject: a\nlong one\nFrom: a@b\n\n",
                &[("Subject", "a long one"), ("From", "a@b")],
            ),
            (
                b"X: Gr\xfc\xdfe\nContent-Type: text/plain; charset=iso-8859-1\n\n",
                &[
                    ("X", "Grüße"),
                    ("Content-Type", "text/plain; charset=iso-8859-1"),
                ],
            ),
            (b"", &[]),
        ] {
            assert_eq!(
                fields(mail),
                pairs(expected),
                "{}",
                String::from_utf8_lossy(mail)
            );
        }
    }

    #[test]
    fn the_subject_is_that_of_the_view() {
        for subject in ["a", "=?utf-8?B?R3LDvMOfZQ==?=", "a\r\n\tb", "Gr\u{fc}n", ""] {
            let mail = format!("From: a@b\r\nSubject: {subject}\r\n\r\n");
            let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
            let fields = fields(mail.as_bytes());
            assert_eq!(fields[1].1, message.view().subject);
        }
    }
}
