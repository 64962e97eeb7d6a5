//! Text and images become paragraphs; white space is collapsed on the way (CSS Text 3 §4.1).

use super::super::boxes::{
    Align, Block, Cell, InlineImage, LineHeight, Marker, Paragraph, Picture, Role, Span, TextStyle,
};
use super::boxes_beside::beside;
use super::style::{Inherited, Transform, WhiteSpace};
use std::rc::Rc;

/// A paragraph that is longer is broken in two at a line end, since the time to set one grows
/// faster than its length.
const LONG: usize = 4 * 1024;
/// The same at any space.
const VERY_LONG: usize = 32 * 1024;
/// The same within a word.
const TOO_LONG: usize = 64 * 1024;

/// How wide a tab is, in characters (CSS Text 3 §4.2).
const TAB: usize = 8;

/// What stands in one box, as far as it is read.
pub(super) struct Flow {
    pub(super) blocks: Vec<Block>,
    pub(super) role: Role,
    /// What its paragraphs look like.
    looks: Inherited,
    /// For the first paragraph.
    pub(super) marker: Option<Marker>,
    line: Line,
    /// Boxes that stand beside each other.
    beside: Vec<Cell>,
}

/// A paragraph that is not complete.
#[derive(Default)]
struct Line {
    text: String,
    spans: Vec<Span>,
    images: Vec<InlineImage>,
    /// Whether a space here would be shown: not at the start of a line, nor after another.
    takes_space: bool,
    /// The text ends with a space that is not shown if a line ends here.
    loose_space: bool,
    /// The highest line that an element in the line asks for, in points.
    height: f32,
}

impl Flow {
    pub(super) fn new(looks: &Inherited, role: Role) -> Self {
        Self {
            blocks: Vec::new(),
            role,
            looks: looks.clone(),
            marker: None,
            line: Line::default(),
            beside: Vec::new(),
        }
    }

    /// Centres its paragraphs.
    pub(super) fn centre(&mut self) {
        self.looks.align = Align::Centre;
    }

    /// The blocks, complete.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    /// Whether nothing stands in the open line.
    pub(super) fn at_line_start(&self) -> bool {
        self.line.text.is_empty() && self.line.images.is_empty()
    }

    /// Puts a block below all that is there.
    pub(super) fn push(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }

    /// Puts a box beside the last one, if that is one of these.
    pub(super) fn push_beside(&mut self, cell: Cell) {
        self.end_paragraph();
        self.beside.push(cell);
    }

    /// Ends the open paragraph and the row of boxes.
    pub(super) fn flush(&mut self) {
        self.end_boxes();
        self.end_paragraph();
    }

    fn end_boxes(&mut self) {
        if !self.beside.is_empty() {
            let boxes = std::mem::take(&mut self.beside);
            self.blocks.push(beside(boxes, &self.looks));
        }
    }

    pub(super) fn text(&mut self, text: &str, looks: &Inherited) {
        if !self.beside.is_empty() && !text.trim_ascii().is_empty() {
            self.end_boxes();
        }
        let style = &looks.text;
        self.line.grow(&self.looks, looks);
        let mut word_starts = !self.line.text.ends_with(char::is_alphanumeric);
        for character in text.chars() {
            match character {
                '\n' | '\u{2028}' | '\u{2029}' if looks.white_space.keeps_lines => {
                    self.line_break(looks);
                }
                ' ' | '\t' | '\n' | '\r' | '\x0c' => self.space(character, looks),
                character if character.is_control() => {}
                character => {
                    self.line
                        .push_transformed(character, looks.transform, word_starts, style);
                    self.line.takes_space = true;
                    self.line.loose_space = false;
                }
            }
            word_starts = !character.is_alphanumeric() && !matches!(character, '\'' | '\u{2019}');
            if self.line.text.len() > TOO_LONG {
                self.end_paragraph();
            }
        }
    }

