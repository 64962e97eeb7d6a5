//! AES in CBC mode (NIST SP 800-38A §6.2) as ISO 32000-2 §7.6.3 uses it, and RC4: the initialisation
//! vector stands before the ciphertext, and PKCS #7 padding (RFC 5652 §6.3) is always added.

use super::Method;
use crate::Error;
use aes::{Aes128, Aes256};
use cbc::cipher::{
    Array, BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, consts::U16,
};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// The size of an AES block and of the IV, in bytes.
const BLOCK_BYTES: usize = 16;

/// How much is encrypted or decrypted at a time.
const CHUNK_BYTES: usize = 32 * 1024;

pub(in crate::pdf::file) type Iv = [u8; BLOCK_BYTES];

/// Encrypts what is written to it with AES-256 and passes it on.
pub(in crate::pdf::file) struct CbcWriter<W: Write> {
    cbc: cbc::Encryptor<Aes256>,
    /// Plaintext that does not fill a chunk yet.
    buffer: Zeroizing<Vec<u8>>,
    out: W,
    written: u64,
}

impl<W: Write> CbcWriter<W> {
    /// Writes the IV, which must be fresh.
    pub(in crate::pdf::file) fn new(key: &[u8; 32], iv: &Iv, mut out: W) -> io::Result<Self> {
        out.write_all(iv)?;
        Ok(Self {
            cbc: cbc::Encryptor::new(key.into(), iv.into()),
            buffer: Zeroizing::new(Vec::with_capacity(CHUNK_BYTES)),
            out,
            written: BLOCK_BYTES as u64,
        })
    }

    fn encrypt_buffer(&mut self) -> io::Result<()> {
        let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(&mut self.buffer);
        self.cbc.encrypt_blocks(blocks);
        let done = blocks.len() * BLOCK_BYTES;
        let ciphertext = self.buffer.get(..done).unwrap_or_default();
        self.out.write_all(ciphertext)?;
        self.written += done as u64;
        self.buffer.drain(..done);
        Ok(())
    }

    /// Pads and writes the last block; says how many bytes were written, the IV included.
    pub(in crate::pdf::file) fn finish(mut self) -> io::Result<u64> {
        let padding = BLOCK_BYTES - self.buffer.len() % BLOCK_BYTES;
        let padded = self.buffer.len() + padding;
        self.buffer.resize(padded, padding as u8);
        self.encrypt_buffer()?;
        Ok(self.written)
    }
}

impl<W: Write> Write for CbcWriter<W> {
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        let size = plain.len().min(CHUNK_BYTES - self.buffer.len());
        self.buffer
            .extend_from_slice(plain.get(..size).unwrap_or_default());
        if self.buffer.len() == CHUNK_BYTES {
            self.encrypt_buffer()?;
        }
        Ok(size)
    }

    /// Does nothing: a block can only be encrypted when it is full.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A whole string or small stream, with its IV in front.
pub(in crate::pdf::file) fn encrypt_bytes(key: &[u8; 32], iv: &Iv, plain: &[u8]) -> Vec<u8> {
    let mut buffer = plain.to_vec();
    let padding = BLOCK_BYTES - buffer.len() % BLOCK_BYTES;
    buffer.resize(buffer.len() + padding, padding as u8);
    let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(&mut buffer);
    cbc::Encryptor::<Aes256>::new(key.into(), iv.into()).encrypt_blocks(blocks);
    [iv.as_slice(), &buffer].concat()
}

/// The cipher of one string or stream and its key.
pub(in crate::pdf::file) enum Cipher {
    Identity,
    Rc4(Zeroizing<Vec<u8>>),
    Aes128(Zeroizing<[u8; 16]>),
    Aes256(Zeroizing<[u8; 32]>),
}

impl Cipher {
    /// `None` if the key has not the size that the method needs.
    pub(super) fn new(method: Method, key: &[u8]) -> Option<Self> {
        Some(match method {
            Method::Identity => Self::Identity,
            Method::Rc4 => Self::Rc4(Zeroizing::new(key.to_vec())),
            Method::Aes128 => Self::Aes128(Zeroizing::new(key.try_into().ok()?)),
            Method::Aes256 => Self::Aes256(Zeroizing::new(key.try_into().ok()?)),
        })
    }

