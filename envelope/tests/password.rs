//! Passwords: RFC 4013 as other implementations test it, every code point of Unicode, generation and
//! the floor of strength.
#![cfg(feature = "message")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::{collections::HashMap, fmt::Write, fs, path::Path};
use waxseal::{
    Error,
    password::{DEFAULT_BITS, MAX_BITS, MAX_BYTES, MIN_BITS, Password, Style, generate},
};

fn prepared(typed: &str) -> Option<String> {
    match Password::new(typed) {
        Ok(password) => Some(String::from_utf8(password.as_bytes().to_vec()).unwrap()),
        Err(Error::UnusablePassword(_)) => None,
        Err(other) => panic!("{other:?}"),
    }
}

fn reason(typed: &str) -> &'static str {
    match Password::new(typed) {
        Err(Error::UnusablePassword(reason)) => reason,
        other => panic!("{typed:?}: {other:?}"),
    }
}

#[test]
fn rfc_4013_section_3_examples() {
    assert_eq!(prepared("I\u{ad}X").as_deref(), Some("IX"));
    assert_eq!(prepared("user").as_deref(), Some("user"));
    assert_eq!(prepared("USER").as_deref(), Some("USER"));
    assert_eq!(prepared("\u{aa}").as_deref(), Some("a"));
    assert_eq!(prepared("\u{2168}").as_deref(), Some("IX"));
    assert!(reason("\u{7}").contains("control character"));
    assert!(reason("\u{627}\u{31}").contains("right to left"));
}

/// The tests of xdg-go/stringprep, of the Rust crate stringprep and of reklatsmasters/saslprep.
#[test]
fn what_other_implementations_test() {
    for (typed, expected) in [
        ("I\u{2000}X", "I X"),
        ("a\u{a0}b", "a b"),
        ("\u{627}\u{31}\u{628}", "\u{627}\u{31}\u{628}"),
        // The three disagree here, because these are unassigned in Unicode 3.2: xdg-go and the Rust
        // crate treat a password as a "stored string" (RFC 3454 §7) and refuse them, and so does
        // reklatsmasters unless `allowUnassigned` is set. We allow them: people type emoji.
        ("\u{1f600}", "\u{1f600}"),
        ("a\u{487}", "a\u{487}"),
    ] {
        assert_eq!(prepared(typed).as_deref(), Some(expected), "{typed:?}");
    }
    for (typed, expected) in [
        ("a\u{7f}b", "control character"),
        ("a\u{6dd}b", "control character"),
        ("a\u{e000}b", "private-use"),
        ("a\u{1fffe}b", "stands for no character"),
        ("a\u{fff9}b", "control character"),
        ("a\u{fffd}b", "stands for no character"),
        ("a\u{2ff0}b", "ideographic description"),
        ("a\u{200e}b", "invisible formatting"),
        ("a\u{e0001}b", "invisible formatting"),
        ("a\u{6dd}\u{aa}b", "control character"),
        ("a\u{627}b", "mixes letters"),
        ("\u{627}1", "must begin and end"),
        ("1\u{627}", "must begin and end"),
    ] {
        assert!(
            reason(typed).contains(expected),
            "{typed:?}: {}",
            reason(typed)
        );
    }
}

#[test]
fn what_a_browser_s_unicode_version_could_change_is_refused() {
    for typed in [
        // Decomposes only for a program that knows it: U+1F130 SQUARED LATIN CAPITAL LETTER A
        // (Unicode 5.2), U+A69C MODIFIER LETTER CYRILLIC HARD SIGN (7.0).
        "\u{1f130}",
        "x\u{a69c}",
        // Composes: Kaithi DDA and nukta (5.2).
        "\u{11099}\u{110ba}",
        // Is reordered: a mark above that came with Unicode 4.1, then an old one below.
        "a\u{1dc4}\u{323}",
    ] {
        let expected = "older and newer browsers";
        assert!(
            reason(typed).contains(expected),
            "{typed:?}: {}",
            reason(typed)
        );
    }
    // The same mark where nothing moves.
    assert!(prepared("a\u{323}\u{1dc4}").is_some());
    // Emoji with a skin tone; and the joiner of a family is mapped to nothing (B.1).
    assert!(prepared("\u{1f469}\u{1f3fd}").is_some());
    assert_eq!(
        prepared("\u{1f469}\u{200d}\u{1f467}").as_deref(),
        Some("\u{1f469}\u{1f467}")
    );
}

