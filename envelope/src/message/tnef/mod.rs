//! What Outlook packs into `winmail.dat`: the Transport Neutral Encapsulation Format ([MS-OXTNEF]), read for its
//! body and its files.
//!
//! A file is found where it stands, and not copied: a TNEF stream compresses nothing, so each file in it is one range
//! of its bytes. What is broken ends the reading; what was found until then is kept.

mod properties;
#[cfg(test)]
mod tests;

use super::rtf::{self, Rich, decode_codepage};
use properties::Properties;
use std::ops::Range;

/// A TNEF stream.
#[derive(Debug, Default)]
pub(super) struct Tnef {
    /// Nothing else of it is worth a reader's look: it is a note, and was read to its end.
    pub(super) is_whole_note: bool,
    /// It was read to its end.
    pub(super) is_whole: bool,
    pub(super) subject: Option<String>,
    /// Who wrote it: name and address.
    pub(super) from: (Option<String>, Option<String>),
    /// To whom, as it was shown to its writer.
    pub(super) to: Option<String>,
    pub(super) cc: Option<String>,
    pub(super) date: Option<String>,
    /// Not safe yet.
    pub(super) html: Option<String>,
    pub(super) text: Option<String>,
    /// A body is longer than the limit.
    pub(super) is_cut: bool,
    pub(super) files: Vec<File>,
}

/// A file, or a message, in a TNEF stream.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) name: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) content_id: Option<String>,
    pub(super) content_location: Option<String>,
    /// Where it stands in the stream.
    pub(super) range: Range<usize>,
}

/// The media type of a TNEF stream, which a message in it is.
pub(super) const MEDIA_TYPE: &str = "application/ms-tnef";

/// Whether a part is one, by its type.
pub(super) fn is_tnef(media_type: &str) -> bool {
    matches!(media_type, MEDIA_TYPE | "application/vnd.ms-tnef")
}

const SIGNATURE: u32 = 0x223e_9f78;
/// The most of a text that is no body, in bytes.
const MAX_TEXT: usize = 2048;
/// The longest compressed body, in bytes.
const MAX_COMPRESSED: usize = 4 << 20;
/// Files in one stream.
const MAX_FILES: usize = 1000;

/// Attributes ([MS-OXTNEF] §2.1.3.2), and properties of the lists in them ([MS-OXPROPS]).
mod id {
    pub(super) const BODY: u32 = 0x0002_800c;
    pub(super) const CODEPAGE: u32 = 0x0006_9007;
    pub(super) const CLASS: u32 = 0x0007_8008;
    pub(super) const SUBJECT: u32 = 0x0001_8004;
    pub(super) const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
    pub(super) const FILE_BEGINS: u32 = 0x0006_9002;
    pub(super) const FILE_NAME: u32 = 0x0001_8010;
    pub(super) const FILE_DATA: u32 = 0x0006_800f;
    pub(super) const FILE_PROPERTIES: u32 = 0x0006_9005;

    pub(super) const PROPERTY_SUBJECT: u16 = 0x0037;
    pub(super) const SENT_AT: u16 = 0x0039;
    pub(super) const AUTHOR_NAME: u16 = 0x0042;
    pub(super) const AUTHOR_ADDRESS: u16 = 0x5d02;
    pub(super) const SENDER_NAME: u16 = 0x0c1a;
    pub(super) const SENDER_ADDRESS: u16 = 0x5d01;
    pub(super) const SHOWN_TO: u16 = 0x0e04;
    pub(super) const SHOWN_CC: u16 = 0x0e03;
    pub(super) const PROPERTY_BODY: u16 = 0x1000;
    pub(super) const RTF_COMPRESSED: u16 = 0x1009;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const INTERNET_CODEPAGE: u16 = 0x3fde;
    pub(super) const DISPLAY_NAME: u16 = 0x3001;
    pub(super) const DATA: u16 = 0x3701;
    pub(super) const SHORT_NAME: u16 = 0x3704;
    pub(super) const METHOD: u16 = 0x3705;
    pub(super) const LONG_NAME: u16 = 0x3707;
    pub(super) const MEDIA_TYPE: u16 = 0x370e;
    pub(super) const CONTENT_ID: u16 = 0x3712;
    pub(super) const CONTENT_LOCATION: u16 = 0x3713;
}

/// `afEmbeddedMessage` ([MS-OXCMSG] §2.2.2.9).
const METHOD_MESSAGE: u32 = 5;
/// An object begins with the identifier of its interface.
const INTERFACE_BYTES: usize = 16;

