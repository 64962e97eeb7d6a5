//! What can be said on the command line, and the help that explains it.

use crate::failure::Failure;
use crate::version;
use clap::builder::{OsStringValueParser, TypedValueParser, ValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, error::ErrorKind};
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use waxseal::{jwe, password, pdf};

const EXIT_CODES: &str = "\
Exit codes (sysexits.h; 75 is worth another try later, the others are not):
    0  done; `waxseal lint` found nothing to mend
    1  `waxseal lint` found something to mend
   64  the command line is wrong, or there is no terminal to ask for a password
   65  the input is not a message or an envelope, or is damaged; a password, a key, a hint or a
       branding file cannot be used; a mail confirms no envelope
   66  an input or a password cannot be read
   70  what was written does not open to the same message; nothing was kept
   73  the output exists or cannot be created
   74  reading or writing failed
   75  the disk is full, or the system gave no random numbers
   77  the password or the key is wrong";

const EXAMPLES: &str = "\
Examples:
  $ waxseal wrap mail.eml
  $ waxseal wrap mail.eml -o message.pdf --generate-password
  $ waxseal open message.pdf -o original.eml
  $ waxseal inspect message.html

Other uses:
  waxseal help wrap    everything about wrapping, passwords included";

/// Wraps an e-mail into one encrypted file that opens in any PDF reader or web browser
///
/// Waxseal turns a message (.eml) into one HTML or PDF file. Its reader opens it with a browser or a
/// PDF reader and the password, offline, and without installing anything.
#[derive(Parser)]
#[command(
    name = "waxseal",
    version,
    max_term_width = 100,
    propagate_version = true,
    disable_help_subcommand = false,
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub talk: Talk,
    /// With --version, also print the hashes of what every page of this version holds
    ///
    /// For administrators of mail filters: script, WebAssembly and styles are the same in every page, and can be
    /// allowed by their hashes. docs/deliverability.md says how. With --json they are one object.
    #[arg(long, display_order = 902)]
    pub verbose: bool,
}

/// How the program talks about what it does.
#[derive(Args, Clone, Copy)]
pub struct Talk {
    /// Say nothing but errors
    #[arg(short, long, global = true, display_order = 900)]
    pub quiet: bool,
    /// Report as one JSON object, for programs
    ///
    /// The object goes to standard output, or to standard error where standard output carries the
    /// result. Errors are text on standard error in any case.
    #[arg(long, global = true, display_order = 901)]
    pub json: bool,
}

