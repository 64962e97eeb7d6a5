//! A view becomes a tree of boxes: its head, its body as HTML or as text, and an index of its
//! attachments. Nothing is laid out here, and nothing is fetched or read from a file.

mod appendix;
mod body;
mod boxes_beside;
mod colours;
mod css;
mod dom;
mod elements;
mod flow;
mod images;
mod index;
mod lengths;
mod letter;
mod lists;
mod style;
mod tables;
mod text;
mod words;

#[cfg(test)]
mod dump;
#[cfg(test)]
mod tests;

use super::boxes::{Block, Content, Document, Role, Section};
use super::limits::{Deadline, Failure};
use crate::message::Message;
use crate::pdf::{Options, Warning};

/// How much of the body to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// As HTML, if there is any.
    Html,
    /// As text, because the HTML could not be set.
    Text,
    /// Not at all, because its text could not be set either.
    Omitted,
}

/// Makes the tree of a message.
///
/// # Errors
///
/// A [`Failure`] if the body is beyond a limit; then a simpler [`Body`] may be tried.
pub(super) fn document(
    message: &Message<'_>,
    body: Body,
    options: &Options,
    deadline: &Deadline,
    warnings: &mut Vec<Warning>,
) -> Result<Document, Failure> {
    let deadline = *deadline;
    let view = message.view();
    let section = |bookmark: &str, blocks| Section {
        bookmark: bookmark.to_owned(),
        new_page: false,
        content: Content::Blocks(blocks),
    };
    let mut sections = vec![section("Message header", letter::head(view))];
    let (blocks, left_out) = body_blocks(message, body, deadline)?;
    if left_out > 0 {
        warnings.push(Warning::ImagesLeftOut { count: left_out });
    }
    if !blocks.is_empty() {
        sections.push(section("Message", blocks));
    }
    if !index::listed(message).is_empty() {
        let appendix = match options.attachment_pages {
            true => appendix::appendix(message, deadline, warnings),
            false => appendix::Appendix::default(),
        };
        let remarks = &appendix.remarks;
        let blocks = index::blocks(message, deadline, options.original, remarks)?;
        sections.push(section("Attachments", blocks));
        sections.extend(appendix.sections);
    }
    let language = options.language.as_deref().and_then(elements::language);
    Ok(Document {
        title: letter::title(view).to_owned(),
        language,
        sections,
    })
}

/// The blocks of the body, and how many images could not be shown.
fn body_blocks(
    message: &Message<'_>,
    body: Body,
    deadline: Deadline,
) -> Result<(Vec<Block>, usize), Failure> {
    let view = message.view();
    let remark = |text: &str| {
        let words = words::paragraph(&[(text, &words::soft())], Role::Paragraph);
        words::spaced(words, Role::Division, 0.0, 8.0)
    };
    match (body, &view.html) {
        (Body::Html, Some(html)) => {
            let dom = dom::Dom::parse(html, deadline)?;
            let mut images = images::Images::new(message, deadline);
            let mut reader = body::Reader {
                dom: &dom,
                images: &mut images,
                deadline,
                heading: 1,
            };
            let blocks = reader.read()?;
            Ok((blocks, images.left_out))
        }
        // Nothing was lost where there is no HTML.
        (_, None) if body != Body::Omitted => Ok((text::blocks(&view.text, deadline)?, 0)),
        (Body::Html | Body::Text, _) => {
            let mut blocks = vec![remark(
                "The layout of this message could not be kept; this is its text.",
            )];
            blocks.extend(text::blocks(&view.text, deadline)?);
            Ok((blocks, 0))
        }
        (Body::Omitted, _) => Ok((
            vec![remark(
                "This message could not be set on pages. It is in the original message.",
            )],
            0,
        )),
    }
}
