//! The columns of a table: which cell stands where, how wide the columns want to be, and how wide
//! they get (CSS 2.2 §17.5.2.2, HTML §4.9.12 "Forming a table").

use super::super::boxes::{Length, Table};
use super::super::limits::Failure;
use super::flow::Setter;
use super::fragment::{insets, length};
use super::style::finite;

/// HTML (§4.9.11) lets no cell span more columns. A table with more is none.
const MAX_COLUMNS: usize = 1_000;

/// Where a cell stands.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// What the columns of a table need.
pub(super) struct Needs {
    /// For each row, for each of its cells.
    pub(super) slots: Vec<Vec<Slot>>,
    pub(super) columns: Vec<Need>,
    /// The least and the greatest width of the table, borders and all.
    pub(super) least: f32,
    pub(super) greatest: f32,
    /// Borders, padding, and the space between columns.
    pub(super) gaps: f32,
    /// It has more columns than a page can show in any way.
    pub(super) hopeless: bool,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Need {
    pub(super) least: f32,
    pub(super) greatest: f32,
    pub(super) wanted: Wanted,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Wanted {
    #[default]
    Auto,
    Points(f32),
    Percent(f32),
}

impl<'a> Setter<'a> {
    pub(super) fn find_needs(&mut self, table: &'a Table, depth: usize) -> Result<Needs, Failure> {
        let (slots, count, overfull) = slots(table);
        let spacing = length(table.spacing);
        let mut columns = vec![Need::default(); count];
        for (column, wanted) in columns.iter_mut().zip(&table.columns) {
            column.wanted = wish(*wanted, 0.0);
        }
        let mut spanning = Vec::new();
        for (row, slots) in table.rows.iter().zip(&slots) {
            for (cell, slot) in row.cells.iter().zip(slots) {
                let insets = insets(&cell.looks);
                let sides = insets.left + insets.right;
                let (mut least, greatest) = self.widths(&cell.children, depth + 1)?;
                if !cell.wrap {
                    least = greatest.min(length(least).max(400.0));
                }
                let mut need = Need {
                    least: least + sides,
                    greatest: greatest + sides,
                    wanted: wish(cell.looks.width, sides),
                };
                if let Wanted::Points(points) = need.wanted {
                    need.greatest = points.max(need.least);
                }
                match slot.columns {
                    1 => join(&mut columns[slot.column], need),
                    _ => spanning.push((*slot, need)),
                }
            }
        }
        // Narrow spans first, so that wide ones know what is there already.
        spanning.sort_by_key(|(slot, _)| slot.columns);
        for (slot, need) in spanning {
            spread(
                &mut columns[slot.column..slot.column + slot.columns],
                need,
                spacing,
            );
        }
        let sides = insets(&table.looks);
        let gaps = sides.left + sides.right + spacing * (count as f32 + 1.0);
        let sum = |width: fn(&Need) -> f32| gaps + columns.iter().map(width).sum::<f32>();
        let (least, mut greatest) = (sum(|need| need.least), sum(|need| need.greatest));
        if let Length::Points(points) = table.looks.width {
            greatest = length(points).max(least);
        }
        Ok(Needs {
            least,
            greatest: greatest.max(least),
            gaps,
            hopeless: overfull,
            slots,
            columns,
        })
    }
}

/// The place of each cell, the number of columns, and whether there was no place for some.
fn slots(table: &Table) -> (Vec<Vec<Slot>>, usize, bool) {
    let mut overfull = false;
    // For each column, how many rows from here a cell from above still covers.
    let mut covered: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(table.rows.len());
    for (number, row) in table.rows.iter().enumerate() {
        let mut slots = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        for cell in &row.cells {
            while covered.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            overfull |= column >= MAX_COLUMNS;
            let at = column.min(MAX_COLUMNS - 1);
            let free = covered[at.min(covered.len())..]
                .iter()
                .position(|rows| *rows > 0)
                .unwrap_or(MAX_COLUMNS - at);
            let columns = cell.columns.clamp(1, MAX_COLUMNS - at).min(free.max(1));
            let rows = cell.rows.clamp(1, table.rows.len() - number);
            if covered.len() < at + columns {
                covered.resize(at + columns, 0);
            }
            covered[at..at + columns].fill(rows);
            slots.push(Slot {
                column: at,
                columns,
                rows,
            });
            column = at + columns;
        }
        for rows in &mut covered {
            *rows = rows.saturating_sub(1);
        }
        all.push(slots);
    }
    (all, covered.len(), overfull)
}

fn wish(length_: Length, sides: f32) -> Wanted {
    match length_ {
        Length::Auto => Wanted::Auto,
        Length::Points(points) => Wanted::Points(length(points) + sides),
        Length::Percent(percent) => Wanted::Percent(finite(percent).clamp(0.0, 100.0)),
    }
}

/// A cell that stands in one column.
fn join(column: &mut Need, cell: Need) {
    column.least = column.least.max(cell.least);
    column.greatest = column.greatest.max(cell.greatest);
    column.wanted = match (column.wanted, cell.wanted) {
        (Wanted::Percent(one), Wanted::Percent(other)) => Wanted::Percent(one.max(other)),
        (Wanted::Points(one), Wanted::Points(other)) => Wanted::Points(one.max(other)),
        (Wanted::Percent(one), _) | (_, Wanted::Percent(one)) => Wanted::Percent(one),
        (Wanted::Auto, other) => other,
        (this, _) => this,
    };
}

/// A cell that spans columns: what they do not have yet is shared, by preference among those that
/// say nothing of their width.
fn spread(columns: &mut [Need], cell: Need, spacing: f32) {
    let between = spacing * (columns.len().saturating_sub(1)) as f32;
    let free = columns
        .iter()
        .filter(|need| need.wanted == Wanted::Auto)
        .count();
    let takes = |need: &Need| free == 0 || need.wanted == Wanted::Auto;
    let count = if free == 0 { columns.len() } else { free } as f32;
    let least: f32 = columns.iter().map(|need| need.least).sum();
    let greatest: f32 = columns.iter().map(|need| need.greatest).sum();
    let more_least = (cell.least - between - least).max(0.0);
    let more_greatest = (cell.greatest - between - greatest).max(0.0);
    for need in columns.iter_mut().filter(|need| takes(need)) {
        // In proportion to what they want, evenly where they want nothing.
        let part = match greatest > 0.0 && free == 0 {
            true => need.greatest / greatest,
            false => 1.0 / count,
        };
        need.least += more_least * part;
        need.greatest = (need.greatest + more_greatest * part).max(need.least);
    }
    if let (Wanted::Percent(percent), true) = (cell.wanted, free > 0) {
        let taken: f32 = columns
            .iter()
            .map(|need| match need.wanted {
                Wanted::Percent(percent) => percent,
                _ => 0.0,
            })
            .sum();
        let each = (percent - taken).max(0.0) / free as f32;
        for need in columns
            .iter_mut()
            .filter(|need| need.wanted == Wanted::Auto)
        {
            need.wanted = Wanted::Percent(each);
        }
    }
}

/// The widths of columns that have `room` together.
pub(super) fn distribute(columns: &[Need], room: f32) -> Vec<f32> {
    let least: f32 = columns.iter().map(|need| need.least).sum();
    if least > room {
        return squeeze(columns, room);
    }
    let mut widths: Vec<f32> = columns.iter().map(|need| need.least).collect();
    let mut rest = room - least;
    let wants = |need: &Need, kind: u8| match (need.wanted, kind) {
        (Wanted::Percent(percent), 0) => room * percent / 100.0,
        (Wanted::Points(points), 1) => points,
        (Wanted::Auto, 2) => need.greatest,
        _ => 0.0,
    };
    // Percentages first, then lengths, then what says nothing.
    for kind in 0..3 {
        let lacking = |(need, width): (&Need, &f32)| (wants(need, kind) - width).max(0.0);
        let sum: f32 = columns.iter().zip(&widths).map(lacking).sum();
        if sum > 0.0 {
            let share = (rest / sum).min(1.0);
            for (need, width) in columns.iter().zip(&mut widths) {
                let more = (wants(need, kind) - *width).max(0.0) * share;
                *width += more;
                rest -= more;
            }
        }
    }
    // What is left goes to those that say nothing, else to lengths, else to percentages.
    let taker = |need: &Need| match need.wanted {
        Wanted::Auto => 0,
        Wanted::Points(_) => 1,
        Wanted::Percent(_) => 2,
    };
    let first = columns.iter().map(taker).min().unwrap_or(0);
    let weight = |need: &Need| {
        if taker(need) == first {
            need.greatest.max(1.0)
        } else {
            0.0
        }
    };
    let sum: f32 = columns.iter().map(weight).sum();
    if rest > 0.0 && sum > 0.0 {
        for (need, width) in columns.iter().zip(&mut widths) {
            *width += rest * weight(need) / sum;
        }
    }
    widths
}

/// Less than the least: narrow columns keep what they have, the others share the rest.
fn squeeze(columns: &[Need], room: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by(|one, other| columns[*one].least.total_cmp(&columns[*other].least));
    let mut widths = vec![0.0; columns.len()];
    let mut rest = room.max(0.0);
    for (done, column) in order.iter().enumerate() {
        let fair = rest / (columns.len() - done) as f32;
        widths[*column] = columns[*column].least.min(fair);
        rest -= widths[*column];
    }
    widths
}
