//! The notice that tells a sender which passwords were made for a message. It never leaves the organisation: who
//! sends it sees to that.

use super::header::{field, fresh_message_id};
use super::note::filled;
use crate::Error;
use crate::html::Language;
use crate::html::strings::Spoken;
use crate::message::Message;
use crate::password::Password;
use mail_builder::headers::Header as _;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use rand::TryCryptoRng;
use zeroize::Zeroizing;

/// A mail to the sender of a message, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// Its language.
    pub language: Language,
    /// The mail address that it comes from.
    pub from: &'a str,
    /// The mail address of the sender.
    pub to: &'a str,
    /// Whether the passwords are for this message only.
    pub once: bool,
}

impl Notice<'_> {
    /// The mail (RFC 5322), with the password of each address. It answers the message (RFC 3834), so that mail
    /// programs show it there.
    ///
    /// # Errors
    /// [`Error::NoRandomness`]; [`Error::UnusablePassword`] if one is not text.
    pub fn compose(
        &self,
        message: &Message<'_>,
        passwords: &[(&str, &Password)],
        rng: &mut impl TryCryptoRng,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let spoken = Spoken::of_carrier(self.language);
        let keep = match self.once {
            true => "notice-once",
            false => "notice-keep",
        };
        let mut text = Zeroizing::new(String::with_capacity(64 * 1024));
        for line in [
            spoken.say("notice-heading"),
            "",
            spoken.say("notice-tell"),
            "",
        ] {
            text.push_str(line);
            text.push('\n');
        }
        for (address, password) in passwords {
            let password = std::str::from_utf8(password.as_bytes())
                .map_err(|_| Error::UnusablePassword("it is not text"))?;
            let values = [("address", *address), ("password", password)];
            let line = Zeroizing::new(filled(spoken.say("notice-each"), &values));
            text.push_str(&line);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(spoken.say(keep));
        text.push('\n');

        let mut mail = Zeroizing::new(Vec::with_capacity(2 * text.len() + 4096));
        for (name, address) in [("From: ", self.from), ("To: ", self.to)] {
            field(&mut mail, name, |mail, column| {
                Address::new_address(None::<&str>, address).write_header(mail, column);
            });
        }
        let message_id = fresh_message_id(message, rng)?;
        field(&mut mail, "Message-ID: ", |mail, column| {
            MessageId::new(message_id).write_header(mail, column);
        });
        if let Some(answered) = &message.view().message_id {
            for name in ["In-Reply-To: ", "References: "] {
                field(&mut mail, name, |mail, column| {
                    MessageId::new(answered).write_header(mail, column);
                });
            }
        }
        field(&mut mail, "Date: ", |mail, column| {
            Date::now().write_header(mail, column);
        });
        field(&mut mail, "Subject: ", |mail, column| {
            Text::new(spoken.say("notice-subject")).write_header(mail, column);
        });
        mail.extend_from_slice(b"Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
        MimePart::new("text/plain", text.as_str()).write_part(&mut *mail);
        Ok(mail)
    }
}
