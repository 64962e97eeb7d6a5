//! `waxseal inspect`: what an envelope tells without a password.

use crate::args::{Inspect, Place, Talk};
use crate::envelope::Envelope;
use crate::failure::Failure;
use std::io::{self, Write};
use waxseal::html::RecipientSummary;
use waxseal::{html, pdf};

pub fn run(inspect: Inspect, talk: Talk) -> Result<(), Failure> {
    let lines = match Envelope::read(&inspect.envelope)? {
        Envelope::Html(envelope) if talk.json => return crate::report(envelope.summary(), false),
        Envelope::Pdf(envelope) if talk.json => return crate::report(envelope.summary(), false),
        Envelope::Html(envelope) => page(envelope.summary()),
        Envelope::Pdf(envelope) => pdf(envelope.summary()),
    };
    io::stdout()
        .write_all(describe(&inspect.envelope, &lines).as_bytes())
        .map_err(Failure::Stdout)
}

fn describe(place: &Place, lines: &[(&str, String)]) -> String {
    let mut text = format!("{place}\n");
    for (name, value) in lines {
        text += &format!("  {name:<11} {value}\n");
    }
    text
}

fn page(summary: &html::Summary) -> Vec<(&'static str, String)> {
    let is_key = |recipient: &&RecipientSummary| matches!(recipient, RecipientSummary::Key { .. });
    let keys = summary.recipients.iter().filter(is_key).count();
    let count = match (summary.recipients.len() - keys, keys) {
        (passwords, 0) => number(passwords, "password"),
        (0, keys) => number(keys, "key"),
        (passwords, keys) => {
            format!(
                "{} or {}",
                number(passwords, "password"),
                number(keys, "key")
            )
        }
    };
    let compressed = match summary.compressed {
        true => "compressed",
        false => "not compressed",
    };
    let mut lines = vec![
        (
            "format",
            format!("Waxseal HTML envelope, version {}", summary.version),
        ),
        (
            "encryption",
            format!("{}, {compressed}", summary.content_encryption),
        ),
        ("opens with", count),
    ];
    for recipient in &summary.recipients {
        lines.push(("", lock(recipient)));
    }
    lines.extend([
        ("size", format!("{} bytes", summary.file_bytes)),
        (
            "  message",
            format!("{} bytes, sealed", summary.message_bytes),
        ),
        ("  view", format!("{} bytes, sealed", summary.view_bytes)),
    ]);
    lines
}

fn number(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

fn lock(recipient: &RecipientSummary) -> String {
    match recipient {
        RecipientSummary::Password { algorithm, p2c, .. } => format!("{algorithm}, {p2c} rounds"),
        RecipientSummary::Key {
            algorithm,
            curve,
            kid: None,
        } => format!("{algorithm} on {curve}"),
        // Whoever made the envelope may have put commands to the terminal into it.
        RecipientSummary::Key {
            algorithm,
            curve,
            kid: Some(kid),
        } => format!("{algorithm} on {curve}, key {}", kid.escape_debug()),
    }
}

fn pdf(summary: &pdf::Summary) -> Vec<(&'static str, String)> {
    let encrypted = match (summary.everything_encrypted, summary.metadata_encrypted) {
        (true, true) => "everything in it",
        (true, false) => "everything but its metadata",
        (false, _) => "only parts of it",
    };
    let opens_with = match summary.opens_without_password {
        true => "no password",
        false => "a password",
    };
    let asks = [
        (summary.permissions.print, "not to print"),
        (summary.permissions.copy, "not to copy"),
        (summary.permissions.modify, "not to modify"),
    ];
    let asks: Vec<&str> = asks
        .iter()
        .filter(|(allowed, _)| !allowed)
        .map(|(_, asks)| *asks)
        .collect();
    let asks = match asks.is_empty() {
        true => "nothing".to_owned(),
        false => asks.join(", "),
    };
    vec![
        (
            "format",
            format!("encrypted PDF, version {}", summary.pdf_version),
        ),
        (
            "encryption",
            format!(
                "{} ({} bits), {} security handler, revision {}",
                summary.cipher,
                summary.key_bits,
                summary.handler.to_lowercase(),
                summary.revision
            ),
        ),
        ("encrypted", encrypted.to_owned()),
        ("opens with", opens_with.to_owned()),
        ("asks", asks),
        ("size", format!("{} bytes", summary.file_bytes)),
    ]
}
