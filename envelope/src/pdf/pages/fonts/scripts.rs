//! Which fonts are made for which characters, by their names.

/// Names of files with emoji in colour: Noto (Linux, Android), Apple, Microsoft, others.
pub(super) const EMOJI_FILES: &[&str] = &[
    "notocoloremoji",
    "noto-coloremoji",
    "apple color emoji",
    "seguiemj",
    "twemoji",
    "openmoji",
];

/// The languages that write the same Han characters in different shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Japanese,
    Korean,
    SimplifiedChinese,
    TraditionalChinese,
    HongKongChinese,
}

impl Language {
    pub(super) const ALL: [Self; 5] = [
        Self::Japanese,
        Self::Korean,
        Self::SimplifiedChinese,
        Self::TraditionalChinese,
        Self::HongKongChinese,
    ];

    /// Names of files that have it, the best first.
    pub(super) fn files(self) -> &'static [&'static str] {
        match self {
            Self::Japanese => &[
                "notosanscjk-regular",
                "notosanscjkjp",
                "notosansjp",
                "sourcehansans",
                "ヒラギノ角ゴシック w3",
                "hiragino",
                "yugothr",
                "yugoth",
                "meiryo",
                "msgothic",
                "ipaexg",
                "ipag",
                "takao",
                "vl-gothic",
                "notoserifcjk-regular",
                "droidsansfallback",
            ],
            Self::Korean => &[
                "notosanscjk-regular",
                "notosanscjkkr",
                "notosanskr",
                "sourcehansans",
                "applesdgothicneo",
                "malgun",
                "nanumgothic",
                "gulim",
                "undotum",
                "notoserifcjk-regular",
                "droidsansfallback",
            ],
            Self::SimplifiedChinese => &[
                "notosanscjk-regular",
                "notosanscjksc",
                "notosanssc",
                "sourcehansans",
                "pingfang",
                "hiragino sans gb",
                "stheiti",
                "msyh",
                "simsun",
                "wqy-",
                "notoserifcjk-regular",
                "droidsansfallback",
            ],
            Self::TraditionalChinese | Self::HongKongChinese => &[
                "notosanscjk-regular",
                "notosanscjktc",
                "notosanstc",
                "sourcehansans",
                "pingfang",
                "stheiti",
                "msjh",
                "mingliu",
                "wqy-",
                "notoserifcjk-regular",
                "droidsansfallback",
            ],
        }
    }

    /// A character that its fonts have and others may lack.
    pub(super) fn sample(self) -> char {
        match self {
            Self::Japanese => 'の',
            Self::Korean => '한',
            Self::SimplifiedChinese => '们',
            Self::TraditionalChinese | Self::HongKongChinese => '們',
        }
    }

    /// How suitable a family is by its name: the lower, the better.
    pub(super) fn rank(self, family: &str) -> usize {
        let words: &[&str] = match self {
            Self::Japanese => &[
                " jp",
                "japan",
                "hiragino sans",
                "hiragino kaku",
                "yu gothic",
                "meiryo",
                "ms pgothic",
                "ms gothic",
                "ipa",
                "takao",
                "vl ",
            ],
            Self::Korean => &[
                " kr",
                "korea",
                "sd gothic",
                "malgun",
                "nanum",
                "gulim",
                "dotum",
            ],
            Self::SimplifiedChinese => &[" sc", " cn", "yahei", " gb", "simsun", "wenquanyi"],
            Self::TraditionalChinese => &[" tc", " tw", "jhenghei", "mingliu", " hk"],
            Self::HongKongChinese => &[" hk", " tc", " tw", "jhenghei", "mingliu"],
        };
        let family = family.to_lowercase();
        let word = words.iter().position(|word| family.contains(word));
        let odd = ["mono", "serif", "mincho", "song"]
            .iter()
            .any(|word| family.contains(word));
        2 * word.unwrap_or(words.len()) + usize::from(odd) * 100
    }
}

/// Whether Chinese, Japanese and Korean fonts have the character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x11FF | 0x2E80..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF | 0xFE10..=0xFE1F | 0xFE30..=0xFE6F | 0xFF00..=0xFFEF | 0x1AFF0..=0x1B16F
        | 0x1F200..=0x1F2FF | 0x20000..=0x3FFFF)
}

