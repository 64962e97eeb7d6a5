//! Writing an envelope.

use super::lines::LineWriter;
use super::page::PAGE;
use super::{MAX_VIEW_BYTES, MESSAGE_TYPE, VERSION, VIEW_TYPE};
use crate::Error;
use crate::jwe::{self, RecipientKey, base64url};
use crate::message::{Message, View};
use rand::TryCryptoRng;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write;

/// What the JWE `view` holds: the view, and which message it belongs to.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedView<'a> {
    pub(super) version: u32,
    pub(super) message: MessageReference,
    #[serde(flatten)]
    pub(super) view: Cow<'a, View>,
}

/// Binds a view to one message: its JWE's tag in base64url, and its size in bytes.
#[derive(Serialize, Deserialize)]
pub(super) struct MessageReference {
    pub(super) tag: String,
    pub(super) size: u64,
}

/// Seals `message` for all `recipients` and writes the page to `out`, which should be buffered.
///
/// Apart from what comes from `rng` (two content keys, two IVs) the same input gives the same page.
/// Needs a fixed amount of memory beside the message. Follow it with [`super::verify`] before
/// anything leaves.
///
/// # Errors
/// As [`jwe::encrypt`], and [`Error::NoPassword`] if all recipients are keys, because the page asks for a
/// password. Without the recipients that it needs nothing is written.
pub fn seal(
    message: &Message<'_>,
    recipients: &[RecipientKey],
    rng: &mut impl TryCryptoRng,
    mut out: impl Write,
) -> Result<(), Error> {
    jwe::check_recipients(recipients)?;
    let has_password = |key: &RecipientKey| matches!(key, RecipientKey::Password(_));
    if !recipients.iter().any(has_password) {
        return Err(Error::NoPassword);
    }
    // The message comes first because the view names its tag.
    out.write_all(PAGE.before_message.as_bytes())?;
    let tag = jwe::encrypt(
        message.raw(),
        MESSAGE_TYPE,
        recipients,
        rng,
        LineWriter::new(&mut out),
    )?;
    out.write_all(PAGE.before_view.as_bytes())?;
    let view = SealedView {
        version: VERSION,
        message: MessageReference {
            tag: base64url::encode(&tag),
            size: message.raw().len() as u64,
        },
        view: Cow::Borrowed(message.view()),
    };
    let view = serde_json::to_vec(&view).map_err(std::io::Error::from)?;
    if view.len() as u64 > MAX_VIEW_BYTES {
        return Err(Error::TooLarge {
            what: "the view (bytes)",
            found: view.len() as u64,
            limit: MAX_VIEW_BYTES,
        });
    }
    jwe::encrypt(
        &view[..],
        VIEW_TYPE,
        recipients,
        rng,
        LineWriter::new(&mut out),
    )?;
    out.write_all(PAGE.after_view.as_bytes())?;
    out.flush()?;
    Ok(())
}
