//! Interruptions: a temporary file never outlives the program.
//!
//! Rust runs no destructors when a signal ends the program, so a thread waits for the signals,
//! removes the files and then lets the signal do what it does by default.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every temporary file that was ever made. Their names are random, so removing one that has been
/// moved into place or removed already does no harm.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Makes a temporary file that an interruption removes. The list stays locked meanwhile, so none
/// can be made and missed.
pub fn keep_watch_over<F>(make: impl FnOnce() -> io::Result<(F, PathBuf)>) -> io::Result<F> {
    let mut temporary = temporary();
    let (file, path) = make()?;
    temporary.push(path);
    Ok(file)
}

fn temporary() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
mod unix {
    use super::temporary;
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::{iterator::Signals, low_level::emulate_default_handler};
    use std::fs::{self, File};
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::{io, thread};

    /// The terminal as it was before the prompt switched its echo off; only while there is a prompt.
    static TERMINAL: Mutex<Option<(File, Termios)>> = Mutex::new(None);

    pub fn watch() -> io::Result<()> {
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                for signal in signals.forever() {
                    end_by(signal);
                }
            })?;
        Ok(())
    }

    /// The prompt sees Ctrl-C as a character and puts the terminal right itself; another signal ends
    /// the program before it can.
    pub fn while_prompting<T>(prompt: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        *terminal() = File::open("/dev/tty").ok().and_then(|terminal| {
            let attributes = tcgetattr(&terminal).ok()?;
            Some((terminal, attributes))
        });
        let answer = prompt();
        *terminal() = None;
        if let Err(error) = &answer
            && error.kind() == io::ErrorKind::Interrupted
        {
            end_by(SIGINT);
        }
        answer
    }

    fn terminal() -> MutexGuard<'static, Option<(File, Termios)>> {
        TERMINAL.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end_by(signal: i32) {
        if let Some((terminal, attributes)) = &*terminal() {
            // It may be gone, as after SIGHUP.
            let _ = tcsetattr(terminal, OptionalActions::Now, attributes);
        }
        let temporary = temporary();
        for path in temporary.iter() {
            // Most are not there any more; nobody is left to tell about another error.
            let _ = fs::remove_file(path);
        }
        let _ = emulate_default_handler(signal);
    }
}

#[cfg(unix)]
pub use unix::{watch, while_prompting};

#[cfg(not(unix))]
pub fn watch() -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub fn while_prompting<T>(prompt: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    prompt()
}
