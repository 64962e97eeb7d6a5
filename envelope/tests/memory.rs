//! Reading a mail needs little memory beside the mail. Each mail is read in a process of its own,
//! since the kernel counts for the whole process and an allocator keeps what was freed.
#![cfg(all(feature = "html", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;
use waxseal::message::{Limits, Message, Note, View};

/// Names the mail that the process is to read.
const CASE: &str = "WAXSEAL_MEMORY_CASE";

/// A mail, and how many MiB reading it may need beside it.
struct Case {
    name: &'static str,
    mail: fn() -> Vec<u8>,
    most: u64,
    check: fn(&View),
}

const MIB: usize = 1 << 20;

/// The largest view that an envelope is opened with.
const MAX_VIEW_BYTES: usize = 64 * MIB;

/// What `Limits` promises of an ordinary mail, and of a hostile one.
const ORDINARY: u64 = 25;
const HOSTILE: u64 = 100;

const CASES: [Case; 18] = [
    Case {
        name: "a file in base64",
        mail: || {
            large(
                "base64",
                "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n",
            )
        },
        most: ORDINARY,
        check: |view| assert_eq!(view.attachments.len(), 1),
    },
    Case {
        name: "a file in quoted-printable",
        mail: || large("quoted-printable", "caf=C3=A9 is where this is =\n"),
        most: ORDINARY,
        check: |view| assert_eq!(view.attachments.len(), 1),
    },
    Case {
        name: "a file as it is",
        mail: || large("8bit", "any bytes at all, and a line end\n"),
        most: ORDINARY,
        check: |view| assert_eq!(view.attachments.len(), 1),
    },
    Case {
        name: "addresses",
        mail: || format!("From: a@b\nTo: {}\n\n", "a@b,".repeat(250_000)).into(),
        most: HOSTILE,
        check: |view| {
            assert_eq!(view.to.len(), 1_000);
            assert_eq!(view.notes, [Note::AddressesOmitted]);
        },
    },
    Case {
        name: "groups",
        mail: || format!("From: a@b\nTo: {}\n\n", "g:".repeat(500_000)).into(),
        most: HOSTILE,
        check: |view| assert_eq!(view.notes, [Note::AddressesOmitted]),
    },
    Case {
        name: "addresses after a quote in a comment",
        mail: || format!("From: a@b\nTo: x@y, (\") {}\n\n", "a,".repeat(100_000)).into(),
        most: HOSTILE,
        check: |view| assert_eq!(view.notes, [Note::AddressesOmitted]),
    },
    Case {
        name: "fields of addresses",
        mail: || format!("From: a@b\n{}\n\n", "To:a\n".repeat(200_000)).into(),
        most: HOSTILE,
        check: |view| assert_eq!(view.notes, [Note::AddressesOmitted]),
    },
    Case {
        name: "fields",
        mail: || format!("From: a@b\n{}\n\n", "a:\n".repeat(340_000)).into(),
        most: HOSTILE,
        check: |view| assert_eq!(view.from.len(), 1),
    },
    Case {
        name: "long identifiers",
        mail: || {
            let long = |field| format!("Content-{field}: {}\n", "x".repeat(MIB - 1_000));
            let fields = |number| {
                [
                    "Content-Type: a/b\n".to_owned(),
                    long(["ID", "Location"][number % 2]),
                ]
            };
            parts(30, |number| fields(number).concat()).into()
        },
        most: HOSTILE,
        check: |view| {
            let referred = |one: &&_| {
                let one: &waxseal::message::Attachment = one;
                one.content_id.is_some() || one.content_location.is_some()
            };
            assert_eq!(view.attachments.iter().filter(referred).count(), 0);
        },
    },
    Case {
        name: "long parameters",
        mail: || {
            let long = "x".repeat(MIB / 2 - 1_000);
            parts(100, |_| {
                format!("Content-Type: a/b; name={long}\nContent-Disposition: {long}\n")
            })
            .into()
        },
        most: HOSTILE,
        check: |view| assert_eq!(view.attachments.len(), 100),
    },
    Case {
        name: "many parts",
        mail: || many_parts().into(),
        most: HOSTILE,
        check: |view| assert_eq!(view.attachments.len(), 9_997),
    },
    Case {
        name: "a long line in a broken header",
        mail: || {
            let mut mail = b"From: a@b\nno field\n".to_vec();
            mail.resize(60 * MIB, b'x');
            mail
        },
        most: HOSTILE,
        check: |view| assert!(view.text.starts_with("no field\nxxx")),
    },
    Case {
        name: "a long field in a broken header",
        mail: || {
            let mut mail = b"From: a@b\nno field\nx:".to_vec();
            mail.resize(60 * MIB, b'x');
            mail
        },
        most: HOSTILE,
        check: |view| assert!(view.text.starts_with("no field\nx:xxx")),
    },
    Case {
        name: "tags",
        mail: || page(&"<a><td>".repeat(300_000)),
        most: HOSTILE,
        check: simplified,
    },
    Case {
        name: "tags that come again",
        mail: || {
            let font = format!("<p><font face='{}'>", "\"".repeat(10_000));
            page(&(font + &"<p>x".repeat(400_000)))
        },
        most: HOSTILE,
        check: simplified,
    },
    Case {
        name: "tags in many pages",
        mail: || {
            let page = format!("<p><b><i><u><s>{}", "<p>".repeat(3_000));
            let pages = parts(200, |_| format!("Content-Type: text/html\n\n{page}\n"));
            pages.into()
        },
        most: HOSTILE,
        check: simplified,
    },
    Case {
        name: "quoted lines",
        mail: || {
            let quotes = "<blockquote>".repeat(20);
            page(&format!("{quotes}<pre>{}", "x\n".repeat(MIB - 1_000)))
        },
        most: HOSTILE,
        check: |view| assert_eq!(view.notes, [Note::BodyTruncated]),
    },
    Case {
        name: "the largest view",
        mail: || largest_view().into(),
        most: HOSTILE,
        check: |view| {
            assert!(view.subject.len() > MIB / 2 && view.attachments.len() > 9_000);
            assert!(view.html.as_ref().unwrap().len() > 20 * MIB && view.text.len() == 2 * MIB);
        },
    },
];

