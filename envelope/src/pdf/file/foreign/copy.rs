//! Copies what pages draw with out of another PDF: fonts, images, patterns, colour spaces, and what
//! these refer to.

use super::Reader;
use crate::Error;
use crate::pdf::file::read::at_most;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashMap;
use std::rc::Rc;

/// Entries that nothing needs which is drawn, and that lead to the rest of a document or out of it
/// (ISO 32000-2 §7.11, §12, §14).
const LEFT_OUT: &[&[u8]] = &[
    b"AA",
    b"AF",
    b"AcroForm",
    b"Alternates",
    b"Annots",
    b"Dest",
    b"Dests",
    b"EF",
    b"EmbeddedFiles",
    b"JS",
    b"JavaScript",
    b"LastModified",
    b"Measure",
    b"Metadata",
    b"Names",
    b"OC",
    b"OPI",
    b"OpenAction",
    b"Outlines",
    b"PieceInfo",
    b"Parent",
    b"PtData",
    b"Ref",
    b"RichMediaContent",
    b"StructParent",
    b"StructParents",
    b"Threads",
    b"URI",
];

/// Of streams: their data in another file (§7.3.8.2, Table 5).
const EXTERNAL: &[&[u8]] = &[b"F", b"FFilter", b"FDecodeParms", b"Length", b"DL"];

/// Kinds of actions (§12.6.4); as a dictionary's `S` nothing else is called so.
const ACTIONS: &[&[u8]] = &[
    b"GoTo",
    b"GoToR",
    b"GoToE",
    b"GoToDp",
    b"GoTo3DView",
    b"Launch",
    b"Thread",
    b"URI",
    b"Sound",
    b"Movie",
    b"Hide",
    b"Named",
    b"SubmitForm",
    b"ResetForm",
    b"ImportData",
    b"JavaScript",
    b"SetOCGState",
    b"Rendition",
    b"RichMediaExecute",
];

/// Types of objects that are not drawn.
const TYPES: &[&[u8]] = &[
    b"Action",
    b"Filespec",
    b"EmbeddedFile",
    b"Annot",
    b"Catalog",
    b"Page",
    b"Pages",
    b"Sig",
    b"Metadata",
];

/// Objects, and bytes of their streams, that are copied.
const MAX_OBJECTS: usize = 100_000;
const MAX_BYTES: u64 = 96 << 20;

/// Numbers, names, arrays and whatever else objects consist of, of all that is read and of all that
/// is copied. In memory each is some 100 bytes.
const MAX_ITEMS: u64 = 2_000_000;

/// How much may still be held in memory.
pub(super) struct Items(u64);

impl Default for Items {
    fn default() -> Self {
        Self(MAX_ITEMS)
    }
}

