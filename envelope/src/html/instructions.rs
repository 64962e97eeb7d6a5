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
        let why = in_short_lines(&why);
        let step = |key| in_short_lines(&say(key));
        let steps =
            STEPS.map(|(device, key)| format!("<dt>{device}</dt>\n<dd>{}</dd>\n", step(key)));
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

/// Breaks what [`escape`] made into lines that a mail may have (RFC 5322 §2.1.1), where a reader sees no difference.
pub(super) fn in_short_lines(html: &str) -> String {
    // In a value, because the page writes itself anew for an answer, and keeps a line end only there.
    broken(html, "<wbr class=\"\n\">")
}

/// How long a line may become before it is broken; a character in ASCII takes ten bytes at most.
const LINE_BYTES: usize = 900;

/// Puts `with` between characters, so that no line is longer than a mail's.
pub(super) fn broken(html: &str, with: &str) -> String {
    let mut lines = String::with_capacity(html.len());
    let mut column = 0;
    let mut in_reference = false;
    for c in html.chars() {
        if column >= LINE_BYTES && !in_reference {
            lines.push_str(with);
            column = 0;
        }
        match c {
            '&' => in_reference = true,
            ';' => in_reference = false,
            _ => {}
        }
        lines.push(c);
        column += 1;
    }
    lines
}
