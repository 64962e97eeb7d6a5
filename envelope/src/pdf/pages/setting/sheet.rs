//! What stands on each page, and where: the result of [`super::breaking`], which [`super::paint`]
//! draws. Places are in points from the top left of the page.

use super::super::boxes::{Border, Colour, Edges};
use super::fragment::Fragment;
use super::text::Lines;
use krilla::pdf::PdfDocument;

/// A page of paper.
pub(super) struct Sheet<'f> {
    pub(super) size: (f32, f32),
    /// Backgrounds and borders, those of the outer boxes first.
    pub(super) decorations: Vec<Decoration>,
    pub(super) items: Vec<Item<'f>>,
}

/// A background and borders, or a part of them that is on one page.
#[derive(Clone)]
pub(super) struct Decoration {
    /// Its place among all decorations: outer boxes come before inner ones.
    pub(super) order: usize,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) background: Option<Colour>,
    pub(super) border: Edges<Border>,
    pub(super) radius: f32,
    pub(super) scale: f32,
}

/// Something to be read.
pub(super) struct Item<'f> {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) scale: f32,
    /// The element of the structure it belongs to; none if it is there for the eye only.
    pub(super) element: Option<usize>,
    pub(super) content: Shown<'f>,
}

pub(super) enum Shown<'f> {
    /// Nothing yet.
    Nothing,
    /// The line of this number.
    Line(&'f Lines<'f>, usize),
    Marker(&'f Lines<'f>),
    PdfPage {
        document: &'f PdfDocument,
        index: usize,
        size: (f32, f32),
        alternative: &'f str,
    },
}

/// A place on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) page: usize,
    pub(super) top: f32,
}

impl Spot {
    /// The one that is further down.
    pub(super) fn max(self, other: Self) -> Self {
        match (other.page, other.top) > (self.page, self.top) {
            true => other,
            false => self,
        }
    }
}

/// What is set, on its way to sheets.
pub(super) struct SetSection<'a> {
    pub(super) fragments: Vec<Fragment<'a>>,
    /// The margin above its first fragment.
    pub(super) top: f32,
    pub(super) bottom: f32,
}
