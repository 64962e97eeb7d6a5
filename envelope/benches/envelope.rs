//! How fast the library seals and opens, without the key derivation, which is slow by intention:
//! `cargo bench -p waxseal`. Whole commands and the browser are measured by `benches/`.
#![allow(clippy::expect_used)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use std::hint::black_box;
use std::io::{self, Cursor, Write as _};
use waxseal::html::{Envelope, Letter, Page, PageOptions};
use waxseal::jwe::{DEFAULT_P2C, Limits, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;

/// A mail of about `size` bytes with one attachment that does not compress, in base64.
fn mail(size: usize) -> Vec<u8> {
    let mut mail = b"From: a@example.org\r\nSubject: Benchmark\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello.\r\n--b\r\n\
        Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        .to_vec();
    let mut state = 1u64;
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while mail.len() < size {
        let line: Vec<u8> = (0..76)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                alphabet[(state >> 40) as usize % 64]
            })
            .collect();
        let _ = mail.write_all(&line);
        let _ = mail.write_all(b"\r\n");
    }
    mail.extend_from_slice(b"--b--\r\n");
    mail
}

fn key() -> PasswordKey {
    let password = Password::new("an ordinary password").expect("it is a good password");
    PasswordKey::derive(&password, b"0123456789abcdef", 1000)
}

const SIZES: [(&str, usize); 4] = [
    ("10 KB", 10_000),
    ("1 MB", 1_000_000),
    ("25 MB", 25_000_000),
    ("100 MB", 100_000_000),
];

fn wrap_and_open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("html");
    group.sample_size(10);
    // What a gateway keeps.
    let key = key();
    let blank = Page::new(&PageOptions::default()).expect("its own strings are whole");
    for (name, size) in SIZES {
        let mail = mail(size);
        group.throughput(Throughput::Bytes(mail.len() as u64));
        let seal = |out: &mut Vec<u8>| {
            let message = Message::parse(&mail, &Default::default()).expect("it is a mail");
            let mut rng = ChaCha20Rng::seed_from_u64(1);
            let recipients = [key.clone().into()];
            blank
                .seal(&message, &recipients, &Letter::default(), &mut rng, out)
                .expect("memory takes it");
        };
        group.bench_function(BenchmarkId::new("seal", name), |bencher| {
            bencher.iter(|| {
                let mut page = Vec::new();
                seal(&mut page);
                black_box(page)
            });
        });
        let mut page = Vec::new();
        seal(&mut page);
        group.bench_function(BenchmarkId::new("open", name), |bencher| {
            bencher.iter(|| {
                let mut envelope =
                    Envelope::read(Cursor::new(&page), &Limits::default()).expect("it is one");
                let mut opened = envelope.unlock_with(&key).expect("it is the key");
                black_box(opened.copy_message(io::sink()).expect("it is whole"))
            });
        });
    }
    group.finish();
}

fn key_derivation(criterion: &mut Criterion) {
    let password = Password::new("an ordinary password").expect("it is a good password");
    let mut group = criterion.benchmark_group("password");
    group.sample_size(10);
    group.bench_function("derive, default count", |bencher| {
        bencher
            .iter(|| PasswordKey::derive(black_box(&password), b"0123456789abcdef", DEFAULT_P2C));
    });
    group.finish();
}

criterion_group!(benches, wrap_and_open, key_derivation);
criterion_main!(benches);
