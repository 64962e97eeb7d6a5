//! A gateway's whole job, on real mails: seal, carry, and open again as the recipient does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::io::Cursor;
use std::sync::Arc;
use waxseal::html::{Envelope, Language, PageOptions};
use waxseal::jwe::{Curve, MIN_P2C, PrivateKey};
use waxseal::message::{Limits, Message};
use waxseal::password::Password;
use waxseal::sealer::{Disposition, Format, Outgoing, Recipient, Sealer, SealerOptions};
use waxseal::{Error, pdf};

fn options() -> SealerOptions {
    SealerOptions {
        p2c: MIN_P2C,
        ..SealerOptions::default()
    }
}

fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

const MAIL: &[u8] =
    b"From: ann@example.org\r\nTo: bob@example.com, cara@example.com\r\nCc: dan@example.com\r\n\
    Subject: Secret plans\r\nMessage-ID: <original-1@example.org>\r\n\r\nThe cat is in the bag.\r\n";

/// What a recipient saves from the mail, by its name.
fn attachment(mail: &[u8], name: &str) -> Option<Vec<u8>> {
    let carrier = Message::parse(mail, &Limits::default()).unwrap();
    let attachments = &carrier.view().attachments;
    let found = attachments.iter().find(|its| its.name == name)?;
    Some(common::content(mail, found))
}

fn open_page(outgoing: &Outgoing, password: &Password) -> Result<Vec<u8>, Error> {
    let page = attachment(&outgoing.mail, "message.html").unwrap();
    let mut envelope = Envelope::read(Cursor::new(page), &Default::default())?;
    let mut back = Vec::new();
    envelope.unlock(password)?.copy_message(&mut back)?;
    Ok(back)
}

fn open_pdf(outgoing: &Outgoing, password: &Password) -> Result<Vec<u8>, Error> {
    let file = attachment(&outgoing.mail, "message.pdf").unwrap();
    let mut envelope = pdf::Envelope::read(Cursor::new(file), &Default::default())?;
    let mut back = Vec::new();
    envelope.unlock(password)?.copy_message(&mut back)?;
    Ok(back)
}

