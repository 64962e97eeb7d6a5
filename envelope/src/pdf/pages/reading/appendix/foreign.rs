//! The pages of attached PDFs. They are taken out of their document first
//! ([`crate::pdf::file::pages_only`]), so that no action, script or file comes along, and what
//! krilla reads is well formed.

use super::super::super::boxes::{Content, Section};
use super::super::super::limits::Deadline;
use super::SLOW;
use crate::pdf::file;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla::pdf::{Pdf, PdfDocument};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

const DAMAGED: &str = "it is damaged";

/// A section for each page of a PDF, or why there is none.
pub(super) fn pages(
    title: &str,
    bytes: &[u8],
    deadline: Deadline,
) -> Result<Vec<Section>, &'static str> {
    // Another's code on a stranger's bytes: should it ever panic, that is a damaged file.
    let read = catch_unwind(AssertUnwindSafe(|| read(bytes, deadline)));
    let (document, sizes) = read.unwrap_or(Err(DAMAGED))?;
    let count = sizes.len();
    let section = |(index, size)| {
        let title = match count {
            1 => title.to_owned(),
            _ => format!("{title}, page {} of {count}", index + 1),
        };
        Section {
            bookmark: title.clone(),
            new_page: true,
            content: Content::PdfPage {
                document: document.clone(),
                index,
                size,
                alternative: title,
            },
        }
    };
    Ok(sizes.into_iter().enumerate().map(section).collect())
}

type Read = (PdfDocument, Vec<(f32, f32)>);

fn read(bytes: &[u8], deadline: Deadline) -> Result<Read, &'static str> {
    let clean = file::pages_only(bytes, deadline.end())?;
    let pdf = Pdf::new(clean).map_err(|_| DAMAGED)?;
    let sizes: Vec<_> = pdf
        .pages()
        .iter()
        .map(|page| page.render_dimensions())
        .collect();
    let document = PdfDocument::new(Arc::new(pdf));
    // krilla tells what is wrong only when a document is finished, and then all pages would be lost.
    let mut trial = krilla::Document::new();
    for (index, &(width, height)) in sizes.iter().enumerate() {
        deadline.check().map_err(|_| SLOW)?;
        let (Some(size), Some(settings)) = (
            Size::from_wh(width, height),
            PageSettings::from_wh(width, height),
        ) else {
            return Err(DAMAGED);
        };
        let mut page = trial.start_page_with(settings);
        let mut surface = page.surface();
        surface.draw_pdf_page(&document, size, index);
        surface.finish();
        page.finish();
    }
    match trial.finish() {
        Ok(_) if !sizes.is_empty() => Ok((document, sizes)),
        _ => Err(DAMAGED),
    }
}
