//! Fragments get their places on pages. No page ends within a line or an image; headings stay with
//! what follows; paragraphs leave no single lines; what is higher than a page goes on on the next
//! (CSS Fragmentation Level 3).

use super::super::boxes::{Border, Colour, Edges, Role, VerticalAlign};
use super::super::limits::{Deadline, Failure, MAX_PAGES};
use super::fragment::{Fragment, Grid, GridCell, GridRow, Group, Piece, length, start};
use super::sheet::{Decoration, Item, Sheet, Shown, Spot};
use super::tags::{CellKind, Kind, Structure};
use super::text::Lines;
use std::collections::BTreeMap;

/// Less than this is a matter of rounding.
const NOTHING: f32 = 0.01;

/// Places fragments on sheets.
pub(super) struct Breaker<'f> {
    pub(super) sheets: Vec<Sheet<'f>>,
    pub(super) structure: Structure,
    page: (f32, f32),
    margin: f32,
    bottom: f32,
    decorations: usize,
    deadline: Deadline,
}

/// The column on the paper that something is placed in.
#[derive(Clone, Copy)]
struct Frame {
    left: f32,
    /// Where the column begins on each new page.
    top: f32,
    scale: f32,
    /// What it belongs to; nothing if it is shown again only for the eye.
    element: Option<usize>,
    /// A heading around it.
    heading: Option<u8>,
    code: bool,
}

impl<'f> Breaker<'f> {
    pub(super) fn new(page: (f32, f32), margin: f32, deadline: Deadline) -> Self {
        Self {
            sheets: Vec::new(),
            structure: Structure::new(),
            page,
            margin,
            bottom: page.1 - margin,
            decorations: 0,
            deadline,
        }
    }

    /// The top of a new page.
    pub(super) fn new_page(&mut self, size: (f32, f32)) -> Result<Spot, Failure> {
        self.deadline.check()?;
        if self.sheets.len() >= MAX_PAGES {
            return Err(Failure::TooMany("it has too many pages"));
        }
        self.sheets.push(Sheet {
            size,
            decorations: Vec::new(),
            items: Vec::new(),
        });
        Ok(Spot {
            page: self.sheets.len() - 1,
            top: self.margin,
        })
    }

    fn next_page(&mut self, at: Spot, top: f32) -> Result<Spot, Failure> {
        let page = at.page + 1;
        while self.sheets.len() <= page {
            self.new_page(self.page)?;
        }
        Ok(Spot { page, top })
    }

