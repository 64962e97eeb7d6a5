//! What a page shows of the organisation that seals: its name, logo, colour and contact, and the file that says so
//! (`docs/branding.md`).

mod accent;
mod logo;

pub use accent::Accent;
pub use logo::Logo;

use super::instructions::{escape, in_short_lines};
use super::{Language, PageOptions};
use crate::Error;
use serde::Deserialize;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The longest name of an organisation, in characters.
const MAX_ORGANISATION: usize = 100;
/// The longest contact, in characters and in lines.
const MAX_CONTACT: (usize, usize) = (500, 6);

/// The longest template of a note, in bytes: far more than a note needs.
#[cfg(feature = "carrier")]
const MAX_TEMPLATE_BYTES: usize = 64 * 1024;

/// What a page shows of the organisation that seals. Nothing proves it: whoever makes a page can write in it what
/// they like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Branding {
    /// Its name, above the page and, once a letter is open, as the one who sealed it.
    pub organisation: Option<String>,
    /// Its logo, above the page; the name stands for it where it cannot be seen.
    pub logo: Option<Logo>,
    /// Its colour, for what can be clicked.
    pub accent: Option<Accent>,
    /// Whom to ask, below the page: plain text of a few lines.
    pub contact: Option<String>,
    /// The form of the note in a carrier, if it is not ours.
    #[cfg(feature = "carrier")]
    pub note: crate::carrier::NoteTemplates,
}

/// The branding file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organisation: Option<Spanned<String>>,
    logo: Option<Spanned<PathBuf>>,
    accent: Option<Spanned<String>>,
    contact: Option<Spanned<String>>,
    languages: Option<Spanned<Vec<Spanned<String>>>>,
    #[cfg(feature = "carrier")]
    note_text: Option<Spanned<PathBuf>>,
    #[cfg(feature = "carrier")]
    note_html: Option<Spanned<PathBuf>>,
}

/// What is wrong with a value, and where in the file.
type Fault = (Range<usize>, String);

impl PageOptions {
    /// Reads a branding file: TOML with any of `organisation`, `logo` (a PNG or SVG file, its path relative to
    /// `folder`), `accent` (`"#rrggbb"`), `contact` and `languages` (tags of BCP 47; all if it is left out).
    ///
    /// # Errors
    /// [`Error::Branding`] with the place of what is wrong and what to do about it.
    ///
    /// ```
    /// use waxseal::html::PageOptions;
    ///
    /// let file = "organisation = 'Weber & Lind'\naccent = '#ffcc00'\nlanguages = ['de', 'en']";
    /// let options = PageOptions::from_toml(file, ".".as_ref())?;
    /// assert_eq!(options.languages[0].tag(), "de");
    ///
    /// let error = PageOptions::from_toml("accent = 'yellow'", ".".as_ref()).unwrap_err();
    /// assert!(error.to_string().starts_with("line 1, column 10:"));
    /// # Ok::<(), waxseal::Error>(())
    /// ```
    pub fn from_toml(file: &str, folder: &Path) -> Result<Self, Error> {
        let options = match toml::from_str::<File>(file) {
            Ok(read) => options(read, folder),
            Err(error) => Err((
                error.span().unwrap_or_default(),
                first_line(error.message()),
            )),
        };
        options.map_err(|(place, what)| {
            let before = file.get(..place.start).unwrap_or_default();
            let line_start = before.rfind('\n').map_or(0, |end| end + 1);
            Error::Branding {
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
                what,
            }
        })
    }
}

fn options(file: File, folder: &Path) -> Result<PageOptions, Fault> {
    let organisation = file.organisation.map(organisation).transpose()?;
    let logo = match file.logo {
        Some(path) if organisation.is_none() => {
            let what = "a logo needs the organisation's name, for those who do not see it; add organisation = \"...\"";
            return Err((path.span(), what.to_owned()));
        }
        Some(path) => Some(logo(path, folder)?),
        None => None,
    };
    let accent = file.accent.map(|its| {
        Accent::from_hex(its.as_ref()).ok_or_else(|| {
            let what = format!(
                "{:?} is no colour; write it like \"#0b5d57\"",
                shortened(its.as_ref())
            );
            (its.span(), what)
        })
    });
    Ok(PageOptions {
        languages: match file.languages {
            Some(languages) => self::languages(languages)?,
            None => Language::all(),
        },
        branding: Branding {
            organisation,
            logo,
            accent: accent.transpose()?,
            contact: file.contact.map(contact).transpose()?,
            #[cfg(feature = "carrier")]
            note: crate::carrier::NoteTemplates {
                text: template(file.note_text, folder, crate::carrier::check_text)?,
                html: template(file.note_html, folder, crate::carrier::check_html)?,
            },
        },
    })
}

