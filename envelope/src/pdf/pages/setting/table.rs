//! Tables: how wide they are, and their cells as fragments (CSS 2.2 §17.5).

use super::super::boxes::{Align, Border, Cell, Direction, Edges, Looks, Role, Table};
use super::super::limits::Failure;
use super::columns::{Needs, Slot, distribute};
use super::flow::{Column, Setter, place};
use super::fragment::{Fragment, Grid, GridCell, GridRow, Group, Piece, insets, length, start};
use std::collections::HashMap;

/// A table that is too wide is made smaller down to this; then its words break.
const SMALLEST: f32 = 0.62;
/// Where columns would become narrower even so, the cells stand below each other.
const NARROWEST_COLUMN: f32 = 28.0;

impl<'a> Setter<'a> {
    pub(super) fn table(
        &mut self,
        table: &'a Table,
        column: Column,
    ) -> Result<Option<Fragment<'a>>, Failure> {
        if table.rows.iter().all(|row| row.cells.is_empty()) && table.caption.is_empty() {
            return Ok(None);
        }
        let needs = self.table_needs(table, column.depth)?;
        let (left, mut width) = place(&table.looks, column, 0.0, Some(needs.greatest));
        let mut left = left;
        let mut scale = 1.0;
        if needs.least > width {
            // It becomes wider than it wants to be, up to the column, before it becomes smaller.
            (left, width) = (0.0, needs.least.min(column.width));
            if table.looks.place == Align::Centre {
                left = (column.width - width) / 2.0;
            } else if column.right_to_left {
                left = column.width - width;
            }
            scale = (width / needs.least).clamp(SMALLEST, 1.0);
        }
        let outer = width / scale;
        let narrowest = needs
            .columns
            .iter()
            .map(|need| need.least.min(NARROWEST_COLUMN));
        if needs.hopeless || narrowest.sum::<f32>() + needs.gaps > outer + 1.0 {
            return self.cells_below_each_other(table, column).map(Some);
        }
        let mut grid = self.grid(table, &needs, outer, column)?;
        grid.scale = scale;
        let caption: f32 = grid.caption.iter().map(|one| one.gap + one.height).sum();
        let rows: f32 = grid.rows.iter().map(|row| row.height + grid.spacing).sum();
        let height = caption
            + (grid.insets.top + grid.insets.bottom + grid.spacing + rows)
                .max(length(table.looks.height))
                * scale;
        let start = match grid.caption.first() {
            Some(_) => {
                start(&grid.caption) + grid.rows.first().map_or(0.0, |row| row.start) * scale
            }
            None => {
                // The heads stay with the first row below them.
                let heads = grid.rows.iter().take(grid.repeated);
                let heads: f32 = heads.map(|row| row.height + grid.spacing).sum();
                let first = grid.rows.get(grid.repeated).map_or(0.0, |row| row.start);
                (grid.insets.top + grid.spacing + heads + first) * scale
            }
        };
        Ok(Some(Fragment {
            left,
            width,
            gap: 0.0,
            height,
            start,
            keep_with_next: false,
            content: Piece::Grid(grid),
        }))
    }

    fn grid(
        &mut self,
        table: &'a Table,
        needs: &Needs,
        outer: f32,
        column: Column,
    ) -> Result<Grid<'a>, Failure> {
        let insets = insets(&table.looks);
        let spacing = length(table.spacing);
        let right_to_left = match table.direction {
            Direction::Auto => column.right_to_left,
            direction => direction == Direction::RightToLeft,
        };
        let widths = distribute(&needs.columns, outer - needs.gaps);
        // Where each column begins, counted from the side where lines begin.
        let mut edges = Vec::with_capacity(widths.len() + 1);
        let mut edge = spacing;
        for width in &widths {
            edges.push(edge);
            edge += width + spacing;
        }
        edges.push(edge);
        let inner_width = outer - insets.left - insets.right;
        let mut rows = Vec::with_capacity(table.rows.len());
        for (number, (row, slots)) in table.rows.iter().zip(&needs.slots).enumerate() {
            let mut cells = Vec::with_capacity(row.cells.len());
            for (cell, slot) in row.cells.iter().zip(slots) {
                self.deadline.check()?;
                let (begin, end) = (
                    edges[slot.column],
                    edges[slot.column + slot.columns] - spacing,
                );
                let left = if right_to_left {
                    inner_width - end
                } else {
                    begin
                };
                let width = (end - begin).max(0.0);
                cells.push(self.cell(
                    table,
                    cell,
                    *slot,
                    (number, left, width),
                    right_to_left,
                    column.depth,
                )?);
            }
            rows.push(GridRow {
                background: row.background,
                height: length(row.height),
                start: 0.0,
                cells,
            });
        }
        row_heights(&mut rows, spacing);
        let (caption, _) = self.closed_flow(
            &table.caption,
            Column {
                width: outer.min(column.width),
                depth: column.depth + 1,
                ..column
            },
        )?;
        let heads: f32 = rows
            .iter()
            .take(table.header_rows)
            .map(|row| row.height + spacing)
            .sum();
        let spans_out = rows
            .iter()
            .take(table.header_rows)
            .enumerate()
            .any(|(number, row)| {
                row.cells
                    .iter()
                    .any(|cell| number + cell.rows > table.header_rows)
            });
        let worth_it = heads < self.tallest / 4.0 && table.header_rows < rows.len() && !spans_out;
        Ok(Grid {
            table,
            insets,
            caption,
            repeated: if worth_it { table.header_rows } else { 0 },
            rows,
            spacing,
            scale: 1.0,
            inner_width,
        })
    }

    fn cell(
        &mut self,
        table: &Table,
        cell: &'a Cell,
        slot: Slot,
        (row, left, width): (usize, f32, f32),
        right_to_left: bool,
        depth: usize,
    ) -> Result<GridCell<'a>, Failure> {
        let border = borders(table, &cell.looks, slot.column > 0, row > 0);
        let mut insets = insets(&Looks {
            border,
            ..cell.looks.clone()
        });
        let sides = insets.left + insets.right;
        if sides > width / 2.0 {
            let share = width / 2.0 / sides;
            insets.left *= share;
            insets.right *= share;
        }
        let right_to_left = match cell.direction {
            Direction::Auto => right_to_left,
            direction => direction == Direction::RightToLeft,
        };
        let (children, height) = self.closed_flow(
            &cell.children,
            Column {
                width: (width - insets.left - insets.right).max(1.0),
                right_to_left,
                depth: depth + 1,
            },
        )?;
        Ok(GridCell {
            cell,
            left,
            width,
            rows: slot.rows,
            insets,
            border,
            height,
            children,
        })
    }

    /// A table that no page is wide enough for: its cells one below the other.
    fn cells_below_each_other(
        &mut self,
        table: &'a Table,
        column: Column,
    ) -> Result<Fragment<'a>, Failure> {
        let insets = insets(&table.looks);
        let inner = (column.width - insets.left - insets.right).max(column.width / 2.0);
        let mut children = Vec::new();
        let mut height = insets.top + insets.bottom;
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        let blocks = std::iter::once(&table.caption).chain(cells.map(|cell| &cell.children));
        for blocks in blocks {
            let inside = Column {
                width: inner,
                depth: column.depth + 1,
                ..column
            };
            let (fragments, high) = self.closed_flow(blocks, inside)?;
            height += high;
            children.extend(fragments);
        }
        Ok(Fragment {
            left: 0.0,
            width: column.width,
            gap: 0.0,
            height,
            start: insets.top + start(&children),
            keep_with_next: false,
            content: Piece::Group(Group {
                role: Role::Division,
                looks: &table.looks,
                insets,
                children,
            }),
        })
    }
}

