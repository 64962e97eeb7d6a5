//! Reading a JWE (RFC 7516 §5.2): first the tag over all of the ciphertext, then the plaintext.

#[cfg(feature = "ecdh-es")]
use super::PrivateKey;
use super::cbc_hs512::{BLOCK_BYTES, CbcDecryptor, ContentKey, ContentMac, unpad};
use super::inflate::{Bounded, Inflater};
use super::{Base64UrlDecoder, Jwe, Limits, Splitter, Tag};
use crate::{Error, password::Password};
use std::io::Write;

/// Opens a whole JWE in memory: General JSON Serialization, white space allowed anywhere.
///
/// # Errors
/// [`Error::WrongPassword`] if no recipient unlocks, [`Error::Damaged`] if the tag or the structure
/// is wrong, [`Error::OnlyForKeys`], [`Error::Unsupported`] and [`Error::TooLarge`].
pub fn decrypt(json: &[u8], password: &Password, limits: &Limits) -> Result<Vec<u8>, Error> {
    let (jwe, ciphertext) = take_apart(json, limits)?;
    let (content_key, _) = jwe.unlock(password)?;
    decrypt_with(&content_key, &jwe, ciphertext, limits)
}

/// As [`decrypt`], with a private key.
///
/// # Errors
/// [`Error::WrongKey`] if no recipient unlocks, and otherwise as [`decrypt`].
#[cfg(feature = "ecdh-es")]
pub fn decrypt_with_private_key(
    json: &[u8],
    key: &PrivateKey,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let (jwe, ciphertext) = take_apart(json, limits)?;
    let content_key = jwe.unlock_with_private_key(key)?;
    decrypt_with(&content_key, &jwe, ciphertext, limits)
}

fn decrypt_with(
    content_key: &ContentKey,
    jwe: &Jwe,
    mut ciphertext: Vec<u8>,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let mut authenticator = Authenticator::new(jwe, content_key);
    authenticator.update(&ciphertext);
    let mut decryptor = authenticator.verify(limits, Vec::new())?;
    decryptor.update(&mut ciphertext)?;
    decryptor.finish()
}

/// A whole JWE in memory: its head, and its ciphertext decoded.
fn take_apart(json: &[u8], limits: &Limits) -> Result<(Jwe, Vec<u8>), Error> {
    let mut splitter = Splitter::new(limits);
    let mut decoder = Base64UrlDecoder::new();
    let mut ciphertext = Vec::new();
    splitter.update(json, |text| decoder.update(text, &mut ciphertext))?;
    decoder.finish(&mut ciphertext)?;
    Ok((Jwe::parse(&splitter.finish()?, limits)?, ciphertext))
}

/// Checks the tag over the ciphertext; the only way to a [`Decryptor`].
pub struct Authenticator {
    mac: ContentMac,
    tag: Tag,
    cbc: CbcDecryptor,
    compressed: bool,
}

impl Authenticator {
    /// Starts over the additional data of `jwe`.
    pub fn new(jwe: &Jwe, content_key: &ContentKey) -> Self {
        Self {
            mac: ContentMac::new(content_key, jwe.aad(), jwe.iv()),
            tag: *jwe.tag(),
            cbc: CbcDecryptor::new(content_key, jwe.iv()),
            compressed: jwe.compressed(),
        }
    }

    /// Takes the next bytes of ciphertext, decoded.
    pub fn update(&mut self, ciphertext: &[u8]) {
        self.mac.update(ciphertext);
    }

    /// Compares the tag in constant time and, if it is right, allows decrypting into `out`.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn verify<W: Write>(self, limits: &Limits, out: W) -> Result<Decryptor<W>, Error> {
        let (mac, tag, decryptor) = self.at_once(limits, out);
        check(mac, &tag)?;
        Ok(decryptor)
    }

    /// The pieces, for the one caller that lets nothing out before it has checked the tag.
    pub(super) fn at_once<W: Write>(
        self,
        limits: &Limits,
        out: W,
    ) -> (ContentMac, Tag, Decryptor<W>) {
        let decryptor = Decryptor {
            cbc: self.cbc,
            held: Vec::new(),
            plain: if self.compressed {
                Plain::Deflated(Inflater::new(out, limits.max_plaintext_bytes))
            } else {
                Plain::Stored(Bounded::new(out, limits.max_plaintext_bytes))
            },
        };
        (self.mac, self.tag, decryptor)
    }
}

/// Compares the tag in constant time.
pub(super) fn check(mac: ContentMac, tag: &Tag) -> Result<(), Error> {
    match mac.verify(tag) {
        true => Ok(()),
        false => Err(Error::Damaged("its authentication tag does not match")),
    }
}

/// Decrypts and inflates the ciphertext that an [`Authenticator`] has found unchanged.
///
/// The caller feeds the same bytes again; where it cannot be sure that they are the same (a file
/// that another process may write to), it runs a second [`Authenticator`] beside this and keeps
/// nothing unless that agrees as well.
pub struct Decryptor<W: Write> {
    cbc: CbcDecryptor,
    /// The end of the ciphertext so far: an unfinished block, or the block that may be the last.
    held: Vec<u8>,
    plain: Plain<W>,
}

enum Plain<W: Write> {
    Deflated(Inflater<W>),
    Stored(Bounded<W>),
}

