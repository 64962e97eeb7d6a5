//! A message as the MTA hands it over, and what becomes of it. The protocol is in `session`, what decides in `gateway`.

use std::collections::HashMap;

/// A message with its envelope (RFC 5321), complete.
#[derive(Debug, Default)]
pub struct Letter {
    /// The MTA's name for it, for the log; empty if it has none yet.
    pub queue_id: String,
    /// `MAIL FROM` without brackets; empty for reports.
    pub sender: String,
    /// `RCPT TO` without brackets, in their order.
    pub recipients: Vec<String>,
    /// The message (RFC 5322), byte for byte as far as the MTA tells.
    pub raw: Vec<u8>,
    /// The names of its header fields, in their order. The MTA may have more (`Received`) that it does not tell.
    pub field_names: Vec<String>,
}

/// What the MTA is told.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on, with these changes.
    Accept(Changes),
    /// It is accepted and goes no further: others carry it already.
    Discard,
    /// It is refused.
    Refuse(Reply),
}

/// A reply of RFC 5321 §4.2 with an enhanced status code (RFC 3463).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// For good (5yz), or for now (4yz).
    pub permanent: bool,
    /// The second and third number of the enhanced status code.
    pub status: [u16; 2],
    /// One line of ASCII.
    pub text: String,
}

/// The longest reply text, in bytes: an SMTP line has 512 (RFC 5321 §4.5.3.1.5).
const MAX_TEXT_BYTES: usize = 400;

impl Reply {
    /// The sender gets the message back.
    pub fn reject(status: [u16; 2], text: &str) -> Self {
        Self::new(true, status, text)
    }

    /// The client keeps the message and tries again.
    pub fn defer(status: [u16; 2], text: &str) -> Self {
        Self::new(false, status, text)
    }

    /// Other characters would break the reply; `%` is a variable to Sendmail's milters.
    fn new(permanent: bool, status: [u16; 2], text: &str) -> Self {
        let plain = |c: char| match c {
            '%' => '_',
            c if c == ' ' || c.is_ascii_graphic() => c,
            '–' | '—' => '-',
            '“' | '”' => '"',
            _ => '?',
        };
        let mut text: String = text.chars().map(plain).collect();
        text.truncate(MAX_TEXT_BYTES);
        Self {
            permanent,
            status,
            text,
        }
    }
}

/// What is changed in a message that goes on. Nothing by default.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Header fields that go: name, and which one of that name, from 1. In the order in which they can be taken out
    /// one after the other: the last first.
    pub delete: Vec<(String, u32)>,
    /// Header fields that come: name and value, its lines ending with LF.
    pub add: Vec<(String, Vec<u8>)>,
    /// A new body.
    pub body: Option<Vec<u8>>,
    /// Recipients who do not get it.
    pub drop_recipients: Vec<String>,
}

impl Changes {
    /// Whether the message goes on as it is.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Takes out all header fields of a letter whose lower-case name `goes`.
    pub fn delete_fields(&mut self, letter: &Letter, goes: impl Fn(&str) -> bool) {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut delete = Vec::new();
        for name in &letter.field_names {
            let lower = name.to_ascii_lowercase();
            let count = counts.entry(lower.clone()).or_default();
            *count += 1;
            if goes(&lower) {
                delete.push((name.clone(), *count));
            }
        }
        delete.reverse();
        self.delete.extend(delete);
    }

    /// Puts another message (RFC 5322) in the place of a letter.
    pub fn replace(letter: &Letter, mail: &[u8]) -> Self {
        let mut changes = Self::default();
        changes.delete_fields(letter, |_| true);
        let (fields, body) = split(mail);
        changes.add = fields;
        changes.body = Some(body.to_vec());
        changes
    }
}

/// The header fields of a message, their line breaks as LF, and its body.
pub fn split(mail: &[u8]) -> (Vec<(String, Vec<u8>)>, &[u8]) {
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    let mut rest = mail;
    while !rest.is_empty() {
        let end = rest.iter().position(|&byte| byte == b'\n');
        let (line, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.is_empty() {
            return (fields, after);
        }
        match (text.first(), fields.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, value))) => {
                value.push(b'\n');
                value.extend_from_slice(text);
            }
            _ => match text.iter().position(|&byte| byte == b':') {
                Some(colon) => {
                    let name = String::from_utf8_lossy(&text[..colon]);
                    fields.push((name.trim_end().to_owned(), text[colon + 1..].to_vec()));
                }
                // No field: the body begins without an empty line.
                None => return (fields, rest),
            },
        }
        rest = after;
    }
    (fields, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_by_name_and_go_from_the_last() {
        let letter = Letter {
            field_names: ["To", "X", "to", "Y", "TO"].map(str::to_owned).to_vec(),
            ..Letter::default()
        };
        let mut changes = Changes::default();
        changes.delete_fields(&letter, |name| name != "x");
        let shown: Vec<_> = changes
            .delete
            .iter()
            .map(|(name, nth)| format!("{name} {nth}"))
            .collect();
        assert_eq!(shown, ["TO 3", "Y 1", "to 2", "To 1"]);
    }

    #[test]
    fn a_mail_is_divided_into_fields_and_body() {
        let (fields, body) = split(b"A: 1\r\n\t2\r\nB:3\r\n\r\nbody\r\n\r\n");
        let value = |text: &str| text.as_bytes().to_vec();
        assert_eq!(
            fields,
            [
                ("A".to_owned(), value(" 1\n\t2")),
                ("B".to_owned(), value("3"))
            ]
        );
        assert_eq!(body, b"body\r\n\r\n");
        assert_eq!(split(b"A: 1\r\nno field\r\n").1, b"no field\r\n");
        assert_eq!(split(b"").0, []);
    }

    #[test]
    fn a_reply_is_one_line_of_ascii() {
        let reply = Reply::reject([7, 1], "a\r\n250 ok 100% “ü”");
        assert_eq!(reply.text, "a??250 ok 100_ \"?\"");
        assert_eq!(Reply::defer([3, 0], &"x".repeat(1000)).text.len(), 400);
    }
}
