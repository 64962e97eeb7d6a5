//! Everything of a JWE but its ciphertext: the General JSON Serialization (RFC 7516 §7.2.1) read
//! strictly, and the recipients that a password may unlock.

use super::cbc_hs512::{BLOCK_BYTES, ContentKey, Iv};
use super::pbes2::WRAPPED_BYTES;
use super::{ALG, ENC, Limits, PasswordKey, Tag, ZIP, base64url};
use crate::{Error, password::Password};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A JWE without its ciphertext, decoded and within [`Limits`].
#[derive(Clone, Debug)]
pub struct Jwe {
    recipients: Vec<Recipient>,
    compressed: bool,
    content_type: Option<String>,
    /// The additional authenticated data: the protected header as it was written (RFC 7516 §5.1).
    aad: Vec<u8>,
    iv: Iv,
    tag: Tag,
}

/// One entry of `recipients` that a password may unlock.
#[derive(Clone, Debug)]
pub struct Recipient {
    p2s: Vec<u8>,
    p2c: u32,
    encrypted_key: [u8; WRAPPED_BYTES],
}

impl Recipient {
    /// A recipient whose members were decoded elsewhere.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the encrypted key is not a wrapped key of 64 bytes.
    pub fn from_parts(p2s: &[u8], p2c: u32, encrypted_key: &[u8]) -> Result<Self, Error> {
        Ok(Self {
            p2s: p2s.to_vec(),
            p2c,
            encrypted_key: fixed(encrypted_key, "a recipient's encrypted key")?,
        })
    }

    /// The salt input (RFC 7518 §4.8.1.1), decoded.
    pub fn p2s(&self) -> &[u8] {
        &self.p2s
    }

    /// The number of PBKDF2 iterations (RFC 7518 §4.8.1.2).
    pub fn p2c(&self) -> u32 {
        self.p2c
    }

    /// Unwraps the content key; `None` if `key` is not the one that wrapped it.
    pub fn unlock(&self, key: &PasswordKey) -> Option<ContentKey> {
        key.unwrap(&self.encrypted_key)
    }

    /// Whether `key` was derived from this recipient's salt and count.
    pub fn takes(&self, key: &PasswordKey) -> bool {
        self.p2s == key.p2s() && self.p2c == key.p2c()
    }
}

#[derive(Deserialize)]
struct JweJson {
    protected: String,
    #[serde(default)]
    unprotected: Header,
    recipients: Vec<RecipientJson>,
    #[serde(default, deserialize_with = "present")]
    aad: Option<Value>,
    iv: String,
    ciphertext: String,
    tag: String,
}

#[derive(Deserialize)]
struct RecipientJson {
    #[serde(default)]
    header: Header,
    #[serde(default, deserialize_with = "present")]
    encrypted_key: Option<Value>,
}

/// The JOSE header parameters that matter here (RFC 7516 §4.1, RFC 7518 §4.8.1). Their values are
/// judged only where they are used: another recipient's may be of any type.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Header {
    #[serde(deserialize_with = "present")]
    alg: Option<Value>,
    #[serde(deserialize_with = "present")]
    enc: Option<Value>,
    #[serde(deserialize_with = "present")]
    zip: Option<Value>,
    #[serde(deserialize_with = "present")]
    cty: Option<Value>,
    #[serde(deserialize_with = "present")]
    p2s: Option<Value>,
    #[serde(deserialize_with = "present")]
    p2c: Option<Value>,
    #[serde(deserialize_with = "present")]
    crit: Option<Value>,
}

