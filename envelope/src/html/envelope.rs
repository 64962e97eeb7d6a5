//! Reading an envelope.

use super::locate::{Payloads, locate};
use super::seal::SealedView;
use super::{MAX_VIEW_BYTES, MESSAGE_TYPE, Sealing, Summary, VIEW_TYPE};
use crate::Error;
use crate::jwe::{
    AgreedKey, Authenticator, Base64UrlDecoder, Comparer, ContentKey, Decryptor, Jwe, Limits,
    PasswordKey, PrivateKey, Splitter, base64url,
};
use crate::message::{Message, Names, View, has_only_tokens};
use crate::password::Password;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use subtle::ConstantTimeEq;

/// How much of a payload is read at a time, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// An HTML envelope whose two JWEs were found and whose headers are within the limits. Nothing is
/// decrypted yet.
pub struct Envelope<R> {
    page: R,
    payloads: Payloads,
    limits: Limits,
    view: Jwe,
    message: Jwe,
    summary: Summary,
}

impl<R: Read + Seek> Envelope<R> {
    /// Reads the structure of a page, from its beginning.
    ///
    /// # Errors
    /// [`Error::NotAnEnvelope`], [`Error::NewerVersion`], [`Error::Damaged`] if it is cut off or a
    /// JWE is broken, [`Error::Unsupported`], [`Error::TooLarge`], [`Error::Io`].
    pub fn read(mut page: R, limits: &Limits) -> Result<Self, Error> {
        let payloads = locate(&mut page)?;
        let message = read_head(&mut page, &payloads.message, limits, MESSAGE_TYPE)?;
        let view = read_head(&mut page, &payloads.view, limits, VIEW_TYPE)?;
        Ok(Self {
            summary: Summary::new(&payloads, &message),
            page,
            payloads,
            limits: limits.clone(),
            view,
            message,
        })
    }

    /// What the envelope tells without a password.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Opens the view with a password. Takes a good part of a second for each recipient.
    ///
    /// # Errors
    /// [`Error::WrongPassword`]; [`Error::OnlyForKeys`]; [`Error::Damaged`] if the view was changed or
    /// belongs to another message; [`Error::Io`].
    pub fn unlock(&mut self, password: &Password) -> Result<Opened<'_, R>, Error> {
        let keys = self.content_keys(password, 0)?;
        self.open_view(keys)
    }

    /// Opens the view with a key that was derived before, as when it was sealed.
    ///
    /// # Errors
    /// As [`Envelope::unlock`].
    pub fn unlock_with(&mut self, key: &PasswordKey) -> Result<Opened<'_, R>, Error> {
        let keys = self.derived_content_keys(key)?;
        self.open_view(keys)
    }

    /// Opens the view with a private key. Takes no time that anybody would notice.
    ///
    /// # Errors
    /// [`Error::WrongKey`]; [`Error::Damaged`] and [`Error::Io`] as for [`Envelope::unlock`].
    pub fn unlock_with_private_key(&mut self, key: &PrivateKey) -> Result<Opened<'_, R>, Error> {
        let view = self.view.unlock_with_private_key(key)?;
        let message = self.message.unlock_with_private_key(key);
        let message = message.map_err(only_its_view)?;
        self.open_view(ContentKeys { view, message })
    }

    /// Tries the recipients in turn, beginning with the one at `first` of those with a password.
    fn content_keys(&self, password: &Password, first: usize) -> Result<ContentKeys, Error> {
        let recipients: Vec<_> = self.view.password_recipients().collect();
        let (view, key) = recipients
            .iter()
            .cycle()
            .skip(first)
            .take(recipients.len())
            .find_map(|recipient| {
                let key = PasswordKey::derive(password, recipient.p2s(), recipient.p2c());
                Some((recipient.unlock(&key)?, key))
            })
            .ok_or_else(|| self.view.wrong_password())?;
        // Both JWEs have the same salt and count, so this derives no second time. Another sealer
        // may choose otherwise.
        let message = self
            .message
            .unlock_with(&key)
            .or_else(|_| self.message.unlock(password).map(|(message, _)| message))
            .map_err(only_its_view)?;
        Ok(ContentKeys { view, message })
    }

    fn derived_content_keys(&self, key: &PasswordKey) -> Result<ContentKeys, Error> {
        let view = self.view.unlock_with(key)?;
        let message = self.message.unlock_with(key).map_err(only_its_view)?;
        Ok(ContentKeys { view, message })
    }

    fn agreed_content_keys(&self, key: &AgreedKey) -> Result<ContentKeys, Error> {
        let view = self.view.unlock_with_agreed_key(key)?;
        let message = self.message.unlock_with_agreed_key(key);
        let message = message.map_err(only_its_view)?;
        Ok(ContentKeys { view, message })
    }

    fn open_view(&mut self, keys: ContentKeys) -> Result<Opened<'_, R>, Error> {
        let limits = Limits {
            max_plaintext_bytes: MAX_VIEW_BYTES.min(self.limits.max_plaintext_bytes),
            ..self.limits.clone()
        };
        let mut json = Vec::new();
        copy(
            &mut self.page,
            &self.payloads.view,
            &self.view,
            &keys.view,
            &limits,
            &mut json,
        )?;
        let sealed: SealedView<'static> = serde_json::from_slice(&json)
            .map_err(|_| Error::Damaged("its view is not what it should be"))?;
        super::check_version(sealed.version)?;
        if sealed.message.tag != base64url::encode(self.message.tag()) {
            return Err(Error::Damaged("its view belongs to another message"));
        }
        Ok(Opened {
            envelope: self,
            message_key: keys.message,
            view: with_safe_names(sealed.view.into_owned()),
            sealing: sealed.sealed,
            message_bytes: sealed.message.size,
        })
    }
}

