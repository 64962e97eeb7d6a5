//! The style of an element in a mail (CSS Style Attributes): which declarations stay.

use std::borrow::Cow;

/// Style properties that colour, space and align. None takes an element out of the flow, runs an
/// animation or takes a picture; [`stays_in_place`] judges the lengths of those that could still
/// draw a text over another or beside the page. (What remains is a box or a line that is too small
/// for its text: mails need `height:1px` and `line-height:0`.)
pub(crate) const STYLE_PROPERTIES: [&str; 71] = [
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
];

/// Functions that a style value may call.
const STYLE_FUNCTIONS: [&str; 5] = ["rgb", "rgba", "hsl", "hsla", "calc"];

/// Keeps the declarations whose value is made of plain words, numbers, colours and strings. No
/// backslash and no comment can hide anything then, and no function but those named can be called.
pub(super) fn style<'a>(style: &str) -> Option<Cow<'a, str>> {
    let kept: Vec<&str> = style
        .split(';')
        .map(str::trim)
        .filter(|declaration| {
            !declaration.is_empty() && is_plain(declaration) && stays_in_place(declaration)
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join(";").into())
}

fn is_plain(declaration: &str) -> bool {
    let characters_are_plain = declaration.chars().all(|character| {
        character.is_alphanumeric() || " \t\r\n#%.,-+()'\"!:_/*".contains(character)
    });
    // Ammonia loses what stands in brackets inside brackets, and what follows them then.
    let brackets_are_closed = (declaration.split('(').skip(1)).all(|after| after.contains(')'));
    characters_are_plain
        && brackets_are_closed
        && !declaration.contains("/*")
        && declaration
            .match_indices('(')
            .all(|(at, _)| function_before(&declaration[..at]))
}

/// Whether a declaration does not move text over its neighbours or out of sight: no negative
/// margins, no negative spacing of letters, no indentation by more than a hanging first line.
fn stays_in_place(declaration: &str) -> bool {
    let (property, value) = declaration.split_once(':').unwrap_or((declaration, ""));
    let property = property.trim().to_ascii_lowercase();
    match property.as_str() {
        "text-indent" => is_small(value),
        // What `calc` yields could be negative without a sign.
        "letter-spacing" => !value.contains(['-', '(']),
        _ if property.starts_with("margin") => !value.contains(['-', '(']),
        _ => true,
    }
}

/// Whether a length is at most an inch to either side; Word indents its lists by half of one.
fn is_small(value: &str) -> bool {
    const PIXELS_PER_INCH: f64 = 96.0;
    let value = value.trim().to_ascii_lowercase();
    let value = value.trim_end_matches("!important").trim_end();
    let number = value.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let pixels = match &value[number.len()..] {
        "" | "px" => 1.0,
        "pt" => PIXELS_PER_INCH / 72.0,
        "in" => PIXELS_PER_INCH,
        "cm" => PIXELS_PER_INCH / 2.54,
        "mm" => PIXELS_PER_INCH / 25.4,
        // Of a large font.
        "em" | "rem" => 24.0,
        _ => return false,
    };
    number
        .parse::<f64>()
        .is_ok_and(|number| (number * pixels).abs() <= PIXELS_PER_INCH)
}

fn function_before(text: &str) -> bool {
    let start = text
        .rfind(|character: char| {
            !character.is_alphanumeric() && character != '-' && character != '_'
        })
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    let name = text[start..].to_ascii_lowercase();
    STYLE_FUNCTIONS.contains(&name.as_str())
}