/// Reads a stream; `None` if it is none. Of each body there are at most about `max_body_bytes`.
pub(super) fn read(bytes: &[u8], max_body_bytes: usize) -> Option<Tnef> {
    let mut stream = Bytes::within(bytes, 0..bytes.len());
    if stream.u32()? != SIGNATURE {
        return None;
    }
    stream.u16()?;
    let mut reader = Reader {
        bytes,
        max_body_bytes,
        codepage: 1252,
        tnef: Tnef::default(),
    };
    let is_whole = reader.attributes(&mut stream).is_some();
    reader.tnef.is_whole = is_whole;
    let files = reader.tnef.files.len();
    reader.tnef.files.retain(|file| !file.range.is_empty());
    reader.tnef.is_whole_note &= is_whole && files == reader.tnef.files.len();
    Some(reader.tnef)
}

struct Reader<'a> {
    bytes: &'a [u8],
    max_body_bytes: usize,
    codepage: u32,
    tnef: Tnef,
}

impl Reader<'_> {
    /// Reads all attributes ([MS-OXTNEF] §2.1.1): level, identifier, length, data, checksum.
    fn attributes(&mut self, stream: &mut Bytes<'_>) -> Option<()> {
        while !stream.is_empty() {
            stream.take(1)?;
            let id = stream.u32()?;
            let size = usize::try_from(stream.u32()?).ok()?;
            let value = stream.take(size)?;
            self.attribute(id, value)?;
            // Some writers leave out the last checksum.
            if !stream.is_empty() {
                stream.take(2)?;
            }
        }
        Some(())
    }

    /// `None` if the rest cannot be relied on.
    fn attribute(&mut self, id: u32, range: Range<usize>) -> Option<()> {
        let value = self.bytes.get(range.clone()).unwrap_or_default();
        match id {
            id::CODEPAGE => {
                let mut value = Bytes::within(self.bytes, range);
                self.codepage = value.u32().filter(|&number| number > 0).unwrap_or(1252);
            }
            id::CLASS => {
                let class = value.trim_ascii_end().strip_suffix(b"\0").unwrap_or(value);
                self.tnef.is_whole_note = matches!(class, b"IPM.Microsoft Mail.Note" | b"IPM.Note");
            }
            id::SUBJECT => self.tnef.subject = self.text(value),
            id::BODY => {
                let cut = value.get(..self.max_body_bytes);
                self.tnef.is_cut |= cut.is_some() && value.len() > self.max_body_bytes;
                self.tnef.text = self.text(cut.unwrap_or(value));
            }
            id::MESSAGE_PROPERTIES => {
                let properties = Properties::read(self.bytes, range);
                self.message(&properties);
                properties.is_whole.then_some(())?;
            }
            id::FILE_BEGINS => {
                (self.tnef.files.len() < MAX_FILES).then_some(())?;
                self.tnef.files.push(File::default());
            }
            id::FILE_NAME => {
                let name = self.text(value.get(..MAX_TEXT).unwrap_or(value));
                self.file()?.name = name;
            }
            id::FILE_DATA => self.file()?.range = range,
            id::FILE_PROPERTIES => {
                let properties = Properties::read(self.bytes, range);
                self.file_properties(&properties)?;
                properties.is_whole.then_some(())?;
            }
            _ => {}
        }
        Some(())
    }

    fn file(&mut self) -> Option<&mut File> {
        self.tnef.files.last_mut()
    }

    fn text(&self, value: &[u8]) -> Option<String> {
        text(self.codepage, value)
    }

    fn message(&mut self, properties: &Properties) {
        let bytes = self.bytes;
        let codepage = self.codepage;
        let text = |id| properties.text(bytes, id, codepage, MAX_TEXT);
        let tnef = &mut self.tnef;
        tnef.subject = text(id::PROPERTY_SUBJECT).or(tnef.subject.take());
        tnef.from = (
            text(id::AUTHOR_NAME).or_else(|| text(id::SENDER_NAME)),
            text(id::AUTHOR_ADDRESS).or_else(|| text(id::SENDER_ADDRESS)),
        );
        tnef.to = text(id::SHOWN_TO);
        tnef.cc = text(id::SHOWN_CC);
        tnef.date = properties.moment(bytes, id::SENT_AT);
        let limit = self.max_body_bytes;
        let size = |id| properties.range(id).map_or(0, |range| range.len());
        let internet = properties.number(bytes, id::INTERNET_CODEPAGE);
        if size(id::HTML) > 0 {
            let codepage = internet.unwrap_or(codepage);
            tnef.html = properties.text(bytes, id::HTML, codepage, limit);
            tnef.is_cut |= size(id::HTML) > limit;
        }
        if size(id::PROPERTY_BODY) > 0 {
            // In UTF-16 each character has two bytes, and in UTF-8 at most three of four.
            tnef.text = properties.text(bytes, id::PROPERTY_BODY, codepage, limit);
            tnef.is_cut |= size(id::PROPERTY_BODY) > limit;
        }
        let compressed = properties.range(id::RTF_COMPRESSED);
        let compressed = compressed.and_then(|range| bytes.get(range));
        if let Some(rtf) = compressed
            .filter(|_| tnef.html.is_none())
            .and_then(decompress)
        {
            let (rich, cut) = rtf::read(&rtf, limit);
            let used = match rich {
                Rich::Html(html) => tnef.html.insert(html),
                Rich::Text(rich) => tnef.text.get_or_insert(rich),
            };
            tnef.is_cut |= cut && used.len() + 4 > limit;
        }
    }

    fn file_properties(&mut self, properties: &Properties) -> Option<()> {
        let bytes = self.bytes;
        let codepage = self.codepage;
        let text = |id| properties.text(bytes, id, codepage, MAX_TEXT);
        let is_message = properties.number(bytes, id::METHOD) == Some(METHOD_MESSAGE);
        let file = self.file()?;
        let name = text(id::LONG_NAME).or_else(|| text(id::SHORT_NAME));
        file.name = name
            .or_else(|| text(id::DISPLAY_NAME).filter(|_| is_message || file.name.is_none()))
            .or(file.name.take());
        file.media_type = text(id::MEDIA_TYPE).map(|kind| kind.to_ascii_lowercase());
        file.content_id = text(id::CONTENT_ID);
        file.content_location = text(id::CONTENT_LOCATION);
        if let Some(mut range) = properties.range(id::DATA) {
            if properties.is_object(id::DATA) {
                range.start = range.end.min(range.start + INTERFACE_BYTES);
            }
            if is_message {
                file.media_type = Some(MEDIA_TYPE.to_owned());
            }
            // A stand-in for readers that know no messages in messages may be there already.
            if is_message || file.range.is_empty() {
                file.range = range;
            }
        }
        Some(())
    }
}

