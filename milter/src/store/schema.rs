//! The tables of a store, and the value that shows which key it was made with.

use super::database::Value;
use super::key::Key;
use super::{Store, StoreError, damaged};

const VERSION: i64 = 1;
/// What a store seals, so that another key is noticed before it seals anything.
const CHECK: &[u8] = b"waxseal store";
const TABLE: &str = "waxseal_schema";

const TABLES: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS waxseal_schema (id BIGINT PRIMARY KEY, version BIGINT NOT NULL, sealed BYTEA NOT NULL)",
    "CREATE TABLE IF NOT EXISTS waxseal_passwords (address TEXT NOT NULL, number BIGINT NOT NULL, since TEXT NOT NULL, sealed BYTEA NOT NULL, PRIMARY KEY (address, number))",
    "CREATE TABLE IF NOT EXISTS waxseal_untold (address TEXT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (address, number))",
    "CREATE TABLE IF NOT EXISTS waxseal_messages (message TEXT PRIMARY KEY, made BIGINT NOT NULL, sealed BYTEA NOT NULL)",
    "CREATE TABLE IF NOT EXISTS waxseal_steps (step TEXT PRIMARY KEY, done BIGINT NOT NULL)",
];

impl Store {
    /// Makes the tables of a new store, and refuses the store of somebody else.
    pub(super) fn prepare_schema(&self) -> Result<(), StoreError> {
        // Who may not make tables can still use those that are there.
        let has_schema = self
            .database
            .query(self.database.dialect().has_schema, &[])?;
        if has_schema != [[Value::Number(1)]] {
            self.create_schema()?;
        }
        self.check_schema(&self.key)
    }

    fn create_schema(&self) -> Result<(), StoreError> {
        let sealed = self.key.seal(TABLE, CHECK)?;
        let dialect = self.database.dialect();
        self.database.transaction(|session| {
            for table in TABLES {
                session.execute(&(dialect.schema)(table), &[])?;
            }
            // If another host was quicker, its row stays, and shows below whether it has the same key.
            session.execute(
                "INSERT INTO waxseal_schema (id, version, sealed) VALUES (1, $1, $2) ON CONFLICT DO NOTHING",
                &[Value::Number(VERSION), Value::Bytes(sealed)],
            )?;
            Ok(())
        })
    }

    pub(super) fn check_schema(&self, key: &Key) -> Result<(), StoreError> {
        let rows = self.database.query(
            "SELECT version, sealed FROM waxseal_schema WHERE id = 1",
            &[],
        )?;
        let Some([Value::Number(version), Value::Bytes(sealed)]) = rows.first().map(Vec::as_slice)
        else {
            return Err(damaged(TABLE, "the version"));
        };
        if *version > VERSION {
            return Err(StoreError::NewerVersion {
                found: *version,
                known: VERSION,
            });
        }
        match key.open(TABLE, sealed) {
            Some(plain) if plain.as_slice() == CHECK => Ok(()),
            _ => Err(StoreError::WrongKey(self.key_file.clone())),
        }
    }
}
