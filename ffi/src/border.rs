//! Where C ends and Rust begins: pointers become values or errors, results become pointers, panics become errors.

use crate::status::{Failure, WaxsealError, WaxsealStatus};
use std::cell::Cell;
use std::ffi::{CStr, CString, c_char};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::slice;
use std::sync::Once;

thread_local! {
    /// Whether the thread is one of the caller's, within the library.
    static IS_CALLED: Cell<bool> = const { Cell::new(false) };
}

/// Does the work of a function that makes a `T`, and sets both of its results.
///
/// # Safety
/// `result` and `error` are NULL, or may be written.
pub(crate) unsafe fn make<T>(
    result: *mut *mut T,
    error: *mut *mut WaxsealError,
    work: impl FnOnce() -> Result<T, Failure>,
) -> WaxsealStatus {
    let made = if result.is_null() {
        Err(Failure::Null("the place for the result".into()))
    } else {
        // What the work has changed is not used again: it only reads what it borrows, and the sealer heals its locks.
        catch(work).unwrap_or(Err(Failure::Panic))
    };
    let (made, failed) = match made {
        Ok(made) => (Some(made), None),
        Err(failure) => (None, Some(WaxsealError::from(&failure))),
    };
    let status = failed
        .as_ref()
        .map_or(WaxsealStatus::Ok, |failed| failed.status);
    // SAFETY: the caller's promise.
    unsafe { set(result, made) };
    // SAFETY: the caller's promise.
    unsafe { set(error, failed) };
    status
}

/// None if it panics.
fn catch<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    if cfg!(not(test)) {
        // C has no other Rust whose hook this would replace.
        HOOK.call_once(|| std::panic::set_hook(Box::new(say_where_it_panicked)));
    }
    IS_CALLED.set(true);
    let made = catch_unwind(AssertUnwindSafe(work));
    IS_CALLED.set(false);
    made.ok()
}

/// Where, but never what: the text of a panic can quote a mail. What the library leaves to others on hostile input runs
/// in threads of its own, and it goes on without one that panicked.
fn say_where_it_panicked(panic: &PanicHookInfo) {
    if IS_CALLED.get() {
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        let _ = writeln!(
            std::io::stderr(),
            "waxseal: a fault of the library ({place})"
        );
    }
}

/// # Safety
/// `place` is NULL, or may be written.
unsafe fn set<T>(place: *mut *mut T, value: Option<T>) {
    if !place.is_null() {
        let pointer = value.map_or(std::ptr::null_mut(), |value| Box::into_raw(Box::new(value)));
        // SAFETY: not NULL, and the caller's promise. An address that is not aligned is written as well.
        unsafe { place.write_unaligned(pointer) };
    }
}

/// Frees what [`make`] made.
///
/// # Safety
/// `made` is NULL, or came from [`make`] and was not freed.
pub(crate) unsafe fn free<T>(made: *mut T) {
    if !made.is_null() && made.is_aligned() {
        // SAFETY: `make` took it from a box, and the caller's promise.
        let made = unsafe { Box::from_raw(made) };
        // Should it panic, what is left of it leaks.
        let _ = catch(|| drop(made));
    }
}

/// A value that has to be there.
///
/// # Safety
/// `value` is NULL, or initialised and as long as `'a`.
pub(crate) unsafe fn one<'a, T>(value: *const T, what: &str) -> Result<&'a T, Failure> {
    if !value.is_aligned() {
        return Err(Failure::Misaligned(what.into()));
    }
    // SAFETY: aligned, and the caller's promise.
    let value = unsafe { value.as_ref() };
    value.ok_or_else(|| Failure::Null(what.into()))
}

/// Text that has to be there.
///
/// # Safety
/// `text` is NULL or ends with NUL, and lives as long as `'a`.
pub(crate) unsafe fn text<'a>(text: *const c_char, what: &str) -> Result<&'a str, Failure> {
    // SAFETY: the caller's promise.
    unsafe { optional_text(text, what) }?.ok_or_else(|| Failure::Null(what.into()))
}

/// Text, or None for NULL.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn optional_text<'a>(
    text: *const c_char,
    what: &str,
) -> Result<Option<&'a str>, Failure> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL, and the caller's promise.
    let text = unsafe { CStr::from_ptr(text) };
    utf8(text.to_bytes(), what).map(Some)
}

pub(crate) fn utf8<'a>(bytes: &'a [u8], what: &str) -> Result<&'a str, Failure> {
    std::str::from_utf8(bytes).map_err(|error| Failure::NotUtf8 {
        what: what.into(),
        at: error.valid_up_to(),
    })
}

/// An array, which may be NULL if it is empty.
///
/// # Safety
/// `first` is NULL, or the first of `count` initialised values that live as long as `'a`.
pub(crate) unsafe fn array<'a, T>(
    first: *const T,
    count: usize,
    what: &str,
) -> Result<&'a [T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    if first.is_null() {
        return Err(Failure::Null(what.into()));
    }
    // What slices must not be: longer than half of the memory, and not aligned.
    let bytes = count.checked_mul(size_of::<T>());
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(Failure::TooMany {
            what: what.into(),
            count,
        });
    }
    if !first.is_aligned() {
        return Err(Failure::Misaligned(what.into()));
    }
    // SAFETY: all of that was checked, and the rest is the caller's promise.
    Ok(unsafe { slice::from_raw_parts(first, count) })
}

/// Text for C, where NUL would end it.
pub(crate) fn c_text(text: String) -> CString {
    let text = match text.contains('\0') {
        true => text.replace('\0', "\u{fffd}"),
        false => text,
    };
    // There is none left.
    CString::new(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::{null, null_mut};

    #[test]
    fn a_panic_is_a_reason_to_try_again() {
        let (mut result, mut error) = (null_mut::<u8>(), null_mut());
        // SAFETY: both are variables.
        let status = unsafe { make(&mut result, &mut error, || panic!("a test panics")) };
        assert_eq!(status, WaxsealStatus::Retry);
        assert!(result.is_null() && !error.is_null());
        // SAFETY: made above.
        unsafe { free(error) };
    }

    #[test]
    fn what_panics_when_it_is_freed() {
        struct Panics;
        impl Drop for Panics {
            fn drop(&mut self) {
                panic!("a test panics");
            }
        }
        let mut result = null_mut();
        // SAFETY: a variable.
        unsafe { make(&mut result, null_mut(), || Ok(Panics)) };
        // SAFETY: made above.
        unsafe { free(result) };
    }

    #[test]
    fn arrays_that_cannot_be() {
        // SAFETY: nothing of these is read.
        let check = |first: *const u32, count| unsafe { array(first, count, "it") }.err();
        assert!(check(null(), 0).is_none());
        assert!(matches!(check(null(), 1), Some(Failure::Null(_))));
        let values = [1u32, 2];
        let odd = values.as_ptr().wrapping_byte_add(1);
        assert!(matches!(check(odd, 1), Some(Failure::Misaligned(_))));
        for count in [usize::MAX, usize::MAX / 2, usize::MAX / 4] {
            let failure = check(values.as_ptr(), count);
            assert!(matches!(failure, Some(Failure::TooMany { .. })), "{count}");
        }
    }

    #[test]
    fn nul_does_not_shorten_a_text() {
        assert_eq!(c_text("a\0b".into()).to_str(), Ok("a\u{fffd}b"));
    }
}
