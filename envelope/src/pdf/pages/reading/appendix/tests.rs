use super::super::super::boxes::{Block, Content, Picture, Section, Turn};
use super::super::super::limits::Deadline;
use super::super::super::setting::typeset;
use super::{Appendix, appendix};
use crate::message::{Limits, Message};
use crate::pdf::Warning;
use crate::pdf::file::pages_only;
use base64::Engine as _;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::path::Path;

/// A mail with these attachments: name, media type with parameters, bytes.
fn mail(attachments: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut mail = String::from(
        "From: a@example.org\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\n\r\nbody\r\n",
    );
    for (name, media_type, bytes) in attachments {
        let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
        mail += &format!(
            "--x\r\nContent-Type: {media_type}\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n"
        );
    }
    (mail + "--x--\r\n").into_bytes()
}

fn set(attachments: &[(&str, &str, &[u8])]) -> (Appendix, Vec<Warning>) {
    let mail = mail(attachments);
    let message = Message::parse(&mail, &Limits::default()).unwrap();
    let mut warnings = Vec::new();
    let set = appendix(&message, Deadline::begin(), &mut warnings);
    (set, warnings)
}

/// Why an attachment is not on pages.
fn refusal(name: &str, media_type: &str, bytes: &[u8]) -> Option<&'static str> {
    let (set, warnings) = set(&[(name, media_type, bytes)]);
    let remark = set.remarks.get(&0).copied();
    let warned = warnings.iter().find_map(|warning| match warning {
        Warning::AttachmentNotOnPages { name: of, reason } if of == name => Some(*reason),
        _ => None,
    });
    assert_eq!(remark, warned);
    assert_eq!(remark.is_some(), set.sections.is_empty());
    remark
}

fn bookmarks(set: &Appendix) -> Vec<&str> {
    set.sections
        .iter()
        .map(|section| section.bookmark.as_str())
        .collect()
}

