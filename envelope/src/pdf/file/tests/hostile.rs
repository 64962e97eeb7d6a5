//! PDFs that nobody would write by mistake, sealed with a right password all the same.

use super::*;
use crate::pdf::file::crypt::Entries;
use crate::pdf::file::write::{encryption_dictionary, output::Output};
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, ObjectId};
use sha2::{Digest as _, Sha256};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

/// Encrypts a document, whatever is in it.
fn encrypted(document: Document) -> Vec<u8> {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let key = [1; 32];
    let permissions = Permissions::default();
    let user = UserKey::new(b"password", &mut rng).unwrap();
    let entries = Entries::new(&user, None, permissions, &key, &mut rng).unwrap();
    let mut pdf = Vec::new();
    let mut output = Output::new(&document, &key, &mut rng, &mut pdf).unwrap();
    for (id, object) in &document.objects {
        output.object(*id, object).unwrap();
    }
    let root = document
        .trailer
        .get(b"Root")
        .unwrap()
        .as_reference()
        .unwrap();
    output
        .finish(&encryption_dictionary(&entries), root, None, &[2; 16])
        .unwrap();
    pdf
}

/// A document, and its catalog.
fn document() -> (Document, ObjectId) {
    let mut document = Document::load_mem(&pages()).unwrap();
    let root = document
        .trailer
        .get(b"Root")
        .unwrap()
        .as_reference()
        .unwrap();
    document.trailer.remove(b"Info");
    (document, root)
}

fn set(document: &mut Document, root: ObjectId, key: &str, value: impl Into<Object>) {
    let catalog = document.get_dictionary_mut(root).unwrap();
    catalog.set(key, value);
}

/// Opens it, and takes out all that there is.
fn open_all(pdf: &[u8], limits: &Limits) -> Result<usize, Error> {
    let mut envelope = Envelope::read(Cursor::new(pdf), limits)?;
    let mut opened = envelope.unlock(&password())?;
    let count = opened.attachments().len();
    for index in 0..count {
        opened.copy_attachment(index, io::sink())?;
    }
    if opened.original_bytes().is_some() {
        opened.copy_message(io::sink())?;
    }
    Ok(count)
}

fn deflated(bytes: usize) -> Vec<u8> {
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut io::repeat(0).take(bytes as u64), &mut deflate).unwrap();
    deflate.flush().unwrap();
    deflate.finish().unwrap()
}

#[test]
fn a_list_of_attachments_that_goes_round_in_a_circle_ends() {
    let (mut document, root) = document();
    let (one, other) = (document.new_object_id(), document.new_object_id());
    document.objects.insert(
        one,
        dictionary! { "Kids" => vec![other.into(), one.into()] }.into(),
    );
    document.objects.insert(
        other,
        dictionary! { "Kids" => vec![one.into(), other.into()] }.into(),
    );
    set(
        &mut document,
        root,
        "Names",
        dictionary! { "EmbeddedFiles" => one },
    );
    assert_eq!(
        open_all(&encrypted(document), &Limits::default()).unwrap(),
        0
    );
}

#[test]
fn references_that_go_round_in_a_circle_are_refused() {
    let (mut document, root) = document();
    let (one, other) = (document.new_object_id(), document.new_object_id());
    document.objects.insert(one, other.into());
    document.objects.insert(other, one.into());
    set(&mut document, root, "Names", one);
    let result = open_all(&encrypted(document), &Limits::default());
    assert!(matches!(result, Err(Error::Damaged(_))), "{result:?}");
}

/// A file of 200 MB in 1 MB, and in two layers of compression.
#[test]
fn what_inflates_without_end_is_refused() {
    for filters in [
        vec!["FlateDecode".into()],
        vec!["FlateDecode".into(), "FlateDecode".into()],
    ] {
        let (mut document, root) = document();
        let mut data = deflated(200 << 20);
        if filters.len() > 1 {
            let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
            deflate.write_all(&data).unwrap();
            data = deflate.finish().unwrap();
        }
        let stream = Stream::new(dictionary! { "Filter" => Object::Array(filters) }, data);
        let stream = document.add_object(stream);
        let file = dictionary! {
            "UF" => Object::string_literal("../../a"), "EF" => dictionary! { "F" => stream },
        };
        let names = vec![Object::string_literal("a"), file.into()];
        let tree = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } };
        set(&mut document, root, "Names", tree);
        let limits = Limits {
            max_plaintext_bytes: 100 << 20,
            ..Limits::default()
        };
        let pdf = encrypted(document);
        let mut envelope = Envelope::read(Cursor::new(&pdf), &limits).unwrap();
        let opened = envelope.unlock(&password()).unwrap();
        assert_eq!(opened.attachments()[0].name, "a");
        let result = open_all(&pdf, &limits);
        assert!(
            matches!(result, Err(Error::TooLarge { .. } | Error::Damaged(_))),
            "{result:?}"
        );
    }
}

