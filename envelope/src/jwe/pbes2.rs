//! `PBES2-HS512+A256KW`: a password wraps the content key (RFC 7518 §4.8; PBKDF2 of RFC 8018 §5.2
//! with HMAC-SHA-512; AES Key Wrap of RFC 3394).

use super::{ALG, cbc_hs512::ContentKey};
use crate::{Error, password::Password};
use aes_kw::{KeyInit as _, KwAes256};
use rand::TryCryptoRng;
use sha2::Sha512;
use zeroize::Zeroizing;

/// How many iterations a new key takes unless the caller asks otherwise.
///
/// OWASP's Password Storage Cheat Sheet asks for 210 000 with HMAC-SHA-512. An envelope is attacked
/// offline and for years, so the default is nearly three times that and still opens within about a
/// second on a phone.
pub const DEFAULT_P2C: u32 = 600_000;

/// The fewest iterations that Waxseal seals with (OWASP's figure for PBKDF2-HMAC-SHA-512).
pub const MIN_P2C: u32 = 210_000;

/// Random bytes of salt in a new key; RFC 7518 §4.8.1.1 asks for at least eight.
const SALT_BYTES: usize = 16;

/// The size of a wrapped 64-byte content key: RFC 3394 adds eight bytes.
pub(super) const WRAPPED_BYTES: usize = 72;

/// A key-encryption key derived from a password, with the salt and the count that gave it.
///
/// Deriving takes a good part of a second by intention. A key may be used for many messages to the
/// same recipient (each gets a fresh content key and IV), so a gateway derives it once and keeps it.
/// The key is zeroised when dropped and never printed.
#[derive(Clone)]
pub struct PasswordKey {
    key: Zeroizing<[u8; 32]>,
    p2s: Vec<u8>,
    p2c: u32,
}

impl PasswordKey {
    /// Derives a key for sealing, with a fresh random salt of 16 bytes and `p2c` iterations.
    ///
    /// # Errors
    /// [`Error::TooFewIterations`] if `p2c` is below [`MIN_P2C`], [`Error::NoRandomness`].
    pub fn generate(
        password: &Password,
        p2c: u32,
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self, Error> {
        if p2c < MIN_P2C {
            return Err(Error::TooFewIterations { found: p2c });
        }
        let mut p2s = vec![0; SALT_BYTES];
        rng.try_fill_bytes(&mut p2s)
            .map_err(|_| Error::NoRandomness)?;
        Ok(Self::derive(password, &p2s, p2c))
    }

    /// Derives the key for a given salt (`p2s`, decoded) and count (`p2c`), as when opening.
    ///
    /// It takes time in proportion to `p2c`; bound it first ([`super::Limits`]).
    pub fn derive(password: &Password, p2s: &[u8], p2c: u32) -> Self {
        Self::derive_from_prepared(password.as_bytes(), p2s, p2c)
    }

    /// As [`PasswordKey::derive`], for octets that were prepared elsewhere (the page does it in
    /// JavaScript, which has Unicode normalisation built in).
    pub fn derive_from_prepared(password: &[u8], p2s: &[u8], p2c: u32) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        pbkdf2::pbkdf2_hmac::<Sha512>(password, &salt(p2s), p2c, &mut key[..]);
        Self::from_derived(key, p2s, p2c)
    }

    /// Takes a key that was derived elsewhere, for example by WebCrypto, from this salt and count.
    pub fn from_derived(key: Zeroizing<[u8; 32]>, p2s: &[u8], p2c: u32) -> Self {
        Self {
            key,
            p2s: p2s.to_vec(),
            p2c,
        }
    }

    /// The salt input, without the algorithm's name before it.
    pub fn p2s(&self) -> &[u8] {
        &self.p2s
    }

    /// The number of iterations.
    pub fn p2c(&self) -> u32 {
        self.p2c
    }

    /// The key itself, to be handed to another JWE of the same envelope.
    pub fn expose(&self) -> &[u8; 32] {
        &self.key
    }

    /// Wraps a content key (RFC 3394 §2.2.1).
    pub(super) fn wrap(&self, content_key: &ContentKey) -> Result<[u8; WRAPPED_BYTES], Error> {
        let mut wrapped = [0; WRAPPED_BYTES];
        KwAes256::new((&*self.key).into())
            .wrap_key(content_key.as_bytes(), &mut wrapped)
            .map_err(|_| Error::Damaged("its content key has a wrong size"))?;
        Ok(wrapped)
    }

    /// Unwraps a content key; `None` if the key is not the one that wrapped it (RFC 3394 §2.2.3).
    pub(super) fn unwrap(&self, wrapped: &[u8; WRAPPED_BYTES]) -> Option<ContentKey> {
        let mut content_key = ContentKey::zero();
        KwAes256::new((&*self.key).into())
            .unwrap_key(wrapped, content_key.as_mut_bytes())
            .ok()?;
        Some(content_key)
    }
}

impl std::fmt::Debug for PasswordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordKey")
            .field("p2c", &self.p2c)
            .finish_non_exhaustive()
    }
}

/// The salt of RFC 7518 §4.8.1.1: the algorithm's name, a zero octet, the salt input.
fn salt(p2s: &[u8]) -> Vec<u8> {
    [ALG.as_bytes(), &[0], p2s].concat()
}
