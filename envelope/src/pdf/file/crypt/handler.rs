//! The encryption dictionary of a PDF that anybody may have written (ISO 32000-2 §7.6.2, Table 20;
//! §7.6.4.2, Table 21; §7.6.6, Table 25).

use super::ciphers::Cipher;
use super::legacy;
use super::revision6::{self, Hash, UserKey};
use super::{FileKey, OpenedAs};
use crate::Error;
use lopdf::{Dictionary, Object, ObjectId};
use md5::{Digest as _, Md5};
use std::collections::BTreeMap;

/// How a crypt filter encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pdf::file) enum Method {
    /// Not at all.
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// The name of the crypt filter that does nothing (§7.6.6, Table 26).
const IDENTITY: &[u8] = b"Identity";

/// A standard security handler.
pub(in crate::pdf::file) struct Handler {
    pub(in crate::pdf::file) version: i64,
    pub(in crate::pdf::file) revision: i64,
    /// `P`, in the signed form that files have.
    pub(in crate::pdf::file) permissions: i32,
    pub(in crate::pdf::file) encrypt_metadata: bool,
    pub(in crate::pdf::file) strings: Method,
    pub(in crate::pdf::file) streams: Method,
    /// For embedded files.
    pub(in crate::pdf::file) files: Method,
    filters: BTreeMap<Vec<u8>, Method>,
    /// In bytes. Files state it wrongly, or not at all; then more than one may be meant.
    key_sizes: Vec<usize>,
    entries: Entries,
}

enum Entries {
    /// Revisions 2 to 4.
    Old {
        o: [u8; 32],
        u: [u8; 32],
        id: Vec<u8>,
    },
    /// Revisions 5 and 6.
    New(Box<revision6::Entries>),
}

impl Handler {
    /// Reads the dictionary; `id` is the first string of the trailer's `ID`, if there is one.
    pub(in crate::pdf::file) fn new(dictionary: &Dictionary, id: Vec<u8>) -> Result<Self, Error> {
        let filter = dictionary.get(b"Filter").and_then(Object::as_name);
        match filter {
            Ok(b"Standard") => {}
            Ok(other) => return Err(unsupported("the security handler", other)),
            Err(_) => return Err(Error::Damaged("its encryption dictionary")),
        }
        let version = integer(dictionary, b"V").unwrap_or(0);
        let revision = integer(dictionary, b"R").unwrap_or(0);
        let new = match (version, revision) {
            (1 | 2, 2 | 3) | (4, 4) => false,
            (5, 5 | 6) => true,
            _ => {
                let found = format!("{version}.{revision}");
                return Err(unsupported("encryption version", found.as_bytes()));
            }
        };
        let permissions = integer(dictionary, b"P").ok_or(DAMAGED)?;
        // Some producers write the 32 bits as a positive number.
        let p = (permissions & 0xffff_ffff) as u32;
        let encrypt_metadata = dictionary
            .get(b"EncryptMetadata")
            .and_then(Object::as_bool)
            .unwrap_or(true);
        let entries = if new {
            Entries::New(Box::new(revision6::Entries {
                u: string(dictionary, b"U")?,
                ue: string(dictionary, b"UE")?,
                o: string(dictionary, b"O")?,
                oe: string(dictionary, b"OE")?,
                perms: string(dictionary, b"Perms")?,
                p,
            }))
        } else {
            Entries::Old {
                o: padded_string(dictionary, b"O")?,
                u: padded_string(dictionary, b"U")?,
                id,
            }
        };
        let mut handler = Self {
            version,
            revision,
            permissions: p.cast_signed(),
            encrypt_metadata,
            strings: Method::Rc4,
            streams: Method::Rc4,
            files: Method::Rc4,
            filters: BTreeMap::new(),
            key_sizes: key_sizes(version, integer(dictionary, b"Length")),
            entries,
        };
        if version >= 4 {
            handler.read_filters(dictionary)?;
        }
        Ok(handler)
    }

