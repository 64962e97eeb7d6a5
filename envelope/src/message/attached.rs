//! What is in an attachment that a reader would open in the page: a message, an invitation.

use super::limits::Limits;
use super::render::{decode_at_most, decoded_text};
use super::structure::Part;
use super::transfer::TransferEncoding;
use super::view::{Attachment, Event, View};
use super::{Message, calendar};
use std::borrow::Cow;

/// What may still be looked into: all attached messages share it, however they are nested, so that the view stays
/// small. What is beyond it is a file to save.
#[derive(Debug)]
pub(super) struct Budget {
    messages: usize,
    parts: usize,
    body_bytes: usize,
    /// How deep messages may still lie in each other.
    depth: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            messages: 100,
            parts: 1000,
            body_bytes: limits.max_body_bytes,
            depth: 5,
        }
    }

    /// What is left for the next message.
    fn limits(&self, limits: &Limits) -> Limits {
        Limits {
            max_message_bytes: limits.max_message_bytes,
            max_depth: limits.max_depth,
            max_parts: self.parts,
            max_header_bytes: limits.max_header_bytes.min(64 << 10),
            max_part_fields_bytes: limits.max_part_fields_bytes.min(256 << 10),
            max_body_bytes: self.body_bytes,
        }
    }

    pub(super) fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// Counts a part; `None` if there are too many.
    pub(super) fn take_part(&mut self) -> Option<()> {
        self.parts = self.parts.checked_sub(1)?;
        Some(())
    }

    /// Whether there may be one more message here.
    fn allows_another(&self) -> bool {
        self.depth > 0 && self.body_bytes > 0 && self.messages > 0
    }

    /// Looks into a message, if there may be one more here.
    pub(super) fn enter(&mut self, look: impl FnOnce(&mut Self) -> Option<View>) -> Option<View> {
        if !self.allows_another() {
            return None;
        }
        self.messages -= 1;
        self.depth -= 1;
        let view = look(self);
        self.depth += 1;
        let shown = view.as_ref().map_or(0, |view| {
            view.text.len() + view.html.as_ref().map_or(0, String::len)
        });
        self.body_bytes = self.body_bytes.saturating_sub(shown);
        view
    }
}

/// A message that is attached in an encoding is decoded to be read, up to this size in bytes.
const MAX_DECODED: usize = 16 << 20;
/// No invitation is longer, in bytes.
const MAX_CALENDAR: usize = 256 << 10;

/// Looks into the attachments that were described of the parts at `attached`.
pub(super) fn look_into(
    raw: &[u8],
    parts: &[Part],
    attached: &[usize],
    attachments: &mut [Attachment],
    limits: &Limits,
    budget: &mut Budget,
) {
    let parts = attached.iter().filter_map(|&index| parts.get(index));
    let mut events: Vec<Event> = Vec::new();
    for (part, attachment) in parts.zip(attachments) {
        if is_message(&attachment.media_type, &attachment.name) {
            attachment.view = message(raw, part, limits, budget).map(Box::new);
        } else if is_calendar(attachment) {
            let (text, cut) = decoded_text(raw, part, MAX_CALENDAR);
            let event = if cut { None } else { calendar::event(&text) };
            // Many mailers attach an invitation twice, for mail programs of two kinds.
            if let Some(event) = event.filter(|event| !events.contains(event)) {
                events.push(event.clone());
                attachment.event = Some(event);
            }
        }
    }
}

pub(super) fn is_message(media_type: &str, name: &str) -> bool {
    matches!(media_type, "message/rfc822" | "message/global") || ends_with(name, ".eml")
}

fn is_calendar(attachment: &Attachment) -> bool {
    matches!(
        attachment.media_type.as_str(),
        "text/calendar" | "application/ics"
    ) || ends_with(&attachment.name, ".ics")
}

pub(super) fn ends_with(name: &str, ending: &str) -> bool {
    let start = name.len().checked_sub(ending.len());
    let end = start.and_then(|start| name.get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// The view of an attached message: its ranges are in the decoded attachment.
fn message(raw: &[u8], part: &Part, limits: &Limits, budget: &mut Budget) -> Option<View> {
    // Before it is decoded for nothing.
    if !budget.allows_another() {
        return None;
    }
    let bytes = match part.encoding {
        TransferEncoding::Identity => Cow::Borrowed(part.encoded(raw)),
        encoding => {
            let (decoded, cut) = decode_at_most(encoding, part.encoded(raw), MAX_DECODED);
            if cut {
                return None;
            }
            Cow::Owned(decoded)
        }
    };
    view_of_message(&bytes, limits, budget)
}

/// The same for the bytes of a message.
pub(super) fn view_of_message(bytes: &[u8], limits: &Limits, budget: &mut Budget) -> Option<View> {
    budget.enter(|budget| {
        let limits_left = budget.limits(limits);
        let message = Message::parse_within(bytes, &limits_left, budget);
        let view = message.ok()?.into_view();
        budget.parts = budget.parts.saturating_sub(view.attachments.len() + 1);
        Some(view)
    })
}
