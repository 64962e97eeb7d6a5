//! File names that are safe to save on every system, whatever a mail calls its attachments.

use std::collections::{HashMap, HashSet};

/// The most bytes of UTF-8 in a file name on common file systems.
const MAX_NAME_BYTES: usize = 255;

/// Gives out names, each only once.
#[derive(Default)]
pub(crate) struct Names {
    taken: HashSet<String>,
    /// The number to try next for a name that is taken: thousands of parts may have one name.
    next: HashMap<String, usize>,
}

impl Names {
    /// A safe form of `wanted` that was not given out before, ignoring case as Windows and macOS
    /// do: a second `a.pdf` becomes `a (2).pdf`. `default` is used if nothing of it is left.
    pub(crate) fn give(&mut self, wanted: &str, default: &str) -> String {
        let safe = safe(wanted)
            .or_else(|| safe(default))
            .unwrap_or_else(|| "attachment".to_owned());
        let (stem, extension) = split_extension(&safe);
        let mut name = safe.clone();
        let number = self.next.entry(safe.to_lowercase()).or_insert(2);
        while !self.taken.insert(name.to_lowercase()) {
            let suffix = format!(" ({number}){extension}");
            name =
                shortened(stem, MAX_NAME_BYTES.saturating_sub(suffix.len())).to_owned() + &suffix;
            *number += 1;
        }
        name
    }
}

/// The name without what is dangerous or impossible in a file name; `None` if nothing is left. A
/// safe name stays as it is.
fn safe(wanted: &str) -> Option<String> {
    let mut name = safer(wanted)?;
    // Shortening can bring to the end what must not stand there. Every step but the first makes it
    // shorter.
    loop {
        match safer(&name)? {
            same if same == name => return Some(name),
            shorter => name = shorter,
        }
    }
}

fn safer(wanted: &str) -> Option<String> {
    // Some mailers send the whole path; the name is what follows the last separator.
    let name = wanted
        .rsplit(['/', '\\'])
        .find(|piece| !piece.trim().is_empty())?;
    let name: String = name
        .chars()
        .filter(|&character| !is_invisible(character))
        .map(|character| {
            if character.is_control() || "<>:\"|?*\u{2028}\u{2029}".contains(character) {
                '_'
            } else if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .collect();
    // Leading dots hide a file, trailing ones and spaces are dropped by Windows.
    let name = name
        .trim_start_matches(['.', ' '])
        .trim_end_matches(['.', ' ']);
    let (stem, extension) = split_extension(name);
    let room = MAX_NAME_BYTES - extension.len();
    let stem = shortened(stem, room).trim_end_matches(['.', ' ']);
    let (prefix, stem) = match is_device(stem) {
        true => ("_", shortened(stem, room - 1)),
        false => ("", stem),
    };
    let name = format!("{prefix}{stem}{extension}");
    name.contains(|character: char| character.is_alphanumeric() || !character.is_ascii())
        .then_some(name)
}

/// Characters that show nothing, or that turn the direction of what follows, so that
/// `txt.exe` can be shown as `exe.txt` (Unicode UAX #9, UTS #39).
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The name and the extension with its dot. What is longer than an extension is part of the name.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= 16 => name.split_at(dot),
        _ => (name, ""),
    }
}

