//! Writing an envelope.

use super::lines::LineWriter;
use super::page::{self, Page, Piece, claimed_in, meta};
use super::{MAX_VIEW_BYTES, MESSAGE_TYPE, Receipt, VERSION, VIEW_TYPE};
use crate::Error;
use crate::jwe::{self, AgreedKey, RecipientKey, base64url};
use crate::message::{Message, View};
use mail_parser::DateTime;
use rand::TryCryptoRng;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write;
use std::time::SystemTime;
use zeroize::Zeroizing;

/// What the JWE `view` holds: the view, and which message it belongs to.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedView<'a> {
    pub(super) version: u32,
    pub(super) message: MessageReference,
    #[serde(flatten)]
    pub(super) view: Cow<'a, View>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sealed: Option<Sealing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) receipt: Option<Receipt>,
    #[serde(default, skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub(super) reply: Option<Reply<'a>>,
}

/// When and by whom a letter was sealed, as its sealer says.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Sealing {
    /// When, in the form of RFC 3339, in UTC.
    pub at: String,
    /// Who sealed it. [`Page::seal`] puts in the organisation of its branding if there is nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether the recipient of another letter sealed it, in the page, as an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answer: bool,
}

impl Sealing {
    /// A letter that is sealed at `time`. The library looks at no clock.
    pub fn at(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH);
        let seconds = since.map_or(0, |since| since.as_secs());
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Self {
            at: DateTime::from_timestamp(seconds).to_rfc3339(),
            by: None,
            answer: false,
        }
    }
}

/// The organisation's keys, to which an answer is sealed as well: agreed on already, so the page knows no curves.
#[derive(Serialize)]
pub(super) struct Reply<'a> {
    keys: Vec<&'a AgreedKey>,
}

/// What is said of one letter beside the message.
#[derive(Clone, Default)]
pub struct Letter<'a> {
    /// A reminder of the password, which everybody who has the envelope can read. Try it with
    /// [`Password::check_hint`](crate::password::Password::check_hint) before.
    pub hint: Option<&'a str>,
    /// Who seems to have sent the letter, for everybody to read before it is opened.
    pub claimed_sender: Option<&'a str>,
    /// When it is sealed and by whom, for its reader to see.
    pub sealed: Option<Sealing>,
    /// A proof of reading that its reader may send.
    pub receipt: Option<Receipt>,
}

/// Binds a view to one message: its JWE's tag in base64url, and its size in bytes.
#[derive(Serialize, Deserialize)]
pub(super) struct MessageReference {
    pub(super) tag: String,
    pub(super) size: u64,
}

/// Seals `message` for all `recipients` into the default [`Page`], with nothing said beside it. See [`Page::seal`].
///
/// # Errors
/// As [`Page::seal`].
pub fn seal(
    message: &Message<'_>,
    recipients: &[RecipientKey],
    rng: &mut impl TryCryptoRng,
    out: impl Write,
) -> Result<(), Error> {
    page::DEFAULT.seal(message, recipients, &Letter::default(), rng, out)
}

impl Page {
    /// Seals `message` for all `recipients` and writes the page to `out`, which should be buffered.
    ///
    /// Apart from what comes from `rng` (two content keys, two IVs) the same input gives the same page.
    /// Needs a fixed amount of memory beside the message. Follow it with [`super::verify`] before
    /// anything leaves.
    ///
    /// An answer from the page is sealed with the password, and to the keys among the recipients if there is only
    /// one password: with several, each of their holders could read the answers of the others.
    ///
    /// # Errors
    /// As [`jwe::encrypt`], and [`Error::NoPassword`] if all recipients are keys, because the page asks for a
    /// password. Without the recipients that it needs nothing is written.
    pub fn seal(
        &self,
        message: &Message<'_>,
        recipients: &[RecipientKey],
        letter: &Letter<'_>,
        rng: &mut impl TryCryptoRng,
        mut out: impl Write,
    ) -> Result<(), Error> {
        jwe::check_recipients(recipients)?;
        let is_password = |key: &&RecipientKey| matches!(key, RecipientKey::Password(_));
        let passwords = recipients.iter().filter(is_password).count();
        if passwords == 0 {
            return Err(Error::NoPassword);
        }
        let keys: Vec<_> = recipients
            .iter()
            .filter_map(|key| match key {
                RecipientKey::Agreed(key) if passwords == 1 => Some(key),
                _ => None,
            })
            .collect();
        let mut view = SealedView {
            version: VERSION,
            message: MessageReference {
                tag: String::new(),
                size: message.raw().len() as u64,
            },
            view: Cow::Borrowed(message.view()),
            sealed: letter.sealed.clone().map(|sealing| Sealing {
                by: sealing.by.or_else(|| self.organisation.clone()),
                ..sealing
            }),
            receipt: letter.receipt.clone(),
            reply: (!keys.is_empty()).then_some(Reply { keys }),
        };
        for piece in &self.pieces {
            match (piece, letter.claimed_sender) {
                (Piece::Text(text), _) => out.write_all(text.as_bytes())?,
                (Piece::Hint, _) => {
                    let hint = letter.hint.map(|hint| meta("hint", hint));
                    out.write_all(hint.unwrap_or_default().as_bytes())?;
                }
                (Piece::Claimed, Some(sender)) => {
                    out.write_all(meta("sender", sender).as_bytes())?;
                }
                (Piece::ClaimedIn(sentence), Some(sender)) => {
                    out.write_all(claimed_in(sentence, sender).as_bytes())?;
                }
                (Piece::Claimed | Piece::ClaimedIn(_), None) => {}
                // The message comes first because the view names its tag.
                (Piece::Message, _) => {
                    let lines = LineWriter::new(&mut out);
                    let tag = jwe::encrypt(message.raw(), MESSAGE_TYPE, recipients, rng, lines)?;
                    view.message.tag = base64url::encode(&tag);
                }
                (Piece::View, _) => {
                    let json =
                        Zeroizing::new(serde_json::to_vec(&view).map_err(std::io::Error::from)?);
                    if json.len() as u64 > MAX_VIEW_BYTES {
                        return Err(Error::TooLarge {
                            what: "the view (bytes)",
                            found: json.len() as u64,
                            limit: MAX_VIEW_BYTES,
                        });
                    }
                    let lines = LineWriter::new(&mut out);
                    jwe::encrypt(&json[..], VIEW_TYPE, recipients, rng, lines)?;
                }
            }
        }
        out.flush()?;
        Ok(())
    }
}
