//! The looks of an element while its attributes and declarations are being read.

use super::super::boxes::{
    Align, Border, Colour, Direction, Edges, Length, LineHeight, LineStyle, Looks, TextStyle,
    VerticalAlign,
};
use super::colours::WHITE;
use super::lengths::TEXT_SIZE;

/// What elements inherit from the one around them (CSS 2.2 §6.2).
#[derive(Clone)]
pub(super) struct Inherited {
    pub(super) text: TextStyle,
    pub(super) align: Align,
    /// An `align` attribute also places the boxes inside, and is lost in a table
    /// (WHATWG HTML §15.3.3).
    pub(super) places_boxes: bool,
    pub(super) direction: Direction,
    pub(super) line_height: LineHeight,
    pub(super) indent: f32,
    pub(super) white_space: WhiteSpace,
    pub(super) transform: Transform,
    pub(super) list: Option<ListStyle>,
    /// The colour behind it.
    pub(super) behind: Colour,
}

impl Default for Inherited {
    fn default() -> Self {
        Self {
            text: TextStyle::plain(TEXT_SIZE),
            align: Align::Start,
            places_boxes: false,
            direction: Direction::Auto,
            line_height: LineHeight::Normal,
            indent: 0.0,
            white_space: WhiteSpace::NORMAL,
            transform: Transform::None,
            list: None,
            behind: WHITE,
        }
    }
}

/// CSS Text 3 §3.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct WhiteSpace {
    /// Whether spaces stay as they are.
    pub(super) keeps_spaces: bool,
    /// Whether a line end is a line break.
    pub(super) keeps_lines: bool,
    pub(super) wraps: bool,
}

impl WhiteSpace {
    pub(super) const NORMAL: Self = Self {
        keeps_spaces: false,
        keeps_lines: false,
        wraps: true,
    };
    /// Lines of `<pre>` wrap too, for a page has an edge.
    pub(super) const PRE: Self = Self {
        keeps_spaces: true,
        keeps_lines: true,
        wraps: true,
    };
}

/// CSS Text 3 §2.1.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Transform {
    None,
    Upper,
    Lower,
    Capitals,
}

/// How list items are marked (CSS Counter Styles 3 §6).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ListStyle {
    None,
    Disc,
    Circle,
    Square,
    Decimal,
    LeadingZero,
    LowerLatin,
    UpperLatin,
    LowerRoman,
    UpperRoman,
    LowerGreek,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Display {
    None,
    Inline,
    InlineBlock,
    Block,
    ListItem,
    Table,
}

/// What an element does not inherit.
#[derive(Clone)]
pub(super) struct Own {
    pub(super) display: Display,
    /// `None` is `auto`.
    pub(super) margin: Edges<Option<f32>>,
    pub(super) padding: Edges<f32>,
    /// Whether a padding was stated, which counts more than that of the table.
    pub(super) is_padded: bool,
    pub(super) border: Edges<Side>,
    /// Whether anything was said about the border, which counts more than what the table says.
    pub(super) is_lined: bool,
    pub(super) radius: f32,
    pub(super) background: Option<Colour>,
    pub(super) width: Length,
    pub(super) max_width: Length,
    pub(super) height: f32,
    pub(super) vertical: Option<VerticalAlign>,
    /// To which side it floats.
    pub(super) float: Option<Align>,
    pub(super) collapse: bool,
    pub(super) spacing: Option<f32>,
    /// The lines of the element itself, before those of the elements around it.
    pub(super) underline: bool,
    pub(super) strike: bool,
}

/// A side of a border, as far as it is stated.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Side {
    pub(super) width: Option<f32>,
    pub(super) line: Option<LineStyle>,
    pub(super) colour: Option<Colour>,
}

/// `medium` (CSS Backgrounds 3 §3.3).
pub(super) const MEDIUM_BORDER: f32 = 2.25;

pub(super) const fn edges<T: Copy>(all: T) -> Edges<T> {
    Edges {
        top: all,
        right: all,
        bottom: all,
        left: all,
    }
}

impl Own {
    pub(super) fn new(display: Display) -> Self {
        Self {
            display,
            margin: edges(Some(0.0)),
            padding: edges(0.0),
            is_padded: false,
            border: edges(Side::default()),
            is_lined: false,
            radius: 0.0,
            background: None,
            width: Length::Auto,
            max_width: Length::Auto,
            height: 0.0,
            vertical: None,
            float: None,
            collapse: false,
            spacing: None,
            underline: false,
            strike: false,
        }
    }

    /// The box, in text of the colour `ink`, in an element that `around` describes.
    pub(super) fn looks(&self, ink: Colour, around: &Inherited) -> Looks {
        let border = |side: Side| Border {
            width: match side.line {
                Some(_) => side.width.unwrap_or(MEDIUM_BORDER),
                None => 0.0,
            },
            colour: side.colour.unwrap_or(ink),
            line: side.line.unwrap_or(LineStyle::Solid),
        };
        let margin = &self.margin;
        let place = match (margin.left, margin.right) {
            (None, None) => Align::Centre,
            (None, Some(_)) => Align::Right,
            _ if around.places_boxes => around.align,
            _ => Align::Start,
        };
        let or_zero = |margin: Option<f32>| margin.unwrap_or(0.0);
        Looks {
            margin: Edges {
                top: or_zero(margin.top),
                right: or_zero(margin.right),
                bottom: or_zero(margin.bottom),
                left: or_zero(margin.left),
            },
            place,
            padding: self.padding,
            border: Edges {
                top: border(self.border.top),
                right: border(self.border.right),
                bottom: border(self.border.bottom),
                left: border(self.border.left),
            },
            radius: self.radius,
            background: self.background,
            width: self.width,
            max_width: self.max_width,
            height: self.height,
        }
    }

    /// Whether a box would not show, nor move anything.
    pub(super) fn is_plain(&self) -> bool {
        self.margin == edges(Some(0.0))
            && self.padding == edges(0.0)
            && self.border == edges(Side::default())
            && self.background.is_none()
            && self.width == Length::Auto
            && self.max_width == Length::Auto
            && self.height == 0.0
    }

    /// Whether it draws or keeps a room of its own around its content.
    pub(super) fn is_framed(&self) -> bool {
        let has_line = |side: Side| side.line.is_some() && side.width != Some(0.0);
        let Edges {
            top,
            right,
            bottom,
            left,
        } = self.border;
        self.background.is_some()
            || self.padding != edges(0.0)
            || [top, right, bottom, left].into_iter().any(has_line)
    }
}
