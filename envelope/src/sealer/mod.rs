//! What a gateway links: a [`Sealer`], built once, that turns a message and its recipients into the mails that go
//! out, checks them, and tells what it did.
//!
//! It composes the other rooms: [`crate::message`] reads, [`crate::html`] and [`crate::pdf`] seal, each envelope is
//! opened again and compared, [`crate::carrier`] makes the mail, which is compared as well. It sends nothing and keeps
//! nothing but derived keys.
//!
//! ```
//! use waxseal::password::Password;
//! use waxseal::sealer::{Format, Recipient, Sealer, SealerOptions};
//!
//! # fn main() -> Result<(), waxseal::Error> {
//! let sealer = Sealer::new(SealerOptions::default())?; // once; share it between threads
//!
//! let mail = b"From: ann@example.org\r\nTo: bob@example.com\r\nSubject: Offer\r\n\r\n42,000 EUR\r\n";
//! let password = Password::new("correct horse battery staple")?;
//! let bob = Recipient::new("bob@example.com", password, Format::Html);
//! for outgoing in sealer.seal(mail, &[bob])? {
//!     assert_eq!(outgoing.recipients, ["bob@example.com"]);
//!     assert!(!String::from_utf8_lossy(&outgoing.mail).contains("Offer"));
//! }
//! # Ok(())
//! # }
//! ```

mod groups;
mod keys;
mod record;

pub use record::{Algorithms, Bytes, Record, Sha256Hex};

use crate::carrier::{self, Carrier, CarrierOptions, Cover, Enclosed, PasswordNumber};
use crate::html::{self, Page, PageOptions, Secret};
use crate::jwe::{self, AgreedKey, PublicKey, RecipientKey};
use crate::message::{Limits, Message};
use crate::password::Password;
use crate::{Error, pdf};
use keys::Keys;
use rand::rngs::SysRng;
use serde::Serialize;
use std::io::{BufWriter, Cursor};
use std::time::SystemTime;

/// How much of an address an error repeats, in characters: more than an address has (RFC 5321 §4.5.3.1).
const MAX_SHOWN: usize = 320;

/// How a [`Sealer`] seals.
#[derive(Clone)]
pub struct SealerOptions {
    /// The languages and the branding of pages and notes. A note is in these languages if there are at most three,
    /// otherwise in the first.
    pub page: PageOptions,
    /// How PDFs are made.
    pub pdf: pdf::Options,
    /// What is accepted as a message.
    pub limits: Limits,
    /// Keys of the organisation that open every page as well, without its passwords. They do not open PDFs.
    pub recipient_keys: Vec<PublicKey>,
    /// How many rounds of PBKDF2 make a key of a password.
    pub p2c: u32,
    /// How many derived keys are kept, of pages and of PDFs each, so that many mails under the same password pay for one
    /// derivation. None: 0.
    pub cached_keys: usize,
    /// Whether the subject of the original goes out, in clear.
    pub keep_subject: bool,
    /// Whether passwords are taken that are easy to guess.
    pub allow_weak_passwords: bool,
}

impl Default for SealerOptions {
    fn default() -> Self {
        Self {
            page: PageOptions::default(),
            pdf: pdf::Options::default(),
            limits: Limits::default(),
            recipient_keys: Vec::new(),
            p2c: jwe::DEFAULT_P2C,
            cached_keys: 10_000,
            keep_subject: false,
            allow_weak_passwords: false,
        }
    }
}

/// What a recipient gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A page.
    Html,
    /// A PDF.
    Pdf,
    /// One of each in one mail, under one password.
    Both,
}

impl Format {
    fn has_page(self) -> bool {
        self != Self::Pdf
    }

    fn has_pdf(self) -> bool {
        self != Self::Html
    }
}

/// Somebody to seal for.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The mail address, as in the envelope of RFC 5321.
    pub address: String,
    /// What opens the envelope.
    pub password: Password,
    /// What it is sealed as.
    pub format: Format,
    /// Which of the recipient's passwords it is: its number and the day since when; the note says so.
    pub number: Option<(u32, String)>,
    /// A reminder of the password, for everybody to read.
    pub hint: Option<String>,
    /// Whether the recipient gets a mail of their own in any case.
    pub separate: bool,
}

impl Recipient {
    /// A recipient of whom nothing more is known.
    pub fn new(address: impl Into<String>, password: Password, format: Format) -> Self {
        Self {
            address: address.into(),
            password,
            format,
            number: None,
            hint: None,
            separate: false,
        }
    }
}