fn shortened(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Names that Windows takes for devices, with any extension.
fn is_device(stem: &str) -> bool {
    let stem = stem.split('.').next().unwrap_or_default().trim_end();
    let upper = stem.to_uppercase();
    let numbered = |device: &str| {
        upper.strip_prefix(device).is_some_and(|number| {
            let mut characters = number.chars();
            matches!(characters.next(), Some('0'..='9' | '¹' | '²' | '³'))
                && characters.next().is_none()
        })
    };
    matches!(
        upper.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || numbered("COM")
        || numbered("LPT")
}

/// The usual file extension of a media type, with its dot; empty if there is none.
pub(super) fn extension(media_type: &str) -> &'static str {
    EXTENSIONS
        .iter()
        .find(|(known, _)| *known == media_type)
        .map_or("", |(_, extension)| extension)
}

const EXTENSIONS: [(&str, &str); 57] = [
    ("application/gzip", ".gz"),
    ("application/json", ".json"),
    ("application/ms-tnef", ".dat"),
    ("application/vnd.ms-tnef", ".dat"),
    ("application/msword", ".doc"),
    ("application/octet-stream", ".bin"),
    ("application/pdf", ".pdf"),
    ("application/pgp-encrypted", ".asc"),
    ("application/pgp-keys", ".asc"),
    ("application/pgp-signature", ".asc"),
    ("application/pkcs7-mime", ".p7m"),
    ("application/x-pkcs7-mime", ".p7m"),
    ("application/pkcs7-signature", ".p7s"),
    ("application/x-pkcs7-signature", ".p7s"),
    ("application/postscript", ".ps"),
    ("application/rtf", ".rtf"),
    ("application/vnd.ms-excel", ".xls"),
    ("application/vnd.ms-powerpoint", ".ppt"),
    ("application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    ("application/vnd.oasis.opendocument.text", ".odt"),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".pptx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    ("application/xml", ".xml"),
    ("application/zip", ".zip"),
    ("application/javascript", ".js"),
    ("audio/basic", ".au"),
    ("audio/mp4", ".m4a"),
    ("audio/mpeg", ".mp3"),
    ("audio/ogg", ".ogg"),
    ("audio/wav", ".wav"),
    ("audio/x-wav", ".wav"),
    ("image/bmp", ".bmp"),
    ("image/gif", ".gif"),
    ("image/heic", ".heic"),
    ("image/jpeg", ".jpg"),
    ("image/jpg", ".jpg"),
    ("image/pjpeg", ".jpg"),
    ("image/png", ".png"),
    ("image/svg+xml", ".svg"),
    ("image/tiff", ".tif"),
    ("image/webp", ".webp"),
    ("message/delivery-status", ".txt"),
    ("message/disposition-notification", ".txt"),
    ("message/external-body", ".txt"),
    ("message/global", ".eml"),
    ("message/rfc822", ".eml"),
    ("text/calendar", ".ics"),
    ("text/css", ".css"),
    ("text/csv", ".csv"),
    ("text/javascript", ".js"),
    ("text/html", ".html"),
    ("text/plain", ".txt"),
    ("text/rfc822-headers", ".txt"),
    ("text/vcard", ".vcf"),
    ("text/x-vcard", ".vcf"),
    ("video/mp4", ".mp4"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_made_safe() {
        let full = "x".repeat(251) + ".txt";
        for (wanted, expected) in [
            ("report.pdf", "report.pdf"),
            ("Bericht über Köln.pdf", "Bericht über Köln.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\a.txt", "a.txt"),
            ("a/", "a"),
            ("..", "default.bin"),
            ("", "default.bin"),
            (".htaccess", "htaccess"),
            ("name. . ", "name"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            ("COM¹.x", "_COM¹.x"),
            ("console.txt", "console.txt"),
            ("gpj.\u{202e}exe", "gpj.exe"),
            ("a\u{2066}b\u{200b}c", "abc"),
            ("a\r\n\tb\0.txt", "a___b_.txt"),
            ("a<b>:c|d?.txt", "a_b__c_d_.txt"),
            ("???", "default.bin"),
            ("日本語", "日本語"),
            (&full, &full),
        ] {
            assert_eq!(
                Names::default().give(wanted, "default.bin"),
                expected,
                "{wanted:?}"
            );
        }
    }

    #[test]
    fn names_are_unique_and_keep_their_extension() {
        let mut names = Names::default();
        let long = "x".repeat(300) + ".pdf";
        let given: Vec<String> = ["a.pdf", "A.PDF", "a (2).pdf", "a.pdf", &long, &long]
            .iter()
            .map(|wanted| names.give(wanted, "d"))
            .collect();
        assert_eq!(
            given[..4],
            ["a.pdf", "A (2).PDF", "a (2) (2).pdf", "a (3).pdf"]
        );
        assert!(given[4].ends_with("x.pdf") && given[4].len() <= MAX_NAME_BYTES);
        assert!(given[5].ends_with("x (2).pdf") && given[5].len() <= MAX_NAME_BYTES);
    }

    proptest! {
        #[test]
        fn no_name_is_dangerous(wanted in "\\PC*|[./\\\\ a\u{202e}\u{0}-\u{20}]{0,300}|.{0,400}") {
            let name = Names::default().give(&wanted, "attachment.bin");
            prop_assert!(!name.is_empty() && name.len() <= MAX_NAME_BYTES);
            prop_assert!(!name.contains(['/', '\\', ':']), "{name:?}");
            prop_assert!(!name.contains(|c: char| c.is_control() || is_invisible(c)), "{name:?}");
            prop_assert!(!name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']), "{name:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn safe_names_stay_as_they_are(
            wanted in proptest::collection::vec("[a-zäß漢./ ()_-]{0,200}[. a-z]{0,40}", 1..4),
        ) {
            let give_all = |wanted: &[String]| -> Vec<String> {
                let mut names = Names::default();
                wanted.iter().map(|wanted| names.give(wanted, "default")).collect()
            };
            let given = give_all(&wanted);
            proptest::prop_assert!(given.iter().all(|name| name.len() <= MAX_NAME_BYTES));
            proptest::prop_assert_eq!(&give_all(&given), &given);
        }
    }
}
