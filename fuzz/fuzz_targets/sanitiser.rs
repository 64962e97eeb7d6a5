#![no_main]
//! Any text as the HTML body of a mail: two parsers that read the result find nothing that runs or loads.

use libfuzzer_sys::fuzz_target;
use waxseal::message::{Limits, Message};
use waxseal_fuzz::{html, mail_of_html, seeds};

fuzz_target!(
    init: seeds::write_if_asked(payloads),
    |data: &[u8]| {
        let mail = mail_of_html(&String::from_utf8_lossy(data));
        let message = Message::parse(&mail, &Limits::default()).expect("it is a mail");
        let Some(safe) = &message.view().html else {
            return;
        };
        html::check(safe);
    }
);

/// The collections of attacks, one by one.
fn payloads() -> Vec<Vec<u8>> {
    let text = |file: Vec<u8>| String::from_utf8_lossy(&file).into_owned();
    let trees = seeds::files("html/html5lib-tree-construction", 32 << 10);
    let mut payloads: Vec<String> = Vec::new();
    for file in trees.into_iter().map(text) {
        let tests = file
            .split("#data\n")
            .filter_map(|test| test.split("\n#errors").next());
        payloads.extend(tests.map(str::to_owned));
    }
    let Some(folder) = seeds::corpus().map(|corpus| corpus.join("html")) else {
        return Vec::new();
    };
    for list in [
        "payloadbox-xss-payload-list.txt",
        "owasp-XSS_Filter_Evasion_Cheat_Sheet.md",
    ] {
        let list = std::fs::read_to_string(folder.join(list)).unwrap_or_default();
        payloads.extend(list.lines().map(str::to_owned));
    }
    let purify = std::fs::read_to_string(folder.join("dompurify-expect.mjs")).unwrap_or_default();
    let purify = purify
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"payload\":"));
    payloads.extend(
        purify.filter_map(|json| serde_json::from_str(json.trim().trim_end_matches(',')).ok()),
    );
    payloads.sort();
    payloads.dedup();
    payloads.into_iter().map(String::into_bytes).collect()
}
