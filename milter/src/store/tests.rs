//! What needs a look inside; the rest is in tests/store.rs, for both databases.

use super::*;

fn new_store(folder: &Path) -> Store {
    let key_file = folder.join("key");
    create_key_file(&key_file).unwrap();
    Store::open(
        &format!("sqlite:{}", folder.join("db").display()),
        &key_file,
    )
    .unwrap()
}

fn pragma(store: &Store, pragma: &str) -> Vec<Row> {
    store
        .database
        .query(&format!("PRAGMA {pragma}"), &[])
        .unwrap()
}

#[test]
fn sqlite_keeps_what_it_promises() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    assert_eq!(pragma(&store, "journal_mode"), [[Value::text("wal")]]);
    assert_eq!(pragma(&store, "synchronous"), [[Value::Number(2)]]);
    assert_eq!(pragma(&store, "secure_delete"), [[Value::Number(1)]]);
}

#[test]
fn a_full_disk_is_worth_a_retry_and_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    let password = Password::new("Rosenmontag 1987").unwrap();
    store.set("ann@example.org", &password).unwrap();
    pragma(&store, "max_page_count = 1");
    let address = |i: usize| format!("{}{i}@example.org", "x".repeat(300));
    let set = |i| store.set(&address(i), &password);
    let error = (0..100).find_map(|i| set(i).err()).unwrap();
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert!(error.is_worth_a_retry());
    assert!(error.to_string().ends_with("is full; make room"), "{error}");
    assert_eq!(
        store.current("ann@example.org").unwrap().unwrap().password,
        password
    );

    let imports: Vec<_> = (100..200)
        .map(|i| Import {
            address: address(i),
            number: 1,
            since: today(),
            password: password.clone(),
        })
        .collect();
    assert!(matches!(
        store.import(&imports, false),
        Err(StoreError::Full { .. })
    ));
    assert_eq!(store.current(&address(100)).unwrap(), None);

    pragma(&store, "max_page_count = 1000000");
    assert_eq!(store.import(&imports, false).unwrap().added, 100);
}

#[test]
fn an_address_is_bounded_and_in_lower_case() {
    assert_eq!(normal("Ann@Example.ORG").unwrap(), "ann@example.org");
    assert_eq!(normal("Ä@example.org").unwrap(), "Ä@example.org");
    assert!(normal(&"x".repeat(MAX_ADDRESS_BYTES)).is_ok());
    let long = "x".repeat(MAX_ADDRESS_BYTES + 1);
    for address in [
        "",
        "@",
        "@example.org",
        "ann@",
        " ann@example.org",
        "a\n@b",
        "a\0@b",
        "a\u{85}@b",
        &long,
    ] {
        assert!(
            matches!(normal(address), Err(StoreError::Address(_))),
            "{address:?}"
        );
    }
}

#[test]
fn a_date_is_written_in_one_way() {
    assert_eq!(day("2026-11-26").unwrap().to_string(), "2026-11-26");
    for text in [
        "",
        "2026-11-6",
        "2026-02-30",
        "26-11-26",
        "+12026-11-26",
        "-0001-01-01",
        "2026-11-26 ",
        "2026-11-26T00:00:00Z",
    ] {
        assert!(day(text).is_none(), "{text:?}");
    }
}
