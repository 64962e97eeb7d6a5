//! Passwords made to be read out on a telephone and typed on a phone.

use super::Password;
use crate::Error;
use bip39::Language;
use rand::TryCryptoRng;
use zeroize::Zeroizing;

/// The weakest that can be asked for: 2⁸⁰ guesses stay out of reach for decades even without a slow
/// key derivation.
pub const MIN_BITS: u32 = 80;
/// How strong a generated password is unless somebody asks for more.
pub const DEFAULT_BITS: u32 = MIN_BITS;
/// The strongest that can be asked for; more than the 256 bits of the key makes no sense.
pub const MAX_BITS: u32 = 256;

/// Small letters and digits without those that look alike in print or in handwriting: of 0/o,
/// 1/i/l, 2/z, 5/s and u/v at most one is left.
const ALPHABET: &[u8; 26] = b"abcdefghjkmnpqrtuwxy346789";
/// Characters between two hyphens: as many as one keeps in mind while typing.
const GROUP: usize = 4;
/// The BIP-39 list has 2¹¹ words, no two of which begin with the same four letters.
const BITS_PER_WORD: u32 = 11;

/// What a generated password looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Small letters and digits in groups, such as `k3wd-9hfu-…`: short to type.
    #[default]
    Letters,
    /// English words of the BIP-39 list, such as `orbit-salad-…`: easy to say and to remember.
    Words,
}

/// Makes a password of at least `bits` bits of randomness ([`MIN_BITS`] to [`MAX_BITS`]).
///
/// It is ASCII and unchanged by every preparation, so it opens any kind of envelope.
///
/// # Errors
/// [`Error::NoRandomness`] if `rng` fails, [`Error::UnusablePassword`] if `bits` is out of bounds.
pub fn generate(style: Style, bits: u32, rng: &mut impl TryCryptoRng) -> Result<Password, Error> {
    if !(MIN_BITS..=MAX_BITS).contains(&bits) {
        return Err(Error::UnusablePassword(
            "a generated one has 80 to 256 bits; ask for a number between them",
        ));
    }
    let text = match style {
        Style::Letters => letters(bits, rng)?,
        Style::Words => words(bits, rng)?,
    };
    Password::new(&text)
}

fn letters(bits: u32, rng: &mut impl TryCryptoRng) -> Result<Zeroizing<String>, Error> {
    let needed = f64::from(bits) / (ALPHABET.len() as f64).log2();
    let groups = (needed / GROUP as f64).ceil() as usize;
    let mut text = Zeroizing::new(String::with_capacity(groups * (GROUP + 1)));
    for i in 0..groups * GROUP {
        if i > 0 && i % GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[below(ALPHABET.len() as u32, rng)?]));
    }
    Ok(text)
}

fn words(bits: u32, rng: &mut impl TryCryptoRng) -> Result<Zeroizing<String>, Error> {
    let list = Language::English.word_list();
    let count = bits.div_ceil(BITS_PER_WORD);
    let longest = list.iter().map(|word| word.len()).max().unwrap_or(0);
    let mut text = Zeroizing::new(String::with_capacity(count as usize * (longest + 1)));
    for i in 0..count {
        if i > 0 {
            text.push('-');
        }
        text.push_str(list[below(list.len() as u32, rng)?]);
    }
    Ok(text)
}

/// A uniformly distributed number below `n`. The incomplete last cycle of the 2³² values is thrown
/// away; taking a remainder of all of them would prefer the small numbers.
fn below(n: u32, rng: &mut impl TryCryptoRng) -> Result<usize, Error> {
    let whole_cycles = u32::MAX - u32::MAX % n;
    loop {
        let random = rng.try_next_u32().map_err(|_| Error::NoRandomness)?;
        if random < whole_cycles {
            return Ok((random % n) as usize);
        }
    }
}
