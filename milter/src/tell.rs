//! Tells a password to a program of the organisation, such as a gateway to text messages: on its standard input, so
//! that it never stands in a list of processes.

use crate::config::Command;
use crate::trouble::Trouble;
use serde_json::json;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use waxseal::password::Password;
use zeroize::Zeroizing;

/// How often it is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Runs the program with one line of JSON: `recipient`, `sender`, `password`. It has told the password when it ends with
/// success.
///
/// # Errors
/// [`Trouble::Tell`] if it cannot be started, fails, or takes too long; then it is stopped.
pub fn run(
    command: &Command,
    recipient: &str,
    sender: &str,
    password: &Password,
) -> Result<(), Trouble> {
    let fault = |what: &dyn std::fmt::Display| Trouble::Tell(what.to_string());
    let password = std::str::from_utf8(password.as_bytes()).map_err(|error| fault(&error))?;
    let line = json!({"recipient": recipient, "sender": sender, "password": password});
    let line = Zeroizing::new(line.to_string() + "\n");
    let (program, arguments) = command.run.split_first().ok_or(Trouble::NoCommand)?;
    let mut child = std::process::Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        // Whatever it says may repeat the password, in one form or another. It keeps a log of its own.
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| fault(&error))?;
    let written = match child.stdin.take() {
        // Dropped after the line, so that the program sees its end.
        Some(mut input) => input.write_all(line.as_bytes()),
        None => Ok(()),
    };
    let status = wait(&mut child, command.timeout);
    match status {
        Some(status) if status.success() => written.map_err(|error| fault(&error)),
        Some(status) => Err(fault(&status)),
        None => Err(fault(&format!(
            "no end within {} seconds",
            command.timeout.as_secs()
        ))),
    }
}

fn wait(child: &mut Child, limit: Duration) -> Option<std::process::ExitStatus> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if start.elapsed() < limit => thread::sleep(LOOK),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(script: &str) -> Result<(), Trouble> {
        let command = Command {
            run: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            timeout: Duration::from_secs(1),
        };
        let password = Password::new("a \"quoted\" one").unwrap();
        run(&command, "bob@example.com", "ann@example.org", &password)
    }

    #[test]
    fn the_program_reads_the_password_and_nobody_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("told");
        let script = format!(
            "cat > {0}; tr '\\0' ' ' < /proc/$$/cmdline >> {0}; env >> {0}",
            file.display()
        );
        tell(&script).unwrap();
        let told = std::fs::read_to_string(file).unwrap();
        let line = r#"{"password":"a \"quoted\" one","recipient":"bob@example.com","sender":"ann@example.org"}"#;
        assert!(told.starts_with(&format!("{line}\n")), "{told}");
        assert_eq!(told.matches("quoted").count(), 1);
    }

    #[test]
    fn a_program_that_fails_or_hangs_has_told_nothing() {
        for (script, said) in [
            ("cat >&2; exit 3", "(exit status: 3)"),
            ("exec sleep 60", "no end within 1 seconds"),
            ("kill -9 $$", "signal: 9"),
        ] {
            let error = tell(script).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("quoted"), "{error}");
        }
    }
}
