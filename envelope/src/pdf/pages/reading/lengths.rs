//! Lengths (CSS Values 3 §5 and §6), in points, finite and within bounds: what a mail says here
//! cannot make a page endless.

use super::super::boxes::Length;

/// A pixel of a mail.
pub(super) const PIXEL: f32 = 0.75;

/// The size of text where a mail says none, in points.
pub(super) const TEXT_SIZE: f32 = 10.5;

/// The size that a mailer takes for text of no size, which is what `rem` and percentages of the
/// outermost element mean, in points: 16 pixels.
const ROOT_SIZE: f32 = 16.0 * PIXEL;

/// The width that percentages of margins and paddings refer to, in points; about that of a page.
const PAGE_WIDTH: f32 = 500.0;

/// The largest length of a side of anything, in points: five metres.
const MAX_LENGTH: f32 = 14_400.0;

/// The smallest and the largest size of text, in points.
const TEXT_SIZES: (f32, f32) = (PIXEL, 200.0);

/// What a length may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    Auto,
    Points(f32),
    Percent(f32),
    /// A number without a unit.
    Number(f32),
}

/// Reads a length; `em` is the size of the text in points.
pub(super) fn measure(text: &str, em: f32) -> Option<Measure> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("auto") {
        return Some(Measure::Auto);
    }
    let (number, unit) = number(text)?;
    let unit = unit.trim().to_ascii_lowercase();
    let points = |unit: f32| Some(Measure::Points(bounded(number * unit)));
    match unit.as_str() {
        "" => Some(Measure::Number(number)),
        "%" => Some(Measure::Percent(number)),
        "px" => points(PIXEL),
        "pt" => points(1.0),
        "em" => points(em),
        "rem" => points(ROOT_SIZE),
        "ex" | "ch" => points(em / 2.0),
        "pc" => points(12.0),
        "in" => points(72.0),
        "cm" => points(72.0 / 2.54),
        "mm" => points(72.0 / 25.4),
        "q" => points(72.0 / 101.6),
        "vw" => points(PAGE_WIDTH / 100.0),
        _ => None,
    }
}

/// The number that a text begins with (CSS Syntax 3 §4.3.12), and what follows it.
fn number(text: &str) -> Option<(f32, &str)> {
    let is_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-');
    let mut end = text.bytes().take_while(|byte| is_number(byte)).count();
    // An exponent, if digits follow the `e`; else it begins `em` or `ex`.
    let exponent = text[end..].strip_prefix(['e', 'E']);
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        if count > 0 {
            end += 1 + (exponent.len() - digits.len()) + count;
        }
    }
    let (number, unit) = text.split_at(end);
    let number = number
        .parse::<f32>()
        .ok()
        .filter(|number| !number.is_nan())?;
    // Large enough for any use, small enough to be multiplied.
    Some((number.clamp(-1e6, 1e6), unit))
}

fn bounded(points: f32) -> f32 {
    points.clamp(-MAX_LENGTH, MAX_LENGTH)
}

impl Measure {
    /// In points. Numbers without a unit are pixels, as old mailers write and browsers take them
    /// in quirks mode.
    pub(super) fn points(self) -> Option<f32> {
        match self {
            Self::Auto => None,
            Self::Points(points) => Some(points),
            Self::Number(number) => Some(bounded(number * PIXEL)),
            Self::Percent(percent) => Some(bounded(percent / 100.0 * PAGE_WIDTH)),
        }
    }

    /// As the width of a box.
    pub(super) fn width(self) -> Length {
        match self {
            Self::Percent(percent) if percent > 0.0 => Length::Percent(percent.min(100.0)),
            Self::Points(_) | Self::Number(_) => match self.points() {
                Some(points) if points > 0.0 => Length::Points(points),
                _ => Length::Auto,
            },
            Self::Auto | Self::Percent(_) => Length::Auto,
        }
    }
}

/// A length that is not negative and at most `most` points.
pub(super) fn up_to(text: &str, em: f32, most: f32) -> Option<f32> {
    let points = measure(text, em)?.points()?;
    (points >= 0.0).then(|| points.min(most))
}