#[test]
fn empty_and_endless_passwords_are_refused() {
    for typed in ["", "\u{ad}", "\u{feff}\u{200d}"] {
        assert!(reason(typed).contains("empty"), "{typed:?}");
    }
    assert!(prepared(&"x".repeat(MAX_BYTES)).is_some());
    assert!(reason(&"x".repeat(MAX_BYTES + 1)).contains("1024"));
    // Within the bound as typed, beyond it when prepared: U+FDFA becomes 18 characters.
    assert!(reason(&"\u{fdfa}".repeat(MAX_BYTES / 3)).contains("1024"));
}

/// What readers make of them is tried in tests/readers.
#[cfg(feature = "pdf")]
#[test]
fn a_pdf_takes_only_what_readers_take_alike() {
    let most = "é".to_owned() + &"x".repeat(125);
    for typed in ["correct horse", "Überraschung 9000", &most] {
        let password = Password::new(typed).unwrap();
        assert_eq!(password.for_pdf().unwrap(), typed.as_bytes());
    }
    // With a mark of its own; keyboards give one character.
    let decomposed = Password::new("U\u{308}berraschung").unwrap();
    assert_eq!(decomposed.for_pdf().unwrap(), "Überraschung".as_bytes());

    for (typed, expected) in [
        (most.clone() + "x", "first 127 bytes"),
        ("correct\u{a0}horse".to_owned(), "a special space"),
        ("bat\u{ad}tery".to_owned(), "invisible"),
        ("\u{fb01}sh".to_owned(), "joined"),
    ] {
        let refused = Password::new(&typed).unwrap();
        let error = refused.for_pdf().unwrap_err().to_string();
        assert!(error.contains(expected), "{typed}: {error}");
    }
}

#[test]
fn a_password_is_never_printed_and_compares_as_prepared() {
    let password = Password::new("correct horse").unwrap();
    assert_eq!(format!("{password:?}"), "Password(…)");
    assert_eq!(password, Password::new("correct\u{a0}horse").unwrap());
    assert_ne!(password, Password::new("correct horsf").unwrap());
    assert_ne!(password, Password::new("correct").unwrap());
}

/// Text with what preparation is about: marks that compose and reorder, Hangul, compatibility forms,
/// Arabic, spaces, invisible characters, the astral planes, and anything else.
fn typed_text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        4 => prop::char::range('a', 'z'),
        2 => prop::char::range('\u{300}', '\u{36f}'),
        1 => prop::char::range('\u{1100}', '\u{11ff}'),
        1 => prop::char::range('\u{ac00}', '\u{d7a3}'),
        1 => prop::char::range('\u{fb00}', '\u{feff}'),
        1 => prop::char::range('\u{610}', '\u{66f}'),
        1 => prop::char::range('\u{2000}', '\u{206f}'),
        1 => prop::char::range('\u{1d400}', '\u{1f6ff}'),
        1 => any::<char>(),
    ];
    prop::collection::vec(c, 1..8).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    #[cfg_attr(miri, ignore = "thousands of cases")]
    fn preparing_twice_is_preparing_once(typed in typed_text()) {
        if let Some(once) = prepared(&typed) {
            prop_assert_eq!(prepared(&once), Some(once));
        }
    }
}

// ---- every code point, for the page and for anybody who implements the format ----

const VECTORS: &str = "../docs/vectors/password-preparation.json";

/// Compares every code point, alone and after "a", with the committed vectors, which
/// tests/password/page.test.mjs compares with the page's JavaScript.
/// `WAXSEAL_BLESS=1` writes them anew.
#[test]
#[cfg_attr(miri, ignore = "a million characters")]
fn every_code_point_prepares_as_the_vectors_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(VECTORS);
    let computed = vectors();
    if std::env::var_os("WAXSEAL_BLESS").is_some() {
        fs::write(&path, &computed).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == computed,
        "{VECTORS} is not what Password::new does; set WAXSEAL_BLESS=1 and look at the difference"
    );
}

/// Whole passwords: what normalisation does to several characters, and some that are refused.
const STRINGS: [&str; 20] = [
    "I\u{ad}X",
    "  two  spaces  ",
    "\u{1f600}\u{fe0f} ok",
    "u\u{308}ber\u{a0}9000",
    "q\u{323}\u{307}",
    "q\u{307}\u{323}",
    "\u{1112}\u{1161}\u{11ab}\u{ae00}",
    "\u{fb01}\u{2168}\u{2460}",
    "\u{3c9}\u{313}\u{301}\u{345}",
    "\u{ff30}\u{ff41}\u{ff53}\u{ff53}",
    "a\u{34f}\u{301}",
    "a\u{200b}b",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{fefb}\u{31}\u{fdf2}",
    "\u{1f469}\u{200d}\u{1f467}",
    "\u{2126}\u{212b}",
    "\u{627}1",
    "tab\tbed",
    "a\u{1dc4}\u{323}",
    "\u{1f130}",
];

