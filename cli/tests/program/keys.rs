//! The organisation's key: made, sealed to, opened with, and refused where it is of no use.

use crate::bad_input::transcript;
use crate::workplace::{MAIL, Workplace, assert_snapshot, wrap};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn jwk(folder: &Workplace, name: &str) -> Value {
    serde_json::from_slice(&folder.read(name)).unwrap()
}

#[test]
fn a_key_pair_is_two_files_of_their_owner() {
    let folder = Workplace::new();
    for (arguments, private, public, kty, crv) in [
        (
            &["key", "generate"][..],
            "waxseal.jwk",
            "waxseal.pub.jwk",
            "OKP",
            "X25519",
        ),
        (
            &["key", "generate", "-o", "org.jwk", "--curve", "p256"],
            "org.jwk",
            "org.pub.jwk",
            "EC",
            "P-256",
        ),
        (
            &["key", "generate", "-o", "v1.0"],
            "v1.0",
            "v1.0.pub.jwk",
            "OKP",
            "X25519",
        ),
    ] {
        let made = folder.run(arguments).succeeded();
        assert!(made.stdout.is_empty());
        let mut private_jwk = jwk(&folder, private);
        let public_jwk = jwk(&folder, public);
        assert_eq!(
            made.stderr,
            format!(
                "Wrote {private}; keep it secret, and keep a copy.\n\
                 Wrote {public}; seal to it.\n\
                 Thumbprint: {}\n",
                public_jwk["kid"].as_str().unwrap()
            )
        );
        assert_eq!(
            (&public_jwk["kty"], &public_jwk["crv"]),
            (&json!(kty), &json!(crv))
        );
        assert_eq!(public_jwk["alg"], "ECDH-ES+A256KW");
        assert_eq!(public_jwk["use"], "enc");
        // The public half is all of it but the private scalar.
        let d = private_jwk.as_object_mut().unwrap().remove("d").unwrap();
        assert_eq!(d.as_str().unwrap().len(), 43);
        assert_eq!(private_jwk, public_jwk);
        for name in [private, public] {
            let metadata = fs::metadata(folder.path(name)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
    assert_eq!(folder.content().len(), 9, "no temporary file is left");
}

#[test]
fn the_key_opens_without_a_password_and_the_password_without_the_key() {
    let folder = Workplace::new();
    for curve in ["x25519", "p256"] {
        let key = format!("{curve}.jwk");
        folder
            .run(&["key", "generate", "-o", &key, "--curve", curve])
            .succeeded();
        let public = format!("{curve}.pub.jwk");
        let wrapped = folder
            .run(&wrap(&[
                "-f",
                "mail.eml",
                "--password-file",
                "alice.txt",
                "--recipient-key",
                &public,
            ]))
            .succeeded();
        assert_eq!(
            wrapped.stderr,
            "Wrote mail.html; checked that the password opens it, and that the HTML file is sealed to the key.\n"
        );
        for opener in [["--key", &key], ["--password-file", "alice.txt"]] {
            let opened = folder.run(&[&["open", "mail.html"][..], &opener].concat());
            assert_eq!(opened.succeeded().stdout, MAIL.as_bytes());
        }
    }
    // The other key is not its.
    folder
        .run(&["open", "mail.html", "--key", "x25519.jwk"])
        .failed(77);
}

#[test]
fn several_keys_open_and_json_and_inspect_name_them() {
    let folder = Workplace::new();
    folder
        .run(&["key", "generate", "-o", "org.jwk"])
        .succeeded();
    let made = folder
        .run(&[
            "key",
            "generate",
            "--json",
            "-o",
            "archive.jwk",
            "--curve",
            "p256",
        ])
        .succeeded()
        .json();
    let kids = ["org.pub.jwk", "archive.pub.jwk"].map(|name| jwk(&folder, name)["kid"].clone());
    assert_eq!(
        made,
        json!({
            "private_key": "archive.jwk",
            "public_key": "archive.pub.jwk",
            "kid": kids[1],
            "algorithm": "ECDH-ES+A256KW",
            "curve": "P-256",
        })
    );
    let wrapped = folder
        .run(&wrap(&[
            "--json",
            "mail.eml",
            "--password-file",
            "alice.txt",
            "--recipient-key",
            "org.pub.jwk",
            "--recipient-key",
            "archive.pub.jwk",
        ]))
        .succeeded()
        .json();
    assert_eq!(wrapped["recipients"], 1);
    assert_eq!(wrapped["recipient_keys"], json!(kids));
    for key in ["org.jwk", "archive.jwk"] {
        let opened = folder.run(&["open", "mail.html", "--key", key]).succeeded();
        assert_eq!(opened.stdout, MAIL.as_bytes());
    }
    let inspected = folder.run(&["inspect", "--json", "mail.html"]).succeeded();
    assert_eq!(
        inspected.json()["recipients"][2],
        json!({"algorithm": "ECDH-ES+A256KW", "curve": "P-256", "kid": kids[1]})
    );
    let inspected = folder.run(&["inspect", "mail.html"]).succeeded();
    let text = String::from_utf8(inspected.stdout).unwrap();
    let [org, archive] = kids.map(|kid| kid.as_str().unwrap().to_owned());
    assert!(text.contains(&format!(
        "  opens with  1 password or 2 keys\n              \
         PBES2-HS512+A256KW, 210000 rounds\n              \
         ECDH-ES+A256KW on X25519, key {org}\n              \
         ECDH-ES+A256KW on P-256, key {archive}\n"
    )));
}

#[test]
fn a_name_in_an_envelope_does_not_command_the_terminal() {
    let folder = Workplace::new();
    folder.add_escrow();
    let kid = jwk(&folder, "org.pub.jwk")["kid"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = String::from_utf8(folder.read("escrow.html"))
        .unwrap()
        .replace('\n', "");
    folder.write("escrow.html", page.replace(&kid, "\\u001b[2J\\u202etxt"));
    let inspected = folder.run(&["inspect", "escrow.html"]).succeeded();
    let text = String::from_utf8(inspected.stdout).unwrap();
    assert!(text.contains("key \\u{1b}[2J\\u{202e}txt\n"), "{text}");
}

#[test]
fn attachments_of_what_a_key_opens_are_saved() {
    let folder = Workplace::new();
    folder.add_escrow();
    let saved = folder
        .run(&[
            "open",
            "escrow.html",
            "--attachments",
            "out",
            "--key",
            "org.jwk",
        ])
        .succeeded();
    assert_eq!(saved.stderr, "There are no attachments.\n");
}

#[test]
fn a_private_key_that_others_can_read_is_warned_of() {
    let folder = Workplace::new();
    folder.add_escrow();
    fs::set_permissions(folder.path("org.jwk"), fs::Permissions::from_mode(0o644)).unwrap();
    let opened = folder
        .run(&["open", "escrow.html", "--key", "org.jwk"])
        .succeeded();
    assert_eq!(
        opened.stderr,
        "warning: other users can read the private key in org.jwk\nhint: chmod 600 org.jwk\n"
    );
}

#[test]
fn keys_that_will_not_do() {
    let folder = Workplace::with_both_envelopes();
    folder.add_escrow();
    folder
        .run(&["key", "generate", "-o", "other.jwk"])
        .succeeded();
    let public = jwk(&folder, "org.pub.jwk");
    let private = jwk(&folder, "org.jwk");
    let with = |jwk: &Value, name: &str, value: &str| {
        let mut jwk = jwk.clone();
        jwk[name] = value.into();
        jwk.to_string()
    };
    folder.write("empty.jwk", "");
    folder.write("key.pem", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA\n");
    folder.write("set.jwk", json!({"keys": [public]}).to_string());
    folder.write("ed25519.jwk", with(&public, "crv", "Ed25519"));
    folder.write("short.jwk", with(&public, "x", "AAAA"));
    folder.write("signing.jwk", with(&public, "use", "sig"));
    folder.write("weak.jwk", with(&public, "x", &"A".repeat(43)));
    folder.write_password("torn.jwk", &with(&private, "x", &"A".repeat(43)));
    let seal = "waxseal wrap mail.eml --password-env SECRET --recipient-key";
    let open = "waxseal open escrow.html -o back.eml --key";
    let commands = [
        format!("{seal} org.jwk"),
        format!("{seal} missing.jwk"),
        format!("{seal} empty.jwk"),
        format!("{seal} key.pem"),
        format!("{seal} set.jwk"),
        format!("{seal} ed25519.jwk"),
        format!("{seal} short.jwk"),
        format!("{seal} signing.jwk"),
        format!("{seal} weak.jwk"),
        format!("{seal} org.pub.jwk --to pdf"),
        format!("{seal} org.pub.jwk -o org.pub.jwk --force --to html"),
        format!("{seal} org.pub.jwk $(yes -- '--recipient-key org.pub.jwk' | head -99)"),
        format!("{open} org.pub.jwk"),
        format!("{open} torn.jwk"),
        format!("{open} other.jwk"),
        format!("{open} missing.jwk"),
        format!("{open} org.jwk --password-env SECRET"),
        "waxseal open message.html --key org.jwk".to_owned(),
        "waxseal open message.pdf --key org.jwk".to_owned(),
        "waxseal open escrow.html -o org.jwk --force --key org.jwk".to_owned(),
        "waxseal key generate -o org.jwk".to_owned(),
        "mv org.jwk mine; waxseal key generate -o org.jwk; code=$?; mv mine org.jwk; exit $code"
            .to_owned(),
        "waxseal key generate -o missing/org.jwk".to_owned(),
        "waxseal key generate -o -".to_owned(),
        "waxseal key".to_owned(),
    ];
    let commands: Vec<_> = commands.iter().map(String::as_str).collect();
    let text = transcript(&folder, &commands);
    assert!(!text.contains(private["d"].as_str().unwrap()));
    assert_snapshot("cli-keys-that-will-not-do", &text);
}
