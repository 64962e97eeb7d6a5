//! The check of a carrier.

use super::{Enclosed, lines, with_crlf};
use crate::Error;
use crate::message::{Limits, Message};
use memchr::memmem;

/// The longest line of a mail, in bytes without its line end (RFC 5322 §2.1.1).
const MAX_LINE_BYTES: usize = 998;

/// Reads a carrier as its recipient's mail program will, and compares what is attached with what was enclosed.
///
/// # Errors
/// [`Error::NotTheSame`] if an envelope is missing, changed or not alone, or if the body is not 7-bit text in lines
/// of at most 998 bytes; or whatever makes the carrier no mail.
pub fn verify(mail: &[u8], enclosed: &[Enclosed<'_>]) -> Result<(), Error> {
    let limits = Limits {
        max_message_bytes: u64::MAX,
        ..Limits::default()
    };
    let carrier = Message::parse(mail, &limits)?;
    let attachments = &carrier.view().attachments;
    if attachments.len() != enclosed.len() {
        return Err(Error::NotTheSame);
    }
    for (attachment, envelope) in attachments.iter().zip(enclosed) {
        let page;
        let mut expected = match envelope {
            Enclosed::Html(html) => {
                page = with_crlf(html);
                // The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1).
                &page[..]
            }
            Enclosed::Pdf(pdf) => pdf,
        };
        let mut same = attachment.name == envelope.name();
        attachment.decode(mail, |piece| {
            match expected.split_at_checked(piece.len()) {
                Some((now, later)) if now == piece => expected = later,
                _ => same = false,
            }
            Ok(())
        })?;
        if !same || !expected.is_empty() {
            return Err(Error::NotTheSame);
        }
    }
    // A mail address may need more than ASCII in the header (RFC 6532).
    let header = memmem::find(mail, b"\r\n\r\n").unwrap_or(mail.len());
    let body_is_ascii = mail.get(header..).is_some_and(<[u8]>::is_ascii);
    match body_is_ascii && lines(mail).all(fits) {
        true => Ok(()),
        false => Err(Error::NotTheSame),
    }
}

fn fits(line: &[u8]) -> bool {
    line.strip_suffix(b"\n").unwrap_or(line).len() <= MAX_LINE_BYTES + 1
}
