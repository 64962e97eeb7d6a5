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
    #[error("there is no terminal to ask for the password")]
    NoTerminal,
    #[error("the two passwords differ")]
    PasswordsDiffer,
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    #[error("{} is a folder", .0.display())]
    FolderInTheWay(PathBuf),
    #[error("{} is not an ordinary file", .0.display())]
    NotAFile(PathBuf),
    #[error("cannot create {}: {}", path.display(), reason(source))]
    Create { path: PathBuf, source: io::Error },
    #[error("cannot write {place}: {}", reason(source))]
    Output { place: String, source: io::Error },
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

    pub fn stdout(source: io::Error) -> Self {
        Self::Output {
            place: "standard output".to_owned(),
            source,
        }
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
            Self::NoTerminal => "use --password-file, --password-fd or --password-env",
            Self::PasswordsDiffer => "try again; nothing was written",
            Self::Exists(_) => "choose another name with -o, or replace it with --force",
            Self::NotAFile(_) => "write to standard output with `-o -`",
            Self::Create { source, .. } | Self::Output { source, .. } if is_full(source) => {
                "make room and try again; nothing was kept"
            }
            Self::Create { .. } => "choose another folder with -o",
            Self::Library { error, .. } => return remedy(error),
            _ => return None,
        };
        Some(hint.to_owned())
    }

    /// The codes of sysexits.h.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Arguments(_) | Self::Usage { .. } | Self::NoTerminal => 64,
            Self::Empty(_) | Self::PasswordsDiffer => 65,
            Self::Input { .. } | Self::Folder(_) | Self::PasswordSource { .. } => 66,
            Self::Create { source, .. } | Self::Output { source, .. } if is_full(source) => 75,
            Self::Exists(_) | Self::FolderInTheWay(_) | Self::NotAFile(_) | Self::Create { .. } => {
                73
            }
            Self::Output { .. } | Self::Signals(_) => 74,
            Self::Library { error, .. } => match error {
                Error::WrongPassword => 77,
                Error::NotTheSame => 70,
                Error::NoRandomness => 75,
                Error::Io(error) if is_full(error) => 75,
                Error::Io(_) => 74,
                _ => 65,
            },
        })
    }
}

fn is_full(error: &io::Error) -> bool {
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
        Error::TooLarge { .. } => {
            Some("no honest mail or envelope asks for as much; ask who made it".to_owned())
        }
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
