//! Taking the ciphertext out of a JWE's JSON while it streams by.
//!
//! All of a JWE but its ciphertext is small. So the JSON is read once: what is not ciphertext
//! becomes the *head*, which a JSON parser then reads (`"ciphertext":""` is left in it), and the
//! ciphertext goes on in pieces. The value is found by its name: inside a JSON string the quotes of
//! `"ciphertext":"` would be escaped, so its first occurrence is always a member's name.

use super::Limits;
use crate::Error;
use memchr::memchr;

/// The member that is cut out.
const NEEDLE: &[u8] = br#""ciphertext":""#;

enum State {
    Before,
    Inside,
    After,
}

/// Splits the JSON of a JWE, white space anywhere, into head and ciphertext.
pub struct Splitter {
    state: State,
    head: Vec<u8>,
    limits: Limits,
}

impl Splitter {
    /// A splitter that accepts a head of at most [`Limits::max_header_bytes`].
    pub fn new(limits: &Limits) -> Self {
        Self {
            state: State::Before,
            head: Vec::new(),
            limits: limits.clone(),
        }
    }

    /// Reads the next piece of JSON and hands the pieces of ciphertext (base64url text, white space left in it) to
    /// `ciphertext`.
    ///
    /// # Errors
    /// [`Error::TooLarge`] for the head, and those of `ciphertext`.
    pub fn update(
        &mut self,
        mut json: &[u8],
        mut ciphertext: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        while !json.is_empty() {
            json = match self.state {
                State::Before => self.before(json)?,
                State::Inside => {
                    let end = memchr(b'"', json);
                    let (value, rest) = json.split_at(end.unwrap_or(json.len()));
                    ciphertext(value)?;
                    if end.is_some() {
                        self.state = State::After;
                    }
                    rest
                }
                State::After => {
                    for &byte in json {
                        self.push(byte)?;
                    }
                    &[]
                }
            };
        }
        Ok(())
    }

    /// The head: the JSON without its ciphertext and without white space.
    ///
    /// # Errors
    /// [`Error::Damaged`] if there was no ciphertext or it did not end.
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        match self.state {
            State::Before => Err(Error::Damaged("it has no ciphertext")),
            State::Inside => Err(Error::Damaged("it is cut off inside its ciphertext")),
            State::After => Ok(self.head),
        }
    }

    /// Takes bytes into the head until the needle is complete; returns what follows it.
    fn before<'a>(&mut self, json: &'a [u8]) -> Result<&'a [u8], Error> {
        for (index, &byte) in json.iter().enumerate() {
            self.push(byte)?;
            if byte == b'"' && self.head.ends_with(NEEDLE) {
                self.state = State::Inside;
                return Ok(json.get(index + 1..).unwrap_or_default());
            }
        }
        Ok(&[])
    }

    fn push(&mut self, byte: u8) -> Result<(), Error> {
        if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            self.head.push(byte);
        }
        self.limits.check_header(self.head.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(json: &str, piece: usize) -> Result<(String, String), Error> {
        let limits = Limits {
            max_header_bytes: 100,
            ..Limits::default()
        };
        let mut splitter = Splitter::new(&limits);
        let mut ciphertext = Vec::new();
        for piece in json.as_bytes().chunks(piece) {
            splitter.update(piece, |text| {
                ciphertext.extend(text.iter().filter(|byte| !byte.is_ascii_whitespace()));
                Ok(())
            })?;
        }
        let head = splitter.finish()?;
        Ok((
            String::from_utf8(head).unwrap(),
            String::from_utf8(ciphertext).unwrap(),
        ))
    }

    #[test]
    fn any_pieces_and_white_space_give_the_same_halves() {
        let expected = (
            r#"{"iv":"a","ciphertext":"","tag":"b"}"#.into(),
            "CIPHER".into(),
        );
        for json in [
            r#"{"iv":"a","ciphertext":"CIPHER","tag":"b"}"#,
            "{ \"iv\":\"a\",\r\n\"ci\nphertext\"\t:\n\"CIP\nHER\",\n\"tag\":\"b\"}\n",
        ] {
            for piece in 1..json.len() {
                assert_eq!(split(json, piece).unwrap(), expected);
            }
        }
    }

    #[test]
    fn a_missing_end_is_damage_and_a_long_head_is_refused() {
        assert!(matches!(split(r#"{"iv":"a"}"#, 3), Err(Error::Damaged(_))));
        assert!(matches!(
            split(r#"{"ciphertext":"abc"#, 3),
            Err(Error::Damaged(_))
        ));
        let long = format!("{{\"iv\":\"{}\"", "a".repeat(100));
        assert!(matches!(split(&long, 3), Err(Error::TooLarge { .. })));
        let long = format!("{{\"ciphertext\":\"\",\"iv\":\"{}\"", "a".repeat(100));
        assert!(matches!(split(&long, 3), Err(Error::TooLarge { .. })));
    }
}
