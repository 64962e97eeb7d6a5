//! One condition of a rule, and whether it holds.

use super::encrypted::encrypted_with;
use super::patterns::list;
use super::{Addresses, Expressions, Facts, Glob, RuleError, Words};
use std::fmt;
use waxseal::message::Content;

/// A condition. Of those with a list, one item is enough.
#[derive(Debug)]
pub(crate) enum Condition {
    Always,
    /// Names in lower case.
    Tag(Vec<String>),
    Sender(Addresses),
    Recipient(Addresses),
    LargerThan(u64),
    SmallerThan(u64),
    Header(Vec<(String, Glob)>),
    AttachmentType(Vec<Glob>),
    AttachmentName(Vec<Glob>),
    Encrypted,
    Words(Words),
    Regex(Expressions),
}

impl Condition {
    /// How dear the answer is, compared with those of other conditions.
    pub(super) fn cost(&self) -> usize {
        match self {
            Self::Always | Self::Tag(_) | Self::LargerThan(_) | Self::SmallerThan(_) => 0,
            Self::Sender(_) | Self::Recipient(_) => 1,
            Self::Header(_) => 2,
            Self::AttachmentType(_) | Self::AttachmentName(_) => 3,
            Self::Encrypted => 4,
            Self::Words(_) => 5,
            Self::Regex(_) => 6,
        }
    }

    /// Whether the answer depends on the recipient.
    pub(super) fn asks_for_recipient(&self) -> bool {
        matches!(self, Self::Recipient(_))
    }

    /// Why the condition holds; nothing if it does not. Never tells a password.
    pub(super) fn answer(
        &self,
        facts: &Facts<'_>,
        recipient: &str,
    ) -> Result<Option<String>, RuleError> {
        let size = facts.message().raw().len() as u64;
        let bytes = || format!("it has {size} bytes");
        Ok(match self {
            Self::Always => Some("always".to_owned()),
            Self::Tag(names) => {
                let mut tags = facts.tags().iter();
                let found = tags.find(|tag| names.iter().any(|name| tag.is(name)));
                found.map(|tag| format!("[{}]", tag.name()))
            }
            Self::Sender(list) => list.find(facts.sender()).map(str::to_owned),
            Self::Recipient(list) => list.find(recipient).map(str::to_owned),
            Self::LargerThan(limit) => (size > *limit).then(bytes),
            Self::SmallerThan(limit) => (size < *limit).then(bytes),
            Self::Header(fields) => header(facts, fields)?,
            Self::AttachmentType(globs) => attachment(facts, globs, |part| Some(&part.media_type))?,
            Self::AttachmentName(globs) => attachment(facts, globs, |part| part.name.as_deref())?,
            Self::Encrypted => encrypted_with(facts)?.map(str::to_owned),
            Self::Words(words) => in_texts(facts, |text| words.find(text))?,
            Self::Regex(expressions) => in_texts(facts, |text| expressions.find(text))?,
        })
    }
}

fn header(facts: &Facts<'_>, fields: &[(String, Glob)]) -> Result<Option<String>, RuleError> {
    for (name, glob) in fields {
        let values = facts.header_values(name)?;
        if values.iter().any(|value| glob.matches(value)) {
            return Ok(Some(format!("{name} is {:?}", glob.pattern())));
        }
    }
    Ok(None)
}

fn attachment<'f>(
    facts: &'f Facts<'_>,
    globs: &[Glob],
    asked: impl Fn(&'f Content) -> Option<&'f str>,
) -> Result<Option<String>, RuleError> {
    let attached = facts.parts()?.iter().filter(|part| part.attached);
    let found = attached.filter_map(asked).find_map(|value| {
        // Windows opens "a.xlsx." as "a.xlsx".
        let value = value.trim_end_matches(['.', ' ']);
        let glob = globs.iter().find(|glob| glob.matches(value))?;
        Some(format!("{value:?} is {:?}", glob.pattern()))
    });
    Ok(found)
}

fn in_texts<'f>(
    facts: &'f Facts<'_>,
    find: impl Fn(&'f str) -> Option<&'f str>,
) -> Result<Option<String>, RuleError> {
    let found = facts.texts()?.iter().find_map(|text| {
        let what = find(&text.text)?;
        Some(format!("{what:?} in {}", text.place))
    });
    Ok(found)
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns = |globs: &[Glob]| {
            globs
                .iter()
                .map(|glob| glob.pattern().to_owned())
                .collect::<Vec<_>>()
        };
        match self {
            Self::Always => out.write_str("always"),
            Self::Tag(names) => {
                out.write_str("tag ")?;
                list(out, names.iter())
            }
            Self::Sender(addresses) => write!(out, "sender {addresses}"),
            Self::Recipient(addresses) => write!(out, "recipient {addresses}"),
            Self::LargerThan(limit) => write!(out, "larger than {limit} bytes"),
            Self::SmallerThan(limit) => write!(out, "smaller than {limit} bytes"),
            Self::Header(fields) => {
                out.write_str("header ")?;
                let shown = fields
                    .iter()
                    .map(|(name, glob)| format!("{name}: {}", glob.pattern()));
                list(out, shown)
            }
            Self::AttachmentType(globs) => {
                out.write_str("attachment of the type ")?;
                list(out, patterns(globs).iter())
            }
            Self::AttachmentName(globs) => {
                out.write_str("attachment with the name ")?;
                list(out, patterns(globs).iter())
            }
            Self::Encrypted => out.write_str("encrypted already"),
            Self::Words(words) => write!(out, "words {words}"),
            Self::Regex(expressions) => write!(out, "regex {expressions}"),
        }
    }
}
