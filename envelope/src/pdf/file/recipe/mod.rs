//! The original message inside an envelope without storing anything twice: a recipe that puts it
//! together from literal pieces and from the embedded files, encoded again as they were in the mail
//! (`docs/pdf-envelope.md`, section 5).

mod base64_lines;
mod cook;
mod plan;

pub(super) use cook::Recipe;
pub(super) use plan::{Piece, Plan, Stored};

use crate::Error;
use std::io::{self, Write};

/// The version of the recipe's form, and the newest that is read.
pub(super) const VERSION: u32 = 1;

/// How an embedded file was encoded in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As it is.
    Identity,
    /// RFC 2045 §6.8: every line but the last has `line` characters, 0 if there is but one line;
    /// between two lines stands `end`.
    Base64 { line: usize, end: LineEnd },
}

/// What stands between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    Lf,
    CrLf,
}

impl LineEnd {
    pub(super) fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }
}

/// What is expected to be written; anything else is [`Error::NotTheSame`].
struct Expected<'m> {
    rest: &'m [u8],
    size: usize,
}

impl<'m> Expected<'m> {
    fn new(expected: &'m [u8]) -> Self {
        Self {
            rest: expected,
            size: 0,
        }
    }
}

impl Write for Expected<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let rest = self.rest.strip_prefix(data);
        self.rest = rest.ok_or_else(|| io::Error::other(Error::NotTheSame))?;
        self.size += data.len();
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Entries of the page-piece dictionary (ISO 32000-2 §14.5) and of the recipe in it.
pub(super) mod key {
    /// Our entry in `PieceInfo`.
    pub(in crate::pdf::file) const WAXSEAL: &str = "Waxseal";
    pub(in crate::pdf::file) const VERSION: &str = "Version";
    /// The size of the message, in bytes.
    pub(in crate::pdf::file) const SIZE: &str = "Size";
    /// Of the message.
    pub(in crate::pdf::file) const SHA256: &str = "SHA256";
    /// The stream of all literal pieces.
    pub(in crate::pdf::file) const LITERALS: &str = "Literals";
    pub(in crate::pdf::file) const RECIPE: &str = "Recipe";
    /// The embedded files and their SHA-256, in turn.
    pub(in crate::pdf::file) const FILES: &str = "Files";
    pub(in crate::pdf::file) const STREAM: &str = "Stream";
    pub(in crate::pdf::file) const ENCODING: &str = "Encoding";
    pub(in crate::pdf::file) const LINE: &str = "Line";
    pub(in crate::pdf::file) const END: &str = "End";
}
