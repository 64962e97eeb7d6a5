//! What goes in comes out, by every way in and out.

use crate::workplace::{ALICE, BOB, MAIL, Outcome, PROGRAM, Workplace, skipped, wrap};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_file_becomes_a_file_beside_it_and_comes_back() {
    let folder = Workplace::new();
    let wrapped = folder
        .run(&wrap(&["mail.eml", "--password-file", "alice.txt"]))
        .succeeded();
    assert_eq!(
        wrapped.stderr,
        "Wrote mail.html; checked that the password opens it.\n"
    );
    assert!(wrapped.stdout.is_empty());
    assert!(folder.read("mail.html").is_ascii());
    let opened = folder
        .run(&[
            "open",
            "mail.html",
            "-o",
            "back.eml",
            "--password-file",
            "alice.txt",
        ])
        .succeeded();
    assert_eq!(
        opened.stderr,
        format!("Wrote back.eml, {} bytes.\n", MAIL.len())
    );
    assert_eq!(folder.read("back.eml"), MAIL.as_bytes());
    for name in ["mail.html", "back.eml"] {
        let mode = fs::metadata(folder.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(folder.content().len(), 5, "no temporary file is left");
}

#[test]
fn standard_streams_carry_message_and_envelope() {
    let folder = Workplace::new();
    let wrapped = folder
        .run_with_input(
            &wrap(&["-", "-o", "-", "--password-file", "alice.txt"]),
            MAIL.as_bytes(),
        )
        .succeeded();
    assert_eq!(wrapped.stderr, "");
    let opened = folder
        .run_with_input(
            &["open", "-", "--password-file", "alice.txt"],
            &wrapped.stdout,
        )
        .succeeded();
    assert_eq!(opened.stdout, MAIL.as_bytes());
    assert_eq!(
        folder.content().len(),
        3,
        "nothing was written into the folder"
    );
}

#[test]
fn each_of_several_passwords_opens() {
    let folder = Workplace::new();
    let two = [
        "mail.eml",
        "--password-file",
        "alice.txt",
        "--password-file",
        "bob.txt",
    ];
    folder.run(&wrap(&two)).succeeded();
    folder.write_password("carol.txt", "quiet heron paints 3 doors");
    for name in ["alice.txt", "bob.txt"] {
        let opened = folder
            .run(&["open", "mail.html", "--password-file", name])
            .succeeded();
        assert_eq!(opened.stdout, MAIL.as_bytes());
    }
    folder
        .run(&["open", "mail.html", "--password-file", "carol.txt"])
        .failed(77);
    // Opening tries one after the other.
    let all = [
        "open",
        "mail.html",
        "--password-file",
        "carol.txt",
        "--password-file",
        "bob.txt",
    ];
    assert_eq!(folder.run(&all).succeeded().stdout, MAIL.as_bytes());
}

#[test]
fn a_password_comes_from_a_file_descriptor_the_environment_or_standard_input() {
    let folder = Workplace::new();
    folder
        .run(&wrap(&["mail.eml", "--password-file", "bob.txt"]))
        .succeeded();

    let mut by_fd = folder.command("sh");
    by_fd.args([
        "-c",
        "\"$0\" open mail.html --password-fd 7 7< bob.txt",
        PROGRAM,
    ]);
    assert_eq!(Outcome::of(&mut by_fd).succeeded().stdout, MAIL.as_bytes());

    let mut by_pipe = folder.command("sh");
    by_pipe.args([
        "-c",
        "cat bob.txt | \"$0\" open mail.html --password-fd 0",
        PROGRAM,
    ]);
    assert_eq!(
        Outcome::of(&mut by_pipe).succeeded().stdout,
        MAIL.as_bytes()
    );

    let mut by_env = folder.command(PROGRAM);
    // The same password as another keyboard types it: preparation makes them equal.
    by_env.env("SECRET", BOB.replace('\u{e4}', "a\u{308}"));
    by_env.args(["open", "mail.html", "--password-env", "SECRET"]);
    assert_eq!(Outcome::of(&mut by_env).succeeded().stdout, MAIL.as_bytes());

    let windows_line = format!("\u{feff}{BOB}\r\nsecond line\r\n");
    let by_stdin = folder.run_with_input(
        &["open", "mail.html", "--password-file", "-"],
        windows_line.as_bytes(),
    );
    assert_eq!(by_stdin.succeeded().stdout, MAIL.as_bytes());
}

/// As a program does that answers the prompt of another and lives on.
#[test]
fn a_descriptor_that_stays_open_after_the_line_does_not_stop_it() {
    let folder = Workplace::with_envelope();
    for source in [["--password-fd", "0"], ["--password-file", "-"]] {
        let mut child = folder
            .command(PROGRAM)
            .args(["-q", "open", "message.html", "-o", "back.eml", "--force"])
            .args(source)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{ALICE}").unwrap();
        let begin = Instant::now();
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if begin.elapsed() > Duration::from_secs(60) {
                child.kill().unwrap();
                panic!("waits for the end of its input");
            }
            thread::sleep(Duration::from_millis(5));
        };
        assert!(ended.success());
        drop(stdin);
        assert_eq!(folder.read("back.eml"), MAIL.as_bytes());
    }
}

/// What follows the line is left for whoever reads the descriptor next.
#[test]
fn nothing_after_the_line_is_taken_from_a_descriptor() {
    let folder = Workplace::with_envelope();
    let mut shell = folder.command("sh");
    shell.env("SECRET", ALICE).args([
        "-c",
        "printf '%s\\nthe rest\\n' \"$SECRET\" | \
            { \"$0\" -q open message.html -o back.eml --password-fd 0; cat; }",
        PROGRAM,
    ]);
    assert_eq!(Outcome::of(&mut shell).succeeded().stdout, b"the rest\n");
}

#[test]
fn each_of_eight_passwords_opens() {
    let folder = Workplace::new();
    let names: Vec<_> = (0..8).map(|number| format!("{number}.txt")).collect();
    let mut arguments = wrap(&["mail.eml"]);
    for name in &names {
        folder.write_password(name, &format!("mauve otter juggles kettle {name}"));
        arguments.extend(["--password-file", name]);
    }
    let wrapped = folder.run(&arguments).succeeded();
    assert_eq!(
        wrapped.stderr,
        "Wrote mail.html; checked that each of 8 passwords opens it.\n"
    );
    for name in &names {
        let opened = folder.run(&["open", "mail.html", "--password-file", name]);
        assert_eq!(opened.succeeded().stdout, MAIL.as_bytes());
    }
}

#[test]
fn a_generated_password_is_printed_once_and_opens() {
    let folder = Workplace::new();
    for style in [
        &["--generate-password"][..],
        &["--generate-password", "--words"],
    ] {
        let wrapped = folder
            .run(&wrap(&[style, &["mail.eml", "--force"]].concat()))
            .succeeded();
        let password = wrapped
            .stderr
            .lines()
            .next()
            .unwrap()
            .strip_prefix("Password: ")
            .unwrap();
        assert_eq!(wrapped.stderr.matches(password).count(), 1);
        assert_eq!(
            password.split('-').count(),
            if style.len() > 1 { 8 } else { 5 }
        );
        let mut open = folder.command(PROGRAM);
        open.env("SECRET", password)
            .args(["open", "mail.html", "--password-env", "SECRET"]);
        assert_eq!(Outcome::of(&mut open).succeeded().stdout, MAIL.as_bytes());
    }
}

#[test]
fn a_generated_password_goes_to_a_new_file_of_its_owner() {
    let folder = Workplace::new();
    let arguments = wrap(&[
        "mail.eml",
        "--generate-password",
        "--generated-password-file",
        "new.txt",
        "--json",
    ]);
    let wrapped = folder.run(&arguments).succeeded();
    assert_eq!(wrapped.stderr, "");
    let mode = fs::metadata(folder.path("new.txt"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let opened = folder
        .run(&["open", "mail.html", "--password-file", "new.txt"])
        .succeeded();
    assert_eq!(opened.stdout, MAIL.as_bytes());

    // A second time it exists, and the envelope that is there stays.
    let before = folder.content();
    let again = folder
        .run(&[&arguments[..], &["--force"]].concat())
        .failed(73);
    assert_eq!(
        again.stderr,
        "error: new.txt exists already\n\
         hint: choose another name with --generated-password-file; a password is never replaced\n"
    );
    assert_eq!(folder.content(), before);
}

#[test]
fn json_says_what_was_done() {
    let folder = Workplace::new();
    let wrapped = folder
        .run(&wrap(&[
            "--json",
            "mail.eml",
            "--password-file",
            "alice.txt",
        ]))
        .succeeded();
    assert_eq!(wrapped.stderr, "");
    let envelope_bytes = folder.read("mail.html").len();
    assert_eq!(
        wrapped.json(),
        serde_json::json!({
            "envelopes": [{"format": "html", "output": "mail.html", "bytes": envelope_bytes}],
            "recipients": 1,
            "message_bytes": MAIL.len(),
        })
    );
    let inspected = folder
        .run(&["inspect", "mail.html", "--json"])
        .succeeded()
        .json();
    assert_eq!(inspected["format"], "html");
    assert_eq!(inspected["version"], 1);
    assert_eq!(inspected["recipients"][0]["p2c"], 210_000);
    assert_eq!(inspected["file_bytes"], envelope_bytes);
    // Standard output carries the message, so the report goes to standard error.
    let opened = folder
        .run(&[
            "open",
            "--json",
            "mail.html",
            "--password-file",
            "alice.txt",
        ])
        .succeeded();
    assert_eq!(opened.stdout, MAIL.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&opened.stderr).unwrap();
    assert_eq!(
        report,
        serde_json::json!({"output": null, "message_bytes": MAIL.len()})
    );
}

#[test]
fn inspect_tells_a_person_without_a_password() {
    let folder = Workplace::new();
    folder
        .run(&wrap(&[
            "mail.eml",
            "--password-file",
            "alice.txt",
            "--password-file",
            "bob.txt",
        ]))
        .succeeded();
    let inspected = folder.run(&["inspect", "mail.html"]).succeeded();
    let text = String::from_utf8(inspected.stdout).unwrap();
    // Sizes change with every change of the page.
    let text: String = text
        .lines()
        .map(|line| match line.find(|c: char| c.is_ascii_digit()) {
            Some(at) if line.contains(" bytes") => format!("{}N bytes\n", &line[..at]),
            _ => format!("{line}\n"),
        })
        .collect();
    crate::workplace::assert_snapshot("cli-inspect", &text);
}

#[test]
fn quiet_says_nothing() {
    let folder = Workplace::new();
    fs::set_permissions(folder.path("alice.txt"), fs::Permissions::from_mode(0o644)).unwrap();
    let arguments = wrap(&["mail.eml", "--force", "--password-file", "alice.txt"]);
    let loud = folder.run(&arguments).succeeded();
    assert!(
        loud.stderr
            .contains("warning: other users can read the password in alice.txt")
    );
    let quiet = folder.run(&[&arguments[..], &["-q"]].concat()).succeeded();
    assert_eq!((quiet.stderr.as_str(), quiet.stdout.len()), ("", 0));
}

#[test]
fn real_mails_come_back_byte_for_byte() {
    let corpus = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus")),
        PathBuf::from,
    );
    let Ok(sources) = fs::read_dir(corpus.join("eml")) else {
        skipped(format_args!("corpus not found at {}", corpus.display()));
        return;
    };
    let folder = Workplace::new();
    let mut mails = 0;
    // The largest mail of each source: the library's tests take all of them.
    for source in sources {
        let largest = fs::read_dir(source.unwrap().path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .max_by_key(|path| fs::metadata(path).unwrap().len())
            .unwrap();
        let mail = largest.to_str().unwrap();
        let arguments = [
            "-q",
            "-f",
            "-o",
            "mail.html",
            "--password-file",
            "alice.txt",
            mail,
        ];
        folder.run(&wrap(&arguments)).succeeded();
        let opened = folder
            .run(&["open", "mail.html", "--password-file", "alice.txt"])
            .succeeded();
        assert!(opened.stdout == fs::read(&largest).unwrap(), "{mail}");
        mails += 1;
    }
    assert!(mails > 10, "only {mails}");
}
