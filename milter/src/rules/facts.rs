//! What the rules look at: a message, who sends it, and what its subject said.

use super::subject::Tag;
use super::{Condition, RuleError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use waxseal::Error;
use waxseal::message::{Content, HeaderSection, Limits, Message, searchable};

/// How much text of one message is searched, in bytes. A long novel has a tenth of it; a message with more is not
/// searched in part but answered with [`RuleError::TooMuch`].
pub const MAX_TEXT_BYTES: usize = 10 << 20;

/// What is asked of a message, found out when a rule asks it first, and once for all recipients.
pub struct Facts<'m> {
    message: &'m Message<'m>,
    sender: &'m str,
    tags: &'m [Tag],
    parts: OnceLock<Result<Vec<Content>, RuleError>>,
    texts: OnceLock<Result<Vec<Text>, RuleError>>,
    /// What the conditions that ask nothing about the recipient were answered.
    answers: Mutex<Vec<(Arc<Condition>, Answer)>>,
}

/// Why a condition holds; absent if it does not.
type Answer = Result<Option<String>, RuleError>;

/// A text, and where in the message it is.
pub(crate) struct Text {
    pub(crate) place: String,
    pub(crate) text: String,
}

impl<'m> Facts<'m> {
    /// Facts about a message, after [`strip`](super::subject::strip), and its sender's address without brackets.
    #[must_use]
    pub fn new(message: &'m Message<'m>, sender: &'m str) -> Self {
        Self {
            message,
            sender,
            tags: &[],
            parts: OnceLock::new(),
            texts: OnceLock::new(),
            answers: Mutex::default(),
        }
    }

    /// Adds the tags that were taken out of the subject.
    #[must_use]
    pub fn with_tags(self, tags: &'m [Tag]) -> Self {
        Self { tags, ..self }
    }

    pub(crate) fn message(&self) -> &'m Message<'m> {
        self.message
    }

    pub(crate) fn sender(&self) -> &'m str {
        self.sender
    }

    pub(crate) fn tags(&self) -> &'m [Tag] {
        self.tags
    }

    /// Asks a condition, or remembers what it was answered.
    pub(crate) fn answer(&self, condition: &Arc<Condition>, recipient: &str) -> Answer {
        if condition.asks_for_recipient() {
            return condition.answer(self, recipient);
        }
        let known = |answers: &[(Arc<Condition>, Answer)]| {
            let mut answers = answers.iter();
            let found = answers.find(|(own, _)| Arc::ptr_eq(own, condition));
            found.map(|(_, answer)| answer.clone())
        };
        let lock = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known(&lock()) {
            return answer;
        }
        let answer = condition.answer(self, recipient);
        lock().push((Arc::clone(condition), answer.clone()));
        answer
    }

    /// All parts of the message, without their texts.
    pub(crate) fn parts(&self) -> Result<&[Content], RuleError> {
        let parts = self.parts.get_or_init(|| self.contents(None));
        parts.as_deref().map_err(Clone::clone)
    }

    /// Everything that words are looked for in.
    pub(crate) fn texts(&self) -> Result<&[Text], RuleError> {
        let texts = self.texts.get_or_init(|| {
            // All of them, though mail programs show one: which one differs.
            let mut texts: Vec<_> = self
                .header_values("subject")?
                .iter()
                .map(|subject| Text {
                    place: "the subject".to_owned(),
                    text: searchable(subject),
                })
                .collect();
            for content in self.contents(Some(MAX_TEXT_BYTES))? {
                let place = place(&content);
                texts.extend(content.text.map(|text| Text { place, text }));
            }
            Ok(texts)
        });
        texts.as_deref().map_err(Clone::clone)
    }

    /// The values of all fields of the header with this name, decoded.
    pub(crate) fn header_values(&self, name: &str) -> Result<Vec<String>, RuleError> {
        let header =
            HeaderSection::read(self.message.raw(), &Limits::default()).map_err(unsearchable)?;
        Ok(header
            .fields()
            .filter(|field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.text())
            .collect())
    }

    fn contents(&self, max_text_bytes: Option<usize>) -> Result<Vec<Content>, RuleError> {
        self.message
            .contents(&Limits::default(), max_text_bytes)
            .map_err(unsearchable)
    }
}

fn place(content: &Content) -> String {
    let inner = match (&content.name, content.attached) {
        (Some(name), _) => format!("{name:?}"),
        (None, true) => format!("an attachment ({})", content.media_type),
        (None, false) => "the body".to_owned(),
    };
    match &content.within {
        Some(message) => format!("{inner} in {message:?}"),
        None => inner,
    }
}

pub(super) fn unsearchable(error: Error) -> RuleError {
    match error {
        Error::TooLarge { what, limit, .. } => RuleError::TooMuch { what, limit },
        // The message was read before, so there is no other.
        _ => RuleError::TooMuch {
            what: "its structure",
            limit: 0,
        },
    }
}
