//! base64url without padding (RFC 7515 §2), strict, and in pieces.

use crate::Error;
use crate::base64_engine::URL_SAFE_NO_PAD;
use base64::Engine as _;
use memchr::memchr;

/// Encodes `bytes` without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Encodes `bytes` without padding and appends them to `text`.
pub(crate) fn encode_to(bytes: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_string(bytes, text);
}

/// Decodes one member of a JWE; `place` names it in the error.
pub(crate) fn decode(text: &str, place: &'static str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| Error::Damaged(place))
}

/// Decodes base64url text that arrives in pieces, with white space (space, tab, CR, LF) anywhere.
///
/// Strict: no padding, no other character, and the unused bits of the last character must be zero,
/// so that exactly one text stands for each ciphertext.
#[derive(Default)]
pub struct Base64UrlDecoder {
    /// Characters that do not fill a group of four yet.
    pending: Vec<u8>,
}

/// How many characters are decoded at a time; a multiple of four.
const GROUP_CHARS: usize = 16 * 1024;

impl Base64UrlDecoder {
    /// A decoder at the start of a text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Decodes `text` and appends the bytes to `out`.
    ///
    /// # Errors
    /// [`Error::Damaged`] for a character outside the alphabet.
    pub fn update(&mut self, mut text: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        // Lines are what there is in large texts, and a line feed is found at once.
        while !text.is_empty() {
            let room = GROUP_CHARS - self.pending.len();
            let now = text.get(..room).unwrap_or(text);
            let (line, rest) = match memchr(b'\n', now) {
                Some(end) => (now.get(..end), text.get(end + 1..)),
                None => (Some(now), text.get(now.len()..)),
            };
            self.pending.extend_from_slice(line.unwrap_or_default());
            text = rest.unwrap_or_default();
            if self.pending.len() == GROUP_CHARS {
                self.decode_pending(false, out)?;
            }
        }
        self.decode_pending(false, out)
    }

    /// Decodes what is left.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the text ends inside a byte.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        self.decode_pending(true, out)
    }

    fn decode_pending(&mut self, all: bool, out: &mut Vec<u8>) -> Result<(), Error> {
        if self.try_pending(all, out).is_err() {
            // Nothing but line feeds stands in most texts, so this is seldom.
            self.pending
                .retain(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            self.try_pending(all, out)?;
        }
        Ok(())
    }

    /// Decodes all that waits, or the whole groups of it; keeps everything if that fails.
    fn try_pending(&mut self, all: bool, out: &mut Vec<u8>) -> Result<(), Error> {
        let waiting = self.pending.len();
        let chars = if all { waiting } else { waiting / 4 * 4 };
        let before = out.len();
        let text = self.pending.get(..chars).unwrap_or_default();
        URL_SAFE_NO_PAD.decode_vec(text, out).map_err(|_| {
            out.truncate(before);
            Error::Damaged("its ciphertext is not base64url")
        })?;
        self.pending.drain(..chars);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_pieces(text: &[u8], size: usize) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        let mut decoder = Base64UrlDecoder::new();
        for piece in text.chunks(size.max(1)) {
            decoder.update(piece, &mut out)?;
        }
        decoder.finish(&mut out)?;
        Ok(out)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 8 } else { ProptestConfig::default().cases }))]
        #[test]
        fn any_pieces_and_any_line_breaks_give_the_bytes_back(
            bytes: Vec<u8>, piece in 1usize..40, line in 1usize..40,
        ) {
            let text: Vec<u8> = encode(&bytes).into_bytes().chunks(line).collect::<Vec<_>>().join(&b"\r\n"[..]);
            prop_assert_eq!(in_pieces(&text, piece).unwrap(), bytes);
        }
    }

    #[test]
    fn more_than_one_group_is_decoded() {
        let bytes: Vec<u8> = (0..30_000u32).map(|n| n as u8).collect();
        assert_eq!(
            in_pieces(encode(&bytes).as_bytes(), 100_000).unwrap(),
            bytes
        );
    }

    #[test]
    fn only_the_canonical_text_is_accepted() {
        // "QQ" is 'A'; "QR" has the same bytes but a non-zero unused bit.
        assert_eq!(in_pieces(b"QQ", 1).unwrap(), b"A");
        for bad in ["QR", "QQ==", "Q", "Q\u{b}Q", "Q+/=", "QQ\0"] {
            assert!(
                in_pieces(bad.as_bytes(), 8).is_err(),
                "{bad:?} was accepted"
            );
        }
    }
}
