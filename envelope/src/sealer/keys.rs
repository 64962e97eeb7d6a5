//! The keys that were derived already. Deriving one takes a good part of a second by intention, so a gateway does it
//! once for each recipient and password.

use super::Recipient;
use crate::Error;
use crate::jwe::PasswordKey;
use hmac::{Hmac, KeyInit, Mac};
use lru::LruCache;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::Sha512;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Names a recipient and their password, without being of use to somebody who reads the memory: keyed by a secret of
/// this process.
type Name = [u8; 64];

/// The least recently used go first; those that go are zeroised.
pub(super) struct Keys {
    secret: Zeroizing<[u8; 64]>,
    /// None if no key is to be kept.
    derived: Option<Mutex<LruCache<Name, PasswordKey>>>,
    found: AtomicU64,
    made: AtomicU64,
}

impl Keys {
    pub(super) fn new(size: usize) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 64]);
        SysRng
            .try_fill_bytes(&mut *secret)
            .map_err(|_| Error::NoRandomness)?;
        let derived = NonZeroUsize::new(size).map(|size| Mutex::new(LruCache::new(size)));
        Ok(Self {
            secret,
            derived,
            found: AtomicU64::new(0),
            made: AtomicU64::new(0),
        })
    }

    /// How many keys were found, and how many had to be derived.
    pub(super) fn counts(&self) -> (u64, u64) {
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        (count(&self.found), count(&self.made))
    }

    /// The recipient's key, with a salt of its own.
    pub(super) fn derive(&self, recipient: &Recipient, p2c: u32) -> Result<PasswordKey, Error> {
        let name = self.name(recipient);
        if let Some(derived) = &self.derived {
            let mut derived = derived.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(key) = derived.get(&name) {
                self.found.fetch_add(1, Ordering::Relaxed);
                return Ok(key.clone());
            }
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        // Without the lock: others go on meanwhile.
        let key = PasswordKey::generate(&recipient.password, p2c, &mut SysRng)?;
        if let Some(derived) = &self.derived {
            let mut derived = derived.lock().unwrap_or_else(PoisonError::into_inner);
            derived.put(name, key.clone());
        }
        Ok(key)
    }

    fn name(&self, recipient: &Recipient) -> Name {
        let address = recipient.address.to_ascii_lowercase();
        // HMAC takes a key of any length, so there is no error to handle.
        let mut mac = match Hmac::<Sha512>::new_from_slice(&*self.secret) {
            Ok(mac) => mac,
            Err(_) => return [0; 64],
        };
        mac.update(&(address.len() as u64).to_be_bytes());
        mac.update(address.as_bytes());
        mac.update(recipient.password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::*;
    use crate::jwe::MIN_P2C;
    use crate::password::Password;

    fn recipient(address: &str, password: &str) -> Recipient {
        Recipient::new(address, Password::new(password).unwrap(), Format::Html)
    }

    #[test]
    fn a_key_is_kept_for_one_recipient_with_one_password() {
        let keys = Keys::new(2).unwrap();
        let salt = |address, password| {
            let key = keys.derive(&recipient(address, password), MIN_P2C);
            key.unwrap().p2s().to_vec()
        };
        let first = salt("a@x", "1");
        assert_eq!(salt("A@x", "1"), first);
        assert_ne!(salt("b@x", "1"), first);
        // The third pushes out the least recently used.
        assert_eq!(salt("a@x", "1"), first);
        salt("a@x", "2");
        assert_eq!(salt("a@x", "1"), first);
        assert_eq!(keys.counts(), (3, 3));
        let none = Keys::new(0).unwrap();
        let salt = || {
            none.derive(&recipient("a@x", "1"), MIN_P2C)
                .unwrap()
                .p2s()
                .to_vec()
        };
        assert_ne!(salt(), salt());
    }
}
