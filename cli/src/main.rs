//! The program `waxseal`: reads arguments, calls the library, prints.

mod args;
mod envelope;
mod failure;
mod generate;
mod input;
mod inspect;
mod keys;
mod lint;
mod open;
mod output;
mod passwords;
mod progress;
mod receipts;
mod signals;
mod version;
mod wrap;

use args::{Arguments, Command, KeyCommand, ReceiptCommand};
use clap::Parser;
use failure::Failure;
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(say_where_it_panicked));
    match run() {
        Ok(code) => code,
        Err(failure) => {
            failure.print();
            failure.exit_code()
        }
    }
}

/// Where, but never what: the text of a panic can quote a mail. What the library leaves to others on
/// hostile input runs in threads of its own, and it goes on without one that panicked.
fn say_where_it_panicked(panic: &std::panic::PanicHookInfo) {
    if std::thread::current().name() == Some("main") {
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        let _ = writeln!(
            io::stderr(),
            "error: the program itself is wrong ({place})\nhint: please report this"
        );
    }
}

fn run() -> Result<ExitCode, Failure> {
    args::refuse_a_password_on_the_command_line(std::env::args_os())?;
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return args::explain(error).map(|()| ExitCode::SUCCESS),
    };
    if arguments.verbose {
        return Err(Failure::Usage {
            what: "--verbose belongs to --version".into(),
            remedy: "leave it out".into(),
        });
    }
    signals::watch().map_err(Failure::Signals)?;
    let talk = arguments.talk;
    match arguments.command {
        Command::Wrap(wrap) => wrap::run(wrap, talk),
        Command::Open(open) => open::run(open, talk),
        Command::Inspect(inspect) => inspect::run(inspect, talk),
        Command::Lint(lint) => return lint::run(&lint, talk),
        Command::Password(password) => generate::password(&password, talk),
        Command::Key(key) => match key.what {
            KeyCommand::Generate(generate) => keys::generate(&generate, talk),
        },
        Command::Receipt(receipt) => match receipt.what {
            ReceiptCommand::Check(check) => receipts::check(&check, talk),
        },
        Command::Generate(generate) => generate::for_packagers(&generate),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// Prints what --json reports, on the stream that carries nothing else.
fn report(report: &impl Serialize, stdout_is_taken: bool) -> Result<(), Failure> {
    let mut line = match serde_json::to_vec(report) {
        Ok(line) => line,
        Err(error) => return Err(Failure::Stdout(error.into())),
    };
    line.push(b'\n');
    match stdout_is_taken {
        true => io::stderr().write_all(&line),
        false => io::stdout().write_all(&line),
    }
    .map_err(Failure::Stdout)
}
