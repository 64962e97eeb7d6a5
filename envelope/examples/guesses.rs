//! Tries wrong passwords on an envelope, as somebody would who has none. `benches/guesses.py` measures its CPU time.
//!
//!     cargo run --release --package waxseal --example guesses html 10

use rand::rngs::SysRng;
use std::hint::black_box;
use std::io::Cursor;
use waxseal::jwe::{DEFAULT_P2C, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;
use waxseal::pdf::{self, Envelope, Fonts, Options};

fn main() -> Result<(), waxseal::Error> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next();
    let count = arguments.next().and_then(|count| count.parse().ok());
    let guesses = (0..count.unwrap_or(1)).map(|guess: u32| format!("guess {guess:08}"));
    if kind.as_deref() == Some("html") {
        for guess in guesses {
            let key = PasswordKey::derive_from_prepared(guess.as_bytes(), &[7; 16], DEFAULT_P2C);
            black_box(key);
        }
        return Ok(());
    }
    let message = Message::parse(
        b"From: a@example.org\r\n\r\nHello.\r\n",
        &Default::default(),
    )?;
    let password = Password::new("correct horse battery staple")?;
    let (fonts, options) = (Fonts::new(), Options::default());
    let mut file = Vec::new();
    pdf::seal(
        &message,
        &password,
        &options,
        &fonts,
        &mut SysRng,
        &mut file,
    )?;
    let mut envelope = Envelope::read(Cursor::new(&file), &Default::default())?;
    for guess in guesses {
        black_box(envelope.unlock(&Password::new(&guess)?).is_err());
    }
    Ok(())
}
