//! A second reading of sanitised HTML, as a browser parses it: everything in it must be on lists that are kept apart from
//! those of the sanitiser. The fuzzer reads with it too.

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{NodeData, RcDom};

const ELEMENTS: &str = "a abbr acronym address article aside b bdi bdo big blockquote br caption \
    center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 \
    h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp rt ruby s samp section small span \
    strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr";

const ATTRIBUTES: &str = "abbr align alt bgcolor border cellpadding cellspacing clear color \
    colspan datetime dir face frame headers height href hspace lang noshade nowrap rel reversed \
    rowspan rules scope size span src start style summary target title type valign value vspace \
    width";

/// Panics if an element or an attribute of `html`, which is the body of a view, could run or load, or if a style holds
/// one of `bad_in_style`.
pub fn as_a_browser(html: &str, bad_in_style: &[&str]) {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default())
        .one(format!("<!doctype html><body>{html}"));
    let mut nodes = vec![dom.document.clone()];
    while let Some(node) = nodes.pop() {
        match &node.data {
            NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => {
                panic!("a comment: {html}")
            }
            NodeData::Element { name, attrs, .. } => {
                let attributes = attrs.borrow();
                let is_frame = ["html", "head", "body"].contains(&&*name.local);
                assert!(
                    !is_frame || attributes.is_empty(),
                    "{:?} has attributes: {html}",
                    name.local
                );
                assert_eq!(&*name.ns, "http://www.w3.org/1999/xhtml", "{html}");
                if !is_frame {
                    check_element(&name.local, html);
                }
                for attribute in attributes.iter() {
                    check_attribute(&attribute.name.local, &attribute.value, bad_in_style, html);
                }
            }
            _ => {}
        }
        nodes.extend(node.children.borrow().iter().cloned());
    }
}

pub fn check_element(name: &str, html: &str) {
    let known = ELEMENTS.split_whitespace().any(|known| known == name);
    assert!(known, "<{name}>: {html}");
}

pub fn check_attribute(name: &str, value: &str, bad_in_style: &[&str], html: &str) {
    let known = ATTRIBUTES.split_whitespace().any(|known| known == name);
    assert!(known, "the attribute {name}: {html}");
    let plain: String = value.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim().to_lowercase();
    let starts = |known: &[&str]| known.iter().any(|start| plain.starts_with(start));
    let fine = match name {
        "href" => starts(&["http:", "https:", "mailto:", "tel:"]),
        "src" => starts(&["cid:"]) || starts(&["data:image/"]) && !plain.contains("svg"),
        "style" => !bad_in_style.iter().any(|bad| plain.contains(bad)),
        "rel" => plain == "noopener noreferrer",
        "target" => plain == "_blank",
        _ => true,
    };
    assert!(fine, "{name}={value:?}: {html}");
}
