//! `zip: DEF`: raw DEFLATE (RFC 7516 §4.1.3, RFC 1951) with a bound on what comes out.

use crate::Error;
use fdeflate::Decompressor;
use std::io::Write;

/// How far back a repetition may reach (RFC 1951 §2).
const WINDOW_BYTES: usize = 32 * 1024;

/// The inflater reads the zlib format (RFC 1950), which puts two bytes in front of raw DEFLATE and a checksum of four
/// behind it. The authentication tag has done the checksum's work, so it is not looked at.
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];
const ZLIB_TRAILER: [u8; 4] = [0; 4];

/// Inflates into a writer, piece by piece, and never more than its limit: the guard against a small
/// ciphertext that inflates without end.
pub(super) struct Inflater<W: Write> {
    decompressor: Box<Decompressor>,
    /// The window, and behind it what was inflated last.
    inflated: Vec<u8>,
    position: usize,
    out: Bounded<W>,
}

impl<W: Write> Inflater<W> {
    /// Inflates into `out`, at most `limit` bytes.
    pub(super) fn new(out: W, limit: u64) -> Self {
        let mut decompressor = Box::new(Decompressor::new());
        decompressor.ignore_adler32();
        let mut inflater = Self {
            decompressor,
            inflated: vec![0; 4 * WINDOW_BYTES],
            position: 0,
            out: Bounded::new(out, limit),
        };
        // A header that is right fails in nothing, and nothing comes of it.
        let _ = inflater.update(&ZLIB_HEADER);
        inflater
    }

    /// Inflates the next piece.
    ///
    /// # Errors
    /// [`Error::TooLarge`] past the limit, [`Error::Damaged`] if it is no DEFLATE stream or goes on
    /// after its end, [`Error::Io`] of the writer.
    pub(super) fn update(&mut self, mut deflated: &[u8]) -> Result<(), Error> {
        loop {
            // Only the window must stay.
            if self.position == self.inflated.len() {
                let start = self.position - WINDOW_BYTES;
                self.inflated.copy_within(start.., 0);
                self.position = WINDOW_BYTES;
            }
            let (taken, given) = self
                .decompressor
                .read(deflated, &mut self.inflated, self.position, false)
                .map_err(|_| WRONG)?;
            let end = self.position + given;
            let new = self.inflated.get(self.position..end).unwrap_or_default();
            self.out.put(new)?;
            self.position = end;
            deflated = deflated.get(taken..).unwrap_or_default();
            if self.decompressor.is_done() && !deflated.is_empty() {
                return Err(WRONG);
            }
            // With room left, it has taken all there is.
            if deflated.is_empty() && end < self.inflated.len() {
                return Ok(());
            }
        }
    }

    /// Ends the stream and gives the writer back.
    ///
    /// # Errors
    /// As [`Inflater::update`].
    pub(super) fn finish(mut self) -> Result<W, Error> {
        for byte in ZLIB_TRAILER {
            // Done before the last byte of the checksum: so something stood behind the end of the stream.
            if self.decompressor.is_done() {
                return Err(WRONG);
            }
            self.update(&[byte])?;
        }
        match self.decompressor.is_done() {
            true => Ok(self.out.into_inner()),
            false => Err(WRONG),
        }
    }

    /// The writer, for a caller that takes the plaintext out of it piece by piece.
    pub(super) fn get_mut(&mut self) -> &mut W {
        self.out.get_mut()
    }
}

const WRONG: Error = Error::Damaged("its compressed data is wrong");

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
        self.written += data.len() as u64;
        if self.written > self.limit {
            return Err(Error::TooLarge {
                what: "the inflated size (bytes)",
                found: self.limit + 1,
                limit: self.limit,
            });
        }
        Ok(self.out.write_all(data)?)
    }

    pub(super) fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, bufread::DeflateEncoder};
    use std::io::Read as _;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut deflated = Vec::new();
        let mut encoder = DeflateEncoder::new(data, Compression::new(6));
        encoder.read_to_end(&mut deflated).unwrap();
        deflated
    }

    fn inflated(deflated: &[u8], piece: usize, limit: u64) -> Result<Vec<u8>, Error> {
        let mut inflater = Inflater::new(Vec::new(), limit);
        for piece in deflated.chunks(piece) {
            inflater.update(piece)?;
        }
        inflater.finish()
    }

    #[test]
    fn any_pieces_give_the_data_back() {
        // Around the room that is inflated into; Miri would take minutes for each.
        let large: &[u32] = match cfg!(miri) {
            true => &[],
            false => &[131_071, 131_072, 131_073, 500_000],
        };
        for &size in [0, 1, 100].iter().chain(large) {
            let text: Vec<u8> = (0..size)
                .map(|n: u32| (n.wrapping_mul(n) >> 7) as u8)
                .collect();
            let deflated = deflated(&text);
            for piece in [1, 2, 3, 7, 1000, deflated.len()] {
                let back = inflated(&deflated, piece, u64::MAX).unwrap();
                assert!(back == text, "{size} in pieces of {piece}");
            }
        }
    }

    /// Also where the room that is inflated into ends among the last bytes.
    #[test]
    #[cfg_attr(miri, ignore = "large, and takes minutes")]
    fn what_a_piece_says_is_given_at_once() {
        for size in (131_000..132_000).step_by(30) {
            let mut inflater = Inflater::new(Vec::new(), u64::MAX);
            inflater.update(&deflated(&vec![b'a'; size])).unwrap();
            assert_eq!(inflater.get_mut().len(), size);
        }
    }

    #[test]
    fn a_stream_that_is_cut_off_or_goes_on_is_damaged() {
        let whole = deflated(b"Hello, hello, hello");
        for piece in [1, 4, 100] {
            for end in 0..whole.len() {
                let error = inflated(&whole[..end], piece, u64::MAX).unwrap_err();
                assert!(matches!(error, Error::Damaged(_)), "{end}");
            }
            for more in 1..20 {
                let longer = [&whole[..], &vec![0; more]].concat();
                let error = inflated(&longer, piece, u64::MAX).unwrap_err();
                assert!(matches!(error, Error::Damaged(_)), "{more}");
            }
        }
        for bytes in [&[0x07][..], &[0xff; 10], &[0x00, 0x01, 0x00, 0x00, 0x00]] {
            assert!(matches!(inflated(bytes, 1, 10), Err(Error::Damaged(_))));
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "a megabyte takes minutes")]
    fn a_limit_is_kept_to_the_byte() {
        let deflated = deflated(&[b'a'; 1_000_000]);
        assert_eq!(
            inflated(&deflated, 100, 1_000_000).unwrap().len(),
            1_000_000
        );
        assert!(matches!(
            inflated(&deflated, 100, 999_999),
            Err(Error::TooLarge {
                found: 1_000_000,
                limit: 999_999,
                ..
            })
        ));
    }
}
