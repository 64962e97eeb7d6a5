//! Trees that no honest sender makes end in pages or in a failure, soon.

use super::super::super::boxes::*;
use super::super::super::limits::{Failure, MAX_DEPTH};
use super::trees::*;
use super::{read, set, try_set};

const ODD: [f32; 9] = [
    0.0,
    -1.0,
    1e-30,
    1e30,
    -1e30,
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::MIN_POSITIVE,
];

#[test]
fn odd_lengths_lose_no_text() {
    for odd in ODD {
        let style = TextStyle {
            size: odd,
            rise: odd,
            letter_spacing: odd,
            ..style()
        };
        let mut words = styled(&[("Words", style)]);
        words.indent = odd;
        words.line_height = LineHeight::Times(odd);
        words.images.push(InlineImage {
            at: 99,
            picture: Picture {
                width: Length::Points(odd),
                height: Some(odd),
                natural: (odd, odd),
                ..square(3, 3)
            },
            link: None,
        });
        let odd_looks = Looks {
            margin: edges(odd, odd),
            padding: edges(odd, odd),
            border: border(odd, BLACK),
            radius: odd,
            width: Length::Points(odd),
            max_width: Length::Percent(odd),
            height: odd,
            background: Some(BLACK),
            place: Align::Centre,
        };
        let mut inner = cell(vec![Block::Paragraph(words)]);
        inner.looks = odd_looks.clone();
        let mut odd_row = row(vec![inner, cell(vec![p("beside")])]);
        odd_row.height = odd;
        let mut odd_table = table(vec![odd_row]);
        odd_table.looks = odd_looks.clone();
        odd_table.spacing = odd;
        odd_table.columns = vec![Length::Percent(odd), Length::Points(odd)];
        let rule = Block::Rule {
            looks: odd_looks.clone(),
            colour: BLACK,
            thickness: odd,
        };
        let blocks = vec![container(
            Role::Division,
            odd_looks,
            vec![Block::Table(odd_table), rule],
        )];
        let read = read(&document(blocks));
        let all: String = (1..=read.set.pages)
            .map(|page| read.text(page as u32))
            .collect();
        assert!(all.contains('W') && all.contains('s'), "{odd}: {all}");
    }
}

#[test]
fn trees_that_are_too_deep_are_refused() {
    let nested = |depth: usize| {
        let mut block = p("Deep down");
        for _ in 0..depth {
            let looks = Looks {
                padding: edges(0.0, 20.0),
                ..looks()
            };
            block = container(Role::Quote, looks, vec![block]);
        }
        document(vec![block])
    };
    assert!(matches!(
        try_set(&nested(MAX_DEPTH + 5)),
        Err(Failure::TooMany(_))
    ));
    assert!(read(&nested(MAX_DEPTH - 2)).text(1).contains("Deep"));
}

#[test]
fn tables_inside_each_other_are_measured_once() {
    // Measured again for each table around it, the innermost would be measured 2^40 times.
    let mut block = p("Innermost");
    for _ in 0..40 {
        block = Block::Table(table(vec![row(vec![cell(vec![block])])]));
    }
    assert!(read(&document(vec![block])).text(1).contains("Innermost"));
}

#[test]
fn tables_of_very_many_columns_or_spans_end() {
    let cells = (0..10_000).map(|_| cell(vec![p("x")])).collect();
    assert!(set(&document(vec![Block::Table(table(vec![row(cells)]))])).pages > 1);
    let rows = (0..2_000).map(|_| {
        let mut wide = cell(vec![p("y")]);
        (wide.columns, wide.rows) = (65_534, 65_534);
        row(vec![wide])
    });
    assert!(set(&document(vec![Block::Table(table(rows.collect()))])).pages > 1);
    let empty = table(vec![row(vec![]), row(vec![])]);
    assert_eq!(set(&document(vec![Block::Table(empty)])).pages, 1);
}

#[test]
fn a_picture_higher_than_any_page_fits_one() {
    let mut tall = paragraph("");
    tall.images.push(InlineImage {
        at: 0,
        picture: square(1, 100_000),
        link: None,
    });
    assert_eq!(set(&document(vec![Block::Paragraph(tall)])).pages, 1);
}

#[test]
fn spans_that_lie_about_their_text_are_put_right() {
    let mut odd = paragraph("Wörter und Wörter");
    let style = odd.spans[0].style.clone();
    odd.spans = [5..9, 2..3, 0..2, 100..usize::MAX]
        .map(|range| Span {
            range,
            style: style.clone(),
        })
        .into();
    assert_eq!(
        read(&document(vec![Block::Paragraph(odd)])).text(1),
        "WörterundWörter1/1"
    );
    let mut none = paragraph("Text");
    none.spans.clear();
    assert_eq!(
        read(&document(vec![Block::Paragraph(none)])).text(1),
        "Text1/1"
    );
}

#[test]
fn nothing_at_all_is_a_page() {
    let mut nothing = document(vec![]);
    nothing.title.clear();
    nothing.sections.clear();
    assert_eq!(set(&nothing).pages, 1);
    assert_eq!(set(&document(vec![])).pages, 1);
    assert_eq!(set(&document(vec![p("")])).pages, 1);
}
