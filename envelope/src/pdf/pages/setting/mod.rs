//! Boxes are set: text becomes lines, boxes get their sizes, the whole is broken into pages, and
//! the pages are written as a tagged PDF in clear. Everything happens in memory; nothing is read
//! and nothing is loaded.
//!
//! [`text`] and [`glyphs`] make lines; [`flow`], [`table`], [`columns`] and [`measure`] make
//! [`fragment`]s of known sizes; [`breaking`] and [`rows`] place those on [`sheet`]s; [`paint`],
//! [`lettering`], [`decoration`] and [`tags`] write them.

mod breaking;
mod characters;
mod columns;
mod decoration;
mod flow;
mod fragment;
mod glyphs;
mod lettering;
mod measure;
mod paint;
mod picture;
mod rows;
mod script;
mod sheet;
mod style;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod text;

use super::super::PageSize;
use super::boxes::{Colour, Content, Document, Section, TextStyle};
use super::fonts::Fonts;
use super::limits::{Deadline, Failure};
use breaking::Breaker;
use flow::{Column, Setter};
use glyphs::{Faces, Line};
use krilla::SerializeSettings;
use krilla::configure::{Accessibility, ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use measure::Measures;
use paint::Painter;
use sheet::{Item, SetSection, Shown, Spot};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tags::{Kind, ROOT};
use text::{Shaper, Words};

/// Around the text on each side: 15 mm, which printers reach and telephones can spare.
const MARGIN: f32 = 42.52;
/// Around a page of another PDF: its own margins are on it.
const PDF_MARGIN: f32 = 14.0;
/// The least room between sections.
const BETWEEN_SECTIONS: f32 = 14.0;

/// So many pages need not be compressed to be kept in memory. They are when they are encrypted, which is faster: krilla makes
/// a compressor for each stream.
const FEW_SHEETS: usize = 32;

/// Pages in clear.
pub(super) struct Typeset {
    pub(super) pdf: Vec<u8>,
    pub(super) pages: usize,
    /// Characters that no font has. A box is shown for each; what is copied is right.
    pub(super) missing: BTreeSet<char>,
}

/// What the pages are written from.
struct Book<'f> {
    sheets: Vec<sheet::Sheet<'f>>,
    structure: tags::Structure,
    footers: Vec<Option<(Words<'static>, Line, f32)>>,
    bookmarks: Vec<(String, Spot)>,
    title: String,
    language: Option<Rc<str>>,
    /// No validator can vouch for the pages of others.
    has_foreign_pages: bool,
}

/// Sets a document on pages of this size.
pub(super) fn typeset(
    document: &Document,
    page_size: PageSize,
    fonts: &Fonts,
    deadline: Deadline,
) -> Result<Typeset, Failure> {
    let page = page_size.points();
    let characters = characters::of(document, deadline)?;
    let context = fonts.context(&mut characters.into_iter());
    let mut setter = Setter {
        shaper: Shaper::new(context, deadline),
        measures: Measures::default(),
        deadline,
        tallest: page.1 - 2.0 * MARGIN,
    };
    let sections = document
        .sections
        .iter()
        .map(|section| set_section(&mut setter, section, page))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut breaker = Breaker::new(page, MARGIN, deadline);
    let mut bookmarks = Vec::new();
    let mut at: Option<Spot> = None;
    let mut fresh = true;
    let mut bottom = 0.0;
    // What the pages out of other PDFs are, by their number.
    let mut foreign: BTreeMap<usize, &str> = BTreeMap::new();
    for (section, set) in document.sections.iter().zip(&sections) {
        let element = breaker.structure.add(ROOT, Kind::Section);
        if let Content::PdfPage {
            document,
            index,
            size,
            alternative,
        } = &section.content
        {
            let (spot, item) = pdf_page(page, *size, element);
            let number = breaker.new_page(spot)?.page;
            breaker.sheets[number].items.push(Item {
                content: Shown::PdfPage {
                    document,
                    index: *index,
                    size: *size,
                    alternative,
                },
                ..item
            });
            foreign.insert(number + 1, &section.bookmark);
            bookmarks.push((
                section.bookmark.clone(),
                Spot {
                    page: number,
                    top: 0.0,
                },
            ));
            (at, fresh) = (None, true);
            continue;
        }
        let begin = match at {
            Some(at) if !section.new_page || fresh => Spot {
                top: at.top
                    + if fresh {
                        0.0
                    } else {
                        BETWEEN_SECTIONS.max(bottom).max(set.top)
                    },
                ..at
            },
            _ => breaker.new_page(page)?,
        };
        let (first, end) = breaker.section(&set.fragments, begin, element)?;
        bookmarks.push((section.bookmark.clone(), first));
        fresh = fresh && set.fragments.is_empty();
        bottom = set.bottom;
        at = Some(end);
    }
    if breaker.sheets.is_empty() {
        breaker.new_page(page)?;
    }
    let count = breaker.sheets.len();
    let footers = (1..=count)
        .map(|number| {
            let title = foreign.get(&number).copied();
            footer(&mut setter.shaper, title, number, count)
        })
        .collect();
    let book = Book {
        structure: breaker.structure,
        sheets: breaker.sheets,
        footers,
        bookmarks,
        title: match document.title.trim() {
            "" => "Message".to_owned(),
            title => title.to_owned(),
        },
        language: document.language.clone(),
        has_foreign_pages: !foreign.is_empty(),
    };
    let faces = setter.shaper.faces;
    let pdf = match write(&book, &faces, deadline, !book.has_foreign_pages) {
        Err(Refusal::Invalid) => write(&book, &faces, deadline, false),
        result => result,
    };
    match pdf {
        Ok(pdf) => Ok(Typeset {
            pdf,
            pages: count,
            missing: faces.missing,
        }),
        Err(Refusal::Failed(failure)) => Err(failure),
        Err(Refusal::Invalid) => Err(Failure::Unwritable),
    }
}

fn set_section<'a>(
    setter: &mut Setter<'a>,
    section: &'a Section,
    page: (f32, f32),
) -> Result<SetSection<'a>, Failure> {
    let blocks = match &section.content {
        Content::Blocks(blocks) => blocks.as_slice(),
        Content::PdfPage { .. } => &[],
    };
    let column = Column {
        width: page.0 - 2.0 * MARGIN,
        right_to_left: false,
        depth: 0,
    };
    let flow = setter.flow(blocks, column)?;
    Ok(SetSection {
        top: flow.top.points(),
        bottom: flow.bottom.points(),
        fragments: flow.fragments,
    })
}

