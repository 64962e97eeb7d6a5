//! Text that is copied out of a page is the text that was sent.

use super::super::super::boxes::*;
use super::super::super::fonts::Fonts;
use super::super::super::limits::Deadline;
use super::super::glyphs::Part;
use super::super::script::Script;
use super::super::text::Shaper;
use super::read;
use super::trees::*;

#[test]
fn scripts_from_left_to_right_come_out_as_they_went_in() {
    let texts = [
        "Five affluent officials, “difficult”: waffles.",
        "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.",
        "Съешь же ещё этих мягких булок.",
        "नमस्ते, हिन्दी: क्षत्रिय, विद्यार्थी, कि, श्री।",
        "สวัสดี นี่คือข้อความ",
        "e\u{301} and no\u{A0}break",
    ];
    for text in texts {
        let read = read(&document(vec![p(text)]));
        let expected: String = text.chars().filter(|one| !one.is_whitespace()).collect();
        assert_eq!(read.text(1), format!("{expected}1/1"));
        assert!(read.set.missing.is_empty() && read.claims_accessibility());
    }
}

#[test]
fn text_from_right_to_left_stands_in_the_order_it_is_seen() {
    // As every PDF does; readers turn it around. The ligature of lam and alef is one glyph, and its
    // letters are in the same order as the others.
    for text in ["שלום לכולם", "السلام لا"] {
        let read = read(&document(vec![p(text)]));
        let seen: String = text
            .chars()
            .rev()
            .filter(|one| !one.is_whitespace())
            .collect();
        assert_eq!(read.text(1), format!("{seen}1/1"));
        assert!(read.claims_accessibility());
    }
}

#[test]
fn characters_that_no_font_has_are_shown_as_boxes_and_reported() {
    // In the last plane for private use: those of the first one are icons in fonts that people do have.
    let read = read(&document(vec![p("one \u{10FFF0}\u{10FFF1}\u{10FFF0} two")]));
    assert_eq!(
        read.set.missing.iter().copied().collect::<String>(),
        "\u{10FFF0}\u{10FFF1}"
    );
    assert_eq!(read.text(1), "one\u{10FFF0}\u{10FFF1}\u{10FFF0}two1/1");
    assert!(read.claims_accessibility());
}

#[test]
fn controls_do_no_harm() {
    let read = read(&document(vec![p(
        "a\0b\u{7}c\u{85}d\u{FEFF}e\u{FFFE}f\rg\nh",
    )]));
    assert!(read.set.missing.is_empty() || !read.set.missing.contains(&'\0'));
    assert!(read.claims_accessibility());
}

#[test]
fn words_of_a_script_keep_their_spaces() {
    let text = "abc שלום לכולם, 1 def";
    let pieces = Script::pieces(text);
    let ends: Vec<_> = pieces
        .iter()
        .map(|(script, end)| (*script, &text[..*end]))
        .collect();
    assert_eq!(
        ends,
        [
            (Script::Main, "abc "),
            (Script::Hebrew, "abc שלום לכולם, 1 "),
            (Script::Main, text),
        ]
    );
}

/// The lines of a paragraph in a column, as texts.
fn lines(paragraph: &Paragraph, width: f32) -> Vec<String> {
    let deadline = Deadline::begin();
    let context = Fonts::new().context(&mut paragraph.text.chars());
    let mut shaper = Shaper::new(context, deadline);
    let stretches = shaper.shape(paragraph).unwrap();
    let lines = shaper
        .break_lines(paragraph, stretches, width, 700.0)
        .unwrap();
    let line_text = |line: &super::super::glyphs::Line| {
        let runs = line.parts.iter().filter_map(|part| match part {
            Part::Run(run) => Some(run),
            Part::Picture { .. } => None,
        });
        let glyphs = runs.flat_map(|run| run.glyphs.iter());
        let ranges: Vec<_> = glyphs
            .map(|glyph| glyph.start as usize..glyph.end as usize)
            .collect();
        let text = &lines.texts[line.text].text;
        ranges
            .into_iter()
            .map(|range| &text[range])
            .collect::<String>()
    };
    lines.lines.iter().map(line_text).collect()
}

#[test]
fn long_words_break() {
    let broken = lines(&paragraph(&"x".repeat(300)), 100.0);
    assert!(broken.len() > 10);
    assert_eq!(broken.concat(), "x".repeat(300));
}

#[test]
fn long_paragraphs_lose_nothing_where_they_are_cut() {
    let text = "Ein Satz mit Wörtern. ".repeat(3_000);
    assert_eq!(lines(&paragraph(&text), 400.0).concat(), text);
    let text = "Zeile\n".repeat(10_000);
    assert_eq!(lines(&paragraph(&text), 400.0).len(), 10_000 + 1);
}
