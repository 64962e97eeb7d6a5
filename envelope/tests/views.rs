//! The views of some telling mails, looked at by a person. Long bodies are shortened.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used)]

mod common;

use waxseal::message::{Limits, Message};

/// Mails of the corpus and what each is here for.
const MAILS: [(&str, &str); 16] = [
    ("autocrypt/example-gossip.eml", "encrypted"),
    ("enmime/mime-bad-content-type.eml", "broken-media-type"),
    ("flanker/enclosed-global.eml", "attached-message"),
    ("flanker/iphone.eml", "iphone-text-image-text"),
    ("james-project/JAMES-1593.eml", "remote-images"),
    ("mimekit/rich-text.eml", "winmail-dat"),
    ("mimekit/ukr.eml", "winmail-dat-without-files"),
    ("msgreader/UTF-8_Test.eml", "wrapped-without-indent"),
    ("nodemailer-mailparser/nested.eml", "nested-alternatives"),
    ("php-mime-mail-parser/issue116.eml", "iso-2022-jp"),
    ("postal-mime/calendar-event.eml", "calendar"),
    ("rspamd/fname.eml", "korean-file-names"),
    (
        "stalwart-mail-parser/legacy-016.eml",
        "raw-characters-in-encoded-word",
    ),
    ("tika/testEML_embedded_xhtml_and_img.eml", "cut-off-related"),
    ("tika/testGroupWiseEml.eml", "groupwise"),
    ("webklex-php-imap/inline_attachment.eml", "inline-image"),
];

#[test]
fn telling_mails() {
    let Some(mails) = common::mails() else {
        return;
    };
    for (path, name) in MAILS {
        let (_, mail) = mails.iter().find(|(own, _)| own == path).unwrap();
        let message = Message::parse(mail, &Limits::default()).unwrap();
        let mut view = message.view().clone();
        view.text = shortened(&view.text);
        view.html = view.html.map(|html| shortened(&html));
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots"),
            prepend_module_to_snapshot => false,
            description => path,
            omit_expression => true,
        }, {
            insta::assert_json_snapshot!(format!("message-{name}"), view);
        });
    }
}

fn shortened(text: &str) -> String {
    const LONG: usize = 700;
    let short = &text[..text.floor_char_boundary(LONG)];
    if short.len() < text.len() {
        format!("{short}… ({} bytes)", text.len())
    } else {
        text.to_owned()
    }
}
