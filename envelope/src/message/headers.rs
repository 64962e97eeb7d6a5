//! The header section of a message or a part (RFC 5322 §2.2, RFC 6532) as decoded fields.

use super::view::Address;
use super::{charset, encoded_words};
use mail_parser::parsers::MessageStream;

/// The fields of one header section that a view needs, unfolded, in Unicode. Others are not kept:
/// a header can hold hundreds of thousands.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// For each name in [`READ`] the value: on one line, without white space around it; encoded
    /// words are still encoded.
    values: [Option<String>; READ.len()],
    has_fields: bool,
    are_of_a_mail: bool,
}

/// The fields that are kept. Of those that come twice the first is meant; addresses add up.
const READ: [&str; 14] = [
    "cc",
    "content-disposition",
    "content-id",
    "content-location",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "references",
    "reply-to",
    "subject",
    "to",
];

fn holds_addresses(name: &str) -> bool {
    matches!(name, "cc" | "from" | "reply-to" | "to")
}

impl Fields {
    /// Reads a header section. A line that is no field continues the one before it.
    pub(super) fn parse(section: &[u8]) -> Self {
        let mut fields = Self::default();
        let mut raw = [const { None::<Vec<u8>> }; READ.len()];
        // The field that the next line may continue.
        let mut open: Option<&mut Vec<u8>> = None;
        for line in section.split(|&byte| byte == b'\n') {
            let Some((name, value)) = begun_field(line) else {
                if let Some(open) = &mut open {
                    open.push(b' ');
                    open.extend_from_slice(line.trim_ascii());
                }
                continue;
            };
            fields.has_fields = true;
            fields.are_of_a_mail = fields.are_of_a_mail || is_of_a_mail(name);
            open = None;
            let Some(index) = position(name) else {
                continue;
            };
            let value = value.trim_ascii();
            match &mut raw[index] {
                Some(before) if holds_addresses(READ[index]) => {
                    before.extend_from_slice(b", ");
                    before.extend_from_slice(value);
                    open = Some(before);
                }
                Some(_) => {}
                first => open = Some(first.insert(value.to_vec())),
            }
        }
        // 8-bit text without a label is in the character set of the body, as a rule.
        let label = position(b"content-type")
            .and_then(|index| raw[index].as_deref())
            .and_then(charset_parameter);
        fields.values = raw.map(|value| value.map(|value| to_unicode(value, label.as_deref())));
        fields
    }

    /// The value of the field with this lower-case name, which is one of those in [`READ`].
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values[position(name.as_bytes())?].as_deref()
    }

    /// Whether any field shows that this is the header of a mail and not another text with
    /// colons in it.
    pub(super) fn are_of_a_mail(&self) -> bool {
        self.are_of_a_mail
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.has_fields
    }

    /// An unstructured field such as `Subject`, decoded, on one line.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(on_one_line)
    }

    /// The addresses of all fields with this name, and whether there are more.
    pub(super) fn addresses(&self, name: &str) -> (Vec<Address>, bool) {
        self.get(name).map(addresses).unwrap_or_default()
    }

    /// `Date` in the form of RFC 3339, if it is a date.
    pub(super) fn date(&self) -> Option<String> {
        let value = format!("{}\n", with_numeric_zone(self.get("date")?));
        let date = MessageStream::new(value.as_bytes())
            .parse_date()
            .into_datetime()?;
        // A leap second is valid in RFC 5322 (§3.3), not in the parser's check.
        let mut checked = date;
        checked.second = checked.second.min(59);
        checked.is_valid().then(|| date.to_rfc3339())
    }
}

/// A date whose zone is a name (RFC 5322 §4.3), or lacks a digit, with one that every parser takes.
fn with_numeric_zone(date: &str) -> String {
    let mut date = date.trim_end();
    if date.ends_with(')') {
        date = date.split('(').next().unwrap_or_default().trim_end();
    }
    let Some((rest, zone)) = date.rsplit_once(' ') else {
        return date.to_owned();
    };
    let numeric = match zone.as_bytes() {
        b"EDT" => "-0400".to_owned(),
        b"EST" | b"CDT" => "-0500".to_owned(),
        b"CST" | b"MDT" => "-0600".to_owned(),
        b"MST" | b"PDT" => "-0700".to_owned(),
        b"PST" => "-0800".to_owned(),
        [b'+' | b'-', first, b'0'..=b'9', b'0'..=b'9'] => match first {
            b'0' => format!("{zone}0"),
            b'1'..=b'9' => format!("{}0{}", &zone[..1], &zone[1..]),
            _ => return date.to_owned(),
        },
        _ => return date.to_owned(),
    };
    format!("{rest} {numeric}")
}

/// Fields that only mails have (RFC 5322 §3.6, RFC 5321 §4.4, and what stores and filters add).
const MAIL_FIELDS: [&str; 24] = [
    "authentication-results",
    "bcc",
    "cc",
    "date",
    "delivered-to",
    "dkim-signature",
    "envelope-to",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "newsgroups",
    "organization",
    "path",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "status",
    "subject",
    "to",
    "user-agent",
];

