//! The objects of a file, read and decrypted when they are asked for.

use super::limits::{Limits, at_most};
use super::source::Source;
use super::syntax::{Indirect, Parser, Stop};
use super::xref::{Place, Table};
use crate::Error;
use crate::pdf::file::crypt::{FileKey, Handler, Method, OpenedAs, UserKey};
use lopdf::{Dictionary, Object, ObjectId};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{Read, Seek};
use std::ops::Range;
use std::rc::Rc;
use std::time::Instant;

/// How far from the beginning `%PDF-` may stand (ISO 32000-1 Annex H.3, note 13).
const HEADER_BYTES: usize = 1024;

/// How much is read of an object first; then four times as much, until it is whole.
const FIRST_READ: usize = 1024;

/// The largest object, without the data of its stream, in bytes.
const MAX_OBJECT_BYTES: usize = 16 << 20;

/// How many references may lead to an object, and how many objects may need another to be read (a
/// stream's length, an object stream). Real files need two.
const MAX_STEPS: u32 = 16;

/// The largest object stream, decoded, in bytes.
const MAX_OBJECT_STREAM_BYTES: u64 = 64 << 20;

/// How many object streams are kept, as long as they are not larger than one may be. What belongs to
/// an attachment stands in two or three.
const KEPT_STREAMS: usize = 8;

/// A PDF.
pub(in crate::pdf::file) struct Document<R> {
    pub(in crate::pdf::file) source: Source<R>,
    pub(super) limits: Limits,
    /// Where `%PDF-` stands, which offsets are counted from.
    pub(super) header: u64,
    /// The version that the header states.
    pub(in crate::pdf::file) version: String,
    table: Table,
    /// The table was made by looking for objects, not read.
    rebuilt: bool,
    handler: Option<Handler>,
    /// The encryption dictionary, which alone is not encrypted.
    encrypt: Option<ObjectId>,
    key: Option<FileKey>,
    /// How many bytes were read for the structure.
    spent: Cell<u64>,
    steps: Cell<u32>,
    /// When reading has taken too long.
    until: Option<Instant>,
    /// The object streams that were read last, the newest at the end.
    object_streams: RefCell<Vec<(u32, Rc<ObjectStream>)>>,
}

/// An object and where it was found.
pub(in crate::pdf::file) struct Located {
    pub(super) id: ObjectId,
    pub(in crate::pdf::file) object: Object,
    /// Where the data begin, if it is a stream.
    pub(in crate::pdf::file) data: Option<u64>,
}

struct ObjectStream {
    bytes: Vec<u8>,
    /// Where each object stands.
    places: HashMap<u32, Range<usize>>,
}

impl<R: Read + Seek> Document<R> {
    /// Finds the objects and the encryption dictionary.
    pub(in crate::pdf::file) fn read(input: R, limits: &Limits) -> Result<Self, Error> {
        let document = Self::read_any(input, limits, None)?;
        match document.handler {
            Some(_) => Ok(document),
            None => Err(Error::NotAnEnvelope("it is a PDF without encryption")),
        }
    }

    /// Finds the objects of a PDF that is not encrypted. Nothing is read of it after `until`.
    pub(in crate::pdf::file) fn read_clear(
        input: R,
        limits: &Limits,
        until: Instant,
    ) -> Result<Self, Error> {
        let document = Self::read_any(input, limits, Some(until))?;
        match document.handler {
            Some(_) => Err(Error::WrongPassword),
            None => Ok(document),
        }
    }

    fn read_any(input: R, limits: &Limits, until: Option<Instant>) -> Result<Self, Error> {
        let source = Source::new(input)?;
        at_most("the file (bytes)", source.bytes, limits.max_file_bytes)?;
        let start = source.bytes_at(0, HEADER_BYTES)?;
        let header = start
            .windows(5)
            .position(|window| window == b"%PDF-")
            .ok_or(Error::NotAnEnvelope("it is no PDF"))?;
        let version = start.get(header + 5..).unwrap_or_default();
        let version = version
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
            .take(8)
            .map(|&byte| char::from(byte))
            .collect();
        let mut document = Self {
            source,
            limits: limits.clone(),
            header: header as u64,
            version,
            table: Table::default(),
            rebuilt: false,
            handler: None,
            encrypt: None,
            key: None,
            spent: Cell::new(0),
            steps: Cell::new(0),
            until,
            object_streams: RefCell::default(),
        };
        document.find_objects()?;
        Ok(document)
    }

