#![no_main]
//! Any bytes as a mail: the view keeps its promises, nothing in its HTML runs, limits hold.

use libfuzzer_sys::fuzz_target;
use waxseal::message::{Limits, Message};
use waxseal_fuzz::{html, seeds, view};

fuzz_target!(
    init: seeds::write_if_asked(|| seeds::files("eml", 32 << 10)),
    |data: &[u8]| {
        let Ok(message) = Message::parse(data, &Limits::default()) else {
            return;
        };
        view::check(&message);
        message.view().html.iter().for_each(|body| html::check(body));
        let all = message.contents(&Limits::default(), Some(1 << 20));
        if let (Ok(all), Ok(untold)) = (all, message.contents(&Limits::default(), None)) {
            assert_eq!(all.len(), untold.len());
        }

        let mut small = Limits::default();
        small.max_body_bytes = 64;
        small.max_parts = 5;
        small.max_depth = 2;
        if let Ok(message) = Message::parse(data, &small) {
            view::check(&message);
            assert!(message.view().text.len() <= 64);
            assert!(message.view().attachments.len() <= 5);
        }
    }
);
