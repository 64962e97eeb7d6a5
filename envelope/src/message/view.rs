//! What a reader sees of a message: the part of it that is shown before, and apart from, the
//! message itself.

use super::transfer::{Decoder, TransferEncoding};
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as UnknownWord, StrDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::io;

/// A message as its reader sees it: decoded headers, the body as safe HTML and as text, and the
/// list of attachments.
///
/// As JSON it is what the `view` of an HTML envelope holds; absent values and empty lists are
/// left out there.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The authors (RFC 5322 §3.6.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Address>,
    /// Where answers go, if not to the authors (RFC 5322 §3.6.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reply_to: Vec<Address>,
    /// The recipients (RFC 5322 §3.6.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Address>,
    /// The recipients of a copy (RFC 5322 §3.6.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Address>,
    /// The subject on one line; empty if the message has none.
    #[serde(default)]
    pub subject: String,
    /// When the message was written, in the form of RFC 3339 with the offset that the author's
    /// mailer stated; absent if there is no `Date` or it makes no sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The identifier of the message (RFC 5322 §3.6.4), without brackets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The identifiers with which the `References` of an answer begin (RFC 5322 §3.6.4), without
    /// brackets; `message_id` is the next one. Of a long list, the first and the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// The body as HTML that is safe to show in a frame without scripts: nothing in it runs, and
    /// nothing in it is fetched. Absent if the message has no HTML body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The body as text; made from the HTML if the message has no text. May be empty.
    #[serde(default)]
    pub text: String,
    /// All parts that are not the body, in the order of the message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The files in attachments that hold others (`winmail.dat`), each at a place [`within`](Attachment::within) one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
    /// What the reader should know about this view.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "read_notes"
    )]
    pub notes: Vec<Note>,
}

/// An author or a recipient (RFC 5322 §3.4). Groups are replaced by their members; an empty group
/// is its name without an address.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The name to show, decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address, as it stands in the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A part of the message that is not its body.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// A file name that is safe on every system, and that no other attachment of the message has,
    /// whatever the case of its letters.
    pub name: String,
    /// The media type in lower case (RFC 2045 §5.1), without parameters.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The size in bytes after decoding: exactly what `range`, `encoding` and `within` yield.
    pub size: u64,
    /// Where the encoded body stands in the message.
    pub range: Range,
    /// Of a file that lies in another attachment: its bytes in what `range` and `encoding` yield.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Range>,
    /// How the body is encoded there.
    #[serde(serialize_with = "write_encoding", deserialize_with = "read_encoding")]
    pub encoding: TransferEncoding,
    /// The identifier by which the HTML refers to it as `cid:ID` (RFC 2392), without brackets.
    #[serde(rename = "cid", default, skip_serializing_if = "Option::is_none")]
    pub content_id: Option<String>,
    /// The `Content-Location` (RFC 2557).
    #[serde(rename = "location", default, skip_serializing_if = "Option::is_none")]
    pub content_location: Option<String>,
    /// Whether the HTML body shows it, by reference to its `content_id`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inline: bool,
    /// Whether all that a reader wants of it is in the body and in [`View::files`], so that it need not be listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unpacked: bool,
    /// What a reader sees of it, if it is a message (RFC 2046 §5.2.1) and within the [`Limits`](super::Limits). Its
    /// ranges are in the decoded attachment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Box<View>>,
    /// The event, if it is a calendar file with one, and no attachment before it has the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
}

/// An event as an invitation tells of it (RFC 5545 §3.6.1).
///
/// Moments are in the form of RFC 3339 where their offset from UTC is known; without the offset where the file says
/// no zone or one that nobody knows; and only a date for whole days.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// The title, on one line; may be empty.
    #[serde(default)]
    pub summary: String,
    /// When it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// When it ends, if that is after the start and of the same form; of whole days, the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Where it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer: Option<Address>,
    /// Whether it happens more than once; then the moments are of the first time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recurring: bool,
    /// Whether it does not take place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

impl View {
    /// What a reader finds beside the body or in it: the attachments, with the files in them in the place of those
    /// that were unpacked.
    pub fn enclosed(&self) -> impl Iterator<Item = &Attachment> {
        let attachments = self.attachments.iter();
        attachments
            .filter(|attachment| !attachment.unpacked)
            .chain(&self.files)
    }
}

/// Whether there is nothing in a media type but tokens and slashes (RFC 2045 §5.1).
pub(crate) fn has_only_tokens(media_type: &str) -> bool {
    let mut characters = media_type.chars();
    characters.all(|c| c.is_ascii_graphic() && !"()<>@,;:\\\"[]?=".contains(c))
}

/// How much of an encoded body is decoded at once, in bytes.
const CHUNK_BYTES: usize = 32 * 1024;

