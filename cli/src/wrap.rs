//! `waxseal wrap`: a message becomes an envelope, or one of each kind.

use crate::args::{Pdf, Place, Talk, To, Wrap};
use crate::failure::Failure;
use crate::output::{Output, deliver_all, refuse_to_lose};
use crate::passwords::{self, Named};
use crate::progress::Progress;
use crate::{generate, input, keys};
use rand::rngs::SysRng;
use serde::Serialize;
use std::io::{BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use waxseal::carrier::{self, Carrier, CarrierOptions, Cover, Enclosed};
use waxseal::html::{Receipt, ReceiptRecord, Secret};
use waxseal::jwe::{self, AgreedKey, PasswordKey, RecipientKey};
use waxseal::message::{Limits, Message};
use waxseal::password::DEFAULT_BITS;
use waxseal::{Error, html, pdf};

/// Of a mail that carries the envelope of another one.
const MAIL_ENDING: &str = "sealed.eml";

/// Far more than any branding file has, so that a wrong file costs nothing.
const MAX_BRANDING_BYTES: u64 = 64 * 1024;

/// What --json reports.
#[derive(Serialize)]
struct Report {
    envelopes: Vec<Written>,
    /// The mail that carries them.
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<WrittenMail>,
    /// How many passwords open each of them.
    recipients: usize,
    /// The thumbprints of the keys that open the page as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipient_keys: Vec<String>,
    message_bytes: u64,
    /// What tells the proof of reading from others.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<ReceiptRecord>,
    /// What the pages of a PDF do not show as the message has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Written {
    format: Format,
    /// The file that was written; none if it went to standard output.
    output: Option<String>,
    bytes: u64,
    /// Of a PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
}

#[derive(Serialize)]
struct WrittenMail {
    /// The file that was written; none if it went to standard output.
    output: Option<String>,
    bytes: u64,
    /// Its `Message-ID`, without brackets.
    message_id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Html,
    Pdf,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }
}

/// An envelope on its way.
struct Envelope {
    format: Format,
    destination: Place,
    output: Output,
}

pub fn run(wrap: Wrap, talk: Talk) -> Result<(), Failure> {
    let destinations = destinations(&wrap)?;
    for (_, destination) in &destinations {
        refuse_to_lose(destination, other_files(&wrap))?;
    }
    let makes = |wanted: Format| destinations.iter().any(|(format, _)| *format == wanted);
    let (makes_html, makes_pdf) = (makes(Format::Html), makes(Format::Pdf));
    match makes_pdf {
        true => refuse_what_no_pdf_can(&wrap)?,
        false => refuse_what_only_a_pdf_can(&wrap.pdf)?,
    }
    match makes_html {
        true => refuse_more_than_open(&wrap)?,
        false => refuse_what_only_a_page_can(&wrap)?,
    }
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
    let (thumbprints, agreed) = agree(&wrap.recipient_keys)?;
    let options = options(&wrap, talk)?;
    let fonts = fonts(&wrap.pdf)?;
    let page = match makes_html || wrap.mail {
        true => page_options(&wrap)?,
        false => html::PageOptions::default(),
    };
    let carrier = match wrap.mail {
        true => Some(carrier(&wrap, &page)?),
        false => None,
    };
    let sender = sender(&message).filter(|_| wrap.show_sender);
    let receipt = match wrap.receipt {
        true => Some(receipt(&message, &wrap.message)?),
        false => None,
    };
    let mut envelopes = Vec::new();
    for (format, destination) in destinations {
        envelopes.push(Envelope {
            format,
            output: Output::create(&destination, wrap.force)?,
            destination,
        });
    }
    let password_file = match wrap.generated_password_file.clone() {
        Some(path) => Some(
            Output::create(&Place::File(path), false).map_err(|failure| match failure {
                Failure::Exists(path) => Failure::PasswordFileExists(path),
                failure => failure,
            })?,
        ),
        None => None,
    };
    let passwords = passwords(&wrap, makes_pdf, talk)?;

    let progress = Progress::new(talk);
    let mut written = Vec::new();
    let mut warnings = Vec::new();
    for envelope in &envelopes {
        let mut pages = None;
        match envelope.format {
            Format::Html => {
                let page = html::Page::new(&page).map_err(envelope.output.failed())?;
                let letter = html::Letter {
                    hint: wrap.hint.as_deref(),
                    claimed_sender: sender.as_deref(),
                    sealed: Some(html::Sealing::at(SystemTime::now())),
                    receipt: receipt.clone(),
                };
                let keys = keys(&passwords, &agreed, wrap.p2c, &envelope.output, &progress)?;
                seal_html(&message, &keys, &page, &letter, &envelope.output, &progress)?;
            }
            Format::Pdf => {
                let sealed = seal_pdf(
                    &message,
                    &passwords,
                    &options,
                    &fonts,
                    &envelope.output,
                    &progress,
                )?;
                pages = Some(sealed.pages);
                warnings.extend(sealed.warnings.iter().map(ToString::to_string));
            }
        }
        let bytes = check(&message, &passwords, &agreed, &options, envelope, &progress)?;
        let path = envelope.destination.path().filter(|_| !wrap.mail);
        written.push(Written {
            format: envelope.format,
            output: path.map(|path| path.display().to_string()),
            bytes,
            pages,
        });
    }
    let (outputs, mail) = match carrier {
        Some(carrier) => {
            let (output, mail) = carry(&message, &carrier, &envelopes, &wrap)?;
            (vec![output], Some(mail))
        }
        None => (envelopes.into_iter().map(|its| its.output).collect(), None),
    };
    progress.done();

    if wrap.generate_password {
        hand_over(&passwords, password_file.as_ref())?;
    }
    deliver(outputs, password_file)?;
    let report = Report {
        envelopes: written,
        mail,
        recipients: passwords.len(),
        recipient_keys: thumbprints,
        message_bytes: raw.len() as u64,
        receipt: receipt.map(|receipt| receipt.record(&message)),
        warnings,
    };
    report.print(talk)
}

