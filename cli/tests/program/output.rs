//! All of it or nothing: existing files, folders that cannot be written, full disks, interruptions.

use crate::workplace::{
    MAIL, Outcome, PROGRAM, Workplace, assert_snapshot, shell_that_can_mount, skipped, wrap,
};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn an_existing_file_needs_force() {
    let folder = Workplace::with_envelope();
    folder.write("mail.html", "precious");
    let before = folder.content();
    let arguments = wrap(&["mail.eml", "--password-file", "alice.txt"]);
    let refused = folder.run(&arguments).failed(73);
    assert_eq!(
        refused.stderr,
        "error: mail.html exists already\n\
         hint: choose another name with -o, or replace it with --force\n"
    );
    let open = [
        "open",
        "message.html",
        "-o",
        "mail.html",
        "--password-file",
        "alice.txt",
    ];
    folder.run(&open).failed(73);
    assert_eq!(folder.content(), before);

    folder
        .run(&[&arguments[..], &["--force"]].concat())
        .succeeded();
    assert_ne!(folder.read("mail.html"), b"precious");
    folder.run(&[&open[..], &["-f"]].concat()).succeeded();
    assert_eq!(folder.read("mail.html"), MAIL.as_bytes());
}

#[test]
fn devices_and_folders_are_never_replaced() {
    let folder = Workplace::new();
    fs::create_dir(folder.path("folder.html")).unwrap();
    for (output, said) in [
        (
            "/dev/null",
            "error: /dev/null is not an ordinary file\nhint: name a file, or write to standard output with `-o -`\n",
        ),
        (
            "folder.html",
            "error: folder.html is a folder\nhint: name a file in it\n",
        ),
    ] {
        let arguments = wrap(&[
            "mail.eml",
            "-f",
            "-o",
            output,
            "--password-file",
            "alice.txt",
        ]);
        assert_eq!(folder.run(&arguments).failed(73).stderr, said);
    }
}

/// The output replaces nothing that the same command reads or makes, by whatever name.
#[test]
fn the_output_is_no_other_file_of_the_same_command() {
    let folder = Workplace::with_envelope();
    fs::create_dir(folder.path("sub")).unwrap();
    symlink("bob.txt", folder.path("link.txt")).unwrap();
    let here = folder.path("").canonicalize().unwrap();
    let here = here.to_str().unwrap();
    let before = folder.content();
    let generate = ["--generate-password", "--generated-password-file"];
    for (output, other, what) in [
        (
            "same.html",
            "same.html",
            "the file of the generated password",
        ),
        (
            "./same.html",
            "sub/../same.html",
            "the file of the generated password",
        ),
        (
            "same.html",
            &format!("{here}/same.html"),
            "the file of the generated password",
        ),
    ] {
        let refused = folder.run(&wrap(
            &[&["mail.eml", "-f", "-o", output], &generate[..], &[other]].concat(),
        ));
        assert_eq!(refused.failed(64).stderr, is_both(output, what));
    }
    for (arguments, output, what) in [
        (
            &["wrap", "mail.eml", "--password-file", "alice.txt"][..],
            "sub/../mail.eml",
            "the message",
        ),
        (
            &["wrap", "mail.eml", "--password-file", "alice.txt"],
            "alice.txt",
            "a password file",
        ),
        (
            &["wrap", "mail.eml", "--password-file", "link.txt"],
            "link.txt",
            "a password file",
        ),
        (
            &["wrap", "mail.eml", "--password-file", "link.txt"],
            "bob.txt",
            "a password file",
        ),
        (
            &["open", "message.html", "--password-file", "alice.txt"],
            "message.html",
            "the envelope",
        ),
        (
            &["open", "message.html", "--password-file", "alice.txt"],
            "alice.txt",
            "a password file",
        ),
    ] {
        let refused = folder.run(&[arguments, &["--force", "-o", output]].concat());
        assert_eq!(refused.failed(64).stderr, is_both(output, what));
    }
    assert_eq!(folder.content(), before);
    // A name of its own beside the others is no such case.
    let arguments = [
        &["mail.eml", "-f", "-o", "sub/same.html"],
        &generate[..],
        &["same.html"],
    ]
    .concat();
    folder.run(&wrap(&arguments)).succeeded();
    let opened = folder.run(&["open", "sub/same.html", "--password-file", "same.html"]);
    assert_eq!(opened.succeeded().stdout, MAIL.as_bytes());
}

fn is_both(output: &str, what: &str) -> String {
    format!(
        "error: {output} is both the output and {what}\n\
         hint: choose another name for the output with -o\n"
    )
}

