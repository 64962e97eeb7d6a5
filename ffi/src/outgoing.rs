//! The mails that go out.

use crate::border::{self, c_text, one};
use crate::status::Failure;
use std::ffi::{CString, c_char};
use std::ptr::null;
use waxseal::sealer::Outgoing;

/// The mails that go out, counted from 0. Free it with waxseal_outgoing_free.
pub struct WaxsealOutgoing(Vec<Mail>);

struct Mail {
    recipients: Vec<CString>,
    mail: Vec<u8>,
    record: CString,
}

impl WaxsealOutgoing {
    pub(crate) fn new(outgoing: Vec<Outgoing>) -> Result<Self, Failure> {
        let mail = |outgoing: Outgoing| {
            Ok(Mail {
                recipients: outgoing.recipients.into_iter().map(c_text).collect(),
                mail: outgoing.mail,
                record: c_text(serde_json::to_string(&outgoing.record)?),
            })
        };
        outgoing
            .into_iter()
            .map(mail)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// # Safety
/// `outgoing` is NULL or valid as long as `'a`.
unsafe fn mail<'a>(outgoing: *const WaxsealOutgoing, index: usize) -> Option<&'a Mail> {
    // SAFETY: the caller's promise.
    let outgoing = unsafe { one(outgoing, "the mails") };
    outgoing.ok()?.0.get(index)
}

/// How many mails there are: at least one. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_outgoing_count(outgoing: *const WaxsealOutgoing) -> usize {
    // SAFETY: NULL or mails, as the header asks.
    let outgoing = unsafe { one(outgoing, "the mails") };
    outgoing.map_or(0, |outgoing| outgoing.0.len())
}

/// How many recipients the mail `index` has: at least one. 0 if there is no such mail.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_outgoing_recipient_count(
    outgoing: *const WaxsealOutgoing,
    index: usize,
) -> usize {
    // SAFETY: NULL or mails, as the header asks.
    let mail = unsafe { mail(outgoing, index) };
    mail.map_or(0, |mail| mail.recipients.len())
}

/// A recipient of the mail `index`, counted from 0: the address for RCPT TO, as it was passed. NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_outgoing_recipient(
    outgoing: *const WaxsealOutgoing,
    index: usize,
    recipient: usize,
) -> *const c_char {
    // SAFETY: NULL or mails, as the header asks.
    let mail = unsafe { mail(outgoing, index) };
    let recipient = mail.and_then(|mail| mail.recipients.get(recipient));
    recipient.map_or(null(), |recipient| recipient.as_ptr())
}

/// The mail `index` itself (RFC 5322), its lines ending with CRLF; not yet dot-stuffed for SMTP. Sets `length` to its
/// length in bytes; no NUL follows. NULL, and a length of 0, if there is no such mail. NULL if `length` is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_outgoing_mail(
    outgoing: *const WaxsealOutgoing,
    index: usize,
    length: *mut usize,
) -> *const u8 {
    if length.is_null() {
        return null();
    }
    // SAFETY: NULL or mails, as the header asks.
    let mail = unsafe { mail(outgoing, index) }.map(|mail| &mail.mail);
    // SAFETY: not NULL, and a variable, as the header asks.
    unsafe { length.write_unaligned(mail.map_or(0, Vec::len)) };
    mail.map_or(null(), |mail| mail.as_ptr())
}

/// The record of the mail `index` to keep: JSON on one line, with its time, recipients, format, algorithms, Message-IDs,
/// sizes and SHA-256 digests, and without password, subject and content. NULL if there is no such mail.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_outgoing_record(
    outgoing: *const WaxsealOutgoing,
    index: usize,
) -> *const c_char {
    // SAFETY: NULL or mails, as the header asks.
    let mail = unsafe { mail(outgoing, index) };
    mail.map_or(null(), |mail| mail.record.as_ptr())
}

/// Frees the mails. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_outgoing_free(outgoing: *mut WaxsealOutgoing) {
    // SAFETY: NULL or mails that were not freed, as the header asks.
    unsafe { border::free(outgoing) }
}