    fn find_objects(&mut self) -> Result<(), Error> {
        match self.read_table() {
            Ok(table) if table.trailer.has(b"Root") => self.table = table,
            Err(error @ (Error::Io(_) | Error::TooLarge { .. })) => return Err(error),
            _ => return self.rebuild(),
        }
        match self.read_handler() {
            Err(Error::Damaged(_)) => self.rebuild(),
            other => other,
        }
    }

    /// Makes the table by looking through the file.
    fn rebuild(&mut self) -> Result<(), Error> {
        self.rebuilt = true;
        self.object_streams.take();
        self.table = self.rebuilt_table()?;
        self.read_handler()
    }

    fn read_handler(&mut self) -> Result<(), Error> {
        let trailer = &self.table.trailer;
        let entry = match trailer.get(b"Encrypt") {
            Ok(entry) if !entry.is_null() => entry,
            _ if trailer.has(b"Root") => return Ok(()),
            _ => return Err(Error::Damaged("it is cut off, or its trailer is wrong")),
        };
        self.encrypt = entry.as_reference().ok();
        let entry = self.resolve(entry)?;
        let mut dictionary = entry
            .as_dict()
            .map_err(|_| Error::Damaged("its encryption dictionary"))?
            .clone();
        // Its entries should be direct objects; sometimes they are not.
        for (_, value) in dictionary.iter_mut() {
            *value = self.resolve(value)?;
        }
        let id = match trailer.get(b"ID") {
            Ok(id) => self.resolve(id)?,
            Err(_) => Object::Null,
        };
        let id = match id.as_array().ok().and_then(|id| id.first()) {
            Some(first) => self.resolve(first)?.as_str().unwrap_or_default().to_vec(),
            None => Vec::new(),
        };
        self.handler = Some(Handler::new(&dictionary, id)?);
        Ok(())
    }

    pub(in crate::pdf::file) fn handler(&self) -> Result<&Handler, Error> {
        self.handler
            .as_ref()
            .ok_or(Error::Damaged("its encryption dictionary"))
    }

    /// Whether the file is not encrypted.
    pub(super) fn is_clear(&self) -> bool {
        self.handler.is_none()
    }

    /// Finds the file's key with a password; from now on objects are decrypted.
    pub(in crate::pdf::file) fn unlock(&mut self, password: &[u8]) -> Result<OpenedAs, Error> {
        let unlocked = self.handler()?.unlock(password)?;
        let (key, opened_as) = unlocked.ok_or(Error::WrongPassword)?;
        self.decrypt_with(key)?;
        Ok(opened_as)
    }

    /// The same with what the user's password was hashed to.
    pub(in crate::pdf::file) fn unlock_with(&mut self, key: &UserKey) -> Result<(), Error> {
        let unlocked = self.handler()?.unlock_with(key)?;
        self.decrypt_with(unlocked.ok_or(Error::WrongPassword)?)
    }

    fn decrypt_with(&mut self, key: FileKey) -> Result<(), Error> {
        self.key = Some(key);
        self.object_streams.take();
        if let Err(Error::Damaged(_)) = self.catalog()
            && !self.rebuilt
        {
            self.rebuild()?;
        }
        self.catalog()?;
        Ok(())
    }

    /// The catalog (§7.7.2).
    pub(in crate::pdf::file) fn catalog(&self) -> Result<Dictionary, Error> {
        let root = self.table.trailer.get(b"Root");
        match root.map(|root| self.resolve(root)) {
            Ok(Ok(Object::Dictionary(catalog))) => Ok(catalog),
            Ok(Err(error)) => Err(error),
            _ => Err(Error::Damaged("its catalog is missing")),
        }
    }

    /// The object itself, or the one that it refers to. One that does not exist is null (§7.3.10).
    pub(in crate::pdf::file) fn resolve(&self, object: &Object) -> Result<Object, Error> {
        Ok(match object {
            Object::Reference(id) => self.located(*id)?.object,
            direct => direct.clone(),
        })
    }

