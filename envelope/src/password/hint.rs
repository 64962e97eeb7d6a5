//! A hint must help who knows the password, and nobody else.

use super::Password;
use crate::Error;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The longest hint, in characters.
const MAX_HINT: usize = 200;

/// A run of so many characters that a hint and a password have in common is no accident.
const MIN_RUN: usize = 4;

impl Password {
    /// Refuses a hint that contains the password, or nearly does: with capital letters, accents, spaces and signs left
    /// aside, forwards or backwards, with a quarter of the characters wrong, or half of the password in pieces.
    ///
    /// Everybody who has the envelope can read the hint.
    ///
    /// # Errors
    /// [`Error::UnusableHint`], also for one that is empty, has more than 200 characters or more than one line.
    ///
    /// ```
    /// let password = waxseal::password::Password::new("Rosenmontag 1987")?;
    /// assert!(password.check_hint("the day we met, and the year").is_ok());
    /// assert!(password.check_hint("rosenmontag and the year").is_err());
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    pub fn check_hint(&self, hint: &str) -> Result<(), Error> {
        let length = hint.chars().count();
        if hint.trim().is_empty() || length > MAX_HINT || hint.contains(char::is_control) {
            return Err(Error::UnusableHint(
                "it is empty, or has several lines or more than 200 characters; write one line",
            ));
        }
        if tells(hint, &self.prepared) {
            return Err(Error::UnusableHint(
                "it contains the password or much of it; write what only its holder understands",
            ));
        }
        Ok(())
    }
}

fn tells(hint: &str, password: &str) -> bool {
    if hint.contains(password) {
        return true;
    }
    let hint = fold(hint);
    let mut password = fold(password);
    if password.is_empty() {
        return false;
    }
    for _ in 0..2 {
        let quarter = password.len() / 4;
        if distance(&hint, &password) <= quarter
            || 2 * in_common(&hint, &password) >= password.len()
        {
            return true;
        }
        password.reverse();
    }
    false
}

/// Letters and digits alone, in lower case, without accents.
fn fold(text: &str) -> Zeroizing<Vec<char>> {
    let letters = text.nfkd().flat_map(char::to_lowercase);
    Zeroizing::new(letters.filter(|c| c.is_alphanumeric()).collect())
}

/// The least number of characters to insert, delete or replace, to make of `password` a part of `hint`
/// (P. H. Sellers, 1980).
fn distance(hint: &[char], password: &[char]) -> usize {
    let mut column: Vec<usize> = (0..=password.len()).collect();
    let mut least = password.len();
    for &c in hint {
        let mut diagonal = 0;
        for (i, &p) in password.iter().enumerate() {
            let cost = diagonal + usize::from(p != c);
            diagonal = column[i + 1];
            column[i + 1] = cost.min(diagonal + 1).min(column[i] + 1);
        }
        least = least.min(column[password.len()]);
    }
    least
}

/// How many characters of `password` are in runs that `hint` has too.
fn in_common(hint: &[char], password: &[char]) -> usize {
    let mut is_told = vec![false; password.len()];
    let mut before = vec![0; password.len() + 1];
    for &c in hint {
        let mut runs = vec![0; password.len() + 1];
        for (i, &p) in password.iter().enumerate() {
            if p == c {
                runs[i + 1] = before[i] + 1;
                let run: usize = runs[i + 1];
                if run >= MIN_RUN {
                    is_told[i + 1 - run..=i].fill(true);
                }
            }
        }
        before = runs;
    }
    is_told.iter().filter(|told| **told).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(password: &str, hint: &str) -> bool {
        Password::new(password).unwrap().check_hint(hint).is_err()
    }

    #[test]
    fn a_hint_that_tells_is_refused() {
        for (password, hint) in [
            ("Rosenmontag 1987", "Rosenmontag 1987"),
            ("Rosenmontag 1987", "it is rosenmontag1987!"),
            ("Rosenmontag 1987", "ROSENM0NTAG-1978"),
            ("Rosenmontag 1987", "7891 gatnomnesor"),
            ("Rosenmontag 1987", "Rosenmontag and the year"),
            ("Überraschung 9000", "uberraschung9000"),
            (
                "correct horse battery staple",
                "battery, staple, and two more",
            ),
            ("p4ssw0rd", "not password"),
            ("!!!$$$%%%", "type !!!$$$%%%"),
            ("密码密码密码密码", "密码密码密码密码"),
        ] {
            assert!(is_refused(password, hint), "{password} {hint}");
        }
    }

    #[test]
    fn a_hint_that_helps_is_taken() {
        for (password, hint) in [
            ("Rosenmontag 1987", "The day we met, and the year"),
            ("correct horse battery staple", "the one of the comic"),
            ("Kx7#pQ2!mZ", "The one from the letter of 3 May"),
            ("!!!$$$%%%", "three signs, three times"),
            ("Sommer2026!", "Your customer number"),
            ("Zürich-Hardbrücke", "Where we changed trains"),
            // All of its letters in their order, but far apart.
            (
                "paddle-bench",
                "People always do drink lemonade, better eat nice cherries",
            ),
        ] {
            assert!(!is_refused(password, hint), "{password} {hint}");
        }
    }

    #[test]
    fn what_is_no_line_of_text_is_refused() {
        for hint in ["", "   ", "two\nlines", &"x".repeat(201)] {
            assert!(is_refused("Rosenmontag 1987", hint), "{hint:?}");
        }
        assert!(!is_refused("Rosenmontag 1987", &"x".repeat(200)));
    }
}
