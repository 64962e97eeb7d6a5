//! A body of text: its lines as they are, its quotations with bars beside them (RFC 3676 §4.5),
//! and addresses in it as links.

use super::super::boxes::{Block, Container, Family, Role};
use super::super::limits::{Deadline, Failure};
use super::elements::QUOTE_BAR;
use super::flow::Flow;
use super::style::{Display, Inherited, Own};
use super::words::{linked, plain, spaced};

/// Bars beside each other; deeper quotations share the last one.
const MAX_QUOTES: usize = 12;

/// Lines that are set as one paragraph. More of them only cost time.
const MAX_LINES: usize = 60;

/// Empty lines after each other that are shown.
const MAX_EMPTY: usize = 8;

/// How high an empty line is, in points.
const EMPTY_LINE: f32 = 12.0;

/// The body as blocks.
pub(super) fn blocks(text: &str, deadline: Deadline) -> Result<Vec<Block>, Failure> {
    let mut writer = Writer {
        levels: vec![Level::default()],
        lines: Vec::new(),
        empty: 0,
    };
    for line in text.lines() {
        deadline.check()?;
        let (quotes, content) = unquoted(line);
        if quotes != writer.levels.len() - 1 {
            writer.paragraph();
            writer.change(quotes);
        }
        if content.trim().is_empty() {
            writer.paragraph();
            writer.empty = (writer.empty + 1).min(MAX_EMPTY);
            continue;
        }
        writer.lines.push(content);
        if writer.lines.len() >= MAX_LINES {
            writer.paragraph();
        }
    }
    writer.paragraph();
    writer.change(0);
    Ok(writer.levels.pop().unwrap_or_default().blocks)
}

/// How often a line is quoted, and the line without the signs of it. A `>` that is followed by
/// text at once begins none if the line is `>From`, which transport has changed so.
fn unquoted(line: &str) -> (usize, &str) {
    if line.starts_with(">From ") {
        return (0, line.get(1..).unwrap_or_default());
    }
    let mut quotes = 0;
    let mut rest = line;
    while let Some(after) = rest
        .strip_prefix('>')
        .or_else(|| rest.strip_prefix(" >").filter(|_| quotes > 0))
    {
        quotes += 1;
        rest = after;
    }
    let content = if quotes > 0 {
        rest.strip_prefix(' ').unwrap_or(rest)
    } else {
        rest
    };
    (quotes.min(MAX_QUOTES), content)
}

struct Writer<'a> {
    /// The levels of quotation that are open; the first is not quoted.
    levels: Vec<Level>,
    /// Of the open paragraph.
    lines: Vec<&'a str>,
    /// Empty lines before the next paragraph or quotation.
    empty: usize,
}

#[derive(Default)]
struct Level {
    blocks: Vec<Block>,
    /// Room above it, in points.
    above: f32,
}

impl Writer<'_> {
    fn paragraph(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if lines.is_empty() {
            return;
        }
        let mut looks = plain();
        if is_aligned(&lines) {
            looks.text.family = Family::Mono;
            looks.text.size -= 1.5;
        }
        let mut flow = Flow::new(&looks, Role::Paragraph);
        for line in lines {
            with_links(line, &looks, &mut flow);
            flow.line_break(&looks);
        }
        let above = self.room();
        if let Some(level) = self.levels.last_mut() {
            let mut blocks = flow.finish();
            match above > 0.0 {
                true => level
                    .blocks
                    .push(spaced(blocks, Role::Division, above, 0.0)),
                false => level.blocks.append(&mut blocks),
            }
        }
    }

    /// The room that the empty lines take.
    fn room(&mut self) -> f32 {
        std::mem::take(&mut self.empty) as f32 * EMPTY_LINE
    }

    /// Opens and closes quotations until `quotes` are open.
    fn change(&mut self, quotes: usize) {
        while self.levels.len() - 1 < quotes {
            let above = self.room();
            self.levels.push(Level {
                blocks: Vec::new(),
                above,
            });
        }
        while self.levels.len() - 1 > quotes {
            let level = self.levels.pop().unwrap_or_default();
            if let Some(outer) = self.levels.last_mut().filter(|_| !level.blocks.is_empty()) {
                outer.blocks.push(quotation(level));
            }
        }
    }
}

