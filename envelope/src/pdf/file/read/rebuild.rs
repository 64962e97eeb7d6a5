//! Finding the objects of a file whose cross-reference table is missing or wrong, as readers do: by
//! looking for `12 0 obj` from beginning to end.

use super::document::Document;
use super::syntax::{Parser, is_space};
use super::xref::{Place, Table};
use crate::Error;
use lopdf::Object;
use std::io::{Read, Seek};

/// How much of the file is looked through at a time.
const CHUNK_BYTES: usize = 1 << 20;
/// How much of it is looked at again, so that nothing is missed between two chunks.
const OVERLAP_BYTES: usize = 1024;
/// The longest `12 0 obj` before its keyword.
const MAX_NUMBERS: usize = 40;
/// How near after `obj` a stream says that it is a cross-reference stream.
const NEAR_BYTES: usize = 400;

/// What was found.
#[derive(Default)]
struct Found {
    objects: Vec<(u32, u64)>,
    trailers: Vec<u64>,
    streams: Vec<u64>,
}

impl<R: Read + Seek> Document<R> {
    /// A table of all objects that stand in the file; of several with one number the last counts.
    pub(super) fn rebuilt_table(&self) -> Result<Table, Error> {
        let found = self.look_through()?;
        let mut table = Table::default();
        for &(number, offset) in found.objects.iter().rev() {
            table.add(number, Place::At { offset }, self.limits.max_objects)?;
        }
        for &offset in found.trailers.iter().rev() {
            let trailer = match self.dictionary_at(offset) {
                Err(Error::Damaged(_)) => continue,
                other => other?,
            };
            if trailer.has(b"Root") {
                table.add_trailer(&trailer);
            }
        }
        // What they say of objects in object streams; what stands in the file was found already.
        for &offset in found.streams.iter().rev() {
            let located = match self.object_at(offset) {
                Err(Error::Damaged(_)) => continue,
                other => other?.1,
            };
            let Object::Dictionary(trailer) = &located.object else {
                continue;
            };
            match self.read_stream_section(&located, trailer, &mut table) {
                Err(Error::Damaged(_)) => {}
                other => other?,
            }
            if trailer.has(b"Root") {
                table.add_trailer(trailer);
            }
        }
        Ok(table)
    }

    fn look_through(&self) -> Result<Found, Error> {
        let mut found = Found::default();
        let mut offset = 0;
        while offset < self.source.bytes {
            let chunk = self.source.bytes_at(offset, CHUNK_BYTES + OVERLAP_BYTES)?;
            let is_last = chunk.len() < CHUNK_BYTES + OVERLAP_BYTES;
            // What begins in the overlap is found in the next chunk.
            let end = match is_last {
                true => chunk.len(),
                false => CHUNK_BYTES,
            };
            look_at(&chunk, end, offset, &mut found);
            let count = found.objects.len().max(found.trailers.len()) as u64;
            let limit = self.limits.max_objects as u64;
            super::limits::at_most("the number of objects", count, limit)?;
            if is_last {
                break;
            }
            // Numbers that stand at the end of one chunk and their keyword in the next are found
            // because they begin in the first.
            offset += CHUNK_BYTES as u64;
        }
        Ok(found)
    }
}

/// Looks for what begins in the first `end` bytes of `chunk`, which stands at `offset`.
fn look_at(chunk: &[u8], end: usize, offset: u64, found: &mut Found) {
    let mut at = 0;
    while let Some(&byte) = chunk.get(at) {
        let rest = chunk.get(at..).unwrap_or_default();
        if byte == b'o' && rest.starts_with(b"obj") {
            if let Some((number, start)) = number_before(chunk, at)
                && start < end
            {
                let place = offset + start as u64;
                found.objects.push((number, place));
                let near = rest.get(..NEAR_BYTES).unwrap_or(rest);
                if near.windows(5).any(|window| window == b"/XRef") {
                    found.streams.push(place);
                }
            }
        } else if byte == b't' && at < end && rest.starts_with(b"trailer") {
            found.trailers.push(offset + at as u64 + 7);
        }
        at += 1;
    }
}

/// The object number in front of the keyword `obj` at `at`, and where it begins.
fn number_before(chunk: &[u8], at: usize) -> Option<(u32, usize)> {
    let before = chunk.get(at.saturating_sub(MAX_NUMBERS)..at)?;
    let mut start = before.len();
    for _ in 0..2 {
        let spaces = before.get(..start)?;
        let digits_end = spaces.iter().rposition(|&byte| !is_space(byte))? + 1;
        if digits_end == start && start != before.len() {
            return None;
        }
        let digits = before.get(..digits_end)?;
        let first = digits.iter().rposition(|byte| !byte.is_ascii_digit());
        start = first.map_or(0, |first| first + 1);
        if start == digits_end {
            return None;
        }
    }
    let number = Parser::new(before.get(start..)?, true).natural().ok()?;
    Some((number, at - (before.len() - start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_trailers_are_found_wherever_they_stand() {
        let text = b"1 0 obj<<>>endobj\n 12 3  obj\n<</Type/XRef>>endobj x obj 7 obj trailer<<>>";
        let mut found = Found::default();
        look_at(text, text.len(), 100, &mut found);
        assert_eq!(found.objects, [(1, 100), (12, 119)]);
        // Near is a guess, which is looked at more closely before it counts.
        assert_eq!(found.streams, [100, 119]);
        assert_eq!(found.trailers, [100 + text.len() as u64 - 4]);
        assert_eq!(&text[19..21], b"12");
    }
}
