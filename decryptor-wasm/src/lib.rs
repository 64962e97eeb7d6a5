//! The decryptor that travels in a Waxseal page: `waxseal`'s [`jwe`](waxseal::jwe) room behind
//! wasm-bindgen, and nothing else. It opens the envelope and seals an answer; what a JWE may be is
//! decided there, and the page's script only moves bytes.
//!
//! Every error is thrown as an `Error` whose message is a code word that the page has strings for:
//! `damaged`, `unsupported` or `too-large`. The library's own texts would only make the page larger.

mod opener;
mod sealer;

pub use opener::Opener;
pub use sealer::{Sealer, wrap_key};

use wasm_bindgen::JsError;
use waxseal::Error;

/// An error as the page reads it.
fn thrown(error: Error) -> JsError {
    JsError::new(match error {
        Error::Unsupported { .. } => "unsupported",
        Error::TooLarge { .. } => "too-large",
        _ => "damaged",
    })
}
