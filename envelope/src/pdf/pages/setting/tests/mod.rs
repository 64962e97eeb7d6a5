//! What comes out on the pages, read back with another library.

mod accessible;
mod hostile;
mod layout;
mod trees;
mod words;

use super::super::boxes::Document;
use super::super::fonts::Fonts;
use super::super::limits::{Deadline, Failure};
use super::{Typeset, typeset};
use crate::pdf::PageSize;
use lopdf::{Dictionary, Object};

fn try_set(document: &Document) -> Result<Typeset, Failure> {
    typeset(document, PageSize::A4, &Fonts::new(), Deadline::begin())
}

fn set(document: &Document) -> Typeset {
    try_set(document).unwrap()
}

/// A document set and read back.
struct Read {
    pdf: lopdf::Document,
    set: Typeset,
}

fn read(document: &Document) -> Read {
    let set = set(document);
    let pdf = lopdf::Document::load_mem(&set.pdf).unwrap();
    assert_eq!(set.pages, pdf.get_pages().len());
    Read { pdf, set }
}

impl Read {
    /// The text of a page as readers find it, without white space.
    fn text(&self, page: u32) -> String {
        let text = self.pdf.extract_text(&[page]).unwrap();
        text.chars().filter(|one| !one.is_whitespace()).collect()
    }

    /// Dictionaries that satisfy a condition, in the order of their numbers.
    fn dictionaries(&self, wanted: impl Fn(&Dictionary) -> bool) -> Vec<&Dictionary> {
        let all = self.pdf.objects.values();
        let dictionaries = all.filter_map(|object| object.as_dict().ok());
        dictionaries.filter(|one| wanted(one)).collect()
    }

    /// The kinds of the elements of the structure, as they follow each other.
    fn structure(&self) -> Vec<String> {
        let root = self.pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap();
        let mut kinds = Vec::new();
        self.walk(root, &mut kinds);
        kinds
    }

    fn walk(&self, object: &Object, kinds: &mut Vec<String>) {
        let object = match object {
            Object::Reference(id) => self.pdf.get_object(*id).unwrap(),
            object => object,
        };
        match object {
            Object::Array(children) => children.iter().for_each(|one| self.walk(one, kinds)),
            Object::Dictionary(element) => {
                if let Ok(kind) = element.get(b"S").and_then(Object::as_name) {
                    kinds.push(String::from_utf8_lossy(kind).into_owned());
                }
                if let Ok(children) = element.get(b"K") {
                    self.walk(children, kinds);
                }
            }
            _ => {}
        }
    }

    /// Whether it claims to be accessible by ISO 14289-1, for which krilla checked it.
    fn claims_accessibility(&self) -> bool {
        self.set.pdf.windows(7).any(|window| window == b"pdfuaid")
    }
}
