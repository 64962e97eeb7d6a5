//! What a PDF tells without a password.

use super::crypt::Method;
use super::read::Document;
use crate::Error;
use crate::pdf::Permissions;
use serde::Serialize;
use std::io::{Read, Seek};

/// What anybody who holds the PDF can know: how it is encrypted and how large it is. Whether it is
/// an envelope of Waxseal or another PDF cannot be told, because all of its content is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Always `"pdf"`.
    pub format: &'static str,
    /// The version of PDF that the file states, for example `"1.7"`.
    pub pdf_version: String,
    /// The security handler (ISO 32000-2 §7.6.2, `Filter`): always `"Standard"`.
    pub handler: &'static str,
    /// The algorithm of encryption (`V`).
    pub version: i64,
    /// The revision of the security handler (`R`). Only 6 is not broken or withdrawn.
    pub revision: i64,
    /// The cipher: `"AES-256"`, `"AES-128"`, `"RC4"` or `"none"`.
    pub cipher: &'static str,
    /// The size of the key, in bits.
    pub key_bits: usize,
    /// Whether strings, streams and embedded files are all encrypted.
    pub everything_encrypted: bool,
    /// Whether the metadata are encrypted too.
    pub metadata_encrypted: bool,
    /// Whether it opens without a password, with the restrictions of `permissions`.
    pub opens_without_password: bool,
    /// What readers are asked to allow.
    pub permissions: Permissions,
    /// The size of the file, in bytes.
    pub file_bytes: u64,
}

impl Summary {
    pub(super) fn new<R: Read + Seek>(
        document: &Document<R>,
        opens_without_password: bool,
    ) -> Result<Self, Error> {
        let handler = document.handler()?;
        let everything_encrypted = [handler.strings, handler.streams, handler.files]
            .iter()
            .all(|&method| method != Method::Identity);
        let allows = |bit: u32| handler.permissions & 1 << (bit - 1) != 0;
        // ISO 32000-2 §7.6.4.2, Table 22.
        let permissions = Permissions {
            print: allows(3),
            copy: allows(5),
            modify: allows(4),
        };
        Ok(Self {
            format: "pdf",
            pdf_version: document.version.clone(),
            handler: "Standard",
            version: handler.version,
            revision: handler.revision,
            cipher: match handler.strongest() {
                Method::Identity => "none",
                Method::Rc4 => "RC4",
                Method::Aes128 => "AES-128",
                Method::Aes256 => "AES-256",
            },
            key_bits: handler.key_bits(),
            everything_encrypted,
            metadata_encrypted: everything_encrypted && handler.encrypt_metadata,
            opens_without_password,
            permissions,
            file_bytes: document.source.bytes,
        })
    }
}