fn quotation(level: Level) -> Block {
    let around = Inherited::default();
    let mut own = Own::new(Display::Block);
    own.border.left = QUOTE_BAR;
    own.padding.left = 7.0;
    own.margin.left = Some(2.0);
    own.margin.top = Some(level.above);
    Block::Container(Container {
        role: Role::Quote,
        looks: own.looks(around.text.colour, &around),
        direction: around.direction,
        children: level.blocks,
    })
}

/// Whether somebody has put things below each other with spaces, which takes letters of one width.
fn is_aligned(lines: &[&str]) -> bool {
    let has_gap = |line: &&&str| line.trim().contains("   ") || line.trim().contains('\t');
    let is_drawn = |line: &&&str| {
        let drawing = |character: char| matches!(character, '\u{2500}'..='\u{259f}');
        line.contains("|  ") || line.contains("+--") || line.contains(drawing)
    };
    lines.iter().filter(has_gap).count() >= 2 || lines.iter().filter(is_drawn).count() >= 2
}

/// Puts a line into `flow`, its addresses as links.
fn with_links(line: &str, looks: &Inherited, flow: &mut Flow) {
    let mut rest = line;
    while let Some((start, end)) = next_address(rest) {
        let (before, address, after) = (
            rest.get(..start).unwrap_or_default(),
            rest.get(start..end).unwrap_or_default(),
            rest.get(end..).unwrap_or_default(),
        );
        flow.text(before, looks);
        flow.text(address, &linked(address, looks));
        rest = after;
    }
    flow.text(rest, looks);
}

/// Where the next address begins and ends.
fn next_address(text: &str) -> Option<(usize, usize)> {
    const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
    let mut from = 0;
    loop {
        let colon = from + text.get(from..)?.find(':')?;
        from = colon + 1;
        let starts = |scheme: &&str| {
            let before = scheme.find(':')?;
            let start = colon.checked_sub(before)?;
            let own = text.get(start..start + scheme.len())?;
            let stands_alone = text
                .get(..start)?
                .chars()
                .next_back()
                .is_none_or(|character| !character.is_alphanumeric());
            (own.eq_ignore_ascii_case(scheme) && stands_alone).then_some((start, scheme.len()))
        };
        let Some((start, length)) = SCHEMES.iter().find_map(starts) else {
            continue;
        };
        let rest = text.get(start..)?;
        let end = rest
            .find(|character: char| {
                character.is_whitespace() || "<>\"\u{201c}\u{201d}".contains(character)
            })
            .unwrap_or(rest.len());
        let mut address = rest.get(..end)?;
        // What ends a sentence is no part of it, nor is a bracket that began before it.
        loop {
            let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
            let trimmed = match trimmed.ends_with([')', ']']) && !trimmed.contains(['(', '[']) {
                true => trimmed.get(..trimmed.len() - 1).unwrap_or_default(),
                false => trimmed,
            };
            if trimmed.len() == address.len() {
                break;
            }
            address = trimmed;
        }
        if address.len() > length {
            return Some((start, start + address.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{next_address, unquoted};

    #[test]
    fn quotations_are_counted() {
        for (line, expected) in [
            ("a > b", (0, "a > b")),
            ("> a", (1, "a")),
            (">> a", (2, "a")),
            ("> > a", (2, "a")),
            (">", (1, "")),
            (">From me", (0, "From me")),
        ] {
            assert_eq!(unquoted(line), expected, "{line}");
        }
    }

    #[test]
    fn addresses_are_found() {
        for (text, expected) in [
            (
                "see https://a.example/b?c=d.",
                Some("https://a.example/b?c=d"),
            ),
            ("(http://a.example)", Some("http://a.example")),
            ("<mailto:a@b.example>", Some("mailto:a@b.example")),
            ("https://a.example/x_(y)", Some("https://a.example/x_(y)")),
            ("at 10:30: https://", None),
            ("xhttp://a", None),
            ("tel:123 ftp://a", None),
            ("é: HTTP://Ä.example/ü”", Some("HTTP://Ä.example/ü")),
        ] {
            let found = next_address(text).map(|(start, end)| &text[start..end]);
            assert_eq!(found, expected, "{text}");
        }
    }
}
