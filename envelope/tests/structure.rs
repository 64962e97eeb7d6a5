//! The structure of mails: random trees of parts come back as they were written, another parser
//! sees the same, and hostile mails are refused or read in bounded time.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use base64::Engine as _;
use common::content;
use mail_parser::{MessageParser, PartType};
use proptest::prelude::*;
use std::time::Instant;
use waxseal::Error;
use waxseal::message::{Limits, Message, Note};

#[derive(Clone, Debug)]
enum Tree {
    File {
        bytes: Vec<u8>,
        encoding: &'static str,
    },
    Multipart {
        subtype: &'static str,
        parts: Vec<Tree>,
    },
}

fn tree() -> impl Strategy<Value = Tree> {
    let bytes = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        // What could be taken for structure.
        "([A-Za-z0-9+/]{76}\n|--b[0-9]?\n|--b1--\n|\n|Content-Type: x/y\n){0,6}"
            .prop_map(String::into_bytes),
    ];
    let encoding = prop_oneof![Just("base64"), Just("quoted-printable")];
    let file = (bytes, encoding).prop_map(|(bytes, encoding)| Tree::File { bytes, encoding });
    file.prop_recursive(5, 40, 5, |inner| {
        let subtype = prop_oneof![
            Just("mixed"),
            Just("related"),
            Just("signed"),
            Just("x-odd")
        ];
        let parts = proptest::collection::vec(inner, 1..5);
        (subtype, parts).prop_map(|(subtype, parts)| Tree::Multipart { subtype, parts })
    })
}

/// Writes mails; boundaries are beginnings of one another, as some mailers make them.
struct Writer {
    out: Vec<u8>,
    line_end: &'static str,
    boundaries: usize,
    /// Makes boundaries that are unlike each other, for parsers that compare their beginnings.
    unlike: bool,
    files: Vec<Vec<u8>>,
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(self.line_end.as_bytes());
    }

    fn part(&mut self, tree: &Tree) {
        match tree {
            Tree::File { bytes, encoding } => {
                self.line("Content-Type: application/octet-stream");
                self.line(&format!("Content-Transfer-Encoding: {encoding}"));
                self.line("");
                let encoded = if *encoding == "base64" {
                    base64::engine::general_purpose::STANDARD.encode(bytes)
                } else {
                    bytes.iter().map(|byte| format!("={byte:02X}")).collect()
                };
                let soft = if *encoding == "base64" { "" } else { "=" };
                let lines: Vec<&str> = encoded
                    .as_bytes()
                    .chunks(72)
                    .map(|line| std::str::from_utf8(line).unwrap())
                    .collect();
                let body = lines.join(&format!("{soft}{}", self.line_end));
                self.out.extend_from_slice(body.as_bytes());
                self.files.push(bytes.clone());
            }
            Tree::Multipart { subtype, parts } => {
                self.boundaries += 1;
                let number = self.boundaries;
                let boundary = if self.unlike {
                    format!("{number}=limit")
                } else {
                    "b".repeat(number)
                };
                self.line(&format!(
                    "Content-Type: multipart/{subtype}; boundary=\"{boundary}\""
                ));
                self.line("");
                self.line("preamble");
                for part in parts {
                    self.line("");
                    self.line(&format!("--{boundary}"));
                    self.part(part);
                }
                self.line("");
                self.line(&format!("--{boundary}--"));
                self.out.extend_from_slice(b"epilogue");
            }
        }
    }
}

fn write(tree: &Tree, line_end: &'static str, unlike: bool) -> Writer {
    let mut writer = Writer {
        out: Vec::new(),
        line_end,
        boundaries: 0,
        unlike,
        files: Vec::new(),
    };
    writer.line("From: a@example.org");
    writer.part(tree);
    writer
}

proptest! {
    #[test]
    fn every_file_of_a_tree_is_found(tree in tree(), crlf in any::<bool>()) {
        let written = write(&tree, if crlf { "\r\n" } else { "\n" }, false);
        let message = Message::parse(&written.out, &Limits::default()).unwrap();
        let found: Vec<Vec<u8>> = message
            .view()
            .attachments
            .iter()
            .map(|attachment| content(&written.out, attachment))
            .collect();
        prop_assert_eq!(found, written.files);
        prop_assert!(message.view().notes.iter().all(|note| *note == Note::Signed));
    }

    #[test]
    fn another_parser_sees_the_same(tree in tree(), crlf in any::<bool>()) {
        let written = write(&tree, if crlf { "\r\n" } else { "\n" }, true);
        let message = Message::parse(&written.out, &Limits::default()).unwrap();
        let own: Vec<(u64, u64)> = message
            .view()
            .attachments
            .iter()
            .map(|attachment| (attachment.range.start, attachment.size))
            .collect();
        let other = MessageParser::new().parse(&written.out).unwrap();
        let other: Vec<(u64, u64)> = other
            .parts
            .iter()
            .filter(|part| !matches!(part.body, PartType::Multipart(_)))
            .map(|part| (u64::from(part.offset_body), part.contents().len() as u64))
            .collect();
        prop_assert_eq!(own, other);
    }

    #[test]
    fn no_bytes_break_the_parser(
        noise in proptest::collection::vec(
            prop_oneof![
                Just(b"--b".to_vec()), Just(b"--b--".to_vec()), Just(b"\r\n".to_vec()),
                Just(b"\n\n".to_vec()), Just(b"Content-Type: multipart/mixed; boundary=b\n".to_vec()),
                Just(b"Content-Type: text/html; charset=utf-16\n".to_vec()),
                Just(b"Subject: =?utf-8?B?/w==?= =?x?Q?=\n".to_vec()),
                Just(b"Content-Type: message/rfc822\n".to_vec()),
                Just(b"<p><a href='x".to_vec()), Just(b" ; filename*1*=%".to_vec()),
                proptest::collection::vec(any::<u8>(), 0..20),
            ],
            0..40,
        ),
    ) {
        let mail = [b"From: a@b\n".to_vec(), noise.concat()].concat();
        let message = Message::parse(&mail, &Limits::default()).unwrap();
        for attachment in &message.view().attachments {
            prop_assert_eq!(content(&mail, attachment).len() as u64, attachment.size);
        }
    }
}

