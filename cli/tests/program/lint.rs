//! What mail filters hold against an envelope, and the hashes by which an administrator allows it.

use crate::workplace::{Workplace, assert_snapshot, wrap};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::io::Read as _;

const PASSWORD: [&str; 2] = ["--password-file", "alice.txt"];

/// With out.eml, a mail with a page and a PDF as the program makes it.
fn with_a_mail() -> Workplace {
    let folder = Workplace::with_both_envelopes();
    let arguments = ["mail.eml", "--mail", "--to", "both", "-o", "out.eml"];
    folder
        .run(&wrap(&[&arguments[..], &PASSWORD].concat()))
        .succeeded();
    folder
}

/// The rules of the problems and of the notes that it finds.
fn lint(folder: &Workplace, file: &str) -> (Vec<String>, Vec<String>) {
    let outcome = folder.run(&["lint", "--json", file]);
    let report = outcome.json();
    let rules = |level| {
        let findings = report["findings"].as_array().unwrap().iter();
        let mut rules: Vec<String> = findings
            .filter(|finding| finding["level"] == level)
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect();
        rules.sort();
        rules
    };
    let (problems, notes) = (rules("problem"), rules("note"));
    assert_eq!(
        outcome.code,
        Some(i32::from(!problems.is_empty())),
        "{file}"
    );
    (problems, notes)
}

fn problems(folder: &Workplace, file: &str) -> Vec<String> {
    lint(folder, file).0
}

fn advises_both(folder: &Workplace, file: &str) -> bool {
    let told = folder.run(&["lint", file]).stdout;
    String::from_utf8(told).unwrap().contains("--to both")
}

#[test]
fn what_the_program_writes_has_no_problem() {
    let folder = with_a_mail();
    // The mail that is sealed has no date; who sends the other one adds it.
    let mail = String::from_utf8(folder.read("out.eml")).unwrap();
    let mail = format!("Date: Tue, 12 May 2026 09:00:00 +0000\r\n{mail}");
    folder.write("sent.eml", mail);
    let page = ["html-attachment", "preview", "script"];
    let both = ["encrypted-pdf", "html-attachment", "preview", "script"];
    for (file, notes) in [
        ("message.html", &page[..]),
        ("message.pdf", &both[..1]),
        ("sent.eml", &both),
    ] {
        let found = lint(&folder, file);
        assert_eq!(found.0, [""; 0], "{file}");
        assert_eq!(found.1, notes, "{file}");
    }
    // Advice to have both is for who has one.
    assert!(advises_both(&folder, "message.html") && advises_both(&folder, "message.pdf"));
    assert!(!advises_both(&folder, "sent.eml"));
    let outcome = folder.run(&["lint", "sent.eml"]).succeeded();
    assert_snapshot("cli-lint-mail", &String::from_utf8(outcome.stdout).unwrap());
}

#[test]
fn what_others_do_to_an_envelope_is_found() {
    let folder = with_a_mail();
    let page = folder.read("message.html");
    let text = String::from_utf8(page.clone()).unwrap();
    folder.write("message.txt", &page);
    folder.write("offer.pdf.html", &page);
    folder.write("méssage.html", &page);
    folder.write("long.html", format!("{text}{}\n", " ".repeat(999)));
    folder.write("latin.html", [&page[..], b"\n<!-- \xe4 -->\n"].concat());
    folder.write(
        "patched.html",
        text.replacen("\"use strict\";", "\"use strict\"; ", 1),
    );
    folder.write("message.pdf.exe", folder.read("message.pdf"));
    for (file, problem) in [
        ("message.txt", "extension"),
        ("offer.pdf.html", "double-extension"),
        ("méssage.html", "name-not-ascii"),
        ("long.html", "long-lines"),
        ("latin.html", "not-ascii"),
        ("patched.html", "other-script"),
        ("message.pdf.exe", "extension"),
    ] {
        assert_eq!(problems(&folder, file), [problem], "{file}");
    }
}

#[test]
fn what_mail_programs_do_to_the_mail_is_found() {
    let folder = with_a_mail();
    let mail = |fields: &str, parts: &[(&str, &str, &[u8])]| {
        let mut mail = format!(
            "From: a@example.org\r\nTo: b@example.org\r\nDate: Tue, 12 May 2026 09:00:00 +0000\r\n\
             {fields}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
        );
        for (media_type, name, content) in parts {
            mail += &format!("\r\n--b\r\nContent-Type: {media_type}\r\n");
            if !name.is_empty() {
                mail += &format!("Content-Disposition: attachment; filename=\"{name}\"\r\n");
            }
            mail += "Content-Transfer-Encoding: base64\r\n\r\n";
            for line in STANDARD.encode(content).as_bytes().chunks(76) {
                mail += &format!("{}\r\n", String::from_utf8_lossy(line));
            }
        }
        mail + "\r\n--b--\r\n"
    };
    let (page, pdf) = (folder.read("message.html"), folder.read("message.pdf"));
    let whole = "Subject: x\r\nMessage-ID: <a@example.org>\r\n";
    let note = ("text/plain", "", &b"Open it."[..]);
    let as_pdf = ("application/pdf", "message.pdf", &pdf[..]);
    folder.write("good.eml", mail(whole, &[note, as_pdf]));
    folder.write(
        "bad.eml",
        mail("", &[("application/octet-stream", "message.html", &page)]),
    );
    let report = ("application/pdf", "report.pdf", &b"%PDF-1.4 in clear"[..]);
    folder.write("clear.eml", mail(whole, &[note, as_pdf, report]));
    let as_page = ("text/html", "message.html", &page[..]);
    folder.write("page-clear.eml", mail(whole, &[note, as_page, report]));
    let large = [&pdf[..], &vec![b'\n'; 20_000_000 * 74 / 100]].concat();
    folder.write(
        "large.eml",
        mail(whole, &[note, ("application/pdf", "message.pdf", &large)]),
    );
    assert_eq!(problems(&folder, "good.eml"), [""; 0]);
    assert_eq!(
        problems(&folder, "bad.eml"),
        ["encoded-page", "header", "media-type", "no-text"]
    );
    assert_eq!(problems(&folder, "clear.eml"), ["in-clear"]);
    // A PDF that everybody can read is not the other envelope.
    assert!(advises_both(&folder, "page-clear.eml"));
    assert_eq!(problems(&folder, "large.eml"), ["size"]);
    assert_eq!(problems(&folder, "out.eml"), ["header"]);
    // A mail without an envelope is no input.
    folder.run(&["lint", "mail.eml"]).failed(65);
}

