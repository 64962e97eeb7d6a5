//! Writing an envelope.

use super::pages::{Fonts, Pages, set};
use super::{Options, Warning, file};
use crate::Error;
use crate::message::Message;
use crate::password::Password;
use rand::TryCryptoRng;
use std::io::Write;

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sealed {
    /// How many pages it has.
    pub pages: usize,
    /// What they do not show as the message has it.
    pub warnings: Vec<Warning>,
}

/// Seals `message` for the one who knows `password`, and writes the PDF to `out`, which should be
/// buffered.
///
/// Apart from what comes from `rng` (file key, salts, IVs, file identifier) the same message, options
/// and fonts give the same bytes, as long as no step takes so long that the pages are made in a
/// simpler way: each of at most four ways is given up after 20 seconds. Needs little memory beside
/// the message and its pages. Follow it with [`super::verify`] before anything leaves.
///
/// # Errors
/// [`Error::UnusablePassword`] if readers would take the password in different ways
/// ([`Password::for_pdf`]), or if it is the owner's too; [`Error::NoPages`];
/// [`Error::NoRandomness`]; [`Error::Io`].
pub fn seal(
    message: &Message<'_>,
    password: &Password,
    options: &Options,
    fonts: &Fonts,
    rng: &mut impl TryCryptoRng,
    out: impl Write,
) -> Result<Sealed, Error> {
    let password = password.for_pdf()?;
    let Pages {
        pdf,
        count,
        warnings,
    } = set(message, options, fonts)?;
    file::write(pdf, message, password, options, rng, out)?;
    Ok(Sealed {
        pages: count,
        warnings,
    })
}
