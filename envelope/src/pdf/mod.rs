//! The PDF envelope: the message as pages, with its attachments and the original inside one
//! encrypted PDF (`docs/pdf-envelope.md`).
//!
//! [`seal`] writes it; [`Envelope`] reads one back, also an encrypted PDF that another program made;
//! [`verify`] is the check that belongs between the two.
//!
//! ```
//! use std::io::Cursor;
//! use waxseal::message::Message;
//! use waxseal::password::Password;
//! use waxseal::pdf::{self, Envelope, Fonts, Options};
//!
//! # fn main() -> Result<(), waxseal::Error> {
//! let mail = b"From: a@example.org\r\nSubject: Hello\r\n\r\nHow are you?\r\n";
//! let message = Message::parse(mail, &Default::default())?;
//! let password = Password::new("correct horse battery staple")?;
//! let fonts = Fonts::new(); // once for many messages
//! let options = Options::default();
//!
//! let mut file = Vec::new();
//! let sealed = pdf::seal(&message, &password, &options, &fonts, &mut rand::rngs::SysRng, &mut file)?;
//! assert_eq!(sealed.pages, 1);
//! pdf::verify(Cursor::new(&file), &password, &message, &options)?;
//!
//! let mut envelope = Envelope::read(Cursor::new(&file), &Default::default())?;
//! let mut back = Vec::new();
//! envelope.unlock(&password)?.copy_message(&mut back)?;
//! assert_eq!(back, mail);
//! # Ok(())
//! # }
//! ```

mod file;
mod options;
mod pages;
mod seal;
mod warning;

pub use file::{Embedded, Envelope, Limits, Opened, OpenedAs, Secret, Summary, UserKey, verify};
pub use options::{Options, PageSize, Permissions};
pub use pages::Fonts;
pub use seal::{Sealed, seal};
pub use warning::Warning;

use crate::message::Attachment;

/// The images that pages can show, however mailers call them.
const SHOWN_ON_PAGES: [&str; 7] = [
    "image/gif",
    "image/jpeg",
    "image/jpg",
    "image/pjpeg",
    "image/png",
    "image/webp",
    "image/x-png",
];

/// Whether readers list an attachment beside the pages: each but the images that the body shows.
fn stands_beside_pages(attachment: &Attachment) -> bool {
    !attachment.inline || !SHOWN_ON_PAGES.contains(&attachment.media_type.as_str())
}
