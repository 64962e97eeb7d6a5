//! Blocks below each other in a column: widths, margins that collapse, padding, borders (CSS 2.2
//! §8, §9.4.1 and §10.3).

use super::super::boxes::{Align, Block, Container, Direction, Length, Looks, Paragraph, Role};
use super::super::limits::{Deadline, Failure, MAX_DEPTH};
use super::fragment::{Fragment, Group, Piece, insets, length, start};
use super::measure::Measures;
use super::style::finite;
use super::text::Shaper;

/// Columns are never narrower, however much margins and padding take: one word of small text.
const NARROWEST: f32 = 24.0;

/// Makes fragments of boxes.
pub(super) struct Setter<'a> {
    pub(super) shaper: Shaper,
    pub(super) measures: Measures<'a>,
    pub(super) deadline: Deadline,
    /// The height of a page, which no picture exceeds.
    pub(super) tallest: f32,
}

/// The column that something is set in.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) width: f32,
    pub(super) right_to_left: bool,
    /// How many boxes are around it.
    pub(super) depth: usize,
}

/// Fragments below each other, and the margins that reach out of them.
pub(super) struct Flow<'a> {
    pub(super) fragments: Vec<Fragment<'a>>,
    pub(super) height: f32,
    pub(super) top: Margin,
    pub(super) bottom: Margin,
}

/// Margins that touch each other are one: the greatest, less the most negative (CSS 2.2 §8.3.1).
#[derive(Clone, Copy, Default)]
pub(super) struct Margin {
    positive: f32,
    negative: f32,
}

impl Margin {
    fn of(margin: f32) -> Self {
        let margin = finite(margin).clamp(-5_000.0, 5_000.0);
        Self {
            positive: margin.max(0.0),
            negative: margin.min(0.0),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            positive: self.positive.max(other.positive),
            negative: self.negative.min(other.negative),
        }
    }

    /// Boxes never overlap: what would be negative is nothing.
    pub(super) fn points(self) -> f32 {
        (self.positive + self.negative).max(0.0)
    }
}

/// A block and its margins; no fragment if nothing of it can be seen, so that its margins touch.
struct Set<'a> {
    fragment: Option<Fragment<'a>>,
    top: Margin,
    bottom: Margin,
}