/// A member that is `null` is there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Jwe {
    /// Reads the head that [`super::Splitter`] yields: the JSON with an empty `ciphertext`.
    ///
    /// Recipients of another `alg` are passed over. `alg`, `p2s` and `p2c` may stand in any of the
    /// three headers that RFC 7516 §7.2.1 allows, in one only; `enc`, `zip` and `cty` must be protected.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Unsupported`], [`Error::TooLarge`].
    pub fn parse(head: &[u8], limits: &Limits) -> Result<Self, Error> {
        limits.check_header(head.len())?;
        let json: JweJson = serde_json::from_slice(head)
            .map_err(|_| Error::Damaged("its JWE is not valid JSON"))?;
        if !json.ciphertext.is_empty() {
            return Err(Error::Damaged("it has two ciphertexts"));
        }
        if json.aad.is_some() {
            return Err(unsupported("aad", json.aad.as_ref()));
        }
        if json.recipients.is_empty() {
            return Err(Error::Damaged("it has no recipient"));
        }
        limits.check_recipients(json.recipients.len())?;
        let protected: Header =
            serde_json::from_slice(&base64url::decode(&json.protected, "its protected header")?)
                .map_err(|_| Error::Damaged("its protected header is not valid JSON"))?;

        let unprotected = json.recipients.iter().map(|recipient| &recipient.header);
        for header in unprotected.chain([&json.unprotected]) {
            if header.enc.is_some() || header.zip.is_some() || header.cty.is_some() {
                return Err(Error::Damaged(
                    "a protected header parameter is unprotected",
                ));
            }
            refuse_crit(header)?;
        }
        refuse_crit(&protected)?;
        match &protected.enc {
            Some(enc) if enc == ENC => {}
            other => return Err(unsupported("enc", other.as_ref())),
        }
        let compressed = match &protected.zip {
            None => false,
            Some(zip) if zip == ZIP => true,
            other => return Err(unsupported("zip", other.as_ref())),
        };

        let mut recipients = Vec::new();
        let mut iterations = 0;
        let mut other_alg = None;
        for recipient in &json.recipients {
            let headers = [&recipient.header, &json.unprotected, &protected];
            let alg = one(headers.map(|header| header.alg.as_ref()))?;
            if alg.is_none_or(|alg| alg != ALG) {
                other_alg = alg;
                continue;
            }
            let p2s = one(headers.map(|header| header.p2s.as_ref()))?;
            let p2s = text(p2s, "a recipient's salt")?;
            let p2c = one(headers.map(|header| header.p2c.as_ref()))?
                .and_then(Value::as_u64)
                .filter(|&p2c| p2c > 0)
                .ok_or(Error::Damaged("a recipient's iteration count"))?;
            let p2c = limits.check_p2c(p2c)?;
            iterations = limits.check_iterations(iterations, p2c)?;
            let encrypted_key = text(
                recipient.encrypted_key.as_ref(),
                "a recipient's encrypted key",
            )?;
            recipients.push(Recipient::from_parts(
                &base64url::decode(p2s, "a recipient's salt")?,
                p2c,
                &base64url::decode(encrypted_key, "a recipient's encrypted key")?,
            )?);
        }
        if recipients.is_empty() {
            return Err(unsupported("alg", other_alg));
        }

        Ok(Self {
            recipients,
            content_type: protected
                .cty
                .as_ref()
                .and_then(Value::as_str)
                .map(str::to_owned),
            ..Self::from_parts(
                json.protected.as_bytes(),
                &base64url::decode(&json.iv, "its initialisation vector")?,
                &base64url::decode(&json.tag, "its authentication tag")?,
                compressed,
            )?
        })
    }

    /// A JWE whose members were decoded elsewhere and whose recipients are tried elsewhere.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the IV has not 16 or the tag not 32 bytes.
    pub fn from_parts(aad: &[u8], iv: &[u8], tag: &[u8], compressed: bool) -> Result<Self, Error> {
        Ok(Self {
            recipients: Vec::new(),
            compressed,
            content_type: None,
            aad: aad.to_vec(),
            iv: fixed(iv, "its initialisation vector")?,
            tag: fixed(tag, "its authentication tag")?,
        })
    }

    /// The recipients that a password may unlock, in their order.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// The `cty` header: the media type of the plaintext.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Whether the plaintext was deflated (`zip` is `DEF`).
    pub fn compressed(&self) -> bool {
        self.compressed
    }

    /// The additional authenticated data.
    pub fn aad(&self) -> &[u8] {
        &self.aad
    }

    /// The initialisation vector.
    pub fn iv(&self) -> &[u8; BLOCK_BYTES] {
        &self.iv
    }

    /// The authentication tag.
    pub fn tag(&self) -> &Tag {
        &self.tag
    }

    /// Tries a password on each recipient in turn, which takes time in proportion to their `p2c`.
    /// Returns the content key, and the derived key for the other JWE of the same envelope.
    ///
    /// # Errors
    /// [`Error::WrongPassword`].
    pub fn unlock(&self, password: &Password) -> Result<(ContentKey, PasswordKey), Error> {
        self.recipients
            .iter()
            .find_map(|recipient| {
                let key = PasswordKey::derive(password, &recipient.p2s, recipient.p2c);
                Some((recipient.unlock(&key)?, key))
            })
            .ok_or(Error::WrongPassword)
    }

    /// Unlocks with a key that was derived before.
    ///
    /// # Errors
    /// [`Error::WrongPassword`] if no recipient has this key's salt and count, or it is not theirs.
    pub fn unlock_with(&self, key: &PasswordKey) -> Result<ContentKey, Error> {
        self.recipients
            .iter()
            .filter(|recipient| recipient.takes(key))
            .find_map(|recipient| recipient.unlock(key))
            .ok_or(Error::WrongPassword)
    }
}

/// The one value that a parameter has in the three headers, which must be disjoint (RFC 7516 §4).
fn one<T>(values: [Option<T>; 3]) -> Result<Option<T>, Error> {
    let mut present = values.into_iter().flatten();
    let value = present.next();
    match present.next() {
        Some(_) => Err(Error::Damaged("a header parameter stands twice")),
        None => Ok(value),
    }
}

fn fixed<const N: usize>(bytes: &[u8], place: &'static str) -> Result<[u8; N], Error> {
    bytes.try_into().map_err(|_| Error::Damaged(place))
}

fn refuse_crit(header: &Header) -> Result<(), Error> {
    match &header.crit {
        Some(crit) => Err(unsupported("crit", Some(crit))),
        None => Ok(()),
    }
}

fn text<'a>(value: Option<&'a Value>, place: &'static str) -> Result<&'a str, Error> {
    value.and_then(Value::as_str).ok_or(Error::Damaged(place))
}

fn unsupported(parameter: &'static str, found: Option<&Value>) -> Error {
    let found = match found {
        None => "none".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    Error::Unsupported {
        parameter,
        found: found.chars().take(40).collect(),
    }
}
