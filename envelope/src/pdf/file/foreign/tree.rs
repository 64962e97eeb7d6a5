//! The tree of pages (ISO 32000-2 §7.7.3), and what pages inherit in it.

use super::Reader;
use super::copy::Items;
use crate::Error;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::HashSet;
use std::rc::Rc;

/// Pages of one PDF; a longer one is read more easily on its own.
const MAX_PAGES: usize = 500;

/// Nodes that wait to be looked at.
const MAX_WAITING: usize = 100 * MAX_PAGES;

const RESOURCES: &[u8] = b"Resources";

/// The other entries that pages inherit from the nodes above them (§7.7.3.4).
const INHERITED: [&[u8]; 3] = [b"MediaBox", b"CropBox", b"Rotate"];

/// A page. What it inherits it shares with others: one node may pass a lot on to all of them.
pub(super) struct Page {
    pub(super) entries: Dictionary,
    pub(super) resources: Option<Rc<Object>>,
    inherited: [Option<Rc<Object>>; 3],
}

impl Page {
    /// The page's entries with those that it inherits, but for its resources.
    pub(super) fn into_entries(mut self, items: &mut Items) -> Result<Dictionary, Error> {
        for (key, value) in INHERITED.into_iter().zip(self.inherited) {
            if let Some(value) = value
                && !self.entries.has(key)
            {
                items.take(&value)?;
                self.entries.set(key, Object::clone(&value));
            }
        }
        Ok(self.entries)
    }
}

/// The pages in order. `items` is how much may be kept of them.
pub(super) fn pages(
    document: &Reader<'_>,
    items: &mut Items,
) -> Result<Result<Vec<Page>, &'static str>, Error> {
    let mut pages = Vec::new();
    let root = document.catalog()?.get(b"Pages").cloned();
    let mut stack = vec![(root.unwrap_or(Object::Null), None, [const { None }; 3])];
    let mut seen: HashSet<ObjectId> = HashSet::new();
    while let Some((node, mut resources, mut inherited)) = stack.pop() {
        let node = document.resolve(&node)?;
        items.take(&node)?;
        let Object::Dictionary(mut entries) = node else {
            continue;
        };
        resources = entries.remove(RESOURCES).map(Rc::new).or(resources);
        let mut kids = match document.entry(&entries, b"Kids")? {
            Object::Array(kids) if !entries.has_type(b"Page") => kids,
            _ => {
                pages.push(Page {
                    entries,
                    resources,
                    inherited,
                });
                if pages.len() > MAX_PAGES {
                    return Ok(Err(TOO_MANY));
                }
                continue;
            }
        };
        for (key, value) in INHERITED.into_iter().zip(&mut inherited) {
            *value = entries.remove(key).map(Rc::new).or(value.take());
        }
        // A node that stands in the tree twice is a circle, or no tree.
        kids.retain(|kid| kid.as_reference().map_or(true, |id| seen.insert(id)));
        if stack.len() + kids.len() > MAX_WAITING {
            return Ok(Err(TOO_MANY));
        }
        let kids = kids.into_iter().rev();
        stack.extend(kids.map(|kid| (kid, resources.clone(), inherited.clone())));
    }
    Ok(Ok(pages))
}

const TOO_MANY: &str = "it has too many pages";
