//! Tags in the subject, such as `[secure]` and `[PW:open sesame]`: what a sender asks for, taken out of the message
//! before it is sealed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use waxseal::Error;
use waxseal::message::{HeaderSection, Limits};
use zeroize::Zeroizing;

/// The name of the tag whose value is the password.
pub const PASSWORD_TAG: &str = "pw";

/// The longest subject in which tags are looked for, in bytes.
const MAX_SUBJECT: usize = 16 << 10;

/// The most tags in one field.
const MAX_TAGS: usize = 20;

/// The names of the tags that are looked for. `PW` is always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags(BTreeSet<String>);

impl Tags {
    /// Tags with these names, whatever the case of their letters, and `PW`.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().chain([PASSWORD_TAG]);
        Self(names.map(str::to_ascii_lowercase).collect())
    }
}

/// A tag that was found: `[name]` or `[name:value]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Tag {
    name: String,
    value: Option<Zeroizing<String>>,
}

impl Tag {
    /// Its name, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value, which may be a password; absent if it has none.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_ref().map(|value| value.as_str())
    }

    /// Whether it has this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl fmt::Debug for Tag {
    /// Without the value.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Tag")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A message without tags.
#[derive(Debug)]
pub struct Stripped<'r> {
    /// The message; borrowed if it had no tag.
    pub message: Cow<'r, [u8]>,
    /// The tags of its subject, each once.
    pub tags: Vec<Tag>,
}

/// Why the tags of a message cannot be obeyed; it must be rejected. The text is for its sender.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubjectError {
    /// A password tag without a password.
    #[error(
        "the tag [PW:] in the subject has no password; write it behind the colon, or leave the tag out"
    )]
    EmptyPassword,
    /// Two passwords.
    #[error("the subject has two different [PW:...] tags; leave one, or send the message twice")]
    TwoPasswords,
    /// Something in it is nearly a tag.
    #[error(
        "the subject has a tag that is not closed or in unusual characters; write it like [secure] or [PW:password], without ] in the password"
    )]
    Unreadable,
    /// More than anybody writes.
    #[error(
        "the subject is longer than {MAX_SUBJECT} bytes or has more than {MAX_TAGS} tags; write a shorter one"
    )]
    TooLong,
    /// Without the tags, what follows would be read in another way.
    #[error(
        "the header of the message has a line that is no field, so that the tags in its subject cannot be taken out; send it with another mail program, or without tags"
    )]
    Broken,
    /// The header cannot be read.
    #[error("the header of the message cannot be read: {0}")]
    Header(#[from] Error),
}

/// Takes all tags out of the subject, and out of the fields in which mail programs repeat the subject. Those tell
/// nothing: in an answer, they have what the letter before asked for.
///
/// The rest of the message stays as it is, byte for byte.
///
/// # Errors
/// [`SubjectError`] if it is not plain what the sender asks for.
///
/// ```
/// use waxseal_milter::rules::subject::{Tags, strip};
///
/// let mail = b"From: a@example.org\r\nSubject: Re: [Secure] Offer [PW: open sesame]\r\n\r\nHi\r\n";
/// let stripped = strip(mail, &Tags::new(["secure"]))?;
/// assert_eq!(*stripped.message, *b"From: a@example.org\r\nSubject: Re: Offer\r\n\r\nHi\r\n");
/// assert_eq!(stripped.tags[1].value(), Some("open sesame"));
/// # Ok::<(), waxseal_milter::rules::subject::SubjectError>(())
/// ```
pub fn strip<'r>(raw: &'r [u8], tags: &Tags) -> Result<Stripped<'r>, SubjectError> {
    let header = HeaderSection::read(raw, &Limits::default())?;
    let mut found: Vec<Tag> = Vec::new();
    let mut out = Vec::new();
    let mut copied = 0;
    for field in header.fields() {
        if !is_cleaned(field.name) {
            continue;
        }
        let is_subject = field.name.eq_ignore_ascii_case("subject");
        let text = Zeroizing::new(field.text());
        let (rest, in_field) = cut(&text, tags)?;
        let has_password = in_field.iter().any(|tag| tag.is(PASSWORD_TAG));
        if looks_tagged(&rest, tags) || (has_password && ends_early(&rest)) {
            return Err(SubjectError::Unreadable);
        }
        if in_field.is_empty() {
            continue;
        }
        if is_subject {
            found.extend(in_field);
        }
        let lines = &raw[field.range.clone()];
        out.extend_from_slice(&raw[copied..field.range.start]);
        write_field(field.name, &rest, lines, &mut out);
        copied = field.range.end;
    }
    if copied == 0 {
        return Ok(Stripped {
            message: Cow::Borrowed(raw),
            tags: found,
        });
    }
    out.extend_from_slice(&raw[copied..]);
    // Where a broken header ends is guessed from what follows within a few lines, and a field may be on more of them now.
    let again = HeaderSection::read(&out, &Limits::default())?;
    if outline(raw, &header) != outline(&out, &again) {
        return Err(SubjectError::Broken);
    }
    let mut once: Vec<Tag> = Vec::new();
    for tag in found {
        if !once.contains(&tag) {
            once.push(tag);
        }
    }
    let mut passwords = once.iter().filter(|tag| tag.is(PASSWORD_TAG));
    if passwords.clone().any(|tag| tag.value().is_none()) {
        return Err(SubjectError::EmptyPassword);
    }
    if passwords.nth(1).is_some() {
        return Err(SubjectError::TwoPasswords);
    }
    Ok(Stripped {
        message: Cow::Owned(out),
        tags: once,
    })
}

