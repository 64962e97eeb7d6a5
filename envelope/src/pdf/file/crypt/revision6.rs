//! Security handler revision 6 (ISO 32000-2 §7.6.4.3.3 and following), the one that envelopes are
//! written with, and revision 5, a precursor by Adobe that differs only in its hash.
//!
//! A hash of the password and 8 bytes of salt proves the password; another, with other salt,
//! unwraps the file's key, which is random.

use super::{FileKey, OpenedAs};
use crate::Error;
use crate::password::Password;
use crate::pdf::Permissions;
use aes::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};
use aes::{Aes128, Aes256};
use cbc::cipher::{
    Array, BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, consts::U16,
};
use rand::TryCryptoRng;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

/// No more of a password counts, in bytes (§7.6.4.3.3, step b).
const MAX_PASSWORD_BYTES: usize = 127;

/// The entries of an encryption dictionary that passwords are checked with (§7.6.4.2, Table 21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pdf::file) struct Entries {
    pub(in crate::pdf::file) u: [u8; 48],
    pub(in crate::pdf::file) ue: [u8; 32],
    pub(in crate::pdf::file) o: [u8; 48],
    pub(in crate::pdf::file) oe: [u8; 32],
    pub(in crate::pdf::file) perms: [u8; 16],
    pub(in crate::pdf::file) p: u32,
}

/// Which hash a revision uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    /// Revision 5: SHA-256 once. Fast to guess, hence withdrawn.
    Five,
    /// Revision 6: algorithm 2.B.
    Six,
}

/// What a password becomes in a PDF (algorithm 8, ISO 32000-2 §7.6.4.4.7): two hashes of it, with their salts. Making
/// them takes a while by intention, so who seals many messages under one password keeps this. Whoever sees two PDFs
/// with the same salts learns that the same password opens both. Zeroised when dropped and never printed.
#[derive(Clone)]
pub struct UserKey {
    /// `U`: the first hash, which proves the password, and both salts.
    entry: [u8; 48],
    /// The second hash, which wraps the key of a file.
    wrapping: Zeroizing<[u8; 32]>,
}

impl UserKey {
    /// Hashes a password with fresh salts.
    ///
    /// # Errors
    /// [`Error::UnusablePassword`] if readers would take it in different ways ([`Password::for_pdf`]),
    /// [`Error::NoRandomness`].
    pub fn generate(password: &Password, rng: &mut impl TryCryptoRng) -> Result<Self, Error> {
        Self::new(password.for_pdf()?, rng)
    }

    pub(in crate::pdf::file) fn new(
        password: &[u8],
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self, Error> {
        if password.is_empty() {
            return Err(Error::UnusablePassword(
                "it is empty; type at least one visible character",
            ));
        }
        Self::hash(password, &[], rng)
    }

    /// The same for the owner's password, which goes with `U` (algorithm 9, §7.6.4.4.8).
    fn hash(
        password: &[u8],
        user_entry: &[u8],
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self, Error> {
        let mut entry = [0; 48];
        let (hash, salts) = entry.split_at_mut(32);
        rng.try_fill_bytes(salts).map_err(|_| Error::NoRandomness)?;
        let (validation, key_salt) = salts.split_at(8);
        hash.copy_from_slice(&*hash_6(password, validation, user_entry));
        Ok(Self {
            wrapping: hash_6(password, key_salt, user_entry),
            entry,
        })
    }

    /// Whether it was made of this password.
    pub(in crate::pdf::file) fn is_of(&self, password: &[u8]) -> bool {
        let (hash, salts) = self.entry.split_at(32);
        let (validation, _) = salts.split_at(8);
        hash_6(password, validation, &[]).ct_eq(hash).into()
    }

    /// `UE`: the file's key, wrapped.
    fn wrap(&self, file_key: &[u8; 32]) -> [u8; 32] {
        let mut wrapped = *file_key;
        let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(&mut wrapped);
        cbc::Encryptor::<Aes256>::new((&*self.wrapping).into(), &[0; 16].into())
            .encrypt_blocks(blocks);
        wrapped
    }
}

impl std::fmt::Debug for UserKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UserKey(..)")
    }
}

