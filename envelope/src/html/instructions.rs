//! What the page says where no script runs: plain HTML in each language, with steps for each kind of device.

use super::page::Piece;
use super::strings::Spoken;

/// The devices, and which message has their steps.
const STEPS: [(&str, &str); 3] = [
    ("iPhone, iPad", "noscript-iphone"),
    ("Android", "noscript-android"),
    ("Windows, Mac, Linux", "noscript-computer"),
];

/// The first language is open to see, the others unfold; both without a script.
pub(super) fn pieces(spoken: &[Spoken]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, spoken) in spoken.iter().enumerate() {
        let say = |key: &str| escape(spoken.say(key));
        let language = spoken.language;
        let (tag, direction) = (language.tag(), language.direction());
        let name = escape(language.native_name());
        let (start, end) = match index {
            0 => (
                format!(r#"<section lang="{tag}" dir="{direction}" data-name="{name}">"#),
                "</section>\n",
            ),
            _ => (
                format!(r#"<details lang="{tag}" dir="{direction}"><summary>{name}</summary>"#),
                "</details>\n",
            ),
        };
        let heading = say("noscript-heading");
        pieces.push(Piece::Text(format!("{start}\n<h1>{heading}</h1>\n")));
        pieces.push(Piece::ClaimedIn(spoken.say("claimed").to_owned()));
        let why = say("noscript-why");
        let steps = STEPS.map(|(device, key)| format!("<dt>{device}</dt><dd>{}</dd>\n", say(key)));
        let steps = steps.concat();
        pieces.push(Piece::Text(format!(
            "<p>{why}</p>\n<dl>{steps}</dl>\n{end}"
        )));
    }
    pieces
}

/// Text as HTML in ASCII, for an element or an attribute in double quotes. Characters that control the
/// direction or the terminal of whoever looks at the source are left out.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' => html += &format!("&#{};", c as u32),
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => html.push(' '),
            c if c.is_ascii() => html.push(c),
            c => html += &format!("&#{};", c as u32),
        }
    }
    html
}
