//! The keys that were derived already. Deriving one takes a good part of a second by intention, so a gateway does it
//! once for each password: a recipient's, or one that all of a domain share. Who sees two envelopes with the same salt
//! learns that the same password opens both.

use crate::Error;
use crate::jwe::PasswordKey;
use crate::password::Password;
use hmac::{Hmac, KeyInit, Mac};
use lru::LruCache;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::Sha512;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Names a password, without being of use to somebody who reads the memory: keyed by a secret of this process.
type Name = [u8; 64];

/// The least recently used go first; those that go are zeroised.
pub(super) struct Keys {
    secret: Zeroizing<[u8; 64]>,
    /// None if no key is to be kept.
    derived: Option<Mutex<LruCache<Name, PasswordKey>>>,
    size: usize,
    found: AtomicU64,
    made: AtomicU64,
}

impl Keys {
    pub(super) fn new(size: usize) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 64]);
        SysRng
            .try_fill_bytes(&mut *secret)
            .map_err(|_| Error::NoRandomness)?;
        // It grows as it is used; made with its size, it would take the memory for that at once.
        let derived = (size > 0).then(|| Mutex::new(LruCache::unbounded()));
        Ok(Self {
            secret,
            derived,
            size,
            found: AtomicU64::new(0),
            made: AtomicU64::new(0),
        })
    }

    /// How many keys were found, and how many had to be derived.
    pub(super) fn counts(&self) -> (u64, u64) {
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        (count(&self.found), count(&self.made))
    }

    /// The password's key, with a salt of its own.
    pub(super) fn derive(&self, password: &Password, p2c: u32) -> Result<PasswordKey, Error> {
        let name = self.name(password);
        if let Some(derived) = &self.derived {
            let mut derived = derived.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(key) = derived.get(&name) {
                self.found.fetch_add(1, Ordering::Relaxed);
                return Ok(key.clone());
            }
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        // Without the lock: others go on meanwhile.
        let key = PasswordKey::generate(password, p2c, &mut SysRng)?;
        if let Some(derived) = &self.derived {
            let mut derived = derived.lock().unwrap_or_else(PoisonError::into_inner);
            derived.put(name, key.clone());
            while derived.len() > self.size {
                derived.pop_lru();
            }
        }
        Ok(key)
    }

    fn name(&self, password: &Password) -> Name {
        // HMAC takes a key of any length, so there is no error to handle.
        let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(&*self.secret) else {
            return [0; 64];
        };
        mac.update(password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwe::MIN_P2C;

    #[test]
    fn a_key_is_kept_for_one_password_until_others_need_its_place() {
        let keys = Keys::new(2).unwrap();
        let salt = |keys: &Keys, password| {
            let password = Password::new(password).unwrap();
            keys.derive(&password, MIN_P2C).unwrap().p2s().to_vec()
        };
        let first = salt(&keys, "1");
        assert_eq!(salt(&keys, "1"), first);
        assert_ne!(salt(&keys, "2"), first);
        // The third pushes out the least recently used.
        assert_eq!(salt(&keys, "1"), first);
        salt(&keys, "3");
        assert_eq!(salt(&keys, "1"), first);
        assert_eq!(keys.counts(), (3, 3));
        let none = Keys::new(0).unwrap();
        assert_ne!(salt(&none, "1"), salt(&none, "1"));
    }
}
