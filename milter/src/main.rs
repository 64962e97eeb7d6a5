//! `waxseal-milter`: seals outgoing mail for Postfix and Sendmail, by rules.

mod args;
mod check;

use args::{Arguments, Command};
use clap::Parser as _;
use std::fmt::Display;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use waxseal_milter::config::Config;
use waxseal_milter::gateway::Gateway;
use waxseal_milter::metrics::Metrics;
use waxseal_milter::store::Store;
use waxseal_milter::{admin, server};

/// Exit codes of sysexits.h.
mod code {
    pub const USAGE: u8 = 64;
    pub const DATAERR: u8 = 65;
    pub const NOINPUT: u8 = 66;
    pub const UNAVAILABLE: u8 = 69;
    pub const OSERR: u8 = 71;
    pub const CANTCREAT: u8 = 73;
    pub const CONFIG: u8 = 78;
}

/// What a person is told when the program cannot go on.
struct Failure(u8, String);

impl Failure {
    fn with(code: u8) -> impl Fn(&dyn Display) -> Self {
        move |error| Self(code, error.to_string())
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { code::USAGE } else { 0 };
            match args::explain(&error) {
                Some(what) => tell(what),
                None => drop(error.print()),
            }
            return ExitCode::from(code);
        }
    };
    let done = match arguments.command {
        Command::Run { config } => run(&config),
        Command::Check(check) => check::run(&check),
        Command::Passwords(of) => passwords(&of.config, &of.asked),
        Command::StoreKey(asked) => admin::store_key(&asked, &mut std::io::stdout().lock())
            .map_err(|error| Failure::with(code::CANTCREAT)(&error)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(code, what)) => {
            tell(&what);
            ExitCode::from(code)
        }
    }
}

fn tell(what: &str) {
    let _ = writeln!(std::io::stderr(), "error: {what}");
}

fn read(path: &Path) -> Result<Config, Failure> {
    Config::read(path).map_err(|error| Failure::with(code::CONFIG)(&error))
}

fn run(path: &Path) -> Result<(), Failure> {
    waxseal_milter::log::hide_panics();
    let config = read(path)?;
    let metrics = Arc::new(Metrics::default());
    let gateway = Gateway::open(config, Arc::clone(&metrics))
        .map_err(|error| Failure::with(code::UNAVAILABLE)(&error))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::with(code::OSERR)(&error))?;
    let served = runtime.block_on(server::run(gateway, path.to_owned(), metrics));
    // What still blocks is of no use to anybody.
    runtime.shutdown_background();
    served.map_err(|error| Failure::with(code::UNAVAILABLE)(&error))
}

fn passwords(path: &Path, asked: &admin::Passwords) -> Result<(), Failure> {
    let config = read(path)?;
    let Some(place) = &config.store else {
        let what = format!("{} has no [store]; add one", path.display());
        return Err(Failure(code::CONFIG, what));
    };
    let store = Store::open(place.url.expose(), &place.key_file)
        .map_err(|error| Failure::with(code::UNAVAILABLE)(&error))?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    admin::run(&asked.what, &store, &mut input, &mut output)
        .map_err(|error| Failure::with(code::DATAERR)(&error))
}
