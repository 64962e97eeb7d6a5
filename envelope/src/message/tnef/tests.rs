use super::{Tnef, read};
use crate::message::{Limits, Message, Note};
use base64::Engine as _;
use proptest::prelude::*;

const LIMIT: usize = 10_000;

/// An attribute of a message (level 1) or of a file (level 2).
fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data
        .iter()
        .fold(0u16, |sum, &byte| sum.wrapping_add(byte.into()));
    let size = u32::try_from(data.len()).unwrap();
    let mut out = vec![level];
    out.extend(id.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(data);
    out.extend(sum.to_le_bytes());
    out
}

fn stream(attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut out = 0x223e_9f78_u32.to_le_bytes().to_vec();
    out.extend([1, 0]);
    out.extend(attributes.concat());
    out
}

/// A list of properties: type, identifier and value of each, all of them with their size.
fn properties(list: &[(u16, u16, &[u8])]) -> Vec<u8> {
    let mut out = u32::try_from(list.len()).unwrap().to_le_bytes().to_vec();
    for (kind, id, value) in list {
        out.extend(kind.to_le_bytes());
        out.extend(id.to_le_bytes());
        if *kind != 3 {
            out.extend(1u32.to_le_bytes());
            out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        }
        out.extend(*value);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Pads what comes before, so that lists of properties can be aligned to their own start.
fn note(html: &str, files: &[Vec<u8>]) -> Vec<u8> {
    let body = properties(&[(0x102, 0x1013, html.as_bytes())]);
    let mut attributes = vec![
        attribute(1, 0x0007_8008, b"IPM.Microsoft Mail.Note\0"),
        attribute(1, 0x0006_9003, &body),
    ];
    attributes.extend_from_slice(files);
    stream(&attributes)
}

fn picture() -> Vec<u8> {
    let about = properties(&[
        (0x1f, 0x3707, &utf16("\u{202e}Bild groß.png\0")),
        (0x1e, 0x370e, b"image/PNG\0"),
        (0x1e, 0x3712, b"one@x\0"),
    ]);
    [
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"BILDGR~1.PNG\0"),
        attribute(2, 0x0006_800f, b"\x89PNG picture"),
        attribute(2, 0x0006_9005, &about),
    ]
    .concat()
}

/// A message in a message.
fn nested(inner: &[u8]) -> Vec<u8> {
    let object = [&[7; 16], inner].concat();
    let about = properties(&[
        (3, 0x3705, &5u32.to_le_bytes()),
        (0x1e, 0x3001, b"Re: a/b\0"),
        (0xd, 0x3701, &object),
    ]);
    [
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0006_800f, b"This attachment is a message."),
        attribute(2, 0x0006_9005, &about),
    ]
    .concat()
}

fn mail(text: &str, stream: &[u8]) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(stream);
    let lines: Vec<_> = encoded
        .as_bytes()
        .chunks(76)
        .map(String::from_utf8_lossy)
        .collect();
    format!(
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n{text}\r\n\
         --y\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--y--\r\n",
        lines.join("\r\n")
    )
}

#[test]
fn body_and_files_are_those_of_the_mail() {
    let stream = note(
        "<p>Hi <img src='cid:one@x'><script>x</script>",
        &[picture()],
    );
    let mail = mail("Hi in text", &stream);
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    let view = message.view();
    assert_eq!(view.text, "Hi in text");
    assert!(
        view.html
            .as_ref()
            .unwrap()
            .contains("<img src=\"cid:one@x\"")
    );
    assert!(!view.html.as_ref().unwrap().contains("script"));
    assert!(view.attachments[0].unpacked);
    let all: Vec<_> = view.enclosed().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (
            all[0].name.as_str(),
            all[0].media_type.as_str(),
            all[0].size,
            all[0].inline
        ),
        ("Bild groß.png", "image/png", 12, true)
    );
    let mut content = Vec::new();
    all[0]
        .decode(message.raw(), |piece| {
            content.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
    assert_eq!(content, b"\x89PNG picture");
    let found = message.contents(&Limits::default(), Some(LIMIT)).unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|one| {
            (
                one.name.as_deref(),
                one.media_type.as_str(),
                one.text.as_deref().map(str::trim),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (None, "text/plain", Some("Hi in text")),
            (Some("winmail.dat"), "application/ms-tnef", None),
            (None, "text/html", Some("Hi")),
            (Some("\u{202e}Bild groß.png"), "image/png", None),
        ]
    );
}

#[test]
fn a_message_in_it_is_opened_like_any() {
    let stream = note("<p>Outer", &[nested(&note("<p>Inner", &[picture()]))]);
    let mail = mail("", &stream);
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(message.view().text.trim(), "Outer");
    let file = message.view().enclosed().next().unwrap();
    assert_eq!(file.name, "Re_ a-b.tnef");
    let mut bytes = Vec::new();
    file.decode(message.raw(), |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })
    .unwrap();
    let view = file.view.as_ref().unwrap();
    assert_eq!(view.text.trim(), "Inner");
    assert_eq!(view.attachments[0].range.of(&bytes), b"\x89PNG picture");
}

