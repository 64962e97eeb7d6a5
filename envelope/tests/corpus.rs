//! Every real mail of the corpus becomes a view, and what the view says agrees with the message
//! and with an independent parser.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{content, corpus, mails};
use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{NodeData, RcDom};
use sha2::Digest as _;
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use waxseal::message::transfer::decoded_len;
use waxseal::message::{Attachment, HeaderSection, Limits, Message, View, searchable};

#[test]
fn every_mail_has_a_view() {
    let mut refused = Vec::new();
    for (name, mail) in mails().unwrap_or_default() {
        match Message::parse(&mail, &Limits::default()) {
            Ok(message) => check(&name, &mail, message.view()),
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Whoever searches a mail finds what a reader is shown of it.
#[test]
fn what_is_shown_is_found() {
    for (name, mail) in mails().unwrap_or_default() {
        let message = Message::parse(&mail, &Limits::default()).unwrap();
        let view = message.view();
        let header = HeaderSection::read(&mail, &Limits::default()).unwrap();
        let subject = header
            .fields()
            .find(|field| field.name.eq_ignore_ascii_case("subject"));
        assert_eq!(
            subject.map(|field| field.text()).unwrap_or_default(),
            view.subject,
            "{name}"
        );
        let contents = message
            .contents(&Limits::default(), Some(10 << 20))
            .unwrap();
        let attached = contents
            .iter()
            .filter(|content| content.attached && content.within.is_none());
        let types: Vec<_> = attached.map(|content| &content.media_type).collect();
        let shown: Vec<_> = view.attachments.iter().map(|own| &own.media_type).collect();
        assert_eq!(types, shown, "{name}");
        let texts: Vec<_> = contents
            .iter()
            .filter_map(|content| content.text.as_deref())
            .collect();
        let all = texts.join("\n");
        let found: HashSet<&str> = words(&all).collect();
        // The targets of links are shown in the text, and not searched.
        let text = searchable(&view.text);
        let text = text
            .lines()
            .filter(|line| !line.contains('<'))
            .collect::<Vec<_>>()
            .join("\n");
        for word in words(&text) {
            assert!(found.contains(word), "{name}: {word:?}");
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// What holds for every view.
fn check(name: &str, mail: &[u8], view: &View) {
    let mut names = HashSet::new();
    for attachment in view.attachments.iter().chain(&view.files) {
        assert!(
            names.insert(attachment.name.to_lowercase()),
            "{name}: {attachment:?}"
        );
        assert!(
            attachment.range.end <= mail.len() as u64,
            "{name}: {attachment:?}"
        );
        let size = decoded_len(attachment.encoding, attachment.range.of(mail));
        let size = match attachment.within {
            Some(within) if within.end <= size => within.end - within.start,
            _ => size,
        };
        assert_eq!(attachment.size, size, "{name}: {attachment:?}");
        assert_eq!(content(mail, attachment).len() as u64, size, "{name}");
        assert!(
            !attachment.inline || attachment.content_id.is_some(),
            "{name}"
        );
    }
    assert!(!view.subject.contains(['\r', '\n']), "{name}");
    let json = serde_json::to_string(view).unwrap();
    assert_eq!(
        &serde_json::from_str::<View>(&json).unwrap(),
        view,
        "{name}"
    );
}

/// Where other parsers and Waxseal read a mail in different ways, and why: one row for each mail, parser and aspect.
const TABLE: &str = include_str!("../../docs/independent-readings.md");

/// The rows of the table: mail, parser, aspects.
fn explained() -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for line in TABLE.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [mail, parser, aspects, why] = cells[..] else {
            panic!("{line}");
        };
        assert!(why.len() > 10, "{line}");
        for aspect in aspects.split(", ") {
            rows.push([mail.trim_matches('`'), parser, aspect].map(str::to_owned));
        }
    }
    rows
}

/// Every mail as Python's `email` and as postal-mime read it: what a reader sees differs only where the table says
/// why, and each row of the table is about a difference that there is.
#[test]
fn independent_parsers_agree() {
    let mails = mails().unwrap_or_default();
    let mut differences = Vec::new();
    let mut asked = Vec::new();
    for (parser, theirs) in [
        ("Python", with_python()),
        ("postal-mime", with_postal_mime()),
    ] {
        let Some(described) = theirs else { continue };
        asked.push(parser);
        for (name, mail) in &mails {
            let theirs = &described[name.as_str()];
            let message = Message::parse(mail, &Limits::default()).unwrap();
            let found = match theirs["refused"].as_str() {
                Some(why) => vec![("refused", why.to_owned())],
                None => compare(theirs, message.view(), mail),
            };
            for (aspect, detail) in found {
                let row = [name.as_str(), parser, aspect].map(str::to_owned);
                differences.push((row, detail));
            }
        }
    }
    let explained = explained();
    let gone: Vec<_> = explained
        .iter()
        .filter(|row| asked.contains(&row[1].as_str()))
        .filter(|row| !differences.iter().any(|(found, _)| found == *row))
        .collect();
    assert!(gone.is_empty(), "explained, but the same by now: {gone:#?}");
    differences.retain(|(row, _)| !explained.contains(row));
    assert!(differences.is_empty(), "not explained: {differences:#?}");
}

fn with_python() -> Option<serde_json::Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/describe.py");
    describe_with("python3", script)
}

fn with_postal_mime() -> Option<serde_json::Value> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    if !tests.join("node_modules/postal-mime").is_dir() {
        println!("skipped: postal-mime is not installed (npm ci in tests)");
        return None;
    }
    describe_with(
        "node",
        tests.join("independent/describe.mjs").to_str().unwrap(),
    )
}

/// What another parser says of each mail; `None`, with a word why, where it cannot be asked.
fn describe_with(program: &str, script: &str) -> Option<serde_json::Value> {
    let folder = corpus()?.join("eml");
    match Command::new(program).arg(script).arg(folder).output() {
        Ok(output) if output.status.success() => {
            Some(serde_json::from_slice(&output.stdout).unwrap())
        }
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            println!("skipped: {program} cannot be run ({error})");
            None
        }
    }
}

fn compare(theirs: &serde_json::Value, view: &View, mail: &[u8]) -> Vec<(&'static str, String)> {
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let mut found = Vec::new();
    let subject = theirs["subject"].as_str().unwrap_or_default();
    if squeeze(subject) != squeeze(&view.subject) {
        found.push(("subject", format!("{subject:?} {:?}", view.subject)));
    }
    for (field, own) in [("from", &view.from), ("to", &view.to), ("cc", &view.cc)] {
        let own: Vec<&str> = own
            .iter()
            .filter_map(|one| one.address.as_deref())
            .filter(|one| one.contains('@'))
            .collect();
        let their: Vec<&str> = strings(&theirs[field])
            .filter(|one| one.contains('@'))
            .collect();
        if own != their {
            found.push((field, format!("{their:?} {own:?}")));
        }
    }
    // Without a zone, Python gives none and RFC 5322 means UTC; postal-mime tells in UTC.
    let moment = |date: &str| {
        let date = date.trim_end_matches("+00:00").trim_end_matches('Z');
        let offset = date.len() > 19 && date.is_char_boundary(date.len() - 6);
        let offset = offset && date[date.len() - 6..].starts_with(['+', '-']);
        let whole = if offset {
            date.to_owned()
        } else {
            format!("{date}Z")
        };
        chrono::DateTime::parse_from_rfc3339(&whole).map(|moment| moment.timestamp())
    };
    let date = theirs["date"].as_str().and_then(|date| moment(date).ok());
    let own = view.date.as_deref().and_then(|date| moment(date).ok());
    if date != own {
        found.push(("date", format!("{:?} {:?}", theirs["date"], view.date)));
    }
    compare_bodies(theirs, view, &mut found);
    compare_files(theirs, view, mail, &mut found);
    found
}

/// Every word of a body that they read is to be seen, and no other word than theirs.
fn compare_bodies(
    theirs: &serde_json::Value,
    view: &View,
    found: &mut Vec<(&'static str, String)>,
) {
    let their_text = theirs["text"].as_str().unwrap_or_default();
    let their_html = text_of(theirs["html"].as_str().unwrap_or_default());
    let own_html = text_of(view.html.as_deref().unwrap_or_default());
    // The targets of links are shown in text that was made of HTML.
    let own_text = match their_text.is_empty() {
        true => "",
        false => &view.text,
    };
    let theirs = format!("{their_text}\n{their_html}");
    let own = format!("{}\n{own_html}", view.text);
    let shown: HashSet<&str> = words(&own).collect();
    let missing: Vec<_> = words(&theirs)
        .filter(|word| !shown.contains(word))
        .collect();
    if let [first, ..] = missing[..] {
        found.push(("body", format!("{} words missing: {first}", missing.len())));
    }
    let read: HashSet<&str> = words(&theirs).collect();
    let own = format!("{own_text}\n{own_html}");
    let more: Vec<_> = words(&own).filter(|word| !read.contains(word)).collect();
    if let [first, ..] = more[..] {
        found.push(("more body", format!("{} words more: {first}", more.len())));
    }
}

/// The text of HTML.
fn text_of(html: &str) -> String {
    let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(html);
    let mut text = String::new();
    let mut open = vec![dom.document.clone()];
    while let Some(node) = open.pop() {
        match &node.data {
            NodeData::Text { contents } => {
                text.push_str(&contents.borrow());
                text.push(' ');
            }
            NodeData::Element { name, .. }
                if matches!(&*name.local, "style" | "script" | "title" | "noscript") => {}
            _ => open.extend(node.children.borrow().iter().rev().cloned()),
        }
    }
    text
}

fn compare_files(
    theirs: &serde_json::Value,
    view: &View,
    mail: &[u8],
    found: &mut Vec<(&'static str, String)>,
) {
    let mut digests: Vec<(String, [String; 2])> = view
        .attachments
        .iter()
        .map(|one| {
            let bytes = content(mail, one);
            let loose = hex(&with_plain_line_ends(&bytes));
            (one.media_type.clone(), [hex(&bytes), loose])
        })
        .collect();
    let their_parts = theirs["parts"].as_array().unwrap();
    for part in their_parts {
        let media_type = part["type"].as_str().unwrap();
        let is_file = part["disposition"] == "attachment" || !media_type.starts_with("text/");
        // A multipart without parts is a part to Python.
        if !is_file || media_type.starts_with("message/") || media_type.starts_with("multipart/") {
            continue;
        }
        let digests_of_part =
            ["sha256", "loose"].map(|name| part[name].as_str().unwrap_or_default());
        let same = |(own_type, own): &(String, [String; 2])| {
            let is_equal = own[0] == digests_of_part[0] || own[1] == digests_of_part[1];
            own_type == media_type && is_equal
        };
        match digests.iter().position(same) {
            Some(at) => drop(digests.remove(at)),
            None => found.push(("files", format!("missing: {media_type} {}", part["size"]))),
        }
    }
    digests.retain(|(own, _)| !own.starts_with("text/") && !own.starts_with("message/"));
    found.extend(
        digests
            .into_iter()
            .map(|extra| ("files", format!("extra: {extra:?}"))),
    );
    // A name that must be changed to be safe is not compared.
    let is_plain = |name: &&str| {
        let plain = |c: char| c.is_alphanumeric() || " .-_()@+,=".contains(c);
        name.chars().all(plain) && name.len() < 200
    };
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let names = their_parts.iter().filter_map(|part| part["name"].as_str());
    for name in names.filter(is_plain) {
        let is_same = |one: &Attachment| squeeze(&one.name) == squeeze(name);
        if !view.attachments.iter().any(is_same) {
            found.push(("names", name.to_owned()));
        }
    }
}

/// With line ends as LF and none at the end, as the descriptions have it.
fn with_plain_line_ends(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            out.push(byte);
        }
    }
    while out.last() == Some(&b'\n') {
        out.pop();
    }
    out
}

fn strings(list: &serde_json::Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str())
}

