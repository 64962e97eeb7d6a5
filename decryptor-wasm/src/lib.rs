//! The decryptor that travels in a Waxseal page: `waxseal`'s [`jwe`](waxseal::jwe) room behind
//! wasm-bindgen, and nothing else. It opens the envelope and seals an answer; what a JWE may be is
//! decided there, and the page's script only moves bytes.
//!
//! Every error is thrown as an `Error` whose message begins with a code word that the page knows:
//! `damaged`, `unsupported` or `too-large`.

mod inflate;
mod opener;
mod sealer;

pub use inflate::Inflater;
pub use opener::Opener;
pub use sealer::{Sealer, wrap_key};

use wasm_bindgen::JsError;
use waxseal::Error;

/// An error as the page reads it: a code word, a colon, and the text.
fn thrown(error: Error) -> JsError {
    let code = match error {
        Error::Unsupported { .. } => "unsupported",
        Error::TooLarge { .. } => "too-large",
        _ => "damaged",
    };
    JsError::new(&format!("{code}: {error}"))
}
