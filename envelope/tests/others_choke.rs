//! Mails that other programs show wrongly, or not at all: small ones, made for one trouble each, and real ones.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use waxseal::message::{Limits, Message, Note, View};

fn view(mail: &[u8]) -> View {
    let message = Message::parse(mail, &Limits::default()).unwrap();
    assert_eq!(message.raw(), mail);
    message.view().clone()
}

fn names(view: &View) -> Vec<&str> {
    view.enclosed().map(|own| own.name.as_str()).collect()
}

/// A mail of the corpus; `None` where there is no corpus.
fn real(path: &str) -> Option<View> {
    let file = common::corpus()?.join("eml").join(path);
    Some(view(&std::fs::read(file).unwrap()))
}

#[test]
fn rich_text_is_read_where_there_is_nothing_else() {
    let rtf = r"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe{\*\generator X;}\par Jo}";
    for header in [
        "Content-Type: text/rtf",
        "Content-Type: application/rtf; name=letter.rtf",
    ] {
        let view = view(format!("Subject: x\n{header}\n\n{rtf}").as_bytes());
        assert_eq!(view.text, "Grüße\nJo");
        assert_eq!(names(&view).len(), 1, "the file is there as well");
    }
    let beside = format!(
        "Subject: x\nContent-Type: multipart/mixed; boundary=y\n\n--y\nContent-Type: text/plain\n\nHi\n\
         --y\nContent-Type: application/rtf; name=a.rtf\n\n{rtf}\n--y--"
    );
    assert_eq!(view(beside.as_bytes()).text, "Hi");
    let attached = format!(
        "Subject: x\nContent-Type: application/rtf\nContent-Disposition: attachment\n\n{rtf}"
    );
    assert_eq!(view(attached.as_bytes()).text, "");
}

#[test]
fn a_piece_and_a_file_elsewhere_say_what_they_are() {
    let piece = view(
        b"Subject: x\nContent-Type: message/partial; id=\"a@b\"; number=2; total=3\n\nrest of it",
    );
    assert_eq!(names(&piece), ["piece 2 of 3.txt"]);
    assert_eq!(piece.notes, [Note::PartialMessage]);
    let elsewhere = view(
        b"Subject: x\nContent-Type: message/external-body; access-type=URL; name=big.exe;\n URL=\"http://x.example/\"\n\n\
          Content-Type: application/octet-stream\n\n",
    );
    assert_eq!(names(&elsewhere), ["big.exe.txt"]);
    assert_eq!(elsewhere.notes, [Note::ExternalBody]);
}

#[test]
fn seals_of_others_are_told_of() {
    let inner = "--y\nContent-Type: text/plain\n\nHi\n--y\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\
        Content-Transfer-Encoding: base64\n\nAAAA\n--y--\n";
    let signed = format!(
        "Subject: x\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=y\n\n{inner}"
    );
    let signed = view(signed.as_bytes());
    assert_eq!(
        (signed.text.as_str(), &signed.notes[..]),
        ("Hi", &[Note::Signed][..])
    );
    assert_eq!(names(&signed), ["smime.p7s"]);
    let opaque = view(
        b"Subject: x\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\nx",
    );
    assert_eq!(opaque.notes, [Note::Signed]);
    let encrypted = view(
        b"Subject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx",
    );
    assert_eq!(encrypted.notes, [Note::Encrypted]);
}

#[test]
fn reports_are_read() {
    for (path, part) in [
        ("commons-email/multipart-report.eml", "multipart/report"),
        ("mimekit/bounce.eml", "message/delivery-status"),
        (
            "mimekit/disposition-notification.eml",
            "message/disposition-notification",
        ),
    ] {
        let Some(view) = real(path) else { return };
        assert!(!view.text.trim().is_empty(), "{path}");
        let types: Vec<_> = view
            .attachments
            .iter()
            .map(|own| own.media_type.as_str())
            .collect();
        assert!(
            part == "multipart/report" || types.contains(&part),
            "{path}: {types:?}"
        );
        assert!(!view.notes.contains(&Note::PartialStructure), "{path}");
    }
}

#[test]
fn all_texts_of_a_mail_of_many_parts_are_shown_in_their_order() {
    let part = |kind: &str, content: &str| format!("--y\nContent-Type: {kind}\n\n{content}\n");
    let mut mail = "Subject: x\nContent-Type: multipart/mixed; boundary=y\n\n".to_owned();
    mail += &part("text/plain", "one");
    mail += &part(
        "application/pdf; name=a.pdf\nContent-Disposition: inline; filename=a.pdf",
        "%PDF",
    );
    mail += &part("text/plain", "two");
    mail += &part(
        "image/jpeg; name=b.jpg\nContent-Disposition: inline; filename=b.jpg",
        "x",
    );
    mail += &part("text/html", "<p>three</p>");
    mail += "--y--\n";
    let view = view(mail.as_bytes());
    assert_eq!(
        view.text.split_whitespace().collect::<Vec<_>>(),
        ["one", "two", "three"]
    );
    assert_eq!(names(&view), ["a.pdf", "b.jpg"]);
    let html = view.html.unwrap();
    let at = |word| html.find(word).unwrap();
    assert!(at("one") < at("two") && at("two") < at("three"), "{html}");
}

#[test]
fn text_in_any_encoding_is_read() {
    let with = |header: &str, body: &[u8]| view(&[header.as_bytes(), b"\n\n", body].concat()).text;
    let utf16: Vec<u8> = "\u{feff}Grüße"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        with(
            "Subject: x\nContent-Type: text/plain; charset=utf-16",
            &utf16
        ),
        "Grüße"
    );
    let undeclared = "Viele Grüße aus München, schöne Straße".chars();
    let latin: Vec<u8> = undeclared
        .clone()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_eq!(with("Subject: x", &latin), undeclared.collect::<String>());
    let (russian, ..) = (
        b"\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1?",
        (),
    );
    assert_eq!(with("Subject: x", russian), "Привет, как дела?");
}

#[test]
fn long_lines_and_many_parts_are_no_trouble() {
    let line = "word ".repeat(28 * 1024 / 5);
    assert_eq!(
        view(format!("Subject: x\n\n{line}").as_bytes()).text.trim(),
        line.trim()
    );
    let long = format!("Subject: {line}\n\nx");
    assert_eq!(view(long.as_bytes()).subject, line.trim());
    let mut mail = "Subject: x\nContent-Type: multipart/mixed; boundary=y\n\n".to_owned();
    for number in 0..3000 {
        mail += &format!("--y\nContent-Type: application/pdf; name={number}.pdf\n\n{number}\n");
    }
    let view = view((mail + "--y--\n").as_bytes());
    assert_eq!(view.attachments.len(), 3000);
    assert_eq!(view.attachments[2999].name, "2999.pdf");
}

#[test]
fn names_that_lie_are_seen_through() {
    let named = |name: &str| {
        let mail = format!(
            "Subject: x\nContent-Type: image/png\nContent-Disposition: attachment;\n filename*=utf-8''{name}\n\nMZ"
        );
        view(mail.as_bytes()).attachments[0].name.clone()
    };
    assert_eq!(named("invoice.pdf.exe"), "invoice.pdf.exe");
    assert_eq!(named("invoice%E2%80%AEfdp.exe"), "invoicefdp.exe");
    assert_eq!(named("a%00.png.exe"), "a_.png.exe");
    assert_eq!(named("..%2F..%2Fa.exe%20%20%20"), "a.exe");
}
