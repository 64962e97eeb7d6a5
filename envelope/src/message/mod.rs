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

#[cfg(feature = "message")]
mod attached;
#[cfg(feature = "message")]
mod attachments;
#[cfg(feature = "message")]
mod body;
#[cfg(feature = "message")]
mod bounded;
#[cfg(feature = "message")]
mod calendar;
#[cfg(feature = "message")]
pub(crate) mod charset;
#[cfg(feature = "message")]
mod contents;
#[cfg(feature = "message")]
mod encoded_words;
#[cfg(feature = "message")]
mod field;
#[cfg(feature = "message")]
mod flowed;
#[cfg(feature = "message")]
mod headers;
#[cfg(feature = "message")]
mod letter;
#[cfg(feature = "message")]
mod limits;
#[cfg(feature = "message")]
mod names;
#[cfg(feature = "message")]
mod params;
#[cfg(feature = "message")]
mod plain;
#[cfg(feature = "message")]
mod render;
#[cfg(feature = "message")]
mod rtf;
#[cfg(feature = "message")]
mod sanitise;
#[cfg(feature = "message")]
mod structure;
#[cfg(feature = "message")]
mod style;
#[cfg(feature = "message")]
mod stylesheet;
#[cfg(feature = "message")]
mod threading;
#[cfg(feature = "message")]
mod tnef;
#[cfg(feature = "message")]
mod unpacked;
#[cfg(feature = "message")]
mod view;

#[cfg(feature = "message")]
pub use contents::{Content, searchable};
#[cfg(feature = "message")]
pub use field::{Field, HeaderSection};
#[cfg(feature = "message")]
pub use letter::Message;
#[cfg(feature = "message")]
pub use limits::Limits;
#[cfg(feature = "message")]
pub(crate) use names::Names;
#[cfg(feature = "pdf")]
pub(crate) use params::percent_decode;
#[cfg(feature = "html")]
pub(crate) use view::has_only_tokens;
#[cfg(feature = "message")]
pub use view::{Address, Attachment, Event, Note, Range, View};

/// What a body may be made of, for the tests of those who read it.
#[cfg(all(test, feature = "pdf"))]
pub(crate) use {
    sanitise::ELEMENTS as ELEMENTS_FOR_TESTS, style::STYLE_PROPERTIES as PROPERTIES_FOR_TESTS,
};
