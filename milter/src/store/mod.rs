//! The passwords of recipients, kept for as long as somebody may open an old envelope.
//!
//! A store is an SQLite file for one host, or a PostgreSQL database for several. Passwords are encrypted in it with a
//! key that is not in it: who has the database or a backup of it alone learns addresses and dates, but no password. A
//! row that was changed, or moved to another address, is refused; one that was deleted, or put back from an older
//! backup, is not noticed.
//!
//! All calls block, so call them, and drop a [`Store`], where an async runtime allows that
//! (`tokio::task::spawn_blocking`).

mod database;
mod error;
mod import;
mod key;
mod messages;
mod postgres;
mod schema;
mod sqlite;
#[cfg(test)]
mod tests;

pub use chrono::NaiveDate;
pub use error::StoreError;
pub use import::{Import, Imported};
pub use key::create_key_file;
pub use messages::REMEMBERED;

use chrono::DateTime;
use database::{Database, Row, Session, Value};
use key::Key;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use waxseal::password::Password;

/// The longest address, in bytes: 64 of a local part, "@", and 255 of a domain (RFC 5321 §4.5.3.1).
pub const MAX_ADDRESS_BYTES: usize = 320;

const PASSWORDS: &str = "waxseal_passwords";

/// A password and since when it is the one to seal with.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The password.
    pub password: Password,
    /// Counts the passwords of an address, from 1.
    pub number: u32,
    /// The day it was set, in UTC; it prints as "2026-11-26".
    pub since: NaiveDate,
}

/// What can be listed of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The address, or the domain, in lower case.
    pub address: String,
    /// Counts the passwords of an address, from 1.
    pub number: u32,
    /// The day it was set, in UTC.
    pub since: NaiveDate,
}

/// A store of passwords.
///
/// An address is compared without regard to case (of ASCII), and may also be a whole domain, "example.org".
pub struct Store {
    database: Database,
    key: Key,
    key_file: PathBuf,
}

impl Store {
    /// Opens the store at `url`, "sqlite:/path/to/file.db" or "postgresql://user@host/database", and makes its tables
    /// if it has none. The key is read once; what becomes of its file later, only [`Store::check`] notices.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] and [`StoreError::NewerVersion`] for the store of somebody else; whatever is wrong
    /// with the URL, the key file or the database.
    pub fn open(url: &str, key_file: &Path) -> Result<Self, StoreError> {
        let store = Self {
            key: Key::read(key_file)?,
            key_file: key_file.to_owned(),
            database: Database::open(url)?,
        };
        store.prepare_schema()?;
        Ok(store)
    }

    /// The password to seal with for an address: its own newest one, else that of its domain.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a row that this store never wrote so, and whatever the database says.
    pub fn current(&self, address: &str) -> Result<Option<Stored>, StoreError> {
        let address = normal(address)?;
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let rows = self.database.query(
            "SELECT address, number, since, sealed FROM waxseal_passwords WHERE address = $1 OR address = $2 \
             ORDER BY length(address) DESC, number DESC LIMIT 1",
            &[Value::text(&address), Value::text(domain)],
        )?;
        let stored = |row| self.stored(row, |of| of == address || of == domain);
        rows.first().map(stored).transpose()
    }

    /// The password with a number, of this address itself.
    ///
    /// # Errors
    /// As [`Store::current`].
    pub fn numbered(&self, address: &str, number: u32) -> Result<Option<Stored>, StoreError> {
        let address = normal(address)?;
        let rows = self.database.query(
            "SELECT address, number, since, sealed FROM waxseal_passwords WHERE address = $1 AND number = $2",
            &[Value::text(&address), Value::Number(number.into())],
        )?;
        let stored = |row| self.stored(row, |of| of == address);
        rows.first().map(stored).transpose()
    }

    /// Gives an address another password, with the next number and the date of today.
    ///
    /// # Errors
    /// [`StoreError::OnlyForHtml`] for a password that not every PDF reader takes; otherwise as [`Store::current`].
    pub fn set(&self, address: &str, password: &Password) -> Result<Stored, StoreError> {
        let address = normal(address)?;
        self.database.transaction(|session| {
            let newest = newest(session, &address)?;
            let stored = Stored {
                password: password.clone(),
                number: next(&address, newest.as_ref())?,
                since: today(),
            };
            self.insert(session, &address, &stored)?;
            Ok(stored)
        })
    }