impl Talk {
    /// Tells a person something that is no error. That nobody listens is none either.
    pub fn say(self, text: &str) {
        if !self.quiet && !self.json {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }
}

#[derive(Subcommand)]
pub enum Command {
    Wrap(Wrap),
    Open(Open),
    Inspect(Inspect),
    Lint(Lint),
    Password(Password),
    Key(Key),
    Receipt(Receipt),
    Generate(Generate),
}

const WRAP_EXAMPLES: &str = "\
Examples:
  $ waxseal wrap mail.eml
      asks for a password twice and writes mail.html beside mail.eml
  $ waxseal wrap mail.eml -o message.pdf
      a PDF: the mail as pages, its attachments inside
  $ waxseal wrap mail.eml --to both
      writes mail.html and mail.pdf, under one password
  $ waxseal wrap mail.eml -o message.html --generate-password
      makes a strong password and prints it once
  $ waxseal wrap mail.eml -o team.html --password-file alice.txt --password-file bob.txt
      either of two passwords opens the envelope
  $ waxseal wrap mail.eml --mail --to both
      writes mail.sealed.eml, a mail to send: a note, the HTML page and the PDF
  $ waxseal wrap - -o - --password-env WAXSEAL_PASSWORD < mail.eml > piped.html
      in a pipe; nothing is written unless all of it was checked
  $ waxseal wrap mail.eml -o message.html --recipient-key org.pub.jwk
      the organisation's key opens it as well, without the password
  $ waxseal wrap mail.eml -o message.html --branding org.toml --hint 'Your customer number'
      your organisation's page, with a reminder of the password
  $ waxseal wrap mail.eml -o message.html --password-file alice.txt --receipt --json >> sent.jsonl
      the reader may confirm reading; keeps what is needed to check that

Make that key with `waxseal key generate`.";

/// Wrap a message into an encrypted HTML or PDF file
///
/// A file is written under a temporary name, opened again with every password and compared with
/// the message, and only then gets its name; after an error nothing is left. Only its owner can
/// read it until its permissions are changed.
#[derive(Args)]
#[command(after_help = WRAP_EXAMPLES)]
pub struct Wrap {
    /// The message to wrap, an .eml file ("-": standard input)
    #[arg(value_name = "MESSAGE", value_parser = place())]
    pub message: Place,
    /// Where to write the envelope ("-": standard output)
    ///
    /// Without it, the message's name with .html or .pdf instead of its ending. With `--to both`,
    /// the name of both files without or with one of these endings.
    #[arg(short, long, value_name = "FILE", value_parser = place())]
    pub output: Option<Place>,
    /// What to make of it: an HTML page for web browsers, a PDF for PDF readers, or both files
    ///
    /// Without it, what the ending of the output says, and otherwise HTML. A PDF has one password,
    /// of characters that every reader takes alike.
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub to: Option<To>,
    /// Make the mail that carries the envelope to its recipients, instead of the envelope alone
    ///
    /// It has sender, recipients, date and thread of the message, a neutral subject, a note that says how to open it,
    /// and the envelope, or both with `--to both`; nothing else of the message. Without -o its name is the message's
    /// with .sealed.eml instead of its ending.
    #[arg(long)]
    pub mail: bool,
    /// Let the mail keep the subject of the message, which everybody on the way can read
    #[arg(long, requires = "mail")]
    pub keep_subject: bool,
    /// Replace the output if it exists
    #[arg(short, long)]
    pub force: bool,
    /// The languages of the envelope, such as "de" or "de,en" (BCP 47)
    ///
    /// An HTML page speaks these; the reader's browser chooses, and without a match it is the first. Without this it
    /// speaks all that Waxseal knows. In a PDF the first one picks the shapes of Chinese, Japanese and Korean
    /// characters, and the voice that reads aloud.
    #[arg(long = "lang", value_name = "TAGS", value_delimiter = ',', value_parser = language)]
    pub languages: Vec<String>,
    /// Let the HTML page name the sender before it is opened, as the message does
    ///
    /// Everybody who has the envelope can read it, and nothing proves it; the page says so.
    #[arg(long)]
    pub show_sender: bool,
    /// Put your organisation's name, logo, colour, contact and languages on the HTML page
    ///
    /// They are read from a TOML file; docs/branding.md describes it. --lang goes before its languages.
    #[arg(long, value_name = "FILE")]
    pub branding: Option<PathBuf>,
    /// Show a reminder of the password on the HTML page before it is opened
    ///
    /// Everybody who has the envelope can read it. One that contains the password, or nearly does, is
    /// refused.
    #[arg(long, value_name = "TEXT")]
    pub hint: Option<String>,
    /// Let the reader of the HTML page confirm that they have read it, by a mail
    ///
    /// The page offers it and drafts the mail, to whom answers go; nothing happens unless the reader
    /// sends it. Keep what --json reports: `waxseal receipt check` needs it to know the mail again.
    #[arg(long, requires = "json")]
    pub receipt: bool,
    /// Seal it to this public key as well, so that its private key opens it without a password (HTML)
    ///
    /// A JWK as `waxseal key generate` makes it, on X25519 or P-256. More than one may be given. The
    /// envelope shows which keys open it. A PDF opens with its password only, also one that --to both
    /// makes.
    #[arg(long = "recipient-key", value_name = "FILE")]
    pub recipient_keys: Vec<PathBuf>,
    #[command(flatten)]
    pub pdf: Pdf,
    #[command(flatten)]
    pub given: GivenPassword,
    /// Make a strong password and print it once, to standard error
    #[arg(long, conflicts_with = "given", help_heading = PASSWORD)]
    pub generate_password: bool,
    /// Write the generated password to a new file instead
    ///
    /// Only its owner can read the file. It must not exist yet.
    #[arg(long, value_name = "FILE", requires = "generate_password", help_heading = PASSWORD)]
    pub generated_password_file: Option<PathBuf>,
    /// Make the generated password of English words, easy to say on the telephone
    ///
    /// Only for HTML: eight words are longer than some PDF tools can take.
    #[arg(long, requires = "generate_password", help_heading = PASSWORD)]
    pub words: bool,
    /// Accept a password that is easy to guess
    ///
    /// Whoever has the envelope can try passwords as fast as hardware allows. Without this, a
    /// password needs 8 characters and must withstand 10,000,000,000 guesses (as zxcvbn estimates).
    #[arg(long, help_heading = PASSWORD)]
    pub allow_weak_password: bool,
    /// How many rounds of PBKDF2 stand between a guess and its answer (HTML)
    ///
    /// More make every guess slower, and opening too. For PDF the format fixes how a key is made.
    #[arg(
        long,
        value_name = "N",
        default_value_t = jwe::DEFAULT_P2C,
        value_parser = clap::value_parser!(u32).range(i64::from(jwe::MIN_P2C)..=10_000_000),
        help_heading = PASSWORD
    )]
    pub p2c: u32,
}

