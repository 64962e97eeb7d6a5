#![no_main]
//! Any mail before rules of every kind: tags are taken out and nothing else, a password is never told, and what decides is what explains.

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;
use waxseal::message::{Limits, Message};
use waxseal_fuzz::config::Config;
use waxseal_fuzz::rules::subject::{self, is_cleaned, strip};
use waxseal_fuzz::rules::{Action, Facts};
use waxseal_fuzz::seeds;

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let text = include_str!("../seeds/config/all-conditions.toml");
    Config::from_toml(text, Path::new("/nonexistent")).expect("a configuration")
});

fuzz_target!(
    init: seeds::write_if_asked(|| seeds::files("eml", 32 << 10)),
    |data: &[u8]| {
        let Ok(stripped) = strip(data, CONFIG.rules.tags()) else {
            return;
        };
        if stripped.tags.is_empty() && *stripped.message == *data {
            // The usual case.
        } else {
            check_stripped(data, &stripped);
        }
        let Ok(message) = Message::parse(&stripped.message, &Limits::default()) else {
            return;
        };
        let passwords = stripped.tags.iter().filter(|tag| tag.is(subject::PASSWORD_TAG));
        let passwords: Vec<_> = passwords.filter_map(|tag| tag.value()).collect();
        for sender in ["ann@example.org", "eve@example.com"] {
            let facts = Facts::new(&message, sender).with_tags(&stripped.tags);
            for recipient in ["bob@partner.example", "x@sub.corp.example", "y@elsewhere.example"] {
                let (decision, explanation) =
                    (CONFIG.rules.decide(&facts, recipient), CONFIG.rules.explain(&facts, recipient));
                match (decision, explanation) {
                    (Ok(decision), Ok(told)) => {
                        assert_eq!(*decision.action, told.action);
                        assert_eq!(decision.rule, told.rule.as_deref());
                        // A password that stands in the mail as well may be told from there.
                        let told = told.to_string();
                        let elsewhere = String::from_utf8_lossy(&stripped.message);
                        let secret = |password: &&&str| password.len() > 20 && !elsewhere.contains(**password);
                        assert!(!passwords.iter().filter(secret).any(|password| told.contains(password)));
                        let tagged = stripped.tags.iter().any(|tag| tag.is("secure"));
                        assert!(!tagged || !matches!(decision.action, Action::Pass));
                    }
                    (Err(decision), Err(told)) => assert_eq!(decision, told),
                    (decision, told) => panic!("{decision:?} and {told:?}"),
                }
            }
        }
    }
);

/// Only cleaned fields change, and no tag is left.
fn check_stripped(data: &[u8], stripped: &subject::Stripped<'_>) {
    let again =
        strip(&stripped.message, CONFIG.rules.tags()).expect("what was stripped can be stripped");
    assert!(again.tags.is_empty());
    assert_eq!(again.message, stripped.message);
    let read = |mail: &[u8]| -> (Vec<(String, Vec<u8>)>, Vec<u8>) {
        let header =
            waxseal::message::HeaderSection::read(mail, &Limits::default()).expect("a header");
        let fields: Vec<_> = header.fields().collect();
        let end = fields.last().map_or(0, |field| field.range.end);
        let kept = fields.iter().map(|field| {
            let lines = if is_cleaned(field.name) {
                Vec::new()
            } else {
                mail[field.range.clone()].to_vec()
            };
            (field.name.to_owned(), lines)
        });
        (kept.collect(), mail[end..].to_vec())
    };
    assert_eq!(read(data), read(&stripped.message));
}
