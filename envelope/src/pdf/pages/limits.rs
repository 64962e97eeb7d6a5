//! How much work a message may make on its way to pages. What is beyond ends in a [`Failure`], and
//! then the pages are made again in a simpler way.

use std::time::{Duration, Instant};

/// Elements and texts of the HTML together. The largest newsletters have some 10 000.
pub(super) const MAX_NODES: usize = 400_000;
/// How deep elements may nest; what is deeper belongs to the last one.
pub(super) const MAX_DEPTH: usize = 128;
/// Pixels of one image: a camera's 100 megapixels.
pub(super) const MAX_IMAGE_PIXELS: u64 = 100_000_000;
/// Pixels of all images of a body or of an attachment together.
pub(super) const MAX_TOTAL_PIXELS: u64 = 400_000_000;
/// Pages of a document.
pub(super) const MAX_PAGES: usize = 20_000;
/// How long one attempt may take. 200 pages need less than a second.
const MAX_TIME: Duration = Duration::from_secs(20);

/// When an attempt has taken too long.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Instant);

impl Deadline {
    /// Begins now.
    pub(super) fn begin() -> Self {
        Self(Instant::now() + MAX_TIME)
    }

    /// The same, or sooner.
    pub(super) fn within(self, limit: Duration) -> Self {
        Self(self.0.min(Instant::now() + limit))
    }

    pub(super) fn end(self) -> Instant {
        self.0
    }

    /// To be asked at least once for each line of text, row or image.
    pub(super) fn check(self) -> Result<(), Failure> {
        match Instant::now() < self.0 {
            true => Ok(()),
            false => Err(Failure::TooSlow),
        }
    }
}

/// Why pages could not be made in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Beyond a limit of this module; says so in words, for example "it has too many elements".
    TooMany(&'static str),
    TooSlow,
    /// krilla refused it.
    Unwritable,
    /// The layout panicked, which is a fault of ours.
    Panicked,
    /// The system gave no thread to make it in.
    NoThread,
}

impl Failure {
    /// What a warning says of it.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::TooMany(what) => what,
            Self::TooSlow => "it takes too long",
            Self::Unwritable | Self::Panicked => "its layout failed",
            Self::NoThread => "the system is short of threads",
        }
    }
}