/// What an envelope can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum To {
    /// One page that carries its own decryptor, for any web browser
    Html,
    /// Pages and attachments, for any PDF reader
    Pdf,
    /// One file of each, under one password
    Both,
}

const PDF: &str = "PDF";

/// What a PDF is made like.
#[derive(Args)]
#[group(id = "pdf_options", multiple = true)]
pub struct Pdf {
    /// The paper [default: a4]
    #[arg(long, value_name = "SIZE", value_enum, help_heading = PDF)]
    pub page_size: Option<Paper>,
    /// Also take fonts from this folder, with the folders in it
    ///
    /// For characters that the fonts within Waxseal lack. After it, those of the system are tried.
    #[arg(long = "font-dir", value_name = "DIR", help_heading = PDF)]
    pub font_dirs: Vec<PathBuf>,
    /// Also show attached images, texts and PDFs as pages
    ///
    /// For readers that show no attachments, as on many phones.
    #[arg(long, help_heading = PDF)]
    pub attachment_pages: bool,
    /// Leave out the original message; `waxseal open` cannot give it back then
    #[arg(long, help_heading = PDF)]
    pub no_original: bool,
    /// Ask readers not to print it; many ignore this
    #[arg(long, help_heading = PDF)]
    pub no_print: bool,
    /// Ask readers not to copy text from it; many ignore this
    #[arg(long, help_heading = PDF)]
    pub no_copy: bool,
    /// Ask readers not to change it; many ignore this
    #[arg(long, help_heading = PDF)]
    pub no_modify: bool,
    /// Read the owner password, which opens the PDF without these restrictions, from a file
    ///
    /// Its first line counts, and it must be as strong as the other one. Without it, nobody has one.
    #[arg(long, value_name = "FILE", help_heading = PDF)]
    pub owner_password_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// 210 × 297 mm
    A4,
    /// 8.5 × 11 inches
    Letter,
}

impl From<Paper> for pdf::PageSize {
    fn from(paper: Paper) -> Self {
        match paper {
            Paper::A4 => Self::A4,
            Paper::Letter => Self::Letter,
        }
    }
}

/// The shape of a language tag (RFC 5646 §2.1): what is no language finds no face and no voice, and
/// does no harm.
fn language(tag: &str) -> Result<String, &'static str> {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    let alphabetic = primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = subtags.all(|subtag| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    match (2..=8).contains(&primary.len()) && alphabetic && rest && tag.len() <= 35 {
        true => Ok(tag.to_owned()),
        false => Err("a language tag looks like en, pt-BR or zh-Hant"),
    }
}

const OPEN_EXAMPLES: &str = "\
Examples:
  $ waxseal open message.html -o original.eml
      asks for the password
  $ waxseal open message.html --password-file alice.txt > piped.eml
      into a pipe or a file of the shell's
  $ waxseal open message.pdf --attachments folder
      saves the attachments, also of an encrypted PDF that another program made
  $ waxseal open escrow.html -o original.eml --key org.jwk
      asks for no password: it was sealed to this key as well";

/// Get the original message out of an envelope, byte for byte, or its attachments
///
/// A file appears only if the whole message was found genuine and is complete. Standard output
/// gets nothing before the whole message was found genuine; but if the envelope changes just then,
/// or writing fails, it has got a part, so keep nothing of it unless the exit code is 0.
#[derive(Args)]
#[command(after_help = OPEN_EXAMPLES)]
pub struct Open {
    /// The envelope ("-": standard input)
    #[arg(value_name = "ENVELOPE", value_parser = place())]
    pub envelope: Place,
    /// Where to write the message ("-": standard output)
    ///
    /// Without it, standard output, unless that is a terminal. A file can be read by its owner only.
    #[arg(short, long, value_name = "FILE", value_parser = place())]
    pub output: Option<Place>,
    /// Save the attachments into this folder, which is made if it does not exist
    ///
    /// The message itself is written only where -o says. No file is replaced without --force. All
    /// files get their names when all are complete.
    #[arg(long, value_name = "DIR")]
    pub attachments: Option<PathBuf>,
    /// Replace the output if it exists
    #[arg(short, long)]
    pub force: bool,
    /// Open with this private key instead of a password (HTML)
    ///
    /// A JWK as `waxseal key generate` makes it. `waxseal inspect` tells which keys open an envelope.
    #[arg(long, value_name = "FILE", conflicts_with = "given")]
    pub key: Option<PathBuf>,
    #[command(flatten)]
    pub given: GivenPassword,
}

