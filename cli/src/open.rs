//! `waxseal open`: an envelope gives its message back.

use crate::args::{Open, Place, Talk};
use crate::failure::Failure;
use crate::input;
use crate::output::{Output, refuse_to_lose};
use crate::passwords;
use crate::progress::Progress;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Read, Seek, Write};
use waxseal::html::{Envelope, Opened};
use waxseal::{Error, jwe};

/// How often a person may mistype a password.
const ATTEMPTS: usize = 3;

/// What --json reports.
#[derive(Serialize)]
struct Report {
    /// The file that was written; none if it went to standard output.
    output: Option<String>,
    message_bytes: u64,
}

pub fn run(open: Open, talk: Talk) -> Result<(), Failure> {
    let destination = destination(&open)?;
    let envelope = open.envelope.path().map(|path| (path, "the envelope"));
    let passwords = open.given.paths().map(|path| (path, "a password file"));
    refuse_to_lose(&destination, envelope.into_iter().chain(passwords))?;
    let place = open.envelope.to_string();
    let limits = jwe::Limits::default();
    let file = input::envelope(&open.envelope, limits.max_plaintext_bytes)?;
    let mut envelope = Envelope::read(file, &limits).map_err(Failure::library(&place))?;
    let output = match &destination {
        Place::File(_) => Some(Output::create(&destination, open.force)?),
        Place::Stream => None,
    };
    let given = open.given.read(open.envelope == Place::Stream, talk)?;
    let mut given = given.into_iter();
    let mut attempts = if given.len() == 0 {
        ATTEMPTS
    } else {
        given.len()
    };

    let progress = Progress::new(talk);
    let mut prompt = "Password: ";
    let message_bytes = loop {
        attempts -= 1;
        let password = match given.next() {
            Some(named) => named.password,
            None => passwords::ask(prompt)?,
        };
        progress.wait("deriving the key");
        match envelope.unlock(&password) {
            Ok(opened) => break copy(opened, output.as_ref(), &place, &progress)?,
            Err(Error::WrongPassword) if attempts > 0 => prompt = "Wrong password. Password: ",
            Err(error) => return Err(Failure::library(&place)(error)),
        }
        progress.done();
    };
    if let Some(output) = output {
        output.deliver()?;
    }
    progress.done();
    let report = Report {
        output: match &destination {
            Place::File(path) => Some(path.display().to_string()),
            Place::Stream => None,
        },
        message_bytes,
    };
    report.print(talk)
}

/// A mail is not poured over a terminal: it may hold anything.
fn destination(open: &Open) -> Result<Place, Failure> {
    match &open.output {
        Some(place) => Ok(place.clone()),
        None if io::stdout().is_terminal() => Err(Failure::Usage {
            what: "the message would be written to the terminal".into(),
            remedy: "say where to write it: -o FILE, or `-o -` to see it here".into(),
        }),
        None => Ok(Place::Stream),
    }
}

/// Nothing reaches the output before the library found the whole message genuine. To standard
/// output it goes directly, so that no clear copy of it touches the disk.
fn copy<R: Read + Seek>(
    mut opened: Opened<R>,
    output: Option<&Output>,
    place: &str,
    progress: &Progress,
) -> Result<u64, Failure> {
    progress.measure("opening", opened.message_bytes());
    let to: Box<dyn Write> = match output {
        Some(output) => Box::new(output.file()),
        None => Box::new(io::stdout().lock()),
    };
    let mut out = BufWriter::new(progress.count(to));
    let copied = opened.copy_message(&mut out).and_then(|bytes| {
        out.flush()?;
        Ok(bytes)
    });
    copied.map_err(|error| match (error, output) {
        // The envelope was read in full to find it genuine, so this is about writing.
        (Error::Io(source), Some(output)) => output.cannot_write()(source),
        (Error::Io(source), None) => Failure::Stdout(source),
        (error, _) => Failure::library(place)(error),
    })
}

impl Report {
    fn print(&self, talk: Talk) -> Result<(), Failure> {
        if talk.json {
            return crate::report(self, self.output.is_none());
        }
        if let Some(output) = &self.output {
            let bytes = self.message_bytes;
            talk.say(&format!("Wrote {output}, {bytes} bytes."));
        }
        Ok(())
    }
}
