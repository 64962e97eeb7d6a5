//! Whoever reaches the milter's port may send anything. The program must answer, or hang up, and go on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_waxseal-milter");

/// A milter of its own, and what it may use.
struct Milter {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Milter {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let config = format!(
            "listen = [\"inet:127.0.0.1:{port}\"]\notherwise = \"pass\"\n[limits]\nmessage_bytes = \"1 MB\"\n\
             memory_bytes = \"64 MB\"\nrecipients = 100\n[[rule]]\nname = \"refused\"\nwords = [\"plutonium\"]\n\
             action = \"reject\"\ntext = \"no\"\n"
        );
        let path = folder.path().join("milter.toml");
        std::fs::write(&path, config).unwrap();
        let child = Command::new(PROGRAM)
            .args([Path::new("run"), Path::new("--config"), &path])
            .stderr(Stdio::from(
                std::fs::File::create(folder.path().join("log")).unwrap(),
            ))
            .spawn()
            .unwrap();
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "it does not listen"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Self {
            child,
            port,
            folder,
        }
    }

    fn connect(&self) -> Conversation {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        Conversation(stream)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    fn peak_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.unwrap().trim().split(' ').next().unwrap();
        number.parse().unwrap()
    }

    /// It still does its work.
    fn judges(&self) {
        let mut conversation = self.connect();
        conversation.negotiate(ALL);
        assert_eq!(conversation.mail(&["<b@x>"], b"plutonium\r\n"), b'y');
        conversation.send(b'A', b"");
        assert_eq!(conversation.mail(&["<b@x>"], b"hello\r\n"), b'c');
    }
}

impl Drop for Milter {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that a Postfix allows.
const ALL: u32 = 0x1ff;

struct Conversation(TcpStream);

impl Conversation {
    fn send(&mut self, code: u8, data: &[u8]) {
        let length = u32::try_from(data.len() + 1).unwrap();
        let packet = [&length.to_be_bytes()[..], &[code], data].concat();
        // It may have hung up already.
        let _ = self.0.write_all(&packet);
    }

    /// The code of its answer, or nothing if it hangs up.
    fn answer(&mut self) -> Option<u8> {
        let mut length = [0; 4];
        self.0.read_exact(&mut length).ok()?;
        let mut packet = vec![0; u32::from_be_bytes(length) as usize];
        self.0.read_exact(&mut packet).ok()?;
        packet.first().copied()
    }

    fn ask(&mut self, code: u8, data: &[u8]) -> Option<u8> {
        self.send(code, data);
        self.answer()
    }

    fn negotiate(&mut self, actions: u32) -> Option<u8> {
        let options = [6_u32, actions, 0x001f_ffff].map(u32::to_be_bytes).concat();
        self.ask(b'O', &options)
    }

    /// The last answer to a message with a short header.
    fn mail(&mut self, recipients: &[&str], body: &[u8]) -> u8 {
        assert_eq!(self.ask(b'M', b"<a@x>\0"), Some(b'c'));
        for recipient in recipients {
            let data = [recipient.as_bytes(), b"\0"].concat();
            assert_eq!(self.ask(b'R', &data), Some(b'c'));
        }
        assert_eq!(self.ask(b'T', b""), Some(b'c'));
        assert_eq!(self.ask(b'L', b"From\0 a@x\0"), Some(b'c'));
        assert_eq!(self.ask(b'N', b""), Some(b'c'));
        for chunk in body.chunks(65_535) {
            assert_eq!(self.ask(b'B', chunk), Some(b'c'));
        }
        self.ask(b'E', b"").unwrap()
    }
}

#[test]
fn garbage_ends_a_connection_and_nothing_else() {
    let milter = Milter::start();
    let mut state: u64 = 42;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize
    };
    for round in 0..300 {
        let mut conversation = milter.connect();
        if round % 2 == 0 {
            conversation.negotiate(ALL);
        }
        for _ in 0..random() % 8 {
            let code = b"OACDBELNMRTHUQKX\0\xff"[random() % 18];
            let data: Vec<u8> = (0..random() % 200).map(|_| random() as u8).collect();
            conversation.send(code, &data);
        }
        let raw: Vec<u8> = (0..random() % 64).map(|_| random() as u8).collect();
        let _ = conversation.0.write_all(&raw);
    }
    // Lengths that lie, and half a packet.
    for lie in [
        [0xff; 4],
        [0, 0, 0, 0],
        [0x7f, 0xff, 0xff, 0xff],
        [0, 0, 1, 0],
    ] {
        let mut conversation = milter.connect();
        let _ = conversation.0.write_all(&lie);
        let _ = conversation.0.write_all(b"E");
    }
    milter.judges();
    assert!(!milter.log().contains("panic"), "{}", milter.log());
}

