use super::super::boxes::Family;
use super::{Fonts, Locale};
use parley::fontique::{Attributes, FallbackKey, QueryFamily, QueryStatus, Script};
use parley::{FontContext, FontStyle, FontWeight};
use std::collections::BTreeSet;
use std::path::Path;

/// Scripts whose fonts are bundled, with texts in them.
const BUNDLED: &[(&str, &str)] = &[
    (
        "Latn",
        "Übergrößenträger, naïve façade, Żółć, ǅ ẞ ﬁ Việt Nam, ʻokina",
    ),
    ("Grek", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία, ᾧ"),
    ("Cyrl", "Съешь же ещё этих мягких булок, Ґрунт їжак, Ѝ ѐ ӟ"),
    ("Arab", "السلام عليكم، پژوهش گچ ٹھیک ۱۲۳ ﷲ َُِّ"),
    ("Hebr", "שָׁלוֹם עֲלֵיכֶם ₪ ״תודה״"),
    ("Deva", "नमस्ते दुनिया क्षत्रिय श्री ॐ ।"),
    ("Thai", "สวัสดีชาวโลก กรุงเทพฯ ๑๒๓ ฿"),
    (
        "Zyyy",
        "€ £ ¥ ₹ ₿ – — „“ «» … † ‰ → ⇒ ↔ ∑ ∞ ≤ ≠ ∫ √ ■ □ ● ◆ ★ ☆ ☎ ☑ ☐ ✓ ✔ ✗ ⌘ ⏎ ① Ⓐ ½ № ℃ ™ │ ─ ┼ █ ♥ ♪ 𝐁𝐨𝐥𝐝 𝕏 ⠿",
    ),
    ("Zyyy", "😀👍🏽❤️🇩🇪👩\u{200D}💻🏳️\u{200D}🌈🫠☕"),
];

/// A system without any fonts.
fn bare() -> Fonts {
    let fonts = Fonts::new();
    let _ = fonts.system.set(super::Files::in_folders(&[]));
    fonts
}

/// What [`Fonts::context`] finds no font for.
fn missing(fonts: &Fonts, text: &str) -> String {
    let mut context = fonts.context(&mut text.chars());
    let unshown = |c: &char| family_of(&mut context, *c, "Zyyy", None).is_none();
    text.chars()
        .filter(|c| !super::scripts::has_no_shape(*c))
        .filter(unshown)
        .collect()
}

/// The family that a character is set in that "Noto Sans" lacks, as parley asks for it.
fn family_of(
    context: &mut FontContext,
    c: char,
    script: &str,
    language: Option<&str>,
) -> Option<String> {
    let locale: Option<Locale> = language.and_then(Fonts::locale);
    let script = Script::from_bytes(script.as_bytes().try_into().unwrap());
    let mut query = context.collection.query(&mut context.source_cache);
    query.set_families([QueryFamily::Named(Fonts::family_name(Family::Sans))]);
    query.set_fallbacks(FallbackKey::new(script, locale.as_ref()));
    let mut found = None;
    query.matches_with(|font| {
        let glyph = font.charmap().and_then(|map| map.map(c)).unwrap_or(0);
        match glyph {
            0 => QueryStatus::Continue,
            _ => {
                found = Some(font.family.0);
                QueryStatus::Stop
            }
        }
    });
    drop(query);
    let name = context.collection.family_name(found?);
    name.map(str::to_owned)
}

#[test]
fn bundled_fonts_have_each_character_of_their_scripts() {
    let fonts = bare();
    for (script, text) in BUNDLED {
        assert_eq!(missing(&fonts, text), "", "{script}");
    }
}

#[test]
fn each_kind_of_text_has_its_four_or_two_faces() {
    let mut context = bare().context(&mut "".chars());
    let mut faces = |family, weight, style| {
        let name = QueryFamily::Named(Fonts::family_name(family));
        let mut query = context.collection.query(&mut context.source_cache);
        query.set_families([name]);
        query.set_attributes(Attributes {
            weight,
            style,
            ..Attributes::default()
        });
        query.first_available_font().unwrap()
    };
    for (family, count) in [(Family::Sans, 4), (Family::Serif, 4), (Family::Mono, 2)] {
        let mut found = BTreeSet::new();
        for weight in [FontWeight::NORMAL, FontWeight::BOLD] {
            for style in [FontStyle::Normal, FontStyle::Italic] {
                let font = faces(family, weight, style);
                assert!(!font.synthesis.embolden(), "{family:?} {weight:?}");
                found.insert(font.blob.id());
            }
        }
        assert_eq!(found.len(), count, "{family:?}");
    }
}

#[test]
fn a_character_that_no_font_has_is_missing() {
    let fonts = bare();
    assert_eq!(missing(&fonts, "a漢b"), "漢");
    assert_eq!(missing(&fonts, "\u{F8FF}\u{10FFFD}"), "\u{F8FF}\u{10FFFD}");
    // Looked for once in vain, and not found the second time either.
    assert_eq!(missing(&fonts, "漢"), "漢");
}

#[test]
fn what_has_no_shape_needs_no_font() {
    let fonts = bare();
    let needs = fonts.needs(&mut "\u{200D}\u{FE0E}\u{2060}\u{7}\u{AD}\u{E0020}\u{FEFF}".chars());
    assert!(needs.are_met());
}

#[test]
fn packages_are_named() {
    for (characters, package) in [
        ("漢あア한ㄅ、Ａ𠀋", Some("fonts-noto-cjk")),
        ("😀🫨🇩", Some("fonts-noto-color-emoji")),
        ("ა Ա অ த ក አ ಕ ࠀ 𓀀 ⵣ", Some("fonts-noto-core")),
        ("\u{E000}\u{10FFFD}\u{50000}", None),
    ] {
        for c in characters.chars().filter(|c| *c != ' ') {
            assert_eq!(Fonts::package_for(c), package, "{c}");
        }
    }
}

/// The system's fonts, if it has such a file.
fn with_system(file: &str) -> Option<Fonts> {
    let fonts = Fonts::new();
    let files = super::Files::in_folders(&super::files::system_folders());
    if !files.has(file) {
        println!("skipped: the system has no {file}");
        return None;
    }
    let _ = fonts.system.set(files);
    Some(fonts)
}

#[test]
fn the_language_picks_the_face_of_han() {
    let Some(fonts) = with_system("notosanscjk-regular") else {
        return;
    };
    let mut context = fonts.context(&mut "直接".chars());
    for (language, family) in [
        ("ja", "Noto Sans CJK JP"),
        ("ja-JP", "Noto Sans CJK JP"),
        ("ko", "Noto Sans CJK KR"),
        ("zh", "Noto Sans CJK SC"),
        ("zh-CN", "Noto Sans CJK SC"),
        ("zh-Hans", "Noto Sans CJK SC"),
        ("zh-TW", "Noto Sans CJK TC"),
        ("zh-Hant", "Noto Sans CJK TC"),
        ("zh-HK", "Noto Sans CJK HK"),
        ("yue", "Noto Sans CJK HK"),
        ("en", "Noto Sans CJK SC"),
    ] {
        let found = family_of(&mut context, '直', "Hani", Some(language));
        assert_eq!(found.as_deref(), Some(family), "{language}");
    }
}

#[test]
fn han_without_a_language_is_as_the_message_suggests() {
    let Some(fonts) = with_system("notosanscjk-regular") else {
        return;
    };
    for (text, family) in [
        ("直接です", "Noto Sans CJK JP"),
        ("直接 한국", "Noto Sans CJK KR"),
        ("直接", "Noto Sans CJK SC"),
        ("直接ㄅ", "Noto Sans CJK TC"),
    ] {
        let mut context = fonts.context(&mut text.chars());
        let found = family_of(&mut context, '直', "Hani", None);
        assert_eq!(found.as_deref(), Some(family), "{text}");
    }
    // Whatever the rest is, a text that says it is Chinese is Chinese.
    let mut context = fonts.context(&mut "直接です".chars());
    let found = family_of(&mut context, '直', "Hani", Some("zh-CN"));
    assert_eq!(found.as_deref(), Some("Noto Sans CJK SC"));
    let found = family_of(&mut context, '한', "Hang", None);
    assert_eq!(found.as_deref(), Some("Noto Sans CJK KR"));
}

#[test]
fn han_is_bold_where_the_system_has_it() {
    let Some(fonts) = with_system("notosanscjk-bold") else {
        return;
    };
    let mut context = fonts.context(&mut "の".chars());
    let family = context
        .collection
        .family_by_name("Noto Sans CJK JP")
        .unwrap();
    let weights: BTreeSet<_> = family
        .fonts()
        .iter()
        .map(|f| f.weight().value() as u32)
        .collect();
    assert_eq!(weights, BTreeSet::from([400, 700]));
}

#[test]
fn other_scripts_come_from_the_system() {
    let Some(fonts) = with_system("notosansgeorgian-regular") else {
        return;
    };
    let text = "გამარჯობა Բարեւ নমস্কার வணக்கம் ជំរាបសួរ ሰላም ಕನ್ನಡ മലയാളം සිංහල བོད་ ᠮᠣᠩ ᚠ 𓀀";
    assert_eq!(missing(&fonts, text), "");
    let mut context = fonts.context(&mut text.chars());
    let found = family_of(&mut context, 'გ', "Geor", None);
    assert_eq!(found.as_deref(), Some("Noto Sans Georgian"));
}

#[test]
fn emoji_are_in_colour_where_the_system_has_it() {
    let Some(fonts) = with_system("notocoloremoji") else {
        return;
    };
    let emoji = |fonts: &Fonts, text: &str| {
        let mut context = fonts.context(&mut text.chars());
        family_of(&mut context, '😀', "Zyyy", None)
    };
    assert_eq!(emoji(&fonts, "hi 😀").as_deref(), Some("Noto Color Emoji"));
    assert_eq!(emoji(&bare(), "hi 😀").as_deref(), Some("Noto Emoji"));
    // Where none is wanted, the file is left alone.
    assert_eq!(emoji(&fonts, "hi").as_deref(), Some("Noto Emoji"));
}

#[test]
fn what_one_text_needed_changes_nothing_for_the_next() {
    let fonts = Fonts::new();
    let families = |text: &str| {
        let mut context = fonts.context(&mut text.chars());
        let names: BTreeSet<String> = context
            .collection
            .family_names()
            .map(str::to_owned)
            .collect();
        names
    };
    let before = families("ა");
    families("漢字 ক ក 😀");
    assert_eq!(families("ა"), before);
}

#[test]
fn a_folder_comes_before_the_system() {
    let Some(fonts) = with_system("notosansgeorgian-regular") else {
        return;
    };
    let georgian = Path::new("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    if !georgian.is_file() {
        println!("skipped: the system has no DejaVu Sans");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::copy(georgian, below.join("mine.ttf")).unwrap();
    let fonts = fonts.with_folder(folder.path()).unwrap();
    let mut context = fonts.context(&mut "გ".chars());
    let found = family_of(&mut context, 'გ', "Geor", None);
    assert_eq!(found.as_deref(), Some("DejaVu Sans"));
    // What is bundled stays as it is on every machine.
    let found = family_of(&mut context, 'ب', "Arab", None);
    assert_eq!(found.as_deref(), Some("Noto Sans Arabic"));
}

#[test]
fn a_folder_without_fonts_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display().to_string();
    let empty = Fonts::new().with_folder(folder.path()).unwrap_err();
    assert!(empty.to_string().contains(&name), "{empty}");
    let absent = Fonts::new()
        .with_folder(&folder.path().join("absent"))
        .unwrap_err();
    assert!(absent.to_string().contains("absent"), "{absent}");
}

#[test]
fn broken_fonts_are_left_out() {
    let whole = include_bytes!("../../../../fonts/NotoSansThai-Regular.ttf");
    let folder = tempfile::tempdir().unwrap();
    let write =
        |name: String, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    // Cut off anywhere, each byte of the head changed, and noise.
    for length in (0..whole.len()).step_by(997).chain(0..64) {
        write(format!("cut-{length}.ttf"), &whole[..length]);
    }
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for at in 0..300 {
        let mut changed = whole.to_vec();
        changed[at] = noise();
        write(format!("changed-{at}.otf"), &changed);
        for _ in 0..20 {
            let place = usize::from(noise()) << 8 | usize::from(noise());
            let length = changed.len();
            changed[place % length] = noise();
        }
        write(format!("noisy-{at}.ttf"), &changed);
    }
    write(
        "noise.ttc".into(),
        &std::iter::repeat_with(noise).take(5000).collect::<Vec<_>>(),
    );
    write("empty.ttf".into(), &[]);
    std::fs::create_dir(folder.path().join("folder.ttf")).unwrap();
    let fonts = bare().with_folder(folder.path());
    // Some of the changed ones still are fonts.
    let mut context = fonts.unwrap().context(&mut "漢ก".chars());
    assert!(family_of(&mut context, 'ก', "Thai", None).is_some());
}

#[test]
fn fonts_that_must_not_be_embedded_are_left_out() {
    let font = include_bytes!("../../../../fonts/NotoSansThai-Regular.ttf");
    let table = font.windows(4).position(|w| w == b"OS/2").unwrap();
    let at = u32::from_be_bytes(font[table + 8..table + 12].try_into().unwrap()) as usize + 8;
    for (fs_type, usable) in [
        (0u16, true),
        (2, false),
        (4, true),
        (8, true),
        (6, true),
        (0x100, false),
        (0x200, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut font = font.to_vec();
        font[at..at + 2].copy_from_slice(&fs_type.to_be_bytes());
        std::fs::write(folder.path().join("font.ttf"), font).unwrap();
        let outcome = bare().with_folder(folder.path());
        assert_eq!(outcome.is_ok(), usable, "{fs_type:#x}");
    }
}
