use super::note::filled;
use super::*;
use crate::message::Limits;
use rand::rngs::SysRng;

const MAIL: &[u8] = "From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\r\n\
    To: Bob <bob@example.com>, =?utf-8?b?Qw0KQmNjOiBkQGV2aWw=?= <c@example.com>\r\n\
    Cc: undisclosed-recipients:;\r\n\
    Bcc: secret-bcc@example.com\r\n\
    Reply-To: office@example.org\r\n\
    Date: Tue, 3 Nov 2026 10:00:00 +0100\r\n\
    Message-ID: <original-id@example.org>\r\n\
    In-Reply-To: <two@x>\r\n\
    References: <one@x> <two@x>\r\n\
    Subject: secret-subject\r\n\
    Received: from secret-host ([192.0.2.1]) by mx; Tue, 3 Nov 2026 10:00:00 +0100\r\n\
    DKIM-Signature: v=1; secret-dkim\r\n\
    X-Mailer: secret-mailer\r\n\
    Thread-Topic: secret-topic\r\n\
    Keywords: secret-keyword\r\n\
    Content-Type: text/plain; name=secret-name\r\n\
    \r\n\
    secret-body\r\n"
    .as_bytes();

fn compose(options: &CarrierOptions, enclosed: &[Enclosed<'_>]) -> String {
    let message = Message::parse(MAIL, &Limits::default()).unwrap();
    let cover = Cover {
        message_id: "fresh@example.org".into(),
        passwords: vec![PasswordNumber {
            address: "bob@example.com".into(),
            number: 3,
            since: "2026-05-12".into(),
        }],
        hint: Some("Your <customer> number"),
    };
    let carrier = Carrier::new(options).unwrap();
    let mail = carrier.compose(&message, enclosed, &cover).unwrap();
    verify(&mail, enclosed).unwrap();
    String::from_utf8(mail).unwrap()
}

const PAGE: &[u8] = b"<!doctype html>\n.dots\r\n..\nFrom here\n\n";

#[test]
fn the_mail_says_who_wrote_and_nothing_of_what() {
    let both = [Enclosed::Html(PAGE), Enclosed::Pdf(b"%PDF-2.0 \xff\xfe")];
    let mail = compose(&CarrierOptions::default(), &both);
    let boundaries = regex_of_boundaries(&mail);
    let mut shown = mail.clone();
    for (number, boundary) in boundaries.iter().enumerate() {
        shown = shown.replace(boundary, &format!("boundary-{number}"));
    }
    insta::with_settings!({ snapshot_path => "../../../snapshots" }, {
        insta::assert_snapshot!(shown.replace('\r', ""));
    });
    for secret in ["secret", "original-id", "Received", "\nBcc:", "evil>"] {
        assert!(!mail.contains(secret), "{secret}");
    }
}

fn regex_of_boundaries(mail: &str) -> Vec<String> {
    let parts = mail.split("boundary=\"").skip(1);
    parts
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn its_header_is_read_by_others_as_it_was_meant() {
    let mail = compose(&CarrierOptions::default(), &[Enclosed::Html(PAGE)]);
    let carrier = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    let original = Message::parse(MAIL, &Limits::default()).unwrap();
    let (carrier, original) = (carrier.view(), original.view());
    assert_eq!(carrier.from, original.from);
    assert_eq!(carrier.reply_to, original.reply_to);
    assert_eq!(carrier.to[0], original.to[0]);
    // A line break in a name ends no field.
    assert_eq!(carrier.to[1].address.as_deref(), Some("c@example.com"));
    assert_eq!(carrier.date, original.date);
    assert_eq!(carrier.references, original.references);
    assert_eq!(carrier.message_id.as_deref(), Some("fresh@example.org"));
    assert_eq!(carrier.subject, "Encrypted message");
}

/// A fuzzer found it: outside of quotes, a backslash is read in more than one way.
#[test]
fn an_address_that_may_be_read_as_another_is_left_out() {
    let mail = br"To: <a\\\\b@example.com>, c@example.com";
    let message = Message::parse(mail, &Limits::default()).unwrap();
    let cover = Cover::new(&message, &mut SysRng).unwrap();
    let carrier = Carrier::new(&CarrierOptions::default()).unwrap();
    let composed = carrier
        .compose(&message, &[Enclosed::Html(PAGE)], &cover)
        .unwrap();
    let read = Message::parse(&composed, &Limits::default()).unwrap();
    let to: Vec<_> = (read.view().to.iter())
        .map(|to| to.address.as_deref())
        .collect();
    assert_eq!(to, [Some("c@example.com")]);
}

#[test]
fn the_subject_goes_out_only_if_it_may() {
    let options = CarrierOptions {
        keep_subject: true,
        ..CarrierOptions::default()
    };
    let mail = compose(&options, &[Enclosed::Html(PAGE)]);
    assert!(mail.contains("Subject: secret-subject\r\n"));
}

#[test]
fn the_note_speaks_every_language() {
    for language in Language::all() {
        let options = CarrierOptions {
            languages: vec![language],
            ..CarrierOptions::default()
        };
        let mail = compose(&options, &[Enclosed::Html(PAGE)]);
        let carrier = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
        let spoken = Spoken::of_carrier(language);
        let view = carrier.view();
        assert_eq!(view.subject, spoken.say("subject"), "{}", language.tag());
        for body in [&view.text, view.html.as_ref().unwrap()] {
            assert!(body.contains(spoken.say("heading")), "{body}");
            assert!(
                body.contains(HTML_NAME) && body.contains("2026-05-12"),
                "{body}"
            );
            assert!(!body.contains('{'), "{body}");
        }
        // Nothing but the words of the note stands in a mail of another language.
        assert!(
            view.html
                .as_ref()
                .unwrap()
                .contains("Your &lt;customer&gt; number")
        );
    }
}

#[test]
fn an_organisation_has_its_own_note() {
    let note = NoteTemplates {
        text: Some("{{ organisation }}: {{ files|join(', ') }}, {{ languages[0].open }}".into()),
        html: Some("<b>{{ sender }}</b>".into()),
    };
    let branding = Branding {
        organisation: Some("Weber & Lind".into()),
        note,
        ..Branding::default()
    };
    let options = CarrierOptions {
        branding,
        ..CarrierOptions::default()
    };
    let mail = compose(&options, &[Enclosed::Pdf(b"%PDF")]);
    let carrier = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    let view = carrier.view();
    assert_eq!(
        view.text,
        "Weber & Lind: message.pdf, Open message.pdf in a PDF reader."
    );
    assert!(
        view.html
            .as_ref()
            .unwrap()
            .contains("<b>Jörg (joerg@example.org)</b>")
    );
}

#[test]
fn a_template_of_an_organisation_cannot_do_harm() {
    let with_text = |text: &str| {
        let mut options = CarrierOptions::default();
        options.branding.note.text = Some(text.into());
        let message = Message::parse(MAIL, &Limits::default()).unwrap();
        let cover = Cover::new(&message, &mut SysRng).unwrap();
        Carrier::new(&options)
            .and_then(|carrier| carrier.compose(&message, &[Enclosed::Html(PAGE)], &cover))
    };
    for (template, place) in [
        ("one\n{{ sender", "line 2 "),
        (
            "{% for a in range(10000) %}{% for b in range(10000) %}.{% endfor %}{% endfor %}",
            "line 1 ",
        ),
        ("{{ nothing.at.all }}", "line 1 "),
        ("{% include 'other' %}", "line 1 "),
    ] {
        let error = with_text(template).unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }
}

#[test]
fn a_carrier_that_was_changed_is_not_the_same() {
    let enclosed = [Enclosed::Html(PAGE), Enclosed::Pdf(b"%PDF-2.0 \xff\xfe")];
    let mail = compose(&CarrierOptions::default(), &enclosed);
    for (from, to) in [
        (".dots", ".dot"),
        (".dots", "..dots"),
        ("message.html", "message.htm"),
        ("From here", ">From here"),
    ] {
        assert!(mail.contains(from), "{from}");
        let changed = mail.replace(from, to);
        assert!(verify(changed.as_bytes(), &enclosed).is_err(), "{from}");
    }
    let heading = "\r\n\r\nYou have";
    assert!(mail.contains(heading));
    let long = mail.replace(heading, &format!("\r\n\r\n{}You have", "x".repeat(1000)));
    assert!(verify(long.as_bytes(), &enclosed).is_err());
    assert!(verify(mail.as_bytes(), &enclosed[..1]).is_err());
}

#[test]
fn lines_end_once() {
    assert_eq!(with_crlf(b"a\r\nb\nc\r\n\n"), &b"a\r\nb\r\nc\r\n\r\n"[..]);
    assert!(matches!(with_crlf(b"a\r\nb"), Cow::Borrowed(_)));
}

#[test]
fn a_notice_tells_the_sender_the_passwords_and_answers_the_message() {
    use crate::password::Password;
    let message = Message::parse(MAIL, &Limits::default()).unwrap();
    let password = Password::new("h\u{e4}tte-wort <b>").unwrap();
    let told = [("bob@example.com", &password), ("c@example.com", &password)];
    for language in Language::all() {
        let notice = Notice {
            language,
            from: "postmaster@example.org",
            to: "joerg@example.org",
            once: true,
        };
        let mail = notice.compose(&message, &told, &mut SysRng).unwrap();
        let read = Message::parse(&mail, &Limits::default()).unwrap();
        let view = read.view();
        let spoken = Spoken::of_carrier(language);
        assert_eq!(view.subject, spoken.say("notice-subject"));
        assert_eq!(view.references, ["original-id@example.org"]);
        assert_eq!(
            view.from[0].address.as_deref(),
            Some("postmaster@example.org")
        );
        for address in ["bob@example.com", "c@example.com"] {
            let line = filled(
                spoken.say("notice-each"),
                &[("address", address), ("password", "h\u{e4}tte-wort <b>")],
            );
            assert!(view.text.contains(&line), "{}", view.text);
        }
        assert!(view.text.contains(spoken.say("notice-once")));
        assert!(String::from_utf8_lossy(&mail).contains("Auto-Submitted: auto-generated\r\n"));
    }
}
