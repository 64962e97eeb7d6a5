//! The fonts in the library itself (`envelope/fonts/README.md`): whatever the machine has, these
//! scripts are right.

use parley::fontique::{Blob, CharmapIndex, Collection, CollectionOptions};
use std::sync::Arc;

macro_rules! fonts {
    ($($name:literal),* $(,)?) => {
        &[$(include_bytes!(concat!("../../../../fonts/", $name, ".ttf"))),*]
    };
}

static FILES: &[&[u8]] = fonts![
    "NotoSans-Regular",
    "NotoSans-Bold",
    "NotoSans-Italic",
    "NotoSans-BoldItalic",
    "NotoSerif-Regular",
    "NotoSerif-Bold",
    "NotoSerif-Italic",
    "NotoSerif-BoldItalic",
    "NotoSansMono-Regular",
    "NotoSansMono-Bold",
    "NotoSansArabic-Regular",
    "NotoSansArabic-Bold",
    "NotoSansHebrew-Regular",
    "NotoSansHebrew-Bold",
    "NotoSansDevanagari-Regular",
    "NotoSansDevanagari-Bold",
    "NotoSansThai-Regular",
    "NotoSansThai-Bold",
    "NotoSansSymbols-Regular",
    "NotoSansSymbols2-Regular",
    "NotoSansMath-Regular",
    "NotoEmoji-Regular",
];

/// In this order they are asked for a character that the wanted family lacks.
pub(super) const FALLBACKS: &[&str] = &[
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Noto Sans Mono",
];

/// Without colours.
pub(super) const EMOJI: &str = "Noto Emoji";

/// All of them, not copied.
pub(super) fn collection() -> Collection {
    let mut collection = Collection::new(CollectionOptions {
        shared: false,
        system_fonts: false,
    });
    for file in FILES {
        collection.register_fonts(Blob::new(Arc::new(*file)), None);
    }
    collection
}

/// Which characters the bundled fonts have.
pub(super) struct Coverage(Vec<(Blob<u8>, CharmapIndex)>);

impl Coverage {
    pub(super) fn of(mut collection: Collection) -> Self {
        let mut faces = Vec::new();
        for name in FALLBACKS.iter().chain([&EMOJI]) {
            // The regular face has at least the characters of the others.
            let family = collection.family_by_name(name);
            if let Some(face) = family.as_ref().and_then(|family| family.fonts().first())
                && let Some(data) = face.load(None)
            {
                faces.push((data, face.charmap_index()));
            }
        }
        Self(faces)
    }

    pub(super) fn has(&self, c: char) -> bool {
        self.0.iter().any(|(data, index)| {
            let glyph = index.charmap(data.as_ref()).and_then(|map| map.map(c));
            glyph.is_some_and(|glyph| glyph != 0)
        })
    }
}