    /// An entry of a dictionary, resolved; null if there is none.
    pub(in crate::pdf::file) fn entry(
        &self,
        dictionary: &Dictionary,
        key: &[u8],
    ) -> Result<Object, Error> {
        match dictionary.get(key) {
            Ok(value) => self.resolve(value),
            Err(_) => Ok(Object::Null),
        }
    }

    /// An entry that is a dictionary, if there is one.
    pub(in crate::pdf::file) fn dictionary(
        &self,
        dictionary: &Dictionary,
        key: &[u8],
    ) -> Result<Option<Dictionary>, Error> {
        Ok(match self.entry(dictionary, key)? {
            Object::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        })
    }

    /// The object with this number, decrypted; follows references.
    pub(in crate::pdf::file) fn located(&self, id: ObjectId) -> Result<Located, Error> {
        let steps = self.steps.get() + 1;
        if steps > MAX_STEPS {
            return Err(Error::Damaged(
                "its objects refer to each other in a circle",
            ));
        }
        self.steps.set(steps);
        let located = self.located_once(id).and_then(|found| match found.object {
            Object::Reference(next) => self.located(next),
            _ => Ok(found),
        });
        self.steps.set(steps - 1);
        located
    }

    fn located_once(&self, id: ObjectId) -> Result<Located, Error> {
        let object = match self.table.places.get(&id.0) {
            Some(&Place::At { offset }) => {
                let (_, mut found) = self.object_at(offset)?;
                if found.id.0 != id.0 {
                    return Err(Error::Damaged("an object is not where it should be"));
                }
                if self.encrypt != Some(id) {
                    self.decrypt_strings(found.id, &mut found.object)?;
                }
                return Ok(found);
            }
            Some(&Place::In { stream }) => self.object_in(stream, id.0)?,
            Some(Place::Free) | None => Object::Null,
        };
        Ok(Located {
            id,
            object,
            data: None,
        })
    }

