//! A store that several hosts share.
//!
//! There is no TLS to the server: values are sealed before they get there, but addresses are not, and anybody on the way
//! could change what the server answers. Use a Unix socket, a private network, or a tunnel.

use super::StoreError;
use super::database::{Dialect, Row, Session, Value};
use postgres::config::{Host, SslMode};
use postgres::error::SqlState;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the server may take to answer at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a statement may take, and how long a caller waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// A server has 100 connections unless it is told otherwise, and several hosts use it.
const MAX_CONNECTIONS: usize = 8;

pub const DIALECT: Dialect = Dialect {
    // Both databases sort by bytes, so that a list goes on where it stopped.
    schema: |schema| schema.replace("TEXT", "TEXT COLLATE \"C\""),
    has_schema: "SELECT count(to_regclass('waxseal_schema'))",
    // The number is one that no other program has chosen: "waxseal" in ASCII.
    begin: &["BEGIN", "SELECT pg_advisory_xact_lock(33602692188561772)"],
};

pub struct Postgres {
    config: Config,
    place: String,
    pool: Mutex<Pool>,
    is_free: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Client>,
    in_use: usize,
}

impl Postgres {
    pub fn open(url: &str) -> Result<Self, StoreError> {
        // Its error may repeat what it could not read, which may be the password.
        let mut config = url.parse::<Config>().map_err(|_| {
            StoreError::Url("it cannot be read; write postgresql://user:password@host/database, with special characters as %..")
        })?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(StoreError::Url(
                "it asks for TLS, which this program does not have; use a Unix socket, a private network or a tunnel, and leave sslmode out (passwords are encrypted before they are sent there)",
            ));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        config.tcp_user_timeout(PATIENCE);
        if config.get_application_name().is_none() {
            config.application_name("waxseal-milter");
        }
        Ok(Self {
            place: place(&config),
            config,
            pool: Mutex::default(),
            is_free: Condvar::new(),
        })
    }

    pub fn place(&self) -> &str {
        &self.place
    }

    /// Gives a connection that answers to `work`. No statement is ever sent twice.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _slot = self.slot()?;
        let mut open = Open {
            client: self.client()?,
            place: &self.place,
        };
        let result = work(&mut open)?;
        // After an error a connection may be broken or within a transaction, so that one is dropped.
        self.pool().idle.push(open.client);
        Ok(result)
    }

    fn slot(&self) -> Result<Slot<'_>, StoreError> {
        let is_full = |pool: &mut Pool| pool.in_use >= MAX_CONNECTIONS;
        let waited = self
            .is_free
            .wait_timeout_while(self.pool(), PATIENCE, is_full);
        let (mut pool, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(StoreError::Busy {
                place: self.place.clone(),
            });
        }
        pool.in_use += 1;
        Ok(Slot(self))
    }

    fn client(&self) -> Result<Client, StoreError> {
        let idle = self.pool().idle.pop();
        if let Some(mut client) = idle {
            if client.is_valid(CONNECT_TIMEOUT).is_ok() {
                return Ok(client);
            }
            // The server was restarted, or there was a network in between: the others are dead too.
            let dead = std::mem::take(&mut self.pool().idle);
            drop(dead);
        }
        let connect = || {
            let mut client = self.config.connect(NoTls)?;
            let milliseconds = PATIENCE.as_millis();
            client.batch_execute(&format!(
                "SET statement_timeout = {milliseconds}; SET client_min_messages = warning"
            ))?;
            Ok(client)
        };
        connect().map_err(|error| explain(&self.place, error))
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to have a connection.
struct Slot<'a>(&'a Postgres);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.pool().in_use -= 1;
        self.0.is_free.notify_one();
    }
}

struct Open<'a> {
    client: Client,
    place: &'a str,
}

impl Session for Open<'_> {
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let rows = self.client.query_typed(sql, &typed(values));
        rows.and_then(|rows| rows.iter().map(row).collect())
            .map_err(|error| explain(self.place, error))
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let rows = self.client.execute_typed(sql, &typed(values));
        rows.map_err(|error| explain(self.place, error))
    }
}

fn typed(values: &[Value]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    let typed = values.iter().map(|value| match value {
        Value::Text(text) => (text as &(dyn ToSql + Sync), Type::TEXT),
        Value::Number(number) => (number as _, Type::INT8),
        Value::Bytes(bytes) => (bytes as _, Type::BYTEA),
    });
    typed.collect()
}

fn row(row: &postgres::Row) -> Result<Row, postgres::Error> {
    let columns = row.columns().iter().enumerate();
    let value = |(i, column): (usize, &postgres::Column)| {
        Ok(match *column.type_() {
            Type::INT8 => Value::Number(row.try_get(i)?),
            Type::BYTEA => Value::Bytes(row.try_get(i)?),
            _ => Value::Text(row.try_get(i)?),
        })
    };
    columns.map(value).collect()
}

/// Without user and password.
fn place(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "no host".to_owned(),
    };
    let name = config.get_dbname().or(config.get_user()).unwrap_or("");
    format!("PostgreSQL database {name:?} at {host:?}")
}

fn explain(place: &str, source: postgres::Error) -> StoreError {
    let place = place.to_owned();
    match source.code() {
        Some(&SqlState::DISK_FULL) => StoreError::Full { place },
        Some(&SqlState::TOO_MANY_CONNECTIONS | &SqlState::LOCK_NOT_AVAILABLE) => {
            StoreError::Busy { place }
        }
        _ => StoreError::Postgres { place, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_url_is_not_repeated() {
        for (url, cause) in [
            ("postgresql://ann:Hidden1@db/waxseal?sslmode=require", "TLS"),
            (
                "postgresql://ann:Hidden1@db:Hidden1/waxseal",
                "cannot be read",
            ),
            (
                "postgresql://ann:x@db/waxseal?Hidden1=Hidden1",
                "cannot be read",
            ),
        ] {
            let error = Postgres::open(url).err().unwrap();
            assert!(error.to_string().contains(cause), "{error}");
            assert!(!format!("{error} {error:?}").contains("Hidden1"), "{error}");
            assert!(!error.is_worth_a_retry());
        }
        let database = Postgres::open("postgres://ann:Hidden1@db/mails").unwrap();
        assert_eq!(database.place(), "PostgreSQL database \"mails\" at \"db\"");
    }
}