fn position(name: &[u8]) -> Option<usize> {
    READ.iter()
        .position(|read| read.as_bytes().eq_ignore_ascii_case(name))
}

/// Whether a field with this name stands in mails and hardly in other texts.
fn is_of_a_mail(name: &[u8]) -> bool {
    MAIL_FIELDS
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(name))
        || ["x-", "content-", "list-", "resent-", "arc-"]
            .iter()
            .any(|prefix| {
                name.get(..prefix.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
            })
}

/// Whether a line begins a field that only mails have.
pub(super) fn begins_mail_field(line: &[u8]) -> bool {
    begun_field(line).is_some_and(|(name, _)| is_of_a_mail(name))
}

/// The field that a line begins; none if it is indented and so continues another.
pub(super) fn begun_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    split_field(line).filter(|_| !matches!(line.first(), Some(b' ' | b'\t')))
}

/// The name and the value of a line that begins a field (RFC 5322 §2.2, with the white space
/// before the colon of §4.5).
pub(super) fn split_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at(colon);
    let name = name.trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    is_name.then(|| (name, &value[1..]))
}

/// The value of an unstructured field in Unicode: encoded words decoded, without controls.
pub(super) fn on_one_line(value: &str) -> String {
    let value = encoded_words::decode(value);
    let value = value.replace(|character: char| character.is_control(), " ");
    value.trim().to_owned()
}

pub(super) fn charset_parameter(content_type: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(content_type);
    super::params::Parameterised::parse(&text)
        .get("charset")
        .map(str::to_owned)
}

/// RFC 6532 makes UTF-8 the only 8-bit text in a header; older mailers wrote what they had.
pub(super) fn to_unicode(value: Vec<u8>, label: Option<&str>) -> String {
    let text = match String::from_utf8(value) {
        Ok(text) => text,
        Err(error) => {
            let bytes = error.as_bytes();
            let label = label.unwrap_or("windows-1252");
            let is_single = !label.to_ascii_lowercase().contains("utf")
                && !label.to_ascii_lowercase().contains("ascii");
            charset::decode(Some(if is_single { label } else { "windows-1252" }), bytes)
        }
    };
    text.replace(['\r', '\0'], " ")
}

/// The most addresses of all fields of one name. More are no help to a reader, and each costs a
/// hundred times the two bytes that it can be written in.
const MAX_ADDRESSES: usize = 1_000;

/// Where the addresses end at the latest, in bytes.
const MAX_ADDRESS_BYTES: usize = 256 * 1024;

/// The addresses of a field, and whether there are more.
fn addresses(value: &str) -> (Vec<Address>, bool) {
    let mut line = encoded_words::canonical(value);
    let end = end_of_addresses(&line);
    let omitted = !line[end..].trim_matches([',', ';', ' ']).is_empty();
    line.truncate(end);
    // The parser reads up to a line's end.
    line.push('\n');
    let parsed = MessageStream::new(line.as_bytes()).parse_address();
    let mut found = Vec::new();
    match parsed.into_address() {
        Some(mail_parser::Address::List(list)) => found.extend(list.iter().map(address)),
        Some(mail_parser::Address::Group(groups)) => {
            for group in &groups {
                if group.addresses.is_empty() {
                    found.push(Address {
                        name: group.name.as_deref().and_then(clean),
                        address: None,
                    });
                }
                found.extend(group.addresses.iter().map(address));
            }
        }
        None => {}
    }
    found.retain(|address| address.name.is_some() || address.address.is_some());
    // What the parser takes for a quote may be less than what was taken for one here.
    let omitted = omitted || found.len() > MAX_ADDRESSES;
    found.truncate(MAX_ADDRESSES);
    (found, omitted)
}

/// The length of as many addresses as are read: up to the separator after the last.
fn end_of_addresses(line: &str) -> usize {
    let mut separators = 0;
    let mut last = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        if at == MAX_ADDRESS_BYTES {
            return last;
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b',' | b';' | b':' if !quoted => {
                last = at;
                separators += 1;
                if separators == MAX_ADDRESSES {
                    return last;
                }
            }
            _ => {}
        }
    }
    line.len()
}

fn address(parsed: &mail_parser::Addr<'_>) -> Address {
    let name = parsed.name().and_then(clean);
    let address = parsed.address().and_then(clean);
    // Some mailers put the address into the encoded word too: `=?…?name <a@b>?=`.
    if address.is_none()
        && let Some((before, rest)) = name.as_deref().and_then(|name| name.split_once('<'))
        && let Some((inside, _)) = rest.split_once('>')
        && inside.contains('@')
    {
        return Address {
            name: clean(before.trim_matches(['"', ' '])),
            address: clean(inside),
        };
    }
    // A name without an address is no address, whatever the syntax makes of it.
    let only = match (&name, &address) {
        (Some(name), None) => Some(name),
        (None, Some(address)) if !address.contains('@') => Some(address),
        _ => None,
    };
    if let Some(only) = only {
        return Address {
            name: clean(only.trim_end_matches(['<', '>', ' '])),
            address: None,
        };
    }
    Address { name, address }
}

