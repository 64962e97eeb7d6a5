//! The configuration and its rules from outside: what fires, what is refused and how that is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use std::fs;
use std::path::Path;
use waxseal::message::{Limits, Message};
use waxseal_milter::config::{Config, Listen};
use waxseal_milter::rules::subject::strip;
use waxseal_milter::rules::{Action, Facts, Format, PasswordSource, RuleError, Tell};

/// A configuration that uses everything, with what it names.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    write(
        "branding.toml",
        "organisation = 'Weber'\nlanguages = ['de']",
    );
    write(
        "bad-branding.toml",
        "organisation = 'Weber'\naccent = 'teal'",
    );
    write("store.key", "key");
    write(
        "partners.txt",
        "\u{feff}# partners\r\n\r\npartner.example # since May\r\n  .corp.example\r\n",
    );
    write("bad-partners.txt", "partner.example\n  *.example\n");
    write("nobody.txt", "# nobody yet\n");
    write("broken.jwk", "{}");
    fs::write(folder.path().join("latin.txt"), b"m\xfcller.example").unwrap();
    let key = waxseal::jwe::PrivateKey::from_jwk(PRIVATE_KEY.as_bytes()).unwrap();
    write("org.jwk", PRIVATE_KEY);
    write("org.pub.jwk", &key.public_key().to_jwk());
    folder
}

/// RFC 8037, appendix A.6.
const PRIVATE_KEY: &str = r#"{"kty":"OKP","crv":"X25519","kid":"Bob","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;

const WHOLE: &str = r#"
listen = ["inet:127.0.0.1:8891", "inet:[::1]:8891", "unix:/run/waxseal/milter.sock"]
metrics = "127.0.0.1:9891"
otherwise = "pdf"

[organisation]
domains = ["example.org", ".example.org"]
branding = "branding.toml"
recipient_keys = ["org.pub.jwk"]
answer_keys = ["org.jwk"]
notices_from = "postmaster@example.org"
subject = true

[store]
url = "postgresql://milter:sesame@db.example.org/waxseal?password=sesame"
key_file = "store.key"

[inject]
smtp = "[::1]:10025"

[command]
run = ["/usr/local/bin/send-sms", "--quick"]
seconds = 5

[limits]
message_bytes = "10 MB"
memory_bytes = "1GB"
recipients = 10
connections = 20
seconds = 30
workers = 4
cached_keys = 0

[[rule]]
name = "password in the subject"
tag = ["PW"]
action = "both"
password = "tag"

[[rule]]
name = "partners"
recipient = ["ann@example.net"]
recipient_file = "partners.txt"
action = "html"
password = "recipient"
tell = "command"
separate = true

[[rule]]
name = "virus"
attachment_name = ["*.exe"]
action = "reject"
text = "No programs, please"

[[rule]]
name = "all others"
always = true
action = "html"
password = "message"
tell = "sender"
"#;

