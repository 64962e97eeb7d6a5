//! What of a message is stored where: each attachment is decoded once to find out whether encoding
//! it again gives exactly the bytes of the mail, whether it shrinks, and what its checksums are.

use super::base64_lines::Base64Lines;
use super::{Encoding, Expected, LineEnd};
use crate::Error;
use crate::message::transfer::TransferEncoding;
use crate::message::{Attachment, Message};
use crate::pdf::stands_beside_pages;
use flate2::{Compression, write::ZlibEncoder};
use md5::{Digest as _, Md5};
use sha2::Sha256;
use std::io::{self, Write};
use std::ops::Range;

/// An inline image is stored apart from the text around it if that saves the detour through base64
/// for at least so many bytes.
const MIN_INLINE_BYTES: u64 = 1024;

/// The size and number of the samples that tell whether a file shrinks, in bytes.
const SAMPLE_BYTES: u64 = 32 * 1024;
const SAMPLES: u64 = 4;

/// What is stored of a message.
pub(in crate::pdf::file) struct Plan {
    /// The attachments that become streams, in the order of the message.
    pub(in crate::pdf::file) stored: Vec<Stored>,
    /// How to put the message together; empty if it is not kept.
    pub(in crate::pdf::file) pieces: Vec<Piece>,
    /// Of the message.
    pub(in crate::pdf::file) sha256: [u8; 32],
}

/// An attachment that becomes a stream.
pub(in crate::pdf::file) struct Stored {
    /// Its place in what the message [encloses](crate::message::View::enclosed).
    pub(in crate::pdf::file) attachment: usize,
    /// Whether it is in the list that readers show, and not only in the recipe.
    pub(in crate::pdf::file) listed: bool,
    pub(in crate::pdf::file) md5: [u8; 16],
    pub(in crate::pdf::file) sha256: [u8; 32],
    pub(in crate::pdf::file) compress: bool,
}

/// A piece of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pdf::file) enum Piece {
    /// These bytes of the message.
    Literal(Range<usize>),
    /// What this one of the stored attachments gives when it is encoded.
    Stored { index: usize, encoding: Encoding },
}

impl Plan {
    /// Plans how to store `message`; `original` says whether it is to be put together again.
    pub(in crate::pdf::file) fn new(message: &Message<'_>, original: bool) -> Result<Self, Error> {
        let raw = message.raw();
        let mut stored = Vec::new();
        let mut encoded: Vec<(Range<usize>, usize, Encoding)> = Vec::new();
        for (number, attachment) in message.view().enclosed().enumerate() {
            let listed = stands_beside_pages(attachment);
            let worthwhile = original && attachment.size >= MIN_INLINE_BYTES;
            if !listed && !worthwhile {
                continue;
            }
            let (one, exact) = examine(raw, number, attachment)?;
            if !listed && exact.is_none() {
                continue;
            }
            encoded.extend(exact.map(|(range, encoding)| (range, stored.len(), encoding)));
            stored.push(Stored { listed, ..one });
        }
        let mut plan = Self {
            stored,
            pieces: Vec::new(),
            sha256: [0; 32],
        };
        if original {
            plan.sha256 = message.sha256();
            plan.pieces = pieces(raw.len(), encoded);
        }
        Ok(plan)
    }
}

impl Plan {
    /// The literal pieces.
    pub(in crate::pdf::file) fn literals(&self) -> impl Iterator<Item = Range<usize>> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(range) => Some(range.clone()),
            Piece::Stored { .. } => None,
        })
    }
}

