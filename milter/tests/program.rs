//! The program as an administrator meets it on the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_waxseal-milter");

fn run(folder: &TempDir, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn transcript(folder: &TempDir, arguments: &[&str], input: &str) -> String {
    let output = run(folder, arguments, input);
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code().unwrap();
    assert!(!out.contains("hunter2") && !err.contains("hunter2"));
    let arguments = arguments.join(" ");
    format!("$ waxseal-milter {arguments}\n{out}{err}exit code {code}\n\n")
}

fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots"),
        prepend_module_to_snapshot => false,
    }, { insta::assert_snapshot!(name, text) });
}

/// With the configuration that is shipped, and its key.
fn workplace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/milter.toml");
    let config = fs::read_to_string(shipped)
        .unwrap()
        .replace("/var/lib/waxseal/", "");
    fs::write(folder.path().join("milter.toml"), config).unwrap();
    assert!(
        run(&folder, &["store-key", "store.key"], "")
            .status
            .success()
    );
    folder
}

#[test]
fn the_help_teaches() {
    let folder = tempfile::tempdir().unwrap();
    let mut shown = String::new();
    for arguments in [
        ["--help"].as_slice(),
        &["run", "--help"],
        &["check", "--help"],
        &["passwords", "--help"],
        &["store-key", "--help"],
    ] {
        shown += &transcript(&folder, arguments, "");
    }
    assert_snapshot("milter-help", &shown);
}

#[test]
fn the_shipped_configuration_says_what_it_does_with_a_mail() {
    let folder = workplace();
    let header = "From: ann@example.org\r\nTo: bob@example.com\r\n";
    for (name, subject) in [
        ("secure.eml", "[Secure] Offer"),
        ("password.eml", "[PW:violet kettle 19] Offer"),
        ("plain.eml", "Offer"),
    ] {
        let mail = format!("{header}Subject: {subject}\r\n\r\nHello\r\n");
        fs::write(folder.path().join(name), mail).unwrap();
    }
    let check = |mail| {
        [
            "check",
            "--config",
            "milter.toml",
            mail,
            "--from",
            "ann@example.org",
            "--to",
            "bob@example.com",
            "--to",
            "eve@example.org",
        ]
    };
    let mut shown = transcript(&folder, &["check", "--config", "milter.toml"], "");
    for mail in ["secure.eml", "password.eml", "plain.eml", "missing.eml"] {
        shown += &transcript(&folder, &check(mail), "");
    }
    shown += &transcript(&folder, &check("-"), "%PDF-1.7");
    assert!(!shown.contains("violet"));
    assert_snapshot("milter-check", &shown);
}

#[test]
fn what_is_wrong_is_said_with_a_remedy_and_a_code() {
    let folder = workplace();
    fs::write(
        folder.path().join("wrong.toml"),
        "listen = [\"inet:127.0.0.1:1\"]\notherwise = \"maybe\"\n",
    )
    .unwrap();
    let mut shown = String::new();
    for arguments in [
        ["run", "--config", "wrong.toml"].as_slice(),
        &["run", "--config", "missing.toml"],
        &["check", "--config", "milter.toml", "mail.eml"],
        &["store-key", "store.key"],
        &[
            "passwords",
            "--config",
            "milter.toml",
            "set",
            "bob@example.com",
            "hunter2",
        ],
        &[
            "passwords",
            "--config",
            "milter.toml",
            "show",
            "bob@example.com",
        ],
    ] {
        shown += &transcript(&folder, arguments, "");
    }
    assert_snapshot("milter-errors", &shown);
}
