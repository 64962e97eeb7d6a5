#![no_main]
//! Any bytes as a PDF, opened without a password and with those of the seeds. What is an envelope of ours and opens gives the
//! message that was sealed, or nothing.

use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::io::{self, Cursor};
use std::sync::LazyLock;
use waxseal::Error;
use waxseal::message::Message;
use waxseal::password::Password;
use waxseal::pdf::{self, Envelope, Fonts, Limits, Opened, Options};
use waxseal_fuzz::{PASSWORD, seeds};

const MAX_ATTACHMENT_BYTES: u64 = 256 << 10;

/// Ours, and that of many PDFs in the corpus.
static PASSWORDS: LazyLock<[Password; 2]> =
    LazyLock::new(|| [PASSWORD.clone(), Password::new("user").expect("it is text")]);

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_structure_bytes = 4 << 20;
    limits.max_plaintext_bytes = MAX_ATTACHMENT_BYTES;
    limits.max_total_bytes = 1 << 20;
    limits
}

fuzz_target!(
    init: seeds::write_if_asked(own_seeds),
    |data: &[u8]| {
        let Ok(mut envelope) = Envelope::read(Cursor::new(data), &limits()) else {
            return;
        };
        if let Ok(opened) = envelope.unlock_without_password() {
            take_all(opened);
        }
        for password in PASSWORDS.iter() {
            if let Ok(opened) = envelope.unlock(password) {
                take_all(opened);
            }
        }
    }
);

fn take_all(mut opened: Opened<'_, Cursor<&[u8]>>) {
    let _ = opened.copy_message(io::sink());
    for index in 0..opened.attachments().len() {
        let mut content = Vec::new();
        match opened.copy_attachment(index, &mut content) {
            Ok(bytes) => assert!(bytes == content.len() as u64 && bytes <= MAX_ATTACHMENT_BYTES),
            // All others will be too much as well.
            Err(Error::TooLarge { .. }) => break,
            Err(_) => {}
        }
    }
}

fn own_seeds() -> Vec<Vec<u8>> {
    let mail =
        b"From: a@example.org\r\nSubject: Hi\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\n\r\nHello\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2\r\n--b--\r\n";
    let message = Message::parse(mail, &Default::default()).expect("it is a mail");
    let mut pdf = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    pdf::seal(
        &message,
        &*PASSWORD,
        &Options::default(),
        &Fonts::new(),
        &mut rng,
        &mut pdf,
    )
    .expect("sealed");
    let mut seeds = seeds::files("pdf", 32 << 10);
    seeds.push(pdf);
    seeds
}
