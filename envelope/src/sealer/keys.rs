//! The keys that were derived already. Deriving one takes a good part of a second by intention, so a gateway does it
//! once for each password: a recipient's, or one that all of a domain share. Who sees two envelopes with the same salt
//! learns that the same password opens both.

use crate::Error;
use crate::jwe::PasswordKey;
use crate::password::Password;
use crate::pdf::UserKey;
use hmac::{Hmac, KeyInit, Mac};
use lru::LruCache;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::Sha512;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Names a password, without being of use to somebody who reads the memory: keyed by a secret of this process.
type Name = [u8; 64];

/// What passwords were made into.
pub(super) struct Keys {
    secret: Zeroizing<[u8; 64]>,
    pages: Kept<PasswordKey>,
    pdfs: Kept<UserKey>,
    found: AtomicU64,
    made: AtomicU64,
}

impl Keys {
    /// Keeps `size` of each kind.
    pub(super) fn new(size: usize) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 64]);
        SysRng
            .try_fill_bytes(&mut *secret)
            .map_err(|_| Error::NoRandomness)?;
        Ok(Self {
            secret,
            pages: Kept::new(size),
            pdfs: Kept::new(size),
            found: AtomicU64::new(0),
            made: AtomicU64::new(0),
        })
    }

    /// How many keys were found, and how many had to be derived.
    pub(super) fn counts(&self) -> (u64, u64) {
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        (count(&self.found), count(&self.made))
    }

    /// Whether something of this password is kept.
    pub(super) fn know(&self, password: &Password) -> bool {
        let name = self.name(password);
        self.pages.has(&name) || self.pdfs.has(&name)
    }

    /// The password's key for pages, with a salt of its own.
    pub(super) fn for_page(&self, password: &Password, p2c: u32) -> Result<PasswordKey, Error> {
        let derive = || PasswordKey::generate(password, p2c, &mut SysRng);
        self.get_or(&self.pages, password, derive)
    }

    /// The password's key for PDFs, with salts of its own.
    pub(super) fn for_pdf(&self, password: &Password) -> Result<UserKey, Error> {
        let hash = || UserKey::generate(password, &mut SysRng);
        self.get_or(&self.pdfs, password, hash)
    }

    fn get_or<K: Clone>(
        &self,
        kept: &Kept<K>,
        password: &Password,
        make: impl FnOnce() -> Result<K, Error>,
    ) -> Result<K, Error> {
        let name = self.name(password);
        if let Some(key) = kept.get(&name) {
            self.found.fetch_add(1, Ordering::Relaxed);
            return Ok(key);
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let key = make()?;
        kept.put(name, key.clone());
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

/// Keys by the name of their password. The least recently used go first; those that go are zeroised.
struct Kept<K> {
    keys: Mutex<LruCache<Name, K>>,
    size: usize,
}

impl<K: Clone> Kept<K> {
    fn new(size: usize) -> Self {
        Self {
            // It grows as it is used; made with its size, it would take the memory for that at once.
            keys: Mutex::new(LruCache::unbounded()),
            size,
        }
    }

    fn get(&self, name: &Name) -> Option<K> {
        self.keys().get(name).cloned()
    }

    /// Does not count as a use.
    fn has(&self, name: &Name) -> bool {
        self.keys().contains(name)
    }

    /// The lock is not held while a key is made: others go on meanwhile.
    fn put(&self, name: Name, key: K) {
        let mut keys = self.keys();
        keys.put(name, key);
        while keys.len() > self.size {
            keys.pop_lru();
        }
    }

    fn keys(&self) -> MutexGuard<'_, LruCache<Name, K>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
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
            keys.for_page(&password, MIN_P2C).unwrap().p2s().to_vec()
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
        let known = |keys: &Keys, password| keys.know(&Password::new(password).unwrap());
        assert!(known(&keys, "3") && !known(&keys, "2") && !known(&none, "1"));
    }
}
