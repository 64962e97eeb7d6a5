//! The program `waxseal`: reads arguments, calls the library, prints.

mod args;
mod failure;
mod generate;
mod input;
mod inspect;
mod open;
mod output;
mod passwords;
mod progress;
mod signals;
mod wrap;

use args::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            failure.exit_code()
        }
    }
}

fn run() -> Result<(), Failure> {
    args::refuse_a_password_on_the_command_line(std::env::args_os())?;
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return args::explain(error),
    };
    signals::watch().map_err(Failure::Signals)?;
    let talk = arguments.talk;
    match arguments.command {
        Command::Wrap(wrap) => wrap::run(wrap, talk),
        Command::Open(open) => open::run(open, talk),
        Command::Inspect(inspect) => inspect::run(inspect, talk),
        Command::Password(password) => generate::password(&password, talk),
        Command::Generate(generate) => generate::for_packagers(&generate),
    }
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
