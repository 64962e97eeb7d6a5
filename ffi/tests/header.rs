//! The committed header is what the source makes.
#![allow(clippy::unwrap_used, clippy::panic)]

use cbindgen::{Builder, Config};
use std::path::Path;

#[test]
fn the_header_is_made_of_the_source() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut made = Vec::new();
    Builder::new()
        .with_config(Config::from_file(folder.join("cbindgen.toml")).unwrap())
        .with_src(folder.join("src/lib.rs"))
        .generate()
        .unwrap()
        .write(&mut made);
    let made = String::from_utf8(made).unwrap();
    let path = folder.join("include/waxseal.h");
    if std::env::var_os("UPDATE_HEADER").is_some_and(|value| value == "1") {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed != made {
        let line = committed
            .lines()
            .zip(made.lines())
            .take_while(|(a, b)| a == b)
            .count()
            + 1;
        panic!(
            "include/waxseal.h is old from line {line}; UPDATE_HEADER=1 makes this test write it"
        );
    }
}
