//! What an administrator does with the store of passwords.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clap::Parser;
use common::postgres::Postgres;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;
use waxseal::password::Password;
use waxseal_milter::admin::{self, AdminError, PasswordCommand, StoreKey};
use waxseal_milter::store::Store;

const ANN: &str = "ann@example.org";
const GOOD: &str = "zwölf Boxkämpfer, 1 \"Viktor\"";

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: PasswordCommand,
}

struct Desk {
    folder: TempDir,
    store: Store,
}

impl Desk {
    fn new(url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let mut output = Vec::new();
        admin::store_key(&StoreKey { file: file.clone() }, &mut output).unwrap();
        assert!(String::from_utf8(output).unwrap().contains("keep a copy"));
        let sqlite = format!("sqlite:{}", folder.path().join("db").display());
        let store = Store::open(&url.unwrap_or(sqlite), &file).unwrap();
        Self { folder, store }
    }

    fn run(&self, arguments: &[&str], input: &str) -> Result<String, AdminError> {
        let arguments = Arguments::parse_from([&["passwords"], arguments].concat());
        let mut output = Vec::new();
        let input = &mut input.as_bytes();
        admin::run(&arguments.command, &self.store, input, &mut output)?;
        Ok(String::from_utf8(output).unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }
}

#[test]
fn a_password_is_set_shown_and_forgotten() {
    let desk = Desk::new(None);
    let input = format!("{GOOD}\r\nnot this line");
    let said = desk.run(&["set", ANN, "--password-stdin"], &input).unwrap();
    assert_eq!(said, "Password 1 of ann@example.org is set.\n");
    assert_eq!(desk.run(&["show", ANN], "").unwrap(), format!("{GOOD}\n"));

    let said = desk.run(&["rotate", ANN], "").unwrap();
    assert_eq!(said, "Password 2 of ann@example.org is set.\n");
    let said = desk.run(&["rotate", ANN, "--print"], "").unwrap();
    let shown = desk.run(&["show", "Ann@Example.org"], "").unwrap();
    assert_eq!(
        said,
        format!("Password 3 of ann@example.org is set.\n{shown}")
    );
    assert!(
        Password::new(shown.trim())
            .unwrap()
            .check_strength()
            .is_ok()
    );
    assert_eq!(
        desk.run(&["show", ANN, "--number", "1"], "").unwrap(),
        format!("{GOOD}\n")
    );

    desk.run(&["rotate", "example.org"], "").unwrap();
    let today = desk.store.current(ANN).unwrap().unwrap().since;
    assert_eq!(
        desk.run(&["list"], "").unwrap(),
        format!("ann@example.org\t3\t{today}\nexample.org\t1\t{today}\n")
    );
    assert_eq!(
        desk.run(&["list", "--json", ANN], "")
            .unwrap()
            .lines()
            .next()
            .unwrap(),
        format!(r#"{{"address":"ann@example.org","number":1,"since":"{today}"}}"#)
    );

    assert!(desk.run(&["forget", ANN], "").is_ok());
    for command in [
        &["forget", ANN] as &[&str],
        &["list", ANN],
        &["show", ANN, "--number", "1"],
        &["show", "x\u{1b}[2J"],
    ] {
        let error = desk.run(command, "").unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
        let is_told = matches!(error, AdminError::None { .. } | AdminError::Store(_));
        assert!(is_told, "{error}");
    }
}

#[test]
fn a_password_that_is_no_good_is_refused() {
    let desk = Desk::new(None);
    let refused = |input: &str, more: &[&str]| {
        let arguments = [&["set", ANN, "--password-stdin"], more].concat();
        let error = desk.run(&arguments, input).unwrap_err().to_string();
        let line = input.lines().next().unwrap_or_default();
        assert!(line.is_empty() || !error.contains(line), "{error}");
        assert!(desk.store.history(ANN).unwrap().is_empty());
        error
    };
    assert!(refused("Hidden123\n", &[]).contains("too weak"));
    assert!(refused("", &[]).contains("empty"));
    assert!(refused("\nsecond line", &[]).contains("empty"));
    assert!(refused("tab\there\n", &[]).contains("control character"));
    assert!(refused(&"x".repeat(5000), &[]).contains("longer"));
    let only_html = "Überraschung\u{a0}im Treppenhaus 9000";
    for more in [&[] as &[&str], &["--allow-weak-password"]] {
        assert!(refused(only_html, more).contains("only an HTML envelope"));
    }
    let weak = ["set", ANN, "--password-stdin", "--allow-weak-password"];
    desk.run(&weak, "Hidden123").unwrap();
    assert_eq!(desk.run(&["show", ANN], "").unwrap(), "Hidden123\n");
}

#[test]
fn a_table_goes_from_one_store_to_the_other() {
    let server = Postgres::new();
    let desk = Desk::new(None);
    let other = Desk::new(server.as_ref().map(|server| server.database("mails")));
    let passwords = [
        GOOD,
        "comma, \"quotes\" and; more",
        "密码密码密码密码",
        "=cmd|' /C calc'!A0",
        " spaces at the ends ",
    ];
    for (i, password) in passwords.iter().enumerate() {
        let address = format!("\"odd, {i}\"@example.org");
        for password in [password, GOOD] {
            let set = ["set", &address, "--password-stdin", "--allow-weak-password"];
            desk.run(&set, password).unwrap();
        }
    }
    let file = desk.path("export.csv");
    assert_eq!(desk.run(&["export", &file], "").unwrap(), "");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(matches!(
        desk.run(&["export", &file], ""),
        Err(AdminError::Exists(_))
    ));
    let missing = desk.path("no/such/folder.csv");
    assert!(matches!(
        desk.run(&["export", &missing], ""),
        Err(AdminError::Write { .. })
    ));

    let import = ["import", &file, "--allow-weak-password"];
    let said = other.run(&import, "").unwrap();
    assert_eq!(said, "10 added, 0 replaced, 0 left as they are.\n");
    let csv = other.run(&["export", "-"], "").unwrap();
    assert_eq!(csv, fs::read_to_string(&file).unwrap());
    assert!(csv.starts_with("address,number,since,password\n"), "{csv}");
    assert_eq!(
        other.store.all(None, 99).unwrap(),
        desk.store.all(None, 99).unwrap()
    );

    let said = other.run(&import, "").unwrap();
    assert_eq!(said, "0 added, 0 replaced, 5 left as they are.\n");
    other
        .run(&["rotate", "\"odd, 3\"@example.org"], "")
        .unwrap();
    let replace = ["import", &file, "--allow-weak-password", "--replace"];
    let said = other.run(&replace, "").unwrap();
    assert_eq!(said, "0 added, 1 replaced, 4 left as they are.\n");
    let stored = other
        .store
        .current("\"odd, 3\"@example.org")
        .unwrap()
        .unwrap();
    assert_eq!(
        (stored.number, stored.password),
        (4, Password::new(GOOD).unwrap())
    );
}

#[test]
fn a_table_may_come_from_another_program() {
    let desk = Desk::new(None);
    let table = format!(
        "\u{feff}password,address\r\n\"{}\",Ann@Example.org\r\n",
        GOOD.replace('"', "\"\"")
    );
    let said = desk.run(&["import", "-"], &table).unwrap();
    assert_eq!(said, "1 added, 0 replaced, 0 left as they are.\n");
    assert_eq!(desk.run(&["show", ANN], "").unwrap(), format!("{GOOD}\n"));
    for header in [
        "",
        "address",
        "address;password",
        "password,number",
        "address,password,address",
        "address,password,colour",
    ] {
        let error = desk
            .run(&["import", "-"], &format!("{header}\na,b\n"))
            .unwrap_err();
        assert!(matches!(error, AdminError::Columns), "{header}: {error}");
    }
    assert!(matches!(
        desk.run(&["import", &desk.path("none")], ""),
        Err(AdminError::Read { .. })
    ));
}

#[test]
fn each_line_that_cannot_be_used_is_named() {
    let desk = Desk::new(None);
    let table = "\
address,number,since,password
ann@example.org,1,2004-05-06,Rosenmontag im Treppenhaus 77
bob@example.org,0,2004-05-06,Rosenmontag im Treppenhaus 77
bob@example.org,-1,,Rosenmontag im Treppenhaus 77

bob@example.org,1,6.5.2004,Rosenmontag im Treppenhaus 77
bob@example.org,1,2004-05-06
\"bob
x@example.org\",1,2004-05-06,Rosenmontag im Treppenhaus 77
bob@example.org,1,2004-05-06,Hidden123
bob@example.org,1,2004-05-06,\"Hidden123
in the Treppenhaus\"
ANN@example.org,,,Rosenmontag im Treppenhaus 77
@example.org,,,Rosenmontag im Treppenhaus 77
";
    let error = desk.run(&["import", "-"], table).unwrap_err();
    let AdminError::BadLines(bad) = &error else {
        panic!("{error}");
    };
    let lines: Vec<_> = bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [3, 4, 6, 7, 8, 10, 11, 13, 14], "{error}");
    let text = error.to_string();
    assert!(
        text.contains("line 13: line 2 has the same address"),
        "{text}"
    );
    assert!(
        !text.contains("Hidden123") && !text.contains("Rosenmontag"),
        "{text}"
    );
    assert!(!format!("{error:?}").contains("Hidden123"));
    assert!(desk.store.list(None, 9).unwrap().is_empty());

    let many = format!("address,password\n{}", "@,x\n".repeat(1000));
    let text = desk.run(&["import", "-"], &many).unwrap_err().to_string();
    assert!(text.ends_with("and 980 more"), "{text}");
    let latin1 = b"address,password\nann@example.org,\xdcberraschung in 9000 Teilen\n";
    fs::write(desk.path("latin1"), latin1).unwrap();
    let text = desk
        .run(&["import", &desk.path("latin1")], "")
        .unwrap_err()
        .to_string();
    assert!(text.contains("line 2") && text.contains("UTF-8"), "{text}");
}

#[test]
fn a_key_file_is_never_replaced() {
    let desk = Desk::new(None);
    let file = Path::new(&desk.path("key")).to_owned();
    let before = fs::read(&file).unwrap();
    let error = admin::store_key(&StoreKey { file: file.clone() }, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("exists already"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn the_help_says_what_is_shown() {
    use clap::CommandFactory;
    Arguments::command().debug_assert();
    let error = Arguments::try_parse_from(["passwords", "help", "show"])
        .err()
        .unwrap();
    assert!(error.to_string().contains("in clear"), "{error}");
}
