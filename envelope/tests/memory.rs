//! Reading a mail needs little memory beside the mail. Alone in its file, since the kernel counts
//! for the whole process.
#![cfg(all(feature = "html", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

use waxseal::message::{Limits, Message};

/// The most memory that this process ever had, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        * 1024
}

/// A mail of 100 MB: a page of the largest size that is shown whole, and a large file.
fn mail(encoding: &str, line: &str) -> Vec<u8> {
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

#[test]
fn a_large_mail_needs_little_memory_beside_itself() {
    for (encoding, line) in [
        (
            "base64",
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n",
        ),
        ("quoted-printable", "caf=C3=A9 is where this is =\n"),
        ("8bit", "any bytes at all, and a line end\n"),
    ] {
        let mail = mail(encoding, line);
        let before = peak();
        let message = Message::parse(&mail, &Limits::default()).unwrap();
        let more = peak().saturating_sub(before);
        assert_eq!(message.view().attachments.len(), 1);
        println!("{encoding}: {} KiB beside the mail", more / 1024);
        assert!(more < 26 << 20, "{encoding}: {more} bytes beside the mail");
    }
}
