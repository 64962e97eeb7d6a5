//! The bytes of the file (ISO 32000-2 §7.5), each string and stream encrypted as it is written.
//! Objects are numbered anew without gaps, in the order of the document.

use super::encrypt_bytes;
use crate::Error;
use crate::pdf::file::crypt::CbcWriter;
use lopdf::{Dictionary, Document, Object, ObjectId};
use rand::TryCryptoRng;
use std::collections::HashMap;
use std::io::{self, Write};

/// How deep arrays and dictionaries of the pages may nest; krilla's stay below 10.
const MAX_DEPTH: usize = 64;

/// The length of a stream.
enum Length {
    Bytes(usize),
    /// In the object with this number.
    In(usize),
}

/// Writes objects.
pub(super) struct Output<'k, W, G> {
    out: Counted<W>,
    key: &'k [u8; 32],
    rng: &'k mut G,
    /// The new numbers.
    numbers: HashMap<ObjectId, usize>,
    /// Where each object stands, by its new number less one.
    offsets: Vec<u64>,
}

impl<'k, W: Write, G: TryCryptoRng> Output<'k, W, G> {
    /// Numbers the objects of `document` and writes the header.
    pub(super) fn new(
        document: &Document,
        key: &'k [u8; 32],
        rng: &'k mut G,
        out: W,
    ) -> Result<Self, Error> {
        let numbers: HashMap<_, _> = document.objects.keys().copied().zip(1..).collect();
        let offsets = vec![0; numbers.len()];
        let mut out = Counted { out, written: 0 };
        // Four bytes beyond ASCII say that the file is binary (§7.5.2).
        out.write_all(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")?;
        Ok(Self {
            out,
            key,
            rng,
            numbers,
            offsets,
        })
    }

    /// Writes an object that is in memory.
    pub(super) fn object(&mut self, id: ObjectId, object: &Object) -> Result<(), Error> {
        self.begin(self.number(id))?;
        match object {
            Object::Stream(stream) => {
                let data = self.encrypted(&stream.content)?;
                self.stream_dictionary(&stream.dict, Length::Bytes(data.len()))?;
                self.out.write_all(&data)?;
                self.out.write_all(b"\nendstream")?;
            }
            other => self.value(other, 0)?,
        }
        self.out.write_all(b"\nendobj\n")?;
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
        self.offsets.push(0);
        let length_number = self.offsets.len();
        self.begin(self.number(id))?;
        self.stream_dictionary(dictionary, Length::In(length_number))?;
        let iv = self.iv()?;
        let mut data = CbcWriter::new(self.key, &iv, &mut self.out)?;
        write(&mut data)?;
        let length = data.finish()?;
        self.out.write_all(b"\nendstream\nendobj\n")?;
        self.begin(length_number)?;
        writeln!(self.out, "{length}\nendobj")?;
        Ok(())
    }

    /// Writes the encryption dictionary, which alone stays in clear, the cross-reference table
    /// (§7.5.4) and the trailer (§7.5.5).
    pub(super) fn finish(
        mut self,
        encryption: &Dictionary,
        root: ObjectId,
        info: Option<ObjectId>,
        id: &[u8; 16],
    ) -> Result<(), Error> {
        self.offsets.push(0);
        let encrypt = self.offsets.len();
        self.begin(encrypt)?;
        lopdf::Writer::write_object(&mut self.out, &Object::Dictionary(encryption.clone()))?;
        self.out.write_all(b"\nendobj\n")?;

        let start = self.out.written;
        let size = self.offsets.len() + 1;
        write!(self.out, "xref\n0 {size}\n0000000000 65535 f \n")?;
        for offset in std::mem::take(&mut self.offsets) {
            // The table has ten digits for an offset.
            if offset > 9_999_999_999 {
                return Err(Error::TooLarge {
                    what: "the envelope (bytes)",
                    found: offset,
                    limit: 9_999_999_999,
                });
            }
            writeln!(self.out, "{offset:010} 00000 n ")?;
        }
        let root = self.number(root);
        write!(self.out, "trailer\n<</Size {size}/Root {root} 0 R")?;
        if let Some(info) = info {
            let info = self.number(info);
            write!(self.out, "/Info {info} 0 R")?;
        }
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        write!(
            self.out,
            "/Encrypt {encrypt} 0 R/ID[<{id}><{id}>]>>\nstartxref\n{start}\n%%EOF\n"
        )?;
        self.out.flush()?;
        Ok(())
    }

    /// The new number of an object; 0, which is never used, for one that does not exist.
    fn number(&self, id: ObjectId) -> usize {
        self.numbers.get(&id).copied().unwrap_or(0)
    }

    fn begin(&mut self, number: usize) -> Result<(), Error> {
        let offset = number
            .checked_sub(1)
            .and_then(|index| self.offsets.get_mut(index))
            .ok_or(Error::UnusablePages("an object has no number"))?;
        *offset = self.out.written;
        writeln!(self.out, "{number} 0 obj")?;
        Ok(())
    }

    fn iv(&mut self) -> Result<[u8; 16], Error> {
        let mut iv = [0; 16];
        self.rng
            .try_fill_bytes(&mut iv)
            .map_err(|_| Error::NoRandomness)?;
        Ok(iv)
    }

    fn encrypted(&mut self, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let iv = self.iv()?;
        Ok(encrypt_bytes(self.key, &iv, plain))
    }

    fn stream_dictionary(&mut self, dictionary: &Dictionary, length: Length) -> Result<(), Error> {
        self.out.write_all(b"<<")?;
        self.entries(dictionary, 0)?;
        match length {
            Length::Bytes(bytes) => write!(self.out, "/Length {bytes}")?,
            Length::In(number) => write!(self.out, "/Length {number} 0 R")?,
        }
        self.out.write_all(b">>\nstream\n")?;
        Ok(())
    }

    /// The entries of a dictionary, without the length of a stream.
    fn entries(&mut self, dictionary: &Dictionary, depth: usize) -> Result<(), Error> {
        for (key, value) in dictionary.iter() {
            if key == b"Length" && depth == 0 {
                continue;
            }
            self.name(key)?;
            self.out.write_all(b" ")?;
            self.value(value, depth + 1)?;
        }
        Ok(())
    }

    fn value(&mut self, object: &Object, depth: usize) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Err(Error::UnusablePages("their objects nest too deep"));
        }
        match object {
            Object::Null => self.out.write_all(b"null")?,
            Object::Boolean(value) => write!(self.out, "{value}")?,
            Object::Integer(value) => write!(self.out, "{value}")?,
            Object::Real(value) => write!(self.out, "{value}")?,
            Object::Name(name) => self.name(name)?,
            Object::String(string, _) => self.string(string)?,
            Object::Reference(id) => match self.number(*id) {
                0 => self.out.write_all(b"null")?,
                number => write!(self.out, "{number} 0 R")?,
            },
            Object::Array(array) => {
                self.out.write_all(b"[")?;
                for (index, value) in array.iter().enumerate() {
                    if index > 0 {
                        self.out.write_all(b" ")?;
                    }
                    self.value(value, depth + 1)?;
                }
                self.out.write_all(b"]")?;
            }
            Object::Dictionary(dictionary) => {
                self.out.write_all(b"<<")?;
                // One deeper than its braces, so that its `Length` is no stream's.
                self.entries(dictionary, depth + 1)?;
                self.out.write_all(b">>")?;
            }
            Object::Stream(_) => return Err(Error::UnusablePages("a stream stands in an object")),
        }
        Ok(())
    }

    /// §7.3.5.
    fn name(&mut self, name: &[u8]) -> Result<(), Error> {
        self.out.write_all(b"/")?;
        for &byte in name {
            let delimiter = b"()<>[]{}/%#".contains(&byte);
            match byte {
                b'!'..=b'~' if !delimiter => self.out.write_all(&[byte])?,
                _ => write!(self.out, "#{byte:02X}")?,
            }
        }
        Ok(())
    }

    /// A string, encrypted (§7.3.4.2). A bare carriage return would be read as a line feed.
    fn string(&mut self, plain: &[u8]) -> Result<(), Error> {
        let mut literal = vec![b'('];
        for byte in self.encrypted(plain)? {
            match byte {
                b'(' | b')' | b'\\' => literal.extend([b'\\', byte]),
                b'\r' => literal.extend(b"\\r"),
                b'\n' => literal.extend(b"\\n"),
                _ => literal.push(byte),
            }
        }
        literal.push(b')');
        self.out.write_all(&literal)?;
        Ok(())
    }
}

/// Counts what is written.
pub(super) struct Counted<W> {
    out: W,
    written: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.out.write(data)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