fn vectors() -> String {
    let alone: HashMap<char, Option<String>> = ('\0'..=char::MAX)
        .map(|c| (c, prepared(&c.to_string())))
        .collect();
    let after_a: HashMap<char, Option<String>> = ('\0'..=char::MAX)
        .map(|c| (c, prepared(&format!("a{c}"))))
        .collect();

    let changed_alone = ('\0'..=char::MAX)
        .filter_map(|c| Some((c.to_string(), alone[&c].clone()?)))
        .filter(|(typed, prepared)| typed != prepared);
    let changed_after_a = ('\0'..=char::MAX)
        .filter_map(|c| Some((c, after_a[&c].clone()?)))
        .filter(|(c, prepared)| {
            *prepared != format!("a{}", alone[c].clone().unwrap_or(c.to_string()))
        })
        .map(|(c, prepared)| (format!("a{c}"), prepared));
    let member =
        |(typed, prepared): (String, String)| format!("  {}: {}", quote(&typed), quote(&prepared));
    let strings = STRINGS.iter().map(|s| {
        let prepared = prepared(s).map_or("null".into(), |p| quote(&p));
        format!("  [{}, {prepared}]", quote(s))
    });

    let what = r#" "what": "How a password is prepared (RFC 4013). A code point that is in no list prepares to itself, alone and after U+0061; what is changed alone is changed likewise after U+0061 unless stated. An opener need not refuse anything: what is refused never sealed an envelope.""#;
    let lists = [
        what.to_owned(),
        list("refused_alone", '[', ranges(&alone), ']'),
        list("refused_after_a", '[', ranges(&after_a), ']'),
        list("changed_alone", '{', changed_alone.map(member), '}'),
        list(
            "changed_after_a_otherwise",
            '{',
            changed_after_a.map(member),
            '}',
        ),
        list("strings", '[', strings, ']'),
    ];
    format!("{{\n{}\n}}\n", lists.join(",\n"))
}

fn list(name: &str, open: char, lines: impl Iterator<Item = String>, close: char) -> String {
    let lines: Vec<_> = lines.collect();
    format!(" \"{name}\": {open}\n{}\n {close}", lines.join(",\n"))
}

/// The ranges of characters that have no prepared form.
fn ranges(prepared: &HashMap<char, Option<String>>) -> impl Iterator<Item = String> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for c in ('\0'..=char::MAX).filter(|c| prepared[c].is_none()) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == u32::from(c) => *last = u32::from(c),
            _ => ranges.push((c.into(), c.into())),
        }
    }
    ranges
        .into_iter()
        .map(|(first, last)| format!("  [\"{first:04X}\", \"{last:04X}\"]"))
}

/// A JSON string in ASCII, so that no editor normalises it.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(b @ (b'"' | b'\\')) => write!(quoted, "\\{}", char::from(b)),
            Ok(b @ b' '..=b'~') => write!(quoted, "{}", char::from(b)),
            _ => write!(quoted, "\\u{unit:04x}"),
        }
        .unwrap();
    }
    quoted + "\""
}

// ---- generation and strength ----

fn generated(style: Style, bits: u32, seed: u64) -> String {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let password = generate(style, bits, &mut rng).unwrap();
    password.check_strength().unwrap();
    String::from_utf8(password.as_bytes().to_vec()).unwrap()
}

#[test]
#[cfg_attr(miri, ignore = "the estimator of strength takes minutes")]
fn generated_letters_are_short_and_cannot_be_misread() {
    for seed in 0..100 {
        let text = generated(Style::Letters, DEFAULT_BITS, seed);
        assert!(text.len() <= 32, "{text}");
        assert!(text.split('-').all(|group| group.len() == 4), "{text}");
        let symbols = text.replace('-', "");
        assert!(
            symbols
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        );
        assert!(!symbols.contains(['0', 'o', '1', 'i', 'l', '2', 'z', '5', 's', 'v']));
        assert!(symbols.len() as f64 * 26f64.log2() >= f64::from(DEFAULT_BITS));
    }
}