    fn space(&mut self, character: char, looks: &Inherited) {
        let WhiteSpace { keeps_spaces, .. } = looks.white_space;
        if keeps_spaces {
            let count = match character {
                '\t' => {
                    let start = self.line.text.rfind('\n').map_or(0, |at| at + 1);
                    let column = self
                        .line
                        .text
                        .get(start..)
                        .unwrap_or_default()
                        .chars()
                        .count();
                    TAB - column % TAB
                }
                '\r' | '\x0c' => 0,
                _ => 1,
            };
            for _ in 0..count {
                self.line.push(' ', &looks.text);
            }
            self.line.takes_space = true;
            self.line.loose_space = false;
        } else if self.line.takes_space {
            if self.line.text.len() > VERY_LONG {
                self.end_paragraph();
                return;
            }
            self.line.push(' ', &looks.text);
            self.line.takes_space = false;
            self.line.loose_space = true;
        }
    }

    /// `<br>`, or a line end in preformatted text.
    pub(super) fn line_break(&mut self, looks: &Inherited) {
        if !self.beside.is_empty() {
            self.end_boxes();
            return;
        }
        self.line.drop_loose_space();
        if self.line.text.len() > LONG {
            // The line ends with its paragraph.
            self.end_paragraph();
            return;
        }
        self.line.push('\n', &looks.text);
        self.line.takes_space = false;
    }

    pub(super) fn image(&mut self, picture: Picture, link: Option<Rc<str>>) {
        self.end_boxes();
        self.line.images.push(InlineImage {
            at: self.line.text.len(),
            picture,
            link,
        });
        self.line.takes_space = true;
        self.line.loose_space = false;
    }

    pub(super) fn end_paragraph(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.drop_loose_space();
        // The last line break ends the last line and begins no other.
        if line.text.ends_with('\n') {
            line.truncate(line.text.len() - 1);
            let is_blank = line.text.is_empty() || line.text.ends_with('\n');
            let stands_empty = line
                .images
                .last()
                .is_none_or(|image| image.at < line.text.len());
            if is_blank && stands_empty {
                line.push('\u{a0}', &self.looks.text);
            }
        }
        if line.text.is_empty() && line.images.is_empty() {
            return;
        }
        let height = match self.looks.line_height {
            LineHeight::Points(points) if line.height > points => LineHeight::Points(line.height),
            height => height,
        };
        self.blocks.push(Block::Paragraph(Paragraph {
            role: self.role,
            text: line.text,
            spans: line.spans,
            images: line.images,
            align: self.looks.align,
            direction: self.looks.direction,
            line_height: height,
            indent: self.looks.indent,
            wrap: self.looks.white_space.wraps,
            marker: self.marker.take(),
        }));
    }

    /// A paragraph for a marker that has found none.
    pub(super) fn place_marker(&mut self) {
        if self.marker.is_some() {
            self.line.push('\u{a0}', &self.looks.text);
            self.end_paragraph();
        }
    }
}

impl Line {
    fn push(&mut self, character: char, style: &TextStyle) {
        self.text.push(character);
        let end = self.text.len();
        match self.spans.last_mut() {
            Some(last) if *last.style == *style => last.range.end = end,
            _ => self.spans.push(Span {
                range: end - character.len_utf8()..end,
                style: Rc::new(style.clone()),
            }),
        }
    }

    fn push_transformed(
        &mut self,
        character: char,
        transform: Transform,
        word_starts: bool,
        style: &TextStyle,
    ) {
        match transform {
            Transform::Upper => character
                .to_uppercase()
                .for_each(|own| self.push(own, style)),
            Transform::Lower => character
                .to_lowercase()
                .for_each(|own| self.push(own, style)),
            Transform::Capitals if word_starts => {
                character
                    .to_uppercase()
                    .for_each(|own| self.push(own, style));
            }
            Transform::None | Transform::Capitals => self.push(character, style),
        }
    }

    fn drop_loose_space(&mut self) {
        if std::mem::take(&mut self.loose_space) {
            self.truncate(self.text.len() - 1);
        }
    }

    fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        while let Some(last) = self.spans.last_mut() {
            if last.range.start < length {
                last.range.end = length;
                break;
            }
            self.spans.pop();
        }
        for image in &mut self.images {
            image.at = image.at.min(length);
        }
    }

    /// Notes the height of a line with text that looks like `own` (CSS 2.2 §10.8).
    fn grow(&mut self, outer: &Inherited, own: &Inherited) {
        if own.line_height != outer.line_height {
            let height = match own.line_height {
                LineHeight::Normal => own.text.size * 1.2,
                LineHeight::Times(times) => own.text.size * times,
                LineHeight::Points(points) => points,
            };
            self.height = self.height.max(height);
        }
    }
}
