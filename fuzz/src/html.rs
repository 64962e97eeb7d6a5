//! The second reading of sanitised HTML. Two parsers read it: html5ever as a browser does, and html5gum, which shares no code with
//! the sanitiser.

#[path = "../../envelope/tests/harmless/mod.rs"]
mod harmless;

use harmless::{as_a_browser, check_attribute, check_element};
use html5gum::{Token, Tokenizer};

/// Panics if something in `html`, which is the body of a view, could run or load.
pub fn check(html: &str) {
    as_a_browser(html);
    as_tokens(html);
}

fn as_tokens(html: &str) {
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                check_element(&String::from_utf8_lossy(&tag.name), html);
                for (name, value) in &tag.attributes {
                    let (name, value) = (
                        String::from_utf8_lossy(name),
                        String::from_utf8_lossy(value),
                    );
                    check_attribute(&name, &value, html);
                }
            }
            Token::EndTag(tag) => check_element(&String::from_utf8_lossy(&tag.name), html),
            // Control characters in the text are errors of syntax, and shown as nothing.
            Token::String(_) | Token::Error(_) => {}
            other => panic!("{other:?}: {html}"),
        }
    }
}