/// The names of the fields of `raw`, and how many bytes follow them.
fn outline<'h>(raw: &[u8], header: &'h HeaderSection<'_>) -> (Vec<&'h str>, usize) {
    let mut names = Vec::new();
    let mut end = 0;
    for field in header.fields() {
        names.push(field.name);
        end = field.range.end;
    }
    (names, raw.len() - end)
}

/// Whether tags are taken out of a field with this name: the subject, and those in which mail programs repeat it.
#[must_use]
pub fn is_cleaned(name: &str) -> bool {
    ["subject", "thread-topic", "comments", "keywords"]
        .iter()
        .any(|cleaned| name.eq_ignore_ascii_case(cleaned))
}

/// Whether something is left that a person would take for a tag: one that nobody closed, or in other characters.
fn looks_tagged(rest: &str, tags: &Tags) -> bool {
    let plain = Zeroizing::new(waxseal::message::searchable(rest).to_lowercase());
    plain.match_indices('[').any(|(at, _)| {
        let inside = plain[at + 1..].trim_start();
        tags.0.iter().any(|name| {
            let Some(after) = inside.strip_prefix(name.as_str()) else {
                return false;
            };
            let is_password = name == PASSWORD_TAG && !after.starts_with(char::is_alphanumeric);
            let next = after.trim_start().chars().next();
            is_password || matches!(next, None | Some(':' | ']'))
        })
    })
}

/// Whether a bracket is closed that was not opened: the rest of a password that has one in it.
fn ends_early(rest: &str) -> bool {
    let open = rest.find('[').unwrap_or(rest.len());
    rest.find(']').is_some_and(|close| close < open)
}

/// The text without its tags, and the tags.
fn cut(text: &str, tags: &Tags) -> Result<(Zeroizing<String>, Vec<Tag>), SubjectError> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut found = Vec::new();
    // What stands before this in `out` is no beginning of a tag.
    let mut closed = 0;
    let mut rest = text;
    while let Some(at) = rest.find(']') {
        if text.len() > MAX_SUBJECT {
            return Err(SubjectError::TooLong);
        }
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match opened(&out[closed..], tags) {
            Some((start, tag)) => {
                found.push(tag);
                if found.len() > MAX_TAGS {
                    return Err(SubjectError::TooLong);
                }
                out.truncate(closed + start);
            }
            None => {
                out.push(']');
                closed = out.len();
            }
        }
    }
    out.push_str(rest);
    if !found.is_empty() {
        let words = out.split([' ', '\t']).filter(|word| !word.is_empty());
        let tidy = words.collect::<Vec<_>>().join(" ");
        out = Zeroizing::new(tidy.trim().to_owned());
    }
    Ok((out, found))
}

/// The first tag that begins in `text` and ends where it ends, and where it begins.
fn opened(text: &str, tags: &Tags) -> Option<(usize, Tag)> {
    text.match_indices('[').find_map(|(at, _)| {
        let inside = text[at + 1..].trim_start();
        tags.0.iter().find_map(|name| {
            let start = inside.get(..name.len())?;
            let after = inside.get(name.len()..)?.trim_start();
            let is_tag =
                start.eq_ignore_ascii_case(name) && (after.is_empty() || after.starts_with(':'));
            let value = after.get(1..).unwrap_or_default().trim();
            is_tag.then(|| {
                let tag = Tag {
                    name: name.clone(),
                    value: (!value.is_empty()).then(|| value.to_owned().into()),
                };
                (at, tag)
            })
        })
    })
}