#[test]
fn a_whole_configuration() {
    let folder = folder();
    let path = folder.path().join("waxseal.toml");
    fs::write(&path, WHOLE).unwrap();
    let config = Config::read(&path).unwrap();
    assert_eq!(
        config.listen[1],
        Listen::Inet("[::1]:8891".parse().unwrap())
    );
    assert_eq!(
        config.listen[2],
        Listen::Unix("/run/waxseal/milter.sock".into())
    );
    assert_eq!(config.organisation.recipient_keys.len(), 1);
    assert_eq!(config.organisation.answer_keys.len(), 1);
    assert_eq!(config.organisation.branding.languages[0].tag(), "de");
    assert!(
        config
            .organisation
            .domains
            .find("x@a.example.org")
            .is_some()
    );
    assert!(config.organisation.subject);
    let inject = config.inject.as_ref().unwrap();
    assert_eq!((inject.host.as_str(), inject.port), ("::1", 10025));
    assert_eq!(config.limits.memory_bytes, 1 << 30);
    assert_eq!(config.limits.workers, 4);
    let store = config.store.as_ref().unwrap();
    assert_eq!(
        store.url.to_string(),
        "postgresql://...@db.example.org/waxseal"
    );
    assert!(store.url.expose().contains("sesame"));
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("sesame") && !shown.contains("XasIfmJKikt54X"),
        "{shown}"
    );

    let mail = b"From: a@b\r\n\r\nhello\r\n";
    let message = Message::parse(mail, &Limits::default()).unwrap();
    let facts = Facts::new(&message, "bob@example.org");
    for (recipient, rule, separate) in [
        ("Ann@Example.net", "partners", true),
        ("x@partner.example", "partners", true),
        ("x@a.corp.example", "partners", true),
        ("x@corp.example", "all others", false),
    ] {
        let decision = config.rules.decide(&facts, recipient).unwrap();
        assert_eq!(decision.rule, Some(rule), "{recipient}");
        let Action::Seal(seal) = decision.action else {
            panic!("{recipient}");
        };
        assert_eq!((seal.format, seal.separate), (Format::Html, separate));
    }
    let last = config.rules.actions().last().unwrap();
    assert!(
        matches!(last, Action::Seal(seal) if seal.password == PasswordSource::Stored && seal.tell.is_none())
    );
    assert!(
        config
            .rules
            .actions()
            .any(|action| matches!(action, Action::Seal(seal) if seal.tell == Some(Tell::Sender)))
    );
}

#[test]
fn what_is_left_out_has_a_default() {
    let config = Config::from_toml(
        "listen = ['inet:127.0.0.1:1']\notherwise = 'defer'",
        Path::new(""),
    )
    .unwrap();
    let limits = &config.limits;
    assert_eq!(
        (limits.message_bytes, limits.memory_bytes),
        (50 << 20, 512 << 20)
    );
    assert_eq!(
        (limits.recipients, limits.connections, limits.cached_keys),
        (1000, 200, 10_000)
    );
    assert!(limits.workers > 0);
    assert_eq!(config.rules.actions().collect::<Vec<_>>(), [&Action::Defer]);
}

/// A small configuration with these rules.
fn with_rules(rules: &str) -> String {
    format!("listen = ['inet:127.0.0.1:1']\notherwise = 'pass'\n{rules}")
}

/// The error of a rule with these lines.
fn rule(lines: &str) -> String {
    let needs = "store = { url = 'sqlite:x', key_file = 'store.key' }\ninject = { smtp = 'a:1' }\n\
        command = { run = ['/x'] }\norganisation = { notices_from = 'a@b' }\n";
    with_rules(&format!("{needs}[[rule]]\nname = 'a'\n{lines}"))
}

