//! Why an administrator's command did nothing.

use crate::store::StoreError;
use std::io;
use std::path::PathBuf;

/// Each text says cause and remedy; none holds a password.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),

    /// The password cannot be used, or is too weak.
    #[error(transparent)]
    Password(waxseal::Error),

    /// There is no such password.
    #[error(
        "there is no such password of {address}; `waxseal-milter passwords list` shows those that there are"
    )]
    None {
        /// The address, as it was given.
        address: String,
    },

    /// The second time another password was typed.
    #[error("the two passwords differ; try again, nothing was changed")]
    PasswordsDiffer,

    /// There is nobody to ask.
    #[error("there is no terminal to ask for the password ({0}); use --password-stdin")]
    NoTerminal(io::Error),

    /// Standard input cannot be read.
    #[error("cannot read standard input: {0}; check where it comes from")]
    Input(io::Error),

    /// Standard input is no text.
    #[error("the password on standard input is no text in UTF-8; write it in UTF-8")]
    NotUtf8,

    /// Standard output cannot be written.
    #[error("cannot write standard output: {0}; check what it leads to")]
    Output(io::Error),

    /// The file to import cannot be read.
    #[error("cannot read {}: {source}; check its name, and who may read it", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// The file to import is far too large.
    #[error("the file to import has more than {limit} bytes; import it in parts")]
    TooLarge {
        /// How many it may have.
        limit: u64,
    },

    /// The first line of the file to import does not name the columns.
    #[error(
        "the first line must name the columns: address,number,since,password, with commas; number and since may be left out"
    )]
    Columns,

    /// Some lines of the file to import cannot be used.
    #[error("nothing was imported, for these lines cannot be used:{}", lines(.0))]
    BadLines(Vec<BadLine>),

    /// The exported file cannot be written.
    #[error("cannot write {}: {source}; choose a folder that exists and has room", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// The exported file is there already.
    #[error("{} exists already; choose another name", .0.display())]
    Exists(PathBuf),
}

/// A line of a file to import that cannot be used.
#[derive(Debug)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub error: LineError,
}

/// What can be wrong with a line of a file to import.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It has more or fewer columns than the first line, or is no text in UTF-8.
    #[error("it has not as many columns as the first line, or is not in UTF-8")]
    Shape,
    /// The address cannot be one, or the password cannot be stored.
    #[error(transparent)]
    Store(StoreError),
    /// The password cannot be one, or is too weak.
    #[error(transparent)]
    Password(waxseal::Error),
    /// The number is none.
    #[error("the number is not a whole number from 1")]
    Number,
    /// The date is none.
    #[error("the date is not like 2026-11-26")]
    Since,
    /// The same address has the same number in another line.
    #[error("line {line} has the same address and number")]
    Twice {
        /// The other line.
        line: u64,
    },
}

/// How many lines are told of; more do not help.
const SHOWN: usize = 20;

fn lines(bad: &[BadLine]) -> String {
    let shown = bad.iter().take(SHOWN);
    let mut text: String = shown
        .map(|bad| format!("\n  line {}: {}", bad.line, bad.error))
        .collect();
    if bad.len() > SHOWN {
        text += &format!("\n  and {} more", bad.len() - SHOWN);
    }
    text
}
