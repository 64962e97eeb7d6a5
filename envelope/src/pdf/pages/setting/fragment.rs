//! Boxes that know their sizes, before anybody knows on which pages they stand: what
//! [`super::flow`] makes and [`super::breaking`] places. All places are relative to the column
//! around them, so that no number grows with the length of the message.

use super::super::boxes::{Border, Cell, Colour, Edges, Looks, Role, Table};
use super::style::finite;
use super::text::Lines;

/// A box in a column.
pub(super) struct Fragment<'a> {
    /// From the left of the column.
    pub(super) left: f32,
    pub(super) width: f32,
    /// Between the bottom of the one before and its top.
    pub(super) gap: f32,
    /// Where no page ends inside it.
    pub(super) height: f32,
    /// So much of it stays together at its top.
    pub(super) start: f32,
    /// A heading stays with what it is the heading of.
    pub(super) keep_with_next: bool,
    pub(super) content: Piece<'a>,
}

pub(super) enum Piece<'a> {
    Lines(Lines<'a>),
    Group(Group<'a>),
    Grid(Grid<'a>),
    Rule(Colour),
}

/// A container with what it contains.
pub(super) struct Group<'a> {
    pub(super) role: Role,
    pub(super) looks: &'a Looks,
    pub(super) insets: Edges<f32>,
    pub(super) children: Vec<Fragment<'a>>,
}

/// A table.
pub(super) struct Grid<'a> {
    pub(super) table: &'a Table,
    pub(super) insets: Edges<f32>,
    pub(super) caption: Vec<Fragment<'a>>,
    pub(super) rows: Vec<GridRow<'a>>,
    pub(super) spacing: f32,
    /// A table that is too wide for its column is made smaller; all lengths of its rows are those
    /// before.
    pub(super) scale: f32,
    /// So many rows are repeated at the top of each page.
    pub(super) repeated: usize,
    /// Between its insets, before scaling.
    pub(super) inner_width: f32,
}

pub(super) struct GridRow<'a> {
    pub(super) background: Option<Colour>,
    pub(super) height: f32,
    /// So much of it stays together at its top.
    pub(super) start: f32,
    pub(super) cells: Vec<GridCell<'a>>,
}

pub(super) struct GridCell<'a> {
    pub(super) cell: &'a Cell,
    pub(super) left: f32,
    pub(super) width: f32,
    /// How many rows it really covers.
    pub(super) rows: usize,
    pub(super) insets: Edges<f32>,
    pub(super) border: Edges<Border>,
    /// Of its content, without insets.
    pub(super) height: f32,
    pub(super) children: Vec<Fragment<'a>>,
}

/// Borders and padding.
pub(super) fn insets(looks: &Looks) -> Edges<f32> {
    let side = |border: Border, padding: f32| length(border.width).min(100.0) + length(padding);
    Edges {
        top: side(looks.border.top, looks.padding.top),
        right: side(looks.border.right, looks.padding.right),
        bottom: side(looks.border.bottom, looks.padding.bottom),
        left: side(looks.border.left, looks.padding.left),
    }
}

/// A length that is not negative and not beyond all measure.
pub(super) fn length(length: f32) -> f32 {
    finite(length).clamp(0.0, 5_000.0)
}

/// What stays together at the top of these: the start of the first, and headings with the start
/// of what follows them.
pub(super) fn start(fragments: &[Fragment<'_>]) -> f32 {
    /// More headings than this in a row are no headings.
    const HEADINGS: usize = 4;
    let mut sum = 0.0;
    for (number, fragment) in fragments.iter().enumerate() {
        let gap = if number == 0 { 0.0 } else { fragment.gap };
        if !fragment.keep_with_next || number >= HEADINGS || number + 1 == fragments.len() {
            return sum + gap + fragment.start;
        }
        sum += gap + fragment.height;
    }
    sum
}