    fn decrypt_strings(&self, id: ObjectId, object: &mut Object) -> Result<(), Error> {
        let (Some(handler), Some(key)) = (&self.handler, &self.key) else {
            return Ok(());
        };
        if handler.strings == Method::Identity {
            return Ok(());
        }
        let cipher = handler.cipher(handler.strings, key, id)?;
        // As deep as the parser lets objects nest.
        let mut rest = vec![object];
        while let Some(object) = rest.pop() {
            match object {
                Object::String(string, _) => *string = cipher.decrypt(string)?,
                Object::Array(array) => rest.extend(array),
                Object::Dictionary(dictionary) => {
                    rest.extend(dictionary.iter_mut().map(|(_, value)| value));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The object at an offset, as it stands there, and the offset behind it.
    pub(super) fn object_at(&self, offset: u64) -> Result<(u64, Located), Error> {
        let (size, indirect) = self.parse_at(offset, |parser| parser.indirect())?;
        let Indirect { id, object, data } = indirect;
        let data = data.map(|data| offset + data as u64);
        Ok((offset + size, Located { id, object, data }))
    }

    /// The dictionary at an offset.
    pub(super) fn dictionary_at(&self, offset: u64) -> Result<Dictionary, Error> {
        match self.parse_at(offset, |parser| parser.object())? {
            (_, Object::Dictionary(dictionary)) => Ok(dictionary),
            _ => Err(Error::Damaged("its trailer is wrong")),
        }
    }

    fn parse_at<T>(
        &self,
        offset: u64,
        parse: impl Fn(&mut Parser<'_>) -> Result<T, Stop>,
    ) -> Result<(u64, T), Error> {
        let mut size = FIRST_READ;
        loop {
            let bytes = self.structure_bytes(offset, size)?;
            let complete = bytes.len() < size;
            let mut parser = Parser::new(&bytes, complete);
            match parse(&mut parser) {
                Ok(parsed) => return Ok((parser.position() as u64, parsed)),
                Err(Stop::Incomplete) if size < MAX_OBJECT_BYTES => size *= 4,
                Err(_) => return Err(Error::Damaged("an object is cut off or wrong")),
            }
        }
    }

    /// An object out of an object stream (§7.5.7). Its strings are not encrypted by themselves.
    fn object_in(&self, stream: u32, number: u32) -> Result<Object, Error> {
        let objects = self.object_stream(stream)?;
        let Some(place) = objects.places.get(&number) else {
            return Ok(Object::Null);
        };
        let bytes = objects.bytes.get(place.clone()).unwrap_or_default();
        let mut parser = Parser::new(bytes, true);
        let object = parser.object();
        // Each time, for one small stream can hold an object of a million items.
        self.spend(parser.position() as u64)?;
        object.map_err(|_| Error::Damaged("an object is cut off or wrong"))
    }

    fn object_stream(&self, number: u32) -> Result<Rc<ObjectStream>, Error> {
        if let Some((_, objects)) =
            (self.object_streams.borrow().iter()).find(|kept| kept.0 == number)
        {
            return Ok(Rc::clone(objects));
        }
        const DAMAGED: Error = Error::Damaged("an object stream is wrong");
        let located = match self.table.places.get(&number) {
            Some(Place::At { .. }) => self.located((number, 0))?,
            _ => return Err(DAMAGED),
        };
        let dictionary = located.object.as_dict().map_err(|_| DAMAGED)?;
        let natural = |key: &[u8]| -> Result<usize, Error> {
            let value = self.entry(dictionary, key)?.as_i64().ok();
            let value = value.and_then(|value| usize::try_from(value).ok());
            value.ok_or(DAMAGED)
        };
        let (count, first) = (natural(b"N")?, natural(b"First")?);
        let limit = self.limits.max_objects as u64;
        at_most("the number of objects", count as u64, limit)?;
        let bytes = self.stream_bytes(&located, MAX_OBJECT_STREAM_BYTES)?;
        let mut parser = Parser::new(&bytes, true);
        let mut starts: Vec<(usize, u32)> = Vec::new();
        for _ in 0..count {
            let number = parser.natural().map_err(|_| DAMAGED)?;
            let start: usize = parser.natural().map_err(|_| DAMAGED)?;
            starts.push((start.saturating_add(first), number));
        }
        let places = places(starts, bytes.len());
        let objects = Rc::new(ObjectStream { bytes, places });
        let mut kept = self.object_streams.borrow_mut();
        kept.push((number, Rc::clone(&objects)));
        let bytes = |kept: &[(u32, Rc<ObjectStream>)]| -> u64 {
            kept.iter()
                .map(|(_, objects)| objects.bytes.len() as u64)
                .sum()
        };
        while kept.len() > KEPT_STREAMS
            || (kept.len() > 1 && bytes(&kept) > MAX_OBJECT_STREAM_BYTES)
        {
            kept.remove(0);
        }
        Ok(objects)
    }

    /// Bytes of the file that are read for its structure.
    pub(super) fn structure_bytes(&self, offset: u64, size: usize) -> Result<Vec<u8>, Error> {
        let bytes = self.source.bytes_at(offset, size)?;
        self.spend(bytes.len() as u64)?;
        Ok(bytes)
    }

    /// Counts bytes that were read, decoded or parsed for the structure.
    pub(super) fn spend(&self, bytes: u64) -> Result<(), Error> {
        if let Some(until) = self.until {
            let late = Instant::now().saturating_duration_since(until);
            let late = u64::try_from(late.as_nanos()).unwrap_or(u64::MAX);
            at_most("the time beyond its end (ns)", late, 0)?;
        }
        let spent = self.spent.get().saturating_add(bytes);
        self.spent.set(spent);
        let limit = self.limits.max_structure_bytes;
        at_most("the structure of the file (bytes)", spent, limit)
    }

    /// The key, once a password was right.
    pub(super) fn key(&self) -> Option<&FileKey> {
        self.key.as_ref()
    }
}

/// Where the objects of an object stream stand, each up to the next, so that no two have bytes in
/// common.
fn places(mut starts: Vec<(usize, u32)>, end: usize) -> HashMap<u32, Range<usize>> {
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|(start, _)| *start);
    let ends: Vec<_> = ends.chain([end]).collect();
    let places = starts.into_iter().zip(ends);
    places
        .map(|((start, number), next)| (number, start..next.min(end).max(start)))
        .collect()
}
