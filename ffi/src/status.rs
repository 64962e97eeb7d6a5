//! What went wrong, and what a gateway does with the message then.

use crate::border::{self, one};
use std::ffi::{CString, c_char};
use waxseal::sealer::Disposition;

/// Whether it worked; and if not, what a gateway does with the message. It never leaves in clear.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaxsealStatus {
    /// It worked.
    Ok = 0,
    /// Give the message back to its sender, with the error's text: it would fail again. An exit status for it is
    /// EX_DATAERR (65).
    Bounce = 1,
    /// Keep the message and try again later: the fault is of this machine, or of the program that calls. An exit
    /// status for it is EX_TEMPFAIL (75).
    Retry = 2,
}

/// Why something did not work. Free it with waxseal_error_free.
pub struct WaxsealError {
    text: CString,
    pub(crate) status: WaxsealStatus,
}

/// The same before it is handed over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Library(#[from] waxseal::Error),

    #[error("{whom}: {failure}")]
    Of {
        /// The address of a recipient, or a place in an array.
        whom: String,
        failure: Box<Failure>,
    },

    /// There is no message yet that could be at fault.
    #[error("{0}")]
    Setup(Box<Failure>),

    #[error("{0} is NULL; waxseal.h says what belongs there")]
    Null(String),

    #[error("{what} is not UTF-8 (byte {at}); convert it to UTF-8")]
    NotUtf8 {
        what: String,
        /// The first byte that is none, from 0.
        at: usize,
    },

    #[error("{0} is empty or has a control character; give one line of text")]
    NotALine(&'static str),

    #[error("{what} cannot be {found}; waxseal.h names the values that there are")]
    NoSuchValue { what: &'static str, found: u32 },

    #[error("{what}: no memory holds {count} of them; check the length that is passed")]
    TooMany { what: String, count: usize },

    #[error("{0} is not aligned; pass the address of such a value")]
    Misaligned(String),

    #[error("the record cannot be written ({0}); please report this")]
    Record(#[from] serde_json::Error),

    #[error("Waxseal has a fault, standard error says where; keep the message, and report it")]
    Panic,
}

impl Failure {
    fn status(&self) -> WaxsealStatus {
        match self {
            Self::Library(error) => match error.disposition() {
                Disposition::Bounce => WaxsealStatus::Bounce,
                Disposition::Retry => WaxsealStatus::Retry,
            },
            Self::Of { failure, .. } => failure.status(),
            // Of what somebody has typed.
            Self::NotUtf8 { .. } | Self::NotALine(_) => WaxsealStatus::Bounce,
            // Of the program that calls: no sender can do anything about it.
            Self::Null(_)
            | Self::NoSuchValue { .. }
            | Self::TooMany { .. }
            | Self::Misaligned(_)
            | Self::Record(_)
            | Self::Setup(_)
            | Self::Panic => WaxsealStatus::Retry,
        }
    }
}

impl From<&Failure> for WaxsealError {
    fn from(failure: &Failure) -> Self {
        Self {
            text: border::c_text(failure.to_string()),
            status: failure.status(),
        }
    }
}

/// What is wrong, where, and what to do about it: a sentence in English. It never holds a password or the content of
/// a mail, but may name a recipient. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_error_text(error: *const WaxsealError) -> *const c_char {
    // SAFETY: NULL or an error, as the header asks.
    let error = unsafe { one(error, "the error") };
    error.map_or(std::ptr::null(), |its| its.text.as_ptr())
}

/// WAXSEAL_STATUS_BOUNCE or WAXSEAL_STATUS_RETRY, as the function returned that made the error.
/// WAXSEAL_STATUS_RETRY for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_error_disposition(error: *const WaxsealError) -> WaxsealStatus {
    // SAFETY: NULL or an error, as the header asks.
    let error = unsafe { one(error, "the error") };
    error.map_or(WaxsealStatus::Retry, |its| its.status)
}

/// Frees an error. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_error_free(error: *mut WaxsealError) {
    // SAFETY: NULL or an error that was not freed, as the header asks.
    unsafe { border::free(error) }
}
