//! Trees of small mails, as text that a person can read; and that no mail breaks anything.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::super::boxes::{Block, Content, Document, Edges, Length, Looks, Paragraph, Table};
use super::super::limits::{Deadline, Failure};
use super::dump;
use super::{Body, document};
use crate::message::{Limits, Message};
use crate::pdf::{Options, Warning};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn read(mail: &[u8], body: Body) -> Result<(Document, Vec<Warning>), Failure> {
    let message = Message::parse(mail, &Limits::default()).unwrap();
    let mut warnings = Vec::new();
    let tree = document(
        &message,
        body,
        &Options::default(),
        Deadline::begin(),
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

/// Lengths are finite and bounded.
fn check_looks(looks: &Looks) {
    let sides = |edges: &Edges<f32>| [edges.top, edges.right, edges.bottom, edges.left];
    let border = &looks.border;
    let lines = [border.top, border.right, border.bottom, border.left].map(|side| side.width);
    let lengths = sides(&looks.margin)
        .into_iter()
        .chain(sides(&looks.padding))
        .chain(lines);
    for length in lengths.chain([looks.height, looks.radius]) {
        assert!((0.0..=1000.0).contains(&length), "{length}");
    }
    for width in [looks.width, looks.max_width] {
        match width {
            Length::Points(points) => assert!(points > 0.0 && points <= 20_000.0, "{points}"),
            Length::Percent(percent) => assert!((0.0..=100.0).contains(&percent), "{percent}"),
            Length::Auto => {}
        }
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
            Block::Container(own) => {
                check_looks(&own.looks);
                blocks.extend(&own.children);
            }
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
            Block::Rule {
                looks, thickness, ..
            } => {
                check_looks(looks);
                assert!(*thickness > 0.0 && *thickness < 100.0);
            }
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
    check_looks(&own.looks);
    for (number, row) in own.rows.iter().enumerate() {
        assert!(!row.cells.is_empty());
        for cell in &row.cells {
            assert!(cell.columns >= 1 && cell.rows >= 1 && number + cell.rows <= own.rows.len());
            check_looks(&cell.looks);
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
        let result = read(&mail(&html), Body::Html);
        assert!(result.is_ok(), "{:?} from {html:.60}", result.err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Any tags with any declarations.
    #[test]
    fn no_html_breaks_the_tree(pieces in prop::collection::vec(piece(), 0..60)) {
        let (_, warnings) = read(&mail(&pieces.concat()), Body::Html).unwrap();
        prop_assert_eq!(warnings, vec![]);
    }
}

fn piece() -> impl Strategy<Value = String> {
    let element = prop::sample::select(crate::message::ELEMENTS_FOR_TESTS.to_vec());
    let property = prop::sample::select(crate::message::PROPERTIES_FOR_TESTS.to_vec());
    let number = prop_oneof![
        any::<f32>().prop_map(|number| number.to_string()),
        (-20..500_i32).prop_map(|number| number.to_string()),
    ];
    let word = prop::sample::select(vec![
        "auto",
        "none",
        "solid",
        "red",
        "rgba(1,2,3,.5)",
        "bold",
        "inline-block",
        "block",
        "center",
        "pre",
        "left",
        "nowrap",
        "square",
        "0",
        "!important",
        "/",
    ]);
    let unit = prop::sample::select(vec!["", "px", "pt", "em", "%", "cm", "e9px", "vw"]);
    let length = (number, unit).prop_map(|(number, unit)| format!("{number}{unit}"));
    let value = prop::collection::vec(prop_oneof![length, word.prop_map(str::to_owned)], 1..4);
    let declarations = prop::collection::vec((property, value), 0..4).prop_map(|all| {
        let text = |(name, value): (&str, Vec<String>)| format!("{name}:{};", value.join(" "));
        all.into_iter().map(text).collect::<String>()
    });
    let attribute = prop::sample::select(vec![
        "",
        "align=center",
        "align=left",
        "width=1e9",
        "height=50%",
        "colspan=7",
        "rowspan=3",
        "border=9",
        "dir=rtl",
        "lang=he",
        "size=+9",
        "start=-4",
        "type=i",
        "bgcolor=#123456",
    ]);
    prop_oneof![
        "[ a-z\\n\\t\u{a0}\u{5d0}]{0,20}",
        (element.clone(), attribute, declarations)
            .prop_map(|(name, attribute, style)| format!("<{name} {attribute} style=\"{style}\">")),
        element.prop_map(|name| format!("</{name}>")),
    ]
}

/// Compares the trees of some bodies with those that a person has looked at.
fn snapshot(name: &str, bodies: &[&str]) {
    let trees: Vec<String> = bodies
        .iter()
        .map(|html| format!("{html}\n-----\n{}", body(html)))
        .collect();
    keep(name, &trees.join("\n"));
}

fn keep(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/../snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(format!("pages-reading-{name}"), text);
    });
}

#[test]
fn text() {
    snapshot(
        "text",
        &[
            "<p>Hello <b>you</b>, <a href='https://x.example/'>there <i>or</i></a> <a href='tel:1'>call</a></p>",
            "<p> a  <b> b </b>  c<br> d </p> e",
            "x<sup>2</sup> H<sub>2</sub>O <small>s</small> <big>b</big> <code>c</code> <mark>m</mark> <s>x</s> <u>u</u> <q>q</q>",
            "<font color=red size=5 face='Times New Roman'>a</font><font size=-1 color=00FF00 face=Courier>b</font>",
            "<span style='font:italic bold 12px/30px Georgia, serif;color:#00000080;text-transform:uppercase'>straße</span>",
            "<span style='text-decoration:underline line-through;letter-spacing:1px;vertical-align:super;background:yellow'>x</span>",
            "<a href='http://a.example' style='text-decoration:none;color:#fff;background:rgb(0 0 0)'>white</a>",
            "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <span lang=de>über</span>",
            "<div>a<br></div><div><br></div><div>b</div><p></p><p>&nbsp;</p>",
            "<pre>a\n  b\tc\n\nd</pre><div style='white-space:pre-line'>a  b\nc</div><p style='white-space:nowrap'>a</p>",
            "<span style='display:none'>hidden</span>shown",
        ],
    );
}

#[test]
fn blocks() {
    snapshot(
        "blocks",
        &[
            "<h1>a</h1><h4>b</h4><h2>c</h2><p align=center>d</p><center>e<div style='width:50%'>f</div></center>",
            "<blockquote>a<blockquote style='margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex'>b</blockquote></blockquote>",
            "<hr><hr size=4 color=red width=50% align=left><hr style='border:0;border-top:1px dashed #ccc'>",
            "<div style='margin:1px 2px 3px;padding:4px;border:1px solid red;border-left:none;width:300px;margin-left:auto;margin-right:auto'>a</div>",
            "<div style='border-width:1px 2px;border-style:solid;border-color:red blue;border-radius:5px;height:40px;max-width:90%'></div>",
            "<p class=MsoNormal style='margin:0cm;margin-bottom:.0001pt;text-indent:-18pt;line-height:115%'><span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif;color:windowtext'>Word<o:p></o:p></span></p>",
            "<div dir=rtl>שלום<ul><li>אחת</ul></div><div style='direction:ltr'>a</div>",
            "<dl><dt>a<dd>b</dl><address>c</address><figure>d<figcaption>e</figcaption></figure>",
            "<p style='line-height:20px'>a <span style='line-height:40px'>b</span></p><p style='line-height:150%'>c</p><p style='line-height:1.5'>d</p>",
            "<div style='background:#eee;color:#333'><p style='background:rgba(0,0,0,.5)'>a</p></div>",
        ],
    );
}

#[test]
fn lists() {
    snapshot(
        "lists",
        &[
            "<ul><li>a<ul><li>b<ul><li>c</ul></ul><li>d</ul>",
            "<ol start=3 type=a><li>a<li value=9>b<li><p>c</p><p>d</p></ol><ol reversed><li>x<li>y</ol>",
            "<ul style='list-style:none;padding:0'><li>a</ul><ul style='padding-left:0'><li>b<ol type=I><li>c</ol></ul>",
            "<ul><li><table><tr><td>a</table><li></ul><ul><ul><li>odd</ul></ul><li>alone",
        ],
    );
}

#[test]
fn tables() {
    snapshot(
        "tables",
        &[
            "<table border=1 cellpadding=4 cellspacing=0><caption>c</caption><colgroup><col width=30><col span=2></colgroup>\
             <tfoot><tr><td>f</tfoot><thead><tr><th>a<th>b</thead><tr><th scope=row>c<td>d<tr><td colspan=2>e</table>",
            "<table width=600 align=center bgcolor=#eeeeee style='border-collapse:collapse'><tr height=20 bgcolor=white valign=top>\
             <td width=50% nowrap align=right style='border-bottom:1px solid #ccc;padding:0 5px'>a<td rowspan=9 valign=bottom>b</table>",
            "<center>x<table><tr><td>a</table></center><div style='text-align:center'><table><tr><td>b</table></div>",
            "<table><tr></tr></table><table><tr style='display:none'><td>a</table>y",
            "<table border=1 style='border:none'><tr><td style='border:2px solid transparent;border-left-color:rgba(1,2,3,0)'>a<td style='border:0'>b</table>",
            "<table dir=rtl><tr><td>א<td>ב</table>",
        ],
    );
}

#[test]
fn newsletters() {
    snapshot(
        "newsletters",
        &[
            "<a href='https://x.example' style='display:inline-block;padding:10px 20px;background:#06c;color:#fff;border-radius:4px;text-decoration:none'>Buy</a>",
            "<p>in <span style='display:inline-block;width:10px'>a</span> line</p>",
            "<div style='text-align:center;font-size:0'><div style='display:inline-block;width:100%;max-width:300px;font-size:14px'>left</div>\
             <div style='display:inline-block;width:50%;vertical-align:middle;font-size:14px'>right</div></div>after",
            "<table align=left width=280><tr><td>a</table><table align=right width=280><tr><td>b</table><p>below</p>",
            "<style>.c{width:100%}@media (min-width:480px){.c{width:50%!important}}td{padding:9px}</style>\
             <table><tr><td><div class=c style='display:inline-block'>a</div><div class=c style='display:inline-block'>b</div></table>",
        ],
    );
}

#[test]
fn pictures() {
    let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAYAAACzzX7wAAAAEklEQVR4nGM4YWT0Hx9moL0CANnzRWGZcSzXAAAAAElFTkSuQmCC";
    let gif = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    snapshot(
        "pictures",
        &[
            &format!("a <a href='https://x.example'><img src='{png}' alt='Logo' width=16></a> b"),
            &format!(
                "<img src='{png}' width=100% style='max-width:300px;height:auto'><img src='{png}' width=40 height=20><img src='{png}' style='display:block;margin:0 auto;width:50px' height=99>"
            ),
            &format!("<img src='{gif}'><img src='{png}' width=1 height=1>tracked"),
            "<img src='data:image/png;base64,iVBORw0KGgo=' alt=broken> <img src='data:image/png;base64,AAAA'> <img src='https://x.example/a.png' alt=remote> <img src='cid:nothing'>",
        ],
    );
}

#[test]
fn letters() {
    let mail = "From: =?utf-8?Q?J=C3=B6rg?= <joerg@example.org>\r\nTo: a@example.org, \"B, C\" <b@example.org>\r\n\
        Reply-To: list@example.org\r\nCc: Group: ;\r\nSubject: Hello\r\nDate: Wed, 1 May 2024 10:00:00 +0200\r\n\
        Content-Type: multipart/mixed; boundary=x\r\n\r\n\
        --x\r\n\r\nHello,\r\nsee https://x.example/a_(b).\r\n\r\n> quoted\r\n>> twice\r\n> once\r\n\r\n\
        name   |   value\r\na      |   1\r\n--x\r\n\
        Content-Type: application/pdf; name=\"report.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=\r\n--x--\r\n";
    for (name, body) in [("letter", Body::Html), ("letter-omitted", Body::Omitted)] {
        let (tree, warnings) = read(mail.as_bytes(), body).unwrap();
        assert_eq!(warnings, []);
        keep(name, &dump::document(&tree));
    }
    let html = mail.replace(
        "--x\r\n\r\nHello",
        "--x\r\nContent-Type: text/html\r\n\r\n<b>Hello</b>",
    );
    let (tree, _) = read(html.as_bytes(), Body::Text).unwrap();
    keep("letter-as-text", &dump::document(&tree));
}

#[test]
fn images_that_cannot_be_shown_are_counted() {
    let broken = "<img src='data:image/png;base64,AAAA'>".repeat(3);
    let (_, warnings) = read(&mail(&broken), Body::Html).unwrap();
    assert_eq!(warnings, [Warning::ImagesLeftOut { count: 3 }]);
}
