//! The least and the greatest width that something can use (CSS 2.2 §17.5.2.2), which decide on the
//! columns of tables. Everything is measured once, however deep tables nest.

use super::super::boxes::{Block, Length, Paragraph, Table};
use super::super::limits::{Failure, MAX_DEPTH};
use super::columns::Needs;
use super::flow::Setter;
use super::fragment::{insets, length};
use super::picture;
use super::style::finite;
use super::text::Stretch;
use std::collections::HashMap;
use std::rc::Rc;

/// A word that is longer is broken rather than a table made wider for it.
const LONGEST_WORD: f32 = 160.0;

/// What was measured. The tree does not change meanwhile, so places in memory are names.
#[derive(Default)]
pub(super) struct Measures<'a> {
    paragraphs: HashMap<*const Paragraph, Vec<Stretch<'a>>>,
    tables: HashMap<*const Table, Rc<Needs>>,
}

impl<'a> Measures<'a> {
    /// A paragraph that was shaped to measure it.
    pub(super) fn take(&mut self, paragraph: &Paragraph) -> Option<Vec<Stretch<'a>>> {
        self.paragraphs.remove(&std::ptr::from_ref(paragraph))
    }
}

impl<'a> Setter<'a> {
    /// The least and the greatest width of blocks below each other.
    pub(super) fn widths(
        &mut self,
        blocks: &'a [Block],
        depth: usize,
    ) -> Result<(f32, f32), Failure> {
        if depth > MAX_DEPTH {
            return Err(Failure::TooMany("it has too many boxes inside each other"));
        }
        let mut both = (0.0_f32, 0.0_f32);
        for block in blocks {
            self.deadline.check()?;
            let (least, greatest) = match block {
                Block::Paragraph(paragraph) => self.paragraph_widths(paragraph)?,
                Block::Container(container) => {
                    let (mut least, mut greatest) = self.widths(&container.children, depth + 1)?;
                    match container.looks.width {
                        Length::Points(points) => {
                            greatest = length(points);
                            least = least.min(greatest);
                        }
                        Length::Percent(_) | Length::Auto => {}
                    }
                    if let Length::Points(points) = container.looks.max_width {
                        greatest = greatest.min(length(points)).max(least);
                    }
                    let insets = insets(&container.looks);
                    let sides = insets.left
                        + insets.right
                        + length(container.looks.margin.left)
                        + length(container.looks.margin.right);
                    (least + sides, greatest + sides)
                }
                Block::Table(table) => {
                    let needs = self.table_needs(table, depth + 1)?;
                    let sides = length(table.looks.margin.left) + length(table.looks.margin.right);
                    (needs.least + sides, needs.greatest + sides)
                }
                Block::Rule { .. } => (0.0, 0.0),
            };
            both = (both.0.max(least), both.1.max(greatest));
        }
        Ok((both.0, both.1.max(both.0)))
    }

    fn paragraph_widths(&mut self, paragraph: &'a Paragraph) -> Result<(f32, f32), Failure> {
        let key = std::ptr::from_ref(paragraph);
        if !self.measures.paragraphs.contains_key(&key) {
            let stretches = self.shaper.shape(paragraph)?;
            self.measures.paragraphs.insert(key, stretches);
        }
        let stretches = self
            .measures
            .paragraphs
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let (mut least, mut greatest) = (0.0_f32, 0.0_f32);
        for stretch in stretches {
            let (low, high) = stretch.widths();
            (least, greatest) = (least.max(low), greatest.max(high));
        }
        if !paragraph.wrap {
            least = greatest;
        }
        let images = paragraph.images.iter().map(|image| &image.picture);
        let mut widest_image = 0.0_f32;
        for image in images {
            match image.width {
                // It is as wide as its column will be; at best as wide as it is.
                Length::Percent(_) => greatest = greatest.max(finite(image.natural.0)),
                _ => widest_image = widest_image.max(picture::fit(image, 0.0, self.tallest).0),
            }
        }
        let longest = match paragraph.wrap {
            true => LONGEST_WORD.max(widest_image),
            false => (2.5 * LONGEST_WORD).max(widest_image),
        };
        let indent = finite(paragraph.indent).clamp(0.0, 100.0);
        // A little more, so that rounding does not break a line that fits.
        Ok((least.min(longest) + 0.1, greatest + indent + 0.1))
    }

    /// The needs of the columns of a table.
    pub(super) fn table_needs(
        &mut self,
        table: &'a Table,
        depth: usize,
    ) -> Result<Rc<Needs>, Failure> {
        let key = std::ptr::from_ref(table);
        if let Some(needs) = self.measures.tables.get(&key) {
            return Ok(Rc::clone(needs));
        }
        let needs = Rc::new(self.find_needs(table, depth)?);
        self.measures.tables.insert(key, Rc::clone(&needs));
        Ok(needs)
    }
}
