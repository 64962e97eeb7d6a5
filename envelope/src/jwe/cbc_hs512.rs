//! `A256CBC-HS512`: AES-256-CBC, then HMAC-SHA-512 cut to 32 bytes (RFC 7518 §5.2.2 and §5.2.5).

use super::Tag;
use aes::Aes256;
use cbc::cipher::{
    Array, BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, consts::U16,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The size of an AES block and of the IV, in bytes.
pub(super) const BLOCK_BYTES: usize = 16;

/// The initialisation vector: one random block.
pub(super) type Iv = [u8; BLOCK_BYTES];

/// The content encryption key of one JWE: 64 bytes, the first half for the HMAC, the second for AES
/// (RFC 7518 §5.2.2.1). Zeroised when dropped and never printed.
pub struct ContentKey(Zeroizing<[u8; 64]>);

impl ContentKey {
    pub(super) fn zero() -> Self {
        Self(Zeroizing::new([0; 64]))
    }

    /// A key that was made elsewhere, from 64 random bytes.
    pub fn from_bytes(bytes: Zeroizing<[u8; 64]>) -> Self {
        Self(bytes)
    }

    /// All 64 bytes, for a caller that computes with them elsewhere.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    pub(super) fn as_mut_bytes(&mut self) -> &mut [u8; 64] {
        &mut self.0
    }

    fn mac_key(&self) -> &[u8] {
        &self.0[..32]
    }

    fn enc_key(&self) -> Array<u8, cbc::cipher::consts::U32> {
        let mut key = [0; 32];
        key.copy_from_slice(&self.0[32..]);
        key.into()
    }
}

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContentKey(..)")
    }
}

/// The MAC over additional data, IV, ciphertext and the length of the additional data in bits
/// (RFC 7518 §5.2.2.1, steps 4 and 5).
pub(super) struct ContentMac {
    mac: Hmac<Sha512>,
    aad_bits: u64,
}

impl ContentMac {
    pub(super) fn new(key: &ContentKey, aad: &[u8], iv: &Iv) -> Self {
        // RFC 2104 §2: a key shorter than the hash's block is filled up with zeros.
        let mut padded = Zeroizing::new([0; 128]);
        padded[..32].copy_from_slice(key.mac_key());
        let mut mac = Hmac::<Sha512>::new((&*padded).into());
        mac.update(aad);
        mac.update(iv);
        Self {
            mac,
            aad_bits: aad.len() as u64 * 8,
        }
    }

    pub(super) fn update(&mut self, ciphertext: &[u8]) {
        self.mac.update(ciphertext);
    }

    pub(super) fn finish(mut self) -> Tag {
        self.mac.update(&self.aad_bits.to_be_bytes());
        let full = self.mac.finalize().into_bytes();
        let mut tag = [0; 32];
        tag.copy_from_slice(&full[..32]);
        tag
    }

    /// Compares in constant time.
    pub(super) fn verify(self, tag: &Tag) -> bool {
        self.finish().ct_eq(tag).into()
    }
}

/// CBC encryption in place, whole blocks at a time, PKCS #7 padding at the end.
pub(super) struct CbcEncryptor(cbc::Encryptor<Aes256>);

impl CbcEncryptor {
    pub(super) fn new(key: &ContentKey, iv: &Iv) -> Self {
        Self(cbc::Encryptor::new(&key.enc_key(), iv.into()))
    }

    /// Encrypts the whole blocks of `buffer` and says how many bytes that were.
    pub(super) fn encrypt_blocks(&mut self, buffer: &mut [u8]) -> usize {
        let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(buffer);
        self.0.encrypt_blocks(blocks);
        blocks.len() * BLOCK_BYTES
    }

    /// Pads what is left (less than a block) and encrypts it (RFC 5652 §6.3).
    pub(super) fn finish(mut self, mut rest: Vec<u8>) -> Vec<u8> {
        let padding = BLOCK_BYTES - rest.len() % BLOCK_BYTES;
        rest.resize(rest.len() + padding, padding as u8);
        self.encrypt_blocks(&mut rest);
        rest
    }
}

/// CBC decryption in place, whole blocks at a time.
pub(super) struct CbcDecryptor(cbc::Decryptor<Aes256>);

impl CbcDecryptor {
    pub(super) fn new(key: &ContentKey, iv: &Iv) -> Self {
        Self(cbc::Decryptor::new(&key.enc_key(), iv.into()))
    }

    /// Decrypts the whole blocks of `buffer` and says how many bytes that were.
    pub(super) fn decrypt_blocks(&mut self, buffer: &mut [u8]) -> usize {
        let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(buffer);
        self.0.decrypt_blocks(blocks);
        blocks.len() * BLOCK_BYTES
    }
}

/// The last decrypted block without its PKCS #7 padding (RFC 5652 §6.3), or `None` if that is not
/// valid. Only called after the tag was found right, so it tells an attacker nothing.
pub(super) fn unpad(block: &[u8]) -> Option<&[u8]> {
    let padding = usize::from(*block.last()?);
    if block.len() != BLOCK_BYTES || padding == 0 || padding > BLOCK_BYTES {
        return None;
    }
    let (data, pad) = block.split_at(BLOCK_BYTES - padding);
    pad.iter()
        .all(|&byte| usize::from(byte) == padding)
        .then_some(data)
}

#[cfg(test)]
#[path = "cbc_hs512_tests.rs"]
mod tests;
