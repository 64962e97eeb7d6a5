//! Preparing a password and, with the feature `message`, generating and judging one and its hint.
//!
//! Preparation is SASLprep (RFC 4013, a profile of RFC 3454) with unassigned code points allowed,
//! so that whoever types the same characters on another keyboard, system or in the page gets the
//! same bytes. The page does the first two steps in JavaScript (`mapping`, then `NFKC`) and none of
//! the checks: what they refuse never sealed an envelope.

#[cfg(feature = "message")]
mod generate;
#[cfg(feature = "message")]
mod hint;
#[cfg(feature = "message")]
mod strength;

#[cfg(feature = "message")]
pub use generate::{DEFAULT_BITS, MAX_BITS, MIN_BITS, Style, generate};

use crate::Error;
use core::fmt;
use stringprep::tables;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The longest password, in bytes of UTF-8, both as typed and prepared. Far more than anybody types,
/// and little enough that a hostile one costs nothing.
pub const MAX_BYTES: usize = 1024;

/// The longest password of a PDF, in bytes of UTF-8 (ISO 32000-2 §7.6.4.3.3).
#[cfg(feature = "pdf")]
const MAX_PDF_BYTES: usize = 127;

/// NFKC never makes UTF-8 longer than this factor (U+FDFA: 3 bytes become 33; Unicode Standard
/// Annex #15, "Worst-Case Expansion").
const MAX_NFKC_GROWTH: usize = 11;

/// A password, prepared. It cannot be printed, and its memory is zeroised.
///
/// Two are compared in constant time.
#[derive(Clone)]
pub struct Password {
    prepared: Zeroizing<String>,
    /// What was typed, if that is not the same.
    #[cfg(feature = "pdf")]
    typed: Option<Zeroizing<String>>,
}

impl Password {
    /// Prepares a password as it was typed. Every character counts, spaces at the ends too.
    ///
    /// # Errors
    /// [`Error::UnusablePassword`] if nothing is left of it, if it is longer than [`MAX_BYTES`], or
    /// if RFC 4013 or the versions of Unicode forbid a character of it.
    ///
    /// ```
    /// let typed_on_a_mac = waxseal::password::Password::new("u\u{308}ber\u{a0}9000")?;
    /// assert_eq!(typed_on_a_mac.as_bytes(), "über 9000".as_bytes());
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    pub fn new(typed: &str) -> Result<Self, Error> {
        if typed.len() > MAX_BYTES {
            return Err(TOO_LONG);
        }
        let mapped = map(typed);
        let prepared = normalise(&mapped);
        if prepared.is_empty() {
            return Err(Error::UnusablePassword(
                "it is empty; type at least one visible character",
            ));
        }
        if prepared.len() > MAX_BYTES {
            return Err(TOO_LONG);
        }
        refuse_what_depends_on_the_unicode_version(&mapped, &prepared)?;
        refuse_prohibited_characters(&prepared)?;
        refuse_mixed_directions(&prepared)?;
        Ok(Self {
            #[cfg(feature = "pdf")]
            typed: (*prepared != typed).then(|| Zeroizing::new(typed.to_owned())),
            prepared,
        })
    }

    /// The prepared password in UTF-8: what a key is derived from.
    pub fn as_bytes(&self) -> &[u8] {
        self.prepared.as_bytes()
    }

    /// The password as it was typed, in UTF-8, if preparing changed a byte of it: what most programs
    /// that write PDFs make a key of.
    #[cfg(feature = "pdf")]
    pub(crate) fn typed_bytes(&self) -> Option<&[u8]> {
        self.typed.as_deref().map(|typed| typed.as_bytes())
    }