fn destinations(wrap: &Wrap) -> Result<Vec<(Format, Place)>, Failure> {
    let formats: &[Format] = match (wrap.to, &wrap.output) {
        (Some(To::Html), _) => &[Format::Html],
        (Some(To::Pdf), _) => &[Format::Pdf],
        (Some(To::Both), _) => &[Format::Html, Format::Pdf],
        (None, Some(Place::File(path))) if ends_with(path, Format::Pdf) => &[Format::Pdf],
        (None, _) => &[Format::Html],
    };
    let place = |format: &Format| {
        let place = match (&wrap.output, &wrap.message) {
            (Some(place), _) if wrap.mail => place.clone(),
            (None, Place::File(path)) if wrap.mail => Place::File(path.with_extension(MAIL_ENDING)),
            (Some(Place::Stream), _) if wrap.to == Some(To::Both) => {
                return Err(Failure::Usage {
                    what: "standard output can carry only one of two files".into(),
                    remedy: "name them with -o, or wrap the message twice".into(),
                });
            }
            (Some(Place::File(path)), _) if wrap.to == Some(To::Both) => {
                Place::File(with_ending(path, *format))
            }
            (Some(place), _) => place.clone(),
            (None, Place::File(path)) => Place::File(path.with_extension(format.ending())),
            (None, Place::Stream) => {
                return Err(Failure::Usage {
                    what: "a message from standard input has no name to call the envelope by"
                        .into(),
                    remedy: "say where to write it: -o FILE, or `-o -` for standard output".into(),
                });
            }
        };
        Ok((*format, place))
    };
    formats.iter().map(place).collect()
}

fn ends_with(path: &Path, format: Format) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(format.ending()))
}

/// `path` with the ending of `format`, in place of one of ours but not of a part of its name.
fn with_ending(path: &Path, format: Format) -> PathBuf {
    match ends_with(path, Format::Html) || ends_with(path, Format::Pdf) {
        true => path.with_extension(format.ending()),
        false => {
            let mut name = path.as_os_str().to_owned();
            name.push(".");
            name.push(format.ending());
            name.into()
        }
    }
}

/// What the envelope must not replace.
fn other_files(wrap: &Wrap) -> impl Iterator<Item = (&Path, &'static str)> {
    let message = wrap.message.path().map(|path| (path, "the message"));
    let given = wrap.given.paths().map(|path| (path, "a password file"));
    let keys = wrap.recipient_keys.iter();
    let keys = keys.map(|path| (path.as_path(), "a recipient's key"));
    let branding = wrap.branding.as_deref();
    let branding = branding.map(|path| (path, "the branding file"));
    let owner = wrap.pdf.owner_password_file.as_deref();
    let owner = owner.map(|path| (path, "the file of the owner password"));
    let generated = wrap.generated_password_file.as_deref();
    let generated = generated.map(|path| (path, "the file of the generated password"));
    message
        .into_iter()
        .chain(given)
        .chain(keys)
        .chain(branding)
        .chain(owner)
        .chain(generated)
}

