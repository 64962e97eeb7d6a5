//! What the store needs of a database: a few statements that SQLite and PostgreSQL both understand.
//!
//! A statement numbers its parameters $1, $2, ... in the order in which they first appear, because SQLite takes them as
//! names. Columns are TEXT, BIGINT or BYTEA, and never null.

use super::StoreError;
use super::postgres::Postgres;
use super::sqlite::Sqlite;

/// A parameter, or a column of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

pub type Row = Vec<Value>;

/// One connection.
pub trait Session {
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError>;

    /// How many rows were changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;
}

/// What the two say differently.
pub struct Dialect {
    /// What to make of a statement that makes a table.
    pub schema: fn(&str) -> String,
    /// Counts the schema table: 0 or 1.
    pub has_schema: &'static str,
    /// Begins a transaction that no other one can run beside.
    pub begin: &'static [&'static str],
}

pub enum Database {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Database {
    pub fn open(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Sqlite::open(path).map(Self::Sqlite);
        }
        if url.starts_with("postgresql://") || url.starts_with("postgres://") {
            return Postgres::open(url).map(Box::new).map(Self::Postgres);
        }
        Err(StoreError::Url(
            "it begins with neither \"sqlite:\" nor \"postgresql://\"; write sqlite:/path/to/file.db or postgresql://user@host/database",
        ))
    }

    pub fn dialect(&self) -> &'static Dialect {
        match self {
            Self::Sqlite(_) => &super::sqlite::DIALECT,
            Self::Postgres(_) => &super::postgres::DIALECT,
        }
    }

    /// What to call it in an error.
    pub fn place(&self) -> &str {
        match self {
            Self::Sqlite(database) => database.place(),
            Self::Postgres(database) => database.place(),
        }
    }

    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(database) => database.with(work),
            Self::Postgres(database) => database.with(work),
        }
    }

    /// All or nothing, and nobody else writes such a thing meanwhile.
    pub fn transaction<T>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let all = |session: &mut dyn Session| {
            for statement in self.dialect().begin {
                session.execute(statement, &[])?;
            }
            let result = work(session)?;
            session.execute("COMMIT", &[])?;
            Ok(result)
        };
        self.with(|session| {
            all(session).inspect_err(|_| {
                // The first error is the one to tell; it may have ended the transaction itself.
                let _ = session.execute("ROLLBACK", &[]);
            })
        })
    }

    pub fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.with(|session| session.query(sql, values))
    }

    pub fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.with(|session| session.execute(sql, values))
    }
}
