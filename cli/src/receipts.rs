//! `waxseal receipt`: is this mail the proof that an envelope was read?

use crate::args::{CheckReceipt, Place, Talk};
use crate::failure::Failure;
use crate::input;
use serde::{Deserialize, Serialize};
use std::io::{self, Write as _};
use std::path::Path;
use waxseal::html::ReceiptRecord;
use waxseal::message::{Limits, Message};

/// A log of some hundred thousand envelopes.
const MAX_RECORDS_BYTES: u64 = 256 << 20;

/// What is needed of what `wrap --json` reports.
#[derive(Deserialize)]
struct Record {
    envelopes: Vec<Written>,
    receipt: Option<ReceiptRecord>,
}

#[derive(Deserialize)]
struct Written {
    output: Option<String>,
}

/// What --json reports.
#[derive(Serialize)]
struct Report {
    confirmed: Vec<Confirmed>,
}

#[derive(Serialize)]
struct Confirmed {
    message_id: Option<String>,
    /// The files that it was wrapped into.
    envelopes: Vec<String>,
}

/// `waxseal receipt check`
pub fn check(asked: &CheckReceipt, talk: Talk) -> Result<(), Failure> {
    let limits = Limits::default();
    let raw = input::message(&asked.mail, limits.max_message_bytes)?;
    let mail = Message::parse(&raw, &limits).map_err(Failure::library(&asked.mail))?;
    let mut confirmed = Vec::new();
    for path in &asked.records {
        for Record { envelopes, receipt } in read(path)? {
            if let Some(receipt) = receipt.filter(|its| its.is_proven_by(&mail)) {
                confirmed.push(Confirmed {
                    message_id: receipt.message_id,
                    envelopes: envelopes.into_iter().filter_map(|its| its.output).collect(),
                });
            }
        }
    }
    if confirmed.is_empty() {
        return Err(Failure::ConfirmsNothing(asked.mail.clone()));
    }
    if talk.json {
        return crate::report(&Report { confirmed }, false);
    }
    if talk.quiet {
        return Ok(());
    }
    let lines: String = confirmed.iter().map(Confirmed::line).collect();
    io::stdout()
        .write_all(lines.as_bytes())
        .map_err(Failure::Stdout)
}

impl Confirmed {
    fn line(&self) -> String {
        let files = self.envelopes.join(" and ");
        match (files.is_empty(), &self.message_id) {
            (false, Some(id)) => format!("{files} was opened: message {id}\n"),
            (false, None) => format!("{files} was opened\n"),
            (true, Some(id)) => format!("message {id} was opened\n"),
            (true, None) => "an envelope on standard output was opened\n".to_owned(),
        }
    }
}

/// The records of a file, one in each line that is not empty.
fn read(path: &Path) -> Result<Vec<Record>, Failure> {
    let text = input::text(path, MAX_RECORDS_BYTES)?;
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let records = lines.map(|(index, line)| {
        serde_json::from_str(line).map_err(|_| Failure::NotARecord {
            place: Place::File(path.to_owned()).to_string(),
            line: index + 1,
        })
    });
    let records: Vec<Record> = records.collect::<Result<_, _>>()?;
    match records.is_empty() {
        true => Err(Failure::Empty(Place::File(path.to_owned()))),
        false => Ok(records),
    }
}
