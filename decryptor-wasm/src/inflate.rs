//! Raw DEFLATE (RFC 1951) for the way in which WebCrypto does all the rest.

use crate::thrown;
use wasm_bindgen::prelude::*;
use waxseal::jwe;

/// Inflates piece by piece, and never more than it was told to.
#[wasm_bindgen]
pub struct Inflater(jwe::Inflater<Vec<u8>>);

#[wasm_bindgen]
impl Inflater {
    /// An inflater that throws once it would give more than `max_bytes`.
    #[wasm_bindgen(constructor)]
    pub fn new(max_bytes: f64) -> Self {
        // A page counts in floating point; the cast saturates.
        Self(jwe::Inflater::new(Vec::new(), max_bytes as u64))
    }

    /// Inflates the next piece.
    pub fn push(&mut self, deflated: &[u8]) -> Result<Vec<u8>, JsError> {
        self.0.update(deflated).map_err(thrown)?;
        Ok(std::mem::take(self.0.get_mut()))
    }

    /// Inflates what is left.
    pub fn finish(self) -> Result<Vec<u8>, JsError> {
        self.0.finish().map_err(thrown)
    }
}
