//! Trees of small mails, as text that a person can read; and that no mail breaks anything.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::super::boxes::{Block, Content, Document, Length, Paragraph, Table};
use super::super::limits::{Deadline, Failure};
use super::dump;
use super::{Body, document};
use crate::message::{Limits, Message};
use crate::pdf::{Options, Warning};
use std::path::{Path, PathBuf};

fn read(mail: &[u8], body: Body) -> Result<(Document, Vec<Warning>), Failure> {
    let message = Message::parse(mail, &Limits::default()).unwrap();
    let mut warnings = Vec::new();
    let tree = document(
        &message,
        body,
        &Options::default(),
        &Deadline::begin(),
        &mut warnings,
    )?;
    check(&tree);
    Ok((tree, warnings))
}

fn mail(html: &str) -> Vec<u8> {
    format!(
        "From: a@example.org\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}"
    )
    .into_bytes()
}

/// The body of a mail with this HTML.
fn body(html: &str) -> String {
    let (tree, _) = read(&mail(html), Body::Html).unwrap();
    let section = tree
        .sections
        .iter()
        .find(|section| section.bookmark == "Message");
    match section.map(|section| &section.content) {
        Some(Content::Blocks(blocks)) => dump::blocks(blocks),
        _ => String::new(),
    }
}

/// What the setting relies on.
fn check(tree: &Document) {
    let mut blocks: Vec<&Block> = Vec::new();
    for section in &tree.sections {
        if let Content::Blocks(own) = &section.content {
            blocks.extend(own);
        }
    }
    while let Some(block) = blocks.pop() {
        match block {
            Block::Container(own) => blocks.extend(&own.children),
            Block::Paragraph(own) => check_paragraph(own),
            Block::Table(own) => {
                check_table(own);
                blocks.extend(&own.caption);
                blocks.extend(
                    own.rows
                        .iter()
                        .flat_map(|row| &row.cells)
                        .flat_map(|cell| &cell.children),
                );
            }
            Block::Rule { thickness, .. } => assert!(*thickness > 0.0),
        }
    }
}

fn check_paragraph(own: &Paragraph) {
    let mut end = 0;
    for span in &own.spans {
        assert_eq!(span.range.start, end);
        assert!(span.range.end > end && own.text.is_char_boundary(span.range.end));
        assert!(span.style.size >= 0.5 && span.style.size <= 250.0);
        end = span.range.end;
    }
    assert_eq!(end, own.text.len());
    assert!(!own.text.is_empty() || !own.images.is_empty());
    assert!(own.images.is_sorted_by_key(|image| image.at));
    assert!(
        own.images
            .iter()
            .all(|image| own.text.is_char_boundary(image.at))
    );
}

fn check_table(own: &Table) {
    for (number, row) in own.rows.iter().enumerate() {
        assert!(!row.cells.is_empty());
        for cell in &row.cells {
            assert!(cell.columns >= 1 && cell.rows >= 1 && number + cell.rows <= own.rows.len());
            match cell.looks.width {
                Length::Points(points) => assert!(points.is_finite() && points > 0.0),
                Length::Percent(percent) => assert!((0.0..=100.0).contains(&percent)),
                Length::Auto => {}
            }
        }
    }
}

/// The mails of the corpus, if there is one; see `tests/common`.
fn corpus() -> Vec<PathBuf> {
    let folder = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let mut files = Vec::new();
    let mut folders = vec![folder.join("eml")];
    if !folders[0].is_dir() {
        println!("skipped: corpus not found at {}", folder.display());
        return files;
    }
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_mail_of_the_corpus_becomes_a_tree() {
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        for body in [Body::Html, Body::Text, Body::Omitted] {
            if let Err(failure) = read(&bytes, body) {
                panic!("{}: {failure:?}", path.display());
            }
        }
    }
}

#[test]
fn hostile_mails_become_trees() {
    let deep = |tag: &str, count| format!("<{tag}>").repeat(count) + "x";
    for html in [
        deep("div", 20_000),
        deep("blockquote", 20_000),
        deep("ul><li", 10_000),
        deep("table><tr><td", 10_000),
        deep("span style='display:inline-block;padding:5px;background:red'", 5_000),
        "<table><tr>".to_owned() + &"<td>x".repeat(100_000),
        "<table>".to_owned() + &"<tr><td>x".repeat(30_000),
        "<table><tr><td colspan=1000000000 rowspan=99999999999999>x<td colspan=-1 rowspan=0>y</table>".to_owned(),
        "<ol start=2147483647><li>a<li>b<li value=99999999999>c</ol>".to_owned(),
        "<p style='padding:1e30px;margin:1e30em;border:1e30px solid;width:1e30%;height:1e30px;text-indent:1in;\
            font-size:1e30px;line-height:1e30;letter-spacing:1e30px;border-radius:1e30px'>x".to_owned(),
        "<p style='padding:NaNpx;margin:infpx;font-size:-1px;line-height:-1;width:-5px'>x".to_owned(),
        "<font size=99999999999>x<font size=+999999999>y<hr size=1e30 width=1e30>".to_owned(),
        "<big>".repeat(200) + "x",
        "<small>".repeat(200) + "x",
        "x".repeat(1_000_000),
        "x ".repeat(500_000),
        "x<br>".repeat(100_000),
        format!("<pre>{}</pre>", "x\n".repeat(500_000)),
        format!("<pre>{}</pre>", "\t".repeat(200_000)),
        "<span style='display:inline-block;width:10px'>x</span>".repeat(20_000),
        "<img src='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgD/////AP///wgGAAAAAAAA'>".to_owned(),
        "<img src='data:image/gif;base64,R0lGODlh////////'>".to_owned(),
        "<img src='data:image/jpeg;base64,/9j/4AAQ'>".repeat(1_000),
    ] {
        let taken = std::time::Instant::now();
        let result = read(&mail(&html), Body::Html);
        println!("{:?} {:.60}", taken.elapsed(), html);
        assert!(result.is_ok(), "{:?} from {html:.60}", result.err());
    }
}

#[test]
fn what_looks_how() {
    println!(
        "{}",
        body("<p>Hello <b>you</b> <a href='https://x.example/'>there</a></p>")
    );
}
