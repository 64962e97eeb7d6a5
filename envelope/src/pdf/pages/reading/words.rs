//! What the pages say in their own words: paragraphs in a few styles.

use super::super::boxes::{Block, Colour, Container, Direction, Family, Role};
use super::elements::link;
use super::flow::Flow;
use super::lengths::TEXT_SIZE;
use super::style::{Display, Inherited, Own, WhiteSpace};

pub(super) const SOFT: Colour = Colour {
    red: 0x55,
    green: 0x5f,
    blue: 0x66,
};

/// Text as it stands, in the size of plain text.
pub(super) fn plain() -> Inherited {
    Inherited {
        white_space: WhiteSpace::PRE,
        ..Inherited::default()
    }
}

/// For what stands in a list or beside a label, whatever the script of its first letter.
pub(super) fn left_to_right(mut looks: Inherited) -> Inherited {
    looks.direction = Direction::LeftToRight;
    looks
}

/// Smaller, in grey.
pub(super) fn soft() -> Inherited {
    let mut looks = plain();
    looks.text.size = TEXT_SIZE - 1.5;
    looks.text.colour = SOFT;
    looks
}

pub(super) fn bold() -> Inherited {
    let mut looks = plain();
    looks.text.bold = true;
    looks
}

/// For digits and letters that are compared one by one.
pub(super) fn code() -> Inherited {
    let mut looks = soft();
    looks.text.family = Family::Mono;
    looks.text.size = TEXT_SIZE - 3.0;
    looks
}

/// A link as mail clients show it.
pub(super) fn linked(target: &str, looks: &Inherited) -> Inherited {
    let mut looks = looks.clone();
    looks.text.link = link(target);
    if looks.text.link.is_some() {
        looks.text.underline = true;
        looks.text.colour = Colour {
            red: 0,
            green: 0,
            blue: 0xee,
        };
    }
    looks
}

/// Pieces of text as paragraphs.
pub(super) fn paragraph(pieces: &[(&str, &Inherited)], role: Role) -> Vec<Block> {
    let outer = pieces.first().map(|(_, looks)| (*looks).clone());
    let mut flow = Flow::new(&outer.unwrap_or_else(plain), role);
    for (text, looks) in pieces {
        flow.text(text, looks);
    }
    flow.finish()
}

/// Blocks with room above and below.
pub(super) fn spaced(children: Vec<Block>, role: Role, above: f32, below: f32) -> Block {
    let mut own = Own::new(Display::Block);
    own.margin.top = Some(above);
    own.margin.bottom = Some(below);
    let around = Inherited::default();
    Block::Container(Container {
        role,
        looks: own.looks(around.text.colour, &around),
        direction: Direction::Auto,
        children,
    })
}
