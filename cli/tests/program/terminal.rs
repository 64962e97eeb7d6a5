//! The prompt on a real pseudo-terminal, and where there is no terminal.

use crate::workplace::{ALICE, BOB, MAIL, Outcome, PROGRAM, Workplace, skipped, wrap};
use serde::Deserialize;
use serde_json::{Value, json};
use std::process::Command;

/// What a person saw and what became of the command.
#[derive(Deserialize)]
pub struct Session {
    pub screen: String,
    prompts: usize,
    echo: bool,
    pub code: Option<i32>,
    signal: Option<i32>,
}

/// Runs a command on a pseudo-terminal and answers its prompts. None, with a word why, where that
/// cannot be had.
pub fn run(command: &mut Command, answers: &[&str]) -> Option<Session> {
    let lines: Vec<_> = answers.iter().map(|answer| format!("{answer}\r")).collect();
    session(command, &json!(lines))
}

fn session(command: &Command, answers: &Value) -> Option<Session> {
    let mut python = Command::new("python3");
    python
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/program/terminal.py"
        ))
        .arg(answers.to_string())
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(command.get_current_dir().unwrap())
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    match python.output() {
        Ok(output) if output.status.success() => {
            Some(serde_json::from_slice(&output.stdout).unwrap())
        }
        Ok(output) => panic!("{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            skipped(format_args!("no python3 for a pseudo-terminal: {error}"));
            None
        }
    }
}

fn waxseal(folder: &Workplace, arguments: &[&str], answers: &[&str]) -> Option<Session> {
    let session = run(folder.command(PROGRAM).args(arguments), answers)?;
    for answer in answers.iter().filter(|answer| answer.len() > 3) {
        assert!(
            !session.screen.contains(answer),
            "a password on the screen: {}",
            session.screen
        );
    }
    assert!(session.echo, "the terminal stays silent");
    Some(session)
}

#[test]
fn wrapping_asks_twice_and_opening_once() {
    let folder = Workplace::new();
    let Some(session) = waxseal(&folder, &wrap(&["mail.eml"]), &[BOB, BOB]) else {
        return;
    };
    assert_eq!(
        (session.code, session.prompts),
        (Some(0), 2),
        "{}",
        session.screen
    );
    assert!(session.screen.contains("Password for the envelope: "));
    assert!(session.screen.contains("again: "));
    assert!(
        session.screen.contains("Wrote mail.html"),
        "{}",
        session.screen
    );

    let open = ["open", "mail.html", "-o", "back.eml"];
    let session = waxseal(&folder, &open, &[BOB]).unwrap();
    assert_eq!(
        (session.code, session.prompts),
        (Some(0), 1),
        "{}",
        session.screen
    );
    assert_eq!(folder.read("back.eml"), MAIL.as_bytes());
}

#[test]
fn a_mistyped_password_can_be_typed_again() {
    let folder = Workplace::with_envelope();
    let open = ["open", "message.html", "-o", "back.eml"];
    let Some(session) = waxseal(&folder, &open, &[BOB, ALICE]) else {
        return;
    };
    assert_eq!(
        (session.code, session.prompts),
        (Some(0), 2),
        "{}",
        session.screen
    );
    assert!(
        session.screen.contains("Wrong password"),
        "{}",
        session.screen
    );

    let before = folder.content();
    let again = ["open", "message.html", "-o", "other.eml"];
    let session = waxseal(&folder, &again, &[BOB, BOB, BOB, ALICE]).unwrap();
    assert_eq!(
        (session.code, session.prompts),
        (Some(77), 3),
        "{}",
        session.screen
    );
    assert_eq!(folder.content(), before);
}

#[test]
fn what_is_typed_can_be_refused() {
    let folder = Workplace::new();
    let before = folder.content();
    for (answers, code, said) in [
        (&[ALICE, BOB], 65, "error: the two passwords differ"),
        (&["password1", "password1"], 65, "too weak"),
        (&["", ""], 65, "it is empty"),
    ] {
        let Some(session) = waxseal(&folder, &wrap(&["mail.eml"]), answers) else {
            return;
        };
        assert_eq!(session.code, Some(code), "{}", session.screen);
        assert!(session.screen.contains(said), "{}", session.screen);
        assert_eq!(folder.content(), before);
    }
}

#[test]
fn ctrl_c_at_the_prompt_leaves_nothing_and_a_working_terminal() {
    let folder = Workplace::new();
    let before = folder.content();
    let Some(session) = waxseal(&folder, &wrap(&["mail.eml"]), &["x\u{3}"]) else {
        return;
    };
    assert_eq!(
        (session.code, session.signal),
        (None, Some(2)),
        "{}",
        session.screen
    );
    assert_eq!(folder.content(), before);
}

#[test]
fn a_signal_at_the_prompt_leaves_nothing_and_a_working_terminal() {
    let folder = Workplace::new();
    let before = folder.content();
    for signal in [1, 2, 15] {
        let mut command = folder.command(PROGRAM);
        command.args(wrap(&["mail.eml"]));
        let Some(session) = session(&command, &json!([signal])) else {
            return;
        };
        assert!(session.echo, "the terminal stays silent after {signal}");
        assert_eq!(
            (session.code, session.signal),
            (None, Some(signal)),
            "{}",
            session.screen
        );
        assert_eq!(folder.content(), before);
    }
}

#[test]
fn a_mail_is_not_poured_over_a_terminal() {
    let folder = Workplace::with_envelope();
    let open = ["open", "message.html", "--password-file", "alice.txt"];
    let Some(session) = waxseal(&folder, &open, &[]) else {
        return;
    };
    assert_eq!(session.code, Some(64), "{}", session.screen);
    assert!(
        session.screen.contains("say where to write it"),
        "{}",
        session.screen
    );
    let session = waxseal(&folder, &[&open[..], &["-o", "-"]].concat(), &[]).unwrap();
    assert_eq!(session.code, Some(0), "{}", session.screen);
    assert!(session.screen.contains("It works."), "{}", session.screen);
}

#[test]
fn a_terminal_shows_progress_unless_quiet() {
    let folder = Workplace::new();
    let arguments = wrap(&["mail.eml", "--password-file", "alice.txt", "-f"]);
    let Some(session) = waxseal(&folder, &arguments, &[]) else {
        return;
    };
    assert!(
        session.screen.contains("deriving keys"),
        "{}",
        session.screen
    );
    let session = waxseal(&folder, &[&arguments[..], &["--quiet"]].concat(), &[]).unwrap();
    assert_eq!(session.screen, "");
}

#[test]
fn without_a_terminal_it_says_so() {
    let folder = Workplace::with_envelope();
    let before = folder.content();
    for arguments in [
        vec!["wrap", "mail.eml"],
        vec!["open", "message.html", "-o", "back.eml"],
    ] {
        // A session of its own has no terminal, even if the tests have one.
        let mut command = folder.command("setsid");
        let outcome = Outcome::of(command.args(["--wait", PROGRAM]).args(arguments)).failed(64);
        assert_eq!(
            outcome.stderr,
            "error: there is no terminal to ask for the password\n\
             hint: use --password-file, --password-fd or --password-env\n"
        );
        assert_eq!(folder.content(), before);
    }
}
