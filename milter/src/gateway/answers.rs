//! Answers that come in: an envelope that a recipient sealed in the page, with the organisation's key as one of its
//! locks. It is opened at the border and goes on in clear inside.
//!
//! Only what the page sealed as an answer is opened, and only for whom it was written to. Else anybody who got hold of
//! an envelope that the organisation itself sealed could mail it to a colleague and have it opened.

use super::OPENED_FIELD;
use crate::letter::{Changes, Letter, split};
use crate::trouble::Trouble;
use mail_builder::headers::Header as _;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use std::io::Cursor;
use waxseal::html::Envelope;
use waxseal::jwe::PrivateKey;
use waxseal::message::{Attachment, Message, View};

/// How many attachments are looked at.
const MAX_LOOKED_AT: usize = 20;

/// An answer that was opened.
struct Answer {
    message: Vec<u8>,
    view: View,
    thumbprint: String,
}

/// The message with its answer opened, if it is one for all its recipients. Whatever speaks against that leaves it
/// closed: then its reader opens it with the password, and nothing is lost.
pub(super) fn open(
    letter: &Letter,
    message: &Message<'_>,
    recipients: &[&str],
    keys: &[PrivateKey],
) -> Result<Option<Changes>, Trouble> {
    if keys.is_empty() || recipients.is_empty() {
        return Ok(None);
    }
    let pages = message.view().attachments.iter().filter(|its| is_page(its));
    for page in pages.take(MAX_LOOKED_AT) {
        let mut content = Vec::new();
        page.decode(message.raw(), |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })
        .map_err(waxseal::Error::from)?;
        if let Some(answer) = answer(&content, recipients, keys) {
            return Ok(Some(changes(letter, message, &answer)));
        }
    }
    Ok(None)
}

fn is_page(attachment: &Attachment) -> bool {
    let name = attachment.name.to_ascii_lowercase();
    attachment.media_type == "text/html" || name.ends_with(".html") || name.ends_with(".htm")
}

fn answer(page: &[u8], recipients: &[&str], keys: &[PrivateKey]) -> Option<Answer> {
    let mut envelope = Envelope::read(Cursor::new(page), &Default::default()).ok()?;
    for key in keys {
        let Ok(mut opened) = envelope.unlock_with_private_key(key) else {
            continue;
        };
        let is_answer = opened.sealing().is_some_and(|sealing| sealing.answer);
        let view = opened.view().clone();
        let is_for = |recipient: &&str| {
            let mut named = view.to.iter().chain(&view.cc);
            named.any(|its| {
                its.address
                    .as_ref()
                    .is_some_and(|its| its.eq_ignore_ascii_case(recipient))
            })
        };
        if !is_answer || !recipients.iter().all(is_for) {
            return None;
        }
        let mut message = Vec::new();
        opened.copy_message(&mut message).ok()?;
        return Some(Answer {
            message,
            view,
            thumbprint: key.public_key().thumbprint(),
        });
    }
    None
}

/// The header stays, but for what tells of the body and what the answer tells better.
fn changes(letter: &Letter, message: &Message<'_>, answer: &Answer) -> Changes {
    let outer = message.view();
    let threads = outer.references.is_empty();
    let mut changes = Changes::default();
    changes.delete_fields(letter, |name| {
        name.starts_with("content-")
            || matches!(name, "subject" | "mime-version")
            || name.eq_ignore_ascii_case(OPENED_FIELD)
            || (threads && matches!(name, "in-reply-to" | "references"))
    });

    let (fields, body) = split(&answer.message);
    let mut entity = Vec::with_capacity(answer.message.len());
    for (name, value) in &fields {
        if name.to_ascii_lowercase().starts_with("content-") {
            entity.extend_from_slice(name.as_bytes());
            entity.push(b':');
            let lines = value.split(|&byte| byte == b'\n').collect::<Vec<_>>();
            entity.extend_from_slice(&lines.join(&b"\r\n"[..]));
            entity.extend_from_slice(b"\r\n");
        }
    }
    entity.extend_from_slice(b"\r\n");
    entity.extend_from_slice(body);
    let mut parts = vec![MimePart::raw(entity)];
    // What was written in the mail around the envelope.
    if !outer.text.trim().is_empty() {
        parts.push(MimePart::new("text/plain", outer.text.as_str()).inline());
    }

    let mut mail = Vec::with_capacity(answer.message.len() + 4096);
    let mut field = |name: &str, write: &dyn Fn(&mut Vec<u8>, usize)| {
        mail.extend_from_slice(name.as_bytes());
        write(&mut mail, name.len());
    };
    field("Subject: ", &|mail, column| {
        Text::new(answer.view.subject.as_str()).write_header(mail, column);
    });
    if let Some(last) = answer.view.references.last().filter(|_| threads) {
        field("In-Reply-To: ", &|mail, column| {
            MessageId::new(last.as_str()).write_header(mail, column);
        });
        field("References: ", &|mail, column| {
            let references = answer.view.references.iter().map(String::as_str);
            MessageId::new_list(references).write_header(mail, column);
        });
    }
    mail.extend_from_slice(
        format!(
            "{OPENED_FIELD}: key={}\r\nMIME-Version: 1.0\r\n",
            answer.thumbprint
        )
        .as_bytes(),
    );
    MimePart::new("multipart/mixed", parts).write_part(&mut mail);
    let (fields, body) = split(&mail);
    changes.add = fields;
    changes.body = Some(body.to_vec());
    changes
}
