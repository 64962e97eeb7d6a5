//! `format=flowed` (RFC 3676): text whose lines are broken softly for transport becomes text with
//! one line for each paragraph, which a screen of any width can wrap.

/// Joins the flowed lines of `text`. With `delete_space` (`DelSp=yes`, §4.1) the space at a soft
/// line break is not part of the text.
pub(super) fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of quotation of the line that goes on, if the last one was flowed.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        // §4.4: one space is stuffed before lines that would mean something else.
        let content = content.strip_prefix(' ').unwrap_or(content);
        // §4.3: the line before a signature is never flowed.
        let is_signature = content == "-- ";
        if open != Some(depth) || is_signature {
            if open.is_some() {
                out.push('\n');
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth));
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !is_signature;
        match content.strip_suffix(' ') {
            Some(shorter) if flows && delete_space => out.push_str(shorter),
            _ => out.push_str(content),
        }
        open = flows.then_some(depth);
        if !flows {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unflow;

    #[test]
    fn paragraphs_are_joined_and_quotes_kept() {
        for (text, delete_space, expected) in [
            ("a \r\nb \r\nc\r\nd\r\n", false, "a b c\nd\n"),
            ("a \nb\n", true, "ab\n"),
            (" From here \n and there\n", false, "From here and there\n"),
            ("> a \n> b\n>> c \n>> d\n", false, "> a b\n>> c d\n"),
            ("> a \nb\n", false, "> a \nb\n"),
            ("text \n-- \nname\n", false, "text \n-- \nname\n"),
            ("a\n\nb \n\nc", false, "a\n\nb \nc\n"),
            ("last ", false, "last "),
        ] {
            assert_eq!(unflow(text, delete_space), expected, "{text:?}");
        }
    }
}