/// Tell what an envelope shows without a password
///
/// Its format and version, algorithms, recipients, permissions and sizes. Nothing of it is proven: only
/// opening shows that an envelope is genuine.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  $ waxseal inspect message.html\n  $ waxseal inspect --json message.html"
)]
pub struct Inspect {
    /// The envelope ("-": standard input)
    #[arg(value_name = "ENVELOPE", value_parser = place())]
    pub envelope: Place,
}

const LINT_EXAMPLES: &str = "\
Examples:
  $ waxseal lint message.html
  $ waxseal lint --json message.pdf

Also the mail that carries it, as `wrap --mail` makes it or as it was sent.";

/// Tell what mail filters hold against an envelope, and what to do
///
/// The envelope is a page, a PDF, or the mail that carries one. A problem is something that can be mended; the exit
/// code is 1 if there is one. A note is what every envelope of the kind has, such as the script in a page; the exit
/// code does not tell of it. docs/deliverability.md has the reasons with their sources. Nothing is sent anywhere.
#[derive(Args)]
#[command(after_help = LINT_EXAMPLES)]
pub struct Lint {
    /// The envelope, or the mail with it ("-": standard input)
    #[arg(value_name = "FILE", value_parser = place())]
    pub file: Place,
}

/// Generate a strong password and print it
#[derive(Args)]
#[command(after_help = "Examples:\n  $ waxseal password\n  $ waxseal password --words --bits 128")]
pub struct Password {
    /// Make it of English words, easy to say on the telephone
    #[arg(long)]
    pub words: bool,
    /// At least so many bits of randomness
    #[arg(
        long,
        value_name = "N",
        default_value_t = password::DEFAULT_BITS,
        value_parser = clap::value_parser!(u32)
            .range(i64::from(password::MIN_BITS)..=i64::from(password::MAX_BITS))
    )]
    pub bits: u32,
}

const KEY_EXAMPLES: &str = "\
Examples:
  $ waxseal key generate
      writes waxseal.jwk, to be kept secret, and waxseal.pub.jwk, to seal to
  $ waxseal key generate -o keys.jwk --curve p256
      where P-256 is asked for; writes keys.jwk and keys.pub.jwk

Then, where mails are sealed and where they are opened:
  waxseal wrap mail.eml --recipient-key waxseal.pub.jwk
  waxseal open mail.html -o original.eml --key waxseal.jwk";

/// Make the key of an organisation, which opens what is sealed to it without a password
///
/// The keys are JSON Web Keys (RFC 7517) for ECDH-ES+A256KW, which other JOSE programs read as well.
#[derive(Args)]
#[command(after_help = KEY_EXAMPLES)]
pub struct Key {
    #[command(subcommand)]
    pub what: KeyCommand,
}

#[derive(Subcommand)]
pub enum KeyCommand {
    Generate(GenerateKey),
}

/// Make a key pair: a private key to open with, and beside it the public one to seal to
///
/// Neither file is ever replaced, and only their owner can read them. Give the public one to whoever
/// seals. Keep the private one where mails are opened, and keep a copy: without it nothing that was
/// sealed to it can be opened again, unless its password is known. It is not encrypted.
#[derive(Args)]
#[command(after_help = KEY_EXAMPLES)]
pub struct GenerateKey {
    /// Where to write the private key
    ///
    /// The public one gets the same name with .pub.jwk instead of .jwk.
    #[arg(short, long, value_name = "FILE", default_value = "waxseal.jwk", value_parser = place())]
    pub output: Place,
    /// The elliptic curve
    #[arg(long, value_name = "CURVE", value_enum, default_value_t = Curve::X25519)]
    pub curve: Curve,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Curve {
    /// X25519 (RFC 7748), for which most programs are fast and hard to get wrong
    X25519,
    /// P-256 of NIST, for where rules ask for it
    P256,
}

impl From<Curve> for jwe::Curve {
    fn from(curve: Curve) -> Self {
        match curve {
            Curve::X25519 => Self::X25519,
            Curve::P256 => Self::P256,
        }
    }
}

const RECEIPT_EXAMPLES: &str = "\
Examples:
  $ waxseal wrap mail.eml -o message.html --password-file alice.txt --receipt --json >> sent.jsonl
      keeps the record of each envelope in one line of a file
  $ waxseal receipt check answer.eml --record sent.jsonl
      tells which of them the mail confirms";

/// Check a proof of reading, which the reader of an envelope sent back
#[derive(Args)]
#[command(after_help = RECEIPT_EXAMPLES)]
pub struct Receipt {
    #[command(subcommand)]
    pub what: ReceiptCommand,
}

#[derive(Subcommand)]
pub enum ReceiptCommand {
    Check(CheckReceipt),
}

/// Tell which envelope a mail confirms the reading of
///
/// The mail carries a token that was sealed into that envelope: whoever sent it has opened the envelope,
/// or got the token from somebody who has. Who that was it does not prove, whatever the mail's From says.
#[derive(Args)]
#[command(after_help = RECEIPT_EXAMPLES)]
pub struct CheckReceipt {
    /// The mail that came back, an .eml file ("-": standard input)
    #[arg(value_name = "MAIL", value_parser = place())]
    pub mail: Place,
    /// What `wrap --receipt --json` reported: one object, or several of them, each in a line
    #[arg(long = "record", value_name = "FILE", required = true)]
    pub records: Vec<PathBuf>,
}

/// Print a man page or shell completions, for packagers
#[derive(Args)]
#[command(
    after_help = "Examples:\n  $ waxseal generate man > waxseal.1\n  $ waxseal generate man wrap > waxseal-wrap.1\n  $ waxseal generate completions bash > waxseal.bash"
)]
pub struct Generate {
    #[command(subcommand)]
    pub what: Generated,
}

