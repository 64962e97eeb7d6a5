//! Fragments get their places on pages. No page ends within a line or an image; headings stay with
//! what follows; paragraphs leave no single lines; what is higher than a page goes on on the next
//! (CSS Fragmentation Level 3).

use super::super::boxes::{Border, Colour, Edges, Role};
use super::super::limits::{Deadline, Failure, MAX_PAGES};
use super::fragment::{Fragment, Group, Piece, length, start};
use super::sheet::{Decoration, Item, Sheet, Shown, Spot};
use super::tags::{Kind, Structure};
use super::text::Lines;

/// Less than this is a matter of rounding.
pub(super) const NOTHING: f32 = 0.01;

/// Places fragments on sheets.
pub(super) struct Breaker<'f> {
    pub(super) sheets: Vec<Sheet<'f>>,
    pub(super) structure: Structure,
    page: (f32, f32),
    margin: f32,
    /// Where the text of a page ends.
    pub(super) bottom: f32,
    decorations: usize,
    pub(super) deadline: Deadline,
}

/// The column on the paper that something is placed in.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f32,
    /// Where the column begins on each new page.
    pub(super) top: f32,
    pub(super) scale: f32,
    /// What it belongs to; nothing if it is shown again only for the eye.
    pub(super) element: Option<usize>,
    /// A heading around it.
    pub(super) heading: Option<u8>,
    pub(super) code: bool,
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
    pub(super) fn make_room(
        &mut self,
        height: f32,
        at: Spot,
        frame: Frame,
    ) -> Result<Spot, Failure> {
        let fits = at.top + height <= self.bottom + NOTHING;
        match fits || at.top <= frame.top + NOTHING {
            true => Ok(at),
            false => self.next_page(at, frame.top),
        }
    }

    pub(super) fn flow(
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

    /// Background and borders of a box from `begin` to `end`, on each page it stands on.
    pub(super) fn decorate(&mut self, outline: &Outline, begin: Spot, end: Spot) {
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

    pub(super) fn next_order(&mut self) -> usize {
        self.decorations += 1;
        self.decorations
    }
}

/// What is drawn around a box.
pub(super) struct Outline {
    pub(super) order: usize,
    pub(super) left: f32,
    pub(super) width: f32,
    pub(super) background: Option<Colour>,
    pub(super) border: Edges<Border>,
    pub(super) radius: f32,
    pub(super) frame: Frame,
}

pub(super) fn below(at: Spot, height: f32) -> Spot {
    Spot {
        top: at.top + height,
        ..at
    }
}

pub(super) fn no_border() -> Edges<Border> {
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
