//! The page around the payloads: the templates, the decryptor and the policy that binds them.

use super::lines::LineWriter;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::DeflateEncoder};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::LazyLock;

const SKELETON: &str = include_str!("../../../templates/page/page.html");
const STYLE: &str = include_str!("../../../templates/page/page.css");
const MAIL_STYLE: &str = include_str!("../../../templates/page/mail.css");
const DECRYPTOR: &[u8] = include_bytes!("../../../decryptor-wasm/pkg/decryptor.wasm");
const DECRYPTOR_GLUE: &str = include_str!("../../../decryptor-wasm/pkg/decryptor.js");

/// The page's script, in the order in which it is read.
const SCRIPTS: [&str; 9] = [
    include_str!("../../../templates/page/js/jwe.js"),
    include_str!("../../../templates/page/js/webcrypto.js"),
    include_str!("../../../templates/page/js/lock.js"),
    include_str!("../../../templates/page/js/inflate.js"),
    include_str!("../../../templates/page/js/transfer.js"),
    include_str!("../../../templates/page/js/workshop.js"),
    include_str!("../../../templates/page/js/frame.js"),
    include_str!("../../../templates/page/js/view.js"),
    include_str!("../../../templates/page/js/main.js"),
];

/// What stands before, between and after the two payloads. The same for every envelope.
pub(super) struct Page {
    pub(super) before_message: String,
    pub(super) before_view: String,
    pub(super) after_view: String,
}

/// The page is put together and hashed once a process.
pub(super) static PAGE: LazyLock<Page> = LazyLock::new(Page::assemble);

impl Page {
    fn assemble() -> Self {
        let style = without_comments(STYLE);
        let mail_style = without_comments(MAIL_STYLE);
        // The glue looks at `document.currentScript` and fails in a page without an address of its
        // own (`<iframe srcdoc>`), so it stands in a function that is called later.
        let script = format!(
            "(function () {{\n\"use strict\";\nfunction loadGlue() {{\n{}return wasm_bindgen;\n}}\n{}}})();\n",
            without_comments(DECRYPTOR_GLUE),
            SCRIPTS.map(without_comments).concat(),
        );
        // Styles are bound by hash where they are elements; 'unsafe-inline' is only for the `style`
        // attributes that the sanitiser has left in the mail.
        let policy = format!(
            "default-src 'none'; script-src '{}' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; \
             style-src-elem '{}' '{}'; img-src blob: data:; worker-src blob:; form-action 'none'; \
             base-uri 'none'",
            hash(&script),
            hash(&style),
            hash(&mail_style),
        );
        let page = SKELETON
            .replace("{{csp}}", &policy)
            .replace("{{style}}", &style)
            .replace("{{mail_style}}", &mail_style)
            .replace("{{decryptor}}", &decryptor())
            .replace("{{script}}", &script);
        let (before_message, rest) = page.split_once("{{message}}").unwrap_or((&page, ""));
        let (before_view, after_view) = rest.split_once("{{view}}").unwrap_or((rest, ""));
        Self {
            before_message: before_message.to_owned(),
            before_view: before_view.to_owned(),
            after_view: after_view.to_owned(),
        }
    }
}

/// A source expression of a Content-Security-Policy (CSP Level 3 §2.3.1).
fn hash(inline: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(inline)))
}

/// The WebAssembly, deflated because that halves the page, in base64 on short lines.
fn decryptor() -> String {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    let mut lines = LineWriter::new(Vec::new());
    // Writing to memory does not fail.
    let deflated = deflate
        .write_all(DECRYPTOR)
        .and_then(|()| deflate.finish())
        .unwrap_or_default();
    let _ = lines.write_all(STANDARD.encode(deflated).as_bytes());
    String::from_utf8(lines.into_inner()).unwrap_or_default()
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

    #[test]
    fn the_page_is_ascii_and_whole() {
        for part in [&PAGE.before_message, &PAGE.before_view, &PAGE.after_view] {
            assert!(part.is_ascii());
            assert!(!part.contains("{{"), "a placeholder is left in {part}");
            assert!(!part.is_empty());
        }
    }

    #[test]
    fn nothing_in_the_page_ends_or_opens_an_element_early() {
        let page = format!("{}{}", PAGE.before_message, PAGE.before_view);
        assert_eq!(
            page.matches("<script").count(),
            page.matches("</script").count() + 1
        );
        assert!(!page.contains("<!--"));
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