    /// Places a section from `at` on; says where it begins and ends.
    pub(super) fn section(
        &mut self,
        fragments: &'f [Fragment<'f>],
        at: Spot,
        element: usize,
    ) -> Result<(Spot, Spot), Failure> {
        let frame = Frame {
            left: self.margin,
            top: self.margin,
            scale: 1.0,
            element: Some(element),
            heading: None,
            code: false,
        };
        let at = self.make_room(start(fragments), at, frame)?;
        Ok((at, self.flow(fragments, at, frame)?))
    }

    /// The next page, if so much does not fit below `at`.
    fn make_room(&mut self, height: f32, at: Spot, frame: Frame) -> Result<Spot, Failure> {
        let fits = at.top + height <= self.bottom + NOTHING;
        match fits || at.top <= frame.top + NOTHING {
            true => Ok(at),
            false => self.next_page(at, frame.top),
        }
    }

    fn flow(
        &mut self,
        fragments: &'f [Fragment<'f>],
        begin: Spot,
        frame: Frame,
    ) -> Result<Spot, Failure> {
        let mut at = begin;
        for (number, fragment) in fragments.iter().enumerate() {
            self.deadline.check()?;
            // Margins vanish where a page begins (CSS Fragmentation §5.2).
            if at.page == begin.page || at.top > frame.top + NOTHING {
                at.top += fragment.gap * frame.scale;
            }
            let together = start(&fragments[number..]) * frame.scale;
            at = self.make_room(together, at, frame)?;
            at = self.fragment(fragment, at, frame)?;
        }
        Ok(at)
    }

    fn fragment(
        &mut self,
        fragment: &'f Fragment<'f>,
        at: Spot,
        frame: Frame,
    ) -> Result<Spot, Failure> {
        let frame = Frame {
            left: frame.left + fragment.left * frame.scale,
            ..frame
        };
        match &fragment.content {
            Piece::Lines(lines) => self.lines(lines, at, frame),
            Piece::Group(group) => self.group(group, fragment, at, frame),
            Piece::Grid(grid) => self.grid(grid, fragment, at, frame),
            Piece::Rule(colour) => {
                let height = fragment.height * frame.scale;
                let order = self.next_order();
                self.sheets[at.page].decorations.push(Decoration {
                    order,
                    left: frame.left,
                    top: at.top,
                    width: fragment.width * frame.scale,
                    height,
                    background: Some(*colour),
                    border: no_border(),
                    radius: 0.0,
                    scale: frame.scale,
                });
                Ok(below(at, height))
            }
        }
    }

    fn lines(&mut self, lines: &'f Lines<'f>, at: Spot, frame: Frame) -> Result<Spot, Failure> {
        let role = lines.paragraph.role;
        let element = frame.element.map(|parent| {
            let heading = match role {
                Role::Heading(level) => Some(level),
                _ => frame.heading,
            };
            match heading {
                Some(level) => self.structure.heading(parent, level, &lines.paragraph.text),
                None => {
                    let kind = if role == Role::Caption {
                        Kind::Caption
                    } else {
                        Kind::Paragraph
                    };
                    let paragraph = self.structure.add(parent, kind);
                    match role == Role::Code || frame.code {
                        true => self.structure.add(paragraph, Kind::Code),
                        false => paragraph,
                    }
                }
            }
        });
        let mut at = at;
        if lines.marker.is_some() {
            // The label stands beside the body of its list item, not in it.
            let label = frame.element.map(|body| self.structure.label(body));
            self.show(at, frame, label, Shown::Marker(lines));
        }
        let count = lines.lines.len();
        for (number, line) in lines.lines.iter().enumerate() {
            let height = line.height * frame.scale;
            // The last line but one takes the last one with it to the next page.
            let next = lines
                .lines
                .get(number + 1)
                .filter(|_| number + 2 == count && count > 3);
            let together = height + next.map_or(0.0, |next| next.height * frame.scale);
            at = self.make_room(together, at, frame)?;
            self.show(at, frame, element, Shown::Line(lines, number));
            at = below(at, height);
        }
        Ok(at)
    }

    fn show(&mut self, at: Spot, frame: Frame, element: Option<usize>, content: Shown<'f>) {
        self.sheets[at.page].items.push(Item {
            left: frame.left,
            top: at.top,
            scale: frame.scale,
            element,
            content,
        });
    }

    fn group(
        &mut self,
        group: &'f Group<'f>,
        fragment: &'f Fragment<'f>,
        at: Spot,
        frame: Frame,
    ) -> Result<Spot, Failure> {
        let element = frame
            .element
            .map(|parent| self.element_of(group.role, parent));
        let inner = Frame {
            left: frame.left + group.insets.left * frame.scale,
            element,
            heading: match group.role {
                Role::Heading(level) => Some(level),
                _ => frame.heading,
            },
            code: frame.code || group.role == Role::Code,
            ..frame
        };
        let order = self.next_order();
        let end = self.flow(
            &group.children,
            below(at, group.insets.top * frame.scale),
            inner,
        )?;
        let mut end = below(end, group.insets.bottom * frame.scale);
        if end.page == at.page {
            // What it is higher than its content does not go on on the next page.
            let least = at.top + fragment.height * frame.scale;
            end.top = end.top.max(least.min(self.bottom));
        }
        let outline = Outline {
            order,
            left: frame.left,
            width: fragment.width * frame.scale,
            background: group.looks.background,
            border: group.looks.border,
            radius: length(group.looks.radius),
            frame,
        };
        self.decorate(&outline, at, end);
        Ok(end)
    }

    /// The element of the structure that a container is.
    fn element_of(&mut self, role: Role, parent: usize) -> usize {
        match role {
            Role::Division | Role::Paragraph | Role::Heading(_) | Role::Code => parent,
            Role::Quote => self.structure.add(parent, Kind::Quote),
            Role::Caption => self.structure.add(parent, Kind::Caption),
            Role::List { ordered } => self.structure.add(parent, Kind::List { ordered }),
            Role::ListItem => self.structure.item(parent),
        }
    }

    fn grid(
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

    /// Background and borders of a box from `begin` to `end`, on each page it stands on.
    fn decorate(&mut self, outline: &Outline, begin: Spot, end: Spot) {
        let Outline { border, frame, .. } = outline;
        let sides = [border.top, border.right, border.bottom, border.left];
        if outline.background.is_none() && sides.iter().all(|side| side.width <= 0.0) {
            return;
        }
        for page in begin.page..=end.page {
            let top = if page == begin.page {
                begin.top
            } else {
                frame.top
            };
            let bottom = if page == end.page {
                end.top
            } else {
                self.bottom
            };
            if bottom - top <= NOTHING {
                continue;
            }
            // Where it goes on on another page, it is cut (CSS Fragmentation §5.4, `slice`).
            let mut border = *border;
            if page != begin.page {
                border.top.width = 0.0;
            }
            if page != end.page {
                border.bottom.width = 0.0;
            }
            let whole = begin.page == end.page;
            if let Some(sheet) = self.sheets.get_mut(page) {
                sheet.decorations.push(Decoration {
                    order: outline.order,
                    left: outline.left,
                    top,
                    width: outline.width,
                    height: bottom - top,
                    background: outline.background,
                    border,
                    radius: if whole { outline.radius } else { 0.0 },
                    scale: frame.scale,
                });
            }
        }
    }

    fn next_order(&mut self) -> usize {
        self.decorations += 1;
        self.decorations
    }
}

/// What is drawn around a box.
struct Outline {
    order: usize,
    left: f32,
    width: f32,
    background: Option<Colour>,
    border: Edges<Border>,
    radius: f32,
    frame: Frame,
}

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

fn below(at: Spot, height: f32) -> Spot {
    Spot {
        top: at.top + height,
        ..at
    }
}

fn no_border() -> Edges<Border> {
    let none = Border {
        width: 0.0,
        colour: Colour {
            red: 0,
            green: 0,
            blue: 0,
        },
        line: super::super::boxes::LineStyle::Solid,
    };
    Edges {
        top: none,
        right: none,
        bottom: none,
        left: none,
    }
}
