//! `waxseal wrap`: a message becomes an envelope.

use crate::args::{Place, Talk, Wrap};
use crate::failure::Failure;
use crate::output::{Output, refuse_to_lose};
use crate::passwords::{self, Named};
use crate::progress::Progress;
use crate::{generate, input};
use rand::rngs::SysRng;
use serde::Serialize;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use waxseal::jwe::{self, PasswordKey};
use waxseal::message::{Limits, Message};
use waxseal::password::DEFAULT_BITS;
use waxseal::{Error, html};

/// What --json reports.
#[derive(Serialize)]
struct Report {
    /// The file that was written; none if it went to standard output.
    output: Option<String>,
    recipients: usize,
    message_bytes: u64,
    envelope_bytes: u64,
}

pub fn run(wrap: Wrap, talk: Talk) -> Result<(), Failure> {
    let destination = destination(&wrap)?;
    refuse_to_lose(&destination, other_files(&wrap))?;
    refuse_more_than_open(wrap.given.files.len(), wrap.p2c)?;
    if wrap.generate_password && talk.json && wrap.generated_password_file.is_none() {
        return Err(Failure::Usage {
            what: "with --json there is no place to print a password".into(),
            remedy: "say where to write it with --generated-password-file".into(),
        });
    }
    // Whatever can fail is tried before anybody is asked for a password.
    let limits = Limits::default();
    let raw = input::message(&wrap.message, limits.max_message_bytes)?;
    let message = Message::parse(&raw, &limits).map_err(Failure::library(&wrap.message))?;
    let envelope = Output::create(&destination, wrap.force)?;
    let password_file = match wrap.generated_password_file.clone() {
        Some(path) => Some(
            Output::create(&Place::File(path), false).map_err(|failure| match failure {
                Failure::Exists(path) => Failure::PasswordFileExists(path),
                failure => failure,
            })?,
        ),
        None => None,
    };
    let passwords = passwords(&wrap, talk)?;

    let progress = Progress::new(talk);
    seal(&message, &passwords, wrap.p2c, &envelope, &progress)?;
    let envelope_bytes = check(&message, &passwords, &envelope, &progress)?;
    progress.done();

    if wrap.generate_password {
        hand_over(&passwords, password_file.as_ref())?;
    }
    deliver(
        envelope,
        password_file,
        wrap.generated_password_file.as_deref(),
    )?;
    let report = Report {
        output: match &destination {
            Place::File(path) => Some(path.display().to_string()),
            Place::Stream => None,
        },
        recipients: passwords.len(),
        message_bytes: raw.len() as u64,
        envelope_bytes,
    };
    report.print(talk)
}

fn destination(wrap: &Wrap) -> Result<Place, Failure> {
    match (&wrap.output, &wrap.message) {
        (Some(place), _) => Ok(place.clone()),
        (None, Place::File(path)) => Ok(Place::File(path.with_extension("html"))),
        (None, Place::Stream) => Err(Failure::Usage {
            what: "a message from standard input has no name to call the envelope by".into(),
            remedy: "say where to write it: -o FILE, or `-o -` for standard output".into(),
        }),
    }
}

/// What the envelope must not replace.
fn other_files(wrap: &Wrap) -> impl Iterator<Item = (&Path, &'static str)> {
    let message = wrap.message.path().map(|path| (path, "the message"));
    let given = wrap.given.paths().map(|path| (path, "a password file"));
    let generated = wrap.generated_password_file.as_deref();
    let generated = generated.map(|path| (path, "the file of the generated password"));
    message.into_iter().chain(given).chain(generated)
}

/// The library would refuse as well, but as if the envelope came from a stranger, and after deriving
/// all the keys.
fn refuse_more_than_open(passwords: usize, p2c: u32) -> Result<(), Failure> {
    let limits = jwe::Limits::default();
    if passwords > limits.max_recipients {
        return Err(Failure::Usage {
            what: format!(
                "{passwords} passwords are more than the {} that one envelope may have",
                limits.max_recipients
            ),
            remedy: "wrap the message several times, each time with some of them".into(),
        });
    }
    let rounds = passwords as u64 * u64::from(p2c);
    if rounds > limits.max_iterations {
        return Err(Failure::Usage {
            what: format!(
                "{passwords} passwords with {p2c} rounds each make {rounds} rounds, more than the {} that an opener accepts",
                limits.max_iterations
            ),
            remedy: "lower --p2c, or wrap the message several times, each time with some of them"
                .into(),
        });
    }
    Ok(())
}

