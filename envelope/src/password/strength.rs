//! The floor under which a password is not accepted for sealing.

use super::Password;
use crate::Error;
use zxcvbn::{Score, zxcvbn};

/// Fewer characters are never enough, whatever an estimate says.
const MIN_CHARACTERS: usize = 8;

impl Password {
    /// Refuses a password that is too easy to guess; passes every generated one.
    ///
    /// An envelope is attacked offline: whoever has the file guesses as fast as hardware allows. A
    /// graphics card of 2024 tries some 2,000 passwords a second at 600,000 rounds of
    /// PBKDF2-HMAC-SHA-512. The floor is zxcvbn's best score, 10¹⁰ guesses: about two months of such
    /// a card, against half a day at the next lower score of 10⁸. It is a floor for what people
    /// choose, not a recommendation; a generated password is out of reach altogether.
    ///
    /// The estimator works on copies in memory that are not zeroised.
    ///
    /// # Errors
    /// [`Error::WeakPassword`], with the reason and how to do better.
    pub fn check_strength(&self) -> Result<(), Error> {
        if self.prepared.chars().count() < MIN_CHARACTERS {
            return Err(Error::WeakPassword {
                reason: format!("it has fewer than {MIN_CHARACTERS} characters"),
            });
        }
        let estimate = zxcvbn(&self.prepared, &[]);
        if estimate.score() >= Score::Four {
            return Ok(());
        }
        let cause = estimate
            .feedback()
            .and_then(|feedback| feedback.warning())
            .map(|warning| as_clause(&warning.to_string()));
        Err(Error::WeakPassword {
            reason: match cause {
                Some(cause) => format!("it is easy to guess: {cause}"),
                None => "it can be guessed in fewer than 10,000,000,000 attempts".to_owned(),
            },
        })
    }
}

/// "Names are easy to guess." as a part of a sentence.
fn as_clause(sentence: &str) -> String {
    let mut chars = sentence.trim_end_matches('.').chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}
