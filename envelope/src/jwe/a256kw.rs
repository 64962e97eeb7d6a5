//! `A256KW`: a key-encryption key wraps the content key (RFC 7518 §4.4, AES Key Wrap of RFC 3394).
//! A recipient's `alg` says where its key-encryption key comes from.

use super::ContentKey;
use crate::Error;
use aes_kw::{KeyInit as _, KwAes256};
use zeroize::Zeroizing;

/// The size of a wrapped 64-byte content key: RFC 3394 adds eight bytes.
const WRAPPED_BYTES: usize = 72;

/// A content key, wrapped: the member `encrypted_key` of a recipient, decoded.
pub(super) type WrappedKey = [u8; WRAPPED_BYTES];

/// What wraps content keys. Zeroised when dropped and never printed.
#[derive(Clone)]
pub(super) struct KeyEncryptionKey(Zeroizing<[u8; 32]>);

impl KeyEncryptionKey {
    pub(super) fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Wraps a content key (RFC 3394 §2.2.1).
    pub(super) fn wrap(&self, content_key: &ContentKey) -> Result<WrappedKey, Error> {
        let mut wrapped = [0; WRAPPED_BYTES];
        KwAes256::new((&*self.0).into())
            .wrap_key(content_key.as_bytes(), &mut wrapped)
            .map_err(|_| Error::Damaged("its content key has a wrong size"))?;
        Ok(wrapped)
    }

    /// Unwraps a content key; `None` if the key is not the one that wrapped it (RFC 3394 §2.2.3).
    pub(super) fn unwrap(&self, wrapped: &WrappedKey) -> Option<ContentKey> {
        let mut content_key = ContentKey::zero();
        KwAes256::new((&*self.0).into())
            .unwrap_key(wrapped, content_key.as_mut_bytes())
            .ok()?;
        Some(content_key)
    }
}
