//! No attack of the collections in the corpus survives in the HTML of a view. The result is
//! parsed again as a browser does, and everything in it must be on lists that this test keeps
//! apart from those of the sanitiser.
#![cfg(feature = "html")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
mod harmless;

use harmless::as_a_browser;
use std::path::Path;
use std::time::Instant;
use waxseal::message::{Limits, Message, Note, View};

/// The view of a mail with this HTML as its body.
fn view(html: &str) -> View {
    let mail = format!(
        "From: a@example.org\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}"
    );
    let message = Message::parse(mail.as_bytes(), &Limits::default()).unwrap();
    message.view().clone()
}

fn safe(html: &str) -> String {
    view(html).html.unwrap_or_default()
}

/// Checks every element and attribute of what the sanitiser makes of `payload`.
fn check(payload: &str) {
    as_a_browser(&safe(payload));
}

/// The words of `html` in a fixed order: the order of attributes does not matter.
fn sorted(html: &str) -> Vec<String> {
    let spaced = html.replace('>', " >");
    let mut words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

fn read(folder: &Path, name: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(folder.join(name)).unwrap()).into_owned()
}

/// What a fuzzer once took for the property `binding` is harmless, and so is whatever stands in a string.
#[test]
fn the_second_reading_tells_what_a_style_does() {
    let is_taken = |style: &str| {
        let html = format!("<p style='{}'>x</p>", style.replace('\'', "&#39;"));
        std::panic::catch_unwind(|| as_a_browser(&html)).is_ok()
    };
    for harmless in [
        "",
        "color:greimbindingportant",
        "color:rgb(1,2,3);border-top:1px solid #fff;",
        "width:calc((1px + 2px) * 3)",
        "font-family:\"a;position:fixed;b\"",
        r#"font-family:"a\";position:fixed;b""#,
        "color:(;position:fixed)",
    ] {
        assert!(is_taken(harmless), "{harmless}");
    }
    for harmful in [
        "position:fixed",
        "color:red;-moz-binding:x",
        "color:red;POSITION:fixed",
        "background:url(x)",
        "background:URL(x)",
        r"background:u\72l(x)",
        "background:calc(url(x))",
        "font-family:\"a\";position:fixed",
        "font-family:\"a\n;position:fixed",
        "color:rgb(1);position:fixed",
        "color:/*\"*/red;position:fixed;\"",
        "color:red;@import \"x\"",
        "color:{;position:fixed}",
        "widths:1px",
        r#"color:\";position:fixed;""#,
        "color:\"\\\r\n\";position:fixed;\"\"",
    ] {
        assert!(!is_taken(harmful), "{harmful}");
    }
}

#[test]
fn no_payload_survives() {
    let Some(folder) = common::corpus().map(|corpus| corpus.join("html")) else {
        return;
    };
    let mut payloads: Vec<String> = Vec::new();
    for list in [
        "payloadbox-xss-payload-list.txt",
        "owasp-XSS_Filter_Evasion_Cheat_Sheet.md",
    ] {
        payloads.extend(read(&folder, list).lines().map(str::to_owned));
    }
    // Code blocks as a whole, too.
    let sheet = read(&folder, "owasp-XSS_Filter_Evasion_Cheat_Sheet.md");
    payloads.extend(sheet.split("```").map(str::to_owned));
    let tests: serde_json::Value =
        serde_json::from_str(&read(&folder, "html5lib-sanitizer-tests1.dat")).unwrap();
    let inputs = tests.as_array().unwrap().iter().map(|test| &test["input"]);
    payloads.extend(inputs.filter_map(|input| input.as_str()).map(str::to_owned));
    let purify = read(&folder, "dompurify-expect.mjs");
    let purify = purify
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"payload\":"));
    let before = payloads.len();
    payloads.extend(
        purify.filter_map(|json| {
            serde_json::from_str::<String>(json.trim().trim_end_matches(',')).ok()
        }),
    );
    assert!(
        payloads.len() > before + 100,
        "few payloads in dompurify-expect.mjs"
    );
    let naughty: Vec<String> = serde_json::from_str(&read(&folder, "blns.json")).unwrap();
    payloads.extend(naughty);
    for entry in std::fs::read_dir(folder.join("html5lib-tree-construction")).unwrap() {
        let text =
            String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned();
        let tests = text
            .split("#data\n")
            .filter_map(|test| test.split("\n#errors").next());
        payloads.extend(tests.map(str::to_owned));
    }
    for payload in &payloads {
        check(payload);
    }
    println!("{} payloads", payloads.len());
}

