//! What an administrator does with the store of passwords, on the command line.

mod error;
mod table;

pub use error::{AdminError, BadLine, LineError};

use crate::store::{self, Entry, Store, Stored};
use clap::{Args, Subcommand};
use rand::rngs::SysRng;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use waxseal::password::{DEFAULT_BITS, MAX_BYTES, Password, Style, generate};
use zeroize::Zeroizing;

/// How many rows are asked for at once.
const PAGE: u32 = 1000;

const STORE_KEY_EXAMPLES: &str = "\
Examples:
  $ waxseal-milter store-key /etc/waxseal/store.key
  $ chown waxseal /etc/waxseal/store.key";

/// Make the key file of a new store
///
/// The store encrypts its passwords with it, so a copy of the database alone tells none. All hosts that share a
/// store need the same file. Keep a copy of it apart from the backups of the database: nothing else opens what is
/// stored. A file is never replaced, and only its owner can read it.
#[derive(Args, Debug)]
#[command(after_help = STORE_KEY_EXAMPLES)]
pub struct StoreKey {
    /// Where to write the key
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  $ waxseal-milter passwords list
  $ waxseal-milter passwords set ann@example.org
      asks for the password twice
  $ waxseal-milter passwords rotate ann@example.org --print
      makes a new password and prints it, to be told to Ann
  $ waxseal-milter passwords set example.org --password-stdin < shared.txt
      for everybody at example.org who has none of their own
  $ waxseal-milter passwords export passwords.csv
      everything, in clear";

/// Look after the passwords of recipients
///
/// An ADDRESS is an address such as ann@example.org, or a whole domain such as example.org, whose password is for
/// everybody there who has none of their own. When an address gets another password, the older ones are kept under
/// their numbers: what was sealed with one opens with no other.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Passwords {
    /// What to do
    #[command(subcommand)]
    pub what: PasswordCommand,
}

