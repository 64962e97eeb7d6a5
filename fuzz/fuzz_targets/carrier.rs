#![no_main]
//! Any mail: what leaves around its envelope is a mail, has nothing but what it may have, and what is attached is what was enclosed.

use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::collections::HashSet;
use std::sync::LazyLock;
use waxseal::carrier::{self, Carrier, CarrierOptions, Cover, Enclosed};
use waxseal::message::{Message, View};
use waxseal_fuzz::seeds;

static CARRIERS: LazyLock<[(bool, Carrier); 2]> = LazyLock::new(|| {
    [false, true].map(|keep_subject| {
        let mut options = CarrierOptions::default();
        options.keep_subject = keep_subject;
        (
            keep_subject,
            Carrier::new(&options).expect("our own templates"),
        )
    })
});

const FIELDS: [&str; 11] = [
    "From",
    "Reply-To",
    "To",
    "Cc",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "MIME-Version",
    "Content-Type",
];

const ENCLOSED: [Enclosed<'_>; 2] = [
    Enclosed::Html(b"<!doctype html>\n.\n--x\r\n\n"),
    Enclosed::Pdf(b"%PDF-2.0 \xff\r\n\n\r"),
];

fuzz_target!(
    init: seeds::write_if_asked(|| seeds::files("eml", 32 << 10)),
    |data: &[u8]| {
        let Ok(message) = Message::parse(data, &Default::default()) else {
            return;
        };
        let cover = Cover::new(&message, &mut ChaCha20Rng::seed_from_u64(1)).expect("a cover");
        for (keep_subject, carrier) in CARRIERS.iter() {
            let mail = carrier.compose(&message, &ENCLOSED, &cover).expect("our own templates");
            check_form(&mail);
            carrier::verify(&mail, &ENCLOSED).expect("what was enclosed");
            let read = Message::parse(&mail, &Default::default()).expect("it is a mail");
            check_meaning(read.view(), message.view(), *keep_subject);
        }
    }
);

/// RFC 5322 §2.1.1 and §2.3; only the fields that may leave, each once.
fn check_form(mail: &[u8]) {
    let text = String::from_utf8(mail.to_vec()).expect("it is UTF-8");
    assert!(!text.contains('\0'));
    let without_ends = text.replace("\r\n", "");
    assert!(
        !without_ends.contains(['\r', '\n']),
        "a bare line end: {text:?}"
    );
    assert!(
        text.split("\r\n").all(|line| line.len() <= 998),
        "a long line"
    );
    let (header, body) = text.split_once("\r\n\r\n").expect("a header");
    assert!(body.is_ascii());
    let mut seen = HashSet::new();
    for line in header
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
    {
        let (name, _) = line
            .split_once(':')
            .unwrap_or_else(|| panic!("no field: {line:?}"));
        assert!(FIELDS.contains(&name), "the field {name:?}");
        assert!(seen.insert(name), "{name} twice");
    }
}

/// Nobody is in it who was not in the original, and its subject only if it may be.
fn check_meaning(carrier: &View, original: &View, keep_subject: bool) {
    let addresses =
        |view: &View, of: fn(&View) -> &Vec<waxseal::message::Address>| -> Vec<String> {
            of(view)
                .iter()
                .filter_map(|person| person.address.clone())
                .collect()
        };
    let lists: [fn(&View) -> &Vec<waxseal::message::Address>; 4] = [
        |view| &view.from,
        |view| &view.reply_to,
        |view| &view.to,
        |view| &view.cc,
    ];
    for list in lists {
        let known = addresses(original, list);
        for address in addresses(carrier, list) {
            assert!(known.contains(&address), "{address:?} is not in {known:?}");
        }
    }
    assert!(keep_subject || carrier.subject == "Encrypted message");
}