    /// Decrypts what comes from `input`.
    pub(in crate::pdf::file) fn reader<'r>(&self, input: impl Read + 'r) -> Box<dyn Read + 'r> {
        let key: CbcKey = match self {
            Self::Identity => return Box::new(input),
            Self::Rc4(key) => {
                return Box::new(Rc4Reader {
                    input,
                    rc4: Rc4::new(key),
                });
            }
            Self::Aes128(key) => CbcKey::Aes128(key.clone()),
            Self::Aes256(key) => CbcKey::Aes256(key.clone()),
        };
        Box::new(CbcReader {
            input,
            key,
            cbc: None,
            buffer: Zeroizing::new(Vec::with_capacity(CHUNK_BYTES + 2 * BLOCK_BYTES)),
            plain: 0,
            at: 0,
            ended: false,
        })
    }

    /// Decrypts a string.
    pub(in crate::pdf::file) fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, Error> {
        let mut plain = Vec::new();
        self.reader(ciphertext)
            .read_to_end(&mut plain)
            .map_err(super::super::cause)?;
        Ok(plain)
    }
}

enum CbcKey {
    Aes128(Zeroizing<[u8; 16]>),
    Aes256(Zeroizing<[u8; 32]>),
}

enum Cbc {
    Aes128(cbc::Decryptor<Aes128>),
    Aes256(cbc::Decryptor<Aes256>),
}

impl Cbc {
    fn new(key: &CbcKey, iv: &Iv) -> Self {
        match key {
            CbcKey::Aes128(key) => Self::Aes128(cbc::Decryptor::new((&**key).into(), iv.into())),
            CbcKey::Aes256(key) => Self::Aes256(cbc::Decryptor::new((&**key).into(), iv.into())),
        }
    }

    fn decrypt(&mut self, buffer: &mut [u8]) {
        let (blocks, _) = Array::<u8, U16>::slice_as_chunks_mut(buffer);
        match self {
            Self::Aes128(cbc) => cbc.decrypt_blocks(blocks),
            Self::Aes256(cbc) => cbc.decrypt_blocks(blocks),
        }
    }
}

struct CbcReader<R> {
    input: R,
    key: CbcKey,
    /// Absent until the IV was read.
    cbc: Option<Cbc>,
    /// Plaintext, and behind it ciphertext whose turn has not come: which block is the last, whose
    /// padding goes, is known only at the end.
    buffer: Zeroizing<Vec<u8>>,
    /// How much of the buffer is plaintext, and how much of that was given out.
    plain: usize,
    at: usize,
    ended: bool,
}

impl<R: Read> CbcReader<R> {
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.plain);
        (self.plain, self.at) = (0, 0);
        let before = self.buffer.len();
        (&mut self.input)
            .take(CHUNK_BYTES as u64)
            .read_to_end(&mut self.buffer)?;
        self.ended = self.buffer.len() - before < CHUNK_BYTES;
        let cbc = match &mut self.cbc {
            Some(cbc) => cbc,
            // Some producers write an empty string as nothing at all.
            None if self.buffer.is_empty() => return Ok(()),
            None => {
                let iv = self.buffer.first_chunk().ok_or_else(cut_off)?;
                let cbc = Cbc::new(&self.key, iv);
                self.buffer.drain(..BLOCK_BYTES);
                self.cbc.insert(cbc)
            }
        };
        if self.ended && !self.buffer.len().is_multiple_of(BLOCK_BYTES) {
            return Err(cut_off());
        }
        let keep = if self.ended { 0 } else { BLOCK_BYTES };
        self.plain = self.buffer.len().saturating_sub(keep) / BLOCK_BYTES * BLOCK_BYTES;
        cbc.decrypt(self.buffer.get_mut(..self.plain).unwrap_or_default());
        if self.ended {
            self.plain = unpadded(&self.buffer)
                .ok_or_else(|| super::super::damaged("its padding is wrong"))?;
        }
        Ok(())
    }
}

fn cut_off() -> io::Error {
    super::super::damaged("a piece of ciphertext is cut off")
}

