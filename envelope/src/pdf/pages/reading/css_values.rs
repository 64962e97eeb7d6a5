//! Values of declarations: sides and borders of boxes, weights and families of fonts.

use super::super::boxes::{Colour, Edges, Family, Length, LineStyle};
use super::colours::colour;
use super::lengths::{Measure, PIXEL, measure, up_to};
use super::style::{ListStyle, MEDIUM_BORDER, Side};

/// Bounds of lengths, in points: beyond them a mail only pushes its text off the page.
pub(super) const MAX_MARGIN: f32 = 400.0;
pub(super) const MAX_PADDING: f32 = 200.0;
pub(super) const MAX_BORDER: f32 = 60.0;
pub(super) const MAX_HEIGHT: f32 = 800.0;
pub(super) const MAX_INDENT: f32 = 72.0;
pub(super) const MAX_SPACING: f32 = 36.0;

/// Splits a value where white space is not in brackets, and finds a colour as `read` does.
pub(super) fn first_colour(
    value: &str,
    behind: Colour,
    read: fn(&str, Colour) -> Option<Colour>,
) -> Option<Colour> {
    let mut depth = 0_usize;
    value
        .split(|character: char| {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && character.is_ascii_whitespace()
        })
        .find_map(|word| read(word, behind))
}

/// One to four values for the sides (CSS 2.2 §8.3). If one makes no sense, none counts.
pub(super) fn sides<T: Copy>(value: &str, read: impl Fn(&str) -> Option<T>, to: &mut Edges<T>) {
    // Colours with brackets have white space that divides nothing; then one value is for all.
    let words: Vec<&str> = match value.contains('(') {
        true => vec![value],
        false => value.split_whitespace().collect(),
    };
    let values: Option<Vec<T>> = words.into_iter().map(read).collect();
    let (top, right, bottom, left) = match values.as_deref() {
        Some(&[all]) => (all, all, all, all),
        Some(&[y, x]) => (y, x, y, x),
        Some(&[top, x, bottom]) => (top, x, bottom, x),
        Some(&[top, right, bottom, left]) => (top, right, bottom, left),
        _ => return,
    };
    *to = Edges {
        top,
        right,
        bottom,
        left,
    };
}

pub(super) fn each_side<T: Copy>(
    border: &mut Edges<Side>,
    values: Edges<T>,
    set: impl Fn(&mut Side, T),
) {
    set(&mut border.top, values.top);
    set(&mut border.right, values.right);
    set(&mut border.bottom, values.bottom);
    set(&mut border.left, values.left);
}

pub(super) fn edge<'a, T>(edges: &'a mut Edges<T>, name: &str) -> Option<&'a mut T> {
    match name {
        "top" => Some(&mut edges.top),
        "right" => Some(&mut edges.right),
        "bottom" => Some(&mut edges.bottom),
        "left" => Some(&mut edges.left),
        _ => None,
    }
}

/// The inner `None` is `auto`. Negative margins do not get here.
pub(super) fn margin(text: &str, em: f32) -> Option<Option<f32>> {
    match measure(text, em)? {
        Measure::Auto => Some(None),
        measure => Some(measure.points().map(|points| points.clamp(0.0, MAX_MARGIN))),
    }
}

/// The colour of a border. One that cannot be seen still takes its room.
pub(super) fn border_colour(text: &str, behind: Colour) -> Option<Colour> {
    let clear = || {
        let is_colour = ["transparent", "rgb", "hsl"]
            .iter()
            .any(|name| text.starts_with(name));
        is_colour.then_some(behind)
    };
    colour(text, behind).or_else(clear)
}

pub(super) fn border_width(text: &str, em: f32) -> Option<f32> {
    match text {
        "thin" => Some(PIXEL),
        "medium" => Some(MEDIUM_BORDER),
        "thick" => Some(5.0 * PIXEL),
        _ => up_to(text, em, MAX_BORDER),
    }
}

/// The inner `None` is no line.
pub(super) fn line_style(text: &str) -> Option<Option<LineStyle>> {
    match text {
        "none" | "hidden" => Some(None),
        "dashed" => Some(Some(LineStyle::Dashed)),
        "dotted" => Some(Some(LineStyle::Dotted)),
        "solid" | "double" | "groove" | "ridge" | "inset" | "outset" => {
            Some(Some(LineStyle::Solid))
        }
        _ => None,
    }
}

pub(super) fn width(text: &str, em: f32) -> Option<Length> {
    match text {
        "none" => Some(Length::Auto),
        _ => measure(text, em).map(Measure::width),
    }
}

pub(super) fn weight(text: &str) -> Option<bool> {
    match text {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        _ => text.parse::<u32>().ok().map(|weight| weight >= 600),
    }
}

/// Which of the families of these pages a list of families is nearest to: by the first one that
/// is known.
pub(super) fn family(list: &str) -> Option<Family> {
    let has = |name: &str, parts: &[&str]| parts.iter().any(|part| name.contains(part));
    list.split(',').find_map(|name| {
        let name = name
            .trim_matches([' ', '"', '\'', '\t', '\n'])
            .to_ascii_lowercase();
        if has(
            &name,
            &[
                "mono",
                "courier",
                "consolas",
                "menlo",
                "lucida console",
                "typewriter",
            ],
        ) {
            Some(Family::Mono)
        } else if has(&name, &SANS) {
            Some(Family::Sans)
        } else if has(&name, &SERIF) {
            Some(Family::Serif)
        } else {
            None
        }
    })
}

const SANS: [&str; 18] = [
    "sans",
    "arial",
    "helvetica",
    "verdana",
    "tahoma",
    "calibri",
    "segoe",
    "roboto",
    "trebuchet",
    "lucida",
    "geneva",
    "aptos",
    "system-ui",
    "gothic",
    "open ",
    "lato",
    "inter",
    "apple",
];

const SERIF: [&str; 14] = [
    "serif",
    "times",
    "georgia",
    "garamond",
    "cambria",
    "palatino",
    "book antiqua",
    "bookman",
    "baskerville",
    "minion",
    "mincho",
    "song",
    "playfair",
    "merriweather",
];

pub(super) fn list_style(name: &str) -> Option<ListStyle> {
    Some(match name {
        "none" => ListStyle::None,
        "disc" => ListStyle::Disc,
        "circle" => ListStyle::Circle,
        "square" => ListStyle::Square,
        "decimal" => ListStyle::Decimal,
        "decimal-leading-zero" => ListStyle::LeadingZero,
        "lower-alpha" | "lower-latin" => ListStyle::LowerLatin,
        "upper-alpha" | "upper-latin" => ListStyle::UpperLatin,
        "lower-roman" => ListStyle::LowerRoman,
        "upper-roman" => ListStyle::UpperRoman,
        "lower-greek" => ListStyle::LowerGreek,
        _ => return None,
    })
}
