//! Opening an envelope, or an encrypted PDF that another program wrote.

use super::read::{Document, Embedded, Limits, at_most};
use super::recipe::Recipe;
use super::{OpenedAs, Summary, UserKey, cause};
use crate::Error;
use crate::message::transfer::TransferEncoding;
use crate::message::{Attachment, Message};
use crate::password::Password;
use crate::pdf::{Options, stands_beside_pages};
use lopdf::{Object, ObjectId};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::io::{self, Read, Seek, Write};
use std::ops::Range;
use zeroize::Zeroizing;

/// A PDF whose objects and encryption dictionary were found. Nothing is decrypted yet.
pub struct Envelope<R> {
    document: Document<R>,
    limits: Limits,
    summary: Summary,
}

impl<R: Read + Seek> Envelope<R> {
    /// Finds the objects of a PDF, from its end.
    ///
    /// # Errors
    /// [`Error::NotAnEnvelope`] if it is no PDF or not encrypted, [`Error::Damaged`] if it is cut
    /// off or broken, [`Error::Unsupported`] if it is encrypted in another way than with a password,
    /// [`Error::TooLarge`], [`Error::Io`].
    pub fn read(pdf: R, limits: &Limits) -> Result<Self, Error> {
        let document = Document::read(pdf, limits)?;
        let opens_without_password = match document.handler()?.unlock(b"") {
            Ok(unlocked) => unlocked.is_some(),
            Err(_) => false,
        };
        Ok(Self {
            summary: Summary::new(&document, opens_without_password)?,
            document,
            limits: limits.clone(),
        })
    }

    /// What the PDF tells without a password.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Opens it with the user's or the owner's password.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], [`Error::Damaged`], [`Error::TooLarge`], [`Error::NewerVersion`],
    /// [`Error::Io`].
    pub fn unlock(&mut self, password: &Password) -> Result<Opened<'_, R>, Error> {
        self.unlock_with_one_of(&candidates(password, self.document.handler()?.revision))
    }

    /// Opens a PDF that needs no password to be read, only to be changed. No envelope is like that.
    ///
    /// # Errors
    /// As [`Envelope::unlock`].
    pub fn unlock_without_password(&mut self) -> Result<Opened<'_, R>, Error> {
        self.unlock_with_one_of(&[Zeroizing::default()])
    }

    fn unlock_with_one_of(
        &mut self,
        passwords: &[Zeroizing<Vec<u8>>],
    ) -> Result<Opened<'_, R>, Error> {
        let opened_as = unlock_with_one_of(&mut self.document, passwords)?;
        Opened::new(&self.document, &self.limits, opened_as)
    }
}

fn unlock_with_one_of<R: Read + Seek>(
    document: &mut Document<R>,
    passwords: &[Zeroizing<Vec<u8>>],
) -> Result<OpenedAs, Error> {
    for password in passwords {
        match document.unlock(password) {
            Err(Error::WrongPassword) => {}
            other => return other,
        }
    }
    Err(Error::WrongPassword)
}

/// The bytes that another program may have made of the password: prepared and in UTF-8, as ISO 32000-2
/// §7.6.4.3.3 asks; in UTF-8 as it was typed, as most do; and, in old files, in PDFDocEncoding, which
/// for letters of Western Europe is Latin-1 (§7.6.4.3.2, step a).
fn candidates(password: &Password, revision: i64) -> Vec<Zeroizing<Vec<u8>>> {
    let forms = [Some(password.as_bytes()), password.typed_bytes()];
    let mut candidates = Vec::new();
    for utf8 in forms.into_iter().flatten() {
        candidates.push(Zeroizing::new(utf8.to_vec()));
        let text = str::from_utf8(utf8).unwrap_or_default();
        if revision <= 4 && !text.is_ascii() {
            candidates.extend(latin1(text));
        }
    }
    candidates
}

fn latin1(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Never outgrown, so that no copy is left behind.
    let mut latin1 = Zeroizing::new(Vec::with_capacity(text.len()));
    for character in text.chars() {
        latin1.push(u8::try_from(character).ok()?);
    }
    Some(latin1)
}

/// A PDF whose password was right: the message, if it holds one, and its attachments.
pub struct Opened<'e, R> {
    document: &'e Document<R>,
    limits: &'e Limits,
    /// How many bytes of attachments may still be taken out.
    left: u64,
    recipe: Option<Recipe>,
    attachments: Vec<Embedded>,
    opened_as: OpenedAs,
}

