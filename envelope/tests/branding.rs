//! The organisation on the page: what a branding file may say, and what becomes of it.
#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::SystemTime;
use tempfile::TempDir;
use waxseal::html::{self, Accent, Letter, Logo, Page, PageOptions, Sealing};
use waxseal::jwe::{MIN_P2C, PasswordKey};
use waxseal::message::Message;
use waxseal::password::Password;

const MAIL: &[u8] = b"From: a@example.org\r\nSubject: x\r\n\r\nHello\r\n";

/// A PNG of a width and a height, with a comment and a second chunk of pixels' data to lose.
fn png_file(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder
        .add_text_chunk("Comment".into(), "taken at home".into())
        .unwrap();
    let mut writer = encoder.write_header().unwrap();
    let pixels: Vec<u8> = (0..width * height * 3).map(|i| i as u8).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    file
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wide.png"), png_file(60, 20)).unwrap();
    fs::write(folder.path().join("round.svg"), ROUND).unwrap();
    folder
}

const ROUND: &str = "<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40' \
    onload='alert(1)'><script>alert(2)</script><style>@import url(https://evil.example/x.css); circle { fill: red }</style>\
    <a href='javascript:alert(3)'><circle r='20' cx='20' cy='20'/></a><image href='https://evil.example/i.png'/>\
    <foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/></foreignObject></svg>";

fn sealed(options: &PageOptions) -> String {
    let message = Message::parse(MAIL, &Default::default()).unwrap();
    let password = Password::new("an ordinary password").unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = PasswordKey::generate(&password, MIN_P2C, &mut rng).unwrap();
    let letter = Letter {
        sealed: Some(Sealing::at(SystemTime::UNIX_EPOCH)),
        ..Letter::default()
    };
    let mut page = Vec::new();
    Page::new(options)
        .unwrap()
        .seal(&message, &[key.into()], &letter, &mut rng, &mut page)
        .unwrap();
    html::verify(Cursor::new(&page), [&password], &message).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.is_ascii());
    page
}

/// The picture in a page's header.
fn picture(page: &str) -> Vec<u8> {
    let (_, after) = page.split_once(";base64,\n").unwrap();
    let (base64, _) = after.split_once('"').unwrap();
    assert!(base64.lines().all(|line| line.len() <= 76));
    STANDARD.decode(base64.replace('\n', "")).unwrap()
}

#[test]
fn the_page_shows_what_the_file_says() {
    let folder = folder();
    let file = "organisation = 'Weber & <Lind>'\nlogo = 'wide.png'\naccent = '#ffcc00'\n\
        contact = '''\nCall us: +49 30 1234567\n<office@weber.example>'''\nlanguages = ['de', 'en']\n";
    let options = PageOptions::from_toml(file, folder.path()).unwrap();
    let page = sealed(&options);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"de\""));
    let header = "<header id=\"brand\"><img alt=\"Weber &#38; &#60;Lind&#62;\" width=\"144\" height=\"48\" src=\"data:image/png;base64,\n";
    assert!(page.contains(header));
    assert!(page.contains(
        "<p id=\"contact\">Call us: +49 30 1234567<br>\n&#60;office@weber.example&#62;</p>\n"
    ));
    // Nobody could read yellow on white.
    assert!(!page.contains(
        "
:root { --accent: #ffcc00;"
    ));
    assert!(page.contains("(prefers-color-scheme: dark) { :root { --accent: #ffcc00;"));
}

#[test]
fn a_round_logo_has_the_name_beside_it_and_a_page_may_have_a_name_alone() {
    let folder = folder();
    let read = |file: &str| sealed(&PageOptions::from_toml(file, folder.path()).unwrap());
    let page = read("organisation = 'Weber'\nlogo = 'round.svg'");
    assert!(
        page.contains(
            "<img alt=\"\" width=\"48\" height=\"48\" src=\"data:image/svg+xml;base64,\n"
        )
    );
    assert!(page.contains("\"><span>Weber</span></header>"));
    let page = read("organisation = 'Weber'");
    assert!(page.contains("<header id=\"brand\"><span>Weber</span></header>"));
    let page = read("");
    assert!(!page.contains("<header") && !page.contains("<p id=\"contact\""));
}

#[test]
fn of_a_png_only_the_pixels_are_kept() {
    let folder = folder();
    let options =
        PageOptions::from_toml("organisation = 'W'\nlogo = 'wide.png'", folder.path()).unwrap();
    let picture = picture(&sealed(&options));
    let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|its| its == part);
    assert!(has(&png_file(60, 20), b"taken at home"));
    assert!(!has(&picture, b"tEXt") && !has(&picture, b"taken at home"));
    let pixels = |file: &[u8]| {
        let mut reader = png::Decoder::new(Cursor::new(file.to_vec()))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    };
    assert_eq!(pixels(&picture), pixels(&png_file(60, 20)));
}