#[test]
fn an_mta_that_does_not_allow_all_changes_is_refused() {
    let milter = Milter::start();
    for missing in [0x01, 0x02, 0x08, 0x10] {
        let mut conversation = milter.connect();
        assert_eq!(conversation.negotiate(ALL & !missing), None, "{missing}");
    }
    milter.judges();
}

#[test]
fn headers_of_100_mb_and_a_body_without_end_are_refused_in_little_memory() {
    let milter = Milter::start();
    let before = milter.peak_kb();
    let value = [b"X-Long\0 ".as_slice(), &vec![b'x'; 60_000], b"\0"].concat();
    let mut conversation = milter.connect();
    conversation.negotiate(ALL);
    conversation.ask(b'M', b"<a@x>\0");
    conversation.ask(b'R', b"<b@x>\0");
    let mut answers = Vec::new();
    for _ in 0..1750 {
        answers.push(conversation.ask(b'L', &value).unwrap());
    }
    assert_eq!(answers[0], b'c');
    assert_eq!(answers.last(), Some(&b'y'));
    // An MTA ends the message after the first refusal. If it does not, that is no way around it.
    assert_eq!(conversation.ask(b'N', b""), Some(b'c'));
    assert_eq!(conversation.ask(b'E', b""), Some(b'y'));

    let mut conversation = milter.connect();
    conversation.negotiate(ALL);
    conversation.ask(b'M', b"<a@x>\0");
    conversation.ask(b'R', b"<b@x>\0");
    conversation.ask(b'N', b"");
    let chunk = vec![b'y'; 65_535];
    let answers: Vec<_> = (0..1600)
        .filter_map(|_| conversation.ask(b'B', &chunk))
        .collect();
    assert_eq!(answers.last(), Some(&b'y'));
    assert_eq!(conversation.ask(b'E', b""), Some(b'y'));
    assert!(
        milter.peak_kb() - before < 32 * 1024,
        "{} KB",
        milter.peak_kb() - before
    );
    milter.judges();
}

#[test]
fn ten_thousand_recipients_are_taken_a_hundred_at_a_time() {
    let milter = Milter::start();
    let mut conversation = milter.connect();
    conversation.negotiate(ALL);
    assert_eq!(conversation.ask(b'M', b"<a@x>\0"), Some(b'c'));
    let mut taken = 0;
    for number in 0..10_000 {
        let data = format!("<r{number}@x>\0");
        match conversation.ask(b'R', data.as_bytes()) {
            Some(b'c') => taken += 1,
            other => assert_eq!(other, Some(b'y')),
        }
    }
    assert_eq!(taken, 100);
    conversation.ask(b'L', b"From\0 a@x\0");
    conversation.ask(b'N', b"");
    assert_eq!(conversation.ask(b'E', b""), Some(b'c'));
}

#[test]
fn a_message_has_room_only_while_others_leave_some() {
    let milter = Milter::start();
    // Each of these holds four times its size, and 64 MB are there for all.
    let mut others = Vec::new();
    let body = vec![b'z'; 60_000];
    for _ in 0..40 {
        let mut conversation = milter.connect();
        conversation.negotiate(ALL);
        conversation.ask(b'M', b"<a@x>\0");
        conversation.ask(b'R', b"<b@x>\0");
        conversation.ask(b'N', b"");
        let mut last = None;
        for _ in 0..15 {
            last = conversation.ask(b'B', &body);
        }
        others.push((conversation, last.unwrap()));
    }
    let refused = others.iter().filter(|(_, last)| *last == b'y').count();
    assert!(refused > 0 && refused < 40, "{refused} of 40");
    drop(others);
    let start = Instant::now();
    loop {
        let mut conversation = milter.connect();
        conversation.negotiate(ALL);
        conversation.ask(b'M', b"<a@x>\0");
        conversation.ask(b'R', b"<b@x>\0");
        conversation.ask(b'L', b"From\0 a@x\0");
        conversation.ask(b'N', b"");
        if conversation.ask(b'B', &body) == Some(b'c') {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "room comes back");
    }
    milter.judges();
}
