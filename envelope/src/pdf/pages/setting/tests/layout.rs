//! Where things stand.

use super::super::super::boxes::*;
use super::super::columns::{Need, Wanted, distribute};
use super::super::picture;
use super::trees::*;
use super::{read, set};

#[test]
fn a_long_text_has_many_pages_with_numbers() {
    let read = read(&document(
        (0..200)
            .map(|number| p(&format!("Line {number}.")))
            .collect(),
    ));
    assert!((4..8).contains(&read.set.pages), "{} pages", read.set.pages);
    let mut all = String::new();
    for page in 1..=read.set.pages {
        let footer = format!("{page}/{}", read.set.pages);
        let text = read.text(page as u32);
        all.push_str(text.strip_suffix(&footer).unwrap());
    }
    let expected: String = (0..200).map(|number| format!("Line{number}.")).collect();
    assert_eq!(all, expected);
}

#[test]
fn a_heading_does_not_stay_behind() {
    // Wherever the page ends, the heading is on the page of its text.
    for lines in 30..60 {
        let mut blocks: Vec<Block> = (0..lines).map(|_| p("Line")).collect();
        blocks.push(heading(1, "Heading"));
        blocks.push(p("Below"));
        let read = read(&document(blocks));
        for page in 1..=read.set.pages {
            let text = read.text(page as u32);
            assert_eq!(
                text.contains("Heading"),
                text.contains("Below"),
                "{lines} lines"
            );
        }
    }
}

#[test]
fn a_paragraph_leaves_no_single_lines() {
    // Seven lines of 17 words, and one of ten.
    let text = "word ".repeat(7 * 17 + 10);
    for lines in 30..60 {
        let mut blocks: Vec<Block> = (0..lines).map(|_| p("Line")).collect();
        blocks.push(p(&text));
        let read = read(&document(blocks));
        for page in 1..=read.set.pages {
            let words = read.text(page as u32).matches("word").count();
            assert!(words == 0 || words > 17, "{lines} lines: {words} words");
        }
    }
}

#[test]
fn sections_begin_on_new_pages_where_they_should() {
    let mut tree = document(vec![p("One")]);
    for (bookmark, new_page) in [("Two", false), ("Three", true)] {
        tree.sections.push(Section {
            bookmark: bookmark.to_owned(),
            new_page,
            content: Content::Blocks(vec![p(bookmark)]),
        });
    }
    let read = read(&tree);
    assert_eq!(read.text(1), "OneTwo1/2");
    assert_eq!(read.text(2), "Three2/2");
    let bookmarks = read.dictionaries(|one| one.has(b"Title") && one.has(b"Dest"));
    assert_eq!(bookmarks.len(), 3);
}

#[test]
fn pictures_fit_and_keep_their_proportions() {
    let tall = picture::fit(&square(100, 10_000), 400.0, 700.0);
    assert!((tall.1 - 700.0).abs() < 0.1 && (tall.0 - 7.0).abs() < 0.1);
    let wide = picture::fit(&square(4_000, 2_000), 400.0, 700.0);
    assert!((wide.0 - 400.0).abs() < 0.1 && (wide.1 - 200.0).abs() < 0.1);
    let half = Picture {
        width: Length::Percent(50.0),
        ..square(100, 100)
    };
    assert_eq!(picture::fit(&half, 400.0, 700.0), (200.0, 200.0));
}

#[test]
fn columns_share_what_there_is() {
    let need = |least, greatest, wanted| Need {
        least,
        greatest,
        wanted,
    };
    let auto = need(20.0, 100.0, Wanted::Auto);
    let near = |widths: Vec<f32>, expected: &[f32]| {
        assert_eq!(widths.len(), expected.len());
        for (width, expected) in widths.iter().zip(expected) {
            assert!((width - expected).abs() < 0.1, "{widths:?}");
        }
    };
    near(distribute(&[auto, auto], 100.0), &[50.0, 50.0]);
    near(
        distribute(&[auto, need(20.0, 300.0, Wanted::Auto)], 400.0),
        &[100.0, 300.0],
    );
    near(
        distribute(&[auto, need(20.0, 50.0, Wanted::Percent(25.0))], 400.0),
        &[300.0, 100.0],
    );
    near(
        distribute(&[auto, need(20.0, 150.0, Wanted::Points(150.0))], 400.0),
        &[250.0, 150.0],
    );
    // Too narrow for all: the narrow one keeps what it has.
    near(
        distribute(
            &[
                need(10.0, 10.0, Wanted::Auto),
                need(200.0, 200.0, Wanted::Auto),
            ],
            100.0,
        ),
        &[10.0, 90.0],
    );
}

#[test]
fn cells_beside_each_other_go_on_on_the_next_page() {
    let long = |word: &str| cell((0..100).map(|_| p(word)).collect());
    let beside = table(vec![row(vec![long("left"), long("right")])]);
    let read = read(&document(vec![Block::Table(beside)]));
    assert!(
        (2..=4).contains(&read.set.pages),
        "{} pages",
        read.set.pages
    );
    for page in 1..=read.set.pages {
        let text = read.text(page as u32);
        assert_eq!(text.matches("left").count(), text.matches("right").count());
    }
}

#[test]
fn a_wide_table_becomes_smaller_and_a_hopeless_one_a_list() {
    let wide = |columns: usize| {
        let cells = (0..columns).map(|_| cell(vec![p("Somewhatlongword")]));
        let read = read(&document(vec![Block::Table(table(vec![row(
            cells.collect()
        )]))]));
        assert_eq!(read.text(1).matches("Somewhatlongword").count(), columns);
        read.set.pages
    };
    assert_eq!(wide(7), 1);
    assert_eq!(wide(25), 1);
}

#[test]
fn margins_touch() {
    let spaced = |margin: f32| {
        let looks = Looks {
            margin: edges(margin, 0.0),
            ..looks()
        };
        container(Role::Division, looks, vec![p("Text")])
    };
    // 15 + 100 points for each: seven on a page, not four.
    let blocks = (0..6).map(|_| division(vec![spaced(100.0)])).collect();
    assert_eq!(set(&document(blocks)).pages, 1);
    // A negative one takes away.
    let blocks = (0..24).map(|number| spaced(if number % 2 == 0 { 50.0 } else { -50.0 }));
    assert_eq!(set(&document(blocks.collect())).pages, 1);
}
