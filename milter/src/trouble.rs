//! Why a message does not go on, and what its sender or the MTA is told.

use crate::inject::InjectError;
use crate::letter::Reply;
use crate::rules::RuleError;
use crate::rules::subject::SubjectError;
use crate::store::StoreError;
use waxseal::sealer::Disposition;

/// The one error of the gateway. Its text holds no password and nothing of a message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// A rule says so.
    #[error("{0}")]
    Rejected(String),
    /// A rule says so.
    #[error("a rule holds this message back; it is tried again later")]
    HeldBack,
    /// The tags of the subject make no sense.
    #[error("{0}")]
    Subject(#[from] SubjectError),
    /// A rule cannot be answered.
    #[error("{0}")]
    Rule(#[from] RuleError),
    /// Sealing failed.
    #[error("{0}")]
    Seal(#[from] waxseal::Error),
    /// The store of the passwords failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Sending a further mail failed.
    #[error("{0}")]
    Inject(#[from] InjectError),
    /// The command that tells passwords failed.
    #[error("the command that tells passwords failed ({0})")]
    Tell(String),
    /// The store has no password.
    #[error("there is no password for {0}; ask your administrator to set one")]
    NoPassword(String),
    /// The rule wants a password from the subject.
    #[error("the subject has no password; write one as [PW:...]")]
    NoTag,
    /// The sender is to be told a password, but is outside.
    #[error(
        "the password would have to be told to a sender outside the organisation, which is never done"
    )]
    SenderOutside,
    /// There is no store.
    #[error("the configuration has no [store]")]
    NoStore,
    /// There is no command.
    #[error("the configuration has no [command]")]
    NoCommand,
    /// Nobody waits any more.
    #[error("it took too long")]
    TooLate,
}

impl Trouble {
    /// What the MTA is told. The cause of a fault of ours is for the log, not for the world.
    pub fn reply(&self) -> Reply {
        let text = self.to_string();
        match self {
            Self::Rejected(_) | Self::NoPassword(_) | Self::NoTag | Self::SenderOutside => {
                Reply::reject([7, 1], &text)
            }
            Self::Subject(_) => Reply::reject([6, 0], &text),
            Self::Rule(_) => Reply::reject([7, 1], &text),
            Self::HeldBack => Reply::defer([7, 1], &text),
            Self::Seal(error) => match error.disposition() {
                Disposition::Bounce => Reply::reject([6, 0], &format!("cannot be sealed: {text}")),
                Disposition::Retry => Reply::defer([3, 0], "sealing failed; try again"),
            },
            Self::Store(StoreError::Address(_)) => Reply::reject([1, 3], &text),
            Self::Store(error) if !error.is_worth_a_retry() => Reply::defer(
                [3, 5],
                "the store of the passwords needs its administrator; try again later",
            ),
            Self::Store(_) => Reply::defer(
                [3, 0],
                "the store of the passwords cannot be used; try again",
            ),
            Self::Inject(InjectError::Address(_)) => Reply::reject([1, 3], &text),
            Self::Inject(InjectError::Smtp(error)) if error.is_permanent() => {
                Reply::reject([4, 0], "the mail server refuses a part of this message")
            }
            Self::Inject(_) => Reply::defer([4, 0], "a mail could not be handed on; try again"),
            Self::Tell(_) => Reply::defer([4, 0], "a password could not be told; try again"),
            Self::NoStore | Self::NoCommand => Reply::defer([3, 5], &text),
            Self::TooLate => Reply::defer([4, 7], "sealing took too long; try again"),
        }
    }
}