/// The sheet for a page of another PDF, upright or across as that is, and where it stands there.
fn pdf_page(page: (f32, f32), size: (f32, f32), element: usize) -> ((f32, f32), Item<'static>) {
    let (width, height) = (size.0.max(1.0), size.1.max(1.0));
    let sheet = match (width > height) == (page.0 > page.1) {
        true => page,
        false => (page.1, page.0),
    };
    let room = (sheet.0 - 2.0 * PDF_MARGIN, sheet.1 - PDF_MARGIN - MARGIN);
    let scale = (room.0 / width).min(room.1 / height);
    let item = Item {
        left: (sheet.0 - width * scale) / 2.0,
        top: PDF_MARGIN + (room.1 - height * scale) / 2.0,
        scale,
        element: Some(element),
        content: Shown::Nothing,
    };
    (sheet, item)
}

/// "3 / 12"; below a page that comes out of an attachment also what it is.
fn footer(
    shaper: &mut Shaper,
    title: Option<&str>,
    number: usize,
    count: usize,
) -> Option<(Words<'static>, Line, f32)> {
    let grey = Colour {
        red: 100,
        green: 100,
        blue: 100,
    };
    let style = TextStyle {
        colour: grey,
        ..TextStyle::plain(8.0)
    };
    let text = footer_text(title, number, count);
    let (line, width) = shaper.label(&text, &style)?;
    let words = Words {
        text: Cow::Owned(text),
        styles: vec![Rc::new(style)],
    };
    Some((words, line, width))
}

fn footer_text(title: Option<&str>, number: usize, count: usize) -> String {
    match title {
        None => format!("{number} / {count}"),
        Some(title) if title.chars().count() <= MAX_TITLE => {
            format!("{title} · {number} / {count}")
        }
        Some(title) => {
            // The beginning has the number, the end the kind and the page.
            let half = MAX_TITLE / 2;
            let begin: String = title.chars().take(half).collect();
            let end: String = title.chars().skip(title.chars().count() - half).collect();
            format!("{begin}…{end} · {number} / {count}")
        }
    }
}

/// Characters of a title in a footer; more would not stand in a line.
const MAX_TITLE: usize = 70;

/// Why a document was not written.
enum Refusal {
    /// It would not be what ISO 14289-1 asks for.
    Invalid,
    Failed(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Writes the document; `accessible` as one that claims to be PDF/UA-1 and was checked for it.
fn write(
    book: &Book<'_>,
    faces: &Faces,
    deadline: Deadline,
    accessible: bool,
) -> Result<Vec<u8>, Refusal> {
    let mut configuration = ConfigurationBuilder::new().with_version(PdfVersion::Pdf17);
    if accessible {
        configuration = configuration.with_accessibility_validator(Accessibility::UA1);
    }
    let configuration = configuration.finish().map_err(|_| Failure::Unwritable)?;
    let mut document = krilla::Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        compress_content_streams: book.sheets.len() > FEW_SHEETS,
        ..SerializeSettings::default()
    });
    let mut painter = Painter::new(
        faces,
        book.structure.clone(),
        book.language.clone(),
        deadline,
    );
    for (number, (sheet, footer)) in book.sheets.iter().zip(&book.footers).enumerate() {
        painter.sheet(&mut document, number, sheet, footer.as_ref())?;
    }
    // PDF/UA-1 §7.2 wants a language even where nobody knows it; that of the labels is English.
    let language = book.language.as_deref().unwrap_or("en").to_owned();
    document.set_tag_tree(painter.structure.tree(Some(language.clone())));
    let mut outline = Outline::new();
    for (title, spot) in &book.bookmarks {
        let title = if title.trim().is_empty() {
            "\u{2013}"
        } else {
            title.trim()
        };
        let place = Point::from_xy(0.0, (spot.top - 12.0).max(0.0));
        outline.push_child(OutlineNode::new(
            title.to_owned(),
            XyzDestination::new(spot.page, place),
        ));
    }
    document.set_outline(outline);
    let metadata = Metadata::new().title(book.title.clone()).language(language);
    document.set_metadata(metadata);
    document.finish().map_err(|error| match error {
        KrillaError::Validation(_) => Refusal::Invalid,
        _ => Refusal::Failed(Failure::Unwritable),
    })
}
