//! Writing an envelope: pages in clear become one encrypted PDF with attachments and the original.

mod embed;
pub(super) mod output;
mod syntax;

use super::crypt::{Entries, UserKey, encrypt_bytes};
use super::recipe::Plan;
use crate::Error;
use crate::message::Message;
use crate::pdf::Options;
use embed::Content;
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, ObjectId, dictionary};
use output::Output;
use rand::TryCryptoRng;
use std::io::Write;
use zeroize::Zeroizing;

/// docs/decisions.md says why not the default, 6.
const LEVEL: Compression = Compression::new(4);

/// Puts attachments and the original message into `pages`, encrypts everything and writes it to
/// `out`, which should be buffered.
///
/// Apart from what comes from `rng` the same input gives the same file. Needs a fixed amount of
/// memory beside the message and the pages.
///
/// # Errors
/// [`Error::UnusablePassword`], [`Error::UnusablePages`], [`Error::NoRandomness`], [`Error::Io`].
pub(in crate::pdf) fn write(
    pages: Vec<u8>,
    message: &Message<'_>,
    user: &UserKey,
    options: &Options,
    rng: &mut impl TryCryptoRng,
    out: impl Write,
) -> Result<(), Error> {
    let owner = owner_password(user, options)?;
    let mut document = embed::load(&pages)?;
    drop(pages);
    let plan = Plan::new(message, options.original)?;
    let contents = embed::embed(&mut document, message, &plan)?;

    let mut key = Zeroizing::new([0; 32]);
    let mut id = [0; 16];
    for random in [&mut key[..], &mut id] {
        rng.try_fill_bytes(random)
            .map_err(|_| Error::NoRandomness)?;
    }
    let entries = Entries::new(user, owner, options.permissions, &key, rng)?;

    let mut output = Output::new(&document, &key, rng, out)?;
    for (object_id, object) in std::mem::take(&mut document.objects) {
        match contents.get(&object_id) {
            Some(content) => {
                write_content(&mut output, object_id, &object, content, message, &plan)?;
            }
            None => output.object(object_id, &object)?,
        }
    }
    let trailer = |key: &[u8]| {
        document
            .trailer
            .get(key)
            .and_then(Object::as_reference)
            .ok()
    };
    output.finish(
        &encryption_dictionary(&entries),
        trailer(b"Root").ok_or(NO_CATALOG)?,
        trailer(b"Info"),
        &id,
    )
}

const NO_CATALOG: Error = Error::UnusablePages("they have no catalog");

/// The caller's, never empty, and never the user's, because it lifts the restrictions.
fn owner_password<'o>(user: &UserKey, options: &'o Options) -> Result<Option<&'o [u8]>, Error> {
    let Some(owner) = &options.owner_password else {
        return Ok(None);
    };
    let owner = owner.for_pdf()?;
    if owner.is_empty() || user.is_of(owner) {
        return Err(Error::UnusablePassword(
            "the owner's password is the same as the one that opens the envelope; choose another, or none",
        ));
    }
    Ok(Some(owner))
}

/// The encryption dictionary (ISO 32000-2 §7.6.2, Table 20; §7.6.4.2, Table 21; §7.6.6, Table 25).
pub(super) fn encryption_dictionary(entries: &Entries) -> Dictionary {
    let hex = |bytes: &[u8]| Object::String(bytes.to_vec(), lopdf::StringFormat::Hexadecimal);
    let filter = dictionary! {
        "Type" => "CryptFilter",
        "CFM" => "AESV3",
        "AuthEvent" => "DocOpen",
        "Length" => 32,
    };
    dictionary! {
        "Filter" => "Standard",
        "V" => 5,
        "R" => 6,
        "Length" => 256,
        "P" => i64::from(entries.p.cast_signed()),
        "EncryptMetadata" => true,
        "CF" => dictionary! { "StdCF" => filter },
        "StmF" => "StdCF",
        "StrF" => "StdCF",
        "EFF" => "StdCF",
        "O" => hex(&entries.o),
        "OE" => hex(&entries.oe),
        "U" => hex(&entries.u),
        "UE" => hex(&entries.ue),
        "Perms" => hex(&entries.perms),
    }
}

/// Writes a stream piece by piece: an attachment decoded from the message, or the literals.
fn write_content<W: Write, G: TryCryptoRng>(
    output: &mut Output<'_, W, G>,
    id: ObjectId,
    object: &Object,
    content: &Content,
    message: &Message<'_>,
    plan: &Plan,
) -> Result<(), Error> {
    let dictionary = object.as_dict().map_err(|_| NO_CATALOG)?;
    output.stream(id, dictionary, |out| match content {
        Content::Stored(index) => {
            let Some(stored) = plan.stored.get(*index) else {
                return Ok(());
            };
            let Some(attachment) = message.view().enclosed().nth(stored.attachment) else {
                return Ok(());
            };
            if !stored.compress {
                return attachment.decode(message.raw(), |data| out.write_all(data));
            }
            let mut deflate = ZlibEncoder::new(out, LEVEL);
            attachment.decode(message.raw(), |data| deflate.write_all(data))?;
            deflate.finish().map(|_| ())
        }
        Content::Literals => {
            let mut deflate = ZlibEncoder::new(out, LEVEL);
            for range in plan.literals() {
                let literal = message.raw().get(range).unwrap_or_default();
                deflate.write_all(literal)?;
            }
            deflate.finish().map(|_| ())
        }
    })
}
