//! The structure of the documents: ISO 14289-1.

use super::super::super::boxes::*;
use super::trees::*;
use super::{read, set};
use std::rc::Rc;

fn heads(names: &[&str]) -> Row {
    let cells = names.iter().map(|name| Cell {
        header: Some(HeaderScope::Column),
        ..cell(vec![p(name)])
    });
    row(cells.collect())
}

fn item(marker: &str, children: Vec<Block>) -> Block {
    let mut first = paragraph("An item");
    first.marker = Some(Marker {
        text: marker.to_owned(),
        style: Rc::new(style()),
    });
    let mut all = vec![Block::Paragraph(first)];
    all.extend(children);
    container(Role::ListItem, looks(), all)
}

#[test]
fn claims_to_be_accessible_and_says_nothing_of_its_making() {
    let read = read(&document(vec![heading(1, "A heading"), p("Some text.")]));
    assert!(read.claims_accessibility());
    let catalog = read.pdf.catalog().unwrap();
    let preferences = catalog
        .get(b"ViewerPreferences")
        .unwrap()
        .as_dict()
        .unwrap();
    assert!(
        preferences
            .get(b"DisplayDocTitle")
            .unwrap()
            .as_bool()
            .unwrap()
    );
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    for word in [
        b"CreationDate".as_slice(),
        b"ModDate",
        b"Producer",
        b"krilla",
    ] {
        assert!(
            !read
                .set
                .pdf
                .windows(word.len())
                .any(|window| window == word)
        );
    }
}

#[test]
fn the_same_tree_gives_the_same_bytes() {
    let tree = document(vec![heading(2, "Heading"), p("Text, नमस्ते, مرحبا, שלום.")]);
    assert_eq!(set(&tree).pdf, set(&tree).pdf);
}

#[test]
fn no_level_of_headings_is_skipped() {
    let levels = [3, 3, 5, 4, 1, 6];
    let blocks = levels
        .iter()
        .map(|level| heading(*level, "Heading"))
        .collect();
    let mut kinds = read(&document(blocks)).structure();
    kinds.retain(|kind| kind.starts_with('H'));
    assert_eq!(kinds, ["H1", "H1", "H2", "H2", "H1", "H2"]);
}

#[test]
fn lists_have_items_with_labels_and_bodies() {
    let inner = container(
        Role::List { ordered: false },
        looks(),
        vec![item("\u{2022}", vec![])],
    );
    let list = container(
        Role::List { ordered: true },
        looks(),
        vec![item("1.", vec![inner]), p("Not an item")],
    );
    let kinds = read(&document(vec![list])).structure();
    let inner = ["L", "LI", "Lbl", "LBody", "P"];
    let mut expected = vec!["Document", "Sect", "L", "LI", "Lbl", "LBody", "P"];
    expected.extend(inner);
    expected.extend(["LI", "LBody", "P"]);
    assert_eq!(kinds, expected);
}

#[test]
fn quotes_captions_code_and_pictures_are_named() {
    let mut picture = paragraph("");
    picture.images.push(InlineImage {
        at: 0,
        picture: square(10, 10),
        link: None,
    });
    let code = Block::Paragraph(Paragraph {
        role: Role::Code,
        ..paragraph("let x;")
    });
    let blocks = vec![
        container(Role::Quote, looks(), vec![p("Quoted")]),
        code,
        Block::Paragraph(picture),
    ];
    let kinds = read(&document(blocks)).structure();
    let expected = [
        "Document",
        "Sect",
        "BlockQuote",
        "P",
        "P",
        "Code",
        "P",
        "Figure",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn an_ornament_is_not_read_aloud() {
    let mut picture = paragraph("");
    let ornament = Picture {
        alternative: String::new(),
        ..square(10, 10)
    };
    picture.images.push(InlineImage {
        at: 0,
        picture: ornament,
        link: None,
    });
    let read = read(&document(vec![Block::Paragraph(picture), p("Text")]));
    assert_eq!(read.structure(), ["Document", "Sect", "P"]);
    assert!(read.claims_accessibility());
}

#[test]
fn only_tables_of_data_are_tables() {
    let rows = || {
        vec![
            heads(&["A", "B"]),
            row(vec![cell(vec![p("1")]), cell(vec![])]),
        ]
    };
    let mut data = table(rows());
    data.is_data = true;
    data.header_rows = 1;
    let kinds = read(&document(vec![Block::Table(data)])).structure();
    let expected = [
        "Table", "THead", "TR", "TH", "P", "TH", "P", "TBody", "TR", "TD", "P", "TD",
    ];
    assert_eq!(kinds[2..], expected);
    let kinds = read(&document(vec![Block::Table(table(rows()))])).structure();
    assert_eq!(kinds[2..], ["P", "P", "P"]);
}

#[test]
fn heads_of_a_table_are_seen_on_each_page_and_read_once() {
    let mut rows = vec![heads(&["Heads", "Tails"])];
    rows.extend((0..150).map(|number| row(vec![cell(vec![p(&number.to_string())]), cell(vec![])])));
    let mut data = table(rows);
    data.is_data = true;
    data.header_rows = 1;
    let read = read(&document(vec![Block::Table(data)]));
    assert!(read.set.pages > 3);
    for page in 1..=read.set.pages {
        let text = read.text(page as u32);
        assert!(
            text.starts_with("HeadsTails") || text.contains("HeadsTails"),
            "{page}: {text}"
        );
    }
    let kinds = read.structure();
    assert_eq!(kinds.iter().filter(|kind| *kind == "TH").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| *kind == "TR").count(), 151);
    assert!(read.claims_accessibility());
}

#[test]
fn links_lead_only_where_no_harm_is_done() {
    let link = |target: &str| {
        let style = TextStyle {
            link: Some(target.into()),
            ..style()
        };
        Block::Paragraph(styled(&[("A link", style)]))
    };
    let targets = [
        "https://example.org/ä b",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "tel:+123",
        "no scheme",
    ];
    let read = read(&document(
        targets.iter().map(|target| link(target)).collect(),
    ));
    let links = read.dictionaries(|one| {
        one.get(b"Subtype")
            .and_then(lopdf::Object::as_name)
            .is_ok_and(|name| name == b"Link")
    });
    let uris: Vec<_> = links
        .iter()
        .map(|link| {
            let action = link.get(b"A").unwrap().as_dict().unwrap();
            assert!(link.has(b"Contents") && link.has(b"StructParent"));
            String::from_utf8(action.get(b"URI").unwrap().as_str().unwrap().to_vec()).unwrap()
        })
        .collect();
    assert_eq!(
        uris,
        ["https://example.org/%C3%A4%20b", "mailto:a@example.org"]
    );
    assert_eq!(
        read.structure()
            .iter()
            .filter(|kind| *kind == "Link")
            .count(),
        2
    );
}

#[test]
fn a_link_over_several_lines_is_one_link() {
    let style = TextStyle {
        link: Some("https://example.org/".into()),
        ..style()
    };
    let text = "words of a link ".repeat(20);
    let read = read(&document(vec![Block::Paragraph(styled(&[(&text, style)]))]));
    let links = read.dictionaries(|one| {
        one.get(b"Subtype")
            .and_then(lopdf::Object::as_name)
            .is_ok_and(|name| name == b"Link")
    });
    assert!(links.len() >= 3, "{} places to click", links.len());
    assert_eq!(
        read.structure()
            .iter()
            .filter(|kind| *kind == "Link")
            .count(),
        1
    );
}
