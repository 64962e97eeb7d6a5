//! The cross-reference table (ISO 32000-2 §7.5.4) and streams (§7.5.8): where each object stands.

use super::document::Document;
use super::limits::at_most;
use super::syntax::Parser;
use crate::Error;
use lopdf::{Dictionary, Object};
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nowhere: it was deleted.
    Free,
    /// At an offset of the file.
    At { offset: u64 },
    /// In an object stream.
    In { stream: u32 },
}

/// Where all objects stand, and the trailer.
#[derive(Default)]
pub(super) struct Table {
    pub(super) places: HashMap<u32, Place>,
    pub(super) trailer: Dictionary,
}

/// Updates of a file, each with a section of its own. Real files have a few dozens.
const MAX_SECTIONS: usize = 4096;

/// How far from the end `startxref` is looked for; some files have rubbish behind it.
const TAIL_BYTES: usize = 2048;

/// The size of an entry of a table (§7.5.4).
const ENTRY_BYTES: usize = 20;

/// The largest cross-reference stream, decoded.
const MAX_STREAM_BYTES: u64 = 64 << 20;

const DAMAGED: Error = Error::Damaged("its cross-reference table is cut off or wrong");

impl Table {
    /// Sets a place that no newer section has set.
    pub(super) fn add(&mut self, number: u32, place: Place, limit: usize) -> Result<(), Error> {
        self.places.entry(number).or_insert(place);
        let count = self.places.len() as u64;
        at_most("the number of objects", count, limit as u64)
    }

    /// Adds the entries of an older trailer.
    pub(super) fn add_trailer(&mut self, older: &Dictionary) {
        for (key, value) in older.iter() {
            if !self.trailer.has(key) {
                self.trailer.set(key.clone(), value.clone());
            }
        }
    }
}

impl<R: Read + Seek> Document<R> {
    /// Reads all sections, the newest first.
    pub(super) fn read_table(&self) -> Result<Table, Error> {
        let mut table = Table::default();
        let mut seen = HashSet::new();
        let mut next = vec![self.start()?];
        while let Some(offset) = next.pop() {
            if !seen.insert(offset) {
                continue;
            }
            if seen.len() > MAX_SECTIONS {
                return Err(DAMAGED);
            }
            let trailer = self.read_section(offset, &mut table)?;
            // What a hybrid file hides in a stream comes before older sections (§7.5.8.4).
            for key in [&b"Prev"[..], b"XRefStm"] {
                let offset = trailer.get(key).and_then(Object::as_i64);
                next.extend(offset.ok().and_then(|offset| u64::try_from(offset).ok()));
            }
            table.add_trailer(&trailer);
        }
        Ok(table)
    }

    /// The offset behind `startxref` (§7.5.5).
    fn start(&self) -> Result<u64, Error> {
        let from = self.source.bytes.saturating_sub(TAIL_BYTES as u64);
        let tail = self.structure_bytes(from, TAIL_BYTES)?;
        let keyword = b"startxref";
        let at = tail
            .windows(keyword.len())
            .rposition(|window| window == keyword)
            .ok_or(DAMAGED)?;
        let rest = tail.get(at + keyword.len()..).unwrap_or_default();
        Parser::new(rest, true).natural().map_err(|_| DAMAGED)
    }

    /// Reads one section; gives its trailer.
    fn read_section(&self, offset: u64, table: &mut Table) -> Result<Dictionary, Error> {
        let offset = offset.checked_add(self.header).ok_or(DAMAGED)?;
        let start = self.structure_bytes(offset, 32)?;
        let mut parser = Parser::new(&start, true);
        if parser.keyword(b"xref").map_err(|_| DAMAGED)? {
            return self.read_old_section(offset + parser.position() as u64, table);
        }
        let (_, located) = self.object_at(offset)?;
        let Object::Dictionary(trailer) = &located.object else {
            return Err(DAMAGED);
        };
        self.read_stream_section(&located, trailer, table)?;
        Ok(trailer.clone())
    }

