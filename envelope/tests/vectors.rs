//! The vectors of `docs/vectors/html-envelope.json` open, or are refused, as each of them says.
//! `UPDATE_VECTORS=1` makes them anew, with fixed randomness.
#![allow(clippy::unwrap_used, clippy::panic)]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use std::io::Cursor;
use waxseal::Error;
use waxseal::html::{Envelope, Opened};
use waxseal::jwe::{self, AgreedKey, Curve, Limits, PasswordKey, PrivateKey, RecipientKey};
use waxseal::message::transfer::Decoder;
use waxseal::message::{Message, View};
use waxseal::password::Password;

const PATH: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../docs/vectors/html-envelope.json"
);
const PASSWORD: &str = "p\u{e4}ssword\u{a0}of \u{2168}";
const PBES2: &str = "PBES2-HS512+A256KW";

/// A mail whose attachments try the lenient rules of both transfer encodings.
const MAIL: &str = "From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>\r\nTo: zoe@example.org\r\n\
    Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nDate: Thu, 12 Mar 2026 10:30:00 +0100\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello, Zoe.\r\n--b\r\n\
    Content-Type: text/csv; name=\"numbers.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    MSwyLDMNC!jQsNSw2DQo=\r\nMSwy\r\n-- \r\nlist footer\r\n--b\r\n\
    Content-Type: application/x-text; name=\"quoted.txt\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    soft =\r\nbreak =3d =C3=bc =ZZ trailing   \r\nend\r\n--b--\r\n";

/// Both payloads of an envelope, on one line each, to be changed before they become a page.
#[derive(Clone)]
struct Payloads {
    message: String,
    view: String,
}

impl Payloads {
    fn seal(passwords: &[&str], change_view: impl FnOnce(&mut Value)) -> Self {
        Self::seal_as(passwords, "message/rfc822", "application/json", change_view)
    }

    fn seal_as(
        passwords: &[&str],
        message_type: &str,
        view_type: &str,
        change_view: impl FnOnce(&mut Value),
    ) -> Self {
        let keys: Vec<_> = (1u8..)
            .zip(passwords)
            .map(|(salt, password)| key(salt, password))
            .collect();
        Self::seal_to(&keys, message_type, view_type, change_view)
    }

    fn seal_to(
        keys: &[RecipientKey],
        message_type: &str,
        view_type: &str,
        change_view: impl FnOnce(&mut Value),
    ) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(0);
        let mut sealed = |plaintext: &[u8], content_type: &str| {
            let mut json = Vec::new();
            let tag = jwe::encrypt(plaintext, content_type, keys, &mut rng, &mut json).unwrap();
            (
                String::from_utf8(json).unwrap(),
                URL_SAFE_NO_PAD.encode(tag),
            )
        };
        let (message, tag) = sealed(MAIL.as_bytes(), message_type);
        let mut view = serde_json::to_value(view()).unwrap();
        view["version"] = 1.into();
        view["message"] = json!({"tag": tag, "size": MAIL.len()});
        change_view(&mut view);
        let (view, _) = sealed(view.to_string().as_bytes(), view_type);
        Self { message, view }
    }

    /// Replaces a text in one payload, where it must be.
    fn with(mut self, payload: &str, from: &str, to: &str) -> Self {
        let text = if payload == "view" {
            &mut self.view
        } else {
            &mut self.message
        };
        assert!(text.contains(from), "{from} is not in the {payload}");
        *text = text.replacen(from, to, 1);
        self
    }

    fn with_in_both(self, from: &str, to: &str) -> Self {
        self.with("view", from, to).with("message", from, to)
    }

    /// The smallest page that is an envelope, with lines of at most 76 characters.
    fn page(&self) -> String {
        let lines = |json: &str| {
            let lines: Vec<_> = json
                .as_bytes()
                .chunks(76)
                .map(|line| String::from_utf8_lossy(line))
                .collect();
            lines.join("\n")
        };
        format!(
            "<!DOCTYPE html>\n<meta name=\"waxseal-envelope\" content=\"1\">\n\
             <script type=\"application/jose+json\" id=\"message\">\n{}\n</script>\n\
             <script type=\"application/jose+json\" id=\"view\">\n{}\n</script>\n",
            lines(&self.message),
            lines(&self.view)
        )
    }
}

