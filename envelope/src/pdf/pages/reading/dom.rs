//! The tree of the body's HTML, in one flat list: nothing in it points in circles, and dropping it
//! takes no recursion, however deep a mail nests.

use super::super::limits::{Deadline, Failure, MAX_NODES};
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::RefCell;

/// How much is parsed between two looks at the clock.
const PIECE: usize = 32 * 1024;

/// No node.
const NONE: u32 = u32::MAX;

/// The place of a node in its tree.
pub(super) type Id = u32;

/// A parsed document.
pub(super) struct Dom {
    nodes: Vec<Node>,
}

struct Node {
    content: Content,
    parent: Id,
    previous: Id,
    next: Id,
    first: Id,
    last: Id,
}

enum Content {
    /// The document, a comment, and what else is not shown.
    Other,
    Text(StrTendril),
    Element(QualName, Vec<Attribute>),
}

/// What a node shows.
pub(super) enum Shown<'a> {
    Nothing,
    Text(&'a str),
    /// An element by its name.
    Element(&'a str),
}

impl Dom {
    /// Parses sanitised HTML as a browser does (WHATWG HTML §13.2).
    pub(super) fn parse(html: &str, deadline: Deadline) -> Result<Self, Failure> {
        // A doctype, because the page of the HTML envelope has one too.
        let mut parser = parse_document(Sink::default(), ParseOpts::default());
        parser.process("<!doctype html>".into());
        let mut rest = html;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE.min(rest.len())));
            parser.process(piece.into());
            rest = after;
            deadline.check()?;
            if parser.tokenizer.sink.sink.0.borrow().nodes.len() > MAX_NODES {
                return Err(Failure::TooMany("elements"));
            }
        }
        Ok(parser.finish())
    }

    pub(super) fn root(&self) -> Id {
        0
    }

    pub(super) fn shown(&self, id: Id) -> Shown<'_> {
        match self.nodes.get(id as usize).map(|node| &node.content) {
            Some(Content::Text(text)) => Shown::Text(text),
            Some(Content::Element(name, _)) => Shown::Element(&name.local),
            Some(Content::Other) | None => Shown::Nothing,
        }
    }

    /// The name of an element; empty for anything else.
    pub(super) fn name(&self, id: Id) -> &str {
        match self.shown(id) {
            Shown::Element(name) => name,
            Shown::Text(_) | Shown::Nothing => "",
        }
    }

    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        match self.nodes.get(id as usize).map(|node| &node.content) {
            Some(Content::Element(_, attributes)) => attributes
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .map(|attribute| &*attribute.value),
            _ => None,
        }
    }

    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let link = |id: Id, which: fn(&Node) -> Id| {
            let id = self.nodes.get(id as usize).map_or(NONE, which);
            (id != NONE).then_some(id)
        };
        std::iter::successors(link(id, |node| node.first), move |&id| {
            link(id, |node| node.next)
        })
    }

    /// What `id` holds, itself included, in the order of the document.
    pub(super) fn inside(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut depth = 0_usize;
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let current = next?;
            let node = self.nodes.get(current as usize)?;
            next = if node.first != NONE {
                depth += 1;
                Some(node.first)
            } else {
                self.after(current, &mut depth)
            };
            Some(current)
        })
    }

    /// The next node that is not inside `id`, at most `depth` levels up.
    fn after(&self, mut id: Id, depth: &mut usize) -> Option<Id> {
        while *depth > 0 {
            let node = self.nodes.get(id as usize)?;
            if node.next != NONE {
                return Some(node.next);
            }
            id = node.parent;
            *depth -= 1;
        }
        None
    }

    fn add(&mut self, content: Content) -> Id {
        let id = Id::try_from(self.nodes.len()).unwrap_or(NONE);
        self.nodes.push(Node {
            content,
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
        });
        id
    }

    fn get(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    /// Takes a node out of its parent.
    fn detach(&mut self, id: Id) {
        let Some(node) = self.get(id) else { return };
        let (parent, previous, next) = (node.parent, node.previous, node.next);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
        match self.get(previous) {
            Some(node) => node.next = next,
            None => {
                if let Some(parent) = self.get(parent) {
                    parent.first = next;
                }
            }
        }
        match self.get(next) {
            Some(node) => node.previous = previous,
            None => {
                if let Some(parent) = self.get(parent) {
                    parent.last = previous;
                }
            }
        }
    }

    /// Puts a node into `parent`, before `before` or at the end.
    fn insert(&mut self, parent: Id, id: Id, before: Id) {
        self.detach(id);
        let previous = match self.get(before) {
            Some(node) => std::mem::replace(&mut node.previous, id),
            None => match self.get(parent) {
                Some(parent) => std::mem::replace(&mut parent.last, id),
                None => return,
            },
        };
        match self.get(previous) {
            Some(node) => node.next = id,
            None => {
                if let Some(parent) = self.get(parent) {
                    parent.first = id;
                }
            }
        }
        if let Some(node) = self.get(id) {
            (node.parent, node.previous, node.next) = (parent, previous, before);
        }
    }

    /// Puts a node or a text there; a text joins the one before it.
    fn put(&mut self, parent: Id, child: NodeOrText<Id>, before: Id) {
        let text = match child {
            NodeOrText::AppendNode(id) => return self.insert(parent, id, before),
            NodeOrText::AppendText(text) => text,
        };
        let previous = match self.get(before) {
            Some(node) => node.previous,
            None => self.get(parent).map_or(NONE, |node| node.last),
        };
        if let Some(Node {
            content: Content::Text(own),
            ..
        }) = self.get(previous)
        {
            own.push_tendril(&text);
            return;
        }
        let id = self.add(Content::Text(text));
        self.insert(parent, id, before);
    }
}

