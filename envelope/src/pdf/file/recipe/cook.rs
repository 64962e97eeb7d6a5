//! The message, put together again.

use super::base64_lines::Base64Lines;
use super::{Encoding, Expected, LineEnd, VERSION, key};
use crate::Error;
use crate::message::Message;
use crate::pdf::file::read::Document;
use crate::pdf::file::{Counted, cause, damaged};
use lopdf::{Dictionary, Object, ObjectId};
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek, Write};
use std::ops::Range;

/// The most pieces of a message: the 10 000 parts that [`crate::message::Limits`] let one have, and
/// what stands before, between and behind them.
const MAX_PIECES: usize = 20_001;

/// The longest line of base64; longer ones are one line.
const MAX_LINE: i64 = 1 << 30;

const DAMAGED: Error = Error::Damaged("its recipe for the original message is wrong");

/// What an envelope says of the message in it.
pub(in crate::pdf::file) struct Recipe {
    pub(in crate::pdf::file) original: Option<Original>,
    /// The SHA-256 of each embedded file.
    files: HashMap<ObjectId, [u8; 32]>,
}

/// How to put the message together.
pub(in crate::pdf::file) struct Original {
    pub(in crate::pdf::file) bytes: u64,
    sha256: [u8; 32],
    literals: Object,
    pieces: Vec<Piece>,
}

enum Piece {
    /// So many of the literal bytes.
    Literal(u64),
    Stored {
        stream: Object,
        encoding: Encoding,
    },
}

impl Recipe {
    /// Reads it; `None` if the PDF is not an envelope.
    pub(in crate::pdf::file) fn read<R: Read + Seek>(
        document: &Document<R>,
    ) -> Result<Option<Self>, Error> {
        let mut private = document.catalog()?;
        for key in ["PieceInfo", key::WAXSEAL, "Private"] {
            match document.dictionary(&private, key.as_bytes())? {
                Some(dictionary) => private = dictionary,
                None => return Ok(None),
            }
        }
        match integer(&private, key::VERSION) {
            Some(version) if version == i64::from(VERSION) => {}
            Some(version) if version > i64::from(VERSION) => {
                return Err(Error::NewerVersion {
                    found: u32::try_from(version).unwrap_or(u32::MAX),
                    known: VERSION,
                });
            }
            _ => return Err(DAMAGED),
        }
        let mut files = HashMap::new();
        if let Object::Array(pairs) = document.entry(&private, key::FILES.as_bytes())? {
            for pair in pairs.chunks(2) {
                let [Object::Reference(id), Object::String(sha256, _)] = pair else {
                    return Err(DAMAGED);
                };
                let sha256 = sha256.as_slice().try_into().map_err(|_| DAMAGED)?;
                files.insert(*id, sha256);
            }
        }
        let original = match document.entry(&private, key::RECIPE.as_bytes())? {
            Object::Array(pieces) => Some(Original::new(document, &private, &pieces)?),
            _ => None,
        };
        Ok(Some(Self { original, files }))
    }

    /// The SHA-256 of an embedded file.
    pub(in crate::pdf::file) fn sha256(&self, file: ObjectId) -> Option<&[u8; 32]> {
        self.files.get(&file)
    }
}

impl Original {
    fn new<R: Read + Seek>(
        document: &Document<R>,
        private: &Dictionary,
        pieces: &[Object],
    ) -> Result<Self, Error> {
        if pieces.len() > MAX_PIECES {
            return Err(DAMAGED);
        }
        let bytes = integer(private, key::SIZE).and_then(|size| u64::try_from(size).ok());
        let sha256 = document.entry(private, key::SHA256.as_bytes())?;
        let sha256 = sha256.as_str().ok().and_then(|bytes| bytes.try_into().ok());
        let pieces = pieces.iter().map(|piece| match piece {
            Object::Integer(size) => u64::try_from(*size).ok().map(Piece::Literal),
            Object::Dictionary(dictionary) => stored(dictionary),
            _ => None,
        });
        Ok(Self {
            bytes: bytes.ok_or(DAMAGED)?,
            sha256: sha256.ok_or(DAMAGED)?,
            literals: private
                .get(key::LITERALS.as_bytes())
                .map_err(|_| DAMAGED)?
                .clone(),
            pieces: pieces.collect::<Option<_>>().ok_or(DAMAGED)?,
        })
    }

    /// Writes the message to `out`, and tells whether its size and SHA-256 are as they should be.
    pub(in crate::pdf::file) fn cook<R: Read + Seek>(
        &self,
        document: &Document<R>,
        out: impl Write,
    ) -> Result<(), Error> {
        let mut out = Checked {
            out,
            sha256: Sha256::new(),
            left: self.bytes,
        };
        self.put_together(document, &mut out, |_, _| ())?;
        if out.left != 0 || out.sha256.finalize() != self.sha256 {
            return Err(Error::Damaged("its message is not the one that was sealed"));
        }
        Ok(())
    }