fn paragraphs(section: &Section) -> Vec<(String, Vec<Picture>)> {
    fn walk(blocks: &[Block], found: &mut Vec<(String, Vec<Picture>)>) {
        for block in blocks {
            match block {
                Block::Container(container) => walk(&container.children, found),
                Block::Paragraph(paragraph) => {
                    let images = paragraph.images.iter().map(|image| image.picture.clone());
                    found.push((paragraph.text.clone(), images.collect()));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    if let Content::Blocks(blocks) = &section.content {
        walk(blocks, &mut found);
    }
    found
}

fn text(section: &Section) -> String {
    let texts: Vec<_> = paragraphs(section)
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    texts.join("\n")
}

/// The smallest PNG: one grey pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\
    \0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

#[test]
fn each_kind_has_a_section_with_its_number_and_name() {
    let (set, warnings) = set(&[
        (
            "note.txt",
            "text/plain; charset=iso-8859-1",
            b"Gr\xfc\xdfe\r\n  1\t2",
        ),
        ("data.zip", "application/zip", b"PK"),
        ("pixel.png", "image/png", PNG),
        ("table.csv", "application/octet-stream", b"a;b\n1;2\n"),
        ("pages.pdf", "application/pdf", &pdf(2, Dictionary::new())),
    ]);
    assert_eq!(
        bookmarks(&set),
        [
            "1. note.txt",
            "3. pixel.png",
            "4. table.csv",
            "5. pages.pdf, page 1 of 2",
            "5. pages.pdf, page 2 of 2"
        ]
    );
    assert!(set.sections.iter().all(|section| section.new_page));
    assert_eq!(text(&set.sections[0]), "1. note.txt\nGrüße\n  1     2");
    assert_eq!(text(&set.sections[2]), "4. table.csv\na;b\n1;2");
    let images: Vec<_> = paragraphs(&set.sections[1])
        .into_iter()
        .flat_map(|(_, i)| i)
        .collect();
    assert_eq!(images.len(), 1);
    assert_eq!(images[0].alternative, "pixel.png");
    assert_eq!(images[0].natural, (0.75, 0.75));
    // Nobody expects an archive on pages.
    assert_eq!(warnings, []);
}

/// A JPEG of 2 by 1 pixels with an EXIF orientation (CIPA DC-008 §4.6.4).
fn turned_jpeg(orientation: u8) -> Vec<u8> {
    let plain = krilla_free_jpeg();
    let exif = [
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
        &[orientation],
        b"\0\0\0\0\0\0",
    ]
    .concat();
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &exif, &plain[2..]].concat()
}

/// A grey baseline JPEG of 2 by 1 pixels.
fn krilla_free_jpeg() -> Vec<u8> {
    let mut jpeg = b"\xff\xd8\xff\xdb\0\x43\0".to_vec();
    jpeg.extend([1; 64]);
    jpeg.extend(b"\xff\xc0\0\x0b\x08\0\x01\0\x02\x01\x01\x11\0");
    // One code of one bit for "no difference", one for "end of block".
    jpeg.extend(b"\xff\xc4\0\x14\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    jpeg.extend(b"\xff\xc4\0\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    jpeg.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x3f\xff\xd9");
    jpeg
}

#[test]
fn photographs_stand_upright() {
    // How the eight orientations are undone: mirrored, then turned clockwise.
    let expected = [
        (false, 0),
        (true, 0),
        (false, 2),
        (true, 2),
        (true, 3),
        (false, 1),
        (true, 1),
        (false, 3),
    ];
    for (orientation, (mirrored, quarters)) in (1..).zip(expected) {
        let jpeg = turned_jpeg(orientation);
        let (set, warnings) = set(&[("photo.jpg", "image/jpeg", &jpeg)]);
        assert_eq!(warnings, [], "{orientation}");
        let images: Vec<_> = set
            .sections
            .iter()
            .flat_map(paragraphs)
            .flat_map(|(_, i)| i)
            .collect();
        assert_eq!(images[0].turn, Turn { mirrored, quarters }, "{orientation}");
        let natural = match quarters % 2 {
            0 => (1.5, 0.75),
            _ => (0.75, 1.5),
        };
        assert_eq!(images[0].natural, natural, "{orientation}");
    }
}

#[test]
fn what_cannot_be_shown_is_said() {
    let vast = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\0\0\0\0\0\0\0\0";
    for (name, media_type, bytes, reason) in [
        ("a.png", "image/png", &vast[..], "it has too many pixels"),
        ("a.png", "image/png", &PNG[..40], "it is damaged"),
        (
            "a.svg",
            "image/svg+xml",
            b"<svg/>",
            "its kind of image is not known",
        ),
        ("a.txt", "text/plain", b"", "it is empty"),
        ("a.csv", "text/csv", &[0; 2000], "it is not text"),
        ("a.pdf", "application/pdf", b"no PDF", "it is damaged"),
        (
            "a.pdf",
            "application/pdf",
            &pdf(0, Dictionary::new()),
            "it has no pages",
        ),
        (
            "a.pdf",
            "application/pdf",
            &pdf(501, Dictionary::new()),
            "it has too many pages",
        ),
    ] {
        assert_eq!(
            refusal(name, media_type, bytes),
            Some(reason),
            "{name}: {reason}"
        );
    }
}

#[test]
fn a_long_text_ends_with_a_remark() {
    let long = "line\r\n".repeat(13_000);
    let (set, warnings) = set(&[("a.log", "text/plain", long.as_bytes())]);
    let text = text(&set.sections[0]);
    assert!(text.ends_with("This is only the beginning; the attachment has all of it."));
    assert!(text.matches("line").count() > 11_000);
    assert_eq!(warnings, []);
}

/// A PDF with so many pages; `page` has further entries for each, whose objects stand in it.
fn pdf(pages: usize, page: Dictionary) -> Vec<u8> {
    build(pages, |_| page)
}

fn build(pages: usize, entries: impl FnOnce(&mut Document) -> Dictionary) -> Vec<u8> {
    let mut document = Document::with_version("2.0");
    let tree = document.new_object_id();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let font = document.add_object(font);
    // Named as an entry that leads to an action elsewhere.
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "A" => font } });
    let entries = entries(&mut document);
    let mut kids = Vec::new();
    for number in 0..pages {
        let drawing = format!("BT /A 12 Tf 50 50 Td (Page {number}) Tj ET").into_bytes();
        let contents = document.add_object(Stream::new(Dictionary::new(), drawing));
        let mut page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => contents };
        page.extend(&entries);
        kids.push(Object::Reference(document.add_object(page)));
    }
    let count = kids.len() as i64;
    let node = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 300.into(), 200.into()], "Rotate" => 90,
    };
    document.objects.insert(tree, node.into());
    let script =
        dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let catalog = dictionary! {
        "Type" => "Catalog", "Pages" => tree, "OpenAction" => script.clone(),
        "AA" => dictionary! { "WC" => script },
    };
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The pages as krilla writes them.
fn written(set: &Appendix) -> Document {
    let mut document = krilla::Document::new();
    for section in &set.sections {
        if let Content::PdfPage {
            document: pdf,
            index,
            size,
            ..
        } = &section.content
        {
            let mut page = document.start_page();
            let mut surface = page.surface();
            let size = krilla::geom::Size::from_wh(size.0, size.1).unwrap();
            surface.draw_pdf_page(pdf, size, *index);
            surface.finish();
            page.finish();
        }
    }
    Document::load_mem(&document.finish().unwrap()).unwrap()
}

