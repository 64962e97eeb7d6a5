//! The page around the payloads: the templates, the decryptor, the strings and the policy that binds them.

use super::branding::Branding;
use super::instructions::{self, broken, escape, in_short_lines};
use super::strings::{self, Language, Spoken};
use crate::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

const SKELETON: &str = include_str!("../../../templates/page/page.html");
const STYLE: &str = include_str!("../../../templates/page/page.css");
const MAIL_STYLE: &str = include_str!("../../../templates/page/mail.css");
/// Deflated (RFC 1951), because that halves the page.
const DECRYPTOR: &[u8] = include_bytes!("../../../decryptor-wasm/pkg/decryptor.wasm.deflate");

/// The page's script, in the order in which it is read.
const SCRIPTS: [&str; 17] = [
    include_str!("../../../decryptor-wasm/pkg/decryptor.js"),
    include_str!("../../../templates/page/js/jwe.js"),
    include_str!("../../../templates/page/js/webcrypto.js"),
    include_str!("../../../templates/page/js/lock.js"),
    include_str!("../../../templates/page/js/inflate.js"),
    include_str!("../../../templates/page/js/transfer.js"),
    include_str!("../../../templates/page/js/mime.js"),
    include_str!("../../../templates/page/js/zip.js"),
    include_str!("../../../templates/page/js/seal.js"),
    include_str!("../../../templates/page/js/workshop.js"),
    include_str!("../../../templates/page/js/strings.js"),
    include_str!("../../../templates/page/js/frame.js"),
    include_str!("../../../templates/page/js/view.js"),
    include_str!("../../../templates/page/js/attachments.js"),
    include_str!("../../../templates/page/js/answer.js"),
    include_str!("../../../templates/page/js/compose.js"),
    include_str!("../../../templates/page/js/main.js"),
];

/// What all pages of a sender have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct PageOptions {
    /// The languages that the page carries. The reader's browser chooses among them; the first one is for all
    /// others, and at least one is needed.
    pub languages: Vec<Language>,
    /// Whose page it is.
    pub branding: Branding,
}

impl Default for PageOptions {
    /// All languages, English first, and nobody's name.
    fn default() -> Self {
        Self {
            languages: Language::all(),
            branding: Branding::default(),
        }
    }
}

/// The page that the payloads are put into. It takes some work to make and is the same for every letter, so a
/// gateway makes it once.
#[derive(Clone, Debug)]
pub struct Page {
    pub(super) pieces: Vec<Piece>,
    /// Who seals the letters.
    pub(super) organisation: Option<String>,
}

/// The page in the order in which it is written.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// The same for every letter.
    Text(String),
    /// The element for the hint, if there is one.
    Hint,
    /// The element for who seems to have sent it, if that is to be said.
    Claimed,
    /// The same as a sentence of one language, with `{sender}` in it.
    ClaimedIn(String),
    /// The JWE that holds the message.
    Message,
    /// The JWE that holds the view.
    View,
}

/// With all languages, put together once a process.
pub(super) static DEFAULT: LazyLock<Page> =
    LazyLock::new(|| Page::assemble(&PageOptions::default()));

impl Page {
    /// Puts a page together.
    ///
    /// # Errors
    /// [`Error::UnknownLanguage`] without a language.
    pub fn new(options: &PageOptions) -> Result<Self, Error> {
        if options.languages.is_empty() {
            Language::from_tag("")?;
        }
        Ok(Self::assemble(options))
    }

    fn assemble(options: &PageOptions) -> Self {
        let branding = &options.branding;
        let style = style() + &branding.style();
        let mail_style = mail_style();
        let script = script();
        // Styles are bound by hash where they are elements; 'unsafe-inline' is only for the `style`
        // attributes that the sanitiser has left in the mail.
        let policy = format!(
            "default-src 'none'; script-src '{}' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; \
             style-src-elem '{}' '{}'; img-src blob: data:; frame-src blob:; worker-src blob:; \
             form-action 'none'; base-uri 'none'",
            hash(&script),
            hash(&style),
            hash(&mail_style),
        );
        let languages = options.languages.iter().copied();
        let spoken: Vec<Spoken> = languages.map(Spoken::new).collect();
        let first = spoken.first();
        let of_first =
            |of: fn(&Language) -> &'static str| first.map_or("", |its| of(&its.language));
        let mut pieces = Vec::new();
        for part in SKELETON.split("{{") {
            let (name, text) = part.split_once("}}").unwrap_or(("", part));
            pieces.push(Piece::Text(match name {
                "csp" => policy.clone(),
                "lang" => of_first(Language::tag).to_owned(),
                "dir" => of_first(Language::direction).to_owned(),
                "title" => escape(first.map_or("", |its| its.say("title"))),
                "brand" => branding.header(),
                "contact" => branding.footer(),
                "style" => style.clone(),
                "mail_style" => mail_style.clone(),
                "script" => script.clone(),
                "strings" => strings::pack(&spoken),
                "decryptor" => strings::in_lines(&STANDARD.encode(DECRYPTOR)),
                _ => String::new(),
            }));
            match name {
                "hint" => pieces.push(Piece::Hint),
                "claimed" => pieces.push(Piece::Claimed),
                "instructions" => pieces.extend(instructions::pieces(&spoken)),
                "message" => pieces.push(Piece::Message),
                "view" => pieces.push(Piece::View),
                _ => {}
            }
            pieces.push(Piece::Text(text.to_owned()));
        }
        Self {
            pieces,
            organisation: branding.organisation.clone(),
        }
    }
}