impl Items {
    /// Counts what `object` consists of.
    pub(super) fn take(&mut self, object: &Object) -> Result<(), Error> {
        let mut rest = vec![object];
        while let Some(object) = rest.pop() {
            self.0 = self.0.checked_sub(1).ok_or(Error::TooLarge {
                what: "what its pages consist of",
                found: MAX_ITEMS + 1,
                limit: MAX_ITEMS,
            })?;
            match object {
                Object::Array(array) => rest.extend(array),
                Object::Dictionary(dictionary) => {
                    rest.extend(dictionary.iter().map(|(_, value)| value));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

pub(super) struct Copier<'d, 'b> {
    pub(super) source: &'d Reader<'b>,
    pub(super) target: Document,
    pub(super) items: Items,
    /// The new numbers of objects that were referred to.
    numbers: HashMap<ObjectId, ObjectId>,
    /// Those that were not copied yet.
    pending: Vec<(ObjectId, ObjectId)>,
    /// Where the copies are of what several pages have without a number.
    copies: Vec<(Rc<Object>, ObjectId)>,
    bytes: u64,
}

impl<'d, 'b> Copier<'d, 'b> {
    pub(super) fn new(source: &'d Reader<'b>, items: Items) -> Self {
        Self {
            source,
            target: Document::with_version("1.7"),
            numbers: HashMap::new(),
            pending: Vec::new(),
            copies: Vec::new(),
            items,
            bytes: 0,
        }
    }

    /// The same object, for the target. Recurses as deep as the reader lets objects nest.
    pub(super) fn value(&mut self, object: &Object) -> Object {
        match object {
            Object::Reference(id) => {
                let next = (*id, (0, 0));
                let number = match self.numbers.get(id) {
                    Some(number) => *number,
                    None => {
                        let number = self.target.new_object_id();
                        self.numbers.insert(*id, number);
                        self.pending.push((next.0, number));
                        number
                    }
                };
                Object::Reference(number)
            }
            Object::Array(array) => {
                Object::Array(array.iter().map(|item| self.value(item)).collect())
            }
            Object::Dictionary(dictionary) => match is_drawn(dictionary) {
                true => Object::Dictionary(self.entries(dictionary, &[])),
                false => Object::Null,
            },
            other => other.clone(),
        }
    }

    /// The resources of a page, which others may have too: copied once, and referred to.
    pub(super) fn shared(&mut self, object: Option<Rc<Object>>) -> Result<Object, Error> {
        let Some(object) = object else {
            return Ok(Object::Dictionary(Dictionary::new()));
        };
        if let Ok(id) = object.as_reference() {
            if !self.numbers.contains_key(&id) {
                // Without its resources a page would look empty: better none than such a page.
                self.source.located(id)?;
            }
            return Ok(self.value(&object));
        }
        let copy = self.copies.iter().rev();
        let mut copy = copy.filter(|(of, _)| Rc::ptr_eq(of, &object));
        if let Some((_, number)) = copy.next() {
            return Ok(Object::Reference(*number));
        }
        self.items.take(&object)?;
        let copy = self.value(&object);
        let number = self.target.add_object(copy);
        self.copies.push((object, number));
        Ok(Object::Reference(number))
    }

    fn entries(&mut self, dictionary: &Dictionary, without: &[&[u8]]) -> Dictionary {
        let mut copy = Dictionary::new();
        for (key, value) in dictionary {
            if !LEFT_OUT.contains(&key.as_slice()) && !without.contains(&key.as_slice()) {
                copy.set(key.clone(), self.value(value));
            }
        }
        copy
    }

    /// Copies all that was referred to, and what that refers to.
    pub(super) fn finish(mut self) -> Result<Document, Error> {
        while let Some((id, number)) = self.pending.pop() {
            at_most(
                "the number of objects",
                self.numbers.len() as u64,
                MAX_OBJECTS as u64,
            )?;
            let found = self.source.located(id);
            if let Ok(found) = &found {
                self.items.take(&found.object)?;
            }
            let copy = match found {
                Ok(located) => match (&located.object, located.data) {
                    (Object::Dictionary(dictionary), Some(_)) if is_drawn(dictionary) => {
                        let rest = MAX_BYTES.saturating_sub(self.bytes);
                        let data = self.source.raw_stream_bytes(&located, rest)?;
                        self.bytes += data.len() as u64;
                        Object::Stream(Stream::new(self.entries(dictionary, EXTERNAL), data))
                    }
                    (_, Some(_)) => Object::Null,
                    (object, None) => self.value(object),
                },
                Err(error @ (Error::TooLarge { .. } | Error::Unsupported { .. })) => {
                    return Err(error);
                }
                // What is missing is null (§7.3.10); what is broken is treated like it.
                Err(_) => Object::Null,
            };
            self.target.objects.insert(number, copy);
        }
        Ok(self.target)
    }
}

fn is_drawn(dictionary: &Dictionary) -> bool {
    let is_one = |key: &[u8], names: &[&[u8]]| {
        let name = dictionary.get(key).and_then(Object::as_name);
        name.is_ok_and(|name| names.contains(&name))
    };
    // PostScript for printers (§8.8.1) is a program too.
    !is_one(b"Type", TYPES) && !is_one(b"S", ACTIONS) && !is_one(b"Subtype", &[b"PS"])
}