impl Attachment {
    /// Decodes the attachment out of its message and hands it to `take`, piece by piece.
    ///
    /// # Errors
    /// The first one of `take`.
    ///
    /// ```
    /// use waxseal::message::Message;
    ///
    /// let mail = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n";
    /// let message = Message::parse(mail, &Default::default())?;
    /// let mut image = Vec::new();
    /// message.view().attachments[0].decode(message.raw(), |piece| {
    ///     image.extend_from_slice(piece);
    ///     Ok(())
    /// })?;
    /// assert_eq!(image, b"\x89PNG");
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    pub fn decode(
        &self,
        message: &[u8],
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut decoder = Decoder::new(self.encoding);
        let mut decoded = Vec::with_capacity(CHUNK_BYTES);
        let mut position = 0;
        for piece in self.range.of(message).chunks(CHUNK_BYTES) {
            decoder.update(piece, &mut decoded);
            take(self.cut(&decoded, &mut position))?;
            decoded.clear();
            if self.within.is_some_and(|within| position >= within.end) {
                return Ok(());
            }
        }
        decoder.finish(&mut decoded);
        take(self.cut(&decoded, &mut position))
    }

    /// All of it, decoded.
    #[cfg(feature = "pdf")]
    pub(crate) fn bytes(&self, message: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        // Taking it cannot fail.
        let _ = self.decode(message, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        });
        bytes
    }

    /// What of `decoded` belongs to the file, if it begins at `position` of the decoded body.
    fn cut<'d>(&self, decoded: &'d [u8], position: &mut u64) -> &'d [u8] {
        let start = *position;
        *position += decoded.len() as u64;
        let Some(within) = self.within else {
            return decoded;
        };
        let place = |offset: u64| {
            let place = usize::try_from(offset.saturating_sub(start));
            place.map_or(decoded.len(), |place| place.min(decoded.len()))
        };
        decoded
            .get(place(within.start)..place(within.end))
            .unwrap_or_default()
    }
}

/// A half-open range of bytes of the message; `[start,end]` in JSON.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Range {
    /// The offset of the first byte.
    pub start: u64,
    /// The offset after the last byte.
    pub end: u64,
}

impl From<(u64, u64)> for Range {
    fn from((start, end): (u64, u64)) -> Self {
        Self { start, end }
    }
}

impl From<Range> for (u64, u64) {
    fn from(range: Range) -> Self {
        (range.start, range.end)
    }
}

impl From<std::ops::Range<usize>> for Range {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self {
            start: range.start as u64,
            end: range.end as u64,
        }
    }
}

impl Range {
    /// The bytes of `message` in this range; none where the range does not lie in the message.
    #[must_use]
    pub fn of(self, message: &[u8]) -> &[u8] {
        usize::try_from(self.start)
            .ok()
            .zip(usize::try_from(self.end).ok())
            .and_then(|(start, end)| message.get(start..end))
            .unwrap_or_default()
    }
}

/// Something that the reader of a view should know. The original message always has everything.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Note {
    /// The body is longer than the limit and ends early here.
    BodyTruncated,
    /// The HTML nests or repeats more than any mail needs; some of its formatting is left out.
    HtmlSimplified,
    /// Images that would have been loaded from the internet are left out.
    RemoteImagesRemoved,
    /// The message carries a digital signature, which Waxseal does not check.
    Signed,
    /// The message, or a part of it, is encrypted with PGP or S/MIME and cannot be shown.
    Encrypted,
    /// The message is broken, for example cut off; what could be recognised is shown.
    PartialStructure,
    /// The message is one piece of a larger one (RFC 2046 §5.2.2).
    PartialMessage,
    /// An attachment stands outside the message, on a server or in a file (RFC 2046 §5.2.3).
    ExternalBody,
    /// There are more authors or recipients than the view lists.
    AddressesOmitted,
}

fn write_encoding<S: Serializer>(
    encoding: &TransferEncoding,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(encoding.as_str())
}

fn read_encoding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TransferEncoding, D::Error> {
    let name = String::deserialize(deserializer)?;
    TransferEncoding::from_name(&name)
        .ok_or_else(|| serde::de::Error::custom("unknown transfer encoding"))
}

/// Leaves out the notes of a later version, so that it can add some without a new format.
fn read_notes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Note>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    let known = |word: &String| {
        let word: StrDeserializer<'_, UnknownWord> = word.as_str().into_deserializer();
        Note::deserialize(word).ok()
    };
    Ok(words.iter().filter_map(known).collect())
}

#[cfg(test)]
mod tests {
    use super::{Note, View};

    #[test]
    fn unknown_notes_are_ignored() {
        let json = r#"{"notes":["signed","from-the-future","body-truncated"]}"#;
        let view: View = serde_json::from_str(json).unwrap();
        assert_eq!(view.notes, [Note::Signed, Note::BodyTruncated]);
        assert!(serde_json::from_str::<View>(r#"{"notes":"signed"}"#).is_err());
    }
}