#[test]
fn of_an_svg_only_what_draws_is_kept() {
    let folder = folder();
    let options =
        PageOptions::from_toml("organisation = 'W'\nlogo = 'round.svg'", folder.path()).unwrap();
    let svg = String::from_utf8(picture(&sealed(&options))).unwrap();
    assert!(svg.contains("<circle"), "{svg}");
    for gone in [
        "alert",
        "script",
        "@import",
        "url(",
        "evil.example/i.png",
        "javascript",
        "foreignObject",
        "iframe",
        "DOCTYPE",
        "onload",
    ] {
        assert!(!svg.contains(gone), "{gone}: {svg}");
    }
}

#[test]
fn what_a_file_may_not_say_is_refused_with_its_place() {
    let folder = folder();
    let write = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content).unwrap();
    write("text.png", b"no picture");
    write("cut.png", &png_file(60, 20)[..60]);
    write(
        "sizeless.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><path/></svg>",
    );
    write("page.svg", b"<html/>");
    write("large.svg", &vec![b' '; 70_000]);
    write("wide-open.png", &png_file(2049, 1));
    let long = "x".repeat(101);
    for (file, expected) in [
        (
            "organisation = \"\"",
            "line 1, column 16: the organisation's name is empty",
        ),
        (
            &format!("organisation = '{long}'"),
            "line 1, column 16: the organisation's name has more than 100",
        ),
        (
            "organisation = \"a\\u0007\"",
            "line 1, column 16: the organisation's name has a control",
        ),
        (
            "\n\nacent = '#000000'",
            "line 3, column 1: unknown field `acent`",
        ),
        (
            "accent = 'teal'",
            "line 1, column 10: \"teal\" is no colour; write it like \"#0b5d57\"",
        ),
        ("accent = 7", "line 1, column 10: invalid type"),
        ("contact = ' '", "line 1, column 11: the contact is empty"),
        (
            "contact = \"1\\n2\\n3\\n4\\n5\\n6\\n7\"",
            "line 1, column 11: the contact has more than",
        ),
        ("languages = []", "line 1, column 13: no language is named"),
        (
            "languages = ['de',\n 'tlh']",
            "line 2, column 2: the page does not speak \"tlh\"",
        ),
        (
            "languages = ['de', 'de-AT']",
            "line 1, column 20: the language \"de-AT\" is named twice",
        ),
        (
            "logo = 'wide.png'",
            "line 1, column 8: a logo needs the organisation's name",
        ),
        (
            "organisation = 'é'\nlogo = 'none.png'",
            "line 2, column 8: the logo",
        ),
        (
            "organisation = 'W'\nlogo = 'text.png'",
            "it is neither a PNG nor an SVG",
        ),
        (
            "organisation = 'W'\nlogo = 'page.svg'",
            "it is neither a PNG nor an SVG",
        ),
        (
            "organisation = 'W'\nlogo = 'cut.png'",
            "it is damaged; save it again",
        ),
        (
            "organisation = 'W'\nlogo = 'sizeless.svg'",
            "give it a viewBox",
        ),
        (
            "organisation = 'W'\nlogo = 'large.svg'",
            "more than 64 KB; make it smaller",
        ),
        (
            "organisation = 'W'\nlogo = 'wide-open.png'",
            "more than 2048 pixels",
        ),
        ("organisation", "line 1, column 13:"),
    ] {
        let error = PageOptions::from_toml(file, folder.path())
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{file}: {error}");
        assert!(error.contains("; "), "a remedy: {error}");
    }
}

#[test]
fn a_bomb_is_refused() {
    // Pixels that would fill 64 GB.
    let mut bomb = png_file(1, 1);
    bomb[16..24].copy_from_slice(&[0, 2, 0, 0, 0, 2, 0, 0]);
    let entities: String = (1..30)
        .map(|i| format!("<!ENTITY e{i} '&e{0};&e{0};'>", i - 1))
        .collect();
    let laughs = format!(
        "<!DOCTYPE svg [<!ENTITY e0 'ha'>{entities}]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><title>&e29;</title></svg>"
    );
    let deep = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>{}",
        "<g>".repeat(20_000)
    );
    for file in [bomb, laughs.into_bytes(), deep.into_bytes()] {
        assert!(Logo::new(&file).is_err());
    }
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "\\PC{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = PageOptions::from_toml(&text, Path::new("."));
        let _ = Accent::from_hex(&text);
        let _ = Logo::new(text.as_bytes());
        let _ = Logo::new(&bytes);
    }

    #[test]
    fn no_damaged_logo_makes_it_panic(at in 0usize..600, byte in any::<u8>()) {
        for mut file in [png_file(20, 10), ROUND.as_bytes().to_vec()] {
            let at = at % file.len();
            file[at] = byte;
            let _ = Logo::new(&file);
        }
    }
}
