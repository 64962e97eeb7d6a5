#![no_main]
//! Any bytes as an encoded body: however they are divided, they decode to the same, and to what a plain reading of the rules gives.

use libfuzzer_sys::fuzz_target;
use regex::bytes::{Captures, Regex};
use std::sync::LazyLock;
use waxseal::message::transfer::{Decoder, TransferEncoding, decoded_len};
use waxseal_fuzz::seeds;

fuzz_target!(
    init: seeds::write_if_asked(Vec::new),
    |data: &[u8]| {
        for name in ["identity", "base64", "quoted-printable"] {
            let encoding = TransferEncoding::from_name(name).expect("one of three");
            let whole = decoded(encoding, data, data.len().max(1));
            for piece in [1, 2, 5, 64] {
                assert_eq!(decoded(encoding, data, piece), whole, "{name} in pieces of {piece}");
            }
            assert_eq!(decoded_len(encoding, data), whole.len() as u64);
            match name {
                "base64" => assert_eq!(whole, base64(data)),
                "quoted-printable" => assert_eq!(whole, quoted_printable(data)),
                _ => assert_eq!(whole, data),
            }
        }
    }
);

fn decoded(encoding: TransferEncoding, data: &[u8], piece: usize) -> Vec<u8> {
    let mut decoder = Decoder::new(encoding);
    let mut out = Vec::new();
    data.chunks(piece)
        .for_each(|piece| decoder.update(piece, &mut out));
    decoder.finish(&mut out);
    out
}

/// The rules of [`Decoder`], said a second time and over the whole text.
fn base64(data: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |byte: u8| ALPHABET.iter().position(|&letter| letter == byte);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    let mut padded = false;
    for &byte in data {
        let open = groups.last_mut().expect("there is one");
        match (value(byte), byte) {
            (Some(six), _) => {
                open.push(six);
                if open.len() == 4 {
                    groups.push(Vec::new());
                }
            }
            (None, b'=') if open.len() > 1 => {
                padded = true;
                groups.push(Vec::new());
            }
            (None, b'=' | b' ' | b'\t' | b'\r' | b'\n' | b'\x0c') => {}
            (None, _) if padded => break,
            (None, _) => {}
        }
    }
    let mut out = Vec::new();
    for group in groups.iter().filter(|group| group.len() > 1) {
        let bits = group.iter().fold(0, |bits, six| bits << 6 | six) << (6 * (4 - group.len()));
        out.extend_from_slice(&bits.to_be_bytes()[5..5 + group.len() - 1]);
    }
    out
}

/// Soft line breaks, escapes, and white space before the end of a line or of the body, each where it stands.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?-u)=[ \t]*(?:\r\n?|\n|\z)|=([0-9A-Fa-f]{2})|[ \t]+(\r|\n|\z)";
    Regex::new(pattern).expect("a regular expression")
});

fn quoted_printable(data: &[u8]) -> Vec<u8> {
    let replaced = QUOTED.replace_all(data, |found: &Captures<'_>| {
        match (found.get(1), found.get(2)) {
            (Some(digits), _) => {
                let digits = str::from_utf8(digits.as_bytes()).expect("two digits");
                vec![u8::from_str_radix(digits, 16).expect("two digits")]
            }
            (None, Some(end)) => end.as_bytes().to_vec(),
            (None, None) => Vec::new(),
        }
    });
    replaced.into_owned()
}