fn organisation(its: Spanned<String>) -> Result<String, Fault> {
    let name = its.as_ref().trim();
    let fault = |what: &str| Err((its.span(), what.to_owned()));
    match name.chars().count() {
        0 => fault("the organisation's name is empty; write it, or leave the line out"),
        1..=MAX_ORGANISATION if name.contains(char::is_control) => {
            fault("the organisation's name has a control character; write it in one line")
        }
        1..=MAX_ORGANISATION => Ok(name.to_owned()),
        _ => fault("the organisation's name has more than 100 characters; write a shorter one"),
    }
}

fn contact(its: Spanned<String>) -> Result<String, Fault> {
    let text = its.as_ref().trim();
    let (characters, lines) = MAX_CONTACT;
    let what = if text.is_empty() {
        "the contact is empty; write whom to ask, or leave the line out"
    } else if text.chars().count() > characters || text.lines().count() > lines {
        "the contact has more than 500 characters or 6 lines; write a shorter one"
    } else if text.contains(|c: char| c.is_control() && c != '\n' && c != '\r') {
        "the contact has a control character; write plain lines of text"
    } else {
        return Ok(text.to_owned());
    };
    Err((its.span(), what.to_owned()))
}

fn languages(its: Spanned<Vec<Spanned<String>>>) -> Result<Vec<Language>, Fault> {
    if its.as_ref().is_empty() {
        let what = "no language is named; name one, or leave the line out for all";
        return Err((its.span(), what.to_owned()));
    }
    let tags = its.into_inner();
    let mut languages = Vec::new();
    for tag in tags {
        let language =
            Language::from_tag(tag.as_ref()).map_err(|error| (tag.span(), error.to_string()))?;
        if languages.contains(&language) {
            let what = format!(
                "the language {:?} is named twice; name it once",
                tag.as_ref()
            );
            return Err((tag.span(), what));
        }
        languages.push(language);
    }
    Ok(languages)
}

fn logo(its: Spanned<PathBuf>, folder: &Path) -> Result<Logo, Fault> {
    let content = content(&its, folder, "the logo", logo::MAX_FILE_BYTES)?;
    let shown = folder.join(its.as_ref());
    Logo::new(&content).map_err(|error| (its.span(), format!("{}: {error}", shown.display())))
}

#[cfg(feature = "carrier")]
fn template(
    its: Option<Spanned<PathBuf>>,
    folder: &Path,
    check: fn(&str) -> Result<(), Error>,
) -> Result<Option<String>, Fault> {
    let Some(its) = its else {
        return Ok(None);
    };
    let shown = folder.join(its.as_ref());
    let fault = |what: String| (its.span(), format!("{}: {what}", shown.display()));
    let content = content(&its, folder, "the template", MAX_TEMPLATE_BYTES)?;
    if content.len() > MAX_TEMPLATE_BYTES {
        return Err(fault(
            "a template of more than 64 KB; write a shorter one".into(),
        ));
    }
    let text = String::from_utf8(content)
        .map_err(|_| fault("the template is not UTF-8; save it as such".into()))?;
    check(&text).map_err(|error| fault(error.to_string()))?;
    Ok(Some(text))
}

/// Up to one byte more than there may be.
fn content(
    its: &Spanned<PathBuf>,
    folder: &Path,
    what: &str,
    max_bytes: usize,
) -> Result<Vec<u8>, Fault> {
    let path = folder.join(its.as_ref());
    let mut content = Vec::new();
    std::fs::File::open(&path)
        .and_then(|file| file.take(max_bytes as u64 + 1).read_to_end(&mut content))
        .map_err(|error| {
            let error = error.to_string();
            let reason = error.split(" (os error").next().unwrap_or_default();
            let what = format!(
                "{what} {} cannot be read ({reason}); check its name",
                path.display()
            );
            (its.span(), what)
        })?;
    Ok(content)
}

/// As much of a value as an error repeats.
fn shortened(value: &str) -> String {
    value.chars().take(40).collect()
}

fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    format!("{line}; docs/branding.md shows what a branding file may have")
}

impl Branding {
    /// What stands above the page, with a line end.
    pub(super) fn header(&self) -> String {
        let Some(organisation) = self.organisation.as_deref().map(escape) else {
            return String::new();
        };
        let name = format!("<span>{organisation}</span>");
        let content = match &self.logo {
            // A wide logo is a name itself.
            Some(logo) if logo.is_wide() => logo.element(&organisation),
            Some(logo) => logo.element("") + &name,
            None => name,
        };
        format!("<header id=\"brand\">{content}</header>\n")
    }

    /// What stands below the page, with a line end.
    pub(super) fn footer(&self) -> String {
        let Some(contact) = &self.contact else {
            return String::new();
        };
        let line = |line: &str| in_short_lines(&escape(line.trim()));
        let lines: Vec<_> = contact.lines().map(line).collect();
        format!("<p id=\"contact\">{}</p>\n", lines.join("<br>\n"))
    }

    /// What is added to the page's style.
    pub(super) fn style(&self) -> String {
        self.accent.map(Accent::style).unwrap_or_default()
    }
}
