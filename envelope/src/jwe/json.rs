//! Everything of a JWE but its ciphertext: the General JSON Serialization (RFC 7516 §7.2.1) read
//! strictly, and the recipients that a password or a private key may unlock.

use super::cbc_hs512::{BLOCK_BYTES, ContentKey, Iv};
use super::{ALG, ENC, Limits, PasswordKey, PasswordRecipient, Recipient, Tag, ZIP, base64url};
#[cfg(feature = "ecdh-es")]
use super::{AgreedKey, KEY_ALG, KeyRecipient, PrivateKey, ecdh_es::KeyRecipientJson};
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

/// The JOSE header parameters that matter here (RFC 7516 §4.1, RFC 7518 §4.6.1 and §4.8.1). Their values are
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
    #[cfg(feature = "ecdh-es")]
    #[serde(deserialize_with = "present")]
    kid: Option<Value>,
    #[cfg(feature = "ecdh-es")]
    #[serde(deserialize_with = "present")]
    epk: Option<Value>,
    #[cfg(feature = "ecdh-es")]
    #[serde(deserialize_with = "present")]
    apu: Option<Value>,
    #[cfg(feature = "ecdh-es")]
    #[serde(deserialize_with = "present")]
    apv: Option<Value>,
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
    /// Recipients of another `alg` are passed over, and those of another curve. `alg` and its
    /// parameters may stand in any of the three headers that RFC 7516 §7.2.1 allows, in one only; `enc`,
    /// `zip` and `cty` must be protected.
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
            let encrypted_key = recipient.encrypted_key.as_ref();
            match alg.and_then(Value::as_str) {
                Some(ALG) => {
                    let recipient = password_recipient(headers, encrypted_key, limits)?;
                    iterations = limits.check_iterations(iterations, recipient.p2c())?;
                    recipients.push(Recipient::Password(recipient));
                }
                #[cfg(feature = "ecdh-es")]
                Some(KEY_ALG) => match key_recipient(headers, encrypted_key) {
                    Some(recipient) => recipients.push(Recipient::Key(recipient)),
                    None => other_alg = alg,
                },
                _ => other_alg = alg,
            }
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

    /// The recipients that Waxseal can unlock, in their order.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// Those that a password may unlock, in their order.
    pub fn password_recipients(&self) -> impl Iterator<Item = &PasswordRecipient> {
        self.recipients
            .iter()
            .filter_map(|recipient| match recipient {
                Recipient::Password(recipient) => Some(recipient),
                #[cfg(feature = "ecdh-es")]
                Recipient::Key(_) => None,
            })
    }

    /// Those that a private key may unlock, in their order.
    #[cfg(feature = "ecdh-es")]
    pub fn key_recipients(&self) -> impl Iterator<Item = &KeyRecipient> {
        self.recipients
            .iter()
            .filter_map(|recipient| match recipient {
                Recipient::Key(recipient) => Some(recipient),
                Recipient::Password(_) => None,
            })
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
    /// [`Error::WrongPassword`], [`Error::OnlyForKeys`].
    pub fn unlock(&self, password: &Password) -> Result<(ContentKey, PasswordKey), Error> {
        self.password_recipients()
            .find_map(|recipient| {
                let key = PasswordKey::derive(password, recipient.p2s(), recipient.p2c());
                Some((recipient.unlock(&key)?, key))
            })
            .ok_or_else(|| self.wrong_password())
    }

    /// Unlocks with a key that was derived before.
    ///
    /// # Errors
    /// [`Error::WrongPassword`] if no recipient has this key's salt and count, or it is not theirs.
    pub fn unlock_with(&self, key: &PasswordKey) -> Result<ContentKey, Error> {
        self.password_recipients()
            .filter(|recipient| recipient.takes(key))
            .find_map(|recipient| recipient.unlock(key))
            .ok_or_else(|| self.wrong_password())
    }

    /// Why no password unlocks.
    pub(crate) fn wrong_password(&self) -> Error {
        match self.password_recipients().next() {
            Some(_) => Error::WrongPassword,
            None => Error::OnlyForKeys,
        }
    }

    /// Tries a private key on each recipient in turn, whatever `kid` they state.
    ///
    /// # Errors
    /// [`Error::WrongKey`].
    #[cfg(feature = "ecdh-es")]
    pub fn unlock_with_private_key(&self, key: &PrivateKey) -> Result<ContentKey, Error> {
        self.key_recipients()
            .find_map(|recipient| recipient.unlock(key))
            .ok_or(Error::WrongKey)
    }

    /// Unlocks with what was agreed on when it was sealed.
    ///
    /// # Errors
    /// [`Error::WrongKey`].
    #[cfg(feature = "ecdh-es")]
    pub fn unlock_with_agreed_key(&self, key: &AgreedKey) -> Result<ContentKey, Error> {
        self.key_recipients()
            .find_map(|recipient| recipient.unlock_with(key))
            .ok_or(Error::WrongKey)
    }
}

/// The three headers of a recipient (RFC 7516 §7.2.1).
type Headers<'a> = [&'a Header; 3];

fn password_recipient(
    headers: Headers,
    encrypted_key: Option<&Value>,
    limits: &Limits,
) -> Result<PasswordRecipient, Error> {
    let p2s = one(headers.map(|header| header.p2s.as_ref()))?;
    let p2s = text(p2s, "a recipient's salt")?;
    let p2c = one(headers.map(|header| header.p2c.as_ref()))?
        .and_then(Value::as_u64)
        .filter(|&p2c| p2c > 0)
        .ok_or(Error::Damaged("a recipient's iteration count"))?;
    let p2c = limits.check_p2c(p2c)?;
    let encrypted_key = text(encrypted_key, "a recipient's encrypted key")?;
    PasswordRecipient::from_parts(
        &base64url::decode(p2s, "a recipient's salt")?,
        p2c,
        &base64url::decode(encrypted_key, "a recipient's encrypted key")?,
    )
}

#[cfg(feature = "ecdh-es")]
fn key_recipient(headers: Headers, encrypted_key: Option<&Value>) -> Option<KeyRecipient> {
    KeyRecipient::read(&KeyRecipientJson {
        kid: one(headers.map(|header| header.kid.as_ref())).ok()?,
        epk: one(headers.map(|header| header.epk.as_ref())).ok()?,
        apu: one(headers.map(|header| header.apu.as_ref())).ok()?,
        apv: one(headers.map(|header| header.apv.as_ref())).ok()?,
        encrypted_key,
    })
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
