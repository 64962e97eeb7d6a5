//! Help, man pages and completions: what they promise must be so.

use crate::terminal;
use crate::workplace::{ALICE, BOB, Outcome, PROGRAM, Workplace, assert_snapshot};

const SUBCOMMANDS: [&str; 8] = [
    "wrap", "open", "inspect", "lint", "password", "key", "receipt", "generate",
];

fn help(arguments: &[&str]) -> String {
    let outcome = Workplace::new().run(arguments).succeeded();
    assert_eq!(outcome.stderr, "");
    String::from_utf8(outcome.stdout).unwrap()
}

#[test]
fn the_short_help_is_short_and_the_long_one_explains() {
    assert_snapshot("cli-help", &help(&["--help"]));
    assert_snapshot("cli-help-wrap", &help(&["wrap", "--help"]));
    for subcommand in SUBCOMMANDS {
        let short = help(&[subcommand, "-h"]);
        let long = help(&[subcommand, "--help"]);
        assert!(short.len() <= long.len(), "{subcommand}");
        assert!(short.contains("Examples:"), "{subcommand}");
    }
    assert!(help(&["--version"]).starts_with("waxseal "));
}

/// Every line of the help that begins with "$" is run as it stands.
#[test]
fn every_example_of_the_help_runs() {
    let mut ran = 0;
    for arguments in [vec!["-h"]]
        .into_iter()
        .chain(SUBCOMMANDS.map(|name| vec![name, "-h"]))
    {
        for example in help(&arguments)
            .lines()
            .filter_map(|line| line.strip_prefix("  $ "))
        {
            let folder = match example.contains("waxseal wrap") {
                true => Workplace::new(),
                false => Workplace::with_both_envelopes(),
            };
            if example.contains("org.") {
                folder.add_escrow();
                folder.write("org.toml", "organisation = 'Weber & Lind'");
            }
            if example.contains("receipt check") {
                folder.add_proof();
            }
            let script = format!("waxseal() {{ {PROGRAM} \"$@\"; }}; {example}");
            let mut shell = folder.command("sh");
            shell.env("WAXSEAL_PASSWORD", BOB).args(["-c", &script]);
            // Those that ask for a password do so on the terminal.
            let Some(session) = terminal::run(&mut shell, &[ALICE, ALICE]) else {
                return;
            };
            assert_eq!(session.code, Some(0), "{example}: {}", session.screen);
            ran += 1;
        }
    }
    assert!(ran > 10, "only {ran}");
}

#[test]
fn man_pages_hold_what_the_help_holds() {
    let page = help(&["generate", "man"]);
    assert!(page.contains(".TH waxseal 1"), "{page}");
    assert!(page.contains("sysexits.h"), "{page}");
    for subcommand in SUBCOMMANDS {
        let page = help(&["generate", "man", subcommand]);
        assert!(page.contains(".SH SYNOPSIS"), "{subcommand}");
    }
    assert!(help(&["generate", "man", "wrap"]).contains("generated\\-password\\-file"));
}

#[test]
fn completions_are_scripts_of_their_shell() {
    let folder = Workplace::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = help(&["generate", "completions", shell]);
        assert!(script.contains("generate-password"), "{shell}");
        folder.write("completions", &script);
        if shell == "bash" {
            let mut check = folder.command("bash");
            Outcome::of(check.args(["-n", "completions"])).succeeded();
        }
    }
}
