//! The index of the attachments: what is in the file beside its pages, and how to get at it.

use super::super::boxes::{Block, Container, Role};
use super::super::limits::{Deadline, Failure};
use super::body::marker;
use super::style::{Display, Inherited, Own};
use super::words::{bold, code, left_to_right, paragraph, plain, soft, spaced};
use crate::hex::hex;
use crate::message::{Attachment, Message};
use crate::pdf::stands_beside_pages;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io;

/// How to get at attachments in common readers.
const HOW: &str = "These files are embedded in this PDF. In Adobe Acrobat choose View > Attachments, \
    or the paper clip; in Firefox and Okular open the sidebar and choose attachments. Apple Preview, \
    browsers other than Firefox and most readers on telephones do not show them: there use another \
    reader, or the program Waxseal: waxseal open --attachments FOLDER.";

const ORIGINAL: &str = "The original message is embedded in this file as well. waxseal open gives it \
    back byte for byte.";

/// The attachments that the body does not show, with their places in the view.
pub(super) fn listed<'a>(message: &'a Message<'_>) -> Vec<&'a Attachment> {
    let enclosed = message.view().enclosed();
    enclosed
        .filter(|attachment| stands_beside_pages(attachment))
        .collect()
}

/// The index.
pub(super) fn blocks(
    message: &Message<'_>,
    deadline: Deadline,
    original: bool,
    remarks: &BTreeMap<usize, &'static str>,
) -> Result<Vec<Block>, Failure> {
    let mut heading = bold();
    heading.text.size = 13.0;
    let mut items = Vec::new();
    for (number, attachment) in listed(message).into_iter().enumerate() {
        deadline.check()?;
        let digest = sha256(attachment, message.raw(), deadline)?;
        items.push(item(number + 1, attachment, &digest, remarks.get(&number)));
    }
    let looks = Inherited::default();
    let mut own = Own::new(Display::Block);
    own.padding.left = 24.0;
    let list = Block::Container(Container {
        role: Role::List { ordered: true },
        looks: own.looks(looks.text.colour, &looks),
        direction: looks.direction,
        children: items,
    });
    let mut blocks = vec![
        super::letter::line(),
        spaced(
            paragraph(&[("Attachments", &heading)], Role::Heading(2)),
            Role::Division,
            0.0,
            6.0,
        ),
        list,
        spaced(
            paragraph(&[(HOW, &soft())], Role::Paragraph),
            Role::Division,
            6.0,
            0.0,
        ),
    ];
    if original {
        blocks.push(spaced(
            paragraph(&[(ORIGINAL, &soft())], Role::Paragraph),
            Role::Division,
            3.0,
            0.0,
        ));
    }
    Ok(blocks)
}

fn item(number: usize, attachment: &Attachment, digest: &str, remark: Option<&&str>) -> Block {
    let name = left_to_right(bold());
    let mut children = paragraph(&[(&attachment.name, &name)], Role::Paragraph);
    if let Some(Block::Paragraph(first)) = children.first_mut() {
        first.marker = Some(marker(format!("{number}."), &plain()));
    }
    let about = format!("{}, {}", attachment.media_type, human(attachment.size));
    children.extend(paragraph(&[(&about, &soft())], Role::Paragraph));
    let digest = format!("SHA-256 {digest}");
    children.extend(paragraph(&[(&digest, &code())], Role::Paragraph));
    if let Some(reason) = remark {
        let remark = format!("Not shown on pages: {reason}.");
        children.extend(paragraph(&[(&remark, &soft())], Role::Paragraph));
    }
    spaced(children, Role::ListItem, 0.0, 5.0)
}

/// "1.2 MB (1,234,567 bytes)".
fn human(bytes: u64) -> String {
    let digits = bytes.to_string();
    let mut exact = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            exact.push(',');
        }
        exact.push(digit);
    }
    let unit = if bytes == 1 { "byte" } else { "bytes" };
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let larger = units
        .into_iter()
        .find(|(_, size)| u128::from(bytes) >= *size);
    match larger {
        Some((name, size)) => {
            // In tenths, rounded.
            let tenths = (u128::from(bytes) * 10 + size / 2) / size;
            format!("{}.{} {name} ({exact} {unit})", tenths / 10, tenths % 10)
        }
        None => format!("{exact} {unit}"),
    }
}

/// The SHA-256 of a decoded attachment, in hexadecimal.
fn sha256(attachment: &Attachment, message: &[u8], deadline: Deadline) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    let update = |piece: &[u8]| {
        hash.update(piece);
        // A deadline fails in no other way.
        deadline.check().map_err(|_| io::ErrorKind::TimedOut.into())
    };
    attachment
        .decode(message, update)
        .map_err(|_| Failure::TooSlow)?;
    Ok(hex(hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::human;

    #[test]
    fn sizes_are_readable_and_exact() {
        for (bytes, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB (1,000 bytes)"),
            (1_234_567, "1.2 MB (1,234,567 bytes)"),
            (1_999_999, "2.0 MB (1,999,999 bytes)"),
        ] {
            assert_eq!(human(bytes), expected);
        }
        assert!(human(u64::MAX).contains("GB"));
    }
}
