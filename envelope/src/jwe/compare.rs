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