fn key(salt: u8, password: &str) -> RecipientKey {
    PasswordKey::derive(&Password::new(password).unwrap(), &[salt; 16], 1000).into()
}

fn view() -> View {
    let message = Message::parse(MAIL.as_bytes(), &Default::default()).unwrap();
    message.view().clone()
}

/// The protected header of a payload, decoded, changed and encoded again.
fn with_protected(payloads: Payloads, payload: &str, header: &str) -> Payloads {
    let json = if payload == "view" {
        &payloads.view
    } else {
        &payloads.message
    };
    let jwe: Value = serde_json::from_str(json).unwrap();
    let old = jwe["protected"].as_str().unwrap().to_owned();
    payloads.with(payload, &old, &URL_SAFE_NO_PAD.encode(header))
}

/// Another first character of a base64url member's value.
fn with_another(payloads: Payloads, payload: &str, member: &str) -> Payloads {
    let json = if payload == "view" {
        &payloads.view
    } else {
        &payloads.message
    };
    let start = json.find(member).unwrap() + member.len();
    let first = &json[start..=start];
    let other = if first == "A" { "B" } else { "A" };
    let (from, to) = (format!("{member}{first}"), format!("{member}{other}"));
    payloads.with(payload, &from, &to)
}

struct Vectors(Vec<Value>);

impl Vectors {
    fn add(&mut self, name: &str, expect: &str, page: impl Into<String>) -> &mut Value {
        let mut vector =
            json!({"name": name, "expect": expect, "password": PASSWORD, "page": page.into()});
        if expect == "open" {
            vector["message"] = MAIL.into();
        }
        self.0.push(vector);
        self.0.last_mut().unwrap()
    }
}