#[test]
fn what_is_no_note_stays_a_file_beside_what_was_found() {
    let cut = note("<p>Hi", &[picture()]);
    let meeting = stream(&[
        attribute(1, 0x0007_8008, b"IPM.Schedule.Meeting.Request\0"),
        picture(),
    ]);
    for (stream, is_broken) in [(&cut[..cut.len() - 9], true), (&meeting, false)] {
        let mail = mail("text", stream);
        let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
        let names: Vec<_> = message.view().enclosed().map(|own| &own.name).collect();
        assert_eq!(names[0], "winmail.dat");
        assert_eq!(names.len(), 2);
        let notes = &message.view().notes;
        assert_eq!(notes.contains(&Note::PartialStructure), is_broken);
    }
}

#[test]
fn much_in_each_other_costs_little() {
    let mut inner = note("<p>x", &[]);
    for _ in 0..200 {
        inner = note("<p>x", &[nested(&inner)]);
    }
    let mail = mail("text", &inner);
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    let mut depth = 0;
    let mut file = message.view().enclosed().next();
    while let Some(view) = file.and_then(|file| file.view.as_deref()) {
        file = view.attachments.first();
        depth += 1;
    }
    assert_eq!(depth, 5);
    assert!(message.contents(&Limits::default(), Some(LIMIT)).is_err());
}

fn within(bytes: &[u8], tnef: &Tnef) -> bool {
    tnef.files
        .iter()
        .all(|file| bytes.get(file.range.clone()).is_some())
}

#[test]
fn no_cut_and_no_flipped_byte_is_trouble() {
    let whole = note(
        "<p>Hi",
        &[picture(), nested(&note("<p>Inner", &[picture()]))],
    );
    for end in 0..whole.len() {
        let cut = &whole[..end];
        assert!(read(cut, LIMIT).is_none_or(|tnef| within(cut, &tnef)));
        let mut flipped = whole.clone();
        for value in [0, 0x7f, 0x80, 0xff] {
            flipped[end] = value;
            assert!(read(&flipped, LIMIT).is_none_or(|tnef| within(&flipped, &tnef)));
        }
    }
}

#[test]
fn compressed_text_that_lies_about_its_size_is_left_out() {
    let sound = compressed_rtf::compress_rtf("{\\rtf1 Hello}").unwrap();
    let body = |compressed: &[u8]| {
        let list = properties(&[(0x102, 0x1009, compressed)]);
        read(&stream(&[attribute(1, 0x0006_9003, &list)]), LIMIT)
            .unwrap()
            .text
    };
    assert_eq!(body(&sound).as_deref(), Some("Hello"));
    for at in 0..sound.len() {
        assert!(body(&sound[..at]).is_none());
        let mut changed = sound.clone();
        for value in [0, 0x7f, 0xff] {
            changed[at] = value;
            let _ = body(&changed);
        }
    }
    let mut stored = sound.clone();
    stored[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    stored[8..12].copy_from_slice(b"MELA");
    assert!(body(&stored).is_none());
}

proptest! {
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let list = stream(&[attribute(1, 0x0006_9003, &bytes), attribute(2, 0x0006_9002, &[]), attribute(2, 0x0006_9005, &bytes)]);
        for stream in [list, [&stream(&[])[..], &bytes[..]].concat()] {
            let tnef = read(&stream, LIMIT).unwrap();
            prop_assert!(within(&stream, &tnef));
        }
    }
}

#[test]
fn many_files_behind_a_large_one_stay_in_their_stream() {
    let file = |content: &[u8]| {
        [
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0006_800f, content),
        ]
        .concat()
    };
    let mut files = vec![file(&vec![7; 32 << 20])];
    files.resize_with(200, || file(b"x"));
    let mail = mail("", &note("", &files));
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    let view = message.view();
    // Each asks for 32 MB to be decoded; together they may ask for 4 GB.
    assert_eq!(view.files.len(), 127);
    let stream = &view.attachments[0];
    assert!(!stream.unpacked, "what is not listed is in it");
}

#[test]
fn what_is_in_a_stream_is_listed_whether_or_not_texts_are_asked_for() {
    let mail = mail("Hi in text", &note("<p>Hi</p>", &[picture()]));
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    let list = |most| {
        let contents = message.contents(&Limits::default(), most).unwrap();
        let of = |content: crate::message::Content| (content.media_type, content.name);
        contents.into_iter().map(of).collect::<Vec<_>>()
    };
    let listed = list(None);
    assert!(listed.contains(&("text/html".to_owned(), None)));
    assert_eq!(listed, list(Some(1000)));
}
