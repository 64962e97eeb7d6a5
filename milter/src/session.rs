//! The milter protocol, for one connection of the MTA: collects a message, has it judged, says what is to change.
//!
//! Whatever goes wrong ends the connection or gives a temporary failure. The MTA then defers the message; it passes
//! one on only if it was told so (`milter_default_action = accept`), which `docs/deploy.md` forbids.

use crate::letter::{Changes, Letter, Reply, Verdict};
use crate::server::{Desk, MemoryPermit};
use async_trait::async_trait;
use bytes::BytesMut;
use miltr_common::actions::{Action, Continue, Discard, Replycode};
use miltr_common::commands::{Body, Header, Macro, Mail, Recipient};
use miltr_common::encoding::Writable as _;
use miltr_common::modifications::ModificationResponse;
use miltr_common::modifications::body::ReplaceBody;
use miltr_common::modifications::headers::{AddHeader, ChangeHeader};
use miltr_common::modifications::recipients::DeleteRecipient;
use miltr_common::optneg::{Capability, OptNeg, Protocol};
use miltr_server::{Error, Milter};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How much of a new body goes into one packet, in bytes: what every MTA takes (`MILTER_CHUNK_SIZE`).
const CHUNK_BYTES: usize = 65_535;

/// What a milter needs to be allowed. Without one of these a sealed message could go on half changed.
const NEEDED: Capability = Capability::SMFIF_ADDHDRS
    .union(Capability::SMFIF_CHGHDRS)
    .union(Capability::SMFIF_CHGBODY)
    .union(Capability::SMFIF_DELRCPT);

/// One connection.
pub struct Session {
    desk: Arc<Desk>,
    letter: Letter,
    /// The recipients as the MTA wrote them, which is how they are taken out again.
    written_recipients: Vec<String>,
    memory: MemoryPermit,
    /// The message is refused already.
    refused: Option<Reply>,
    /// Whether header values come with the white space before them.
    leading_space: bool,
    /// What is remembered of the last message, until it is sure that the MTA has heard its verdict.
    judged: Vec<String>,
    /// Whether a message is in work, which a shutdown waits for.
    busy: Arc<AtomicBool>,
}

impl Session {
    /// A connection that has just been made. It says in `busy` whether a message is in work.
    pub fn new(desk: Arc<Desk>, busy: Arc<AtomicBool>) -> Self {
        Self {
            memory: desk.no_memory(),
            desk,
            letter: Letter::default(),
            written_recipients: Vec::new(),
            refused: None,
            leading_space: false,
            judged: Vec::new(),
            busy,
        }
    }

    /// The MTA goes on, so it has heard the verdict on the last message.
    pub fn heard(&mut self) {
        let steps = std::mem::take(&mut self.judged);
        if !steps.is_empty() {
            self.desk.settle(steps);
        }
    }

    fn start_over(&mut self) {
        self.heard();
        self.letter = Letter {
            queue_id: std::mem::take(&mut self.letter.queue_id),
            ..Letter::default()
        };
        self.written_recipients.clear();
        self.memory = self.desk.no_memory();
        self.refused = None;
        self.busy.store(false, Ordering::Release);
    }

    /// Makes room for more of the message, or refuses it.
    fn take(&mut self, bytes: usize) -> Result<(), Reply> {
        if let Some(reply) = &self.refused {
            return Err(reply.clone());
        }
        let all = self.letter.raw.len() + bytes;
        let limit = self.desk.limits().message_bytes;
        let taken = if all as u64 > limit {
            Err(Reply::reject(
                [3, 4],
                &format!(
                    "the message is larger than {limit} bytes, which is the most that can be sealed here"
                ),
            ))
        } else if self.memory.grow(all) {
            Ok(())
        } else {
            Err(Reply::defer([3, 2], "too many messages at once; try again"))
        };
        if let Err(reply) = &taken {
            // The rest of it would only cost memory.
            self.letter.raw = Vec::new();
            self.memory = self.desk.no_memory();
            self.refused = Some(reply.clone());
        }
        taken
    }
}

#[async_trait]
impl Milter for Session {
    type Error = io::Error;

    async fn option_negotiation(&mut self, theirs: OptNeg) -> Result<OptNeg, Error<io::Error>> {
        if !theirs.capabilities.contains(NEEDED) {
            let what = "the MTA does not let a milter change header, body and recipients";
            return Err(Error::Io(io::Error::other(what)));
        }
        let wanted = Protocol::SMFIP_HDR_LEADSPC | Protocol::NO_HELO | Protocol::NO_UNKNOWN;
        let protocol = theirs.protocol.intersection(wanted);
        self.leading_space = protocol.contains(Protocol::SMFIP_HDR_LEADSPC);
        let ours = OptNeg::default();
        Ok(OptNeg {
            version: ours.version.min(theirs.version),
            capabilities: NEEDED,
            protocol,
            ..ours
        })
    }

