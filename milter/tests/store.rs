//! The store of passwords, on SQLite and on a PostgreSQL server of the test's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::postgres::{Postgres, URL_PASSWORD};
use regex::bytes::Regex;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use waxseal::password::Password;
use waxseal_milter::store::{Import, REMEMBERED, Store, StoreError, create_key_file};

const ANN: &str = "ann@example.org";
const BOB: &str = "bob@example.org";

/// An empty database and a key.
struct Place {
    folder: TempDir,
    url: String,
    /// Where the server keeps its files, if there is one.
    data: Option<PathBuf>,
}

impl Place {
    fn new(server: Option<&Postgres>, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        create_key_file(&folder.path().join("key")).unwrap();
        let url = match server {
            None => format!("sqlite:{}", folder.path().join("store.db").display()),
            Some(server) => server.database(name),
        };
        Self {
            folder,
            url,
            data: server.map(Postgres::data),
        }
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    fn open(&self) -> Store {
        Store::open(&self.url, &self.key_file()).unwrap()
    }

    /// What somebody does who has the database.
    fn tamper(&self, sql: &str) {
        match self.url.strip_prefix("sqlite:") {
            Some(path) => {
                let database = rusqlite::Connection::open(path).unwrap();
                database.execute_batch(sql).unwrap();
            }
            None => {
                let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
                client.batch_execute(sql).unwrap();
            }
        }
    }
}

fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

fn never() -> Result<Password, waxseal::Error> {
    panic!("a password was made though there is one")
}

type Body = fn(&Place);

const BODIES: [(&str, Body); 12] = [
    ("numbers", an_address_keeps_all_its_passwords),
    ("domains", a_domain_has_one_for_who_has_none),
    ("pages", lists_go_on_where_they_stopped),
    ("several", several_that_ask_at_once_get_the_same),
    ("opens", several_can_open_an_empty_one_at_once),
    ("messages", a_message_keeps_its_password_for_two_weeks),
    ("imports", an_import_takes_all_or_nothing),
    ("changed", a_row_that_was_changed_is_refused),
    ("secrets", nothing_secret_is_in_the_database),
    ("keys", another_key_is_noticed),
    ("versions", a_newer_version_is_refused),
    ("refusals", what_cannot_be_stored_is_refused),
];

#[test]
fn on_sqlite() {
    for (name, body) in BODIES {
        eprintln!("{name}");
        body(&Place::new(None, name));
    }
}

#[test]
fn on_postgresql() {
    let Some(server) = Postgres::new() else {
        return;
    };
    for (name, body) in BODIES {
        eprintln!("{name}");
        body(&Place::new(Some(&server), name));
    }
}

fn an_address_keeps_all_its_passwords(place: &Place) {
    let store = place.open();
    assert_eq!(store.current(ANN).unwrap(), None);
    assert_eq!(store.history(ANN).unwrap(), []);
    let passwords = ["Rosenmontag 1987", "Überraschung 9000", "密码密码密码密码"].map(password);
    for (i, password) in passwords.iter().enumerate() {
        let stored = store.set(ANN, password).unwrap();
        assert_eq!(stored.number as usize, i + 1);
        assert_eq!(store.current("ANN@Example.org").unwrap().unwrap(), stored);
    }
    let store = place.open();
    for (i, password) in passwords.iter().enumerate() {
        let stored = store
            .numbered("Ann@example.org", i as u32 + 1)
            .unwrap()
            .unwrap();
        assert_eq!(stored.password, *password);
        let seconds = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let age = seconds / 86400
            - stored
                .since
                .signed_duration_since(Default::default())
                .num_days() as u64;
        assert!(age <= 1, "{}", stored.since);
    }
    assert_eq!(store.numbered(ANN, 4).unwrap(), None);
    let history = store.history(ANN).unwrap();
    let numbers: Vec<_> = history
        .iter()
        .map(|entry| (entry.address.as_str(), entry.number))
        .collect();
    assert_eq!(numbers, [(ANN, 1), (ANN, 2), (ANN, 3)]);

    assert!(store.forget("ANN@example.org").unwrap());
    assert!(!store.forget(ANN).unwrap());
    assert_eq!(store.current(ANN).unwrap(), None);
    assert_eq!(store.set(ANN, &passwords[0]).unwrap().number, 1);
    store.check().unwrap();
}

fn a_domain_has_one_for_who_has_none(place: &Place) {
    let store = place.open();
    store
        .set("Example.org", &password("for all of them"))
        .unwrap();
    store.set(BOB, &password("for Bob alone")).unwrap();
    let of = |address| {
        store
            .current(address)
            .unwrap()
            .map(|stored| stored.password)
    };
    assert_eq!(of(ANN), Some(password("for all of them")));
    assert_eq!(of("example.org"), Some(password("for all of them")));
    assert_eq!(of(BOB), Some(password("for Bob alone")));
    assert_eq!(of("ann@sub.example.org"), None);
    assert_eq!(of("org"), None);
    assert_eq!(store.numbered(ANN, 1).unwrap(), None);
    let (stored, is_new) = store.current_or_insert(ANN, never).unwrap();
    assert!(!is_new && stored.password == password("for all of them"));
    assert!(!store.forget(ANN).unwrap());
}

fn lists_go_on_where_they_stopped(place: &Place) {
    let store = place.open();
    assert_eq!(store.list(None, 10).unwrap(), []);
    // In the order of bytes, whatever the language of the database.
    let addresses = [
        "a-b@example.org",
        "a.b@example.org",
        "ab@example.org",
        "a~@example.org",
        "é@example.org",
    ];
    for address in addresses.iter().rev() {
        store.set(address, &password("number 1")).unwrap();
        store
            .set(address, &password(&format!("{address} 2")))
            .unwrap();
    }
    for limit in [1, 2, 5, 100] {
        let mut listed = Vec::new();
        let mut page = store.list(None, limit).unwrap();
        while let Some(last) = page.last().cloned() {
            listed.extend(page);
            page = store.list(Some(&last.address), limit).unwrap();
        }
        assert!(listed.iter().all(|entry| entry.number == 2));
        let listed: Vec<_> = listed.into_iter().map(|entry| entry.address).collect();
        assert_eq!(listed, addresses);

        let mut all = Vec::new();
        let mut page = store.all(None, limit).unwrap();
        while let Some((address, stored)) = page.last().cloned() {
            all.extend(page);
            page = store.all(Some((&address, stored.number)), limit).unwrap();
        }
        assert_eq!(all.len(), 10);
        for (i, (address, stored)) in all.iter().enumerate() {
            assert_eq!(
                (address.as_str(), stored.number as usize),
                (addresses[i / 2], i % 2 + 1)
            );
        }
    }
}

fn several_that_ask_at_once_get_the_same(place: &Place) {
    let stores = [place.open(), place.open()];
    let at_once = Barrier::new(8);
    let ask = |i: usize| {
        at_once.wait();
        let store = &stores[i % 2];
        let make = || Ok(password(&format!("made by thread {i}")));
        let (stored, is_new) = store.current_or_insert(ANN, make).unwrap();
        let for_message = store.for_message("00ff", make).unwrap();
        let number = store
            .set(BOB, &password("Rosenmontag 1987"))
            .unwrap()
            .number;
        (stored, is_new, for_message, number)
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|i| scope.spawn(move || ask(i))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.1).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.2.1).count(), 1);
    for answer in &answers {
        assert_eq!(answer.0, answers[0].0);
        assert_eq!(answer.2.0, answers[0].2.0);
    }
    let mut numbers: Vec<_> = answers.iter().map(|answer| answer.3).collect();
    numbers.sort();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(!stores[0].current_or_insert(ANN, never).unwrap().1);
}

