//! `waxseal lint`: what mail filters and previewers are known to hold against an envelope.
//!
//! Each rule stands in `docs/deliverability.md` under its name, with its source.

mod file;
mod mail;

use crate::args::{Lint, Place, Talk};
use crate::envelope::{self, Kind};
use crate::failure::Failure;
use crate::input;
use serde::Serialize;
use std::io::{self, Write as _};
use std::process::ExitCode;
use waxseal::message::Limits;

/// What --json reports.
#[derive(Serialize)]
struct Report {
    file: String,
    kind: Kind,
    /// As it travels, as far as that can be told.
    bytes_in_mail: u64,
    findings: Vec<Finding>,
}

/// Whether its sender can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Problem,
    /// What every envelope of its kind has.
    Note,
}

#[derive(Debug, Serialize)]
struct Finding {
    rule: &'static str,
    level: Level,
    /// The attached file that it is about, in a mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    what: String,
    remedy: String,
}

impl Finding {
    fn problem(rule: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            rule,
            level: Level::Problem,
            part: None,
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    fn note(rule: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            level: Level::Note,
            ..Self::problem(rule, what, remedy)
        }
    }
}

pub fn run(asked: &Lint, talk: Talk) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let bytes = input::message(&asked.file, limits.max_message_bytes)?;
    let name = asked.file.path().and_then(|path| path.file_name());
    let name = name.map(|name| name.to_string_lossy());
    let failed = Failure::library(&asked.file);
    let kind = envelope::kind(&bytes);
    let (bytes_in_mail, mut findings) = match kind {
        Kind::Mail => mail::findings(&bytes, &limits).map_err(failed)?,
        _ => {
            file::check(kind, &bytes).map_err(failed)?;
            let findings = file::findings(kind, &bytes, name.as_deref(), true);
            (file::in_a_mail(kind, &bytes), findings)
        }
    };
    findings.extend(size(bytes_in_mail));
    findings.sort_by_key(|finding| finding.level == Level::Note);
    let code = match findings.iter().any(|it| it.level == Level::Problem) {
        true => ExitCode::from(1),
        false => ExitCode::SUCCESS,
    };
    let report = Report {
        file: asked.file.to_string(),
        kind,
        bytes_in_mail,
        findings,
    };
    match talk.json {
        true => crate::report(&report, false)?,
        false => io::stdout()
            .write_all(text(&asked.file, &report).as_bytes())
            .map_err(Failure::Stdout)?,
    }
    Ok(code)
}

/// The largest mail that a provider takes, in bytes: those that say so in public, and how they say it. A megabyte
/// is taken for a million bytes, since they do not say.
const LIMITS: [(u64, &str); 3] = [
    (20_000_000, "iCloud Mail (20 MB)"),
    (25_000_000, "Gmail's senders (25 MB)"),
    (
        35_000_000,
        "Exchange Online without settings of its own (35 MB)",
    ),
];

fn size(bytes: u64) -> Option<Finding> {
    let exceeded: Vec<&str> = LIMITS
        .iter()
        .filter(|(limit, _)| bytes > *limit)
        .map(|(_, whose)| *whose)
        .collect();
    (!exceeded.is_empty()).then(|| {
        Finding::problem(
            "size",
            format!(
                "as a mail it has {:.1} MB, more than is taken by {}",
                bytes as f64 / 1e6,
                exceeded.join(", ")
            ),
            "send the large attachments another way, or in several mails",
        )
    })
}

fn text(place: &Place, report: &Report) -> String {
    let count = |level| {
        report
            .findings
            .iter()
            .filter(|it| it.level == level)
            .count()
    };
    let number = |count, what| match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    };
    let mut text = format!(
        "{place}: {}, {}\n",
        number(count(Level::Problem), "problem"),
        number(count(Level::Note), "note")
    );
    for finding in &report.findings {
        let level = match finding.level {
            Level::Problem => "problem",
            Level::Note => "note",
        };
        // Whoever made the mail may have put commands to the terminal into a name.
        let part = finding.part.as_ref();
        let part = part.map(|part| format!("{}: ", part.escape_debug()));
        text += &format!(
            "\n{level} {}\n  {}{}\n  {}\n",
            finding.rule,
            part.unwrap_or_default(),
            finding.what,
            finding.remedy
        );
    }
    text
}
