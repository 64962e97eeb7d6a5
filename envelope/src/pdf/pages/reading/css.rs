//! Declarations of `style` attributes (CSS Style Attributes) become looks. The sanitiser has left
//! only the properties that this room knows or ignores on purpose (`STYLE_PROPERTIES` in
//! `message::style`), and no functions but colours and `calc`, which is ignored.

use super::super::boxes::{
    Align, Colour, Direction, Edges, Family, Length, LineHeight, LineStyle, VerticalAlign,
};
use super::colours::colour;
use super::lengths::{Measure, PIXEL, font_size, measure, up_to};
use super::style::{
    Display, Inherited, ListStyle, MEDIUM_BORDER, Own, Side, Transform, WhiteSpace, edges,
};

/// Bounds of lengths, in points: beyond them a mail only pushes its text off the page.
const MAX_MARGIN: f32 = 400.0;
const MAX_PADDING: f32 = 200.0;
const MAX_BORDER: f32 = 60.0;
const MAX_HEIGHT: f32 = 800.0;
const MAX_INDENT: f32 = 72.0;
const MAX_SPACING: f32 = 36.0;

/// Reads the declarations of one element. Sizes of text come first, since other lengths refer to
/// them; important declarations come last (CSS Cascade 4 §6.4.2).
pub(super) fn apply(
    declarations: &str,
    outer: &Inherited,
    inherited: &mut Inherited,
    own: &mut Own,
) {
    let mut reader = Reader {
        outer,
        inherited,
        own,
    };
    let all: Vec<Declaration> = declarations
        .split(';')
        .filter_map(Declaration::read)
        .collect();
    for important in [false, true] {
        for declaration in all.iter().filter(|own| own.important == important) {
            reader.font(declaration);
        }
    }
    for important in [false, true] {
        for declaration in all.iter().filter(|own| own.important == important) {
            reader.other(declaration);
        }
    }
}

struct Declaration {
    property: String,
    /// In lower case, without `!important`.
    value: String,
    important: bool,
}

impl Declaration {
    fn read(text: &str) -> Option<Self> {
        let (property, value) = text.split_once(':')?;
        let value = value.trim().to_ascii_lowercase();
        let (value, important) = match value.split_once('!') {
            Some((value, flag)) => (value.trim_end().to_owned(), flag.trim() == "important"),
            None => (value, false),
        };
        Some(Self {
            property: property.trim().to_ascii_lowercase(),
            value,
            important,
        })
    }
}

struct Reader<'a> {
    outer: &'a Inherited,
    inherited: &'a mut Inherited,
    own: &'a mut Own,
}

