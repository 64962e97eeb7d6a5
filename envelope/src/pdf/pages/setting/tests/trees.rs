//! Short words for making trees of boxes.

use super::super::super::boxes::*;
use std::rc::Rc;

pub(super) const BLACK: Colour = colour(0, 0, 0);

pub(super) const fn colour(red: u8, green: u8, blue: u8) -> Colour {
    Colour { red, green, blue }
}

pub(super) fn style() -> TextStyle {
    TextStyle::plain(11.0)
}

pub(super) fn paragraph(text: &str) -> Paragraph {
    styled(&[(text, style())])
}

/// A paragraph of several pieces.
pub(super) fn styled(pieces: &[(&str, TextStyle)]) -> Paragraph {
    let mut text = String::new();
    let mut spans = Vec::new();
    for (piece, style) in pieces {
        let start = text.len();
        text.push_str(piece);
        spans.push(Span {
            range: start..text.len(),
            style: Rc::new(style.clone()),
        });
    }
    Paragraph {
        role: Role::Paragraph,
        text,
        spans,
        images: Vec::new(),
        align: Align::Start,
        direction: Direction::Auto,
        line_height: LineHeight::Normal,
        indent: 0.0,
        wrap: true,
        marker: None,
    }
}

pub(super) fn p(text: &str) -> Block {
    Block::Paragraph(paragraph(text))
}

pub(super) fn heading(level: u8, text: &str) -> Block {
    let big = TextStyle {
        size: 20.0 - f32::from(level) * 2.0,
        bold: true,
        ..style()
    };
    container(
        Role::Heading(level),
        Looks {
            margin: edges(12.0, 0.0),
            ..looks()
        },
        vec![Block::Paragraph(Paragraph {
            role: Role::Heading(level),
            ..styled(&[(text, big)])
        })],
    )
}

pub(super) fn edges(vertical: f32, horizontal: f32) -> Edges<f32> {
    Edges {
        top: vertical,
        right: horizontal,
        bottom: vertical,
        left: horizontal,
    }
}

pub(super) fn border(width: f32, colour: Colour) -> Edges<Border> {
    let side = Border {
        width,
        colour,
        line: LineStyle::Solid,
    };
    Edges {
        top: side,
        right: side,
        bottom: side,
        left: side,
    }
}

pub(super) fn looks() -> Looks {
    Looks {
        margin: edges(0.0, 0.0),
        place: Align::Start,
        padding: edges(0.0, 0.0),
        border: border(0.0, BLACK),
        radius: 0.0,
        background: None,
        width: Length::Auto,
        max_width: Length::Auto,
        height: 0.0,
    }
}

pub(super) fn container(role: Role, looks: Looks, children: Vec<Block>) -> Block {
    Block::Container(Container {
        role,
        looks,
        direction: Direction::Auto,
        children,
    })
}

pub(super) fn division(children: Vec<Block>) -> Block {
    container(Role::Division, looks(), children)
}

pub(super) fn cell(children: Vec<Block>) -> Cell {
    Cell {
        looks: Looks {
            padding: edges(3.0, 5.0),
            ..looks()
        },
        direction: Direction::Auto,
        columns: 1,
        rows: 1,
        header: None,
        vertical: VerticalAlign::Middle,
        wrap: true,
        children,
    }
}

pub(super) fn row(cells: Vec<Cell>) -> Row {
    Row {
        background: None,
        height: 0.0,
        cells,
    }
}

pub(super) fn table(rows: Vec<Row>) -> Table {
    Table {
        looks: looks(),
        direction: Direction::Auto,
        is_data: false,
        caption: Vec::new(),
        columns: Vec::new(),
        rows,
        header_rows: 0,
        spacing: 0.0,
        collapse: false,
    }
}

pub(super) fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "A title".to_owned(),
        language: Some("en".into()),
        sections: vec![Section {
            bookmark: "Message".to_owned(),
            new_page: false,
            content: Content::Blocks(blocks),
        }],
    }
}

/// A grey picture with a description.
pub(super) fn square(width: u32, height: u32) -> Picture {
    let pixels = vec![128; (width * height * 4) as usize];
    Picture {
        image: krilla::image::Image::from_rgba8(pixels, width, height),
        width: Length::Auto,
        height: None,
        natural: (width as f32 * 0.75, height as f32 * 0.75),
        turn: Turn::default(),
        alternative: "a square".to_owned(),
    }
}
