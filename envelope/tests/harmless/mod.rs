//! A second reading of sanitised HTML, as a browser parses it: everything in it must be on lists that are kept apart from
//! those of the sanitiser. The fuzzer reads with it too.

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{NodeData, RcDom};

const ELEMENTS: &str = "a abbr acronym address article aside b bdi bdo big blockquote br caption \
    center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 \
    h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp rt ruby s samp section small span \
    strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr";

/// Properties that a style may set, and those that begin with them and a hyphen, as `border-top` does.
const PROPERTIES: &str = "background border box-sizing caption-side clear color direction display \
    empty-cells float font height letter-spacing line-height list-style margin max-height max-width \
    min-height min-width overflow-wrap padding table-layout text-align text-decoration text-indent \
    text-transform vertical-align white-space width";

/// Functions that the value of a property may call: none takes an address.
const FUNCTIONS: &str = "rgb rgba hsl hsla calc";

const ATTRIBUTES: &str = "abbr align alt bgcolor border cellpadding cellspacing clear color \
    colspan datetime dir face frame headers height href hspace lang noshade nowrap rel reversed \
    rowspan rules scope size span src start style summary target title type valign value vspace \
    width";

/// Panics if an element, an attribute or a style of `html`, which is the body of a view, could run or load.
pub fn as_a_browser(html: &str) {
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
                    check_attribute(&attribute.name.local, &attribute.value, html);
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

pub fn check_attribute(name: &str, value: &str, html: &str) {
    let known = ATTRIBUTES.split_whitespace().any(|known| known == name);
    assert!(known, "the attribute {name}: {html}");
    let plain: String = value.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim().to_lowercase();
    let starts = |known: &[&str]| known.iter().any(|start| plain.starts_with(start));
    let fine = match name {
        "href" => starts(&["http:", "https:", "mailto:", "tel:"]),
        "src" => starts(&["cid:"]) || starts(&["data:image/"]) && !plain.contains("svg"),
        "style" => declarations(value).iter().all(|one| is_harmless(one)),
        "rel" => plain == "noopener noreferrer",
        "target" => plain == "_blank",
        _ => true,
    };
    assert!(fine, "{name}={value:?}: {html}");
}

/// The declarations of a style, as CSS Syntax Level 3 divides it: at the semicolons outside of strings and brackets. Strings are
/// left out, because nothing in them means anything.
fn declarations(style: &str) -> Vec<String> {
    let (mut all, mut one, mut depth) = (Vec::new(), String::new(), 0_u32);
    // As CSS does first (§3.3): a backslash before it takes both away.
    let style = style.replace("\r\n", "\n");
    let mut characters = style.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' | '\'' => {
                one.push('s');
                while let Some(inside) = characters.next() {
                    // A line's end ends a string that is not closed.
                    match inside {
                        '\\' => drop(characters.next()),
                        '\n' | '\r' | '\u{c}' => break,
                        _ if inside == character => break,
                        _ => {}
                    }
                }
            }
            // What follows it is a letter of a word, even a quote.
            '\\' => {
                one.push_str("\\x");
                characters.next();
            }
            ';' if depth == 0 => all.push(std::mem::take(&mut one)),
            _ => {
                match character {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                one.push(character);
            }
        }
    }
    all.push(one);
    all
}

/// Whether a declaration sets a property that is known, and its value calls nothing that is not. A word with a backslash is
/// not known, whatever it stands for.
fn is_harmless(declaration: &str) -> bool {
    let (property, value) = match declaration.split_once(':') {
        None => return declaration.trim().is_empty(),
        Some((property, value)) => (property.trim().to_lowercase(), value.to_lowercase()),
    };
    let sets_what_is_known = PROPERTIES.split_whitespace().any(|known| {
        let rest = property.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    });
    let calls_what_is_known = value.match_indices('(').all(|(at, _)| {
        let before = |character: char| character.is_whitespace() || "(,+-*/".contains(character);
        let word = value[..at].rsplit(before).next().unwrap_or_default();
        word.is_empty() || FUNCTIONS.split_whitespace().any(|known| known == word)
    });
    sets_what_is_known
        && calls_what_is_known
        && !declaration.contains("/*")
        && !value.contains(['@', '{', '[', '<'])
}
