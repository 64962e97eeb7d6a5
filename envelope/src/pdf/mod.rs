//! The PDF envelope: pages, attachments and the original message in one encrypted PDF
//! (`docs/pdf-envelope.md`).

mod file;
mod options;
mod pages;
mod warning;

pub use file::{Embedded, Envelope, Limits, Opened, OpenedAs, Summary, verify};
pub use options::{Options, PageSize, Permissions};
pub use pages::Fonts;
pub use warning::Warning;
