//! Why the program ended without doing what it was asked to: cause and place, remedy, exit code.

use crate::args::Place;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use waxseal::Error;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// clap words and prints these itself.
    #[error("the command line is wrong")]
    Arguments(clap::Error),
    #[error("{what}")]
    Usage { what: String, remedy: String },
    #[error("cannot read {place}: {}", reason(source))]
    Input { place: Place, source: io::Error },
    #[error("{} is a folder", .0.display())]
    Folder(PathBuf),
    #[error("{0} is empty")]
    Empty(Place),
    #[error("cannot read the password from {place}: {}", reason(source))]
    PasswordSource { place: String, source: io::Error },
    #[error("file descriptor {0} is not open")]
    NotOpen(u32),
    #[error("{0} is not set")]
    NotSet(String),
    #[error("no password was typed")]
    NothingTyped,
    #[error("there is no terminal to ask for the password")]
    NoTerminal,
    #[error("the two passwords differ")]
    PasswordsDiffer,
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    #[error("{} exists already", .0.display())]
    PasswordFileExists(PathBuf),
    #[error("{} exists already", .0.display())]
    KeyExists(PathBuf),
    #[error("{} is a folder", .0.display())]
    FolderInTheWay(PathBuf),
    #[error("{} is not an ordinary file", .0.display())]
    NotAFile(PathBuf),
    #[error("cannot create {}: {}", path.display(), reason(source))]
    Create { path: PathBuf, source: io::Error },
    #[error("cannot write {place}: {}", reason(source))]
    Output { place: String, source: io::Error },
    #[error("cannot write standard output: {}", reason(.0))]
    Stdout(io::Error),
    #[error("cannot write a temporary file in {}: {}", std::env::temp_dir().display(), reason(.0))]
    Temporary(io::Error),
    #[error("{place}, line {line}: this is not what wrap --receipt --json reports")]
    NotARecord { place: String, line: usize },
    #[error("{0} confirms none of the envelopes on record")]
    ConfirmsNothing(Place),
    #[error("cannot prepare for interruptions: {}", reason(.0))]
    Signals(io::Error),
    /// What the library says about `place`.
    #[error("{place}: {}", cause(error))]
    Library { place: String, error: Error },
}

impl Failure {
    pub fn library(place: impl ToString) -> impl FnOnce(Error) -> Self {
        let place = place.to_string();
        move |error| Self::Library { place, error }
    }

