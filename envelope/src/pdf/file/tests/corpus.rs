//! Real mails, and random ones, come back byte for byte.

use super::*;
use crate::pdf::file::recipe::{Piece, Plan};
use base64::Engine as _;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// All files of the corpus' mails; `None`, with a message, where there is no corpus.
fn mails() -> Option<Vec<PathBuf>> {
    let root = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let mut folders = vec![root.join("eml")];
    if !folders[0].is_dir() {
        println!("skipped: corpus not found at {}", root.display());
        return None;
    }
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    assert!(files.len() > 300);
    files.sort();
    Some(files)
}

fn assert_round_trip(mail: &[u8], name: &str) {
    let message = Message::parse(mail, &Default::default()).unwrap();
    let options = Options::default();
    let pdf = sealed(mail, &options);
    verify(Cursor::new(&pdf), &password(), &message, &options)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(open(&pdf).unwrap() == mail, "{name}");
}

#[test]
fn every_mail_of_the_corpus() {
    let Some(mails) = mails() else { return };
    let (mut attachments, mut stored, mut literal, mut all) = (0, 0, 0, 0);
    for path in &mails {
        let mail = std::fs::read(path).unwrap();
        assert_round_trip(&mail, &path.display().to_string());
        let message = Message::parse(&mail, &Default::default()).unwrap();
        let plan = Plan::new(&message, true).unwrap();
        attachments += message.view().attachments.len();
        stored += plan
            .pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Stored { .. }))
            .count();
        literal += plan.literals().map(|range| range.len()).sum::<usize>();
        all += mail.len();
    }
    println!(
        "{} mails; {stored} of {attachments} attachments are stored once; {literal} of {all} bytes are literal",
        mails.len()
    );
    assert!(stored * 10 > attachments * 7);
}

/// Lines of base64 as some mailer might write them.
fn base64_body() -> impl Strategy<Value = String> {
    (
        proptest::collection::vec(any::<u8>(), 0..4000),
        prop_oneof![
            Just(76_usize),
            Just(60),
            Just(64),
            Just(4),
            1_usize..200,
            Just(100_000)
        ],
        prop_oneof![Just("\r\n"), Just("\n"), Just("\r"), Just(" \r\n")],
        prop_oneof![
            Just(""),
            Just("\r\n"),
            Just("\n\n"),
            Just("=\r\nx"),
            Just("\r\n--\r\nfooter")
        ],
        any::<Option<proptest::sample::Index>>(),
    )
        .prop_map(|(bytes, line, end, tail, broken)| {
            let text = base64::engine::general_purpose::STANDARD.encode(bytes);
            let lines: Vec<&str> = text
                .as_bytes()
                .chunks(line)
                .map(|line| str::from_utf8(line).unwrap())
                .collect();
            let mut body = lines.join(end);
            // Something that no encoder would have written.
            if let Some(at) = broken.filter(|_| !body.is_empty()) {
                body.insert(at.index(body.len()), '\n');
            }
            body + tail
        })
}

fn body() -> impl Strategy<Value = (&'static str, String)> {
    prop_oneof![
        3 => base64_body().prop_map(|body| ("base64", body)),
        1 => "(?s).{0,300}".prop_map(|body| ("8bit", body)),
        1 => "[a-z=\r\n 0-9A-F]{0,300}".prop_map(|body| ("quoted-printable", body)),
        1 => Just(("base64", String::new())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_encoding_comes_back_exactly(
        parts in proptest::collection::vec((body(), any::<bool>(), any::<bool>()), 0..6),
        end in prop_oneof![Just("\r\n"), Just("\n")],
        closed: bool,
    ) {
        let mut mail = format!("Subject: x{end}Content-Type: multipart/mixed; boundary=b{end}{end}");
        for ((encoding, body), inline, nested) in parts {
            if nested {
                mail += &format!("--b{end}Content-Type: multipart/related; boundary=c{end}{end}--c");
            } else {
                mail += "--b";
            }
            let disposition = if inline { "inline" } else { "attachment" };
            mail += &format!(
                "{end}Content-Type: image/png{end}Content-ID: <i@x>{end}\
                 Content-Disposition: {disposition}{end}\
                 Content-Transfer-Encoding: {encoding}{end}{end}{body}{end}"
            );
            if nested {
                mail += &format!("--c--{end}");
            }
        }
        if closed {
            mail += "--b--";
        }
        assert_round_trip(mail.as_bytes(), "a random mail");
    }
}
