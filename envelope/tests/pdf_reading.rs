//! PDFs that others encrypted: each opens with its passwords, and none makes the reader panic.
#![cfg(feature = "pdf")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::io::Cursor;
use waxseal::Error;
use waxseal::password::Password;
use waxseal::pdf::{Envelope, Limits, OpenedAs};

struct Row {
    path: String,
    user: Option<String>,
    owner: Option<String>,
    expect: String,
    encryption: String,
    pdf: Vec<u8>,
}

/// The encrypted PDFs of the corpus, with their passwords.
fn rows() -> Option<Vec<Row>> {
    let root = common::corpus()?;
    let table = std::fs::read_to_string(root.join("pdf/PASSWORDS.tsv")).unwrap();
    let password = |json: &str| match json {
        "-" => None,
        json => Some(serde_json::from_str(json).unwrap()),
    };
    let rows: Vec<_> = table
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<_> = line.split('\t').collect();
            Row {
                path: columns[0].to_owned(),
                user: password(columns[1]),
                owner: password(columns[2]),
                expect: columns[3].to_owned(),
                encryption: columns[4].to_owned(),
                pdf: std::fs::read(root.join(columns[0])).unwrap(),
            }
        })
        .collect();
    assert!(rows.len() > 50);
    Some(rows)
}

/// Opens a PDF and reads every attachment; says which password it was and how large they are.
fn open(pdf: &[u8], password: &str) -> Result<(OpenedAs, Vec<(String, u64)>), Error> {
    let mut envelope = Envelope::read(Cursor::new(pdf), &Limits::default())?;
    let mut opened = match password {
        "" => envelope.unlock_without_password()?,
        typed => envelope.unlock(&Password::new(typed)?)?,
    };
    let names: Vec<_> = opened
        .attachments()
        .iter()
        .map(|file| file.name.clone())
        .collect();
    let mut files = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        match opened.copy_attachment(index, std::io::sink()) {
            // One file has a stream filter that nobody knows.
            Err(Error::Unsupported { .. }) => {}
            copied => files.push((name, copied?)),
        }
    }
    Ok((opened.opened_as(), files))
}

#[test]
fn every_pdf_opens_with_its_passwords_or_is_refused() {
    let Some(rows) = rows() else { return };
    let mut failures = Vec::new();
    for row in &rows {
        for (password, role) in [(&row.user, OpenedAs::User), (&row.owner, OpenedAs::Owner)] {
            let Some(password) = password else { continue };
            let result = open(&row.pdf, password);
            let same = row
                .owner
                .as_ref()
                .is_none_or(|owner| Some(owner) == row.user.as_ref());
            let right = match (&result, row.expect.as_str()) {
                (Ok((opened_as, _)), "open") => same || *opened_as == role,
                (Ok((_, files)), "open-attachment") => !files.is_empty(),
                (_, "either") => true,
                _ => false,
            };
            if !right {
                failures.push(format!("{} with {password:?}: {result:?}", row.path));
            }
        }
        if row.expect == "fail" && open(&row.pdf, "").is_ok() {
            failures.push(format!("{} opens", row.path));
        }
        let wrong = open(&row.pdf, "certainly not the password");
        if wrong.is_ok() || (row.expect == "open" && !matches!(wrong, Err(Error::WrongPassword))) {
            failures.push(format!("{} with a wrong password: {wrong:?}", row.path));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    println!("{} PDFs of others were opened or refused", rows.len());
}

#[test]
fn the_summary_says_what_is_visible() {
    let Some(rows) = rows() else { return };
    let mut told = 0;
    for row in rows.iter().filter(|row| row.expect.starts_with("open")) {
        let envelope = Envelope::read(Cursor::new(&row.pdf), &Limits::default()).unwrap();
        let summary = envelope.summary();
        let revision = format!("R{} V{} ", summary.revision, summary.version);
        assert!(row.encryption.starts_with(&revision), "{}", row.path);
        let empty = [&row.user, &row.owner]
            .iter()
            .any(|one| one.as_deref() == Some(""));
        assert_eq!(summary.opens_without_password, empty, "{}", row.path);
        let clear = row.encryption.contains("R6") && row.encryption.contains("stm=none");
        assert!(!clear || !summary.everything_encrypted, "{}", row.path);
        told += 1;
    }
    assert!(told > 50);
}

/// Bits flipped, bytes cut out, put in and cut off: an error or another result, but no panic.
#[test]
fn damaged_pdfs_never_make_it_panic() {
    let Some(rows) = rows() else { return };
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let mut opened = 0;
    for row in &rows {
        for round in 0..20 {
            let mut pdf = row.pdf.clone();
            for _ in 0..1 + round / 2 {
                let at = rng.next_u32() as usize % pdf.len();
                match rng.next_u32() % 5 {
                    0 => pdf[at] ^= 1 << (rng.next_u32() % 8),
                    1 => pdf[at] = b"0123456789[]<>()/R \\"[rng.next_u32() as usize % 20],
                    2 => drop(pdf.drain(at..(at + 20).min(pdf.len()))),
                    3 => drop(pdf.splice(at..at, b"<</A 1 0 R>>[".iter().copied())),
                    _ if round % 4 == 0 => pdf.truncate(at + 1),
                    _ => pdf[at] = rng.next_u32() as u8,
                }
                if pdf.len() < 100 {
                    break;
                }
            }
            let password = row.user.as_deref().unwrap_or_default();
            opened += u32::from(open(&pdf, password).is_ok());
        }
    }
    println!("{opened} damaged PDFs opened all the same");
}