    /// The password to seal with for an address, or the one that `make` makes, which then is the address's first.
    /// Several hosts that do this at once all get the same. Also tells whether it is new. Nobody knows a new one, until
    /// [`Store::mark_told`].
    ///
    /// # Errors
    /// As [`Store::set`], and what `make` says, as [`StoreError::Password`].
    pub fn current_or_insert(
        &self,
        address: &str,
        make: impl FnOnce() -> Result<Password, waxseal::Error>,
    ) -> Result<(Stored, bool), StoreError> {
        if let Some(stored) = self.current(address)? {
            return Ok((stored, false));
        }
        let stored = Stored {
            password: make()?,
            number: 1,
            since: today(),
        };
        let address = normal(address)?;
        let is_new = self.database.transaction(|session| {
            let is_new = self.insert(session, &address, &stored)?;
            if is_new {
                session.execute(
                    "INSERT INTO waxseal_untold (address, number) VALUES ($1, 1) ON CONFLICT DO NOTHING",
                    &[Value::text(&address)],
                )?;
            }
            Ok(is_new)
        })?;
        if is_new {
            return Ok((stored, true));
        }
        // Somebody else was quicker. And if that one is forgotten again already, there is one more to come.
        let stored = self.current(&address)?.ok_or_else(|| self.is_busy())?;
        Ok((stored, false))
    }

    /// Whether nobody was told yet of a password that was made.
    ///
    /// # Errors
    /// As [`Store::forget`].
    pub fn is_untold(&self, address: &str, number: u32) -> Result<bool, StoreError> {
        let rows = self.database.query(
            "SELECT number FROM waxseal_untold WHERE address = $1 AND number = $2",
            &[Value::Text(normal(address)?), Value::Number(number.into())],
        )?;
        Ok(!rows.is_empty())
    }

    /// Somebody was told of it.
    ///
    /// # Errors
    /// As [`Store::forget`].
    pub fn mark_told(&self, address: &str, number: u32) -> Result<(), StoreError> {
        self.database.execute(
            "DELETE FROM waxseal_untold WHERE address = $1 AND number = $2",
            &[Value::Text(normal(address)?), Value::Number(number.into())],
        )?;
        Ok(())
    }

    /// All passwords that an address itself ever had, oldest first: an envelope of 2004 opens with that of 2004.
    ///
    /// # Errors
    /// As [`Store::current`].
    pub fn history(&self, address: &str) -> Result<Vec<Entry>, StoreError> {
        let rows = self.database.query(
            "SELECT address, number, since FROM waxseal_passwords WHERE address = $1 ORDER BY number",
            &[Value::Text(normal(address)?)],
        )?;
        rows.iter().map(entry).collect()
    }

    /// The current entries of up to `limit` addresses, in the order of their bytes, from the first one after `after`.
    ///
    /// # Errors
    /// As [`Store::current`].
    pub fn list(&self, after: Option<&str>, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let rows = self.database.query(
            "SELECT address, number, since FROM waxseal_passwords p WHERE address > $1 AND number = \
             (SELECT max(number) FROM waxseal_passwords q WHERE q.address = p.address) ORDER BY address LIMIT $2",
            &[
                Value::text(after.unwrap_or("").to_ascii_lowercase()),
                Value::Number(limit.into()),
            ],
        )?;
        rows.iter().map(entry).collect()
    }

    /// All numbers of all addresses, with the passwords, from the first one after `after`: for a copy of the store.
    ///
    /// # Errors
    /// As [`Store::current`].
    pub fn all(
        &self,
        after: Option<(&str, u32)>,
        limit: u32,
    ) -> Result<Vec<(String, Stored)>, StoreError> {
        let (address, number) = after.unwrap_or(("", 0));
        let rows = self.database.query(
            "SELECT address, number, since, sealed FROM waxseal_passwords WHERE (address, number) > ($1, $2) \
             ORDER BY address, number LIMIT $3",
            &[
                Value::text(address.to_ascii_lowercase()),
                Value::Number(number.into()),
                Value::Number(limit.into()),
            ],
        )?;
        let stored = |row: &Row| Ok((entry(row)?.address, self.stored(row, |_| true)?));
        rows.iter().map(stored).collect()
    }

    /// Forgets all passwords of an address, and tells whether it had one. What was sealed with them opens only for who
    /// still knows them.
    ///
    /// # Errors
    /// Whatever the database says.
    pub fn forget(&self, address: &str) -> Result<bool, StoreError> {
        let address = normal(address)?;
        self.database.transaction(|session| {
            session.execute(
                "DELETE FROM waxseal_untold WHERE address = $1",
                &[Value::text(&address)],
            )?;
            let rows = session.execute(
                "DELETE FROM waxseal_passwords WHERE address = $1",
                &[Value::text(&address)],
            )?;
            Ok(rows > 0)
        })
    }

