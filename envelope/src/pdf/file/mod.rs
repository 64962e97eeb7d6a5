//! The file around the pages: attachments, the original message, encryption (`write`), and the way
//! back (`read`), also out of encrypted PDFs that others wrote. This room knows no HTML and no
//! layout.

mod crypt;
mod envelope;
mod foreign;
mod read;
mod recipe;
mod summary;
mod write;

pub use crypt::{OpenedAs, UserKey};
pub use envelope::{Envelope, Opened, Secret, verify};
pub(super) use foreign::pages_only;
pub use read::{Embedded, Limits};
pub use summary::Summary;
pub(super) use write::write;

use crate::Error;
use std::io::{self, Write};

/// Carries an [`Error`] through a [`std::io::Read`] or [`std::io::Write`].
fn damaged(what: &'static str) -> io::Error {
    io::Error::other(Error::Damaged(what))
}

/// The error that an I/O error stands for.
fn cause(error: io::Error) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::Io(error),
    }
}

/// Counts what is written.
struct Counted<W> {
    out: W,
    written: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.out.write(data)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
