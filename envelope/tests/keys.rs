//! Recipients with a key: the organisation opens what was sealed to its public key, nobody else does,
//! and an entry that is wrong shuts out that recipient only.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::panic)]

use aes_kw::{KeyInit as _, KwAes256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use std::io::Cursor;
use waxseal::Error;
use waxseal::html::{self, Envelope, RecipientSummary, Secret};
use waxseal::jwe::{
    self, AgreedKey, Curve, Jwe, Limits, PasswordKey, PrivateKey, PublicKey, RecipientKey,
};
use waxseal::message::Message;
use waxseal::password::Password;

const CURVES: [Curve; 2] = [Curve::X25519, Curve::P256];
const MAIL: &[u8] = b"Subject: x\r\n\r\nHello\r\n";

fn password() -> Password {
    Password::new("an ordinary password").unwrap()
}

fn password_key() -> PasswordKey {
    PasswordKey::derive(&password(), b"0123456789abcdef", 1000)
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A key pair, and what was agreed on with its public half.
fn key(curve: Curve, seed: u64) -> (PrivateKey, AgreedKey) {
    let key = PrivateKey::generate(curve, &mut rng(seed)).unwrap();
    let agreed = AgreedKey::generate(key.public_key(), &mut rng(seed + 1000)).unwrap();
    (key, agreed)
}

fn message() -> Message<'static> {
    Message::parse(MAIL, &Default::default()).unwrap()
}

fn sealed_page(recipients: &[RecipientKey]) -> Vec<u8> {
    let mut page = Vec::new();
    html::seal(&message(), recipients, &mut rng(1), &mut page).unwrap();
    page
}

fn sealed_jwe(recipients: &[RecipientKey]) -> Value {
    let mut sealed = Vec::new();
    jwe::encrypt(
        &b"Hello"[..],
        "text/plain",
        recipients,
        &mut rng(2),
        &mut sealed,
    )
    .unwrap();
    serde_json::from_slice(&sealed).unwrap()
}

fn open(jwe: &Value, key: &PrivateKey) -> Result<Vec<u8>, Error> {
    jwe::decrypt_with_private_key(jwe.to_string().as_bytes(), key, &Limits::default())
}

fn open_with_password(jwe: &Value) -> Result<Vec<u8>, Error> {
    jwe::decrypt(jwe.to_string().as_bytes(), &password(), &Limits::default())
}

#[test]
fn password_and_key_open_the_same_envelope() {
    for curve in CURVES {
        let (key, agreed) = key(curve, 1);
        let page = sealed_page(&[agreed.into(), password_key().into()]);
        let mut envelope = Envelope::read(Cursor::new(&page), &Limits::default()).unwrap();
        let mut back = Vec::new();
        let mut opened = envelope.unlock_with_private_key(&key).unwrap();
        assert_eq!(opened.view().subject, "x");
        opened.copy_message(&mut back).unwrap();
        assert_eq!(back, MAIL);
        assert_eq!(envelope.unlock(&password()).unwrap().view().subject, "x");

        let stranger = PrivateKey::generate(curve, &mut rng(7)).unwrap();
        assert!(matches!(
            envelope.unlock_with_private_key(&stranger),
            Err(Error::WrongKey)
        ));
        let other_curve = CURVES.into_iter().find(|&other| other != curve).unwrap();
        let stranger = PrivateKey::generate(other_curve, &mut rng(8)).unwrap();
        assert!(matches!(
            envelope.unlock_with_private_key(&stranger),
            Err(Error::WrongKey)
        ));
    }
}

#[test]
fn the_summary_tells_both_kinds_in_their_order() {
    let (key, agreed) = key(Curve::P256, 1);
    let page = sealed_page(&[agreed.into(), password_key().into()]);
    let envelope = Envelope::read(Cursor::new(&page), &Limits::default()).unwrap();
    assert_eq!(
        envelope.summary().recipients,
        [
            RecipientSummary::Key {
                algorithm: "ECDH-ES+A256KW",
                curve: "P-256",
                kid: Some(key.public_key().thumbprint()),
            },
            RecipientSummary::Password {
                algorithm: "PBES2-HS512+A256KW",
                p2c: 1000,
                salt_bytes: 16,
            },
        ]
    );
    let json = serde_json::to_value(envelope.summary()).unwrap();
    assert_eq!(
        json["recipients"][1],
        json!({"algorithm": "PBES2-HS512+A256KW", "p2c": 1000, "salt_bytes": 16})
    );
}

#[test]
fn a_key_alone_seals_a_jwe_but_no_page() {
    let (key, agreed) = key(Curve::X25519, 1);
    let jwe = sealed_jwe(&[agreed.clone().into()]);
    assert_eq!(open(&jwe, &key).unwrap(), b"Hello");
    assert!(matches!(open_with_password(&jwe), Err(Error::OnlyForKeys)));
    let mut page = Vec::new();
    assert!(matches!(
        html::seal(&message(), &[agreed.into()], &mut rng(1), &mut page),
        Err(Error::NoPassword)
    ));
    assert!(page.is_empty());
}

#[test]
fn verify_proves_that_each_key_is_there_and_wraps_the_same_content_key() {
    let (_, ours) = key(Curve::X25519, 1);
    let (_, other) = key(Curve::X25519, 2);
    let page = sealed_page(&[password_key().into(), ours.clone().into()]);
    let verify = |page: &[u8], agreed: &AgreedKey| {
        let secrets = [Secret::Password(&password()), Secret::Agreed(agreed)];
        html::verify(Cursor::new(page), secrets, &message())
    };
    verify(&page, &ours).unwrap();
    html::verify(Cursor::new(&page), [&ours], &message()).unwrap();
    // Never sealed to it, or sealed to it another time.
    assert!(matches!(verify(&page, &other), Err(Error::WrongKey)));
    let again = AgreedKey::generate(key(Curve::X25519, 1).0.public_key(), &mut rng(77)).unwrap();
    assert!(matches!(verify(&page, &again), Err(Error::WrongKey)));

    // Each entry is changed in turn: the one of the message comes first, then the one of the view.
    let text = String::from_utf8(page).unwrap().replace('\n', "");
    let kid = format!("\"kid\":\"{}\"}},\"encrypted_key\":\"", ours.kid().unwrap());
    let places: Vec<_> = text
        .match_indices(&kid)
        .map(|(at, _)| at + kid.len())
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        let other = if text[at..].starts_with('A') {
            "B"
        } else {
            "A"
        };
        let changed = [&text[..at], other, &text[at + 1..]].concat();
        assert!(matches!(
            verify(changed.as_bytes(), &ours),
            Err(Error::WrongKey | Error::Damaged(_))
        ));
    }
}

