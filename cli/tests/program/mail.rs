//! The mail that carries an envelope.

use crate::bad_input::transcript;
use crate::workplace::{ALICE, MAIL, Workplace, assert_snapshot, wrap};
use serde_json::Value;
use std::io::Cursor;
use waxseal::message::{Limits, Message};
use waxseal::password::Password;
use waxseal::{html, pdf};

fn attachment(mail: &[u8], name: &str) -> Vec<u8> {
    let message = Message::parse(mail, &Limits::default()).unwrap();
    let mut attachments = message.view().attachments.iter();
    let found = attachments.find(|its| its.name == name).unwrap();
    let mut content = Vec::new();
    found
        .decode(mail, |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
    content
}

#[test]
fn a_mail_carries_both_and_each_opens() {
    let folder = Workplace::new();
    let arguments = [
        "mail.eml",
        "--mail",
        "--to",
        "both",
        "--password-file",
        "alice.txt",
        "--json",
    ];
    let outcome = folder.run(&wrap(&arguments)).succeeded();
    let report: Value = serde_json::from_slice(&outcome.stdout).unwrap();
    assert_eq!(report["mail"]["output"], "mail.sealed.eml");
    let mail = folder.read("mail.sealed.eml");
    assert_eq!(report["mail"]["bytes"], mail.len());
    // Nothing else was written.
    assert!(!folder.path("mail.html").exists() && !folder.path("mail.pdf").exists());

    let password = Password::new(ALICE).unwrap();
    let page = Cursor::new(attachment(&mail, "message.html"));
    let mut envelope = html::Envelope::read(page, &Default::default()).unwrap();
    let mut back = Vec::new();
    let mut opened = envelope.unlock(&password).unwrap();
    opened.copy_message(&mut back).unwrap();
    assert_eq!(back, MAIL.as_bytes());
    let file = Cursor::new(attachment(&mail, "message.pdf"));
    let mut envelope = pdf::Envelope::read(file, &Default::default()).unwrap();
    let mut back = Vec::new();
    let mut opened = envelope.unlock(&password).unwrap();
    opened.copy_message(&mut back).unwrap();
    assert_eq!(back, MAIL.as_bytes());

    let text = String::from_utf8_lossy(&mail);
    assert!(text.contains("Subject: Encrypted message\r\n"));
    assert!(!text.contains("The plan") && !text.contains("It works"));
}

#[test]
fn a_mail_is_the_organisations_and_goes_where_it_is_told() {
    let folder = Workplace::new();
    folder.write(
        "org.toml",
        "organisation = 'Weber & Lind'\nlanguages = ['de', 'en']\nnote_text = 'note.txt'",
    );
    folder.write(
        "note.txt",
        "{{ organisation }} / {{ languages[0].heading }} / {{ languages[1].heading }}",
    );
    let arguments = [
        "mail.eml",
        "--mail",
        "--to",
        "pdf",
        "-o",
        "-",
        "--branding",
        "org.toml",
        "--keep-subject",
        "--password-file",
        "alice.txt",
    ];
    let outcome = folder.run(&wrap(&arguments)).succeeded();
    let mail = Message::parse(&outcome.stdout, &Limits::default()).unwrap();
    let view = mail.view();
    assert_eq!(
        view.text,
        "Weber & Lind / Sie haben eine verschlüsselte Nachricht / You have an encrypted message"
    );
    assert_eq!(view.subject, "The plan");
    assert_eq!(view.attachments.len(), 1);
}

#[test]
fn what_cannot_be_put_into_a_mail() {
    let folder = Workplace::new();
    folder.write("bad.toml", "organisation = 'W'\nnote_html = 'note.html'");
    folder.write("note.html", "<p>\n{{ sender");
    folder.write("mail.sealed.eml", "something");
    let shown = transcript(
        &folder,
        &[
            "waxseal wrap mail.eml --mail --branding bad.toml --password-file alice.txt",
            "waxseal wrap mail.eml --mail --password-file alice.txt",
            "waxseal wrap mail.eml --keep-subject --password-file alice.txt",
            "waxseal wrap - --mail --password-file alice.txt",
        ],
    );
    assert_snapshot("cli-mail-errors", &shown);
}
