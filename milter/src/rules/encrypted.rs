//! Whether a message is encrypted already, as a whole.
//!
//! A rule that asks so is usually one that lets the message pass. So what a message says of itself is not enough, and
//! neither is a part of it: nothing may be left that others can read.

use super::facts::unsearchable;
use super::{Facts, RuleError};
use std::io::{self, Cursor};
use waxseal::message::{Attachment, HeaderSection, Limits, Message};
use waxseal::{html, jwe};

const ARMOUR_START: &str = "-----BEGIN PGP MESSAGE-----";
const ARMOUR_END: &str = "-----END PGP MESSAGE-----";

/// What the whole message is encrypted with; nothing if it is not.
pub(super) fn encrypted_with(facts: &Facts<'_>) -> Result<Option<&'static str>, RuleError> {
    let message = facts.message();
    let header = HeaderSection::read(message.raw(), &Limits::default()).map_err(unsearchable)?;
    let types: Vec<_> = header
        .fields()
        .filter(|field| field.name.eq_ignore_ascii_case("content-type"))
        .map(|field| field.text().to_ascii_lowercase())
        .collect();
    let media_type = match types.as_slice() {
        [] => "text/plain",
        [one] => one.split(';').next().unwrap_or_default().trim(),
        // Mail programs differ in which one they believe.
        _ => return Ok(None),
    };
    Ok(match media_type {
        "application/pkcs7-mime" | "application/x-pkcs7-mime" if is_smime(message) => {
            Some("S/MIME")
        }
        "multipart/encrypted" if is_pgp_mime(message) => Some("PGP/MIME"),
        "text/plain" if is_armour(&message.view().text) && message.view().html.is_none() => {
            Some("PGP")
        }
        _ if is_waxseal(message) => Some("a Waxseal envelope"),
        _ => None,
    })
}

/// RFC 8551 §3.3. The parameter `smime-type` may be left out, so the content says whether it is encrypted and not only
/// signed: its type (RFC 5652 §3) is the first thing in it.
fn is_smime(message: &Message<'_>) -> bool {
    /// `id-envelopedData` and `id-encryptedData` (RFC 5652 §14), `id-ct-authEnvelopedData` (RFC 5083 §2), in DER.
    const ENCRYPTED: [&[u8]; 3] = [
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06",
        b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",
    ];
    let [part] = message.view().attachments.as_slice() else {
        return false;
    };
    let start = start_of(part, message);
    let Some((0x30, rest)) = start.split_first().map(|(tag, rest)| (*tag, rest)) else {
        return false;
    };
    // The length is one byte, or as many more as its low bits say.
    let length = match rest.first() {
        Some(&long @ 0x81..=0x88) => 1 + usize::from(long & 0x0f),
        _ => 1,
    };
    let content = rest.get(length..).unwrap_or_default();
    ENCRYPTED.iter().any(|oid| content.starts_with(oid))
}

/// RFC 3156 §4: a part that says so, and one that is encrypted.
fn is_pgp_mime(message: &Message<'_>) -> bool {
    /// It holds "Version: 1" and nothing else.
    const MAX_VERSION: u64 = 200;
    let view = message.view();
    let [version, content] = view.attachments.as_slice() else {
        return false;
    };
    version.media_type == "application/pgp-encrypted"
        && version.size <= MAX_VERSION
        && view.text.trim().is_empty()
        && view.html.is_none()
        && decoded(content, message)
            .is_some_and(|content| is_armour(&String::from_utf8_lossy(&content)))
}

/// One block of armour (RFC 9580 §6.2) and nothing around it.
fn is_armour(text: &str) -> bool {
    let inner = text.trim().strip_prefix(ARMOUR_START);
    inner
        .and_then(|inner| inner.strip_suffix(ARMOUR_END))
        .is_some_and(|inner| !inner.contains("-----"))
}

/// Whether all that is attached are HTML envelopes. The note around them is there to be read.
fn is_waxseal(message: &Message<'_>) -> bool {
    let mut attached = message
        .view()
        .attachments
        .iter()
        .filter(|part| !part.inline)
        .peekable();
    attached.peek().is_some() && attached.all(|part| is_envelope(part, message))
}

fn is_envelope(part: &Attachment, message: &Message<'_>) -> bool {
    let name = part.name.to_ascii_lowercase();
    let is_html =
        part.media_type == "text/html" || name.ends_with(".html") || name.ends_with(".htm");
    is_html
        && decoded(part, message).is_some_and(|page| {
            html::Envelope::read(Cursor::new(page), &jwe::Limits::default()).is_ok()
        })
}

fn decoded(part: &Attachment, message: &Message<'_>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let take = |piece: &[u8]| {
        bytes.extend_from_slice(piece);
        Ok(())
    };
    part.decode(message.raw(), take).ok()?;
    Some(bytes)
}

/// The first bytes of an attachment.
fn start_of(part: &Attachment, message: &Message<'_>) -> Vec<u8> {
    const ENOUGH: usize = 32;
    let mut start = Vec::new();
    // The error ends the decoding early.
    let _ = part.decode(message.raw(), |piece| {
        start.extend(piece.iter().take(ENOUGH - start.len().min(ENOUGH)));
        match start.len() {
            ENOUGH => Err(io::ErrorKind::Other.into()),
            _ => Ok(()),
        }
    });
    start
}
