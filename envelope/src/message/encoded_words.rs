//! Encoded words (RFC 2047): `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=`.
//!
//! Real mailers cut a character between two words, leave spaces inside a word and put words where
//! the standard forbids them. So neighbours of one character set are joined as bytes before they
//! are decoded, and a word is decoded wherever it stands.

use super::charset;
use super::transfer::{Decoder, TransferEncoding};
use base64::Engine as _;

/// Replaces every encoded word by what it stands for.
pub(super) fn decode(text: &str) -> String {
    rewrite(text, |decoded, out| out.push_str(decoded))
}

/// Replaces every encoded word by one in UTF-8 and base64 that any parser of addresses takes: in
/// a structured field the decoded text must stay apart from commas and brackets of the field.
pub(super) fn canonical(text: &str) -> String {
    rewrite(text, |decoded, out| {
        out.push_str("=?utf-8?B?");
        base64::engine::general_purpose::STANDARD.encode_string(decoded, out);
        out.push_str("?=");
    })
}

fn rewrite(text: &str, write: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The open run of words in one character set, and whether a word was the last thing written.
    let mut run = Run::default();
    while let Some(start) = rest.find("=?") {
        let (before, candidate) = rest.split_at(start);
        let Some((word, after)) = Word::parse(candidate) else {
            run.end(&mut out, &write);
            out.push_str(before);
            out.push_str("=?");
            run.after_word = false;
            rest = &candidate[2..];
            continue;
        };
        // White space between two words is not part of the text (RFC 2047 §6.2).
        let gap_is_blank = before.trim().is_empty();
        if !(gap_is_blank && run.continues(&word)) {
            run.end(&mut out, &write);
            if !(gap_is_blank && run.after_word) {
                out.push_str(before);
            }
            run.charset = Some(word.charset);
        }
        if word.payload.is_ascii() {
            word.decode_into(&mut run.bytes);
        } else {
            run.end(&mut out, &write);
            write(&word.decode_mixed(), &mut out);
        }
        run.after_word = true;
        rest = after;
    }
    run.end(&mut out, &write);
    out.push_str(rest);
    out
}

#[derive(Default)]
struct Run<'a> {
    charset: Option<&'a str>,
    bytes: Vec<u8>,
    after_word: bool,
}

impl Run<'_> {
    fn continues(&self, word: &Word<'_>) -> bool {
        self.charset
            .is_some_and(|charset| charset.eq_ignore_ascii_case(word.charset))
    }

    fn end(&mut self, out: &mut String, write: &impl Fn(&str, &mut String)) {
        if let Some(charset) = self.charset.take() {
            // A header is one line, whatever a word may hold.
            let decoded =
                charset::decode(Some(charset), &self.bytes).replace(['\r', '\n', '\0'], " ");
            write(&decoded, out);
            self.bytes.clear();
        }
    }
}

/// The longest character set with its language.
const MAX_CHARSET: usize = 80;

/// The longest payload in bytes. A word has at most 75 characters (RFC 2047 §2), but some mailers
/// write a whole subject into one; without a bound, words that never end would cost the square of
/// their number.
const MAX_PAYLOAD: usize = 8 * 1024;

/// Splits at the first `separator` that begins within the first `within` bytes after the start.
fn split_near<'a>(text: &'a str, separator: &str, within: usize) -> Option<(&'a str, &'a str)> {
    let near = text.floor_char_boundary(within + separator.len());
    let at = text[..near].find(separator)?;
    Some((&text[..at], &text[at + separator.len()..]))
}

struct Word<'a> {
    charset: &'a str,
    encoding: TransferEncoding,
    payload: &'a str,
}

impl<'a> Word<'a> {
    /// The word that `text` begins with, and what follows it.
    fn parse(text: &'a str) -> Option<(Self, &'a str)> {
        let (charset, rest) = split_near(text.strip_prefix("=?")?, "?", MAX_CHARSET)?;
        // RFC 2231 §5 allows `charset*language`.
        let charset = charset.split('*').next().unwrap_or_default();
        if charset.is_empty() || charset.contains([' ', '=', '<', '>']) {
            return None;
        }
        let (encoding, rest) = split_near(rest, "?", 1)?;
        let encoding = match encoding {
            "Q" | "q" => TransferEncoding::QuotedPrintable,
            "B" | "b" => TransferEncoding::Base64,
            _ => return None,
        };
        let (payload, after) = split_near(rest, "?=", MAX_PAYLOAD)?;
        let word = Self {
            charset,
            encoding,
            payload,
        };
        Some((word, after))
    }

    /// The text of a word that holds characters beyond ASCII as they are: they were decoded with
    /// the header, and only what is between them is encoded.
    fn decode_mixed(&self) -> String {
        let mut out = String::new();
        let mut rest = self.payload;
        while !rest.is_empty() {
            let encoded = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
            let (payload, after) = rest.split_at(encoded);
            let mut bytes = Vec::new();
            Self { payload, ..*self }.decode_into(&mut bytes);
            out.push_str(&charset::decode(Some(self.charset), &bytes));
            let plain = after.find(|c: char| c.is_ascii()).unwrap_or(after.len());
            out.push_str(&after[..plain]);
            rest = &after[plain..];
        }
        out
    }

    fn decode_into(&self, bytes: &mut Vec<u8>) {
        let mut decoder = Decoder::new(self.encoding);
        if self.encoding == TransferEncoding::QuotedPrintable {
            // RFC 2047 §4.2: an underscore is a space. A space that should not be there is one
            // too; as `=20` neither counts as white space at the end of a line.
            decoder.update(self.payload.replace(['_', ' '], "=20").as_bytes(), bytes);
        } else {
            decoder.update(self.payload.as_bytes(), bytes);
        }
        decoder.finish(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, decode};

    #[test]
    fn words_of_real_mails() {
        for (text, expected) in [
            ("plain", "plain"),
            ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            ("=?UTF-8?b?R3LDvMOfZQ==?= an alle", "Grüße an alle"),
            ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
            ("=?utf-8?q?a?=  =?iso-8859-1?q?=E4?=", "aä"),
            ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
            // one character in two words
            ("=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"),
            ("=?utf-8?B?w6Q=?= =?utf-8?B?w6Q=?=", "ää"),
            ("=?utf-8?B?ww==?= =?utf-8?B?pA==?=", "ä"),
            ("=?utf-8*de?Q?=C3=A4_b?=", "ä b"),
            ("=?utf-8?Q?with spaces inside?=", "with spaces inside"),
            ("=?utf-8?Q??=", ""),
            ("=?utf-8?Q?=41?=", "A"),
            ("=?utf-8?Q?never closed", "=?utf-8?Q?never closed"),
            ("=?iso-8859-1?Q?Fr\u{f6}_=E4?=", "Frö ä"),
            ("=?utf-8?X?odd?=", "=?utf-8?X?odd?="),
            ("a =?b", "a =?b"),
            ("=?iso-2022-jp?B?GyRCJDMkcxsoQg==?=", "こん"),
            ("=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x"),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
        assert_eq!(
            canonical("\"=?iso-8859-1?Q?=E4,?= b\" <a@b>"),
            "\"=?utf-8?B?w6Qs?= b\" <a@b>"
        );
    }
}