/// Builds a [`Dom`] as the parser says.
struct Sink(RefCell<Dom>);

impl Default for Sink {
    fn default() -> Self {
        let mut dom = Dom { nodes: Vec::new() };
        dom.add(Content::Other);
        Self(RefCell::new(dom))
    }
}

/// The name of an element, as the parser asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        self.0.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        match self.0.borrow_mut().get(*target).map(|node| &node.content) {
            Some(Content::Element(name, _)) => Name(name.clone()),
            _ => Name(QualName::new(None, "".into(), "".into())),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.0.borrow_mut().add(Content::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.0.borrow_mut().add(Content::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.0.borrow_mut().add(Content::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.0.borrow_mut().put(*parent, child, NONE);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let mut dom = self.0.borrow_mut();
        match dom.get(*element).map_or(NONE, |node| node.parent) {
            NONE => dom.put(*previous, child, NONE),
            parent => dom.put(parent, child, *element),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The sanitiser leaves no template.
    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let mut dom = self.0.borrow_mut();
        let parent = dom.get(*sibling).map_or(NONE, |node| node.parent);
        dom.put(parent, child, *sibling);
    }

    fn add_attrs_if_missing(&self, _: &Id, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Id) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        let mut dom = self.0.borrow_mut();
        loop {
            let child = dom.get(*node).map_or(NONE, |node| node.first);
            if child == NONE {
                return;
            }
            dom.insert(*parent, child, NONE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Deadline, Dom, Shown};

    fn outline(html: &str) -> String {
        let dom = Dom::parse(html, Deadline::begin()).unwrap();
        let mut out = String::new();
        for id in dom.inside(dom.root()) {
            match dom.shown(id) {
                Shown::Element("html" | "head" | "body") | Shown::Nothing => {}
                Shown::Element(name) => out.push_str(&format!("<{name}>")),
                Shown::Text(text) => out.push_str(text),
            }
        }
        out
    }

    #[test]
    fn the_tree_is_that_of_a_browser() {
        for (html, expected) in [
            ("<p>a<b>b</p>c</b>", "<p>a<b>b<b>c"),
            ("<table>x<tr><td>y</table>z", "x<table><tbody><tr><td>yz"),
            ("<a>1<p>2</a>3</p>", "<a>1<p><a>23"),
            ("<ul><li>a<li>b</ul>", "<ul><li>a<li>b"),
        ] {
            assert_eq!(outline(html), expected, "{html}");
        }
    }
}
