#![no_main]
//! Any bytes as a page; and, where they begin with a brace, as the view in a page that is sealed around them. What opens is what was
//! sealed, and what a sealed view says is safe to use.

use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::io::Cursor;
use std::sync::LazyLock;
use waxseal::Error;
use waxseal::html::{self, Envelope};
use waxseal::jwe::{self, Limits};
use waxseal::message::Message;
use waxseal_fuzz::{KEY, PASSWORD, seeds, view};

const LIMITS: Limits = Limits {
    max_p2c: 100,
    max_iterations: 300,
    max_recipients: 10,
    max_header_bytes: 64 << 10,
    max_plaintext_bytes: 1 << 20,
};

const MAIL: &[u8] =
    b"From: a@example.org\r\nSubject: Hi\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\n\r\nHello\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2\r\n--b--\r\n";

/// What a view says of the message where the tag belongs.
const TAG: &str = "TAG";

struct Sealed {
    /// Without the page's own script and style, which the reader passes over.
    page: Vec<u8>,
    message: String,
    tag: String,
}

static SEALED: LazyLock<Sealed> = LazyLock::new(|| {
    let message = Message::parse(MAIL, &Default::default()).expect("it is a mail");
    let mut page = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    html::seal(&message, &[KEY.clone().into()], &mut rng, &mut page).expect("sealed");
    let page = String::from_utf8(page).expect("it is ASCII");
    let payload = |id: &str| {
        let start = format!("<script type=\"application/jose+json\" id=\"{id}\">");
        let (_, rest) = page.split_once(&start).expect("a payload");
        rest.split_once('<').expect("its end").0.to_owned()
    };
    let message = payload("message");
    let plain: String = message.split_whitespace().collect();
    let (_, tag) = plain.split_once("\"tag\":\"").expect("a tag");
    Sealed {
        page: around(&message, &payload("view")),
        tag: tag.split('"').next().unwrap_or_default().to_owned(),
        message,
    }
});

fn around(message: &str, view: &str) -> Vec<u8> {
    format!(
        "<!doctype html><meta name=\"waxseal-envelope\" content=\"1\">\n\
         <script type=\"application/jose+json\" id=\"message\">{message}</script>\n\
         <script type=\"application/jose+json\" id=\"view\">{view}</script>\n"
    )
    .into_bytes()
}

fuzz_target!(
    init: seeds::write_if_asked(own_seeds),
    |data: &[u8]| match data {
        [b'{', ..] => check_view(data),
        _ => check_page(data),
    }
);

fn check_page(page: &[u8]) {
    let Ok(mut envelope) = Envelope::read(Cursor::new(page), &LIMITS) else {
        return;
    };
    let _ = envelope.unlock(&PASSWORD);
    if let Ok(mut opened) = envelope.unlock_with(&KEY) {
        let mut message = Vec::new();
        if opened.copy_message(&mut message).is_ok() {
            assert_eq!(message, MAIL);
        }
    }
    let message = Message::parse(MAIL, &Default::default()).expect("it is a mail");
    if html::verify(Cursor::new(page), [&*KEY], &message).is_ok() {
        let opened: Result<_, Error> = envelope
            .unlock_with(&KEY)
            .map(|opened| opened.view().clone());
        assert_eq!(opened.expect("it was verified"), *message.view());
    }
}

fn check_view(json: &[u8]) {
    let json = String::from_utf8_lossy(json).replace(TAG, &SEALED.tag);
    let mut sealed = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    jwe::encrypt(
        json.as_bytes(),
        "application/json",
        &[KEY.clone().into()],
        &mut rng,
        &mut sealed,
    )
    .expect("sealed");
    let page = around(&SEALED.message, &String::from_utf8_lossy(&sealed));
    let mut envelope = Envelope::read(Cursor::new(page), &LIMITS).expect("it is a page");
    if let Ok(mut opened) = envelope.unlock_with(&KEY) {
        for attachment in &opened.view().attachments {
            view::check_name(&attachment.name);
            view::decoded(attachment, MAIL);
        }
        let mut message = Vec::new();
        if opened.copy_message(&mut message).is_ok() {
            assert_eq!(message, MAIL);
        }
    }
}

fn own_seeds() -> Vec<Vec<u8>> {
    let message = Message::parse(MAIL, &Default::default()).expect("it is a mail");
    let view = serde_json::to_string(message.view()).expect("it is JSON");
    let its = format!(
        "\"version\":1,\"message\":{{\"tag\":\"{TAG}\",\"size\":{}}},",
        MAIL.len()
    );
    let sealed = "\"sealed\":{\"at\":\"2026-11-25T10:00:00Z\",\"by\":\"Weber\",\"answer\":true},\
         \"receipt\":{\"token\":\"AAAA\",\"to\":\"a@example.org\"},";
    vec![
        SEALED.page.clone(),
        view.replacen('{', &format!("{{{its}"), 1).into_bytes(),
        view.replacen('{', &format!("{{{its}{sealed}"), 1)
            .into_bytes(),
    ]
}
