//! How many envelopes of a mail one core seals in a second, with the keys of the password kept, as in a gateway;
//! `benches/peers/run` asks for it. For Linux, which tells the CPU time of all threads.
//!
//!     cargo run --release --package waxseal --example rate letter.eml
//!
//! `html` and `pdf` are envelopes: the mail is read, sealed, opened again and compared. `html mail` and `pdf mail` are
//! what [`Sealer::seal`] makes of it: the same, and the mail that carries it, checked, and its record.

use rand::rngs::SysRng;
use std::error::Error;
use std::io::Cursor;
use waxseal::html::{self, Page, PageOptions};
use waxseal::jwe::{DEFAULT_P2C, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;
use waxseal::pdf::{self, Fonts, Options, UserKey};
use waxseal::sealer::{Format, Recipient, Sealer, SealerOptions};

/// How long each is done, in seconds of CPU time, and how often.
const SECONDS: f64 = 1.0;
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which mail? Name an .eml")?;
    let mail = std::fs::read(path)?;
    let password = Password::new("correct horse battery staple")?;

    let page = Page::new(&PageOptions::default())?;
    let keys = [PasswordKey::generate(&password, DEFAULT_P2C, &mut SysRng)?];
    let html = || {
        let message = Message::parse(&mail, &Default::default())?;
        let recipients = keys.clone().map(Into::into);
        let mut out = Vec::new();
        page.seal(
            &message,
            &recipients,
            &Default::default(),
            &mut SysRng,
            &mut out,
        )?;
        html::verify(Cursor::new(&out), &keys, &message)
    };

    let (fonts, options) = (Fonts::new(), Options::default());
    let key = UserKey::generate(&password, &mut SysRng)?;
    let pdf = || {
        let message = Message::parse(&mail, &Default::default())?;
        let mut out = Vec::new();
        pdf::seal(&message, &key, &options, &fonts, &mut SysRng, &mut out)?;
        pdf::verify(Cursor::new(&out), &key, &message, &options)
    };

    let sealer = Sealer::new(SealerOptions::default())?;
    let whole = |format| {
        let recipient = [Recipient::new("bob@example.org", password.clone(), format)];
        let (sealer, mail) = (&sealer, &mail);
        move || sealer.seal(mail, &recipient).map(|_| ())
    };

    let rates = serde_json::json!({
        "html": rate(html)?,
        "pdf": rate(pdf)?,
        "html mail": rate(whole(Format::Html))?,
        "pdf mail": rate(whole(Format::Pdf))?,
    });
    println!("{rates}");
    Ok(())
}

/// How often a second, the median of some runs.
fn rate(mut work: impl FnMut() -> Result<(), waxseal::Error>) -> Result<f64, Box<dyn Error>> {
    // What is kept from now on: keys, fonts.
    work()?;
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        let begin = cpu_seconds()?;
        let mut times = 0.0;
        let mut taken = 0.0;
        while taken < SECONDS {
            work()?;
            times += 1.0;
            taken = cpu_seconds()? - begin;
        }
        rates.push(times / taken);
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates.get(RUNS / 2).copied().unwrap_or_default())
}

/// The CPU time of this process, user and system, to a hundredth: proc(5), /proc/pid/stat, fields 14 and 15.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no /proc/self/stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: f64 = ticks.flat_map(str::parse::<f64>).sum();
    Ok(ticks / 100.0)
}
