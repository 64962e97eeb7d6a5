//! Writing an envelope.

use super::pages::{Fonts, Pages, set};
use super::{Options, Secret, UserKey, Warning, file};
use crate::Error;
use crate::message::Message;
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

/// Seals `message` for the one who knows the password, and writes the PDF to `out`, which should be
/// buffered. Who seals many under one password gives the [`UserKey`] that was made of it once.
///
/// Apart from what comes from `rng` (file key, salts, IVs, file identifier) the same message, options
/// and fonts give the same bytes, as long as no step takes so long that the pages are made in a
/// simpler way: each of at most four ways is given up after 20 seconds. Needs little memory beside
/// the message and its pages. Follow it with [`super::verify`] before anything leaves.
///
/// # Errors
/// [`Error::UnusablePassword`] if readers would take the password in different ways
/// ([`Password::for_pdf`](crate::password::Password::for_pdf)), or if it is the owner's too; [`Error::NoPages`];
/// [`Error::NoRandomness`]; [`Error::Io`].
pub fn seal<'s>(
    message: &Message<'_>,
    secret: impl Into<Secret<'s>>,
    options: &Options,
    fonts: &Fonts,
    rng: &mut impl TryCryptoRng,
    out: impl Write,
) -> Result<Sealed, Error> {
    let generated;
    let user = match secret.into() {
        Secret::Hashed(key) => key,
        Secret::Password(password) => {
            generated = UserKey::generate(password, rng)?;
            &generated
        }
    };
    let Pages {
        pdf,
        count,
        warnings,
    } = set(message, options, fonts)?;
    file::write(pdf, message, user, options, rng, out)?;
    Ok(Sealed {
        pages: count,
        warnings,
    })
}
