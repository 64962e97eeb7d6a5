//! Every real mail of the corpus becomes a view, and what the view says agrees with the message
//! and with an independent parser.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{content, corpus, mails};
use sha2::Digest as _;
use std::process::Command;
use waxseal::message::transfer::decoded_len;
use waxseal::message::{HeaderSection, Limits, Message, View, searchable};

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
        let found: std::collections::HashSet<&str> = words(&all).collect();
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

/// Where Python's parser and Waxseal differ on mails without a defect, and why that is right.
const DIFFERENCES: [(&str, &str); 17] = [
    // Python takes the wrong media type, not knowing that a semicolon is missing.
    ("enmime/mime-bad-content-type.eml", "parts"),
    // Cut-off base64, which Python leaves encoded.
    ("james-mime4j/twopart.eml", "parts"),
    ("php-mime-mail-parser/m0018.eml", "parts"),
    ("rspamd/fname.eml", "parts"),
    ("spamassassin-tests/mime4.eml", "parts"),
    // uuencode, which the format of the envelope leaves as it is.
    ("stalwart-mail-parser/legacy-026.eml", "parts"),
    ("stalwart-mail-parser/legacy-048.eml", "parts"),
    // An invalid type with a file name: a file here, a text there.
    ("spamassassin-tests/mime8.eml", "parts"),
    // A named part that is the body.
    ("james-mime4j/x-gzip64.eml", "names"),
    ("rspamd/alternative-related.eml", "names"),
    // `filename=attach/01` without quotes: a path of which the last part is kept.
    ("php-mime-mail-parser/issue133.eml", "names"),
    // A zone of 70 minutes, and one that is a name in a comment.
    (
        "james-project/mail-with-signature-and-multi-certs.eml",
        "date",
    ),
    (
        "james-project/mail_with_signature_and_content_type_xpkcs7mime.eml",
        "date",
    ),
    ("mimekit/disposition-notification.anonymized.eml", "date"),
    ("mimekit/disposition-notification.eml", "date"),
    // Characters that Python's codecs lack (vendor extensions of ISO-2022-JP and Big5).
    ("php-mime-mail-parser/issue116.eml", "subject"),
    ("spamassassin-tests/big5-base64.1.eml", "subject"),
];

#[test]
fn an_independent_parser_agrees() {
    let Some(described) = describe_with_python() else {
        return;
    };
    let mut compared = 0;
    let mut differences = Vec::new();
    for (name, mail) in mails().unwrap_or_default() {
        let theirs = &described[name.as_str()];
        if theirs["defects"]
            .as_array()
            .is_none_or(|defects| !defects.is_empty())
        {
            continue;
        }
        compared += 1;
        let message = Message::parse(&mail, &Limits::default()).unwrap();
        for (aspect, detail) in compare(theirs, message.view(), &mail) {
            differences.push((name.clone(), aspect, detail));
        }
    }
    assert!(compared > 250, "only {compared} mails were compared");
    for (name, aspect) in DIFFERENCES {
        let occurs = |(own, found, _): &(String, &str, String)| own == name && *found == aspect;
        assert!(
            differences.iter().any(occurs),
            "{name} agrees on {aspect} by now"
        );
    }
    let known = |name: &str, aspect: &str| DIFFERENCES.contains(&(name, aspect));
    differences.retain(|(name, aspect, _)| !known(name, aspect));
    assert!(differences.is_empty(), "{differences:#?}");
}

/// What Python's `email` says of each mail; `None`, with a word why, where it cannot be asked.
fn describe_with_python() -> Option<serde_json::Value> {
    let folder = corpus()?.join("eml");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/describe.py");
    match Command::new("python3").arg(script).arg(folder).output() {
        Ok(output) if output.status.success() => {
            Some(serde_json::from_slice(&output.stdout).unwrap())
        }
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            println!("skipped: python3 cannot be run ({error})");
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
            .collect();
        let their: Vec<&str> = strings(&theirs[field])
            .filter(|one| one.contains('@'))
            .collect();
        if own != their {
            found.push((field, format!("{their:?} {own:?}")));
        }
    }
    let date = theirs["date"]
        .as_str()
        .map(|date| date.replace("+00:00", "Z"));
    // Without a zone, Python gives none and RFC 5322 means UTC.
    let own = view.date.as_deref();
    if date.as_deref() != own && date.as_ref().map(|date| format!("{date}Z")).as_deref() != own {
        found.push(("date", format!("{date:?} {own:?}")));
    }
    let mut digests: Vec<(String, String)> = view
        .attachments
        .iter()
        .map(|one| (one.media_type.clone(), hex(&content(mail, one))))
        .collect();
    for part in theirs["parts"].as_array().unwrap() {
        let media_type = part["type"].as_str().unwrap();
        let is_file = part["disposition"] == "attachment" || !media_type.starts_with("text/");
        if !is_file || media_type.starts_with("message/") {
            continue;
        }
        let digest = part["sha256"].as_str().unwrap_or_default();
        let same = |(own_type, own): &(String, String)| own_type == media_type && own == digest;
        match digests.iter().position(same) {
            Some(at) => drop(digests.remove(at)),
            None => found.push(("parts", format!("missing: {media_type} {}", part["size"]))),
        }
    }
    digests.retain(|(own, _)| !own.starts_with("text/") && !own.starts_with("message/"));
    found.extend(
        digests
            .into_iter()
            .map(|extra| ("parts", format!("extra: {extra:?}"))),
    );
    let is_plain = |name: &&str| {
        let plain = |c: char| c.is_alphanumeric() || " .-_()@+,=".contains(c);
        name.chars().all(plain) && name.len() < 200
    };
    let names = theirs["parts"].as_array().unwrap().iter();
    for name in names
        .filter_map(|part| part["name"].as_str())
        .filter(is_plain)
    {
        if !view
            .attachments
            .iter()
            .any(|one| squeeze(&one.name) == squeeze(name))
        {
            found.push(("names", name.to_owned()));
        }
    }
    found
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
