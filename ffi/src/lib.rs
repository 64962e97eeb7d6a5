//! The C interface of Waxseal, for mail gateways that are not written in Rust. `include/waxseal.h` is made of this
//! crate; its beginning says what callers owe and what they get.
//!
//! It wraps [`waxseal::sealer`] and seals only; envelopes are opened by their recipients, or with the crate `waxseal`.
//! Each function reads what C hands over (`border`), calls the sealer, and hands over what it made. What can be
//! found wrong with a caller's data is an error; a panic never leaves the crate.

mod border;

// In the order of the header.
pub mod sealer;

pub mod recipient;

pub mod outgoing;

pub mod password;

pub mod status;

use std::ffi::{CStr, c_char};

const VERSION: &CStr =
    match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => c"",
    };

/// The version of the library, such as "0.1.0". It is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn waxseal_version() -> *const c_char {
    VERSION.as_ptr()
}
