//! Finding the payloads in a page without reading it into memory.
//!
//! A sealer writes the three markers exactly as they stand here (`docs/html-envelope.md`), and the
//! payloads hold no `<`, so no HTML parser is needed: tags are compared as bytes.

use crate::Error;
use memchr::memchr;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

const VERSION_START: &[u8] = br#"meta name="waxseal-envelope" content=""#;
const MESSAGE_TAG: &[u8] = br#"script type="application/jose+json" id="message""#;
const VIEW_TAG: &[u8] = br#"script type="application/jose+json" id="view""#;

/// Longer than any marker.
const TAG_BYTES: usize = 100;

/// Where the payloads stand, as offsets in bytes into the page.
pub(super) struct Payloads {
    pub(super) message: Range<u64>,
    pub(super) view: Range<u64>,
    pub(super) file_bytes: u64,
}

/// Reads the page once and notes where the payloads begin and end.
pub(super) fn locate(page: &mut (impl Read + Seek)) -> Result<Payloads, Error> {
    page.seek(SeekFrom::Start(0))?;
    let mut tags = Tags {
        page: BufReader::with_capacity(64 * 1024, page),
        offset: 0,
    };
    let mut version = None;
    let mut message = None;
    let mut view = None;
    while let Some(tag) = tags.next()? {
        if let Some(value) = tag.strip_prefix(VERSION_START) {
            version = version.or(value.split(|&byte| byte == b'"').next().and_then(number));
        }
        let found = match tag.as_slice() {
            MESSAGE_TAG => &mut message,
            VIEW_TAG => &mut view,
            _ => continue,
        };
        // What an opener does with the first payload must be what it does with the only one.
        if found.is_some() {
            return Err(Error::Damaged("it has a payload twice"));
        }
        let start = tags.offset;
        let end = tags.skip_to_tag()?;
        if tags.next()?.as_deref() != Some(b"/script") {
            return Err(Error::Damaged("it is cut off inside a payload"));
        }
        *found = Some(start..end);
    }
    match version {
        Some(found) => super::check_version(found)?,
        None if message.is_none() && view.is_none() => {
            return Err(Error::NotAnEnvelope("it has no Waxseal payload"));
        }
        None => return Err(Error::Damaged("its format version is missing")),
    }
    Ok(Payloads {
        message: message.ok_or(Error::Damaged("its message is missing or cut off"))?,
        view: view.ok_or(Error::Damaged("its view is missing or cut off"))?,
        file_bytes: tags.offset,
    })
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The tags of a page, one after the other.
struct Tags<R: Read> {
    page: BufReader<R>,
    offset: u64,
}

impl<R: Read> Tags<R> {
    /// What stands between the next `<` and its `>`; a longer text is cut, an inner `<` starts anew.
    fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.skip_to_tag()?;
        let mut tag = None;
        while let Some(byte) = self.byte()? {
            match (byte, &mut tag) {
                (b'<', _) => tag = Some(Vec::new()),
                (b'>', Some(_)) => return Ok(tag),
                (_, Some(text)) if text.len() < TAG_BYTES => text.push(byte),
                (_, Some(_)) => {
                    self.skip_to_tag()?;
                    tag = None;
                }
                (_, None) => {}
            }
        }
        Ok(None)
    }

    /// Moves on to the next `<` and tells its offset, or that of the end.
    fn skip_to_tag(&mut self) -> Result<u64, Error> {
        loop {
            let buffer = self.page.fill_buf()?;
            let skipped = memchr(b'<', buffer);
            let (size, last) = match skipped {
                Some(size) => (size, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.page.consume(size);
            self.offset += size as u64;
            if last {
                return Ok(self.offset);
            }
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.page.fill_buf()?.first().copied();
        if byte.is_some() {
            self.page.consume(1);
            self.offset += 1;
        }
        Ok(byte)
    }
}
