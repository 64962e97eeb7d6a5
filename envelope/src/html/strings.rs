//! What the page says, in each language: `templates/strings/<language>/page.ftl` (Fluent), packed for the page.

use super::lines::LineWriter;
use crate::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::DeflateEncoder};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use fluent_syntax::ast::{Variant, VariantKey};
use fluent_syntax::parser;
use serde_json::{Map, Value};
use std::io::Write as _;

/// A language that the page can speak. Equal if it is the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    tag: &'static str,
    native_name: &'static str,
    direction: &'static str,
    page: &'static str,
    #[cfg(feature = "carrier")]
    carrier: &'static str,
}

macro_rules! language {
    ($tag:literal, $native_name:literal, $direction:literal) => {
        Language {
            tag: $tag,
            native_name: $native_name,
            direction: $direction,
            page: include_str!(concat!("../../../templates/strings/", $tag, "/page.ftl")),
            #[cfg(feature = "carrier")]
            carrier: include_str!(concat!("../../../templates/strings/", $tag, "/carrier.ftl")),
        }
    };
}

/// English is the reference: every other language has its messages, in its order.
static LANGUAGES: [Language; 14] = [
    language!("en", "English", "ltr"),
    language!("de", "Deutsch", "ltr"),
    language!("fr", "Français", "ltr"),
    language!("it", "Italiano", "ltr"),
    language!("es", "Español", "ltr"),
    language!("pt", "Português", "ltr"),
    language!("nl", "Nederlands", "ltr"),
    language!("pl", "Polski", "ltr"),
    language!("cs", "Čeština", "ltr"),
    language!("tr", "Türkçe", "ltr"),
    language!("ar", "العربية", "rtl"),
    language!("he", "עברית", "rtl"),
    language!("ja", "日本語", "ltr"),
    language!("zh", "中文", "ltr"),
];

impl Default for Language {
    /// English.
    fn default() -> Self {
        LANGUAGES[0]
    }
}

impl Language {
    /// All of them, English first.
    pub fn all() -> Vec<Self> {
        LANGUAGES.to_vec()
    }

    /// The language of a tag (BCP 47), whatever its region or script: `de-AT` is German.
    ///
    /// # Errors
    /// [`Error::UnknownLanguage`].
    pub fn from_tag(tag: &str) -> Result<Self, Error> {
        let primary = tag.split('-').next().unwrap_or_default();
        LANGUAGES
            .iter()
            .find(|language| language.tag.eq_ignore_ascii_case(primary))
            .copied()
            .ok_or_else(|| Error::UnknownLanguage {
                tag: tag.chars().take(40).collect(),
                known: LANGUAGES.map(|language| language.tag).join(", "),
            })
    }

    /// Its tag, such as `"de"`.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// What its speakers call it.
    pub fn native_name(&self) -> &'static str {
        self.native_name
    }

    /// `"ltr"` or `"rtl"`, as in HTML's attribute `dir`.
    pub fn direction(&self) -> &'static str {
        self.direction
    }

    /// The messages, in their order: a string with `{name}` for each placeable, or for a plural an object with the
    /// variable's name under `""` and a string for each category. What is none of these is left out; a test sees to
    /// it that nothing is.
    fn messages(source: &'static str) -> Vec<(String, Value)> {
        let resource = parser::parse(source).unwrap_or_else(|(partial, _)| partial);
        let entries = resource.body.into_iter();
        entries
            .filter_map(|entry| match entry {
                Entry::Message(Message {
                    id,
                    value: Some(pattern),
                    ..
                }) => Some((id.name.to_owned(), value(&pattern)?)),
                _ => None,
            })
            .collect()
    }
}

fn value(pattern: &Pattern<&str>) -> Option<Value> {
    if let [
        PatternElement::Placeable {
            expression: Expression::Select { selector, variants },
        },
    ] = pattern.elements.as_slice()
    {
        let InlineExpression::VariableReference { id } = selector else {
            return None;
        };
        let mut plural = Map::new();
        plural.insert(String::new(), id.name.into());
        for Variant { key, value, .. } in variants {
            let VariantKey::Identifier { name } = key else {
                return None;
            };
            plural.insert((*name).to_owned(), text(value)?.into());
        }
        return Some(plural.into());
    }
    text(pattern).map(Value::from)
}

