//! A view becomes pages: [`reading`] makes a tree of boxes of it, [`setting`] breaks the boxes into
//! lines and pages and writes them as a PDF in clear, which [`super::file`] then embeds and encrypts.

mod boxes;
mod fonts;
mod limits;
mod reading;
mod set;
mod setting;

pub use fonts::Fonts;
pub(super) use set::{Pages, set};