#[test]
fn what_is_refused_is_told_with_its_place() {
    let folder = folder();
    let pass = "action = 'pass'\n";
    let sealed = "action = 'html'\npassword = 'stored'\n";
    let base = with_rules("");
    let rule_with = |condition: &str| rule(&format!("{condition}\n{pass}"));
    let mut cases: Vec<String> = [
        "",
        "listen = ['inet:127.0.0.1:1'",
        "listen = ['inet:127.0.0.1:1']",
        "listen = []\notherwise = 'pass'",
        "listen = 'inet:127.0.0.1:1'\notherwise = 'pass'",
        "listen = ['localhost:8891']\notherwise = 'pass'",
        "listen = ['unix:milter.sock']\notherwise = 'pass'",
        "listen = ['inet:127.0.0.1:1']\notherwise = 'drop'",
        "listen = ['inet:127.0.0.1:1']\notherwise = 'html'",
        "listen = ['inet:127.0.0.1:1']\notherwise = 'html'\ninject = { smtp = 'a:1' }",
    ]
    .map(str::to_owned)
    .into();
    for lines in [
        "metrics = 'here'",
        "metric = '127.0.0.1:1'",
        "[organisation]\ndomains = ['*.example.org']",
        "[organisation]\nbranding = 'none.toml'",
        "[organisation]\nbranding = 'bad-branding.toml'",
        "[organisation]\nrecipient_keys = ['org.jwk']",
        "[organisation]\nrecipient_keys = ['broken.jwk']",
        "[organisation]\nanswer_keys = ['org.pub.jwk']",
        "[organisation]\nanswer_keys = ['.']",
        "[organisation]\nnotices_from = 'postmaster'",
        "[organisation]\nsubject = 'yes'",
        "[store]\nurl = 'mysql://user:sesame@host/db'\nkey_file = 'store.key'",
        "[store]\nurl = 'sqlite:x'\nkey_file = 'none.key'",
        "[store]\nurl = 'sqlite:x'\nkey_file = '.'",
        "[store]\nurl = 'sqlite:x'",
        "[inject]\nsmtp = '127.0.0.1'",
        "[command]\nrun = ['send-sms']",
        "[command]\nrun = ['/send-sms']\nseconds = 0",
        "[limits]\nmessage_bytes = '50 XB'",
        "[limits]\nmessage_bytes = '300 MB'",
        "[limits]\nmessage_bytes = -1",
        "[limits]\nmemory_bytes = '1 MB'",
        "[limits]\nmemory_bytes = '99999999999999999999 GB'",
        "[limits]\nconnections = 0",
        "[[rule]]\naction = 'pass'",
        "[[rule]]\nname = ''\nalways = true\naction = 'pass'",
        "[[rule]]\nname = 'a'\nalways = true",
        "[[rule]]\nname = 'a'\ntag = ['x']\naction = 'pass'\n[[rule]]\nname = 'a'\ntag = ['y']\naction = 'pass'",
        "[[rule]]\nname = 'a'\nalways = true\naction = 'pass'\n[[rule]]\nname = 'b'\ntag = ['y']\naction = 'pass'",
        "[[rule]]\nname = 'a'\nalways = true\naction = 'html'\npassword = 'stored'",
        "inject = { smtp = 'a:1' }\n[[rule]]\nname = 'a'\nalways = true\naction = 'html'\npassword = 'stored'",
        "inject = { smtp = 'a:1' }\nstore = { url = 'sqlite:x', key_file = 'store.key' }\n[[rule]]\nname = 'a'\nalways = true\naction = 'html'\npassword = 'message'\ntell = 'sender'",
        "inject = { smtp = 'a:1' }\nstore = { url = 'sqlite:x', key_file = 'store.key' }\n[[rule]]\nname = 'a'\nalways = true\naction = 'html'\npassword = 'message'\ntell = 'command'",
    ] {
        cases.push(format!("{base}{lines}"));
    }
    for condition in [
        "",
        "always = false",
        "always = true\ntag = ['x']",
        "encrypted = false",
        "tag = []",
        "tag = 'secure'",
        "tag = ['[secure]']",
        "sender = ['<a@b>']",
        "recipient_file = 'none.txt'",
        "recipient_file = 'bad-partners.txt'",
        "recipient_file = 'nobody.txt'",
        "recipient_file = 'latin.txt'",
        "larger_than = '10 MB'\nsmaller_than = '10 MB'",
        "larger_than = 1.5",
        "header = {}",
        "header = { 'X:' = '*' }",
        "header = { X = '' }",
        "attachment_type = ['pdf']",
        "attachment_name = ['']",
        "words = [' ']",
        "regex = ['(a']",
        "regex = ['(?=a)']",
        "regex = ['((\\w{100}){100}){100}']",
        "virus = true",
    ] {
        cases.push(rule_with(condition));
    }
    for action in [
        "action = 'seal'",
        "action = 'reject'",
        "action = 'reject'\ntext = 'Größe'",
        "action = 'reject'\ntext = \"a\\nb\"",
        "action = 'pass'\ntext = 'a'",
        "action = 'pass'\npassword = 'stored'",
        "action = 'defer'\nseparate = true",
        "action = 'html'",
        "action = 'html'\npassword = 'sesame'",
        "action = 'html'\npassword = 'tag'",
        "action = 'html'\npassword = 'message'",
        "action = 'html'\npassword = 'recipient'\ntell = 'all'",
        &format!("{sealed}tell = 'sender'"),
    ] {
        cases.push(rule(&format!("always = true\n{action}")));
    }
    cases.push(rule(
        "tag = ['PW', 'secure']\naction = 'html'\npassword = 'tag'",
    ));

    let mut told = String::new();
    for case in cases {
        let error = Config::from_toml(&case, folder.path())
            .expect_err(&case)
            .to_string();
        let error = error.replace(&*folder.path().to_string_lossy(), "FOLDER");
        // Not even where somebody mistook the key for the password itself.
        assert!(!error.contains("sesame"), "{error}");
        let asked = case.replace(&rule(""), "...\n").replace(&base, "...\n");
        told += &format!("{}\n=> {error}\n\n", asked.trim());
    }
    let missing = Config::read(&folder.path().join("none.toml"))
        .unwrap_err()
        .to_string();
    told += &missing.replace(&*folder.path().to_string_lossy(), "FOLDER");
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("milter-configurations-that-make-no-sense", told);
    });
}