/// Whether the character is an emoji that is shown in colour on its own (Unicode Technical
/// Standard #51, property Emoji_Presentation), or makes one of the character before it.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c as u32,
        0x231A..=0x231B | 0x23E9..=0x23EC | 0x23F0 | 0x23F3 | 0x25FD..=0x25FE | 0x2614..=0x2615
        | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA..=0x26AB | 0x26BD..=0x26BE
        | 0x26C4..=0x26C5 | 0x26CE | 0x26D4 | 0x26EA | 0x26F2..=0x26F3 | 0x26F5 | 0x26FA | 0x26FD
        | 0x2705 | 0x270A..=0x270B | 0x2728 | 0x274C | 0x274E | 0x2753..=0x2755 | 0x2757
        | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B..=0x2B1C | 0x2B50 | 0x2B55 | 0xFE0F
        | 0x1F004 | 0x1F0CF | 0x1F18E | 0x1F191..=0x1F19A | 0x1F1E6..=0x1F1FF | 0x1F201 | 0x1F21A
        | 0x1F22F | 0x1F232..=0x1F236 | 0x1F238..=0x1F23A | 0x1F250..=0x1F251 | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF | 0x1F7E0..=0x1F7EB | 0x1F7F0 | 0x1F90C..=0x1F9FF | 0x1FA70..=0x1FAFF)
}

/// Whether a font need not have the character: it has no shape, and shaping takes it out (Unicode
/// §5.21, Default_Ignorable_Code_Point), or nobody can know its shape.
pub(super) fn has_no_shape(c: char) -> bool {
    c.is_control()
        || matches!(c as u32,
            0xAD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFDD0..=0xFDEF
            | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3
            | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// The script in the names of Noto's files, for scripts in use today that are not bundled.
pub(super) fn name(c: char) -> Option<&'static str> {
    Some(match c as u32 {
        0x0530..=0x058F | 0xFB13..=0xFB17 => "armenian",
        0x0700..=0x074F | 0x0860..=0x086F => "syriac",
        0x0780..=0x07BF => "thaana",
        0x07C0..=0x07FF => "nko",
        0x0800..=0x083F => "samaritan",
        0x0980..=0x09FF => "bengali",
        0x0A00..=0x0A7F => "gurmukhi",
        0x0A80..=0x0AFF => "gujarati",
        0x0B00..=0x0B7F => "oriya",
        0x0B80..=0x0BFF => "tamil",
        0x0C00..=0x0C7F => "telugu",
        0x0C80..=0x0CFF => "kannada",
        0x0D00..=0x0D7F => "malayalam",
        0x0D80..=0x0DFF => "sinhala",
        0x0E80..=0x0EFF => "lao",
        0x0F00..=0x0FFF => "tibetan",
        0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F => "myanmar",
        0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F => "georgian",
        0x1200..=0x139F | 0x2D80..=0x2DDF | 0xAB00..=0xAB2F => "ethiopic",
        0x13A0..=0x13FF | 0xAB70..=0xABBF => "cherokee",
        0x1400..=0x167F | 0x18B0..=0x18FF => "canadianaboriginal",
        0x1680..=0x169F => "ogham",
        0x16A0..=0x16FF => "runic",
        0x1780..=0x17FF | 0x19E0..=0x19FF => "khmer",
        0x1800..=0x18AF => "mongolian",
        0x1B00..=0x1B7F => "balinese",
        0x2D30..=0x2D7F => "tifinagh",
        0xA000..=0xA4CF => "yi",
        0xA980..=0xA9DF => "javanese",
        0xABC0..=0xABFF | 0xAAE0..=0xAAFF => "meeteimayek",
        0x10330..=0x1034F => "gothic",
        0x11100..=0x1114F => "chakma",
        0x12000..=0x1254F => "cuneiform",
        0x13000..=0x1345F => "egyptianhieroglyphs",
        0x1E900..=0x1E95F => "adlam",
        _ => return None,
    })
}

/// The Debian package (bookworm and later) whose fonts have the character, if one has.
pub(super) fn package(c: char) -> Option<&'static str> {
    if is_han(c) {
        return Some("fonts-noto-cjk");
    }
    if is_emoji(c) {
        return Some("fonts-noto-color-emoji");
    }
    match c as u32 {
        // What the core package has and the bundled fonts have not, by blocks.
        0x0000..=0x1CFF
        | 0x2000..=0x2E7F
        | 0x4DC0..=0x4DFF
        | 0xA000..=0xABFF
        | 0xFB00..=0xFFFF
        | 0x10000..=0x10FFF
        | 0x11000..=0x1254F
        | 0x13000..=0x1342F
        | 0x14400..=0x1467F
        | 0x16800..=0x18AFF
        | 0x1B170..=0x1B2FF
        | 0x1BC00..=0x1BCAF
        | 0x1D000..=0x1DAAF
        | 0x1E000..=0x1E2FF
        | 0x1E800..=0x1E95F
        | 0x1EC70..=0x1EEFF
        | 0x1F000..=0x1F2FF
        | 0x1FA00..=0x1FA6F
        | 0x1FB00..=0x1FBFF => Some("fonts-noto-core"),
        0x1F300..=0x1FAFF => Some("fonts-noto-color-emoji"),
        _ => None,
    }
}