fn hex(bytes: &[u8]) -> String {
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The identifier that the program `tnef` leaves before a message in a message: IMessage of MAPI ([MS-OXTNEF] §2.1.3.3.15).
const IMESSAGE: &[u8] = b"\x07\x03\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";

#[test]
fn a_winmail_dat_has_the_files_that_another_program_finds() {
    if Command::new("tnef").arg("--version").output().is_err() {
        println!("skipped: the program tnef is not installed");
        return;
    }
    let mut compared = 0;
    for (name, mail) in mails().unwrap_or_default() {
        let message = Message::parse(&mail, &Limits::default()).unwrap();
        let view = message.view();
        let mut own: Vec<_> = view.files.iter().map(|file| content(&mail, file)).collect();
        if own.is_empty() {
            continue;
        }
        let is_stream = |one: &&Attachment| one.media_type == "application/ms-tnef";
        let folder = tempfile::tempdir().unwrap();
        for stream in view.attachments.iter().filter(is_stream) {
            let path = folder.path().join("winmail.dat");
            std::fs::write(&path, content(&mail, stream)).unwrap();
            let output = Command::new("tnef")
                .args(["--number-backups", "--directory"])
                .args([folder.path(), Path::new("--file"), &path])
                .output()
                .unwrap();
            assert!(output.status.success(), "{name}: {output:?}");
            std::fs::remove_file(&path).unwrap();
        }
        let files = std::fs::read_dir(folder.path()).unwrap();
        let mut theirs: Vec<_> = files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .map(|file| {
                file.strip_prefix(IMESSAGE)
                    .map(<[u8]>::to_vec)
                    .unwrap_or(file)
            })
            .collect();
        own.sort();
        theirs.sort();
        assert!(own == theirs, "{name}: other files than those of tnef");
        compared += own.len();
    }
    assert!(compared > 0 || corpus().is_none(), "no mail has such files");
}