fn several_can_open_an_empty_one_at_once(place: &Place) {
    let at_once = Barrier::new(3);
    std::thread::scope(|scope| {
        for i in 0..3 {
            let at_once = &at_once;
            scope.spawn(move || {
                at_once.wait();
                let store = place.open();
                store.set(ANN, &password(&format!("of host {i}"))).unwrap();
            });
        }
    });
    assert_eq!(place.open().history(ANN).unwrap().len(), 3);
}

fn a_message_keeps_its_password_for_two_weeks(place: &Place) {
    let store = place.open();
    let (first, is_new) = store
        .for_message("AB01", || Ok(password("for one")))
        .unwrap();
    assert!(is_new && first == password("for one"));
    assert_eq!(store.for_message("ab01", never).unwrap(), (first, false));
    assert!(
        store
            .for_message("ab02", || Ok(password("for another")))
            .unwrap()
            .1
    );

    assert!(!store.is_done("cd").unwrap());
    store.mark_done("CD").unwrap();
    store.mark_done("cd").unwrap();
    assert!(store.is_done("cd").unwrap());

    store.mark_done("ee01").unwrap();
    store.forget_step("EE01").unwrap();
    assert!(!store.is_done("ee01").unwrap() && store.is_done("cd").unwrap());

    let now = SystemTime::now();
    let minute = Duration::from_secs(60);
    assert_eq!(store.sweep(now + REMEMBERED - minute).unwrap(), 0);
    assert!(store.is_done("cd").unwrap());
    assert_eq!(store.sweep(now + REMEMBERED + minute).unwrap(), 3);
    assert!(!store.is_done("cd").unwrap());
    assert!(
        store
            .for_message("ab01", || Ok(password("once more")))
            .unwrap()
            .1
    );
    for name in ["", "xyz", "0x", "00 ", &"0".repeat(129)] {
        assert!(matches!(store.is_done(name), Err(StoreError::NotHex)));
        assert!(matches!(store.mark_done(name), Err(StoreError::NotHex)));
        assert!(matches!(
            store.for_message(name, never),
            Err(StoreError::NotHex)
        ));
    }
}

