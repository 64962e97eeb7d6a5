//! The value and the parameters of `Content-Type` and `Content-Disposition` (RFC 2045 §5.1,
//! RFC 2183), with the continuations and character sets of RFC 2231. Lenient: spaces in names
//! without quotes, missing quotes and encoded words in quotes are as frequent as correct mails.

use super::{charset, encoded_words};

/// A parsed field such as `text/plain; charset=utf-8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parameterised {
    /// What stands before the parameters, in lower case, without comments.
    pub(super) value: String,
    parameters: Vec<(String, String)>,
}

impl Parameterised {
    /// Parses the value of a header field that is on one line.
    pub(super) fn parse(field: &str) -> Self {
        let mut rest = field;
        let value = strip_comments(take_until_semicolon(&mut rest));
        // Some mailers forget the first semicolon.
        if let Some((first, after)) = value.split_once(char::is_whitespace)
            && after.contains('=')
        {
            rest = &field[field.len() - field.trim_start().len() + first.len()..];
        }
        let value = value
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '<', '>', ','])
            .to_ascii_lowercase();
        let mut parameters = Vec::new();
        let mut pieces = Vec::new();
        while !rest.is_empty() && parameters.len() + pieces.len() < MAX_PARAMETERS {
            let Some((name, raw)) = next_parameter(&mut rest) else {
                continue;
            };
            if !is_read(&name) {
                continue;
            }
            match Piece::new(&name, raw) {
                Ok(piece) => pieces.push(piece),
                Err(raw) => parameters.push((name, encoded_words::decode(&raw))),
            }
        }
        // RFC 2231 stands before its fallback for old mailers.
        let mut assembled = assemble(pieces);
        assembled.extend(parameters);
        for (_, value) in &mut assembled {
            value.truncate(value.floor_char_boundary(MAX_VALUE_BYTES));
            value.shrink_to_fit();
        }
        Self {
            value: value[..value.floor_char_boundary(MAX_VALUE_BYTES)].to_owned(),
            parameters: assembled,
        }
    }

    /// How many bytes it holds.
    pub(super) fn kept_bytes(&self) -> usize {
        let parameters = self.parameters.iter();
        self.value.len()
            + parameters
                .map(|(name, value)| name.len() + value.len())
                .sum::<usize>()
    }

    /// The parameter with this lower-case name, if it is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(own, value)| own == name && !value.trim().is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// The parameters that are kept; others may be of any length and number.
const READ: [&str; 10] = [
    "boundary",
    "charset",
    "delsp",
    "filename",
    "format",
    "name",
    "number",
    "smime-type",
    "start",
    "total",
];

/// Whether a parameter, or the one that it is a piece of, is kept.
fn is_read(name: &str) -> bool {
    let base = name.split('*').next().unwrap_or_default().trim_end();
    READ.contains(&base)
}

/// What is kept of a value. A boundary has at most 70 characters (RFC 2046 §5.1.1), a file name
/// 255 bytes.
const MAX_VALUE_BYTES: usize = 2048;

/// More parameters than any mail has; a hostile one could make the search for them slow.
const MAX_PARAMETERS: usize = 256;

/// Takes what stands before the next `;` outside quotes, and the `;`.
fn take_until_semicolon<'a>(rest: &mut &'a str) -> &'a str {
    let (taken, tail) = rest.split_once(';').unwrap_or((rest, ""));
    *rest = tail;
    taken
}

fn strip_comments(value: &str) -> &str {
    value.split('(').next().unwrap_or_default().trim()
}

/// Takes the next parameter: its lower-case name and its value without quotes.
fn next_parameter(rest: &mut &str) -> Option<(String, String)> {
    let text = rest.trim_start();
    let name_end = text.find(['=', ';']).unwrap_or(text.len());
    let (name, after) = text.split_at(name_end);
    let name = strip_comments(name).to_ascii_lowercase();
    let Some(value) = after.strip_prefix('=') else {
        *rest = after.strip_prefix(';').unwrap_or_default();
        return None;
    };
    *rest = value.trim_start();
    if let Some(quoted) = rest.strip_prefix('"') {
        let (value, after) = unquote(quoted);
        *rest = after;
        take_until_semicolon(rest);
        return Some((name, value));
    }
    let value = take_until_semicolon(rest).trim();
    // A file name may hold a bracket; elsewhere it begins a comment.
    let value = if name.contains("name") {
        value
    } else {
        strip_comments(value)
    };
    Some((name, value.trim_matches('"').to_owned()))
}

/// The content of a quoted string whose first quote is gone, and what follows the last one. A
/// backslash quotes only a quote or a backslash: names such as `C:\new.txt` are sent unquoted.
fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (character, characters.peek()) {
            ('"', _) => return (value, &text[at + 1..]),
            ('\\', Some(&(_, next @ ('"' | '\\')))) => {
                value.push(next);
                characters.next();
            }
            _ => value.push(character),
        }
    }
    (value, "")
}