    /// Compares the message with the one that it should be, and tells which bytes of it each stream gave.
    pub(in crate::pdf::file) fn compare<R: Read + Seek>(
        &self,
        document: &Document<R>,
        message: &Message<'_>,
    ) -> Result<HashMap<ObjectId, Range<u64>>, Error> {
        let mut given = HashMap::new();
        let mut expected = Expected::new(message.raw());
        self.put_together(document, &mut expected, |stream, range| {
            given.insert(stream, range);
        })?;
        let whole = expected.rest.is_empty() && self.bytes == message.raw().len() as u64;
        match whole && self.sha256 == message.sha256() {
            true => Ok(given),
            false => Err(Error::NotTheSame),
        }
    }

    fn put_together<R: Read + Seek>(
        &self,
        document: &Document<R>,
        out: &mut impl Write,
        mut on_stream: impl FnMut(ObjectId, Range<u64>),
    ) -> Result<(), Error> {
        let mut pantry = Pantry::new(document);
        pantry.take(&self.literals)?;
        let mut literals = document.stream(&self.literals, false)?;
        let mut out = Counted { out, written: 0 };
        for piece in &self.pieces {
            match piece {
                Piece::Literal(size) => {
                    let copied = io::copy(&mut (&mut literals).take(*size), &mut out);
                    if copied.map_err(cause)? < *size {
                        return Err(DAMAGED);
                    }
                }
                Piece::Stored { stream, encoding } => {
                    let id = pantry.take(stream)?;
                    let start = out.written;
                    let mut stream = document.stream(stream, false)?;
                    encode(&mut stream, *encoding, &mut out).map_err(cause)?;
                    on_stream(id, start..out.written);
                }
            }
        }
        Ok(())
    }
}

/// The streams of a recipe, each of which is used once, and which have no bytes in common. Data that
/// inflates to nothing could otherwise be read again and again, once for each piece.
struct Pantry<'d, R> {
    document: &'d Document<R>,
    used: HashSet<ObjectId>,
    /// Bytes of the file that are not used yet.
    left: u64,
}

impl<'d, R: Read + Seek> Pantry<'d, R> {
    fn new(document: &'d Document<R>) -> Self {
        Self {
            document,
            used: HashSet::new(),
            left: document.source.bytes,
        }
    }

    fn take(&mut self, stream: &Object) -> Result<ObjectId, Error> {
        let (id, size) = self.document.stored_size(stream)?;
        if !self.used.insert(id) {
            return Err(DAMAGED);
        }
        self.left = self.left.checked_sub(size).ok_or(DAMAGED)?;
        Ok(id)
    }
}

fn encode(stream: &mut impl Read, encoding: Encoding, out: &mut impl Write) -> io::Result<()> {
    match encoding {
        Encoding::Identity => io::copy(stream, out).map(|_| ()),
        Encoding::Base64 { line, end } => {
            let mut lines = Base64Lines::new(line, end, out);
            io::copy(stream, &mut lines)?;
            lines.finish().map(|_| ())
        }
    }
}

fn stored(dictionary: &Dictionary) -> Option<Piece> {
    let name = |key: &str| {
        dictionary
            .get(key.as_bytes())
            .and_then(Object::as_name)
            .ok()
    };
    let stream = dictionary.get(key::STREAM.as_bytes()).ok()?.clone();
    let encoding = match name(key::ENCODING)? {
        b"Identity" => Encoding::Identity,
        b"Base64" => {
            let line = integer(dictionary, key::LINE).unwrap_or(0);
            let line = usize::try_from(line).ok().filter(|_| line <= MAX_LINE)?;
            let end = match name(key::END) {
                Some(b"LF") => LineEnd::Lf,
                Some(b"CRLF") | None => LineEnd::CrLf,
                Some(_) => return None,
            };
            Encoding::Base64 { line, end }
        }
        _ => return None,
    };
    Some(Piece::Stored { stream, encoding })
}

fn integer(dictionary: &Dictionary, key: &str) -> Option<i64> {
    dictionary.get(key.as_bytes()).and_then(Object::as_i64).ok()
}

/// Hashes what passes, and lets no more pass than there should be.
struct Checked<W> {
    out: W,
    sha256: Sha256,
    left: u64,
}

impl<W: Write> Write for Checked<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.left = self
            .left
            .checked_sub(data.len() as u64)
            .ok_or_else(|| damaged("its message is larger than it says"))?;
        self.out.write_all(data)?;
        self.sha256.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