/// A mail to send.
pub struct Outgoing {
    /// Whom to send it to (`RCPT TO` of RFC 5321 §3.3).
    pub recipients: Vec<String>,
    /// The mail, its lines ending with CRLF. ASCII, unless a mail address in its header is not.
    pub mail: Vec<u8>,
    /// What to keep of it.
    pub record: Record,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Outgoing")
            .field("recipients", &self.recipients)
            .field("bytes", &self.mail.len())
            .finish_non_exhaustive()
    }
}

/// What a gateway does with a message that could not be sealed. It never leaves in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Give it back to its sender, with the error's text: the same message fails again.
    Bounce,
    /// Keep it and try again: the fault is of this machine at this time.
    Retry,
}

impl Error {
    /// What to do with a message that failed for this reason.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::Io(_) | Self::NoRandomness | Self::NotTheSame | Self::UnusablePages(_) => {
                Disposition::Retry
            }
            Self::OfRecipient { source, .. } => source.disposition(),
            _ => Disposition::Bounce,
        }
    }
}

/// Seals messages. It can be shared between threads, and takes a second or so to make.
pub struct Sealer {
    page: Page,
    fonts: pdf::Fonts,
    carrier: Carrier,
    keys: Keys,
    options: SealerOptions,
}

impl Sealer {
    /// Makes all that letters have in common: the page, the note, the fonts.
    ///
    /// # Errors
    /// [`Error::UnknownLanguage`] without a language, [`Error::UnusableTemplate`], [`Error::TooFewIterations`],
    /// [`Error::NoRandomness`].
    pub fn new(options: SealerOptions) -> Result<Self, Error> {
        Self::with_fonts(options, pdf::Fonts::new())
    }

    /// The same with fonts of the caller's for PDFs.
    ///
    /// # Errors
    /// As [`Sealer::new`].
    pub fn with_fonts(options: SealerOptions, fonts: pdf::Fonts) -> Result<Self, Error> {
        if options.p2c < jwe::MIN_P2C {
            return Err(Error::TooFewIterations { found: options.p2c });
        }
        let carrier = CarrierOptions::of_page(&options.page, options.keep_subject);
        Ok(Self {
            page: Page::new(&options.page)?,
            fonts,
            carrier: Carrier::new(&carrier)?,
            keys: Keys::new(options.cached_keys)?,
            options,
        })
    }

    /// The options that it was made with.
    pub fn options(&self) -> &SealerOptions {
        &self.options
    }

    /// How many derived keys were found since it was made, and how many had to be derived.
    pub fn key_cache(&self) -> (u64, u64) {
        self.keys.counts()
    }

    /// Seals a message (RFC 5322) for its recipients and makes the mails that go out.
    ///
    /// Recipients of a page share one mail, up to five passwords in an envelope; so do recipients of the same
    /// password. Whoever is named neither in `To` nor in `Cc` (a blind copy), or is to have a mail of their own, gets
    /// one. A PDF has one password, so different passwords make different mails. All is sealed or nothing: after an
    /// error there is nothing to send.
    ///
    /// # Errors
    /// See [`Error::disposition`]. Of the message: [`Error::NotAMessage`], [`Error::TooLarge`], [`Error::NoPages`]. Of
    /// a recipient, as [`Error::OfRecipient`]: [`Error::WeakPassword`], [`Error::UnusablePassword`],
    /// [`Error::UnusableHint`], [`Error::UnusableAddress`]. Without recipients [`Error::NoRecipient`]. [`Error::NotTheSame`] if what was made does not open to the message.
    pub fn seal(&self, message: &[u8], recipients: &[Recipient]) -> Result<Vec<Outgoing>, Error> {
        let mut mails = Vec::new();
        self.seal_each(message, recipients, |outgoing| {
            mails.push(outgoing);
            Ok::<_, Error>(())
        })?;
        Ok(mails)
    }

    /// As [`Sealer::seal`], but hands over each mail when it is made, so that only one is in memory.
    ///
    /// # Errors
    /// As [`Sealer::seal`], and those of `take`. What was handed over before may have been sent.
    pub fn seal_each<E: From<Error>>(
        &self,
        message: &[u8],
        recipients: &[Recipient],
        mut take: impl FnMut(Outgoing) -> Result<(), E>,
    ) -> Result<(), E> {
        let message = Message::parse(message, &self.options.limits)?;
        if recipients.is_empty() {
            return Err(Error::NoRecipient.into());
        }
        for recipient in recipients {
            self.check(recipient).map_err(|error| Error::OfRecipient {
                address: recipient.address.escape_debug().take(MAX_SHOWN).collect(),
                source: Box::new(error),
            })?;
        }
        for group in groups::of(message.view(), recipients) {
            take(self.mail(&message, &group)?)?;
        }
        Ok(())
    }

