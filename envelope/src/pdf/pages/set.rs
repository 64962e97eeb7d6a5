//! Making pages, in a simpler way whenever a better one fails: no mail is refused only because it
//! is ugly.

use super::fonts::Fonts;
use super::limits::{Deadline, Failure};
use super::reading::{self, Body};
use super::setting::{self, Typeset};
use crate::Error;
use crate::message::Message;
use crate::pdf::{Options, Warning};
use std::collections::BTreeMap;
use std::thread;

/// A PDF in clear, and what became of the message on its way there.
pub(in crate::pdf) struct Pages {
    /// PDF 1.7, tagged.
    pub(in crate::pdf) pdf: Vec<u8>,
    pub(in crate::pdf) count: usize,
    pub(in crate::pdf) warnings: Vec<Warning>,
}

/// Enough for boxes nested to [`super::limits::MAX_DEPTH`], also without optimisation.
const STACK_BYTES: usize = 32 << 20;
/// How many characters a warning names.
const NAMED_CHARACTERS: usize = 20;

/// With attachments as pages or without, and how much of the body. Attachments may be why a way
/// fails, so no body is omitted because of them.
const WAYS: [(bool, Body); 5] = [
    (true, Body::Html),
    (true, Body::Text),
    (false, Body::Html),
    (false, Body::Text),
    (false, Body::Omitted),
];

/// Sets `message` on pages.
///
/// # Errors
/// [`Error::NoPages`] if not even its header could be set.
pub(in crate::pdf) fn set(
    message: &Message<'_>,
    options: &Options,
    fonts: &Fonts,
) -> Result<Pages, Error> {
    let mut reason = None;
    let mut html_is_slow = false;
    for (attachment_pages, body) in WAYS {
        // A message without HTML is set as text in the first way already.
        if attachment_pages && !options.attachment_pages
            || body == Body::Text && message.view().html.is_none()
            || body == Body::Html && html_is_slow
        {
            continue;
        }
        let options = Options {
            attachment_pages,
            ..options.clone()
        };
        match attempt(message, body, &options, fonts) {
            Ok(pages) => return Ok(explain(pages, reason)),
            Err(failure) => {
                html_is_slow |= body == Body::Html && failure == Failure::TooSlow;
                reason = reason.or(Some(failure));
            }
        }
    }
    Err(Error::NoPages)
}

/// One way to make pages, in a thread of its own: its stack is large enough for every tree within
/// the limits, and a panic of the layout or of a library under it ends there.
fn attempt(
    message: &Message<'_>,
    body: Body,
    options: &Options,
    fonts: &Fonts,
) -> Result<Pages, Failure> {
    let work = || {
        let deadline = Deadline::begin();
        let mut warnings = Vec::new();
        let document = reading::document(message, body, options, deadline, &mut warnings)?;
        let Typeset {
            pdf,
            pages,
            missing,
        } = setting::typeset(&document, options.page_size, fonts, deadline)?;
        warnings.extend(missing_characters(missing));
        Ok(Pages {
            pdf,
            count: pages,
            warnings,
        })
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("pages".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work);
        match thread {
            Ok(thread) => thread.join().unwrap_or(Err(Failure::Panicked)),
            Err(_) => Err(Failure::NoThread),
        }
    })
}

/// One warning for each package that would help.
fn missing_characters(missing: impl IntoIterator<Item = char>) -> impl Iterator<Item = Warning> {
    let mut by_package: BTreeMap<Option<&'static str>, String> = BTreeMap::new();
    for character in missing {
        let named = by_package.entry(Fonts::package_for(character)).or_default();
        if named.chars().count() < NAMED_CHARACTERS {
            named.push(character);
        }
    }
    by_package
        .into_iter()
        .map(|(package, characters)| Warning::MissingCharacters {
            characters,
            package,
        })
}

/// Says first why the pages are not as good as they could be.
fn explain(mut pages: Pages, failure: Option<Failure>) -> Pages {
    if let Some(failure) = failure {
        pages
            .warnings
            .insert(0, Warning::Simplified(failure.reason()));
    }
    pages
}
