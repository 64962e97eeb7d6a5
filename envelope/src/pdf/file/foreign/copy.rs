//! Copies what pages draw with out of another PDF: fonts, images, patterns, colour spaces, and what
//! these refer to.

use super::Reader;
use crate::Error;
use crate::pdf::file::read::at_most;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashMap;

/// Entries that nothing needs which is drawn, and that lead to the rest of a document or out of it
/// (ISO 32000-2 §7.11, §12, §14).
const LEFT_OUT: &[&[u8]] = &[
    b"A",
    b"AA",
    b"AF",
    b"AcroForm",
    b"Alternates",
    b"Annots",
    b"B",
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

pub(super) struct Copier<'d, 'b> {
    pub(super) source: &'d Reader<'b>,
    pub(super) target: Document,
    /// The new numbers of objects that were referred to.
    numbers: HashMap<ObjectId, ObjectId>,
    /// Those that were not copied yet.
    pending: Vec<(ObjectId, ObjectId)>,
    bytes: u64,
}

impl<'d, 'b> Copier<'d, 'b> {
    pub(super) fn new(source: &'d Reader<'b>) -> Self {
        Self {
            source,
            target: Document::with_version("1.7"),
            numbers: HashMap::new(),
            pending: Vec::new(),
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
            let copy = match self.source.located(id) {
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
