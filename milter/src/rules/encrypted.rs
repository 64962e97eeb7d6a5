//! Whether a message is encrypted already, as a whole.
//!
//! A rule that asks so is usually one that lets the message pass. So what a message says of itself is not enough, and
//! neither is a part of it: nothing may be left that others can read.

use super::facts::unsearchable;
use super::{Facts, RuleError};
use std::io;
use waxseal::message::{Attachment, HeaderSection, Limits, Message};

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

/// One block of armour (RFC 9580 §6.2) and nothing around it, whose first packet is of an encrypted message.
fn is_armour(text: &str) -> bool {
    let inner = text.trim().strip_prefix(ARMOUR_START);
    let Some(inner) = inner.and_then(|inner| inner.strip_suffix(ARMOUR_END)) else {
        return false;
    };
    let mut lines = inner.lines().map(str::trim).skip(1);
    let header: usize = lines
        .by_ref()
        .take_while(|line| !line.is_empty())
        .map(|line| match line.split_once(": ") {
            Some((key, _)) if ARMOUR_HEADERS.contains(&key) => line.len(),
            _ => usize::MAX,
        })
        .fold(0, usize::saturating_add);
    let data: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    header <= MAX_ARMOUR_HEADER
        && data.iter().all(|line| line.bytes().all(is_base64))
        && data.first().is_some_and(|line| begins_encrypted(line))
}

/// What may stand before the data; a comment could hold a message.
const ARMOUR_HEADERS: [&str; 3] = ["Version", "Comment", "Charset"];
const MAX_ARMOUR_HEADER: usize = 200;

/// Whether base64 begins with a packet that an encrypted message begins with (RFC 9580 §5, §10.3): a session key (1, 3), or
/// encrypted data (9, 18, 20).
fn begins_encrypted(base64: &str) -> bool {
    let six_bits = |byte: &u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut values = base64.as_bytes().iter().map(six_bits);
    let (Some(Some(high)), Some(Some(low))) = (values.next(), values.next()) else {
        return false;
    };
    let first = high << 2 | low >> 4;
    let kind = match first {
        0xc0.. => first & 0x3f,
        0x80.. => first >> 2 & 0x0f,
        _ => return false,
    };
    matches!(kind, 1 | 3 | 9 | 18 | 20)
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
