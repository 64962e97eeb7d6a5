//! From the bytes of a mail to its view, one step after the other.

use super::attached::{self, Budget};
use super::limits::Limits;
use super::names::Names;
use super::structure::{Part, Structure};
use super::unpacked::{self, Unpacked};
use super::view::{Note, View};
use super::{attachments, body, render, threading};
use crate::Error;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A mail: its bytes, borrowed, and what a reader sees of them.
///
/// ```
/// use waxseal::message::{Limits, Message};
///
/// let mail = b"From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>\r\n\
///     Subject: Hello\r\n\
///     Content-Type: multipart/mixed; boundary=x\r\n\
///     \r\n\
///     --x\r\n\
///     \r\n\
///     Here it is.\r\n\
///     --x\r\n\
///     Content-Type: application/pdf; name=\"../report.pdf\"\r\n\
///     Content-Transfer-Encoding: base64\r\n\
///     \r\n\
///     JVBERi0xLjQ=\r\n\
///     --x--\r\n";
/// let message = Message::parse(mail, &Limits::default())?;
/// let view = message.view();
/// assert_eq!(view.from[0].name.as_deref(), Some("Jörg"));
/// assert_eq!(view.text, "Here it is.");
/// assert_eq!(view.attachments[0].name, "report.pdf");
/// assert_eq!(view.attachments[0].range.of(message.raw()), b"JVBERi0xLjQ=");
/// assert_eq!(view.attachments[0].size, 8);
/// # Ok::<(), waxseal::Error>(())
/// ```
pub struct Message<'a> {
    raw: &'a [u8],
    view: View,
    sha256: OnceLock<[u8; 32]>,
}

impl std::fmt::Debug for Message<'_> {
    /// Shows the size only: a mail has no place in a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Message")
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Message<'a> {
    /// Reads a mail.
    ///
    /// # Errors
    ///
    /// - [`Error::NotAMessage`] if it is empty, another kind of file, or has no header that a mail
    ///   would have.
    /// - [`Error::TooLarge`] if it is larger or deeper, or has more or longer parts or headers,
    ///   than `limits` allow.
    ///
    /// Everything else is a mail, and what is wrong with it is in [`View::notes`].
    pub fn parse(raw: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Self::parse_within(raw, limits, &mut Budget::new(limits))
    }

    /// The same for a message, or one that is attached to it.
    pub(super) fn parse_within(
        raw: &'a [u8],
        limits: &Limits,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        if raw.len() as u64 > limits.max_message_bytes {
            return Err(Error::TooLarge {
                what: "the message (bytes)",
                found: raw.len() as u64,
                limit: limits.max_message_bytes,
            });
        }
        refuse_other_files(raw)?;
        let structure = Structure::read(raw, limits)?;
        if structure.fields.is_empty() {
            return Err(Error::NotAMessage("it has no header fields"));
        }
        if !structure.fields.are_of_a_mail() {
            return Err(Error::NotAMessage(
                "none of its header fields is one of a mail",
            ));
        }
        Ok(Self {
            raw,
            view: view(raw, &structure, limits, budget),
            sha256: OnceLock::new(),
        })
    }

    /// The message, byte for byte.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// What a reader sees of the message.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The SHA-256 of the message, computed once.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.sha256.get_or_init(|| Sha256::digest(self.raw).into())
    }

    pub(super) fn into_view(self) -> View {
        self.view
    }
}

/// Tells a user who chose the wrong file what it is, as far as that is plain.
fn refuse_other_files(raw: &[u8]) -> Result<(), Error> {
    let start = raw
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(raw)
        .trim_ascii_start();
    let reason = match start {
        [] => "the file is empty",
        [b'%', b'P', b'D', b'F', ..] => "it is a PDF document",
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
            "it is an image"
        }
        [b'P', b'K', 3 | 5, ..] => "it is a ZIP archive or an office document",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "it is an Outlook .msg or an old office document",
        [b'<', ..] => "it is an HTML or XML file",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is a text in UTF-16",
        _ => return Ok(()),
    };
    Err(Error::NotAMessage(reason))
}

fn view(raw: &[u8], structure: &Structure, limits: &Limits, budget: &mut Budget) -> View {
    let choice = body::choose(structure);
    let mut names = Names::default();
    let mut attachments =
        attachments::describe(raw, &structure.parts, &choice.attached, &mut names);
    attached::look_into(
        raw,
        &structure.parts,
        &choice.attached,
        &mut attachments,
        limits,
        budget,
    );
    let Unpacked {
        mut files,
        body: unpacked_body,
        is_broken,
    } = unpacked::unpack(
        raw,
        &structure.parts,
        &choice.attached,
        &mut attachments,
        &mut names,
        limits,
        budget,
    );
    let all = attachments.iter_mut().chain(&mut files);
    let images = Arc::new(attachments::images(all));
    let mut rendered = render::render(
        raw,
        &structure.parts,
        &choice.body,
        &images,
        limits.max_body_bytes,
    );
    if let Some(body) = &unpacked_body {
        rendered.complete(body, &images, limits.max_body_bytes);
    }
    let all = attachments.iter_mut().chain(&mut files);
    attachments::mark_shown(all, rendered.shown);
    let mut notes = rendered.notes;
    let is_broken = is_broken || structure.damaged;
    notes.extend(is_broken.then_some(Note::PartialStructure));
    notes.extend(structure.parts.iter().filter_map(note_on));
    let fields = &structure.fields;
    let [from, reply_to, to, cc] = ["from", "reply-to", "to", "cc"].map(|name| {
        let (addresses, more) = fields.addresses(name);
        notes.extend(more.then_some(Note::AddressesOmitted));
        addresses
    });
    let message_id = threading::message_id(fields);
    View {
        from,
        reply_to,
        to,
        cc,
        subject: fields.text("subject").unwrap_or_default(),
        date: fields.date(),
        references: threading::references(fields, message_id.as_deref()),
        message_id,
        html: rendered.html,
        text: rendered.text,
        attachments,
        files,
        notes: BTreeSet::into_iter(notes).collect(),
    }
}

/// What the media type of a part says that the reader should know.
fn note_on(part: &Part) -> Option<Note> {
    match part.media_type.as_str() {
        "multipart/signed" => Some(Note::Signed),
        "multipart/encrypted" => Some(Note::Encrypted),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            match part.content_type.get("smime-type") {
                Some("signed-data") => Some(Note::Signed),
                Some("certs-only") => None,
                _ => Some(Note::Encrypted),
            }
        }
        "message/partial" => Some(Note::PartialMessage),
        "message/external-body" => Some(Note::ExternalBody),
        _ => None,
    }
}