impl<'e, R: Read + Seek> Opened<'e, R> {
    fn new(
        document: &'e Document<R>,
        limits: &'e Limits,
        opened_as: OpenedAs,
    ) -> Result<Self, Error> {
        Ok(Self {
            recipe: Recipe::read(document)?,
            attachments: document.embedded_files()?,
            document,
            limits,
            left: limits.max_total_bytes,
            opened_as,
        })
    }

    /// Which password was given.
    pub fn opened_as(&self) -> OpenedAs {
        self.opened_as
    }

    /// The size of the original message in bytes, if the PDF holds it.
    pub fn original_bytes(&self) -> Option<u64> {
        let original = self.recipe.as_ref()?.original.as_ref()?;
        Some(original.bytes)
    }

    /// Writes the original message, byte for byte, to `out` and tells its size in bytes.
    ///
    /// Its SHA-256 is checked before the first byte is written. The PDF is read twice; should it
    /// change in between, that is an error at the end, so keep nothing of `out` after an error.
    ///
    /// # Errors
    /// [`Error::NoOriginal`], [`Error::Damaged`], [`Error::TooLarge`], [`Error::Io`] of either side.
    pub fn copy_message(&mut self, mut out: impl Write) -> Result<u64, Error> {
        let original = self
            .recipe
            .as_ref()
            .and_then(|recipe| recipe.original.as_ref())
            .ok_or(Error::NoOriginal)?;
        self.check_size(original.bytes)?;
        original.cook(self.document, io::sink())?;
        original.cook(self.document, &mut out)?;
        out.flush()?;
        Ok(original.bytes)
    }

    /// The embedded files.
    pub fn attachments(&self) -> &[Embedded] {
        &self.attachments
    }

    /// Writes the attachment at `index` of [`Opened::attachments`] to `out` and tells its size in
    /// bytes. In an envelope, its SHA-256 is checked before the first byte is written.
    ///
    /// # Errors
    /// [`Error::NoSuchAttachment`], [`Error::Damaged`], [`Error::TooLarge`], [`Error::Io`] of either
    /// side.
    pub fn copy_attachment(&mut self, index: usize, mut out: impl Write) -> Result<u64, Error> {
        let file = self
            .attachments
            .get(index)
            .ok_or(Error::NoSuchAttachment { index })?;
        let expected = match &self.recipe {
            Some(recipe) => recipe.sha256(file.stream),
            None => None,
        };
        if let Some(expected) = expected {
            let mut sha256 = Sha256::new();
            self.copy_file(file, Both(&mut sha256, io::sink()))?;
            if sha256.finalize() != *expected {
                return Err(Error::Damaged(
                    "an attachment is not the one that was sealed",
                ));
            }
        }
        let mut sha256 = Sha256::new();
        let bytes = self.copy_file(file, Both(&mut sha256, &mut out))?;
        self.left = self.left.saturating_sub(bytes);
        if expected.is_some_and(|expected| sha256.finalize() != *expected) {
            return Err(Error::Damaged(
                "an attachment is not the one that was sealed",
            ));
        }
        out.flush()?;
        Ok(bytes)
    }

    fn copy_file(&self, file: &Embedded, mut out: impl Write) -> Result<u64, Error> {
        let limit = self.limits.max_plaintext_bytes.min(self.left);
        let stream = self
            .document
            .stream(&Object::Reference(file.stream), true)?;
        let bytes = io::copy(&mut stream.take(limit.saturating_add(1)), &mut out).map_err(cause)?;
        self.check_size(bytes)?;
        let what = "the decoded size of all attachments (bytes)";
        let limit = self.limits.max_total_bytes;
        let found = (limit - self.left).saturating_add(bytes);
        at_most(what, found, limit)?;
        Ok(bytes)
    }

    fn check_size(&self, found: u64) -> Result<(), Error> {
        let limit = self.limits.max_plaintext_bytes;
        at_most("the decoded size (bytes)", found, limit)
    }
}

/// What a PDF is sealed with, and opened by who sealed it.
#[derive(Clone, Copy, Debug)]
pub enum Secret<'s> {
    /// The password of its user.
    Password(&'s Password),
    /// What that was hashed to.
    Hashed(&'s UserKey),
}

impl<'s> From<&'s Password> for Secret<'s> {
    fn from(password: &'s Password) -> Self {
        Self::Password(password)
    }
}

impl<'s> From<&'s UserKey> for Secret<'s> {
    fn from(key: &'s UserKey) -> Self {
        Self::Hashed(key)
    }
}

