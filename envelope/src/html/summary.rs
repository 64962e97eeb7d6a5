//! What an envelope tells without a password.

use super::locate::Payloads;
use crate::jwe::{self, Jwe, Recipient};
use serde::Serialize;

/// What anybody who holds the envelope can know: how it is locked and how large it is, not what is
/// in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Always `"html"`.
    pub format: &'static str,
    /// The version of the format.
    pub version: u32,
    /// The content encryption (`enc`, RFC 7518 §5.1).
    pub content_encryption: &'static str,
    /// Whether view and message are deflated (`zip`, RFC 7516 §4.1.3).
    pub compressed: bool,
    /// The locks of the envelope, one for each password or key, in their order.
    pub recipients: Vec<RecipientSummary>,
    /// The size of the whole envelope, in bytes.
    pub file_bytes: u64,
    /// The size of the view's JWE as it stands in the page, in bytes.
    pub view_bytes: u64,
    /// The size of the message's JWE as it stands in the page, in bytes.
    pub message_bytes: u64,
}

/// How one recipient unlocks the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RecipientSummary {
    /// With a password.
    Password {
        /// The key management algorithm (`alg`, RFC 7518 §4.1).
        algorithm: &'static str,
        /// The number of PBKDF2 iterations (`p2c`, RFC 7518 §4.8.1.2).
        p2c: u32,
        /// The size of the salt input (`p2s`, RFC 7518 §4.8.1.1), in bytes.
        salt_bytes: usize,
    },
    /// With a private key.
    Key {
        /// The key management algorithm.
        algorithm: &'static str,
        /// The curve (`crv`, RFC 7518 §6.2.1.1).
        curve: &'static str,
        /// Which key it is (`kid`, RFC 7516 §4.1.6), as the envelope says. May hold any character.
        kid: Option<String>,
    },
}

impl From<&Recipient> for RecipientSummary {
    fn from(recipient: &Recipient) -> Self {
        match recipient {
            Recipient::Password(recipient) => Self::Password {
                algorithm: jwe::ALG,
                p2c: recipient.p2c(),
                salt_bytes: recipient.p2s().len(),
            },
            Recipient::Key(recipient) => Self::Key {
                algorithm: jwe::KEY_ALG,
                curve: recipient.epk().curve().name(),
                kid: recipient.kid().map(str::to_owned),
            },
        }
    }
}

impl Summary {
    pub(super) fn new(payloads: &Payloads, message: &Jwe) -> Self {
        Self {
            format: "html",
            version: super::VERSION,
            content_encryption: jwe::ENC,
            compressed: message.compressed(),
            recipients: message
                .recipients()
                .iter()
                .map(RecipientSummary::from)
                .collect(),
            file_bytes: payloads.file_bytes,
            view_bytes: payloads.view.end - payloads.view.start,
            message_bytes: payloads.message.end - payloads.message.start,
        }
    }
}