/// The longest line that a field is folded to.
const MAX_LINE: usize = 76;

/// Writes an unstructured field with the line ends of the `old` one.
fn write_field(name: &str, text: &str, old: &[u8], out: &mut Vec<u8>) {
    let first = MAX_LINE.saturating_sub(name.len() + 2);
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && !text.contains("=?")
        && text.split(' ').all(|word| word.len() <= first);
    let words = if is_plain {
        text.split(' ').map(str::to_owned).collect()
    } else {
        encoded_words(text, first)
    };
    let end: &[u8] = if old.ends_with(b"\r\n") {
        b"\r\n"
    } else {
        b"\n"
    };
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    let mut column = name.len() + 1;
    for (number, word) in words.iter().filter(|word| !word.is_empty()).enumerate() {
        if number > 0 && column + 1 + word.len() > MAX_LINE {
            out.extend_from_slice(end);
            column = 0;
        }
        out.push(b' ');
        out.extend_from_slice(word.as_bytes());
        column += 1 + word.len();
    }
    if old.ends_with(b"\n") {
        out.extend_from_slice(end);
    }
}

/// The text as encoded words (RFC 2047 §4.2) of at most 75 characters, the first one of at most `first`.
fn encoded_words(text: &str, first: usize) -> Vec<String> {
    const MAX_WORD: usize = 75;
    const START: &str = "=?utf-8?Q?";
    const END: &str = "?=";
    let mut words = Vec::new();
    let mut word = START.to_owned();
    for character in text.chars() {
        let mut utf8 = [0; 4];
        let encoded: String = character
            .encode_utf8(&mut utf8)
            .bytes()
            .map(|byte| match byte {
                b' ' => "_".to_owned(),
                // What may stand in a phrase, too (§5).
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'!' | b'*' | b'+' | b'-' | b'/' => {
                    char::from(byte).to_string()
                }
                _ => format!("={byte:02X}"),
            })
            .collect();
        let limit = if words.is_empty() {
            first.min(MAX_WORD)
        } else {
            MAX_WORD
        };
        if word.len() + encoded.len() + END.len() > limit && word.len() > START.len() {
            words.push(word + END);
            word = START.to_owned();
        }
        word.push_str(&encoded);
    }
    words.push(word + END);
    words
}

#[cfg(test)]
mod tests {
    use super::{SubjectError, Tags, strip};
    use proptest::prelude::*;
    use waxseal::message::{HeaderSection, Limits};

    fn tags() -> Tags {
        Tags::new(["Secure", "encrypt"])
    }

    /// The field after it is stripped, and its tags.
    fn stripped(field: &str) -> (String, String) {
        let mail = format!("From: a@b\r\n{field}\r\nTo: c@d\r\n\r\n[secure]\r\n");
        let stripped = strip(mail.as_bytes(), &tags()).unwrap();
        let text = String::from_utf8(stripped.message.into_owned()).unwrap();
        let text = text.strip_prefix("From: a@b\r\n").unwrap();
        let text = text
            .strip_suffix("\r\nTo: c@d\r\n\r\n[secure]\r\n")
            .unwrap();
        let tags = stripped.tags.iter().map(|tag| match tag.value() {
            Some(value) => format!("{}={value}", tag.name()),
            None => tag.name().to_owned(),
        });
        (text.to_owned(), tags.collect::<Vec<_>>().join(","))
    }

    /// A fuzzer found it: the field that shows that the header goes on would be too far away.
    #[test]
    fn a_header_that_would_end_elsewhere_is_refused() {
        let broken = |text: &str| {
            let lines =
                "W: 1\nThread-Topic: [secure] ".to_owned() + text + "\nW: 2\nTo: a@b\n\nHi\n";
            let mail = "From: a@b\nno field\n".to_owned() + &lines;
            strip(mail.as_bytes(), &tags()).map(|stripped| stripped.message.into_owned())
        };
        assert_eq!(
            broken("short").unwrap(),
            b"From: a@b\nno field\nW: 1\nThread-Topic: short\nW: 2\nTo: a@b\n\nHi\n"
        );
        let error = broken(&"long ".repeat(40)).unwrap_err();
        assert!(matches!(error, SubjectError::Broken), "{error:?}");
    }

