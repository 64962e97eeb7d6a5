//! A tree of boxes as text that a person can read and a snapshot can keep.

use super::super::boxes::{
    Align, Block, Border, Cell, Colour, Content, Direction, Document, Edges, Family, Length,
    LineHeight, Looks, Paragraph, Role, Table, TextStyle,
};
use std::fmt::Write as _;

/// The whole document.
pub(super) fn document(document: &Document) -> String {
    let mut out = format!("{:?} {:?}\n", document.title, document.language);
    for section in &document.sections {
        let _ = writeln!(out, "# {}", section.bookmark);
        if let Content::Blocks(own) = &section.content {
            out.push_str(&blocks(own));
        }
    }
    out
}

pub(super) fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for own in blocks {
        block(own, 0, &mut out);
    }
    out
}

fn block(block: &Block, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let _ = match block {
        Block::Paragraph(own) => {
            out.push_str(&indent);
            paragraph(own, out);
            writeln!(out)
        }
        Block::Rule {
            looks: own,
            colour: ink,
            thickness,
        } => writeln!(
            out,
            "{indent}rule {thickness} {}{}",
            colour(*ink),
            looks(own)
        ),
        Block::Container(own) => {
            let name = role(own.role);
            let _ = writeln!(
                out,
                "{indent}{name}{}{}",
                looks(&own.looks),
                direction(own.direction)
            );
            own.children
                .iter()
                .for_each(|child| self::block(child, depth + 1, out));
            Ok(())
        }
        Block::Table(own) => {
            table(own, depth, out);
            Ok(())
        }
    };
}

fn table(table: &Table, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let _ = write!(
        out,
        "{indent}table{}{}",
        looks(&table.looks),
        direction(table.direction)
    );
    let flags = [
        (table.is_data, " data".to_owned()),
        (
            table.header_rows > 0,
            format!(" headers={}", table.header_rows),
        ),
        (table.spacing != 0.0, format!(" spacing={}", table.spacing)),
        (table.collapse, " collapse".to_owned()),
    ];
    flags
        .into_iter()
        .filter(|(is, _)| *is)
        .for_each(|(_, text)| out.push_str(&text));
    for column in &table.columns {
        let _ = write!(out, " col={}", length(*column));
    }
    out.push('\n');
    for child in &table.caption {
        block(child, depth + 1, out);
    }
    for row in &table.rows {
        let background = row.background.map(|ink| format!(" on {}", colour(ink)));
        let height = (row.height > 0.0).then(|| format!(" high={}", row.height));
        let _ = writeln!(
            out,
            "{indent}  row{}{}",
            background.unwrap_or_default(),
            height.unwrap_or_default()
        );
        row.cells.iter().for_each(|own| cell(own, depth + 2, out));
    }
}

fn cell(cell: &Cell, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let _ = write!(
        out,
        "{indent}cell{}{}",
        looks(&cell.looks),
        direction(cell.direction)
    );
    if cell.columns > 1 || cell.rows > 1 {
        let _ = write!(out, " {}x{}", cell.columns, cell.rows);
    }
    if let Some(scope) = cell.header {
        let _ = write!(out, " of{scope:?}");
    }
    let _ = writeln!(
        out,
        " {:?}{}",
        cell.vertical,
        if cell.wrap { "" } else { " nowrap" }
    );
    cell.children
        .iter()
        .for_each(|child| block(child, depth + 1, out));
}

fn paragraph(own: &Paragraph, out: &mut String) {
    out.push_str(&role(own.role));
    if let Some(marker) = &own.marker {
        let _ = write!(out, " marker={:?}", marker.text);
    }
    if own.align != Align::Start {
        let _ = write!(out, " {:?}", own.align);
    }
    out.push_str(&direction(own.direction));
    match own.line_height {
        LineHeight::Normal => {}
        height => {
            let _ = write!(out, " {height:?}");
        }
    }
    if own.indent != 0.0 {
        let _ = write!(out, " indent={}", own.indent);
    }
    if !own.wrap {
        out.push_str(" nowrap");
    }
    for span in &own.spans {
        let text = own.text.get(span.range.clone()).unwrap_or("<broken range>");
        let _ = write!(out, " {text:?}{}", style(&span.style));
    }
    for image in &own.images {
        let picture = &image.picture;
        let _ = write!(
            out,
            " image@{} {}x{:?} natural={:?} alt={:?}",
            image.at,
            length(picture.width),
            picture.height,
            picture.natural,
            picture.alternative
        );
    }
}