fn passwords(wrap: &Wrap, talk: Talk) -> Result<Vec<Named>, Failure> {
    if wrap.generate_password {
        return Ok(vec![generate::new_password(wrap.words, DEFAULT_BITS)?]);
    }
    let mut passwords = wrap.given.read(wrap.message == Place::Stream, talk)?;
    if passwords.is_empty() {
        passwords.push(passwords::ask_for_a_new_one()?);
    }
    if !wrap.allow_weak_password {
        for named in &passwords {
            named
                .password
                .check_strength()
                .map_err(Failure::library(&named.source))?;
        }
    }
    Ok(passwords)
}

fn seal(
    message: &Message,
    passwords: &[Named],
    p2c: u32,
    envelope: &Output,
    progress: &Progress,
) -> Result<(), Failure> {
    progress.wait("deriving keys");
    let mut keys = Vec::new();
    for named in passwords {
        let key = PasswordKey::generate(&named.password, p2c, &mut SysRng);
        keys.push(key.map_err(envelope.failed())?);
    }
    progress.write("sealing");
    let mut out = BufWriter::new(progress.count(envelope.file()));
    html::seal(message, &keys, &mut SysRng, &mut out).map_err(envelope.failed())?;
    out.flush().map_err(envelope.cannot_write())
}

/// Opens what was written as its recipients will, and compares. Returns its size.
fn check(
    message: &Message,
    passwords: &[Named],
    envelope: &Output,
    progress: &Progress,
) -> Result<u64, Failure> {
    let metadata = envelope.file().metadata();
    let size = metadata.map_err(envelope.cannot_write())?.len();
    progress.wait("checking");
    let passwords = passwords.iter().map(|named| &named.password);
    html::verify(envelope.reopen()?, passwords, message)
        .map_err(not_the_same)
        .map_err(envelope.failed())?;
    Ok(size)
}

/// To a recipient it would be a damaged envelope or a wrong password; here it is our own fault.
fn not_the_same(error: Error) -> Error {
    match error {
        Error::Io(_) | Error::TooLarge { .. } => error,
        _ => Error::NotTheSame,
    }
}

/// Gives a generated password to the person, once.
fn hand_over(passwords: &[Named], file: Option<&Output>) -> Result<(), Failure> {
    for Named { password, .. } in passwords {
        let Some(output) = file else {
            generate::print(password, "Password: ", "", std::io::stderr()).map_err(|source| {
                Failure::Output {
                    place: "standard error".into(),
                    source,
                }
            })?;
            continue;
        };
        generate::print(password, "", "", output.file()).map_err(output.cannot_write())?;
    }
    Ok(())
}

/// The password first: an envelope whose password got lost is of no use to anybody.
fn deliver(
    envelope: Output,
    password_file: Option<Output>,
    password_path: Option<&Path>,
) -> Result<(), Failure> {
    if let Some(file) = password_file {
        file.deliver()?;
    }
    let delivered = envelope.deliver();
    if let (Err(_), Some(path)) = (&delivered, password_path) {
        // It opens nothing; the failure that is reported matters more than another one here.
        let _ = fs::remove_file(path);
    }
    delivered
}

impl Report {
    fn print(&self, talk: Talk) -> Result<(), Failure> {
        if talk.json {
            return crate::report(self, self.output.is_none());
        }
        if let Some(output) = &self.output {
            let what_opens_it = match self.recipients {
                1 => "the password opens it".to_owned(),
                n => format!("each of {n} passwords opens it"),
            };
            talk.say(&format!("Wrote {output}; checked that {what_opens_it}."));
        }
        Ok(())
    }
}
