//! The pages of a PDF that anybody may have made, as a PDF with nothing else: what a page draws and
//! what that needs, with the look of form fields and comments, but no actions, scripts, forms,
//! files, links or metadata. Objects are read one by one as pages refer to them, and only so many.

mod annotations;
mod copy;
mod tree;

use super::read::{Document, Limits};
use crate::Error;
use copy::{Copier, Items};
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};
use std::io::Cursor;
use std::time::Instant;
use tree::Page;

/// What the pages draw, decoded, of all of them together, in bytes.
const MAX_CONTENT_BYTES: u64 = 64 << 20;

/// The largest page, in points (ISO 32000-2 Annex C.2: what readers can be expected to take).
const MAX_SIDE: f32 = 14_400.0;

/// Where a page without a box of its own is assumed to end: as readers do, US letter.
const USUAL_BOX: [f32; 4] = [0.0, 0.0, 612.0, 792.0];

type Reader<'b> = Document<Cursor<&'b [u8]>>;

/// The pages, as a PDF of version 1.7. Reading ends at `until` at the latest.
///
/// # Errors
///
/// Says why there are none to show.
pub(in crate::pdf) fn pages_only(pdf: &[u8], until: Instant) -> Result<Vec<u8>, &'static str> {
    let reason = |error| match Instant::now() < until {
        true => reason(error),
        false => "it takes too long",
    };
    let limits = Limits::default();
    let document = Document::read_clear(Cursor::new(pdf), &limits, until).map_err(reason)?;
    let mut items = Items::default();
    let pages = tree::pages(&document, &mut items).map_err(reason)??;
    if pages.is_empty() {
        return Err("it has no pages");
    }
    let mut copier = Copier::new(&document, items);
    let parent = copier.target.new_object_id();
    let mut rest = MAX_CONTENT_BYTES;
    let mut kids = Vec::new();
    for page in pages {
        let page = self::page(&mut copier, page, parent, &mut rest).map_err(reason)?;
        kids.push(Object::Reference(copier.target.add_object(page)));
    }
    let mut target = copier.finish().map_err(reason)?;
    let count = kids.len() as i64;
    let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    target.objects.insert(parent, Object::Dictionary(tree));
    let catalog = target.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    target.trailer.set("Root", catalog);
    let mut clean = Vec::new();
    target.save_to(&mut clean).map_err(|_| DAMAGED)?;
    Ok(clean)
}

const DAMAGED: &str = "it is damaged";

/// What is said of an attachment.
fn reason(error: Error) -> &'static str {
    match error {
        Error::TooLarge { .. } => "it is too large",
        Error::Unsupported { .. } | Error::WrongPassword => "it is encrypted",
        _ => DAMAGED,
    }
}

fn page(
    copier: &mut Copier<'_, '_>,
    page: Page,
    parent: ObjectId,
    rest: &mut u64,
) -> Result<Dictionary, Error> {
    let document = copier.source;
    let shared = page.resources.clone();
    let page = &page.into_entries(&mut copier.items)?;
    let mut content = content(document, page, rest)?;
    let drawn = annotations::appearances(document, page)?;
    let resources = if drawn.is_empty() {
        copier.shared(shared)?
    } else {
        let mut resources = match shared.map(|shared| document.resolve(&shared)) {
            Some(Ok(Object::Dictionary(resources))) => resources,
            Some(Err(error)) => return Err(error),
            _ => Dictionary::new(),
        };
        let mut forms = document
            .dictionary(&resources, b"XObject")?
            .unwrap_or_default();
        // The page's own changes of the coordinate system end before.
        content.splice(0..0, *b"q\n");
        content.extend_from_slice(b"\nQ\n");
        for (number, appearance) in drawn.iter().enumerate() {
            let name = format!("WaxsealAppearance{number}");
            content.extend_from_slice(appearance.draw(&name).as_bytes());
            forms.set(name, Object::Reference(appearance.form));
        }
        resources.set("XObject", forms);
        let resources = Object::Dictionary(resources);
        copier.items.take(&resources)?;
        copier.value(&resources)
    };
    let content = Stream::new(Dictionary::new(), content);
    let contents = copier.target.add_object(content);
    let area = area(document, page)?.map(Object::Real).to_vec();
    let rotate = match document.entry(page, b"Rotate")? {
        Object::Integer(angle) => angle.rem_euclid(360) / 90 * 90,
        _ => 0,
    };
    Ok(dictionary! {
        "Type" => "Page",
        "Parent" => parent,
        "MediaBox" => area.clone(),
        "CropBox" => area,
        "Rotate" => rotate,
        "Resources" => resources,
        "Contents" => contents,
    })
}

/// The content streams of a page (§7.8.2), decoded, as one.
fn content(document: &Reader<'_>, page: &Dictionary, rest: &mut u64) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    let streams = match page.get(b"Contents") {
        Ok(Object::Array(streams)) => streams.clone(),
        Ok(reference) => match document.resolve(reference)? {
            Object::Array(streams) => streams,
            _ => vec![reference.clone()],
        },
        Err(_) => Vec::new(),
    };
    for stream in streams {
        let Ok(id) = stream.as_reference() else {
            continue;
        };
        let located = document.located(id)?;
        if located.data.is_none() {
            continue;
        }
        let bytes = document.clear_stream_bytes(&located, *rest)?;
        *rest = rest.saturating_sub(bytes.len() as u64);
        content.extend_from_slice(&bytes);
        // Streams divide a page between tokens only.
        content.push(b'\n');
    }
    Ok(content)
}

/// The part of the page that is shown.
fn area(document: &Reader<'_>, page: &Dictionary) -> Result<[f32; 4], Error> {
    let media = rectangle(document, page, b"MediaBox")?.unwrap_or(USUAL_BOX);
    let crop = rectangle(document, page, b"CropBox")?.unwrap_or(media);
    let both = [
        media[0].max(crop[0]),
        media[1].max(crop[1]),
        media[2].min(crop[2]),
        media[3].min(crop[3]),
    ];
    let is_usable = |area: &[f32; 4]| {
        let sides = [area[2] - area[0], area[3] - area[1]];
        sides.iter().all(|side| (1.0..=MAX_SIDE).contains(side))
    };
    let found = [both, media].into_iter().find(is_usable);
    Ok(found.unwrap_or(USUAL_BOX))
}

/// An entry that is a rectangle (§7.9.5), its lower left corner first.
fn rectangle(
    document: &Reader<'_>,
    dictionary: &Dictionary,
    key: &[u8],
) -> Result<Option<[f32; 4]>, Error> {
    let Some([a, b, c, d]) = numbers(document, dictionary, key)? else {
        return Ok(None);
    };
    Ok(Some([a.min(c), b.min(d), a.max(c), b.max(d)]))
}

/// An entry that is so many finite numbers.
fn numbers<const N: usize>(
    document: &Reader<'_>,
    dictionary: &Dictionary,
    key: &[u8],
) -> Result<Option<[f32; N]>, Error> {
    let Object::Array(array) = document.entry(dictionary, key)? else {
        return Ok(None);
    };
    let mut numbers = [0.0; N];
    if array.len() < N {
        return Ok(None);
    }
    for (number, object) in numbers.iter_mut().zip(&array) {
        match document.resolve(object)?.as_float() {
            Ok(value) if value.is_finite() && value.abs() < 1e6 => *number = value,
            _ => return Ok(None),
        }
    }
    Ok(Some(numbers))
}