fn style(style: &TextStyle) -> String {
    let mut words = vec![format!("{}", style.size)];
    let flags = [
        (style.bold, "bold"),
        (style.italic, "italic"),
        (style.underline, "underline"),
        (style.strike, "strike"),
        (style.family == Family::Mono, "mono"),
        (style.family == Family::Serif, "serif"),
    ];
    words.extend(
        flags
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| word.to_owned()),
    );
    if colour(style.colour) != "#000000" {
        words.push(colour(style.colour));
    }
    if let Some(background) = style.background {
        words.push(format!("on {}", colour(background)));
    }
    if style.rise != 0.0 {
        words.push(format!("rise={}", style.rise));
    }
    if style.letter_spacing != 0.0 {
        words.push(format!("spaced={}", style.letter_spacing));
    }
    words.extend(style.link.iter().map(|link| format!("-> {link}")));
    words.extend(
        style
            .language
            .iter()
            .map(|language| format!("in {language}")),
    );
    match words.as_slice() {
        [size] if size == "10.5" => String::new(),
        words => format!("<{}>", words.join(" ")),
    }
}

fn role(role: Role) -> String {
    match role {
        Role::Division => "div".to_owned(),
        Role::Paragraph => "p".to_owned(),
        Role::Heading(level) => format!("h{level}"),
        Role::ListItem => "li".to_owned(),
        role => format!("{role:?}").to_ascii_lowercase(),
    }
}

fn direction(direction: Direction) -> String {
    match direction {
        Direction::Auto => String::new(),
        Direction::LeftToRight => " ltr".to_owned(),
        Direction::RightToLeft => " rtl".to_owned(),
    }
}

fn colour(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}

fn length(length: Length) -> String {
    match length {
        Length::Auto => "auto".to_owned(),
        Length::Points(points) => format!("{points}"),
        Length::Percent(percent) => format!("{percent}%"),
    }
}

fn looks(looks: &Looks) -> String {
    let mut out = String::new();
    let sides =
        |name: &str, edges: &Edges<f32>| match [edges.top, edges.right, edges.bottom, edges.left] {
            [0.0, 0.0, 0.0, 0.0] => String::new(),
            [top, right, bottom, left] => format!(" {name}={top},{right},{bottom},{left}"),
        };
    out.push_str(&sides("margin", &looks.margin));
    out.push_str(&sides("padding", &looks.padding));
    let line = |name: &str, border: &Border| match border.width {
        0.0 => String::new(),
        width => format!(
            " {name}={width} {:?} {}",
            border.line,
            colour(border.colour)
        ),
    };
    if looks.border.top == looks.border.left
        && looks.border.top == looks.border.right
        && looks.border.top == looks.border.bottom
    {
        out.push_str(&line("border", &looks.border.top));
    } else {
        out.push_str(&line("top", &looks.border.top));
        out.push_str(&line("right", &looks.border.right));
        out.push_str(&line("bottom", &looks.border.bottom));
        out.push_str(&line("left", &looks.border.left));
    }
    if looks.place != Align::Start {
        let _ = write!(out, " place={:?}", looks.place);
    }
    if looks.radius != 0.0 {
        let _ = write!(out, " round={}", looks.radius);
    }
    if let Some(background) = looks.background {
        let _ = write!(out, " on {}", colour(background));
    }
    if looks.width != Length::Auto {
        let _ = write!(out, " wide={}", length(looks.width));
    }
    if looks.max_width != Length::Auto {
        let _ = write!(out, " most={}", length(looks.max_width));
    }
    if looks.height != 0.0 {
        let _ = write!(out, " high={}", looks.height);
    }
    out
}