/// The encoded attachments and what is between them.
fn pieces(size: usize, mut encoded: Vec<(Range<usize>, usize, Encoding)>) -> Vec<Piece> {
    encoded.sort_by_key(|(range, ..)| range.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (range, index, encoding) in encoded {
        // No two parts of a message overlap; if they did, the second would be literal.
        if range.start < at {
            continue;
        }
        if range.start > at {
            pieces.push(Piece::Literal(at..range.start));
        }
        at = range.end;
        pieces.push(Piece::Stored { index, encoding });
    }
    if at < size {
        pieces.push(Piece::Literal(at..size));
    }
    pieces
}

/// The bytes of the message that a stream gives when it is encoded like this.
type Exact = (Range<usize>, Encoding);

/// Decodes an attachment once. Gives what is to be known to store it, and, if encoding it again is
/// exact, which bytes of the message that yields.
fn examine(
    raw: &[u8],
    number: usize,
    attachment: &Attachment,
) -> Result<(Stored, Option<Exact>), Error> {
    let encoded = attachment.range.of(raw);
    let mut md5 = Md5::new();
    let mut sha256 = Sha256::new();
    let mut sampler = Sampler::new(attachment.size);
    // A file within another is a part of what is encoded.
    let layout = layout(attachment.encoding, encoded).filter(|_| attachment.within.is_none());
    let mut again = layout.map(|(start, encoding)| {
        let expected = encoded.get(start..).unwrap_or_default();
        (start, encoding, Again::new(encoding, expected))
    });
    attachment.decode(raw, |decoded| {
        md5.update(decoded);
        sha256.update(decoded);
        sampler.update(decoded)?;
        if let Some((.., writer)) = &mut again
            && writer.write_all(decoded).is_err()
        {
            again = None;
        }
        Ok(())
    })?;
    let exact = again.and_then(|(start, encoding, writer)| {
        let size = writer.finish()?;
        let start = usize::try_from(attachment.range.start).ok()? + start;
        (size > 0).then(|| (start..start + size, encoding))
    });
    let stored = Stored {
        attachment: number,
        listed: true,
        md5: md5.finalize().into(),
        sha256: sha256.finalize().into(),
        compress: sampler.shrinks()?,
    };
    Ok((stored, exact))
}

/// How a body seems to be encoded, and where that begins in it. Line ends after the encoded data
/// are not part of it.
fn layout(encoding: TransferEncoding, encoded: &[u8]) -> Option<(usize, Encoding)> {
    match encoding {
        TransferEncoding::Identity => Some((0, Encoding::Identity)),
        TransferEncoding::Base64 => {
            let start = encoded
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())?;
            let data = encoded.get(start..)?;
            let line = data.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let end = match line.and_then(|line| data.get(line..)) {
                Some([b'\n', ..]) => LineEnd::Lf,
                _ => LineEnd::CrLf,
            };
            let line = line.unwrap_or(0);
            Some((start, Encoding::Base64 { line, end }))
        }
        // There are many ways to write quoted-printable, and little to gain.
        TransferEncoding::QuotedPrintable => None,
    }
}

/// Encodes again and compares.
enum Again<'m> {
    Identity(Expected<'m>),
    Base64(Base64Lines<Expected<'m>>),
}

impl<'m> Again<'m> {
    fn new(encoding: Encoding, expected: &'m [u8]) -> Self {
        let expected = Expected::new(expected);
        match encoding {
            Encoding::Identity => Self::Identity(expected),
            Encoding::Base64 { line, end } => Self::Base64(Base64Lines::new(line, end, expected)),
        }
    }

    fn write_all(&mut self, decoded: &[u8]) -> io::Result<()> {
        match self {
            Self::Identity(out) => out.write_all(decoded),
            Self::Base64(out) => out.write_all(decoded),
        }
    }

    /// The size of what was encoded, if it is all as expected.
    fn finish(self) -> Option<usize> {
        match self {
            Self::Identity(out) => Some(out.size),
            Self::Base64(out) => Some(out.finish().ok()?.size),
        }
    }
}

/// Compresses samples of a file to see whether all of it would shrink. Media types do not tell: half
/// of the PDFs and of what is called `application/octet-stream` is compressed already.
struct Sampler {
    /// How far the beginnings of two samples are apart.
    distance: u64,
    /// How much of the file was seen.
    seen: u64,
    taken: u64,
    deflated: ZlibEncoder<Counter>,
}

impl Sampler {
    fn new(size: u64) -> Self {
        Self {
            distance: (size / SAMPLES).max(SAMPLE_BYTES),
            seen: 0,
            taken: 0,
            deflated: ZlibEncoder::new(Counter(0), Compression::fast()),
        }
    }

    fn update(&mut self, mut data: &[u8]) -> io::Result<()> {
        while !data.is_empty() {
            let within = self.seen % self.distance;
            let (is_sample, until) = match within < SAMPLE_BYTES {
                true => (true, SAMPLE_BYTES),
                false => (false, self.distance),
            };
            let size = usize::try_from(until - within).map_or(data.len(), |n| n.min(data.len()));
            let (now, later) = data.split_at(size);
            if is_sample {
                self.deflated.write_all(now)?;
                self.taken += size as u64;
            }
            self.seen += size as u64;
            data = later;
        }
        Ok(())
    }

    /// Whether compressing saves at least a twentieth.
    fn shrinks(self) -> io::Result<bool> {
        let Counter(deflated) = self.deflated.finish()?;
        Ok(deflated < self.taken - self.taken / 20)
    }
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0 += data.len() as u64;
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