    fn read_filters(&mut self, dictionary: &Dictionary) -> Result<(), Error> {
        if let Ok(filters) = dictionary.get(b"CF").and_then(Object::as_dict) {
            for (name, filter) in filters.iter() {
                let method = filter
                    .as_dict()
                    .and_then(|filter| filter.get(b"CFM"))
                    .and_then(Object::as_name);
                let method = match method {
                    Ok(b"V2") if self.version == 4 => Method::Rc4,
                    Ok(b"AESV2") if self.version == 4 => Method::Aes128,
                    Ok(b"AESV3") if self.version == 5 => Method::Aes256,
                    Ok(b"None") | Err(_) => Method::Identity,
                    Ok(other) => return Err(unsupported("the crypt filter method", other)),
                };
                self.filters.insert(name.clone(), method);
            }
        }
        let named = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).ok();
        self.strings = self.method(named(b"StrF").unwrap_or(IDENTITY))?;
        self.streams = self.method(named(b"StmF").unwrap_or(IDENTITY))?;
        self.files = match named(b"EFF") {
            Some(name) => self.method(name)?,
            None => self.streams,
        };
        Ok(())
    }

    /// The method of a crypt filter.
    pub(in crate::pdf::file) fn method(&self, name: &[u8]) -> Result<Method, Error> {
        if name == IDENTITY {
            return Ok(Method::Identity);
        }
        self.filters
            .get(name)
            .copied()
            .ok_or(Error::Damaged("it names a crypt filter that it has not"))
    }

    /// The strongest method that the file uses anywhere.
    pub(in crate::pdf::file) fn strongest(&self) -> Method {
        let rank = |method: &Method| *method as u8;
        [self.strings, self.streams, self.files]
            .into_iter()
            .max_by_key(rank)
            .unwrap_or(Method::Identity)
    }

    /// The size of the file's key, in bits, as far as the dictionary tells.
    pub(in crate::pdf::file) fn key_bits(&self) -> usize {
        self.key_sizes.first().map_or(0, |bytes| bytes * 8)
    }

    /// The file's key, if the password is one of the two (§7.6.4.4.12 and before).
    pub(in crate::pdf::file) fn unlock(
        &self,
        password: &[u8],
    ) -> Result<Option<(FileKey, OpenedAs)>, Error> {
        match &self.entries {
            Entries::New(entries) => {
                let hash = match self.revision {
                    5 => Hash::Five,
                    _ => Hash::Six,
                };
                let unlocked = entries.unlock(password, hash);
                if let Some((key, _)) = &unlocked {
                    self.check_permissions(entries, key)?;
                }
                Ok(unlocked)
            }
            Entries::Old { o, u, id } => Ok(self.key_sizes.iter().find_map(|&key_bytes| {
                let entries = legacy::Entries {
                    revision: self.revision,
                    key_bytes,
                    o: *o,
                    u: *u,
                    p: self.permissions.cast_unsigned(),
                    id: id.clone(),
                    encrypt_metadata: self.encrypt_metadata,
                };
                entries.unlock(password)
            })),
        }
    }

    /// The file's key, if `key` is what its user's password was hashed to.
    pub(in crate::pdf::file) fn unlock_with(
        &self,
        key: &UserKey,
    ) -> Result<Option<FileKey>, Error> {
        let Entries::New(entries) = &self.entries else {
            return Ok(None);
        };
        let unlocked = entries.unlock_with(key);
        if let Some(key) = &unlocked {
            self.check_permissions(entries, key)?;
        }
        Ok(unlocked)
    }

    fn check_permissions(&self, entries: &revision6::Entries, key: &FileKey) -> Result<(), Error> {
        match entries.permissions_agree(key, self.encrypt_metadata) {
            true => Ok(()),
            false => Err(Error::Damaged("its permissions were changed")),
        }
    }

    /// The cipher of an object's strings or stream: algorithm 1 (§7.6.3.2) or 1.A (§7.6.3.3).
    pub(in crate::pdf::file) fn cipher(
        &self,
        method: Method,
        key: &FileKey,
        (number, generation): ObjectId,
    ) -> Result<Cipher, Error> {
        let cipher = match method {
            Method::Identity => Some(Cipher::Identity),
            Method::Aes256 => Cipher::new(method, key.as_bytes()),
            Method::Rc4 | Method::Aes128 => {
                let mut md5 = Md5::new();
                md5.update(key.as_bytes());
                md5.update(&number.to_le_bytes()[..3]);
                md5.update(generation.to_le_bytes());
                if method == Method::Aes128 {
                    md5.update(b"sAlT");
                }
                let digest = <[u8; 16]>::from(md5.finalize());
                let size = (key.as_bytes().len() + 5).min(16);
                digest.get(..size).and_then(|key| Cipher::new(method, key))
            }
        };
        cipher.ok_or(DAMAGED)
    }
}

const DAMAGED: Error = Error::Damaged("its encryption dictionary");

/// What the sizes of the key may be, in bytes: first what the standard says, then what producers
/// did all the same.
fn key_sizes(version: i64, length: Option<i64>) -> Vec<usize> {
    match version {
        1 => vec![5],
        2 => {
            let stated = match length {
                Some(bits @ 40..=128) => bits / 8,
                // Bytes in place of bits.
                Some(bytes @ 5..=16) => bytes,
                _ => 5,
            };
            let mut sizes = vec![usize::try_from(stated).unwrap_or(5), 16, 5];
            sizes.dedup();
            sizes
        }
        4 => vec![16],
        _ => vec![32],
    }
}

fn unsupported(parameter: &'static str, found: &[u8]) -> Error {
    let found = String::from_utf8_lossy(found.get(..40).unwrap_or(found)).into_owned();
    Error::Unsupported { parameter, found }
}

fn integer(dictionary: &Dictionary, key: &[u8]) -> Option<i64> {
    dictionary.get(key).and_then(Object::as_i64).ok()
}

/// A string of at least `N` bytes; what some producers add is ignored.
fn string<const N: usize>(dictionary: &Dictionary, key: &[u8]) -> Result<[u8; N], Error> {
    let string = dictionary.get(key).and_then(Object::as_str).ok();
    string
        .and_then(|string| string.first_chunk())
        .copied()
        .ok_or(DAMAGED)
}

/// A string of 32 bytes; some producers leave out zeros at its end.
fn padded_string(dictionary: &Dictionary, key: &[u8]) -> Result<[u8; 32], Error> {
    let string = dictionary.get(key).and_then(Object::as_str);
    let mut padded = [0; 32];
    for (place, byte) in padded.iter_mut().zip(string.map_err(|_| DAMAGED)?) {
        *place = *byte;
    }
    Ok(padded)
}