impl Reader<'_> {
    /// What sets the size of the text.
    fn font(
        &mut self,
        Declaration {
            property, value, ..
        }: &Declaration,
    ) {
        let outer = self.outer.text.size;
        match property.as_str() {
            "font-size" if value == "inherit" => self.inherited.text.size = outer,
            "font-size" => {
                if let Some(size) = font_size(value, outer) {
                    self.inherited.text.size = size;
                }
            }
            "font" => self.font_shorthand(value, outer),
            _ => {}
        }
    }

    /// CSS Fonts 4 §2.7: words, the size, perhaps the height of lines, and families.
    fn font_shorthand(&mut self, value: &str, outer: f32) {
        let mut position = 0;
        for word in value.split_whitespace() {
            let start = position + value[position..].find(word).unwrap_or(0);
            position = start + word.len();
            let (size, height) = word.split_once('/').unwrap_or((word, ""));
            let is_weight = word.bytes().all(|byte| byte.is_ascii_digit());
            let text = &mut self.inherited.text;
            if let Some(size) = font_size(size, outer).filter(|_| !is_weight) {
                text.size = size;
                if let Some(family) = family(&value[position..]) {
                    text.family = family;
                }
                if !height.is_empty() {
                    self.line_height(height);
                }
                return;
            }
            match word {
                "italic" | "oblique" => text.italic = true,
                _ => text.bold |= weight(word).unwrap_or(false),
            }
        }
    }

    fn other(
        &mut self,
        Declaration {
            property, value, ..
        }: &Declaration,
    ) {
        let em = self.inherited.text.size;
        let value = value.as_str();
        match property.as_str() {
            "color" => {
                if let Some(colour) = colour(value, self.inherited.behind) {
                    self.inherited.text.colour = colour;
                }
            }
            "background" | "background-color" => self.background(value),
            "font-family" => {
                if let Some(family) = family(value) {
                    self.inherited.text.family = family;
                }
            }
            "font-weight" => {
                if let Some(bold) = weight(value) {
                    self.inherited.text.bold = bold;
                }
            }
            "font-style" => match value {
                "italic" | "oblique" => self.inherited.text.italic = true,
                "normal" => self.inherited.text.italic = false,
                _ => {}
            },
            "line-height" => self.line_height(value),
            "letter-spacing" => {
                self.inherited.text.letter_spacing = up_to(value, em, MAX_SPACING).unwrap_or(0.0);
            }
            "text-align" => self.text_align(value),
            "text-indent" => {
                let indent = measure(value, em).and_then(Measure::points);
                if let Some(indent) = indent {
                    self.inherited.indent = indent.clamp(-MAX_INDENT, MAX_INDENT);
                }
            }
            "text-decoration" => {
                let has = |word| value.split_whitespace().any(|own| own == word);
                self.own.underline = has("underline");
                self.own.strike = has("line-through");
            }
            "text-transform" => {
                self.inherited.transform = match value {
                    "uppercase" => Transform::Upper,
                    "lowercase" => Transform::Lower,
                    "capitalize" => Transform::Capitals,
                    _ => Transform::None,
                }
            }
            "white-space" => self.white_space(value),
            "direction" => match value {
                "rtl" => self.inherited.direction = Direction::RightToLeft,
                "ltr" => self.inherited.direction = Direction::LeftToRight,
                _ => {}
            },
            "list-style" | "list-style-type" => {
                if let Some(style) = value.split_whitespace().find_map(list_style) {
                    self.inherited.list = Some(style);
                }
            }
            "vertical-align" => self.vertical_align(value),
            _ => self.of_box(property, value, em),
        }
    }

    fn background(&mut self, value: &str) {
        match first_colour(value, self.outer.behind) {
            Some(colour) => {
                self.own.background = Some(colour);
                self.inherited.behind = colour;
            }
            // Another value takes back what an attribute said.
            None if matches!(value, "none" | "transparent" | "initial") => {
                self.own.background = None;
                self.inherited.behind = self.outer.behind;
            }
            None => {}
        }
    }

    fn line_height(&mut self, value: &str) {
        let em = self.inherited.text.size;
        self.inherited.line_height = match measure(value, em) {
            Some(Measure::Number(times)) if times >= 0.0 => LineHeight::Times(times.min(10.0)),
            // A percentage is of the size of the text here, also where text inside is larger.
            Some(Measure::Percent(percent)) if percent >= 0.0 => {
                LineHeight::Points((percent / 100.0 * em).min(MAX_HEIGHT))
            }
            Some(Measure::Points(points)) if points >= 0.0 => {
                LineHeight::Points(points.min(MAX_HEIGHT))
            }
            _ if value == "normal" => LineHeight::Normal,
            _ => return,
        };
    }

    fn text_align(&mut self, value: &str) {
        let align = match value {
            "left" => Align::Left,
            "right" => Align::Right,
            "center" => Align::Centre,
            "justify" => Align::Justify,
            "start" | "initial" => Align::Start,
            "end" => Align::Right,
            "-webkit-center" => {
                self.inherited.places_boxes = true;
                self.inherited.align = Align::Centre;
                return;
            }
            _ => return,
        };
        self.inherited.align = align;
        self.inherited.places_boxes = false;
    }

    fn white_space(&mut self, value: &str) {
        self.inherited.white_space = match value {
            "normal" => WhiteSpace::NORMAL,
            "pre" | "pre-wrap" | "break-spaces" => WhiteSpace::PRE,
            "pre-line" => WhiteSpace {
                keeps_lines: true,
                ..WhiteSpace::NORMAL
            },
            "nowrap" => WhiteSpace {
                wraps: false,
                ..WhiteSpace::NORMAL
            },
            _ => return,
        };
    }

    fn vertical_align(&mut self, value: &str) {
        let size = self.inherited.text.size;
        let rise = &mut self.inherited.text.rise;
        match value {
            "top" | "text-top" => self.own.vertical = Some(VerticalAlign::Top),
            "middle" => self.own.vertical = Some(VerticalAlign::Middle),
            "bottom" | "text-bottom" => self.own.vertical = Some(VerticalAlign::Bottom),
            // In a cell, the nearest that there is.
            "baseline" => {
                *rise = 0.0;
                self.own.vertical = Some(VerticalAlign::Top);
            }
            "super" => *rise = size * 0.35,
            "sub" => *rise = -size * 0.2,
            _ => {
                if let Some(Measure::Points(points)) = measure(value, size) {
                    *rise = points.clamp(-size, size);
                }
            }
        }
    }

    /// Properties that are not inherited.
    fn of_box(&mut self, property: &str, value: &str, em: f32) {
        let own = &mut *self.own;
        match property {
            "display" => {
                own.display = match value {
                    "none" => Display::None,
                    "inline" | "contents" => Display::Inline,
                    "inline-block" | "inline-table" | "inline-flex" => Display::InlineBlock,
                    "list-item" => Display::ListItem,
                    // An element stays what it is, as long as it is a block.
                    "block" | "flex" | "grid" | "table" | "flow-root" => match own.display {
                        Display::ListItem | Display::Table => own.display,
                        _ => Display::Block,
                    },
                    _ => own.display,
                }
            }
            "float" => {
                own.float = match value {
                    "left" => Some(Align::Left),
                    "right" => Some(Align::Right),
                    _ => None,
                }
            }
            "width" => own.width = width(value, em).unwrap_or(own.width),
            "max-width" => own.max_width = width(value, em).unwrap_or(own.max_width),
            "height" | "min-height" => {
                // A percentage is of a height that nobody knows yet.
                if !value.ends_with('%') {
                    own.height = up_to(value, em, MAX_HEIGHT).unwrap_or(own.height);
                }
            }
            "border-collapse" => own.collapse = value == "collapse",
            "border-spacing" => {
                let first = value.split_whitespace().next().unwrap_or_default();
                own.spacing = up_to(first, em, MAX_SPACING).or(own.spacing);
            }
            "border-radius" => {
                let first = value.split([' ', '/']).next().unwrap_or_default();
                own.radius = up_to(first, em, MAX_PADDING).unwrap_or(own.radius);
            }
            "margin" => sides(value, |text| margin(text, em), &mut own.margin),
            "padding" => {
                own.is_padded = true;
                sides(value, |text| up_to(text, em, MAX_PADDING), &mut own.padding);
            }
            "border" => {
                let side = self.side(value, em);
                self.own.border = edges(side);
            }
            "border-width" => {
                let mut widths = edges(None);
                sides(value, |text| border_width(text, em).map(Some), &mut widths);
                each_side(&mut own.border, widths, |side, width| side.width = width);
            }
            "border-style" => {
                let mut lines = edges(None);
                sides(value, line_style, &mut lines);
                each_side(&mut own.border, lines, |side, line| side.line = line);
            }
            "border-color" => {
                let behind = self.inherited.behind;
                let mut colours = edges(None);
                sides(value, |text| Some(colour(text, behind)), &mut colours);
                each_side(&mut own.border, colours, |side, colour| {
                    side.colour = colour
                });
            }
            _ => {
                if let Some(name) = property.strip_prefix("margin-") {
                    if let (Some(side), Some(margin)) =
                        (edge(&mut own.margin, name), margin(value, em))
                    {
                        *side = margin;
                    }
                } else if let Some(name) = property.strip_prefix("padding-") {
                    own.is_padded = true;
                    let padding = up_to(value, em, MAX_PADDING);
                    if let (Some(side), Some(padding)) = (edge(&mut own.padding, name), padding) {
                        *side = padding;
                    }
                } else if let Some(name) = property.strip_prefix("border-") {
                    self.border_side(name, value, em);
                }
            }
        }
    }

    /// `border-left` and `border-left-color`.
    fn border_side(&mut self, name: &str, value: &str, em: f32) {
        let (name, what) = name.split_once('-').unwrap_or((name, ""));
        let whole = self.side(value, em);
        let behind = self.inherited.behind;
        let Some(side) = edge(&mut self.own.border, name) else {
            return;
        };
        match what {
            "" => *side = whole,
            "width" => side.width = border_width(value, em).or(side.width),
            "style" => side.line = line_style(value).unwrap_or(side.line),
            "color" => side.colour = colour(value, behind).or(side.colour),
            _ => {}
        }
    }

    /// Width, style and colour of a border, in any order (CSS Backgrounds 3 §3.4).
    fn side(&self, value: &str, em: f32) -> Side {
        let words = || value.split_whitespace();
        Side {
            width: words().find_map(|word| border_width(word, em)),
            line: words().find_map(line_style).flatten(),
            colour: first_colour(value, self.inherited.behind),
        }
    }
}