#[test]
fn an_entry_that_is_wrong_shuts_out_its_key_only() {
    type Change = fn(&mut Value);
    let changes: [Change; 12] = [
        |entry| entry["header"]["epk"] = Value::Null,
        |entry| entry["header"]["epk"]["crv"] = json!("P-521"),
        |entry| entry["header"]["epk"]["x"] = json!("AAAA"),
        |entry| entry["header"]["epk"]["d"] = json!(7),
        |entry| entry["header"]["epk"]["x"] = json!(BASE64URL.encode([0; 32])),
        |entry| entry["header"]["apu"] = json!(7),
        |entry| entry["header"]["apv"] = json!("QWxpY2U"),
        |entry| entry["header"]["apv"] = json!(BASE64URL.encode([0; 1025])),
        |entry| entry["header"]["kid"] = json!(["k"]),
        |entry| entry["header"]["kid"] = json!("k".repeat(257)),
        |entry| entry["encrypted_key"] = json!(BASE64URL.encode([0; 72])),
        |entry| entry["encrypted_key"] = Value::Null,
    ];
    for curve in CURVES {
        let (key, agreed) = key(curve, 1);
        let (other, other_agreed) = self::key(curve, 2);
        let good = sealed_jwe(&[agreed.into(), other_agreed.into(), password_key().into()]);
        assert_eq!(open(&good, &key).unwrap(), b"Hello");
        for (number, change) in changes.iter().enumerate() {
            let mut jwe = good.clone();
            change(&mut jwe["recipients"][0]);
            assert!(matches!(open(&jwe, &key), Err(Error::WrongKey)), "{number}");
            assert_eq!(open(&jwe, &other).unwrap(), b"Hello", "{number}");
            assert_eq!(open_with_password(&jwe).unwrap(), b"Hello", "{number}");
        }
        // The kid is a hint. Another one, or none, keeps nobody out.
        let mut jwe = good.clone();
        jwe["recipients"][0]["header"]["kid"] = json!("another");
        assert_eq!(open(&jwe, &key).unwrap(), b"Hello");
        // A parameter in two headers is nobody's.
        jwe["unprotected"] = json!({"kid": "shared"});
        assert!(matches!(open(&jwe, &key), Err(Error::WrongKey)));
    }
}

