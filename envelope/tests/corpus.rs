//! Every real mail of the corpus becomes a view, and what the view says agrees with the message
//! and with an independent parser.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use waxseal::message::transfer::{Decoder, decoded_len};
use waxseal::message::{Attachment, Limits, Message, View};

/// The folder of the corpus, if it is there.
fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let folder = std::env::var_os("WAXSEAL_CORPUS")
        .map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    if folder.join("eml").is_dir() {
        return Some(folder);
    }
    println!("skipped: corpus not found at {}", folder.display());
    None
}

/// All mails with their path in the corpus, in order.
fn mails() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = corpus() else {
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut folders = vec![folder.join("eml")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(folder.join("eml")).unwrap();
            let name = name.to_str().unwrap().replace('\\', "/");
            (name, std::fs::read(&path).unwrap())
        })
        .collect()
}

#[expect(dead_code)]
fn view(mail: &[u8]) -> View {
    Message::parse(mail, &Limits::default())
        .unwrap()
        .view()
        .clone()
}

fn content(mail: &[u8], attachment: &Attachment) -> Vec<u8> {
    let mut decoder = Decoder::new(attachment.encoding);
    let mut bytes = Vec::new();
    decoder.update(attachment.range.of(mail), &mut bytes);
    decoder.finish(&mut bytes);
    bytes
}

#[test]
fn every_mail_has_a_view() {
    let mut refused = Vec::new();
    for (name, mail) in mails() {
        match Message::parse(&mail, &Limits::default()) {
            Ok(message) => check(&name, &mail, message.view()),
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

/// What holds for every view.
fn check(name: &str, mail: &[u8], view: &View) {
    let mut names = std::collections::HashSet::new();
    for attachment in &view.attachments {
        assert!(
            names.insert(attachment.name.to_lowercase()),
            "{name}: {attachment:?}"
        );
        assert!(
            attachment.range.end <= mail.len() as u64,
            "{name}: {attachment:?}"
        );
        let size = decoded_len(attachment.encoding, attachment.range.of(mail));
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