fn text(pattern: &Pattern<&str>) -> Option<String> {
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                text.push('{');
                text.push_str(id.name);
                text.push('}');
            }
            PatternElement::Placeable { .. } => return None,
        }
    }
    Some(text)
}

/// What a page or a carrier says in one of its languages, read once.
pub(crate) struct Spoken {
    pub(crate) language: Language,
    messages: Vec<(String, Value)>,
}

impl Spoken {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            messages: Language::messages(language.page),
        }
    }

    #[cfg(feature = "carrier")]
    pub(crate) fn of_carrier(language: Language) -> Self {
        Self {
            language,
            messages: Language::messages(language.carrier),
        }
    }

    /// The text of a message that is no plural; a test sees to it that there is one.
    pub(crate) fn say(&self, key: &str) -> &str {
        let found = self.messages.iter().find(|(name, _)| name == key);
        found
            .and_then(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    /// What is said without scripts stands in the page itself.
    fn of_script(&self) -> impl Iterator<Item = &(String, Value)> {
        let messages = self.messages.iter();
        messages.filter(|(key, _)| !key.starts_with("noscript-"))
    }
}

/// The strings as they travel in the page (`templates/page/README.md`).
pub(super) fn pack(spoken: &[Spoken]) -> String {
    // All languages have the same messages in the same order.
    let first = spoken.first().into_iter().flat_map(Spoken::of_script);
    let keys: Value = first.map(|(key, _)| key.as_str()).collect();
    let mut json = format!(r#"{{"keys":"{}""#, deflated(&keys));
    for spoken in spoken {
        let values: Value = spoken.of_script().map(|(_, value)| value.clone()).collect();
        // The first language is the page's own, so their order counts.
        json += &format!(r#","{}":"{}""#, spoken.language.tag, deflated(&values));
    }
    in_lines(&(json + "}"))
}

fn deflated(json: &Value) -> String {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let deflated = deflate
        .write_all(json.to_string().as_bytes())
        .and_then(|()| deflate.finish())
        .unwrap_or_default();
    STANDARD.encode(deflated)
}

/// Breaks `text` into the lines of a payload.
pub(super) fn in_lines(text: &str) -> String {
    let mut lines = LineWriter::new(Vec::new());
    let _ = lines.write_all(text.as_bytes());
    String::from_utf8(lines.into_inner()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Everything but the strings that may say one, to find the others in.
    const SOURCES: &str = concat!(
        include_str!("../../../templates/page/page.html"),
        include_str!("../../../templates/page/js/attachments.js"),
        include_str!("../../../templates/page/js/compose.js"),
        include_str!("../../../templates/page/js/main.js"),
        include_str!("../../../templates/page/js/view.js"),
        include_str!("instructions.rs"),
        "\"title\""
    );

    /// Names that the page puts together: a note of a view, a reason of the script.
    const MADE: [&str; 2] = ["note-", "refused-"];

    fn keys(source: &'static str) -> Vec<String> {
        let messages = Language::messages(source).into_iter();
        messages.map(|(key, _)| key).collect()
    }

    /// What the page says, and what the carrier does.
    fn sources(language: &Language) -> Vec<&'static str> {
        vec![
            language.page,
            #[cfg(feature = "carrier")]
            language.carrier,
        ]
    }

    fn variables(value: &Value) -> BTreeSet<String> {
        let text = match value {
            Value::Object(plural) => format!("{{{}}}", plural[""].as_str().unwrap()),
            text => text.as_str().unwrap().to_owned(),
        };
        let parts = text.split('{').skip(1);
        parts
            .map(|part| part.split('}').next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_language_says_everything_with_the_same_variables() {
        for language in &LANGUAGES {
            let tag = language.tag;
            for (source, reference) in sources(language).into_iter().zip(sources(&LANGUAGES[0])) {
                assert!(parser::parse(source).is_ok(), "{tag}");
                assert_eq!(keys(source), keys(reference), "{tag}");
                let messages = Language::messages(source).into_iter();
                for ((key, value), (_, english)) in messages.zip(Language::messages(reference)) {
                    assert_eq!(variables(&value), variables(&english), "{tag} {key}");
                    assert_ne!(value.as_str(), Some(""), "{tag} {key}");
                }
            }
        }
    }

    #[test]
    fn no_language_is_english_by_oversight() {
        for language in &LANGUAGES[1..] {
            let all = |language| sources(language).into_iter().flat_map(Language::messages);
            let same = all(language).zip(all(&LANGUAGES[0]));
            let same = same.filter(|(one, other)| one == other);
            let same: Vec<_> = same.map(|((key, _), _)| key).collect();
            let alike = [
                "header-cc",
                "header-date",
                "message",
                "password",
                "compose-text",
                "compose-subject",
                "notice-each",
            ];
            assert!(
                same.iter().all(|key| alike.contains(&key.as_str())),
                "{} {same:?}",
                language.tag
            );
        }
    }

    /// The categories of CLDR for whole numbers.
    #[test]
    fn plurals_have_the_forms_of_their_language() {
        for language in &LANGUAGES {
            let wanted: &[&str] = match language.tag {
                "en" | "de" | "nl" | "tr" => &["one", "other"],
                "fr" | "it" | "es" | "pt" => &["many", "one", "other"],
                "pl" | "cs" => &["few", "many", "one", "other"],
                "ar" => &["few", "many", "one", "other", "two", "zero"],
                "he" => &["one", "other", "two"],
                _ => &["other"],
            };
            for (key, value) in Language::messages(language.page) {
                let Value::Object(plural) = value else {
                    continue;
                };
                let forms: Vec<_> = plural.keys().filter(|form| !form.is_empty()).collect();
                assert_eq!(forms, wanted, "{} {key}", language.tag);
            }
        }
    }

    #[test]
    fn every_string_is_used_and_every_used_one_is_there() {
        for key in keys(LANGUAGES[0].page) {
            let made = MADE.iter().any(|start| key.starts_with(start));
            let shown = key.strip_suffix("-label").unwrap_or(&key);
            assert!(
                made || SOURCES.contains(&format!("\"{shown}\"")),
                "{key} is not used"
            );
        }
        let known = keys(LANGUAGES[0].page);
        for attribute in ["data-t=\"", "data-label=\""] {
            for used in SOURCES.split(attribute).skip(1) {
                let key = used.split('"').next().unwrap();
                assert!(
                    known.iter().any(|its| its == key),
                    "{key} is said by no language"
                );
            }
        }
        for reason in [
            "wrong-password",
            "damaged",
            "unsupported",
            "too-large",
            "cut-off",
            "memory",
            "browser",
        ] {
            assert!(known.contains(&format!("refused-{reason}")));
        }
        for note in [
            "body-truncated",
            "html-simplified",
            "remote-images-removed",
            "signed",
            "encrypted",
            "partial-structure",
            "partial-message",
            "external-body",
            "addresses-omitted",
        ] {
            assert!(known.contains(&format!("note-{note}")));
        }
    }

    /// A person who speaks to the computer says what they see (WCAG 2.2, 2.5.3).
    #[test]
    fn a_label_holds_what_is_seen_of_its_button() {
        for language in &LANGUAGES {
            let messages: BTreeMap<_, _> = Language::messages(language.page).into_iter().collect();
            let text = |key: &str| messages[key].as_str().unwrap().to_lowercase();
            for key in messages.keys() {
                let Some(shown) = key.strip_suffix("-label") else {
                    continue;
                };
                assert!(text(key).contains(&text(shown)), "{} {key}", language.tag);
            }
        }
    }

    #[test]
    fn a_tag_names_its_language_whatever_the_region() {
        assert_eq!(Language::from_tag("de-AT").unwrap().tag(), "de");
        assert_eq!(Language::from_tag("ZH-Hans").unwrap().tag(), "zh");
        let error = Language::from_tag("tlh").unwrap_err().to_string();
        assert!(error.contains("\"tlh\"; choose of en, de, fr"), "{error}");
    }
}
