//! Opening an envelope, or an encrypted PDF that another program wrote.

use super::read::{Document, Embedded, Limits, at_most};
use super::recipe::Recipe;
use super::{OpenedAs, Summary, cause};
use crate::Error;
use crate::message::{Attachment, Message};
use crate::password::Password;
use crate::pdf::{Options, stands_beside_pages};
use lopdf::Object;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::io::{self, Read, Seek, Write};
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
        for password in passwords {
            match self.document.unlock(password) {
                Ok(opened_as) => return self.open(opened_as),
                Err(Error::WrongPassword) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::WrongPassword)
    }

    fn open(&mut self, opened_as: OpenedAs) -> Result<Opened<'_, R>, Error> {
        Ok(Opened {
            recipe: Recipe::read(&self.document)?,
            attachments: self.document.embedded_files()?,
            document: &self.document,
            limits: &self.limits,
            left: self.limits.max_total_bytes,
            opened_as,
        })
    }
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

impl<R: Read + Seek> Opened<'_, R> {
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

/// Opens a PDF that was just written, with the password itself, and compares attachments and
/// original with `message`. Needs a fixed amount of memory.
///
/// It also tries to open it with no password at all, which must fail, and with the owner's, if
/// `options` have one.
///
/// # Errors
/// [`Error::NotTheSame`], or whatever makes the PDF not open.
pub fn verify(
    pdf: impl Read + Seek,
    password: &Password,
    message: &Message<'_>,
    options: &Options,
) -> Result<(), Error> {
    let mut envelope = Envelope::read(pdf, &Limits::default())?;
    if envelope.summary.opens_without_password {
        return Err(Error::NotTheSame);
    }
    if let Some(owner) = &options.owner_password {
        match envelope.unlock(owner) {
            Ok(opened) if opened.opened_as == OpenedAs::Owner => {}
            Ok(_) | Err(Error::WrongPassword) => return Err(Error::NotTheSame),
            Err(error) => return Err(error),
        }
    }
    let mut opened = envelope.unlock(password)?;
    if opened.opened_as != OpenedAs::User {
        return Err(Error::NotTheSame);
    }
    if options.original {
        opened.compare_message(message.raw())?;
    } else if opened.original_bytes().is_some() {
        return Err(Error::NotTheSame);
    }
    opened.compare_attachments(message)
}

impl<R: Read + Seek> Opened<'_, R> {
    fn compare_message(&mut self, expected: &[u8]) -> Result<(), Error> {
        let original = self
            .recipe
            .as_ref()
            .and_then(|recipe| recipe.original.as_ref());
        let mut compared = Compared(Some(expected));
        original
            .ok_or(Error::NotTheSame)?
            .cook(self.document, &mut compared)?;
        compared.finish()
    }

    fn compare_attachments(&mut self, message: &Message<'_>) -> Result<(), Error> {
        let listed = message.view().enclosed();
        let mut expected: HashMap<&str, &Attachment> = listed
            .filter(|attachment| stands_beside_pages(attachment))
            .map(|attachment| (attachment.name.as_str(), attachment))
            .collect();
        for file in &self.attachments {
            let attachment = expected
                .remove(file.name.as_str())
                .ok_or(Error::NotTheSame)?;
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

/// Compares what is written with what is expected; `None` once they differ.
struct Compared<'a>(Option<&'a [u8]>);

impl Compared<'_> {
    fn finish(self) -> Result<(), Error> {
        match self.0 {
            Some([]) => Ok(()),
            _ => Err(Error::NotTheSame),
        }
    }
}

impl Write for Compared<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0 = self.0.and_then(|expected| expected.strip_prefix(data));
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