    /// What can be wrong with a recipient is found before anything is made.
    fn check(&self, recipient: &Recipient) -> Result<(), Error> {
        let is_other = |c: char| c.is_control() || c.is_whitespace();
        if recipient.address.is_empty() || recipient.address.contains(is_other) {
            return Err(Error::UnusableAddress);
        }
        // What is kept was checked before it was made.
        if !self.options.allow_weak_passwords && !self.keys.know(&recipient.password) {
            recipient.password.check_strength()?;
        }
        if recipient.format.has_pdf() {
            recipient.password.for_pdf()?;
        }
        if let Some(hint) = &recipient.hint {
            recipient.password.check_hint(hint)?;
        }
        Ok(())
    }

    /// One mail for recipients of the same format.
    fn mail(&self, message: &Message<'_>, group: &[&Recipient]) -> Result<Outgoing, Error> {
        let Some(first) = group.first() else {
            return Err(Error::NoRecipient);
        };
        let page = match first.format.has_page() {
            true => Some(self.sealed_page(message, group, first)?),
            false => None,
        };
        let pdf = match first.format.has_pdf() {
            true => Some(self.sealed_pdf(message, first)?),
            false => None,
        };
        let enclosed: Vec<_> = [
            page.as_deref().map(Enclosed::Html),
            pdf.as_deref().map(Enclosed::Pdf),
        ]
        .into_iter()
        .flatten()
        .collect();
        let cover = Cover {
            passwords: group.iter().filter_map(|its| numbered(its)).collect(),
            hint: first.hint.as_deref(),
            ..Cover::new(message, &mut SysRng)?
        };
        let mail = self.carrier.compose(message, &enclosed, &cover)?;
        carrier::verify(&mail, &enclosed)?;
        let recipients: Vec<_> = group.iter().map(|its| its.address.clone()).collect();
        let record = Record::new(
            message,
            &recipients,
            first.format,
            &self.options.recipient_keys,
            &cover.message_id,
            &mail,
        );
        Ok(Outgoing {
            recipients,
            mail,
            record,
        })
    }

    fn sealed_page(
        &self,
        message: &Message<'_>,
        group: &[&Recipient],
        first: &Recipient,
    ) -> Result<Vec<u8>, Error> {
        let mut passwords = Vec::new();
        for recipient in groups::distinct(group) {
            passwords.push(self.keys.for_page(&recipient.password, self.options.p2c)?);
        }
        let agreed: Vec<_> = self
            .options
            .recipient_keys
            .iter()
            .map(|key| AgreedKey::generate(key, &mut SysRng))
            .collect::<Result<_, _>>()?;
        let keys: Vec<_> = passwords
            .iter()
            .cloned()
            .map(RecipientKey::from)
            .chain(agreed.iter().cloned().map(RecipientKey::from))
            .collect();
        let letter = html::Letter {
            hint: first.hint.as_deref(),
            sealed: Some(html::Sealing::at(SystemTime::now())),
            ..html::Letter::default()
        };
        let mut page = Vec::new();
        self.page
            .seal(message, &keys, &letter, &mut SysRng, &mut page)?;
        let secrets = passwords.iter().map(Secret::from);
        let secrets = secrets.chain(agreed.iter().map(Secret::from));
        html::verify(Cursor::new(&page), secrets, message).map_err(not_the_same)?;
        Ok(page)
    }

    fn sealed_pdf(&self, message: &Message<'_>, first: &Recipient) -> Result<Vec<u8>, Error> {
        let Self { options, fonts, .. } = self;
        let key = self.keys.for_pdf(&first.password)?;
        let mut pdf = Vec::new();
        let out = BufWriter::new(&mut pdf);
        pdf::seal(message, &key, &options.pdf, fonts, &mut SysRng, out)?;
        pdf::verify(Cursor::new(&pdf), &key, message, &options.pdf).map_err(not_the_same)?;
        Ok(pdf)
    }
}

/// To a recipient it would be a damaged envelope or a wrong password; here it is our own fault.
fn not_the_same(error: Error) -> Error {
    match error {
        Error::Io(_) | Error::TooLarge { .. } => error,
        _ => Error::NotTheSame,
    }
}

fn numbered(recipient: &Recipient) -> Option<PasswordNumber> {
    let (number, since) = recipient.number.clone()?;
    Some(PasswordNumber {
        address: recipient.address.clone(),
        number,
        since,
    })
}
