//! Writing a JWE (RFC 7516 §5.1) in constant memory.

use super::cbc_hs512::{BLOCK_BYTES, CbcEncryptor, ContentKey, ContentMac, Iv};
use super::deflate::{Deflater, PIECE_BYTES};
use super::{ENC, Limits, RecipientKey, Tag, ZIP, base64url};
use crate::Error;
use rand::TryCryptoRng;
use std::io::{self, Read, Write};

/// Encrypts `plaintext` to all `recipients` and writes the JWE as JSON on one line to `out`
/// (General JSON Serialization, RFC 7516 §7.2.1), ASCII only and without white space.
///
/// `content_type` becomes the `cty` header (RFC 7516 §4.1.12). The content key and the IV are fresh
/// from `rng`; a key that was derived from a password may be used again for other messages. Returns
/// the authentication tag. Nothing is kept of the plaintext; `out` should be buffered and is flushed.
///
/// # Errors
/// [`Error::Io`] of either side, [`Error::NoRandomness`], [`Error::NoRecipient`],
/// [`Error::TooLarge`] for more recipients or iterations than [`Limits::default`] lets open.
pub fn encrypt(
    mut plaintext: impl Read,
    content_type: &str,
    recipients: &[RecipientKey],
    rng: &mut impl TryCryptoRng,
    mut out: impl Write,
) -> Result<Tag, Error> {
    check_recipients(recipients)?;
    let mut content_key = ContentKey::zero();
    let mut iv: Iv = [0; BLOCK_BYTES];
    rng.try_fill_bytes(content_key.as_mut_bytes())
        .map_err(|_| Error::NoRandomness)?;
    rng.try_fill_bytes(&mut iv)
        .map_err(|_| Error::NoRandomness)?;

    let protected = base64url::encode(protected_header(content_type).as_bytes());
    write!(out, r#"{{"protected":"{protected}","recipients":["#)?;
    for (index, recipient) in recipients.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let header = recipient.header();
        let encrypted_key = base64url::encode(&recipient.wrap(&content_key)?);
        write!(
            out,
            r#"{comma}{{"header":{header},"encrypted_key":"{encrypted_key}"}}"#
        )?;
    }
    let iv_text = base64url::encode(&iv);
    write!(out, r#"],"iv":"{iv_text}","ciphertext":""#)?;

    let mut ciphertext = CiphertextWriter {
        encryptor: ContentEncryptor::new(&content_key, protected.as_bytes(), &iv),
        buffer: Vec::new(),
        text: String::new(),
        out: &mut out,
    };
    let mut deflater = Deflater::new();
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    loop {
        let room = PIECE_BYTES as u64;
        if (&mut plaintext).take(room).read_to_end(&mut piece)? == 0 {
            break;
        }
        deflater.update(&piece, &mut ciphertext.buffer)?;
        ciphertext.encrypt_buffer()?;
        piece.clear();
    }
    deflater.finish(&mut ciphertext.buffer)?;
    let tag = ciphertext.finish()?;

    write!(out, r#"","tag":"{}"}}"#, base64url::encode(&tag))?;
    out.flush()?;
    Ok(tag)
}

/// Nothing is sealed that an opener with the usual limits would refuse.
pub(crate) fn check_recipients(recipients: &[RecipientKey]) -> Result<(), Error> {
    if recipients.is_empty() {
        return Err(Error::NoRecipient);
    }
    let limits = Limits::default();
    limits.check_recipients(recipients.len())?;
    let mut iterations = 0;
    for p2c in recipients.iter().filter_map(RecipientKey::p2c) {
        let p2c = limits.check_p2c(p2c.into())?;
        iterations = limits.check_iterations(iterations, p2c)?;
    }
    Ok(())
}

/// The protected header; the order of its members is part of the format's determinism.
fn protected_header(content_type: &str) -> String {
    // A string of serde_json is always valid JSON, whatever the caller named the content.
    let cty = serde_json::Value::from(content_type);
    format!(r#"{{"enc":"{ENC}","zip":"{ZIP}","cty":{cty}}}"#)
}

/// Encrypts the plaintext of one JWE piece by piece and authenticates it (RFC 7518 §5.2.2.1). The steps under
/// [`encrypt`], for a caller that writes the JSON itself, as the recipient's page does.
pub struct ContentEncryptor {
    cbc: CbcEncryptor,
    mac: ContentMac,
}

impl ContentEncryptor {
    /// Starts with the additional authenticated data: the protected header as it is written.
    pub fn new(content_key: &ContentKey, aad: &[u8], iv: &[u8; BLOCK_BYTES]) -> Self {
        Self {
            cbc: CbcEncryptor::new(content_key, iv),
            mac: ContentMac::new(content_key, aad, iv),
        }
    }

    /// Encrypts the whole blocks of `buffer` in place and says how many bytes that were; the rest
    /// belongs in front of what comes next.
    pub fn encrypt_blocks(&mut self, buffer: &mut [u8]) -> usize {
        let done = self.cbc.encrypt_blocks(buffer);
        self.mac.update(buffer.get(..done).unwrap_or_default());
        done
    }

    /// Encrypts what is left, with its padding, and gives that and the tag.
    pub fn finish(mut self, rest: Vec<u8>) -> (Vec<u8>, Tag) {
        let last = self.cbc.finish(rest);
        self.mac.update(&last);
        (last, self.mac.finish())
    }
}

/// Encrypts what is put into its buffer and passes it on as base64url.
struct CiphertextWriter<W: Write> {
    encryptor: ContentEncryptor,
    /// Deflated plaintext that is not encrypted yet.
    buffer: Vec<u8>,
    /// The characters of what was encrypted last.
    text: String,
    out: W,
}

impl<W: Write> CiphertextWriter<W> {
    /// Encrypts all that is whole blocks and whole groups of base64.
    fn encrypt_buffer(&mut self) -> io::Result<()> {
        const GROUP_BYTES: usize = 3 * BLOCK_BYTES;
        let ready = self.buffer.len() / GROUP_BYTES * GROUP_BYTES;
        let blocks = self.buffer.get_mut(..ready).unwrap_or_default();
        self.encryptor.encrypt_blocks(blocks);
        self.text.clear();
        base64url::encode_to(blocks, &mut self.text);
        self.out.write_all(self.text.as_bytes())?;
        self.buffer.drain(..ready);
        Ok(())
    }

    fn finish(mut self) -> io::Result<Tag> {
        let (last, tag) = self.encryptor.finish(self.buffer);
        self.out.write_all(base64url::encode(&last).as_bytes())?;
        Ok(tag)
    }
}
