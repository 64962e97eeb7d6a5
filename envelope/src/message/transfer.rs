//! Content transfer encodings (RFC 2045 §6): from the encoded body of a MIME part to its bytes.
//!
//! The same code runs where a mail is sealed, to state the size of each attachment, and in the
//! recipient's page, to cut the attachment out of the message; so the two cannot disagree. It
//! decodes piece by piece, needs constant memory and never fails: what real mails hold is decoded as
//! far as it makes sense.

use crate::base64_engine::STANDARD_NO_PAD;
use base64::Engine as _;
use memchr::memchr;

/// How the body of a MIME part is encoded (RFC 2045 §6.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TransferEncoding {
    /// `7bit`, `8bit`, `binary` and every encoding that Waxseal does not know: the bytes as they are.
    #[default]
    Identity,
    /// `base64` (RFC 2045 §6.8).
    Base64,
    /// `quoted-printable` (RFC 2045 §6.7).
    QuotedPrintable,
}

impl TransferEncoding {
    /// The name that the view of a message uses: `identity`, `base64` or `quoted-printable`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Base64 => "base64",
            Self::QuotedPrintable => "quoted-printable",
        }
    }

    /// The encoding with the name that [`as_str`](Self::as_str) gives, or `None`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Identity, Self::Base64, Self::QuotedPrintable]
            .into_iter()
            .find(|encoding| encoding.as_str() == name)
    }
}

/// An incremental decoder: any division of the input into pieces gives the same bytes.
///
/// - **base64**: characters outside the alphabet are skipped (RFC 2045 §6.8). Padding (`=`) ends
///   a group. Some mailers pad each piece of a file and mailing lists add a footer in clear text,
///   so after the first padding only more base64 and white space is taken, and anything else ends
///   the data. A last group of two or three characters without padding counts; one character
///   alone holds no whole byte and is dropped.
/// - **quoted-printable**: soft line breaks with CRLF or LF, also with white space after the `=`;
///   white space at the end of a line is dropped; lower-case digits count; an `=` that starts
///   no valid escape stays as it is. Line breaks are kept as they are in the message.
#[derive(Clone, Debug)]
pub struct Decoder {
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Identity,
    Base64(Base64),
    QuotedPrintable(QuotedPrintable),
}

impl Decoder {
    /// A decoder at the beginning of an encoded body.
    #[must_use]
    pub fn new(encoding: TransferEncoding) -> Self {
        let state = match encoding {
            TransferEncoding::Identity => State::Identity,
            TransferEncoding::Base64 => State::Base64(Base64::default()),
            TransferEncoding::QuotedPrintable => State::QuotedPrintable(QuotedPrintable::default()),
        };
        Self { state }
    }

    /// Appends to `out` what the next piece of the encoded body yields.
    pub fn update(&mut self, encoded: &[u8], out: &mut Vec<u8>) {
        match &mut self.state {
            State::Identity => out.extend_from_slice(encoded),
            State::Base64(base64) => base64.update(encoded, out),
            State::QuotedPrintable(quoted) => {
                for &byte in encoded {
                    quoted.push(byte, out);
                }
            }
        }
    }

    /// Appends to `out` what was held back for the end of the body.
    pub fn finish(self, out: &mut Vec<u8>) {
        match self.state {
            State::Identity => {}
            State::Base64(mut base64) => base64.flush(out),
            State::QuotedPrintable(quoted) => quoted.finish(out),
        }
    }
}

/// The number of bytes that `encoded` decodes to; needs a few kilobytes, however long it is.
#[must_use]
pub fn decoded_len(encoding: TransferEncoding, encoded: &[u8]) -> u64 {
    if encoding == TransferEncoding::Identity {
        return encoded.len() as u64;
    }
    let mut decoder = Decoder::new(encoding);
    let mut buffer = Vec::with_capacity(PIECE + HELD_MAX);
    let mut length = 0;
    for piece in encoded.chunks(PIECE) {
        decoder.update(piece, &mut buffer);
        length += buffer.len() as u64;
        buffer.clear();
    }
    decoder.finish(&mut buffer);
    length + buffer.len() as u64
}

/// How much [`decoded_len`] decodes at a time: fits the processor's first cache.
const PIECE: usize = 8 * 1024;

/// Marks a byte that is no base64 digit.
const NO_DIGIT: u8 = 0xff;