    /// Cause and place, then the remedy. A closed standard error is no reason to panic.
    pub fn print(&self) {
        let mut text = format!("error: {self}\n");
        if let Some(hint) = self.hint() {
            text += &format!("hint: {hint}\n");
        }
        let _ = match self {
            Self::Arguments(error) => error.print(),
            _ => io::stderr().write_all(text.as_bytes()),
        };
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Usage { remedy, .. } => remedy,
            Self::Folder(_) | Self::FolderInTheWay(_) => "name a file in it",
            Self::Empty(_) => "check its name, or what should have written it",
            Self::Input { source, .. } | Self::PasswordSource { source, .. } => how_to_read(source),
            Self::NotOpen(fd) => {
                return Some(format!(
                    "open it for the program, in a shell with {fd}< FILE"
                ));
            }
            Self::NotSet(_) => "set and export it, or name another variable",
            Self::NothingTyped => "type it and press Enter",
            Self::NoTerminal => "use --password-file, --password-fd or --password-env",
            Self::PasswordsDiffer => "try again; nothing was written",
            Self::Exists(_) => "choose another name with -o, or replace it with --force",
            Self::PasswordFileExists(_) => {
                "choose another name with --generated-password-file; a password is never replaced"
            }
            Self::KeyExists(_) => "choose another name with -o; a key is never replaced",
            Self::NotAFile(_) => "name a file, or write to standard output with `-o -`",
            Self::Create { source, .. } | Self::Output { source, .. } if is_full(source) => {
                "make room and try again; nothing was kept"
            }
            Self::Create { .. } => "choose a folder that exists and can be written",
            Self::Output { .. } => {
                "check the disk or what it leads to, and try again; nothing was kept"
            }
            // What another program or the shell took of it cannot be taken back.
            Self::Stdout(source) if is_full(source) => {
                "make room and try again; discard what was written"
            }
            Self::Stdout(source) if source.kind() == io::ErrorKind::BrokenPipe => {
                "find out why the program that read it ended early; discard what it got"
            }
            Self::Stdout(_) => "check what it leads to, and try again; discard what was written",
            Self::Temporary(source) if is_full(source) => {
                "make room there, or set TMPDIR to a folder that has some"
            }
            Self::Temporary(_) => "set TMPDIR to a folder that exists and can be written",
            Self::NotARecord { .. } => "name the file that its standard output went to",
            Self::ConfirmsNothing(_) => {
                "name the record of the envelope, and the mail that came back, saved as it came"
            }
            Self::Signals(_) => "the system is short of open files or threads; try again later",
            Self::Library { error, .. } => return remedy(error),
            // clap says what it would have understood.
            Self::Arguments(_) => return None,
        };
        Some(hint.to_owned())
    }

    /// The codes of sysexits.h.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Arguments(_) | Self::Usage { .. } | Self::NoTerminal => 64,
            Self::Empty(_)
            | Self::PasswordsDiffer
            | Self::NotARecord { .. }
            | Self::ConfirmsNothing(_) => 65,
            Self::Input { .. }
            | Self::Folder(_)
            | Self::PasswordSource { .. }
            | Self::NotOpen(_)
            | Self::NotSet(_)
            | Self::NothingTyped => 66,
            Self::Create { source, .. } | Self::Output { source, .. } if is_full(source) => 75,
            Self::Stdout(source) | Self::Temporary(source) if is_full(source) => 75,
            Self::Exists(_)
            | Self::PasswordFileExists(_)
            | Self::KeyExists(_)
            | Self::FolderInTheWay(_)
            | Self::NotAFile(_)
            | Self::Create { .. }
            | Self::Temporary(_) => 73,
            Self::Output { .. } | Self::Stdout(_) | Self::Signals(_) => 74,
            Self::Library { error, .. } => match error {
                Error::WrongPassword | Error::WrongKey => 77,
                Error::NotTheSame => 70,
                Error::NoRandomness => 75,
                Error::Io(error) if is_full(error) => 75,
                Error::Io(_) => 74,
                _ => 65,
            },
        })
    }
}

/// What to do about an input that cannot be read.
fn how_to_read(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "check its name",
        io::ErrorKind::PermissionDenied => "run this as a user who may read it",
        io::ErrorKind::IsADirectory => "name a file in it",
        io::ErrorKind::FileTooLarge => "name the right file",
        io::ErrorKind::InvalidData => "save it as plain text in UTF-8",
        _ => "check the disk or what it comes from, and try again",
    }
}

pub fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// The system's words without Rust's "(os error 2)", in a sentence.
fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "no such file or folder".to_owned();
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// The library's texts are "cause; remedy".
fn cause(error: &Error) -> String {
    match error {
        Error::Io(error) => reason(error),
        _ => halves(error).0,
    }
}

fn remedy(error: &Error) -> Option<String> {
    match error {
        Error::WeakPassword { .. } => Some(
            "use a longer one, or --generate-password; --allow-weak-password insists".to_owned(),
        ),
        Error::WrongKey => Some("`waxseal inspect` names the keys that open it".to_owned()),
        Error::OnlyForKeys => Some("open it with --key FILE".to_owned()),
        Error::TooLarge { .. } => {
            Some("no honest mail or envelope asks for as much; ask who made it".to_owned())
        }
        Error::NotAnEnvelope(_) => Some(
            "name the .html or .pdf file that the sender attached, saved as it came".to_owned(),
        ),
        Error::NoOriginal => Some("save what is attached to it with --attachments DIR".to_owned()),
        Error::Unsupported { .. } => {
            Some("update Waxseal, or ask the sender which program made it".to_owned())
        }
        Error::NotTheSame => {
            Some("nothing was kept; try again, and report it if it happens again".to_owned())
        }
        Error::NoRandomness => Some("try again later; nothing was sealed".to_owned()),
        Error::Io(error) => Some(how_to_read(error).to_owned()),
        _ => halves(error).1,
    }
}

fn halves(error: &Error) -> (String, Option<String>) {
    let text = error.to_string();
    match text.split_once("; ") {
        Some((cause, remedy)) => (cause.to_owned(), Some(remedy.to_owned())),
        None => (text, None),
    }
}