/// Opens a PDF that was just written, with what it was sealed with, and compares attachments and
/// original with `message`. Needs a fixed amount of memory.
///
/// With the password itself, it also tries to open it with no password at all, which must fail. With a
/// [`UserKey`], nothing is hashed: `U` is what the password was hashed to, so it is of no other password. The owner's
/// password is tried, if `options` have one.
///
/// # Errors
/// [`Error::NotTheSame`], or whatever makes the PDF not open.
pub fn verify<'s>(
    pdf: impl Read + Seek,
    secret: impl Into<Secret<'s>>,
    message: &Message<'_>,
    options: &Options,
) -> Result<(), Error> {
    let limits = Limits::default();
    let mut document = Document::read(pdf, &limits)?;
    if let Some(owner) = &options.owner_password
        && document
            .handler()?
            .unlock(owner.for_pdf()?)?
            .map(|its| its.1)
            != Some(OpenedAs::Owner)
    {
        return Err(Error::NotTheSame);
    }
    match secret.into() {
        Secret::Password(password) => {
            let handler = document.handler()?;
            let revision = handler.revision;
            if handler.unlock(b"")?.is_some() {
                return Err(Error::NotTheSame);
            }
            let passwords = candidates(password, revision);
            if unlock_with_one_of(&mut document, &passwords)? != OpenedAs::User {
                return Err(Error::NotTheSame);
            }
        }
        Secret::Hashed(key) => document.unlock_with(key)?,
    }
    let opened = Opened::new(&document, &limits, OpenedAs::User)?;
    let original = opened.recipe.as_ref().and_then(|its| its.original.as_ref());
    let given = match (original, options.original) {
        (Some(original), true) => original.compare(&document, message)?,
        (None, false) => HashMap::new(),
        _ => return Err(Error::NotTheSame),
    };
    opened.compare_attachments(message, &given)
}

impl<R: Read + Seek> Opened<'_, R> {
    /// `given` tells which bytes of the message a stream was found to give when it is encoded.
    fn compare_attachments(
        &self,
        message: &Message<'_>,
        given: &HashMap<ObjectId, Range<u64>>,
    ) -> Result<(), Error> {
        let listed = message.view().enclosed();
        let mut expected: HashMap<&str, &Attachment> = listed
            .filter(|attachment| stands_beside_pages(attachment))
            .map(|attachment| (attachment.name.as_str(), attachment))
            .collect();
        for file in &self.attachments {
            let attachment = expected
                .remove(file.name.as_str())
                .ok_or(Error::NotTheSame)?;
            if given
                .get(&file.stream)
                .is_some_and(|range| is_all_of(range, attachment, message.raw()))
            {
                continue;
            }
            let mut stream = self
                .document
                .stream(&Object::Reference(file.stream), true)?;
            let mut buffer = Vec::new();
            let compare = |decoded: &[u8]| {
                buffer.resize(decoded.len(), 0);
                stream.read_exact(&mut buffer)?;
                match buffer == decoded {
                    true => Ok(()),
                    false => Err(io::Error::other(Error::NotTheSame)),
                }
            };
            attachment.decode(message.raw(), compare).map_err(cause)?;
            let mut more = [0];
            if stream.read(&mut more).map_err(cause)? != 0 {
                return Err(Error::NotTheSame);
            }
        }
        match expected.is_empty() {
            true => Ok(()),
            false => Err(Error::NotTheSame),
        }
    }
}

/// Whether an attachment is these bytes of the message, but for white space around base64. Then the stream that gave
/// them when it was encoded is what they decode to.
fn is_all_of(range: &Range<u64>, attachment: &Attachment, raw: &[u8]) -> bool {
    let (start, end) = attachment.range.into();
    let bytes = |range: Range<u64>| {
        let [start, end] = [range.start, range.end].map(|at| usize::try_from(at).ok());
        raw.get(start?..end?)
    };
    let is_blank = |range| bytes(range).is_some_and(|bytes| bytes.trim_ascii().is_empty());
    attachment.within.is_none()
        && match attachment.encoding {
            TransferEncoding::Identity => *range == (start..end),
            TransferEncoding::Base64 => is_blank(start..range.start) && is_blank(range.end..end),
            TransferEncoding::QuotedPrintable => false,
        }
}

/// Writes to two writers, the first of which takes everything.
struct Both<'a, W>(&'a mut Sha256, W);

impl<W: Write> Write for Both<'_, W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.1.write(data)?;
        self.0.update(data.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.1.flush()
    }
}
