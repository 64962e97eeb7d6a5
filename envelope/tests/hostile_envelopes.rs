//! Envelopes that nobody should trust: changed, cut off, too large, of another kind. Each gives the
//! error that names its cause, and no message.
#![allow(clippy::unwrap_used, clippy::panic)]

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use std::io::Cursor;
use waxseal::Error;
use waxseal::html::{self, Envelope};
use waxseal::jwe::{Limits, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;

fn password() -> Password {
    Password::new("an ordinary password").unwrap()
}

fn key() -> PasswordKey {
    PasswordKey::derive(&password(), b"0123456789abcdef", 1000)
}

fn sealed_page() -> String {
    let message = Message::parse(b"Subject: x\r\n\r\nHello\r\n", &Default::default()).unwrap();
    let mut page = Vec::new();
    html::seal(
        &message,
        &[key().into()],
        &mut ChaCha20Rng::seed_from_u64(1),
        &mut page,
    )
    .unwrap();
    String::from_utf8(page).unwrap()
}

fn open(page: &[u8]) -> Result<Vec<u8>, Error> {
    let mut envelope = Envelope::read(Cursor::new(page), &Limits::default())?;
    let mut message = Vec::new();
    envelope.unlock_with(&key())?.copy_message(&mut message)?;
    Ok(message)
}

/// Where a payload stands in the page.
fn payload(page: &str, id: &str) -> std::ops::Range<usize> {
    let marker = format!("<script type=\"application/jose+json\" id=\"{id}\">");
    let start = page.find(&marker).unwrap() + marker.len();
    start..start + page[start..].find('<').unwrap()
}

/// `jwe` with its only recipient `count` times.
#[test]
fn one_changed_byte_anywhere_in_either_jwe_is_refused() {
    let page = sealed_page();
    assert!(open(page.as_bytes()).is_ok());
    for id in ["message", "view"] {
        let range = payload(&page, id);
        // Line breaks are not part of the JWE; everything else is.
        for at in range.filter(|&at| page.as_bytes()[at] != b'\n') {
            for flip in [0x01, 0x20, 0x80] {
                let mut changed = page.clone().into_bytes();
                changed[at] ^= flip;
                // A letter that becomes white space still takes a character out of the JWE.
                assert!(
                    open(&changed).is_err(),
                    "{id}: byte {at}, {:?} became {:?}",
                    page.as_bytes()[at] as char,
                    changed[at] as char
                );
            }
        }
    }
}

#[test]
fn a_page_cut_off_anywhere_is_refused() {
    let page = sealed_page();
    let end = payload(&page, "view").end;
    for at in 0..end {
        assert!(open(&page.as_bytes()[..at]).is_err(), "cut at byte {at}");
    }
    for at in [payload(&page, "message").start + 200, end - 1] {
        assert!(matches!(
            open(&page.as_bytes()[..at]),
            Err(Error::Damaged(_))
        ));
    }
}

#[test]
fn a_view_of_another_message_is_refused() {
    let page = sealed_page();
    let other = {
        let message = Message::parse(b"Subject: y\r\n\r\nOther\r\n", &Default::default()).unwrap();
        let mut page = Vec::new();
        html::seal(
            &message,
            &[key().into()],
            &mut ChaCha20Rng::seed_from_u64(9),
            &mut page,
        )
        .unwrap();
        String::from_utf8(page).unwrap()
    };
    let mut mixed = page.clone();
    mixed.replace_range(
        payload(&page, "message"),
        &other[payload(&other, "message")],
    );
    assert!(matches!(
        open(mixed.as_bytes()),
        Err(Error::Damaged("its view belongs to another message"))
    ));
    // Nor does one payload stand in for the other.
    let mut swapped = page.clone();
    swapped.replace_range(payload(&page, "view"), &page[payload(&page, "message")]);
    assert!(matches!(open(swapped.as_bytes()), Err(Error::Damaged(_))));
}

#[test]
fn other_files_and_newer_versions_are_told_apart() {
    for other in [
        "",
        "<html><p>Hello</p></html>",
        "%PDF-1.7",
        "\u{0}\u{1}<<<<>>>>",
    ] {
        assert!(
            matches!(open(other.as_bytes()), Err(Error::NotAnEnvelope(_))),
            "{other:?}"
        );
    }
    let newer = sealed_page().replace("envelope\" content=\"1\"", "envelope\" content=\"2\"");
    assert!(matches!(
        open(newer.as_bytes()),
        Err(Error::NewerVersion { found: 2, known: 1 })
    ));
    let twice = format!("{0}{0}", sealed_page());
    assert!(matches!(open(twice.as_bytes()), Err(Error::Damaged(_))));
}

#[test]
fn without_recipients_or_with_too_many_nothing_is_sealed() {
    let message = Message::parse(b"Subject: x\r\n\r\nHello\r\n", &Default::default()).unwrap();
    let mut page = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    assert!(matches!(
        html::seal(&message, &[], &mut rng, &mut page),
        Err(Error::NoRecipient)
    ));
    assert!(matches!(
        html::seal(&message, &vec![key().into(); 101], &mut rng, &mut page),
        Err(Error::TooLarge { .. })
    ));
    assert!(page.is_empty());
    assert!(matches!(
        PasswordKey::generate(&password(), 209_999, &mut rng),
        Err(Error::TooFewIterations { .. })
    ));
}
