//! An HTML body becomes blocks: one step per element, at most [`MAX_DEPTH`] deep.

use super::super::boxes::{Align, Block, Colour, Container, Length, Marker, Picture, Role};
use super::super::limits::{Deadline, Failure, MAX_DEPTH};
use super::boxes_beside::cell;
use super::dom::{Dom, Id, Shown};
use super::elements::looks;
use super::flow::Flow;
use super::images::Images;
use super::lengths::{Measure, PIXEL, dimension};
use super::style::{Display, Inherited, Own, Side, edges};

const RULE: Colour = Colour {
    red: 0x9a,
    green: 0x9a,
    blue: 0x9a,
};

/// The thickest rule, in points.
const MAX_RULE: f32 = 40.0;

/// Reads a tree.
pub(super) struct Reader<'a, 'm> {
    pub(super) dom: &'a Dom,
    pub(super) images: &'a mut Images<'m>,
    pub(super) deadline: Deadline,
    /// The level of the last heading. The next one is at most one deeper, so that no level is
    /// left out (ISO 14289-1 §7.4.2).
    pub(super) heading: u8,
}

impl Reader<'_, '_> {
    /// All blocks of the document.
    pub(super) fn read(&mut self) -> Result<Vec<Block>, Failure> {
        let outermost = Inherited::default();
        let mut flow = Flow::new(&outermost, Role::Paragraph);
        self.children(self.dom.root(), &outermost, &mut flow, 0)?;
        Ok(flow.finish())
    }