/// All objects, with the data of streams decoded, as text.
fn dump(document: &Document) -> String {
    let mut text = String::new();
    for object in document.objects.values() {
        text += &format!("{object:?}\n");
        if let Object::Stream(stream) = object {
            let data = stream
                .decompressed_content()
                .unwrap_or_else(|_| stream.content.clone());
            text += &String::from_utf8_lossy(&data);
        }
    }
    text
}

#[test]
fn pages_of_a_pdf_keep_what_they_inherit() {
    let (set, warnings) = set(&[("a.pdf", "application/pdf", &pdf(2, Dictionary::new()))]);
    assert_eq!(warnings, []);
    assert_eq!(set.sections.len(), 2);
    for section in &set.sections {
        let Content::PdfPage {
            size, alternative, ..
        } = &section.content
        else {
            panic!("no page");
        };
        // Turned by the Rotate of the node above.
        assert_eq!(*size, (200.0, 300.0));
        assert!(alternative.starts_with("1. a.pdf, page "));
    }
    let text = dump(&written(&set));
    assert!(
        text.contains("(Page 0) Tj") && text.contains("(Page 1) Tj"),
        "{text}"
    );
    assert!(text.contains("Helvetica"));
}

#[test]
fn nothing_but_what_is_drawn_comes_along() {
    let hostile = build(1, |document| {
        let script = dictionary! {
            "Type" => "Action", "S" => "JavaScript", "JS" => Object::string_literal("app.alert(2)"),
        };
        let script = document.add_object(script);
        let file = dictionary! { "Type" => "EmbeddedFile" };
        let file = document.add_object(Stream::new(file, b"a virus".to_vec()));
        let file = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => Object::string_literal("virus.exe"), "EF" => dictionary! { "F" => file },
        });
        let launch = dictionary! {
            "S" => "Launch", "F" => Object::string_literal("cmd.exe"), "Next" => script,
        };
        // Where nobody looks: beside what is drawn.
        let image = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()],
            "Secret" => script, "AF" => vec![file.into()], "Odd" => vec![launch.clone().into(), file.into()],
            "OPI" => dictionary! { "F" => file },
        };
        let image = document.add_object(Stream::new(image, b"0 0 9 9 re f".to_vec()));
        let elsewhere = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "BitsPerComponent" => 8,
            "ColorSpace" => "DeviceGray", "F" => Object::string_literal("file:///etc/passwd"),
        };
        let elsewhere = document.add_object(Stream::new(elsewhere, Vec::new()));
        let program = dictionary! { "Type" => "XObject", "Subtype" => "PS" };
        let program = document.add_object(Stream::new(program, b"(etc) run".to_vec()));
        let link = dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
            "A" => launch.clone(),
        };
        let attached = dictionary! {
            "Type" => "Annot", "Subtype" => "FileAttachment", "FS" => file, "AP" => dictionary! { "N" => image },
            "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        };
        dictionary! {
            "AA" => dictionary! { "O" => launch },
            "Annots" => vec![link.into(), attached.into()],
            "AF" => vec![file.into()],
            "Resources" => dictionary! { "XObject" => dictionary! {
                "I" => image, "E" => elsewhere, "P" => program, "S" => script,
            } },
        }
    });
    let before = Document::load_mem(&hostile)
        .map(|document| dump(&document))
        .unwrap();
    let (set, warnings) = set(&[("a.pdf", "application/pdf", &hostile)]);
    assert_eq!(warnings, []);
    let after = dump(&written(&set));
    assert!(after.contains("0 0 9 9 re"), "{after}");
    for word in [
        "JavaScript",
        "app.alert",
        "Launch",
        "cmd.exe",
        "virus",
        "Filespec",
        "EmbeddedFile",
        "OpenAction",
        "passwd",
        "(etc) run",
        "Annot",
    ] {
        assert!(before.contains(word), "the test has no {word}");
        assert!(!after.contains(word), "{word}");
    }
}

