//! How a message is threaded (RFC 5322 §3.6.4): its own identifier, and those of the messages that
//! it answers.

use super::headers::Fields;

/// The longest identifier, in bytes. A line has at most 998 characters (RFC 5322 §2.1.1); mailers
/// make less than 100.
const MAX_ID_BYTES: usize = 250;

/// The most references. Mail programs keep some twenty.
const MAX_REFERENCES: usize = 50;

/// `Message-ID` without brackets.
pub(super) fn message_id(fields: &Fields) -> Option<String> {
    identifiers(&fields.text("message-id")?).first().cloned()
}

/// What the `References` of an answer begin with, before the `Message-ID` of this message: its own
/// `References` or, without any, its `In-Reply-To` if that is one identifier. Of a long list the
/// first, which is the start of the thread, and the last are kept.
pub(super) fn references(fields: &Fields, message_id: Option<&str>) -> Vec<String> {
    let listed = |name| identifiers(&fields.text(name).unwrap_or_default());
    let mut references = listed("references");
    if references.is_empty() {
        references = listed("in-reply-to");
        references.truncate(if references.len() == 1 { 1 } else { 0 });
    }
    references.retain(|id| Some(id.as_str()) != message_id);
    if references.len() > MAX_REFERENCES {
        references.drain(1..=references.len() - MAX_REFERENCES);
    }
    references
}

/// The identifiers in a field. Some mailers forget the brackets; then all that stands there must
/// look like identifiers, because `In-Reply-To` was a phrase once (RFC 5322 §4.5.4).
fn identifiers(value: &str) -> Vec<String> {
    let in_brackets = value
        .split('<')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.0.trim()));
    let ids: Vec<_> = in_brackets.filter(|id| is_identifier(id)).collect();
    if !ids.is_empty() {
        return ids.into_iter().map(str::to_owned).collect();
    }
    let words = value.split([' ', ',']).filter(|word| !word.is_empty());
    let ids: Option<Vec<_>> = words
        .map(|word| (is_identifier(word) && word.contains('@')).then(|| word.to_owned()))
        .collect();
    ids.unwrap_or_default()
}

fn is_identifier(id: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(section: &str) -> Fields {
        Fields::parse(section.as_bytes())
    }

    #[test]
    fn identifiers_of_real_mails() {
        for (value, expected) in [
            ("<a@b.example>", Some("a@b.example")),
            (" < a@b.example >", Some("a@b.example")),
            ("\r\n <a@b.example>", Some("a@b.example")),
            ("a@b.example", Some("a@b.example")),
            ("<20200213.no-host>", Some("20200213.no-host")),
            (
                "<AM0PR=0\"[x]@[192.0.2.1]>",
                Some("AM0PR=0\"[x]@[192.0.2.1]"),
            ),
            // Python writes a long one as an encoded word.
            ("=?utf-8?q?=3Ca=40b=2Eexample=3E?=", Some("a@b.example")),
            ("<a b@c>", None),
            ("<ä@b>", None),
            ("<>", None),
            ("<a@b", None),
            ("Your message of Monday", None),
            ("", None),
        ] {
            let found = message_id(&fields(&format!("Message-ID: {value}\r\n")));
            assert_eq!(found.as_deref(), expected, "{value:?}");
        }
        let long = |length| format!("Message-ID: <{}>\n", "x".repeat(length));
        assert!(message_id(&fields(&long(250))).is_some());
        assert_eq!(message_id(&fields(&long(251))), None);
    }

    #[test]
    fn references_are_those_of_an_answer() {
        for (section, expected) in [
            ("References: <a@x>\n\t<b@x>\n", vec!["a@x", "b@x"]),
            (
                "References: <a@x><b@x>\nIn-Reply-To: <c@x>\n",
                vec!["a@x", "b@x"],
            ),
            ("References: a@x, b@x\n", vec!["a@x", "b@x"]),
            ("References: <a b@x> <c@x>\n", vec!["c@x"]),
            // Its own identifier comes after them.
            ("References: <a@x> <own@x>\n", vec!["a@x"]),
            ("In-Reply-To: <a@x>\n", vec!["a@x"]),
            ("References: none\nIn-Reply-To: <a@x>\n", vec!["a@x"]),
            ("In-Reply-To: Your message of Monday <a@x>\n", vec!["a@x"]),
            ("In-Reply-To: <a@x> <b@x>\n", vec![]),
            ("In-Reply-To: ann@x.example's message of Monday\n", vec![]),
        ] {
            let found = references(&fields(section), Some("own@x"));
            assert_eq!(found, expected, "{section:?}");
        }
    }

    #[test]
    fn of_many_references_the_first_and_the_last_are_kept() {
        let list: String = (0..100_000)
            .map(|number| format!(" <{number}@x>\n"))
            .collect();
        let found = references(&fields(&format!("References:\n{list}")), None);
        assert_eq!(found.len(), MAX_REFERENCES);
        assert_eq!(found[..2], ["0@x", "99951@x"]);
        assert_eq!(found[MAX_REFERENCES - 1], "99999@x");
    }
}
