//! A view becomes a tree of boxes: its head, its body as HTML or as text, and an index of its
//! attachments. Nothing is laid out here, and nothing is fetched or read from a file.

mod appendix;
mod body;
mod boxes_beside;
mod colours;
mod css;
mod css_values;
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
use std::rc::Rc;

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
    deadline: Deadline,
    warnings: &mut Vec<Warning>,
) -> Result<Document, Failure> {
    let view = message.view();
    let section = |bookmark: &str, blocks| Section {
        bookmark: bookmark.to_owned(),
        new_page: false,
        content: Content::Blocks(blocks),
    };
    let mut sections = vec![section("Message header", letter::head(view))];
    let body = read_body(message, body, deadline)?;
    if body.left_out > 0 {
        let count = body.left_out;
        warnings.push(Warning::ImagesLeftOut { count });
    }
    if !body.blocks.is_empty() {
        sections.push(section("Message", body.blocks));
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
        language: language.or(body.language),
        sections,
    })
}

/// The body, read.
#[derive(Default)]
struct ReadBody {
    blocks: Vec<Block>,
    /// How many images could not be shown.
    left_out: usize,
    /// Of its HTML, if that states one for all.
    language: Option<Rc<str>>,
}

fn read_body(message: &Message<'_>, body: Body, deadline: Deadline) -> Result<ReadBody, Failure> {
    let view = message.view();
    let remark = |text: &str| {
        let words = words::paragraph(&[(text, &words::soft())], Role::Paragraph);
        words::spaced(words, Role::Division, 0.0, 8.0)
    };
    let blocks = match (body, &view.html) {
        (Body::Html, Some(html)) => return read_html(message, html, deadline),
        // Nothing was lost where there is no HTML.
        (Body::Html | Body::Text, None) => text::blocks(&view.text, deadline)?,
        (Body::Text, Some(_)) => {
            let mut blocks = vec![remark(
                "The layout of this message could not be kept; this is its text.",
            )];
            blocks.extend(text::blocks(&view.text, deadline)?);
            blocks
        }
        (Body::Omitted, _) => vec![remark(
            "This message could not be set on pages. It is in the original message.",
        )],
    };
    Ok(ReadBody {
        blocks,
        ..ReadBody::default()
    })
}

fn read_html(message: &Message<'_>, html: &str, deadline: Deadline) -> Result<ReadBody, Failure> {
    /// How far in the element around everything is: within `<html>` and `<body>`.
    const OUTERMOST: usize = 6;
    let dom = dom::Dom::parse(html, deadline)?;
    let mut images = images::Images::new(message, deadline);
    let blocks = body::Reader {
        dom: &dom,
        images: &mut images,
        deadline,
        heading: 1,
    }
    .read()?;
    let language = dom
        .inside(dom.root())
        .take(OUTERMOST)
        .find_map(|id| dom.attribute(id, "lang"));
    Ok(ReadBody {
        blocks,
        left_out: images.left_out,
        language: language.and_then(elements::language),
    })
}
