//! One rule of the configuration: its conditions and its action.

use super::fault::Fault;
use super::file::{self, List, Text};
use super::value::{addresses, filled, one_of, shortened, size};
use crate::rules::{
    Action, Condition, Expressions, Format, Glob, PasswordSource, Rule, Seal, Tell, Words, subject,
};
use std::path::Path;
use std::sync::Arc;

/// What an action is called.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Seal(Format),
    Pass,
    Reject,
    Defer,
}

const KINDS: [(&str, Kind); 6] = [
    ("html", Kind::Seal(Format::Html)),
    ("pdf", Kind::Seal(Format::Pdf)),
    ("both", Kind::Seal(Format::Both)),
    ("pass", Kind::Pass),
    ("reject", Kind::Reject),
    ("defer", Kind::Defer),
];

const PASSWORDS: [(&str, PasswordSource); 4] = [
    ("tag", PasswordSource::Tag),
    ("stored", PasswordSource::Stored),
    ("recipient", PasswordSource::Recipient),
    ("message", PasswordSource::Message),
];

const TELL: [(&str, Tell); 3] = [
    ("sender", Tell::Sender),
    ("command", Tell::Command),
    ("nobody", Tell::Nobody),
];

/// What happens to recipients whom no rule matches.
pub(super) fn otherwise(text: &Text) -> Result<Action, Fault> {
    Ok(match one_of(text, &KINDS)? {
        Kind::Pass => Action::Pass,
        Kind::Defer => Action::Defer,
        Kind::Reject => Action::Reject {
            text: "No rule of this server lets the message go to this recipient".to_owned(),
        },
        Kind::Seal(format) => Action::Seal(Seal {
            format,
            password: PasswordSource::Stored,
            tell: None,
            separate: false,
        }),
    })
}

/// Reads all rules.
pub(super) fn rules(written: Vec<file::Rule>, folder: &Path) -> Result<Vec<Rule>, Fault> {
    let mut rules: Vec<Rule> = Vec::new();
    for rule in written {
        let (name, place) = (rule.name.as_ref().clone(), rule.name.span());
        if name.trim().is_empty() || name.chars().count() > 100 || name.contains(char::is_control) {
            return Err(Fault::here(
                place,
                "a rule's name has 1 to 100 characters on one line; write such a one",
            ));
        }
        if rules.iter().any(|other| other.name == name) {
            return Err(Fault::here(
                place,
                format!("another rule is called {name:?}; write another name"),
            ));
        }
        let is_last = |rule: &Rule| {
            rule.conditions
                .iter()
                .any(|own| matches!(**own, Condition::Always))
        };
        if let Some(last) = rules.iter().find(|rule| is_last(rule)) {
            let what = format!(
                "the rule {name:?} can never fire, because {:?} before it always does; move it up, or leave it out",
                last.name
            );
            return Err(Fault::here(place, what));
        }
        let action = action(&rule)?;
        let conditions = conditions(rule, folder)?;
        rules.push(Rule {
            name,
            conditions: conditions.into_iter().map(Arc::new).collect(),
            action,
        });
    }
    Ok(rules)
}

fn action(rule: &file::Rule) -> Result<Action, Fault> {
    let kind = one_of(&rule.action, &KINDS)?;
    let refuse = |given: Option<std::ops::Range<usize>>, key: &str| match given {
        Some(place) => {
            let what = format!(
                "{key} means nothing with action = {:?}; leave it out",
                rule.action.as_ref()
            );
            Err(Fault::here(place, what))
        }
        None => Ok(()),
    };
    if kind != Kind::Reject {
        refuse(rule.text.as_ref().map(Text::span), "text")?;
    }
    if !matches!(kind, Kind::Seal(_)) {
        refuse(rule.password.as_ref().map(Text::span), "password")?;
        refuse(rule.tell.as_ref().map(Text::span), "tell")?;
        refuse(rule.separate.as_ref().map(toml::Spanned::span), "separate")?;
    }
    Ok(match kind {
        Kind::Pass => Action::Pass,
        Kind::Defer => Action::Defer,
        Kind::Reject => Action::Reject { text: reply(rule)? },
        Kind::Seal(format) => {
            let password = password(rule)?;
            Action::Seal(Seal {
                format,
                password,
                tell: tell(rule, password)?,
                separate: rule
                    .separate
                    .as_ref()
                    .is_some_and(|separate| *separate.as_ref()),
            })
        }
    })
}

