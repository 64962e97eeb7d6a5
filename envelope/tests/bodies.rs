//! Which parts become the body and which are attached, in the arrangements that mailers make.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used)]

use waxseal::message::{Limits, Message, Note, View};

/// A part as it is written into a mail: its fields and its body.
type Part<'a> = (&'a str, &'a str);

/// Wraps parts into a multipart of this subtype (and more parameters).
fn multipart(subtype: &str, boundary: &str, parts: &[Part<'_>]) -> String {
    let mut out = format!("Content-Type: multipart/{subtype}; boundary={boundary}\n\n");
    for (fields, body) in parts {
        // An empty list of fields means that the body has its own, as nested multiparts do.
        let fields = if fields.is_empty() {
            String::new()
        } else {
            format!("{fields}\n\n")
        };
        out.push_str(&format!("--{boundary}\n{fields}{body}\n"));
    }
    out + &format!("--{boundary}--\n")
}

fn view(mail: &str) -> View {
    let mail = format!("From: a@example.org\n{mail}");
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    message.view().clone()
}

const TEXT: Part<'_> = ("Content-Type: text/plain", "the text");
const HTML: Part<'_> = ("Content-Type: text/html", "<p>the <b>HTML</b></p>");
const PDF: Part<'_> = ("Content-Type: application/pdf; name=a.pdf", "%PDF");
const PNG: Part<'_> = ("Content-Type: image/png\nContent-ID: <pic 1@x>", "PNG");

fn names(view: &View) -> Vec<&str> {
    view.attachments
        .iter()
        .map(|one| one.name.as_str())
        .collect()
}

#[test]
fn alternatives() {
    let plain = view(&multipart("alternative", "b", &[TEXT, HTML]));
    assert_eq!(plain.text, "the text");
    assert_eq!(plain.html.as_deref(), Some("<p>the <b>HTML</b></p>"));
    assert!(plain.attachments.is_empty());

    let empty_text = view(&multipart(
        "alternative",
        "b",
        &[("Content-Type: text/plain", " "), HTML],
    ));
    assert_eq!(empty_text.text, "the HTML\n");

    // An invitation is shown as text and attached; another version that is no text stays in reach.
    let calendar = (
        "Content-Type: text/calendar; method=REQUEST",
        "BEGIN:VCALENDAR",
    );
    let sheet = ("Content-Type: application/vnd.ms-excel", "x");
    let invitation = view(&multipart(
        "alternative",
        "b",
        &[TEXT, HTML, calendar, sheet],
    ));
    assert_eq!(invitation.text, "the text");
    assert_eq!(names(&invitation), ["invitation.ics", "attachment.xls"]);

    // Apple Mail: a version that is itself mixed.
    let mixed = multipart(
        "mixed",
        "c",
        &[HTML, PDF, ("Content-Type: text/html", "<p>end</p>")],
    );
    let apple = view(&multipart("alternative", "b", &[TEXT, ("", &mixed)]));
    assert_eq!(apple.text, "the text");
    assert_eq!(
        apple.html.as_deref(),
        Some("<p>the <b>HTML</b></p><p>end</p>")
    );
    assert_eq!(names(&apple), ["a.pdf"]);
}

/// A mail with `levels` of what `wrap` writes around the level inside.
fn nested(levels: usize, wrap: impl Fn(usize, &str) -> String) -> View {
    let core = "Content-Type: text/html\n\n<p>core</p>".to_owned();
    view(&(0..levels).fold(core, |inner, level| wrap(level, &inner)))
}

#[test]
fn alternatives_in_each_other() {
    let part = |kind, level| {
        let word = format!("{kind}{level}");
        (format!("Content-Type: text/{kind}"), word)
    };
    let both = |level: usize, inner: &str| {
        let ((text, a), (html, b)) = (part("plain", level), part("html", level));
        let parts = [(text.as_str(), a.as_str()), (&html, &b), ("", inner)];
        let mixed = multipart("mixed", &format!("m{level}="), &parts);
        multipart("alternative", &format!("a{level}="), &[("", &mixed)])
    };
    let alternating = |level: usize, inner: &str| {
        let (text, a) = part("plain", level);
        let subtype = ["alternative", "related", "mixed"][level % 3];
        let parts = [("", inner), (text.as_str(), a.as_str())];
        multipart(subtype, &format!("b{level}="), &parts)
    };
    // The deepest that the limits allow. A body that doubled at each level would never come back.
    for page in [nested(32, both), nested(63, alternating)] {
        let html = page.html.unwrap();
        assert_eq!(html.matches("core").count(), 1);
        assert!(page.text.len() < 2_000 && html.len() < 4_000, "{html}");
    }
    let page = nested(2, both);
    assert_eq!(page.text, "plain1\nhtml1\nplain0\nhtml0\ncore\n");
    // A version that holds both is the text of a better one that is only HTML.
    let mixed = multipart("mixed", "c", &[TEXT, HTML]);
    let better = ("Content-Type: text/html", "better");
    let page = view(&multipart("alternative", "b", &[("", &mixed), better]));
    assert_eq!(page.html.as_deref(), Some("better"));
    assert_eq!(page.text, "the text\nthe HTML\n");
}

#[test]
fn mixed() {
    let iphone = view(&multipart(
        "mixed",
        "b",
        &[TEXT, PNG, ("Content-Type: text/plain", "more")],
    ));
    assert_eq!(iphone.text, "the text\nmore");
    assert_eq!(
        (iphone.html.as_deref(), names(&iphone)),
        (None, vec!["image.png"])
    );

    // A mailing list adds its footer as text to a mail in HTML.
    let footer = ("Content-Type: text/plain", "list <info>");
    let list = view(&multipart("mixed", "b", &[HTML, footer]));
    assert_eq!(list.text, "the HTML\nlist <info>");
    let html = list.html.unwrap();
    assert!(
        html.starts_with("<p>the") && html.ends_with("list &lt;info&gt;</div>"),
        "{html}"
    );

    let named = ("Content-Type: text/plain; name=notes.txt", "x");
    let attached = (
        "Content-Type: text/html\nContent-Disposition: attachment",
        "x",
    );
    let files = view(&multipart("mixed", "b", &[TEXT, named, attached]));
    assert_eq!(files.text, "the text");
    assert_eq!(names(&files), ["notes.txt", "attachment.html"]);
}

#[test]
fn related() {
    let html = (
        "Content-Type: text/html",
        "<img src='cid:pic%201@x'><img src='img/b.gif'><img src='cid:none' alt=no>",
    );
    let located = (
        "Content-Type: image/gif\nContent-Location: img/b.gif",
        "GIF",
    );
    let unused = ("Content-Type: image/gif\nContent-ID: <unused>", "GIF");
    let page = view(&multipart("related", "b", &[html, PNG, located, unused]));
    let inline: Vec<bool> = page.attachments.iter().map(|one| one.inline).collect();
    assert_eq!(inline, [true, true, false]);
    let html = page.html.unwrap();
    for attachment in page.attachments.iter().filter(|one| one.inline) {
        let id = attachment.content_id.as_deref().unwrap();
        assert!(html.contains(&format!("src=\"cid:{id}\"")), "{html}");
    }
    assert_eq!(
        names(&view(&multipart("related", "b", &[PNG, HTML]))),
        ["image.png"]
    );
    assert!(html.contains("<img alt=\"no\">"), "{html}");
    // The root is named by `start`.
    let rooted = multipart(
        "related; start=\"<r>\"",
        "b",
        &[
            ("Content-Type: text/html\nContent-ID: <other>", "other"),
            ("Content-Type: text/html\nContent-ID: <r>", "root"),
        ],
    );
    assert!(view(&rooted).html.unwrap().contains("root"));
}

#[test]
fn attached_messages() {
    let inner =
        "Subject: =?utf-8?Q?a/b?=\nContent-Type: multipart/mixed; boundary=b\n\n--x\n\nhi\n--x--\n";
    let forwarded = view(&multipart(
        "mixed",
        "b",
        &[TEXT, ("Content-Type: message/rfc822", inner)],
    ));
    assert_eq!(names(&forwarded), ["a-b.eml"]);
    assert_eq!(forwarded.attachments[0].size, inner.len() as u64);
    let digest = multipart(
        "digest",
        "b",
        &[("X-Part: 1", "Subject: one\n\nx"), ("X-Part: 2", "\nx")],
    );
    assert_eq!(names(&view(&digest)), ["one.eml", "message.eml"]);
}

#[test]
fn what_cannot_be_shown_is_said() {
    let signature = ("Content-Type: application/pgp-signature", "x");
    let signed = view(&multipart("signed", "b", &[TEXT, signature]));
    assert_eq!(
        (signed.text.as_str(), names(&signed)),
        ("the text", vec!["signature.asc"])
    );
    assert_eq!(signed.notes, [Note::Signed]);
    let smime = view("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx");
    assert_eq!(names(&smime), ["smime.p7m"]);
    assert_eq!(smime.notes, [Note::Encrypted]);
    let partial = view("Content-Type: message/partial; id=x; number=1\n\nx");
    assert_eq!(partial.notes, [Note::PartialMessage]);
    let cut_off =
        view("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: a/b\n");
    assert_eq!(cut_off.notes, [Note::PartialStructure]);
    assert_eq!(
        (cut_off.text.as_str(), cut_off.attachments.len()),
        ("hi", 1)
    );
    // Text whose multipart has no boundary at all.
    assert_eq!(view("Content-Type: multipart/mixed\n\nhi").text, "hi");
}

#[test]
fn texts() {
    let flowed = view("Content-Type: text/plain; format=flowed; delsp=yes\n\na \nb\n");
    assert_eq!(flowed.text, "ab\n");
    let latin = view(
        "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<meta charset=3Diso-8859-2>=B1",
    );
    assert_eq!(latin.html.as_deref(), Some("ą"));
    assert_eq!(latin.text, "ą\n");
    let start = view("Subject: x\nthis line is no field\nand the body goes on\n");
    assert_eq!(start.text, "this line is no field\nand the body goes on\n");
    let mbox = "From a@b Thu Jan 1 00:00:00 1970\nSubject: x\n\nhi";
    let message = Message::parse(mbox.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(
        (
            message.view().subject.as_str(),
            message.view().text.as_str()
        ),
        ("x", "hi")
    );
}

#[test]
fn the_json_leaves_out_what_is_absent() {
    let json = serde_json::to_string(&view("Subject: x\n\nhi")).unwrap();
    assert_eq!(
        json,
        r#"{"from":[{"address":"a@example.org"}],"subject":"x","text":"hi"}"#
    );
    let attachment = view(&multipart("mixed", "b", &[TEXT, PDF]))
        .attachments
        .remove(0);
    let json = serde_json::to_value(&attachment).unwrap();
    let expected = serde_json::json!({
        "name": "a.pdf", "type": "application/pdf", "size": 4, "encoding": "identity",
        "range": [attachment.range.start, attachment.range.end],
    });
    assert_eq!(json, expected);
}
