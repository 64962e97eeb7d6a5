//! The data of streams (ISO 32000-2 §7.3.8): where they end, decrypted, decoded.

use super::document::{Document, Located};
use crate::Error;
use crate::pdf::file::crypt::{Cipher, Method};
use crate::pdf::file::{cause, damaged};
use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Object, ObjectId};
use std::io::{self, Cursor, ErrorKind, Read, Seek};
use std::thread;

/// The most filters that one stream may have.
const MAX_FILTERS: usize = 8;

/// The largest stream with other filters than one `FlateDecode`, before and after decoding. Those
/// are decoded in memory.
const MAX_RARE_BYTES: u64 = 64 << 20;

/// How much is read at a time when the end of a stream is looked for.
const SEARCH_BYTES: usize = 64 * 1024;

/// What a stream is, as far as encryption makes a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    EmbeddedFile,
    /// Never encrypted.
    Clear,
}

const MISSING: Error = Error::Damaged("a stream is missing");

/// The filters of a stream, with their parameters.
type Filters = Vec<(Vec<u8>, Dictionary)>;

impl<R: Read + Seek> Document<R> {
    /// All data of a stream of the structure, decoded.
    pub(super) fn stream_bytes(&self, located: &Located, limit: u64) -> Result<Vec<u8>, Error> {
        self.bytes_of(located, Kind::Ordinary, limit)
    }

    /// All data of a stream that is not encrypted, decoded.
    pub(in crate::pdf::file) fn clear_stream_bytes(
        &self,
        located: &Located,
        limit: u64,
    ) -> Result<Vec<u8>, Error> {
        self.bytes_of(located, Kind::Clear, limit)
    }

    /// How much of the file a stream that something refers to takes, and its number.
    pub(in crate::pdf::file) fn stored_size(
        &self,
        reference: &Object,
    ) -> Result<(ObjectId, u64), Error> {
        let id = reference.as_reference().map_err(|_| MISSING)?;
        let located = self.located(id)?;
        let (Object::Dictionary(dictionary), Some(data)) = (&located.object, located.data) else {
            return Err(MISSING);
        };
        Ok((located.id, self.stream_size(dictionary, data)?))
    }

    /// All data of a stream that is not encrypted, as they stand in the file.
    pub(in crate::pdf::file) fn raw_stream_bytes(
        &self,
        located: &Located,
        limit: u64,
    ) -> Result<Vec<u8>, Error> {
        let (Object::Dictionary(dictionary), Some(data)) = (&located.object, located.data) else {
            return Err(MISSING);
        };
        let size = self.stream_size(dictionary, data)?;
        super::limits::at_most("a stream (bytes)", size, limit)?;
        let mut bytes = Vec::new();
        self.source.section(data, size).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn bytes_of(&self, located: &Located, kind: Kind, limit: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.decoded(located, kind)?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(cause)?;
        self.spend(bytes.len() as u64)?;
        super::limits::at_most("a stream (bytes)", bytes.len() as u64, limit)?;
        Ok(bytes)
    }

    /// The data of a stream that something refers to: of an embedded file, or of one of ours.
    pub(in crate::pdf::file) fn stream(
        &self,
        reference: &Object,
        is_file: bool,
    ) -> Result<Box<dyn Read + '_>, Error> {
        let id = reference.as_reference().map_err(|_| MISSING)?;
        let located = self.located(id)?;
        let kind = match is_file {
            true => Kind::EmbeddedFile,
            false => Kind::Ordinary,
        };
        self.decoded(&located, kind)
    }

