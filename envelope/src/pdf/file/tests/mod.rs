//! Envelopes are written, opened, damaged, and refused.

mod corpus;
mod hostile;

use super::*;
use crate::message::Message;
use crate::password::Password;
use crate::pdf::{Options, Permissions};
use lopdf::{Document, Object, Stream, dictionary};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use std::io::Cursor;

/// One page, as small as can be.
pub(super) fn pages() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let content = document.add_object(Stream::new(dictionary! {}, b"0 0 100 100 re f".to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(tree, pages.into());
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => tree, "Lang" => Object::string_literal("en"),
    });
    let info = document.add_object(dictionary! { "Title" => Object::string_literal("A letter") });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub(super) fn sealed(mail: &[u8], options: &Options) -> Vec<u8> {
    let message = Message::parse(mail, &Default::default()).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut pdf = Vec::new();
    let user = UserKey::new(b"password", &mut rng).unwrap();
    write(pages(), &message, &user, options, &mut rng, &mut pdf).unwrap();
    pdf
}

pub(super) fn password() -> Password {
    Password::new("password").unwrap()
}

/// A mail with attachments in every encoding and under every kind of name.
pub(super) fn mail() -> Vec<u8> {
    use base64::Engine as _;
    let image: Vec<u8> = (0_u32..90_000)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let image = base64::engine::general_purpose::STANDARD.encode(image);
    let lines = |line: usize, end: &str| {
        let lines: Vec<_> = image.as_bytes().chunks(line).collect();
        String::from_utf8(lines.join(end.as_bytes())).unwrap()
    };
    let mut mail = String::from(
        "From: a@example.org\r\nDate: Fri, 21 Nov 2025 15:57:12 +0100\r\nSubject: x\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nHello\r\n",
    );
    for (name, encoding, body) in [
        ("a.jpg", "base64", lines(76, "\r\n")),
        ("b.jpg", "base64", lines(60, "\n")),
        (
            "=?utf-8?B?5pel5pys6KqeLnR4dA==?=",
            "base64",
            lines(76, "\r\n") + "\r\n\r\nfooter",
        ),
        (
            "=?utf-8?B?8J+YgC50eHQ=?=",
            "8bit",
            "plain text\r\n".repeat(9000),
        ),
        ("empty.bin", "base64", String::new()),
        (
            "q.txt",
            "quoted-printable",
            "caf=C3=A9 =\r\nau lait".to_owned(),
        ),
        (
            "odd.bin",
            "base64",
            "QUJD\r\nREVG\nR0hJ\r\n SktM".to_owned(),
        ),
        ("one-line.bin", "base64", image.clone()),
    ] {
        mail += &format!(
            "--b\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Disposition: attachment\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
        );
    }
    mail += "--b--\r\n";
    mail.into_bytes()
}

fn open(pdf: &[u8]) -> Result<Vec<u8>, Error> {
    let mut envelope = Envelope::read(Cursor::new(pdf), &Limits::default())?;
    let mut opened = envelope.unlock(&password())?;
    let mut back = Vec::new();
    opened.copy_message(&mut back)?;
    Ok(back)
}

#[test]
fn what_is_sealed_opens_with_everything_in_it() {
    let mail = mail();
    let message = Message::parse(&mail, &Default::default()).unwrap();
    let pdf = sealed(&mail, &Options::default());
    if let Some(path) = std::env::var_os("WAXSEAL_KEEP_PDF") {
        std::fs::write(path, &pdf).unwrap();
    }
    assert!(pdf.len() < mail.len());
    assert!(open(&pdf).unwrap() == mail);
    verify(
        Cursor::new(&pdf),
        &password(),
        &message,
        &Options::default(),
    )
    .unwrap();

    let mut envelope = Envelope::read(Cursor::new(&pdf), &Limits::default()).unwrap();
    let mut opened = envelope.unlock(&password()).unwrap();
    assert_eq!(opened.opened_as(), OpenedAs::User);
    assert_eq!(opened.original_bytes(), Some(mail.len() as u64));
    let names: Vec<_> = opened
        .attachments()
        .iter()
        .map(|file| file.name.clone())
        .collect();
    assert_eq!(
        names,
        [
            "a.jpg",
            "b.jpg",
            "empty.bin",
            "odd.bin",
            "one-line.bin",
            "q.txt",
            "日本語.txt",
            "😀.txt"
        ]
    );
    let mut file = Vec::new();
    opened.copy_attachment(5, &mut file).unwrap();
    assert_eq!(file, "café au lait".as_bytes());
}

#[test]
fn the_same_seed_gives_the_same_file() {
    let mail = mail();
    let options = Options::default();
    assert!(sealed(&mail, &options) == sealed(&mail, &options));
}