/// What the sender of a rejected message is told.
fn reply(rule: &file::Rule) -> Result<String, Fault> {
    /// A line of an SMTP reply has at most 512 bytes (RFC 5321 §4.5.3.1.5), and what reads it may add to it.
    const MAX_TEXT: usize = 200;
    let Some(text) = &rule.text else {
        let what = "a rejected message needs a reason; add text = \"...\"";
        return Err(Fault::here(rule.action.span(), what));
    };
    let reply = text.as_ref().trim();
    let is_line = reply.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if reply.is_empty() || reply.len() > MAX_TEXT || !is_line {
        let what = "this is no SMTP reply; write one line of at most 200 characters of ASCII";
        return Err(Fault::here(text.span(), what));
    }
    Ok(reply.to_owned())
}

fn password(rule: &file::Rule) -> Result<PasswordSource, Fault> {
    let Some(word) = &rule.password else {
        let what = "what is sealed needs a password; add password = \"tag\", \"stored\", \"recipient\" or \"message\"";
        return Err(Fault::here(rule.action.span(), what));
    };
    let password = one_of(word, &PASSWORDS)?;
    let asks_for_tag = rule.tag.as_ref().is_some_and(|tags| {
        let mut tags = tags.as_ref().iter();
        tags.all(|tag| tag.as_ref().eq_ignore_ascii_case(subject::PASSWORD_TAG))
    });
    if password == PasswordSource::Tag && !asks_for_tag {
        let what = "a subject may have no password; add the condition tag = [\"PW\"], alone";
        return Err(Fault::here(word.span(), what));
    }
    Ok(password)
}

fn tell(rule: &file::Rule, password: PasswordSource) -> Result<Option<Tell>, Fault> {
    let is_generated = matches!(
        password,
        PasswordSource::Recipient | PasswordSource::Message
    );
    match &rule.tell {
        Some(word) if is_generated => one_of(word, &TELL).map(Some),
        Some(word) => {
            let what = "nobody needs to be told a password that is not generated; leave tell out";
            Err(Fault::here(word.span(), what))
        }
        None if is_generated => {
            let what = "somebody must learn a generated password; add tell = \"sender\", \"command\" or \"nobody\"";
            let place = rule
                .password
                .as_ref()
                .map_or(rule.action.span(), Text::span);
            Err(Fault::here(place, what))
        }
        None => Ok(None),
    }
}

fn conditions(rule: file::Rule, folder: &Path) -> Result<Vec<Condition>, Fault> {
    let mut conditions = Vec::new();
    if let Some(tags) = rule.tag {
        conditions.push(Condition::Tag(each(tags, tag)?));
    }
    if rule.sender.is_some() || rule.sender_file.is_some() {
        let list = rule.sender.map(filled).transpose()?.unwrap_or_default();
        conditions.push(Condition::Sender(addresses(
            list,
            rule.sender_file.as_ref(),
            folder,
        )?));
    }
    if rule.recipient.is_some() || rule.recipient_file.is_some() {
        let list = rule.recipient.map(filled).transpose()?.unwrap_or_default();
        conditions.push(Condition::Recipient(addresses(
            list,
            rule.recipient_file.as_ref(),
            folder,
        )?));
    }
    let larger = rule.larger_than.as_ref().map(size).transpose()?;
    let smaller = rule.smaller_than.as_ref().map(size).transpose()?;
    if let (Some(larger), Some(smaller), Some(given)) = (larger, smaller, &rule.smaller_than)
        && larger.saturating_add(1) >= smaller
    {
        let what = "no message is smaller than this and larger than larger_than; raise this, or lower that";
        return Err(Fault::here(given.span(), what));
    }
    conditions.extend(larger.map(Condition::LargerThan));
    conditions.extend(smaller.map(Condition::SmallerThan));
    if let Some(fields) = rule.header {
        conditions.push(header(fields)?);
    }
    if let Some(types) = rule.attachment_type {
        conditions.push(Condition::AttachmentType(each(types, media_type)?));
    }
    if let Some(names) = rule.attachment_name {
        conditions.push(Condition::AttachmentName(each(names, glob)?));
    }
    if let Some(encrypted) = rule.encrypted {
        if !encrypted.as_ref() {
            let what =
                "encrypted can only be true; put a rule for encrypted messages before this one";
            return Err(Fault::here(encrypted.span(), what));
        }
        conditions.push(Condition::Encrypted);
    }
    if let Some(words) = rule.words {
        let place = words.span();
        let words = Words::new(each(words, word)?).map_err(|error| unusable(place, &error))?;
        conditions.push(Condition::Words(words));
    }
    if let Some(list) = rule.regex {
        let mut expressions = Expressions::new();
        for pattern in filled(list)? {
            expressions
                .add(pattern.as_ref())
                .map_err(|error| unusable(pattern.span(), &error))?;
        }
        conditions.push(Condition::Regex(expressions));
    }
    match rule.always {
        Some(always) if !always.as_ref() => Err(Fault::here(
            always.span(),
            "always can only be true; leave the line out, or the rule",
        )),
        Some(always) if !conditions.is_empty() => {
            let what = "always allows no other condition beside it; leave out one or the other";
            Err(Fault::here(always.span(), what))
        }
        Some(_) => Ok(vec![Condition::Always]),
        None if conditions.is_empty() => {
            let what = "the rule has no condition; add one, or always = true";
            Err(Fault::here(rule.name.span(), what))
        }
        None => Ok(conditions),
    }
}