/// The page's script, the same in every page.
pub(super) fn script() -> String {
    format!(
        "(function () {{\n\"use strict\";\n{}}})();\n",
        SCRIPTS.map(without_comments).concat(),
    )
}

/// The page's style, without what a branding adds to it.
pub(super) fn style() -> String {
    without_comments(STYLE)
}

/// The style of the mail in its frame.
pub(super) fn mail_style() -> String {
    without_comments(MAIL_STYLE)
}

/// The decryptor as the page runs it.
pub(super) fn decryptor() -> &'static [u8] {
    include_bytes!("../../../decryptor-wasm/pkg/decryptor.wasm")
}

/// An element that tells everybody something of the letter.
pub(super) fn meta(name: &str, content: &str) -> String {
    format!(
        "<meta name=\"waxseal-{name}\" content=\"{}\">\n",
        // The script reads it without the line ends.
        broken(&escape(content), "\n")
    )
}

/// Who the letter seems to come from, in one language.
pub(super) fn claimed_in(sentence: &str, sender: &str) -> String {
    format!(
        "<p class=\"claimed\">{}</p>\n",
        in_short_lines(&escape(&sentence.replace("{sender}", sender)))
    )
}

/// A source expression of a Content-Security-Policy (CSP Level 3 §2.3.1).
fn hash(inline: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(inline)))
}

/// Leaves out what only readers of the source need: comments that fill whole lines, indentation and
/// empty lines. Nothing else is changed, so a page in the wild still reads like the templates.
fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines() {
        let mut line = line.trim();
        if line.starts_with("/*") {
            in_comment = true;
        }
        if in_comment {
            match line.split_once("*/") {
                Some((_, after)) => {
                    in_comment = false;
                    line = after.trim_start();
                }
                None => continue,
            }
        }
        if !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed_text(page: &Page) -> String {
        let texts = page.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text,
            _ => "",
        });
        texts.collect()
    }

    #[test]
    fn the_page_is_ascii_and_whole() {
        let page = fixed_text(&DEFAULT);
        assert!(page.is_ascii());
        assert!(!page.contains("{{") && !page.contains("}}\n<"));
        assert!(page.ends_with("</html>\n"));
        let count = |wanted: fn(&Piece) -> bool| {
            DEFAULT.pieces.iter().filter(|piece| wanted(piece)).count()
        };
        assert_eq!(count(|piece| matches!(piece, Piece::Message)), 1);
        assert_eq!(count(|piece| matches!(piece, Piece::View)), 1);
        assert_eq!(count(|piece| matches!(piece, Piece::Hint)), 1);
        assert_eq!(
            count(|piece| matches!(piece, Piece::ClaimedIn(_))),
            LANGUAGES
        );
    }

    const LANGUAGES: usize = 14;

    #[test]
    fn nothing_in_the_page_ends_or_opens_an_element_early() {
        let page = fixed_text(&DEFAULT);
        assert_eq!(
            page.matches("<script").count(),
            page.matches("</script").count()
        );
        assert!(!page.contains("<!--"));
    }

    /// A mail server breaks longer lines, or refuses them (RFC 5322 §2.1.1).
    #[test]
    fn no_line_is_longer_than_a_mail_may_have() {
        let branding = Branding {
            organisation: Some("組".repeat(100)),
            contact: Some("織".repeat(500)),
            ..Branding::default()
        };
        let page = Page::assemble(&PageOptions {
            branding,
            ..PageOptions::default()
        });
        let long = "織".repeat(300);
        let lines = fixed_text(&page) + &meta("hint", &long) + &claimed_in("{sender}", &long);
        for line in lines.lines() {
            assert!(line.len() <= 998, "{line}");
        }
        assert!(!lines.contains("\nFrom "));
    }

    #[test]
    fn what_is_told_of_a_letter_is_text() {
        assert_eq!(
            meta("hint", "\"><script>\u{202e}\u{7f}ä\n"),
            "<meta name=\"waxseal-hint\" content=\"&#34;&#62;&#60;script&#62; &#228; \">\n"
        );
    }

    #[test]
    fn only_whole_line_comments_go() {
        let source = "/* a\n * b */\n  // c\nlet d = /** @type {any} */ (\"/* e */ // f\");\n\n/** g */ h();\n";
        assert_eq!(
            without_comments(source),
            "let d = /** @type {any} */ (\"/* e */ // f\");\nh();\n"
        );
    }
}
