//! Lists and their markers (WHATWG HTML §4.4.5 to §4.4.8, CSS Counter Styles 3).

use super::super::boxes::{Align, Block, Container, Direction, Role};
use super::super::limits::Failure;
use super::body::{Reader, marker};
use super::css_values::list_style;
use super::dom::{Id, Shown};
use super::elements::{INDENT, looks};
use super::flow::Flow;
use super::style::{Display, Inherited, ListStyle, Own};

/// Room for a marker, in points.
const MARKER_ROOM: f32 = 16.0;

impl Reader<'_, '_> {
    #[allow(
        clippy::too_many_arguments,
        reason = "what every step of this walk needs"
    )]
    pub(super) fn list(
        &mut self,
        id: Id,
        name: &str,
        inherited: &Inherited,
        mut own: Own,
        outer: &Inherited,
        flow: &mut Flow,
        depth: usize,
    ) -> Result<(), Failure> {
        flow.flush();
        let ordered = name == "ol";
        let mut inherited = inherited.clone();
        if inherited.list.is_none() || inherited.list == outer.list {
            let by_type = self.dom.attribute(id, "type").and_then(by_type);
            inherited.list = by_type.or(Some(match (ordered, outer.list) {
                (true, _) => ListStyle::Decimal,
                (false, None) => ListStyle::Disc,
                (false, Some(ListStyle::Disc)) => ListStyle::Circle,
                (false, Some(_)) => ListStyle::Square,
            }));
        }
        if outer.list.is_some() {
            // A list in a list stands close.
            own.margin.top = Some(0.0);
            own.margin.bottom = Some(0.0);
        }
        if !own.is_padded {
            own.padding.left = INDENT;
        }
        if inherited.direction == Direction::Auto && self.begins_right(id) {
            inherited.direction = Direction::RightToLeft;
        }
        let has_markers = inherited.list != Some(ListStyle::None);
        let left = own.margin.left.unwrap_or(0.0) + own.padding.left;
        if has_markers && left < MARKER_ROOM {
            own.padding.left += MARKER_ROOM - left;
        }
        if inherited.direction == Direction::RightToLeft {
            std::mem::swap(&mut own.padding.left, &mut own.padding.right);
        }
        let children = self.items(id, ordered, &inherited, depth)?;
        if !children.is_empty() {
            flow.push(Block::Container(Container {
                role: Role::List { ordered },
                looks: own.looks(inherited.text.colour, outer),
                direction: inherited.direction,
                children,
            }));
        }
        Ok(())
    }

    /// Whether the first letter in an element is of a script that runs to the left (UAX #9, P2).
    fn begins_right(&self, id: Id) -> bool {
        let texts = self
            .dom
            .inside(id)
            .take(100)
            .filter_map(|id| match self.dom.shown(id) {
                Shown::Text(text) => Some(text),
                Shown::Element(_) | Shown::Nothing => None,
            });
        let first = texts
            .flat_map(str::chars)
            .find(|letter| letter.is_alphabetic());
        first.is_some_and(|letter| {
            matches!(u32::from(letter),
                0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff)
        })
    }

    fn items(
        &mut self,
        id: Id,
        ordered: bool,
        inherited: &Inherited,
        depth: usize,
    ) -> Result<Vec<Block>, Failure> {
        let dom = self.dom;
        let number = |id: Id, name| {
            dom.attribute(id, name)
                .and_then(|value| value.trim().parse::<i32>().ok())
        };
        let step = if dom.attribute(id, "reversed").is_some() {
            -1
        } else {
            1
        };
        let mut next = number(id, "start").unwrap_or_else(|| match step {
            1 => 1,
            _ => i32::try_from(
                dom.children(id)
                    .filter(|&child| dom.name(child) == "li")
                    .count(),
            )
            .unwrap_or(1),
        });
        let mut flow = Flow::new(inherited, Role::Paragraph);
        for child in dom.children(id) {
            match dom.shown(child) {
                Shown::Element("li") => {
                    self.deadline.check()?;
                    next = number(child, "value").unwrap_or(next);
                    flow.flush();
                    let item = self.item(child, ordered, next, inherited, depth + 1)?;
                    flow.blocks.extend(item);
                    next = next.saturating_add(step);
                }
                // Not allowed, and written by every second mailer: a list in a list beside its
                // items.
                Shown::Element(_) => {
                    let (own_looks, own) = looks(dom, child, inherited);
                    if own.display == Display::None {
                        continue;
                    }
                    let name = dom.name(child);
                    if matches!(name, "ul" | "ol") {
                        self.list(
                            child,
                            name,
                            &own_looks,
                            own,
                            inherited,
                            &mut flow,
                            depth + 1,
                        )?;
                    } else {
                        self.children(child, &own_looks, &mut flow, depth + 1)?;
                    }
                }
                Shown::Text(text) => flow.text(text, inherited),
                Shown::Nothing => {}
            }
        }
        Ok(flow.finish())
    }

    fn item(
        &mut self,
        id: Id,
        ordered: bool,
        number: i32,
        outer: &Inherited,
        depth: usize,
    ) -> Result<Option<Block>, Failure> {
        let (mut inherited, own) = looks(self.dom, id, outer);
        if own.display == Display::None {
            return Ok(None);
        }
        if let Some(style) = self.dom.attribute(id, "type").and_then(by_type) {
            inherited.list = Some(style);
        }
        let style = inherited.list.unwrap_or(match ordered {
            true => ListStyle::Decimal,
            false => ListStyle::Disc,
        });
        let mut flow = Flow::new(&inherited, Role::Paragraph);
        if own.display == Display::ListItem {
            flow.marker = text(style, number).map(|text| marker(text, &inherited));
        }
        let mut children = self.inside(id, &inherited, Role::Paragraph, &mut flow, depth)?;
        if flow.marker.is_some() {
            // Nothing but a table or an inner list: the marker stands above it.
            flow.place_marker();
            let mut first = flow.finish();
            first.append(&mut children);
            children = first;
        }
        if children.is_empty() {
            return Ok(None);
        }
        let mut looks = own.looks(inherited.text.colour, outer);
        looks.place = Align::Start;
        Ok(Some(Block::Container(Container {
            role: Role::ListItem,
            looks,
            direction: inherited.direction,
            children,
        })))
    }
}

