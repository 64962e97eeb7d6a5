//! The configuration: one TOML file, read once at the start, with all that it names.
//!
//! ```toml
//! listen = ["inet:127.0.0.1:8891"]
//! otherwise = "pass"
//!
//! [organisation]
//! notices_from = "postmaster@example.org"
//!
//! [store]
//! url = "sqlite:/var/lib/waxseal/waxseal.db"
//! key_file = "store.key"
//!
//! [inject]
//! smtp = "127.0.0.1:10025"
//!
//! [[rule]]
//! name = "tagged"
//! tag = ["secure"]
//! action = "html"
//! password = "recipient"
//! tell = "sender"
//! ```
//!
//! What it does not know it refuses, with the place and the remedy. Paths are relative to the folder of the file.

mod fault;
mod file;
mod rule;
mod value;

pub use fault::ConfigError;

use crate::rules::{Action, Addresses, PasswordSource, Rules, Tell};
use fault::Fault;
use file::{File, Text};
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use waxseal::html::PageOptions;
use waxseal::jwe::{PrivateKey, PublicKey};

/// A configuration that has been checked.
#[derive(Debug)]
pub struct Config {
    /// Where the milter listens: `listen = ["inet:127.0.0.1:8891", "unix:/run/waxseal/milter.sock"]`. At least one.
    pub listen: Vec<Listen>,
    /// Where it shows its counters: `metrics = "127.0.0.1:9891"`. Nowhere if it is left out.
    pub metrics: Option<SocketAddr>,
    /// `[organisation]`
    pub organisation: Organisation,
    /// `[store]`; there if any rule needs it.
    pub store: Option<Store>,
    /// `[inject]`; there if any rule seals.
    pub inject: Option<Inject>,
    /// `[mta]`, with `smtp = "127.0.0.1:25"`: the MTA that asks this milter. At the start it is tried whether it waits
    /// for its milter.
    pub mta: Option<Inject>,
    /// `[command]`; there if any rule tells it.
    pub command: Option<Command>,
    /// `[limits]`
    pub limits: Limits,
    /// Each `[[rule]]`, and `otherwise`, which is required: `"pass"`, `"reject"`, `"defer"`, or with the stored
    /// password `"html"`, `"pdf"` or `"both"`.
    pub rules: Rules,
}

/// A place to listen at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// `inet:127.0.0.1:8891` or `inet:[::1]:8891`
    Inet(SocketAddr),
    /// `unix:/run/waxseal/milter.sock`
    Unix(PathBuf),
}

/// Who seals.
#[derive(Debug)]
pub struct Organisation {
    /// `domains = ["example.org", ".example.org"]`: who is inside. Empty if it is left out.
    pub domains: Addresses,
    /// `branding = "branding.toml"`: how its pages look, and their languages. All languages and nobody's name if it is
    /// left out.
    pub branding: PageOptions,
    /// `recipient_keys = ["escrow.pub.jwk"]`: keys that open every HTML envelope as well. None if it is left out.
    pub recipient_keys: Vec<PublicKey>,
    /// `answer_keys = ["org.jwk"]`: keys that open answers. None if it is left out.
    pub answer_keys: Vec<PrivateKey>,
    /// `notices_from = "postmaster@example.org"`: who sends notices; there if a rule tells the sender.
    pub notices_from: Option<String>,
    /// `subject = false`: whether the mail around an envelope has the subject of the message, without tags, and not a
    /// neutral one.
    pub subject: bool,
}

/// Where passwords are kept.
#[derive(Clone, Debug)]
pub struct Store {
    /// `url = "sqlite:/var/lib/waxseal/waxseal.db"` or `"postgresql://user@host/db"`
    pub url: StoreUrl,
    /// `key_file = "store.key"`: the file with the key that they are encrypted with. It exists.
    pub key_file: PathBuf,
}

/// The URL of a store, which may have a password in it. Shown, it has none.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl(String);

impl StoreUrl {
    /// The URL as it is written.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreUrl {
    /// Without the user and what is said of them: passwords stand before the `@` or behind the `?`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.split('?').next().unwrap_or_default();
        match (shown.split_once("://"), shown.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => write!(out, "{scheme}://...@{host}"),
            _ => out.write_str(shown),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "\"{self}\"")
    }
}

/// The MTA that takes the mails that the milter sends itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inject {
    /// The host of `smtp = "127.0.0.1:10025"`: a name, or an address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// A program that is told generated passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// `run = ["/usr/local/bin/send-sms"]`: the program, by its whole path, and its arguments. At least one.
    pub run: Vec<String>,
    /// `seconds = 20`: how long it may take.
    pub timeout: Duration,
}

