//! The list of attachments: all parts that are not the body, with what the page needs to cut
//! them out of the message.

use super::body::file_name;
use super::headers::Fields;
use super::names::{Names, extension};
use super::params::percent_decode;
use super::render::decode_at_most;
use super::sanitise::Images;
use super::structure::Part;
use super::transfer::decoded_len;
use super::view::Attachment;
use std::collections::BTreeSet;

/// Describes the parts at `attached`, without looking into them. `inline` is not known yet and is `false`.
pub(super) fn describe(
    raw: &[u8],
    parts: &[Part],
    attached: &[usize],
    names: &mut Names,
) -> Vec<Attachment> {
    attached
        .iter()
        .filter_map(|&index| parts.get(index))
        .map(|part| {
            let default = default_name(&part.media_type);
            let wanted = match file_name(part) {
                // What is here is a note of where the file is, and no file of this kind.
                Some(name) if part.media_type == "message/external-body" => format!("{name}.txt"),
                Some(name) => name.to_owned(),
                None if part.media_type == "message/partial" => name_of_piece(part),
                None => name_of_message(raw, part)
                    .or_else(|| name_at_location(part))
                    .unwrap_or_default(),
            };
            Attachment {
                name: names.give(&wanted, &default),
                media_type: part.media_type.clone(),
                size: decoded_len(part.encoding, part.encoded(raw)),
                range: part.body.clone().into(),
                within: None,
                encoding: part.encoding,
                content_id: part.content_id.clone(),
                content_location: part.content_location.clone(),
                inline: false,
                unpacked: false,
                view: None,
                event: None,
            }
        })
        .collect()
}

/// What the HTML may show of the attachments. A part that has a location and no identifier gets
/// one, so that the page needs to know of identifiers only.
pub(super) fn images<'a>(attachments: impl Iterator<Item = &'a mut Attachment>) -> Images {
    let mut images = Images::default();
    for (number, attachment) in attachments.enumerate() {
        if let Some(location) = &attachment.content_location {
            let id = attachment
                .content_id
                .get_or_insert_with(|| format!("part{number}@location.invalid"));
            images
                .locations
                .entry(location.clone())
                .or_insert_with(|| id.clone());
        }
        images.ids.extend(attachment.content_id.clone());
    }
    images
}

/// Marks what the HTML shows. Of attachments with the same identifier, the first is the one that is meant.
pub(super) fn mark_shown<'a>(
    attachments: impl Iterator<Item = &'a mut Attachment>,
    mut shown: BTreeSet<String>,
) {
    for attachment in attachments {
        if let Some(id) = &attachment.content_id {
            attachment.inline = shown.remove(id);
        }
    }
}

fn default_name(media_type: &str) -> String {
    let stem = match media_type {
        "application/ms-tnef" | "application/vnd.ms-tnef" => "winmail",
        "message/rfc822" | "message/global" => "message",
        "message/delivery-status" => "delivery-status",
        "text/calendar" => "invitation",
        "application/pgp-signature"
        | "application/pkcs7-signature"
        | "application/x-pkcs7-signature" => "signature",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "smime",
        _ => match media_type.split('/').next().unwrap_or_default() {
            kind @ ("image" | "audio" | "video") => kind,
            _ => "attachment",
        },
    };
    format!("{stem}{}", extension(media_type))
}

/// A piece of a message (RFC 2046 §5.2.2) is called by its number.
fn name_of_piece(part: &Part) -> String {
    let number = |name| -> Option<u32> { part.content_type.get(name)?.trim().parse().ok() };
    match (number("number"), number("total")) {
        (Some(number), Some(total)) => format!("piece {number} of {total}.txt"),
        (Some(number), None) => format!("piece {number}.txt"),
        (None, _) => "piece.txt".to_owned(),
    }
}

/// The file name in a `Content-Location`, as pages that were saved as one file have it.
fn name_at_location(part: &Part) -> Option<String> {
    let location = part.content_location.as_deref()?;
    let path = location.split(['?', '#']).next()?;
    let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut bytes = Vec::new();
    percent_decode(name, &mut bytes);
    let name = String::from_utf8(bytes).ok()?;
    name.contains('.').then_some(name)
}

/// An attached message is called by its subject.
fn name_of_message(raw: &[u8], part: &Part) -> Option<String> {
    /// Where a header section ends that is read for a name only.
    const MAX_HEADER: usize = 64 * 1024;
    /// More of a subject is no help in a list of files.
    const MAX_SUBJECT: usize = 120;
    if !matches!(
        part.media_type.as_str(),
        "message/rfc822" | "message/global"
    ) {
        return None;
    }
    let (message, _) = decode_at_most(part.encoding, part.encoded(raw), MAX_HEADER);
    let message = message.trim_ascii_start();
    let end = ["\n\n", "\n\r\n"]
        .iter()
        .filter_map(|blank| {
            message
                .windows(blank.len())
                .position(|window| window == blank.as_bytes())
        })
        .min()
        .unwrap_or(message.len());
    let subject = Fields::parse(message.get(..end)?).text("subject")?;
    // A slash in a subject is no path.
    let subject = subject.replace(['/', '\\'], "-");
    let short = &subject[..subject.floor_char_boundary(MAX_SUBJECT)];
    (!short.trim().is_empty()).then(|| format!("{}.eml", short.trim()))
}
