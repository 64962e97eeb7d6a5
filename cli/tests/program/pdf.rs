//! What the program does with PDFs. That PDF readers open them is shown in `tests/readers`.

use crate::workplace::{ALICE, BOB, MAIL, Outcome, PROGRAM, Workplace, skipped};
use serde_json::json;
use std::path::{Path, PathBuf};

/// A mail with an attachment, and an image within its text.
const WITH_ATTACHMENTS: &str = "From: Ann <ann@example.org>\r\n\
    To: Bob <bob@example.org>\r\n\
    Subject: The plans\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\
    \r\n\
    --b\r\n\
    Content-Type: text/html\r\n\
    \r\n\
    <p>Both are here.</p>\r\n\
    --b\r\n\
    Content-Type: text/csv; name=\"plan.csv\"\r\n\
    Content-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment; filename=\"plan.csv\"\r\n\
    \r\n\
    YSxiDQoxLDINCg==\r\n\
    --b\r\n\
    Content-Type: text/plain; name=\"../\u{20ac}.txt\"\r\n\
    Content-Disposition: attachment; filename*=utf-8''..%2F%E2%82%AC.txt\r\n\
    \r\n\
    one line\r\n\
    --b--\r\n";

const ALICE_OPENS: [&str; 2] = ["--password-file", "alice.txt"];

fn run<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &ALICE_OPENS].concat()
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-1.7\n")
}

#[test]
fn a_message_becomes_a_pdf_and_comes_back() {
    let folder = Workplace::new();
    let wrapped = folder
        .run(&run(&["wrap", "mail.eml", "--to", "pdf"]))
        .succeeded();
    assert_eq!(
        wrapped.stderr,
        "Wrote mail.pdf; checked that the password opens it.\n"
    );
    assert!(is_pdf(&folder.read("mail.pdf")));
    let opened = folder
        .run(&run(&["open", "mail.pdf", "-o", "back.eml"]))
        .succeeded();
    assert_eq!(
        opened.stderr,
        format!("Wrote back.eml, {} bytes.\n", MAIL.len())
    );
    assert_eq!(folder.read("back.eml"), MAIL.as_bytes());
    assert_eq!(folder.content().len(), 5, "no temporary file is left");
    folder
        .run(&["open", "mail.pdf", "--password-file", "bob.txt"])
        .failed(77);
}

#[test]
fn the_ending_of_the_output_says_what_to_make() {
    let folder = Workplace::new();
    for (arguments, file, pdf) in [
        (&["-o", "a.pdf"][..], "a.pdf", true),
        (&["-o", "b.PDF"], "b.PDF", true),
        (&["-o", "c.pdf", "--to", "html"], "c.pdf", false),
        (&["-o", "d.secret", "--to", "pdf"], "d.secret", true),
        (&["-o", "e.secret"], "e.secret", false),
    ] {
        folder
            .run(&run(&[&["wrap", "mail.eml"], arguments].concat()))
            .succeeded();
        assert_eq!(is_pdf(&folder.read(file)), pdf, "{file}");
        let opened = folder.run(&run(&["open", file])).succeeded();
        assert_eq!(opened.stdout, MAIL.as_bytes());
    }
}

#[test]
fn both_are_written_under_one_password_or_neither() {
    let folder = Workplace::new();
    let wrapped = folder
        .run(&run(&[
            "wrap",
            "mail.eml",
            "--to",
            "both",
            "-o",
            "no.4.html",
        ]))
        .succeeded();
    assert_eq!(
        wrapped.stderr,
        "Wrote no.4.html and no.4.pdf; checked that the password opens them.\n"
    );
    for file in ["no.4.html", "no.4.pdf"] {
        let opened = folder.run(&run(&["open", file])).succeeded();
        assert_eq!(opened.stdout, MAIL.as_bytes());
    }
    folder.write("mail.pdf", "somebody else's");
    let before = folder.content();
    let refused = folder
        .run(&run(&["wrap", "mail.eml", "--to", "both"]))
        .failed(73);
    assert!(refused.stderr.contains("mail.pdf exists already"));
    folder
        .run(&run(&["wrap", "mail.eml", "--to", "both", "-o", "-"]))
        .failed(64);
    assert_eq!(folder.content(), before);
}

#[test]
fn json_names_every_file() {
    let folder = Workplace::new();
    let report = folder
        .run(&run(&["wrap", "mail.eml", "--to", "both", "--json"]))
        .succeeded()
        .json();
    let bytes = |name| folder.read(name).len();
    assert_eq!(
        report,
        json!({
            "envelopes": [
                {"format": "html", "output": "mail.html", "bytes": bytes("mail.html")},
                {"format": "pdf", "output": "mail.pdf", "bytes": bytes("mail.pdf"), "pages": 1},
            ],
            "recipients": 1,
            "message_bytes": MAIL.len(),
        })
    );
    let inspected = folder
        .run(&["inspect", "mail.pdf", "--json"])
        .succeeded()
        .json();
    assert_eq!(inspected["format"], "pdf");
    assert_eq!(inspected["revision"], 6);
    assert_eq!(inspected["file_bytes"], bytes("mail.pdf"));
}

