//! The MIME structure of a message (RFC 2045, RFC 2046 §5.1): which part stands where.
//!
//! The walk reads the message once, line by line, and keeps offsets only: nothing is decoded and
//! nothing is copied, so a message needs no more memory for having large attachments. It keeps
//! its own stack, so nesting costs no call stack, and an attached message is one part that is
//! not walked into. Broken structure (no closing delimiter, a delimiter that never comes, fields
//! without a blank line after them) is read as well as it can be and marked as `damaged`.

use super::headers::{Fields, begins_mail_field, split_field};
use super::limits::Limits;
use super::params::Parameterised;
use super::transfer::TransferEncoding;
use crate::Error;
use memchr::memchr;
use std::ops::Range;

/// All parts of a message; the first is the message itself, and each stands before its children.
#[derive(Debug)]
pub(super) struct Structure {
    pub(super) parts: Vec<Part>,
    /// The fields of the message.
    pub(super) fields: Fields,
    /// Something is missing or stands where it should not.
    pub(super) damaged: bool,
}

/// One MIME part.
#[derive(Debug)]
pub(super) struct Part {
    /// Media type in lower case, for example `text/plain`; always valid.
    pub(super) media_type: String,
    /// The parameters of `Content-Type`.
    pub(super) content_type: Parameterised,
    pub(super) disposition: Parameterised,
    pub(super) encoding: TransferEncoding,
    /// `Content-ID` without brackets.
    pub(super) content_id: Option<String>,
    pub(super) content_location: Option<String>,
    /// Where the encoded body stands, without the line end that belongs to the delimiter.
    pub(super) body: Range<usize>,
    /// The indices of the parts of a multipart; empty for everything else.
    pub(super) children: Vec<usize>,
    /// The body is empty or white space.
    pub(super) is_blank: bool,
    /// A multipart that has parts.
    pub(super) is_multipart: bool,
}

impl Structure {
    /// Reads the structure of `raw`.
    pub(super) fn read(raw: &[u8], limits: &Limits) -> Result<Self, Error> {
        Walk::new(raw, limits).run()
    }
}

/// Where the fields of the message `raw` stand.
pub(super) fn header_section(raw: &[u8], limits: &Limits) -> Result<Range<usize>, Error> {
    let start = start_of_header(raw);
    let (end, _) = Walk::new(raw, limits).end_of_header(start)?;
    Ok(start..end)
}

/// A multipart whose parts are being read.
struct Open {
    part: usize,
    boundary: Vec<u8>,
    /// Its closing delimiter was seen.
    closed: bool,
}

struct Walk<'a> {
    raw: &'a [u8],
    limits: &'a Limits,
    parts: Vec<Part>,
    open: Vec<Open>,
    /// How many bytes of the fields of all parts are kept.
    kept: usize,
    damaged: bool,
}

/// A delimiter line (RFC 2046 §5.1.1) of one of the open multiparts.
struct Delimiter {
    line: Range<usize>,
    /// The position in `Walk::open`.
    level: usize,
    closing: bool,
}

impl<'a> Walk<'a> {
    fn new(raw: &'a [u8], limits: &'a Limits) -> Self {
        Self {
            raw,
            limits,
            parts: Vec::new(),
            open: Vec::new(),
            kept: 0,
            damaged: false,
        }
    }

    fn run(mut self) -> Result<Structure, Error> {
        let start = start_of_header(self.raw);
        let (fields, mut position) = self.read_header(start)?;
        self.add_part(&fields, position)?;
        while let Some(delimiter) = self.next_delimiter(position) {
            position = delimiter.line.end;
            self.end_bodies(delimiter.level, delimiter.line.start);
            let Some(open) = self.open.get_mut(delimiter.level) else {
                break;
            };
            self.damaged |= open.closed;
            open.closed = delimiter.closing;
            if !delimiter.closing {
                let (fields, body) = self.read_header(position)?;
                position = body;
                self.add_part(&fields, position)?;
            }
        }
        self.damaged |= self.open.iter().any(|open| !open.closed);
        self.end_all();
        Ok(Structure {
            parts: self.parts,
            fields,
            damaged: self.damaged,
        })
    }

    /// Reads the header section at `start`: its fields and where the body begins.
    fn read_header(&mut self, start: usize) -> Result<(Fields, usize), Error> {
        let (end, body) = self.end_of_header(start)?;
        Ok((Fields::parse(&self.raw[start..end]), body))
    }