impl<'a> Setter<'a> {
    pub(super) fn flow(
        &mut self,
        blocks: &'a [Block],
        column: Column,
    ) -> Result<Flow<'a>, Failure> {
        if column.depth > MAX_DEPTH {
            return Err(Failure::TooMany("it has too many boxes inside each other"));
        }
        let mut fragments: Vec<Fragment<'a>> = Vec::new();
        let mut height = 0.0;
        let mut top = Margin::default();
        let mut pending = Margin::default();
        for block in blocks {
            self.deadline.check()?;
            let set = self.block(block, column)?;
            let margin = pending.and(set.top);
            let Some(mut fragment) = set.fragment else {
                pending = margin.and(set.bottom);
                continue;
            };
            match fragments.is_empty() {
                true => top = margin,
                false => fragment.gap = margin.points(),
            }
            height += fragment.gap + fragment.height;
            fragments.push(fragment);
            pending = set.bottom;
        }
        if fragments.is_empty() {
            top = pending;
        }
        Ok(Flow {
            fragments,
            height,
            top,
            bottom: pending,
        })
    }

    /// The fragments of something whose margins do not reach out of it, and their height.
    pub(super) fn closed_flow(
        &mut self,
        blocks: &'a [Block],
        column: Column,
    ) -> Result<(Vec<Fragment<'a>>, f32), Failure> {
        let mut flow = self.flow(blocks, column)?;
        if let Some(first) = flow.fragments.first_mut() {
            first.gap = flow.top.points();
            flow.height += first.gap + flow.bottom.points();
        }
        Ok((flow.fragments, flow.height))
    }

    fn block(&mut self, block: &'a Block, column: Column) -> Result<Set<'a>, Failure> {
        match block {
            Block::Paragraph(paragraph) => {
                let fragment = self.paragraph(paragraph, column)?;
                Ok(Set {
                    fragment,
                    top: Margin::default(),
                    bottom: Margin::default(),
                })
            }
            Block::Container(container) => self.container(container, column),
            Block::Table(table) => {
                let fragment = self.table(table, column)?;
                Ok(Set {
                    fragment,
                    top: Margin::of(table.looks.margin.top),
                    bottom: Margin::of(table.looks.margin.bottom),
                })
            }
            Block::Rule {
                looks,
                colour,
                thickness,
            } => {
                let (left, width) = place(looks, column, 0.0, None);
                let height = length(*thickness).clamp(0.25, 100.0);
                Ok(Set {
                    fragment: Some(Fragment {
                        left,
                        width,
                        gap: 0.0,
                        height,
                        start: height,
                        keep_with_next: false,
                        content: Piece::Rule(*colour),
                    }),
                    top: Margin::of(looks.margin.top),
                    bottom: Margin::of(looks.margin.bottom),
                })
            }
        }
    }

    fn paragraph(
        &mut self,
        paragraph: &'a Paragraph,
        column: Column,
    ) -> Result<Option<Fragment<'a>>, Failure> {
        if paragraph.text.is_empty() && paragraph.images.is_empty() && paragraph.marker.is_none() {
            return Ok(None);
        }
        let stretches = match self.measures.take(paragraph) {
            Some(stretches) => stretches,
            None => self.shaper.shape(paragraph)?,
        };
        let lines = self
            .shaper
            .break_lines(paragraph, stretches, column.width, self.tallest)?;
        let height = lines.height;
        // Of up to three lines none stands alone; of more, two stay together.
        let together = if lines.lines.len() <= 3 { 3 } else { 2 };
        let start = lines
            .lines
            .iter()
            .take(together)
            .map(|line| line.height)
            .sum();
        Ok(Some(Fragment {
            left: 0.0,
            width: column.width,
            gap: 0.0,
            height,
            start,
            keep_with_next: matches!(paragraph.role, Role::Heading(_)),
            content: Piece::Lines(lines),
        }))
    }

    fn container(&mut self, container: &'a Container, column: Column) -> Result<Set<'a>, Failure> {
        let looks = &container.looks;
        let mut insets = insets(looks);
        let content = match looks.width {
            Length::Auto if looks.place != Align::Start => {
                // It is placed somewhere, so it is as narrow as its content.
                Some(self.widths(&container.children, column.depth)?.1 + insets.left + insets.right)
            }
            _ => None,
        };
        let (left, width) = place(looks, column, insets.left + insets.right, content);
        let inner = (width - insets.left - insets.right).max(NARROWEST.min(column.width));
        if inner + insets.left + insets.right > width {
            let share = (width - inner).max(0.0) / (insets.left + insets.right);
            insets.left *= share;
            insets.right *= share;
        }
        let right_to_left = match container.direction {
            Direction::Auto => column.right_to_left,
            direction => direction == Direction::RightToLeft,
        };
        let mut flow = self.flow(
            &container.children,
            Column {
                width: inner,
                right_to_left,
                depth: column.depth + 1,
            },
        )?;
        let mut top = Margin::of(looks.margin.top);
        let mut bottom = Margin::of(looks.margin.bottom);
        let least = length(looks.height);
        let closed_top = insets.top > 0.0;
        let closed_bottom = insets.bottom > 0.0 || least > 0.0;
        match flow.fragments.first_mut() {
            Some(first) if closed_top => {
                first.gap = flow.top.points();
                flow.height += first.gap;
            }
            Some(_) => top = top.and(flow.top),
            None if closed_top || closed_bottom => {}
            None => {
                return Ok(Set {
                    fragment: None,
                    top: top.and(flow.top),
                    bottom,
                });
            }
        }
        match closed_bottom {
            true if !flow.fragments.is_empty() => flow.height += flow.bottom.points(),
            true => {}
            false => bottom = bottom.and(flow.bottom),
        }
        let height = flow.height.max(least) + insets.top + insets.bottom;
        let first_gap = flow.fragments.first().map_or(0.0, |first| first.gap);
        Ok(Set {
            fragment: Some(Fragment {
                left,
                width,
                gap: 0.0,
                height,
                start: insets.top + first_gap + start(&flow.fragments),
                keep_with_next: matches!(container.role, Role::Heading(_)),
                content: Piece::Group(Group {
                    role: container.role,
                    looks,
                    insets,
                    children: flow.fragments,
                }),
            }),
            top,
            bottom,
        })
    }
}

/// Left side and width of a box in its column. `insets` are its horizontal borders and padding,
/// `content` is its width where it does not fill the column.
pub(super) fn place(
    looks: &Looks,
    column: Column,
    insets: f32,
    content: Option<f32>,
) -> (f32, f32) {
    let (mut before, mut after) = (length(looks.margin.left), length(looks.margin.right));
    let room = (column.width - NARROWEST.min(column.width)).max(0.0);
    if before + after > room {
        let share = room / (before + after);
        before *= share;
        after *= share;
    }
    let available = (column.width - before - after).max(0.0);
    let mut width = match looks.width {
        Length::Auto => content.unwrap_or(available),
        Length::Points(points) => length(points) + insets,
        Length::Percent(percent) => available * finite(percent).clamp(0.0, 100.0) / 100.0,
    };
    match looks.max_width {
        Length::Auto => {}
        Length::Points(points) => width = width.min(length(points) + insets),
        Length::Percent(percent) => {
            width = width.min(available * finite(percent).clamp(0.0, 100.0) / 100.0);
        }
    }
    let width = width.clamp(NARROWEST.min(available), available);
    (
        before + shift(looks.place, available - width, column.right_to_left),
        width,
    )
}

/// How far from the left something starts that leaves so much room.
pub(super) fn shift(place: Align, room: f32, right_to_left: bool) -> f32 {
    match place {
        Align::Centre => room / 2.0,
        Align::Right => room,
        Align::Left => 0.0,
        Align::Start | Align::Justify if right_to_left => room,
        Align::Start | Align::Justify => 0.0,
    }
}
