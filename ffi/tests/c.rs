//! C programs that are compiled, linked and run as a gateway's author would, and under valgrind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::{Cursor, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use waxseal::message::Message;
use waxseal::message::transfer::Decoder;
use waxseal::password::Password;
use waxseal::{html, pdf};

const MAIL: &[u8] = b"From: Ann <ann@example.org>\r\nTo: bob@example.com, amy@example.com\r\n\
    Subject: Our offer\r\nMessage-ID: <1@example.org>\r\n\r\n42,000 EUR \xe2\x80\x93 until Friday.\r\n";
const BOB: &str = "correct horse battery staple";
const AMY: &str = "violet kettle on nineteen";

/// What `rustc --print native-static-libs` names on Linux, as README.md does.
const NATIVE_LIBRARIES: &str = "-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc";

/// A folder with a compiled program, a mail and passwords.
struct Place {
    folder: TempDir,
    program: PathBuf,
}

/// None, and it says so, without a C compiler.
fn compile(source: &str, link: impl Fn(&Path) -> Vec<String>) -> Option<Place> {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    let ffi = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Cargo builds the C libraries beside the tests.
    let test = std::env::current_exe().unwrap();
    let mut compiler = Command::new("cc");
    compiler
        .args(["-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror", "-g"])
        .arg("-I")
        .arg(ffi.join("include"))
        .arg(ffi.join(source))
        .args(link(test.parent().unwrap()))
        .arg("-o")
        .arg(&program);
    let made = run(&mut compiler)?;
    assert!(made.status.success(), "{}", text(&made.stderr));
    for (name, content) in [
        ("mail.eml", MAIL),
        ("none.eml", b""),
        ("bob.password", format!("{BOB}\n").as_bytes()),
        ("amy.password", AMY.as_bytes()),
        ("weak.password", b"password"),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    Some(Place { folder, program })
}

fn shared(libraries: &Path) -> Vec<String> {
    let folder = libraries.display();
    vec![
        format!("-L{folder}"),
        format!("-Wl,-rpath,{folder}"),
        "-lwaxseal_ffi".into(),
        "-pthread".into(),
    ]
}

/// None, and it says so, if there is no such program.
fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let program = command.get_program().display();
            println!("skipped: {program} is not installed");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

impl Place {
    fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(&self.program);
        command.args(arguments.split_whitespace());
        run(command.current_dir(&self.folder)).unwrap()
    }

    /// Only what is "definitely lost" is a fault: hash tables of Rust's statics point into the middle of their memory.
    fn run_under_valgrind(&self, arguments: &str) -> Option<Output> {
        let mut command = Command::new("valgrind");
        command
            .args(["--quiet", "--leak-check=full", "--error-exitcode=99"])
            .args([
                "--show-leak-kinds=definite",
                "--errors-for-leak-kinds=definite",
            ])
            .arg(&self.program)
            .args(arguments.split_whitespace());
        run(command.current_dir(&self.folder))
    }

    fn mail(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn succeeded(output: &Output) -> String {
    let errors = text(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}", output.status);
    text(&output.stdout)
}

/// What a recipient saves from the mail.
fn attachment(mail: &[u8], name: &str) -> Cursor<Vec<u8>> {
    let mail = Message::parse(mail, &Default::default()).unwrap();
    let mut attachments = mail.view().attachments.iter();
    let found = attachments.find(|its| its.name == name).unwrap();
    let (start, end) = (found.range.start as usize, found.range.end as usize);
    let mut decoder = Decoder::new(found.encoding);
    let mut content = Vec::new();
    decoder.update(&mail.raw()[start..end], &mut content);
    decoder.finish(&mut content);
    Cursor::new(content)
}

fn open_page(mail: &[u8], password: &str) -> Vec<u8> {
    let page = attachment(mail, "message.html");
    let mut envelope = html::Envelope::read(page, &Default::default()).unwrap();
    let mut opened = envelope.unlock(&Password::new(password).unwrap()).unwrap();
    let mut message = Vec::new();
    opened.copy_message(&mut message).unwrap();
    message
}

fn open_pdf(mail: &[u8], password: &str) -> Vec<u8> {
    let file = attachment(mail, "message.pdf");
    let mut envelope = pdf::Envelope::read(file, &Default::default()).unwrap();
    let mut opened = envelope.unlock(&Password::new(password).unwrap()).unwrap();
    let mut message = Vec::new();
    opened.copy_message(&mut message).unwrap();
    message
}

#[test]
fn the_gateway_seals_pages() {
    let Some(place) = compile("examples/gateway.c", shared) else {
        return;
    };
    let both = "html mail.eml out bob@example.com bob.password amy@example.com amy.password";
    let records = succeeded(&place.run(both));
    assert_eq!(records.lines().count(), 1);
    let record: serde_json::Value = serde_json::from_str(&records).unwrap();
    assert_eq!(
        record["recipients"].to_string(),
        r#"["bob@example.com","amy@example.com"]"#
    );
    let mail = place.mail("out-1.eml");
    assert!(!text(&mail).contains("42,000"));
    assert_eq!(open_page(&mail, BOB), MAIL);
    assert_eq!(open_page(&mail, AMY), MAIL);

    let one = "html mail.eml checked bob@example.com bob.password";
    if let Some(output) = place.run_under_valgrind(one) {
        succeeded(&output);
        assert_eq!(open_page(&place.mail("checked-1.eml"), BOB), MAIL);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_gateway_seals_pdfs_and_is_one_file() {
    let linked = |libraries: &Path| {
        let library = libraries.join("libwaxseal_ffi.a").display().to_string();
        let native = NATIVE_LIBRARIES.split(' ').map(str::to_owned);
        [library].into_iter().chain(native).collect()
    };
    let Some(place) = compile("examples/gateway.c", linked) else {
        return;
    };
    let both = "pdf mail.eml out bob@example.com bob.password amy@example.com amy.password";
    assert_eq!(succeeded(&place.run(both)).lines().count(), 2);
    assert_eq!(open_pdf(&place.mail("out-1.eml"), BOB), MAIL);
    assert_eq!(open_pdf(&place.mail("out-2.eml"), AMY), MAIL);
}

#[test]
fn the_gateway_gives_back_or_tries_again() {
    let Some(place) = compile("examples/gateway.c", shared) else {
        return;
    };
    for (arguments, code, says) in [
        (
            "html mail.eml out bob@example.com weak.password",
            65,
            "too weak",
        ),
        (
            "html none.eml out bob@example.com bob.password",
            65,
            "not an e-mail message",
        ),
        (
            "html mail.eml out bob@example.com none",
            75,
            "none cannot be read",
        ),
        (
            "html none out bob@example.com bob.password",
            75,
            "none cannot be read",
        ),
        (
            "pdf mail.eml none/out bob@example.com bob.password",
            75,
            "cannot be written",
        ),
        (
            "text mail.eml out bob@example.com bob.password",
            64,
            "usage:",
        ),
        ("html mail.eml out bob@example.com", 64, "usage:"),
    ] {
        let output = place.run(arguments);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {errors}");
        assert!(errors.contains(says), "{arguments}: {errors}");
        assert!(output.stdout.is_empty(), "{arguments}");
    }
}

#[test]
fn misuse_is_an_error() {
    let Some(place) = compile("tests/misuse.c", shared) else {
        return;
    };
    match place.run_under_valgrind("") {
        Some(output) => succeeded(&output),
        None => succeeded(&place.run("")),
    };
}

#[test]
fn every_function_is_misused() {
    let header = include_str!("../include/waxseal.h");
    let code = header.lines().filter(|line| !line.starts_with("//"));
    let words = code.flat_map(|line| line.split([' ', '*', '('].as_slice()));
    let functions: Vec<_> = words.filter(|word| word.starts_with("waxseal_")).collect();
    assert!(functions.len() > 10);
    for function in functions {
        let call = format!("{function}(");
        assert!(
            include_str!("misuse.c").contains(&call),
            "{function} is not"
        );
    }
}

#[test]
fn threads_share_a_sealer() {
    let Some(place) = compile("tests/threads.c", shared) else {
        return;
    };
    succeeded(&place.run(""));
}