    /// Where the header section at `start` ends and where the body begins.
    fn end_of_header(&mut self, start: usize) -> Result<(usize, usize), Error> {
        let mut end = start;
        let body = loop {
            let line = self.line(end);
            let text = &self.raw[line.clone()];
            if text.is_empty() || self.delimiter(&line).is_some() {
                break end;
            }
            if text.trim_ascii().is_empty() {
                // A line of spaces continues a field (RFC 5322 §4.2), but only if the header goes
                // on after it; otherwise somebody's blank line has got spaces.
                let goes_on = text
                    .first()
                    .is_some_and(|byte| matches!(byte, b' ' | b'\t'))
                    && is_header_line(&self.raw[self.line(line.end)]);
                if !goes_on {
                    break line.end;
                }
            } else if !is_header_line(text) {
                self.damaged = true;
                // A field that somebody wrapped without indenting it, or a body without the
                // blank line before it.
                if end == start || !self.header_goes_on(line.end) {
                    break end;
                }
            }
            end = line.end;
            check_limit(
                "the header section (bytes)",
                end - start,
                self.limits.max_header_bytes,
            )?;
        };
        Ok((end, body))
    }

    /// Whether a field that only mails have follows within the next few lines.
    fn header_goes_on(&self, mut position: usize) -> bool {
        /// More lines of one field would not lose their indentation unnoticed.
        const NEAR: usize = 4;
        for _ in 0..NEAR {
            let line = self.line(position);
            let text = &self.raw[line.clone()];
            if text.trim_ascii().is_empty() || self.delimiter(&line).is_some() {
                return false;
            }
            if begins_mail_field(text) {
                return true;
            }
            position = line.end;
        }
        false
    }

    /// Adds the part with these fields, whose body begins at `body`.
    fn add_part(&mut self, fields: &Fields, body: usize) -> Result<(), Error> {
        check_limit(
            "the number of MIME parts",
            self.parts.len() + 1,
            self.limits.max_parts,
        )?;
        let index = self.parts.len();
        let parent = self.open.last().map(|open| open.part);
        let in_digest =
            parent.is_some_and(|parent| self.parts[parent].media_type == "multipart/digest");
        let part = Part::new(fields, in_digest, body);
        self.kept += part.kept_bytes();
        check_limit(
            "the names and types of all MIME parts (bytes)",
            self.kept,
            self.limits.max_part_fields_bytes,
        )?;
        if let Some(parent) = parent {
            self.parts[parent].children.push(index);
        }
        if part.media_type.starts_with("multipart/") {
            match part.content_type.get("boundary") {
                Some(boundary) => {
                    self.open.push(Open {
                        part: index,
                        boundary: boundary.trim_end().as_bytes().to_vec(),
                        closed: false,
                    });
                    check_limit(
                        "the nesting of MIME parts",
                        self.open.len(),
                        self.limits.max_depth,
                    )?;
                }
                None => self.damaged = true,
            }
        }
        self.parts.push(part);
        Ok(())
    }

    /// Ends the body of the last part and of all multiparts inside the one at `level` at the
    /// delimiter that begins at `end`.
    fn end_bodies(&mut self, level: usize, end: usize) {
        let end = without_line_end(self.raw, end);
        for open in self.open.drain(level + 1..) {
            self.damaged |= !open.closed;
            end_body(&mut self.parts[open.part], end);
        }
        // A part that is open itself (its delimiter never came, or only now) has ended above or
        // goes on; only a leaf ends here.
        let last = self.parts.len() - 1;
        if self.open.iter().all(|open| open.part != last) {
            end_body(&mut self.parts[last], end);
        }
    }

    fn end_all(&mut self) {
        for part in &mut self.parts {
            end_body(part, self.raw.len());
            part.is_blank = part.encoded(self.raw).trim_ascii().is_empty();
            let was_multipart = part.media_type.starts_with("multipart/");
            part.is_multipart = was_multipart && !part.children.is_empty();
            self.damaged |= was_multipart && !part.is_multipart;
        }
    }

    fn next_delimiter(&self, mut position: usize) -> Option<Delimiter> {
        if self.open.is_empty() {
            return None;
        }
        while position < self.raw.len() {
            let line = self.line(position);
            if let Some(delimiter) = self.delimiter(&line) {
                return Some(delimiter);
            }
            position = line.end;
        }
        None
    }

    /// Whether a line delimits parts of an open multipart, the innermost that is not yet closed
    /// first. Parts after a closing delimiter are kept: better shown than lost.
    fn delimiter(&self, line: &Range<usize>) -> Option<Delimiter> {
        let text = self.raw[line.clone()].strip_prefix(b"--")?.trim_ascii_end();
        let matching = |closed: bool| {
            self.open
                .iter()
                .enumerate()
                .rev()
                .find_map(|(level, open)| {
                    let rest = text.strip_prefix(open.boundary.as_slice())?;
                    let closing = rest == b"--";
                    let matches = open.closed == closed && (rest.is_empty() || closing && !closed);
                    matches.then(|| Delimiter {
                        line: line.clone(),
                        level,
                        closing,
                    })
                })
        };
        matching(false).or_else(|| matching(true))
    }

