//! What is wrong with a configuration, and where.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file itself cannot be read.
    #[error("cannot read {}: {}; {}", file.display(), reason(source), how_to_read(source))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something in it, or in a file that it names, is wrong.
    #[error("{}: line {line}, column {column}: {what}", file.display())]
    Wrong {
        /// The file.
        file: PathBuf,
        /// The line of the file, from 1.
        line: usize,
        /// The character in it, from 1.
        column: usize,
        /// What is wrong, and what to do about it.
        what: String,
    },
}

/// What is wrong, while the file is being read.
#[derive(Debug)]
pub(super) enum Fault {
    /// In the configuration, at these bytes of it.
    Here(Range<usize>, String),
    /// In a file that it names.
    Elsewhere(ConfigError),
}

impl Fault {
    pub(super) fn here(place: Range<usize>, what: impl Into<String>) -> Self {
        Self::Here(place, what.into())
    }

    /// A file that is named at `place` and cannot be read.
    pub(super) fn unreadable(place: Range<usize>, path: &Path, error: &io::Error) -> Self {
        let what = format!(
            "cannot read {}: {}; {}",
            path.display(),
            reason(error),
            how_to_read(error)
        );
        Self::Here(place, what)
    }

    /// With the place as a person counts it in `text`, the content of `file`.
    pub(super) fn locate(self, text: &str, file: &Path) -> ConfigError {
        match self {
            Self::Elsewhere(error) => error,
            Self::Here(place, what) => {
                let start = text.floor_char_boundary(place.start);
                let before = text.get(..start).unwrap_or_default();
                let line_start = before.rfind('\n').map_or(0, |end| end + 1);
                ConfigError::Wrong {
                    file: file.to_owned(),
                    line: before.matches('\n').count() + 1,
                    column: before[line_start..].chars().count() + 1,
                    what,
                }
            }
        }
    }
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        let message = error.message().lines().next().unwrap_or_default();
        let remedy = if message.contains("unknown field") {
            "correct its spelling, or leave it out"
        } else if message.contains("missing field") {
            "add it"
        } else if message.contains("expected a sequence") {
            "write a list in [ ], even of one"
        } else {
            "docs/deploy.md shows what may stand here"
        };
        Self::Here(
            error.span().unwrap_or_default(),
            format!("{message}; {remedy}"),
        )
    }
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

fn how_to_read(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "check its name",
        io::ErrorKind::PermissionDenied => "let the user of the milter read it",
        io::ErrorKind::IsADirectory => "name a file in it",
        io::ErrorKind::FileTooLarge => "name the right file",
        io::ErrorKind::InvalidData => "save it as plain text in UTF-8",
        _ => "check the disk, and try again",
    }
}