/// Why the condition holds for a mail, or `None`. Mails are from bob@example.org to ann@example.net.
fn holds(condition: &str, mail: &[u8]) -> Option<String> {
    try_holds(condition, mail).unwrap()
}

fn try_holds(condition: &str, mail: &[u8]) -> Result<Option<String>, RuleError> {
    let text = with_rules(&format!(
        "[[rule]]\nname = 'a'\n{condition}\naction = 'defer'"
    ));
    let config = Config::from_toml(&text, Path::new("")).unwrap();
    let stripped = strip(mail, config.rules.tags()).unwrap();
    let message = Message::parse(&stripped.message, &Limits::default()).unwrap();
    let facts = Facts::new(&message, "bob@example.org").with_tags(&stripped.tags);
    let decision = config.rules.decide(&facts, "ann@example.net")?;
    let explained = config.rules.explain(&facts, "ann@example.net")?;
    assert_eq!(decision.rule, explained.rule.as_deref());
    assert_eq!(*decision.action, explained.action);
    let why = explained
        .steps
        .iter()
        .map(|step| step.answer.clone())
        .collect::<Option<Vec<_>>>();
    assert_eq!(decision.rule.is_some(), why.is_some(), "{explained}");
    Ok(why.map(|why| why.join("; ")))
}

/// A mail with these header fields and this body.
fn mail(fields: &str, body: &str) -> Vec<u8> {
    format!("From: bob@example.org\r\n{fields}\r\n\r\n{body}\r\n").into_bytes()
}

/// A mail with a part after a short text.
fn with_part(fields: &str, body: &str) -> Vec<u8> {
    mail(
        "Subject: s\r\nContent-Type: multipart/mixed; boundary=x",
        &format!("--x\r\n\r\nshort text\r\n--x\r\n{fields}\r\n\r\n{body}\r\n--x--"),
    )
}

