//! The two kinds of recipients: who knows a password, and who holds a private key.

use super::a256kw::WrappedKey;
#[cfg(feature = "ecdh-es")]
use super::{AgreedKey, KeyRecipient};
use super::{ContentKey, PasswordKey, PasswordRecipient};
use crate::Error;

/// What a JWE is sealed with, one for each recipient. Both kinds become one by `into()`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RecipientKey {
    /// Derived from a password.
    Password(PasswordKey),
    /// Agreed on with a public key.
    #[cfg(feature = "ecdh-es")]
    Agreed(AgreedKey),
}

impl RecipientKey {
    /// The recipient's header, as JSON.
    pub(super) fn header(&self) -> String {
        match self {
            Self::Password(key) => key.header(),
            #[cfg(feature = "ecdh-es")]
            Self::Agreed(key) => key.header(),
        }
    }

    /// The iterations that an opener needs for it.
    pub(super) fn p2c(&self) -> Option<u32> {
        match self {
            Self::Password(key) => Some(key.p2c()),
            #[cfg(feature = "ecdh-es")]
            Self::Agreed(_) => None,
        }
    }

    pub(super) fn wrap(&self, content_key: &ContentKey) -> Result<WrappedKey, Error> {
        match self {
            Self::Password(key) => key.wrap(content_key),
            #[cfg(feature = "ecdh-es")]
            Self::Agreed(key) => key.wrap(content_key),
        }
    }
}

impl From<PasswordKey> for RecipientKey {
    fn from(key: PasswordKey) -> Self {
        Self::Password(key)
    }
}

#[cfg(feature = "ecdh-es")]
impl From<AgreedKey> for RecipientKey {
    fn from(key: AgreedKey) -> Self {
        Self::Agreed(key)
    }
}

/// One entry of `recipients` that Waxseal can unlock.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Recipient {
    /// With a password.
    Password(PasswordRecipient),
    /// With a private key.
    #[cfg(feature = "ecdh-es")]
    Key(KeyRecipient),
}
