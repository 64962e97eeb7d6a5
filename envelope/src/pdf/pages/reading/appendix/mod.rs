//! Attachments as pages, for readers that show no attachments: images, texts and the pages of other
//! PDFs, each behind a bookmark. What cannot be shown stays an attachment, with a remark.

mod foreign;
#[cfg(test)]
mod tests;
mod texts;

use super::super::boxes::{Block, Content, Family, Length, Picture, Role, Section};
use super::super::limits::Deadline;
use super::flow::Flow;
use super::images::Budget;
use super::{index, words};
use crate::message::{Attachment, Message};
use crate::pdf::Warning;
use std::collections::BTreeMap;
use std::time::Duration;

/// The largest attachment that is decoded for its pages.
const MAX_BYTES: u64 = 64 << 20;

/// Bytes of all texts together, and pages of all PDFs.
const MAX_TEXT: usize = 4 << 20;
const MAX_PDF_PAGES: usize = 2_000;

/// How long all of this may take. The message itself needs time too.
const MAX_TIME: Duration = Duration::from_secs(10);

const SLOW: &str = "it takes too long";
const FULL: &str = "too many pages come before it";

/// The sections behind the index, and what the index says of those that have none.
#[derive(Default)]
pub(super) struct Appendix {
    pub(super) sections: Vec<Section>,
    /// By the number in the index, from 0: why it is not on pages.
    pub(super) remarks: BTreeMap<usize, &'static str>,
}

/// What can become pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Image,
    /// Of letters that are read line by line, or put below each other.
    Text {
        prose: bool,
    },
    Pdf,
}

/// Makes pages of the attachments that the index lists. What takes too long is left out.
pub(super) fn appendix(
    message: &Message<'_>,
    deadline: Deadline,
    warnings: &mut Vec<Warning>,
) -> Appendix {
    let mut appendix = Appendix::default();
    let mut room = Room {
        deadline: deadline.within(MAX_TIME),
        pixels: Budget::default(),
        text: MAX_TEXT,
        pages: MAX_PDF_PAGES,
    };
    for (place, attachment) in index::listed(message).into_iter().enumerate() {
        let Some(kind) = kind(attachment) else {
            continue;
        };
        let sections = match room.deadline.check() {
            Ok(()) if attachment.size <= MAX_BYTES => {
                let title = format!("{}. {}", place + 1, attachment.name);
                room.sections(kind, title, message, attachment)
            }
            Ok(()) => Err("it is too large"),
            Err(_) => Err(SLOW),
        };
        match sections {
            Ok(sections) => appendix.sections.extend(sections),
            Err(reason) => {
                appendix.remarks.insert(place, reason);
                warnings.push(Warning::AttachmentNotOnPages {
                    name: attachment.name.clone(),
                    reason,
                });
            }
        }
    }
    appendix
}

/// By the media type; where that says nothing, by the name.
fn kind(attachment: &Attachment) -> Option<Kind> {
    let media_type = attachment.media_type.as_str();
    let (kind, subtype) = media_type.split_once('/').unwrap_or((media_type, ""));
    let of_name = || {
        let (_, extension) = attachment.name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "png" | "gif" | "webp" => Kind::Image,
            "pdf" => Kind::Pdf,
            "txt" | "md" | "ics" | "vcf" => Kind::Text { prose: true },
            "csv" | "tsv" | "json" | "xml" | "yaml" | "yml" | "log" | "ini" | "conf" | "diff"
            | "patch" | "sql" | "toml" => Kind::Text { prose: false },
            _ => return None,
        })
    };
    match (kind, subtype) {
        ("application", "pdf" | "x-pdf") => Some(Kind::Pdf),
        ("image", _) => Some(Kind::Image),
        // With marks between the words that nobody wants to read.
        ("text", "html" | "rtf" | "richtext" | "enriched") => None,
        ("text", "plain" | "calendar" | "markdown" | "vcard" | "x-vcard") => match of_name() {
            Some(text @ Kind::Text { .. }) => Some(text),
            _ => Some(Kind::Text { prose: true }),
        },
        ("text", _) => Some(Kind::Text { prose: false }),
        ("application", "json" | "xml" | "yaml" | "x-yaml" | "sql" | "csv" | "ics") => {
            Some(Kind::Text { prose: false })
        }
        ("application", _) if subtype.ends_with("+json") => Some(Kind::Text { prose: false }),
        (
            "application",
            "octet-stream" | "binary" | "x-download" | "force-download" | "unknown",
        ) => of_name(),
        _ => None,
    }
}

