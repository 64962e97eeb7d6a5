//! Security handler revisions 2 to 4 (ISO 32000-2 §7.6.4.3.2, §7.6.4.4), for the files of others:
//! MD5 and RC4 over the password. Nothing is written with them.

use super::ciphers::Rc4;
use super::{FileKey, OpenedAs};
use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// What fills a password up to 32 bytes (§7.6.4.3.2, step a).
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

/// The entries of an encryption dictionary that passwords are checked with.
pub(super) struct Entries {
    pub(super) revision: i64,
    pub(super) key_bytes: usize,
    pub(super) o: [u8; 32],
    pub(super) u: [u8; 32],
    pub(super) p: u32,
    /// The first string of the trailer's `ID`.
    pub(super) id: Vec<u8>,
    pub(super) encrypt_metadata: bool,
}

impl Entries {
    pub(super) fn unlock(&self, password: &[u8]) -> Option<(FileKey, OpenedAs)> {
        // Algorithm 3 hashes whole digests; some producers of 40-bit keys hash what becomes the key.
        [16, self.key_bytes]
            .into_iter()
            .find_map(|hashed| {
                let user = self.user_of_owner(password, hashed)?;
                self.unlock_as_user(&user)
            })
            .map(|key| (key, OpenedAs::Owner))
            .or_else(|| {
                let key = self.unlock_as_user(&padded(password))?;
                Some((key, OpenedAs::User))
            })
    }

    /// Algorithm 6: derives the key (algorithm 2) and compares `U` (algorithms 4 and 5).
    fn unlock_as_user(&self, padded: &[u8; 32]) -> Option<FileKey> {
        let mut md5 = Md5::new();
        md5.update(padded);
        md5.update(self.o);
        md5.update(self.p.to_le_bytes());
        md5.update(&self.id);
        if self.revision >= 4 && !self.encrypt_metadata {
            md5.update([0xff; 4]);
        }
        let mut key = Zeroizing::new(<[u8; 16]>::from(md5.finalize()));
        if self.revision >= 3 {
            for _ in 0..50 {
                *key = Md5::digest(key.get(..self.key_bytes)?).into();
            }
        }
        let key = key.get(..self.key_bytes)?;
        let same = if self.revision == 2 {
            let mut u = PADDING;
            Rc4::new(key).apply(&mut u);
            u.ct_eq(&self.u)
        } else {
            let mut md5 = Md5::new();
            md5.update(PADDING);
            md5.update(&self.id);
            let mut u = <[u8; 16]>::from(md5.finalize());
            for round in 0..20 {
                Rc4::new(&xored(key, round)).apply(&mut u);
            }
            // The rest of `U` is arbitrary.
            u.ct_eq(&self.u[..16])
        };
        bool::from(same).then(|| FileKey::new(key))
    }

    /// Algorithm 7: the user's password, padded, out of `O` and the owner's.
    fn user_of_owner(&self, owner: &[u8], hashed: usize) -> Option<Zeroizing<[u8; 32]>> {
        let mut key = Zeroizing::new(<[u8; 16]>::from(Md5::digest(*padded(owner))));
        if self.revision >= 3 {
            for _ in 0..50 {
                *key = Md5::digest(key.get(..hashed)?).into();
            }
        }
        let key = key.get(..self.key_bytes)?;
        let mut user = Zeroizing::new(self.o);
        let rounds = if self.revision == 2 { 1 } else { 20 };
        for round in (0..rounds).rev() {
            Rc4::new(&xored(key, round)).apply(&mut *user);
        }
        Some(user)
    }
}

/// The first 32 bytes of a password and [`PADDING`] together.
fn padded(password: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut padded = Zeroizing::new([0; 32]);
    let bytes = password.iter().chain(&PADDING);
    for (place, byte) in padded.iter_mut().zip(bytes) {
        *place = *byte;
    }
    padded
}

fn xored(key: &[u8], round: u8) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(key.iter().map(|byte| byte ^ round).collect())
}
