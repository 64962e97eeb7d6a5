//! What the fuzz targets have in common: seeds, a password whose key costs nothing, and the second reading of HTML.

pub mod html;
pub mod seeds;
pub mod view;

// The milter's modules that judge mails, without the server, the store and the hundred crates that those bring.
#[allow(dead_code, unused_imports, missing_docs)]
#[path = "../../milter/src/config/mod.rs"]
pub mod config;
#[allow(dead_code, unused_imports, missing_docs)]
#[path = "../../milter/src/rules/mod.rs"]
pub mod rules;

use std::sync::LazyLock;
use waxseal::jwe::PasswordKey;
use waxseal::password::Password;

/// The password of everything that a target or a seed is sealed with.
pub static PASSWORD: LazyLock<Password> =
    LazyLock::new(|| Password::new("fuzzing").expect("it is text"));

/// Its key, with few iterations.
pub static KEY: LazyLock<PasswordKey> =
    LazyLock::new(|| PasswordKey::derive(&PASSWORD, b"0123456789abcdef", 2));

/// A mail with this HTML as its body.
pub fn mail_of_html(html: &str) -> Vec<u8> {
    let header = "From: a@example.org\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n";
    format!("{header}\r\n{html}").into_bytes()
}
