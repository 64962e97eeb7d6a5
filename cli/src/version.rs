//! `waxseal --version --verbose`: what an administrator needs to allow the pages of this version.

use crate::failure::Failure;
use serde::Serialize;
use std::io::{self, Write as _};
use waxseal::html::{self, fingerprints};

/// What --json reports.
#[derive(Serialize)]
struct Report {
    version: &'static str,
    format: u32,
    page: Vec<Piece>,
}

#[derive(Serialize)]
struct Piece {
    name: &'static str,
    place: &'static str,
    sha256: String,
    csp: String,
}

pub fn print(json: bool) -> Result<(), Failure> {
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        format: html::VERSION,
        page: fingerprints()
            .iter()
            .map(|piece| Piece {
                name: piece.name,
                place: piece.place,
                sha256: piece.hex(),
                csp: piece.csp(),
            })
            .collect(),
    };
    if json {
        return crate::report(&report, false);
    }
    let mut text = format!(
        "waxseal {}\n\nThe same in every page of this version (SHA-256, lines ending with LF, so without the CRs of a mail;\n\
         HTML envelope, version {}):\n",
        report.version, report.format
    );
    for piece in &report.page {
        text += &format!(
            "\n{}: {}\n  {}\n  {}\n",
            piece.name, piece.place, piece.sha256, piece.csp
        );
    }
    io::stdout()
        .write_all(text.as_bytes())
        .map_err(Failure::Stdout)
}
