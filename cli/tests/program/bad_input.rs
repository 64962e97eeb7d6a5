//! What cannot be wrapped or opened: a clear error, the right exit code, and nothing written.

use crate::workplace::{ALICE, MAIL, Outcome, PROGRAM, Workplace, assert_snapshot, wrap};
use rand::rngs::SysRng;
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::{self, Read};
use waxseal::jwe::{self, PasswordKey};
use waxseal::password::Password;

/// Runs commands of which each must fail and leave the folder as it was, and writes down what they
/// said.
pub fn transcript(folder: &Workplace, commands: &[&str]) -> String {
    let before = folder.content();
    let mut transcript = String::new();
    for command in commands {
        let outcome = Outcome::of(
            folder
                .command("sh")
                .env("WEAK", "password1")
                .env("UNUSABLE", "tab\tbed")
                .env("EMPTY", "")
                .env("SECRET", ALICE)
                .args([
                    "-c",
                    &format!("waxseal() {{ {PROGRAM} \"$@\"; }}; {command}"),
                ]),
        );
        let code = outcome.code.unwrap();
        assert_ne!(code, 0, "{command}");
        assert!(outcome.stdout.is_empty(), "{command}");
        assert!(folder.content() == before, "{command} changed the folder");
        writeln!(
            transcript,
            "$ {command}\n{}exit code {code}\n",
            outcome.stderr
        )
        .unwrap();
    }
    transcript
}