#[test]
fn without_the_original_there_are_only_attachments() {
    let mail = mail();
    let message = Message::parse(&mail, &Default::default()).unwrap();
    let options = Options {
        original: false,
        ..Options::default()
    };
    let pdf = sealed(&mail, &options);
    verify(Cursor::new(&pdf), &password(), &message, &options).unwrap();
    assert!(matches!(open(&pdf), Err(Error::NoOriginal)));
    // The check is told what to expect.
    let with = verify(
        Cursor::new(&pdf),
        &password(),
        &message,
        &Options::default(),
    );
    assert!(matches!(with, Err(Error::NotTheSame)));
    let pdf = sealed(&mail, &Options::default());
    let without = verify(Cursor::new(&pdf), &password(), &message, &options);
    assert!(matches!(without, Err(Error::NotTheSame)));
}

#[test]
fn verify_refuses_another_message() {
    let mails = ["Hello\r\n", "Hello \r\n", "Hello\r\n\r\n", ""]
        .map(|body| format!("Subject: x\r\n\r\n{body}").into_bytes());
    let pdf = sealed(&mails[0], &Options::default());
    for (index, mail) in mails.iter().enumerate() {
        let message = Message::parse(mail, &Default::default()).unwrap();
        let result = verify(
            Cursor::new(&pdf),
            &password(),
            &message,
            &Options::default(),
        );
        assert_eq!(result.is_ok(), index == 0);
    }
}

#[test]
fn only_its_passwords_open_it() {
    let mail = mail();
    let options = Options {
        owner_password: Some(Password::new("the owner's").unwrap()),
        ..Options::default()
    };
    let pdf = sealed(&mail, &options);
    let mut envelope = Envelope::read(Cursor::new(&pdf), &Limits::default()).unwrap();
    for (typed, opened_as) in [
        ("password", OpenedAs::User),
        ("the owner's", OpenedAs::Owner),
    ] {
        let opened = envelope.unlock(&Password::new(typed).unwrap()).unwrap();
        assert_eq!(opened.opened_as(), opened_as);
    }
    for typed in ["Password", "passwor", "passwords", " "] {
        let result = envelope.unlock(&Password::new(typed).unwrap());
        assert!(matches!(result, Err(Error::WrongPassword)), "{typed}");
    }
    let result = envelope.unlock_without_password();
    assert!(matches!(result, Err(Error::WrongPassword)));
    assert!(!envelope.summary().opens_without_password);
}

#[test]
fn verify_tries_the_owners_password() {
    let mail = mail();
    let message = Message::parse(&mail, &Default::default()).unwrap();
    let with = |owner: &str| Options {
        owner_password: Some(Password::new(owner).unwrap()),
        ..Options::default()
    };
    let pdf = sealed(&mail, &with("the owner's"));
    for (owner, is_right) in [
        ("the owner's", true),
        ("another", false),
        ("password", false),
    ] {
        let result = verify(Cursor::new(&pdf), &password(), &message, &with(owner));
        match is_right {
            true => result.unwrap(),
            false => assert!(matches!(result, Err(Error::NotTheSame)), "{owner}"),
        }
    }
}

#[test]
fn a_kept_key_seals_what_its_password_opens() {
    let mail = mail();
    let message = Message::parse(&mail, &Default::default()).unwrap();
    let other = Message::parse(b"Subject: x\r\n\r\n", &Default::default()).unwrap();
    let options = Options::default();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let [key, another] = [(); 2].map(|()| UserKey::generate(&password(), &mut rng).unwrap());
    let mut seal = || {
        let mut pdf = Vec::new();
        write(pages(), &message, &key, &options, &mut rng, &mut pdf).unwrap();
        pdf
    };
    let [first, second] = [seal(), seal()];
    for pdf in [&first, &second] {
        verify(Cursor::new(pdf), &key, &message, &options).unwrap();
        verify(Cursor::new(pdf), &password(), &message, &options).unwrap();
        let by_another = verify(Cursor::new(pdf), &another, &message, &options);
        assert!(matches!(by_another, Err(Error::WrongPassword)));
        let of_another = verify(Cursor::new(pdf), &key, &other, &options);
        assert!(matches!(of_another, Err(Error::NotTheSame)));
    }
    // The salts are kept, the key of the file is not.
    let has = |pdf: &[u8], bytes: &[u8]| pdf.windows(bytes.len()).any(|here| here == bytes);
    let stream = |pdf: &[u8]| {
        let start =
            b"stream\n".len() + pdf.windows(7).position(|here| here == b"stream\n").unwrap();
        pdf[start..start + 32].to_vec()
    };
    assert!(!has(&second, &stream(&first)));
}