/// The value of each base64 digit (RFC 4648 §4).
const DIGITS: [u8; 256] = {
    let mut table = [NO_DIGIT; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0;
    while value < alphabet.len() {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};

#[derive(Clone, Debug, Default)]
struct Base64 {
    /// The digits of the open group, six bits each.
    group: u32,
    /// How many digits the open group has: 0 to 3.
    digits: u8,
    /// Padding was seen: from here on only base64 and white space is data.
    padded: bool,
    /// The data is over; what follows is not base64.
    ended: bool,
    /// Digits without their line ends, for a moment only.
    line: Vec<u8>,
}

/// How many bytes of lines are decoded at a time.
const LINES_BYTES: usize = 16 * 1024;

impl Base64 {
    fn update(&mut self, mut encoded: &[u8], out: &mut Vec<u8>) {
        while !encoded.is_empty() {
            let size = match self.digits {
                0 => encoded.len().min(LINES_BYTES),
                _ => 1,
            };
            let (now, rest) = encoded.split_at(size);
            encoded = rest;
            if self.digits != 0 || !self.lines(now, out) {
                self.push_all(now, out);
            }
        }
    }

    /// Decodes what is nothing but digits and line ends, or does nothing and says so. This is where the time goes
    /// when an attachment is large.
    fn lines(&mut self, encoded: &[u8], out: &mut Vec<u8>) -> bool {
        if self.ended {
            return false;
        }
        let mut digits = std::mem::take(&mut self.line);
        digits.clear();
        let mut rest = encoded;
        while let Some(end) = memchr(b'\n', rest) {
            let (line, after) = rest.split_at(end);
            digits.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
            rest = after.get(1..).unwrap_or_default();
        }
        digits.extend_from_slice(rest.strip_suffix(b"\r").unwrap_or(rest));
        let (whole, open) = digits.split_at(digits.len() / 4 * 4);
        let before = out.len();
        let done = STANDARD_NO_PAD.decode_vec(whole, out).is_ok();
        if done {
            self.push_all(open, out);
        } else {
            out.truncate(before);
        }
        self.line = digits;
        done
    }

    fn push_all(&mut self, encoded: &[u8], out: &mut Vec<u8>) {
        for &byte in encoded {
            if self.ended {
                return;
            }
            self.push(byte, out);
        }
    }

    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        let value = DIGITS[usize::from(byte)];
        if value != NO_DIGIT {
            self.group = self.group << 6 | u32::from(value);
            self.digits += 1;
            if self.digits == 4 {
                out.extend_from_slice(&self.group.to_be_bytes()[1..]);
                self.group = 0;
                self.digits = 0;
            }
        } else if byte == b'=' {
            // One stray `=` in front of a group's second digit says nothing.
            if self.digits >= 2 {
                self.flush(out);
                self.padded = true;
            }
        } else if self.padded && !byte.is_ascii_whitespace() {
            self.ended = true;
        }
    }

    /// Ends the open group: two digits hold one byte, three hold two.
    fn flush(&mut self, out: &mut Vec<u8>) {
        match self.digits {
            2 => out.push((self.group >> 4) as u8),
            3 => out.extend_from_slice(&[(self.group >> 10) as u8, (self.group >> 2) as u8]),
            _ => {}
        }
        self.group = 0;
        self.digits = 0;
    }
}

/// The most white space that is held back to see whether its line ends. A line has at most 998
/// characters (RFC 5322 §2.1.1), so a longer run was not added in transport and is data.
const HELD_MAX: usize = 1000;

#[derive(Clone, Debug, Default)]
struct QuotedPrintable {
    /// Bytes whose meaning is open: white space, or `=` and what follows it.
    held: Vec<u8>,
}

impl QuotedPrintable {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        match self.held.as_slice() {
            [] => self.start(byte, out),
            [b'=', escape @ ..] => match (escape, byte) {
                // A soft line break: `=`, perhaps white space, CRLF or LF.
                ([], b'\n') | ([.., b' ' | b'\t' | b'\r'], b'\n') => self.held.clear(),
                // `=`, CR and no LF: the break of an old system.
                ([.., b'\r'], _) => {
                    self.held.clear();
                    self.start(byte, out);
                }
                ([], b' ' | b'\t' | b'\r') | ([.., b' ' | b'\t'], b' ' | b'\t' | b'\r') => {
                    self.hold(byte, out);
                }
                ([], _) if byte.is_ascii_hexdigit() => self.held.push(byte),
                ([high], _) if high.is_ascii_hexdigit() && byte.is_ascii_hexdigit() => {
                    out.push(hex_value(*high) << 4 | hex_value(byte));
                    self.held.clear();
                }
                _ => self.release(byte, out),
            },
            _ => match byte {
                b' ' | b'\t' => self.hold(byte, out),
                b'\r' | b'\n' => {
                    self.held.clear();
                    out.push(byte);
                }
                _ => self.release(byte, out),
            },
        }
    }

    /// A byte with nothing open before it.
    fn start(&mut self, byte: u8, out: &mut Vec<u8>) {
        match byte {
            b'=' | b' ' | b'\t' => self.held.push(byte),
            _ => out.push(byte),
        }
    }

    fn hold(&mut self, byte: u8, out: &mut Vec<u8>) {
        if self.held.len() < HELD_MAX {
            self.held.push(byte);
        } else {
            self.release(byte, out);
        }
    }

    /// What was held back is text after all.
    fn release(&mut self, byte: u8, out: &mut Vec<u8>) {
        out.append(&mut self.held);
        self.start(byte, out);
    }

    fn finish(self, out: &mut Vec<u8>) {
        // White space before the end, and a soft line break without its line feed, are nothing;
        // half an escape is text.
        if let [b'=', high] = self.held.as_slice()
            && high.is_ascii_hexdigit()
        {
            out.extend_from_slice(&self.held);
        }
    }
}

fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit - b'A' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(encoding: TransferEncoding, encoded: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut decoder = Decoder::new(encoding);
        decoder.update(encoded, &mut out);
        decoder.finish(&mut out);
        out
    }

    #[test]
    fn base64_is_lenient_where_mails_are() {
        for (encoded, expected) in [
            ("", ""),
            ("aGVsbG8=", "hello"),
            ("aGVs\r\nbG8=\r\n", "hello"),
            ("aGVs\nbG8", "hello"),
            ("  a G\tV-s*bG8=", "hello"),
            ("aGVsbA==", "hell"),
            ("aGVsbA=", "hell"),
            ("aGVsbA", "hell"),
            ("aGVsb", "hel"),
            ("=aGVsbG8=", "hello"),
            // pieces that were padded one by one
            ("aGVsbA==\r\nbyB5b3U=\r\n", "hello you"),
            // the footer of a mailing list
            ("aGVsbG8=\r\n_____________\r\nlist info\r\n", "hello"),
            ("aGVsbG8=\r\n-- \r\nfoot", "hello"),
        ] {
            let decoded = decode(TransferEncoding::Base64, encoded.as_bytes());
            assert_eq!(String::from_utf8_lossy(&decoded), expected, "{encoded:?}");
        }
    }

    #[test]
    fn quoted_printable_is_lenient_where_mails_are() {
        for (encoded, expected) in [
            ("", ""),
            ("a=3Db", "a=b"),
            ("a=3db=c3=A4", "a=bä"),
            ("soft=\r\nbreak=\nhere", "softbreakhere"),
            ("padded= \t\r\nbreak", "paddedbreak"),
            ("keep =\r\nthis", "keep this"),
            ("line \t\r\nnext  \nlast \t", "line\r\nnext\nlast"),
            ("inner  space\ttab", "inner  space\ttab"),
            ("a=XXb=4", "a=XXb=4"),
            ("==41=", "=A"),
            ("a= b", "a= b"),
            ("a=G1 =", "a=G1 "),
            ("a=\rb", "ab"),
            ("=4=41", "=4A"),
        ] {
            let decoded = decode(TransferEncoding::QuotedPrintable, encoded.as_bytes());
            assert_eq!(String::from_utf8_lossy(&decoded), expected, "{encoded:?}");
        }
    }

    #[test]
    fn white_space_without_end_is_not_held_for_ever() {
        let spaces = vec![b' '; 100_000];
        let mut decoder = QuotedPrintable::default();
        let mut out = Vec::new();
        for &space in &spaces {
            decoder.push(space, &mut out);
            assert!(decoder.held.len() <= HELD_MAX);
        }
        assert!(out.len() > spaces.len() - 2 * HELD_MAX);
    }

    #[test]
    fn names_are_those_of_the_view() {
        for encoding in [
            TransferEncoding::Identity,
            TransferEncoding::Base64,
            TransferEncoding::QuotedPrintable,
        ] {
            assert_eq!(
                TransferEncoding::from_name(encoding.as_str()),
                Some(encoding)
            );
        }
        assert_eq!(TransferEncoding::from_name("x-uuencode"), None);
    }

    fn any_encoding() -> impl Strategy<Value = TransferEncoding> {
        prop_oneof![
            Just(TransferEncoding::Identity),
            Just(TransferEncoding::Base64),
            Just(TransferEncoding::QuotedPrintable),
        ]
    }

    /// Bytes in which everything that means something to a decoder is frequent.
    fn eventful() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(
            prop_oneof![
                4 => proptest::sample::select(b"= \t\r\n4AFaf=".to_vec()),
                1 => any::<u8>(),
            ],
            0..300,
        )
    }

    proptest! {
        #[test]
        fn any_division_into_pieces_gives_the_same_bytes(
            encoding in any_encoding(),
            encoded in eventful(),
            piece in 1_usize..40,
        ) {
            let whole = decode(encoding, &encoded);
            let mut pieces = Vec::new();
            let mut decoder = Decoder::new(encoding);
            for part in encoded.chunks(piece) {
                decoder.update(part, &mut pieces);
            }
            decoder.finish(&mut pieces);
            prop_assert_eq!(&pieces, &whole);
            prop_assert_eq!(decoded_len(encoding, &encoded), whole.len() as u64);
        }

        #[test]
        fn base64_gives_back_what_another_encoder_wrote(
            bytes in proptest::collection::vec(any::<u8>(), 0..500),
            width in 1_usize..80,
        ) {
            use base64::Engine as _;
            let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
            let lines: Vec<u8> = encoded.as_bytes().chunks(width).collect::<Vec<_>>().join(&b"\r\n"[..]);
            prop_assert_eq!(decode(TransferEncoding::Base64, &lines), bytes);
        }
    }
}
