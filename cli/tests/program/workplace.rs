//! A folder to run the program in, and what came of it.

use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_waxseal");
/// The passwords in alice.txt and bob.txt.
pub const ALICE: &str = "mauve otter juggles 7 kettles";
pub const BOB: &str = "nimble b\u{e4}ker folds 9 maps";
pub const MAIL: &str = "From: Ann <ann@example.org>\r\n\
    To: Bob <bob@example.org>\r\n\
    Subject: The plan\r\n\
    \r\n\
    It works.\r\n";

/// Holds mail.eml, alice.txt and bob.txt.
pub struct Workplace(TempDir);

pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Workplace {
    pub fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("mail.eml", MAIL);
        folder.write_password("alice.txt", ALICE);
        folder.write_password("bob.txt", BOB);
        folder
    }

    /// With message.html as well, which Alice's password opens.
    pub fn with_envelope() -> Self {
        let folder = Self::new();
        folder
            .run(&wrap(&[
                "mail.eml",
                "-o",
                "message.html",
                "--password-file",
                "alice.txt",
            ]))
            .succeeded();
        folder
    }

    /// With message.html and message.pdf, which Alice's password opens.
    pub fn with_both_envelopes() -> Self {
        let folder = Self::with_envelope();
        folder
            .run(&[
                "wrap",
                "mail.eml",
                "-o",
                "message.pdf",
                "--password-file",
                "alice.txt",
            ])
            .succeeded();
        folder
    }

    /// Makes answer.eml, which proves the reading of what sent.jsonl is the record of.
    pub fn add_proof(&self) {
        let token = "AAAAAAAAAAAAAAAAAAAAAA";
        let record = json!({
            "envelopes": [{"output": "x.html"}],
            // Of the token.
            "receipt": {"sha256": "8a5bdb4cc15164126c6ef2668de9dd240d299ce6397a42c95a9411b93d080ed8", "to": "a@example.org"},
        });
        self.write("sent.jsonl", format!("{record}\n"));
        let mail =
            format!("From: b@example.org\r\nSubject: Read\r\n\r\nwaxseal-receipt: {token}\r\n");
        self.write("answer.eml", mail);
    }

    /// Makes org.jwk, org.pub.jwk and escrow.html, which that key and Alice's password open.
    pub fn add_escrow(&self) {
        self.run(&["key", "generate", "-o", "org.jwk"]).succeeded();
        self.run(&wrap(&[
            "mail.eml",
            "-o",
            "escrow.html",
            "--password-file",
            "alice.txt",
            "--recipient-key",
            "org.pub.jwk",
        ]))
        .succeeded();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn write_password(&self, name: &str, password: &str) {
        self.write(name, format!("{password}\n"));
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Everything in the folder, hidden files too.
    pub fn content(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), fs::read(path).ok()))
            .collect()
    }

    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Outcome {
        Outcome::of(self.command(PROGRAM).args(arguments))
    }

    pub fn run_with_input(
        &self,
        arguments: &[impl AsRef<std::ffi::OsStr>],
        input: &[u8],
    ) -> Outcome {
        let mut child = self
            .command(PROGRAM)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // The program may end without reading everything.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output.into()
    }
}

impl Outcome {
    pub fn of(command: &mut Command) -> Self {
        command.output().unwrap().into()
    }

    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn failed(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        assert!(self.stderr.starts_with("error: "), "{}", self.stderr);
        self
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap()
    }
}

impl From<std::process::Output> for Outcome {
    fn from(output: std::process::Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Arguments of `waxseal wrap` with as few rounds as it accepts, to save time.
pub fn wrap<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["wrap", "--p2c", "210000"], arguments].concat()
}

/// Snapshots of the whole workspace stand in one folder.
pub fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Tells that a test proves nothing here. Not with a macro that prints: the test harness keeps to
/// itself what those say in a test that passes.
pub fn skipped(reason: impl Display) {
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "skipped: {reason}").unwrap();
}

/// A shell in which it may mount file systems, or why there is none.
pub fn shell_that_can_mount(folder: &Workplace) -> Result<Command, String> {
    let unshare = |script: &str| {
        let mut command = folder.command("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-ec", script]);
        command
    };
    let trial = unshare("mkdir -p .trial && mount -t tmpfs -o size=64k none .trial").output();
    let _ = fs::remove_dir(folder.path(".trial"));
    match trial {
        Ok(output) if output.status.success() => Ok(unshare("eval \"$SCRIPT\"")),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