    /// The password for a PDF. ISO 32000-2 §7.6.4.3.3 asks readers to apply SASLprep and to take
    /// the first 127 bytes, but nearly all take what is typed. So only a password that every reader
    /// reads alike is given: one that preparing left as it was, and that is not longer.
    ///
    /// # Errors
    /// [`Error::UnusablePassword`] for any other.
    ///
    /// ```
    /// # use waxseal::password::Password;
    /// assert!(Password::new("Überraschung 9000")?.for_pdf().is_ok());
    /// let no_break_space = Password::new("Überraschung\u{a0}9000")?;
    /// assert!(no_break_space.for_pdf().is_err());
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    #[cfg(feature = "pdf")]
    pub fn for_pdf(&self) -> Result<&[u8], Error> {
        // Composed characters are what a keyboard gives.
        let is_other = |typed: &Zeroizing<String>| !self.prepared.chars().eq(typed.nfc());
        if self.typed.as_ref().is_some_and(is_other) {
            return Err(Error::UnusablePassword(
                "PDF readers take a character of it in different ways (a special space, an invisible, wide or joined character); use letters, digits, ordinary spaces and signs",
            ));
        }
        if self.prepared.len() > MAX_PDF_BYTES {
            return Err(Error::UnusablePassword(
                "PDF readers see only its first 127 bytes; use a shorter one",
            ));
        }
        Ok(self.as_bytes())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl PartialEq for Password {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for Password {}

const TOO_LONG: Error = Error::UnusablePassword("it is longer than 1024 bytes; use a shorter one");

/// RFC 4013 §2.1. U+200B stands in both tables of RFC 3454; like most implementations we read the
/// section in its order, so it becomes a space.
fn map(typed: &str) -> Zeroizing<String> {
    let mut mapped = Zeroizing::new(String::with_capacity(typed.len()));
    for c in typed.chars() {
        if tables::non_ascii_space_character(c) {
            mapped.push(' ');
        } else if !tables::commonly_mapped_to_nothing(c) {
            mapped.push(c);
        }
    }
    mapped
}

/// RFC 4013 §2.2: normalisation form KC. The capacity is never outgrown, because growing would
/// leave an unzeroised copy behind.
fn normalise(mapped: &str) -> Zeroizing<String> {
    let mut prepared = Zeroizing::new(String::with_capacity(mapped.len() * MAX_NFKC_GROWTH));
    prepared.extend(mapped.nfkc());
    prepared
}

/// RFC 3454 is written for Unicode 3.2; what came later is "unassigned" to it. Such characters are
/// allowed (emoji are), but a browser that does not know one leaves it as it is, where a newer one
/// may decompose, compose or reorder it, and the same password would give another key. So they are
/// allowed only where a program that knows nothing after Unicode 3.2 comes to the same result.
fn refuse_what_depends_on_the_unicode_version(mapped: &str, prepared: &str) -> Result<(), Error> {
    let mut as_of_3_2 = Zeroizing::new(String::with_capacity(mapped.len() * MAX_NFKC_GROWTH));
    for run in mapped.split_inclusive(tables::unassigned_code_point) {
        let known = run.trim_end_matches(tables::unassigned_code_point);
        as_of_3_2.extend(known.nfkc());
        as_of_3_2.push_str(&run[known.len()..]);
    }
    if *as_of_3_2 == prepared {
        return Ok(());
    }
    Err(Error::UnusablePassword(
        "it has a character that older and newer browsers read differently; leave out unusual letters and styled or combined forms",
    ))
}

/// RFC 4013 §2.3.
fn refuse_prohibited_characters(prepared: &str) -> Result<(), Error> {
    for c in prepared.chars() {
        let reason = if tables::ascii_control_character(c) || tables::non_ascii_control_character(c)
        {
            "it has a control character, such as a tab or a line break; leave it out"
        } else if tables::non_ascii_space_character(c) {
            "it has a space that is not the ordinary one; use the space bar"
        } else if tables::private_use(c) {
            "it has a private-use character, which differs from system to system; leave it out"
        } else if tables::non_character_code_point(c) || tables::inappropriate_for_plain_text(c) {
            "it has a code point that stands for no character; it may have been garbled on its way"
        } else if tables::inappropriate_for_canonical_representation(c) {
            "it has an ideographic description character; leave it out"
        } else if tables::change_display_properties_or_deprecated(c) || tables::tagging_character(c)
        {
            "it has an invisible formatting character, which nobody can type; type it by hand instead of pasting it"
        } else {
            continue;
        };
        return Err(Error::UnusablePassword(reason));
    }
    Ok(())
}

/// RFC 4013 §2.4, RFC 3454 §6: text that is displayed in another order than it is typed.
fn refuse_mixed_directions(prepared: &str) -> Result<(), Error> {
    if !prepared.contains(tables::bidi_r_or_al) {
        return Ok(());
    }
    if prepared.contains(tables::bidi_l) {
        return Err(Error::UnusablePassword(
            "it mixes letters written from right to left with letters written from left to right; use one kind",
        ));
    }
    if prepared.starts_with(tables::bidi_r_or_al) && prepared.ends_with(tables::bidi_r_or_al) {
        return Ok(());
    }
    Err(Error::UnusablePassword(
        "it has letters written from right to left, so it must begin and end with one; move digits and signs to the middle",
    ))
}
