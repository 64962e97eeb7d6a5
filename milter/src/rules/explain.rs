//! Why the rules decided as they did, to be read.

use super::{Action, Format, PasswordSource, Seal, Tell};
use std::fmt;

/// What [`Rules::explain`](super::Rules::explain) says: shown, it is some lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// For whom.
    pub recipient: String,
    /// The name of the rule that fired; absent if none did.
    pub rule: Option<String>,
    /// What happens.
    pub action: Action,
    /// The conditions that were asked, in their order.
    pub steps: Vec<Step>,
}

/// One condition that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule that has it.
    pub rule: String,
    /// What it asks.
    pub condition: String,
    /// Why it holds; absent if it does not.
    pub answer: Option<String>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}: {}", self.recipient, self.action)?;
        let mut shown = None;
        for step in &self.steps {
            if shown != Some(&step.rule) {
                shown = Some(&step.rule);
                let fires = self.rule.as_ref() == shown;
                let verdict = if fires { "fires" } else { "does not fire" };
                writeln!(out, "  rule {:?} {verdict}", step.rule)?;
            }
            match &step.answer {
                Some(why) => writeln!(out, "    {}: yes, {why}", step.condition)?,
                None => writeln!(out, "    {}: no", step.condition)?,
            }
        }
        if self.rule.is_none() {
            writeln!(out, "  no rule fires, so it is what happens otherwise")?;
        }
        Ok(())
    }
}

impl fmt::Display for Action {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seal(seal) => seal.fmt(out),
            Self::Pass => out.write_str("passed as it is"),
            Self::Reject { text } => write!(out, "rejected with {text:?}"),
            Self::Defer => out.write_str("deferred"),
        }
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.format {
            Format::Html => "sealed as HTML",
            Format::Pdf => "sealed as PDF",
            Format::Both => "sealed as HTML and PDF",
        })?;
        out.write_str(match self.password {
            PasswordSource::Tag => " with the password in the subject",
            PasswordSource::Stored => " with the stored password",
            PasswordSource::Recipient => {
                " with the recipient's password, generated if there is none"
            }
            PasswordSource::Message => " with a new password",
        })?;
        out.write_str(match self.tell {
            Some(Tell::Sender) => ", which the sender is told",
            Some(Tell::Command) => ", which the command is told",
            Some(Tell::Nobody) => ", which nobody is told",
            None => "",
        })?;
        out.write_str(if self.separate {
            ", apart from others"
        } else {
            ""
        })
    }
}
