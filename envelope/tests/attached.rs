//! What is in attachments: messages that open like the one they came with, and invitations.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used)]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use waxseal::message::{Address, Attachment, Event, Limits, Message, View};

fn view(mail: &[u8]) -> View {
    Message::parse(mail, &Limits::default())
        .unwrap()
        .view()
        .clone()
}

/// A mail with one part of this type, encoding and content.
fn mail_with(header: &str, content: &str) -> Vec<u8> {
    format!(
        "From: a@example.org\r\nSubject: Outer\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\n\r\nbody\r\n--x\r\n{header}\r\n\r\n{content}\r\n--x--\r\n"
    )
    .into_bytes()
}

const INNER: &str = "From: b@example.org\r\nSubject: Inner\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n\
    --y\r\n\r\nHello from inside.\r\n--y\r\nContent-Type: image/png; name=dot.png\r\n\
    Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--y--";

#[test]
fn an_attached_message_has_a_view_of_its_own() {
    let encoded = STANDARD.encode(INNER);
    for mail in [
        mail_with("Content-Type: message/rfc822", INNER),
        mail_with(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
            &encoded,
        ),
        mail_with(
            "Content-Type: application/octet-stream; name=Mail.EML\r\nContent-Transfer-Encoding: base64",
            &encoded,
        ),
    ] {
        let outer = view(&mail);
        let attached = outer.attachments[0].view.as_ref().unwrap();
        assert_eq!(attached.subject, "Inner");
        assert_eq!(attached.text, "Hello from inside.");
        let decoded = common::content(&mail, &outer.attachments[0]);
        assert_eq!(
            common::content(&decoded, &attached.attachments[0]),
            b"\x89PNG"
        );
    }
}

#[test]
fn what_only_claims_to_be_a_message_is_a_file() {
    for content in ["", "%PDF-1.7", "no header at all"] {
        let outer = view(&mail_with("Content-Type: message/rfc822", content));
        assert_eq!(outer.attachments[0].view, None, "{content}");
    }
}

fn depth(view: &View) -> usize {
    let nested = view.attachments.iter().filter_map(|its| its.view.as_ref());
    nested.map(|view| 1 + depth(view)).max().unwrap_or_default()
}

#[test]
fn messages_in_messages_are_opened_five_deep() {
    let mut mail = String::from("Subject: innermost\r\n\r\nbody");
    for level in 0..200 {
        mail = format!("Subject: {level}\r\nContent-Type: message/rfc822\r\n\r\n{mail}");
    }
    assert_eq!(depth(&view(mail.as_bytes())), 5);
}

#[test]
fn many_attached_messages_are_bounded_and_none_is_lost() {
    let long = "x".repeat(100_000);
    for (content, count) in [
        ("Subject: a\r\n\r\nb", 300),
        (&*format!("Subject: a\r\n\r\n{long}"), 60),
    ] {
        let digest =
            format!("--y\r\nContent-Type: message/rfc822\r\n\r\n{content}\r\n").repeat(count);
        let outer = view(&mail_with(
            "Content-Type: multipart/digest; boundary=y",
            &format!("{digest}--y--"),
        ));
        assert_eq!(outer.attachments.len(), count);
        let views = outer.attachments.iter().filter_map(|its| its.view.as_ref());
        let (mut opened, mut bytes) = (0, 0);
        for view in views {
            opened += 1;
            bytes += view.text.len();
        }
        assert!((20..=100).contains(&opened), "{opened} opened");
        assert!(bytes <= Limits::default().max_body_bytes);
    }
}

fn event_in(lines: &str) -> Option<Event> {
    let calendar =
        format!("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nVERSION:2.0\r\n{lines}END:VCALENDAR\r\n");
    view(&mail_with(
        "Content-Type: text/calendar; charset=utf-8",
        &calendar,
    ))
    .attachments[0]
        .event
        .clone()
}

fn one_event(lines: &str) -> Event {
    event_in(&format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}END:VEVENT\r\n")).unwrap()
}

#[test]
fn an_invitation_says_what_when_and_where() {
    let event = one_event(
        "SUMMARY:Review of the\r\n  plan\\, part 2\r\nLOCATION:Room 5\\; Höfe\r\n\
         DTSTART;TZID=Europe/Berlin:20260605T100000\r\nDTEND;TZID=Europe/Berlin:20260605T113000\r\n\
         ORGANIZER;CN=\"Jörg, Chair\":mailto:joerg@example.org\r\n",
    );
    let expected = Event {
        summary: "Review of the plan, part 2".into(),
        start: Some("2026-06-05T10:00:00+02:00".into()),
        end: Some("2026-06-05T11:30:00+02:00".into()),
        location: Some("Room 5; Höfe".into()),
        organizer: Some(Address {
            name: Some("Jörg, Chair".into()),
            address: Some("joerg@example.org".into()),
        }),
        ..Event::default()
    };
    assert_eq!(event, expected);
}