#[test]
fn a_folder_that_cannot_be_written() {
    let folder = Workplace::new();
    let before = folder.content();
    for (output, said) in [
        (
            "mail.eml/out.html",
            "error: cannot create mail.eml/out.html: not a directory\nhint: choose a folder that exists and can be written\n",
        ),
        (
            "missing/out.html",
            "error: cannot create missing/out.html: no such file or folder\nhint: choose a folder that exists and can be written\n",
        ),
    ] {
        let outcome = folder.run(&wrap(&[
            "mail.eml",
            "-o",
            output,
            "--password-file",
            "alice.txt",
        ]));
        assert_eq!(outcome.failed(73).stderr, said);
    }
    assert_eq!(folder.content(), before);
    // Root ignores permissions, so this one is tried on a file system mounted read-only.
    match shell_that_can_mount(&folder) {
        Err(reason) => skipped(format_args!("may not mount a file system here: {reason}")),
        Ok(mut shell) => {
            let script = "mkdir sealed; mount -t tmpfs -o ro none sealed; \
                exec \"$PROGRAM\" wrap mail.eml -o sealed/out.html --password-file alice.txt";
            let outcome = Outcome::of(shell.env("SCRIPT", script).env("PROGRAM", PROGRAM));
            assert_eq!(
                outcome.failed(73).stderr,
                "error: cannot create sealed/out.html: read-only filesystem or storage medium\n\
                 hint: choose a folder that exists and can be written\n"
            );
        }
    }
}

#[test]
fn a_full_disk() {
    let folder = Workplace::with_envelope();
    let large = [MAIL.as_bytes(), &incompressible(300_000)].concat();
    folder.write("large.eml", &large);
    folder
        .run(&wrap(&["large.eml", "--password-file", "alice.txt"]))
        .succeeded();
    match shell_that_can_mount(&folder) {
        Err(reason) => skipped(format_args!("may not mount a file system here: {reason}")),
        Ok(mut shell) => {
            // Afterwards the small disk must be as empty as before.
            let script = "mkdir small; mount -t tmpfs -o size=64k none small; set +e; \
                \"$PROGRAM\" wrap mail.eml -o small/out.html --p2c 210000 --password-file alice.txt; \
                echo exit code $? >&2; \
                \"$PROGRAM\" open large.html -o small/out.eml --password-file alice.txt; \
                echo exit code $? >&2; ls -A small";
            let outcome = Outcome::of(shell.env("SCRIPT", script).env("PROGRAM", PROGRAM));
            assert_snapshot("cli-a-full-disk", &outcome.stderr);
            assert_eq!(
                String::from_utf8_lossy(&outcome.stdout),
                "",
                "left on the disk"
            );
        }
    }
}

#[test]
fn a_full_standard_output() {
    let folder = Workplace::with_envelope();
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        skipped("no /dev/full");
        return;
    };
    for arguments in [
        &wrap(&["mail.eml", "-o", "-", "--password-file", "alice.txt"])[..],
        &["open", "message.html", "--password-file", "alice.txt"],
        &["inspect", "message.html"],
        &["password"],
    ] {
        let mut command = folder.command(PROGRAM);
        command.args(arguments).stdout(full.try_clone().unwrap());
        let stderr = Outcome::of(command.stderr(Stdio::piped()))
            .failed(75)
            .stderr;
        assert_eq!(
            stderr,
            "error: cannot write standard output: no space left on device\n\
             hint: make room and try again; discard what was written\n",
            "{arguments:?}"
        );
    }
}

#[test]
fn an_interruption_leaves_nothing() {
    let folder = Workplace::new();
    let before = folder.content();
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let mut child = folder
            .command(PROGRAM)
            // Some ten seconds of work.
            .args([
                "wrap",
                "mail.eml",
                "--p2c",
                "10000000",
                "--password-file",
                "alice.txt",
            ])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begin = Instant::now();
        while folder.content().len() == before.len() {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "no temporary file"
            );
            assert_eq!(child.try_wait().unwrap(), None);
            thread::sleep(Duration::from_millis(5));
        }
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(
            child.wait().unwrap().signal(),
            Some(number),
            "ends as if by the signal itself"
        );
        assert_eq!(folder.content(), before, "after SIG{signal}");
    }
}

/// Bytes that deflate cannot shrink, in lines as a mail has them.
fn incompressible(size: usize) -> Vec<u8> {
    let mut state = 1u64;
    (0..size)
        .map(|i| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            if i % 70 == 0 {
                b'\n'
            } else {
                33 + ((state >> 33) % 94) as u8
            }
        })
        .collect()
}