#[test]
#[cfg_attr(miri, ignore = "the estimator of strength takes minutes")]
fn generated_words_come_from_the_list() {
    let list = bip39::Language::English.word_list();
    for seed in 0..50 {
        let text = generated(Style::Words, DEFAULT_BITS, seed);
        let words: Vec<_> = text.split('-').collect();
        assert_eq!(
            words.len(),
            8,
            "8 words of 11 bits are the first to reach 80"
        );
        assert!(words.iter().all(|word| list.contains(word)), "{text}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "the estimator of strength takes minutes")]
fn generated_passwords_have_the_bits_that_were_asked_for() {
    let letters = |bits| generated(Style::Letters, bits, 1).replace('-', "").len();
    assert_eq!((letters(MIN_BITS), letters(MAX_BITS)), (20, 56));
    let words = |bits| generated(Style::Words, bits, 1).split('-').count();
    assert_eq!((words(MIN_BITS), words(MAX_BITS)), (8, 24));
    for bits in [0, 79, MAX_BITS + 1, u32::MAX] {
        let refused = generate(Style::Words, bits, &mut ChaCha20Rng::seed_from_u64(1));
        assert!(matches!(refused, Err(Error::UnusablePassword(_))));
    }
}

#[test]
#[cfg_attr(miri, ignore = "thousands of passwords")]
fn generated_letters_are_uniform() {
    let mut counts: HashMap<char, u32> = HashMap::new();
    for seed in 0..2000 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let password = generate(Style::Letters, MAX_BITS, &mut rng).unwrap();
        for &byte in password.as_bytes().iter().filter(|&&byte| byte != b'-') {
            *counts.entry(byte.into()).or_default() += 1;
        }
    }
    assert_eq!(counts.len(), 26);
    let expected = 2000.0 * 56.0 / 26.0;
    let chi_squared: f64 = counts
        .values()
        .map(|&n| (f64::from(n) - expected).powi(2) / expected)
        .sum();
    // 25 degrees of freedom: chance exceeds this once in 10,000, and the seeds are fixed.
    assert!(chi_squared < 60.1, "{chi_squared}");
}

/// The letters are 26, and 2^32 numbers are no whole number of times 26.
#[test]
fn numbers_that_would_prefer_some_letters_are_thrown_away() {
    /// Gives each of them once.
    struct Numbers(std::vec::IntoIter<u32>);
    impl rand::TryRng for Numbers {
        type Error = std::io::Error;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            self.0.next().ok_or(std::io::Error::other("no more"))
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            unreachable!()
        }
        fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
            unreachable!()
        }
    }
    impl rand::TryCryptoRng for Numbers {}
    let first_too_large = u32::MAX / 26 * 26;
    let numbers = [first_too_large, u32::MAX, first_too_large - 1].repeat(20);
    let password = generate(Style::Letters, MIN_BITS, &mut Numbers(numbers.into_iter())).unwrap();
    assert_eq!(password.as_bytes(), b"9999-9999-9999-9999-9999");
}

#[test]
fn a_generator_of_randomness_that_fails_is_an_error() {
    struct Broken;
    impl rand::TryRng for Broken {
        type Error = std::io::Error;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Err(std::io::Error::other("no entropy"))
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Err(std::io::Error::other("no entropy"))
        }
        fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
            Err(std::io::Error::other("no entropy"))
        }
    }
    impl rand::TryCryptoRng for Broken {}
    for style in [Style::Letters, Style::Words] {
        let refused = generate(style, DEFAULT_BITS, &mut Broken);
        assert!(matches!(refused, Err(Error::NoRandomness)));
    }
}

#[test]
#[cfg_attr(miri, ignore = "the estimator of strength takes minutes")]
fn weak_passwords_are_refused_with_the_reason_and_good_ones_pass() {
    for (weak, expected) in [
        ("x7#Qp2!", "fewer than 8"),
        ("password1", "this is a very common password"),
        ("aaaaaaaaaaaa", "repeats"),
        ("12345678901234", "easy to guess"),
        ("rzk4mfbq", "10,000,000,000 attempts"),
        ("\u{1f600}\u{1f600}\u{1f600}", "fewer than 8"),
    ] {
        match Password::new(weak).unwrap().check_strength() {
            Err(error @ Error::WeakPassword { .. }) => {
                let text = error.to_string();
                assert!(text.contains(expected), "{weak}: {text}");
                assert!(!text.contains(weak));
            }
            other => panic!("{weak}: {other:?}"),
        }
    }
    for good in [
        "mauve otter juggles 7 kettles",
        "x7#Qp2!vT9k",
        "Nachttischlampenschirm grau",
        "шифровальщик-корабль",
    ] {
        Password::new(good).unwrap().check_strength().unwrap();
    }
}