    #[test]
    fn what_is_nearly_a_tag_is_refused() {
        for (subject, refused) in [
            ("[PW:geheim", true),
            ("Offer [pw : geheim", true),
            ("[PW geheim", true),
            ("\u{ff3b}secure\u{ff3d} Offer", true),
            ("[se\u{ad}cure] Offer", true),
            ("Offer [secure", true),
            ("[PW:ab]cd] Offer", true),
            ("[pwned] Offer", false),
            ("[secure-dev] Offer", false),
            ("[PW:abcd] [list] Offer", false),
            ("secure: Offer", false),
        ] {
            let mail = format!("From: a@b\r\nSubject: {subject}\r\n\r\nx\r\n");
            assert_eq!(
                strip(mail.as_bytes(), &tags()).is_err(),
                refused,
                "{subject}"
            );
        }
    }

    #[test]
    fn tags_are_taken_out() {
        for (field, rest, tags) in [
            (
                "Subject: Re: [secure] Offer",
                "Subject: Re: Offer",
                "secure",
            ),
            ("SUBJECT:[SECURE]Offer", "SUBJECT: Offer", "secure"),
            ("Subject: Offer [ Secure ]", "Subject: Offer", "secure"),
            ("Subject: [secure]", "Subject:", "secure"),
            ("Subject: [secured] [x] a", "Subject: [secured] [x] a", ""),
            ("Subject:  a  b\r\n  c", "Subject:  a  b\r\n  c", ""),
            (
                "Subject: a [sec\r\n ure] b",
                "Subject: a [sec\r\n ure] b",
                "",
            ),
            ("Subject: a\r\n [secure]\r\n b", "Subject: a b", "secure"),
            ("Subject: [PW:x: [y] z", "Subject: z", "pw=x: [y"),
            ("Subject: [pw : p w ] [PW:p w]", "Subject:", "pw=p w"),
            ("Subject: [P[secure]W:x]", "Subject:", "secure,pw=x"),
            ("Subject: [sec[secure]ure] a", "Subject: a", "secure"),
            (
                "Subject: [foo [encrypt:now] a",
                "Subject: [foo a",
                "encrypt=now",
            ),
            (
                "Subject: =?utf-8?B?W3NlY3VyZV0gR3LDvMOfZQ==?=",
                "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
                "secure",
            ),
            (
                "Subject: =?iso-8859-1?Q?[P?= =?iso-8859-1?Q?W:=FC]?= a",
                "Subject: a",
                "pw=ü",
            ),
            (
                "Subject: [secure] =?us-ascii?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=",
                "Subject: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=",
                "secure",
            ),
            (
                "Subject: [secure] \u{fc} a",
                "Subject: =?utf-8?Q?=C3=BC_a?=",
                "secure",
            ),
            ("Thread-Topic: [secure] [PW:x] a", "Thread-Topic: a", ""),
            ("Thread-Topic: [PW:]", "Thread-Topic:", ""),
            (
                "Subject: [secure] a\r\nSubject: b [secure]",
                "Subject: a\r\nSubject: b",
                "secure",
            ),
            ("X-Subject: [secure]", "X-Subject: [secure]", ""),
        ] {
            assert_eq!(stripped(field), (rest.into(), tags.into()), "{field}");
        }
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        for (subject, expected) in [
            ("[PW:]".to_owned(), "EmptyPassword"),
            ("[PW]".into(), "EmptyPassword"),
            ("[PW: ] [PW:x]".into(), "EmptyPassword"),
            ("[PW:x] [PW:y]".into(), "TwoPasswords"),
            ("[PW:x]\r\nSubject: [PW:X]".into(), "TwoPasswords"),
            ("[secure]".repeat(21), "TooLong"),
            (format!("{}[secure]", "x".repeat(16 * 1024 - 7)), "TooLong"),
        ] {
            let mail = format!("Subject: {subject}\r\n\r\n");
            let error = strip(mail.as_bytes(), &tags()).unwrap_err();
            assert_eq!(format!("{error:?}"), expected, "{subject}");
        }
        for subject in [
            "x".repeat(20_000),
            format!("{}[secure]", "x".repeat(16 * 1024 - 8)),
            "[secure]".repeat(20) + "[other]",
        ] {
            let mail = format!("Subject: {subject}\r\n\r\n");
            assert!(strip(mail.as_bytes(), &tags()).is_ok(), "{subject}");
        }
    }

