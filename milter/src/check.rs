//! `waxseal-milter check`: what the configuration does with a mail, and why.

use crate::args::Check;
use crate::{Failure, code};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use waxseal::message::{Limits, Message};
use waxseal_milter::rules::{Facts, subject};

pub fn run(check: &Check) -> Result<(), Failure> {
    let config = crate::read(&check.config)?;
    let mut out = std::io::stdout().lock();
    let Some(mail) = &check.mail else {
        return say(&mut out, &format!("{} is right.", check.config.display()));
    };
    let mut limits = Limits::default();
    limits.max_message_bytes = config.limits.message_bytes;
    let raw = content(mail, limits.max_message_bytes)?;
    let wrong = |error: &dyn std::fmt::Display| {
        Failure(code::DATAERR, format!("{}: {error}", mail.display()))
    };
    let stripped = subject::strip(&raw, config.rules.tags()).map_err(|error| wrong(&error))?;
    let message = Message::parse(&stripped.message, &limits).map_err(|error| wrong(&error))?;
    let facts = Facts::new(&message, &check.from).with_tags(&stripped.tags);
    for recipient in &check.to {
        let explanation = config.rules.explain(&facts, recipient);
        let explanation = explanation.map_err(|error| wrong(&error))?;
        say(&mut out, &explanation.to_string())?;
    }
    Ok(())
}

fn say(out: &mut impl std::io::Write, text: &str) -> Result<(), Failure> {
    writeln!(out, "{}", text.trim_end())
        .map_err(|error| Failure(code::CANTCREAT, format!("standard output: {error}")))
}

/// One byte more than there may be, so that the reader of the message says that it is too large.
fn content(path: &Path, max_bytes: u64) -> Result<Vec<u8>, Failure> {
    let mut raw = Vec::new();
    let read = |from: &mut dyn Read, raw: &mut Vec<u8>| from.take(max_bytes + 1).read_to_end(raw);
    let result = match path.to_str() {
        Some("-") => read(&mut std::io::stdin().lock(), &mut raw),
        _ => File::open(path).and_then(|mut file| read(&mut file, &mut raw)),
    };
    match result {
        Ok(_) => Ok(raw),
        Err(error) => {
            let error = error.to_string();
            let reason = error.split(" (os error").next().unwrap_or_default();
            let what = format!("cannot read {}: {reason}; check its name", path.display());
            Err(Failure(code::NOINPUT, what))
        }
    }
}
