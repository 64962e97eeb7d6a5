//! Which font is asked when the wanted one lacks a character, for each script and language.

use super::files::{File, Files};
use super::scripts::Language;
use super::{Needs, bundled};
use parley::FontContext;
use parley::fontique::{
    Collection, FallbackKey, FamilyId, GenericFamily, Script, ScriptExt, SourceCache,
};

/// The languages for which fontique keeps fallbacks of their own (`fontique::FallbackKey`), but for
/// Han. All of them get those of their script.
const LANGUAGES: &[(&[u8; 4], &[&str])] = &[
    (
        b"Arab",
        &[
            "ar-IR", "fa", "ks", "ku-IQ", "ku-IR", "la", "ota", "pa-PK", "ps-AF", "ps-PK", "sd",
            "ug", "ur",
        ],
    ),
    (b"Beng", &["as", "mni"]),
    (
        b"Deva",
        &[
            "bh", "bho", "brx", "doi", "hne", "kok", "mai", "mr", "bne", "sa", "sat",
        ],
    ),
    (
        b"Ethi",
        &["am", "byn", "sid", "ti-ER", "ti-ET", "tig", "wal"],
    ),
    (b"Hebr", &["yi"]),
    (b"Tibt", &["dz"]),
];

const HAN_LANGUAGES: &[(&str, Language)] = &[
    ("ja", Language::Japanese),
    ("ko", Language::Korean),
    ("zh-SG", Language::SimplifiedChinese),
    ("zh-TW", Language::TraditionalChinese),
    ("zh-HK", Language::HongKongChinese),
    ("zh-MO", Language::HongKongChinese),
];

/// The bundled fonts, and what was found on disk for one text.
pub(super) struct Found {
    collection: Collection,
    han: Vec<(FamilyId, String)>,
    others: Vec<FamilyId>,
    emoji: Vec<FamilyId>,
}

impl Found {
    pub(super) fn new(bundled: Collection) -> Self {
        Self {
            collection: bundled,
            han: Vec::new(),
            others: Vec::new(),
            emoji: Vec::new(),
        }
    }

    /// Adds the files that meet needs, and takes these away from them.
    pub(super) fn add(&mut self, files: &Files, needs: &mut Needs) {
        let mut indices = files.find(&mut needs.missing);
        if needs.han {
            // One language's file may do for the characters, but not for their shapes.
            let han = files.han();
            if indices.iter().any(|index| han.contains(index)) {
                for &index in han {
                    let families = self.register(files.with_styles(index));
                    self.han.extend(families);
                    indices.remove(&index);
                }
            }
        }
        for index in indices {
            let families = self.register(files.with_styles(index));
            self.others.extend(families.into_iter().map(|(id, _)| id));
        }
        if needs.emoji
            && let Some(index) = files.emoji()
        {
            let families = self.register(files.with_styles(index));
            self.emoji.extend(families.into_iter().map(|(id, _)| id));
            needs.emoji = false;
        }
    }

    /// The files' families.
    fn register(&mut self, files: Vec<&File>) -> Vec<(FamilyId, String)> {
        let mut families = Vec::new();
        for file in files {
            self.collection.load_fonts_from_paths([&file.path]);
            for family in file.families() {
                if let Some(id) = self.collection.family_id(family)
                    && !families.iter().any(|(other, _)| *other == id)
                {
                    families.push((id, family.to_owned()));
                }
            }
        }
        families
    }

    pub(super) fn context(mut self, needs: &Needs) -> FontContext {
        let named = |collection: &mut Collection, name: &str| collection.family_id(name);
        self.emoji
            .extend(named(&mut self.collection, bundled::EMOJI));
        let sans = named(&mut self.collection, bundled::FALLBACKS[0]);
        self.collection
            .set_generic_families(GenericFamily::Emoji, self.emoji.iter().copied());
        self.collection
            .set_generic_families(GenericFamily::SansSerif, sans.into_iter());

        // Han without a language: as the rest of the message suggests.
        let usual = match needs {
            Needs { kana: true, .. } => Language::Japanese,
            Needs { hangul: true, .. } => Language::Korean,
            Needs { bopomofo: true, .. } => Language::TraditionalChinese,
            _ => Language::SimplifiedChinese,
        };
        let families = self.in_order(usual, false);
        for script in Script::all_samples()
            .iter()
            .map(|(script, _)| script.to_bytes())
        {
            self.set(FallbackKey::from(Script::from_bytes(script)), &families);
        }
        for script in [b"Zyyy", b"Zinh", b"Zzzz"] {
            self.set(FallbackKey::from(Script::from_bytes(*script)), &families);
        }
        for (script, languages) in LANGUAGES {
            for language in *languages {
                let key = FallbackKey::from((Script::from_bytes(**script), *language));
                self.set(key, &families);
            }
        }
        let scripts = [
            (b"Hani", usual),
            (b"Hira", Language::Japanese),
            (b"Kana", Language::Japanese),
            (b"Hang", Language::Korean),
            (b"Bopo", Language::TraditionalChinese),
        ];
        for (script, language) in scripts {
            let families = self.in_order(language, true);
            self.set(FallbackKey::from(Script::from_bytes(*script)), &families);
        }
        for (locale, language) in HAN_LANGUAGES {
            let families = self.in_order(*language, true);
            let key = FallbackKey::from((Script::from_bytes(*b"Hani"), *locale));
            self.set(key, &families);
        }
        FontContext {
            collection: self.collection,
            source_cache: SourceCache::default(),
        }
    }

    fn set(&mut self, key: FallbackKey, families: &[FamilyId]) {
        self.collection.set_fallbacks(key, families.iter().copied());
    }

    /// All families in the order in which they are asked; those for Han before other ones from disk
    /// if `han_first`.
    fn in_order(&mut self, language: Language, han_first: bool) -> Vec<FamilyId> {
        let mut han = self.han.clone();
        han.sort_by_key(|(_, name)| language.rank(name));
        let han = han.into_iter().map(|(id, _)| id);
        let mut families: Vec<FamilyId> = bundled::FALLBACKS
            .iter()
            .filter_map(|name| self.collection.family_id(name))
            .collect();
        if han_first {
            families.extend(han);
            families.extend(&self.others);
        } else {
            families.extend(&self.others);
            families.extend(han);
        }
        families.extend(&self.emoji);
        families
    }
}