    pub(super) fn children(
        &mut self,
        id: Id,
        outer: &Inherited,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<(), Failure> {
        let dom = self.dom;
        if depth >= MAX_DEPTH {
            return self.flat(id, outer, flow);
        }
        for child in dom.children(id) {
            match dom.shown(child) {
                Shown::Text(text) => flow.text(text, outer),
                Shown::Element(name) => self.element(child, name, outer, flow, depth + 1)?,
                Shown::Nothing => {}
            }
        }
        Ok(())
    }

    /// What is nested too deep stands there without looks of its own.
    fn flat(&mut self, id: Id, outer: &Inherited, flow: &mut Flow) -> Result<(), Failure> {
        let dom = self.dom;
        for inner in dom.inside(id).skip(1) {
            match dom.shown(inner) {
                Shown::Text(text) => flow.text(text, outer),
                Shown::Element("br" | "p" | "div" | "tr" | "li") if !flow.at_line_start() => {
                    self.deadline.check()?;
                    flow.line_break(outer);
                }
                Shown::Element(_) | Shown::Nothing => {}
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        id: Id,
        name: &str,
        outer: &Inherited,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<(), Failure> {
        self.deadline.check()?;
        let (inherited, own) = looks(self.dom, id, outer);
        if own.display == Display::None {
            return Ok(());
        }
        match name {
            "br" => flow.line_break(outer),
            "wbr" => flow.text("\u{200b}", outer),
            "img" => self.image(id, &inherited, &own, outer, flow)?,
            "hr" => flow.push(self.rule(id, &own, outer)),
            "table" => self.table_element(id, &inherited, own, outer, flow, depth)?,
            "ul" | "ol" => self.list(id, name, &inherited, own, outer, flow, depth)?,
            "q" => {
                flow.text("\u{201c}", &inherited);
                self.children(id, &inherited, flow, depth)?;
                flow.text("\u{201d}", &inherited);
            }
            "rt" => {
                flow.text("(", &inherited);
                self.children(id, &inherited, flow, depth)?;
                flow.text(")", &inherited);
            }
            _ => match own.display {
                Display::Block | Display::ListItem | Display::Table => {
                    self.block(id, name, &inherited, own, outer, flow, depth)?;
                }
                _ if stands_beside(&own, flow) => {
                    let children = self.inside(id, &inherited, Role::Paragraph, flow, depth)?;
                    if !children.is_empty() {
                        flow.push_beside(cell(&own, &inherited, outer, children));
                    }
                }
                _ => self.children(id, &inherited, flow, depth)?,
            },
        }
        Ok(())
    }

    /// The blocks inside of an element that is a block.
    pub(super) fn inside(
        &mut self,
        id: Id,
        inherited: &Inherited,
        role: Role,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<Vec<Block>, Failure> {
        let mut inner = Flow::new(inherited, role);
        inner.marker = flow.marker.take();
        self.children(id, inherited, &mut inner, depth)?;
        inner.flush();
        flow.marker = inner.marker.take();
        Ok(inner.finish())
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "what every step of this walk needs"
    )]
    fn block(
        &mut self,
        id: Id,
        name: &str,
        inherited: &Inherited,
        own: Own,
        outer: &Inherited,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<(), Failure> {
        flow.flush();
        let (role, inner_role) = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (Role::Division, self.heading_role(name)),
            "blockquote" => (Role::Quote, Role::Paragraph),
            "pre" => (Role::Division, Role::Code),
            _ => (Role::Division, flow.role),
        };
        let children = self.inside(id, inherited, inner_role, flow, depth)?;
        let is_spacer = own.height > 0.0 || own.is_framed();
        if children.is_empty() && !is_spacer {
            return Ok(());
        }
        let floats = own.float.is_some() && own.width != Length::Auto;
        if floats && depth > 1 {
            flow.push_beside(cell(&own, inherited, outer, children));
        } else if own.is_plain() && role == Role::Division && inherited.direction == outer.direction
        {
            flow.blocks.extend(children);
        } else {
            let mut looks = own.looks(inherited.text.colour, outer);
            if looks.width == Length::Auto && looks.place != Align::Start {
                // A block is as wide as it may be (CSS 2.2 §10.3.3), and then placed.
                looks.width = Length::Percent(100.0);
            }
            flow.push(Block::Container(Container {
                role,
                looks,
                direction: inherited.direction,
                children,
            }));
        }
        Ok(())
    }

    fn heading_role(&mut self, name: &str) -> Role {
        let wanted = name
            .strip_prefix('h')
            .and_then(|level| level.parse().ok())
            .unwrap_or(1_u8);
        self.heading = wanted.clamp(1, 6).min(self.heading + 1);
        Role::Heading(self.heading)
    }

    fn image(
        &mut self,
        id: Id,
        inherited: &Inherited,
        own: &Own,
        outer: &Inherited,
        flow: &mut Flow,
    ) -> Result<(), Failure> {
        let alternative = self.dom.attribute(id, "alt").map(str::trim);
        let in_brackets = |text: &str| format!("[{text}]");
        let Some(source) = self.dom.attribute(id, "src") else {
            // One on the internet.
            if let Some(text) = alternative.filter(|text| !text.is_empty()) {
                flow.text(&in_brackets(text), inherited);
            }
            return Ok(());
        };
        let Some(found) = self.images.get(source)? else {
            let text = alternative.filter(|text| !text.is_empty());
            flow.text(&in_brackets(text.unwrap_or("image")), inherited);
            return Ok(());
        };
        let attribute = |name| self.dom.attribute(id, name).and_then(dimension);
        // What only tells a sender that the mail was read, or pushes other things about.
        let is_tiny = |measure| matches!(measure, Some(Measure::Number(pixels)) if pixels <= 1.0);
        if found.pixels.0.max(found.pixels.1) <= 2
            || is_tiny(attribute("width")) && is_tiny(attribute("height"))
        {
            return Ok(());
        }
        let from_attribute = attribute("width").map_or(Length::Auto, Measure::width);
        let mut width = match own.width {
            Length::Auto => from_attribute,
            width => width,
        };
        if let (Length::Percent(_), Length::Points(_)) = (width, own.max_width) {
            width = own.max_width;
        }
        let natural = found.natural();
        if let (Length::Auto, Length::Points(most)) = (width, own.max_width)
            && most < natural.0
        {
            width = own.max_width;
        }
        let height = match (own.height > 0.0, attribute("height")) {
            (true, _) => Some(own.height),
            // A width in the style of a picture whose attributes state both: keep proportions.
            (false, Some(Measure::Number(pixels))) if pixels > 0.0 && own.width == Length::Auto => {
                Some(pixels * PIXEL)
            }
            _ => None,
        };
        let named = || self.images.name(source).unwrap_or_default().to_owned();
        let picture = Picture {
            image: found.image.clone(),
            width,
            height,
            natural,
            turn: found.turn,
            alternative: alternative.map_or_else(named, str::to_owned),
        };
        let as_block = own.display == Display::Block;
        if as_block {
            flow.end_paragraph();
        }
        match own.margin.left.is_none() && own.margin.right.is_none() && as_block {
            // `display:block; margin:0 auto`
            true => {
                let mut centred = Flow::new(inherited, flow.role);
                centred.centre();
                centred.image(picture, outer.text.link.clone());
                flow.blocks.extend(centred.finish());
            }
            false => flow.image(picture, outer.text.link.clone()),
        }
        if as_block {
            flow.end_paragraph();
        }
        Ok(())
    }

    /// `<hr>`, with the lines that its style draws or its attributes describe.
    fn rule(&self, id: Id, own: &Own, outer: &Inherited) -> Block {
        let sides = [own.border.top, own.border.bottom, own.border.left];
        let drawn = |side: &&Side| side.line.is_some();
        let attribute = |name| self.dom.attribute(id, name);
        let thickness = attribute("size")
            .and_then(dimension)
            .and_then(Measure::points);
        let colour = attribute("color").and_then(super::colours::legacy);
        let (thickness, colour) = match sides.iter().find(drawn) {
            Some(side) => (side.width, side.colour),
            None if own.background.is_some() => (
                Some(own.height).filter(|height| *height > 0.0),
                own.background,
            ),
            None => (thickness, colour),
        };
        let mut looks = own.looks(outer.text.colour, outer);
        looks.border = Own::new(Display::Block)
            .looks(outer.text.colour, outer)
            .border;
        looks.padding = edges(0.0);
        looks.background = None;
        looks.height = 0.0;
        looks.margin.top = looks.margin.top.max(outer.text.size / 2.0);
        looks.margin.bottom = looks.margin.bottom.max(outer.text.size / 2.0);
        if looks.width != Length::Auto && looks.place == Align::Start {
            // A rule is centred unless it says otherwise (WHATWG HTML §15.3.10).
            looks.place = match self.dom.attribute(id, "align") {
                Some(value) if value.eq_ignore_ascii_case("left") => Align::Left,
                _ => Align::Centre,
            };
        }
        Block::Rule {
            looks,
            colour: colour.unwrap_or(RULE),
            thickness: thickness.unwrap_or(PIXEL).clamp(0.25, MAX_RULE),
        }
    }
}

/// Whether an element in a line is a box beside others, such as a button or a column. Within a
/// running text it stays in its line, and so does a short word that is given a width.
fn stands_beside(own: &Own, flow: &Flow) -> bool {
    /// An inch, in points.
    const COLUMN: f32 = 72.0;
    let is_framed = own.is_framed() && own.padding.top + own.padding.bottom >= 6.0;
    let is_column = match own.width {
        Length::Points(points) => points >= COLUMN,
        Length::Percent(_) => true,
        Length::Auto => false,
    };
    flow.at_line_start()
        && match own.display {
            Display::InlineBlock => is_framed || is_column,
            Display::Inline => is_framed && own.background.is_some(),
            _ => false,
        }
}

/// A marker of a list item.
pub(super) fn marker(text: String, inherited: &Inherited) -> Marker {
    let mut style = inherited.text.clone();
    style.link = None;
    style.underline = false;
    style.strike = false;
    style.background = None;
    Marker {
        text,
        style: style.into(),
    }
}