impl<W: Write> Decryptor<W> {
    /// Decrypts the next bytes of ciphertext in place and writes their plaintext.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if the plaintext passes its limit, [`Error::Damaged`], [`Error::Io`].
    pub fn update(&mut self, ciphertext: &mut [u8]) -> Result<(), Error> {
        // The block before comes first: it is now known not to be the last one.
        let mut rest = ciphertext;
        if !self.held.is_empty() {
            let missing = (BLOCK_BYTES - self.held.len()).min(rest.len());
            let (fill, after) = rest.split_at_mut(missing);
            self.held.extend_from_slice(fill);
            rest = after;
            if rest.is_empty() {
                return Ok(());
            }
            let mut block = std::mem::take(&mut self.held);
            self.cbc.decrypt_blocks(&mut block);
            self.write(&block)?;
        }
        if rest.is_empty() {
            return Ok(());
        }
        let keep = (rest.len() - 1) / BLOCK_BYTES * BLOCK_BYTES;
        let (now, held) = rest.split_at_mut(keep);
        self.cbc.decrypt_blocks(now);
        self.held.extend_from_slice(held);
        self.write(now)
    }

    /// Decrypts the last block, takes its padding off and gives the writer back.
    ///
    /// # Errors
    /// As [`Decryptor::update`]; [`Error::Damaged`] for a wrong length, padding or DEFLATE stream.
    pub fn finish(mut self) -> Result<W, Error> {
        let mut block = std::mem::take(&mut self.held);
        self.cbc.decrypt_blocks(&mut block);
        let last = unpad(&block).ok_or(Error::Damaged("its padding is wrong"))?;
        self.write(last)?;
        match self.plain {
            Plain::Stored(bounded) => Ok(bounded.into_inner()),
            Plain::Deflated(inflater) => inflater.finish(),
        }
    }

    /// The writer that the plaintext goes to, for a caller that takes it out piece by piece.
    pub fn get_mut(&mut self) -> &mut W {
        match &mut self.plain {
            Plain::Stored(bounded) => bounded.get_mut(),
            Plain::Deflated(inflater) => inflater.get_mut(),
        }
    }

    fn write(&mut self, plain: &[u8]) -> Result<(), Error> {
        match &mut self.plain {
            Plain::Stored(bounded) => bounded.put(plain),
            Plain::Deflated(inflater) => inflater.update(plain),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::jwe::{ContentEncryptor, PasswordKey, encrypt};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    fn key() -> PasswordKey {
        PasswordKey::derive_from_prepared(b"password", b"0123456789abcdef", 1)
    }

    /// A JWE of `plaintext`, its content key and its ciphertext.
    pub(in crate::jwe) fn sealed(plaintext: &[u8]) -> (Jwe, ContentKey, Vec<u8>) {
        let mut json = Vec::new();
        let mut rng = ChaCha20Rng::seed_from_u64(plaintext.len() as u64);
        encrypt(
            plaintext,
            "text/plain",
            &[key().into()],
            &mut rng,
            &mut json,
        )
        .unwrap();
        let (jwe, ciphertext) = take_apart(&json, &Limits::default()).unwrap();
        let content_key = jwe.unlock_with(&key()).unwrap();
        (jwe, content_key, ciphertext)
    }

    #[test]
    fn any_pieces_of_ciphertext_give_the_plaintext() {
        // Under Miri, each takes seconds.
        let sizes = match cfg!(miri) {
            true => vec![0, 15, 33],
            false => (0..100).chain([40_000, 100_000]).collect(),
        };
        for size in sizes {
            let plaintext: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
            let (jwe, content_key, ciphertext) = sealed(&plaintext);
            for piece in [1, 5, 15, 16, 17, 31, 32, 33, 1000, ciphertext.len()] {
                let mut authenticator = Authenticator::new(&jwe, &content_key);
                for piece in ciphertext.chunks(piece) {
                    authenticator.update(piece);
                }
                let mut decryptor = authenticator
                    .verify(&Limits::default(), Vec::new())
                    .unwrap();
                for piece in ciphertext.chunks(piece) {
                    decryptor.update(&mut piece.to_vec()).unwrap();
                }
                assert_eq!(decryptor.finish().unwrap(), plaintext, "{size} in {piece}");
            }
        }
    }

    #[test]
    fn without_zip_the_plaintext_is_as_it_stands() {
        let key = || ContentKey::from_bytes([5; 64].into());
        // Deflated it would be something else.
        let plaintext = b"\x4b\x4c\x4a\x06\x00";
        let encryptor = ContentEncryptor::new(&key(), b"header", &[3; 16]);
        let (ciphertext, tag) = encryptor.finish(plaintext.to_vec());
        for (zip, expected) in [(false, &plaintext[..]), (true, b"abc")] {
            let jwe = Jwe::from_parts(b"header", &[3; 16], &tag, zip).unwrap();
            let mut authenticator = Authenticator::new(&jwe, &key());
            authenticator.update(&ciphertext);
            let mut decryptor = authenticator
                .verify(&Limits::default(), Vec::new())
                .unwrap();
            decryptor.update(&mut ciphertext.clone()).unwrap();
            assert_eq!(decryptor.finish().unwrap(), expected);
        }
    }

    #[test]
    fn nothing_is_decrypted_unless_the_tag_is_right() {
        let (jwe, content_key, ciphertext) = sealed(b"Hello");
        for wrong in [&ciphertext[1..], &ciphertext[..ciphertext.len() - 1], b""] {
            let mut authenticator = Authenticator::new(&jwe, &content_key);
            authenticator.update(wrong);
            assert!(matches!(
                authenticator.verify(&Limits::default(), Vec::new()),
                Err(Error::Damaged(_))
            ));
        }
    }

    #[test]
    fn one_key_seals_many_messages_with_fresh_content_keys() {
        let (_, first, one) = sealed(b"Hello");
        let (_, second, other) = sealed(b"Hello!");
        assert_ne!(first.as_bytes(), second.as_bytes());
        assert_ne!(one, other);
    }
}
