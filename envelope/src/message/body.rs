//! Which parts of a message are its body, and which are attachments (RFC 2046 §5.1, RFC 2387,
//! RFC 2183).

use super::rtf;
use super::structure::{Part, Structure};

/// A piece of the body. Pieces follow each other as in the message.
#[derive(Debug)]
pub(super) enum Piece {
    /// A part with text.
    Text(usize),
    /// A part with HTML.
    Html(usize),
    /// The same content twice; either list may be empty.
    Either { html: Vec<Piece>, text: Vec<Piece> },
}

/// Every part of a message is in one of these, or is a version of the body that is not shown.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) body: Vec<Piece>,
    /// The indices of the attached parts, in the order of the message.
    pub(super) attached: Vec<usize>,
}

/// Divides the parts of a message.
pub(super) fn choose(structure: &Structure) -> Choice {
    let mut choice = Choice::default();
    choice.body = choice.part(&structure.parts, 0, Place::Alone);
    choice.attached.sort_unstable();
    if choice.body.is_empty() {
        // Rich text is shown as text where there is nothing better, and stays a file.
        let is_shown = |&&index: &&usize| {
            structure.parts.get(index).is_some_and(|part| {
                rtf::is_rtf(&part.media_type) && part.disposition.value != "attachment"
            })
        };
        let shown = choice.attached.iter().find(is_shown);
        choice.body.extend(shown.map(|&index| Piece::Text(index)));
    }
    choice
}

/// Where a part stands, for what its name means.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// The message has no other part.
    Alone,
    First,
    Later,
}

impl Choice {
    /// The pieces of the body in the part at `index`; what it holds besides is attached. The
    /// depth of the recursion is within `Limits::max_depth`.
    fn part(&mut self, parts: &[Part], index: usize, place: Place) -> Vec<Piece> {
        let Some(part) = parts.get(index) else {
            return Vec::new();
        };
        match part.media_type.as_str() {
            _ if !part.is_multipart => self.leaf(part, index, place),
            "multipart/alternative" => self.alternative(parts, part),
            "multipart/related" => self.related(parts, part),
            _ => self.sequence(parts, &part.children),
        }
    }

    fn leaf(&mut self, part: &Part, index: usize, place: Place) -> Vec<Piece> {
        match shown_as(part, place) {
            // An empty version of the body must not win against one that says something.
            Some(_) if part.is_blank => Vec::new(),
            Some(Shown::Html) => vec![Piece::Html(index)],
            Some(Shown::Text) => vec![Piece::Text(index)],
            None => {
                self.attached.push(index);
                Vec::new()
            }
        }
    }

    fn sequence(&mut self, parts: &[Part], children: &[usize]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (position, &child) in children.iter().enumerate() {
            let place = if position == 0 {
                Place::First
            } else {
                Place::Later
            };
            pieces.extend(self.part(parts, child, place));
        }
        pieces
    }

    /// RFC 2046 §5.1.4: the last version is the best. The text is the last version that is only
    /// text, or else that of a version that holds both. No version is in the result twice:
    /// alternatives in each other would double it each time.
    fn alternative(&mut self, parts: &[Part], part: &Part) -> Vec<Piece> {
        let mut html = Vec::new();
        let mut text = Vec::new();
        let mut text_of_mixed = Vec::new();
        for &child in &part.children {
            let pieces = self.part(parts, child, Place::First);
            if pieces.iter().any(has_html) {
                let before = std::mem::replace(&mut html, pieces);
                if before.iter().any(has_text) {
                    text_of_mixed = before;
                }
            } else if !pieces.is_empty() {
                text = pieces;
            }
        }
        if text.is_empty() && !html.iter().any(has_text) {
            text = text_of_mixed;
        }
        match (html.is_empty(), text.is_empty()) {
            (true, _) => text,
            (false, true) => html,
            (false, false) => vec![Piece::Either { html, text }],
        }
    }

    /// RFC 2387: the root, by `start` or the first, and what it refers to.
    fn related(&mut self, parts: &[Part], part: &Part) -> Vec<Piece> {
        let start = part
            .content_type
            .get("start")
            .map(|id| id.trim_matches(['<', '>', ' ']));
        let root = part
            .children
            .iter()
            .copied()
            .find(|&child| start.is_some() && parts[child].content_id.as_deref() == start)
            .or_else(|| part.children.first().copied());
        let mut pieces = Vec::new();
        for &child in &part.children {
            if Some(child) == root {
                pieces.extend(self.part(parts, child, Place::First));
            } else if pieces.is_empty() || parts[child].content_id.is_none() {
                // The root was no text, or somebody added text at the end.
                pieces.extend(self.part(parts, child, Place::Later));
            } else {
                self.attach(parts, child);
            }
        }
        pieces
    }

    fn attach(&mut self, parts: &[Part], index: usize) {
        if parts[index].is_multipart {
            for &child in &parts[index].children {
                self.attach(parts, child);
            }
        } else {
            self.attached.push(index);
        }
    }
}

fn has_html(piece: &Piece) -> bool {
    match piece {
        Piece::Html(_) => true,
        Piece::Text(_) => false,
        Piece::Either { html, .. } => !html.is_empty(),
    }
}

fn has_text(piece: &Piece) -> bool {
    match piece {
        Piece::Html(_) => false,
        Piece::Text(_) => true,
        Piece::Either { text, .. } => !text.is_empty(),
    }
}

enum Shown {
    Html,
    Text,
}

/// Whether a leaf is part of the body, and as what.
fn shown_as(part: &Part, place: Place) -> Option<Shown> {
    if part.disposition.value == "attachment" {
        return None;
    }
    // A named text is a file, unless a mailer names the body, too.
    let may_be_named = match place {
        Place::Alone => true,
        Place::First => part.disposition.value.is_empty(),
        Place::Later => false,
    };
    if !may_be_named && file_name(part).is_some() {
        return None;
    }
    match part.media_type.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Shown::Html),
        "text/plain" => Some(Shown::Text),
        // Its boundary is missing or never comes: all that is left is to show what is there.
        kind if kind.starts_with("multipart/") => Some(Shown::Text),
        kind if rtf::is_rtf(kind) => None,
        "text/calendar" | "text/vcard" | "text/x-vcard" | "text/csv" => None,
        kind if kind.starts_with("text/") && place == Place::Alone => Some(Shown::Text),
        _ => None,
    }
}

/// The name that the sender gave a part.
pub(super) fn file_name(part: &Part) -> Option<&str> {
    part.disposition
        .get("filename")
        .or_else(|| part.content_type.get("name"))
}
