//! What a sender puts on the page beside the letter: the organisation, a hint, a proof of reading.

use crate::bad_input::transcript;
use crate::workplace::{MAIL, Workplace, assert_snapshot, wrap};
use serde_json::Value;

const ORGANISATION: &str =
    "organisation = 'Weber & Lind'\ncontact = 'Call us'\nlanguages = ['de', 'en']\n";

fn page(folder: &Workplace, options: &[&str]) -> String {
    let arguments = [
        &[
            "-f",
            "mail.eml",
            "-o",
            "out.html",
            "--password-file",
            "alice.txt",
        ],
        options,
    ]
    .concat();
    folder.run(&wrap(&arguments)).succeeded();
    String::from_utf8(folder.read("out.html")).unwrap()
}

#[test]
fn the_page_is_the_organisations() {
    let folder = Workplace::new();
    folder.write("org.toml", ORGANISATION);
    let html = page(
        &folder,
        &[
            "--branding",
            "org.toml",
            "--hint",
            "the song, \"and\" the year",
        ],
    );
    assert!(html.contains("<html lang=\"de\""));
    assert!(html.contains("<header id=\"brand\"><span>Weber &#38; Lind</span></header>"));
    assert!(html.contains("<p id=\"contact\">Call us</p>"));
    assert!(
        html.contains("<meta name=\"waxseal-hint\" content=\"the song, &#34;and&#34; the year\">")
    );
    // What the command line asks for goes before.
    let html = page(&folder, &["--branding", "org.toml", "--lang", "fr"]);
    assert!(html.contains("<html lang=\"fr\"") && html.contains("Weber"));
    // A logo lies beside the file that names it, wherever the program is started.
    std::fs::create_dir(folder.path("org")).unwrap();
    folder.write("org/org.toml", "organisation = 'W'\nlogo = 'logo.svg'");
    folder.write(
        "org/logo.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>",
    );
    assert!(page(&folder, &["--branding", "org/org.toml"]).contains("data:image/svg+xml;base64,"));
}

#[test]
fn what_cannot_be_put_on_a_page() {
    let folder = Workplace::new();
    folder.write("org.toml", ORGANISATION);
    folder.write("wrong.toml", "organisation = 'W'\naccent = 'teal'\n");
    folder.write("unknown.toml", "organization = 'W'\n");
    folder.write("picture.toml", "organisation = 'W'\nlogo = 'mail.eml'\n");
    folder.write("missing.toml", "organisation = 'W'\nlogo = 'logo.png'\n");
    folder.write("broken.toml", "organisation = 'W\n");
    folder.write("binary.toml", b"\xff\xfe");
    folder.write("nobody.eml", "Subject: x\r\n\r\nx\r\n");
    let wrap = "waxseal wrap mail.eml -o out.html --password-file alice.txt";
    let commands = [
        "--branding none.toml",
        "--branding .",
        "--branding wrong.toml",
        "--branding unknown.toml",
        "--branding picture.toml",
        "--branding missing.toml",
        "--branding broken.toml",
        "--branding binary.toml",
        "--hint 'mauve otter juggles'",
        "--hint ''",
        "--receipt",
    ]
    .map(|options| format!("{wrap} {options}"));
    let mut commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    commands.extend([
        "waxseal wrap nobody.eml -o out.html --password-file alice.txt --receipt --json",
        "waxseal wrap mail.eml -o org.toml -f --to html --branding org.toml --password-file alice.txt",
        "waxseal wrap mail.eml -o out.pdf --password-file alice.txt --branding org.toml",
        "waxseal wrap mail.eml -o out.pdf --password-file alice.txt --hint x",
        "waxseal wrap mail.eml -o out.pdf --password-file alice.txt --receipt --json",
    ]);
    assert_snapshot(
        "cli-what-cannot-be-put-on-a-page",
        &transcript(&folder, &commands),
    );
}

#[test]
fn a_proof_of_reading_is_known_again() {
    let folder = Workplace::new();
    folder.write(
        "mail.eml",
        format!("Message-ID: <1@example.org>\r\nReply-To: office@example.org\r\n{MAIL}"),
    );
    let mut records = Vec::new();
    for output in ["one.html", "two.html"] {
        let wrapped = folder
            .run(&wrap(&[
                "mail.eml",
                "-o",
                output,
                "--password-file",
                "alice.txt",
                "--receipt",
                "--json",
            ]))
            .succeeded();
        records.extend(wrapped.stdout);
    }
    let lines: Vec<Value> = String::from_utf8(records.clone())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let receipt = &lines[0]["receipt"];
    assert_eq!(receipt["to"], "office@example.org");
    assert_eq!(receipt["message_id"], "1@example.org");
    assert_ne!(receipt["sha256"], lines[1]["receipt"]["sha256"]);

    // Only who opens the page learns its token; there the tests in the browser go on. Here is the proof of another.
    folder.write("lost.jsonl", records);
    folder.add_proof();
    let check = [
        "receipt",
        "check",
        "answer.eml",
        "--record",
        "lost.jsonl",
        "--record",
        "sent.jsonl",
    ];
    let checked = folder.run(&check).succeeded();
    assert_eq!(
        String::from_utf8(checked.stdout).unwrap(),
        "x.html was opened\n"
    );
    let checked = folder.run(&[&check[..], &["--json"]].concat()).succeeded();
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(
        report,
        serde_json::json!({"confirmed": [{"message_id": null, "envelopes": ["x.html"]}]})
    );

    folder.write("empty.jsonl", "\n");
    folder.write("wrong.jsonl", format!("{}\nhello\n", lines[0]));
    let commands = [
        "waxseal receipt check answer.eml --record lost.jsonl",
        "waxseal receipt check mail.eml --record sent.jsonl",
        "waxseal receipt check answer.eml",
        "waxseal receipt check answer.eml --record none.jsonl",
        "waxseal receipt check answer.eml --record empty.jsonl",
        "waxseal receipt check answer.eml --record wrong.jsonl",
        "waxseal receipt check none.eml --record sent.jsonl",
    ];
    assert_snapshot("cli-proofs-of-nothing", &transcript(&folder, &commands));
}
