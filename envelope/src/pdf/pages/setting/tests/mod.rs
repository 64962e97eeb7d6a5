//! What comes out on the pages, read back with another library.

#[allow(dead_code, reason = "until the tests that use them are here")]
mod trees;

use super::super::boxes::Document;
use super::super::fonts::Fonts;
use super::super::limits::Deadline;
use super::{Typeset, typeset};
use crate::pdf::PageSize;
use trees::{document, heading, p};

fn set(document: &Document) -> Typeset {
    typeset(document, PageSize::A4, &Fonts::new(), Deadline::begin()).unwrap()
}

#[test]
fn a_long_text_has_many_pages() {
    let mut blocks = vec![heading(3, "A heading")];
    blocks.extend((0..200).map(|number| p(&format!("Line {number}"))));
    let set = set(&document(blocks));
    let pdf = lopdf::Document::load_mem(&set.pdf).unwrap();
    assert_eq!(set.pages, pdf.get_pages().len());
    assert!((4..8).contains(&set.pages), "{} pages", set.pages);
    assert!(set.missing.is_empty());
}
