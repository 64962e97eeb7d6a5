//! How much of a message is read before it is refused.

/// Bounds on what [`Message::parse`](super::Message::parse) accepts.
///
/// The defaults let every mail through that a mail server would, and keep a hostile one from
/// using more than seconds of time or, beside the message, some 100 MB of memory. The largest
/// body of an ordinary mail needs 25 MB.
///
/// Not settable: of attached messages, up to 100 with together 1,000 parts and `max_body_bytes` of body have a view
/// of their own, five deep; the others are files. An attached calendar is read up to 256 KiB. Of each address field the first 1,000 addresses (256 KiB) are read, with
/// [`Note::AddressesOmitted`](super::Note::AddressesOmitted) if there are more, and a `Content-ID`
/// or `Content-Location` of more than 2,048 bytes is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest message, in bytes: 256 MiB, because browsers hold no text beyond 512 MiB and the
    /// page is one. Beyond it: [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_message_bytes: u64,
    /// The deepest nesting of multiparts: 64. Real mails stay below 10. Beyond it:
    /// [`Error::TooLarge`](crate::Error::TooLarge). (An attached message counts as one part
    /// however deep it is.)
    pub max_depth: usize,
    /// The most MIME parts: 10 000. Beyond it: [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_parts: usize,
    /// The longest header section of the message or of one part, in bytes: 1 MiB. Beyond it:
    /// [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_header_bytes: usize,
    /// How much of the fields of all parts is kept, in bytes: media types, file names, identifiers,
    /// 4 MiB. Beyond it: [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_part_fields_bytes: usize,
    /// How much of the body the view holds, in bytes: 2 MiB of HTML and as much text. A longer
    /// body is cut there, with [`Note::BodyTruncated`](super::Note::BodyTruncated).
    pub max_body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_message_bytes: 256 << 20,
            max_depth: 64,
            max_parts: 10_000,
            max_header_bytes: 1 << 20,
            max_part_fields_bytes: 4 << 20,
            max_body_bytes: 2 << 20,
        }
    }
}
