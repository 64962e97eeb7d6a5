#![no_main]
//! Any text as a configuration: what is wrong has a place and a remedy, what is right judges a mail.

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;
use waxseal::message::Message;
use waxseal_fuzz::config::{Config, ConfigError};
use waxseal_fuzz::rules::Facts;
use waxseal_fuzz::rules::subject::strip;
use waxseal_fuzz::seeds;

const MAIL: &[u8] = b"From: Ann <ann@example.org>\r\nTo: bob@partner.example\r\n\
    Subject: [secure] Re: the plan\r\nX-Kind: letter\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\n\r\nThe IBAN is confidential.\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2\r\n--b--\r\n";

static FOLDER: LazyLock<&Path> = LazyLock::new(|| Path::new("/nonexistent"));

fuzz_target!(
    init: seeds::write_if_asked(Vec::new),
    |text: &str| {
        // A whole path would be read.
        if text.contains('/') && !text.contains("\"/nonexistent") && text.contains("file") {
            return;
        }
        let config = match Config::from_toml(text, &FOLDER) {
            Ok(config) => config,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                if let ConfigError::Wrong { line, column, .. } = error {
                    assert!((1..=text.lines().count() + 1).contains(&line) && column >= 1, "{line}:{column}");
                }
                return;
            }
        };
        let Ok(stripped) = strip(MAIL, config.rules.tags()) else {
            return;
        };
        let message = Message::parse(&stripped.message, &Default::default()).expect("it is a mail");
        let facts = Facts::new(&message, "ann@example.org").with_tags(&stripped.tags);
        if let (Ok(decision), Ok(told)) =
            (config.rules.decide(&facts, "bob@partner.example"), config.rules.explain(&facts, "bob@partner.example"))
        {
            assert_eq!(*decision.action, told.action);
            assert!(!told.to_string().is_empty());
        }
    }
);
