//! The vectors of `docs/vectors/html-envelope.json` open, or are refused, as each of them says.
//! `UPDATE_VECTORS=1` makes them anew, with fixed randomness.
#![allow(clippy::unwrap_used, clippy::panic)]

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use std::io::Cursor;
use waxseal::Error;
use waxseal::html::{self, Envelope};
use waxseal::jwe::{Limits, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;

const PATH: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../docs/vectors/html-envelope.json"
);
const PASSWORD: &str = "p\u{e4}ssword\u{a0}of \u{2168}";
const MAIL: &str = "From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>\r\nTo: zoe@example.org\r\n\
    Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nDate: Thu, 12 Mar 2026 10:30:00 +0100\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello, Zoe.\r\n--b\r\n\
    Content-Type: text/csv; name=\"numbers.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    MSwyLDMNCjQsNSw2DQo=\r\n--b--\r\n";

/// The payloads of a page in the smallest page that is an envelope.
fn smallest(page: &str) -> String {
    let [message, view] = ["message", "view"].map(|id| {
        let marker = format!("<script type=\"application/jose+json\" id=\"{id}\">");
        let start = page.find(&marker).unwrap();
        let end = start + page[start..].find("</script>").unwrap();
        format!("{}</script>\n", &page[start..end])
    });
    format!("<!DOCTYPE html>\n<meta name=\"waxseal-envelope\" content=\"1\">\n{message}{view}")
}

fn sealed(passwords: &[&str]) -> String {
    let message = Message::parse(MAIL.as_bytes(), &Default::default()).unwrap();
    let keys: Vec<_> = (1u8..)
        .zip(passwords)
        .map(|(salt, password)| {
            PasswordKey::derive(&Password::new(password).unwrap(), &[salt; 16], 1000)
        })
        .collect();
    let mut page = Vec::new();
    html::seal(
        &message,
        &keys,
        &mut ChaCha20Rng::seed_from_u64(0),
        &mut page,
    )
    .unwrap();
    smallest(&String::from_utf8(page).unwrap())
}

/// `page` with the first `from` after the `nth` payload's start replaced.
fn changed(page: &str, payload: &str, from: &str, to: &str) -> String {
    let at = page.find(&format!("id=\"{payload}\"")).unwrap();
    let (before, after) = page.split_at(at);
    // Line breaks may stand inside words, so the search goes over the payload without them.
    let joined = after
        .replacen('\n', "\u{1}", 1)
        .replace('\n', "")
        .replacen('\u{1}', "\n", 1);
    assert!(joined.contains(from), "{from} is not in the payload");
    format!("{before}{}", joined.replacen(from, to, 1))
}

