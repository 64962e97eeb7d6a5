//! The carrier: the ordinary mail that takes an envelope to its recipient (RFC 5322, RFC 2045).
//!
//! [`Carrier::compose`] makes it of the original message and its envelopes. Of the original's header only what a mail
//! program needs to show and thread the mail is taken over; nothing of it that could tell content. The HTML envelope
//! travels as it is, as 7-bit text in short lines. [`verify`] is the check that belongs after it.
//!
//! ```
//! use waxseal::carrier::{self, Carrier, CarrierOptions, Cover, Enclosed};
//! use waxseal::message::Message;
//!
//! # fn main() -> Result<(), waxseal::Error> {
//! let mail = b"From: Ann <ann@example.org>\r\nTo: bob@example.com\r\nSubject: Our offer\r\n\r\n42,000 EUR\r\n";
//! let message = Message::parse(mail, &Default::default())?;
//! let carrier = Carrier::new(&CarrierOptions::default())?; // once for many mails
//!
//! let page = b"<!doctype html>\n..."; // what html::seal made of the message
//! let enclosed = [Enclosed::Html(page)];
//! let cover = Cover::new(&message, &mut rand::rngs::SysRng)?;
//! let outgoing = carrier.compose(&message, &enclosed, &cover)?;
//! carrier::verify(&outgoing, &enclosed)?;
//!
//! let outgoing = String::from_utf8_lossy(&outgoing);
//! assert!(outgoing.contains("Subject: Encrypted message\r\n"));
//! assert!(!outgoing.contains("offer"));
//! # Ok(())
//! # }
//! ```

mod header;
mod note;
mod notice;
mod verify;

pub use note::NoteTemplates;
pub use notice::Notice;
pub use verify::verify;

pub(crate) use note::{check_html, check_text};

use crate::Error;
use crate::html::strings::Spoken;
use crate::html::{Branding, Language, PageOptions};
use crate::message::Message;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::{BodyPart, MimePart};
use memchr::memchr_iter;
use note::Note;
use rand::TryCryptoRng;
use std::borrow::Cow;

/// What the enclosed files are called. Neutral, because the name is read by everybody on the way.
pub const HTML_NAME: &str = "message.html";
/// The same for a PDF.
pub const PDF_NAME: &str = "message.pdf";

/// What all carriers of a sender have in common.
#[derive(Clone, Debug)]
pub struct CarrierOptions {
    /// The languages of the note, one below the other; the subject is in the first. At least one is needed.
    pub languages: Vec<Language>,
    /// Whose note it is: its organisation, its contact and its own templates, if it has any.
    pub branding: Branding,
    /// Whether the subject of the original goes out, in clear. Not by default.
    pub keep_subject: bool,
}

impl Default for CarrierOptions {
    /// English, nobody's name, a neutral subject.
    fn default() -> Self {
        Self {
            languages: vec![Language::default()],
            branding: Branding::default(),
            keep_subject: false,
        }
    }
}

/// The most languages of a note that goes with a page: more would make nobody read it.
const MAX_NOTE_LANGUAGES: usize = 3;

impl CarrierOptions {
    /// What goes with a page: its branding, and its languages if there are at most three, otherwise the first.
    pub fn of_page(page: &PageOptions, keep_subject: bool) -> Self {
        let languages = match page.languages.len() {
            0..=MAX_NOTE_LANGUAGES => page.languages.clone(),
            _ => page.languages.iter().take(1).copied().collect(),
        };
        Self {
            languages,
            branding: page.branding.clone(),
            keep_subject,
        }
    }
}

/// An envelope that a carrier takes along.
#[derive(Clone, Copy)]
pub enum Enclosed<'a> {
    /// The page, as [`crate::html::seal`] writes it. Its lines may end with LF or CRLF.
    Html(&'a [u8]),
    /// The PDF.
    Pdf(&'a [u8]),
}

impl Enclosed<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Html(_) => HTML_NAME,
            Self::Pdf(_) => PDF_NAME,
        }
    }
}

/// Which of a recipient's passwords opens the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordNumber {
    /// The mail address of the recipient.
    pub address: String,
    /// Counts the passwords that the recipient has had, from 1.
    pub number: u32,
    /// Since when the recipient has had it: a day, `2026-05-12`.
    pub since: String,
}