    /// The line at `start` with its line feed.
    fn line(&self, start: usize) -> Range<usize> {
        let rest = self.raw.get(start..).unwrap_or_default();
        let length = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        start..start + length
    }
}

impl Part {
    fn new(fields: &Fields, in_digest: bool, body: usize) -> Self {
        let content_type = Parameterised::parse(fields.get("content-type").unwrap_or_default());
        let media_type = match content_type.value.as_str() {
            // RFC 2046 §5.1.5
            "" if in_digest => "message/rfc822",
            // RFC 2045 §5.2; `text` alone is older than MIME
            "" | "text" => "text/plain",
            value if is_media_type(value) => value,
            value if !value.contains('/') && content_type.get("name").is_none() => "text/plain",
            // a value that cannot be read is text by RFC 2045 §5.2, unless it is plainly a file
            _ => "application/octet-stream",
        };
        let content_id = fields
            .get("content-id")
            .map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
        Self {
            media_type: media_type.to_owned(),
            disposition: Parameterised::parse(
                fields.get("content-disposition").unwrap_or_default(),
            ),
            encoding: encoding(fields.get("content-transfer-encoding").unwrap_or_default()),
            content_id: content_id.filter(|id| is_reference(id)),
            content_location: fields
                .text("content-location")
                .map(|location| location.replace(' ', ""))
                .filter(|location| is_reference(location)),
            content_type,
            body: body..UNKNOWN,
            children: Vec::new(),
            is_blank: false,
            is_multipart: false,
        }
    }

    /// How much of its fields a part holds.
    fn kept_bytes(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.media_type.len()
            + self.content_type.kept_bytes()
            + self.disposition.kept_bytes()
            + length(&self.content_id)
            + length(&self.content_location)
    }

    /// The encoded body.
    pub(super) fn encoded<'a>(&self, raw: &'a [u8]) -> &'a [u8] {
        raw.get(self.body.clone()).unwrap_or_default()
    }
}

/// Whether a `Content-ID` or `Content-Location` is one that HTML could refer to. Longer ones than
/// this are none that a mailer wrote.
fn is_reference(value: &str) -> bool {
    const MAX_BYTES: usize = 2048;
    !value.is_empty() && value.len() <= MAX_BYTES && !value.contains(char::is_control)
}

/// The end of a body that was not found yet.
const UNKNOWN: usize = usize::MAX;

fn end_body(part: &mut Part, end: usize) {
    if part.body.end == UNKNOWN {
        part.body.end = end.max(part.body.start);
    }
}

/// The offset of the header section: after a byte order mark, blank lines and the separator line
/// of an mbox file.
fn start_of_header(raw: &[u8]) -> usize {
    let mut rest = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    rest = rest.trim_ascii_start();
    if rest.starts_with(b"From ") || rest.starts_with(b">From ") {
        let line = rest.iter().position(|&byte| byte == b'\n');
        rest = line.and_then(|at| rest.get(at + 1..)).unwrap_or_default();
    }
    raw.len() - rest.len()
}

fn is_header_line(line: &[u8]) -> bool {
    let continues = line
        .first()
        .is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    continues && !line.trim_ascii().is_empty() || split_field(line).is_some()
}

/// `end` moved before the line end that belongs to the delimiter (RFC 2046 §5.1.1).
fn without_line_end(raw: &[u8], end: usize) -> usize {
    let before = &raw[..end];
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    before.strip_suffix(b"\r").unwrap_or(before).len()
}

/// `type/subtype` of tokens (RFC 2045 §5.1), in lower case.
fn is_media_type(value: &str) -> bool {
    let is_token = |token: &str| {
        !token.is_empty()
            && token.bytes().all(|byte| {
                byte.is_ascii_lowercase()
                    || byte.is_ascii_digit()
                    || b"!#$%&'*+-.^_`{|}~".contains(&byte)
            })
    };
    value.len() <= 127
        && value
            .split_once('/')
            .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

fn encoding(value: &str) -> TransferEncoding {
    let word = value
        .trim_matches(['"', '\'', ' '])
        .split([' ', ';', '('])
        .next();
    match word.unwrap_or_default().to_ascii_lowercase().as_str() {
        "base64" => TransferEncoding::Base64,
        "quoted-printable" => TransferEncoding::QuotedPrintable,
        _ => TransferEncoding::Identity,
    }
}

fn check_limit(what: &'static str, found: usize, limit: usize) -> Result<(), Error> {
    if found > limit {
        return Err(Error::TooLarge {
            what,
            found: found as u64,
            limit: limit as u64,
        });
    }
    Ok(())
}