fn vectors() -> Value {
    let good = sealed(&[PASSWORD]);
    let two = sealed(&["another one", PASSWORD]);
    let mut vectors = Vec::new();
    let mut add = |name: &str, page: String, password: &str, expect: &str| {
        let mut vector =
            json!({"name": name, "expect": expect, "password": password, "page": page});
        if expect == "open" {
            vector["message"] = MAIL.into();
        }
        vectors.push(vector);
    };
    add("one recipient", good.clone(), PASSWORD, "open");
    add(
        "the same password typed with other characters",
        good.clone(),
        "pa\u{308}ssword of IX",
        "open",
    );
    add(
        "the second of two recipients",
        two.clone(),
        PASSWORD,
        "open",
    );
    add("no line breaks", good.replace('\n', " "), PASSWORD, "open");
    add(
        "a recipient with another kind of key",
        changed(
            &changed(&two, "message", "PBES2-HS512+A256KW", "ECDH-ES+A256KW"),
            "view",
            "PBES2-HS512+A256KW",
            "ECDH-ES+A256KW",
        ),
        PASSWORD,
        "open",
    );
    add(
        "another password",
        good.clone(),
        "password of IX",
        "wrong-password",
    );
    add(
        "the wrapped key changed",
        changed(
            &changed(
                &good,
                "message",
                "encrypted_key\":\"",
                "encrypted_key\":\"A",
            ),
            "view",
            "encrypted_key\":\"",
            "encrypted_key\":\"A",
        ),
        PASSWORD,
        "damaged",
    );
    add(
        "the salt changed in both",
        changed(
            &changed(&good, "message", "p2s\":\"AQ", "p2s\":\"AR"),
            "view",
            "p2s\":\"AQ",
            "p2s\":\"AR",
        ),
        PASSWORD,
        "wrong-password",
    );
    add(
        "the salt changed in the message only",
        changed(&good, "message", "p2s\":\"AQ", "p2s\":\"AR"),
        PASSWORD,
        "damaged",
    );
    add(
        "the count changed in the message only",
        changed(&good, "message", "p2c\":1000", "p2c\":1001"),
        PASSWORD,
        "damaged",
    );
    let tag = "\"tag\":\"";
    for payload in ["view", "message"] {
        let first = {
            let at = good.find(&format!("id=\"{payload}\"")).unwrap();
            let joined = good[at..].replace('\n', "");
            let start = joined.find(tag).unwrap() + tag.len();
            joined[start..start + 1].to_owned()
        };
        let other = if first == "A" { "B" } else { "A" };
        add(
            &format!("the tag of the {payload} changed"),
            changed(
                &good,
                payload,
                &format!("{tag}{first}"),
                &format!("{tag}{other}"),
            ),
            PASSWORD,
            "damaged",
        );
        add(
            &format!("the {payload} padded"),
            changed(&good, payload, "\"}</script", "=\"}</script"),
            PASSWORD,
            "damaged",
        );
    }
    add(
        "a view that stands twice",
        format!(
            "{good}{}",
            &good[good
                .find("<script type=\"application/jose+json\" id=\"view\"")
                .unwrap()..]
        ),
        PASSWORD,
        "damaged",
    );
    add(
        "cut off in the view",
        good[..good.len() - 100].to_owned(),
        PASSWORD,
        "damaged",
    );
    add(
        "without a message",
        good.replacen("id=\"message\"", "id=\"massage\"", 1),
        PASSWORD,
        "damaged",
    );
    add(
        "aad present",
        changed(&good, "view", "\"iv\"", "\"aad\":\"QQ\",\"iv\""),
        PASSWORD,
        "unsupported",
    );
    add(
        "crit present",
        changed(&good, "view", "{\"alg\"", "{\"crit\":[\"exp\"],\"alg\""),
        PASSWORD,
        "unsupported",
    );
    add(
        "only another kind of key",
        good.replace("PBES2-HS512+A256KW", "ECDH-ES+A256KW"),
        PASSWORD,
        "unsupported",
    );
    add(
        "a count beyond the limit",
        changed(&good, "view", "p2c\":1000", "p2c\":2147483647"),
        PASSWORD,
        "too-large",
    );
    add(
        "a newer version",
        good.replacen("content=\"1\"", "content=\"2\"", 1),
        PASSWORD,
        "newer-version",
    );
    add(
        "no envelope",
        "<!DOCTYPE html><p>Hello</p>".to_owned(),
        PASSWORD,
        "not-an-envelope",
    );
    Value::Array(vectors)
}

fn outcome(page: &str, password: &str) -> Result<String, Error> {
    let mut envelope = Envelope::read(Cursor::new(page), &Limits::default())?;
    let mut message = Vec::new();
    envelope
        .unlock(&Password::new(password)?)?
        .copy_message(&mut message)?;
    Ok(String::from_utf8(message).unwrap())
}

#[test]
fn each_vector_opens_or_is_refused_as_it_says() {
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&vectors()).unwrap();
        std::fs::write(PATH, text + "\n").unwrap();
    }
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    for vector in committed.as_array().unwrap() {
        let text = |name: &str| vector[name].as_str().unwrap();
        let result = outcome(text("page"), text("password"));
        let word = match &result {
            Ok(message) => {
                assert_eq!(message, text("message"), "{}", text("name"));
                "open"
            }
            Err(Error::WrongPassword) => "wrong-password",
            Err(Error::Damaged(_)) => "damaged",
            Err(Error::Unsupported { .. }) => "unsupported",
            Err(Error::TooLarge { .. }) => "too-large",
            Err(Error::NewerVersion { .. }) => "newer-version",
            Err(Error::NotAnEnvelope(_)) => "not-an-envelope",
            Err(other) => panic!("{}: {other}", text("name")),
        };
        assert_eq!(word, text("expect"), "{}: {result:?}", text("name"));
    }
}