/// How much is done at once. Sizes are bytes, or text such as `"10 MB"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `message_bytes = "50 MB"`: the largest message.
    pub message_bytes: u64,
    /// `memory_bytes = "512 MB"`: all messages together.
    pub memory_bytes: u64,
    /// `recipients = 1000`: of one message.
    pub recipients: usize,
    /// `connections = 200`
    pub connections: usize,
    /// `seconds = 240`: for one message, which is deferred then.
    pub timeout: Duration,
    /// `workers = 0`: the threads that seal. With 0, one for each core: already that number here.
    pub workers: usize,
    /// `cached_keys = 10000`: how many keys that were derived from passwords are kept.
    pub cached_keys: usize,
}

impl Config {
    /// Reads a configuration and all that it names.
    ///
    /// # Errors
    /// [`ConfigError`] with the place of the first thing that is wrong.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = value::content(path).map_err(|source| ConfigError::Unreadable {
            file: path.to_owned(),
            source,
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::checked(&text, folder).map_err(|fault| fault.locate(&text, path))
    }

    /// The same, of a text; paths in it are relative to `folder`.
    ///
    /// # Errors
    /// As [`Config::read`]; the text is called "the configuration".
    pub fn from_toml(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let file = Path::new("the configuration");
        Self::checked(text, folder).map_err(|fault| fault.locate(text, file))
    }

    fn checked(text: &str, folder: &Path) -> Result<Self, Fault> {
        let file: File = toml::from_str(text)?;
        let otherwise = rule::otherwise(&file.otherwise)?;
        check_needs(&file, &otherwise)?;
        let listen = value::filled(file.listen)?;
        Ok(Self {
            listen: listen.iter().map(value::listen).collect::<Result<_, _>>()?,
            metrics: file.metrics.as_ref().map(value::address).transpose()?,
            organisation: organisation(file.organisation, folder)?,
            store: file
                .store
                .map(|store| self::store(&store, folder))
                .transpose()?,
            inject: file.inject.as_ref().map(inject).transpose()?,
            mta: file.mta.as_ref().map(inject).transpose()?,
            command: file.command.map(command).transpose()?,
            limits: limits(file.limits)?,
            rules: Rules::new(rule::rules(file.rules, folder)?, otherwise),
        })
    }
}

/// Whether there is what the rules need. Rules that are wrong in themselves are told of later.
fn check_needs(file: &File, otherwise: &Action) -> Result<(), Fault> {
    let missing = |place: &Text, what: &str, section: &str| {
        Err(Fault::here(place.span(), format!("{what}; add {section}")))
    };
    if file.inject.is_none() {
        let seals = |text: &&Text| ["html", "pdf", "both"].contains(&text.as_ref().as_str());
        let mut actions = file
            .rules
            .iter()
            .map(|rule| &rule.action)
            .chain([&file.otherwise]);
        if let Some(action) = actions.find(seals) {
            let what = "sealed mails for some of the recipients are handed back to the mail server, which is not named";
            return missing(action, what, "[inject] with smtp = \"127.0.0.1:10025\"");
        }
    }
    if file.store.is_none() {
        const SECTION: &str = "[store] with url and key_file";
        let kept =
            |text: &&Text| ["stored", "recipient", "message"].contains(&text.as_ref().as_str());
        if let Some(password) = file
            .rules
            .iter()
            .filter_map(|rule| rule.password.as_ref())
            .find(kept)
        {
            return missing(
                password,
                "this password is kept in a store, which is not named",
                SECTION,
            );
        }
        if matches!(otherwise, Action::Seal(seal) if seal.password == PasswordSource::Stored) {
            let what = "this seals with stored passwords, and no store is named";
            return missing(&file.otherwise, what, SECTION);
        }
    }
    for word in file.rules.iter().filter_map(|rule| rule.tell.as_ref()) {
        let (name, is_missing) = match word.as_ref().as_str() {
            "sender" => (Tell::Sender, file.organisation.notices_from.is_none()),
            "command" => (Tell::Command, file.command.is_none()),
            _ => continue,
        };
        match name {
            Tell::Sender if is_missing => {
                let what = "the sender is told by mail, which needs an address that it comes from";
                return missing(
                    word,
                    what,
                    "notices_from = \"postmaster@...\" to [organisation]",
                );
            }
            Tell::Command if is_missing => {
                return missing(
                    word,
                    "no command is named",
                    "[command] with run = [\"/path/to/program\"]",
                );
            }
            _ => {}
        }
    }
    Ok(())
}

