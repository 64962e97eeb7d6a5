//! Tables (WHATWG HTML §4.9): most of them in mails put things beside each other, some hold data.

use super::super::boxes::{
    Align, Block, Border, Cell, Colour, Direction, HeaderScope, Length, LineStyle, Role, Row,
    Table, VerticalAlign,
};
use super::super::limits::Failure;
use super::body::Reader;
use super::boxes_beside::cell as beside_cell;
use super::dom::Id;
use super::elements::looks;
use super::flow::Flow;
use super::lengths::{Measure, PIXEL, dimension};
use super::style::{Display, Inherited, ListStyle, Own, Side, edges};

/// Columns that are told apart. No mail has so many, and each costs room and time in each row.
const MAX_COLUMNS: usize = 100;

/// Lines that the `border` attribute draws.
const LINE: Colour = Colour {
    red: 0x80,
    green: 0x80,
    blue: 0x80,
};

/// What a table says about its cells.
struct Defaults {
    padding: f32,
    line: Option<Side>,
}

/// Which part of a table a row is in.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Head,
    Body,
    Foot,
}

/// A row with what its group gives to it.
struct Found {
    id: Id,
    part: Part,
    inherited: Inherited,
    vertical: Option<VerticalAlign>,
}

impl Reader<'_, '_> {
    pub(super) fn table_element(
        &mut self,
        id: Id,
        inherited: &Inherited,
        own: Own,
        outer: &Inherited,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<(), Failure> {
        let floats = own.float;
        let table = self.table(id, inherited, own.clone(), outer, depth)?;
        if table.rows.is_empty() && table.caption.is_empty() {
            return Ok(());
        }
        if floats.is_some() {
            // Its own box keeps its looks; the cell around it only its width.
            let mut around = Own::new(Display::Block);
            around.width = own.width;
            around.vertical = Some(VerticalAlign::Top);
            let mut table = table;
            if let Length::Percent(_) = table.looks.width {
                table.looks.width = Length::Percent(100.0);
            }
            let cell = beside_cell(&around, inherited, outer, vec![Block::Table(table)]);
            flow.push_beside(cell);
        } else {
            flow.push(Block::Table(table));
        }
        Ok(())
    }

    fn table(
        &mut self,
        id: Id,
        inherited: &Inherited,
        mut own: Own,
        outer: &Inherited,
        depth: usize,
    ) -> Result<Table, Failure> {
        let mut inherited = inherited.clone();
        if inherited.places_boxes {
            // What an attribute aligned around the table ends here (see `Inherited`).
            inherited.places_boxes = false;
            inherited.align = Align::Start;
        }
        inherited.indent = 0.0;
        inherited.list = None::<ListStyle>;
        let pixels = |name| {
            let value = self.dom.attribute(id, name).and_then(dimension);
            value.and_then(Measure::points)
        };
        let lines = match self.dom.attribute(id, "border").map(str::trim) {
            None => 0.0,
            Some(value) => dimension(value)
                .and_then(Measure::points)
                .unwrap_or(PIXEL)
                .min(30.0),
        };
        let drawn = |width| Side {
            width: Some(width),
            line: Some(LineStyle::Solid),
            colour: Some(LINE),
        };
        if lines > 0.0 && !own.is_lined {
            own.border = edges(drawn(lines));
        }
        let defaults = Defaults {
            padding: pixels("cellpadding").unwrap_or(PIXEL).min(100.0),
            line: (lines > 0.0).then(|| drawn(PIXEL)),
        };
        let spacing = match own.collapse {
            true => 0.0,
            false => own
                .spacing
                .or(pixels("cellspacing"))
                .unwrap_or(2.0 * PIXEL)
                .min(100.0),
        };
        let mut caption = Vec::new();
        let mut columns = Vec::new();
        let mut found = Vec::new();
        self.parts(
            id,
            &inherited,
            depth,
            &mut caption,
            &mut columns,
            &mut found,
        )?;
        let order = |part| match part {
            Part::Head => 0,
            Part::Body => 1,
            Part::Foot => 2,
        };
        found.sort_by_key(|row: &Found| order(row.part));
        let in_head = found.iter().filter(|row| row.part == Part::Head).count();
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            rows.extend(self.row(&row, &defaults, depth)?);
        }
        let only_headers =
            |row: &Row| !row.cells.is_empty() && row.cells.iter().all(|cell| cell.header.is_some());
        let leading = rows.iter().take_while(|row| only_headers(row)).count();
        let header_rows = if in_head > 0 { in_head } else { leading };
        let has_headers = rows
            .iter()
            .any(|row: &Row| row.cells.iter().any(|cell| cell.header.is_some()));
        let is_data = rows.len() > 1
            && (has_headers || in_head > 0)
            && rows.iter().any(|row| row.cells.len() > 1);
        let header_rows = if is_data && header_rows < rows.len() {
            header_rows
        } else {
            0
        };
        scopes(&mut rows, header_rows, is_data);
        let looks = own.looks(inherited.text.colour, outer);
        Ok(Table {
            looks,
            direction: inherited.direction,
            is_data,
            caption,
            columns,
            rows,
            header_rows,
            spacing,
            collapse: own.collapse,
        })
    }