#[test]
fn messages_that_are_none() {
    let folder = Workplace::new();
    folder.write("empty.eml", "");
    folder.write("picture.eml", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0");
    folder.write("notes.eml", "Dear diary,\n\ntoday it rained.\n");
    let text = transcript(
        &folder,
        &[
            "waxseal wrap missing.eml --generate-password",
            "waxseal wrap . --generate-password",
            "waxseal wrap empty.eml --generate-password",
            "waxseal wrap - -o out.html --generate-password < /dev/null",
            "waxseal wrap picture.eml --generate-password",
            "waxseal wrap notes.eml --generate-password",
        ],
    );
    assert_snapshot("cli-messages-that-are-none", &text);
}

#[test]
fn passwords_that_will_not_do() {
    let folder = Workplace::new();
    folder.write_password("empty.txt", "");
    folder.write("binary.txt", b"\xff\xfe\0");
    folder.write_password("weak.txt", "qwertzuiop");
    let text = transcript(
        &folder,
        &[
            "waxseal wrap mail.eml --password-env WEAK",
            "waxseal wrap mail.eml --password-file alice.txt --password-file weak.txt",
            "waxseal wrap mail.eml --password-env UNUSABLE",
            "waxseal wrap mail.eml --password-env EMPTY",
            "waxseal wrap mail.eml --password-env MISSING_VARIABLE",
            "waxseal wrap mail.eml --password-file empty.txt",
            "waxseal -q wrap mail.eml --password-file binary.txt",
            "waxseal wrap mail.eml --password-file missing.txt",
            "waxseal wrap mail.eml --password-file .",
            "waxseal wrap mail.eml --password-fd 99",
        ],
    );
    assert_snapshot("cli-passwords-that-will-not-do", &text);
    assert!(!text.contains("password1") && !text.contains("qwertzuiop"));
    folder
        .run(&wrap(&[
            "mail.eml",
            "--password-file",
            "weak.txt",
            "--allow-weak-password",
        ]))
        .succeeded();
}

#[test]
fn command_lines_that_make_no_sense() {
    let folder = Workplace::new();
    let text = transcript(
        &folder,
        &[
            "waxseal wrap mail.eml --password hunter2",
            "waxseal wrap mail.eml --password=hunter2",
            "waxseal wrap mail.eml hunter2",
            "waxseal open message.html --passphrase hunter2",
            "waxseal wrap mail.eml --password-env SECRET --password-file alice.txt",
            "waxseal wrap mail.eml --password-env SECRET --generate-password",
            "waxseal wrap mail.eml --words",
            "waxseal wrap mail.eml --p2c 1000 --password-env SECRET",
            "waxseal wrap mail.eml --generate-password --json",
            "waxseal wrap - --password-env SECRET < mail.eml",
            "waxseal wrap - -o - --password-file - < mail.eml",
            "waxseal wrap mail.eml -o mail.eml --force --password-env SECRET",
            "waxseal wrap mail.eml $(yes -- '--password-file alice.txt' | head -101)",
            "waxseal wrap mail.eml --p2c 10000000 $(yes -- '--password-file alice.txt' | head -7)",
            "waxseal password --bits 64",
            "waxseal wrap",
            "waxseal seal mail.eml",
            "waxseal generate man frobnicate",
        ],
    );
    assert_snapshot("cli-command-lines-that-make-no-sense", &text);
    assert!(
        !text
            .replace(" hunter2", "")
            .replace("=hunter2", "")
            .contains("hunter2")
    );
    assert!(
        !text
            .lines()
            .any(|line| !line.starts_with('$') && line.contains("hunter2"))
    );
}

#[test]
fn envelopes_that_do_not_open() {
    let folder = Workplace::with_envelope();
    let envelope = String::from_utf8(folder.read("message.html")).unwrap();
    folder.write("empty.html", "");
    folder.write(
        "page.html",
        "<!DOCTYPE html><title>Hello</title><p>Nothing sealed here.",
    );
    folder.write(
        "cut-in-the-message.html",
        &envelope[..envelope.find(MESSAGE).unwrap() + 300],
    );
    let end = envelope.rfind("</script>").unwrap();
    folder.write("cut-at-the-end.html", &envelope[..end + 2]);
    let version = "name=\"waxseal-envelope\" content=\"1\"";
    assert!(envelope.contains(version));
    folder.write(
        "newer.html",
        envelope.replace(version, &version.replace('1', "7")),
    );
    folder.write(
        "changed.html",
        change(&envelope, MESSAGE, |jwe| flip(&mut jwe["ciphertext"])),
    );
    folder.write(
        "other-tag.html",
        change(&envelope, MESSAGE, |jwe| flip(&mut jwe["tag"])),
    );
    let text = transcript(
        &folder,
        &[
            "waxseal open message.html --password-file bob.txt",
            "waxseal open missing.html --password-file alice.txt",
            "waxseal open . --password-file alice.txt",
            "waxseal open empty.html --password-file alice.txt",
            "waxseal open page.html --password-file alice.txt",
            "waxseal open mail.eml --password-file alice.txt",
            "waxseal open cut-in-the-message.html -o back.eml --password-file alice.txt",
            "waxseal open cut-at-the-end.html -o back.eml --password-file alice.txt",
            "waxseal open newer.html --password-file alice.txt",
            "waxseal open changed.html --password-file alice.txt",
            "waxseal open changed.html -o back.eml --password-file alice.txt",
            "waxseal open other-tag.html -o back.eml --password-file alice.txt",
            "waxseal inspect page.html",
            "waxseal inspect newer.html",
            "waxseal inspect - < cut-in-the-message.html",
            "export TMPDIR=missing; waxseal open - --password-file alice.txt < message.html",
            "export TMPDIR=missing; waxseal wrap mail.eml -o - --password-file alice.txt",
        ],
    );
    assert_snapshot("cli-envelopes-that-do-not-open", &text);
}

#[test]
fn envelopes_that_want_to_do_harm() {
    let folder = Workplace::with_envelope();
    let envelope = String::from_utf8(folder.read("message.html")).unwrap();
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 10] = [
        ("iterations", |jwe| {
            jwe["recipients"][0]["header"]["p2c"] = json!(i32::MAX)
        }),
        ("iterations-as-text", |jwe| {
            jwe["recipients"][0]["header"]["p2c"] = json!("600000")
        }),
        ("iterations-below-zero", |jwe| {
            jwe["recipients"][0]["header"]["p2c"] = json!(-1)
        }),
        ("crowd", |jwe| {
            let one = jwe["recipients"][0].clone();
            jwe["recipients"] = Value::Array(vec![one; 5000]);
        }),
        ("nobody", |jwe| jwe["recipients"] = json!([])),
        ("recipients-as-text", |jwe| {
            jwe["recipients"] = json!("everybody")
        }),
        ("header-as-number", |jwe| jwe["protected"] = json!(5)),
        ("no-algorithm", |jwe| {
            jwe["recipients"][0]["header"]["alg"] = json!("none")
        }),
        ("no-tag", |jwe| jwe["tag"] = json!("")),
        ("a-list", |jwe| *jwe = json!([jwe.clone()])),
    ];
    let mut commands = Vec::new();
    for (name, harm) in changes {
        let harmed = change(&change(&envelope, MESSAGE, harm), VIEW, harm);
        folder.write(&format!("{name}.html"), harmed);
        commands.push(format!(
            "waxseal open {name}.html -o back.eml --password-file alice.txt"
        ));
    }
    let commands: Vec<_> = commands.iter().map(String::as_str).collect();
    let begin = std::time::Instant::now();
    let text = transcript(&folder, &commands);
    // 2^31 rounds would take half an hour. The bound is far from what a busy machine needs.
    assert!(begin.elapsed().as_secs() < 60);
    assert_snapshot("cli-envelopes-that-want-to-do-harm", &text);
}

