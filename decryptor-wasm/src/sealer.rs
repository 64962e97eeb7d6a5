//! The cryptography of an answer: the page writes the JWE's JSON around it.

use crate::thrown;
use wasm_bindgen::prelude::*;
use waxseal::Error;
use waxseal::jwe::{ContentEncryptor, ContentKey, PasswordKey};

/// The content of one JWE: construct, push, finish.
#[wasm_bindgen]
pub struct Sealer {
    encryptor: ContentEncryptor,
    /// Less than a block that waits for more.
    held: Vec<u8>,
}

#[wasm_bindgen]
impl Sealer {
    /// Takes a content key of 64 random bytes, a random IV of 16, and the additional authenticated
    /// data: the protected header as it is written.
    #[wasm_bindgen(constructor)]
    pub fn new(content_key: &[u8], iv: &[u8], aad: &[u8]) -> Result<Self, JsError> {
        let iv = iv
            .try_into()
            .map_err(|_| thrown(Error::Damaged("the initialisation vector")))?;
        Ok(Self {
            encryptor: ContentEncryptor::new(&read_content_key(content_key)?, aad, iv),
            held: Vec::new(),
        })
    }

    /// Encrypts the next piece; gives the ciphertext of all whole blocks so far.
    pub fn push(&mut self, plaintext: &[u8]) -> Vec<u8> {
        let mut buffer = std::mem::take(&mut self.held);
        buffer.extend_from_slice(plaintext);
        let done = self.encryptor.encrypt_blocks(&mut buffer);
        self.held = buffer.split_off(done);
        buffer
    }

    /// The rest of the ciphertext, followed by the tag of 32 bytes.
    pub fn finish(self) -> Vec<u8> {
        let (mut last, tag) = self.encryptor.finish(self.held);
        last.extend_from_slice(&tag);
        last
    }
}

/// Wraps a content key with a key-encryption key of 32 bytes: what `encrypted_key` holds.
#[wasm_bindgen]
pub fn wrap_key(key: &[u8], content_key: &[u8]) -> Result<Vec<u8>, JsError> {
    let key: [u8; 32] = key
        .try_into()
        .map_err(|_| thrown(Error::Damaged("a key-encryption key")))?;
    let wrapped =
        PasswordKey::from_derived(key.into(), &[], 1).wrap(&read_content_key(content_key)?);
    Ok(wrapped.map_err(thrown)?.to_vec())
}

fn read_content_key(bytes: &[u8]) -> Result<ContentKey, JsError> {
    let bytes: [u8; 64] = bytes
        .try_into()
        .map_err(|_| thrown(Error::Damaged("its content key has a wrong size")))?;
    Ok(ContentKey::from_bytes(bytes.into()))
}