#[test]
fn an_owner_password_that_protects_nothing_is_refused() {
    let message = Message::parse(b"Subject: x\r\n\r\n", &Default::default()).unwrap();
    let mut options = Options::default();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    for (user, owner) in [(&b"password"[..], Some(password())), (b"", None)] {
        options.owner_password = owner;
        let mut out = Vec::new();
        let result = UserKey::new(user, &mut rng)
            .and_then(|user| write(pages(), &message, &user, &options, &mut rng, &mut out));
        assert!(matches!(result, Err(Error::UnusablePassword(_))));
        assert!(out.is_empty());
    }
}

#[test]
fn the_summary_tells_what_everybody_can_know() {
    let options = Options {
        permissions: Permissions {
            print: false,
            copy: true,
            modify: false,
        },
        ..Options::default()
    };
    let pdf = sealed(&mail(), &options);
    let envelope = Envelope::read(Cursor::new(&pdf), &Limits::default()).unwrap();
    let summary = envelope.summary();
    assert_eq!(summary.permissions, options.permissions);
    assert_eq!((summary.version, summary.revision), (5, 6));
    assert_eq!((summary.cipher, summary.key_bits), ("AES-256", 256));
    assert!(summary.everything_encrypted && summary.metadata_encrypted);
    assert_eq!(summary.pdf_version, "1.7");
    assert_eq!(summary.file_bytes, pdf.len() as u64);
}

#[test]
fn nothing_is_in_clear() {
    let pdf = sealed(&mail(), &Options::default());
    let text = String::from_utf8_lossy(&pdf);
    for secret in [
        "jpg",
        "letter",
        "octet",
        "2025",
        "Attachment",
        "plain",
        "Catalog",
        "Waxseal",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(!text.contains("/Identity"));
}

/// Whatever byte of many is changed, the original comes back as it was or not at all.
#[test]
fn tampering_gives_the_message_or_an_error() {
    let mail =
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n\
        --b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\r\n--b--\r\n";
    let pdf = sealed(mail, &Options::default());
    let (mut same, mut refused) = (0, 0);
    for at in (0..pdf.len()).step_by(3) {
        let mut changed = pdf.clone();
        changed[at] ^= 1 << (at % 8);
        match open(&changed) {
            Ok(back) => {
                assert!(back == mail, "byte {at}");
                same += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(same > 0 && refused > 200, "{same} {refused}");
}

#[test]
fn a_file_that_is_cut_off_is_refused_or_complete() {
    let mail = mail();
    let pdf = sealed(&mail, &Options::default());
    let table = pdf
        .windows(5)
        .rposition(|window| window == b"/XRef")
        .unwrap();
    let ends = (0..table).step_by(499).chain(table..pdf.len());
    for end in ends {
        match open(&pdf[..end]) {
            Ok(back) => assert!(end > table + 100 && back == mail, "{end}"),
            Err(Error::Damaged(_) | Error::NotAnEnvelope(_)) => {}
            Err(other) => panic!("{end}: {other}"),
        }
    }
    assert!(matches!(
        open(&pdf[..pdf.len() / 2]),
        Err(Error::Damaged(_))
    ));
    assert!(matches!(open(&pages()), Err(Error::NotAnEnvelope(_))));
    assert!(matches!(open(&mail), Err(Error::NotAnEnvelope(_))));
}

#[test]
fn limits_are_kept() {
    let pdf = sealed(&mail(), &Options::default());
    let refused = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        let mut envelope = Envelope::read(Cursor::new(&pdf), &limits)?;
        let mut opened = envelope.unlock(&password())?;
        opened.copy_attachment(0, io::sink())?;
        opened.copy_message(io::sink())
    };
    assert!(refused(|_| {}).is_ok());
    for change in [
        (|limits: &mut Limits| limits.max_file_bytes = 1000) as fn(&mut Limits),
        |limits| limits.max_objects = 10,
        |limits| limits.max_attachments = 3,
        |limits| limits.max_structure_bytes = 4000,
        |limits| limits.max_plaintext_bytes = 1000,
        |limits| limits.max_total_bytes = 1000,
    ] {
        assert!(matches!(refused(change), Err(Error::TooLarge { .. })));
    }
}

#[test]
fn thousands_of_attachments_are_found_again() {
    let mut mail = String::from("Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
    for number in 0..3000 {
        mail += &format!("--b\r\nContent-Type: a/b; name=\"{number}.bin\"\r\n\r\n{number}\r\n");
    }
    mail += "--b--\r\n";
    let message = Message::parse(mail.as_bytes(), &Default::default()).unwrap();
    let pdf = sealed(mail.as_bytes(), &Options::default());
    verify(
        Cursor::new(&pdf),
        &password(),
        &message,
        &Options::default(),
    )
    .unwrap();
}