/// The text on one line without control characters, if anything is left of it.
fn clean(text: &str) -> Option<String> {
    let text = text.replace(|character: char| character.is_control(), " ");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Fields;

    fn show(value: &[u8]) -> Vec<String> {
        let section = [b"From: ", value, b"\r\n"].concat();
        Fields::parse(&section)
            .addresses("from")
            .0
            .into_iter()
            .map(|found| {
                let address = found.address.unwrap_or_default();
                format!("{}|{address}", found.name.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn addresses_of_real_mails() {
        for (value, expected) in [
            (b"a@b.example".as_slice(), vec!["|a@b.example"]),
            (b"Ann <a@b.example>", vec!["Ann|a@b.example"]),
            (
                b"\"Doe, Ann\" <a@b.example>, c@d",
                vec!["Doe, Ann|a@b.example", "|c@d"],
            ),
            (
                b"=?utf-8?Q?Doe=2C_=C3=84nn?= <a@b>, c@d",
                vec!["Doe, Änn|a@b", "|c@d"],
            ),
            (
                b"\"=?utf-8?Q?Doe=2C_=C3=84nn?=\" <a@b>",
                vec!["Doe, Änn|a@b"],
            ),
            (
                b"=?utf-8?Q?=C3?= =?utf-8?Q?=84nn?= Doe <a@b>",
                vec!["Änn Doe|a@b"],
            ),
            (b"a@b (=?utf-8?Q?=C3=84nn?=)", vec!["Änn|a@b"]),
            (b"=?utf-8?Q?=C3=84nn <a@b>?=", vec!["Änn|a@b"]),
            (b"J\xf6rg <a@b>", vec!["Jörg|a@b"]),
            ("Jörg <ü@ö.example>".as_bytes(), vec!["Jörg|ü@ö.example"]),
            (b"team: a@b, Ann <c@d>;", vec!["|a@b", "Ann|c@d"]),
            (b"undisclosed-recipients:;", vec!["undisclosed-recipients|"]),
            (b"Ann\r\n\t<a@b>", vec!["Ann|a@b"]),
            ("=?utf-8?B?2LnZhNmKIDw+?=".as_bytes(), vec!["علي|"]),
            (b"MAILER DAEMON", vec!["MAILER DAEMON|"]),
            (b"", vec![]),
        ] {
            assert_eq!(show(value), expected, "{}", String::from_utf8_lossy(value));
        }
    }

    #[test]
    fn addresses_are_bounded_and_add_up() {
        let fields =
            Fields::parse(b"To: a@b\nX: y\n z\nTO: c@d,\n e@f\nSubject: 1\nsubject: 2\n 3\n");
        let (found, omitted) = fields.addresses("to");
        assert_eq!((found.len(), omitted), (3, false));
        assert_eq!(fields.get("subject"), Some("1"));
        for (value, expected, more) in [
            ("\"a, b\" <a@b>,".repeat(1_000), 1_000, false),
            ("\"a, b\" <a@b>,".repeat(1_001), 1_000, true),
            (format!("x@y, \"{}", ",".repeat(300_000)), 1, true),
            (format!("{}@x", "a".repeat(300_000)), 0, true),
        ] {
            let fields = Fields::parse(format!("To: {value}").as_bytes());
            let (found, omitted) = fields.addresses("to");
            assert_eq!((found.len(), omitted), (expected, more), "{value:.20}");
        }
    }

    #[test]
    fn eight_bit_headers_follow_the_body() {
        let fields = Fields::parse(
            b"Subject: \xc4\xe3\xba\xc3\r\nContent-Type: text/plain; charset=gb2312\r\n",
        );
        assert_eq!(fields.text("subject").as_deref(), Some("你好"));
        let fields = Fields::parse(b"Subject: Gr\xfc\xdfe\r\n");
        assert_eq!(fields.text("subject").as_deref(), Some("Grüße"));
    }

    #[test]
    fn dates_keep_their_offset() {
        for (date, expected) in [
            (
                "Thu, 13 Feb 2020 21:47:16 +0530",
                Some("2020-02-13T21:47:16+05:30"),
            ),
            (
                "13 Feb 1969 23:32 -0330 (Newfoundland Time)",
                Some("1969-02-13T23:32:00-03:30"),
            ),
            (
                "Thu, 31 Dec 1998 23:59:60 +0000",
                Some("1998-12-31T23:59:60Z"),
            ),
            (
                "Wed, 11 Feb 98 11:51 CST",
                Some("1998-02-11T11:51:00-06:00"),
            ),
            (
                "Tue, 8 Oct 91 10:25:36 EDT (x)",
                Some("1991-10-08T10:25:36-04:00"),
            ),
            (
                "Mon, 21 Aug 95 13:30:57 -600",
                Some("1995-08-21T13:30:57-06:00"),
            ),
            (
                "Fri, 1 Nov 2019 10:21:39 +070",
                Some("2019-11-01T10:21:39+07:00"),
            ),
            ("yesterday", None),
            ("99 Foo 2020 99:99:99 +9999", None),
        ] {
            let fields = Fields::parse(format!("Date: {date}\r\n").as_bytes());
            assert_eq!(fields.date().as_deref(), expected, "{date}");
        }
    }
}
