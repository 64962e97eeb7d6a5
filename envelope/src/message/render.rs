//! The chosen parts of the body as one safe HTML text and as one plain text.

use super::body::Piece;
use super::bounded::Budget;
use super::rtf::Rich;
use super::sanitise::{Images, sanitise};
use super::structure::Part;
use super::transfer::{Decoder, TransferEncoding};
use super::view::Note;
use super::{charset, flowed, plain, rtf};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The body of a message in both forms.
#[derive(Default)]
pub(super) struct Rendered {
    /// Absent if no piece is HTML.
    pub(super) html: Option<String>,
    pub(super) text: String,
    /// The `Content-ID`s that the HTML shows.
    pub(super) shown: BTreeSet<String>,
    pub(super) notes: BTreeSet<Note>,
}

/// A body that is in no part of its own, as it was found.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) html: Option<String>,
    pub(super) text: String,
    /// There is more of it.
    pub(super) is_cut: bool,
}

impl Written {
    pub(super) fn is_empty(&self) -> bool {
        self.html.is_none() && self.text.trim().is_empty()
    }
}

impl Rendered {
    /// Takes from `body` what the message does not have in this form; each form holds at most about `limit` bytes.
    pub(super) fn complete(&mut self, body: &Written, images: &Arc<Images>, limit: usize) {
        let needs_text = self.text.trim().is_empty();
        let mut is_used = false;
        if self.html.is_none()
            && let Some(html) = &body.html
        {
            let clean = sanitise(html, images, &mut Budget::default());
            self.notes
                .extend(clean.simplified.then_some(Note::HtmlSimplified));
            let removed = clean.remote_images_removed;
            self.notes
                .extend(removed.then_some(Note::RemoteImagesRemoved));
            self.shown.extend(clean.shown);
            if needs_text && body.text.trim().is_empty() {
                self.text = plain::to_text(&clean.html, limit);
                self.text.truncate(self.text.floor_char_boundary(limit));
            }
            self.html = Some(clean.html);
            is_used = true;
        }
        if needs_text && !body.text.trim().is_empty() {
            self.text = body.text.replace("\r\n", "\n").replace('\r', "\n");
            is_used = true;
        }
        self.notes
            .extend((is_used && body.is_cut).then_some(Note::BodyTruncated));
    }
}

/// Renders `body`; each form holds at most about `limit` bytes.
pub(super) fn render(
    raw: &[u8],
    parts: &[Part],
    body: &[Piece],
    images: &Arc<Images>,
    limit: usize,
) -> Rendered {
    let mut renderer = Renderer {
        raw,
        parts,
        images,
        limit,
        html_left: limit,
        text_left: limit,
        budget: Budget::default(),
        texts: HashMap::new(),
        pages: HashMap::new(),
        rendered: Rendered::default(),
    };
    let has_html = renderer.read(body);
    let html = has_html.then(|| renderer.html(body));
    let mut text = String::new();
    renderer.text(body, &mut text);
    if text.len() > limit {
        text.truncate(text.floor_char_boundary(limit));
        renderer.note_if(true, Note::BodyTruncated);
    }
    Rendered {
        html,
        text,
        ..renderer.rendered
    }
}

struct Renderer<'a> {
    raw: &'a [u8],
    parts: &'a [Part],
    images: &'a Arc<Images>,
    limit: usize,
    html_left: usize,
    text_left: usize,
    budget: Budget,
    /// The text of each part with text.
    texts: HashMap<usize, String>,
    /// The safe HTML of each part with HTML.
    pages: HashMap<usize, String>,
    rendered: Rendered,
}

