//! Objects as bytes (ISO 32000-2 §7.3).

use crate::Error;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::HashMap;

/// How deep arrays and dictionaries of the pages may nest; krilla's stay below 10.
const MAX_DEPTH: usize = 64;

/// What becomes of the bytes of a string before they are written.
pub(super) type OnString<'a> = dyn FnMut(&[u8]) -> Result<Vec<u8>, Error> + 'a;

/// Writes objects under their new numbers.
pub(super) struct Syntax<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) numbers: &'a HashMap<ObjectId, u32>,
    pub(super) on_string: &'a mut OnString<'a>,
}

impl Syntax<'_> {
    pub(super) fn value(&mut self, object: &Object) -> Result<(), Error> {
        self.nested(object, 0)
    }

    /// The entries of a stream's dictionary, without its length.
    pub(super) fn stream_entries(&mut self, dictionary: &Dictionary) -> Result<(), Error> {
        let entries = dictionary.iter().filter(|(key, _)| *key != b"Length");
        self.entries(entries, 0)
    }

    fn entries<'d>(
        &mut self,
        entries: impl Iterator<Item = (&'d Vec<u8>, &'d Object)>,
        depth: usize,
    ) -> Result<(), Error> {
        for (key, value) in entries {
            self.name(key);
            self.out.push(b' ');
            self.nested(value, depth + 1)?;
        }
        Ok(())
    }

    fn nested(&mut self, object: &Object, depth: usize) -> Result<(), Error> {
        if depth > MAX_DEPTH {
            return Err(Error::UnusablePages("their objects nest too deep"));
        }
        match object {
            Object::Null => self.text("null"),
            Object::Boolean(value) => self.text(&value.to_string()),
            Object::Integer(value) => self.text(&value.to_string()),
            // Rust never writes an exponent, which PDF has not.
            Object::Real(value) => self.text(&value.to_string()),
            Object::Name(name) => self.name(name),
            Object::String(string, _) => self.string(string)?,
            Object::Reference(id) => match self.numbers.get(id) {
                Some(number) => self.text(&format!("{number} 0 R")),
                // To what does not exist: null (§7.3.10).
                None => self.text("null"),
            },
            Object::Array(array) => {
                self.out.push(b'[');
                for (index, value) in array.iter().enumerate() {
                    if index > 0 {
                        self.out.push(b' ');
                    }
                    self.nested(value, depth + 1)?;
                }
                self.out.push(b']');
            }
            Object::Dictionary(dictionary) => {
                self.text("<<");
                self.entries(dictionary.iter(), depth)?;
                self.text(">>");
            }
            Object::Stream(_) => return Err(Error::UnusablePages("a stream stands in an object")),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// §7.3.5.
    fn name(&mut self, name: &[u8]) {
        self.out.push(b'/');
        for &byte in name {
            match byte {
                b'!'..=b'~' if !b"()<>[]{}/%#".contains(&byte) => self.out.push(byte),
                _ => self.text(&format!("#{byte:02X}")),
            }
        }
    }

    /// §7.3.4.2. A bare line end in it would be read as another one.
    fn string(&mut self, string: &[u8]) -> Result<(), Error> {
        let string = (self.on_string)(string)?;
        self.out.push(b'(');
        for byte in string {
            match byte {
                b'(' | b')' | b'\\' => self.out.extend([b'\\', byte]),
                b'\r' => self.text("\\r"),
                b'\n' => self.text("\\n"),
                _ => self.out.push(byte),
            }
        }
        self.out.push(b')');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{StringFormat, dictionary};

    #[test]
    fn objects_are_written_as_they_are_read() {
        let string = |bytes: &[u8]| Object::String(bytes.to_vec(), StringFormat::Literal);
        let object: Object = dictionary! {
            "A#b c" => vec![
                Object::Null, true.into(), 12.into(), (-0.5_f32).into(), 1e20_f32.into(),
                "Name/()".into(), string(b"(\\\r\n\x00\xff)"), Object::Reference((4, 0)),
            ],
            "Length" => dictionary! { "Length" => 3 },
        }
        .into();
        let numbers = HashMap::from([((4, 0), 9)]);
        let mut out = Vec::new();
        Syntax {
            out: &mut out,
            numbers: &numbers,
            on_string: &mut |string| Ok(string.to_vec()),
        }
        .value(&object)
        .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&out),
            "<</A#23b#20c [null true 12 -0.5 100000000000000000000 /Name#2F#28#29 \
             (\\(\\\\\\r\\n\0\u{fffd}\\)) 9 0 R]/Length <</Length 3>>>>"
        );
    }
}