    /// Whether the database answers, and whether the key file is still there and the right one: the store itself would
    /// notice that only at the next start.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn check(&self) -> Result<(), StoreError> {
        self.check_schema(&Key::read(&self.key_file)?)
    }

    /// Whether there was no such number yet.
    fn insert(
        &self,
        session: &mut dyn Session,
        address: &str,
        stored: &Stored,
    ) -> Result<bool, StoreError> {
        let since = stored.since.to_string();
        let belongs_to = belongs_to(address, stored.number, &since);
        let rows = session.execute(
            "INSERT INTO waxseal_passwords (address, number, since, sealed) VALUES ($1, $2, $3, $4) \
             ON CONFLICT DO NOTHING",
            &[
                Value::text(address),
                Value::Number(stored.number.into()),
                Value::Text(since),
                Value::Bytes(self.key.seal(&belongs_to, storable(&stored.password)?)?),
            ],
        )?;
        Ok(rows > 0)
    }

    /// `is_asked` is whether the row is one of those that were asked for: the database may answer with another one.
    fn stored(&self, row: &Row, is_asked: impl Fn(&str) -> bool) -> Result<Stored, StoreError> {
        let Entry {
            address,
            number,
            since,
        } = entry(row)?;
        let [_, _, Value::Text(day), Value::Bytes(sealed)] = row.as_slice() else {
            return Err(damaged(PASSWORDS, &address));
        };
        let plain = self.key.open(&belongs_to(&address, number, day), sealed);
        match plain.and_then(|plain| password(&plain)) {
            Some(password) if is_asked(&address) => Ok(Stored {
                password,
                number,
                since,
            }),
            _ => Err(damaged(PASSWORDS, &address)),
        }
    }

    fn is_busy(&self) -> StoreError {
        StoreError::Busy {
            place: self.database.place().to_owned(),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.database.place())
    }
}

/// The newest entry of an address itself.
fn newest(session: &mut dyn Session, address: &str) -> Result<Option<Row>, StoreError> {
    let rows = session.query(
        "SELECT address, number, since, sealed FROM waxseal_passwords WHERE address = $1 ORDER BY number DESC LIMIT 1",
        &[Value::text(address)],
    )?;
    Ok(rows.into_iter().next())
}

fn next(address: &str, newest: Option<&Row>) -> Result<u32, StoreError> {
    let Some(row) = newest else { return Ok(1) };
    let next = entry(row)?.number.checked_add(1);
    next.ok_or_else(|| damaged(PASSWORDS, address))
}

/// What a row shows without the key.
fn entry(row: &Row) -> Result<Entry, StoreError> {
    let [
        Value::Text(address),
        Value::Number(number),
        Value::Text(since),
        ..,
    ] = row.as_slice()
    else {
        return Err(damaged(PASSWORDS, "an address"));
    };
    let number = u32::try_from(*number).ok().filter(|number| *number > 0);
    match (number, day(since)) {
        (Some(number), Some(since)) if normal(address).is_ok_and(|normal| normal == *address) => {
            Ok(Entry {
                address: address.clone(),
                number,
                since,
            })
        }
        _ => Err(damaged(PASSWORDS, address)),
    }
}

/// Nobody knows what is in a damaged row, so it is not repeated as it is.
fn damaged(table: &'static str, row: &str) -> StoreError {
    StoreError::Damaged {
        table,
        row: row.escape_debug().take(MAX_ADDRESS_BYTES).collect(),
    }
}

/// What a sealed value is bound to. No part can contain a line break.
fn belongs_to(address: &str, number: u32, since: &str) -> String {
    format!("{PASSWORDS}\n{address}\n{number}\n{since}")
}

/// A password is stored as it was prepared. So one that PDF readers do not prepare alike cannot be: it would look as if
/// they did.
fn storable(password: &Password) -> Result<&[u8], StoreError> {
    password.for_pdf().map_err(StoreError::OnlyForHtml)
}

fn password(plain: &[u8]) -> Option<Password> {
    Password::new(std::str::from_utf8(plain).ok()?).ok()
}

/// An address or a domain in lower case.
fn normal(address: &str) -> Result<String, StoreError> {
    let is_half = address.starts_with('@') || address.ends_with('@');
    let cause = if address.len() > MAX_ADDRESS_BYTES {
        "it is longer than 320 bytes"
    } else if address.is_empty() || is_half {
        "it is not complete; write ann@example.org, or example.org for all of a domain"
    } else if address.contains(char::is_control) || address.trim() != address {
        "it has a control character, or a space at an end"
    } else {
        return Ok(address.to_ascii_lowercase());
    };
    Err(StoreError::Address(cause))
}

/// A date as RFC 3339 writes it, and no other way.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let day = text.parse::<NaiveDate>().ok()?;
    (day.to_string() == text && text.len() == 10).then_some(day)
}

pub(crate) fn today() -> NaiveDate {
    let now = DateTime::from_timestamp(seconds(SystemTime::now()), 0);
    now.unwrap_or_default().date_naive()
}

/// Since 1970, as both databases count.
fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
