//! Colours (CSS Color 4 §4 to §7), made opaque: what shines through is mixed with what is behind.

use super::super::boxes::Colour;

pub(super) const BLACK: Colour = from_hex(0x00_00_00);
pub(super) const WHITE: Colour = from_hex(0xff_ff_ff);

const fn from_hex(rgb: u32) -> Colour {
    let [_, red, green, blue] = rgb.to_be_bytes();
    Colour { red, green, blue }
}

/// A colour by its CSS notation, on something of the colour `behind`. `None` for what is no colour,
/// and for one that cannot be seen.
pub(super) fn colour(text: &str, behind: Colour) -> Option<Colour> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        return hexadecimal(digits, behind);
    }
    if let Some((function, rest)) = text.split_once('(') {
        let (arguments, _) = rest.split_once(')')?;
        return match function.trim() {
            "rgb" | "rgba" => rgb(arguments, behind),
            "hsl" | "hsla" => hsl(arguments, behind),
            _ => None,
        };
    }
    let (at, system) = (
        NAMED.binary_search_by_key(&text.as_str(), |(name, _)| name),
        match text.as_str() {
            // What Outlook writes for "automatic" (CSS Color 4 §6.2).
            "windowtext" | "canvastext" | "buttontext" | "infotext" | "menutext" => Some(BLACK),
            "window" | "canvas" => Some(WHITE),
            _ => None,
        },
    );
    at.ok()
        .and_then(|at| NAMED.get(at))
        .map(|&(_, rgb)| from_hex(rgb))
        .or(system)
}

/// A colour as presentational attributes have it: hexadecimal digits also without `#`
/// (WHATWG HTML §2.3.6).
pub(super) fn legacy(text: &str) -> Option<Colour> {
    let text = text.trim();
    colour(text, WHITE).or_else(|| (text.len() == 6).then(|| hexadecimal(text, WHITE))?)
}

fn hexadecimal(digits: &str, behind: Colour) -> Option<Colour> {
    let value = u32::from_str_radix(digits, 16)
        .ok()
        .filter(|_| !digits.starts_with('+'))?;
    let double = |shift: u32| (value >> shift & 0xf) * 0x11;
    match digits.len() {
        3 => Some(from_hex(double(8) << 16 | double(4) << 8 | double(0))),
        4 => over(
            from_hex(double(12) << 16 | double(8) << 8 | double(4)),
            double(0) as f32 / 255.0,
            behind,
        ),
        6 => Some(from_hex(value)),
        8 => over(from_hex(value >> 8), (value & 0xff) as f32 / 255.0, behind),
        _ => None,
    }
}

/// Splits the arguments of a colour function, with commas or, as of CSS Color 4, without.
fn arguments(text: &str) -> Option<([&str; 3], f32)> {
    let mut parts = text
        .split([',', '/', ' ', '\t', '\n'])
        .filter(|part| !part.is_empty());
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let alpha = match parts.next() {
        Some(alpha) => share(alpha, 1.0)?,
        None => 1.0,
    };
    Some((three, alpha))
}

/// A number out of `whole`, or a percentage of it, as 0 to 1.
fn share(text: &str, whole: f32) -> Option<f32> {
    let value = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f32>().ok()? / 100.0,
        None => text.parse::<f32>().ok()? / whole,
    };
    value.is_finite().then(|| value.clamp(0.0, 1.0))
}

fn rgb(text: &str, behind: Colour) -> Option<Colour> {
    let ([red, green, blue], alpha) = arguments(text)?;
    over(
        from_shares(
            share(red, 255.0)?,
            share(green, 255.0)?,
            share(blue, 255.0)?,
        ),
        alpha,
        behind,
    )
}

/// CSS Color 4 §7.1.
fn hsl(text: &str, behind: Colour) -> Option<Colour> {
    let ([hue, saturation, light], alpha) = arguments(text)?;
    let hue = hue
        .trim_end_matches("deg")
        .parse::<f32>()
        .ok()
        .filter(|hue| hue.is_finite())?
        .rem_euclid(360.0);
    let (saturation, light) = (share(saturation, 100.0)?, share(light, 100.0)?);
    let channel = |n: f32| {
        let k = (n + hue / 30.0) % 12.0;
        light - saturation * light.min(1.0 - light) * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    };
    over(
        from_shares(channel(0.0), channel(8.0), channel(4.0)),
        alpha,
        behind,
    )
}

fn from_shares(red: f32, green: f32, blue: f32) -> Colour {
    // Within 0 to 255 by the clamp.
    let [red, green, blue] =
        [red, green, blue].map(|share| (share.clamp(0.0, 1.0) * 255.0).round() as u8);
    Colour { red, green, blue }
}

