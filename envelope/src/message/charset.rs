//! From the bytes of a text to the text: the labels that mails carry, and a guess where the label
//! is missing, unknown or plainly wrong.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes `bytes` as `label` says. Never fails: what cannot be decoded becomes U+FFFD.
pub(crate) fn decode(label: Option<&str>, bytes: &[u8]) -> String {
    // A byte order mark says more than any label, and files of Excel and Notepad have no other.
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return named("utf-16", bytes).unwrap_or_default();
    }
    let label = label.map(normalise).unwrap_or_default();
    match label.as_str() {
        "iso-2022-kr" | "csiso2022kr" => {
            return named("euc-kr", &shifted_to_8_bit(bytes)).unwrap_or_default();
        }
        "hz-gb-2312" => return named("gbk", &hz_to_8_bit(bytes)).unwrap_or_default(),
        _ => {}
    }
    if claims_nothing(&label) {
        return without_label(bytes);
    }
    named(&label, bytes).unwrap_or_else(|| without_label(bytes))
}

/// The label in the form that is compared: lower case, without quotes and what a confused mailer
/// left behind it.
fn normalise(label: &str) -> String {
    label
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '='))
        .chars()
        .take_while(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | ';' | ','))
        .take(MAX_LABEL)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The longest label that mail-parser knows.
const MAX_LABEL: usize = 45;

/// Labels that mailers write when they do not know, and the two for which looking at the bytes
/// is as good: US-ASCII that is not, and UTF-8.
fn claims_nothing(label: &str) -> bool {
    matches!(
        label,
        "" | "ascii" | "us-ascii" | "ansi_x3.4-1968" | "utf-8" | "utf8" | "unicode-1-1-utf-8"
    ) || label.contains("unknown")
}

fn named(label: &str, bytes: &[u8]) -> Option<String> {
    // Labels in use that the parser's table lacks.
    let label = match label {
        "cp932" | "x-ms-cp932" => "shift_jis",
        "cp949" | "uhc" | "x-windows-949" => "windows-949",
        "cp950" | "x-windows-950" => "big5",
        "cp874" => "windows-874",
        "unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" => "utf-7",
        other => other,
    };
    charset_decoder(label.as_bytes()).map(|decoder| decoder(bytes))
}

fn without_label(bytes: &[u8]) -> String {
    let Err(error) = std::str::from_utf8(bytes) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    // Damaged UTF-8 is still UTF-8 if it holds whole characters beyond ASCII before the damage,
    // or if the damage is only that the text was cut within a character.
    let (sound, _) = bytes.split_at(error.valid_up_to());
    if error.error_len().is_none() || !sound.is_ascii() {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    guess.decode_without_bom_handling(bytes).0.into_owned()
}

/// ISO-2022-KR (RFC 1557) as EUC-KR: between SO and SI each byte gets its top bit.
fn shifted_to_8_bit(bytes: &[u8]) -> Vec<u8> {
    let mut shifted = false;
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            0x0e => shifted = true,
            0x0f => shifted = false,
            0x1b if tail.starts_with(b"$)C") => rest = &tail[3..],
            b'\n' => {
                shifted = false;
                out.push(byte);
            }
            _ if shifted && byte > b' ' => out.push(byte | 0x80),
            _ => out.push(byte),
        }
    }
    out
}

/// HZ (RFC 1843) as GBK: between `~{` and `~}` each byte gets its top bit.
fn hz_to_8_bit(bytes: &[u8]) -> Vec<u8> {
    let mut shifted = false;
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'~', [b'{', after @ ..]) => (shifted, rest) = (true, after),
            (b'~', [b'}', after @ ..]) => (shifted, rest) = (false, after),
            (b'~', [b'\n', after @ ..]) => rest = after,
            (b'~', [b'~', after @ ..]) if !shifted => {
                out.push(b'~');
                rest = after;
            }
            (b'\n', _) => {
                shifted = false;
                out.push(byte);
            }
            _ if shifted && byte > b' ' => out.push(byte | 0x80),
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn labels_of_real_mails() {
        for (label, bytes, expected) in [
            (Some("utf-8"), "Grüße".as_bytes(), "Grüße"),
            (Some("UTF8"), "Grüße".as_bytes(), "Grüße"),
            (
                Some("iso-8859-1"),
                b"Gr\xfc\xdfe \x80".as_slice(),
                "Grüße €",
            ),
            // a character of GBK that GB 2312 lacks
            (Some("gb2312"), b"\xc4\xe3\xba\xc3 \x96\x7c", "你好 東"),
            (Some("iso-2022-jp"), b"\x1b$B$3$s\x1b(B", "こん"),
            (Some("iso-2022-kr"), b"\x1b$)C\x0e>H3g\x0f", "안녕"),
            (Some("hz-gb-2312"), b"~{<:Ky2;~} ~~", "己所不 ~"),
            (Some("cp932"), b"\x82\xb1", "こ"),
            (Some("\"windows-1251\""), b"\xcf\xf0\xe8", "При"),
            (Some("us-ascii"), "Grüße".as_bytes(), "Grüße"),
            (None, b"\xef\xbb\xbfBOM", "BOM"),
            (Some("utf-8"), b"\xff\xfeB\0O\0M\0", "BOM"),
            (None, b"\xfe\xff\0B\0O\0M", "BOM"),
        ] {
            assert_eq!(decode(label, bytes), expected, "{label:?}");
        }
    }

    #[test]
    fn missing_wrong_and_unknown_labels_are_guessed() {
        let text =
            b"Sch\xf6ne Gr\xfc\xdfe aus K\xf6ln, wir k\xf6nnen \xfcber das Gesch\xe4ft reden";
        for label in [
            None,
            Some("us-ascii"),
            Some("utf-8"),
            Some("x-unknown"),
            Some("fakescii"),
        ] {
            assert!(
                decode(label, text).starts_with("Schöne Grüße aus Köln"),
                "{label:?}"
            );
        }
        // damaged, but surely UTF-8
        assert_eq!(
            decode(Some("utf-8"), b"Gr\xc3\xbc\xdfe"),
            "Gr\u{fc}\u{fffd}e"
        );
    }
}
