//! The letter: an RFC 5322 message, read once into a [`Message`] and the [`View`] that a reader
//! sees of it.
//!
//! [`Message::parse`] takes any mail that a human would call one, however broken, within the
//! [`Limits`]; it reads structure and headers, chooses the body and makes its HTML safe, and finds
//! where each attachment stands. It decodes no attachment, so it needs little memory beside the
//! message. What the mail says about itself (sender, signatures) is shown, not checked.
//!
//! [`transfer`] decodes an attachment out of the message; it is also in the recipient's page.

pub mod transfer;

#[cfg(feature = "html")]
mod attachments;
#[cfg(feature = "html")]
mod body;
#[cfg(feature = "html")]
mod bounded;
#[cfg(feature = "html")]
mod charset;
#[cfg(feature = "html")]
mod encoded_words;
#[cfg(feature = "html")]
mod flowed;
#[cfg(feature = "html")]
mod headers;
#[cfg(feature = "html")]
mod letter;
#[cfg(feature = "html")]
mod limits;
#[cfg(feature = "html")]
mod names;
#[cfg(feature = "html")]
mod params;
#[cfg(feature = "html")]
mod plain;
#[cfg(feature = "html")]
mod render;
#[cfg(feature = "html")]
mod sanitise;
#[cfg(feature = "html")]
mod structure;
#[cfg(feature = "html")]
mod style;
#[cfg(feature = "html")]
mod view;

#[cfg(feature = "html")]
pub use letter::Message;
#[cfg(feature = "html")]
pub use limits::Limits;
#[cfg(feature = "html")]
pub use view::{Address, Attachment, Note, Range, View};
