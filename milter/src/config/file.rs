//! The configuration as it is written.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A text with its place.
pub(super) type Text = Spanned<String>;
/// A list of texts with their places.
pub(super) type List = Spanned<Vec<Text>>;
/// A number, or a size such as "10 MB".
pub(super) type Number = Spanned<toml::Value>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) listen: List,
    pub(super) metrics: Option<Text>,
    pub(super) otherwise: Text,
    #[serde(default)]
    pub(super) organisation: Organisation,
    pub(super) store: Option<Store>,
    pub(super) inject: Option<Inject>,
    pub(super) mta: Option<Inject>,
    pub(super) command: Option<Command>,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default, rename = "rule")]
    pub(super) rules: Vec<Rule>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Organisation {
    pub(super) domains: Vec<Text>,
    pub(super) branding: Option<Text>,
    pub(super) recipient_keys: Vec<Text>,
    pub(super) answer_keys: Vec<Text>,
    pub(super) notices_from: Option<Text>,
    pub(super) subject: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Store {
    pub(super) url: Text,
    pub(super) key_file: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inject {
    pub(super) smtp: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    pub(super) run: List,
    pub(super) seconds: Option<Number>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub(super) message_bytes: Option<Number>,
    pub(super) memory_bytes: Option<Number>,
    pub(super) recipients: Option<Number>,
    pub(super) connections: Option<Number>,
    pub(super) seconds: Option<Number>,
    pub(super) workers: Option<Number>,
    pub(super) cached_keys: Option<Number>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) name: Text,
    pub(super) tag: Option<List>,
    pub(super) header: Option<Spanned<BTreeMap<Text, Text>>>,
    pub(super) sender: Option<List>,
    pub(super) sender_file: Option<Text>,
    pub(super) recipient: Option<List>,
    pub(super) recipient_file: Option<Text>,
    pub(super) larger_than: Option<Number>,
    pub(super) smaller_than: Option<Number>,
    pub(super) attachment_type: Option<List>,
    pub(super) attachment_name: Option<List>,
    pub(super) words: Option<List>,
    pub(super) regex: Option<List>,
    pub(super) encrypted: Option<Spanned<bool>>,
    pub(super) always: Option<Spanned<bool>>,
    pub(super) action: Text,
    pub(super) text: Option<Text>,
    pub(super) password: Option<Text>,
    pub(super) tell: Option<Text>,
    pub(super) separate: Option<Spanned<bool>>,
}
