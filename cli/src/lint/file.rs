//! What is held against a page or a PDF, wherever it lies.

use super::Finding;
use crate::envelope::Kind;
use std::io::Cursor;
use waxseal::html::{self, fingerprints};
use waxseal::{Error, jwe, pdf};

/// Whether a file of this kind is an envelope at all.
pub(super) fn check(kind: Kind, bytes: &[u8]) -> Result<(), Error> {
    let from = Cursor::new(bytes);
    match kind {
        Kind::Pdf => pdf::Envelope::read(from, &pdf::Limits::default()).map(drop),
        _ => html::Envelope::read(from, &jwe::Limits::default()).map(drop),
    }
}

/// What is held against an envelope of this kind. `alone` is false if one of the other kind travels beside it.
pub(super) fn findings(kind: Kind, bytes: &[u8], name: Option<&str>, alone: bool) -> Vec<Finding> {
    let mut findings = match kind {
        Kind::Pdf => vec![of_a_pdf(alone)],
        _ => of_a_page(bytes, alone),
    };
    if let Some(name) = name {
        findings.extend(of_a_name(kind, name));
    }
    findings
}

/// How many bytes of a mail it takes.
pub(super) fn in_a_mail(kind: Kind, bytes: &[u8]) -> u64 {
    match kind {
        Kind::Pdf => in_base64(bytes.len() as u64),
        _ => as_text(bytes),
    }
}

/// Lines of 76 characters, each with its line end (RFC 2045 §6.8).
fn in_base64(bytes: u64) -> u64 {
    let characters = bytes.div_ceil(3) * 4;
    characters + characters.div_ceil(76) * 2
}

/// Each line end is CR and LF in a mail.
pub(super) fn as_text(bytes: &[u8]) -> u64 {
    let bare = bytes.iter().filter(|byte| **byte == b'\n').count();
    let whole = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    (bytes.len() + bare - whole) as u64
}

fn of_a_page(bytes: &[u8], alone: bool) -> Vec<Finding> {
    let mut findings = vec![
        Finding::note(
            "html-attachment",
            "some mail systems refuse or quarantine every HTML attachment",
            match alone {
                true => {
                    "have a PDF beside it (`wrap --to both`), or ask the recipient's administrator to allow it"
                }
                false => "ask the recipient's administrator to allow it; the PDF is beside it",
            },
        ),
        Finding::note(
            "preview",
            "previewers that run no script show the page's instructions, not the mail",
            "nothing; the page says how to open it there",
        ),
    ];
    findings.push(match script(bytes).is_some_and(is_ours) {
        true => Finding::note(
            "script",
            "it carries a script, a WebAssembly module and much base64, which filters against HTML smuggling look for",
            "give the administrator the hashes that `waxseal --version --verbose` prints; they are the same in every page",
        ),
        false => Finding::problem(
            "other-script",
            "its script is not that of this version, so an administrator who allowed this version's refuses it",
            "seal it again with this version, or allow the hashes of the version that made it",
        ),
    });
    findings.extend(long_lines(bytes));
    if !bytes.is_ascii() {
        findings.push(Finding::problem(
            "not-ascii",
            "it has bytes that are not ASCII, so mail programs encode it again and it grows by a third",
            "send the page as it was written",
        ));
    }
    findings
}

/// RFC 5322 §2.1.1, without the line end.
pub(super) fn long_lines(bytes: &[u8]) -> Option<Finding> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let is_long = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).len() > 998;
    lines.any(is_long).then(|| {
        Finding::problem(
            "long-lines",
            "it has lines of more than 998 bytes, which mail servers break or refuse",
            "send it as it was written, or encoded in base64",
        )
    })
}

/// The text of the first `script` element without attributes: the page's own.
fn script(page: &[u8]) -> Option<&[u8]> {
    const START: &[u8] = b"<script>";
    const END: &[u8] = b"</script>";
    let find = |text: &[u8], what: &[u8]| text.windows(what.len()).position(|it| it == what);
    let rest = page.get(find(page, START)? + START.len()..)?;
    rest.get(..find(rest, END)?)
}

fn is_ours(script: &[u8]) -> bool {
    // A mail's line ends may have become CR and LF.
    let script: Vec<u8> = script
        .iter()
        .copied()
        .filter(|byte| *byte != b'\r')
        .collect();
    fingerprints()
        .iter()
        .any(|piece| piece.name == "script" && piece.is_of(&script))
}

fn of_a_pdf(alone: bool) -> Finding {
    Finding::note(
        "encrypted-pdf",
        "scanners cannot look into an encrypted PDF, and some are set to warn of it or refuse it",
        match alone {
            true => {
                "ask the recipient's administrator to allow encrypted attachments from you; a page beside it helps \
                 (`wrap --to both`)"
            }
            false => {
                "ask the recipient's administrator to allow encrypted attachments from you; the page is beside it"
            }
        },
    )
}

fn of_a_name(kind: Kind, name: &str) -> Vec<Finding> {
    let (right, wanted): (&[&str], _) = match kind {
        Kind::Pdf => (&["pdf"], ".pdf"),
        _ => (&["html", "htm"], ".html"),
    };
    let mut endings = name.rsplit('.');
    let ending = endings.next().unwrap_or_default().to_ascii_lowercase();
    let before = endings.next().unwrap_or_default().to_ascii_lowercase();
    let mut findings = Vec::new();
    if !name.contains('.') || !right.contains(&ending.as_str()) {
        findings.push(Finding::problem(
            "extension",
            format!("its name does not end with {wanted}, which is what systems and filters go by"),
            format!("call it message{wanted}"),
        ));
    } else if [
        "doc", "docx", "eml", "exe", "htm", "html", "jpg", "pdf", "png", "txt", "xls", "xlsx",
        "zip",
    ]
    .contains(&before.as_str())
    {
        findings.push(Finding::problem(
            "double-extension",
            "its name has two endings, as attackers' files have that pretend to be another kind",
            format!("call it message{wanted}"),
        ));
    }
    if !name.is_ascii() {
        findings.push(Finding::problem(
            "name-not-ascii",
            "its name is not ASCII, which mail programs encode in several ways and some lose",
            format!("call it message{wanted}"),
        ));
    }
    findings
}