#[test]
fn attachments_are_saved_into_a_folder() {
    let folder = Workplace::new();
    folder.write("mail.eml", WITH_ATTACHMENTS);
    folder
        .run(&run(&["wrap", "mail.eml", "--to", "both"]))
        .succeeded();
    for envelope in ["mail.html", "mail.pdf"] {
        let into = format!("from-{envelope}");
        let saved = folder
            .run(&run(&["open", envelope, "--attachments", &into]))
            .succeeded();
        assert!(saved.stdout.is_empty(), "the message was not asked for");
        assert_eq!(
            saved.stderr,
            format!(
                "Saved 2 attachments in {into}:\n  \
                 plan.csv (text/csv, 10 bytes)\n  \
                 \u{20ac}.txt (text/plain, 8 bytes)\n"
            )
        );
        assert_eq!(folder.read(&format!("{into}/plan.csv")), b"a,b\r\n1,2\r\n");
        assert_eq!(folder.read(&format!("{into}/\u{20ac}.txt")), b"one line");
        folder
            .run(&run(&["open", envelope, "--attachments", &into]))
            .failed(73);
        folder
            .run(&run(&["open", envelope, "--attachments", &into, "--force"]))
            .succeeded();
    }
}

#[test]
fn a_pdf_without_the_original_says_what_can_be_had() {
    let folder = Workplace::new();
    folder.write("mail.eml", WITH_ATTACHMENTS);
    folder
        .run(&run(&["wrap", "mail.eml", "-o", "m.pdf", "--no-original"]))
        .succeeded();
    let refused = folder
        .run(&run(&["open", "m.pdf", "-o", "back.eml"]))
        .failed(65);
    assert!(
        refused.stderr.contains("--attachments"),
        "{}",
        refused.stderr
    );
    assert!(!folder.path("back.eml").exists());
    folder
        .run(&run(&["open", "m.pdf", "--attachments", "saved"]))
        .succeeded();
    assert!(folder.path("saved/plan.csv").exists());
}

#[test]
fn the_owner_opens_it_too_and_is_never_the_same() {
    let folder = Workplace::new();
    let wrap = run(&["wrap", "mail.eml", "--to", "pdf", "--no-print"]);
    folder
        .run(&[&wrap[..], &["--owner-password-file", "bob.txt"]].concat())
        .succeeded();
    let opened = folder
        .run(&["open", "mail.pdf", "--password-file", "bob.txt"])
        .succeeded();
    assert_eq!(opened.stdout, MAIL.as_bytes());
    let inspected = folder.run(&["inspect", "mail.pdf"]).succeeded();
    let inspected = String::from_utf8(inspected.stdout).unwrap();
    assert!(inspected.contains("not to print"), "{inspected}");

    let before = folder.content();
    let same = [
        &wrap[..],
        &["--force", "--owner-password-file", "alice.txt"],
    ]
    .concat();
    folder.run(&same).failed(65);
    folder.write_password("nobody.txt", "");
    folder.write_password("weak.txt", "a");
    let weak = [&wrap[..], &["--force", "--owner-password-file", "weak.txt"]].concat();
    let refused = folder.run(&weak).failed(65);
    assert!(refused.stderr.contains("weak"), "{}", refused.stderr);
    std::fs::remove_file(folder.path("weak.txt")).unwrap();
    let empty = [
        &wrap[..],
        &["--force", "--owner-password-file", "nobody.txt"],
    ]
    .concat();
    folder.run(&empty).failed(65);
    let nobody = folder.path("nobody.txt");
    std::fs::remove_file(nobody).unwrap();
    assert_eq!(folder.content(), before);
}

#[test]
fn passwords_that_readers_take_differently_are_refused_for_pdf_only() {
    let folder = Workplace::new();
    let long = "0123456789 paper kites ".repeat(6);
    for (password, pdf) in [
        ("mauve ötter juggles 7 kettles", true),
        ("mauve o\u{308}tter juggles 7 kettles", true),
        (" mauve otter juggles 7 kettles ", true),
        ("mauve\u{a0}otter juggles 7 kettles", false),
        ("mau\u{ad}ve otter juggles 7 kettles", false),
        ("mauve otter juggles \u{2466} kettles", false),
        ("ثعلب يقفز فوق 7 أسوار عالية", true),
        ("mauve 🦦 juggles 7 kettles", true),
        (&long[..127], true),
        (&long[..128], false),
    ] {
        folder.write_password("typed.txt", password);
        let wrap = [
            "wrap",
            "mail.eml",
            "--force",
            "--password-file",
            "typed.txt",
        ];
        folder
            .run(&[&wrap[..], &["--p2c", "210000"]].concat())
            .succeeded();
        let wrapped = folder.run(&[&wrap[..], &["--to", "pdf"]].concat());
        match pdf {
            true => {
                wrapped.succeeded();
                let opened = folder.run(&["open", "mail.pdf", "--password-file", "typed.txt"]);
                assert_eq!(opened.succeeded().stdout, MAIL.as_bytes());
            }
            false => {
                let refused = wrapped.failed(65);
                assert!(refused.stderr.contains("PDF readers"), "{}", refused.stderr);
            }
        }
    }
}

