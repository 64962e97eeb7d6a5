//! Passwords as a table: CSV (RFC 4180) with a first line that names the columns.
//!
//! The CSV reader and writer work on copies in memory that are not zeroised.

use super::{AdminError, BadLine, LineError, PAGE};
use crate::store::{self, Import, Store};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use tempfile::NamedTempFile;
use waxseal::password::Password;
use zeroize::Zeroizing;

/// A million passwords.
const MAX_FILE_BYTES: u64 = 128 * 1024 * 1024;

const COLUMNS: [&str; 4] = ["address", "number", "since", "password"];

/// Reads what is to be imported, from `input` if the file is "-".
pub fn read(
    file: &Path,
    input: &mut dyn Read,
    allow_weak: bool,
) -> Result<Vec<Import>, AdminError> {
    let cannot_read = |source| AdminError::Read {
        path: file.to_owned(),
        source,
    };
    let mut text = Zeroizing::new(Vec::new());
    let read = match file == Path::new("-") {
        true => input.take(MAX_FILE_BYTES + 1).read_to_end(&mut text),
        false => {
            File::open(file).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut text))
        }
    };
    read.map_err(cannot_read)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(AdminError::TooLarge {
            limit: MAX_FILE_BYTES,
        });
    }
    parse(&text, allow_weak)
}

fn parse(text: &[u8], allow_weak: bool) -> Result<Vec<Import>, AdminError> {
    // Some programs write a byte order mark.
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut reader = csv::Reader::from_reader(text);
    let columns = columns(reader.headers().map_err(|_| AdminError::Columns)?)?;

    let mut imports = Vec::new();
    let mut bad = Vec::new();
    let mut seen = HashMap::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line = line_at(reader.position(), text);
        let error = match reader.read_record(&mut record) {
            Ok(false) => break,
            Err(_) => LineError::Shape,
            Ok(true) => match import(&record, &columns, allow_weak) {
                Err(error) => error,
                Ok(import) => {
                    let name = (import.address.to_ascii_lowercase(), import.number);
                    match seen.insert(name, line) {
                        Some(line) => LineError::Twice { line },
                        None => {
                            imports.push(import);
                            continue;
                        }
                    }
                }
            },
        };
        bad.push(BadLine { line, error });
    }
    match bad.is_empty() {
        true => Ok(imports),
        false => Err(AdminError::BadLines(bad)),
    }
}

/// The line in which the next record begins: empty ones before it are passed over.
fn line_at(position: &csv::Position, text: &[u8]) -> u64 {
    let rest = usize::try_from(position.byte()).ok();
    let rest = rest.and_then(|byte| text.get(byte..)).unwrap_or_default();
    let is_ending = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    let endings = rest.iter().take_while(is_ending);
    position.line() + endings.filter(|byte| **byte == b'\n').count() as u64
}

/// Where each of the columns is.
fn columns(header: &csv::StringRecord) -> Result<[Option<usize>; 4], AdminError> {
    let columns = COLUMNS.map(|name| header.iter().position(|column| column == name));
    let known = columns.iter().flatten().count();
    match columns {
        [Some(_), _, _, Some(_)] if known == header.len() => Ok(columns),
        _ => Err(AdminError::Columns),
    }
}

fn import(
    record: &csv::StringRecord,
    columns: &[Option<usize>; 4],
    allow_weak: bool,
) -> Result<Import, LineError> {
    let [address, number, since, password] =
        columns.map(|column| column.and_then(|column| record.get(column)).unwrap_or(""));
    let password = Password::new(password).map_err(LineError::Password)?;
    if !allow_weak {
        password.check_strength().map_err(LineError::Password)?;
    }
    let number = match number {
        "" => Some(1),
        number => number.parse().ok().filter(|number| *number > 0),
    };
    let since = match since {
        "" => Some(store::today()),
        since => store::day(since),
    };
    let import = Import {
        address: address.to_owned(),
        number: number.ok_or(LineError::Number)?,
        since: since.ok_or(LineError::Since)?,
        password,
    };
    import.check().map_err(LineError::Store)?;
    Ok(import)
}

/// Writes all that is stored into a new file, or to `output` if it is "-".
pub fn write(store: &Store, file: &Path, output: &mut dyn Write) -> Result<(), AdminError> {
    if file == Path::new("-") {
        return write_to(store, output, AdminError::Output);
    }
    if file.exists() {
        return Err(AdminError::Exists(file.to_owned()));
    }
    let cannot_write = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => AdminError::Exists(file.to_owned()),
        _ => AdminError::Write {
            path: file.to_owned(),
            source,
        },
    };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // It has mode 0600, and goes away if not all of it can be written.
    let mut temporary = NamedTempFile::new_in(folder).map_err(cannot_write)?;
    write_to(store, &mut BufWriter::new(&mut temporary), cannot_write)?;
    temporary.as_file().sync_all().map_err(cannot_write)?;
    let named = temporary.persist_noclobber(file);
    named.map_err(|error| cannot_write(error.error))?;
    Ok(())
}

fn write_to(
    store: &Store,
    output: &mut dyn Write,
    cannot_write: impl Fn(io::Error) -> AdminError,
) -> Result<(), AdminError> {
    let mut writer = csv::Writer::from_writer(output);
    let write = |writer: &mut csv::Writer<_>, cells: [&[u8]; 4]| {
        let written = writer.write_record(cells);
        written.map_err(|error| cannot_write(error.into()))
    };
    write(&mut writer, COLUMNS.map(str::as_bytes))?;
    let mut page = store.all(None, PAGE)?;
    while let Some((last, stored)) = page.last() {
        for (address, stored) in &page {
            let (number, since) = (stored.number.to_string(), stored.since.to_string());
            let password = stored.password.as_bytes();
            write(
                &mut writer,
                [
                    address.as_bytes(),
                    number.as_bytes(),
                    since.as_bytes(),
                    password,
                ],
            )?;
        }
        page = store.all(Some((last, stored.number)), PAGE)?;
    }
    writer.flush().map_err(&cannot_write)
}