fn refuse_what_no_pdf_can(wrap: &Wrap) -> Result<(), Failure> {
    if wrap.given.files.len() > 1 {
        return Err(Failure::Usage {
            what: "a PDF opens with one password only".into(),
            remedy: "wrap the message once for each of them, or use --to html".into(),
        });
    }
    if wrap.words {
        return Err(Failure::Usage {
            what: "a password of words is longer than some PDF tools can take".into(),
            remedy: "leave out --words, or use --to html".into(),
        });
    }
    Ok(())
}

fn refuse_what_only_a_pdf_can(pdf: &Pdf) -> Result<(), Failure> {
    let given = [
        (pdf.page_size.is_some(), "--page-size"),
        (!pdf.font_dirs.is_empty(), "--font-dir"),
        (pdf.attachment_pages, "--attachment-pages"),
        (pdf.no_original, "--no-original"),
        (pdf.no_print, "--no-print"),
        (pdf.no_copy, "--no-copy"),
        (pdf.no_modify, "--no-modify"),
        (pdf.owner_password_file.is_some(), "--owner-password-file"),
    ];
    refuse_given(&given, "a PDF", "an HTML file", "pdf")
}

fn refuse_what_only_a_page_can(wrap: &Wrap) -> Result<(), Failure> {
    let given = [
        (!wrap.recipient_keys.is_empty(), "--recipient-key"),
        (wrap.show_sender, "--show-sender"),
        (wrap.branding.is_some() && !wrap.mail, "--branding"),
        (wrap.hint.is_some() && !wrap.mail, "--hint"),
        (wrap.receipt, "--receipt"),
    ];
    refuse_given(&given, "an HTML file", "a PDF", "html")
}

/// Refuses the first option that was given though it is for the other format.
fn refuse_given(
    options: &[(bool, &str)],
    is_for: &str,
    makes: &str,
    to: &str,
) -> Result<(), Failure> {
    match options.iter().find(|(given, _)| *given) {
        Some((_, option)) => Err(Failure::Usage {
            what: format!("{option} is for {is_for}, and this makes {makes}"),
            remedy: format!("add --to {to} or --to both, or leave it out"),
        }),
        None => Ok(()),
    }
}

/// What the branding file says, and the languages that were asked for instead of its own.
fn page_options(wrap: &Wrap) -> Result<html::PageOptions, Failure> {
    let mut options = match &wrap.branding {
        Some(path) => {
            let file = input::text(path, MAX_BRANDING_BYTES)?;
            let folder = path.parent().unwrap_or(Path::new(""));
            html::PageOptions::from_toml(&file, folder).map_err(Failure::library(path.display()))?
        }
        None => html::PageOptions::default(),
    };
    if !wrap.languages.is_empty() {
        let tags = wrap.languages.iter();
        options.languages = tags
            .map(|tag| html::Language::from_tag(tag))
            .collect::<Result<_, _>>()
            .map_err(Failure::library("--lang"))?;
    }
    Ok(options)
}

/// What the mail is made with: the languages of the page if its reader will see through them, otherwise the first.
fn carrier(wrap: &Wrap, page: &html::PageOptions) -> Result<Carrier, Failure> {
    let options = CarrierOptions::of_page(page, wrap.keep_subject);
    let place = wrap.branding.as_deref().unwrap_or(Path::new("--mail"));
    Carrier::new(&options).map_err(Failure::library(place.display()))
}

/// Puts the envelopes into the mail that carries them, and checks it.
fn carry(
    message: &Message,
    carrier: &Carrier,
    envelopes: &[Envelope],
    wrap: &Wrap,
) -> Result<(Output, WrittenMail), Failure> {
    let Some(first) = envelopes.first() else {
        return Err(Failure::library("--mail")(Error::NoRecipient));
    };
    let output = Output::create(&first.destination, wrap.force)?;
    let mut contents = Vec::new();
    for envelope in envelopes {
        let mut content = Vec::new();
        let mut written = envelope.output.reopen()?;
        written
            .read_to_end(&mut content)
            .map_err(output.cannot_write())?;
        contents.push(content);
    }
    let pairs = envelopes.iter().zip(&contents);
    let enclosed: Vec<_> = pairs
        .map(|(envelope, content)| match envelope.format {
            Format::Html => Enclosed::Html(content),
            Format::Pdf => Enclosed::Pdf(content),
        })
        .collect();
    let cover = Cover {
        hint: wrap.hint.as_deref(),
        ..Cover::new(message, &mut SysRng).map_err(output.failed())?
    };
    let mail = carrier
        .compose(message, &enclosed, &cover)
        .map_err(output.failed())?;
    carrier::verify(&mail, &enclosed).map_err(output.failed())?;
    output
        .file()
        .write_all(&mail)
        .map_err(output.cannot_write())?;
    let path = first.destination.path();
    let written = WrittenMail {
        output: path.map(|path| path.display().to_string()),
        bytes: mail.len() as u64,
        message_id: cover.message_id,
    };
    Ok((output, written))
}

