//! What a person sees while it takes a while: only on a terminal, and not with --quiet.

use crate::args::Talk;
use indicatif::{ProgressBar, ProgressBarIter, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

const FRAMES_PER_SECOND: u64 = 10;

pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub fn new(talk: Talk) -> Self {
        let bar = if talk.quiet || talk.json || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new_spinner()
        };
        Self { bar }
    }

    /// Begins something that only takes time.
    pub fn wait(&self, what: &'static str) {
        self.show("{spinner} {msg}", what);
    }

    /// Begins to write nobody knows yet how many bytes.
    pub fn write(&self, what: &'static str) {
        self.show("{spinner} {msg} {bytes}", what);
    }

    /// Begins to write `bytes` bytes.
    pub fn measure(&self, what: &'static str, bytes: u64) {
        self.bar.set_length(bytes);
        self.show("{spinner} {msg} {bar:30} {bytes} of {total_bytes}", what);
    }

    fn show(&self, template: &str, what: &'static str) {
        self.bar.reset();
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_message(what);
        // Deriving a key moves no bytes; the spinner shows that something happens.
        self.bar
            .enable_steady_tick(Duration::from_millis(1000 / FRAMES_PER_SECOND));
    }

    /// Counts what is written.
    pub fn count<W: Write>(&self, to: W) -> ProgressBarIter<W> {
        self.bar.wrap_write(to)
    }

    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    /// An error is not printed beside a half-filled bar.
    fn drop(&mut self) {
        self.done();
    }
}
