//! Why the store cannot do what it was asked to.

use std::error::Error;
use std::io;
use std::path::PathBuf;

/// Each text says cause, place and remedy. None holds a password, a key, or the password of a database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL of the store names none that can be used.
    #[error("the URL of the store cannot be used: {0}")]
    Url(&'static str),

    /// The key file cannot be read or created.
    #[error(
        "cannot open the key file {}: {source}; `waxseal-milter store-key` makes one for a new store, that of another host opens a store they share",
        path.display()
    )]
    KeyFile {
        /// The key file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// Others than its owner may read or change the key file.
    #[error(
        "others than its owner may use the key file {path} (mode {mode:03o}); run `chmod 600 {path}`",
        path = path.display()
    )]
    KeyFileIsOpen {
        /// The key file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },

    /// The key file holds something else.
    #[error("{} holds no key of a store; name a file that `waxseal-milter store-key` made", .0.display())]
    NotAKeyFile(PathBuf),

    /// A key is never replaced, because nothing else opens what it sealed.
    #[error("{} exists already; a key is never replaced, so choose another name", .0.display())]
    KeyFileExists(PathBuf),

    /// The store was made with another key.
    #[error(
        "the key file {} is not the one of this store; name the one that the store was made with",
        .0.display()
    )]
    WrongKey(PathBuf),

    /// The file of an SQLite store cannot be created.
    #[error("cannot create {}: {source}; choose a folder that exists and can be written", path.display())]
    File {
        /// The database file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// The store was made by a newer program.
    #[error("the store has version {found}, this program knows version {known}; update it")]
    NewerVersion {
        /// The version of the store.
        found: i64,
        /// The newest one that this program knows.
        known: i64,
    },

    /// A stored value was changed outside of this program, moved to another row, or damaged.
    #[error(
        "in the store's table {table} the row of {row} was changed or damaged; restore it from a backup, or forget it"
    )]
    Damaged {
        /// The table.
        table: &'static str,
        /// Whose row it is.
        row: String,
    },

    /// What was given as an address is none.
    #[error("this is no address or domain: {0}")]
    Address(&'static str),

    /// What names a message or a step is not what this program makes.
    #[error("a message and a step are named by up to 128 hexadecimal digits; please report this")]
    NotHex,

    /// A password could not be made.
    #[error(transparent)]
    Password(#[from] waxseal::Error),

    /// A password that opens pages, but not in every PDF reader.
    #[error("only an HTML envelope would open with it: {0}")]
    OnlyForHtml(waxseal::Error),

    /// There is no room for another value.
    #[error("the disk of {place} is full; make room")]
    Full {
        /// The database.
        place: String,
    },

    /// Others keep the store busy.
    #[error("{place} is busy; try again")]
    Busy {
        /// The database.
        place: String,
    },

    /// What else SQLite says.
    #[error(
        "{place}: {}; check the disk, and the permissions of the file and its folder",
        line(source)
    )]
    Sqlite {
        /// The database file.
        place: String,
        /// The error.
        source: rusqlite::Error,
    },

    /// What else PostgreSQL says, or why it cannot be reached.
    #[error(
        "{place}: {}; check that the server runs and what it lets this user do",
        line(source)
    )]
    Postgres {
        /// The server and its database.
        place: String,
        /// The error.
        source: postgres::Error,
    },
}

impl StoreError {
    /// Whether the same may work later without anybody changing what was asked or configured.
    ///
    /// A mail should then be deferred, otherwise too, but somebody has to be told.
    pub fn is_worth_a_retry(&self) -> bool {
        match self {
            Self::Full { .. } | Self::Busy { .. } | Self::Sqlite { .. } | Self::Postgres { .. } => {
                true
            }
            Self::KeyFile { .. } | Self::File { .. } => true,
            Self::Password(error) => {
                matches!(error, waxseal::Error::NoRandomness | waxseal::Error::Io(_))
            }
            Self::Url(_)
            | Self::KeyFileIsOpen { .. }
            | Self::NotAKeyFile(_)
            | Self::KeyFileExists(_)
            | Self::WrongKey(_)
            | Self::NewerVersion { .. }
            | Self::Damaged { .. }
            | Self::Address(_)
            | Self::NotHex
            | Self::OnlyForHtml(_) => false,
        }
    }
}

/// An error and its causes in one line of a log, whatever a server wrote into it.
fn line(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text.replace(char::is_control, " ")
}
