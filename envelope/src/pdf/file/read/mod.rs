//! Reading a PDF that anybody may have written, without ever holding it in memory: only the objects
//! that are asked for are read, each from its place, and streams are decrypted and inflated piece by
//! piece. (`lopdf` would load the whole file, several times over if it is encrypted; its object
//! types and its rarer stream filters are used here.)
//!
//! Everything is bounded: how deep objects nest, how many there are, how large each is, how many
//! references are followed, and how many bytes are read for the structure altogether.

mod document;
mod embedded;
mod limits;
mod rebuild;
mod source;
mod streams;
mod syntax;
mod xref;

pub(super) use document::Document;
pub use embedded::Embedded;
pub use limits::Limits;
pub(super) use limits::at_most;