#[test]
fn filled_in_forms_are_readable() {
    let filled = build(1, |document| {
        let look = |document: &mut Document, drawing: &str| {
            let form = dictionary! {
                "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 50.into(), 10.into()],
            };
            document.add_object(Stream::new(form, drawing.as_bytes().to_vec()))
        };
        let [name, on, off, hidden] = [
            "(Alice) Tj",
            "(checked) Tj",
            "(unchecked) Tj",
            "(hidden) Tj",
        ]
        .map(|drawing| look(document, drawing));
        let field = |appearance: Object, flags: i64| {
            dictionary! {
                "Type" => "Annot", "Subtype" => "Widget", "F" => flags, "AS" => "On",
                "Rect" => vec![10.into(), 20.into(), 110.into(), 40.into()],
                "AP" => dictionary! { "N" => appearance },
            }
        };
        let states = dictionary! { "On" => on, "Off" => off };
        dictionary! { "Annots" => vec![
            field(name.into(), 4).into(),
            field(states.into(), 4).into(),
            field(hidden.into(), 2).into(),
        ] }
    });
    let (set, warnings) = set(&[("form.pdf", "application/pdf", &filled)]);
    assert_eq!(warnings, []);
    let text = dump(&written(&set));
    assert!(
        text.contains("(Alice) Tj") && text.contains("(checked) Tj"),
        "{text}"
    );
    assert!(
        text.contains("q 2.000000 0 0 2.000000 10.0000 20.0000 cm"),
        "{text}"
    );
    assert!(!text.contains("(unchecked)") && !text.contains("(hidden)"));
}

#[test]
fn a_bomb_is_refused() {
    let bomb = build(100, |document| {
        let zeros = vec![b' '; 8 << 20];
        let mut stream = Stream::new(Dictionary::new(), zeros);
        stream.compress().unwrap();
        dictionary! { "Contents" => document.add_object(stream) }
    });
    assert!(bomb.len() < 1 << 20);
    assert_eq!(
        refusal("a.pdf", "application/pdf", &bomb),
        Some("it is too large")
    );
}

