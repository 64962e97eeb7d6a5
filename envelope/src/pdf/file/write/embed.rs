//! The objects that make the pages an envelope: embedded files, the recipe for the message, and
//! their places in the catalog.

use super::NO_CATALOG;
use crate::Error;
use crate::message::{Attachment, Message};
use crate::pdf::file::recipe::{Encoding, LineEnd, Piece, Plan, Stored, VERSION, key};
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use std::collections::BTreeMap;

/// How many files a node of the name tree has. Readers take far more; ours need not.
const NODE_FILES: usize = 64;

/// What the data of a stream are, that are not in memory.
pub(super) enum Content {
    /// This one of the stored attachments.
    Stored(usize),
    /// All literal pieces of the message.
    Literals,
}

/// The streams whose data are not in memory.
pub(super) type Contents = BTreeMap<ObjectId, Content>;

/// Takes the pages apart.
pub(super) fn load(pages: &[u8]) -> Result<Document, Error> {
    let mut document =
        Document::load_mem(pages).map_err(|_| Error::UnusablePages("they are no PDF"))?;
    // What is written has neither: an ordinary table serves all readers.
    document
        .objects
        .retain(|_, object| !matches!(object.type_name(), Ok(b"ObjStm" | b"XRef")));
    Ok(document)
}

/// Adds attachments and message to the document.
pub(super) fn embed(
    document: &mut Document,
    message: &Message<'_>,
    plan: &Plan,
) -> Result<Contents, Error> {
    let mut contents = Contents::new();
    let date = message.view().date.as_deref().and_then(pdf_date);
    let streams: Vec<ObjectId> = plan
        .stored
        .iter()
        .enumerate()
        .map(|(index, stored)| {
            let attachment = attachment(message, stored);
            let dictionary = stream_dictionary(document, stored, attachment, date.as_deref());
            let id = document.add_object(dictionary);
            contents.insert(id, Content::Stored(index));
            id
        })
        .collect();

    let mut files = BTreeMap::new();
    let mut associated = Vec::new();
    for (stored, &stream) in plan.stored.iter().zip(&streams) {
        let Some(attachment) = attachment(message, stored).filter(|_| stored.listed) else {
            continue;
        };
        let number = associated.len() + 1;
        let specification = document.add_object(file_specification(attachment, number, stream));
        associated.push(Object::Reference(specification));
        files.insert(utf16(&attachment.name), specification);
    }
    let tree = name_tree(document, files);

    let private = private(document, message, plan, &streams, &mut contents);
    let private = document.add_object(private);

    let catalog = document.catalog_mut().map_err(|_| NO_CATALOG)?;
    if let Some(tree) = tree {
        let mut names = match catalog.remove(b"Names") {
            Some(Object::Dictionary(names)) => names,
            None => Dictionary::new(),
            Some(_) => return Err(Error::UnusablePages("their names stand elsewhere")),
        };
        names.set("EmbeddedFiles", tree);
        catalog.set("Names", names);
        catalog.set("AF", associated);
        catalog.set("PageMode", "UseAttachments");
    }
    // ISO 32000-2 §14.5 asks for a date of last modification.
    let modified = date.unwrap_or_else(|| "D:19700101000000Z".to_owned());
    let waxseal = dictionary! { "LastModified" => text(&modified), "Private" => private };
    catalog.set("PieceInfo", dictionary! { key::WAXSEAL => waxseal });
    // AES-256 came to PDF 1.7 as an extension by Adobe (ISO 32000-1 §7.12).
    let level = dictionary! { "BaseVersion" => "1.7", "ExtensionLevel" => 8 };
    catalog.set("Extensions", dictionary! { "ADBE" => level });
    Ok(contents)
}

fn attachment<'m>(message: &'m Message<'_>, stored: &Stored) -> Option<&'m Attachment> {
    message.view().enclosed().nth(stored.attachment)
}

/// The dictionary of an embedded file stream (§7.11.4.1, Tables 44 and 45), but for its length. What
/// it tells of the file stands in objects of its own, because only strings of it are encrypted.
fn stream_dictionary(
    document: &mut Document,
    stored: &Stored,
    attachment: Option<&Attachment>,
    date: Option<&str>,
) -> Dictionary {
    let mut stream = Dictionary::new();
    if stored.compress {
        stream.set("Filter", "FlateDecode");
    }
    if let Some(attachment) = attachment.filter(|_| stored.listed) {
        let mut parameters = dictionary! {
            "Size" => i64::try_from(attachment.size).unwrap_or(i64::MAX),
            "CheckSum" => bytes(&stored.md5),
        };
        if let Some(date) = date {
            parameters.set("CreationDate", text(date));
            parameters.set("ModDate", text(date));
        }
        stream.set("Type", "EmbeddedFile");
        let media_type = Object::from(attachment.media_type.as_str());
        stream.set("Subtype", document.add_object(media_type));
        stream.set("Params", document.add_object(parameters));
    }
    stream
}

