//! JSON Web Encryption (RFC 7516) and nothing else: this room knows no mail, no page and no file.
//!
//! One profile is spoken, in General JSON Serialization (RFC 7516 §7.2.1):
//!
//! | parameter | value | standard |
//! | --- | --- | --- |
//! | `alg` of a recipient with a password | `PBES2-HS512+A256KW` | RFC 7518 §4.8 |
//! | `alg` of a recipient with a key | `ECDH-ES+A256KW` on X25519 or P-256 | RFC 7518 §4.6, RFC 8037 |
//! | `enc` | `A256CBC-HS512` | RFC 7518 §5.2.5 |
//! | `zip` | `DEF` | RFC 7516 §4.1.3, RFC 1951 |
//!
//! [`encrypt`] writes a JWE for any number of [`RecipientKey`]s to a [`std::io::Write`] in constant
//! memory: a [`PasswordKey`] is derived from a password, an `AgreedKey` is agreed on with a
//! `PublicKey`. To read one, [`decrypt`] does everything in memory; the streaming pieces under it are
//! [`Splitter`] (takes the ciphertext out of the JSON), [`Jwe`] (everything else), [`Authenticator`]
//! and [`Decryptor`]. The same code runs in the recipient's page as WebAssembly, but without the
//! feature `ecdh-es`, that is without curves: recipients with a key are passed over there.
//!
//! ```
//! use waxseal::jwe::{self, Limits, PasswordKey};
//! use waxseal::password::Password;
//!
//! # fn main() -> Result<(), waxseal::Error> {
//! let mut rng = rand::rngs::SysRng;
//! let password = Password::new("correct horse battery staple")?;
//! let key = PasswordKey::generate(&password, jwe::DEFAULT_P2C, &mut rng)?;
//!
//! let mut sealed = Vec::new();
//! jwe::encrypt(&b"Hello"[..], "text/plain", &[key.into()], &mut rng, &mut sealed)?;
//!
//! let opened = jwe::decrypt(&sealed, &password, &Limits::default())?;
//! assert_eq!(opened, b"Hello");
//! # Ok(())
//! # }
//! ```

mod a256kw;
pub(crate) mod base64url;
mod cbc_hs512;
#[cfg(feature = "html")]
mod compare;
mod decrypt;
mod deflate;
#[cfg(feature = "ecdh-es")]
mod ecdh_es;
mod encrypt;
mod inflate;
mod json;
#[cfg(feature = "ecdh-es")]
mod jwk;
mod pbes2;
mod recipient;
mod split;

pub use base64url::Base64UrlDecoder;
pub use cbc_hs512::ContentKey;
#[cfg(feature = "html")]
pub(crate) use compare::Comparer;
#[cfg(feature = "ecdh-es")]
pub use decrypt::decrypt_with_private_key;
pub use decrypt::{Authenticator, Decryptor, decrypt};
#[cfg(feature = "ecdh-es")]
pub use ecdh_es::{AgreedKey, KeyRecipient};
#[cfg(feature = "html")]
pub(crate) use encrypt::check_recipients;
pub use encrypt::{ContentEncryptor, encrypt};
pub use json::Jwe;
#[cfg(feature = "ecdh-es")]
pub use jwk::{Curve, PrivateKey, PublicKey};
pub use pbes2::{DEFAULT_P2C, MIN_P2C, PasswordKey, PasswordRecipient};
pub use recipient::{Recipient, RecipientKey};
pub use split::Splitter;

use crate::Error;

/// The one content encryption of this profile (RFC 7518 §5.2.5).
pub const ENC: &str = "A256CBC-HS512";
/// The one way this profile takes a password (RFC 7518 §4.8).
pub const ALG: &str = "PBES2-HS512+A256KW";
/// The one way this profile takes a key (RFC 7518 §4.6).
pub const KEY_ALG: &str = "ECDH-ES+A256KW";
/// The one compression that RFC 7516 defines (§4.1.3): raw DEFLATE.
pub const ZIP: &str = "DEF";

/// The authentication tag of a JWE: 32 bytes (RFC 7518 §5.2.5).
pub type Tag = [u8; 32];

/// What an opener accepts from an envelope that anybody may have made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest `p2c` of one recipient, in iterations. Default 10 000 000, some ten seconds.
    pub max_p2c: u32,
    /// The sum of `p2c` over all recipients, in iterations: the work of refusing a wrong password.
    /// Default 60 000 000.
    pub max_iterations: u64,
    /// How many recipients a JWE may list. Default 100.
    pub max_recipients: usize,
    /// The size of the JWE's JSON without its ciphertext, in bytes. Default 1 MiB.
    pub max_header_bytes: usize,
    /// The size of the plaintext after inflating, in bytes. Default 1 GiB.
    pub max_plaintext_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_p2c: 10_000_000,
            max_iterations: 60_000_000,
            max_recipients: 100,
            max_header_bytes: 1 << 20,
            max_plaintext_bytes: 1 << 30,
        }
    }
}

impl Limits {
    fn check_header(&self, bytes: usize) -> Result<(), Error> {
        at_most(
            "the JWE's header (bytes)",
            bytes as u64,
            self.max_header_bytes as u64,
        )
    }

    fn check_recipients(&self, count: usize) -> Result<(), Error> {
        at_most(
            "the number of recipients",
            count as u64,
            self.max_recipients as u64,
        )
    }

    fn check_p2c(&self, p2c: u64) -> Result<u32, Error> {
        at_most("p2c (iterations)", p2c, self.max_p2c.into())?;
        u32::try_from(p2c).map_err(|_| Error::Damaged("a recipient's iteration count"))
    }

    /// Adds one recipient's iterations to those of the recipients before it.
    fn check_iterations(&self, before: u64, p2c: u32) -> Result<u64, Error> {
        let all = before + u64::from(p2c);
        at_most(
            "p2c of all recipients (iterations)",
            all,
            self.max_iterations,
        )?;
        Ok(all)
    }
}

fn at_most(what: &'static str, found: u64, limit: u64) -> Result<(), Error> {
    if found > limit {
        return Err(Error::TooLarge { what, found, limit });
    }
    Ok(())
}