    /// Finds caption, columns and rows.
    fn parts(
        &mut self,
        id: Id,
        inherited: &Inherited,
        depth: usize,
        caption: &mut Vec<Block>,
        columns: &mut Vec<Length>,
        rows: &mut Vec<Found>,
    ) -> Result<(), Failure> {
        let dom = self.dom;
        for child in dom.children(id) {
            let name = dom.name(child);
            let part = match name {
                "caption" => {
                    let (mut inherited, own) = looks(dom, child, inherited);
                    inherited.align = Align::Centre;
                    if own.display != Display::None {
                        let mut flow = Flow::new(&inherited, Role::Caption);
                        self.children(child, &inherited, &mut flow, depth + 1)?;
                        caption.extend(flow.finish());
                    }
                    continue;
                }
                "colgroup" | "col" => {
                    self.columns(child, columns);
                    continue;
                }
                "thead" => Part::Head,
                "tbody" => Part::Body,
                "tfoot" => Part::Foot,
                _ => continue,
            };
            let (inherited, own) = looks(dom, child, inherited);
            if own.display == Display::None {
                continue;
            }
            for row in dom.children(child).filter(|&row| dom.name(row) == "tr") {
                rows.push(Found {
                    id: row,
                    part,
                    inherited: inherited.clone(),
                    vertical: own.vertical,
                });
            }
        }
        Ok(())
    }

    fn columns(&self, id: Id, columns: &mut Vec<Length>) {
        let cols: Vec<Id> = self
            .dom
            .children(id)
            .filter(|&col| self.dom.name(col) == "col")
            .collect();
        let stated = if cols.is_empty() { vec![id] } else { cols };
        for col in stated {
            let (_, own) = looks(self.dom, col, &Inherited::default());
            let width = self.dom.attribute(col, "width").and_then(dimension);
            let width = match own.width {
                Length::Auto => width.map_or(Length::Auto, Measure::width),
                width => width,
            };
            for _ in 0..self.count(col, "span") {
                if columns.len() < MAX_COLUMNS {
                    columns.push(width);
                }
            }
        }
    }

    /// A number of columns or rows: at least 1.
    fn count(&self, id: Id, name: &str) -> usize {
        let value = self
            .dom
            .attribute(id, name)
            .map(str::trim)
            .unwrap_or_default();
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        value[..digits]
            .parse::<usize>()
            .map_or(1, |count| count.clamp(1, MAX_COLUMNS))
    }

    fn row(
        &mut self,
        row: &Found,
        defaults: &Defaults,
        depth: usize,
    ) -> Result<Option<Row>, Failure> {
        self.deadline.check()?;
        let dom = self.dom;
        let (inherited, own) = looks(dom, row.id, &row.inherited);
        if own.display == Display::None {
            return Ok(None);
        }
        let height = dom.attribute(row.id, "height").and_then(dimension);
        let height = match height {
            Some(Measure::Number(pixels)) => (pixels * PIXEL).min(800.0),
            _ => own.height,
        };
        let vertical = own.vertical.or(row.vertical);
        let mut cells = Vec::new();
        let mut columns = 0;
        for id in dom.children(row.id) {
            if !matches!(dom.name(id), "td" | "th") || columns >= MAX_COLUMNS {
                continue;
            }
            let Some(mut cell) = self.cell(id, &inherited, vertical, defaults, depth)? else {
                continue;
            };
            cell.columns = cell.columns.min(MAX_COLUMNS - columns);
            columns += cell.columns;
            cells.push(cell);
        }
        Ok((!cells.is_empty()).then_some(Row {
            background: own.background,
            height,
            cells,
        }))
    }