/// §7.11.3, Table 43.
fn file_specification(attachment: &Attachment, number: usize, stream: ObjectId) -> Dictionary {
    let ascii = |character: char| match character {
        ' '..='~' => character,
        _ => '_',
    };
    let ascii: String = attachment.name.chars().map(ascii).collect();
    let description = format!("Attachment {number} of the message");
    dictionary! {
        "Type" => "Filespec",
        "F" => text(&ascii),
        "UF" => bytes(&utf16(&attachment.name)),
        "EF" => dictionary! { "F" => stream, "UF" => stream },
        "Desc" => text(&description),
        "AFRelationship" => "Supplement",
    }
}

/// The name tree of the files (§7.9.6); keys are compared byte by byte, as the map does.
fn name_tree(document: &mut Document, files: BTreeMap<Vec<u8>, ObjectId>) -> Option<ObjectId> {
    let files: Vec<_> = files.into_iter().collect();
    if files.is_empty() {
        return None;
    }
    let names = |files: &[(Vec<u8>, ObjectId)]| -> Vec<Object> {
        let pair = |(name, id): &(Vec<u8>, ObjectId)| [bytes(name), Object::Reference(*id)];
        files.iter().flat_map(pair).collect()
    };
    if files.len() <= NODE_FILES {
        return Some(document.add_object(dictionary! { "Names" => names(&files) }));
    }
    let kids: Vec<Object> = files
        .chunks(NODE_FILES)
        .filter_map(|some| {
            let limits = vec![bytes(&some.first()?.0), bytes(&some.last()?.0)];
            let node = dictionary! { "Limits" => limits, "Names" => names(some) };
            Some(document.add_object(node).into())
        })
        .collect();
    Some(document.add_object(dictionary! { "Kids" => kids }))
}

/// Our own data: checksums of the files and the recipe for the message.
fn private(
    document: &mut Document,
    message: &Message<'_>,
    plan: &Plan,
    streams: &[ObjectId],
    contents: &mut Contents,
) -> Dictionary {
    let files: Vec<Object> = plan
        .stored
        .iter()
        .zip(streams)
        .filter(|(stored, _)| stored.listed)
        .flat_map(|(stored, &stream)| [stream.into(), bytes(&stored.sha256)])
        .collect();
    let mut private = dictionary! { key::VERSION => VERSION, key::FILES => files };
    if plan.pieces.is_empty() {
        return private;
    }
    let literals = document.add_object(dictionary! { "Filter" => "FlateDecode" });
    contents.insert(literals, Content::Literals);
    let recipe: Vec<Object> = plan
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(range) => {
                let size = i64::try_from(range.len()).unwrap_or(i64::MAX);
                Some(Object::Integer(size))
            }
            Piece::Stored { index, encoding } => {
                let stream = *streams.get(*index)?;
                Some(Object::Dictionary(stored_piece(stream, *encoding)))
            }
        })
        .collect();
    let size = i64::try_from(message.raw().len()).unwrap_or(i64::MAX);
    private.set(key::SIZE, size);
    private.set(key::SHA256, bytes(&plan.sha256));
    private.set(key::LITERALS, literals);
    private.set(key::RECIPE, recipe);
    private
}

fn stored_piece(stream: ObjectId, encoding: Encoding) -> Dictionary {
    let mut piece = dictionary! { key::STREAM => stream };
    match encoding {
        Encoding::Identity => piece.set(key::ENCODING, "Identity"),
        Encoding::Base64 { line: 0, .. } => piece.set(key::ENCODING, "Base64"),
        Encoding::Base64 { line, end } => {
            piece.set(key::ENCODING, "Base64");
            piece.set(key::LINE, i64::try_from(line).unwrap_or(i64::MAX));
            let end = match end {
                LineEnd::Lf => "LF",
                LineEnd::CrLf => "CRLF",
            };
            piece.set(key::END, end);
        }
    }
    piece
}

fn text(ascii: &str) -> Object {
    bytes(ascii.as_bytes())
}

fn bytes(bytes: &[u8]) -> Object {
    Object::String(bytes.to_vec(), StringFormat::Literal)
}

/// UTF-16BE with a byte order mark (§7.9.2.2.1).
fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    [0xfe, 0xff].into_iter().chain(units).collect()
}

/// An RFC 3339 date in the form of ISO 32000-1 §7.9.4, with the apostrophe at its end that older
/// readers want.
fn pdf_date(date: &str) -> Option<String> {
    let (day, time) = date.split_once('T')?;
    let (time, offset) = time.split_at(time.find(['Z', '+', '-'])?);
    let time = time.split('.').next()?;
    let digits: String = [day, time]
        .concat()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if digits.len() != 14 {
        return None;
    }
    let offset = match offset.split_once(':') {
        Some((hours, minutes)) => format!("{hours}'{minutes}'"),
        None => "Z".to_owned(),
    };
    Some(format!("D:{digits}{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_offset() {
        for (date, expected) in [
            ("2025-11-21T15:57:12+01:00", Some("D:20251121155712+01'00'")),
            (
                "2025-11-21T15:57:12.5-03:30",
                Some("D:20251121155712-03'30'"),
            ),
            ("2025-11-21T15:57:12Z", Some("D:20251121155712Z")),
            ("2025-11-21", None),
            ("", None),
        ] {
            assert_eq!(pdf_date(date).as_deref(), expected, "{date}");
        }
    }
}
