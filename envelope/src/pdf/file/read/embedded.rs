//! The files inside a PDF (ISO 32000-2 §7.11.4): the name tree `EmbeddedFiles` (§7.7.4, §7.9.6).

use super::document::Document;
use super::limits::at_most;
use crate::Error;
use crate::message::Names;
use lopdf::{Dictionary, Object, ObjectId, decode_text_string};
use serde::Serialize;
use std::collections::HashSet;
use std::io::{Read, Seek};

/// How deep the tree may be. One of 10 000 files needs three levels.
const MAX_DEPTH: usize = 32;

/// A file inside a PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Embedded {
    /// A file name that is safe on every system, and that no other of the PDF has, whatever the
    /// case of its letters.
    pub name: String,
    /// The media type, if the PDF states one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The size in bytes, if the PDF states one. It may be wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Where its data stand.
    #[serde(skip)]
    pub(in crate::pdf::file) stream: ObjectId,
}

impl<R: Read + Seek> Document<R> {
    /// All embedded files, in the order of the tree. What has several names counts once, with its
    /// first: an honest file has no need of that, and ten thousand names of one bomb are one bomb.
    pub(in crate::pdf::file) fn embedded_files(&self) -> Result<Vec<Embedded>, Error> {
        let catalog = self.catalog()?;
        let Some(names) = self.dictionary(&catalog, b"Names")? else {
            return Ok(Vec::new());
        };
        let mut files = Vec::new();
        let mut given = Names::default();
        let mut seen = HashSet::new();
        let mut streams = HashSet::new();
        let mut nodes: Vec<(Object, usize)> = Vec::new();
        nodes.extend(
            names
                .get(b"EmbeddedFiles")
                .ok()
                .map(|root| (root.clone(), 0)),
        );
        while let Some((node, depth)) = nodes.pop() {
            // A tree with circles has no end.
            if let Object::Reference(id) = node
                && !seen.insert(id)
            {
                continue;
            }
            if depth > MAX_DEPTH {
                return Err(Error::Damaged("its list of attachments nests too deep"));
            }
            let Object::Dictionary(node) = self.resolve(&node)? else {
                continue;
            };
            if let Object::Array(kids) = self.entry(&node, b"Kids")? {
                nodes.extend(kids.into_iter().rev().map(|kid| (kid, depth + 1)));
            }
            if let Object::Array(pairs) = self.entry(&node, b"Names")? {
                for pair in pairs.chunks_exact(2) {
                    if let [key, specification] = pair {
                        let file =
                            self.embedded_file(key, specification, &mut streams, &mut given)?;
                        files.extend(file);
                    }
                    let limit = self.limits.max_attachments as u64;
                    at_most("the number of attachments", files.len() as u64, limit)?;
                }
            }
        }
        Ok(files)
    }

    /// A file specification (§7.11.3, Table 43); `None` if no file is embedded in it, or one that
    /// is among `streams` already.
    fn embedded_file(
        &self,
        key: &Object,
        specification: &Object,
        streams: &mut HashSet<ObjectId>,
        given: &mut Names,
    ) -> Result<Option<Embedded>, Error> {
        let Object::Dictionary(specification) = self.resolve(specification)? else {
            return Ok(None);
        };
        let Some(versions) = self.dictionary(&specification, b"EF")? else {
            return Ok(None);
        };
        let stream = [&b"UF"[..], b"F", b"DOS", b"Unix", b"Mac"]
            .iter()
            .find_map(|key| versions.get(key).and_then(Object::as_reference).ok());
        let Some(stream) = stream else {
            return Ok(None);
        };
        let located = self.located(stream)?;
        let Object::Dictionary(dictionary) = located.object else {
            return Ok(None);
        };
        if !streams.insert(located.id) {
            return Ok(None);
        }
        let mut wanted = String::new();
        for key in [&b"UF"[..], b"F", b"Unix", b"DOS", b"Mac"] {
            wanted = text(&self.entry(&specification, key)?);
            if !wanted.trim().is_empty() {
                break;
            }
        }
        if wanted.trim().is_empty() {
            wanted = text(&self.resolve(key)?);
        }
        let media_type = match self.entry(&dictionary, b"Subtype")? {
            Object::Name(name) if !name.is_empty() => String::from_utf8(name).ok(),
            _ => None,
        };
        Ok(Some(Embedded {
            name: given.give(&wanted, "attachment.bin"),
            media_type: media_type.filter(|name| !name.contains(char::is_control)),
            size: self.stated_size(&dictionary)?,
            stream,
        }))
    }

    fn stated_size(&self, dictionary: &Dictionary) -> Result<Option<u64>, Error> {
        let Some(parameters) = self.dictionary(dictionary, b"Params")? else {
            return Ok(None);
        };
        let size = self.entry(&parameters, b"Size")?.as_i64().ok();
        Ok(size.and_then(|size| u64::try_from(size).ok()))
    }
}

/// A text string (§7.9.2.2); empty if it is none.
fn text(object: &Object) -> String {
    decode_text_string(object).unwrap_or_default()
}
