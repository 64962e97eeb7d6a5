//! Boxes that stand beside each other without being a table: buttons, and the columns of
//! newsletters (`display:inline-block`, `float`, `<table align=left>`). A table without lines sets
//! them as mail clients do, as wide as what is in them.

use super::super::boxes::{Align, Block, Cell, Edges, Length, Looks, Row, Table, VerticalAlign};
use super::style::{Display, Inherited, Own, edges};

/// What stands beside each other on a page, in points; the next one begins a new row.
const ROOM: f32 = 520.0;

/// A cell for a box.
pub(super) fn cell(own: &Own, looks: &Inherited, outer: &Inherited, children: Vec<Block>) -> Cell {
    let mut looks_of_box = own.looks(looks.text.colour, outer);
    looks_of_box.place = Align::Start;
    // `width:100%; max-width:300px` is a column of 300 pixels that a telephone may narrow.
    if let (Length::Percent(_) | Length::Auto, width @ Length::Points(_)) =
        (own.width, own.max_width)
        && (own.width != Length::Auto)
    {
        looks_of_box.width = width;
    }
    looks_of_box.max_width = Length::Auto;
    Cell {
        looks: looks_of_box,
        direction: looks.direction,
        columns: 1,
        rows: 1,
        header: None,
        vertical: own.vertical.unwrap_or(VerticalAlign::Top),
        wrap: looks.white_space.wraps,
        children,
    }
}

/// The boxes as a block.
pub(super) fn beside(boxes: Vec<Cell>, around: &Inherited) -> Block {
    let place = match around.align {
        Align::Justify => Align::Start,
        align => align,
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut room = 0.0;
    for own in boxes {
        let width = match own.looks.width {
            Length::Points(points) => points,
            Length::Percent(percent) => percent / 100.0 * ROOM,
            Length::Auto => 0.0,
        };
        if let Some(row) = rows.last_mut().filter(|_| room + width <= ROOM) {
            room += width;
            row.push(own);
        } else {
            room = width;
            rows.push(vec![own]);
        }
    }
    let mut tables: Vec<Block> = rows
        .into_iter()
        .map(|cells| Block::Table(table(cells, place, around)))
        .collect();
    match (tables.pop(), tables.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            tables.extend(last);
            Block::Container(super::super::boxes::Container {
                role: super::super::boxes::Role::Division,
                looks: Own::new(Display::Block).looks(around.text.colour, around),
                direction: around.direction,
                children: tables,
            })
        }
    }
}

fn table(cells: Vec<Cell>, place: Align, around: &Inherited) -> Table {
    let mut looks: Looks = Own::new(Display::Table).looks(around.text.colour, around);
    looks.place = place;
    let is_relative = |cell: &Cell| matches!(cell.looks.width, Length::Percent(_));
    if cells.iter().any(is_relative) {
        looks.width = Length::Percent(100.0);
    }
    // Margins around the boxes become room between the cells; those of the first row's edge count.
    let largest = |side: fn(&Edges<f32>) -> f32| {
        cells
            .iter()
            .map(|cell| side(&cell.looks.margin))
            .fold(0.0, f32::max)
    };
    looks.margin.top = largest(|margin| margin.top);
    looks.margin.bottom = largest(|margin| margin.bottom);
    let sides = largest(|margin| margin.left.max(margin.right));
    let several = cells.len() > 1;
    let cells = cells
        .into_iter()
        .map(|mut cell| {
            cell.looks.margin = edges(0.0);
            cell
        })
        .collect();
    Table {
        looks,
        direction: around.direction,
        is_data: false,
        caption: Vec::new(),
        columns: Vec::new(),
        rows: vec![Row {
            background: None,
            height: 0.0,
            cells,
        }],
        header_rows: 0,
        // A word space between buttons.
        spacing: if several { sides.clamp(0.0, 12.0) } else { 0.0 },
        collapse: false,
    }
}
