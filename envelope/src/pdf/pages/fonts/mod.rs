//! Fonts: those in the library, those of a folder that the caller names, and those of the system,
//! in this order. The bundled ones have Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai,
//! symbols and emoji without colours; what they lack is looked for on disk, and only then.

mod bundled;
mod fallbacks;
mod files;
mod scripts;
#[cfg(test)]
mod tests;

use super::boxes::Family;
use crate::Error;
use fallbacks::Found;
use files::Files;
use parley::FontContext;
use parley::fontique::{Collection, Language as Locale};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The fonts that pages are set with. To be made once and used for all messages: it remembers
/// which of the system's fonts has which character. Clones share what they know.
#[derive(Clone)]
pub struct Fonts {
    bundled: Arc<Collection>,
    folder: Option<Arc<Files>>,
    system: Arc<OnceLock<Files>>,
}

/// What of a text decides about fonts.
#[derive(Default)]
struct Needs {
    /// What the fonts so far lack.
    missing: BTreeSet<char>,
    /// Emoji in colour.
    emoji: bool,
    /// Chinese, Japanese, Korean.
    han: bool,
    kana: bool,
    hangul: bool,
    bopomofo: bool,
}

impl Needs {
    fn are_met(&self) -> bool {
        self.missing.is_empty() && !self.emoji
    }
}

impl Default for Fonts {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Fonts").finish_non_exhaustive()
    }
}

impl Fonts {
    /// The bundled fonts; the system's are looked for when a text needs them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bundled: Arc::new(bundled::collection()),
            folder: None,
            system: Arc::default(),
        }
    }

    /// Prefers the fonts of a folder and its subfolders to the system's.
    pub fn with_folder(mut self, path: &Path) -> Result<Self, Error> {
        let error = |source| Error::FontFolder {
            folder: path.to_owned(),
            source,
        };
        std::fs::read_dir(path).map_err(error)?;
        let files = Files::in_folders(&[path.to_owned()]);
        if !files.any_font() {
            return Err(error(std::io::Error::other("no usable font is in it")));
        }
        self.folder = Some(Arc::new(files));
        Ok(self)
    }

    /// The Debian package whose fonts have the character, if we know one.
    #[must_use]
    pub fn package_for(c: char) -> Option<&'static str> {
        scripts::package(c)
    }

    /// The name of the font for a kind of text.
    pub(super) fn family_name(family: Family) -> &'static str {
        match family {
            Family::Sans => "Noto Sans",
            Family::Serif => "Noto Serif",
            Family::Mono => "Noto Sans Mono",
        }
    }

    /// The locale under which [`Self::context`] has the right face for a language (BCP 47).
    pub(super) fn locale(language: &str) -> Option<Locale> {
        let locale = Locale::parse(language).ok()?;
        let region = locale.region().unwrap_or_default();
        match locale.language() {
            "yue" => Locale::parse("zh-HK").ok(),
            // Simplified Chinese under a name of its own: fontique takes plain "zh" for a text
            // without language, whose face depends on the rest of the message.
            "zh" if !["HK", "TW", "MO"].contains(&region) && locale.script() != Some("Hant") => {
                Locale::parse("zh-SG").ok()
            }
            _ => Some(locale),
        }
    }

    /// All fonts that this text needs, in the families of [`Self::family_name`] and, for what these
    /// lack, as fallbacks of each script and language.
    pub(super) fn context(&self, text: &mut dyn Iterator<Item = char>) -> FontContext {
        let mut needs = self.needs(text);
        let mut found = Found::new(Collection::clone(&self.bundled));
        if let Some(folder) = &self.folder
            && !needs.are_met()
        {
            found.add(folder, &mut needs);
        }
        if !needs.are_met() {
            let system = self
                .system
                .get_or_init(|| Files::in_folders(&files::system_folders()));
            found.add(system, &mut needs);
        }
        found.context(&needs)
    }

    fn needs(&self, text: &mut dyn Iterator<Item = char>) -> Needs {
        let mut needs = Needs::default();
        // Most characters come again and again: one bit for each that was seen.
        let mut seen = vec![0u64; (char::MAX as usize >> 6) + 1];
        let bundled = bundled::Coverage::of(Collection::clone(&self.bundled));
        for c in text {
            let (word, bit) = (c as usize >> 6, 1u64 << (c as usize & 63));
            let seen = match seen.get_mut(word) {
                Some(seen) if *seen & bit == 0 => seen,
                _ => continue,
            };
            *seen |= bit;
            needs.emoji |= scripts::is_emoji(c);
            needs.kana |= matches!(c, '\u{3040}'..='\u{30FF}');
            needs.hangul |= matches!(c, '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7A3}');
            needs.bopomofo |= matches!(c, '\u{3100}'..='\u{312F}');
            if !scripts::has_no_shape(c) && !bundled.has(c) {
                needs.han |= scripts::is_han(c);
                needs.missing.insert(c);
            }
        }
        needs
    }
}
