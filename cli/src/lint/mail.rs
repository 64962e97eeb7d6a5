//! What is held against a mail that carries envelopes, beside what is held against them.

use super::{Finding, file};
use crate::envelope::{Kind, kind};
use waxseal::Error;
use waxseal::message::transfer::TransferEncoding;
use waxseal::message::{Attachment, Limits, Message};

pub(super) fn findings(raw: &[u8], limits: &Limits) -> Result<(u64, Vec<Finding>), Error> {
    let message = Message::parse(raw, limits)?;
    let mut files = Vec::new();
    // Pictures of the note are its text.
    let attachments = message.view().attachments.iter();
    for attachment in attachments.filter(|attachment| !attachment.inline) {
        let mut content = Vec::new();
        attachment.decode(raw, |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })?;
        let kind = kind(&content);
        let is_envelope = kind != Kind::Mail && file::check(kind, &content).is_ok();
        files.push((attachment, is_envelope.then_some(kind), content));
    }
    if files.iter().all(|(_, envelope, _)| envelope.is_none()) {
        return Err(Error::NotAnEnvelope("no attachment of the mail is one"));
    }
    let has = |kind| files.iter().any(|(_, envelope, _)| *envelope == Some(kind));
    let alone = !(has(Kind::Page) && has(Kind::Pdf));
    let mut findings = Vec::new();
    for (attachment, envelope, content) in files {
        let about = match envelope {
            Some(kind) => {
                let mut about = file::findings(kind, &content, Some(&attachment.name), alone);
                about.extend(of_a_part(kind, attachment));
                about
            }
            None => vec![Finding::problem(
                "in-clear",
                "this attachment is no envelope: everybody on the way can read it",
                "seal it with the mail, or leave it out",
            )],
        };
        findings.extend(about.into_iter().map(|finding| Finding {
            part: Some(attachment.name.clone()),
            ..finding
        }));
    }
    findings.extend(of_the_whole(&message, raw));
    Ok((file::as_text(raw), findings))
}

fn of_a_part(kind: Kind, attachment: &Attachment) -> Vec<Finding> {
    let right = match kind {
        Kind::Pdf => "application/pdf",
        _ => "text/html",
    };
    let mut findings = Vec::new();
    if attachment.media_type != right {
        findings.push(Finding::problem(
            "media-type",
            format!(
                "its media type is {}, which does not fit its content; filters take that for hiding",
                attachment.media_type.escape_debug()
            ),
            format!("attach it as {right}"),
        ));
    }
    let encoded = matches!(
        attachment.encoding,
        TransferEncoding::Base64 | TransferEncoding::QuotedPrintable
    );
    if kind == Kind::Page && encoded {
        findings.push(Finding::problem(
            "encoded-page",
            format!(
                "the page travels in {}, though its text is fit for mail; in base64 it grows by a third",
                attachment.encoding.as_str()
            ),
            "attach it as 7bit, as `wrap --mail` does",
        ));
    }
    findings
}

fn of_the_whole(message: &Message, raw: &[u8]) -> Vec<Finding> {
    let view = message.view();
    let mut findings = Vec::new();
    findings.extend(file::long_lines(raw));
    let missing: Vec<&str> = [
        ("From", view.from.is_empty()),
        ("Date", view.date.is_none()),
        ("Message-ID", view.message_id.is_none()),
        ("Subject", view.subject.is_empty()),
    ]
    .into_iter()
    .filter(|(_, is_missing)| *is_missing)
    .map(|(field, _)| field)
    .collect();
    if !missing.is_empty() {
        findings.push(Finding::problem(
            "header",
            format!(
                "it has no {}, which filters count against a mail",
                missing.join(", no ")
            ),
            "let the mail program or the mail server add it",
        ));
    }
    if view.text.trim().is_empty() {
        findings.push(Finding::problem(
            "no-text",
            "it has no text beside the attachment, as mails have that spread malware",
            "say who sends it and how it is opened; `wrap --mail` does",
        ));
    }
    findings
}
