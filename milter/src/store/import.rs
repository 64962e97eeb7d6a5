//! Many passwords at once, from another store or another program.

use super::{NaiveDate, Store, StoreError, Stored, newest, next, normal, storable};
use std::collections::BTreeMap;
use waxseal::password::Password;

/// One password to import.
#[derive(Debug)]
pub struct Import {
    /// Whose it is, an address or a domain.
    pub address: String,
    /// Its number, from 1.
    pub number: u32,
    /// Since when it is used.
    pub since: NaiveDate,
    /// The password.
    pub password: Password,
}

/// How many were imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Passwords of addresses that had none.
    pub added: usize,
    /// Addresses that got a newer one.
    pub replaced: usize,
    /// Addresses that were left as they are.
    pub left: usize,
}

impl Import {
    /// Whether a store can take it in.
    ///
    /// # Errors
    /// [`StoreError::Address`] or [`StoreError::OnlyForHtml`].
    pub fn check(&self) -> Result<(), StoreError> {
        normal(&self.address)?;
        storable(&self.password)?;
        Ok(())
    }
}

impl Store {
    /// Takes in all of these passwords, or none. An address that has one already is left as it is, or with `replace`
    /// gets the one with the highest number as its next, unless that is the current one.
    ///
    /// # Errors
    /// As [`Store::set`]. Two with the same address and number are [`StoreError::Address`].
    pub fn import(&self, imports: &[Import], replace: bool) -> Result<Imported, StoreError> {
        let mut of_address = BTreeMap::<String, BTreeMap<u32, &Import>>::new();
        for import in imports {
            let numbers = of_address.entry(normal(&import.address)?).or_default();
            if import.number == 0 || numbers.insert(import.number, import).is_some() {
                return Err(StoreError::Address("it has the same number twice, or 0"));
            }
        }
        self.database.transaction(|session| {
            let mut done = Imported::default();
            for (address, numbers) in &of_address {
                let current = newest(session, address)?;
                let Some(row) = &current else {
                    for import in numbers.values() {
                        self.insert(session, address, &stored(import, import.number))?;
                    }
                    done.added += numbers.len();
                    continue;
                };
                let last = numbers.values().next_back().filter(|_| replace);
                match last {
                    Some(import)
                        if self.stored(row, |of| of == address)?.password != import.password =>
                    {
                        let number = next(address, current.as_ref())?;
                        self.insert(session, address, &stored(import, number))?;
                        done.replaced += 1;
                    }
                    _ => done.left += 1,
                }
            }
            Ok(done)
        })
    }
}

fn stored(import: &Import, number: u32) -> Stored {
    Stored {
        password: import.password.clone(),
        number,
        since: import.since,
    }
}
