//! Making a password.

use crate::border::{self, one};
use crate::status::{Failure, WaxsealError, WaxsealStatus};
use rand::rngs::SysRng;
use std::ffi::c_char;
use waxseal::password::{DEFAULT_BITS, Style, generate};
use zeroize::Zeroizing;

/// What a generated password looks like.
#[repr(C)]
#[derive(Clone, Copy)]
pub enum WaxsealPasswordStyle {
    /// Small letters and digits in groups, such as k3wd-9hfu-...: short to type, and for any format.
    Letters = 1,
    /// English words, such as orbit-salad-...: easy to say, but too long for some PDF readers.
    Words = 2,
}

/// A password that was made. Free it with waxseal_password_free.
pub struct WaxsealPassword(Zeroizing<Vec<u8>>);

/// Makes a random password. Tell it to the recipient on another way than by mail.
///
/// `style` is one of WaxsealPasswordStyle. `bits` is how hard it is to guess: 80 to 256, or 0 for 80, which is enough.
/// The status of an error is WAXSEAL_STATUS_RETRY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_generate_password(
    style: u32,
    bits: u32,
    password: *mut *mut WaxsealPassword,
    error: *mut *mut WaxsealError,
) -> WaxsealStatus {
    const LETTERS: u32 = WaxsealPasswordStyle::Letters as u32;
    const WORDS: u32 = WaxsealPasswordStyle::Words as u32;
    let work = || {
        let style = match style {
            LETTERS => Style::Letters,
            WORDS => Style::Words,
            found => {
                return Err(Failure::NoSuchValue {
                    what: "the style",
                    found,
                });
            }
        };
        let bits = match bits {
            0 => DEFAULT_BITS,
            bits => bits,
        };
        let made = generate(style, bits, &mut SysRng)
            .map_err(|error| Failure::Setup(Box::new(error.into())))?;
        // Never grows: that would leave a copy.
        let mut text = Zeroizing::new(Vec::with_capacity(made.as_bytes().len() + 1));
        text.extend_from_slice(made.as_bytes());
        text.push(0);
        Ok(WaxsealPassword(text))
    };
    // SAFETY: NULL or variables, as the header asks.
    unsafe { border::make(password, error, work) }
}

/// The password as text, ASCII. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_password_text(password: *const WaxsealPassword) -> *const c_char {
    // SAFETY: NULL or a password, as the header asks.
    let password = unsafe { one(password, "the password") };
    password.map_or(std::ptr::null(), |password| password.0.as_ptr().cast())
}

/// Zeroises and frees a password. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn waxseal_password_free(password: *mut WaxsealPassword) {
    // SAFETY: NULL or a password that was not freed, as the header asks.
    unsafe { border::free(password) }
}