/// A PDF of these objects, from number 1, which is the catalog; of number 2 the tree of pages.
fn of_objects(objects: &[String]) -> Vec<u8> {
    let mut pdf = String::from("%PDF-1.7\n");
    for (number, object) in objects.iter().enumerate() {
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    (pdf + "trailer<</Root 1 0 R>>").into_bytes()
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";

#[test]
fn what_many_pages_inherit_is_held_once() {
    let (pages, items) = (400, 20_000);
    let kids: String = (3..3 + pages)
        .map(|number| format!("{number} 0 R "))
        .collect();
    // Each page stands in the tree many times.
    let kids = kids.repeat(100);
    let resources = "0 ".repeat(items);
    let tree = format!("<</Type/Pages/Kids[{kids}]/Resources<</X[{resources}]>>>>");
    let mut objects = vec![CATALOG.to_owned(), tree];
    objects.resize(2 + pages, "<</Type/Page/MediaBox[0 0 9 9]>>".to_owned());
    let clean = pages_only(&of_objects(&objects), Deadline::begin().end()).unwrap();
    assert!(clean.len() < 200_000, "{} bytes", clean.len());
    assert_eq!(Document::load_mem(&clean).unwrap().get_pages().len(), pages);
}

#[test]
fn pages_of_too_many_items_are_refused() {
    let pages = 12;
    let kids: String = (3..3 + pages)
        .map(|number| format!("{number} 0 R "))
        .collect();
    let tree = format!("<</Type/Pages/Kids[{kids}]>>");
    let page = format!("<</Type/Page/Resources<</X[{}]>>>>", "0 ".repeat(200_000));
    let mut objects = vec![CATALOG.to_owned(), tree];
    objects.resize(2 + pages, page);
    let refused = pages_only(&of_objects(&objects), Deadline::begin().end());
    assert_eq!(refused, Err("it is too large"));
}

#[test]
fn broken_pdfs_neither_panic_nor_nest_too_deep() {
    let whole = pdf(1, Dictionary::new());
    for length in (0..whole.len()).step_by(23) {
        refusal("a.pdf", "application/pdf", &whole[..length]);
    }
    let mut state = 7u32;
    for at in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        changed[at] = (state >> 24) as u8;
        refusal("a.pdf", "application/pdf", &changed);
    }
    // 100 000 arrays in one another, where a reader that recurses has no stack left.
    let text = String::from_utf8_lossy(&whole).into_owned();
    let deep = format!("/Resources {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = text.replacen("/Rotate 90", &deep, 1);
    assert_ne!(nested, text);
    refusal("a.pdf", "application/pdf", nested.as_bytes());
    // A tree of pages that is its own branch.
    let circle = build(1, |document| {
        let tree = lopdf::ObjectId::from((1, 0));
        let kids = vec![tree.into(); 1000];
        let node = document.add_object(dictionary! { "Type" => "Pages", "Kids" => kids });
        dictionary! { "Type" => "Pages", "Kids" => vec![node.into(), tree.into()] }
    });
    refusal("a.pdf", "application/pdf", &circle);
}

#[test]
fn encrypted_pdfs_stay_attachments() {
    let folder = std::env::var_os("WAXSEAL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        Into::into,
    );
    let Ok(folders) = std::fs::read_dir(folder.join("pdf")) else {
        println!("skipped: corpus not found at {}", folder.display());
        return;
    };
    let mut count = 0;
    for folder in folders.filter_map(|entry| std::fs::read_dir(entry.unwrap().path()).ok()) {
        for file in folder {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let reason = refusal("a.pdf", "application/pdf", &bytes);
            let is_whole = bytes.windows(8).any(|window| window == b"/Encrypt");
            if is_whole {
                let expected = [Some("it is encrypted"), Some("it is damaged")];
                assert!(expected.contains(&reason), "{}: {reason:?}", path.display());
                count += usize::from(reason == Some("it is encrypted"));
            }
        }
    }
    assert!(count > 30, "only {count} were recognised as encrypted");
}

#[test]
fn a_page_says_below_it_what_it_is() {
    let name = format!("{}.pdf", "long".repeat(40));
    let (set, warnings) = set(&[
        ("a.pdf", "application/pdf", &pdf(2, Dictionary::new())),
        (&name, "application/pdf", &pdf(1, Dictionary::new())),
    ]);
    assert_eq!(warnings, []);
    let tree = super::super::super::boxes::Document {
        title: "s".into(),
        language: None,
        sections: set.sections,
    };
    let fonts = crate::pdf::Fonts::new();
    let page_size = crate::pdf::PageSize::A4;
    let set = typeset(&tree, page_size, &fonts, Deadline::begin()).unwrap();
    assert_eq!(set.pages, 3);
    let pdf = Document::load_mem(&set.pdf).unwrap();
    let text = |page| pdf.extract_text(&[page]).unwrap();
    assert!(
        text(1).contains("1. a.pdf, page 1 of 2 · 1 / 3"),
        "{}",
        text(1)
    );
    assert!(
        text(2).contains("1. a.pdf, page 2 of 2 · 2 / 3"),
        "{}",
        text(2)
    );
    // The beginning and the end of a long name.
    assert!(
        text(3).contains("2. longlong") && text(3).contains("…"),
        "{}",
        text(3)
    );
    assert!(
        text(3).contains("long.pdf · 3 / 3") && text(3).len() < 120,
        "{}",
        text(3)
    );
}
