//! The bytes of the file, read from wherever they are wanted.

use std::cell::RefCell;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// A file that is read at any place.
pub(in crate::pdf::file) struct Source<R> {
    input: RefCell<R>,
    pub(in crate::pdf::file) bytes: u64,
}

impl<R: Read + Seek> Source<R> {
    pub(in crate::pdf::file) fn new(mut input: R) -> io::Result<Self> {
        let bytes = input.seek(SeekFrom::End(0))?;
        Ok(Self {
            input: RefCell::new(input),
            bytes,
        })
    }

    /// Reads once at `offset`, at most what `buffer` holds.
    fn read_once(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut input = self.input.borrow_mut();
        input.seek(SeekFrom::Start(offset))?;
        input.read(buffer)
    }

    /// Up to `size` bytes from `offset`; fewer only at the end of the file.
    pub(super) fn bytes_at(&self, offset: u64, size: usize) -> io::Result<Vec<u8>> {
        let rest = self.bytes.saturating_sub(offset);
        let size = usize::try_from(rest).map_or(size, |rest| size.min(rest));
        let mut bytes = Vec::with_capacity(size);
        self.section(offset, size as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The `size` bytes from `offset`.
    pub(super) fn section(&self, offset: u64, size: u64) -> Section<'_, R> {
        Section {
            source: self,
            at: offset,
            end: offset.saturating_add(size).min(self.bytes),
        }
    }
}

/// A part of a file. Several can be read in turn.
pub(super) struct Section<'s, R> {
    source: &'s Source<R>,
    at: u64,
    end: u64,
}

impl<R: Read + Seek> Read for Section<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let size = rest.min(buffer.len());
        let Some(buffer) = buffer.get_mut(..size).filter(|buffer| !buffer.is_empty()) else {
            return Ok(0);
        };
        loop {
            match self.source.read_once(self.at, buffer) {
                Ok(read) => {
                    self.at += read as u64;
                    return Ok(read);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
