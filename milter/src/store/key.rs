//! The key of a store: a file beside the database, without which the database tells no password.
//!
//! Values are sealed with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), whose nonces of 24 bytes can be random for
//! as many values as anybody has. What a value belongs to is authenticated with it, so that it opens nowhere else.

use super::StoreError;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::TryRng;
use rand::rngs::SysRng;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// What the file begins with; hexadecimal digits and a line feed follow.
const PREFIX: &str = "waxseal-store-key-1:";
const KEY_BYTES: usize = 32;
const FILE_BYTES: usize = PREFIX.len() + 2 * KEY_BYTES + 1;
const NONCE_BYTES: usize = 24;

/// Makes a key file for a new store, which its owner alone can read. All hosts that share a store need a copy of it;
/// and somebody should keep one in a safe place, because nothing else opens what it sealed.
///
/// # Errors
/// [`StoreError::KeyFileExists`], [`StoreError::KeyFile`], or [`StoreError::Password`] without randomness.
pub fn create_key_file(path: &Path) -> Result<(), StoreError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    fill(key.as_mut_slice())?;
    let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES));
    text.push_str(PREFIX);
    for byte in key.iter() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');

    // A temporary file has mode 0600, and the name appears when all of it is on the disk.
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || -> io::Result<()> {
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|error| error.error)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => StoreError::KeyFileExists(path.to_owned()),
        _ => StoreError::KeyFile {
            path: path.to_owned(),
            source,
        },
    })
}

/// The key, in memory that is zeroised and never moved.
pub struct Key(Box<XChaCha20Poly1305>);

impl Key {
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let cannot_read = |source| StoreError::KeyFile {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(cannot_read)?;
        let mode = file.metadata().map_err(cannot_read)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(StoreError::KeyFileIsOpen {
                path: path.to_owned(),
                mode,
            });
        }
        // One byte more shows that there is more.
        let mut text = Zeroizing::new(Vec::with_capacity(FILE_BYTES + 1));
        file.take(FILE_BYTES as u64 + 1)
            .read_to_end(&mut text)
            .map_err(cannot_read)?;
        parse(&text).ok_or_else(|| StoreError::NotAKeyFile(path.to_owned()))
    }

    /// The nonce, the sealed bytes and their tag.
    pub fn seal(&self, belongs_to: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_BYTES];
        fill(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: belongs_to.as_bytes(),
        };
        // It refuses only what is longer than 256 GiB.
        let too_long = waxseal::Error::UnusablePassword("it is too long; use a shorter one");
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::Password(too_long))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// None if it was sealed with another key, belongs to something else, or was changed.
    pub fn open(&self, belongs_to: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: belongs_to.as_bytes(),
        };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        Some(Zeroizing::new(plain))
    }
}

fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    SysRng
        .try_fill_bytes(bytes)
        .map_err(|_| StoreError::Password(waxseal::Error::NoRandomness))
}

fn parse(text: &[u8]) -> Option<Key> {
    let text = std::str::from_utf8(text).ok()?;
    let digits = text.trim_end().strip_prefix(PREFIX)?.as_bytes();
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    if digits.len() != 2 * KEY_BYTES {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(Key(Box::new(XChaCha20Poly1305::new((&*key).into()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_only_with_its_key_and_where_it_belongs() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| {
            let path = folder.path().join(name);
            create_key_file(&path).unwrap();
            Key::read(&path).unwrap()
        });
        let sealed = one.seal("here", b"secret").unwrap();
        assert_eq!(one.open("here", &sealed).unwrap().as_slice(), b"secret");
        assert!(one.open("there", &sealed).is_none());
        assert!(other.open("here", &sealed).is_none());
        assert_ne!(sealed, one.seal("here", b"secret").unwrap());
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert!(one.open("here", &changed).is_none(), "{i}");
            assert!(one.open("here", &sealed[..i]).is_none(), "{i}");
        }
    }

    #[test]
    fn only_a_whole_key_file_is_one() {
        let key = format!("{PREFIX}{}", "0f".repeat(KEY_BYTES));
        assert!(parse(key.as_bytes()).is_some());
        assert!(parse(format!("{key}\r\n").as_bytes()).is_some());
        for text in [
            "",
            PREFIX,
            &key[1..],
            &key[..key.len() - 1],
            &format!("{key}0"),
            &key.replace("0f", "0g"),
            &key.replace("0f", "+f"),
            &key.replace("0f", "é"),
        ] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
        assert!(parse(&[0xff; FILE_BYTES]).is_none());
    }
}
