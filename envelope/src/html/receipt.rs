//! The proof of reading: a token that only the letter holds, and what is kept to know it again.

use crate::Error;
use crate::hex::hex;
use crate::jwe::base64url;
use crate::message::Message;
use rand::TryCryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// As the page writes it into the mail that it drafts, before the token.
const FIELD: &str = "waxseal-receipt:";
/// Of a token, in bytes, and of its base64url.
const TOKEN_BYTES: usize = 16;
const TOKEN_CHARACTERS: usize = 22;

/// What the reader may send back as a proof of reading.
///
/// Whoever sends it has opened the letter, or got it from somebody who has. It does not prove who that was, and that
/// none comes proves nothing.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// 16 random bytes in base64url, which only who opened the letter can know.
    pub token: String,
    /// The mail address that the proof goes to.
    pub to: String,
}

/// What the sealer keeps of a [`Receipt`]: it tells the proof from others, but makes none.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRecord {
    /// SHA-256 of the token as it is written, in hexadecimal digits.
    pub sha256: String,
    /// The mail address that the proof goes to.
    pub to: String,
    /// `Message-ID` of the letter (RFC 5322, section 3.6.4), without angle brackets.
    #[serde(default)]
    pub message_id: Option<String>,
}

impl Receipt {
    /// A new token, for a proof that goes to the address `to`.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    ///
    /// ```
    /// use waxseal::html::Receipt;
    /// use waxseal::message::Message;
    ///
    /// let letter = Message::parse(b"Message-ID: <1@example.org>\r\n\r\nHello\r\n", &Default::default())?;
    /// let receipt = Receipt::generate("office@example.org", &mut rand::rngs::SysRng)?;
    /// let record = receipt.record(&letter);
    ///
    /// let mail = format!("Subject: Message read\r\n\r\nwaxseal-receipt: {}\r\n", receipt.token);
    /// assert!(record.is_proven_by(&Message::parse(mail.as_bytes(), &Default::default())?));
    /// assert_eq!(record.message_id.as_deref(), Some("1@example.org"));
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    pub fn generate(to: &str, rng: &mut impl TryCryptoRng) -> Result<Self, Error> {
        let mut random = Zeroizing::new([0; TOKEN_BYTES]);
        rng.try_fill_bytes(&mut *random)
            .map_err(|_| Error::NoRandomness)?;
        Ok(Self {
            token: base64url::encode(&*random),
            to: to.to_owned(),
        })
    }

    /// What to keep, to know the proof of reading `letter` again.
    pub fn record(&self, letter: &Message<'_>) -> ReceiptRecord {
        ReceiptRecord {
            sha256: digest(&self.token),
            to: self.to.clone(),
            message_id: letter.view().message_id.clone(),
        }
    }
}

impl ReceiptRecord {
    /// Whether a mail carries the token, in a line of its text. It may be an answer to the proof, which quotes it.
    pub fn is_proven_by(&self, mail: &Message<'_>) -> bool {
        let mut proven = false;
        for token in tokens(&mail.view().text) {
            proven |= bool::from(digest(token).as_bytes().ct_eq(self.sha256.as_bytes()));
        }
        proven
    }
}

fn digest(token: &str) -> String {
    hex(Sha256::digest(token))
}

/// All that could be a token, each after the field's name.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(FIELD).skip(1).filter_map(|after| {
        let after = after.trim_start();
        let is_other = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let token = after.split(is_other).next()?;
        (token.len() == TOKEN_CHARACTERS).then_some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SysRng;

    fn mail(body: &str) -> Vec<u8> {
        format!("From: reader@example.org\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}")
            .into_bytes()
    }

    #[test]
    fn a_proof_is_known_again_and_no_other_is() {
        let raw = mail("letter");
        let letter = Message::parse(&raw, &Default::default()).unwrap();
        let receipt = Receipt::generate("a@example.org", &mut SysRng).unwrap();
        let record = receipt.record(&letter);
        let Receipt { token, .. } = &receipt;
        let proves = |body: &str| {
            let raw = mail(body);
            record.is_proven_by(&Message::parse(&raw, &Default::default()).unwrap())
        };
        assert!(proves(&format!(
            "Read.\r\n\r\nwaxseal-receipt: {token}\r\nmessage-id: x\r\n"
        )));
        assert!(proves(&format!("> waxseal-receipt: {token}")));
        assert!(proves(&format!("waxseal-receipt:\r\n{token} ")));
        assert!(proves(&format!(
            "waxseal-receipt: AAAAAAAAAAAAAAAAAAAAAA waxseal-receipt: {token}"
        )));
        let other = Receipt::generate("a@example.org", &mut SysRng).unwrap();
        for body in [
            String::new(),
            token.clone(),
            format!("waxseal-receipt: {}", other.token),
            format!("waxseal-receipt: {token}x"),
            format!("waxseal-receipt: {}", &token[1..]),
            format!("waxseal-receipt: {}", record.sha256),
        ] {
            assert!(!proves(&body), "{body}");
        }
        let json = serde_json::to_string(&record).unwrap();
        assert!(!json.contains(token), "the record makes no proof");
    }
}
