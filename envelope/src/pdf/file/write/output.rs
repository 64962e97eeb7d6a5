//! The bytes of the file (ISO 32000-2 §7.5). Objects are numbered anew without gaps.
//!
//! Encryption in PDF covers strings and streams only. What else an object tells (names of media
//! types, sizes, the structure of the pages) would stay in clear. Therefore all objects but streams
//! are put into object streams (§7.5.7), which are encrypted as a whole.

use super::syntax::Syntax;
use super::{LEVEL, encrypt_bytes};
use crate::Error;
use crate::hex::hex;
use crate::pdf::file::Counted;
use crate::pdf::file::crypt::CbcWriter;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId};
use rand::TryCryptoRng;
use std::collections::HashMap;
use std::io::{self, Write};

/// How many objects an object stream has at most, and from how many bytes on it gets no more: a
/// reader decodes all of it to see one.
const MAX_OBJECTS: usize = 100;
const ENOUGH_BYTES: usize = 256 * 1024;

/// The size of the entries of the cross-reference table: a kind, an offset of up to a tebibyte or the
/// number of an object stream, an index (§7.5.8.3).
const WIDTHS: [usize; 3] = [1, 5, 1];

/// Where an object stands.
#[derive(Clone, Copy)]
enum Place {
    /// At an offset of the file.
    At(u64),
    /// In an object stream.
    In { stream: u32, index: u8 },
}

/// Writes objects.
pub(in crate::pdf::file) struct Output<'k, W, G> {
    out: Counted<W>,
    key: &'k [u8; 32],
    rng: &'k mut G,
    /// The new numbers.
    numbers: HashMap<ObjectId, u32>,
    /// Where each object stands, by its new number less one.
    places: Vec<Place>,
    /// The objects of the open object stream: their numbers, and where each begins in `packed`.
    open: Vec<(u32, usize)>,
    packed: Vec<u8>,
    /// One for all streams, because making one takes longer than what small ones take.
    deflate: ZlibEncoder<Vec<u8>>,
}