fn an_import_takes_all_or_nothing(place: &Place) {
    let store = place.open();
    store.set(BOB, &password("Bob has one")).unwrap();
    let import = |address: &str, number, text: &str| Import {
        address: address.into(),
        number,
        since: "2004-05-06".parse().unwrap(),
        password: password(text),
    };
    let bad = import("an\nn@example.org", 1, "bad address");
    assert!(
        store
            .import(&[import(ANN, 1, "first"), bad], false)
            .is_err()
    );
    assert!(
        store
            .import(
                &[
                    import(ANN, 1, "first"),
                    import("ANN@example.org", 1, "twice")
                ],
                false
            )
            .is_err()
    );
    assert!(store.import(&[import(ANN, 0, "first")], false).is_err());
    assert_eq!(store.current(ANN).unwrap(), None);

    let imports = [
        import(BOB, 7, "Bob gets another"),
        import(ANN, 9, "second of Ann"),
        import("Ann@Example.org", 3, "first of Ann"),
        import("example.net", 1, "for a domain"),
    ];
    let done = store.import(&imports, false).unwrap();
    assert_eq!((done.added, done.replaced, done.left), (3, 0, 1));
    let stored = store.current(ANN).unwrap().unwrap();
    assert_eq!(
        (stored.number, stored.since.to_string()),
        (9, "2004-05-06".into())
    );
    assert_eq!(
        store.numbered(ANN, 3).unwrap().unwrap().password,
        password("first of Ann")
    );
    assert_eq!(
        store.current(BOB).unwrap().unwrap().password,
        password("Bob has one")
    );

    let done = store.import(&imports, true).unwrap();
    assert_eq!((done.added, done.replaced, done.left), (0, 1, 2));
    let stored = store.current(BOB).unwrap().unwrap();
    assert_eq!(
        (stored.number, stored.password),
        (2, password("Bob gets another"))
    );
    assert_eq!(store.history(ANN).unwrap().len(), 2);
}

fn a_row_that_was_changed_is_refused(place: &Place) {
    let store = place.open();
    let is_refused = |address: &str| {
        let error = store.current(address).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert!(!error.is_worth_a_retry());
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
        assert!(store.forget(address).unwrap());
    };
    for change in [
        "sealed = (SELECT sealed FROM waxseal_passwords WHERE address = 'bob@example.org' AND number = 1)",
        "sealed = (SELECT sealed FROM waxseal_schema)",
        "sealed = (SELECT sealed FROM waxseal_messages)",
        "sealed = ''",
        "number = 7",
        "number = -1",
        "number = 1234567890123",
        "since = '2001-01-01'",
        "since = 'yesterday'",
    ] {
        eprintln!("  {change}");
        store.set(ANN, &password("Ann's password")).unwrap();
        store.set(BOB, &password("Bob's password")).unwrap();
        store
            .for_message("0123", || Ok(password("of a message")))
            .unwrap();
        place.tamper(&format!(
            "UPDATE waxseal_passwords SET {change} WHERE address = '{ANN}'"
        ));
        is_refused(ANN);
        store.forget(BOB).unwrap();
    }

    store.set(ANN, &password("Ann's password")).unwrap();
    place.tamper("UPDATE waxseal_passwords SET address = 'eve@example.org'");
    is_refused("eve@example.org");
    store.set(ANN, &password("Ann's first")).unwrap();
    store.set(ANN, &password("Ann's second")).unwrap();
    place.tamper("UPDATE waxseal_passwords SET number = 3 WHERE number = 1");
    is_refused(ANN);
    store.set(ANN, &password("Ann's password")).unwrap();
    place.tamper("UPDATE waxseal_passwords SET address = 'a\u{1b}[2J@example.org'");
    let error = store.list(None, 10).unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'), "{error}");
    place.tamper("UPDATE waxseal_messages SET message = '4567'");
    assert!(matches!(
        store.for_message("4567", never),
        Err(StoreError::Damaged { .. })
    ));
}

