//! What is remembered of a message for as long as it may be tried again.

use super::database::{Row, Value};
use super::{Store, StoreError, damaged, password, seconds, storable};
use std::time::{Duration, SystemTime};
use waxseal::password::Password;

/// How long a message and its steps are remembered: a mail server gives up after 5 days, and an administrator may
/// send a held mail on some days later.
pub const REMEMBERED: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// More than any digest has.
const MAX_NAME_BYTES: usize = 128;
const MESSAGES: &str = "waxseal_messages";

impl Store {
    /// A password for one message, which hexadecimal digits name, such as a digest of it. Whoever asks for the same
    /// message within [`REMEMBERED`] gets the same one. Also tells whether it is new.
    ///
    /// # Errors
    /// As [`Store::current_or_insert`], and [`StoreError::NotHex`].
    pub fn for_message(
        &self,
        message: &str,
        make: impl FnOnce() -> Result<Password, waxseal::Error>,
    ) -> Result<(Password, bool), StoreError> {
        let message = hex(message)?;
        if let Some(password) = self.of_message(&message)? {
            return Ok((password, false));
        }
        let password = make()?;
        let sealed = self.key.seal(&belongs_to(&message), storable(&password)?)?;
        let rows = self.database.execute(
            "INSERT INTO waxseal_messages (message, made, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[
                Value::text(&message),
                Value::Number(seconds(SystemTime::now())),
                Value::Bytes(sealed),
            ],
        )?;
        if rows > 0 {
            return Ok((password, true));
        }
        let password = self.of_message(&message)?.ok_or_else(|| self.is_busy())?;
        Ok((password, false))
    }

    /// Whether a step, named by hexadecimal digits, was taken already, so that a retry does not take it again.
    ///
    /// # Errors
    /// [`StoreError::NotHex`], and whatever the database says.
    pub fn is_done(&self, step: &str) -> Result<bool, StoreError> {
        let rows = self.database.query(
            "SELECT step FROM waxseal_steps WHERE step = $1",
            &[Value::Text(hex(step)?)],
        )?;
        Ok(!rows.is_empty())
    }

    /// Remembers that a step was taken, for [`REMEMBERED`].
    ///
    /// # Errors
    /// As [`Store::is_done`].
    pub fn mark_done(&self, step: &str) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO waxseal_steps (step, done) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &[
                Value::Text(hex(step)?),
                Value::Number(seconds(SystemTime::now())),
            ],
        )?;
        Ok(())
    }

    /// Forgets a step.
    ///
    /// # Errors
    /// As [`Store::is_done`].
    pub fn forget_step(&self, step: &str) -> Result<(), StoreError> {
        self.database.execute(
            "DELETE FROM waxseal_steps WHERE step = $1",
            &[Value::Text(hex(step)?)],
        )?;
        Ok(())
    }

    /// Forgets the messages and steps that are older than [`REMEMBERED`], and tells how many they were.
    ///
    /// # Errors
    /// Whatever the database says.
    pub fn sweep(&self, now: SystemTime) -> Result<usize, StoreError> {
        let before = seconds(now).saturating_sub(REMEMBERED.as_secs() as i64);
        let mut swept = 0;
        for statement in [
            "DELETE FROM waxseal_messages WHERE made < $1",
            "DELETE FROM waxseal_steps WHERE done < $1",
        ] {
            swept += self.database.execute(statement, &[Value::Number(before)])?;
        }
        Ok(swept as usize)
    }

    fn of_message(&self, message: &str) -> Result<Option<Password>, StoreError> {
        let rows = self.database.query(
            "SELECT sealed FROM waxseal_messages WHERE message = $1",
            &[Value::text(message)],
        )?;
        let open = |row: &Row| match row.as_slice() {
            [Value::Bytes(sealed)] => {
                let plain = self.key.open(&belongs_to(message), sealed);
                plain.and_then(|plain| password(&plain))
            }
            _ => None,
        };
        let password = |row| open(row).ok_or_else(|| damaged(MESSAGES, message));
        rows.first().map(password).transpose()
    }
}

fn belongs_to(message: &str) -> String {
    format!("{MESSAGES}\n{message}")
}

fn hex(name: &str) -> Result<String, StoreError> {
    let is_hex = name.bytes().all(|byte| byte.is_ascii_hexdigit());
    match is_hex && (1..=MAX_NAME_BYTES).contains(&name.len()) {
        true => Ok(name.to_ascii_lowercase()),
        false => Err(StoreError::NotHex),
    }
}
