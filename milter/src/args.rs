//! What can be said on the command line, and the help that explains it.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use waxseal_milter::admin::{Passwords, StoreKey};

const CONFIG: &str = "/etc/waxseal/milter.toml";

const EXAMPLES: &str = "\
Examples:
  $ waxseal-milter store-key /etc/waxseal/store.key
      makes the key that the passwords in the store are encrypted with
  $ waxseal-milter check
      says whether the configuration is right, or what is wrong with it and where
  $ waxseal-milter check mail.eml --from ann@example.org --to bob@example.com
      says which rule fires for this mail, and why
  $ waxseal-milter run
      what the service runs
  $ waxseal-milter passwords set bob@example.com

docs/deploy.md shows how to switch it on in Postfix and Sendmail.

Exit codes (sysexits.h): 0 done; 64 the command line is wrong; 65 the mail or the input is wrong;
66 a file cannot be read; 69 the store or a socket cannot be used; 73 a file cannot be created;
78 the configuration is wrong.";

/// Seals outgoing mail into encrypted files, for Postfix and Sendmail, by rules
///
/// It listens for a mail server's milter protocol. Rules decide for each recipient whether a message
/// passes, is refused, or goes out as an HTML page or a PDF that opens with a password. Whatever goes
/// wrong, a message is deferred or refused, and never sent in clear.
#[derive(Parser)]
#[command(name = "waxseal-milter", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the mail server, until SIGTERM; read the configuration again on SIGHUP
    Run {
        /// The configuration
        #[arg(short, long, value_name = "FILE", default_value = CONFIG)]
        config: PathBuf,
    },
    Check(Check),
    Passwords(OfStore),
    StoreKey(StoreKey),
}

/// Look after the passwords of recipients
///
/// An ADDRESS is an address such as ann@example.org, or a whole domain such as example.org, whose password is for
/// everybody there who has none of their own. When an address gets another password, the older ones are kept under
/// their numbers: what was sealed with one opens with no other.
#[derive(Args)]
pub struct OfStore {
    /// The configuration, which names the store
    #[arg(short, long, value_name = "FILE", default_value = CONFIG)]
    pub config: PathBuf,
    #[command(flatten)]
    pub asked: Passwords,
}

/// What clap cannot place may be a password, so it is not repeated. Help and version are no errors.
pub fn explain(error: &clap::Error) -> Option<&'static str> {
    let stray = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => !argument.starts_with('-'),
        _ => false,
    };
    (error.kind() == ErrorKind::UnknownArgument && stray).then_some(
        "there is one argument too many; a password does not belong on the command line, and `waxseal-milter --help` \
         shows what does",
    )
}

/// Check the configuration, and explain what it does with a mail
///
/// Nothing is sealed, sent or stored.
#[derive(Args)]
pub struct Check {
    /// The configuration
    #[arg(short, long, value_name = "FILE", default_value = CONFIG)]
    pub config: PathBuf,
    /// A mail (.eml) to explain the rules with ("-": standard input)
    #[arg(value_name = "MAIL", requires = "to")]
    pub mail: Option<PathBuf>,
    /// Its sender (MAIL FROM)
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    pub from: String,
    /// Its recipient (RCPT TO); may be given several times
    #[arg(long, value_name = "ADDRESS", requires = "mail")]
    pub to: Vec<String>,
}