fn simplified(view: &View) {
    assert!(view.notes.contains(&Note::HtmlSimplified));
}

/// A mail of 100 MB: a page of the largest size that is shown whole, and a large file.
fn large(encoding: &str, line: &str) -> Vec<u8> {
    const SIZE: usize = 100 << 20;
    let mut mail = Vec::with_capacity(SIZE + 1000);
    mail.extend_from_slice(b"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n");
    mail.extend_from_slice(b"Content-Type: text/html\n\n");
    while mail.len() < 2_000_000 {
        mail.extend_from_slice(
            b"<table><tr><td style='color:red'>some <b>words</b></td></tr></table>\n",
        );
    }
    let head =
        format!("--b\nContent-Type: application/zip\nContent-Transfer-Encoding: {encoding}\n\n");
    mail.extend_from_slice(head.as_bytes());
    while mail.len() < SIZE {
        mail.extend_from_slice(line.as_bytes());
    }
    mail.extend_from_slice(b"\n--b--\n");
    mail
}

fn page(html: &str) -> Vec<u8> {
    format!("From: a@b\nContent-Type: text/html\n\n{html}").into()
}

/// A multipart of parts that begin with these fields.
fn parts(count: usize, fields: impl Fn(usize) -> String) -> String {
    let parts = (0..count).map(|number| format!("--b\n{}\n", fields(number)));
    "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n".to_owned()
        + &parts.collect::<String>()
}

/// What grows most on the way into HTML and JSON, as much of it as the limits let through.
fn largest_view() -> String {
    let subject = "\"".repeat(MIB - 10_000);
    let text = "&".repeat(2 * MIB);
    let font = format!("<p><font face='{}'>", "\"".repeat(5_000));
    let again = "<p>x".repeat(2 * MIB / 5_000);
    let title = format!("<p title='{}'>x", "\"".repeat(2 * MIB - 20_000));
    many_parts()
        .replacen(
            "--b\n",
            &format!("--b\n\n{text}\n--b\nContent-Type: text/html\n\n{title}{font}{again}\n--b\n"),
            1,
        )
        .replacen(
            "From: a@b\n",
            &format!("From: a@b\nSubject: {subject}\n"),
            1,
        )
}

/// As many parts as there may be, with as much of their fields as is kept.
fn many_parts() -> String {
    let names = parts(9_997, |number| {
        let id = format!("{number}{}", "\"".repeat(70));
        format!("Content-Type: a/b; name={id}\nContent-ID: {id}\nContent-Location: {id}\n")
    });
    names + "--b--\n"
}

/// A value of the kernel's about this process, in bytes.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        * 1024
}

/// Reads the mail of a case and returns how many bytes that needed beside the mail, at most.
fn measure(case: &Case) -> u64 {
    let mail = (case.mail)();
    // Sets the highest use of memory so far back to the present one (proc(5)).
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS:");
    let message = Message::parse(&mail, &Limits::default()).unwrap();
    let more = status("VmHWM:").saturating_sub(before);
    let view = message.view();
    (case.check)(view);
    let json = serde_json::to_vec(view).unwrap().len();
    assert!(json < MAX_VIEW_BYTES, "{json} bytes of JSON");
    println!("\n{} MiB of JSON", json / MIB);
    more
}

#[test]
fn reading_a_mail_needs_little_memory_beside_it() {
    if let Some(name) = std::env::var_os(CASE) {
        let case = CASES.iter().find(|case| case.name == name).unwrap();
        println!("\nbytes={}", measure(case));
        return;
    }
    let mut failed = Vec::new();
    for case in &CASES {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["reading_a_mail_needs_little_memory_beside_it", "--exact"])
            .arg("--nocapture")
            .env(CASE, case.name)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let bytes = text.lines().find_map(|line| line.strip_prefix("bytes="));
        let Some(bytes) = bytes.filter(|_| output.status.success()) else {
            let error = String::from_utf8_lossy(&output.stderr);
            panic!("{}: {text}{error}", case.name);
        };
        let mebibytes = bytes.parse::<u64>().unwrap().div_ceil(1 << 20);
        println!("{}: {mebibytes} MiB beside the mail", case.name);
        if mebibytes > case.most {
            failed.push(format!("{}: {mebibytes} MiB", case.name));
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