/// What is said of one letter.
#[derive(Clone, Debug)]
pub struct Cover<'a> {
    /// The `Message-ID` of the carrier, without brackets. The original's stays inside.
    pub message_id: String,
    /// Which passwords open it, as far as they are numbered.
    pub passwords: Vec<PasswordNumber>,
    /// A reminder of the password, which everybody on the way can read.
    pub hint: Option<&'a str>,
}

impl Cover<'_> {
    /// A fresh `Message-ID` in the domain of the message's author, and nothing else said.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn new(message: &Message<'_>, rng: &mut impl TryCryptoRng) -> Result<Self, Error> {
        Ok(Self {
            message_id: header::fresh_message_id(message, rng)?,
            passwords: Vec::new(),
            hint: None,
        })
    }
}

/// Makes carriers. Put together once for many letters.
pub struct Carrier {
    note: Note,
    subject: String,
    keep_subject: bool,
}

impl Carrier {
    /// Reads the templates.
    ///
    /// # Errors
    /// [`Error::UnknownLanguage`] without a language; [`Error::UnusableTemplate`].
    pub fn new(options: &CarrierOptions) -> Result<Self, Error> {
        let languages = options.languages.iter().copied();
        let spoken: Vec<_> = languages.map(Spoken::of_carrier).collect();
        let Some(first) = spoken.first() else {
            return Err(Language::from_tag("").err().unwrap_or(Error::NoRecipient));
        };
        Ok(Self {
            subject: first.say("subject").to_owned(),
            keep_subject: options.keep_subject,
            note: Note::new(spoken, &options.branding)?,
        })
    }

    /// The mail that takes `enclosed`, envelopes of `message`, to its recipients.
    ///
    /// Its header has `From`, `To`, `Cc`, `Reply-To`, `Date`, `In-Reply-To` and `References` of the message (RFC 5322
    /// §3.6) and nothing else of it, and is ASCII unless a mail address is not (RFC 6532). `Bcc` is left out.
    ///
    /// # Errors
    /// [`Error::UnusableTemplate`] if the organisation's own template fails for this letter.
    pub fn compose(
        &self,
        message: &Message<'_>,
        enclosed: &[Enclosed<'_>],
        cover: &Cover<'_>,
    ) -> Result<Vec<u8>, Error> {
        let view = message.view();
        let (text, html) = self.note.render(view, enclosed, cover)?;
        let mut parts = vec![MimePart::new(
            "multipart/alternative",
            vec![
                MimePart::new("text/plain", text),
                MimePart::new("text/html", html),
            ],
        )];
        let mut bytes = 0;
        for envelope in enclosed {
            parts.push(match envelope {
                Enclosed::Html(page) => {
                    let kind = ContentType::new("text/html").attribute("charset", "us-ascii");
                    let page = with_crlf(page);
                    bytes += page.len();
                    MimePart::new(kind, BodyPart::Binary(page))
                        .transfer_encoding("7bit")
                        .attachment(HTML_NAME)
                }
                Enclosed::Pdf(pdf) => {
                    bytes += pdf.len() / 72 * 100;
                    MimePart::new("application/pdf", *pdf).attachment(PDF_NAME)
                }
            });
        }
        let mut mail = Vec::with_capacity(bytes + 16 * 1024);
        let subject = match self.keep_subject && !view.subject.is_empty() {
            true => &view.subject,
            false => &self.subject,
        };
        header::write(view, subject, &cover.message_id, &mut mail);
        MimePart::new("multipart/mixed", parts).write_part(&mut mail);
        Ok(mail)
    }
}

/// Lines that end as in a mail (RFC 5322 §2.1).
fn with_crlf(page: &[u8]) -> Cow<'_, [u8]> {
    if lines(page).all(|line| !line.ends_with(b"\n") || line.ends_with(b"\r\n")) {
        return Cow::Borrowed(page);
    }
    let mut with_crlf = Vec::with_capacity(page.len() + page.len() / 64);
    for line in lines(page) {
        match line.strip_suffix(b"\n") {
            Some(text) => {
                with_crlf.extend_from_slice(text.strip_suffix(b"\r").unwrap_or(text));
                with_crlf.extend_from_slice(b"\r\n");
            }
            None => with_crlf.extend_from_slice(line),
        }
    }
    Cow::Owned(with_crlf)
}

/// The lines of `text` with their line feeds; the last may have none.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr_iter(b'\n', text)
        .map(|feed| feed + 1)
        .chain((!text.ends_with(b"\n")).then_some(text.len()))
        .map(move |end| {
            let line = text.get(start..end).unwrap_or_default();
            start = end;
            line
        })
}

#[cfg(test)]
mod tests;
