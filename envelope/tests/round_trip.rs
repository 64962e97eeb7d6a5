//! Every mail of the corpus, sealed into a page and opened again, is the same byte for byte.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use std::io::Cursor;
use waxseal::html::{self, Envelope};
use waxseal::jwe::{Limits, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;

/// Few iterations: what is tested here is not the key derivation.
fn key(password: &Password) -> PasswordKey {
    PasswordKey::derive(password, b"0123456789abcdef", 1000)
}

fn seal(message: &Message<'_>, recipients: &[PasswordKey]) -> Vec<u8> {
    let mut page = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let recipients: Vec<_> = recipients.iter().cloned().map(Into::into).collect();
    html::seal(message, &recipients, &mut rng, &mut page).unwrap();
    page
}

fn assert_round_trip(mail: &[u8], name: &str) {
    let password = Password::new("an ordinary password").unwrap();
    let message =
        Message::parse(mail, &Default::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let page = seal(&message, &[key(&password)]);
    assert!(page.is_ascii(), "{name}: the page is not ASCII");

    html::verify(Cursor::new(&page), [&password], &message).unwrap();
    let mut envelope = Envelope::read(Cursor::new(&page), &Limits::default()).unwrap();
    let mut opened = envelope.unlock(&password).unwrap();
    assert_eq!(
        opened.view(),
        message.view(),
        "{name}: another view came back"
    );
    let mut back = Vec::new();
    opened.copy_message(&mut back).unwrap();
    assert!(back == mail, "{name}: another message came back");
}

#[test]
fn every_mail_of_the_corpus() {
    let Some(mails) = common::mails() else { return };
    for (name, mail) in &mails {
        assert_round_trip(mail, name);
    }
    println!("{} mails were sealed and opened again", mails.len());
}

/// A random MIME entity: text or bytes in any encoding, or a multipart of entities.
fn entity(depth: u32) -> impl Strategy<Value = String> {
    let leaf = (
        prop_oneof![
            Just("text/plain"),
            Just("text/html"),
            Just("application/pdf; name=\"a b.pdf\""),
            Just("message/rfc822"),
            Just("image/png"),
        ],
        prop_oneof![
            Just("7bit"),
            Just("base64"),
            Just("quoted-printable"),
            Just("8bit"),
            Just("x-unknown")
        ],
        "(?s).{0,300}",
    )
        .prop_map(|(media_type, encoding, body)| {
            format!(
                "Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"
            )
        });
    leaf.prop_recursive(depth, 24, 4, |inner| {
        (
            prop_oneof![Just("mixed"), Just("alternative"), Just("related")],
            "[a-zA-Z0-9=_]{1,20}",
            proptest::collection::vec(inner, 0..4),
            any::<bool>(),
        )
            .prop_map(|(subtype, boundary, parts, closed)| {
                let mut entity =
                    format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n");
                for part in parts {
                    entity.push_str(&format!("--{boundary}\r\n{part}\r\n"));
                }
                if closed {
                    entity.push_str(&format!("--{boundary}--\r\n"));
                }
                entity
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_mime_trees(subject in "[^\r\n]{0,80}", entity in entity(4)) {
        let mail = format!("From: a@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n{entity}");
        assert_round_trip(mail.as_bytes(), "a random mail");
    }
}

#[test]
fn each_of_several_passwords_opens_and_another_does_not() {
    let message = Message::parse(b"Subject: x\r\n\r\nHello\r\n", &Default::default()).unwrap();
    let passwords = ["first of them", "second of them", "third of them"]
        .map(|typed| Password::new(typed).unwrap());
    let keys: Vec<_> = (0u8..)
        .zip(&passwords)
        .map(|(salt, password)| PasswordKey::derive(password, &[salt; 16], 1000))
        .collect();
    let page = seal(&message, &keys);
    for (password, key) in passwords.iter().zip(&keys) {
        html::verify(Cursor::new(&page), [password], &message).unwrap();
        let mut envelope = Envelope::read(Cursor::new(&page), &Limits::default()).unwrap();
        assert_eq!(
            envelope.unlock_with(key).unwrap().view().text.trim(),
            "Hello"
        );
    }
    let mut envelope = Envelope::read(Cursor::new(&page), &Limits::default()).unwrap();
    assert_eq!(envelope.summary().recipients.len(), 3);
    assert!(matches!(
        envelope.unlock(&Password::new("none of them").unwrap()),
        Err(waxseal::Error::WrongPassword)
    ));
}

/// Numbered passwords and their keys, each with a salt of its own.
fn numbered(count: u8) -> (Vec<Password>, Vec<PasswordKey>) {
    (0..count)
        .map(|number| {
            let password = Password::new(&format!("password number {number}")).unwrap();
            let key = PasswordKey::derive(&password, &[number; 16], 1000);
            (password, key)
        })
        .unzip()
}

#[test]
fn verify_proves_every_password() {
    let message = Message::parse(b"Subject: x\r\n\r\nHello\r\n", &Default::default()).unwrap();
    let (passwords, keys) = numbered(8);
    let page = seal(&message, &keys);
    html::verify(Cursor::new(&page), &passwords, &message).unwrap();
    html::verify(Cursor::new(&page), passwords.iter().rev(), &message).unwrap();

    let stranger = Password::new("none of them").unwrap();
    for at in 0..=passwords.len() {
        let mut passwords: Vec<_> = passwords.iter().collect();
        passwords.insert(at, &stranger);
        assert!(matches!(
            html::verify(Cursor::new(&page), passwords, &message),
            Err(waxseal::Error::WrongPassword)
        ));
    }
    assert!(matches!(
        html::verify(Cursor::new(&page), [] as [&Password; 0], &message),
        Err(waxseal::Error::NoRecipient)
    ));
}

/// The same seed gives the same content keys, so the message of one page fits the view of another.
#[test]
fn verify_refuses_a_password_that_opens_only_the_view() {
    let message = Message::parse(b"Subject: x\r\n\r\nHello\r\n", &Default::default()).unwrap();
    let (passwords, keys) = numbered(3);
    let [a, b, c] = keys.try_into().unwrap();
    let with_b = String::from_utf8(seal(&message, &[a.clone(), b])).unwrap();
    let with_c = String::from_utf8(seal(&message, &[a, c])).unwrap();
    let view = "<script type=\"application/jose+json\" id=\"view\">";
    let page = [
        with_b.split(view).next().unwrap(),
        view,
        with_c.split(view).nth(1).unwrap(),
    ]
    .concat();
    html::verify(Cursor::new(&page), [&passwords[0]], &message).unwrap();
    assert!(matches!(
        html::verify(Cursor::new(&page), [&passwords[0], &passwords[2]], &message),
        Err(waxseal::Error::Damaged(
            "what opens its view does not open its message"
        ))
    ));
}

#[test]
fn verify_refuses_another_message() {
    let password = Password::new("an ordinary password").unwrap();
    let mails = [
        &b"Subject: x\r\n\r\nHello\r\n"[..],
        b"Subject: x\r\n\r\nHello \r\n",
        b"Subject: x\r\n\r\nHello\r\n\r\n",
    ];
    let [message, changed, longer] =
        mails.map(|mail| Message::parse(mail, &Default::default()).unwrap());
    let page = seal(&message, &[key(&password)]);
    for other in [changed, longer] {
        assert!(matches!(
            html::verify(Cursor::new(&page), [&password], &other),
            Err(waxseal::Error::NotTheSame)
        ));
    }
}

#[test]
fn the_same_seed_gives_the_same_page_and_lines_are_short() {
    let mail = format!("Subject: x\r\n\r\n{}", "Hello. ".repeat(5000));
    let message = Message::parse(mail.as_bytes(), &Default::default()).unwrap();
    let password = Password::new("an ordinary password").unwrap();
    let page = seal(&message, &[key(&password)]);
    assert_eq!(page, seal(&message, &[key(&password)]));
    let text = String::from_utf8(page).unwrap();
    for id in ["message", "view"] {
        let marker = format!("<script type=\"application/jose+json\" id=\"{id}\">");
        let payload = text
            .split(&marker)
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        assert!(
            payload.lines().all(|line| line.len() <= 76),
            "a line of {id} is long"
        );
        assert!(payload.lines().count() > 3);
    }
}

/// The fixed cost of an envelope: what a mail of 1 KB becomes.
#[test]
fn a_small_mail_makes_an_envelope_of_at_most_220_kb_and_150_kb_in_one_language() {
    let mail = format!(
        "From: a@example.org\r\nSubject: x\r\n\r\n{}",
        "Hello. ".repeat(140)
    );
    let message = Message::parse(mail.as_bytes(), &Default::default()).unwrap();
    let all = html::PageOptions::default();
    let one = html::PageOptions {
        languages: vec![html::Language::from_tag("ar").unwrap()],
        ..Default::default()
    };
    for (options, limit) in [(all, 220_000), (one, 150_000)] {
        let recipients = [key(&Password::new("an ordinary password").unwrap()).into()];
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut envelope = Vec::new();
        let page = html::Page::new(&options).unwrap();
        let letter = html::Letter::default();
        page.seal(&message, &recipients, &letter, &mut rng, &mut envelope)
            .unwrap();
        assert!(envelope.len() <= limit, "{} bytes", envelope.len());
    }
}
