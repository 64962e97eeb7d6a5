//! What an administrator reads: one JSON object a line on standard error, where systemd's journal takes it. No subject, no
//! content, no password; mail addresses and names of rules are in it.

use crate::letter::Letter;
use crate::metrics::Outcome;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};
use waxseal::sealer::Record;

/// How much of a list of recipients is written.
const MAX_RECIPIENTS: usize = 100;

/// Something about the program itself.
pub fn event(level: &str, what: &str) {
    write(level, json!({"event": what}));
}

/// From now on a panic is told by its place only: its text may quote a message.
pub fn hide_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        event("error", &format!("a panic at {place}; please report it"));
    }));
}

/// What became of a message.
pub fn message(outcome: Outcome, letter: &Letter, rules: &[String], why: &str) {
    let mut entry = of(letter, rules);
    entry["event"] = outcome.name().into();
    if !why.is_empty() {
        entry["why"] = why.into();
    }
    let level = match outcome {
        Outcome::Deferred => "warning",
        _ => "info",
    };
    write(level, entry);
}

/// A mail that leaves sealed: its record of audit. `injected` if it was handed to the MTA as a further mail.
pub fn sealed(letter: &Letter, rules: &[String], record: &Record, injected: bool) {
    let mut entry = of(letter, rules);
    entry["event"] = Outcome::Sealed.name().into();
    entry["injected"] = injected.into();
    entry["record"] = json!(record);
    write("info", entry);
}

fn of(letter: &Letter, rules: &[String]) -> Value {
    #[derive(Serialize)]
    struct Entry<'a> {
        queue_id: &'a str,
        sender: &'a str,
        recipients: Vec<&'a String>,
        recipient_count: usize,
        bytes: usize,
        rules: &'a [String],
    }
    json!(Entry {
        queue_id: &letter.queue_id,
        sender: &letter.sender,
        recipients: letter.recipients.iter().take(MAX_RECIPIENTS).collect(),
        recipient_count: letter.recipients.len(),
        bytes: letter.raw.len(),
        rules,
    })
}

fn write(level: &str, mut entry: Value) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_millis());
    entry["unix_ms"] = json!(u64::try_from(now).unwrap_or(u64::MAX));
    entry["level"] = level.into();
    let line = entry.to_string() + "\n";
    // Nobody may be listening; mail goes on all the same.
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}