/// What each text of a list stands for.
fn each<T>(list: List, read: impl Fn(&Text) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    filled(list)?.iter().map(read).collect()
}

fn tag(text: &Text) -> Result<String, Fault> {
    const MAX_NAME: usize = 40;
    let name = text.as_ref();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(is_name) {
        let what = format!(
            "{:?} is no name of a tag; write letters, digits, '-', '_' and '.', at most 40, without brackets",
            shortened(name)
        );
        return Err(Fault::here(text.span(), what));
    }
    Ok(name.to_ascii_lowercase())
}

fn glob(text: &Text) -> Result<Glob, Fault> {
    if text.as_ref().is_empty() {
        return Err(Fault::here(
            text.span(),
            "this matches nothing; write \"*\" for anything",
        ));
    }
    Glob::new(text.as_ref()).map_err(|error| unusable(text.span(), &error))
}

fn media_type(text: &Text) -> Result<Glob, Fault> {
    if text.as_ref() != "*"
        && text
            .as_ref()
            .split('/')
            .filter(|half| !half.is_empty())
            .count()
            != 2
    {
        let what = format!(
            "{:?} is no media type; write it like \"application/pdf\" or \"image/*\"",
            shortened(text.as_ref())
        );
        return Err(Fault::here(text.span(), what));
    }
    glob(text)
}

fn word(text: &Text) -> Result<String, Fault> {
    if text.as_ref().trim().is_empty() {
        return Err(Fault::here(
            text.span(),
            "the word is empty; write one, or leave it out",
        ));
    }
    Ok(text.as_ref().clone())
}

fn header(
    fields: toml::Spanned<std::collections::BTreeMap<Text, Text>>,
) -> Result<Condition, Fault> {
    if fields.as_ref().is_empty() {
        let what = "no field is named; write { Name = \"value\" }, or leave the line out";
        return Err(Fault::here(fields.span(), what));
    }
    let fields = fields.into_inner().into_iter().map(|(name, value)| {
        // RFC 5322 §3.6.8
        let is_name = name
            .as_ref()
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':');
        if name.as_ref().is_empty() || !is_name {
            let what = format!(
                "{:?} is no name of a header field; write it without the colon",
                shortened(name.as_ref())
            );
            return Err(Fault::here(name.span(), what));
        }
        Ok((name.as_ref().clone(), glob(&value)?))
    });
    fields.collect::<Result<_, _>>().map(Condition::Header)
}

/// The last line of what the crate says is the reason; those before draw an arrow to it.
fn unusable(place: std::ops::Range<usize>, error: &regex::Error) -> Fault {
    let what = match error {
        regex::Error::CompiledTooBig(_) => {
            "this needs too much memory; use smaller numbers in { }, or divide it among several rules".to_owned()
        }
        other => {
            let text = other.to_string();
            let reason = text.lines().last().unwrap_or_default();
            let reason = reason.trim_start_matches("error: ");
            format!("this is no regular expression: {reason}; correct it, or write a \\ before what means itself")
        }
    };
    Fault::Here(place, what)
}