/// A name tree of one file for each stream.
fn names(streams: &[ObjectId]) -> Dictionary {
    let names = streams.iter().enumerate().flat_map(|(number, &stream)| {
        let name = Object::string_literal(format!("{number}.bin"));
        let file = dictionary! { "UF" => name.clone(), "EF" => dictionary! { "F" => stream } };
        [name, file.into()]
    });
    dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names.collect::<Vec<_>>() } }
}

#[test]
fn a_file_under_many_names_counts_once() {
    let (mut document, root) = document();
    let file = document.add_object(Stream::new(dictionary! {}, b"data".to_vec()));
    let alias = document.add_object(Object::Reference(file));
    let other = document.add_object(Stream::new(dictionary! {}, b"data".to_vec()));
    let streams = [[file; 1000], [alias; 1000], [other; 1000]].concat();
    set(&mut document, root, "Names", names(&streams));
    let pdf = encrypted(document);
    let mut envelope = Envelope::read(Cursor::new(&pdf), &Limits::default()).unwrap();
    let opened = envelope.unlock(&password()).unwrap();
    let names = opened.attachments().iter().map(|file| file.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["0.bin", "2000.bin"]);
}

#[test]
fn all_attachments_together_have_a_limit() {
    let (mut document, root) = document();
    let mut bomb = || {
        let filter = dictionary! { "Filter" => "FlateDecode" };
        document.add_object(Stream::new(filter, deflated(1 << 20)))
    };
    let streams = [bomb(), bomb(), bomb()];
    set(&mut document, root, "Names", names(&streams));
    let pdf = encrypted(document);
    let limits = |max_total_bytes| Limits {
        max_total_bytes,
        ..Limits::default()
    };
    assert_eq!(open_all(&pdf, &limits(3 << 20)).unwrap(), 3);
    let result = open_all(&pdf, &limits((3 << 20) - 1));
    let all = 3 << 20;
    assert!(
        matches!(result, Err(Error::TooLarge { found, limit, .. }) if (found, limit) == (all, all - 1)),
        "{result:?}"
    );
}

/// What makes a right recipe a wrong one.
type Spoil = fn(&mut Dictionary);

/// A document with a recipe, which `change` may spoil.
fn with_recipe(change: impl FnOnce(&mut Dictionary)) -> Vec<u8> {
    let (mut document, root) = document();
    let literals = document.add_object(Stream::new(dictionary! {}, b"Subject: x\n\n\n".to_vec()));
    let file = document.add_object(Stream::new(dictionary! {}, b"ABCDEF".to_vec()));
    let piece = dictionary! {
        "Stream" => file, "Encoding" => "Base64", "Line" => 4, "End" => "LF",
    };
    let message = b"Subject: x\n\nQUJD\nREVG\n";
    let mut private = dictionary! {
        "Version" => 1,
        "Size" => message.len() as i64,
        "SHA256" => Object::string_literal(Sha256::digest(message).to_vec()),
        "Literals" => literals,
        "Recipe" => vec![12.into(), piece.into(), 1.into()],
        "Files" => Vec::<Object>::new(),
    };
    change(&mut private);
    let waxseal = dictionary! { "Private" => private };
    set(
        &mut document,
        root,
        "PieceInfo",
        dictionary! { "Waxseal" => waxseal },
    );
    encrypted(document)
}

#[test]
fn a_recipe_is_followed_as_specified_or_refused() {
    let open = |pdf: &[u8]| open_all(pdf, &Limits::default());
    assert!(open(&with_recipe(|_| {})).is_ok());
    let spoils: [(&str, Spoil); 9] = [
        ("size", |private| private.set("Size", 21)),
        ("huge size", |private| private.set("Size", i64::MAX)),
        ("negative size", |private| private.set("Size", -1)),
        ("checksum", |private| {
            private.set("SHA256", Object::string_literal([0; 32]))
        }),
        ("no checksum", |private| drop(private.remove(b"SHA256"))),
        ("no literals", |private| drop(private.remove(b"Literals"))),
        ("too many literals", |private| {
            private.set("Recipe", vec![14.into()])
        }),
        ("negative literal", |private| {
            private.set("Recipe", vec![(-1).into()])
        }),
        ("no version", |private| drop(private.remove(b"Version"))),
    ];
    for (name, spoil) in spoils {
        let result = open(&with_recipe(spoil));
        assert!(
            matches!(result, Err(Error::Damaged(_) | Error::TooLarge { .. })),
            "{name}: {result:?}"
        );
    }
    for (key, value) in [
        ("Encoding", Object::from("Base32")),
        ("Line", (-4).into()),
        ("Line", 5.into()),
        ("End", "CR".into()),
        ("Stream", Object::Reference((9999, 0))),
        ("Stream", Object::Null),
    ] {
        let result = open(&with_recipe(|private| {
            let recipe = private
                .get_mut(b"Recipe")
                .and_then(Object::as_array_mut)
                .unwrap();
            recipe[1].as_dict_mut().unwrap().set(key, value.clone());
        }));
        assert!(
            matches!(result, Err(Error::Damaged(_))),
            "{key} {value:?}: {result:?}"
        );
    }
    // The same stream again: nothing of it adds to the message.
    for again in ["file", "literals"] {
        let result = open(&with_recipe(|private| {
            let literals = private.get(b"Literals").unwrap().clone();
            let recipe = private
                .get_mut(b"Recipe")
                .and_then(Object::as_array_mut)
                .unwrap();
            let mut piece = recipe[1].clone();
            if again == "literals" {
                piece.as_dict_mut().unwrap().set("Stream", literals);
            }
            *recipe = vec![12.into(), recipe[1].clone(), 1.into(), piece];
        }));
        assert!(
            matches!(result, Err(Error::Damaged(what)) if what.contains("recipe")),
            "{again}"
        );
    }
    let newer = open(&with_recipe(|private| private.set("Version", 2)));
    assert!(matches!(
        newer,
        Err(Error::NewerVersion { found: 2, known: 1 })
    ));
}