impl<'k, W: Write, G: TryCryptoRng> Output<'k, W, G> {
    /// Numbers the objects of `document` and writes the header.
    pub(in crate::pdf::file) fn new(
        document: &Document,
        key: &'k [u8; 32],
        rng: &'k mut G,
        out: W,
    ) -> Result<Self, Error> {
        let numbers: HashMap<_, _> = document.objects.keys().copied().zip(1..).collect();
        let mut out = Counted { out, written: 0 };
        // Four bytes beyond ASCII say that the file is binary (§7.5.2).
        out.write_all(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")?;
        Ok(Self {
            out,
            key,
            rng,
            places: vec![Place::At(0); numbers.len()],
            numbers,
            open: Vec::new(),
            packed: Vec::new(),
            deflate: ZlibEncoder::new(Vec::new(), LEVEL),
        })
    }

    /// Writes an object that is in memory.
    pub(in crate::pdf::file) fn object(
        &mut self,
        id: ObjectId,
        object: &Object,
    ) -> Result<(), Error> {
        let number = self.number(id)?;
        match object {
            Object::Stream(stream) => {
                let iv = self.iv()?;
                // Metadata are for programs that do not know much else of PDF.
                let deflated = match stream.dict.has(b"Filter") || stream.dict.has_type(b"Metadata")
                {
                    true => None,
                    false => Some(self.deflated(&[&stream.content])?),
                };
                let content = deflated.as_ref().unwrap_or(&stream.content);
                let data = encrypt_bytes(self.key, &iv, content);
                let filter = if deflated.is_some() {
                    "/Filter/FlateDecode"
                } else {
                    ""
                };
                let length = format!("{filter}/Length {}", data.len());
                self.begin_stream(number, &stream.dict, &length)?;
                self.out.write_all(&data)?;
                self.out.write_all(b"\nendstream\nendobj\n")?;
            }
            other => self.pack(number, other)?,
        }
        Ok(())
    }

    /// Writes a stream whose data `write` gives. Their length is known only then, so it is an object
    /// of its own (§7.3.10, example 2).
    pub(super) fn stream(
        &mut self,
        id: ObjectId,
        dictionary: &Dictionary,
        write: impl FnOnce(&mut CbcWriter<&mut Counted<W>>) -> io::Result<()>,
    ) -> Result<(), Error> {
        let length_number = self.new_number()?;
        let length = format!("/Length {length_number} 0 R");
        self.begin_stream(self.number(id)?, dictionary, &length)?;
        let iv = self.iv()?;
        let mut data = CbcWriter::new(self.key, &iv, &mut self.out)?;
        write(&mut data)?;
        let length = data.finish()?;
        self.out.write_all(b"\nendstream\nendobj\n")?;
        self.begin(length_number)?;
        writeln!(self.out, "{length}\nendobj")?;
        Ok(())
    }

    /// Writes what is left, the encryption dictionary, which alone stays in clear, and the
    /// cross-reference stream, which is also the trailer (§7.5.8).
    pub(in crate::pdf::file) fn finish(
        mut self,
        encryption: &Dictionary,
        root: ObjectId,
        info: Option<ObjectId>,
        id: &[u8; 16],
    ) -> Result<(), Error> {
        self.write_packed()?;
        let encrypt = self.new_number()?;
        self.begin(encrypt)?;
        lopdf::Writer::write_object(&mut self.out, &Object::Dictionary(encryption.clone()))?;
        self.out.write_all(b"\nendobj\n")?;

        let table = self.new_number()?;
        let start = self.out.written;
        self.begin(table)?;
        let entries = self.table()?;
        let size = u64::from(table) + 1;
        let [kind, second, third] = WIDTHS;
        let root = self.number(root)?;
        write!(
            self.out,
            "<</Type/XRef/Size {size}/W[{kind} {second} {third}]/Root {root} 0 R"
        )?;
        if let Some(info) = info.and_then(|info| self.numbers.get(&info)) {
            write!(self.out, "/Info {info} 0 R")?;
        }
        let id = hex(id);
        let length = entries.len();
        write!(
            self.out,
            "/Encrypt {encrypt} 0 R/ID[<{id}><{id}>]/Filter/FlateDecode/Length {length}>>\nstream\n"
        )?;
        self.out.write_all(&entries)?;
        write!(self.out, "\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n")?;
        self.out.flush()?;
        Ok(())
    }

    /// The entries of the cross-reference stream, compressed.
    fn table(&mut self) -> io::Result<Vec<u8>> {
        let mut entries = Vec::new();
        let mut entry = |kind: u8, second: u64, third: u8| {
            entries.push(kind);
            entries.extend_from_slice(&second.to_be_bytes()[3..]);
            entries.push(third);
        };
        // Number 0 is the head of the list of free objects, which is otherwise empty.
        entry(0, 0, 0xff);
        for place in &self.places {
            match *place {
                Place::At(offset) => entry(1, offset, 0),
                Place::In { stream, index } => entry(2, stream.into(), index),
            }
        }
        self.deflated(&[&entries])
    }

    /// As `FlateDecode` (§7.4.4) reads it.
    fn deflated(&mut self, pieces: &[&[u8]]) -> io::Result<Vec<u8>> {
        for piece in pieces {
            self.deflate.write_all(piece)?;
        }
        self.deflate.reset(Vec::new())
    }

    fn number(&self, id: ObjectId) -> Result<u32, Error> {
        let number = self.numbers.get(&id).copied();
        number.ok_or(Error::UnusablePages("an object is missing"))
    }

    /// A number for an object that only the file has, not the document.
    fn new_number(&mut self) -> Result<u32, Error> {
        self.places.push(Place::At(0));
        u32::try_from(self.places.len()).map_err(|_| Error::UnusablePages("too many objects"))
    }

    fn set_place(&mut self, number: u32, place: Place) {
        let index = (number as usize).checked_sub(1);
        if let Some(entry) = index.and_then(|index| self.places.get_mut(index)) {
            *entry = place;
        }
    }

    fn begin(&mut self, number: u32) -> Result<(), Error> {
        self.set_place(number, Place::At(self.out.written));
        writeln!(self.out, "{number} 0 obj")?;
        Ok(())
    }

    fn begin_stream(
        &mut self,
        number: u32,
        dictionary: &Dictionary,
        length: &str,
    ) -> Result<(), Error> {
        let mut text = b"<<".to_vec();
        Syntax {
            out: &mut text,
            numbers: &self.numbers,
            on_string: &mut |string| {
                let iv = iv(self.rng)?;
                Ok(encrypt_bytes(self.key, &iv, string))
            },
        }
        .stream_entries(dictionary)?;
        self.begin(number)?;
        self.out.write_all(&text)?;
        self.out.write_all(length.as_bytes())?;
        self.out.write_all(b">>\nstream\n")?;
        Ok(())
    }

    /// Puts an object into the open object stream. Its strings are encrypted with all of it.
    fn pack(&mut self, number: u32, object: &Object) -> Result<(), Error> {
        self.open.push((number, self.packed.len()));
        Syntax {
            out: &mut self.packed,
            numbers: &self.numbers,
            on_string: &mut |string| Ok(string.to_vec()),
        }
        .value(object)?;
        self.packed.push(b'\n');
        if self.open.len() == MAX_OBJECTS || self.packed.len() >= ENOUGH_BYTES {
            self.write_packed()?;
        }
        Ok(())
    }

    /// Writes the open object stream.
    fn write_packed(&mut self) -> Result<(), Error> {
        if self.open.is_empty() {
            return Ok(());
        }
        let stream = self.new_number()?;
        let mut head = String::new();
        for (index, (number, start)) in (0..).zip(std::mem::take(&mut self.open)) {
            head += &format!("{number} {start} ");
            self.set_place(number, Place::In { stream, index });
        }
        let packed = std::mem::take(&mut self.packed);
        let data = self.deflated(&[head.as_bytes(), &packed])?;
        let data = encrypt_bytes(self.key, &self.iv()?, &data);
        let count = head.split_ascii_whitespace().count() / 2;
        self.begin(stream)?;
        write!(
            self.out,
            "<</Type/ObjStm/N {count}/First {}/Filter/FlateDecode/Length {}>>\nstream\n",
            head.len(),
            data.len()
        )?;
        self.out.write_all(&data)?;
        self.out.write_all(b"\nendstream\nendobj\n")?;
        Ok(())
    }

    fn iv(&mut self) -> Result<[u8; 16], Error> {
        iv(self.rng)
    }
}

fn iv(rng: &mut impl TryCryptoRng) -> Result<[u8; 16], Error> {
    let mut iv = [0; 16];
    rng.try_fill_bytes(&mut iv)
        .map_err(|_| Error::NoRandomness)?;
    Ok(iv)
}