/// Mixes what shines through.
fn over(colour: Colour, alpha: f32, behind: Colour) -> Option<Colour> {
    let mix = |own: u8, behind: u8| f32::from(own) * alpha + f32::from(behind) * (1.0 - alpha);
    let mix = |own: u8, behind: u8| mix(own, behind) / 255.0;
    (alpha > 0.0).then(|| {
        from_shares(
            mix(colour.red, behind.red),
            mix(colour.green, behind.green),
            mix(colour.blue, behind.blue),
        )
    })
}

/// The named colours (CSS Color 4 §6.1), in order.
const NAMED: [(&str, u32); 148] = [
    ("aliceblue", 0xf0f8ff),
    ("antiquewhite", 0xfaebd7),
    ("aqua", 0x00ffff),
    ("aquamarine", 0x7fffd4),
    ("azure", 0xf0ffff),
    ("beige", 0xf5f5dc),
    ("bisque", 0xffe4c4),
    ("black", 0x000000),
    ("blanchedalmond", 0xffebcd),
    ("blue", 0x0000ff),
    ("blueviolet", 0x8a2be2),
    ("brown", 0xa52a2a),
    ("burlywood", 0xdeb887),
    ("cadetblue", 0x5f9ea0),
    ("chartreuse", 0x7fff00),
    ("chocolate", 0xd2691e),
    ("coral", 0xff7f50),
    ("cornflowerblue", 0x6495ed),
    ("cornsilk", 0xfff8dc),
    ("crimson", 0xdc143c),
    ("cyan", 0x00ffff),
    ("darkblue", 0x00008b),
    ("darkcyan", 0x008b8b),
    ("darkgoldenrod", 0xb8860b),
    ("darkgray", 0xa9a9a9),
    ("darkgreen", 0x006400),
    ("darkgrey", 0xa9a9a9),
    ("darkkhaki", 0xbdb76b),
    ("darkmagenta", 0x8b008b),
    ("darkolivegreen", 0x556b2f),
    ("darkorange", 0xff8c00),
    ("darkorchid", 0x9932cc),
    ("darkred", 0x8b0000),
    ("darksalmon", 0xe9967a),
    ("darkseagreen", 0x8fbc8f),
    ("darkslateblue", 0x483d8b),
    ("darkslategray", 0x2f4f4f),
    ("darkslategrey", 0x2f4f4f),
    ("darkturquoise", 0x00ced1),
    ("darkviolet", 0x9400d3),
    ("deeppink", 0xff1493),
    ("deepskyblue", 0x00bfff),
    ("dimgray", 0x696969),
    ("dimgrey", 0x696969),
    ("dodgerblue", 0x1e90ff),
    ("firebrick", 0xb22222),
    ("floralwhite", 0xfffaf0),
    ("forestgreen", 0x228b22),
    ("fuchsia", 0xff00ff),
    ("gainsboro", 0xdcdcdc),
    ("ghostwhite", 0xf8f8ff),
    ("gold", 0xffd700),
    ("goldenrod", 0xdaa520),
    ("gray", 0x808080),
    ("green", 0x008000),
    ("greenyellow", 0xadff2f),
    ("grey", 0x808080),
    ("honeydew", 0xf0fff0),
    ("hotpink", 0xff69b4),
    ("indianred", 0xcd5c5c),
    ("indigo", 0x4b0082),
    ("ivory", 0xfffff0),
    ("khaki", 0xf0e68c),
    ("lavender", 0xe6e6fa),
    ("lavenderblush", 0xfff0f5),
    ("lawngreen", 0x7cfc00),
    ("lemonchiffon", 0xfffacd),
    ("lightblue", 0xadd8e6),
    ("lightcoral", 0xf08080),
    ("lightcyan", 0xe0ffff),
    ("lightgoldenrodyellow", 0xfafad2),
    ("lightgray", 0xd3d3d3),
    ("lightgreen", 0x90ee90),
    ("lightgrey", 0xd3d3d3),
    ("lightpink", 0xffb6c1),
    ("lightsalmon", 0xffa07a),
    ("lightseagreen", 0x20b2aa),
    ("lightskyblue", 0x87cefa),
    ("lightslategray", 0x778899),
    ("lightslategrey", 0x778899),
    ("lightsteelblue", 0xb0c4de),
    ("lightyellow", 0xffffe0),
    ("lime", 0x00ff00),
    ("limegreen", 0x32cd32),
    ("linen", 0xfaf0e6),
    ("magenta", 0xff00ff),
    ("maroon", 0x800000),
    ("mediumaquamarine", 0x66cdaa),
    ("mediumblue", 0x0000cd),
    ("mediumorchid", 0xba55d3),
    ("mediumpurple", 0x9370db),
    ("mediumseagreen", 0x3cb371),
    ("mediumslateblue", 0x7b68ee),
    ("mediumspringgreen", 0x00fa9a),
    ("mediumturquoise", 0x48d1cc),
    ("mediumvioletred", 0xc71585),
    ("midnightblue", 0x191970),
    ("mintcream", 0xf5fffa),
    ("mistyrose", 0xffe4e1),
    ("moccasin", 0xffe4b5),
    ("navajowhite", 0xffdead),
    ("navy", 0x000080),
    ("oldlace", 0xfdf5e6),
    ("olive", 0x808000),
    ("olivedrab", 0x6b8e23),
    ("orange", 0xffa500),
    ("orangered", 0xff4500),
    ("orchid", 0xda70d6),
    ("palegoldenrod", 0xeee8aa),
    ("palegreen", 0x98fb98),
    ("paleturquoise", 0xafeeee),
    ("palevioletred", 0xdb7093),
    ("papayawhip", 0xffefd5),
    ("peachpuff", 0xffdab9),
    ("peru", 0xcd853f),
    ("pink", 0xffc0cb),
    ("plum", 0xdda0dd),
    ("powderblue", 0xb0e0e6),
    ("purple", 0x800080),
    ("rebeccapurple", 0x663399),
    ("red", 0xff0000),
    ("rosybrown", 0xbc8f8f),
    ("royalblue", 0x4169e1),
    ("saddlebrown", 0x8b4513),
    ("salmon", 0xfa8072),
    ("sandybrown", 0xf4a460),
    ("seagreen", 0x2e8b57),
    ("seashell", 0xfff5ee),
    ("sienna", 0xa0522d),
    ("silver", 0xc0c0c0),
    ("skyblue", 0x87ceeb),
    ("slateblue", 0x6a5acd),
    ("slategray", 0x708090),
    ("slategrey", 0x708090),
    ("snow", 0xfffafa),
    ("springgreen", 0x00ff7f),
    ("steelblue", 0x4682b4),
    ("tan", 0xd2b48c),
    ("teal", 0x008080),
    ("thistle", 0xd8bfd8),
    ("tomato", 0xff6347),
    ("turquoise", 0x40e0d0),
    ("violet", 0xee82ee),
    ("wheat", 0xf5deb3),
    ("white", 0xffffff),
    ("whitesmoke", 0xf5f5f5),
    ("yellow", 0xffff00),
    ("yellowgreen", 0x9acd32),
];