#[test]
fn conditions_hold_or_not() {
    let plain = mail("Subject: Offer", "Hello");
    let html = mail(
        "Content-Type: multipart/alternative; boundary=x",
        "--x\r\n\r\nharmless\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>con<i>fid</i>ential\r\n--x--",
    );
    let hidden = mail(
        "Content-Type: multipart/alternative; boundary=x",
        "--x\r\n\r\nconfidential\r\n--x\r\n\r\nharmless\r\n--x--",
    );
    let nested = with_part(
        "Content-Type: message/rfc822",
        "Subject: confidential\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nIBAN\r\n\
         --y\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--y--",
    );
    let utf16 = with_part(
        "Content-Type: application/octet-stream; name=a.csv\r\nContent-Transfer-Encoding: base64",
        "//5JAEIAQQBOAA==",
    );
    let sheet = with_part(
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht.XLSX",
        "x",
    );
    let sixteen = mail("Subject: s", "card 4111111111111111.");
    let classes = mail(
        "Sensitivity: Company-\r\n Confidential\r\nX-A: =?utf-8?Q?gr=C3=BCn?=\r\nX-Empty:",
        "x",
    );
    for (condition, mail, expected) in [
        ("always = true", &plain, Some("always")),
        ("tag = ['secure']", &plain, None),
        (
            "tag = ['x', 'Secure']",
            &mail("Subject: [SECURE] a", ""),
            Some("[secure]"),
        ),
        ("tag = ['secure']", &mail("Subject: [secured]", ""), None),
        (
            "tag = ['secure']",
            &mail("Thread-Topic: [secure]", ""),
            None,
        ),
        (
            "tag = ['PW']",
            &mail("Subject: [PW:sesame]", ""),
            Some("[pw]"),
        ),
        (
            "sender = ['BOB@Example.org']",
            &plain,
            Some("bob@example.org"),
        ),
        ("sender = ['.example.org', 'ob@example.org']", &plain, None),
        ("sender = ['org']", &plain, None),
        ("sender = ['.org']", &plain, Some(".org")),
        ("recipient = ['example.net']", &plain, Some("example.net")),
        ("recipient = ['ample.net']", &plain, None),
        ("recipient = ['example.org']", &plain, None),
        ("larger_than = 47", &plain, Some("it has 48 bytes")),
        ("larger_than = 48", &plain, None),
        ("smaller_than = 49", &plain, Some("it has 48 bytes")),
        ("smaller_than = 48", &plain, None),
        (
            "larger_than = 47\nsmaller_than = 49",
            &plain,
            Some("it has 48 bytes; it has 48 bytes"),
        ),
        (
            "header = { SENSITIVITY = 'company-confidential' }",
            &classes,
            None,
        ),
        (
            "header = { SENSITIVITY = 'company-*confidential' }",
            &classes,
            Some("SENSITIVITY is \"company-*confidential\""),
        ),
        (
            "header = { X-A = 'GRÜ?', X-B = '*' }",
            &classes,
            Some("X-A is \"GRÜ?\""),
        ),
        (
            "header = { X-Empty = '*' }",
            &classes,
            Some("X-Empty is \"*\""),
        ),
        ("header = { X-Empty = '?*', X = '*' }", &classes, None),
        (
            "attachment_type = ['image/*', 'application/PDF']",
            &sheet,
            Some("\"application/pdf\" is \"application/PDF\""),
        ),
        ("attachment_type = ['text/*']", &sheet, None),
        ("attachment_type = ['text/*']", &html, None),
        (
            "attachment_type = ['application/pdf']",
            &nested,
            Some("\"application/pdf\" is \"application/pdf\""),
        ),
        (
            "attachment_name = ['*.xlsx']",
            &sheet,
            Some("\"Übersicht.XLSX\" is \"*.xlsx\""),
        ),
        (
            "attachment_name = ['u\u{308}ber*']",
            &sheet,
            Some("\"Übersicht.XLSX\" is \"u\\u{308}ber*\""),
        ),
        ("attachment_name = ['*.pdf']", &sheet, None),
        (
            "attachment_name = ['a.pdf']",
            &nested,
            Some("\"a.pdf\" is \"a.pdf\""),
        ),
        (
            "words = ['OFFER']",
            &plain,
            Some("\"Offer\" in the subject"),
        ),
        ("words = ['off', 'ello']", &plain, None),
        ("words = ['hello']", &plain, Some("\"Hello\" in the body")),
        (
            "words = ['confidential']",
            &html,
            Some("\"confidential\" in the body"),
        ),
        (
            "words = ['confidential']",
            &hidden,
            Some("\"confidential\" in the body"),
        ),
        (
            "words = ['confidential']",
            &nested,
            Some("\"confidential\" in an attachment (message/rfc822)"),
        ),
        (
            "words = ['iban']",
            &nested,
            Some("\"IBAN\" in the body in \"confidential\""),
        ),
        ("words = ['iban']", &utf16, Some("\"IBAN\" in \"a.csv\"")),
        (
            "words = ['short  text']",
            &sheet,
            Some("\"short text\" in the body"),
        ),
        (
            r"regex = ['x{9}', '\b\d{16}\b']",
            &sixteen,
            Some(r#""\\b\\d{16}\\b" in the body"#),
        ),
        (r"regex = ['\b\d{15}\b']", &sixteen, None),
        ("tag = ['secure']\nsender = ['example.org']", &plain, None),
        // What is cheap is asked first.
        (
            "sender = ['example.org']\nlarger_than = 47",
            &plain,
            Some("it has 48 bytes; example.org"),
        ),
        (
            "words = ['hello']\nsender = ['example.org']",
            &plain,
            Some("example.org; \"Hello\" in the body"),
        ),
    ] {
        assert_eq!(
            holds(condition, mail).as_deref(),
            expected,
            "{condition}\n{}",
            String::from_utf8_lossy(mail)
        );
    }
}

#[test]
fn encrypted_is_what_nobody_can_read() {
    let armour = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA0zzzz==\r\n-----END PGP MESSAGE-----";
    let with_header = |line: &str| armour.replace("\r\n\r\n", &format!("\r\n{line}\r\n\r\n"));
    let smime = |content: &str| {
        mail(
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\
             Content-Transfer-Encoding: base64",
            content,
        )
    };
    let pgp = |first: &str, second: &str| {
        mail(
            "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x",
            &format!(
                "--x\r\nContent-Type: application/pgp-encrypted\r\n\r\n{first}\r\n--x\r\nContent-Type: application/octet-stream\r\n\r\n{second}\r\n--x--"
            ),
        )
    };
    let page = {
        let inner = mail("Subject: s", "x");
        let message = Message::parse(&inner, &Limits::default()).unwrap();
        let password = waxseal::password::Password::new("correct horse battery staple").unwrap();
        let mut rng = rand::rngs::SysRng;
        let key = waxseal::jwe::PasswordKey::generate(&password, waxseal::jwe::MIN_P2C, &mut rng)
            .unwrap();
        let mut page = Vec::new();
        waxseal::html::seal(&message, &[key.into()], &mut rng, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    };
    let html = "Content-Type: text/html; name=message.html\r\nContent-Disposition: attachment";
    let two = mail(
        "Content-Type: multipart/mixed; boundary=x",
        &format!(
            "--x\r\n{html}\r\n\r\n{page}\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--x--"
        ),
    );
    for (name, mail, expected) in [
        ("text", mail("Subject: s", "x"), None),
        // enveloped data, with a long and an indefinite length; signed data
        (
            "enveloped",
            smime("MIIBAAYJKoZIhvcNAQcDoIIB"),
            Some("S/MIME"),
        ),
        ("indefinite", smime("MIAGCSqGSIb3DQEHA6CA"), Some("S/MIME")),
        // the length in one byte, in two, in three and in nine
        ("short", smime("MDAGCSqGSIb3DQEHAwAAAA=="), Some("S/MIME")),
        ("longer", smime("MIGABgkqhkiG9w0BBwMAAAA="), Some("S/MIME")),
        ("long", smime("MIIBAAYJKoZIhvcNAQcDAAAA"), Some("S/MIME")),
        (
            "longest",
            smime("MIgAAAAAAAABAAYJKoZIhvcNAQcDAAAA"),
            Some("S/MIME"),
        ),
        ("no sequence", smime("MTAGCSqGSIb3DQEHAwAAAA=="), None),
        // encrypted data; authenticated and enveloped data
        (
            "encrypted",
            smime("MDAGCSqGSIb3DQEHBgAAAA=="),
            Some("S/MIME"),
        ),
        (
            "authenticated",
            smime("MDAGCyqGSIb3DQEJEAEXAAAA"),
            Some("S/MIME"),
        ),
        ("signed", smime("MIIBAAYJKoZIhvcNAQcCoIIB"), None),
        ("in clear", smime("SGVsbG8="), None),
        ("nothing", smime(""), None),
        ("PGP/MIME", pgp("Version: 1", armour), Some("PGP/MIME")),
        ("PGP/MIME in clear", pgp("Version: 1", "hello"), None),
        (
            "PGP/MIME with more",
            pgp(&"hello".repeat(100), armour),
            None,
        ),
        ("armour", mail("Subject: s", armour), Some("PGP")),
        (
            "armour and more",
            mail("Subject: s", &format!("hello\r\n{armour}")),
            None,
        ),
        (
            "armour twice",
            mail("Subject: s", &format!("{armour}\r\nhello\r\n{armour}")),
            None,
        ),
        (
            "armour around text",
            mail("Subject: s", &armour.replace("hQEMA0zzzz==", "my secret")),
            None,
        ),
        (
            "armour with a talking comment",
            mail(
                "Subject: s",
                &armour.replace(
                    "-----\r\n\r\nhQ",
                    &format!("-----\r\nComment: {}\r\n\r\nhQ", "secret ".repeat(40)),
                ),
            ),
            None,
        ),
        (
            "armour with its version",
            mail("Subject: s", &with_header("Version: 1")),
            Some("PGP"),
        ),
        (
            "armour with another header",
            mail("Subject: s", &with_header("Secret: at noon")),
            None,
        ),
        (
            "armour with as much header as may be",
            mail(
                "Subject: s",
                &with_header(&format!("Comment: {}", "x".repeat(191))),
            ),
            Some("PGP"),
        ),
        (
            "armour with one character more",
            mail(
                "Subject: s",
                &with_header(&format!("Comment: {}", "x".repeat(192))),
            ),
            None,
        ),
        (
            "signed armour",
            mail("Subject: s", &armour.replace("hQEMA0zzzz==", "wsBzBAEB")),
            None,
        ),
        (
            "armour attached",
            with_part("Content-Type: application/octet-stream; name=a.asc", armour),
            None,
        ),
        ("envelope", with_part(html, &page), None),
        (
            "page",
            with_part(html, "<meta name=\"waxseal-envelope\" content=\"1\">"),
            None,
        ),
        ("envelope and more", two, None),
    ] {
        assert_eq!(
            holds("encrypted = true", &mail).as_deref(),
            expected,
            "{name}"
        );
    }
}

/// RFC 9580 §5: what an encrypted message begins with, in the new format of packets and in the old one.
#[test]
fn armour_holds_what_begins_as_an_encrypted_message_does() {
    let encrypted = |start: &str| {
        let armour =
            format!("-----BEGIN PGP MESSAGE-----\r\n\r\n{start}EMA0z\r\n-----END PGP MESSAGE-----");
        holds("encrypted = true", &mail("Subject: s", &armour)).is_some()
    };
    // Session keys (1, 3) and encrypted data (9, 18, 20).
    for start in [
        "wQ", "ww", "yQ", "0g", "1A", "hA", "jA", "pA", "pf", "w+", "w/", "w9",
    ] {
        assert!(encrypted(start), "{start}");
    }
    // Signatures (2), compressed (8) and literal data (11), a marker (10), a digest (19); no packet.
    for start in [
        "wg", "iA", "yA", "oA", "yw", "rA", "yg", "0w", "BA", "+A", "/A", "A", "",
    ] {
        assert!(!encrypted(start), "{start}");
    }
}

#[test]
fn what_cannot_be_searched_is_no_answer() {
    let long = mail("Subject: s", &"word ".repeat(3 << 20));
    let deep = mail(
        "Content-Type: message/rfc822",
        &"Subject: s\r\nContent-Type: message/rfc822\r\n\r\n".repeat(20),
    );
    for mail in [&long, &deep] {
        for condition in ["words = ['x']", "regex = ['x']", "words = ['word']"] {
            let error = try_holds(condition, mail).unwrap_err();
            assert!(
                matches!(error, RuleError::TooMuch { limit: 1.., .. }),
                "{error}"
            );
        }
        // What is answered before needs no search.
        assert_eq!(
            try_holds("words = ['x']\nsender = ['example.com']", mail),
            Ok(None)
        );
    }
    assert!(try_holds("attachment_name = ['x']", &deep).is_err());
    assert_eq!(try_holds("attachment_name = ['x']", &long), Ok(None));
}

#[test]
fn each_recipient_is_asked_about() {
    let config = with_rules(
        "[[rule]]\nname = 'partners'\nrecipient = ['example.net']\naction = 'pass'\n\
         [[rule]]\nname = 'offers'\nwords = ['offer']\naction = 'defer'\n",
    );
    let config = Config::from_toml(&config, Path::new("")).unwrap();
    let mail = mail("Subject: Offer", "Hello");
    let message = Message::parse(&mail, &Limits::default()).unwrap();
    let facts = Facts::new(&message, "bob@example.org");
    for (recipient, rule) in [
        ("x@example.net", "partners"),
        ("x@example.com", "offers"),
        ("y@example.net", "partners"),
        ("y@example.com", "offers"),
    ] {
        let decision = config.rules.decide(&facts, recipient).unwrap();
        assert_eq!(decision.rule, Some(rule), "{recipient}");
    }
}

#[test]
fn the_first_rule_wins_and_is_explained() {
    let rules = "[[rule]]\nname = 'secret'\nwords = ['secret']\nsender = ['example.org']\naction = 'defer'\n\
        [[rule]]\nname = 'tagged'\ntag = ['PW']\naction = 'html'\npassword = 'tag'\n\
        [[rule]]\nname = 'partners'\nrecipient = ['example.net']\naction = 'reject'\ntext = 'No'\n";
    let config = with_rules(&format!("inject = {{ smtp = 'a:1' }}\n{rules}"));
    let config = Config::from_toml(&config, Path::new("")).unwrap();
    let mut told = String::new();
    for (subject, recipient) in [
        ("[PW:sesame] Secret", "x@example.net"),
        ("[PW:sesame] Offer", "x@example.net"),
        ("Offer", "x@example.net"),
        ("Offer", "x@example.com"),
    ] {
        let mail = mail(&format!("Subject: {subject}"), "Hello");
        let stripped = strip(&mail, config.rules.tags()).unwrap();
        let message = Message::parse(&stripped.message, &Limits::default()).unwrap();
        let facts = Facts::new(&message, "bob@example.org").with_tags(&stripped.tags);
        told += &format!("{}\n", config.rules.explain(&facts, recipient).unwrap());
    }
    assert!(!told.contains("sesame"));
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("milter-rules-explained", told);
    });
}

proptest! {
    #[test]
    fn no_configuration_makes_it_panic(
        at in 0..WHOLE.len(),
        length in 0usize..40,
        put in prop_oneof!["[ -~\n]{0,8}", ".{0,4}", Just("[[rule]]\n".to_owned()), Just("\"".to_owned())],
    ) {
        let start = WHOLE.floor_char_boundary(at);
        let end = WHOLE.floor_char_boundary((at + length).min(WHOLE.len())).max(start);
        let text = format!("{}{put}{}", &WHOLE[..start], &WHOLE[end..]);
        if let Err(error) = Config::from_toml(&text, Path::new("/nonexistent")) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