fn limit_of(mail: &[u8]) -> &'static str {
    match Message::parse(mail, &Limits::default()) {
        Err(Error::TooLarge { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_beyond_a_limit_is_refused() {
    let nested: String = (0..10_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    assert_eq!(limit_of(nested.as_bytes()), "the nesting of MIME parts");
    let parts =
        "Content-Type: multipart/mixed; boundary=b\n\n".to_owned() + &"--b\n\n".repeat(100_000);
    assert_eq!(limit_of(parts.as_bytes()), "the number of MIME parts");
    let line = [b"Subject: ".to_vec(), vec![b'x'; 50 << 20]].concat();
    assert_eq!(limit_of(&line), "the header section (bytes)");
    let mut limits = Limits::default();
    limits.max_message_bytes = 5;
    let error = Message::parse(b"To: x\n", &limits).unwrap_err();
    assert!(
        matches!(
            error,
            Error::TooLarge {
                found: 6,
                limit: 5,
                ..
            }
        ),
        "{error}"
    );
    limits = Limits::default();
    limits.max_body_bytes = 10;
    let message = Message::parse("To: x\n\n123456789ü123".as_bytes(), &limits).unwrap();
    assert_eq!(message.view().text, "123456789");
    assert_eq!(message.view().notes, [Note::BodyTruncated]);
}

#[test]
fn what_is_no_mail_is_refused() {
    for file in [
        b"".as_slice(),
        b" \r\n\r\n",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"<!doctype html><p>From: x</p>",
        b"just some words",
        b"key: value\nother: value\n",
        b"fn main() {\n    let a: u8 = 1;\n}\n",
        b"\x00\x01\x02\x03",
    ] {
        let error = Message::parse(file, &Limits::default()).unwrap_err();
        assert!(
            matches!(error, Error::NotAMessage(_)),
            "{error} for {file:?}"
        );
    }
}

#[test]
fn hostile_mails_cost_little() {
    let mixed = "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n";
    let many = |line: &str, times: usize| format!("{mixed}{}", line.repeat(times));
    let words =
        |word: &str, times: usize| format!("From: a@b\nSubject: {}\n\n", word.repeat(times));
    for (what, mail) in [
        (
            "attached messages in each other",
            many("--b\nContent-Type: message/rfc822\n\n", 9_000),
        ),
        (
            "same names",
            many("--b\nContent-Type: a/b; name=x\n\n", 9_000),
        ),
        ("almost delimiters", many("--c\n", 5_000_000)),
        ("multiparts that never begin", {
            let boundaries: String = (0..60)
                .map(|n| {
                    format!(
                        "--{}\nContent-Type: multipart/mixed; boundary={}\n\n",
                        "b".repeat(n + 1),
                        "b".repeat(n + 2)
                    )
                })
                .collect();
            format!(
                "{mixed}{boundaries}{}",
                format!("--{}c\n", "b".repeat(60)).repeat(300_000)
            )
        }),
        ("words that never end", words("=?a?q?", 170_000)),
        ("words", words("=?utf-8?q?=C3?= ", 60_000)),
        (
            "addresses",
            format!("From: {}\n\n", "a <b@c>, ".repeat(110_000)),
        ),
        ("groups", format!("From: {}\n\n", "a:".repeat(500_000))),
        ("comments", format!("From: {}\n\n", "(".repeat(1_000_000))),
        ("quotes", format!("From: {}\n\n", "\"".repeat(1_000_000))),
        ("fields", format!("From: a@b\n{}\n", "a:\n".repeat(300_000))),
        (
            "wrapped lines",
            format!("From: a@b\n{}\n\n", "x\n".repeat(500_000)),
        ),
        (
            "parameters",
            format!(
                "From: a@b\nContent-Type: a/b{}\n\n",
                ";a*1*=b".repeat(140_000)
            ),
        ),
        (
            "a date",
            format!("From: a@b\nDate: {}\n\n", "1 ".repeat(500_000)),
        ),
        (
            "white space",
            format!(
                "From: a@b\nContent-Transfer-Encoding: quoted-printable\n\n{}",
                " ".repeat(50 << 20)
            ),
        ),
        (
            "quotes in a flowed text",
            format!(
                "From: a@b\nContent-Type: text/plain; format=flowed\n\n{}",
                ">".repeat(1 << 20)
            ),
        ),
    ] {
        let start = Instant::now();
        let result = Message::parse(mail.as_bytes(), &Limits::default());
        let taken = start.elapsed().as_secs_f64();
        println!(
            "{taken:.2} s for {what}: {:?}",
            result.map(|message| message.view().attachments.len())
        );
        assert!(taken < 20.0, "{what}");
    }
}