fn organisation(file: file::Organisation, folder: &Path) -> Result<Organisation, Fault> {
    let branding = match &file.branding {
        Some(name) => branding(name, folder)?,
        None => PageOptions::default(),
    };
    let notices_from = file.notices_from.map(mail_address).transpose()?;
    let public = |name: &Text| value::key(folder, name, PublicKey::from_jwk);
    let private = |name: &Text| value::key(folder, name, PrivateKey::from_jwk);
    Ok(Organisation {
        domains: value::addresses(file.domains, None, folder)?,
        branding,
        recipient_keys: file
            .recipient_keys
            .iter()
            .map(public)
            .collect::<Result<_, _>>()?,
        answer_keys: file
            .answer_keys
            .iter()
            .map(private)
            .collect::<Result<_, _>>()?,
        notices_from,
        subject: file.subject,
    })
}

fn branding(name: &Text, folder: &Path) -> Result<PageOptions, Fault> {
    let path = folder.join(name.as_ref());
    let text =
        value::content(&path).map_err(|error| Fault::unreadable(name.span(), &path, &error))?;
    let own_folder = path.parent().unwrap_or(folder);
    PageOptions::from_toml(&text, own_folder).map_err(|error| match error {
        waxseal::Error::Branding { line, column, what } => Fault::Elsewhere(ConfigError::Wrong {
            file: path.clone(),
            line,
            column,
            what,
        }),
        other => Fault::here(name.span(), format!("{}: {other}", path.display())),
    })
}

fn mail_address(text: Text) -> Result<String, Fault> {
    let address = text.as_ref();
    let is_address = address.contains('@') && Addresses::default().add(address).is_ok();
    if !is_address {
        let what = format!(
            "{:?} is no address; write it like \"postmaster@example.org\"",
            value::shortened(address)
        );
        return Err(Fault::here(text.span(), what));
    }
    Ok(text.into_inner())
}

fn store(file: &file::Store, folder: &Path) -> Result<Store, Fault> {
    let url = file.url.as_ref();
    let rest = ["sqlite:", "postgresql://", "postgres://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    if rest.is_none_or(str::is_empty) {
        // Not repeated: it may have a password.
        let what = "this is no URL of a store; write it like \"sqlite:/var/lib/waxseal/waxseal.db\" or \"postgresql://user@host/db\"";
        return Err(Fault::here(file.url.span(), what));
    }
    Ok(Store {
        url: StoreUrl(url.clone()),
        key_file: value::existing(folder, &file.key_file)?,
    })
}

fn inject(file: &file::Inject) -> Result<Inject, Fault> {
    let (host, port) = value::host_and_port(&file.smtp)?;
    Ok(Inject { host, port })
}

fn command(file: file::Command) -> Result<Command, Fault> {
    let run = value::filled(file.run)?;
    if let Some(program) = run
        .first()
        .filter(|program| !program.as_ref().starts_with('/'))
    {
        return Err(Fault::here(
            program.span(),
            "the program has no whole path; write it from the / on",
        ));
    }
    Ok(Command {
        run: run.into_iter().map(toml::Spanned::into_inner).collect(),
        timeout: Duration::from_secs(value::number(file.seconds, 20, 1..=3600)?),
    })
}

fn limits(file: file::Limits) -> Result<Limits, Fault> {
    const MB: u64 = 1 << 20;
    let message_bytes = file
        .message_bytes
        .as_ref()
        .map_or(Ok(50 * MB), value::size)?;
    let most = waxseal::message::Limits::default().max_message_bytes;
    if let Some(given) = &file.message_bytes
        && !(1..=most).contains(&message_bytes)
    {
        let what = format!(
            "no message of this size can be sealed; write one up to \"{} MB\"",
            most / MB
        );
        return Err(Fault::here(given.span(), what));
    }
    let memory_bytes = file
        .memory_bytes
        .as_ref()
        .map_or(Ok(512 * MB), value::size)?;
    let given = file.memory_bytes.as_ref().or(file.message_bytes.as_ref());
    if let Some(given) = given
        && memory_bytes < 4 * message_bytes
    {
        return Err(Fault::here(
            given.span(),
            "memory_bytes must be at least four times message_bytes, which one message may need; raise it, or lower message_bytes",
        ));
    }
    let count = |given, default: u32, least: u32, most: u32| {
        let number = value::number(given, default.into(), least.into()..=most.into())?;
        Ok::<_, Fault>(usize::try_from(number).unwrap_or(usize::MAX))
    };
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(Limits {
        message_bytes,
        memory_bytes,
        recipients: count(file.recipients, 1000, 1, 100_000)?,
        connections: count(file.connections, 200, 1, 10_000)?,
        timeout: Duration::from_secs(value::number(file.seconds, 240, 1..=86_400)?),
        workers: match count(file.workers, 0, 0, 1024)? {
            0 => cores(),
            workers => workers,
        },
        cached_keys: count(file.cached_keys, 10_000, 0, 10_000_000)?,
    })
}