    fn cell(
        &mut self,
        id: Id,
        outer: &Inherited,
        vertical: Option<VerticalAlign>,
        defaults: &Defaults,
        depth: usize,
    ) -> Result<Option<Cell>, Failure> {
        let dom = self.dom;
        let (inherited, mut own) = looks(dom, id, outer);
        if own.display == Display::None {
            return Ok(None);
        }
        if !own.is_padded {
            own.padding = edges(defaults.padding);
        }
        if let Some(line) = defaults.line.filter(|_| !own.is_lined) {
            own.border = edges(line);
        }
        let is_header = dom.name(id) == "th";
        let mut flow = Flow::new(&inherited, Role::Paragraph);
        // A cell of a table is deeper by the table, its body, the row and itself.
        self.children(id, &inherited, &mut flow, depth + 4)?;
        let mut looks = own.looks(inherited.text.colour, outer);
        looks.margin = edges(0.0);
        looks.place = Align::Start;
        let header = is_header.then(|| match dom.attribute(id, "scope") {
            Some("col" | "colgroup") => HeaderScope::Column,
            Some("row" | "rowgroup") => HeaderScope::Row,
            // To be decided by its place.
            _ => HeaderScope::Both,
        });
        Ok(Some(Cell {
            looks,
            direction: inherited.direction,
            columns: self.count(id, "colspan"),
            rows: self.count(id, "rowspan"),
            header,
            vertical: own.vertical.or(vertical).unwrap_or(VerticalAlign::Middle),
            wrap: inherited.white_space.wraps,
            children: flow.finish(),
        }))
    }
}

/// Says what the headers of a table of data are of, and forgets those of others; keeps rows from
/// reaching beyond the table's end.
fn scopes(rows: &mut [Row], header_rows: usize, is_data: bool) {
    let count = rows.len();
    for (number, row) in rows.iter_mut().enumerate() {
        for (place, cell) in row.cells.iter_mut().enumerate() {
            cell.rows = cell.rows.min(count - number);
            cell.header = match cell.header {
                _ if !is_data => None,
                None if number < header_rows => Some(HeaderScope::Column),
                Some(HeaderScope::Both) if number < header_rows => Some(HeaderScope::Column),
                Some(HeaderScope::Both) if place == 0 => Some(HeaderScope::Row),
                Some(HeaderScope::Both) => Some(HeaderScope::Column),
                header => header,
            };
        }
    }
}

/// A table of labels and values, as the pages themselves have them.
pub(super) fn labels(rows: Vec<(Vec<Block>, Vec<Block>)>) -> Table {
    let own = |display| Own::new(display).looks(super::colours::BLACK, &Inherited::default());
    let cell = |children, header| {
        let mut looks = own(Display::Block);
        looks.padding.right = 9.0;
        looks.padding.bottom = 1.5;
        Cell {
            looks,
            direction: Direction::Auto,
            columns: 1,
            rows: 1,
            header,
            vertical: VerticalAlign::Top,
            wrap: true,
            children,
        }
    };
    let mut looks = own(Display::Table);
    looks.border = edges(Border {
        width: 0.0,
        colour: LINE,
        line: LineStyle::Solid,
    });
    Table {
        looks,
        direction: Direction::LeftToRight,
        is_data: true,
        caption: Vec::new(),
        columns: Vec::new(),
        rows: rows
            .into_iter()
            .map(|(label, value)| Row {
                background: None,
                height: 0.0,
                cells: vec![cell(label, Some(HeaderScope::Row)), cell(value, None)],
            })
            .collect(),
        header_rows: 0,
        spacing: 0.0,
        collapse: false,
    }
}
