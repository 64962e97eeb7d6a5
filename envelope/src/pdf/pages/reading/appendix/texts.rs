//! Attached texts: which characters their bytes are, and how much of them is shown.

use crate::message::charset;

/// What is shown of a text: some 200 pages of lines that are as long as the page is wide.
const MAX_LINES: usize = 12_000;
const MAX_BYTES: usize = 1 << 20;

/// How far before a body its header may begin.
const MAX_HEADER: usize = 8 * 1024;

/// The text, if it is one.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> Result<String, &'static str> {
    let units = |of: fn([u8; 2]) -> u16| {
        let units = bytes
            .as_chunks::<2>()
            .0
            .iter()
            .skip(1)
            .map(|&pair| of(pair));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    // What spreadsheets call "Unicode text", which mailers label as anything.
    let text: String = match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        _ => charset::decode(label, bytes),
    };
    if text.trim().is_empty() {
        return Err("it is empty");
    }
    // A thousand characters tell whether a file is only called a text.
    let strange = |c: &char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b') || *c == '\u{fffd}'
    };
    let beginning = text.chars().take(1000);
    if beginning.filter(strange).count() > 100.min(text.len() / 4) {
        return Err("it is not text");
    }
    // The line ends of old Macs.
    Ok(match text.contains('\n') {
        true => text,
        false => text.replace('\r', "\n"),
    })
}

/// As much of a text as is shown, and whether that is all.
pub(super) fn beginning(text: &str) -> (&str, bool) {
    let end = match text.match_indices('\n').nth(MAX_LINES) {
        Some((end, _)) => end.min(text.floor_char_boundary(MAX_BYTES)),
        None => text.floor_char_boundary(MAX_BYTES),
    };
    let shown = text.get(..end).unwrap_or(text);
    (shown, shown.len() == text.len())
}

/// The `charset` parameter (RFC 2046 §4.1.2) in the header of the part whose body comes next. It
/// is only a hint to [`decode`], so it is not parsed strictly.
pub(super) fn charset_in_header(before: &[u8]) -> Option<String> {
    let start = before.len().saturating_sub(MAX_HEADER);
    let text = String::from_utf8_lossy(before.get(start..)?).to_ascii_lowercase();
    // The part begins behind its boundary.
    let header = text
        .rfind("\n--")
        .and_then(|at| text.get(at..))
        .unwrap_or(&text);
    let (_, value) = header.rsplit_once("charset")?;
    let value = value.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches('"');
    let label: String = value
        .chars()
        .take_while(|c| c.is_ascii_graphic() && !matches!(c, '"' | ';'))
        .collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::{beginning, charset_in_header, decode};

    #[test]
    fn bytes_become_text() {
        for (bytes, label, expected) in [
            ("Grüße".as_bytes(), None, "Grüße"),
            (b"Gr\xfc\xdfe", Some("iso-8859-1"), "Grüße"),
            (b"\xff\xfea\0;\0\xfc\0", Some("us-ascii"), "a;ü"),
            (b"\xfe\xff\0a\0;\0\xfc", None, "a;ü"),
            (b"a\rb", None, "a\nb"),
            (b"a\r\nb", None, "a\r\nb"),
        ] {
            assert_eq!(decode(bytes, label).as_deref(), Ok(expected));
        }
        let noise: Vec<u8> = (0..4000u32).map(|n| (n * n % 251) as u8).collect();
        assert_eq!(decode(&noise, None), Err("it is not text"));
        assert_eq!(decode(b" \r\n", None), Err("it is empty"));
        assert_eq!(decode(b"", None), Err("it is empty"));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(beginning("a\nb"), ("a\nb", true));
        let lines = "line\n".repeat(20_000);
        let (shown, is_whole) = beginning(&lines);
        assert_eq!((shown.lines().count(), is_whole), (12_001, false));
        let euros = "€".repeat(1 << 20);
        let (shown, is_whole) = beginning(&euros);
        assert!(shown.len() <= 1 << 20 && !is_whole);
    }

    #[test]
    fn the_charset_is_found_in_the_part_it_is_for() {
        let header = b"--x\nContent-Type: text/plain; charset=koi8-r\n\nbody\n--x\r\n\
            Content-Type: text/csv;\r\n\tCharset=\"Windows-1252\"; name=a\r\n\r\n";
        assert_eq!(charset_in_header(header).as_deref(), Some("windows-1252"));
        let none = b"--x\nContent-Type: text/plain; charset=koi8-r\n\nbody\n--x\r\n\
            Content-Type: text/csv\r\n\r\n";
        assert_eq!(charset_in_header(none), None);
        assert_eq!(charset_in_header(b""), None);
        assert_eq!(charset_in_header(b"charset"), None);
    }
}
