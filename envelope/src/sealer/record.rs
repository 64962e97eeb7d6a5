//! What is kept of a mail that was sealed: enough to answer for it, and nothing that was in it.

use super::Format;
use crate::hex::hex;
use crate::jwe::{self, PublicKey};
use crate::message::Message;
use mail_parser::DateTime;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::time::SystemTime;

/// An audit record; as JSON, one line of a log. It holds no password, no subject and no content.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When, in the form of RFC 3339, in UTC.
    pub at: String,
    /// `Message-ID` of the original, without brackets.
    pub message_id: Option<String>,
    /// `Message-ID` of the mail that leaves.
    pub carrier_message_id: String,
    /// Whom it is for.
    pub recipients: Vec<String>,
    /// What it was sealed as.
    pub format: Format,
    /// By what.
    pub algorithms: Algorithms,
    /// Thumbprints (RFC 7638) of the organisation's keys that open the page too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipient_keys: Vec<String>,
    /// How large both are.
    pub bytes: Bytes,
    /// What both are, as SHA-256.
    pub sha256: Sha256Hex,
}

/// The algorithms of an envelope.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Algorithms {
    /// Of a page: `enc` and `alg` of its JWEs (RFC 7516).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<[&'static str; 2]>,
    /// Of a PDF: its standard security handler (ISO 32000-2 §7.6.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf: Option<&'static str>,
}

/// Sizes in bytes.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// Of the original message.
    pub original: u64,
    /// Of the mail that leaves.
    pub mail: u64,
}

/// SHA-256 in hexadecimal digits.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Sha256Hex {
    /// Of the original message.
    pub original: String,
    /// Of the mail that leaves.
    pub mail: String,
}

impl Record {
    pub(super) fn new(
        message: &Message<'_>,
        recipients: &[String],
        format: Format,
        recipient_keys: &[PublicKey],
        carrier_message_id: &str,
        mail: &[u8],
    ) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let seconds = now.map_or(0, |since| since.as_secs());
        let has_page = format.has_page();
        let keys = recipient_keys.iter().filter(|_| has_page);
        Self {
            at: DateTime::from_timestamp(i64::try_from(seconds).unwrap_or(i64::MAX)).to_rfc3339(),
            message_id: message.view().message_id.clone(),
            carrier_message_id: carrier_message_id.to_owned(),
            recipients: recipients.to_vec(),
            format,
            algorithms: Algorithms {
                html: has_page.then_some([jwe::ENC, jwe::ALG]),
                pdf: format.has_pdf().then_some("AESV3 R6"),
            },
            recipient_keys: keys.map(PublicKey::thumbprint).collect(),
            bytes: Bytes {
                original: message.raw().len() as u64,
                mail: mail.len() as u64,
            },
            sha256: Sha256Hex {
                original: hex(message.sha256()),
                mail: hex(Sha256::digest(mail)),
            },
        }
    }
}