/// A text without the zeros at its end, unless nothing is left.
fn text(codepage: u32, value: &[u8]) -> Option<String> {
    let text = decode_codepage(codepage, value);
    let text = text.trim_end_matches('\0');
    (!text.is_empty()).then(|| text.to_owned())
}

/// A body as rich text ([MS-OXRTFCP]), if it is sound and not too long.
fn decompress(compressed: &[u8]) -> Option<Vec<u8>> {
    // What the library takes for granted of the header, and memory that it asks for.
    let mut header = Bytes::within(compressed, 0..compressed.len().min(16));
    let end = usize::try_from(header.u32()?).ok()?.checked_add(4)?;
    let size = usize::try_from(header.u32()?).ok()?;
    let is_stored = compressed.get(header.take(4)?) == Some(b"MELA");
    header.take(4)?;
    let compressed = compressed.get(..end)?;
    if !(16..=MAX_COMPRESSED).contains(&end) || size > rtf::MAX_RTF || is_stored && size > end - 16
    {
        return None;
    }
    let rtf = compressed_rtf::decompress_rtf(compressed).ok()?;
    // One character for each byte.
    Some(
        rtf.chars()
            .filter_map(|byte| u8::try_from(byte).ok())
            .collect(),
    )
}

/// Little-endian numbers and ranges out of a part of a stream.
struct Bytes<'a> {
    bytes: &'a [u8],
    range: Range<usize>,
}

impl<'a> Bytes<'a> {
    fn within(bytes: &'a [u8], range: Range<usize>) -> Self {
        Self { bytes, range }
    }

    fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    fn take(&mut self, size: usize) -> Option<Range<usize>> {
        let end = self.range.start.checked_add(size)?;
        if end > self.range.end {
            return None;
        }
        let taken = self.range.start..end;
        self.range.start = end;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        let range = self.take(2)?;
        Some(u16::from_le_bytes(self.bytes.get(range)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        let range = self.take(4)?;
        Some(u32::from_le_bytes(self.bytes.get(range)?.try_into().ok()?))
    }

    /// A value that begins with its size and is padded to four bytes.
    fn sized(&mut self) -> Option<Range<usize>> {
        let size = usize::try_from(self.u32()?).ok()?;
        let value = self.take(size)?;
        let padding = (4 - size % 4) % 4;
        // The last one may lack its padding.
        self.take(padding.min(self.range.len()))?;
        Some(value)
    }
}
