//! `waxseal inspect`: what an envelope tells without a password.

use crate::args::{Inspect, Place, Talk};
use crate::failure::Failure;
use crate::input;
use std::io::{self, Write};
use waxseal::html::{Envelope, Summary};
use waxseal::jwe;

pub fn run(inspect: Inspect, talk: Talk) -> Result<(), Failure> {
    let limits = jwe::Limits::default();
    let file = input::envelope(&inspect.envelope, limits.max_plaintext_bytes)?;
    let envelope = Envelope::read(file, &limits).map_err(Failure::library(&inspect.envelope))?;
    let summary = envelope.summary();
    if talk.json {
        return crate::report(summary, false);
    }
    io::stdout()
        .write_all(describe(&inspect.envelope, summary).as_bytes())
        .map_err(Failure::Stdout)
}

fn describe(place: &Place, summary: &Summary) -> String {
    let count = match summary.recipients.len() {
        1 => "1 password".to_owned(),
        n => format!("{n} passwords"),
    };
    let compressed = match summary.compressed {
        true => "compressed",
        false => "not compressed",
    };
    let mut text = format!("{place}\n");
    let mut line = |name: &str, value: String| text += &format!("  {name:<11} {value}\n");
    line(
        "format",
        format!("Waxseal HTML envelope, version {}", summary.version),
    );
    line(
        "encryption",
        format!("{}, {compressed}", summary.content_encryption),
    );
    line("opens with", count);
    for recipient in &summary.recipients {
        line(
            "",
            format!("{}, {} rounds", recipient.algorithm, recipient.p2c),
        );
    }
    line("size", format!("{} bytes", summary.file_bytes));
    line(
        "  message",
        format!("{} bytes, sealed", summary.message_bytes),
    );
    line("  view", format!("{} bytes, sealed", summary.view_bytes));
    text
}
