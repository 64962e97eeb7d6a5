//! Font files on disk. A file is opened only when a text needs a character that the bundled fonts
//! lack, and mapped into memory rather than read, since one of them can have 20 MB.

use super::scripts::{self, Language};
use parley::fontique::{Collection, CollectionOptions, FontInfo};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::{fs, io};

/// How deep folders of fonts nest, and how many entries are looked at: ten times what is common.
const MAX_DEPTH: usize = 8;
const MAX_ENTRIES: usize = 20_000;
/// Larger than any font; mapping it would only cost address space.
const MAX_FILE: u64 = 256 << 20;
/// Characters whose file is remembered.
const MAX_REMEMBERED: usize = 200_000;

/// The font files of some folders, in the order in which they are preferred.
pub(super) struct Files {
    files: Vec<File>,
    /// Which file has a character, if any.
    known: Mutex<BTreeMap<char, Option<usize>>>,
    emoji: OnceLock<Option<usize>>,
    han: OnceLock<Vec<usize>>,
}

pub(super) struct File {
    pub(super) path: PathBuf,
    /// The file's name in small letters, without folder and extension.
    stem: String,
    faces: OnceLock<Vec<Face>>,
}

struct Face {
    family: String,
    info: FontInfo,
}

impl Files {
    /// Looks into the folders and their subfolders. What cannot be read has no fonts.
    pub(super) fn in_folders(folders: &[PathBuf]) -> Self {
        let mut files = Vec::new();
        let mut entries = 0;
        for folder in folders {
            let _unreadable = walk(folder, 0, &mut entries, &mut files);
        }
        files.sort_by(|a, b| a.preference().cmp(&b.preference()));
        Self {
            files,
            known: Mutex::default(),
            emoji: OnceLock::new(),
            han: OnceLock::new(),
        }
    }

    /// Whether any file is a font.
    pub(super) fn any_font(&self) -> bool {
        self.files.iter().any(|file| !file.faces().is_empty())
    }

    /// Whether there is a file of this name, in small letters and without extension.
    #[cfg(test)]
    pub(super) fn has(&self, stem: &str) -> bool {
        self.files.iter().any(|file| file.stem == stem)
    }

    /// Takes the characters away from `wanted` that a file has, and gives these files, each once,
    /// in order. Which file that is does not depend on the other characters.
    pub(super) fn find(&self, wanted: &mut BTreeSet<char>) -> BTreeSet<usize> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MAX_REMEMBERED {
            known.clear();
        }
        let mut unknown: BTreeSet<char> = wanted
            .iter()
            .copied()
            .filter(|c| !known.contains_key(c) && is_findable(*c))
            .collect();
        // First where the name promises them, then everywhere.
        let mut promised: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
        for &c in &unknown {
            if let Some(script) = scripts::name(c) {
                promised.entry(script).or_default().insert(c);
            }
        }
        if unknown.iter().any(|&c| scripts::is_han(c)) {
            for &index in self.han() {
                self.take(index, &mut unknown, &mut known);
            }
        }
        for (script, mut characters) in promised {
            let [sans, serif] = ["sans", "serif"].map(|style| format!("noto{style}{script}"));
            for (index, file) in self.files.iter().enumerate() {
                let promises = |name: &str| {
                    let rest = file.stem.strip_prefix(name);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                };
                if promises(&sans) || promises(&serif) {
                    self.take(index, &mut characters, &mut known);
                }
            }
            unknown.retain(|c| !known.contains_key(c));
        }
        for index in 0..self.files.len() {
            if unknown.is_empty() {
                break;
            }
            self.take(index, &mut unknown, &mut known);
        }
        known.extend(unknown.into_iter().map(|c| (c, None)));

