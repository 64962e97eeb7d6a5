//! Styles as parley takes them, within bounds: what senders write may be anything.

use super::super::boxes::{Align, LineHeight, TextStyle};
use super::super::fonts::Fonts;
use super::script::Script;
use parley::style::{FontStyle, FontWeight};
use parley::{Alignment, OverflowWrap, TextWrapMode};
use std::borrow::Cow;

/// Sizes of text outside are brought inside: what is smaller is not read, what is larger does not
/// fit a page.
pub(super) const SIZES: (f32, f32) = (1.0, 300.0);

/// The style of this number among those of a text.
pub(super) fn parley_style(
    style: &TextStyle,
    script: Script,
    line_height: LineHeight,
    number: usize,
    pictures_only: bool,
) -> parley::TextStyle<'static, 'static, u32> {
    let size = finite(style.size).clamp(SIZES.0, SIZES.1);
    // Lines that overlap cannot be read; nor can lines a page apart.
    let least = if pictures_only { 0.0 } else { 0.9 * size };
    parley::TextStyle {
        font_family: script.fonts(style.family),
        font_size: size,
        font_style: if style.italic {
            FontStyle::Italic
        } else {
            FontStyle::Normal
        },
        font_weight: if style.bold {
            FontWeight::BOLD
        } else {
            FontWeight::NORMAL
        },
        locale: style.language.as_deref().and_then(Fonts::locale),
        brush: u32::try_from(number).unwrap_or(0),
        line_height: match line_height {
            LineHeight::Normal => parley::LineHeight::NORMAL,
            LineHeight::Times(times) => {
                parley::LineHeight::Absolute((finite(times) * size).clamp(least, 4.0 * size))
            }
            LineHeight::Points(points) => {
                parley::LineHeight::Absolute(finite(points).clamp(least, 200.0_f32.max(least)))
            }
        },
        vertical_align: parley::VerticalAlign::length(finite(style.rise).clamp(-100.0, 100.0)),
        letter_spacing: finite(style.letter_spacing).clamp(-0.2 * size, 2.0 * size),
        overflow_wrap: OverflowWrap::BreakWord,
        text_wrap_mode: TextWrapMode::Wrap,
        ..parley::TextStyle::default()
    }
}

pub(super) fn alignment(align: Align) -> Alignment {
    match align {
        Align::Start => Alignment::Start,
        Align::Left => Alignment::Left,
        Align::Centre => Alignment::Center,
        Align::Right => Alignment::Right,
        Align::Justify => Alignment::Justify,
    }
}

/// Characters that no reader shows, and that a PDF must not name (ISO 14289-1 §7.21.7), give way
/// to harmless ones of the same length in UTF-8.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    let harmless = |character: char| match character {
        '\n' => '\n',
        '\0'..='\x1F' | '\x7F' => ' ',
        '\u{80}'..='\u{9F}' => '\u{A0}',
        '\u{FEFF}' => '\u{2060}',
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        other => other,
    };
    match text
        .chars()
        .all(|character| harmless(character) == character)
    {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.chars().map(harmless).collect()),
    }
}

/// What a hostile length may be: anything but a number.
pub(super) fn finite(length: f32) -> f32 {
    match length.is_finite() {
        true => length,
        false => 0.0,
    }
}