#[test]
fn many_keys_are_bounded_as_passwords_are() {
    let (key, agreed) = key(Curve::P256, 1);
    let hundred = vec![RecipientKey::from(agreed.clone()); 100];
    assert_eq!(open(&sealed_jwe(&hundred), &key).unwrap(), b"Hello");
    let more = vec![RecipientKey::from(agreed); 101];
    assert!(matches!(
        jwe::encrypt(&b""[..], "text/plain", &more, &mut rng(1), Vec::new()),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn a_public_key_that_keeps_no_secret_is_not_sealed_to() {
    let zero = format!(
        r#"{{"kty":"OKP","crv":"X25519","x":"{}"}}"#,
        BASE64URL.encode([0; 32])
    );
    let weak = PublicKey::from_jwk(zero.as_bytes()).unwrap();
    assert!(matches!(
        AgreedKey::generate(&weak, &mut rng(1)),
        Err(Error::UnusableKey(_))
    ));
}

/// What a page does with the serialised key when it answers: it wraps the content key with `kek`, and
/// writes a recipient of this `epk`.
#[test]
fn whoever_has_the_serialised_key_can_seal_to_the_public_key() {
    for curve in CURVES {
        let (key, agreed) = key(curve, 1);
        let handed_over = serde_json::to_value(&agreed).unwrap();
        let members: Vec<_> = handed_over.as_object().unwrap().keys().collect();
        assert_eq!(members, ["epk", "kek", "kid"]);
        assert_eq!(handed_over["kid"], json!(key.public_key().thumbprint()));
        let kek = BASE64URL
            .decode(handed_over["kek"].as_str().unwrap())
            .unwrap();
        let kek: [u8; 32] = kek.try_into().unwrap();

        let mut answer = sealed_jwe(&[password_key().into()]);
        let mut head = answer.clone();
        head["ciphertext"] = json!("");
        let head = Jwe::parse(head.to_string().as_bytes(), &Limits::default()).unwrap();
        let (content_key, _) = head.unlock(&password()).unwrap();
        let mut wrapped = [0; 72];
        KwAes256::new((&kek).into())
            .wrap_key(content_key.as_bytes(), &mut wrapped)
            .unwrap();
        answer["recipients"].as_array_mut().unwrap().push(json!({
            "header": {"alg": "ECDH-ES+A256KW", "epk": handed_over["epk"], "kid": handed_over["kid"]},
            "encrypted_key": BASE64URL.encode(wrapped),
        }));
        assert_eq!(open(&answer, &key).unwrap(), b"Hello");
        assert_eq!(open_with_password(&answer).unwrap(), b"Hello");
    }
}

#[test]
fn what_was_agreed_on_is_not_printed() {
    let (_, agreed) = key(Curve::X25519, 1);
    let printed = format!("{agreed:?}");
    assert_eq!(
        printed,
        format!("AgreedKey {{ kid: {:?}, curve: X25519, .. }}", agreed.kid())
    );
    let printed = format!("{:?}", RecipientKey::from(agreed));
    assert!(printed.contains("curve: X25519, .. }"), "{printed}");
}