    async fn macro_(&mut self, macros: Macro) -> Result<(), io::Error> {
        // `i` is the queue's name for the message (Postfix: "Milter macro"); some give it in braces.
        for (name, value) in macros.macros() {
            if matches!(name, b"i" | b"{i}") {
                let plain = |byte: &&u8| byte.is_ascii_alphanumeric();
                let plain = value.iter().filter(plain).take(40);
                self.letter.queue_id = plain.map(|&byte| char::from(byte)).collect();
            }
        }
        Ok(())
    }

    async fn mail(&mut self, mail: Mail) -> Result<Action, io::Error> {
        self.start_over();
        self.busy.store(true, Ordering::Release);
        match normal(&mail.sender()) {
            Some(sender) => self.letter.sender = sender,
            None => return Ok(strange([1, 7])),
        }
        Ok(Continue.into())
    }

    async fn rcpt(&mut self, recipient: Recipient) -> Result<Action, io::Error> {
        if self.letter.recipients.len() >= self.desk.limits().recipients {
            let reply = Reply::defer([5, 3], "too many recipients; send the rest separately");
            return Ok(Replycode::new([4, 5, 2], [4, 5, 3], &reply.text).into());
        }
        let written = recipient.recipient().into_owned();
        let Some(address) = normal(&written) else {
            return Ok(strange([1, 3]));
        };
        self.letter.recipients.push(address);
        self.written_recipients.push(written);
        Ok(Continue.into())
    }

    async fn header(&mut self, header: Header) -> Result<Action, io::Error> {
        // The library reads names and values as UTF-8; what it writes are the bytes as they came.
        let mut bytes = BytesMut::new();
        header.write(&mut bytes);
        let mut parts = bytes[..].split(|&byte| byte == 0);
        let (name, value) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        if !name.iter().all(u8::is_ascii_graphic) {
            self.refused = Some(Reply::reject(
                [6, 0],
                "a header field has a name that is none",
            ));
        }
        // What a field costs beside its bytes, so that many short ones are no way around the limit.
        if let Err(reply) = self.take(bytes.len() + 64) {
            return Ok(refusal(&reply));
        }
        self.letter
            .field_names
            .push(String::from_utf8_lossy(name).into_owned());
        let raw = &mut self.letter.raw;
        raw.extend_from_slice(name);
        raw.push(b':');
        if !self.leading_space {
            raw.push(b' ');
        }
        for line in value.split_inclusive(|&byte| byte == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(line) => {
                    raw.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                    raw.extend_from_slice(b"\r\n");
                }
                None => raw.extend_from_slice(line),
            }
        }
        raw.extend_from_slice(b"\r\n");
        Ok(Continue.into())
    }

    async fn end_of_header(&mut self) -> Result<Action, io::Error> {
        self.letter.raw.extend_from_slice(b"\r\n");
        Ok(Continue.into())
    }

    async fn body(&mut self, body: Body) -> Result<Action, io::Error> {
        let body = body.as_bytes();
        if let Err(reply) = self.take(body.len()) {
            return Ok(refusal(&reply));
        }
        self.letter.raw.extend_from_slice(body);
        Ok(Continue.into())
    }

    async fn end_of_body(&mut self) -> Result<ModificationResponse, io::Error> {
        let written = std::mem::take(&mut self.written_recipients);
        let letter = std::mem::take(&mut self.letter);
        let verdict = match self.refused.take() {
            Some(reply) => Verdict::Refuse(reply),
            None => {
                let (verdict, steps) = self.desk.judge(letter).await;
                self.judged = steps;
                verdict
            }
        };
        Ok(response(verdict, &written, self.leading_space))
    }

    async fn abort(&mut self) -> Result<(), io::Error> {
        self.start_over();
        self.letter.queue_id.clear();
        Ok(())
    }

    async fn quit(&mut self) -> Result<(), io::Error> {
        self.heard();
        Ok(())
    }

    async fn quit_nc(&mut self) -> Result<(), io::Error> {
        self.heard();
        Ok(())
    }
}

