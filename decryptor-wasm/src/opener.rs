//! A JWE on its way from text to plaintext.

use crate::thrown;
use wasm_bindgen::prelude::*;
use waxseal::Error;
use waxseal::jwe::{
    Authenticator, Base64UrlDecoder, ContentKey, Decryptor, Jwe, Limits, PasswordKey,
    PasswordRecipient,
};

/// How much ciphertext is decrypted at a time, in bytes.
const READ_BYTES: usize = 512 * 1024;

/// What decoding may need beyond the ciphertext for a moment.
const SPARE_BYTES: usize = 1024;

/// One JWE: construct, unlock, push, authenticate, read, in this order.
///
/// The page parses the JSON of the JWE with the browser's own parser and hands over its decoded
/// members; a JSON parser in here would be a third of the module.
#[wasm_bindgen]
pub struct Opener {
    jwe: Jwe,
    limits: Limits,
    unlocked: Option<(ContentKey, PasswordKey)>,
    decoder: Base64UrlDecoder,
    ciphertext: Vec<u8>,
    /// How much of the ciphertext is authenticated; after that, how much is decrypted.
    position: usize,
    state: State,
}

enum State {
    Pushing,
    Authenticating(Box<Authenticator>),
    Reading(Box<Decryptor<Vec<u8>>>),
    Ended,
}

#[wasm_bindgen]
impl Opener {
    /// Takes the additional authenticated data (the protected header as it is written), the decoded
    /// `iv` and `tag`, whether `zip` is `DEF`, and how many characters of ciphertext will come: memory
    /// that has to move while it grows is taken twice, and never given back.
    #[wasm_bindgen(constructor)]
    pub fn new(
        aad: &[u8],
        iv: &[u8],
        tag: &[u8],
        compressed: bool,
        chars: usize,
    ) -> Result<Self, JsError> {
        Ok(Self {
            jwe: Jwe::from_parts(aad, iv, tag, compressed).map_err(thrown)?,
            limits: Limits::default(),
            unlocked: None,
            decoder: Base64UrlDecoder::new(),
            ciphertext: Vec::with_capacity(chars / 4 * 3 + SPARE_BYTES),
            position: 0,
            state: State::Pushing,
        })
    }

    /// Derives a recipient's key from a prepared password, which takes long, and tries it on the
    /// recipient's encrypted key. False means that this is not the recipient's password.
    pub fn unlock_with_password(
        &mut self,
        prepared: &[u8],
        p2s: &[u8],
        p2c: u32,
        encrypted_key: &[u8],
    ) -> Result<bool, JsError> {
        let recipient = PasswordRecipient::from_parts(p2s, p2c, encrypted_key).map_err(thrown)?;
        let key = PasswordKey::derive_from_prepared(prepared, p2s, p2c);
        Ok(self.unlock(&recipient, key))
    }

    /// Tries a key of 32 bytes that WebCrypto derived, or the other JWE of the same envelope.
    pub fn unlock_with_key(&mut self, key: &[u8], encrypted_key: &[u8]) -> Result<bool, JsError> {
        let recipient = PasswordRecipient::from_parts(&[], 1, encrypted_key).map_err(thrown)?;
        let Ok(key) = <[u8; 32]>::try_from(key) else {
            return Ok(false);
        };
        Ok(self.unlock(&recipient, PasswordKey::from_derived(key.into(), &[], 1)))
    }

    fn unlock(&mut self, recipient: &PasswordRecipient, key: PasswordKey) -> bool {
        let content_key = recipient.unlock(&key);
        self.unlocked = content_key.map(|content_key| (content_key, key));
        self.unlocked.is_some()
    }

    /// The derived key that unlocked, for the other JWE.
    pub fn derived_key(&self) -> Option<Vec<u8>> {
        Some(self.unlocked.as_ref()?.1.expose().to_vec())
    }

    /// Takes the next piece of ciphertext: base64url, white space allowed, cut anywhere.
    pub fn push(&mut self, base64url: &[u8]) -> Result<(), JsError> {
        self.decoder
            .update(base64url, &mut self.ciphertext)
            .map_err(thrown)
    }

    /// Authenticates at most `max_bytes` more. True once all of it is read and the tag is right;
    /// throws if the tag is wrong.
    pub fn authenticate(&mut self, max_bytes: usize) -> Result<bool, JsError> {
        if let State::Pushing = self.state {
            let Some((content_key, _)) = &self.unlocked else {
                return Err(thrown(Error::WrongPassword));
            };
            std::mem::take(&mut self.decoder)
                .finish(&mut self.ciphertext)
                .map_err(thrown)?;
            let authenticator = Authenticator::new(&self.jwe, content_key);
            self.state = State::Authenticating(Box::new(authenticator));
        }
        let State::Authenticating(authenticator) = &mut self.state else {
            return match self.state {
                State::Reading(_) => Ok(true),
                _ => Err(thrown(Error::Damaged("it was read already"))),
            };
        };
        let rest = self.ciphertext.get(self.position..).unwrap_or_default();
        let piece = rest.get(..max_bytes).unwrap_or(rest);
        authenticator.update(piece);
        self.position += piece.len();
        if self.position < self.ciphertext.len() {
            return Ok(false);
        }
        self.position = 0;
        if let State::Authenticating(done) = std::mem::replace(&mut self.state, State::Ended) {
            let decryptor = done.verify(&self.limits, Vec::new()).map_err(thrown)?;
            self.state = State::Reading(Box::new(decryptor));
        }
        Ok(true)
    }

    /// How many bytes of ciphertext there are.
    pub fn size(&self) -> usize {
        self.ciphertext.len()
    }

    /// The next piece of plaintext; undefined at the end, and before the tag was found right.
    pub fn read(&mut self) -> Result<Option<Vec<u8>>, JsError> {
        while let State::Reading(decryptor) = &mut self.state {
            let rest = self.ciphertext.get_mut(self.position..).unwrap_or_default();
            let plain = if rest.is_empty() {
                let State::Reading(decryptor) = std::mem::replace(&mut self.state, State::Ended)
                else {
                    break;
                };
                decryptor.finish().map_err(thrown)?
            } else {
                let size = rest.len().min(READ_BYTES);
                decryptor
                    .update(rest.get_mut(..size).unwrap_or_default())
                    .map_err(thrown)?;
                self.position += size;
                std::mem::take(decryptor.get_mut())
            };
            if !plain.is_empty() {
                return Ok(Some(plain));
            }
        }
        Ok(None)
    }
}
