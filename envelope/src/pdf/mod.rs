//! The PDF envelope: pages, attachments and the original message in one encrypted PDF
//! (`docs/pdf-envelope.md`).

mod options;
mod pages;
mod warning;

pub use options::{Options, PageSize, Permissions};
pub use pages::Fonts;
pub use warning::Warning;
