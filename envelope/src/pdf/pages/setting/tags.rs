//! What the parts of a page are, for those who hear it or see it in another shape: the structure
//! tree of a tagged PDF (ISO 32000-1 §14.7 and §14.8, ISO 14289-1 §7).

use super::super::boxes::HeaderScope;
use krilla::geom::Rect;
use krilla::tagging::{
    BBox, Identifier, ListNumbering, Node as Leaf, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use std::num::{NonZeroU16, NonZeroU32};

/// The root of the tree.
pub(super) const ROOT: usize = 0;

/// The tree while it grows.
#[derive(Clone)]
pub(super) struct Structure {
    elements: Vec<Element>,
    /// The levels of the headings around the next one, as the sender numbered them.
    levels: Vec<u8>,
}

#[derive(Clone)]
struct Element {
    kind: Kind,
    parent: usize,
    children: Vec<Child>,
}

#[derive(Clone)]
enum Child {
    Element(usize),
    Content(Identifier),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Root,
    Section,
    Paragraph,
    Heading {
        level: u16,
        title: String,
    },
    Quote,
    Code,
    List {
        ordered: bool,
    },
    Item,
    Label,
    Body,
    Caption,
    Table,
    HeadRows,
    BodyRows,
    Row,
    Cell(CellKind),
    Link,
    Figure {
        alternative: String,
        bounds: Option<(usize, Rect)>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CellKind {
    pub(super) header: Option<HeaderScope>,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Structure {
    pub(super) fn new() -> Self {
        Self {
            elements: vec![Element {
                kind: Kind::Root,
                parent: ROOT,
                children: Vec::new(),
            }],
            levels: Vec::new(),
        }
    }

    /// A new element, the last child of `parent`.
    pub(super) fn add(&mut self, parent: usize, kind: Kind) -> usize {
        let parent = match (&self.elements[parent].kind, &kind) {
            // A list has items only, and an item stands in a list only (ISO 32000-1 §14.8.4.3.3).
            (Kind::List { .. }, Kind::Item) => parent,
            (Kind::List { .. }, _) => self.item(parent),
            (_, Kind::Item) => self.add(parent, Kind::List { ordered: false }),
            // A caption is one thing.
            (Kind::Caption, Kind::Caption) => return self.add(parent, Kind::Paragraph),
            _ => parent,
        };
        let number = self.elements.len();
        self.elements.push(Element {
            kind,
            parent,
            children: Vec::new(),
        });
        self.elements[parent].children.push(Child::Element(number));
        number
    }

    /// A new item of a list: where its content belongs.
    pub(super) fn item(&mut self, list: usize) -> usize {
        let item = self.add(list, Kind::Item);
        self.add(item, Kind::Body)
    }

    /// Where the label of the list item around `element` belongs.
    pub(super) fn label(&mut self, element: usize) -> usize {
        let mut body = element;
        while self.elements[body].kind != Kind::Body {
            if body == ROOT {
                return self.add(element, Kind::Paragraph);
            }
            body = self.elements[body].parent;
        }
        let item = self.elements[body].parent;
        let label = self.elements.len();
        self.elements.push(Element {
            kind: Kind::Label,
            parent: item,
            children: Vec::new(),
        });
        self.elements[item]
            .children
            .insert(0, Child::Element(label));
        label
    }

    /// Content of a page, the last child of `parent`.
    pub(super) fn put(&mut self, parent: usize, content: Identifier) {
        self.elements[parent].children.push(Child::Content(content));
    }

    /// A heading. Senders choose levels by the size of their letters; here the first is of level 1
    /// and none is more than one below the one before (ISO 14289-1 §7.4.2).
    pub(super) fn heading(&mut self, parent: usize, level: u8, title: &str) -> usize {
        while self.levels.last().is_some_and(|outer| *outer >= level) {
            self.levels.pop();
        }
        self.levels.push(level);
        let level = u16::try_from(self.levels.len()).unwrap_or(1);
        let title = match title.trim() {
            "" => "\u{2013}".to_owned(),
            title => title.to_owned(),
        };
        self.add(parent, Kind::Heading { level, title })
    }

    /// The whole tree, without what is empty.
    pub(super) fn tree(&self, language: Option<String>) -> TagTree {
        let mut tree = TagTree::new().with_lang(language);
        tree.children = self.leaves(ROOT);
        tree
    }

    fn leaves(&self, element: usize) -> Vec<Leaf> {
        let children = self.elements[element].children.iter();
        children
            .filter_map(|child| match child {
                Child::Content(content) => Some(Leaf::Leaf(*content)),
                Child::Element(number) => {
                    let leaves = self.leaves(*number);
                    let kind = &self.elements[*number].kind;
                    // A row keeps its empty cells, so that columns stay columns.
                    let keep = !leaves.is_empty() || matches!(kind, Kind::Cell(_));
                    keep.then(|| Leaf::Group(TagGroup::with_children(tag(kind), leaves)))
                }
            })
            .collect()
    }
}

fn tag(kind: &Kind) -> TagKind {
    match kind {
        Kind::Root | Kind::Section => Tag::Section.into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::Heading { level, title } => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Kind::Quote => Tag::BlockQuote.into(),
        Kind::Code => Tag::Code.into(),
        Kind::List { ordered: true } => Tag::L(ListNumbering::Decimal).into(),
        Kind::List { ordered: false } => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Caption => Tag::Caption.into(),
        Kind::Table => Tag::Table.into(),
        Kind::HeadRows => Tag::THead.into(),
        Kind::BodyRows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::Cell(cell) => {
            let span = |count: usize| {
                u32::try_from(count)
                    .ok()
                    .filter(|count| *count > 1)
                    .and_then(NonZeroU32::new)
            };
            match cell.header {
                Some(scope) => Tag::TH(match scope {
                    HeaderScope::Column => TableHeaderScope::Column,
                    HeaderScope::Row => TableHeaderScope::Row,
                    HeaderScope::Both => TableHeaderScope::Both,
                })
                .with_col_span(span(cell.columns))
                .with_row_span(span(cell.rows))
                .into(),
                None => Tag::TD
                    .with_col_span(span(cell.columns))
                    .with_row_span(span(cell.rows))
                    .into(),
            }
        }
        Kind::Link => Tag::Link.into(),
        Kind::Figure {
            alternative,
            bounds,
        } => Tag::Figure(Some(alternative.clone()))
            .with_bbox(bounds.map(|(page, bounds)| BBox::new(page, bounds)))
            .into(),
    }
}
