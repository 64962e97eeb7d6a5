//! An envelope of either kind, as `open` and `inspect` read it.

use crate::args::Place;
use crate::failure::Failure;
use crate::input;
use serde::Serialize;
use std::fs::File;
use std::io::{Read, Seek, Write};
use waxseal::jwe::PrivateKey;
use waxseal::password::Password;
use waxseal::{Error, html, jwe, message, pdf};

#[expect(clippy::large_enum_variant, reason = "there is only one")]
pub enum Envelope {
    Html(html::Envelope<File>),
    Pdf(pdf::Envelope<File>),
}

pub enum Opener {
    Nothing,
    Password(Password),
    /// Of a page.
    Key(PrivateKey),
}

pub enum Opened<'e> {
    Html {
        opened: html::Opened<'e, File>,
        /// Once an attachment was asked for: they stand in it, encoded.
        message: Option<Vec<u8>>,
    },
    Pdf(pdf::Opened<'e, File>),
}

pub struct Attachment {
    /// Safe as a file name, and no other attachment has it.
    pub name: String,
    /// If the envelope says one.
    pub media_type: Option<String>,
}

impl Envelope {
    pub fn read(place: &Place) -> Result<Self, Failure> {
        let limits = jwe::Limits::default();
        let mut file = input::envelope(place, limits.max_plaintext_bytes)?;
        let failed = Failure::library(place);
        match is_pdf(&mut file) {
            Ok(true) => pdf::Envelope::read(file, &pdf::Limits::default()).map(Self::Pdf),
            Ok(false) => html::Envelope::read(file, &limits).map(Self::Html),
            Err(error) => Err(error.into()),
        }
        .map_err(failed)
    }

    /// As PDFs of other programs can, whose owners only ask for restrictions.
    pub fn opens_without_password(&self) -> bool {
        match self {
            Self::Html(_) => false,
            Self::Pdf(envelope) => envelope.summary().opens_without_password,
        }
    }

    pub fn unlock(&mut self, opener: &Opener) -> Result<Opened<'_>, Error> {
        match self {
            Self::Html(envelope) => match opener {
                Opener::Password(password) => envelope.unlock(password),
                Opener::Key(key) => envelope.unlock_with_private_key(key),
                Opener::Nothing => Err(Error::WrongPassword),
            }
            .map(|opened| Opened::Html {
                opened,
                message: None,
            }),
            Self::Pdf(envelope) => match opener {
                Opener::Password(password) => envelope.unlock(password),
                Opener::Key(_) => Err(Error::WrongKey),
                Opener::Nothing => envelope.unlock_without_password(),
            }
            .map(Opened::Pdf),
        }
    }
}

impl Opened<'_> {
    /// None if it does not hold the message.
    pub fn message_bytes(&self) -> Option<u64> {
        match self {
            Self::Html { opened, .. } => Some(opened.message_bytes()),
            Self::Pdf(opened) => opened.original_bytes(),
        }
    }

    pub fn copy_message(&mut self, out: impl Write) -> Result<u64, Error> {
        match self {
            Self::Html { opened, .. } => opened.copy_message(out),
            Self::Pdf(opened) => opened.copy_message(out),
        }
    }

    /// What a reader finds beside the text. Images within the text are not among it.
    pub fn attachments(&self) -> Vec<Attachment> {
        match self {
            Self::Html { opened, .. } => beside_the_text(opened)
                .map(|attachment| Attachment {
                    name: attachment.name.clone(),
                    media_type: Some(attachment.media_type.clone()),
                })
                .collect(),
            Self::Pdf(opened) => opened
                .attachments()
                .iter()
                .map(|embedded| Attachment {
                    name: embedded.name.clone(),
                    media_type: embedded.media_type.clone(),
                })
                .collect(),
        }
    }

    /// Writes the attachment with this index of [`Opened::attachments`]. Returns its size in bytes.
    pub fn copy_attachment(&mut self, index: usize, mut out: impl Write) -> Result<u64, Error> {
        let (opened, message) = match self {
            Self::Pdf(opened) => return opened.copy_attachment(index, out),
            Self::Html { opened, message } => (opened, message),
        };
        let message = match message {
            Some(message) => message,
            None => {
                let mut bytes = Vec::new();
                opened.copy_message(&mut bytes)?;
                message.insert(bytes)
            }
        };
        let Some(attachment) = beside_the_text(opened).nth(index) else {
            return Ok(0);
        };
        let mut written = 0;
        attachment.decode(message, |decoded| {
            written += decoded.len() as u64;
            out.write_all(decoded)
        })?;
        Ok(written)
    }
}

fn beside_the_text<'o>(
    opened: &'o html::Opened<'_, File>,
) -> impl Iterator<Item = &'o message::Attachment> {
    let enclosed = opened.view().enclosed();
    enclosed.filter(|attachment| !attachment.inline)
}

/// Whether a file says that it is a PDF, in the first 1024 bytes as readers look for it (ISO
/// 32000-1, Annex H, note 13). A page may speak of one.
fn is_pdf(file: &mut File) -> std::io::Result<bool> {
    let mut start = Vec::new();
    Read::take(&mut *file, 1024).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(kind(&start) == Kind::Pdf)
}

/// What a file is, by its beginning; what is neither page nor PDF may be a mail.
pub fn kind(bytes: &[u8]) -> Kind {
    let start = bytes.get(..1024).unwrap_or(bytes);
    match start.trim_ascii_start().starts_with(b"<") {
        true => Kind::Page,
        false if start.windows(5).any(|window| window == b"%PDF-") => Kind::Pdf,
        false => Kind::Mail,
    }
}

/// What a file can be.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Page,
    Pdf,
    Mail,
}
