//! Comparing a JWE with what it was made of, in one pass: authenticating and decrypting at once, which is allowed here
//! because nothing that is decrypted goes anywhere.

use super::cbc_hs512::{ContentKey, ContentMac};
use super::decrypt::{Authenticator, Decryptor, check};
use super::{Jwe, Limits, Tag};
use crate::Error;
use std::io::Write;

/// Takes the ciphertext once.
pub(crate) struct Comparer<'a> {
    mac: ContentMac,
    tag: Tag,
    decryptor: Decryptor<Compared<'a>>,
}

impl<'a> Comparer<'a> {
    pub(crate) fn new(
        jwe: &Jwe,
        content_key: &ContentKey,
        limits: &Limits,
        expected: &'a [u8],
    ) -> Self {
        let compared = Compared {
            expected,
            same: true,
        };
        let (mac, tag, decryptor) = Authenticator::new(jwe, content_key).at_once(limits, compared);
        Self {
            mac,
            tag,
            decryptor,
        }
    }

    /// Takes the next bytes of ciphertext, decoded, and leaves something else in their place.
    pub(crate) fn update(&mut self, ciphertext: &mut [u8]) -> Result<(), Error> {
        self.mac.update(ciphertext);
        self.decryptor.update(ciphertext)
    }

    /// Fails with [`Error::Damaged`] for a wrong tag and [`Error::NotTheSame`] for another plaintext.
    pub(crate) fn finish(self) -> Result<(), Error> {
        check(self.mac, &self.tag)?;
        let compared = self.decryptor.finish()?;
        match compared.same && compared.expected.is_empty() {
            true => Ok(()),
            false => Err(Error::NotTheSame),
        }
    }
}

/// Compares what is written with what is expected.
struct Compared<'a> {
    expected: &'a [u8],
    same: bool,
}

impl Write for Compared<'_> {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        match self.expected.strip_prefix(data) {
            Some(rest) => self.expected = rest,
            None => self.same = false,
        }
        Ok(data.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwe::decrypt::tests::sealed;

    fn compared(plaintext: &[u8], expected: &[u8], last_byte: u8) -> Result<(), Error> {
        let (jwe, content_key, mut ciphertext) = sealed(plaintext);
        let mut comparer = Comparer::new(&jwe, &content_key, &Limits::default(), expected);
        *ciphertext.last_mut().unwrap() ^= last_byte;
        // In pieces that are no whole blocks.
        for piece in ciphertext.chunks_mut(21) {
            comparer.update(piece)?;
        }
        comparer.finish()
    }

    #[test]
    fn only_the_same_is_the_same() {
        let message = b"Subject: x\r\n\r\nHello, this is longer than a block.\r\n";
        compared(message, message, 0).unwrap();
        let mut changed = message.to_vec();
        changed[20] ^= 1;
        let shorter = &message[..message.len() - 1];
        for (sealed, expected) in [
            (&message[..], &changed[..]),
            (message, shorter),
            (shorter, message),
            (b"", message),
            (message, b""),
        ] {
            assert!(matches!(
                compared(sealed, expected, 0),
                Err(Error::NotTheSame)
            ));
        }
    }

    #[test]
    fn a_wrong_tag_is_damage() {
        assert!(matches!(
            compared(b"Hello", b"Hello", 1),
            Err(Error::Damaged(_))
        ));
    }
}
