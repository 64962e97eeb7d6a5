//! What an envelope tells without a password.

use super::locate::Payloads;
use crate::jwe::{self, Jwe};
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
    /// The locks of the envelope, one for each password, in their order.
    pub recipients: Vec<RecipientSummary>,
    /// The size of the whole envelope, in bytes.
    pub file_bytes: u64,
    /// The size of the view's JWE as it stands in the page, in bytes.
    pub view_bytes: u64,
    /// The size of the message's JWE as it stands in the page, in bytes.
    pub message_bytes: u64,
}

/// How one recipient's password unlocks the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecipientSummary {
    /// The key management algorithm (`alg`, RFC 7518 §4.1).
    pub algorithm: &'static str,
    /// The number of PBKDF2 iterations (`p2c`, RFC 7518 §4.8.1.2).
    pub p2c: u32,
    /// The size of the salt input (`p2s`, RFC 7518 §4.8.1.1), in bytes.
    pub salt_bytes: usize,
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
                .map(|recipient| RecipientSummary {
                    algorithm: jwe::ALG,
                    p2c: recipient.p2c(),
                    salt_bytes: recipient.p2s().len(),
                })
                .collect(),
            file_bytes: payloads.file_bytes,
            view_bytes: payloads.view.end - payloads.view.start,
            message_bytes: payloads.message.end - payloads.message.start,
        }
    }
}