        let mut found = BTreeSet::new();
        wanted.retain(|c| match known.get(c) {
            Some(&Some(index)) => {
                found.insert(index);
                false
            }
            _ => true,
        });
        found
    }

    fn take(
        &self,
        index: usize,
        unknown: &mut BTreeSet<char>,
        known: &mut BTreeMap<char, Option<usize>>,
    ) {
        let Some(file) = self.files.get(index) else {
            return;
        };
        for c in file.covered(unknown) {
            unknown.remove(&c);
            known.insert(c, Some(index));
        }
    }

    /// The file with emoji in colour.
    pub(super) fn emoji(&self) -> Option<usize> {
        *self.emoji.get_or_init(|| {
            scripts::EMOJI_FILES.iter().find_map(|name| {
                self.files
                    .iter()
                    .position(|file| file.stem.contains(name) && file.covers('\u{1F600}'))
            })
        })
    }

    /// The files with the Chinese, Japanese and Korean faces, one for each language.
    pub(super) fn han(&self) -> &[usize] {
        self.han.get_or_init(|| {
            let mut found = Vec::new();
            for language in Language::ALL {
                let file = language.files().iter().find_map(|name| {
                    self.files.iter().position(|file| {
                        file.stem.starts_with(name) && file.covers(language.sample())
                    })
                });
                if let Some(index) = file
                    && !found.contains(&index)
                {
                    found.push(index);
                }
            }
            found
        })
    }

    /// A file and those beside it with the other weights and styles of the same family.
    pub(super) fn with_styles(&self, index: usize) -> Vec<&File> {
        const STYLES: &[&str] = &[
            "",
            "regular",
            "bold",
            "italic",
            "bolditalic",
            "oblique",
            "boldoblique",
            "bd",
            "b",
            "i",
            "bi",
            "z",
            "it",
        ];
        let Some(file) = self.files.get(index) else {
            return Vec::new();
        };
        let base = file.stem.split('-').next().unwrap_or_default();
        let is_style = |other: &&File| {
            let rest = other.stem.strip_prefix(base);
            other.path.parent() == file.path.parent()
                && rest.is_some_and(|rest| STYLES.contains(&rest.trim_start_matches('-')))
        };
        let mut styles = vec![file];
        let others = self.files.iter().filter(is_style);
        styles.extend(others.filter(|other| other.path != file.path && !other.faces().is_empty()));
        styles
    }
}

impl File {
    /// The lower, the rather: families made to be used together first, plain styles before others.
    fn preference(&self) -> (usize, bool, &Path) {
        const FAMILIES: &[&str] = &["notosans", "noto", "dejavusans", "freesans"];
        let family = FAMILIES.iter().position(|name| self.stem.starts_with(name));
        let odd = [
            "bold",
            "italic",
            "oblique",
            "black",
            "light",
            "thin",
            "condensed",
            "mono",
            "ui",
        ]
        .iter()
        .any(|word| self.stem.contains(word));
        (family.unwrap_or(FAMILIES.len()), odd, &self.path)
    }

    /// The families in the file, each once.
    pub(super) fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for face in self.faces() {
            if !families.contains(&face.family.as_str()) {
                families.push(&face.family);
            }
        }
        families
    }

    fn faces(&self) -> &[Face] {
        self.faces.get_or_init(|| {
            let mut collection = Collection::new(CollectionOptions {
                shared: false,
                system_fonts: false,
            });
            collection.load_fonts_from_paths([&self.path]);
            let mut faces = Vec::new();
            let families: Vec<_> = collection.family_ids().collect();
            for family in families.into_iter().filter_map(|id| collection.family(id)) {
                faces.extend(family.fonts().iter().map(|info| Face {
                    family: family.name().to_owned(),
                    info: info.clone(),
                }));
            }
            let may_be_used = faces.iter().all(|face| {
                let data = face.info.load(None);
                data.is_some_and(|data| may_be_embedded(data.as_ref(), face.info.index()))
            });
            if !may_be_used {
                faces.clear();
            }
            faces.sort_by_key(|face| face.info.index());
            faces
        })
    }

    fn covers(&self, c: char) -> bool {
        !self.covered(&BTreeSet::from([c])).is_empty()
    }

    /// Which of these characters a face of this file has.
    fn covered(&self, characters: &BTreeSet<char>) -> Vec<char> {
        let mut covered = Vec::new();
        // The faces of one file that matter share their characters.
        let Some(face) = self.faces().first() else {
            return covered;
        };
        if let Some(data) = face.info.load(None)
            && let Some(map) = face.info.charmap_index().charmap(data.as_ref())
        {
            let has = |c: &char| map.map(*c).is_some_and(|glyph| glyph != 0);
            covered.extend(characters.iter().copied().filter(has));
        }
        covered
    }
}

