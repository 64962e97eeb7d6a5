//! `PBES2-HS512+A256KW`: a password gives what wraps the content key (RFC 7518 §4.8; PBKDF2 of RFC 8018
//! §5.2 with HMAC-SHA-512).

use super::a256kw::{KeyEncryptionKey, WrappedKey};
use super::{ALG, ContentKey, base64url};
use crate::{Error, password::Password};
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

/// A key-encryption key derived from a password, with the salt and the count that gave it.
///
/// Deriving takes a good part of a second by intention. A key may be used for many messages to the
/// same recipient (each gets a fresh content key and IV), so a gateway derives it once and keeps it.
/// The key is zeroised when dropped and never printed.
#[derive(Clone)]
pub struct PasswordKey {
    key: KeyEncryptionKey,
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
            key: KeyEncryptionKey::new(key),
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
        self.key.as_bytes()
    }

    /// The recipient's header (RFC 7518 §4.8.1).
    pub(super) fn header(&self) -> String {
        let p2s = base64url::encode(&self.p2s);
        let p2c = self.p2c;
        format!(r#"{{"alg":"{ALG}","p2s":"{p2s}","p2c":{p2c}}}"#)
    }

    /// Wraps a content key: the member `encrypted_key` of its recipient, decoded (RFC 3394 §2.2.1).
    ///
    /// # Errors
    /// None for a content key of this profile.
    pub fn wrap(&self, content_key: &ContentKey) -> Result<[u8; 72], Error> {
        self.key.wrap(content_key)
    }
}

impl std::fmt::Debug for PasswordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordKey")
            .field("p2c", &self.p2c)
            .finish_non_exhaustive()
    }
}

/// One entry of `recipients` that a password may unlock.
#[derive(Clone, Debug)]
pub struct PasswordRecipient {
    p2s: Vec<u8>,
    p2c: u32,
    encrypted_key: WrappedKey,
}

impl PasswordRecipient {
    /// A recipient whose members were decoded elsewhere.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the encrypted key is not a wrapped key of 64 bytes.
    pub fn from_parts(p2s: &[u8], p2c: u32, encrypted_key: &[u8]) -> Result<Self, Error> {
        let encrypted_key = encrypted_key
            .try_into()
            .map_err(|_| Error::Damaged("a recipient's encrypted key"))?;
        Ok(Self {
            p2s: p2s.to_vec(),
            p2c,
            encrypted_key,
        })
    }

    /// The salt input (RFC 7518 §4.8.1.1), decoded.
    pub fn p2s(&self) -> &[u8] {
        &self.p2s
    }

    /// The number of PBKDF2 iterations (RFC 7518 §4.8.1.2).
    pub fn p2c(&self) -> u32 {
        self.p2c
    }

    /// Unwraps the content key; `None` if `key` is not the one that wrapped it.
    pub fn unlock(&self, key: &PasswordKey) -> Option<ContentKey> {
        key.key.unwrap(&self.encrypted_key)
    }

    /// Whether `key` was derived from this recipient's salt and count.
    pub fn takes(&self, key: &PasswordKey) -> bool {
        self.p2s == key.p2s && self.p2c == key.p2c
    }
}

/// The salt of RFC 7518 §4.8.1.1: the algorithm's name, a zero octet, the salt input.
fn salt(p2s: &[u8]) -> Vec<u8> {
    [ALG.as_bytes(), &[0], p2s].concat()
}