/// Whoever sealed the view may have written another name into it than Waxseal would. Names that are
/// what [`View`] promises stay as they are.
fn with_safe_names(mut view: View) -> View {
    let mut names = Names::default();
    for attachment in view.attachments.iter_mut().chain(&mut view.files) {
        attachment.name = names.give(&attachment.name, "attachment");
        if !has_only_tokens(&attachment.media_type) {
            attachment.media_type = "application/octet-stream".to_owned();
        }
    }
    view
}

/// What a password or a key unlocks.
struct ContentKeys {
    view: ContentKey,
    message: ContentKey,
}

impl ContentKeys {
    fn are(&self, others: &Self) -> bool {
        let view = self.view.as_bytes().ct_eq(others.view.as_bytes());
        let message = self.message.as_bytes().ct_eq(others.message.as_bytes());
        (view & message).into()
    }
}

fn only_its_view(_: Error) -> Error {
    Error::Damaged("what opens its view does not open its message")
}

/// An envelope whose password or key was right: its view, and the way to its message.
pub struct Opened<'e, R> {
    envelope: &'e mut Envelope<R>,
    message_key: ContentKey,
    view: View,
    sealing: Option<Sealing>,
    message_bytes: u64,
}

impl<R: Read + Seek> Opened<'_, R> {
    /// What a reader sees of the message.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// When and by whom it was sealed, as its sealer says.
    pub fn sealing(&self) -> Option<&Sealing> {
        self.sealing.as_ref()
    }

    /// The size of the message, in bytes.
    pub fn message_bytes(&self) -> u64 {
        self.message_bytes
    }

    /// Writes the original message, byte for byte, to `out` and tells its size in bytes.
    ///
    /// The tag over all of it is checked before the first byte is written. The envelope is read
    /// twice; should it change in between, that is an error at the end, so keep nothing of `out`
    /// after an error.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::TooLarge`], [`Error::Io`] of either side.
    pub fn copy_message(&mut self, out: impl Write) -> Result<u64, Error> {
        let mut out = Counted { out, written: 0 };
        copy(
            &mut self.envelope.page,
            &self.envelope.payloads.message,
            &self.envelope.message,
            &self.message_key,
            &self.envelope.limits,
            &mut out,
        )?;
        out.flush()?;
        if out.written != self.message_bytes {
            return Err(Error::Damaged(
                "its message has another size than its view says",
            ));
        }
        Ok(out.written)
    }
}

/// What the sealer of an envelope can open it with.
#[derive(Clone, Copy, Debug)]
pub enum Secret<'s> {
    /// The password of a recipient.
    Password(&'s Password),
    /// What was derived from the password of a recipient, with its salt.
    Derived(&'s PasswordKey),
    /// What was agreed on with the public key of a recipient.
    Agreed(&'s AgreedKey),
}

impl<'s> From<&'s PasswordKey> for Secret<'s> {
    fn from(key: &'s PasswordKey) -> Self {
        Self::Derived(key)
    }
}

impl<'s> From<&'s Password> for Secret<'s> {
    fn from(password: &'s Password) -> Self {
        Self::Password(password)
    }
}

impl<'s> From<&'s AgreedKey> for Secret<'s> {
    fn from(key: &'s AgreedKey) -> Self {
        Self::Agreed(key)
    }
}

