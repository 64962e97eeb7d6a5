//! The header of a carrier (RFC 5322 §3.6): what is taken over from the original, by an allow-list.

use crate::Error;
use crate::hex::hex;
use crate::message::{Address, Message, View};
use mail_builder::headers::Header as _;
use mail_builder::headers::address;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::text::Text;
use mail_parser::DateTime;
use rand::TryCryptoRng;

/// Writes all fields but those of the body (`Content-Type` and what follows it).
pub(super) fn write(view: &View, subject: &str, message_id: &str, mail: &mut Vec<u8>) {
    for (name, addresses) in [
        ("From: ", &view.from),
        ("Reply-To: ", &view.reply_to),
        ("To: ", &view.to),
        ("Cc: ", &view.cc),
    ] {
        let list: Vec<_> = addresses.iter().filter_map(written).collect();
        if !list.is_empty() {
            field(mail, name, |mail, column| {
                address::Address::new_list(list).write_header(mail, column);
            });
        }
    }
    let date = view.date.as_deref().and_then(DateTime::parse_rfc3339);
    if let Some(date) = date {
        mail.extend_from_slice(format!("Date: {}\r\n", date.to_rfc822()).as_bytes());
    }
    field(mail, "Message-ID: ", |mail, column| {
        MessageId::new(message_id).write_header(mail, column);
    });
    if let Some(last) = view.references.last() {
        field(mail, "In-Reply-To: ", |mail, column| {
            MessageId::new(last).write_header(mail, column);
        });
        let references = view.references.iter().map(String::as_str);
        field(mail, "References: ", |mail, column| {
            MessageId::new_list(references).write_header(mail, column);
        });
    }
    field(mail, "Subject: ", |mail, column| {
        Text::new(subject).write_header(mail, column);
    });
    mail.extend_from_slice(b"MIME-Version: 1.0\r\n");
}

pub(super) fn field(mail: &mut Vec<u8>, name: &str, value: impl FnOnce(&mut Vec<u8>, usize)) {
    mail.extend_from_slice(name.as_bytes());
    value(mail, name.len());
}

/// Only what is an address: nothing that could begin another field or another address, or be read as another one.
fn written(address: &Address) -> Option<address::Address<'_>> {
    let email = address.address.as_deref()?;
    let is_other = |c: char| c.is_control() || c.is_whitespace() || "<>,;:\"()\\".contains(c);
    if email.contains(is_other) || !email.contains('@') {
        return None;
    }
    let name = address.name.as_deref().map(|name| {
        let plain = name.replace(char::is_control, " ");
        plain.trim().to_owned()
    });
    let name = name.filter(|name| !name.is_empty());
    Some(address::Address::new_address(name, email))
}

/// A `Message-ID` that nobody had before, without brackets, in the domain of the message's author.
pub(super) fn fresh_message_id(
    message: &Message<'_>,
    rng: &mut impl TryCryptoRng,
) -> Result<String, Error> {
    let mut random = [0; 16];
    rng.try_fill_bytes(&mut random)
        .map_err(|_| Error::NoRandomness)?;
    let unique = hex(random);
    Ok(format!("{unique}@{}", domain(message)))
}

/// The author's domain, if it can stand in a `Message-ID`.
fn domain(message: &Message<'_>) -> String {
    let mut authors = message.view().from.iter();
    let domain = authors.find_map(|its| Some(its.address.as_deref()?.rsplit_once('@')?.1));
    let fits = |domain: &&str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        (1..=200).contains(&domain.len()) && domain.bytes().all(is_part)
    };
    domain.filter(fits).unwrap_or("localhost").to_owned()
}
