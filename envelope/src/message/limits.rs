//! How much of a message is read before it is refused.

/// Bounds on what [`Message::parse`](super::Message::parse) accepts.
///
/// The defaults let every mail through that a mail server would, and keep a hostile one from
/// using more than seconds of time or, beside the message, some 30 MB of memory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest message, in bytes: 1 GiB. Beyond it: [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_message_bytes: u64,
    /// The deepest nesting of multiparts: 64. Real mails stay below 10. Beyond it:
    /// [`Error::TooLarge`](crate::Error::TooLarge). (An attached message counts as one part
    /// however deep it is, since it is not opened.)
    pub max_depth: usize,
    /// The most MIME parts: 10 000. Beyond it: [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_parts: usize,
    /// The longest header section of the message or of one part, in bytes: 1 MiB. Beyond it:
    /// [`Error::TooLarge`](crate::Error::TooLarge).
    pub max_header_bytes: usize,
    /// How much of the body the view holds, in bytes: 2 MiB of HTML and as much text. A longer
    /// body is cut there, with [`Note::BodyTruncated`](super::Note::BodyTruncated).
    pub max_body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_message_bytes: 1 << 30,
            max_depth: 64,
            max_parts: 10_000,
            max_header_bytes: 1 << 20,
            max_body_bytes: 2 << 20,
        }
    }
}
