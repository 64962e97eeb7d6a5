//! The rules of an organisation: what happens to a message for each of its recipients.
//!
//! A rule has conditions, which must all hold, and an action. The first rule that fires decides; where none does, the
//! configuration says what happens `otherwise`. [`Rules::decide`] and [`Rules::explain`] are the same walk. What the
//! rules look at are [`Facts`]; the tags of the subject ([`subject`]) are taken out of the message before.
//!
//! Where a condition cannot be answered the walk ends with a [`RuleError`], never with an answer: a message that is
//! too large to be searched must not leave because nothing was found in it.

mod condition;
mod encrypted;
mod explain;
mod facts;
mod patterns;
pub mod subject;

pub use explain::{Explanation, Step};
pub use facts::Facts;
pub use patterns::Addresses;

pub(crate) use condition::Condition;
pub(crate) use patterns::{Expressions, Glob, Words};

use std::sync::Arc;
use subject::Tags;
pub use waxseal::sealer::Format;

/// Why a rule could not be answered. The message must be rejected or deferred then. It will not be answered later
/// either, so rejecting it is kinder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// The message is larger or deeper than what is searched.
    #[error(
        "the message cannot be searched completely: {what} is more than {limit}; send it in smaller parts, \
         or decide on such messages in an earlier rule, for example with larger_than"
    )]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much of it is searched.
        limit: u64,
    },
}

/// What becomes of a message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is sealed.
    Seal(Seal),
    /// It goes out as it is.
    Pass,
    /// It is refused for good.
    Reject {
        /// What the sender is told: one line of ASCII, fit for an SMTP reply.
        text: String,
    },
    /// It is refused for now.
    Defer,
}

/// How a message is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// In which envelope.
    pub format: Format,
    /// Where the password comes from.
    pub password: PasswordSource,
    /// Who is told a password that was generated; absent if none is.
    pub tell: Option<Tell>,
    /// Whether each recipient gets a mail of their own even where one envelope could serve several.
    pub separate: bool,
}

/// Where the password of an envelope comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordSource {
    /// From the subject: the value of `[PW:...]`.
    Tag,
    /// From the store, which must have it.
    Stored,
    /// From the store; it is generated once for a recipient that has none.
    Recipient,
    /// It is generated for each message.
    Message,
}

/// Who is told a password that was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// The sender, in a mail.
    Sender,
    /// The command of the configuration, such as an SMS gateway.
    Command,
    /// Nobody: it is looked up in the store.
    Nobody,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'r> {
    /// The name of the rule that fired; absent if none did.
    pub rule: Option<&'r str>,
    /// What happens.
    pub action: &'r Action,
}

/// One rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// All must hold. [`Facts`] remember answers by them.
    pub(crate) conditions: Vec<Arc<Condition>>,
    pub(crate) action: Action,
}

/// All rules of a configuration, in their order.
#[derive(Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    otherwise: Action,
    tags: Tags,
}

impl Rules {
    pub(crate) fn new(mut rules: Vec<Rule>, otherwise: Action) -> Self {
        for rule in &mut rules {
            // What costs most is asked last, so that it is often not asked at all.
            rule.conditions.sort_by_key(|condition| condition.cost());
        }
        let named = rules.iter().flat_map(|rule| &rule.conditions);
        let named = named.filter_map(|condition| match condition.as_ref() {
            Condition::Tag(names) => Some(names),
            _ => None,
        });
        Self {
            tags: Tags::new(named.flatten().map(String::as_str)),
            rules,
            otherwise,
        }
    }

    /// The tags that the rules know, and that no subject may keep.
    #[must_use]
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// The actions that there are, with the one for recipients whom no rule matches.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.rules
            .iter()
            .map(|rule| &rule.action)
            .chain([&self.otherwise])
    }

    /// What happens to a message for `recipient`, an address without brackets.
    ///
    /// # Errors
    /// [`RuleError`] if a rule cannot be answered; the message must not leave then.
    pub fn decide(&self, facts: &Facts<'_>, recipient: &str) -> Result<Decision<'_>, RuleError> {
        self.walk(facts, recipient, None)
    }

    /// The same, with the reasons, for an administrator. It never holds a password.
    ///
    /// # Errors
    /// As [`Rules::decide`].
    pub fn explain(&self, facts: &Facts<'_>, recipient: &str) -> Result<Explanation, RuleError> {
        let mut steps = Vec::new();
        let decision = self.walk(facts, recipient, Some(&mut steps))?;
        Ok(Explanation {
            recipient: recipient.to_owned(),
            rule: decision.rule.map(str::to_owned),
            action: decision.action.clone(),
            steps,
        })
    }

    /// Asks rule after rule. The conditions after one that does not hold are not asked.
    fn walk(
        &self,
        facts: &Facts<'_>,
        recipient: &str,
        mut steps: Option<&mut Vec<Step>>,
    ) -> Result<Decision<'_>, RuleError> {
        for rule in &self.rules {
            let mut fires = true;
            for condition in &rule.conditions {
                let answer = facts.answer(condition, recipient)?;
                fires = answer.is_some();
                if let Some(steps) = &mut steps {
                    steps.push(Step {
                        rule: rule.name.clone(),
                        condition: condition.to_string(),
                        answer,
                    });
                }
                if !fires {
                    break;
                }
            }
            if fires {
                return Ok(Decision {
                    rule: Some(&rule.name),
                    action: &rule.action,
                });
            }
        }
        Ok(Decision {
            rule: None,
            action: &self.otherwise,
        })
    }
}
