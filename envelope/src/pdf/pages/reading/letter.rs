//! The head of the letter: its subject, who wrote it to whom and when, and what the reader should
//! know about this view of it.

use super::super::boxes::{Block, Colour, Role};
use super::lengths::PIXEL;
use super::style::{Display, Inherited, Own};
use super::tables::labels;
use super::words::{SOFT, bold, left_to_right, linked, paragraph, plain, soft, spaced};
use crate::message::{Address, Note, View};

/// Addresses of one field that are shown; more are counted.
const MAX_ADDRESSES: usize = 200;

const LINE: Colour = Colour {
    red: 0xb5,
    green: 0xbd,
    blue: 0xc4,
};

/// The title of a message.
pub(super) fn title(view: &View) -> &str {
    match view.subject.trim() {
        "" => "(no subject)",
        subject => subject,
    }
}

/// The head.
pub(super) fn head(view: &View) -> Vec<Block> {
    let mut heading = bold();
    heading.text.size = 16.0;
    let mut blocks = vec![spaced(
        paragraph(&[(title(view), &heading)], Role::Heading(1)),
        Role::Division,
        0.0,
        6.0,
    )];
    let fields = [
        ("From", &view.from),
        ("Reply to", &view.reply_to),
        ("To", &view.to),
        ("Cc", &view.cc),
    ];
    let mut grey = plain();
    grey.text.colour = SOFT;
    let label = |text: &str| paragraph(&[(text, &grey)], Role::Paragraph);
    let mut rows: Vec<_> = fields
        .into_iter()
        .filter(|(_, addresses)| !addresses.is_empty())
        .map(|(name, addresses)| (label(name), paragraph_of(addresses)))
        .collect();
    if let Some(date) = view.date.as_deref() {
        let date = readable(date).unwrap_or_else(|| date.to_owned());
        rows.push((
            label("Date"),
            paragraph(&[(&date, &plain())], Role::Paragraph),
        ));
    }
    if !rows.is_empty() {
        blocks.push(Block::Table(labels(rows)));
    }
    for note in &view.notes {
        if let Some(text) = words(*note) {
            blocks.push(spaced(
                paragraph(&[(text, &soft())], Role::Paragraph),
                Role::Division,
                3.0,
                0.0,
            ));
        }
    }
    blocks.push(line());
    blocks
}

/// A line across, under the head and over the index.
pub(super) fn line() -> Block {
    let mut own = Own::new(Display::Block);
    own.margin.top = Some(8.0);
    own.margin.bottom = Some(12.0);
    let around = Inherited::default();
    Block::Rule {
        looks: own.looks(around.text.colour, &around),
        colour: LINE,
        thickness: PIXEL,
    }
}

fn paragraph_of(addresses: &[Address]) -> Vec<Block> {
    let plain = left_to_right(plain());
    let mut texts: Vec<(String, Inherited)> = Vec::new();
    for (number, Address { name, address }) in addresses.iter().take(MAX_ADDRESSES).enumerate() {
        if number > 0 {
            texts.push((", ".to_owned(), plain.clone()));
        }
        if let Some(name) = name {
            texts.push((name.clone(), plain.clone()));
        }
        if let Some(address) = address {
            let is_one = address.contains('@') && !address.contains([' ', '<', '>', '?', '&', '%']);
            let looks = match is_one {
                true => linked(&format!("mailto:{address}"), &plain),
                false => plain.clone(),
            };
            match name {
                Some(_) => {
                    texts.push((" <".to_owned(), plain.clone()));
                    texts.push((address.clone(), looks));
                    texts.push((">".to_owned(), plain.clone()));
                }
                None => texts.push((address.clone(), looks)),
            }
        }
    }
    if let Some(more) = addresses
        .len()
        .checked_sub(MAX_ADDRESSES)
        .filter(|more| *more > 0)
    {
        texts.push((format!(" and {more} more"), plain.clone()));
    }
    let pieces: Vec<(&str, &Inherited)> = texts
        .iter()
        .map(|(text, looks)| (text.as_str(), looks))
        .collect();
    paragraph(&pieces, Role::Paragraph)
}

/// A note as a sentence.
fn words(note: Note) -> Option<&'static str> {
    Some(match note {
        Note::BodyTruncated => "The message is longer than is shown here.",
        Note::HtmlSimplified => "Some of the formatting of this message is left out.",
        Note::RemoteImagesRemoved => "Images that stand on the internet are not shown.",
        Note::Signed => "The message has a digital signature, which was not checked.",
        Note::Encrypted => "A part of the message is encrypted and cannot be shown.",
        Note::PartialStructure => "The message is damaged; what could be recognised is shown.",
        Note::PartialMessage => "This is one piece of a larger message.",
        Note::ExternalBody => "An attachment stands outside of the message and is not in it.",
        Note::AddressesOmitted => "There are more recipients than are listed here.",
    })
}

/// `2024-05-01T10:00:00+02:00` (RFC 3339) as "Wednesday, 1 May 2024, 10:00 (UTC+02:00)".
fn readable(date: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] = [
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
    ];
    let (day, time) = date.split_once('T')?;
    let mut parts = day.split('-').map(|part| part.parse::<usize>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let name = MONTHS.get(month.checked_sub(1)?)?;
    let clock = time.get(..5)?;
    let offset = time
        .get(8..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match offset {
        "Z" | "+00:00" | "-00:00" => "UTC".to_owned(),
        offset => format!("UTC{}", offset.replace('-', "\u{2212}")),
    };
    // Sakamoto's method: March begins the year, so that the leap day ends it.
    let shifted = if month < 3 {
        year.checked_sub(1)?
    } else {
        year
    };
    let months = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let weekday =
        (shifted + shifted / 4 - shifted / 100 + shifted / 400 + months.get(month - 1)? + day) % 7;
    Some(format!(
        "{}, {day} {name} {year}, {clock} ({offset})",
        DAYS.get(weekday)?
    ))
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn dates_are_readable() {
        for (date, expected) in [
            (
                "2024-05-01T10:00:00+02:00",
                "Wednesday, 1 May 2024, 10:00 (UTC+02:00)",
            ),
            (
                "2000-02-29T23:59:59Z",
                "Tuesday, 29 February 2000, 23:59 (UTC)",
            ),
            (
                "1999-01-01T00:00:00-08:00",
                "Friday, 1 January 1999, 00:00 (UTC−08:00)",
            ),
        ] {
            assert_eq!(readable(date).as_deref(), Some(expected));
        }
        for date in [
            "",
            "T",
            "2024-13-01T10:00:00Z",
            "2024-05-01",
            "x-y-zT10:00:00Z",
            "0-1-1T00:00:00Z",
        ] {
            assert_eq!(readable(date), None, "{date}");
        }
    }
}