/// One piece of an RFC 2231 parameter: `name*0*`, `name*1`, or a whole `name*`.
struct Piece {
    name: String,
    index: u32,
    encoded: bool,
    raw: String,
}

impl Piece {
    /// The piece, or the value again if the name is an ordinary one.
    fn new(name: &str, raw: String) -> Result<Self, String> {
        let Some((base, suffix)) = name.split_once('*') else {
            return Err(raw);
        };
        let (digits, encoded) = match suffix.strip_suffix('*') {
            Some(digits) => (digits, true),
            None => (suffix, suffix.is_empty()),
        };
        Ok(Self {
            name: base.trim_end().to_owned(),
            index: digits.parse().unwrap_or(0),
            encoded,
            raw,
        })
    }
}

/// Joins pieces of the same name by their numbers. The bytes are joined before they are decoded,
/// since a character may be cut between two pieces.
fn assemble(mut pieces: Vec<Piece>) -> Vec<(String, String)> {
    pieces.sort_by(|a, b| (&a.name, a.index).cmp(&(&b.name, b.index)));
    let mut assembled = Vec::new();
    for group in pieces.chunk_by(|a, b| a.name == b.name) {
        let mut label = None;
        let mut bytes = Vec::new();
        for (position, piece) in group.iter().enumerate() {
            let mut raw = piece.raw.as_str();
            if position == 0
                && piece.encoded
                && let Some((charset, after)) = raw.split_once('\'')
                && let Some((_language, value)) = after.split_once('\'')
            {
                label = Some(charset);
                raw = value;
            }
            if piece.encoded {
                percent_decode(raw, &mut bytes);
            } else {
                bytes.extend_from_slice(raw.as_bytes());
            }
        }
        if let Some(first) = group.first() {
            let value = charset::decode(label, &bytes);
            assembled.push((first.name.clone(), encoded_words::decode(&value)));
        }
    }
    assembled
}

/// Appends the bytes that a percent-encoded text (RFC 3986 §2.1) stands for; a `%` without two
/// digits stays.
pub(crate) fn percent_decode(text: &str, bytes: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            bytes.push(high << 4 | low);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::Parameterised;

    #[test]
    fn parameters_of_real_mails() {
        for (field, name, expected) in [
            ("text/plain; charset=utf-8", "charset", Some("utf-8")),
            (
                "text/plain; charset=us-ascii (Plain text)",
                "charset",
                Some("us-ascii"),
            ),
            (
                "text/plain;charset = \"utf-8\" ; name=y",
                "charset",
                Some("utf-8"),
            ),
            (
                "a/b; name=my file (2).pdf; x=y",
                "name",
                Some("my file (2).pdf"),
            ),
            ("a/b; name=\"a;b=c.txt\"", "name", Some("a;b=c.txt")),
            (
                "a/b; name=\"never closed.txt",
                "name",
                Some("never closed.txt"),
            ),
            (
                r#"a/b; name="a \"b\" C:\new.txt""#,
                "name",
                Some(r#"a "b" C:\new.txt"#),
            ),
            (
                "a/b; name=\"=?utf-8?Q?=C3=A4.txt?=\"",
                "name",
                Some("ä.txt"),
            ),
            ("a/b; name==?utf-8?B?w6QudHh0?=", "name", Some("ä.txt")),
            (
                "attachment; filename*=UTF-8''%e2%82%ac%20rates.txt",
                "filename",
                Some("€ rates.txt"),
            ),
            (
                "attachment; filename=x; filename*=iso-8859-1'de'%E4.txt",
                "filename",
                Some("ä.txt"),
            ),
            (
                "a; filename*0*=utf-8''%C3; filename*1*=%A4; filename*2=.txt",
                "filename",
                Some("ä.txt"),
            ),
            ("a; filename*1=b; filename*0=a", "filename", Some("ab")),
            ("a; filename*=%C3%A4.txt", "filename", Some("ä.txt")),
            (
                "a; filename*10=k; filename*2=c; filename*0=a",
                "filename",
                Some("ack"),
            ),
            ("a; name=", "name", None),
            ("a; ; ;name", "name", None),
        ] {
            assert_eq!(Parameterised::parse(field).get(name), expected, "{field}");
        }
        for (field, value) in [
            ("Text/HTML (rich) ; a=b", "text/html"),
            ("text/plain>", "text/plain"),
            (" application/pdf name=\"a b.pdf\"", "application/pdf"),
            ("text / plain", "text"),
        ] {
            assert_eq!(Parameterised::parse(field).value, value);
        }
        let field = Parameterised::parse("application/pdf\tname=\"a b.pdf\"; x=y; format=z");
        assert_eq!(
            (field.get("name"), field.get("x"), field.get("format")),
            (Some("a b.pdf"), None, Some("z"))
        );
        let field = Parameterised::parse(&format!("a/b; name=x{}", "ü".repeat(5_000)));
        assert_eq!(field.get("name").map(str::len), Some(2047));
    }
}