/// An address without the brackets and quotes of RFC 5321, as the rules look at it. Nothing if the MTA could read it in
/// another way than the rules: with a source route (RFC 5321 appendix C), with what stands for one (`%`, `!`), or with
/// characters that it did not tell.
fn normal(written: &str) -> Option<String> {
    let address = written.trim();
    let inner = address
        .strip_prefix('<')
        .and_then(|its| its.strip_suffix('>'));
    let address = inner.unwrap_or(address);
    let (local, domain) = match address.rsplit_once('@') {
        Some((local, domain)) => (local, Some(domain)),
        None => (address, None),
    };
    let quoted = local
        .strip_prefix('"')
        .and_then(|its| its.strip_suffix('"'));
    let local = quoted.unwrap_or(local);
    let is_strange =
        |c: char| c.is_control() || c.is_whitespace() || "%!@\"\\,:;<>()\u{fffd}".contains(c);
    if local.contains(is_strange) || domain.is_some_and(|its| its.contains(is_strange_in_domain)) {
        return None;
    }
    Some(match domain {
        Some(domain) => format!("{local}@{domain}"),
        None => local.to_owned(),
    })
}

/// A literal such as `[IPv6:::1]` has colons and brackets.
fn is_strange_in_domain(c: char) -> bool {
    c.is_control() || c.is_whitespace() || "%!\"\\,;<>()\u{fffd}".contains(c)
}

fn strange(status: [u16; 2]) -> Action {
    let [second, third] = status;
    let text = "this way to write a mail address is not taken here; write it like bob@example.com";
    Replycode::new([5, 5, 3], [5, second, third], text).into()
}

fn refusal(reply: &Reply) -> Action {
    let [second, third] = reply.status;
    match reply.permanent {
        true => Replycode::new([5, 5, 0], [5, second, third], &reply.text).into(),
        false => Replycode::new([4, 5, 1], [4, second, third], &reply.text).into(),
    }
}

fn response(
    verdict: Verdict,
    written_recipients: &[String],
    leading_space: bool,
) -> ModificationResponse {
    let mut response = ModificationResponse::builder();
    let changes = match verdict {
        Verdict::Accept(changes) => changes,
        Verdict::Discard => return response.build(Discard),
        Verdict::Refuse(reply) => return response.build(refusal(&reply)),
    };
    let Changes {
        delete,
        add,
        body,
        drop_recipients,
    } = changes;
    for address in drop_recipients {
        let is_it = |its: &&String| normal(its).as_deref() == Some(&*address);
        let written = written_recipients.iter().filter(is_it);
        for written in written {
            response.push(DeleteRecipient::new(written.as_bytes()));
        }
    }
    for (name, nth) in delete {
        response.push(ChangeHeader::new(nth, name.as_bytes(), b""));
    }
    for (name, value) in add {
        // Without this agreement the MTA puts a space there itself.
        let value = match leading_space {
            true => &value[..],
            false => value.strip_prefix(b" ").unwrap_or(&value),
        };
        response.push(AddHeader::new(name.as_bytes(), value));
    }
    match body {
        // An empty packet would be no new body.
        Some(body) if body.is_empty() => response.push(ReplaceBody::new(b"\r\n")),
        Some(body) => {
            for chunk in body.chunks(CHUNK_BYTES) {
                response.push(ReplaceBody::new(chunk));
            }
        }
        None => {}
    }
    response.contin()
}

/// For a message that nobody could judge.
pub fn tempfail() -> Verdict {
    Verdict::Refuse(Reply::defer(
        [3, 0],
        "the message could not be judged; try again",
    ))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn an_address_is_read_in_one_way_or_not_at_all() {
        for (written, read) in [
            ("<bob@example.com>", Some("bob@example.com")),
            ("bob@example.com", Some("bob@example.com")),
            ("<>", Some("")),
            ("<postmaster>", Some("postmaster")),
            ("<\"bob\"@example.com>", Some("bob@example.com")),
            (
                "<prvs=1234=bob+x@example.com>",
                Some("prvs=1234=bob+x@example.com"),
            ),
            ("<bob@[IPv6:::1]>", Some("bob@[IPv6:::1]")),
            (
                "<b\u{f6}b@ex\u{e4}mple.com>",
                Some("b\u{f6}b@ex\u{e4}mple.com"),
            ),
            ("<@a,@b:bob@example.com>", None),
            ("<bob%example.com@example.org>", None),
            ("<example.com!bob@example.org>", None),
            ("<\"bob@example.com\"@example.org>", None),
            ("<\"bob smith\"@example.com>", None),
            ("<b\u{fffd}b@example.com>", None),
        ] {
            assert_eq!(normal(written).as_deref(), read, "{written}");
        }
    }
}
