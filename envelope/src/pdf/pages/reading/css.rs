//! Declarations of `style` attributes (CSS Style Attributes) become looks. The sanitiser has left
//! only the properties that this room knows or ignores on purpose (`STYLE_PROPERTIES` in
//! `message::style`), and no functions but colours and `calc`, which is ignored.

use super::super::boxes::{Align, Direction, LineHeight, VerticalAlign};
use super::colours::colour;
use super::css_values::{
    MAX_HEIGHT, MAX_INDENT, MAX_PADDING, MAX_SPACING, border_colour, border_width, each_side, edge,
    family, first_colour, line_style, list_style, margin, sides, weight, width,
};
use super::lengths::{Measure, font_size, measure, up_to};
use super::style::{Display, Inherited, Own, Side, Transform, WhiteSpace, edges};

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
        match first_colour(value, self.outer.behind, colour) {
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
        own.is_lined |= property.starts_with("border") && !property.ends_with("radius");
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
                sides(
                    value,
                    |text| Some(border_colour(text, behind)),
                    &mut colours,
                );
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
            "color" => side.colour = border_colour(value, behind).or(side.colour),
            _ => {}
        }
    }

    /// Width, style and colour of a border, in any order (CSS Backgrounds 3 §3.4).
    fn side(&self, value: &str, em: f32) -> Side {
        let words = || value.split_whitespace();
        Side {
            width: words().find_map(|word| border_width(word, em)),
            line: words().find_map(line_style).flatten(),
            colour: first_colour(value, self.inherited.behind, border_colour),
        }
    }
}