/// A gibibyte of zeros in a megabyte, rightly sealed in place of the view.
#[test]
fn a_bomb() {
    let folder = Workplace::with_envelope();
    let envelope = String::from_utf8(folder.read("message.html")).unwrap();
    let key = PasswordKey::generate(&Password::new(ALICE).unwrap(), 210_000, &mut SysRng);
    let zeros = io::repeat(0).take(1 << 30);
    let mut bomb = Vec::new();
    jwe::encrypt(
        zeros,
        "application/json",
        &[key.unwrap().into()],
        &mut SysRng,
        &mut bomb,
    )
    .unwrap();
    let bomb: Value = serde_json::from_slice(&bomb).unwrap();
    folder.write("bomb.html", change(&envelope, VIEW, |jwe| *jwe = bomb));
    let text = transcript(
        &folder,
        // A quarter of a gigabyte of address space is enough to refuse it.
        &["ulimit -v 250000; waxseal open bomb.html -o back.eml --password-file alice.txt"],
    );
    assert_snapshot("cli-a-bomb", &text);
}

const MESSAGE: &str = "<script type=\"application/jose+json\" id=\"message\">";
const VIEW: &str = "<script type=\"application/jose+json\" id=\"view\">";

/// The page with one of its JWEs changed.
fn change(page: &str, begin: &str, harm: impl FnOnce(&mut Value)) -> String {
    let start = page.find(begin).unwrap() + begin.len();
    let end = start + page[start..].find("</script>").unwrap();
    let text: String = page[start..end].split_ascii_whitespace().collect();
    let mut jwe = serde_json::from_str(&text).unwrap();
    harm(&mut jwe);
    let lines: Vec<_> = jwe
        .to_string()
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    format!("{}\n{}\n{}", &page[..start], lines.join("\n"), &page[end..])
}

/// Changes one character in the middle of a base64url text.
fn flip(value: &mut Value) {
    let mut text = value.as_str().unwrap().to_owned();
    let middle = text.len() / 2;
    let other = if text[middle..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    text.replace_range(middle..=middle, other);
    *value = json!(text);
}

#[test]
fn a_wrong_password_writes_nothing_and_a_right_one_does() {
    let folder = Workplace::with_envelope();
    let before = folder.content();
    let arguments = ["open", "message.html", "-o", "back.eml", "--password-file"];
    let wrong = folder
        .run(&[&arguments[..], &["bob.txt"]].concat())
        .failed(77);
    assert!(!wrong.stderr.contains("nimble"), "{}", wrong.stderr);
    assert_eq!(folder.content(), before);
    folder
        .run(&[&arguments[..], &["alice.txt"]].concat())
        .succeeded();
    assert_eq!(folder.read("back.eml"), MAIL.as_bytes());
}