/// Splits a value where white space is not in brackets, and finds a colour.
fn first_colour(value: &str, behind: Colour) -> Option<Colour> {
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
        .find_map(|word| colour(word, behind))
}

/// One to four values for the sides (CSS 2.2 §8.3). If one makes no sense, none counts.
fn sides<T: Copy>(value: &str, read: impl Fn(&str) -> Option<T>, to: &mut Edges<T>) {
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

fn each_side<T: Copy>(border: &mut Edges<Side>, values: Edges<T>, set: impl Fn(&mut Side, T)) {
    set(&mut border.top, values.top);
    set(&mut border.right, values.right);
    set(&mut border.bottom, values.bottom);
    set(&mut border.left, values.left);
}

fn edge<'a, T>(edges: &'a mut Edges<T>, name: &str) -> Option<&'a mut T> {
    match name {
        "top" => Some(&mut edges.top),
        "right" => Some(&mut edges.right),
        "bottom" => Some(&mut edges.bottom),
        "left" => Some(&mut edges.left),
        _ => None,
    }
}

/// The inner `None` is `auto`. Negative margins do not get here.
fn margin(text: &str, em: f32) -> Option<Option<f32>> {
    match measure(text, em)? {
        Measure::Auto => Some(None),
        measure => Some(measure.points().map(|points| points.clamp(0.0, MAX_MARGIN))),
    }
}

fn border_width(text: &str, em: f32) -> Option<f32> {
    match text {
        "thin" => Some(PIXEL),
        "medium" => Some(MEDIUM_BORDER),
        "thick" => Some(5.0 * PIXEL),
        _ => up_to(text, em, MAX_BORDER),
    }
}

/// The inner `None` is no line.
fn line_style(text: &str) -> Option<Option<LineStyle>> {
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

fn width(text: &str, em: f32) -> Option<Length> {
    match text {
        "none" => Some(Length::Auto),
        _ => measure(text, em).map(Measure::width),
    }
}

fn weight(text: &str) -> Option<bool> {
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