#[test]
fn each_recipient_opens_with_their_own_password_and_no_other() {
    let sealer = Sealer::new(options()).unwrap();
    let (one, two) = (password("violet-kettle-19"), password("orange-saddle-27"));
    let recipients = [
        Recipient::new("bob@example.com", one.clone(), Format::Html),
        Recipient::new("Cara@example.com", two.clone(), Format::Html),
        Recipient::new("dan@example.com", two.clone(), Format::Both),
        Recipient::new("blind@example.net", one.clone(), Format::Html),
    ];
    let mails = sealer.seal(MAIL, &recipients).unwrap();
    let to: Vec<_> = mails.iter().map(|its| its.recipients.join(" ")).collect();
    assert_eq!(
        to,
        [
            "bob@example.com Cara@example.com",
            "dan@example.com",
            "blind@example.net"
        ]
    );
    for (outgoing, opens) in mails
        .iter()
        .zip([[true, true], [false, true], [true, false]])
    {
        for (password, opens) in [&one, &two].into_iter().zip(opens) {
            match open_page(outgoing, password) {
                Ok(back) => assert!(opens && back == MAIL),
                Err(error) => assert!(!opens && matches!(error, Error::WrongPassword), "{error}"),
            }
        }
        let text = String::from_utf8_lossy(&outgoing.mail);
        for secret in [
            "Secret plans",
            "cat is in",
            "violet",
            "orange",
            "blind",
            "original-1",
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    assert_eq!(open_pdf(&mails[1], &two).unwrap(), MAIL);
}

#[test]
fn the_organisations_key_opens_what_it_sent() {
    let key = PrivateKey::generate(Curve::X25519, &mut rand::rngs::SysRng).unwrap();
    let sealer = Sealer::new(SealerOptions {
        recipient_keys: vec![key.public_key().clone()],
        ..options()
    })
    .unwrap();
    let bob = Recipient::new(
        "bob@example.com",
        password("violet-kettle-19"),
        Format::Html,
    );
    let mails = sealer.seal(MAIL, &[bob]).unwrap();
    let page = attachment(&mails[0].mail, "message.html").unwrap();
    let mut envelope = Envelope::read(Cursor::new(page), &Default::default()).unwrap();
    let opened = envelope.unlock_with_private_key(&key).unwrap();
    assert_eq!(opened.view().subject, "Secret plans");
    assert!(!opened.sealing().unwrap().answer);
    assert_eq!(
        mails[0].record.recipient_keys,
        [key.public_key().thumbprint()]
    );
}

#[test]
fn the_record_answers_for_the_mail_and_tells_nothing_of_it() {
    let sealer = Sealer::new(options()).unwrap();
    let bob = Recipient::new(
        "bob@example.com",
        password("violet-kettle-19"),
        Format::Both,
    );
    let mails = sealer.seal(MAIL, &[bob]).unwrap();
    let record = &mails[0].record;
    let json = serde_json::to_string(record).unwrap();
    let mut shown: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(record.bytes.original, MAIL.len() as u64);
    assert_eq!(record.bytes.mail, mails[0].mail.len() as u64);
    let carrier = Message::parse(&mails[0].mail, &Limits::default()).unwrap();
    assert_eq!(
        carrier.view().message_id.as_deref(),
        Some(record.carrier_message_id.as_str())
    );
    for changing in ["/at", "/carrier_message_id", "/bytes/mail", "/sha256/mail"] {
        *shown.pointer_mut(changing).unwrap() = "changes".into();
    }
    insta::with_settings!({ snapshot_path => "../../snapshots" }, {
        insta::assert_json_snapshot!(shown);
    });
    assert!(!json.contains("Secret") && !json.contains("violet"));
}

#[test]
fn what_fails_says_whether_to_bounce_or_to_try_again() {
    let sealer = Sealer::new(SealerOptions {
        limits: {
            let mut limits = Limits::default();
            limits.max_message_bytes = 1000;
            limits
        },
        ..options()
    })
    .unwrap();
    let strong = || password("violet-kettle-19");
    let bob = |password, format| Recipient::new("bob@example.com", password, format);
    let hinted = Recipient {
        hint: Some("it is violet-kettle-19".into()),
        ..bob(strong(), Format::Html)
    };
    let large = [MAIL, &[b'x'; 1000]].concat();
    let cases: [(&[u8], &[Recipient]); 7] = [
        (MAIL, &[]),
        (b"%PDF-1.7", &[bob(strong(), Format::Html)]),
        (&large, &[bob(strong(), Format::Html)]),
        (MAIL, &[bob(password("12345678"), Format::Html)]),
        (
            MAIL,
            &[bob(password("violet\u{a0}kettle-19"), Format::Both)],
        ),
        (MAIL, &[hinted]),
        (
            MAIL,
            &[Recipient::new(
                "bob@x\r\nBcc: eve@x",
                strong(),
                Format::Html,
            )],
        ),
    ];
    for (mail, recipients) in cases {
        let error = sealer.seal(mail, recipients).unwrap_err();
        assert_eq!(error.disposition(), Disposition::Bounce, "{error}");
        assert!(!error.to_string().contains("violet"), "{error}");
    }
    for error in [
        Error::NoRandomness,
        Error::NotTheSame,
        Error::Io(std::io::Error::other("the disk is full")),
    ] {
        assert_eq!(error.disposition(), Disposition::Retry, "{error}");
    }
}

#[test]
fn after_a_failure_nothing_more_is_handed_over() {
    let sealer = Sealer::new(options()).unwrap();
    let mut recipients = vec![Recipient::new(
        "bob@example.com",
        password("violet-kettle-19"),
        Format::Html,
    )];
    recipients.push(Recipient::new(
        "dan@example.com",
        password("abc"),
        Format::Html,
    ));
    let mut handed = 0;
    let result = sealer.seal_each(MAIL, &recipients, |_| {
        handed += 1;
        Ok::<_, Error>(())
    });
    let error = result.unwrap_err();
    assert!(
        error.to_string().starts_with("dan@example.com: "),
        "{error}"
    );
    assert!(
        matches!(error, Error::OfRecipient { source, .. } if matches!(*source, Error::WeakPassword { .. }))
    );
    assert_eq!(handed, 0);
}

#[test]
fn threads_share_a_sealer_and_its_keys() {
    let sealer = Arc::new(Sealer::new(options()).unwrap());
    let bob = Recipient::new(
        "bob@example.com",
        password("violet-kettle-19"),
        Format::Html,
    );
    sealer.seal(MAIL, std::slice::from_ref(&bob)).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let (sealer, bob) = (Arc::clone(&sealer), bob.clone());
            std::thread::spawn(move || {
                for round in 0..5 {
                    let mail = format!(
                        "From: a@x\r\nTo: bob@example.com\r\nSubject: s\r\n\r\n{number} {round}\r\n"
                    );
                    let mails = sealer
                        .seal(mail.as_bytes(), std::slice::from_ref(&bob))
                        .unwrap();
                    let back = open_page(&mails[0], &bob.password).unwrap();
                    assert_eq!(back, mail.as_bytes());
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(sealer.key_cache(), (20, 1));
}

#[test]
fn real_mails_come_back_byte_for_byte_out_of_their_carriers() {
    let Some(corpus) = common::mails() else {
        return;
    };
    let sealer = Sealer::new(SealerOptions {
        page: PageOptions {
            languages: vec![Language::from_tag("en").unwrap()],
            ..PageOptions::default()
        },
        ..options()
    })
    .unwrap();
    let bob = Recipient::new(
        "bob@example.com",
        password("violet-kettle-19"),
        Format::Html,
    );
    let (mut sealed, mut refused) = (0, 0);
    for (name, mail) in corpus {
        match sealer.seal(&mail, std::slice::from_ref(&bob)) {
            Ok(mails) => {
                // The key is derived once more only for a few; the sealer has compared all.
                if sealed % 40 == 0 {
                    assert_eq!(open_page(&mails[0], &bob.password).unwrap(), mail, "{name}");
                }
                sealed += 1;
            }
            Err(error) => {
                assert_eq!(error.disposition(), Disposition::Bounce, "{name}: {error}");
                refused += 1;
            }
        }
    }
    println!("{sealed} sealed, {refused} refused");
    assert!(sealed > 20 * refused, "{sealed} sealed, {refused} refused");
}
