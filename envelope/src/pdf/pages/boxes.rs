//! The box tree: what stands on the pages, in reading order, with its looks computed, before
//! anybody knows where a line or a page ends.
//!
//! [`super::reading`] makes it of a view, [`super::setting`] sets it. All lengths are in points
//! (1/72 inch), finite, and were clamped when they were read.

use krilla::image::Image;
use krilla::pdf::PdfDocument;
use std::ops::Range;
use std::rc::Rc;

/// Everything that gets onto pages.
pub(super) struct Document {
    /// The title that readers show in their window: the subject.
    pub(super) title: String,
    /// The language of the text (BCP 47), where it says no other.
    pub(super) language: Option<Rc<str>>,
    pub(super) sections: Vec<Section>,
}

/// A part of the document that has a bookmark: the header, the body, the index of attachments, an
/// attachment on pages.
pub(super) struct Section {
    pub(super) bookmark: String,
    /// Whether it begins on a new page.
    pub(super) new_page: bool,
    pub(super) content: Content,
}

pub(super) enum Content {
    Blocks(Vec<Block>),
    /// A page of another PDF, as large as fits, on a page of its own. `alternative` is read aloud.
    PdfPage {
        document: PdfDocument,
        index: usize,
        /// Width and height in points.
        size: (f32, f32),
        alternative: String,
    },
}

/// What stands below the one before it (CSS 2.2 §9.2.1).
pub(super) enum Block {
    Container(Container),
    Paragraph(Paragraph),
    Table(Table),
    /// A line across: `<hr>`.
    Rule {
        looks: Looks,
        colour: Colour,
        thickness: f32,
    },
}

pub(super) struct Container {
    pub(super) role: Role,
    pub(super) looks: Looks,
    /// Columns of other writing directions start on the other side.
    pub(super) direction: Direction,
    pub(super) children: Vec<Block>,
}

/// What something is to a screen reader (ISO 32000-2 §14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing but a place to put things.
    Division,
    Paragraph,
    /// Of level 1 to 6.
    Heading(u8),
    Quote,
    List {
        ordered: bool,
    },
    ListItem,
    Caption,
    /// Preformatted text, program code.
    Code,
}

/// Lines of text and small images (CSS 2.2 §9.4.2).
pub(super) struct Paragraph {
    pub(super) role: Role,
    /// White space is collapsed already where it should be; `\n` is a line break.
    pub(super) text: String,
    /// Cover `text` without gaps, in order.
    pub(super) spans: Vec<Span>,
    /// In the order of `at`.
    pub(super) images: Vec<InlineImage>,
    pub(super) align: Align,
    pub(super) direction: Direction,
    pub(super) line_height: LineHeight,
    /// Of the first line; negative hangs.
    pub(super) indent: f32,
    /// Whether lines break where they are full; long words break too.
    pub(super) wrap: bool,
    /// The number or bullet of a list item, set before the first line, outside it.
    pub(super) marker: Option<Marker>,
}

pub(super) struct Marker {
    pub(super) text: String,
    pub(super) style: Rc<TextStyle>,
}

pub(super) struct Span {
    /// Bytes of the paragraph's text.
    pub(super) range: Range<usize>,
    pub(super) style: Rc<TextStyle>,
}

pub(super) struct InlineImage {
    /// The byte of the paragraph's text before which it stands.
    pub(super) at: usize,
    pub(super) picture: Picture,
    pub(super) link: Option<Rc<str>>,
}

#[derive(Clone)]
pub(super) struct Picture {
    pub(super) image: Image,
    /// As wanted, in points; [`super::setting`] shrinks it to fit, keeping its proportions.
    pub(super) width: Length,
    /// None: in proportion to the width.
    pub(super) height: Option<f32>,
    /// Width and height as stored, in points (a pixel is 3/4 of one), after `turn`.
    pub(super) natural: (f32, f32),
    /// How the stored pixels are turned to stand upright.
    pub(super) turn: Turn,
    /// Read aloud in its place; empty for an ornament.
    pub(super) alternative: String,
}