/// Where borders collapse (CSS 2.2 §17.6.2), a cell leaves the side it shares with the cell before
/// it to that one.
fn borders(table: &Table, looks: &Looks, has_left: bool, has_above: bool) -> Edges<Border> {
    let mut border = looks.border;
    if table.collapse {
        if has_left && border.right.width > 0.0 {
            border.left.width = 0.0;
        }
        if has_above && border.bottom.width > 0.0 {
            border.top.width = 0.0;
        }
    }
    border
}

/// Rows are as high as their highest cell; a cell over several rows stretches the last of them.
fn row_heights(rows: &mut [GridRow<'_>], spacing: f32) {
    // How far down the cells that end with a row must reach.
    let mut bottoms: HashMap<usize, f64> = HashMap::new();
    let mut top = 0.0_f64;
    for (number, row) in rows.iter_mut().enumerate() {
        let mut height = row.height;
        let mut together = 0.0_f32;
        for cell in &row.cells {
            let needed = cell.height.max(length(cell.cell.looks.height))
                + cell.insets.top
                + cell.insets.bottom;
            if cell.rows == 1 {
                height = height.max(needed);
            } else {
                let bottom = bottoms.entry(number + cell.rows - 1).or_default();
                *bottom = bottom.max(top + f64::from(needed));
            }
            let gap = cell.children.first().map_or(0.0, |first| first.gap);
            together = together.max(cell.insets.top + gap + start(&cell.children));
        }
        if let Some(bottom) = bottoms.remove(&number) {
            height = height.max((bottom - top) as f32);
        }
        row.height = height;
        row.start = together.min(height);
        top += f64::from(height + spacing);
    }
}