/// The decoded bytes, and the character set that the part's header states.
fn content(message: &Message<'_>, attachment: &Attachment) -> (Vec<u8>, Option<String>) {
    let bytes = attachment.bytes(message.raw());
    if attachment.within.is_some() {
        return (bytes, None);
    }
    let start = usize::try_from(attachment.range.start).unwrap_or_default();
    let before = message.raw().get(..start).unwrap_or_default();
    (bytes, texts::charset_in_header(before))
}

fn section(title: String, content: Vec<Block>) -> Section {
    let mut looks = words::bold();
    looks.text.size += 2.0;
    let heading = words::paragraph(&[(&title, &looks)], Role::Heading(2));
    let mut blocks = vec![words::spaced(heading, Role::Division, 0.0, 8.0)];
    blocks.extend(content);
    Section {
        bookmark: title,
        new_page: true,
        content: Content::Blocks(blocks),
    }
}

/// How much may still be set.
struct Room {
    deadline: Deadline,
    pixels: Budget,
    /// Bytes of texts.
    text: usize,
    /// Pages of PDFs.
    pages: usize,
}

impl Room {
    fn sections(
        &mut self,
        kind: Kind,
        title: String,
        message: &Message<'_>,
        attachment: &Attachment,
    ) -> Result<Vec<Section>, &'static str> {
        let (bytes, label) = content(message, attachment);
        match kind {
            Kind::Image => self.image(title, attachment, bytes),
            Kind::Text { prose } => self.text(title, &bytes, label.as_deref(), prose),
            Kind::Pdf => {
                let sections = foreign::pages(&title, &bytes, self.deadline)?;
                self.pages = self.pages.checked_sub(sections.len()).ok_or(FULL)?;
                Ok(sections)
            }
        }
    }

    fn image(
        &mut self,
        title: String,
        attachment: &Attachment,
        bytes: Vec<u8>,
    ) -> Result<Vec<Section>, &'static str> {
        let read = self.pixels.read(bytes)?;
        let natural = read.natural();
        let picture = Picture {
            image: read.image,
            width: Length::Auto,
            height: None,
            natural,
            turn: read.turn,
            alternative: attachment.name.clone(),
        };
        let mut flow = Flow::new(&words::plain(), Role::Paragraph);
        flow.image(picture, None);
        Ok(vec![section(title, flow.finish())])
    }

    fn text(
        &mut self,
        title: String,
        bytes: &[u8],
        label: Option<&str>,
        is_prose: bool,
    ) -> Result<Vec<Section>, &'static str> {
        let text = texts::decode(bytes, label)?;
        let (shown, is_whole) = texts::beginning(&text);
        self.text = self.text.checked_sub(shown.len()).ok_or(FULL)?;
        let mut looks = words::plain();
        let mut role = Role::Paragraph;
        if !is_prose {
            role = Role::Code;
            looks.text.family = Family::Mono;
            looks.text.size -= 2.0;
        }
        let mut blocks = words::paragraph(&[(shown, &looks)], role);
        if !is_whole {
            let rest = "This is only the beginning; the attachment has all of it.";
            let rest = words::paragraph(&[(rest, &words::soft())], Role::Paragraph);
            blocks.push(words::spaced(rest, Role::Division, 8.0, 0.0));
        }
        Ok(vec![section(title, blocks)])
    }
}
