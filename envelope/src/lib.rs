#![doc = include_str!("../README.md")]

mod base64_engine;
mod error;
#[cfg(any(feature = "html", feature = "pdf"))]
mod hex;
pub mod jwe;
pub mod message;
pub mod password;

#[cfg(feature = "carrier")]
pub mod carrier;
#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "carrier")]
pub mod sealer;

pub use error::Error;