    /// The subsections of a table, and the trailer behind them.
    fn read_old_section(&self, mut offset: u64, table: &mut Table) -> Result<Dictionary, Error> {
        loop {
            let head = self.structure_bytes(offset, 64)?;
            let mut parser = Parser::new(&head, true);
            if parser.keyword(b"trailer").map_err(|_| DAMAGED)? {
                return self.dictionary_at(offset + parser.position() as u64);
            }
            let first: u32 = parser.natural().map_err(|_| DAMAGED)?;
            let count: u32 = parser.natural().map_err(|_| DAMAGED)?;
            parser.skip_space();
            offset += parser.position() as u64;
            let limit = self.limits.max_objects as u64;
            at_most("the number of objects", count.into(), limit)?;
            let entries = self.structure_bytes(offset, count as usize * ENTRY_BYTES)?;
            if entries.len() < count as usize * ENTRY_BYTES {
                return Err(DAMAGED);
            }
            // With an end, for counting on from the largest number would overflow.
            for (number, entry) in (first..=u32::MAX).zip(entries.chunks_exact(ENTRY_BYTES)) {
                let mut parser = Parser::new(entry, true);
                let place: u64 = parser.natural().map_err(|_| DAMAGED)?;
                let generation: u32 = parser.natural().map_err(|_| DAMAGED)?;
                let in_use = parser.keyword(b"n").map_err(|_| DAMAGED)?;
                if !in_use && !parser.keyword(b"f").map_err(|_| DAMAGED)? {
                    return Err(DAMAGED);
                }
                let place = match u16::try_from(generation) {
                    Ok(_) if in_use => Place::At {
                        offset: place.saturating_add(self.header),
                    },
                    _ => Place::Free,
                };
                table.add(number, place, self.limits.max_objects)?;
            }
            offset += entries.len() as u64;
        }
    }

    /// A cross-reference stream (§7.5.8.2 and §7.5.8.3).
    pub(super) fn read_stream_section(
        &self,
        located: &super::document::Located,
        dictionary: &Dictionary,
        table: &mut Table,
    ) -> Result<(), Error> {
        if !dictionary.has_type(b"XRef") {
            return Err(DAMAGED);
        }
        let naturals = |key: &[u8]| -> Option<Vec<usize>> {
            let array = dictionary.get(key).and_then(Object::as_array).ok()?;
            let natural = |object: &Object| usize::try_from(object.as_i64().ok()?).ok();
            array.iter().map(natural).collect()
        };
        let widths = naturals(b"W").ok_or(DAMAGED)?;
        let [kind_bytes, second_bytes, third_bytes] = widths[..] else {
            return Err(DAMAGED);
        };
        let entry_bytes = kind_bytes
            .saturating_add(second_bytes)
            .saturating_add(third_bytes);
        if widths.iter().any(|&width| width > 8) || entry_bytes == 0 {
            return Err(DAMAGED);
        }
        let size = dictionary.get(b"Size").and_then(Object::as_i64);
        let size = size.ok().and_then(|size| usize::try_from(size).ok());
        let index = naturals(b"Index").or_else(|| Some(vec![0, size?]));
        // A cross-reference stream is never encrypted (§7.5.8.2).
        let entries = self.clear_stream_bytes(located, MAX_STREAM_BYTES)?;
        let mut entries = entries.chunks_exact(entry_bytes);
        for range in index.ok_or(DAMAGED)?.chunks_exact(2) {
            let [first, count] = range else { continue };
            let first = u32::try_from(*first).map_err(|_| DAMAGED)?;
            // Not more than are there; a wrong count is a mistake that producers make.
            for (number, entry) in (first..=u32::MAX).zip(entries.by_ref().take(*count)) {
                let (kind, rest) = entry.split_at(kind_bytes);
                let (second, _) = rest.split_at(second_bytes);
                let kind = if kind.is_empty() { 1 } else { big_endian(kind) };
                let place = match kind {
                    1 => Place::At {
                        offset: big_endian(second).saturating_add(self.header),
                    },
                    2 => Place::In {
                        stream: u32::try_from(big_endian(second)).map_err(|_| DAMAGED)?,
                    },
                    _ => Place::Free,
                };
                table.add(number, place, self.limits.max_objects)?;
            }
        }
        Ok(())
    }
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}
