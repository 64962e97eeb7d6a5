//! A view becomes pages: [`reading`] makes a tree of boxes of it, [`setting`] breaks the boxes into
//! lines and pages and writes them as a PDF in clear, which [`super::file`] then embeds and encrypts.

mod boxes;
#[allow(dead_code, reason = "until the pages are set")]
mod fonts;
mod limits;
mod reading;

pub use fonts::Fonts;
