//! The HTML envelope: one self-contained page around two JWEs (`docs/html-envelope.md`).
//!
//! [`seal`] writes the page around a [`Message`](crate::message::Message); [`Envelope`] reads one
//! back, from any `Read + Seek`, without ever holding the message in memory; [`verify`] is the check
//! that belongs between the two: it opens what was written and compares it with what was sealed.
//!
//! ```
//! use std::io::Cursor;
//! use waxseal::html::{self, Envelope};
//! use waxseal::jwe::{self, PasswordKey};
//! use waxseal::message::Message;
//! use waxseal::password::Password;
//!
//! # fn main() -> Result<(), waxseal::Error> {
//! let mail = b"From: a@example.org\r\nSubject: Hello\r\n\r\nHow are you?\r\n";
//! let message = Message::parse(mail, &Default::default())?;
//! let password = Password::new("correct horse battery staple")?;
//! let mut rng = rand::rngs::SysRng;
//!
//! let key = PasswordKey::generate(&password, jwe::DEFAULT_P2C, &mut rng)?;
//! let mut page = Vec::new();
//! html::seal(&message, &[key.into()], &mut rng, &mut page)?;
//! html::verify(Cursor::new(&page), [&password], &message)?;
//!
//! let mut envelope = Envelope::read(Cursor::new(&page), &Default::default())?;
//! let mut opened = envelope.unlock(&password)?;
//! assert_eq!(opened.view().subject, "Hello");
//! let mut back = Vec::new();
//! opened.copy_message(&mut back)?;
//! assert_eq!(back, mail);
//! # Ok(())
//! # }
//! ```

mod branding;
mod envelope;
mod fingerprint;
mod instructions;
mod lines;
mod locate;
mod page;
mod receipt;
mod seal;
pub(crate) mod strings;
mod summary;

pub use branding::{Accent, Branding, Logo};
pub use envelope::{Envelope, Opened, Secret, verify};
pub use fingerprint::{Fingerprint, fingerprints};
pub use page::{Page, PageOptions};
pub use receipt::{Receipt, ReceiptRecord};
pub use seal::{Letter, Sealing, seal};
pub use strings::Language;
pub use summary::{RecipientSummary, Summary};

use crate::Error;

/// The version of the format that this library writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// `cty` of the JWE that holds the view.
const VIEW_TYPE: &str = "application/json";
/// `cty` of the JWE that holds the message (RFC 5322).
const MESSAGE_TYPE: &str = "message/rfc822";

/// The largest view, inflated, in bytes: beyond what [`crate::message::Limits`] let one grow to.
const MAX_VIEW_BYTES: u64 = 64 << 20;

/// Refuses every version but the one that there is.
fn check_version(found: u32) -> Result<(), Error> {
    match found {
        VERSION => Ok(()),
        newer if newer > VERSION => Err(Error::NewerVersion {
            found: newer,
            known: VERSION,
        }),
        _ => Err(Error::Damaged("its format version never existed")),
    }
}
