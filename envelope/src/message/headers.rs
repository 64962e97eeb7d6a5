//! The header section of a message or a part (RFC 5322 §2.2, RFC 6532) as decoded fields.

use super::view::Address;
use super::{charset, encoded_words};
use mail_parser::parsers::MessageStream;

/// The fields of one header section, unfolded, in Unicode, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    /// In lower case.
    name: String,
    /// On one line, without white space around it; encoded words are still encoded.
    value: String,
}

impl Fields {
    /// Reads a header section. A line that is no field continues the one before it.
    pub(super) fn parse(section: &[u8]) -> Self {
        let mut raw: Vec<(&[u8], Vec<u8>)> = Vec::new();
        for line in section.split(|&byte| byte == b'\n') {
            let is_indented = matches!(line.first(), Some(b' ' | b'\t'));
            match split_field(line) {
                Some((name, value)) if !is_indented => {
                    raw.push((name, value.trim_ascii().to_vec()));
                }
                _ => {
                    if let Some((_, value)) = raw.last_mut() {
                        value.push(b' ');
                        value.extend_from_slice(line.trim_ascii());
                    }
                }
            }
        }
        // 8-bit text without a label is in the character set of the body, as a rule.
        let label = raw
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(b"content-type"))
            .and_then(|(_, value)| charset_parameter(value));
        let fields = raw
            .into_iter()
            .map(|(name, value)| Field {
                name: String::from_utf8_lossy(name).to_ascii_lowercase(),
                value: to_unicode(value, label.as_deref()),
            })
            .collect();
        Self { fields }
    }

    /// The value of the first field with this lower-case name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.value.as_str())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| field.value.as_str())
    }

    /// Whether any field shows that this is the header of a mail and not another text with
    /// colons in it.
    pub(super) fn are_of_a_mail(&self) -> bool {
        self.fields.iter().any(|field| {
            MAIL_FIELDS.contains(&field.name.as_str())
                || ["x-", "content-", "list-", "resent-", "arc-"]
                    .iter()
                    .any(|prefix| field.name.starts_with(prefix))
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// An unstructured field such as `Subject`, decoded, on one line.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = encoded_words::decode(self.get(name)?);
        let value = value.replace(|character: char| character.is_control(), " ");
        Some(value.trim().to_owned())
    }

    /// All addresses of all fields with this name.
    pub(super) fn addresses(&self, name: &str) -> Vec<Address> {
        self.all(name).flat_map(addresses).collect()
    }

    /// `Date` in the form of RFC 3339, if it is a date.
    pub(super) fn date(&self) -> Option<String> {
        let value = format!("{}\n", self.get("date")?);
        let date = MessageStream::new(value.as_bytes())
            .parse_date()
            .into_datetime()?;
        // A leap second is valid in RFC 5322 (§3.3), not in the parser's check.
        let mut checked = date;
        checked.second = checked.second.min(59);
        checked.is_valid().then(|| date.to_rfc3339())
    }
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

/// The name and the value of a line that begins a field (RFC 5322 §2.2, with the white space
/// before the colon of §4.5).
pub(super) fn split_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at(colon);
    let name = name.trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    is_name.then(|| (name, &value[1..]))
}

fn charset_parameter(content_type: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(content_type);
    super::params::Parameterised::parse(&text)
        .get("charset")
        .map(str::to_owned)
}

/// RFC 6532 makes UTF-8 the only 8-bit text in a header; older mailers wrote what they had.
fn to_unicode(value: Vec<u8>, label: Option<&str>) -> String {
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

fn addresses(value: &str) -> Vec<Address> {
    // The parser reads up to a line's end.
    let line = format!("{}\n", encoded_words::canonical(value));
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
    found
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
            ("yesterday", None),
            ("99 Foo 2020 99:99:99 +9999", None),
        ] {
            let fields = Fields::parse(format!("Date: {date}\r\n").as_bytes());
            assert_eq!(fields.date().as_deref(), expected, "{date}");
        }
    }
}
