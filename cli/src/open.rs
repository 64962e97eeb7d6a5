//! `waxseal open`: an envelope gives its message back, or its attachments.

use crate::args::{Open, Place, Talk};
use crate::envelope::{Attachment, Envelope, Opened, Opener};
use crate::failure::Failure;
use crate::keys;
use crate::output::{Finished, Output, deliver_all, refuse_to_lose};
use crate::passwords;
use crate::progress::Progress;
use serde::Serialize;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use waxseal::Error;

/// How often a person may mistype a password.
const ATTEMPTS: usize = 3;

/// What --json reports.
#[derive(Serialize)]
struct Report {
    /// The file that was written; none if it went to standard output, or was not asked for.
    output: Option<String>,
    /// None if only the attachments were asked for.
    message_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<Saved>>,
}

#[derive(Serialize)]
struct Saved {
    name: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    bytes: u64,
}

pub fn run(open: Open, talk: Talk) -> Result<(), Failure> {
    let destination = destination(&open)?;
    let message = destination.as_ref();
    if let Some(place) = message {
        let envelope = open.envelope.path().map(|path| (path, "the envelope"));
        let passwords = open.given.paths().map(|path| (path, "a password file"));
        let key = open.key.as_deref().map(|path| (path, "the key"));
        refuse_to_lose(place, envelope.into_iter().chain(passwords).chain(key))?;
    }
    let place = open.envelope.to_string();
    let mut envelope = Envelope::read(&open.envelope)?;
    let output = match message {
        Some(place @ Place::File(_)) => Some(Output::create(place, open.force)?),
        _ => None,
    };
    let progress = Progress::new(talk);
    let mut openers = openers(&open, &envelope, talk)?.into_iter();
    let mut attempts = match openers.len() {
        0 => ATTEMPTS,
        given => given,
    };
    let mut prompt = "Password: ";
    let mut opened = loop {
        attempts -= 1;
        let opener = match openers.next() {
            Some(opener) => opener,
            None => Opener::Password(passwords::ask(prompt)?),
        };
        progress.wait("deriving the key");
        match envelope.unlock(&opener) {
            Ok(opened) => break opened,
            Err(Error::WrongPassword) if attempts > 0 => prompt = "Wrong password. Password: ",
            Err(error) => return Err(Failure::library(&place)(error)),
        }
        progress.done();
    };
    let message_bytes = match message {
        Some(_) => Some(copy(&mut opened, output.as_ref(), &place, &progress)?),
        None => None,
    };
    let folder = open.attachments.as_deref();
    let mut finished = Vec::new();
    let attachments = match folder {
        Some(folder) => {
            let made = Made::new(folder)?;
            let saved = save(&mut opened, folder, open.force, &place, &progress)?;
            made.keep();
            let (files, saved): (Vec<Finished>, Vec<Saved>) = saved.into_iter().unzip();
            finished.extend(files);
            Some(saved)
        }
        None => None,
    };
    if let Some(output) = output {
        finished.push(output.finish()?);
    }
    deliver_all(finished)?;
    progress.done();
    let report = Report {
        output: message
            .and_then(Place::path)
            .map(|path| path.display().to_string()),
        message_bytes,
        attachments,
    };
    report.print(message == Some(&Place::Stream), folder, talk)
}

/// What to open the envelope with, one after the other; nothing if a password is to be asked for.
fn openers(open: &Open, envelope: &Envelope, talk: Talk) -> Result<Vec<Opener>, Failure> {
    if let Some(path) = &open.key {
        if matches!(envelope, Envelope::Pdf(_)) {
            return Err(Failure::Usage {
                what: format!(
                    "{} is a PDF, which opens with a password only",
                    open.envelope
                ),
                remedy: "leave out --key".into(),
            });
        }
        return Ok(vec![Opener::Key(keys::private(path, talk)?)]);
    }
    let given = open.given.read(open.envelope == Place::Stream, talk)?;
    if given.is_empty() && envelope.opens_without_password() {
        return Ok(vec![Opener::Nothing]);
    }
    let passwords = given.into_iter().map(|named| named.password);
    Ok(passwords.map(Opener::Password).collect())
}

/// Where the message goes, if anywhere. A mail is not poured over a terminal: it may hold anything.
fn destination(open: &Open) -> Result<Option<Place>, Failure> {
    match &open.output {
        Some(place) => Ok(Some(place.clone())),
        None if open.attachments.is_some() => Ok(None),
        None if io::stdout().is_terminal() => Err(Failure::Usage {
            what: "the message would be written to the terminal".into(),
            remedy: "say where to write it: -o FILE, or `-o -` to see it here".into(),
        }),
        None => Ok(Some(Place::Stream)),
    }
}

/// Nothing reaches the output before the library found the whole message genuine. To standard
/// output it goes directly, so that no clear copy of it touches the disk.
fn copy(
    opened: &mut Opened,
    output: Option<&Output>,
    place: &str,
    progress: &Progress,
) -> Result<u64, Failure> {
    if let Some(bytes) = opened.message_bytes() {
        progress.measure("opening", bytes);
    }
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

/// The folder of the attachments. Vanishes again if it is new and nothing gets into it.
struct Made<'f>(Option<&'f Path>);

impl<'f> Made<'f> {
    fn new(folder: &'f Path) -> Result<Self, Failure> {
        let is_new = !folder.exists();
        fs::create_dir_all(folder).map_err(|source| Failure::Create {
            path: folder.to_owned(),
            source,
        })?;
        Ok(Self(is_new.then_some(folder)))
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        if let Some(folder) = self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Writes the attachments to temporary files beside their names.
fn save(
    opened: &mut Opened,
    folder: &Path,
    replace: bool,
    place: &str,
    progress: &Progress,
) -> Result<Vec<(Finished, Saved)>, Failure> {
    progress.write("saving attachments");
    let mut all = Vec::new();
    for (index, Attachment { name, media_type }) in opened.attachments().into_iter().enumerate() {
        let path = Place::File(folder.join(&name));
        let output = Output::create(&path, replace)?;
        let mut out = BufWriter::new(progress.count(output.file()));
        let bytes = opened
            .copy_attachment(index, &mut out)
            .map_err(|error| match error {
                Error::Io(source) => output.cannot_write()(source),
                error => Failure::library(format!("{place}, {name}"))(error),
            })?;
        out.flush().map_err(output.cannot_write())?;
        drop(out);
        let saved = Saved {
            name,
            media_type,
            bytes,
        };
        all.push((output.finish()?, saved));
    }
    Ok(all)
}

impl Report {
    fn print(
        &self,
        stdout_is_taken: bool,
        folder: Option<&Path>,
        talk: Talk,
    ) -> Result<(), Failure> {
        if talk.json {
            return crate::report(self, stdout_is_taken);
        }
        if let (Some(output), Some(bytes)) = (&self.output, self.message_bytes) {
            talk.say(&format!("Wrote {output}, {bytes} bytes."));
        }
        if let (Some(saved), Some(folder)) = (&self.attachments, folder) {
            let folder = folder.display();
            match saved.len() {
                0 => talk.say("There are no attachments."),
                1 => talk.say(&format!("Saved 1 attachment in {folder}:")),
                n => talk.say(&format!("Saved {n} attachments in {folder}:")),
            }
            for Saved {
                name,
                media_type,
                bytes,
            } in saved
            {
                let media_type = media_type.as_deref().unwrap_or("type unknown");
                talk.say(&format!("  {name} ({media_type}, {bytes} bytes)"));
            }
        }
        Ok(())
    }
}
