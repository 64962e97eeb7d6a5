#![doc = include_str!("../README.md")]

mod error;
pub mod jwe;
pub mod message;
pub mod password;

#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "pdf")]
pub mod pdf;

pub use error::Error;
