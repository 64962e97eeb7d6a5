use super::{Content, Deflater, PIECE_BYTES, base64_code};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use std::io::Read as _;

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut deflater = Deflater::new();
    let mut out = Vec::new();
    for piece in data.chunks(PIECE_BYTES) {
        deflater.update(piece, &mut out).unwrap();
    }
    deflater.finish(&mut out).unwrap();
    out
}

fn inflated(deflated: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut decoder = flate2::bufread::DeflateDecoder::new(deflated);
    decoder.read_to_end(&mut data).unwrap();
    assert_eq!(
        decoder.total_in(),
        deflated.len() as u64,
        "something follows the end of the stream"
    );
    data
}

fn noise(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    ChaCha20Rng::seed_from_u64(size as u64).fill_bytes(&mut bytes);
    bytes
}

/// Lines of base64, as an attachment has them.
fn base64_of(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.chunks(57).map(|line| STANDARD.encode(line) + "\r\n");
    lines.collect::<String>().into_bytes()
}

fn letter(size: usize) -> Vec<u8> {
    let words = ["the ", "letter ", "says ", "nothing ", "at ", "length.\r\n"];
    let chosen = noise(size)
        .into_iter()
        .map(|byte| words[usize::from(byte) % 6]);
    chosen.collect::<String>().into_bytes().split_off(0)[..size].to_vec()
}

#[test]
#[cfg_attr(miri, ignore = "large, and takes minutes")]
fn each_kind_of_content_is_known() {
    let base64 = base64_of(&noise(100_000));
    assert_eq!(Content::of(&base64[..PIECE_BYTES]), Content::EvenBase64);
    assert_eq!(Content::of(&noise(PIECE_BYTES)), Content::Noise);
    assert_eq!(Content::of(&letter(PIECE_BYTES)), Content::Other);
    // What repeats itself in base64 shrinks further, and so does a text in it.
    assert_eq!(
        Content::of(&base64_of(&letter(PIECE_BYTES))),
        Content::Other
    );
    assert_eq!(Content::of(&base64_of(&[0; PIECE_BYTES])), Content::Other);
}

#[test]
#[cfg_attr(miri, ignore = "large, and takes minutes")]
fn base64_loses_its_third_and_noise_grows_by_nothing() {
    let content = noise(1_000_000);
    let base64 = base64_of(&content);
    assert!(deflated(&base64).len() < content.len() * 104 / 100);
    assert!(deflated(&content).len() < content.len() + content.len() / 1000);
}

#[test]
#[cfg_attr(miri, ignore = "large, and takes minutes")]
fn every_byte_may_stand_between_the_digits() {
    let mut data = base64_of(&noise(PIECE_BYTES));
    data.truncate(PIECE_BYTES);
    // Where no sample is taken.
    for (byte, place) in (0..=u8::MAX).zip((2000..).step_by(17)) {
        data[place] = byte;
    }
    assert_eq!(Content::of(&data), Content::EvenBase64);
    assert_eq!(inflated(&deflated(&data)), data);
}

#[test]
fn a_piece_is_judged_only_if_it_has_room_for_all_samples() {
    assert_eq!(Content::of(&noise(4 * 1024)), Content::Noise);
    assert_eq!(Content::of(&noise(4 * 1024 - 1)), Content::Other);
}

#[test]
#[cfg_attr(miri, ignore = "large, and takes minutes")]
fn the_end_of_a_piece_is_looked_at_too() {
    let mut piece = noise(PIECE_BYTES - 1024);
    piece.extend(letter(1024));
    assert_eq!(Content::of(&piece), Content::Other);
}

/// Between two samples, and long enough to fill the groups that are written at once.
#[test]
#[cfg_attr(miri, ignore = "large, and takes minutes")]
fn a_run_of_bytes_that_are_no_digits_comes_back() {
    let mut data = base64_of(&noise(PIECE_BYTES));
    data.truncate(PIECE_BYTES);
    data[2000..2200].fill(b'-');
    assert_eq!(Content::of(&data), Content::EvenBase64);
    assert_eq!(inflated(&deflated(&data)), data);
}

/// A piece leaves zlib almost as large as it was, which is more than there is room for at a time.
#[test]
#[cfg_attr(miri, ignore = "large, and takes minutes")]
fn what_hardly_shrinks_comes_back() {
    // Of 200 values of a byte, so that it is no noise.
    let bytes: Vec<u8> = noise(40 * PIECE_BYTES)
        .iter()
        .map(|byte| byte % 200)
        .collect();
    // After a short piece, zlib's window has no room for the whole of some pieces.
    let (first, others) = bytes.split_at(10_000);
    let mut pieces = vec![first];
    pieces.extend(others.chunks(PIECE_BYTES));
    // Before it, what waits in zlib has to come out.
    let stored = noise(4 * 1024);
    for place in [8, 9, 30] {
        pieces.insert(place, &stored);
    }
    let mut deflater = Deflater::new();
    let mut all = Vec::new();
    for piece in &pieces {
        let mut out = Vec::new();
        deflater.update(piece, &mut out).unwrap();
        all.append(&mut out);
    }
    deflater.finish(&mut all).unwrap();
    assert!(inflated(&all) == pieces.concat());
}

#[test]
fn the_short_codes_are_those_of_base64() {
    let short: Vec<u8> = (0..=u8::MAX)
        .filter(|&byte| base64_code::is_short(byte))
        .collect();
    let mut expected =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\r\n".to_vec();
    expected.sort_unstable();
    assert_eq!(short, expected);
}

#[test]
fn nothing_deflates_to_an_empty_stream() {
    assert_eq!(inflated(&deflated(b"")), b"");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    #[cfg_attr(miri, ignore = "large, and takes minutes")]
    fn any_order_of_contents_comes_back(parts: Vec<(u8, u32)>) {
        let mut data = Vec::new();
        for (kind, size) in parts.into_iter().take(12) {
            let size = size as usize % 80_000;
            match kind % 4 {
                0 => data.extend(noise(size)),
                1 => data.extend(base64_of(&noise(size))),
                2 => data.extend(letter(size)),
                // The same again, so that a distance would reach across what lies between.
                _ => data.extend(letter(40_000)),
            }
        }
        prop_assert_eq!(inflated(&deflated(&data)), data);
    }
}
