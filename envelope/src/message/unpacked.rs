//! The files and the body in attachments that hold others: `winmail.dat` (TNEF).

use super::attached::{self, Budget};
use super::attachments;
use super::limits::Limits;
use super::names::{Names, extension};
use super::render::{Rendered, Written, decode_at_most};
use super::structure::Part;
use super::tnef::{self, File, Tnef};
use super::transfer::TransferEncoding;
use super::view::{Address, Attachment, Note, View, has_only_tokens};
use std::sync::Arc;

/// A stream is held in memory while it is read; a larger one stays a file, in bytes.
const MAX_STREAM: usize = 64 << 20;
/// To take out a file, its stream is decoded up to where the file ends. Many files at the end of a long stream stay in
/// it once that comes to so many bytes for all of them.
const MAX_DECODED: u64 = 4 << 30;

/// What was found in the attachments of a message.
#[derive(Default)]
pub(super) struct Unpacked {
    pub(super) files: Vec<Attachment>,
    /// The body of the first one that has one, not safe yet.
    pub(super) body: Option<Written>,
    /// Something could not be read.
    pub(super) is_broken: bool,
}

/// Unpacks the attachments that were described of the parts at `attached`, and marks those of which nothing is left.
pub(super) fn unpack(
    raw: &[u8],
    parts: &[Part],
    attached: &[usize],
    attachments: &mut [Attachment],
    names: &mut Names,
    limits: &Limits,
    budget: &mut Budget,
) -> Unpacked {
    let mut unpacked = Unpacked::default();
    let mut decoded = 0;
    let parts = attached.iter().filter_map(|&index| parts.get(index));
    for (part, attachment) in parts.zip(attachments) {
        if !tnef::is_tnef(&part.media_type) || attachment.size > MAX_STREAM as u64 {
            continue;
        }
        let (bytes, _) = decode_at_most(part.encoding, part.encoded(raw), MAX_STREAM);
        let Some(tnef) = tnef::read(&bytes, limits.max_body_bytes) else {
            unpacked.is_broken = true;
            continue;
        };
        let mut is_whole = tnef.is_whole_note;
        unpacked.is_broken |= !tnef.is_whole;
        for file in &tnef.files {
            decoded += file.range.end as u64;
            let described = match decoded <= MAX_DECODED {
                true => describe(&bytes, file, names, limits, budget),
                false => None,
            };
            let Some(file) = described else {
                is_whole = false;
                break;
            };
            unpacked.files.push(Attachment {
                range: attachment.range,
                encoding: attachment.encoding,
                within: Some(file.range),
                ..file
            });
        }
        attachment.unpacked = is_whole;
        let body = tnef.written();
        if unpacked.body.is_none() && !body.is_empty() {
            unpacked.body = Some(body);
        }
    }
    unpacked
}

/// A file in a stream, as if it were attached to the stream; `None` if there are too many.
fn describe(
    bytes: &[u8],
    file: &File,
    names: &mut Names,
    limits: &Limits,
    budget: &mut Budget,
) -> Option<Attachment> {
    budget.take_part()?;
    let media_type = file.media_type().to_owned();
    let content = bytes.get(file.range.clone()).unwrap_or_default();
    let default = format!("attachment{}", extension(&media_type));
    let wanted = file.wanted_name();
    let name = names.give(&wanted, &default);
    let view = if file.is_stream() {
        budget.enter(|budget| view_of_stream(content, limits, budget))
    } else if attached::is_message(&media_type, &name) {
        attached::view_of_message(content, limits, budget)
    } else {
        None
    };
    Some(Attachment {
        name,
        media_type,
        size: content.len() as u64,
        range: file.range.clone().into(),
        encoding: TransferEncoding::Identity,
        within: None,
        content_id: file.content_id.clone(),
        content_location: file.content_location.clone(),
        inline: false,
        unpacked: false,
        view: view.map(Box::new),
        event: None,
    })
}

/// What a reader sees of a message in a stream: its ranges are in the stream that it is itself.
fn view_of_stream(bytes: &[u8], limits: &Limits, budget: &mut Budget) -> Option<View> {
    let tnef = tnef::read(bytes, budget.body_bytes())?;
    let mut names = Names::default();
    let mut attachments = Vec::new();
    for file in &tnef.files {
        attachments.extend(describe(bytes, file, &mut names, limits, budget));
    }
    let person = |name: &Option<String>, address: Option<&String>| {
        let own = Address {
            name: name.clone(),
            address: address.filter(|address| address.contains('@')).cloned(),
        };
        let is_empty = own == Address::default();
        (!is_empty).then_some(own).into_iter().collect()
    };
    let images = Arc::new(attachments::images(attachments.iter_mut()));
    let mut rendered = Rendered::default();
    rendered
        .notes
        .extend((!tnef.is_whole).then_some(Note::PartialStructure));
    let mut view = View {
        from: person(&tnef.from.0, tnef.from.1.as_ref()),
        to: person(&tnef.to, None),
        cc: person(&tnef.cc, None),
        subject: one_line(tnef.subject.as_deref().unwrap_or_default()),
        date: tnef.date.clone(),
        ..View::default()
    };
    rendered.complete(&tnef.written(), &images, budget.body_bytes());
    attachments::mark_shown(attachments.iter_mut(), rendered.shown);
    view.html = rendered.html;
    view.text = rendered.text;
    view.attachments = attachments;
    view.notes = rendered.notes.into_iter().collect();
    Some(view)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Tnef {
    /// Takes the body.
    pub(super) fn written(self) -> Written {
        Written {
            html: self.html,
            text: self.text.unwrap_or_default(),
            is_cut: self.is_cut,
        }
    }
}

impl File {
    /// Whether it is a message of the same format.
    pub(super) fn is_stream(&self) -> bool {
        self.media_type.as_deref() == Some(tnef::MEDIA_TYPE)
    }

    pub(super) fn media_type(&self) -> &str {
        let own = self.media_type.as_deref();
        own.filter(|own| own.split('/').count() == 2 && has_only_tokens(own))
            .unwrap_or("application/octet-stream")
    }

    /// A message is called by its subject, which is no path.
    pub(super) fn wanted_name(&self) -> String {
        let name = self.name.as_deref().unwrap_or_default();
        match self.is_stream() {
            true => format!("{}.tnef", one_line(name).replace(['/', '\\'], "-")),
            false => name.to_owned(),
        }
    }
}
