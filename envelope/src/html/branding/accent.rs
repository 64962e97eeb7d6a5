//! The organisation's colour, made so that it can be read.

/// WCAG 2.2, success criterion 1.4.3: the least contrast of text.
const MIN_CONTRAST: f64 = 4.5;

const BLACK: Accent = Accent([0, 0, 0]);
const WHITE: Accent = Accent([255, 255, 255]);

/// `--card`, `--page` of page.css, and how much of the accent there is in a tinted ground.
const LIGHT: (Accent, Accent, f64) = (WHITE, Accent([0xee, 0xf1, 0xef]), 0.09);
const DARK: (Accent, Accent, f64) = (Accent([0x1c, 0x23, 0x22]), Accent([0x12, 0x17, 0x16]), 0.12);

/// A colour in sRGB, for what can be clicked.
///
/// A page makes it darker where it is light, and lighter where it is dark, as far as is needed to read text in this
/// colour, and text on it (WCAG 2.2, contrast of 4.5 to 1). A colour that is fit already stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent([u8; 3]);

impl Accent {
    /// A colour as `#rrggbb`; anything else is none.
    ///
    /// ```
    /// use waxseal::html::Accent;
    /// assert!(Accent::from_hex("#0b5d57").is_some());
    /// assert!(Accent::from_hex("teal").is_none());
    /// ```
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let all = u32::from_str_radix(digits, 16).ok()?;
        let [_, rgb @ ..] = all.to_be_bytes();
        Some(Self(rgb))
    }

    /// The custom properties of page.css that are made of it.
    pub(super) fn style(self) -> String {
        let properties = |(accent, tint): (Self, Self), on_accent: Self| {
            format!(
                ":root {{ --accent: {}; --on-accent: {}; --tint: {}; }}",
                accent.hex(),
                on_accent.hex(),
                tint.hex()
            )
        };
        format!(
            "{}\n@media screen and (prefers-color-scheme: dark) {{ {} }}\n",
            properties(self.towards(BLACK, LIGHT), WHITE),
            properties(self.towards(WHITE, DARK), BLACK),
        )
    }

    /// The nearest colour towards black or white that can be read on all grounds, and its tint.
    fn towards(self, end: Self, (card, page, share): (Self, Self, f64)) -> (Self, Self) {
        let mut steps = (0..=100).map(|percent| {
            let accent = self.mixed(end, f64::from(percent) / 100.0);
            (accent, card.mixed(accent, share))
        });
        let is_fit = |(accent, tint): &(Self, Self)| {
            [card, page, *tint]
                .iter()
                .all(|ground| accent.contrast(*ground) >= MIN_CONTRAST)
                // A button under the pointer is brighter: `filter: brightness(1.1)`.
                && [*accent, accent.brighter()]
                    .iter()
                    .all(|ground| ground.contrast(opposite(end)) >= MIN_CONTRAST)
        };
        steps.find(is_fit).unwrap_or((end, card.mixed(end, share)))
    }

    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    fn mixed(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (channel, other) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*channel) * (1.0 - share) + f64::from(other) * share;
            *channel = value.round() as u8;
        }
        Self(mixed)
    }

    fn brighter(self) -> Self {
        Self(
            self.0
                .map(|channel| (f64::from(channel) * 1.1).min(255.0) as u8),
        )
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            match value <= 0.04045 {
                true => value / 12.92,
                false => ((value + 0.055) / 1.055).powf(2.4),
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

fn opposite(end: Accent) -> Accent {
    match end == BLACK {
        true => WHITE,
        false => BLACK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_wcag() {
        let grey = Accent::from_hex("#767676").unwrap();
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.005);
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((Accent::from_hex("#ff0000").unwrap().contrast(WHITE) - 4.0).abs() < 0.005);
    }

    #[test]
    fn a_colour_that_can_be_read_stays_as_it_is() {
        let ours = Accent::from_hex("#0b5d57").unwrap();
        assert!(
            ours.style().contains("--accent: #0b5d57;"),
            "{}",
            ours.style()
        );
    }

    /// All colours in steps of 17: text in them, on them and on their tint can be read, the page's soft and red text
    /// on the tint too.
    #[test]
    fn every_colour_becomes_one_that_can_be_read() {
        let steps = || (0..=255u8).step_by(17);
        let colours = steps().flat_map(|red| {
            steps().flat_map(move |green| steps().map(move |blue| Accent([red, green, blue])))
        });
        let read = |hex: &str| Accent::from_hex(hex).unwrap();
        let mut count = 0;
        for colour in colours {
            for (end, mode, texts) in [
                (BLACK, LIGHT, ["#1c2321", "#56625e", "#a11b1b"]),
                (WHITE, DARK, ["#e7ecea", "#a3b0ab", "#ff9c94"]),
            ] {
                let (accent, tint) = colour.towards(end, mode);
                assert!(accent.contrast(opposite(end)) >= MIN_CONTRAST, "{colour:?}");
                for ground in [mode.0, mode.1, tint] {
                    assert!(accent.contrast(ground) >= MIN_CONTRAST, "{colour:?}");
                }
                for text in texts {
                    assert!(
                        read(text).contrast(tint) >= MIN_CONTRAST,
                        "{colour:?} {text}"
                    );
                }
            }
            count += 1;
        }
        assert_eq!(count, 16 * 16 * 16);
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in [
            "", "#", "#fff", "#0b5d5", "#0b5d577", "0b5d57", "#0b5d5g", "#+b5d57", "#0b5dé",
        ] {
            assert_eq!(Accent::from_hex(text), None, "{text}");
        }
    }
}
