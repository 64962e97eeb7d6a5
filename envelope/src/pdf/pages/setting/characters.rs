//! The characters of a document, so that fonts can be found that have them.

use super::super::boxes::{Block, Content, Document, Paragraph};
use super::super::limits::{Deadline, Failure};
use std::collections::HashSet;

/// Each character once.
pub(super) fn of(document: &Document, deadline: Deadline) -> Result<HashSet<char>, Failure> {
    // Digits and the like of the page numbers, and the box that stands for missing ones.
    let mut characters: HashSet<char> = "0123456789 /·…\u{25A1}".chars().collect();
    // A stack instead of recursion: nobody has looked at the depth yet.
    let mut stack: Vec<&[Block]> = Vec::new();
    for section in &document.sections {
        match &section.content {
            Content::Blocks(blocks) => stack.push(blocks),
            // Its title stands below it.
            Content::PdfPage { .. } => characters.extend(section.bookmark.chars()),
        }
    }
    while let Some(blocks) = stack.pop() {
        deadline.check()?;
        for block in blocks {
            match block {
                Block::Container(container) => stack.push(&container.children),
                Block::Paragraph(paragraph) => add(&mut characters, paragraph),
                Block::Table(table) => {
                    stack.push(&table.caption);
                    let cells = table.rows.iter().flat_map(|row| &row.cells);
                    stack.extend(cells.map(|cell| cell.children.as_slice()));
                }
                Block::Rule { .. } => {}
            }
        }
    }
    Ok(characters)
}

fn add(characters: &mut HashSet<char>, paragraph: &Paragraph) {
    let marker = paragraph
        .marker
        .iter()
        .flat_map(|marker| marker.text.chars());
    let mut last = '\0';
    for character in paragraph.text.chars().chain(marker) {
        // Most are alike, or of ASCII.
        if character != last {
            characters.insert(character);
            last = character;
        }
    }
}