/// A proof of reading, which goes to whom an answer would go.
fn receipt(message: &Message, place: &Place) -> Result<Receipt, Failure> {
    let view = message.view();
    let mut addresses = view.reply_to.iter().chain(&view.from);
    match addresses.find_map(|its| its.address.as_deref()) {
        Some(to) => {
            Receipt::generate(to, &mut SysRng).map_err(Failure::library("the proof of reading"))
        }
        None => Err(Failure::Usage {
            what: format!("{place} names no sender whom a proof of reading could be sent to"),
            remedy: "leave out --receipt".into(),
        }),
    }
}

/// Who the message says it is from.
fn sender(message: &Message) -> Option<String> {
    let from = message.view().from.first()?;
    match (&from.name, &from.address) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (name, address) => name.clone().or(address.clone()),
    }
}

/// The library would refuse as well, but as if the envelope came from a stranger, and after deriving
/// all the keys.
fn refuse_more_than_open(wrap: &Wrap) -> Result<(), Failure> {
    let limits = jwe::Limits::default();
    let (passwords, p2c) = (wrap.given.files.len(), wrap.p2c);
    let keys = wrap.recipient_keys.len();
    // One password at least, asked for or generated.
    if passwords.max(1) + keys > limits.max_recipients {
        let them = match keys {
            0 => format!("{passwords} passwords"),
            _ => format!("{} passwords and keys", passwords.max(1) + keys),
        };
        return Err(Failure::Usage {
            what: format!(
                "{them} are more than the {} that one envelope may have",
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

fn options(wrap: &Wrap, talk: Talk) -> Result<pdf::Options, Failure> {
    let given = &wrap.pdf;
    let mut options = pdf::Options::default();
    if let Some(paper) = given.page_size {
        options.page_size = paper.into();
    }
    options.language = wrap.languages.first().cloned();
    options.original = !given.no_original;
    options.attachment_pages = given.attachment_pages;
    options.permissions.print = !given.no_print;
    options.permissions.copy = !given.no_copy;
    options.permissions.modify = !given.no_modify;
    if let Some(path) = &given.owner_password_file {
        let named = passwords::from_file(path, talk)?;
        suits(&named, true, wrap.allow_weak_password)?;
        options.owner_password = Some(named.password);
    }
    Ok(options)
}

fn fonts(given: &Pdf) -> Result<pdf::Fonts, Failure> {
    let mut fonts = pdf::Fonts::new();
    for folder in &given.font_dirs {
        fonts = fonts
            .with_folder(folder)
            .map_err(Failure::library(folder.display()))?;
    }
    Ok(fonts)
}

fn passwords(wrap: &Wrap, for_pdf: bool, talk: Talk) -> Result<Vec<Named>, Failure> {
    if wrap.generate_password {
        return Ok(vec![generate::new_password(wrap.words, DEFAULT_BITS)?]);
    }
    let mut passwords = wrap.given.read(wrap.message == Place::Stream, talk)?;
    if passwords.is_empty() {
        passwords.push(passwords::ask_for_a_new_one()?);
    }
    for named in &passwords {
        suits(named, for_pdf, wrap.allow_weak_password)?;
        if let Some(hint) = &wrap.hint {
            let checked = named.password.check_hint(hint);
            checked.map_err(Failure::library("--hint"))?;
        }
    }
    Ok(passwords)
}

/// Whoever guesses one of the passwords has the mail, so each must be strong.
fn suits(named: &Named, for_pdf: bool, may_be_weak: bool) -> Result<(), Failure> {
    let Named { password, source } = named;
    if !may_be_weak {
        password
            .check_strength()
            .map_err(Failure::library(source))?;
    }
    if for_pdf {
        password.for_pdf().map_err(Failure::library(source))?;
    }
    Ok(())
}

/// The public keys' thumbprints, and what they agree on with us.
fn agree(paths: &[PathBuf]) -> Result<(Vec<String>, Vec<AgreedKey>), Failure> {
    let mut thumbprints = Vec::new();
    let mut agreed = Vec::new();
    for path in paths {
        let key = keys::public(path)?;
        thumbprints.push(key.thumbprint());
        agreed.push(
            AgreedKey::generate(&key, &mut SysRng).map_err(Failure::library(path.display()))?,
        );
    }
    Ok((thumbprints, agreed))
}

/// A key of each password and organisation.
fn keys(
    passwords: &[Named],
    agreed: &[AgreedKey],
    p2c: u32,
    output: &Output,
    progress: &Progress,
) -> Result<Vec<RecipientKey>, Failure> {
    progress.wait("deriving keys");
    let mut keys: Vec<RecipientKey> = Vec::new();
    for named in passwords {
        let key = PasswordKey::generate(&named.password, p2c, &mut SysRng);
        keys.push(key.map_err(output.failed())?.into());
    }
    keys.extend(agreed.iter().cloned().map(RecipientKey::from));
    Ok(keys)
}

fn seal_html(
    message: &Message,
    keys: &[RecipientKey],
    page: &html::Page,
    letter: &html::Letter,
    output: &Output,
    progress: &Progress,
) -> Result<(), Failure> {
    progress.write("sealing");
    let mut out = BufWriter::new(progress.count(output.file()));
    page.seal(message, keys, letter, &mut SysRng, &mut out)
        .map_err(output.failed())?;
    out.flush().map_err(output.cannot_write())
}

fn seal_pdf(
    message: &Message,
    passwords: &[Named],
    options: &pdf::Options,
    fonts: &pdf::Fonts,
    output: &Output,
    progress: &Progress,
) -> Result<pdf::Sealed, Failure> {
    let [Named { password, .. }] = passwords else {
        return Err(Failure::library(output.place())(Error::NoRecipient));
    };
    progress.write("making pages");
    let mut out = BufWriter::new(progress.count(output.file()));
    let sealed = pdf::seal(message, password, options, fonts, &mut SysRng, &mut out)
        .map_err(output.failed())?;
    out.flush().map_err(output.cannot_write())?;
    Ok(sealed)
}

/// Opens what was written as its recipients will, and compares. Returns its size.
fn check(
    message: &Message,
    passwords: &[Named],
    agreed: &[AgreedKey],
    options: &pdf::Options,
    envelope: &Envelope,
    progress: &Progress,
) -> Result<u64, Failure> {
    let output = &envelope.output;
    let metadata = output.file().metadata();
    let size = metadata.map_err(output.cannot_write())?.len();
    progress.wait("checking");
    let written = output.reopen()?;
    match (envelope.format, passwords) {
        (Format::Html, _) => {
            let passwords = passwords.iter().map(|named| Secret::from(&named.password));
            let secrets = passwords.chain(agreed.iter().map(Secret::from));
            html::verify(written, secrets, message)
        }
        (Format::Pdf, [Named { password, .. }]) => pdf::verify(written, password, message, options),
        (Format::Pdf, _) => Err(Error::NoRecipient),
    }
    .map_err(not_the_same)
    .map_err(output.failed())?;
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
fn deliver(outputs: Vec<Output>, password_file: Option<Output>) -> Result<(), Failure> {
    let finished: Result<Vec<_>, _> = password_file
        .into_iter()
        .chain(outputs)
        .map(Output::finish)
        .collect();
    deliver_all(finished?)
}

impl Report {
    fn print(&self, talk: Talk) -> Result<(), Failure> {
        let files: Vec<&str> = self
            .envelopes
            .iter()
            .filter_map(|written| written.output.as_deref())
            .chain(self.mail.iter().filter_map(|mail| mail.output.as_deref()))
            .collect();
        if talk.json {
            return crate::report(self, files.is_empty());
        }
        for warning in &self.warnings {
            talk.say(&format!("warning: {warning}"));
        }
        let them = match files.len() {
            0 => return Ok(()),
            1 => "it",
            _ => "them",
        };
        let them = match self.mail {
            Some(_) => "what it carries",
            None => them,
        };
        let what_opens_it = match self.recipients {
            1 => format!("the password opens {them}"),
            n => format!("each of {n} passwords opens {them}"),
        };
        let keys = match self.recipient_keys.len() {
            0 => "",
            1 => ", and that the HTML file is sealed to the key",
            _ => ", and that the HTML file is sealed to the keys",
        };
        let files = files.join(" and ");
        talk.say(&format!(
            "Wrote {files}; checked that {what_opens_it}{keys}."
        ));
        Ok(())
    }
}
