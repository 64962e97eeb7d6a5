//! A store in one file, for one host. Other processes of that host may use it too.

use super::StoreError;
use super::database::{Dialect, Row, Session, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

pub const DIALECT: Dialect = Dialect {
    schema: |schema| schema.replace("BYTEA", "BLOB"),
    has_schema: "SELECT count(*) FROM sqlite_master WHERE name = 'waxseal_schema'",
    begin: &["BEGIN IMMEDIATE"],
};

pub struct Sqlite {
    connection: Mutex<Connection>,
    place: String,
}

impl Sqlite {
    pub fn open(path: &str) -> Result<Self, StoreError> {
        if path.is_empty() {
            return Err(StoreError::Url(
                "it names no file; write sqlite:/path/to/file.db",
            ));
        }
        let cannot_create = |source| StoreError::File {
            path: path.into(),
            source,
        };
        // An absolute path is none of the names that SQLite takes for something else.
        let path = std::path::absolute(Path::new(path)).map_err(cannot_create)?;
        // SQLite would let everybody read it, and gives its other files the same permissions.
        let mut new = OpenOptions::new();
        match new.write(true).create_new(true).mode(0o600).open(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(cannot_create(error));
            }
            _ => {}
        }
        let place = path.display().to_string();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags)
            .and_then(|connection| {
                prepare(&connection)?;
                Ok(connection)
            })
            .map_err(|error| explain(&place, error))?;
        Ok(Self {
            connection: Mutex::new(connection),
            place,
        })
    }

    pub fn place(&self) -> &str {
        &self.place
    }

    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = self.connection.lock();
        work(&mut Open {
            connection: &connection.unwrap_or_else(PoisonError::into_inner),
            place: &self.place,
        })
    }
}

/// What is written is on the disk before the mail goes on; what is forgotten is overwritten.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    // SQLite does not wait for another process that does the same.
    let started = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && started.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            result => break result?,
        }
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", true)
}

struct Open<'a> {
    connection: &'a Connection,
    place: &'a str,
}

impl Session for Open<'_> {
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let query = || -> rusqlite::Result<Vec<Row>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map(params_from_iter(values), |row| {
                (0..columns).map(|i| value(row.get_ref(i)?, i)).collect()
            })?;
            rows.collect()
        };
        query().map_err(|error| explain(self.place, error))
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let execute = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.execute(params_from_iter(values))
        };
        match execute() {
            Ok(rows) => Ok(rows as u64),
            Err(error) => Err(explain(self.place, error)),
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// SQLite keeps any type in any column, so somebody may have put another one there.
fn value(value: ValueRef<'_>, column: usize) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Integer(number) => Value::Number(number),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_owned()),
        ValueRef::Null | ValueRef::Real(_) => {
            let name = "a value of a type that was never stored".to_owned();
            return Err(rusqlite::Error::InvalidColumnType(
                column,
                name,
                value.data_type(),
            ));
        }
    })
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

fn explain(place: &str, source: rusqlite::Error) -> StoreError {
    let place = place.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full { place },
        _ if is_busy(&source) => StoreError::Busy { place },
        _ => StoreError::Sqlite { place, source },
    }
}