/// An administrator looks a rule up there.
#[test]
fn each_rule_is_explained() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let explained = std::fs::read_to_string(here.join("../docs/deliverability.md")).unwrap();
    let mut rules = 0;
    for file in ["mod.rs", "file.rs", "mail.rs"] {
        let source = std::fs::read_to_string(here.join("src/lint").join(file)).unwrap();
        for made in source.split("Finding::").skip(1) {
            let Some(arguments) = made.strip_prefix("problem(").or(made.strip_prefix("note("))
            else {
                continue;
            };
            let rule = arguments.trim_start().strip_prefix('"').unwrap();
            let rule = rule.split('"').next().unwrap();
            assert!(explained.contains(&format!("| `{rule}` |")), "{rule}");
            rules += 1;
        }
    }
    assert!(rules > 12, "only {rules}");
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text between `start` and the next `end`.
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[test]
fn every_page_holds_what_the_version_names() {
    let folder = Workplace::new();
    let named = folder
        .run(&["--version", "--verbose", "--json"])
        .succeeded()
        .json();
    let mut pages: Vec<Vec<&str>> = [
        "ar", "cs", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "tr", "zh",
    ]
    .iter()
    .map(|tag| vec!["--lang", tag])
    .collect();
    folder.write(
        "plain.toml",
        "organisation = 'Weber & Lind'\ncontact = 'Call us'\n",
    );
    folder.write(
        "colour.toml",
        "organisation = 'Weber & Lind'\naccent = '#007a5e'\n",
    );
    let coloured = vec!["--branding", "colour.toml", "--hint", "the song"];
    pages.extend([
        vec![],
        vec!["--branding", "plain.toml", "--show-sender"],
        coloured.clone(),
    ]);
    for options in pages {
        let arguments = ["-f", "mail.eml", "-o", "out.html"];
        folder
            .run(&wrap(&[&arguments[..], &PASSWORD, &options].concat()))
            .succeeded();
        let page = String::from_utf8(folder.read("out.html")).unwrap();
        let packed = between(&page, "id=\"decryptor\">", "</script>").replace('\n', "");
        let mut wasm = Vec::new();
        flate2::read::DeflateDecoder::new(&STANDARD.decode(packed).unwrap()[..])
            .read_to_end(&mut wasm)
            .unwrap();
        for (name, piece) in [
            ("script", between(&page, "<script>", "</script>").as_bytes()),
            ("wasm", &wasm),
            (
                "mail-style",
                between(&page, "id=\"mail-style\">", "</script>").as_bytes(),
            ),
            (
                "style",
                between(&page, "<style id=\"style\">", "</style>").as_bytes(),
            ),
        ] {
            let digest = Sha256::digest(piece);
            let of_version = named["page"].as_array().unwrap();
            let of_version = of_version.iter().find(|it| it["name"] == name).unwrap();
            // An accent colour is the one thing that a branding adds.
            let same = of_version["sha256"] == hex(&digest);
            assert_eq!(
                same,
                name != "style" || options != coloured,
                "{name}: {options:?}"
            );
            let csp = of_version["csp"].as_str().unwrap();
            if name != "wasm" && same {
                assert_eq!(csp, format!("sha256-{}", STANDARD.encode(digest)));
                assert!(page.contains(&format!("'{csp}'")), "{name}: {options:?}");
            }
        }
    }
    let text = folder.run(&["--version", "--verbose"]).succeeded();
    let text = String::from_utf8(text.stdout).unwrap();
    for piece in named["page"].as_array().unwrap() {
        assert!(text.contains(piece["sha256"].as_str().unwrap()));
        assert!(text.contains(piece["csp"].as_str().unwrap()));
    }
    // In a mail each line ends with CR and LF, which is not what the hash is of.
    let arguments = ["mail.eml", "--mail", "-o", "out.eml"];
    folder
        .run(&wrap(&[&arguments[..], &PASSWORD].concat()))
        .succeeded();
    let mail = String::from_utf8(folder.read("out.eml")).unwrap();
    let script = between(&mail, "<script>", "</script>");
    let of_version = named["page"][0]["sha256"].as_str().unwrap();
    assert_eq!(named["page"][0]["name"], "script");
    assert_eq!(hex(&Sha256::digest(script.replace('\r', ""))), of_version);
    assert_ne!(hex(&Sha256::digest(script)), of_version);
    // It says more of the version, and nothing else.
    folder.run(&["--verbose", "password"]).failed(64);
}
