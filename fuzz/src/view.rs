//! What every view promises, whatever the mail.

use std::collections::HashSet;
use waxseal::message::{Attachment, Message, View};

/// Panics if the view of a message breaks a promise.
pub fn check(message: &Message<'_>) {
    check_view(message.view(), message.raw());
    let json = serde_json::to_vec(message.view()).expect("a view is JSON");
    let again: View = serde_json::from_slice(&json).expect("its own JSON");
    assert_eq!(&again, message.view());
}

fn check_view(view: &View, raw: &[u8]) {
    let is_line = |text: &str| !text.contains(['\r', '\n', '\0']);
    assert!(is_line(&view.subject), "{:?}", view.subject);
    for id in view.references.iter().chain(&view.message_id) {
        assert!(is_line(id) && !id.contains(['<', '>']), "{id:?}");
    }
    let people = [&view.from, &view.reply_to, &view.to, &view.cc];
    for person in people.into_iter().flatten() {
        let texts = person.name.iter().chain(&person.address);
        texts.for_each(|text| assert!(is_line(text), "{text:?}"));
    }
    let mut names = HashSet::new();
    let mut end = 0;
    for attachment in &view.attachments {
        check_name(&attachment.name);
        assert!(
            names.insert(attachment.name.to_lowercase()),
            "{:?} twice",
            attachment.name
        );
        let (start, its_end): (u64, u64) = attachment.range.into();
        assert!(
            start <= its_end && its_end <= raw.len() as u64,
            "{start} to {its_end} of {}",
            raw.len()
        );
        assert!(end <= start, "attachments overlap");
        end = its_end;
        let content = decoded(attachment, raw);
        assert_eq!(content.len() as u64, attachment.size);
        if let Some(inner) = &attachment.view {
            check_view(inner, &content);
        }
    }
}

pub fn check_name(name: &str) {
    assert!(!name.is_empty() && name.len() <= 255, "{name:?}");
    assert!(!name.contains(['/', '\\', ':']), "{name:?}");
    assert!(!name.contains(char::is_control), "{name:?}");
    assert!(
        !name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']),
        "{name:?}"
    );
}

pub fn decoded(attachment: &Attachment, raw: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    let take = |piece: &[u8]| {
        content.extend_from_slice(piece);
        Ok(())
    };
    attachment.decode(raw, take).expect("nothing fails here");
    content
}