    /// RFC 5322 §2.1.1 and RFC 2047 §2: 76 characters are the most on a line with encoded words.
    #[test]
    fn lines_are_filled_and_not_overfilled() {
        let (first, fits, longer) = ("x".repeat(30), "y".repeat(36), "y".repeat(37));
        let (word, more) = ("z".repeat(67), "z".repeat(68));
        for (subject, expected) in [
            (
                format!("{first} {fits} a"),
                format!("Subject: {first} {fits}\r\n a"),
            ),
            (
                format!("{first} {longer} a"),
                format!("Subject: {first}\r\n {longer} a"),
            ),
            (word.clone(), format!("Subject: {word}")),
            (
                more,
                format!(
                    "Subject: =?utf-8?Q?{}?=\r\n =?utf-8?Q?{}?=",
                    "z".repeat(55),
                    "z".repeat(13)
                ),
            ),
            (
                format!("\u{fc}{}", "z".repeat(120)),
                format!(
                    "Subject: =?utf-8?Q?=C3=BC{}?=\r\n =?utf-8?Q?{}?=\r\n =?utf-8?Q?{}?=",
                    "z".repeat(49),
                    "z".repeat(63),
                    "z".repeat(8)
                ),
            ),
        ] {
            let (written, _) = stripped(&format!("Subject: {subject} [secure]"));
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let stripped = strip(b"Subject: [PW:sesame]\r\n\r\n", &tags()).unwrap();
        assert!(!format!("{stripped:?}").contains("sesame"));
        assert_eq!(
            format!("{:?}", stripped.tags),
            r#"[Tag { name: "pw", .. }]"#
        );
    }

    #[test]
    fn line_ends_stay() {
        for (mail, expected) in [
            (
                b"Subject: [secure] a\nTo: b\n\nc".as_slice(),
                b"Subject: a\nTo: b\n\nc".as_slice(),
            ),
            (b"Subject: a [secure]", b"Subject: a"),
        ] {
            assert_eq!(*strip(mail, &tags()).unwrap().message, *expected);
        }
    }

    /// What the header's fields are, and what stands after it.
    fn read(mail: &[u8]) -> (Vec<(String, String)>, usize) {
        let header = HeaderSection::read(mail, &Limits::default()).unwrap();
        let end = header.fields().last().map_or(0, |field| field.range.end);
        let fields = header
            .fields()
            .map(|field| (field.name.to_owned(), field.text()));
        (fields.collect(), mail.len() - end)
    }

    proptest! {
        #[test]
        fn no_tag_is_left_in_any_bytes(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("Subject: ".to_owned()), Just("\r\n".to_owned()), Just("\n ".to_owned()), Just("[".to_owned()),
                    Just("]".to_owned()), Just("[secure]".to_owned()), Just("[PW:a".to_owned()), Just("secure".to_owned()),
                    Just("Thread-Topic:".to_owned()), Just("From: a@b\r\n".to_owned()), Just("=?utf-8?Q?".to_owned()),
                    Just("?=".to_owned()), Just("=5Bsecure=5D".to_owned()), Just("\r\n\r\n".to_owned()), Just("  ".to_owned()),
                    ".{0,4}", "[a-z]{70,90}",
                ],
                0..40,
            ),
            bytes in proptest::collection::vec(any::<u8>(), 0..20),
        ) {
            let mut mail = pieces.concat().into_bytes();
            mail.extend(bytes);
            if let Ok(first) = strip(&mail, &tags()) {
                let again = strip(&first.message, &tags()).unwrap();
                prop_assert!(again.tags.is_empty());
                prop_assert_eq!(&again.message, &first.message);
            }
        }

        #[test]
        fn the_rest_stays(subject in "[^\\[\\]\\x00-\\x1f\\x7f-\\x9f\u{feff}]{0,200}", body in proptest::collection::vec(any::<u8>(), 0..50)) {
            let mut mail = format!("From: a@b\r\nSubject: {subject}[secure]\r\nX-Y: z\r\n\r\n").into_bytes();
            mail.extend(&body);
            let stripped = strip(&mail, &tags()).unwrap();
            prop_assert_eq!(stripped.tags.len(), 1);
            prop_assert!(stripped.message.ends_with(&body));
            for line in stripped.message.split(|&byte| byte == b'\n').take(2) {
                prop_assert!(line.len() <= 77);
            }
            let (fields, _) = read(&stripped.message);
            prop_assert_eq!(fields.len(), 3);
            let (before, _) = read(&mail);
            let text = before[1].1.replace("[secure]", "");
            let text: Vec<_> = text.split(' ').filter(|word| !word.is_empty()).collect();
            let text = text.join(" ");
            prop_assert_eq!(&fields[1].1, text.trim());
        }

        #[test]
        fn what_has_no_tag_is_untouched(mail in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(stripped) = strip(&mail, &tags()) && stripped.tags.is_empty() {
                prop_assert_eq!(&*stripped.message, &mail);
            }
        }
    }
}
