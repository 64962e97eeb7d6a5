//! Where passwords come from.

use crate::args::{GivenPassword, Place, Talk};
use crate::failure::Failure;
use crate::signals;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use waxseal::password::{MAX_BYTES, Password};
use zeroize::Zeroizing;

/// A password and what to call it in an error.
pub struct Named {
    pub password: Password,
    pub source: String,
}

impl GivenPassword {
    /// The files that passwords are read from.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(Place::path)
    }

    /// The passwords that somebody chose; none if they are to be asked for. `taken` is whether
    /// standard input carries something else.
    pub fn read(&self, taken: bool, talk: Talk) -> Result<Vec<Named>, Failure> {
        let mut named = Vec::new();
        let streams = self.files.iter().filter(|place| **place == Place::Stream);
        if streams.count() + usize::from(self.fd == Some(0)) + usize::from(taken) > 1 {
            return Err(Failure::Usage {
                what: "standard input can carry only one thing".into(),
                remedy: "put the password into a file, or use --password-fd with another number"
                    .into(),
            });
        }
        for place in &self.files {
            named.push(match place {
                Place::Stream => name(place.to_string(), first_line(io::stdin().lock()))?,
                Place::File(path) => from_file(path, talk)?,
            });
        }
        if let Some(fd) = self.fd {
            let line = match File::open(format!("/dev/fd/{fd}")) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Failure::NotOpen(fd));
                }
                opened => opened.and_then(first_line),
            };
            named.push(name(format!("file descriptor {fd}"), line)?);
        }
        if let Some(variable) = &self.env {
            let source = format!("${}", variable.display());
            let Some(value) = std::env::var_os(variable) else {
                return Err(Failure::NotSet(source));
            };
            named.push(name(source, as_text(value.into_encoded_bytes()))?);
        }
        Ok(named)
    }
}

/// The password in the first line of a file.
pub fn from_file(path: &Path, talk: Talk) -> Result<Named, Failure> {
    let line = File::open(path).and_then(|file| {
        warn_if_others_can_read("password", path, &file, talk);
        first_line(file)
    });
    name(path.display().to_string(), line)
}

fn name(source: String, line: io::Result<Zeroizing<String>>) -> Result<Named, Failure> {
    match line {
        Ok(line) => Ok(Named {
            password: Password::new(&line).map_err(Failure::library(&source))?,
            source,
        }),
        Err(error) => Err(Failure::PasswordSource {
            place: source,
            source: error,
        }),
    }
}

/// The first line without its ending. Reads no further, because whoever writes may wait for an
/// answer before closing; and little more than a password may have, so that a wrong file costs
/// nothing.
fn first_line(from: impl Read) -> io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * MAX_BYTES));
    // A buffer of one byte keeps nothing that is not zeroised and takes nothing after the line.
    BufReader::with_capacity(1, from.take(2 * MAX_BYTES as u64)).read_until(b'\n', &mut bytes)?;
    let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    as_text(line.to_vec())
}

fn as_text(bytes: Vec<u8>) -> io::Result<Zeroizing<String>> {
    let bytes = Zeroizing::new(bytes);
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it is not text in UTF-8",
        )),
    }
}

#[cfg(unix)]
pub fn warn_if_others_can_read(what: &str, path: &Path, file: &File, talk: Talk) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = file.metadata() else {
        return;
    };
    if metadata.is_file() && metadata.permissions().mode() & 0o044 != 0 {
        let path = path.display();
        talk.say(&format!(
            "warning: other users can read the {what} in {path}\nhint: chmod 600 {path}"
        ));
    }
}

#[cfg(not(unix))]
pub fn warn_if_others_can_read(_: &str, _: &Path, _: &File, _: Talk) {}

/// Asks for a new password, twice, because nobody sees what they type.
pub fn ask_for_a_new_one() -> Result<Named, Failure> {
    let password = ask("Password for the envelope: ")?;
    if ask("The same password again: ")? != password {
        return Err(Failure::PasswordsDiffer);
    }
    Ok(Named {
        password,
        source: "the password".into(),
    })
}

/// Asks once on the terminal, even if the standard streams are redirected.
pub fn ask(prompt: &str) -> Result<Password, Failure> {
    let typed = signals::while_prompting(|| rpassword::prompt_password(prompt));
    match typed.map(Zeroizing::new) {
        Ok(typed) => Password::new(&typed).map_err(Failure::library("the password")),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Failure::NothingTyped),
        Err(_) => Err(Failure::NoTerminal),
    }
}
