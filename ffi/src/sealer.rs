//! The sealer and its options.

use crate::border::{self, array, one, optional_text, text};
use crate::status::{Failure, WaxsealError, WaxsealStatus};
use std::ffi::c_char;
use std::path::Path;
use waxseal::html::PageOptions;
use waxseal::jwe::PublicKey;
use waxseal::sealer::{Sealer, SealerOptions};

/// How a sealer seals. All zero is a good beginning: `WaxsealOptions options = {0};`
#[repr(C)]
pub struct WaxsealOptions {
    /// A branding file's text (TOML, docs/branding.md): organisation, logo, colour, contact, languages, templates of
    /// the note. NULL: nobody's name, all languages.
    pub branding: *const c_char,
    /// The folder that files named in `branding` are looked for in. NULL: the working directory.
    pub branding_folder: *const c_char,
    /// Public keys (JWK, RFC 7517) of the organisation, which open every page too. They do not open PDFs. NULL if there
    /// are none.
    pub recipient_keys: *const *const c_char,
    /// How many `recipient_keys` there are.
    pub recipient_key_count: usize,
    /// How many derived keys are kept in memory, so that further mails to a recipient take no second of computing: up
    /// to 1,000,000. 0: 10,000.
    pub cached_keys: u32,
    /// How many rounds of PBKDF2 make a key of a password: at least 210,000. 0: 600,000.
    pub p2c: u32,
    /// 1 if no derived key is kept, whatever `cached_keys` says. 0: they are.
    pub keep_no_keys: u8,
    /// 1 if the subject of the original goes out, in clear. 0: a neutral one.
    pub keep_subject: u8,
    /// 1 if passwords are taken that are easy to guess. 0: they are refused.
    pub allow_weak_passwords: u8,
}

/// The most keys that are kept: each takes some 300 bytes of memory, and a larger number is a mistake.
const MAX_CACHED_KEYS: u32 = 1_000_000;

/// Seals messages. Make it once, share it between threads, and free it with waxseal_sealer_free.
pub struct WaxsealSealer(pub(crate) Sealer);

/// Makes a sealer. Takes a second or so: it prepares all that mails have in common.
///
/// `options` may be NULL: the defaults. Errors are of what the options hold, with the line and column in the branding.
/// They are no fault of a message, so the status is WAXSEAL_STATUS_RETRY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_sealer_new(
    options: *const WaxsealOptions,
    sealer: *mut *mut WaxsealSealer,
    error: *mut *mut WaxsealError,
) -> WaxsealStatus {
    let work = || {
        // SAFETY: what the header asks of `options`.
        unsafe { sealer_of(options) }.map_err(|failure| Failure::Setup(failure.into()))
    };
    // SAFETY: NULL or variables, as the header asks.
    unsafe { border::make(sealer, error, work) }
}

/// # Safety
/// The options and the pointers in them are NULL or valid.
unsafe fn sealer_of(options: *const WaxsealOptions) -> Result<WaxsealSealer, Failure> {
    let options = match options.is_null() {
        true => SealerOptions::default(),
        false => {
            // SAFETY: the caller's promise.
            let options = unsafe { one(options, "the options") }?;
            // SAFETY: the caller's promise.
            unsafe { read(options) }?
        }
    };
    Ok(WaxsealSealer(Sealer::new(options)?))
}

/// # Safety
/// The pointers in it are NULL or valid.
unsafe fn read(options: &WaxsealOptions) -> Result<SealerOptions, Failure> {
    let mut read = SealerOptions {
        keep_subject: options.keep_subject != 0,
        allow_weak_passwords: options.allow_weak_passwords != 0,
        ..SealerOptions::default()
    };
    // SAFETY: the caller's promise.
    let folder = unsafe { optional_text(options.branding_folder, "branding_folder") }?;
    // SAFETY: the caller's promise.
    if let Some(branding) = unsafe { optional_text(options.branding, "branding") }? {
        read.page = PageOptions::from_toml(branding, Path::new(folder.unwrap_or(".")))?;
    }
    let count = options.recipient_key_count;
    // SAFETY: the caller's promise.
    let keys = unsafe { array(options.recipient_keys, count, "recipient_keys") }?;
    for (index, &key) in keys.iter().enumerate() {
        let place = format!("recipient_keys[{index}]");
        // SAFETY: the caller's promise.
        let jwk = unsafe { text(key, &place) }?;
        let key = PublicKey::from_jwk(jwk.as_bytes()).map_err(|error| Failure::Of {
            whom: place,
            failure: Box::new(error.into()),
        })?;
        read.recipient_keys.push(key);
    }
    match options.cached_keys {
        _ if options.keep_no_keys != 0 => read.cached_keys = 0,
        0 => {}
        count @ 1..=MAX_CACHED_KEYS => read.cached_keys = count as usize,
        found => {
            return Err(Failure::NoSuchValue {
                what: "cached_keys",
                found,
            });
        }
    }
    if options.p2c != 0 {
        read.p2c = options.p2c;
    }
    Ok(read)
}

/// Frees a sealer, and zeroises the keys that it keeps. No thread may be using it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_sealer_free(sealer: *mut WaxsealSealer) {
    // SAFETY: NULL or a sealer that was not freed, as the header asks.
    unsafe { border::free(sealer) }
}