    fn decoded(&self, located: &Located, kind: Kind) -> Result<Box<dyn Read + '_>, Error> {
        let (Object::Dictionary(dictionary), Some(data)) = (&located.object, located.data) else {
            return Err(MISSING);
        };
        let size = self.stream_size(dictionary, data)?;
        let mut filters = self.filters(dictionary)?;
        let mut method = match kind {
            Kind::Clear => Method::Identity,
            _ if self.is_clear() => Method::Identity,
            // §7.6.5.2: `EFF` is for embedded files, wherever they are referred to.
            Kind::EmbeddedFile => self.handler()?.files,
            Kind::Ordinary if dictionary.has_type(b"EmbeddedFile") => self.handler()?.files,
            Kind::Ordinary => self.handler()?.streams,
        };
        // §7.4.10: a stream may name a crypt filter of its own.
        if let Some((_, parameters)) = filters.pop_if_first(b"Crypt") {
            let name = parameters.get(b"Name").and_then(Object::as_name);
            method = self.handler()?.method(name.unwrap_or(b"Identity"))?;
        }
        let cipher = match (method, self.key()) {
            (Method::Identity, _) => Cipher::Identity,
            (method, Some(key)) => self.handler()?.cipher(method, key, located.id)?,
            (_, None) => return Err(Error::WrongPassword),
        };
        let plain = cipher.reader(self.source.section(data, size));
        match filters.as_slice() {
            [] => Ok(plain),
            [(name, parameters)]
                if matches!(name.as_slice(), b"FlateDecode" | b"Fl")
                    && !parameters.has(b"Predictor") =>
            {
                Ok(Box::new(Inflated(ZlibDecoder::new(plain))))
            }
            _ => self.decoded_in_memory(plain, &filters),
        }
    }

    /// Where a stream ends, as the bytes between its beginning and `endstream`.
    fn stream_size(&self, dictionary: &Dictionary, data: u64) -> Result<u64, Error> {
        let stated = self.entry(dictionary, b"Length")?.as_i64().ok();
        let stated = stated.and_then(|length| u64::try_from(length).ok());
        if let Some(size) = stated
            && let Some(end) = data.checked_add(size)
            && end < self.source.bytes
        {
            let behind = self.structure_bytes(end, 16)?;
            if behind.trim_ascii_start().starts_with(b"endstream") {
                return Ok(size);
            }
        }
        self.search_end(data)
    }

    /// Some producers state a wrong length, or none.
    fn search_end(&self, data: u64) -> Result<u64, Error> {
        let keyword = b"endstream";
        let mut offset = data;
        loop {
            let chunk = self.structure_bytes(offset, SEARCH_BYTES)?;
            let found = chunk
                .windows(keyword.len())
                .position(|window| window == keyword);
            if let Some(found) = found {
                let end = offset + found as u64;
                let before = self.structure_bytes(end.saturating_sub(2).max(data), 2)?;
                // The line end in front of the keyword is not part of the data.
                let line_end = match before.as_slice() {
                    b"\r\n" => 2,
                    [_, b'\n' | b'\r'] => 1,
                    _ => 0,
                };
                return Ok(end.saturating_sub(line_end).max(data) - data);
            }
            if chunk.len() < SEARCH_BYTES {
                return Err(Error::Damaged("it is cut off in the middle of a stream"));
            }
            offset += (SEARCH_BYTES - keyword.len()) as u64;
        }
    }

    /// `Filter` and `DecodeParms` (§7.3.8.2, Table 5).
    fn filters(&self, dictionary: &Dictionary) -> Result<Filters, Error> {
        let list = |key: &[u8]| -> Result<Vec<Object>, Error> {
            Ok(match self.entry(dictionary, key)? {
                Object::Array(array) => array
                    .iter()
                    .take(MAX_FILTERS + 1)
                    .map(|item| self.resolve(item))
                    .collect::<Result<_, _>>()?,
                Object::Null => Vec::new(),
                one => vec![one],
            })
        };
        let names = list(b"Filter")?;
        super::limits::at_most(
            "the number of a stream's filters",
            names.len() as u64,
            MAX_FILTERS as u64,
        )?;
        let parameters = list(b"DecodeParms")?.into_iter().map(|one| match one {
            Object::Dictionary(dictionary) => dictionary,
            _ => Dictionary::new(),
        });
        let parameters = parameters.chain(std::iter::repeat_with(Dictionary::new));
        names
            .into_iter()
            .zip(parameters)
            .map(|(name, parameters)| match name {
                Object::Name(name) => Ok((name, parameters)),
                _ => Err(Error::Damaged("a stream's filter is wrong")),
            })
            .collect()
    }

    /// Filters that few streams have: a chain of several, or one with a predictor.
    fn decoded_in_memory(
        &self,
        plain: Box<dyn Read + '_>,
        filters: &Filters,
    ) -> Result<Box<dyn Read + '_>, Error> {
        let mut bytes = Vec::new();
        plain
            .take(MAX_RARE_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(cause)?;
        super::limits::at_most("a stream (bytes)", bytes.len() as u64, MAX_RARE_BYTES)?;
        self.spend(bytes.len() as u64)?;
        let mut dictionary = Dictionary::new();
        let (names, parameters): (Vec<_>, Vec<_>) = filters
            .iter()
            .map(|(name, parameters)| {
                let name = Object::Name(full_name(name).to_vec());
                (name, Object::Dictionary(parameters.clone()))
            })
            .unzip();
        dictionary.set("Filter", names);
        dictionary.set("DecodeParms", parameters);
        let stream = lopdf::Stream::new(dictionary, bytes);
        match decoded_apart(&stream)? {
            Ok(Err(lopdf::Error::Unimplemented(_))) => {
                let names = filters
                    .iter()
                    .map(|(name, _)| String::from_utf8_lossy(name));
                Err(Error::Unsupported {
                    parameter: "the stream filter",
                    found: names
                        .collect::<Vec<_>>()
                        .join(" ")
                        .chars()
                        .take(80)
                        .collect(),
                })
            }
            Ok(Ok(decoded)) => {
                self.spend(decoded.len() as u64)?;
                Ok(Box::new(Cursor::new(decoded)))
            }
            _ => Err(Error::Damaged("a stream cannot be decoded")),
        }
    }
}

/// Another's code on a stranger's bytes: should it ever panic, that is a damaged file. In a thread of
/// its own, so that a panic hook can tell it from a fault of the program, and keep silent about what
/// may quote the stream.
fn decoded_apart(stream: &lopdf::Stream) -> io::Result<thread::Result<lopdf::Result<Vec<u8>>>> {
    let limit = usize::try_from(MAX_RARE_BYTES).unwrap_or(usize::MAX);
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("pdf".to_owned())
            .spawn_scoped(scope, || stream.decompressed_content_with_limit(limit))?;
        Ok(thread.join())
    })
}

/// The abbreviations that some producers use outside inline images (§8.9.7, Table 92).
fn full_name(name: &[u8]) -> &[u8] {
    match name {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        other => other,
    }
}

trait PopIfFirst {
    fn pop_if_first(&mut self, name: &[u8]) -> Option<(Vec<u8>, Dictionary)>;
}

impl PopIfFirst for Filters {
    fn pop_if_first(&mut self, name: &[u8]) -> Option<(Vec<u8>, Dictionary)> {
        let is_first = self.first().is_some_and(|(first, _)| first == name);
        is_first.then(|| self.remove(0))
    }
}

/// Inflates, and tells broken data from a source that cannot be read.
struct Inflated<R>(ZlibDecoder<R>);

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
                damaged("its compressed data is wrong")
            }
            _ => error,
        })
    }
}