fn vectors() -> Value {
    let mut vectors = Vectors(Vec::new());
    let one = Payloads::seal(&[PASSWORD], |_| {});
    let two = Payloads::seal(&["another one", PASSWORD], |_| {});

    let first = vectors.add("one recipient", "open", one.page());
    first["view"] = serde_json::to_value(view()).unwrap();
    first["attachments"] = view()
        .attachments
        .iter()
        .map(|attachment| {
            STANDARD.encode(content(
                attachment.range.of(MAIL.as_bytes()),
                attachment.encoding,
            ))
        })
        .collect();
    vectors.add(
        "the same password typed with other characters",
        "open",
        one.page(),
    )["password"] = "pa\u{308}ssword of IX".into();
    vectors.add("the second of two recipients", "open", two.page());
    vectors.add("no line breaks", "open", one.page().replace('\n', " "));
    vectors.add("a line break after each character of a payload", "open", {
        let broken: Vec<_> = one.view.split("").collect();
        Payloads {
            view: broken.join("\r\n\t "),
            ..one.clone()
        }
        .page()
    });
    let within = Payloads::seal(&[PASSWORD], |view| {
        let mut file = view["attachments"][0].clone();
        file["name"] = "second.csv".into();
        file["within"] = json!([7, 12]);
        file["size"] = 5.into();
        view["attachments"][0]["unpacked"] = true.into();
        view["files"] = json!([file]);
    });
    vectors.add("a file within an attachment", "open", within.page())["files"] =
        json!([STANDARD.encode("4,5,6")]);
    vectors.add(
        "an unknown note",
        "open",
        Payloads::seal(&[PASSWORD], |view| {
            view["notes"] = json!(["invented-later", "signed"]);
        })
        .page(),
    );
    vectors.add(
        "an unknown member",
        "open",
        Payloads::seal(&[PASSWORD], |view| view["later"] = json!({"x": 1})).page(),
    );
    vectors.add(
        "a recipient with another kind of key",
        "open",
        two.clone().with_in_both(PBES2, "ECDH-ES+A256KW").page(),
    );
    vectors.add(
        "a recipient whose other kind of key has other values",
        "open",
        {
            let other =
                r#"{"header":{"alg":"X","p2c":9007199254740993,"p2s":7},"encrypted_key":null},"#;
            one.clone()
                .with_in_both("\"recipients\":[", &format!("\"recipients\":[{other}"))
                .page()
        },
    );
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for curve in [Curve::X25519, Curve::P256] {
        let private = PrivateKey::generate(curve, &mut rng).unwrap();
        let agreed = AgreedKey::generate(private.public_key(), &mut rng).unwrap();
        let sealed = |keys: &[RecipientKey]| {
            Payloads::seal_to(keys, "message/rfc822", "application/json", |_| {}).page()
        };
        let curve = curve.name();
        let both = sealed(&[agreed.clone().into(), key(1, PASSWORD)]);
        vectors.add(
            &format!("a key on {curve} beside the password"),
            "open",
            both,
        )["key"] = serde_json::from_str(&private.to_jwk()).unwrap();
        vectors.add(
            &format!("only a key on {curve}"),
            "unsupported",
            sealed(&[agreed.into()]),
        );
    }
    vectors.add("alg in the shared header", "open", {
        let shared = format!("\"unprotected\":{{\"alg\":\"{PBES2}\"}},\"recipients\":");
        one.clone()
            .with_in_both(&format!("\"alg\":\"{PBES2}\","), "")
            .with_in_both("\"recipients\":", &shared)
            .page()
    });

    vectors.add("another password", "wrong-password", one.page())["password"] =
        "password of X".into();
    vectors.add(
        "the salt changed in both",
        "wrong-password",
        one.clone()
            .with_in_both("\"p2s\":\"AQ", "\"p2s\":\"AR")
            .page(),
    );
    vectors.add(
        "the wrapped key changed in both",
        "wrong-password",
        with_another(
            with_another(one.clone(), "view", "encrypted_key\":\""),
            "message",
            "encrypted_key\":\"",
        )
        .page(),
    );

    vectors.add(
        "the salt changed in the message",
        "damaged",
        one.clone()
            .with("message", "\"p2s\":\"AQ", "\"p2s\":\"AR")
            .page(),
    );
    vectors.add(
        "the count changed in the message",
        "damaged",
        one.clone()
            .with("message", "\"p2c\":1000", "\"p2c\":1001")
            .page(),
    );
    for payload in ["view", "message"] {
        for member in ["\"iv\":\"", "\"ciphertext\":\"", "\"tag\":\""] {
            let name = member.split('"').nth(1).unwrap();
            vectors.add(
                &format!("the {name} of the {payload} changed"),
                "damaged",
                with_another(one.clone(), payload, member).page(),
            );
        }
        vectors.add(
            &format!("the tag of the {payload} padded"),
            "damaged",
            one.clone().with(payload, "\"}", "=\"}").page(),
        );
        vectors.add(
            &format!("the salt of the {payload} not canonical"),
            "damaged",
            one.clone().with(payload, "AQEBAQ\"", "AQEBAR\"").page(),
        );
        vectors.add(
            &format!("a vertical tab in the {payload}"),
            "damaged",
            one.clone()
                .with(payload, "\"ciphertext\":\"", "\"ciphertext\":\"\u{b}")
                .page(),
        );
        vectors.add(&format!("no recipient of the {payload}"), "damaged", {
            let json = if payload == "view" {
                &one.view
            } else {
                &one.message
            };
            let list: Value = serde_json::from_str::<Value>(json).unwrap()["recipients"].take();
            let start = json.find("\"recipients\":").unwrap() + 13;
            let end = json.find(",\"iv\"").unwrap();
            assert_eq!(list.as_array().unwrap().len(), 1);
            one.clone().with(payload, &json[start..end], "[]").page()
        });
    }
    vectors.add(
        "alg in two headers",
        "damaged",
        one.clone()
            .with_in_both(
                "\"recipients\":",
                &format!("\"unprotected\":{{\"alg\":\"{PBES2}\"}},\"recipients\":"),
            )
            .page(),
    );
    vectors.add(
        "enc in two headers",
        "damaged",
        one.clone()
            .with_in_both("{\"alg\"", "{\"enc\":\"A256CBC-HS512\",\"alg\"")
            .page(),
    );
    vectors.add(
        "zip unprotected",
        "damaged",
        one.clone()
            .with_in_both(
                "\"recipients\":",
                "\"unprotected\":{\"zip\":\"DEF\"},\"recipients\":",
            )
            .page(),
    );
    vectors.add(
        "unprotected is null",
        "damaged",
        one.clone()
            .with(
                "view",
                "\"recipients\":",
                "\"unprotected\":null,\"recipients\":",
            )
            .page(),
    );
    vectors.add(
        "a count of zero",
        "damaged",
        one.clone().with("view", "\"p2c\":1000", "\"p2c\":0").page(),
    );
    vectors.add(
        "a count that is text",
        "damaged",
        one.clone()
            .with("view", "\"p2c\":1000", "\"p2c\":\"1000\"")
            .page(),
    );
    vectors.add(
        "a message that is called a view",
        "damaged",
        Payloads::seal_as(&[PASSWORD], "application/json", "application/json", |_| {}).page(),
    );
    vectors.add(
        "a view that is called a message",
        "damaged",
        Payloads::seal_as(&[PASSWORD], "message/rfc822", "message/rfc822", |_| {}).page(),
    );
    vectors.add(
        "a view of another message",
        "damaged",
        Payloads::seal(&[PASSWORD], |view| {
            view["message"]["tag"] = URL_SAFE_NO_PAD.encode([0; 32]).into();
        })
        .page(),
    );
    vectors.add(
        "a view that states another size",
        "damaged",
        Payloads::seal(&[PASSWORD], |view| {
            view["message"]["size"] = (MAIL.len() + 1).into();
        })
        .page(),
    );
    vectors.add(
        "a view that is no object",
        "damaged",
        Payloads::seal(&[PASSWORD], |view| *view = json!([])).page(),
    );
    vectors.add(
        "a view of version 0",
        "damaged",
        Payloads::seal(&[PASSWORD], |view| view["version"] = 0.into()).page(),
    );
    vectors.add(
        "an encoding of attachments that there is not",
        "damaged",
        Payloads::seal(&[PASSWORD], |view| {
            view["attachments"][0]["encoding"] = "x-uuencode".into();
        })
        .page(),
    );
    let page = one.page();
    let second_view = page
        .find("<script type=\"application/jose+json\" id=\"view\"")
        .unwrap();
    vectors.add(
        "a view that stands twice",
        "damaged",
        format!("{page}{}", &page[second_view..]),
    );
    vectors.add("cut off in the view", "damaged", &page[..page.len() - 100]);
    vectors.add(
        "without a message",
        "damaged",
        page.replacen("id=\"message\"", "id=\"massage\"", 1),
    );
    vectors.add(
        "version 0",
        "damaged",
        page.replacen("content=\"1\"", "content=\"0\"", 1),
    );

    vectors.add(
        "aad present",
        "unsupported",
        one.clone()
            .with("view", "\"iv\"", "\"aad\":\"QQ\",\"iv\"")
            .page(),
    );
    vectors.add(
        "aad present but null",
        "unsupported",
        one.clone()
            .with("view", "\"iv\"", "\"aad\":null,\"iv\"")
            .page(),
    );
    vectors.add(
        "crit present",
        "unsupported",
        one.clone()
            .with("view", "{\"alg\"", "{\"crit\":[\"exp\"],\"alg\"")
            .page(),
    );
    vectors.add(
        "crit present but null",
        "unsupported",
        one.clone()
            .with("view", "{\"alg\"", "{\"crit\":null,\"alg\"")
            .page(),
    );
    vectors.add(
        "only another kind of key",
        "unsupported",
        one.clone().with_in_both(PBES2, "ECDH-ES+A256KW").page(),
    );
    for (name, header) in [
        (
            "another enc",
            r#"{"enc":"A256GCM","zip":"DEF","cty":"application/json"}"#,
        ),
        ("no enc", r#"{"zip":"DEF","cty":"application/json"}"#),
        (
            "another zip",
            r#"{"enc":"A256CBC-HS512","zip":"GZ","cty":"application/json"}"#,
        ),
    ] {
        vectors.add(
            name,
            "unsupported",
            with_protected(one.clone(), "view", header).page(),
        );
    }
    vectors.add(
        "a count beyond the limit",
        "too-large",
        one.clone()
            .with("view", "\"p2c\":1000", "\"p2c\":2147483647")
            .page(),
    );
    vectors.add(
        "a newer version",
        "newer-version",
        page.replacen("content=\"1\"", "content=\"2\"", 1),
    );
    vectors.add(
        "a view of a newer version",
        "newer-version",
        Payloads::seal(&[PASSWORD], |view| view["version"] = 2.into()).page(),
    );
    vectors.add(
        "no envelope",
        "not-an-envelope",
        "<!DOCTYPE html><p>Hello</p>",
    );
    Value::Array(vectors.0)
}

fn content(encoded: &[u8], encoding: waxseal::message::transfer::TransferEncoding) -> Vec<u8> {
    let mut content = Vec::new();
    let mut decoder = Decoder::new(encoding);
    decoder.update(encoded, &mut content);
    decoder.finish(&mut content);
    content
}

fn outcome(page: &str, password: &str) -> Result<(View, String), Error> {
    let mut envelope = Envelope::read(Cursor::new(page), &Limits::default())?;
    content_of(envelope.unlock(&Password::new(password)?)?)
}

fn outcome_with_key(page: &str, key: &Value) -> Result<(View, String), Error> {
    let mut envelope = Envelope::read(Cursor::new(page), &Limits::default())?;
    let key = PrivateKey::from_jwk(key.to_string().as_bytes())?;
    content_of(envelope.unlock_with_private_key(&key)?)
}

fn content_of(mut opened: Opened<Cursor<&str>>) -> Result<(View, String), Error> {
    let mut message = Vec::new();
    opened.copy_message(&mut message)?;
    Ok((opened.view().clone(), String::from_utf8(message).unwrap()))
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
        let name = text("name");
        let result = outcome(text("page"), text("password"));
        let word = match &result {
            Ok((view, message)) => {
                assert_eq!(message, text("message"), "{name}");
                if let Some(expected) = vector.get("view") {
                    assert_eq!(&serde_json::to_value(view).unwrap(), expected, "{name}");
                    let contents = vector["attachments"].as_array().unwrap();
                    assert_eq!(contents.len(), view.attachments.len());
                    for (attachment, expected) in view.attachments.iter().zip(contents) {
                        let content =
                            content(attachment.range.of(message.as_bytes()), attachment.encoding);
                        assert_eq!(content.len() as u64, attachment.size);
                        assert_eq!(&STANDARD.encode(content), expected, "{}", attachment.name);
                    }
                }
                let files = vector.get("files").and_then(Value::as_array);
                let files = files.map(Vec::as_slice).unwrap_or_default();
                assert_eq!(files.len(), view.files.len(), "{name}");
                for (file, expected) in view.files.iter().zip(files) {
                    let mut content = Vec::new();
                    let take = |piece: &[u8]| {
                        content.extend_from_slice(piece);
                        Ok(())
                    };
                    file.decode(message.as_bytes(), take).unwrap();
                    assert_eq!(&STANDARD.encode(content), expected, "{name}");
                }
                "open"
            }
            Err(Error::WrongPassword) => "wrong-password",
            Err(Error::Damaged(_)) => "damaged",
            Err(Error::Unsupported { .. } | Error::OnlyForKeys) => "unsupported",
            Err(Error::TooLarge { .. }) => "too-large",
            Err(Error::NewerVersion { .. }) => "newer-version",
            Err(Error::NotAnEnvelope(_)) => "not-an-envelope",
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(word, text("expect"), "{name}: {result:?}");
        if let Some(key) = vector.get("key") {
            let by_key = outcome_with_key(text("page"), key).unwrap();
            assert_eq!(by_key, result.unwrap(), "{name}");
        }
    }
}
