//! JWEs that nobody should trust: with demands beyond the limits, of another kind, of a wrong shape. Each gives the error that
//! names its cause, before any work. None of it needs more than the decryptor in the page has.
#![allow(clippy::unwrap_used, clippy::panic)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use std::io::{self, Write};
use waxseal::Error;
use waxseal::jwe::{
    self, ContentKey, Limits, MIN_P2C, PasswordKey, PasswordRecipient, RecipientKey,
};
use waxseal::password::Password;

fn password() -> Password {
    Password::new("an ordinary password").unwrap()
}

fn key() -> PasswordKey {
    PasswordKey::derive(&password(), b"0123456789abcdef", 1000)
}

fn sealed_jwe(plaintext: &[u8]) -> String {
    let mut sealed = Vec::new();
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    jwe::encrypt(
        plaintext,
        "text/plain",
        &[key().into()],
        &mut rng,
        &mut sealed,
    )
    .unwrap();
    String::from_utf8(sealed).unwrap()
}

fn recipients_of(jwe: &str, count: usize) -> String {
    let start = jwe.find("\"recipients\":[").unwrap() + 14;
    let end = jwe.find("],\"iv\"").unwrap();
    let all = vec![&jwe[start..end]; count].join(",");
    format!("{}{all}{}", &jwe[..start], &jwe[end..])
}

fn decrypt(json: &str) -> Result<Vec<u8>, Error> {
    jwe::decrypt(json.as_bytes(), &password(), &Limits::default())
}

#[test]
fn demands_beyond_the_limits_are_refused_before_any_work() {
    let good = sealed_jwe(b"Hello");
    let with_p2c = |p2c: &str| good.replace("\"p2c\":1000", &format!("\"p2c\":{p2c}"));
    for p2c in ["10000001", "2147483648", "4294967296"] {
        assert!(
            matches!(decrypt(&with_p2c(p2c)), Err(Error::TooLarge { .. })),
            "{p2c}"
        );
    }
    for p2c in [
        "0",
        "-1",
        "1.5",
        "18446744073709551616",
        "1e400",
        "\"1000\"",
        "null",
        "[]",
    ] {
        assert!(
            matches!(decrypt(&with_p2c(p2c)), Err(Error::Damaged(_))),
            "{p2c}"
        );
    }

    let recipients = |count, p2c: u32| {
        recipients_of(&good, count).replace("\"p2c\":1000", &format!("\"p2c\":{p2c}"))
    };
    assert_eq!(decrypt(&recipients(2, 1000)).unwrap(), b"Hello");
    for json in [
        recipients(101, 1),
        recipients(2000, 1),
        recipients(7, 9_000_000),
    ] {
        assert!(matches!(decrypt(&json), Err(Error::TooLarge { .. })));
    }
    let long = good.replace(
        "\"recipients\"",
        &format!("\"x\":\"{}\",\"recipients\"", "a".repeat(1 << 20)),
    );
    assert!(matches!(decrypt(&long), Err(Error::TooLarge { .. })));
}

#[test]
fn limits_are_kept_to_the_unit() {
    let good = sealed_jwe(b"Hello");
    let json: serde_json::Value = serde_json::from_str(&good).unwrap();
    let exact = Limits {
        max_p2c: 1000,
        max_iterations: 1000,
        max_recipients: 1,
        max_header_bytes: good.len() - json["ciphertext"].as_str().unwrap().len(),
        max_plaintext_bytes: 5,
    };
    let open = |limits: &Limits| jwe::decrypt(good.as_bytes(), &password(), limits);
    assert_eq!(open(&exact).unwrap(), b"Hello");
    for change in [
        |limits: &mut Limits| limits.max_p2c -= 1,
        |limits: &mut Limits| limits.max_iterations -= 1,
        |limits: &mut Limits| limits.max_recipients -= 1,
        |limits: &mut Limits| limits.max_header_bytes -= 1,
        |limits: &mut Limits| limits.max_plaintext_bytes -= 1,
    ] {
        let mut limits = exact.clone();
        change(&mut limits);
        assert!(
            matches!(open(&limits), Err(Error::TooLarge { .. })),
            "{limits:?}"
        );
    }
}

#[test]
fn a_small_ciphertext_does_not_inflate_without_end() {
    let bomb = sealed_jwe(&vec![0; 50_000_000]);
    assert!(bomb.len() < 500_000);
    let limits = Limits {
        max_plaintext_bytes: 1_000_000,
        ..Limits::default()
    };
    assert!(matches!(
        jwe::decrypt(bomb.as_bytes(), &password(), &limits),
        Err(Error::TooLarge {
            limit: 1_000_000,
            ..
        })
    ));
}