/// The value of a `width` or `height` attribute (WHATWG HTML §2.3.4.4): pixels or a percentage.
pub(super) fn dimension(text: &str) -> Option<Measure> {
    let (number, unit) = number(text.trim())?;
    (number >= 0.0).then_some(match unit.trim_start().starts_with('%') {
        true => Measure::Percent(number),
        false => Measure::Number(number),
    })
}

/// A size of text that can be set and read.
pub(super) fn text_size(points: f32) -> f32 {
    let (least, most) = TEXT_SIZES;
    if points.is_finite() {
        points.clamp(least, most)
    } else {
        TEXT_SIZE
    }
}

/// The `font-size` that a value gives to text in text of the size `outer`.
pub(super) fn font_size(text: &str, outer: f32) -> Option<f32> {
    // CSS Fonts 4 §2.5, on the size of plain text on these pages.
    let of_medium = |factor: f32| Some(TEXT_SIZE * factor);
    let size = match text.trim().to_ascii_lowercase().as_str() {
        "xx-small" => of_medium(0.6),
        "x-small" => of_medium(0.75),
        "small" => of_medium(8.0 / 9.0),
        "medium" => of_medium(1.0),
        "large" => of_medium(1.2),
        "x-large" => of_medium(1.5),
        "xx-large" => of_medium(2.0),
        "xxx-large" => of_medium(3.0),
        "smaller" => Some(outer / 1.2),
        "larger" => Some(outer * 1.2),
        value => match measure(value, outer)? {
            Measure::Percent(percent) => Some(outer * percent / 100.0),
            Measure::Points(points) => Some(points),
            // Invalid, but for 0.
            Measure::Number(number) => (number == 0.0).then_some(0.0),
            Measure::Auto => None,
        },
    }?;
    (size >= 0.0).then(|| text_size(size))
}

/// The size of `<font size>` (WHATWG HTML §15.3.4).
pub(super) fn legacy_font_size(text: &str) -> Option<f32> {
    let text = text.trim();
    let digits = text.trim_start_matches(['+', '-']);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let value = digits.get(..count)?.parse::<i32>().ok()?.min(100);
    let size = match text.chars().next()? {
        '+' => 3 + value,
        '-' => 3 - value,
        _ => value,
    };
    let factor = [0.75, 8.0 / 9.0, 1.0, 1.2, 1.5, 2.0, 3.0];
    let at = usize::try_from(size.clamp(1, 7) - 1).ok()?;
    factor.get(at).map(|factor| TEXT_SIZE * factor)
}

#[cfg(test)]
mod tests {
    use super::{Measure, font_size, legacy_font_size, measure, up_to};

    #[test]
    fn units_are_points() {
        for (text, points) in [
            ("16px", 12.0),
            (" 12pt ", 12.0),
            ("1.5em", 15.0),
            ("2ex", 10.0),
            ("1e1px", 7.5),
            (".5in", 36.0),
            ("-.5in", -36.0),
            ("1cm", 72.0 / 2.54),
            ("4", 3.0),
            ("1pc", 12.0),
        ] {
            let found = measure(text, 10.0).and_then(Measure::points).unwrap();
            assert!((found - points).abs() < 0.001, "{text}: {found}");
        }
        for text in [
            "",
            "px",
            "nan",
            "inf",
            "NaNpx",
            "1 2",
            "1foo",
            "--1px",
            "calc(1px)",
        ] {
            assert_eq!(measure(text, 10.0), None, "{text}");
        }
    }

    #[test]
    fn everything_is_bounded() {
        for text in [
            "1e30px",
            "1e99999em",
            "-1e30px",
            "99999999999999999999999999in",
            "1e38%",
        ] {
            let found = measure(text, 200.0).unwrap();
            assert!(found.points().unwrap().abs() <= super::MAX_LENGTH, "{text}");
            assert!(
                font_size(text, 10.0).is_none_or(|size| size <= 200.0),
                "{text}"
            );
        }
        assert_eq!(up_to("1e30px", 10.0, 50.0), Some(50.0));
        assert_eq!(up_to("-1px", 10.0, 50.0), None);
        assert_eq!(legacy_font_size("+99999999999"), None);
        assert_eq!(legacy_font_size("+2"), Some(10.5 * 1.5));
    }
}