#[test]
fn what_a_format_cannot_do_is_refused_at_once() {
    let folder = Workplace::new();
    let before = folder.content();
    for (arguments, says) in [
        (&["--page-size", "a4"][..], "--page-size is for a PDF"),
        (&["--lang", "tlh"], "choose of en, de"),
        (
            &["--to", "pdf", "--show-sender"],
            "--show-sender is for an HTML file",
        ),
        (&["--page-size", "letter"], "--page-size is for a PDF"),
        (
            &["--to", "html", "--no-original"],
            "--no-original is for a PDF",
        ),
        (&["--to", "pdf", "--lang", "../etc"], "language tag"),
        (&["--to", "pdf", "--font-dir", "nowhere"], "nowhere"),
        (
            &["--to", "both", "--password-file", "bob.txt"],
            "one password only",
        ),
    ] {
        let refused = folder.run(&run(&[&["wrap", "mail.eml"], arguments].concat()));
        assert_ne!(refused.code, Some(0), "{arguments:?}");
        assert!(refused.stderr.contains(says), "{}", refused.stderr);
    }
    let words = [
        "wrap",
        "mail.eml",
        "--to",
        "pdf",
        "--generate-password",
        "--words",
    ];
    folder.run(&words).failed(64);
    assert_eq!(folder.content(), before);
}

#[test]
fn a_generated_password_suits_every_reader() {
    let folder = Workplace::new();
    let generate = ["--generate-password", "--generated-password-file", "pw.txt"];
    folder
        .run(&[&["wrap", "mail.eml", "--to", "pdf"][..], &generate].concat())
        .succeeded();
    let password = folder.read("pw.txt");
    let password = password.trim_ascii();
    assert!(password.is_ascii() && password.len() <= 32);
    let opened = folder.run(&["open", "mail.pdf", "--password-file", "pw.txt"]);
    assert_eq!(opened.succeeded().stdout, MAIL.as_bytes());
}

#[test]
fn no_secret_is_readable_in_the_file() {
    let folder = Workplace::new();
    folder.write("mail.eml", WITH_ATTACHMENTS);
    folder
        .run(&run(&["wrap", "mail.eml", "--to", "pdf"]))
        .succeeded();
    let pdf = folder.read("mail.pdf");
    for secret in [
        "The plans",
        "plan.csv",
        "ann@example.org",
        "Both are here",
        ALICE,
        BOB,
    ] {
        let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for form in [secret.as_bytes(), &utf16] {
            let found = pdf.windows(form.len()).any(|window| window == form);
            assert!(!found, "{secret}");
        }
    }
}

/// More than the program may have files open.
#[test]
fn hundreds_of_attachments_are_saved() {
    let folder = Workplace::new();
    let part = "--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n";
    let mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned()
        + &part.repeat(100)
        + "--b--\r\n";
    folder.write("many.eml", mail);
    folder
        .run(&run(&["wrap", "many.eml", "--to", "pdf"]))
        .succeeded();
    let script = format!(
        "ulimit -n 40 && exec {PROGRAM} open many.pdf --attachments all --password-file alice.txt"
    );
    let saved = Outcome::of(folder.command("sh").args(["-c", &script])).succeeded();
    assert!(saved.stderr.starts_with("Saved 100 attachments in all:\n"));
    assert_eq!(std::fs::read_dir(folder.path("all")).unwrap().count(), 100);
}

#[test]
fn a_pdf_that_needs_no_password_is_not_asked_for_one() {
    let corpus = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let file = corpus.join("pdf/pypdf/r6-owner-password.pdf");
    let Ok(pdf) = std::fs::read(&file) else {
        return skipped(format!("corpus not found at {}", corpus.display()));
    };
    let folder = Workplace::new();
    folder.write("other.pdf", pdf);
    let opened = folder
        .run(&["open", "other.pdf", "--attachments", "all"])
        .succeeded();
    assert_eq!(opened.stderr, "There are no attachments.\n");
    let refused = folder.run(&["open", "other.pdf", "-o", "back.eml"]);
    assert!(refused.failed(65).stderr.contains("no original message"));
}
