//! What a PDF envelope can be made like.

use crate::password::Password;
use serde::Serialize;

/// How a message becomes a PDF envelope.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The paper. A4 by default.
    pub page_size: PageSize,
    /// The language of the message (BCP 47, for example `"ja"`), where its HTML says no other. It
    /// picks the face of Chinese, Japanese and Korean characters, and the voice that reads aloud.
    pub language: Option<String>,
    /// Whether the original message is embedded, so that [`super::Opened::copy_message`] gives it
    /// back. It is by default.
    pub original: bool,
    /// Whether images, texts and PDFs that are attached also become pages, for readers that show
    /// no attachments. Not by default.
    pub attachment_pages: bool,
    /// What readers are asked to allow.
    pub permissions: Permissions,
    /// Lifts the restrictions of `permissions`. Without it, 32 random bytes that nobody knows.
    pub owner_password: Option<Password>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            page_size: PageSize::A4,
            language: None,
            original: true,
            attachment_pages: false,
            permissions: Permissions::default(),
            owner_password: None,
        }
    }
}

/// The paper that pages are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageSize {
    /// 210 × 297 mm (ISO 216).
    #[default]
    A4,
    /// 8.5 × 11 inches (ANSI/ASME Y14.1).
    Letter,
}

impl PageSize {
    /// Width and height in points (1/72 inch).
    #[must_use]
    pub fn points(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// What readers are asked to allow who open the envelope with the user's password (ISO 32000-2
/// §7.6.4.2, Table 22). It is advice: a reader can ignore it, and many do. Reading aloud is always
/// allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Permissions {
    /// Printing, in any quality.
    pub print: bool,
    /// Copying text and pictures.
    pub copy: bool,
    /// Changing pages, comments and form fields.
    pub modify: bool,
}

impl Default for Permissions {
    fn default() -> Self {
        Self {
            print: true,
            copy: true,
            modify: true,
        }
    }
}