impl Entries {
    /// Algorithms 8, 9 and 10 (§7.6.4.4.7 to §7.6.4.4.9). Without an owner's password, `O` and `OE` are random: no
    /// password has that hash. They are never of an empty one, because such a file opens without any.
    pub(in crate::pdf::file) fn new(
        user: &UserKey,
        owner: Option<&[u8]>,
        permissions: Permissions,
        file_key: &[u8; 32],
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self, Error> {
        let (mut o, mut oe, mut tail) = ([0; 48], [0; 32], [0; 4]);
        match owner {
            Some(password) => {
                let owner = UserKey::hash(password, &user.entry, rng)?;
                (o, oe) = (owner.entry, owner.wrap(file_key));
            }
            None => {
                for random in [&mut o[..], &mut oe] {
                    rng.try_fill_bytes(random)
                        .map_err(|_| Error::NoRandomness)?;
                }
            }
        }
        rng.try_fill_bytes(&mut tail)
            .map_err(|_| Error::NoRandomness)?;
        let p = permission_bits(permissions);
        let mut perms = [0; 16];
        perms[..4].copy_from_slice(&p.to_le_bytes());
        perms[4..8].fill(0xff);
        // "T": metadata is encrypted too.
        perms[8..12].copy_from_slice(b"Tadb");
        perms[12..].copy_from_slice(&tail);
        let mut block = perms.into();
        Aes256::new(file_key.into()).encrypt_block(&mut block);
        Ok(Self {
            u: user.entry,
            ue: user.wrap(file_key),
            o,
            oe,
            perms: block.into(),
            p,
        })
    }

    /// The file's key, if `key` is what its user's password was hashed to.
    pub(super) fn unlock_with(&self, key: &UserKey) -> Option<FileKey> {
        bool::from(key.entry.ct_eq(&self.u)).then(|| unwrap(&key.wrapping, &self.ue))
    }

    /// Algorithm 2.A (§7.6.4.3.3): the file's key, if the password is one of the two.
    pub(super) fn unlock(&self, password: &[u8], hash: Hash) -> Option<(FileKey, OpenedAs)> {
        unlock(password, &self.o, &self.u, &self.oe, hash)
            .map(|key| (key, OpenedAs::Owner))
            .or_else(|| {
                unlock(password, &self.u, &[], &self.ue, hash).map(|key| (key, OpenedAs::User))
            })
    }

    /// Algorithm 13 (§7.6.4.4.12): whether `Perms` agrees with `P` and `EncryptMetadata`.
    pub(super) fn permissions_agree(&self, key: &FileKey, encrypt_metadata: bool) -> bool {
        let Ok(key) = <&[u8; 32]>::try_from(key.as_bytes()) else {
            return false;
        };
        let mut block = self.perms.into();
        Aes256::new(key.into()).decrypt_block(&mut block);
        let plain: [u8; 16] = block.into();
        plain[9..12] == *b"adb"
            && plain[..4] == self.p.to_le_bytes()
            && plain[8] == if encrypt_metadata { b'T' } else { b'F' }
    }
}

/// `P` (§7.6.4.2, Table 22). Bits that the standard reserves are 1, but for the lowest two. Reading
/// aloud is always allowed.
fn permission_bits(permissions: Permissions) -> u32 {
    const fn bit(number: u32) -> u32 {
        1 << (number - 1)
    }
    const RESERVED: u32 = !0xfff | bit(7) | bit(8);
    const READ_ALOUD: u32 = bit(10);
    const PRINT: u32 = bit(3) | bit(12);
    const COPY: u32 = bit(5);
    const MODIFY: u32 = bit(4) | bit(6) | bit(9) | bit(11);
    let Permissions {
        print,
        copy,
        modify,
    } = permissions;
    let allowed = [(print, PRINT), (copy, COPY), (modify, MODIFY)];
    allowed
        .iter()
        .filter(|(yes, _)| *yes)
        .fold(RESERVED | READ_ALOUD, |bits, (_, more)| bits | more)
}

fn unlock(
    password: &[u8],
    entry: &[u8; 48],
    user_entry: &[u8],
    wrapped: &[u8; 32],
    hash: Hash,
) -> Option<FileKey> {
    let password = password.get(..MAX_PASSWORD_BYTES).unwrap_or(password);
    let hash = match hash {
        Hash::Five => hash_5,
        Hash::Six => hash_6,
    };
    let (expected, salts) = entry.split_at(32);
    let (validation, key_salt) = salts.split_at(8);
    if !bool::from(hash(password, validation, user_entry).ct_eq(expected)) {
        return None;
    }
    Some(unwrap(&hash(password, key_salt, user_entry), wrapped))
}

fn unwrap(wrapping: &[u8; 32], wrapped: &[u8; 32]) -> FileKey {
    let mut key = Zeroizing::new(*wrapped);
    let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(&mut *key);
    cbc::Decryptor::<Aes256>::new(wrapping.into(), &[0; 16].into()).decrypt_blocks(blocks);
    FileKey::new(&*key)
}

fn hash_5(password: &[u8], salt: &[u8], user_entry: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut sha = Sha256::new();
    for piece in [password, salt, user_entry] {
        sha.update(piece);
    }
    let mut hash = Zeroizing::new([0; 32]);
    keep(sha.finalize(), &mut *hash);
    hash
}

/// Copies a digest to the beginning of `place`, erases it, and gives its size.
fn keep(mut digest: impl AsMut<[u8]>, place: &mut [u8]) -> usize {
    let digest = digest.as_mut();
    for (to, from) in place.iter_mut().zip(&*digest) {
        *to = *from;
    }
    digest.zeroize();
    digest.len()
}

/// Algorithm 2.B (§7.6.4.3.4).
fn hash_6(password: &[u8], salt: &[u8], user_entry: &[u8]) -> Zeroizing<[u8; 32]> {
    // The longest of the three hashes; `size` of it counts.
    let mut k = Zeroizing::new([0_u8; 64]);
    let mut size = 32;
    k[..32].copy_from_slice(&*hash_5(password, salt, user_entry));
    // Never outgrown, so that no copy is left behind.
    let mut k1 = Zeroizing::new(Vec::with_capacity(64 * (MAX_PASSWORD_BYTES + 64 + 48)));
    let mut round = 0_u32;
    loop {
        // Steps a and b.
        k1.clear();
        for _ in 0..64 {
            k1.extend_from_slice(password);
            k1.extend_from_slice(&k[..size]);
            k1.extend_from_slice(user_entry);
        }
        let (mut key, mut iv) = ([0; 16], [0; 16]);
        key.copy_from_slice(&k[..16]);
        iv.copy_from_slice(&k[16..32]);
        let (key, iv) = (Zeroizing::new(key), Zeroizing::new(iv));
        // 64 times anything is a multiple of the block.
        let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(&mut k1);
        cbc::Encryptor::<Aes128>::new((&*key).into(), (&*iv).into()).encrypt_blocks(blocks);
        // Step c: the first 16 bytes as a number, modulo 3; 256 is 1 modulo 3.
        let sum: u32 = k1.iter().take(16).map(|&byte| u32::from(byte)).sum();
        size = match sum % 3 {
            0 => keep(Sha256::digest(&*k1), &mut *k),
            1 => keep(Sha384::digest(&*k1), &mut *k),
            _ => keep(Sha512::digest(&*k1), &mut *k),
        };
        // Steps d to f: at least 64 rounds.
        round += 1;
        let last = k1.last().copied().unwrap_or_default();
        if round >= 64 && u32::from(last) <= round - 32 {
            break;
        }
    }
    let mut hash = Zeroizing::new([0; 32]);
    hash.copy_from_slice(&k[..32]);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    fn entries(user: &[u8], owner: &[u8]) -> Entries {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let user = UserKey::new(user, &mut rng).unwrap();
        let permissions = Permissions::default();
        Entries::new(&user, Some(owner), permissions, &[9; 32], &mut rng).unwrap()
    }

    #[test]
    fn each_password_unlocks_the_key_and_another_does_not() {
        let entries = entries(b"user", b"owner");
        for (password, role) in [(&b"user"[..], OpenedAs::User), (b"owner", OpenedAs::Owner)] {
            let (key, opened_as) = entries.unlock(password, Hash::Six).unwrap();
            assert_eq!(key.as_bytes(), [9; 32]);
            assert_eq!(opened_as, role);
            assert!(entries.permissions_agree(&key, true));
            assert!(!entries.permissions_agree(&key, false));
        }
        for wrong in [&b""[..], b"use", b"users", b"User"] {
            assert!(entries.unlock(wrong, Hash::Six).is_none());
        }
        assert!(entries.unlock(b"user", Hash::Five).is_none());
    }

    #[test]
    fn permissions_are_the_bits_of_table_22() {
        for (print, copy, modify, bits) in [
            (true, true, true, -4),
            (false, true, true, -2056),
            (false, false, false, -3392),
        ] {
            let permissions = Permissions {
                print,
                copy,
                modify,
            };
            let p = permission_bits(permissions).cast_signed();
            assert_eq!(p & 0b11, 0, "bits 1 and 2");
            assert_eq!(p & 0xc0, 0xc0, "bits 7 and 8");
            assert_eq!(p >> 12, -1, "bits 13 to 32");
            assert_ne!(p & 0x200, 0, "bit 10");
            assert_eq!(p & 0x4 != 0, print);
            assert_eq!(p & 0x800 != 0, print);
            assert_eq!(p & 0x10 != 0, copy);
            for bit in [0x8, 0x20, 0x100, 0x400] {
                assert_eq!(p & bit != 0, modify);
            }
            assert_eq!(p, bits);
        }
    }
}