/// A PDF of these objects, and of an object stream, number 3, with these in it from number 100.
fn with_object_stream(objects: &[&str], starts: &[usize], packed: &str) -> Vec<u8> {
    let mut pdf = String::from("%PDF-1.7\n");
    let head: String = (starts.iter().enumerate())
        .map(|(number, start)| format!("{} {start} ", 100 + number))
        .collect();
    let stream = format!(
        "<</Type/ObjStm/N {}/First {}/Length {}>>stream\n{head}{packed}\nendstream",
        starts.len(),
        head.len(),
        head.len() + packed.len(),
    );
    let mut entries = String::from("000000");
    for object in objects.iter().copied().chain([stream.as_str()]) {
        entries += &format!("01{:04x}", pdf.len());
        pdf += &format!("{} 0 obj{object}\nendobj\n", entries.len() / 6 - 1);
    }
    let index = format!("[0 {} 100 {}]", entries.len() / 6, starts.len());
    entries += &format!("02{:04x}", objects.len() + 1).repeat(starts.len());
    let table = pdf.len();
    pdf += &format!(
        "99 0 obj<</Type/XRef/Size 200/W[1 2 0]/Index{index}/Root 1 0 R\
         /Filter/ASCIIHexDecode/Length {}>>stream\n{entries}>\nendstream\n\
         startxref\n{table}\n%%EOF",
        entries.len() + 1,
    );
    pdf.into_bytes()
}

fn later() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

#[test]
fn what_object_streams_hold_is_counted_each_time_it_is_read() {
    let packed = format!("[{}]", "0 ".repeat(5000));
    let pdf = with_object_stream(&["<</Type/Catalog>>", "null"], &[0], &packed);
    let limits = Limits {
        max_structure_bytes: 100_000,
        ..Limits::default()
    };
    let document = read::Document::read_clear(Cursor::new(pdf), &limits, later()).unwrap();
    let read = || document.located((100, 0));
    assert_eq!(read().unwrap().object.as_array().unwrap().len(), 5000);
    let times = (0..20).take_while(|_| read().is_ok()).count();
    assert!((5..10).contains(&times), "{times}");
    assert!(matches!(read(), Err(Error::TooLarge { .. })));
}

#[test]
fn objects_in_object_streams_have_no_bytes_in_common() {
    let objects = ["<</Type/Catalog>>", "null"];
    let pdf = with_object_stream(&objects, &[0, 3, 8, 8, 10, 99], "[1 [2]] 4 5");
    let limits = Limits::default();
    let document = read::Document::read_clear(Cursor::new(pdf), &limits, later()).unwrap();
    let read = |number| document.located((number, 0)).map(|found| found.object);
    let expected = [
        None,
        Some(vec![2.into()].into()),
        None,
        Some(4.into()),
        Some(5.into()),
        None,
    ];
    for (number, expected) in (100..).zip::<[Option<Object>; 6]>(expected) {
        assert_eq!(read(number).ok(), expected, "{number}");
    }
}

#[test]
fn nothing_is_read_after_the_time_is_over() {
    assert_eq!(pages_only(&pages(), later()).err(), None);
    let over = Instant::now();
    assert_eq!(pages_only(&pages(), over), Err("it takes too long"));
}

#[test]
fn the_largest_object_number_is_read() {
    let old = "xref\n4294967295 1\n0000000009 00000 n \ntrailer<</Root 1 0 R>>";
    let new = "1 0 obj<</Type/XRef/Size 1/W[1 1 1]/Index[4294967295 2]/Root 1 0 R/Length 6\
               >>stream\nabcdef\nendstream";
    for table in [old, new] {
        let pdf = format!("%PDF-1.7\n{table}\nstartxref\n9\n%%EOF");
        let result = Envelope::read(Cursor::new(pdf), &Limits::default());
        assert!(matches!(result, Err(Error::NotAnEnvelope(_))), "{table}");
    }
}
