//! `ECDH-ES+A256KW`: an ephemeral key and a public key agree on what wraps the content key (RFC 7518
//! §4.6; Concat KDF of NIST SP 800-56A §5.8.1 with SHA-256; X25519 as in RFC 8037 §3.2).

use super::a256kw::{KeyEncryptionKey, WrappedKey};
use super::jwk::{self, MAX_KID_BYTES};
use super::{ContentKey, KEY_ALG, PrivateKey, PublicKey, base64url};
use crate::Error;
use rand::TryCryptoRng;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The longest `apu` and `apv`, decoded, in bytes. They name the two parties, or hold a hash.
const MAX_PARTY_BYTES: usize = 1024;

/// A key-encryption key agreed on with a public key, and the ephemeral public key that gave it: what
/// a JWE is sealed with so that the private key opens it.
///
/// Make a new one for each envelope; it takes well under a millisecond. The ephemeral private key is
/// gone when [`AgreedKey::generate`] returns. The key is zeroised when dropped and never printed.
///
/// [Serialised](Serialize), it is `{"kid"?, "epk", "kek"}`, **the key itself included** (`kek`, in
/// base64url): whoever reads that can seal to the public key without any arithmetic on curves, by
/// wrapping a content key with `kek` in a recipient of this `epk`. It belongs inside an encrypted view
/// and nowhere else.
#[derive(Clone)]
pub struct AgreedKey {
    kid: Option<String>,
    epk: PublicKey,
    key: KeyEncryptionKey,
}

impl AgreedKey {
    /// Agrees with `public_key`, by a fresh ephemeral key.
    ///
    /// # Errors
    /// [`Error::NoRandomness`]; [`Error::UnusableKey`] for the few points of X25519 with which
    /// everybody agrees on the same key.
    pub fn generate(public_key: &PublicKey, rng: &mut impl TryCryptoRng) -> Result<Self, Error> {
        let ephemeral = PrivateKey::generate(public_key.curve(), rng)?;
        let z = ephemeral.agree(public_key).ok_or(Error::UnusableKey(
            "its point keeps no secret (RFC 7748, section 6.1); make another key",
        ))?;
        Ok(Self {
            kid: public_key.kid().map(str::to_owned),
            epk: ephemeral.public_key().clone(),
            key: key_encryption_key(&z, &[], &[]),
        })
    }

    /// The name of the public key, if it has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The recipient's header (RFC 7518 §4.6.1).
    pub(super) fn header(&self) -> String {
        let epk = jwk::json(&self.epk.required());
        let kid = match &self.kid {
            // A string of serde_json is always valid JSON.
            Some(kid) => format!(r#","kid":{}"#, Value::from(kid.as_str())),
            None => String::new(),
        };
        format!(r#"{{"alg":"{KEY_ALG}","epk":{epk}{kid}}}"#)
    }

    pub(super) fn wrap(&self, content_key: &ContentKey) -> Result<WrappedKey, Error> {
        self.key.wrap(content_key)
    }
}

impl Serialize for AgreedKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kek = Zeroizing::new(base64url::encode(self.key.as_bytes()));
        let mut members = serializer.serialize_struct("AgreedKey", 3)?;
        match &self.kid {
            Some(kid) => members.serialize_field("kid", kid)?,
            None => members.skip_field("kid")?,
        }
        members.serialize_field("epk", &self.epk.required())?;
        members.serialize_field("kek", kek.as_str())?;
        members.end()
    }
}

impl fmt::Debug for AgreedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgreedKey")
            .field("kid", &self.kid)
            .field("curve", &self.epk.curve())
            .finish_non_exhaustive()
    }
}

/// One entry of `recipients` that a private key may unlock.
#[derive(Clone, Debug)]
pub struct KeyRecipient {
    kid: Option<String>,
    epk: PublicKey,
    apu: Vec<u8>,
    apv: Vec<u8>,
    encrypted_key: WrappedKey,
}

/// The header parameters of RFC 7518 §4.6.1 and the encrypted key, as they stand in the JSON.
pub(super) struct KeyRecipientJson<'a> {
    pub(super) kid: Option<&'a Value>,
    pub(super) epk: Option<&'a Value>,
    pub(super) apu: Option<&'a Value>,
    pub(super) apv: Option<&'a Value>,
    pub(super) encrypted_key: Option<&'a Value>,
}

impl KeyRecipient {
    /// `None` if no key of ours can unlock it: another curve, or not what RFC 7518 asks for. A page
    /// knows no curves and passes over all of them, so one that is wrong must not matter more here.
    pub(super) fn read(json: &KeyRecipientJson) -> Option<Self> {
        let kid = match json.kid {
            Some(kid) => Some(kid.as_str().filter(|kid| kid.len() <= MAX_KID_BYTES)?),
            None => None,
        };
        let encrypted_key = base64url::decode(json.encrypted_key?.as_str()?, "").ok()?;
        Some(Self {
            kid: kid.map(str::to_owned),
            epk: PublicKey::from_epk(json.epk?)?,
            apu: party(json.apu)?,
            apv: party(json.apv)?,
            encrypted_key: encrypted_key.try_into().ok()?,
        })
    }

    /// Which key opens it (`kid`), if the envelope says so.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The ephemeral public key (`epk`).
    pub fn epk(&self) -> &PublicKey {
        &self.epk
    }

    /// Unwraps the content key; `None` if it was not sealed to `key`.
    pub fn unlock(&self, key: &PrivateKey) -> Option<ContentKey> {
        let z = key.agree(&self.epk)?;
        key_encryption_key(&z, &self.apu, &self.apv).unwrap(&self.encrypted_key)
    }

