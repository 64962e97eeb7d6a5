//! The transfer encodings of MIME, to cut an attachment out of the message.

use wasm_bindgen::prelude::*;
use waxseal::message::transfer::{Decoder, TransferEncoding};

/// Decodes the body of a part piece by piece.
#[wasm_bindgen]
pub struct TransferDecoder(Decoder);

#[wasm_bindgen]
impl TransferDecoder {
    /// A decoder for `base64` or `quoted-printable`; anything else stands for itself.
    #[wasm_bindgen(constructor)]
    pub fn new(encoding: &str) -> Self {
        Self(Decoder::new(match encoding {
            "base64" => TransferEncoding::Base64,
            "quoted-printable" => TransferEncoding::QuotedPrintable,
            _ => TransferEncoding::Identity,
        }))
    }

    /// Decodes the next piece.
    pub fn push(&mut self, encoded: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(encoded.len());
        self.0.update(encoded, &mut out);
        out
    }

    /// Decodes what is left.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.finish(&mut out);
        out
    }
}