/// The eight values of the EXIF tag Orientation (CIPA DC-008 §4.6.4), as: mirror left to right
/// first, then turn clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) mirrored: bool,
    /// 0 to 3.
    pub(super) quarters: u8,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextStyle {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) family: Family,
    pub(super) colour: Colour,
    pub(super) background: Option<Colour>,
    pub(super) underline: bool,
    pub(super) strike: bool,
    /// How far above the base line it stands; negative is below.
    pub(super) rise: f32,
    pub(super) letter_spacing: f32,
    /// Where a click leads; `http:`, `https:`, `mailto:` or `tel:` only.
    pub(super) link: Option<Rc<str>>,
    /// BCP 47.
    pub(super) language: Option<Rc<str>>,
}

impl TextStyle {
    /// Black text of this size that nobody styled.
    pub(super) fn plain(size: f32) -> Self {
        Self {
            size,
            bold: false,
            italic: false,
            family: Family::Sans,
            colour: Colour {
                red: 0,
                green: 0,
                blue: 0,
            },
            background: None,
            underline: false,
            strike: false,
            rise: 0.0,
            letter_spacing: 0.0,
            link: None,
            language: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sans,
    Serif,
    Mono,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// Where lines of this direction start.
    Start,
    Left,
    Centre,
    Right,
    Justify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// By the first strong character (UAX #9, P2 and P3).
    Auto,
    LeftToRight,
    RightToLeft,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LineHeight {
    /// As the font wants.
    Normal,
    /// Times the size of the text.
    Times(f32),
    Points(f32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Length {
    /// By its content, or as the outer box allows.
    Auto,
    Points(f32),
    /// Of the outer box's width, 0 to 100.
    Percent(f32),
}

/// An opaque colour (sRGB).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    pub(super) red: u8,
    pub(super) green: u8,
    pub(super) blue: u8,
}

/// The box around something (CSS 2.2 §8).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Looks {
    pub(super) margin: Edges<f32>,
    /// Where it stands if it is narrower than the outer box: `margin: auto`, `align`.
    pub(super) place: Align,
    pub(super) padding: Edges<f32>,
    pub(super) border: Edges<Border>,
    /// Of the corners.
    pub(super) radius: f32,
    pub(super) background: Option<Colour>,
    pub(super) width: Length,
    pub(super) max_width: Length,
    /// At least so high.
    pub(super) height: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edges<T> {
    pub(super) top: T,
    pub(super) right: T,
    pub(super) bottom: T,
    pub(super) left: T,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Border {
    pub(super) width: f32,
    pub(super) colour: Colour,
    pub(super) line: LineStyle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineStyle {
    Solid,
    Dashed,
    Dotted,
}

/// Rows of cells (CSS 2.2 §17).
pub(super) struct Table {
    pub(super) looks: Looks,
    pub(super) direction: Direction,
    /// A table of data has headers; most tables in mails only put things beside each other.
    pub(super) is_data: bool,
    pub(super) caption: Vec<Block>,
    /// Wanted widths of the first columns (`<col>`).
    pub(super) columns: Vec<Length>,
    pub(super) rows: Vec<Row>,
    /// So many of the first rows are repeated on each page.
    pub(super) header_rows: usize,
    /// Between cells; 0 where borders collapse.
    pub(super) spacing: f32,
    pub(super) collapse: bool,
}

pub(super) struct Row {
    pub(super) background: Option<Colour>,
    pub(super) height: f32,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) looks: Looks,
    pub(super) direction: Direction,
    /// At least 1.
    pub(super) columns: usize,
    /// At least 1.
    pub(super) rows: usize,
    pub(super) header: Option<HeaderScope>,
    pub(super) vertical: VerticalAlign,
    /// Whether its lines break.
    pub(super) wrap: bool,
    pub(super) children: Vec<Block>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderScope {
    Column,
    Row,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VerticalAlign {
    Top,
    Middle,
    Bottom,
}