#[test]
fn real_mails_keep_nothing_dangerous() {
    for (_, mail) in common::mails().unwrap_or_default() {
        let message = Message::parse(&mail, &Limits::default()).unwrap();
        if let Some(html) = &message.view().html {
            check(html);
        }
    }
}

#[test]
fn what_a_mail_needs_stays() {
    for (html, expected) in [
        (
            r##"<table width=100% bgcolor="#fff" cellpadding=0><tr><td align=center style="color:red;padding:4px 2px">x</td></tr></table>"##,
            r##"<table width="100%" bgcolor="#fff" cellpadding="0"><tbody><tr><td align="center" style="color:red;padding:4px 2px">x</td></tr></tbody></table>"##,
        ),
        (
            r##"<a href="https://x.example/?a=1&b=2" id=x class=y onclick=z()>l</a> <a href="#top">t</a>"##,
            r##"<a href="https://x.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">l</a> <a target="_blank" rel="noopener noreferrer">t</a>"##,
        ),
        (
            r#"<p style="position:fixed;top:0;color:#123;background:url(http://x)">a</p>"#,
            r#"<p style="color:#123">a</p>"#,
        ),
        (
            r#"<p style="margin:0 auto;margin-left:-50px;Margin-Top : calc(0px - 9px);margin:1px -1px">a</p>"#,
            r#"<p style="margin:0 auto">a</p>"#,
        ),
        (
            r#"<p style="text-indent:-.25in;letter-spacing:1px;color:red">a<p style="text-indent:-18.0pt">b<p style="text-indent:2em">c"#,
            r#"<p style="text-indent:-0.25in;letter-spacing:1px;color:red">a</p><p style="text-indent:-18.0pt">b</p><p style="text-indent:2em">c</p>"#,
        ),
        (
            r#"<p style="text-indent:-9999px">a<p style="text-indent:200%">b<p style="text-indent:calc(9px*99)">c<p style="letter-spacing:-1em">d"#,
            r#"<p>a</p><p>b</p><p>c</p><p>d</p>"#,
        ),
        (
            r#"<p style="width:calc((1px + 2px) * 3);color:rgb(1,2,3)">a<p style="width:calc(100% - 2px);color:hsl(1,calc(2%),3%);margin:1px">b"#,
            r#"<p style="color:rgb(1, 2, 3)">a</p><p style="width:calc(100% - 2px);margin:1px">b</p>"#,
        ),
        (
            r#"<style>p{color:red}</style><p>a<script>b</script></p>"#,
            r#"<p style="color:red">a</p>"#,
        ),
        (
            r#"<style>.x{color:red;position:fixed;background:url(http://y)}#z{margin:-9px}</style><style media=print>p{color:blue}</style>
            <link rel=stylesheet href="http://x.example/y.css"><p class=x id=z style="color=green;;padding:0">a"#,
            r#"<p style="color:red;padding:0">a</p>"#,
        ),
        (
            r#"<style>body{background:silver;color:red!important} td{color:blue}</style><body class=a text=green dir=rtl><p>b"#,
            r#"<div dir="rtl" style="background:silver;color:red ! important"><p>b</p></div>"#,
        ),
        (
            r#"<html lang=ja dir=ltr class=x><body lang=de>a"#,
            r#"<div lang="de" dir="ltr">a</div>"#,
        ),
        (
            r#"<style>@import "http://x";p{color:red}</style><style>p{x:expression(1);color:\72 ed;--a:b;width:var(--a)}</style><p>a"#,
            r#"<p style="color:red">a</p>"#,
        ),
        (
            r#"<body bgcolor=silver text="navy" onload=x() dir=rtl>a"#,
            r#"<div dir="rtl" style="background-color:silver;color:navy">a</div>"#,
        ),
        (
            r#"<font color="red" face="Arial" size=2>a</font><ol start=3 type=a><li>b</ol>"#,
            r#"<font color="red" face="Arial" size="2">a</font><ol start="3" type="a"><li>b</li></ol>"#,
        ),
        (
            r#"<img src="data:image/png;base64,AAAA" alt=x><img src="data:image/svg+xml;base64,AAAA" alt=y>"#,
            r#"<img src="data:image/png;base64,AAAA" alt="x"><img alt="y">"#,
        ),
    ] {
        let html_out = safe(html);
        assert_eq!(sorted(&html_out), sorted(expected), "{html}\n{html_out}");
    }
    let remote =
        view(r#"<img src="http://t.example/x.gif" srcset="http://t.example/y" alt="Logo">"#);
    assert_eq!(remote.html.as_deref(), Some(r#"<img alt="Logo">"#));
    assert_eq!(remote.notes, [Note::RemoteImagesRemoved]);
}

/// A style sheet before HTML in other HTML.
fn sheet(css: &str, outer: &str, html: &str) -> String {
    format!("<style>{css}</style>{outer}{html}")
}

#[test]
fn hostile_html_costs_little() {
    let fonts: String = (0..2000).map(|n| format!("<font a={n}>")).collect();
    for html in [
        "<div>".repeat(200_000),
        "<b><p>".repeat(150_000),
        "<table><tr><td>".repeat(70_000),
        format!("{fonts}{}", "<p>x".repeat(200_000)),
        format!("<p {}>x", "a ".repeat(400_000)),
        format!(
            "<p {}>x",
            (0..150_000).map(|n| format!("a{n} ")).collect::<String>()
        ),
        "<!---->".repeat(140_000),
        "<!--".repeat(250_000),
        "<a".repeat(500_000),
        "<script>".repeat(120_000),
        "</p>x".repeat(200_000),
        "<a href=x>".repeat(100_000),
        "<p title='".repeat(100_000),
        "<p><b><i><u><a>".repeat(60_000) + &"</b></i></u></a></p>".repeat(10_000),
        "<select><option>".repeat(60_000),
        "&amp".repeat(250_000),
        "<svg><math>".repeat(90_000),
        sheet(
            &"div div div div *{color:red}".repeat(9_000),
            &"<div>".repeat(250),
            &"<p>x".repeat(70_000),
        ),
        sheet(&"*{color:red}".repeat(20_000), "", &"<p>x".repeat(70_000)),
        sheet(
            &"p+p+p+p,p:first-child{color:red;border:0;margin:0}".repeat(4_000),
            "",
            &"<p>x".repeat(5_000),
        ),
        sheet(
            &(0..9_000)
                .map(|n| format!(".a{n}{{color:red}}"))
                .collect::<String>(),
            "",
            &"<p class=a1>x".repeat(5_000),
        ),
        sheet(
            &format!("*{{font-family:{}}}", "a,".repeat(100)),
            "",
            &"<p>x".repeat(50_000),
        ),
        sheet(&"@media screen{".repeat(15_000), "", "x"),
        sheet(&"a{".repeat(100_000), "", "x"),
        sheet(&"/*".repeat(100_000), "", "x"),
        sheet(&"'".repeat(200_000), "", "x"),
        sheet(&"p,".repeat(100_000), "", "x"),
        sheet(
            &format!("p{}{{color:red}}", "[a]".repeat(80_000)),
            "",
            "<p>x",
        ),
        sheet(
            &format!("p{{{}}}", "color:red;".repeat(20_000)),
            "",
            &"<p>x".repeat(50_000),
        ),
        "<style>p{color:red}</style><p>x".repeat(30_000),
    ] {
        let start = Instant::now();
        let result = view(&html);
        let taken = start.elapsed().as_secs_f64();
        println!(
            "{taken:.2} s, {} bytes from {:.30}",
            result.html.unwrap_or_default().len(),
            html
        );
        // An honest mail of this size needs a tenth of a second; the bound is for slow machines.
        assert!(taken < 20.0, "{html:.40}");
    }
}