/// The size of the plaintext without its padding. Nothing at all is how some producers write an empty
/// string.
fn unpadded(plain: &[u8]) -> Option<usize> {
    let Some(&last) = plain.last() else {
        return Some(0);
    };
    let padding = usize::from(last);
    let size = plain.len().checked_sub(padding)?;
    let pad = plain.get(size..)?;
    let right = (1..=BLOCK_BYTES).contains(&padding) && pad.iter().all(|&byte| byte == last);
    right.then_some(size)
}

impl<R: Read> Read for CbcReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain && !self.ended {
            self.fill()?;
        }
        let mut rest = self.buffer.get(self.at..self.plain).unwrap_or_default();
        let size = rest.read(out)?;
        self.at += size;
        Ok(size)
    }
}

struct Rc4Reader<R> {
    input: R,
    rc4: Rc4,
}

impl<R: Read> Read for Rc4Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.input.read(out)?;
        self.rc4.apply(out.get_mut(..size).unwrap_or_default());
        Ok(size)
    }
}

/// RC4, which only old files of others need.
pub(super) struct Rc4 {
    state: Zeroizing<[u8; 256]>,
    i: u8,
    j: u8,
}

impl Rc4 {
    pub(super) fn new(key: &[u8]) -> Self {
        let mut state = Zeroizing::new([0; 256]);
        for (value, place) in (0..=255).zip(state.iter_mut()) {
            *place = value;
        }
        let mut j = 0_u8;
        for (i, &byte) in (0_u8..=255).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[usize::from(i)]).wrapping_add(byte);
            state.swap(i.into(), j.into());
        }
        Self { state, i: 0, j: 0 }
    }

    pub(super) fn apply(&mut self, data: &mut [u8]) {
        for byte in data {
            self.i = self.i.wrapping_add(1);
            self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
            self.state.swap(self.i.into(), self.j.into());
            let sum = self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]);
            *byte ^= self.state[usize::from(sum)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(key: &[u8]) -> Cipher {
        Cipher::new(Method::Aes256, key).unwrap()
    }

    #[test]
    fn rc4_gives_the_published_keystream() {
        // RFC 6229 §2, 40-bit key, offset 0.
        let mut stream = [0; 16];
        Rc4::new(&[1, 2, 3, 4, 5]).apply(&mut stream);
        assert_eq!(
            stream,
            [
                0xb2, 0x39, 0x63, 0x05, 0xf0, 0x3d, 0xc0, 0x27, 0xcc, 0xc3, 0x52, 0x4a, 0x0a, 0x11,
                0x18, 0xa8
            ]
        );
    }

    #[test]
    fn what_is_encrypted_decrypts_whatever_its_size() {
        let key = [7; 32];
        for size in (0..70).chain([32_767, 32_768, 32_769, 65_520, 65_536, 100_000]) {
            let plain: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
            let whole = encrypt_bytes(&key, &[3; 16], &plain);
            let mut piecewise = Vec::new();
            let mut writer = CbcWriter::new(&key, &[3; 16], &mut piecewise).unwrap();
            for piece in plain.chunks(1000) {
                writer.write_all(piece).unwrap();
            }
            assert_eq!(writer.finish().unwrap(), whole.len() as u64);
            assert!(piecewise == whole, "{size}");
            assert!(cipher(&key).decrypt(&whole).unwrap() == plain, "{size}");
        }
    }

    #[test]
    fn wrong_ciphertext_is_an_error() {
        let key = [7; 32];
        let good = encrypt_bytes(&key, &[3; 16], &[1; 20]);
        for cut in [1, 15, 17, 31, 33, 47] {
            assert!(cipher(&key).decrypt(&good[..cut]).is_err(), "{cut}");
        }
        assert!(cipher(&[8; 32]).decrypt(&good).is_err());
        // Nothing, and an IV alone, are how some producers write an empty string.
        assert_eq!(cipher(&key).decrypt(b"").unwrap(), b"");
        assert_eq!(cipher(&key).decrypt(&good[..16]).unwrap(), b"");
        assert!(Cipher::new(Method::Aes256, &key[1..]).is_none());
    }
}