/// The `type` attribute of lists and items.
fn by_type(value: &str) -> Option<ListStyle> {
    Some(match value.trim() {
        "1" => ListStyle::Decimal,
        "a" => ListStyle::LowerLatin,
        "A" => ListStyle::UpperLatin,
        "i" => ListStyle::LowerRoman,
        "I" => ListStyle::UpperRoman,
        value => return list_style(&value.to_ascii_lowercase()),
    })
}

/// The marker of the item with this number.
fn text(style: ListStyle, number: i32) -> Option<String> {
    let bullet = match style {
        ListStyle::None => return None,
        ListStyle::Disc => "\u{2022}",
        ListStyle::Circle => "\u{25e6}",
        ListStyle::Square => "\u{25aa}",
        _ => "",
    };
    if !bullet.is_empty() {
        return Some(bullet.to_owned());
    }
    let positive = u32::try_from(number).ok().filter(|number| *number > 0);
    let written = match style {
        ListStyle::LowerLatin => positive.map(|number| alphabetic(number, 'a', 26)),
        ListStyle::UpperLatin => positive.map(|number| alphabetic(number, 'A', 26)),
        ListStyle::LowerGreek => positive.map(greek),
        ListStyle::LowerRoman => positive
            .and_then(roman)
            .map(|text| text.to_ascii_lowercase()),
        ListStyle::UpperRoman => positive.and_then(roman),
        ListStyle::LeadingZero => Some(format!("{number:02}")),
        _ => None,
    };
    Some(format!(
        "{}.",
        written.unwrap_or_else(|| number.to_string())
    ))
}

/// a, b … z, aa, ab …
fn alphabetic(number: u32, first: char, letters: u32) -> String {
    let mut out = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        out.extend(char::from_u32(u32::from(first) + rest % letters));
        rest /= letters;
    }
    out.iter().rev().collect()
}

/// The letters from alpha to omega; the final sigma is none of them.
fn greek(number: u32) -> String {
    alphabetic(number, 'α', 24)
        .chars()
        .map(|letter| match letter >= 'ς' {
            true => char::from_u32(u32::from(letter) + 1).unwrap_or(letter),
            false => letter,
        })
        .collect()
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number >= 4000 {
        return None;
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{ListStyle, text};

    #[test]
    fn markers_count() {
        for (style, number, expected) in [
            (ListStyle::Decimal, -3, "-3."),
            (ListStyle::LeadingZero, 7, "07."),
            (ListStyle::LowerLatin, 28, "ab."),
            (ListStyle::UpperLatin, 26, "Z."),
            (ListStyle::LowerLatin, 0, "0."),
            (ListStyle::LowerRoman, 1994, "mcmxciv."),
            (ListStyle::UpperRoman, 5000, "5000."),
            (ListStyle::LowerGreek, 18, "σ."),
            (ListStyle::LowerGreek, 24, "ω."),
            (ListStyle::Disc, 9, "•"),
        ] {
            assert_eq!(text(style, number).as_deref(), Some(expected));
        }
        assert_eq!(text(ListStyle::None, 1), None);
        assert!(text(ListStyle::LowerLatin, i32::MAX).is_some());
    }
}