#[cfg(test)]
mod tests {
    use super::{BLACK, NAMED, WHITE, colour, legacy};

    #[test]
    fn all_notations() {
        let hex = |text: &str| {
            colour(text, WHITE)
                .map(|own| format!("{:02x}{:02x}{:02x}", own.red, own.green, own.blue))
        };
        for (text, expected) in [
            ("Red", "ff0000"),
            ("rebeccapurple", "663399"),
            ("#1a2", "11aa22"),
            ("#11aa22", "11aa22"),
            ("#11aa22ff", "11aa22"),
            ("#0008", "777777"),
            ("rgb(17, 170, 34)", "11aa22"),
            ("rgb(17 170 34 / 100%)", "11aa22"),
            ("rgba(0,0,0,.5)", "808080"),
            ("rgb(100%, 0%, 50%)", "ff0080"),
            ("rgb(999, -5, 0)", "ff0000"),
            ("hsl(120, 100%, 25%)", "008000"),
            ("hsl(-240deg 100% 25%)", "008000"),
            ("hsla(0, 0%, 0%, 0.5)", "808080"),
            ("windowtext", "000000"),
        ] {
            assert_eq!(hex(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "#",
            "#12",
            "#+12",
            "#xyz",
            "transparent",
            "rgba(1,2,3,0)",
            "rgb(1,2)",
            "rgb(nan,0,0)",
            "hsl(inf,1%,1%)",
            "url(x)",
            "inherit",
        ] {
            assert_eq!(hex(text), None, "{text}");
        }
        assert_eq!(legacy("FFFFFF"), Some(WHITE));
        assert_eq!(legacy("#000"), Some(BLACK));
    }

    #[test]
    fn the_names_are_in_order() {
        assert!(NAMED.is_sorted());
    }
}