fn nothing_secret_is_in_the_database(place: &Place) {
    let secrets = [
        "Rosenmontag-Rosenmontag",
        "Überraschung-größer",
        "Briefgeheimnis-77",
    ];
    let store = place.open();
    let mut shown = format!("{store:?}");
    for secret in secrets {
        let stored = store.set(ANN, &password(secret)).unwrap();
        shown += &format!("{stored:?} {:?}", store.all(None, 10));
        store.for_message("0123", || Ok(password(secret))).unwrap();
    }
    shown += &format!("{:?}", store.list(None, 10));
    let key = fs::read_to_string(place.key_file()).unwrap();
    let key = key.trim().split(':').nth(1).unwrap();
    assert_eq!(key.len(), 64);
    for secret in secrets.iter().chain([&key, &URL_PASSWORD]) {
        assert!(!shown.contains(secret), "{shown}");
    }

    if place.data.is_some() {
        place.tamper("CHECKPOINT");
    }
    let root = place.data.as_deref().unwrap_or(place.folder.path());
    let mut has_address = false;
    let mut check = |path: &Path| {
        if path == place.key_file() {
            return;
        }
        let bytes = fs::read(path).unwrap();
        let holds = |text: &str| Regex::new(&regex::escape(text)).unwrap().is_match(&bytes);
        // A sign that these are the files in which they would be.
        has_address |= holds(ANN);
        for secret in secrets {
            assert!(!holds(secret), "{}", path.display());
            assert!(!holds(&secret[..12]), "{}", path.display());
        }
        assert!(!holds(key), "{}", path.display());
    };
    for_each_file(root, &mut check);
    assert!(has_address);

    if place.data.is_none() {
        for name in ["store.db", "store.db-wal", "store.db-shm"] {
            let mode = fs::metadata(place.folder.path().join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

fn for_each_file(folder: &Path, work: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => for_each_file(&entry.path(), work),
            kind if kind.is_file() => work(&entry.path()),
            _ => {}
        }
    }
}

fn another_key_is_noticed(place: &Place) {
    let store = place.open();
    store.set(ANN, &password("Rosenmontag 1987")).unwrap();
    let key_file = place.key_file();
    let kept = place.folder.path().join("kept");
    fs::rename(&key_file, &kept).unwrap();

    // The store goes on, and says so when it is asked.
    assert!(store.current(ANN).unwrap().is_some());
    let refused = |is_expected: fn(&StoreError) -> bool| {
        for error in [
            store.check().unwrap_err(),
            Store::open(&place.url, &key_file).unwrap_err(),
        ] {
            assert!(is_expected(&error), "{error}");
            assert!(
                error.to_string().contains(key_file.to_str().unwrap()),
                "{error}"
            );
        }
    };
    refused(|error| matches!(error, StoreError::KeyFile { .. }) && error.is_worth_a_retry());

    create_key_file(&key_file).unwrap();
    let mode = fs::metadata(&key_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    refused(|error| matches!(error, StoreError::WrongKey(_)) && !error.is_worth_a_retry());
    let error = create_key_file(&key_file).unwrap_err();
    assert!(matches!(error, StoreError::KeyFileExists(_)), "{error}");

    fs::copy(&kept, &key_file).unwrap();
    for mode in [0o640, 0o604, 0o622] {
        fs::set_permissions(&key_file, fs::Permissions::from_mode(mode)).unwrap();
        refused(|error| matches!(error, StoreError::KeyFileIsOpen { .. }));
    }
    fs::set_permissions(&key_file, fs::Permissions::from_mode(0o400)).unwrap();
    store.check().unwrap();
    assert!(place.open().current(ANN).unwrap().is_some());

    fs::remove_file(&key_file).unwrap();
    fs::write(&key_file, "a\n".repeat(10_000)).unwrap();
    fs::set_permissions(&key_file, fs::Permissions::from_mode(0o600)).unwrap();
    refused(|error| matches!(error, StoreError::NotAKeyFile(_)));
}

fn a_newer_version_is_refused(place: &Place) {
    let store = place.open();
    place.tamper("UPDATE waxseal_schema SET version = 2");
    for error in [
        store.check().unwrap_err(),
        Store::open(&place.url, &place.key_file()).unwrap_err(),
    ] {
        assert!(
            matches!(error, StoreError::NewerVersion { found: 2, known: 1 }),
            "{error}"
        );
        assert!(!error.is_worth_a_retry());
    }
    place.tamper("DELETE FROM waxseal_schema");
    assert!(matches!(store.check(), Err(StoreError::Damaged { .. })));
    place.tamper("DROP TABLE waxseal_schema");
    assert!(store.check().is_err());
}

fn what_cannot_be_stored_is_refused(place: &Place) {
    let store = place.open();
    for text in ["no-break\u{a0}space", &"x".repeat(128)] {
        let error = store.set(ANN, &password(text)).unwrap_err();
        assert!(matches!(error, StoreError::OnlyForHtml(_)), "{error}");
        assert!(!error.to_string().contains(text), "{error}");
        assert!(store.for_message("00", || Ok(password(text))).is_err());
    }
    let failed = || Err(waxseal::Error::NoRandomness);
    let error = store.current_or_insert(ANN, failed).unwrap_err();
    assert!(matches!(error, StoreError::Password(_)) && error.is_worth_a_retry());
    assert_eq!(store.current(ANN).unwrap(), None);
    for address in ["", "@", "a\0b@example.org", &"x".repeat(321)] {
        assert!(matches!(
            store.current(address),
            Err(StoreError::Address(_))
        ));
        assert!(matches!(
            store.set(address, &password("good")),
            Err(StoreError::Address(_))
        ));
        assert!(matches!(
            store.current_or_insert(address, never),
            Err(StoreError::Address(_))
        ));
        assert!(matches!(store.forget(address), Err(StoreError::Address(_))));
    }
    // Nothing that looks like SQL is taken for it.
    let quoted = "';drop table waxseal_passwords;--$1?1\"@example.org";
    store.set(quoted, &password("good enough")).unwrap();
    assert_eq!(store.list(None, 9).unwrap()[0].address, quoted);
}

#[test]
fn a_server_that_stops_is_worth_a_retry() {
    let Some(server) = Postgres::new() else {
        return;
    };
    let place = Place::new(Some(&server), "mails");
    let store = place.open();
    store.set(ANN, &password("Rosenmontag 1987")).unwrap();
    for _ in 0..2 {
        server.stop();
        for error in [
            store.current(ANN).unwrap_err(),
            store.set(ANN, &password("not now")).unwrap_err(),
            store.check().unwrap_err(),
            Store::open(&place.url, &place.key_file()).unwrap_err(),
        ] {
            assert!(matches!(error, StoreError::Postgres { .. }), "{error}");
            assert!(error.is_worth_a_retry());
            assert!(
                !format!("{error} {error:?}").contains(URL_PASSWORD),
                "{error:?}"
            );
            assert!(!error.to_string().contains('\n'), "{error}");
        }
        server.start();
        assert!(store.current(ANN).unwrap().is_some());
        store.check().unwrap();
    }
    assert_eq!(store.history(ANN).unwrap().len(), 1);
}

#[test]
fn more_callers_than_connections_take_turns() {
    let Some(server) = Postgres::new() else {
        return;
    };
    let place = Place::new(Some(&server), "mails");
    let store = place.open();
    std::thread::scope(|scope| {
        for i in 0..40 {
            let store = &store;
            scope.spawn(move || {
                let address = format!("{i}@example.org");
                store.set(&address, &password("Rosenmontag 1987")).unwrap();
                assert!(store.current(&address).unwrap().is_some());
            });
        }
    });
    let mut client = postgres::Client::connect(&place.url, postgres::NoTls).unwrap();
    let connections =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'waxseal-milter'";
    let row = client.query_one(connections, &[]).unwrap();
    assert!((1..=8).contains(&row.get::<_, i64>(0)));
}

#[test]
fn a_url_that_names_no_store_is_refused() {
    let place = Place::new(None, "");
    for url in [
        "",
        "store.db",
        "sqlite:",
        "mysql://ann:Hidden1@db/x",
        "postgresql://ann:Hidden1@db/x?sslmode=require",
    ] {
        let error = Store::open(url, &place.key_file()).unwrap_err();
        assert!(matches!(error, StoreError::Url(_)), "{error}");
        assert!(!format!("{error} {error:?}").contains("Hidden1"));
    }
    let url = format!("sqlite:{}/no/such/folder/db", place.folder.path().display());
    let error = Store::open(&url, &place.key_file()).unwrap_err();
    assert!(matches!(error, StoreError::File { .. }), "{error}");
}

#[test]
fn an_async_program_uses_it_on_its_blocking_threads() {
    let Some(server) = Postgres::new() else {
        return;
    };
    let place = Place::new(Some(&server), "mails");
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let work = move || {
        let store = place.open();
        store.set(ANN, &password("Rosenmontag 1987")).unwrap();
        store.current(ANN).unwrap().is_some()
    };
    assert!(runtime.block_on(async { tokio::task::spawn_blocking(work).await.unwrap() }));
}
