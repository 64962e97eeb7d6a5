//! Sealing for recipients.

use crate::border::{self, array, one, optional_text, text, utf8};
use crate::outgoing::WaxsealOutgoing;
use crate::sealer::WaxsealSealer;
use crate::status::{Failure, WaxsealError, WaxsealStatus};
use std::ffi::c_char;
use waxseal::password::Password;
use waxseal::sealer::{Format, Recipient};

/// What a recipient gets.
#[repr(C)]
#[derive(Clone, Copy)]
pub enum WaxsealFormat {
    /// A page: opens in every browser.
    Html = 1,
    /// A PDF: opens in PDF readers that know AES-256.
    Pdf = 2,
    /// One of each in one mail, under one password.
    Both = 3,
}

/// Somebody to seal for. Zero-initialise it, then set `address`, `password`, `password_length` and `format`.
#[repr(C)]
pub struct WaxsealRecipient {
    /// The mail address, as in RCPT TO (RFC 5321).
    pub address: *const c_char,
    /// What opens the envelope, in UTF-8, without NUL at its end. The library's copies are zeroised; zeroise yours.
    pub password: *const u8,
    /// The length of `password` in bytes.
    pub password_length: usize,
    /// One of WaxsealFormat.
    pub format: u32,
    /// Which of the recipient's passwords it is, from 1; the note in the mail says so. 0: it is not counted.
    pub password_number: u32,
    /// The day since when the recipient has had it, such as "2026-05-12". Only read if `password_number` is not 0.
    pub password_since: *const c_char,
    /// A reminder of the password, which everybody on the way can read; one that tells it is refused. NULL: none.
    pub hint: *const c_char,
    /// 1 if the recipient gets a mail of their own in any case. 0: recipients may share one.
    pub separate: u8,
}

/// Seals a message (RFC 5322, as it came) for its recipients and makes the mails that go out; it sends nothing.
///
/// Recipients of a page share one mail, up to five passwords in an envelope; so do recipients of the same password.
/// Whoever is named neither in To nor in Cc (a blind copy) gets one of their own. A PDF has one password, so different
/// passwords make different mails. Each envelope is opened again and compared with the message before it is returned.
///
/// All is sealed or nothing. WAXSEAL_STATUS_BOUNCE: the message is none or too large; a password is weak or cannot be
/// used, a hint tells it, an address or a text is not UTF-8; there is no recipient. WAXSEAL_STATUS_RETRY: no randomness,
/// an envelope that does not open again, a pointer that is NULL, a format that there is not.
///
/// The first mail for a recipient and password takes a good part of a second by intention, so that guessing does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_seal(
    sealer: *const WaxsealSealer,
    message: *const u8,
    message_length: usize,
    recipients: *const WaxsealRecipient,
    recipient_count: usize,
    outgoing: *mut *mut WaxsealOutgoing,
    error: *mut *mut WaxsealError,
) -> WaxsealStatus {
    let work = || {
        // SAFETY: NULL or a sealer, as the header asks.
        let sealer = unsafe { one(sealer, "the sealer") }?;
        // SAFETY: NULL or so many bytes, as the header asks.
        let message = unsafe { array(message, message_length, "the message") }?;
        // SAFETY: NULL or so many of them, as the header asks.
        let recipients = unsafe { array(recipients, recipient_count, "recipients") }?;
        let recipients: Vec<_> = recipients
            .iter()
            .enumerate()
            // SAFETY: the pointers in it are what the header asks.
            .map(|(index, recipient)| unsafe { read(index, recipient) })
            .collect::<Result<_, _>>()?;
        WaxsealOutgoing::new(sealer.0.seal(message, &recipients)?)
    };
    // SAFETY: NULL or variables, as the header asks.
    unsafe { border::make(outgoing, error, work) }
}

/// # Safety
/// The pointers in it are NULL or valid.
unsafe fn read(index: usize, recipient: &WaxsealRecipient) -> Result<Recipient, Failure> {
    let name = |whom: String| {
        move |failure| Failure::Of {
            whom,
            failure: Box::new(failure),
        }
    };
    // SAFETY: the caller's promise.
    let address = unsafe { text(recipient.address, "the address") }
        .and_then(|address| line(address, "the address"))
        .map_err(name(format!("recipients[{index}]")))?;
    // SAFETY: the caller's promise.
    unsafe { read_for(address, recipient) }.map_err(name(address.to_owned()))
}

/// # Safety
/// The pointers in it are NULL or valid.
unsafe fn read_for(address: &str, recipient: &WaxsealRecipient) -> Result<Recipient, Failure> {
    let length = recipient.password_length;
    // SAFETY: the caller's promise.
    let password = unsafe { array(recipient.password, length, "the password") }?;
    let password = Password::new(utf8(password, "the password")?)?;
    // SAFETY: the caller's promise.
    let hint = unsafe { optional_text(recipient.hint, "the hint") }?;
    let number = match recipient.password_number {
        0 => None,
        number => {
            // SAFETY: the caller's promise.
            let since = unsafe { text(recipient.password_since, "password_since") }?;
            Some((number, line(since, "password_since")?.to_owned()))
        }
    };
    Ok(Recipient {
        number,
        hint: hint.map(str::to_owned),
        separate: recipient.separate != 0,
        ..Recipient::new(address, password, format(recipient.format)?)
    })
}

fn line<'a>(text: &'a str, what: &'static str) -> Result<&'a str, Failure> {
    match text.is_empty() || text.contains(char::is_control) {
        true => Err(Failure::NotALine(what)),
        false => Ok(text),
    }
}

fn format(value: u32) -> Result<Format, Failure> {
    const HTML: u32 = WaxsealFormat::Html as u32;
    const PDF: u32 = WaxsealFormat::Pdf as u32;
    const BOTH: u32 = WaxsealFormat::Both as u32;
    match value {
        HTML => Ok(Format::Html),
        PDF => Ok(Format::Pdf),
        BOTH => Ok(Format::Both),
        found => Err(Failure::NoSuchValue {
            what: "the format",
            found,
        }),
    }
}
