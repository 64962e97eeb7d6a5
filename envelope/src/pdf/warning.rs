//! What became of a message on its way onto pages that its sender should know.

use core::fmt;

/// Something that the pages do not show as the message has it. The envelope is complete all the
/// same: what is not on the pages is in the original and the attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// No font has these characters; boxes stand in their place.
    MissingCharacters {
        /// Some of them, each once.
        characters: String,
        /// The Debian package whose fonts have them, if we know.
        package: Option<&'static str>,
    },
    /// The pages are simpler than asked for, for example only the text of an HTML body. Says why.
    Simplified(&'static str),
    /// Images of the body that could not be shown.
    ImagesLeftOut {
        /// How many.
        count: usize,
    },
    /// An attachment that did not become pages although that was asked for.
    AttachmentNotOnPages {
        /// Its name.
        name: String,
        /// Why.
        reason: &'static str,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCharacters {
                characters,
                package: Some(package),
            } => write!(
                f,
                "no font has the characters {characters}; install {package}, or name a folder with fonts that have them"
            ),
            Self::MissingCharacters {
                characters,
                package: None,
            } => write!(
                f,
                "no font has the characters {characters}; name a folder with fonts that have them"
            ),
            Self::Simplified(reason) => {
                write!(f, "the pages do not show all that the mail has ({reason})")
            }
            Self::ImagesLeftOut { count: 1 } => {
                f.write_str("one image of the mail cannot be shown")
            }
            Self::ImagesLeftOut { count } => {
                write!(f, "{count} images of the mail cannot be shown")
            }
            Self::AttachmentNotOnPages { name, reason } => {
                write!(f, "{name} is attached, but not shown on pages ({reason})")
            }
        }
    }
}