impl Renderer<'_> {
    /// Decodes every part once; returns whether there is HTML.
    fn read(&mut self, pieces: &[Piece]) -> bool {
        let mut has_html = false;
        for piece in pieces {
            match piece {
                Piece::Text(index) if !self.texts.contains_key(index) => {
                    let text = self.read_text(*index);
                    self.texts.insert(*index, text);
                }
                Piece::Html(index) => {
                    has_html = true;
                    if !self.pages.contains_key(index) {
                        let page = self.read_html(*index);
                        self.pages.insert(*index, page);
                    }
                }
                Piece::Either { html, text } => {
                    has_html |= self.read(html);
                    self.read(text);
                }
                Piece::Text(_) => {}
            }
        }
        has_html
    }

    fn read_text(&mut self, index: usize) -> String {
        let Some(part) = self.parts.get(index) else {
            return String::new();
        };
        let (text, cut) = match rtf::is_rtf(&part.media_type) {
            true => self.read_rtf(part),
            false => decoded_text(self.raw, part, self.text_left),
        };
        self.text_left -= text.len().min(self.text_left);
        self.note_if(cut, Note::BodyTruncated);
        self.note_if(
            text.contains("-----BEGIN PGP MESSAGE-----"),
            Note::Encrypted,
        );
        self.note_if(
            text.contains("-----BEGIN PGP SIGNED MESSAGE-----"),
            Note::Signed,
        );
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let parameter = |name, value: &str| {
            part.content_type
                .get(name)
                .is_some_and(|own| own.eq_ignore_ascii_case(value))
        };
        if parameter("format", "flowed") {
            flowed::unflow(&text, parameter("delsp", "yes"))
        } else {
            text
        }
    }

    /// Rich text as text.
    fn read_rtf(&mut self, part: &Part) -> (String, bool) {
        let (bytes, cut) = decode_at_most(part.encoding, part.encoded(self.raw), rtf::MAX_RTF);
        let (rich, shortened) = rtf::read(&bytes, self.text_left);
        let text = match rich {
            Rich::Text(text) => text,
            Rich::Html(html) => {
                let clean = sanitise(&html, &Arc::default(), &mut self.budget);
                plain::to_text(&clean.html, self.text_left)
            }
        };
        (text, cut || shortened)
    }

    fn read_html(&mut self, index: usize) -> String {
        let Some(part) = self.parts.get(index) else {
            return String::new();
        };
        let (html, cut) = decoded_text(self.raw, part, self.html_left);
        self.html_left -= html.len().min(self.html_left);
        let clean = sanitise(&html, self.images, &mut self.budget);
        self.note_if(cut, Note::BodyTruncated);
        self.note_if(clean.simplified, Note::HtmlSimplified);
        self.note_if(clean.remote_images_removed, Note::RemoteImagesRemoved);
        self.rendered.shown.extend(clean.shown);
        clean.html
    }

    fn note_if(&mut self, condition: bool, note: Note) {
        if condition {
            self.rendered.notes.insert(note);
        }
    }

    fn html(&self, pieces: &[Piece]) -> String {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Html(index) => out.extend(self.pages.get(index).map(String::as_str)),
                Piece::Text(index) => {
                    if let Some(text) = self.texts.get(index).filter(|text| !text.trim().is_empty())
                    {
                        out.push_str(&plain::to_html(text));
                    }
                }
                Piece::Either { html, .. } => out.push_str(&self.html(html)),
            }
        }
        out
    }

    /// Appends the text of `pieces`, until `out` is longer than the limit.
    fn text(&self, pieces: &[Piece], out: &mut String) {
        for piece in pieces {
            if out.len() > self.limit {
                return;
            }
            match piece {
                Piece::Text(index) => {
                    let text = self.texts.get(index).map(String::as_str);
                    append_text(out, text.unwrap_or_default());
                }
                Piece::Html(index) => {
                    let page = self.pages.get(index).map(String::as_str);
                    append_text(out, &plain::to_text(page.unwrap_or_default(), self.limit));
                }
                Piece::Either { html, text } => {
                    let before = out.len();
                    self.text(text, out);
                    // Some mailers send the text version empty.
                    if out[before..].trim().is_empty() {
                        out.truncate(before);
                        self.text(html, out);
                    }
                }
            }
        }
    }
}

/// Appends a text that begins on a line of its own.
fn append_text(out: &mut String, text: &str) {
    if !out.is_empty() && !out.ends_with('\n') && !text.is_empty() {
        out.push('\n');
    }
    out.push_str(text);
}

/// The text of a part, at most `limit` bytes of it, and whether there is more.
pub(super) fn decoded_text(raw: &[u8], part: &Part, limit: usize) -> (String, bool) {
    let (bytes, cut) = decode_at_most(part.encoding, part.encoded(raw), limit);
    let declared = part.content_type.get("charset");
    let inside = if part.media_type.contains("html") && std::str::from_utf8(&bytes).is_err() {
        charset_in_html(&bytes)
    } else {
        None
    };
    let label = match declared {
        None => inside.as_deref(),
        Some(ascii) if ascii.eq_ignore_ascii_case("us-ascii") => inside.as_deref().or(declared),
        Some(_) => declared,
    };
    // Controls show nothing, and each would be six characters in JSON.
    let is_control = |character: char| {
        character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\x0c' | '\r')
    };
    let mut text = charset::decode(label, &bytes).replace(is_control, " ");
    let cut = cut || text.len() > limit;
    if cut {
        text.truncate(text.floor_char_boundary(limit));
        // Half a character, or more of them, at the cut.
        let whole = text.trim_end_matches('\u{fffd}').len();
        text.truncate(whole);
    }
    (text, cut)
}

/// Decodes until there are `limit` bytes; also tells whether there would have been more.
pub(super) fn decode_at_most(
    encoding: TransferEncoding,
    encoded: &[u8],
    limit: usize,
) -> (Vec<u8>, bool) {
    const PIECE: usize = 16 * 1024;
    let mut bytes = Vec::new();
    let mut decoder = Decoder::new(encoding);
    for piece in encoded.chunks(PIECE) {
        decoder.update(piece, &mut bytes);
        if bytes.len() > limit {
            bytes.truncate(limit);
            return (bytes, true);
        }
    }
    decoder.finish(&mut bytes);
    let cut = bytes.len() > limit;
    bytes.truncate(limit);
    (bytes, cut)
}

/// The character set that `<meta>` names in the first kilobyte (WHATWG HTML §13.2.3.2).
fn charset_in_html(html: &[u8]) -> Option<String> {
    let head = html.get(..1024).unwrap_or(html);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|character| character.is_ascii_graphic() && !"\"';/>".contains(*character))
        .collect();
    (!label.is_empty()).then_some(label)
}