/// Opens a page that was just written, with all that it was sealed with, and compares view and
/// message with `message`. Needs a fixed amount of memory.
///
/// Each password is proven to unlock both, from nothing but what the page says; view and message are
/// read and compared once. Give the passwords in the order of the recipients: then each derives one
/// key, otherwise as many as it takes to find its recipient. One is given as `[&password]`. Who has kept the
/// [`PasswordKey`] that a page was sealed with gives that instead, and nothing is derived.
///
/// Of a public key, an [`AgreedKey`] proves as much as can be without the private one: a recipient
/// stands in both payloads with the ephemeral key that was agreed by, and what was agreed on unlocks
/// the same content from both. That the private key agrees on the same is the arithmetic's promise.
///
/// # Errors
/// [`Error::NotTheSame`], [`Error::NoRecipient`] without a secret, or whatever makes the page not open:
/// [`Error::WrongPassword`] or [`Error::WrongKey`] if that is so for one of several.
pub fn verify<'s>(
    page: impl Read + Seek,
    secrets: impl IntoIterator<Item = impl Into<Secret<'s>>>,
    message: &Message<'_>,
) -> Result<(), Error> {
    let mut envelope = Envelope::read(page, &Limits::default())?;
    let mut proven: Option<ContentKeys> = None;
    let mut passwords = 0;
    for secret in secrets {
        let keys = match secret.into() {
            Secret::Password(password) => {
                passwords += 1;
                envelope.content_keys(password, passwords - 1)?
            }
            Secret::Derived(key) => envelope.derived_content_keys(key)?,
            Secret::Agreed(key) => envelope.agreed_content_keys(key)?,
        };
        if proven.as_ref().is_some_and(|proven| !keys.are(proven)) {
            return Err(Error::NotTheSame);
        }
        proven = Some(keys);
    }
    let keys = proven.ok_or(Error::NoRecipient)?;
    let Opened {
        envelope,
        message_key,
        view,
        message_bytes,
        ..
    } = envelope.open_view(keys)?;
    if view != *message.view() || message_bytes != message.raw().len() as u64 {
        return Err(Error::NotTheSame);
    }
    let mut comparer = Comparer::new(
        &envelope.message,
        &message_key,
        &envelope.limits,
        message.raw(),
    );
    for_each_ciphertext(
        &mut envelope.page,
        &envelope.payloads.message,
        &envelope.limits,
        |ciphertext| comparer.update(ciphertext),
    )?;
    comparer.finish()
}

/// Reads all of a JWE but its ciphertext.
fn read_head(
    page: &mut (impl Read + Seek),
    payload: &Range<u64>,
    limits: &Limits,
    content_type: &'static str,
) -> Result<Jwe, Error> {
    let mut splitter = Splitter::new(limits);
    for_each_chunk(page, payload, |json| splitter.update(json, |_| Ok(())))?;
    let jwe = Jwe::parse(&splitter.finish()?, limits)?;
    if jwe.content_type() != Some(content_type) {
        return Err(Error::Damaged("its payloads are not a view and a message"));
    }
    Ok(jwe)
}

/// Decrypts a payload in two passes: the first authenticates all of it, the second decrypts, and
/// authenticates again what it decrypts.
fn copy(
    page: &mut (impl Read + Seek),
    payload: &Range<u64>,
    jwe: &Jwe,
    content_key: &ContentKey,
    limits: &Limits,
    out: impl Write,
) -> Result<(), Error> {
    let mut first = Authenticator::new(jwe, content_key);
    for_each_ciphertext(page, payload, limits, |ciphertext| {
        first.update(ciphertext);
        Ok(())
    })?;
    let mut decryptor: Decryptor<_> = first.verify(limits, out)?;

    let mut second = Authenticator::new(jwe, content_key);
    for_each_ciphertext(page, payload, limits, |ciphertext| {
        second.update(ciphertext);
        decryptor.update(ciphertext)
    })?;
    second.verify(limits, std::io::sink())?;
    decryptor.finish()?;
    Ok(())
}

/// Hands the decoded ciphertext of a payload to `take`, piece by piece.
fn for_each_ciphertext(
    page: &mut (impl Read + Seek),
    payload: &Range<u64>,
    limits: &Limits,
    mut take: impl FnMut(&mut [u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut splitter = Splitter::new(limits);
    let mut decoder = Base64UrlDecoder::new();
    let mut ciphertext = Vec::new();
    for_each_chunk(page, payload, |json| {
        ciphertext.clear();
        splitter.update(json, |text| decoder.update(text, &mut ciphertext))?;
        take(&mut ciphertext)
    })?;
    ciphertext.clear();
    decoder.finish(&mut ciphertext)?;
    take(&mut ciphertext)?;
    splitter.finish()?;
    Ok(())
}

fn for_each_chunk(
    page: &mut (impl Read + Seek),
    payload: &Range<u64>,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    page.seek(SeekFrom::Start(payload.start))?;
    let mut rest = page.take(payload.end - payload.start);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let size = match rest.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(size) => size,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        take(chunk.get(..size).unwrap_or_default())?;
    }
}

/// Counts what passes.
struct Counted<W> {
    out: W,
    written: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(data)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::with_safe_names;
    use crate::message::View;

    #[test]
    fn names_in_a_forged_view_are_made_safe() {
        let json = r#"{"attachments":[
            {"name":"plan.pdf","type":"application/pdf","size":1,"range":[0,1],"encoding":"identity"},
            {"name":"../../.ssh/keys","type":"text/plain","size":1,"range":[0,1],"encoding":"identity"},
            {"name":"/etc/PLAN.pdf","type":"text/\u001b[2Jplain","size":1,"range":[0,1],"encoding":"identity"},
            {"name":"..","type":"text/plain","size":1,"range":[0,1],"encoding":"identity"}]}"#;
        let forged: View = serde_json::from_str(json).unwrap();
        let view = with_safe_names(forged);
        let seen: Vec<_> = view
            .attachments
            .iter()
            .map(|attachment| (&attachment.name[..], &attachment.media_type[..]))
            .collect();
        assert_eq!(
            seen,
            [
                ("plan.pdf", "application/pdf"),
                ("keys", "text/plain"),
                ("PLAN (2).pdf", "application/octet-stream"),
                ("attachment", "text/plain"),
            ]
        );
    }
}
