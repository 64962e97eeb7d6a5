//! The one error type of the library.

/// Why a message could not be sealed, or an envelope not opened.
///
/// Each variant is a cause that a caller can act on; its text names the place and the remedy. No
/// variant ever holds a password, a key or the content of a mail.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No recipient of the envelope unlocks with this password.
    #[error(
        "the password does not open this envelope; check capital letters and the keyboard, and try again"
    )]
    WrongPassword,

    /// No recipient of the envelope unlocks with this private key.
    #[error(
        "the key does not open this envelope; take the private key of a \"kid\" that the envelope names"
    )]
    WrongKey,

    /// The envelope has no recipient with a password.
    #[error("no password opens this envelope, only a key; open it with the private key")]
    OnlyForKeys,

    /// The envelope was changed, cut off or never complete.
    #[error("the envelope is damaged ({0}); ask the sender to send it again")]
    Damaged(&'static str),

    /// The file is not a Waxseal envelope at all.
    #[error("this is not a Waxseal envelope ({0})")]
    NotAnEnvelope(&'static str),

    /// The envelope was made by a newer Waxseal whose format this one does not know.
    #[error(
        "the envelope has format version {found}, this program knows version {known}; update Waxseal"
    )]
    NewerVersion {
        /// The version that the envelope states.
        found: u32,
        /// The newest version that this library reads.
        known: u32,
    },

    /// A JWE uses an algorithm or an extension that Waxseal does not have.
    #[error("the envelope uses {parameter} {found:?}, which Waxseal does not support")]
    Unsupported {
        /// The JOSE header parameter (RFC 7516 §4.1), for example `"enc"`.
        parameter: &'static str,
        /// Its value, shortened if it is long.
        found: String,
    },

    /// The input is larger than a limit allows.
    #[error("{what} is {found}, the limit is {limit}; raise the limit if you trust the source")]
    TooLarge {
        /// What was measured, for example `"the message (bytes)"`.
        what: &'static str,
        /// How much there is, or how much was seen before reading stopped.
        found: u64,
        /// The limit that it passed.
        limit: u64,
    },

    /// The input is not an e-mail message.
    #[error(
        "this is not an e-mail message ({0}); expected an RFC 5322 message such as a .eml file"
    )]
    NotAMessage(&'static str),

    /// The password has a character that cannot be typed and compared reliably.
    #[error("the password cannot be used: {0}")]
    UnusablePassword(&'static str),

    /// The password is too easy to guess.
    #[error(
        "the password is too weak ({reason}); use a longer one or a generated one, or insist explicitly"
    )]
    WeakPassword {
        /// What makes it weak and how to do better, in one sentence.
        reason: String,
    },

    /// A key was asked for with fewer PBKDF2 iterations than Waxseal seals with.
    #[error(
        "{found} PBKDF2 iterations are too few; use at least {}",
        crate::jwe::MIN_P2C
    )]
    TooFewIterations {
        /// The count that was asked for.
        found: u32,
    },

    /// A JSON Web Key cannot be used.
    #[error("the key cannot be used: {0}")]
    UnusableKey(&'static str),

    /// There is nobody to seal for.
    #[error("no recipient; give at least one password")]
    NoRecipient,

    /// One of several recipients cannot be sealed for.
    #[cfg(feature = "carrier")]
    #[error("{address}: {source}")]
    OfRecipient {
        /// The mail address of the recipient.
        address: String,
        /// What is the matter.
        source: Box<Error>,
    },

    /// A recipient's address is none.
    #[cfg(feature = "carrier")]
    #[error("this is no mail address; write one like bob@example.com")]
    UnusableAddress,

    /// An HTML envelope was to be sealed to keys alone, but its page asks for a password.
    #[error("the page of an HTML envelope opens with a password only; give one beside the keys")]
    NoPassword,

    /// The page does not speak the language.
    #[cfg(feature = "html")]
    #[error("the page does not speak \"{tag}\"; choose of {known}")]
    UnknownLanguage {
        /// The tag that was asked for, shortened if it is long.
        tag: String,
        /// The tags of the languages that it speaks.
        known: String,
    },

    /// A logo cannot be shown in a page.
    #[cfg(feature = "html")]
    #[error("the logo cannot be used: {0}")]
    UnusableLogo(&'static str),

    /// A branding file says what no page can show.
    #[cfg(feature = "html")]
    #[error("line {line}, column {column}: {what}")]
    Branding {
        /// The line of the file, from 1.
        line: usize,
        /// The character in it, from 1.
        column: usize,
        /// What is wrong with it, and what to do about it.
        what: String,
    },

    /// A template of a note is none, or fails for a letter.
    #[cfg(feature = "carrier")]
    #[error("line {line} of the note's template: {what}")]
    UnusableTemplate {
        /// The line of the template, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },

    /// A hint tells the password, or is no line of text.
    #[cfg(feature = "message")]
    #[error("the hint cannot be used: {0}")]
    UnusableHint(&'static str),

    /// The PDF holds no original message: it was left out, or another program wrote the PDF.
    #[error("this PDF holds no original message; save its attachments instead")]
    NoOriginal,

    /// There is no attachment with this number.
    #[error("there is no attachment {index}; ask for the list of attachments first")]
    NoSuchAttachment {
        /// Its place in the list, from 0.
        index: usize,
    },

    /// The pages of a PDF are not as they should be, which is a fault of ours.
    #[error("the pages cannot be put into an envelope ({0}); please report this")]
    UnusablePages(&'static str),

    /// Not even the header of the message could be set on pages.
    #[error("no pages can be made of this message; send it as an HTML envelope, and report it")]
    NoPages,

    /// What was written does not open to what was sealed.
    #[error("the envelope that was written does not open to the same message; nothing was kept")]
    NotTheSame,

    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers; nothing was sealed")]
    NoRandomness,

    /// The folder that was named has no fonts to use.
    #[cfg(feature = "pdf")]
    #[error("there are no fonts in the folder {} ({source}); name another one", .folder.display())]
    FontFolder {
        /// The folder.
        folder: std::path::PathBuf,
        /// What is the matter with it.
        source: std::io::Error,
    },

    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
}
