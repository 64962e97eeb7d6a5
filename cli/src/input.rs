//! Reading messages and envelopes.

use crate::args::Place;
use crate::failure::{Failure, is_full};
use crate::output::nameless;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

/// Reads a whole message into memory, once. At most one byte more than `limit`, so that the library
/// can refuse it.
pub fn message(place: &Place, limit: u64) -> Result<Vec<u8>, Failure> {
    let cannot_read = |source| Failure::Input {
        place: place.clone(),
        source,
    };
    let mut message = Vec::new();
    match place {
        Place::Stream => io::stdin().lock().take(limit + 1).read_to_end(&mut message),
        Place::File(path) => {
            let (file, size) = open(path)?;
            // One allocation of the right size: growing would hold the message twice for a moment.
            let capacity = usize::try_from(size.min(limit) + 1).unwrap_or(0);
            message.reserve_exact(capacity);
            file.take(limit + 1).read_to_end(&mut message)
        }
    }
    .map_err(cannot_read)?;
    if message.is_empty() {
        return Err(Failure::Empty(place.clone()));
    }
    Ok(message)
}

/// An envelope as something that can be read several times. What comes through a pipe is put into
/// a nameless file first.
pub fn envelope(place: &Place, max_message_bytes: u64) -> Result<File, Failure> {
    // An envelope is at most some two thirds larger than its message, and the page around it small.
    let limit = 2 * max_message_bytes + (1 << 24);
    let spool = |from: &mut dyn Read| spool(from.take(limit), place);
    let (file, is_empty) = match place {
        Place::Stream => spool(&mut io::stdin().lock())?,
        Place::File(path) => {
            let (mut file, size) = open(path)?;
            match file.stream_position() {
                Ok(_) => (file, size == 0),
                Err(_) => spool(&mut file)?,
            }
        }
    };
    if is_empty {
        return Err(Failure::Empty(place.clone()));
    }
    Ok(file)
}

/// Reads a small text file. What is larger than `limit`, in bytes, is no such file.
pub fn text(path: &Path, limit: u64) -> Result<String, Failure> {
    let (file, size) = open(path)?;
    if size > limit {
        let what = format!("it has more than {limit} bytes");
        let error = io::Error::new(io::ErrorKind::FileTooLarge, what);
        return Err(cannot_read(path)(error));
    }
    let mut text = String::new();
    file.take(limit)
        .read_to_string(&mut text)
        .map_err(cannot_read(path))?;
    Ok(text)
}

fn spool(mut from: impl Read, place: &Place) -> Result<(File, bool), Failure> {
    let mut file = nameless()?;
    let size = io::copy(&mut from, &mut file).map_err(|source| match is_full(&source) {
        true => Failure::Temporary(source),
        false => Failure::Input {
            place: place.clone(),
            source,
        },
    })?;
    file.rewind().map_err(Failure::Temporary)?;
    Ok((file, size == 0))
}

fn open(path: &Path) -> Result<(File, u64), Failure> {
    let file = File::open(path).map_err(cannot_read(path))?;
    let metadata = file.metadata().map_err(cannot_read(path))?;
    if metadata.is_dir() {
        return Err(Failure::Folder(path.to_owned()));
    }
    Ok((file, metadata.len()))
}

/// A file that cannot be read, and why.
pub fn cannot_read(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let place = Place::File(path.to_owned());
    move |source| Failure::Input { place, source }
}