#[test]
fn what_is_not_supported_is_named() {
    let good = sealed_jwe(b"Hello");
    let protected = |header: &str| {
        let start = good.find("\"protected\":\"").unwrap() + 13;
        let end = start + good[start..].find('"').unwrap();
        format!(
            "{}{}{}",
            &good[..start],
            BASE64URL.encode(header),
            &good[end..]
        )
    };
    for (json, expected) in [
        (protected(r#"{"enc":"A128GCM","zip":"DEF"}"#), "enc"),
        (protected(r#"{"zip":"DEF"}"#), "enc"),
        (protected(r#"{"enc":"A256CBC-HS512","zip":"GZ"}"#), "zip"),
        (
            protected(r#"{"enc":"A256CBC-HS512","crit":["exp"]}"#),
            "crit",
        ),
        (good.replace("PBES2-HS512", "PBES2-HS256"), "alg"),
        (
            good.replace("{\"alg\"", "{\"crit\":[\"b\"],\"alg\""),
            "crit",
        ),
        (good.replace("\"iv\"", "\"aad\":\"QQ\",\"iv\""), "aad"),
    ] {
        match decrypt(&json) {
            Err(Error::Unsupported { parameter, .. }) => assert_eq!(parameter, expected, "{json}"),
            other => panic!("{json} gave {other:?}"),
        }
    }
}

#[test]
fn wrong_shapes_are_damage_not_a_panic() {
    let good = sealed_jwe(b"Hello");
    let mut wrong = vec![
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "\"ciphertext\":\"".to_owned(),
        "{\"ciphertext\":\"\"}".to_owned(),
        good.replace("\"ciphertext\":\"", "\"ciphertext\":[\""),
        good.replace("\"tag\":\"", "\"tag\":\"AA"),
        good.replace("\"iv\":\"", "\"iv\":\"AAAA"),
        good.replace("\"encrypted_key\":\"", "\"encrypted_key\":\"AAAA"),
        recipients_of(&good, 0),
        good.replace("\"recipients\":[", "\"recipients\":[null,"),
        good.replace("\"recipients\":[", "\"recipients\":{\"a\":["),
        good.replace("\"p2s\":\"", "\"p2s\":\"\u{e9}"),
        good.replace("{\"alg\"", "{\"enc\":7,\"alg\""),
        good.replace("{\"alg\"", "{\"zip\":\"DEF\",\"alg\""),
        good.replace("{\"alg\"", "{\"cty\":\"text/plain\",\"alg\""),
        good.replace("\"iv\"", "\"iv\":\"AA\",\"iv\""),
        good.replace("\"iv\"", "\"ciphertext\":\"AAAA\",\"iv\""),
        format!("{good}{{}}"),
    ];
    wrong.push("[".repeat(100_000) + "\"ciphertext\":\"\"");
    for json in wrong {
        assert!(
            matches!(decrypt(&json), Err(Error::Damaged(_))),
            "{} gave {:?}",
            &json[..json.len().min(300)],
            decrypt(&json)
        );
    }
    // alg, p2s and p2c may stand in any header, but in one only (RFC 7516 §4).
    let shared = good.replace(
        "\"recipients\"",
        "\"unprotected\":{\"p2c\":1000},\"recipients\"",
    );
    assert!(matches!(decrypt(&shared), Err(Error::Damaged(_))));
    let moved = shared.replace(",\"p2c\":1000}", "}");
    assert_eq!(decrypt(&moved).unwrap(), b"Hello");
}

#[test]
fn nothing_is_sealed_that_an_opener_would_refuse() {
    let seal = |count, p2c| {
        let key = PasswordKey::from_derived([0; 32].into(), b"0123456789abcdef", p2c);
        let recipients = vec![RecipientKey::from(key); count];
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        jwe::encrypt(&b""[..], "text/plain", &recipients, &mut rng, Vec::new())
    };
    for (count, p2c) in [(1, 10_000_000), (6, 10_000_000), (100, 1)] {
        assert!(seal(count, p2c).is_ok(), "{count} of {p2c}");
    }
    for (count, p2c) in [(1, 10_000_001), (7, 10_000_000), (101, 1)] {
        assert!(
            matches!(seal(count, p2c), Err(Error::TooLarge { .. })),
            "{count} of {p2c}"
        );
    }
    assert!(matches!(seal(0, 1), Err(Error::NoRecipient)));
}

/// What is sealed is as large as it likes: it leaves while it comes in.
#[test]
fn a_jwe_is_not_held_in_memory() {
    /// Remembers how much was written at once.
    #[derive(Default)]
    struct Largest(usize);
    impl Write for Largest {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.max(bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let mut plaintext = vec![0; 2_000_000];
    rng.fill_bytes(&mut plaintext);
    let mut largest = Largest::default();
    let key = [key().into()];
    jwe::encrypt(&plaintext[..], "text/plain", &key, &mut rng, &mut largest).unwrap();
    assert!(largest.0 < 200_000, "{} bytes at once", largest.0);
}

#[test]
fn too_few_iterations_are_not_sealed_with() {
    let generate =
        |p2c| PasswordKey::generate(&password(), p2c, &mut ChaCha20Rng::seed_from_u64(3));
    assert_eq!(generate(MIN_P2C).unwrap().p2c(), MIN_P2C);
    for p2c in [0, MIN_P2C - 1] {
        assert!(
            matches!(generate(p2c), Err(Error::TooFewIterations { found }) if found == p2c),
            "{p2c}"
        );
    }
}

#[test]
fn a_key_is_for_one_salt_and_one_count() {
    let recipient = PasswordRecipient::from_parts(b"0123456789abcdef", 1000, &[0; 72]).unwrap();
    assert!(recipient.takes(&key()));
    for (p2s, p2c) in [(b"0123456789abcdeF", 1000), (b"0123456789abcdef", 1001)] {
        let other = PasswordKey::derive(&password(), p2s, p2c);
        assert!(!recipient.takes(&other));
        assert_eq!((other.p2s(), other.p2c()), (&p2s[..], p2c));
    }
}

#[test]
fn secrets_are_not_printed() {
    let printed = format!("{:?} {:?}", password(), key());
    assert!(!printed.contains("ordinary"));
    let hex: String = key()
        .expose()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(!printed.contains(&hex));
    assert_eq!(format!("{:?}", key()), "PasswordKey { p2c: 1000, .. }");
    let content_key = ContentKey::from_bytes([7; 64].into());
    assert_eq!(format!("{content_key:?}"), "ContentKey(..)");
}