/// What can be done with the passwords of recipients.
#[derive(Subcommand, Debug)]
pub enum PasswordCommand {
    /// List addresses with the number and the date of their password
    ///
    /// No password is shown.
    List {
        /// List all numbers of this address instead
        #[arg(value_name = "ADDRESS")]
        address: Option<String>,
        /// Print one JSON object per line, for programs
        #[arg(long)]
        json: bool,
    },
    /// Print the password of an address, in clear
    ///
    /// It appears on the screen, or wherever standard output goes. Without --number it is the one that mail to this
    /// address is sealed with now: its newest, or that of its domain.
    Show {
        /// Whose password
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// The password that had this number, for an older envelope
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        number: Option<u32>,
    },
    /// Give an address a password that somebody chose
    ///
    /// It is asked for twice on the terminal. It gets the next number, and is used from now on.
    Set {
        /// Whose password
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
        /// Accept a password that is easy to guess
        ///
        /// Whoever has an envelope can try passwords as fast as hardware allows. Without this, a password needs 8
        /// characters and must withstand 10,000,000,000 guesses (as zxcvbn estimates).
        #[arg(long)]
        allow_weak_password: bool,
    },
    /// Give an address a new password that is made for it
    ///
    /// It gets the next number, and is used from now on.
    Rotate {
        /// Whose password
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// Print the password, in clear
        #[arg(long)]
        print: bool,
    },
    /// Forget all passwords of an address
    ///
    /// What was sealed with them then opens only for who still knows them.
    Forget {
        /// Whose passwords
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Take in many passwords, as `export` writes them
    ///
    /// All of them or none: every line that cannot be used is named. The first line of the CSV file names its columns:
    /// address and password, and if it has them number and since (such as 2026-11-26). A password without a number
    /// is number 1, one without a date is of today. An address that has a password already is left as it is.
    Import {
        /// The CSV file ("-": standard input)
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Give an address that has a password already the one of the file as its next number
        ///
        /// Of several it is the one with the highest number, and only if it is not the current one anyway.
        #[arg(long)]
        replace: bool,
        /// Accept passwords that are easy to guess
        #[arg(long)]
        allow_weak_password: bool,
    },
    /// Write all passwords into a CSV file, in clear
    ///
    /// Its columns are address, number, since and password. Only its owner can read it, and an existing file is not
    /// replaced. Whoever gets hold of it can open everything, so delete it as soon as you can.
    Export {
        /// The CSV file ("-": standard output)
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// `waxseal-milter store-key`
///
/// # Errors
/// What [`store::create_key_file`] says, or that `output` cannot be written.
pub fn store_key(asked: &StoreKey, output: &mut dyn Write) -> Result<(), AdminError> {
    store::create_key_file(&asked.file)?;
    let path = asked.file.display();
    say(
        output,
        format_args!("Wrote {path}; keep it secret, and keep a copy."),
    )
}

/// `waxseal-milter passwords`; `input` and `output` are the standard streams.
///
/// # Errors
/// [`AdminError`], each with cause and remedy; nothing was changed then.
pub fn run(
    command: &PasswordCommand,
    store: &Store,
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), AdminError> {
    match command {
        PasswordCommand::List { address, json } => {
            let show = if *json { show_json } else { show_text };
            list(address.as_deref(), show, store, output)
        }
        PasswordCommand::Show { address, number } => {
            let stored = match number {
                None => store.current(address)?,
                Some(number) => store.numbered(address, *number)?,
            };
            let stored = stored.ok_or_else(|| none(address))?;
            print(&stored.password, output)
        }
        PasswordCommand::Set {
            address,
            password_stdin,
            allow_weak_password,
        } => {
            let password = match password_stdin {
                true => first_line(input)?,
                false => ask(address)?,
            };
            if !allow_weak_password {
                password.check_strength().map_err(AdminError::Password)?;
            }
            tell(address, &store.set(address, &password)?, output)
        }
        PasswordCommand::Rotate {
            address,
            print: show,
        } => {
            let password = generate(Style::default(), DEFAULT_BITS, &mut SysRng);
            let stored = store.set(address, &password.map_err(AdminError::Password)?)?;
            tell(address, &stored, output)?;
            match show {
                true => print(&stored.password, output),
                false => Ok(()),
            }
        }
        PasswordCommand::Forget { address } => match store.forget(address)? {
            true => say(
                output,
                format_args!("The passwords of {address} are forgotten."),
            ),
            false => Err(none(address)),
        },
        PasswordCommand::Import {
            file,
            replace,
            allow_weak_password,
        } => {
            let imports = table::read(file, input, *allow_weak_password)?;
            let done = store.import(&imports, *replace)?;
            say(
                output,
                format_args!(
                    "{} added, {} replaced, {} left as they are.",
                    done.added, done.replaced, done.left
                ),
            )
        }
        PasswordCommand::Export { file } => table::write(store, file, output),
    }
}

fn list(
    address: Option<&str>,
    show: fn(&Entry) -> String,
    store: &Store,
    output: &mut dyn Write,
) -> Result<(), AdminError> {
    if let Some(address) = address {
        let entries = store.history(address)?;
        if entries.is_empty() {
            return Err(none(address));
        }
        return entries
            .iter()
            .try_for_each(|entry| say(output, format_args!("{}", show(entry))));
    }
    let mut entries = store.list(None, PAGE)?;
    while let Some(last) = entries.last() {
        for entry in &entries {
            say(output, format_args!("{}", show(entry)))?;
        }
        entries = store.list(Some(&last.address), PAGE)?;
    }
    Ok(())
}

fn show_text(entry: &Entry) -> String {
    format!("{}\t{}\t{}", entry.address, entry.number, entry.since)
}

fn show_json(entry: &Entry) -> String {
    serde_json::json!({
        "address": entry.address,
        "number": entry.number,
        "since": entry.since.to_string(),
    })
    .to_string()
}

fn none(address: &str) -> AdminError {
    AdminError::None {
        address: address.escape_debug().collect(),
    }
}

fn tell(address: &str, stored: &Stored, output: &mut dyn Write) -> Result<(), AdminError> {
    let number = stored.number;
    say(
        output,
        format_args!("Password {number} of {address} is set."),
    )
}

fn say(output: &mut dyn Write, text: std::fmt::Arguments<'_>) -> Result<(), AdminError> {
    writeln!(output, "{text}").map_err(AdminError::Output)
}

fn print(password: &Password, output: &mut dyn Write) -> Result<(), AdminError> {
    let write = output.write_all(password.as_bytes());
    write
        .and_then(|()| output.write_all(b"\n"))
        .map_err(AdminError::Output)
}

/// Asks on the terminal, twice, because nobody sees what they type.
fn ask(address: &str) -> Result<Password, AdminError> {
    let ask = |prompt: String| -> Result<Password, AdminError> {
        let typed = rpassword::prompt_password(prompt).map_err(AdminError::NoTerminal)?;
        Password::new(&Zeroizing::new(typed)).map_err(AdminError::Password)
    };
    let address = address.escape_debug();
    let password = ask(format!("Password of {address}: "))?;
    match ask("The same password again: ".to_owned())? == password {
        true => Ok(password),
        false => Err(AdminError::PasswordsDiffer),
    }
}

/// Without its ending, and little more than a password may have.
fn first_line(input: &mut dyn Read) -> Result<Password, AdminError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * MAX_BYTES));
    // A buffer of one byte keeps nothing that is not zeroised and takes nothing after the line.
    BufReader::with_capacity(1, input.take(2 * MAX_BYTES as u64))
        .read_until(b'\n', &mut bytes)
        .map_err(AdminError::Input)?;
    let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| AdminError::NotUtf8)?;
    Password::new(text).map_err(AdminError::Password)
}
