//! What is the same in every page of one version, so that a mail filter's administrator can allow it by its hash.

use super::page;
use crate::hex::hex;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a piece that every page of this version holds, whatever its languages and its branding. Its lines end
/// with LF: out of a mail, where they end with CR and LF, each CR is removed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Which piece it is: `script`, `wasm`, `mail-style` or `style`.
    pub name: &'static str,
    /// Where it stands in the page.
    pub place: &'static str,
    /// The hash of its bytes.
    pub sha256: [u8; 32],
}

impl Fingerprint {
    fn of(name: &'static str, place: &'static str, piece: impl AsRef<[u8]>) -> Self {
        Self {
            name,
            place,
            sha256: Sha256::digest(piece).into(),
        }
    }

    /// Whether `piece` has this hash.
    pub fn is_of(&self, piece: &[u8]) -> bool {
        self.sha256 == *Sha256::digest(piece)
    }

    /// As `sha256sum` prints it.
    pub fn hex(&self) -> String {
        hex(self.sha256)
    }

    /// As a source expression of a Content-Security-Policy (CSP Level 3 §2.3.1).
    pub fn csp(&self) -> String {
        format!("sha256-{}", STANDARD.encode(self.sha256))
    }
}

/// The pieces that are the same in every page of this version. The style has an accent colour added to it where a
/// branding asks for one; all other pieces are what they are.
pub fn fingerprints() -> [Fingerprint; 4] {
    [
        Fingerprint::of("script", "the text of the element <script>", page::script()),
        Fingerprint::of(
            "wasm",
            "the element <script id=\"decryptor\">, out of base64 and inflated (RFC 1951)",
            page::decryptor(),
        ),
        Fingerprint::of(
            "mail-style",
            "the text of the element <script id=\"mail-style\">",
            page::mail_style(),
        ),
        Fingerprint::of(
            "style",
            "the text of the element <style>, if no branding gives an accent colour",
            page::style(),
        ),
    ]
}