/// Whether the font's maker allows it to be embedded and cut to the glyphs in use (OpenType 1.9,
/// table OS/2, fsType). Of several usage permissions the least strict one holds.
fn may_be_embedded(data: &[u8], index: u32) -> bool {
    const RESTRICTED: u16 = 0x0002;
    const PREVIEW_OR_EDITABLE: u16 = 0x000C;
    const NO_SUBSETTING_OR_BITMAPS_ONLY: u16 = 0x0300;
    let fs_type = || {
        let number = |at: usize| {
            let bytes = data.get(at..at.checked_add(4)?)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize)
        };
        let short = |at: usize| {
            let bytes = data.get(at..at.checked_add(2)?)?;
            Some(u16::from_be_bytes(bytes.try_into().ok()?))
        };
        let font = match data.starts_with(b"ttcf") {
            true => number(12 + 4 * index as usize)?,
            false => 0,
        };
        let tables = usize::from(short(font.checked_add(4)?)?);
        let mut records = (0..tables).filter_map(|i| font.checked_add(12 + 16 * i));
        let record = records.find(|&at| data.get(at..).is_some_and(|d| d.starts_with(b"OS/2")))?;
        short(number(record + 8)?.checked_add(8)?)
    };
    // A font without the table says nothing against it.
    let fs_type = fs_type().unwrap_or(0);
    let restricted = fs_type & RESTRICTED != 0 && fs_type & PREVIEW_OR_EDITABLE == 0;
    !restricted && fs_type & NO_SUBSETTING_OR_BITMAPS_ONLY == 0
}

/// Planes 4 to 13 have no characters yet; asking all fonts for them would only take time.
fn is_findable(c: char) -> bool {
    !matches!(c as u32, 0x40000..=0xDFFFF)
}

fn walk(folder: &Path, depth: usize, entries: &mut usize, files: &mut Vec<File>) -> io::Result<()> {
    if depth > MAX_DEPTH {
        return Ok(());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        *entries += 1;
        if *entries > MAX_ENTRIES {
            break;
        }
        paths.extend(entry.map(|entry| entry.path()));
    }
    paths.sort();
    for path in paths {
        // What cannot be read is no font of ours.
        let Ok(metadata) = fs::metadata(&path) else {
            continue;
        };
        if metadata.is_dir() {
            let _unreadable = walk(&path, depth + 1, entries, files);
        } else if metadata.is_file()
            && metadata.len() <= MAX_FILE
            && let Some(file) = File::named(path)
        {
            files.push(file);
        }
    }
    Ok(())
}

impl File {
    /// `None` unless the name is that of an OpenType font with letters.
    fn named(path: PathBuf) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let stem = path.file_stem()?.to_string_lossy().to_lowercase();
        // Apple's and Adobe's stand-ins "have" every character, as an empty box.
        let stand_in = stem.starts_with("lastresort") || stem.starts_with("adobeblank");
        let is_font = ["ttf", "otf", "ttc", "otc"].contains(&extension.as_str());
        (is_font && !stand_in).then(|| Self {
            path,
            stem,
            faces: OnceLock::new(),
        })
    }
}

/// Where this kind of system keeps its fonts.
pub(super) fn system_folders() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let home = |folder: &str| variable("HOME").map(|home| home.join(folder));
    let folders = if cfg!(windows) {
        vec![
            Some(
                variable("WINDIR")
                    .unwrap_or_else(|| r"C:\Windows".into())
                    .join("Fonts"),
            ),
            variable("LOCALAPPDATA").map(|folder| folder.join(r"Microsoft\Windows\Fonts")),
        ]
    } else if cfg!(target_vendor = "apple") {
        vec![
            Some("/System/Library/Fonts".into()),
            Some("/Library/Fonts".into()),
            home("Library/Fonts"),
        ]
    } else {
        vec![
            Some("/usr/share/fonts".into()),
            Some("/usr/local/share/fonts".into()),
            home(".local/share/fonts"),
            home(".fonts"),
        ]
    };
    folders.into_iter().flatten().collect()
}
