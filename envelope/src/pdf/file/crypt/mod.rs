//! The standard security handler (ISO 32000-2 §7.6): how a password becomes the file's key, and how
//! that key turns strings and streams into ciphertext and back.
//!
//! Envelopes are written with revision 6 only ([`revision6`]). Revisions 2 to 5, which are broken or
//! withdrawn, are read and never written ([`legacy`]).

mod ciphers;
mod handler;
mod legacy;
mod revision6;

pub(super) use ciphers::{CbcWriter, Cipher, encrypt_bytes};
pub(super) use handler::{Handler, Method};
pub(super) use revision6::Entries;
pub use revision6::UserKey;

use zeroize::Zeroizing;

/// The key that all strings and streams of a file are encrypted with. Zeroised when dropped.
#[derive(Clone)]
pub(super) struct FileKey(Zeroizing<Vec<u8>>);

impl FileKey {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Which of the two passwords of a PDF was given (ISO 32000-2 §7.6.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedAs {
    /// The password that the envelope was sealed with.
    User,
    /// The password that lifts the restrictions.
    Owner,
}