#[derive(Subcommand)]
pub enum Generated {
    /// Print a man page
    Man {
        /// The page of a subcommand instead of the program's
        #[arg(value_name = "SUBCOMMAND")]
        subcommand: Option<String>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const PASSWORD: &str = "Password (asked for on the terminal if none of these says where it is)";

/// Where a password comes from that somebody chose. Never the command line itself.
#[derive(Args)]
#[group(id = "given", multiple = false)]
pub struct GivenPassword {
    /// Read a password from the first line of a file ("-": standard input)
    ///
    /// More than one file is more than one password: wrapping makes an envelope that each of them
    /// opens, opening tries one after the other.
    #[arg(long = "password-file", value_name = "FILE", value_parser = place(), help_heading = PASSWORD)]
    pub files: Vec<Place>,
    /// Read the password from the first line of an open file descriptor
    ///
    /// A pipe is read up to the end of that line. A file is read from its beginning on Linux,
    /// wherever the descriptor stands in it.
    #[arg(long = "password-fd", value_name = "N", help_heading = PASSWORD)]
    pub fd: Option<u32>,
    /// Take the password from an environment variable
    #[arg(long = "password-env", value_name = "NAME", help_heading = PASSWORD)]
    pub env: Option<OsString>,
}

/// A file, or one of the standard streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Stream,
    File(PathBuf),
}

impl Place {
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Stream => None,
            Self::File(path) => Some(path),
        }
    }
}

impl From<OsString> for Place {
    fn from(argument: OsString) -> Self {
        if argument == "-" {
            Self::Stream
        } else {
            Self::File(argument.into())
        }
    }
}

impl fmt::Display for Place {
    /// As an input; an output that is a stream names itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

fn place() -> ValueParser {
    OsStringValueParser::new().map(Place::from).into()
}

/// Refuses what people try first, before anything repeats it: every user of a machine can read every
/// command line.
pub fn refuse_a_password_on_the_command_line(
    mut arguments: impl Iterator<Item = OsString>,
) -> Result<(), Failure> {
    let is_one = |argument: OsString| {
        let argument = argument.to_string_lossy().into_owned();
        let name = argument.split('=').next().unwrap_or_default();
        ["--password", "--passphrase", "--pass", "--pw"].contains(&name)
    };
    if arguments.any(is_one) {
        return Err(Failure::Usage {
            what: "a password on the command line can be read by every user of this machine".into(),
            remedy: "leave it out to be asked for it, or use --password-file, --password-fd or --password-env".into(),
        });
    }
    Ok(())
}

/// Help and version are no errors. What clap cannot place may be a password, so it is not repeated.
pub fn explain(error: clap::Error) -> Result<(), Failure> {
    let stray = match error.get(clap::error::ContextKind::InvalidArg) {
        Some(clap::error::ContextValue::String(argument)) => !argument.starts_with('-'),
        _ => false,
    };
    if error.kind() == ErrorKind::UnknownArgument && stray {
        return Err(Failure::Usage {
            what: "there is one argument too many".into(),
            remedy:
                "a password does not belong on the command line; `waxseal --help` shows what does"
                    .into(),
        });
    }
    if error.use_stderr() {
        return Err(Failure::Arguments(error));
    }
    if error.kind() == ErrorKind::DisplayVersion && std::env::args_os().any(|it| it == "--verbose")
    {
        return version::print(std::env::args_os().any(|it| it == "--json"));
    }
    error.print().map_err(Failure::Stdout)
}
