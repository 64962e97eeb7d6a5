//! Tables on pages: rows stay together where that leaves no page half empty, cells go on beside each
//! other, heads come again on each page.

use super::super::boxes::VerticalAlign;
use super::super::limits::Failure;
use super::breaking::{Breaker, Frame, NOTHING, Outline, below, no_border};
use super::fragment::{Fragment, Grid, GridCell, GridRow, length};
use super::sheet::Spot;
use super::tags::{CellKind, Kind};
use std::collections::BTreeMap;

/// Rows of a table that are being placed.
struct Rows<'f> {
    grid: &'f Grid<'f>,
    /// Cells that end with a row, by the number of that row.
    open: BTreeMap<usize, Vec<OpenCell<'f>>>,
    at: Spot,
}

struct OpenCell<'f> {
    cell: &'f GridCell<'f>,
    order: usize,
    begin: Spot,
    end: Spot,
}

impl Rows<'_> {
    /// How far below its top the content of a cell begins, by its vertical alignment.
    fn shift(&self, row: usize, cell: &GridCell<'_>) -> f32 {
        /// A cell over more rows than this begins at its top.
        const MOST: usize = 64;
        if cell.rows > MOST {
            return 0.0;
        }
        let rows = self.grid.rows.iter().skip(row).take(cell.rows);
        let height: f32 = rows.map(|row| row.height + self.grid.spacing).sum();
        let room = height - self.grid.spacing - cell.insets.top - cell.insets.bottom - cell.height;
        match cell.cell.vertical {
            VerticalAlign::Top => 0.0,
            VerticalAlign::Middle => room.max(0.0) / 2.0,
            VerticalAlign::Bottom => room.max(0.0),
        }
    }
}

impl<'f> Breaker<'f> {
    pub(super) fn grid(
        &mut self,
        grid: &'f Grid<'f>,
        fragment: &'f Fragment<'f>,
        at: Spot,
        frame: Frame,
    ) -> Result<Spot, Failure> {
        let table = match frame.element {
            Some(parent) if grid.table.is_data => Some(self.structure.add(parent, Kind::Table)),
            _ => None,
        };
        let mut top = at;
        if !grid.caption.is_empty() {
            let element = table.map(|table| self.structure.add(table, Kind::Caption));
            let caption = Frame {
                element: element.or(frame.element),
                ..frame
            };
            top = self.flow(&grid.caption, at, caption)?;
        }
        let order = self.next_order();
        let scale = frame.scale * grid.scale;
        let inner = Frame {
            left: frame.left + grid.insets.left * scale,
            scale,
            ..frame
        };
        let mut rows = Rows {
            grid,
            open: BTreeMap::new(),
            at: below(top, (grid.insets.top + grid.spacing) * scale),
        };
        let head_element = table
            .filter(|_| grid.repeated > 0)
            .map(|table| self.structure.add(table, Kind::HeadRows));
        let mut body_element = None;
        let heads = &grid.rows[..grid.repeated];
        let heads_height: f32 = heads.iter().map(|row| row.height + grid.spacing).sum();
        let mut heads_page = at.page;
        for (number, row) in grid.rows.iter().enumerate() {
            let group = match number < grid.repeated {
                true => head_element,
                false => {
                    if body_element.is_none() {
                        body_element = table.map(|table| self.structure.add(table, Kind::BodyRows));
                    }
                    body_element
                }
            };
            let is_head = number < grid.repeated;
            let row_frame = Frame {
                top: if is_head {
                    frame.top
                } else {
                    frame.top + heads_height * scale
                },
                ..inner
            };
            self.row(&mut rows, number, row, row_frame, group)?;
            if is_head {
                heads_page = rows.at.page;
            }
        }
        let end = below(rows.at, grid.insets.bottom * scale);
        for page in heads_page + 1..=end.page {
            self.repeat_heads(
                grid,
                Spot {
                    page,
                    top: frame.top,
                },
                inner,
            )?;
        }
        let outline = Outline {
            order,
            left: frame.left,
            width: fragment.width * frame.scale,
            background: grid.table.looks.background,
            border: grid.table.looks.border,
            radius: length(grid.table.looks.radius),
            frame: Frame { scale, ..frame },
        };
        self.decorate(&outline, top, end);
        Ok(end)
    }

    /// The heads of a table again, for the eye.
    fn repeat_heads(&mut self, grid: &'f Grid<'f>, at: Spot, frame: Frame) -> Result<(), Failure> {
        let mut rows = Rows {
            grid,
            open: BTreeMap::new(),
            at,
        };
        let frame = Frame {
            element: None,
            ..frame
        };
        for (number, row) in grid.rows.iter().take(grid.repeated).enumerate() {
            self.row(&mut rows, number, row, frame, None)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        rows: &mut Rows<'f>,
        number: usize,
        row: &'f GridRow<'f>,
        frame: Frame,
        group: Option<usize>,
    ) -> Result<(), Failure> {
        self.deadline.check()?;
        let scale = frame.scale;
        let height = row.height * scale;
        let page = self.bottom - frame.top;
        // A row stays together unless it is so high that much of a page would stay empty.
        let together = match height <= page / 2.0 {
            true => height,
            false => (row.start * scale).min(page / 2.0),
        };
        let at = self.make_room(together, rows.at, frame)?;
        let whole = at.top + height <= self.bottom + NOTHING;
        let element = group
            .filter(|_| !row.cells.is_empty())
            .map(|group| self.structure.add(group, Kind::Row));
        let background_order = self.next_order();
        let mut end = Spot {
            page: at.page,
            top: (at.top + height).min(self.bottom.max(at.top)),
        };
        for cell in &row.cells {
            let order = self.next_order();
            let cell_element = match element {
                Some(row) => Some(self.structure.add(
                    row,
                    Kind::Cell(CellKind {
                        header: cell.cell.header,
                        columns: cell.cell.columns,
                        rows: cell.rows,
                    }),
                )),
                None => frame.element,
            };
            let inner = Frame {
                left: frame.left + (cell.left + cell.insets.left) * scale,
                element: cell_element,
                ..frame
            };
            let shift = if whole { rows.shift(number, cell) } else { 0.0 };
            let begin = below(at, (cell.insets.top + shift) * scale);
            let cell_end = self.flow(&cell.children, begin, inner)?;
            let cell_end = below(cell_end, cell.insets.bottom * scale);
            let cell_end = Spot {
                top: cell_end.top.min(self.bottom.max(begin.top)),
                ..cell_end
            };
            let opened = OpenCell {
                cell,
                order,
                begin: at,
                end: cell_end,
            };
            rows.open
                .entry(number + cell.rows - 1)
                .or_default()
                .push(opened);
        }
        let closing = rows.open.remove(&number).unwrap_or_default();
        for cell in &closing {
            end = end.max(cell.end);
        }
        if let Some(background) = row.background {
            self.decorate(
                &Outline {
                    order: background_order,
                    left: frame.left,
                    width: rows.grid.inner_width * scale,
                    background: Some(background),
                    border: no_border(),
                    radius: 0.0,
                    frame,
                },
                at,
                end,
            );
        }
        for OpenCell {
            cell, order, begin, ..
        } in closing
        {
            self.decorate(
                &Outline {
                    order,
                    left: frame.left + cell.left * scale,
                    width: cell.width * scale,
                    background: cell.cell.looks.background,
                    border: cell.border,
                    radius: length(cell.cell.looks.radius),
                    frame,
                },
                begin,
                end,
            );
        }
        rows.at = below(end, rows.grid.spacing * scale);
        Ok(())
    }
}
