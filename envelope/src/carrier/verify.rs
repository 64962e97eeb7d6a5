//! The check of a carrier.

use super::{Enclosed, with_crlf};
use crate::Error;
use crate::message::{Limits, Message};

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
    let mut lines = mail.split(|&byte| byte == b'\n');
    // A mail address may need more than ASCII in the header (RFC 6532).
    let header_ends = |line: &[u8]| line == b"\r";
    let header_fits = lines
        .by_ref()
        .take_while(|line| !header_ends(line))
        .all(fits);
    if !header_fits || !lines.all(|line| line.is_ascii() && fits(line)) {
        return Err(Error::NotTheSame);
    }
    Ok(())
}

fn fits(line: &[u8]) -> bool {
    line.len() <= MAX_LINE_BYTES + 1
}