#[test]
fn moments_of_every_kind() {
    for (lines, start, end) in [
        // Outlook's name of a zone, and one that only its mailer knows.
        (
            "DTSTART;TZID=W. Europe Standard Time:20261224T180000\r\n",
            "2026-12-24T18:00:00+01:00",
            None,
        ),
        (
            "DTSTART;TZID=Here:20261224T180000\r\n",
            "2026-12-24T18:00:00",
            None,
        ),
        (
            "DTSTART:20261224T180000\r\nDURATION:PT90M\r\n",
            "2026-12-24T18:00:00",
            Some("2026-12-24T19:30:00"),
        ),
        (
            "DTSTART:20261224T180000Z\r\nDTEND:20261224T170000Z\r\n",
            "2026-12-24T18:00:00+00:00",
            None,
        ),
        // Whole days: a day, and three of them.
        (
            "DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261225\r\n",
            "2026-12-24",
            None,
        ),
        (
            "DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n",
            "2026-12-24",
            Some("2026-12-26"),
        ),
        (
            "DTSTART;VALUE=DATE:20261224\r\nDURATION:P3D\r\n",
            "2026-12-24",
            Some("2026-12-26"),
        ),
    ] {
        let event = one_event(lines);
        assert_eq!(
            (event.start.as_deref(), event.end.as_deref()),
            (Some(start), end),
            "{lines}"
        );
    }
    assert_eq!(one_event("DTSTART:20269999T990000\r\n").start, None);
    assert_eq!(one_event("SUMMARY:some day\r\n").start, None);
}

#[test]
fn repeated_and_cancelled_events_say_so() {
    let weekly = one_event("DTSTART:20260101T100000Z\r\nRRULE:FREQ=WEEKLY\r\n");
    assert!(weekly.recurring && !weekly.cancelled);
    assert!(one_event("STATUS:CANCELLED\r\n").cancelled);
    let calendar = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let mail = mail_with(
        "Content-Type: application/octet-stream; name=a.ics",
        calendar,
    );
    assert!(view(&mail).attachments[0].event.as_ref().unwrap().cancelled);
}

#[test]
fn a_calendar_of_many_events_is_a_file_but_exceptions_belong_to_their_event() {
    let one = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:one\r\nEND:VEVENT\r\n";
    let exception = "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260101T100000Z\r\nSUMMARY:moved\r\nEND:VEVENT\r\n";
    assert_eq!(event_in(&format!("{one}{one}")), None);
    assert_eq!(
        event_in(&format!("{exception}{one}")).unwrap().summary,
        "one"
    );
    assert_eq!(event_in(exception).unwrap().summary, "moved");
    assert_eq!(event_in(""), None);
}

#[test]
fn an_invitation_that_is_attached_twice_is_shown_once() {
    let calendar =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let twice = format!(
        "{calendar}\r\n--x\r\nContent-Type: application/ics; name=invite.ics\r\n\r\n{calendar}"
    );
    let outer = view(&mail_with("Content-Type: text/calendar", &twice));
    let events = |its: &Attachment| its.event.is_some();
    assert_eq!(outer.attachments.len(), 2);
    assert_eq!(
        outer.attachments.iter().filter(|its| events(its)).count(),
        1
    );
}

proptest! {
    /// Lines of calendars in any order, cut and joined anywhere, are read or not, in any case without a panic.
    #[test]
    fn no_calendar_panics(lines in prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:Here", "X-LIC-LOCATION:Asia/Tokyo",
                "DTSTART;TZID=Here:20260605T100000", "DTSTART;VALUE=DATE:00000000", "DTSTART:99991231T235959Z", "DTEND:99991231T235960",
                "DTSTART;TZID=Europe/Berlin:20260329T023000", "DURATION:P4294967295W", "DURATION:-PT99999999999S", "RRULE:FREQ=SECONDLY;COUNT=-1",
                "ORGANIZER;CN=\"", "ORGANIZER:mailto:", "SUMMARY;ENCODING=QUOTED-PRINTABLE:=", "METHOD:CANCEL", "DTSTART:20260605T100000+2400",
            ]).prop_map(str::to_owned),
            "[A-Z]{0,9}[;:=,\"\\\\ ]{0,3}\\PC{0,20}",
        ],
        0..40,
    )) {
        event_in(&(lines.join("\r\n") + "\r\n"));
    }
}

/// Against a whole reading of each attached message of the corpus: the same view, and the same bytes of its attachments.
#[test]
fn attached_messages_of_real_mails() {
    let Some(mails) = common::mails() else {
        return;
    };
    let (mut messages, mut events) = (0, 0);
    for (path, mail) in &mails {
        let Ok(outer) = Message::parse(mail, &Limits::default()) else {
            continue;
        };
        for attachment in &outer.view().attachments {
            events += usize::from(attachment.event.is_some());
            let Some(attached) = &attachment.view else {
                continue;
            };
            messages += 1;
            let decoded = common::content(mail, attachment);
            assert_eq!(**attached, view(&decoded), "{path}");
        }
    }
    assert!(messages > 30, "only {messages} attached messages");
    assert!(events > 3, "only {events} events");
}