    /// Unwraps the content key with what was agreed on when it was sealed.
    pub(super) fn unlock_with(&self, key: &AgreedKey) -> Option<ContentKey> {
        let key = self.epk.is_same_point(&key.epk).then_some(&key.key)?;
        key.unwrap(&self.encrypted_key)
    }
}

/// Who agreed (`apu`, `apv`): nothing to Waxseal, but other programs write them, and the key depends
/// on them.
fn party(info: Option<&Value>) -> Option<Vec<u8>> {
    let Some(info) = info else {
        return Some(Vec::new());
    };
    let info = base64url::decode(info.as_str()?, "").ok()?;
    (info.len() <= MAX_PARTY_BYTES).then_some(info)
}

fn key_encryption_key(z: &[u8; 32], apu: &[u8], apv: &[u8]) -> KeyEncryptionKey {
    KeyEncryptionKey::new(concat_kdf(z, KEY_ALG, apu, apv))
}

/// The Concat KDF (RFC 7518 §4.6.2) for a key of `N` bytes, at most 32: one round of SHA-256.
fn concat_kdf<const N: usize>(
    z: &[u8; 32],
    algorithm: &str,
    apu: &[u8],
    apv: &[u8],
) -> Zeroizing<[u8; N]> {
    let mut hash = Sha256::new();
    hash.update(1u32.to_be_bytes());
    hash.update(z);
    for info in [algorithm.as_bytes(), apu, apv] {
        // All are far shorter than 4 GiB.
        hash.update((info.len() as u32).to_be_bytes());
        hash.update(info);
    }
    hash.update((8 * N as u32).to_be_bytes());
    let hash = Zeroizing::new(<[u8; 32]>::from(hash.finalize()));
    let mut key = Zeroizing::new([0; N]);
    key.copy_from_slice(&hash[..N]);
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwe::Curve;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
    use serde_json::json;

    fn private(jwk: Value) -> PrivateKey {
        PrivateKey::from_jwk(jwk.to_string().as_bytes()).unwrap()
    }

    /// RFC 7518, appendix C, where Alice is the ephemeral one.
    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn the_worked_example_of_rfc_7518() {
        let alice = private(json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
            "d": "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
        }));
        let bob = private(json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
            "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
            "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
        }));
        let z = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49,
            110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        assert_eq!(*alice.agree(bob.public_key()).unwrap(), z);
        assert_eq!(*bob.agree(alice.public_key()).unwrap(), z);
        let key = concat_kdf::<16>(&z, "A128GCM", b"Alice", b"Bob");
        assert_eq!(base64url::encode(&key[..]), "VqqN6vgjbSBcIijNcacQGg");
    }

    /// RFC 8037, appendix A.6.
    #[test]
    fn the_worked_example_of_rfc_8037() {
        let ephemeral = private(json!({
            "kty": "OKP",
            "crv": "X25519",
            "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo",
            "d": base64url::encode(
                b"\x77\x07\x6d\x0a\x73\x18\xa5\x7d\x3c\x16\xc1\x72\x51\xb2\x66\x45\
                  \xdf\x4c\x2f\x87\xeb\xc0\x99\x2a\xb1\x77\xfb\xa5\x1d\xb9\x2c\x2a"
            ),
        }));
        let bob = json!({
            "kty": "OKP",
            "crv": "X25519",
            "kid": "Bob",
            "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
        });
        let bob = PublicKey::from_jwk(bob.to_string().as_bytes()).unwrap();
        let z = b"\x4a\x5d\x9d\x5b\xa4\xce\x2d\xe1\x72\x8e\x3b\xf4\x80\x35\x0f\x25\
                  \xe0\x7e\x21\xc9\x47\xd1\x9e\x33\x76\xf0\x9b\x3c\x1e\x16\x17\x42";
        assert_eq!(&*ephemeral.agree(&bob).unwrap(), z);
    }

    /// As another program may seal: with `apu` and `apv`, on which the key depends.
    #[test]
    #[cfg_attr(miri, ignore = "arithmetic on P-256 takes long")]
    fn the_names_of_the_parties_count() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key = PrivateKey::generate(Curve::P256, &mut rng).unwrap();
        let ephemeral = PrivateKey::generate(Curve::P256, &mut rng).unwrap();
        let z = ephemeral.agree(key.public_key()).unwrap();
        let wrapped = key_encryption_key(&z, b"Alice", b"Bob")
            .wrap(&ContentKey::zero())
            .unwrap();
        let epk: Value =
            serde_json::from_str(&jwk::json(&ephemeral.public_key().required())).unwrap();
        let encrypted_key = Value::from(base64url::encode(&wrapped));
        let read = |apu: Value, apv: Value| {
            KeyRecipient::read(&KeyRecipientJson {
                kid: None,
                epk: Some(&epk),
                apu: Some(&apu),
                apv: Some(&apv),
                encrypted_key: Some(&encrypted_key),
            })
        };
        let party = |name: &[u8]| Value::from(base64url::encode(name));
        let unlocks = |apu, apv| read(apu, apv).unwrap().unlock(&key).is_some();
        assert!(unlocks(party(b"Alice"), party(b"Bob")));
        assert!(!unlocks(party(b"Bob"), party(b"Alice")));
        assert!(!unlocks(party(b"Alice"), party(b"")));
        // Names that would run together without their lengths.
        assert!(!unlocks(party(b"AliceB"), party(b"ob")));
        assert!(read(party(&[0; 1024]), party(b"")).is_some());
        assert!(read(party(&[0; 1025]), party(b"")).is_none());
        assert!(read(json!(7), party(b"")).is_none());
        assert!(read(json!("Alice="), party(b"")).is_none());
    }
}
