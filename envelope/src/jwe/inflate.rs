//! `zip: DEF`: raw DEFLATE (RFC 7516 §4.1.3, RFC 1951) with a bound on what comes out.

use crate::Error;
use flate2::write::DeflateDecoder;
use std::io::{self, Write};

/// Inflates into a writer, piece by piece, and never more than its limit: the guard against a small
/// ciphertext that inflates without end.
pub struct Inflater<W: Write>(DeflateDecoder<Bounded<W>>);

impl<W: Write> Inflater<W> {
    /// Inflates into `out`, at most `limit` bytes.
    pub fn new(out: W, limit: u64) -> Self {
        Self(DeflateDecoder::new(Bounded::new(out, limit)))
    }

    /// Inflates the next piece.
    ///
    /// # Errors
    /// [`Error::TooLarge`] past the limit, [`Error::Damaged`] if it is no DEFLATE stream or goes on
    /// after its end, [`Error::Io`] of the writer.
    pub fn update(&mut self, deflated: &[u8]) -> Result<(), Error> {
        self.0.write_all(deflated).map_err(cause)
    }

    /// Ends the stream and gives the writer back.
    ///
    /// # Errors
    /// As [`Inflater::update`].
    pub fn finish(self) -> Result<W, Error> {
        Ok(self.0.finish().map_err(cause)?.into_inner())
    }

    /// The writer, for a caller that takes the plaintext out of it piece by piece.
    pub fn get_mut(&mut self) -> &mut W {
        self.0.get_mut().get_mut()
    }
}

/// A writer that refuses to go past a limit.
pub(super) struct Bounded<W> {
    out: W,
    written: u64,
    limit: u64,
}

impl<W: Write> Bounded<W> {
    pub(super) fn new(out: W, limit: u64) -> Self {
        Self {
            out,
            written: 0,
            limit,
        }
    }

    pub(super) fn put(&mut self, data: &[u8]) -> Result<(), Error> {
        self.write_all(data).map_err(cause)
    }

    pub(super) fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }
}

/// Carries [`Error::TooLarge`] through the inflating library, which only knows I/O errors.
#[derive(Debug, thiserror::Error)]
#[error("the plaintext is larger than {0} bytes")]
struct PlaintextTooLarge(u64);

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if self.written + data.len() as u64 > self.limit {
            return Err(io::Error::other(PlaintextTooLarge(self.limit)));
        }
        let written = self.out.write(data)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Tells a broken stream from a limit and from a failing writer.
fn cause(error: io::Error) -> Error {
    if let Some(PlaintextTooLarge(limit)) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<PlaintextTooLarge>())
    {
        return Error::TooLarge {
            what: "the inflated size (bytes)",
            found: limit + 1,
            limit: *limit,
        };
    }
    match error.kind() {
        io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidData
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::WriteZero => Error::Damaged("its compressed data is wrong"),
        _ => Error::Io(error),
    }
}
