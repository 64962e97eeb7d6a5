//! Words of some scripts are set with the font of that script, spaces and commas between them too.
//! If each space came from the main font, each word would be a piece of text by itself, and readers
//! that put pieces together again from right to left lose the spaces between them.

use super::super::boxes::Family;
use super::super::fonts::Fonts;
use parley::style::{FontFamily, FontFamilyName};
use std::borrow::Cow;

/// A script whose words keep their spaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Script {
    /// What the main fonts have, and everything that is not named here.
    #[default]
    Main,
    Arabic,
    Hebrew,
    Devanagari,
    Thai,
}

impl Script {
    /// The script that a character belongs to; none if it takes that of the one before it.
    fn of(character: char) -> Option<Self> {
        match character {
            '\u{0600}'..='\u{06FF}'
            | '\u{0750}'..='\u{077F}'
            | '\u{0870}'..='\u{08FF}'
            | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFE}' => Some(Self::Arabic),
            '\u{0590}'..='\u{05FF}' | '\u{FB1D}'..='\u{FB4F}' => Some(Self::Hebrew),
            '\u{0900}'..='\u{097F}' | '\u{A8E0}'..='\u{A8FF}' => Some(Self::Devanagari),
            '\u{0E01}'..='\u{0E7F}' => Some(Self::Thai),
            _ if character.is_alphabetic() => Some(Self::Main),
            _ => None,
        }
    }

    /// Cuts a text into pieces of one script: the script and the end of each.
    pub(super) fn pieces(text: &str) -> Vec<(Self, usize)> {
        let mut pieces = Vec::new();
        let mut current = Self::Main;
        for (at, character) in text.char_indices() {
            if let Some(script) = Self::of(character)
                && script != current
            {
                if at > 0 {
                    pieces.push((current, at));
                }
                current = script;
            }
        }
        pieces.push((current, text.len()));
        pieces
    }

    /// The fonts to try, in this order.
    pub(super) fn fonts(self, family: Family) -> FontFamily<'static> {
        let main = FontFamilyName::named(Fonts::family_name(family));
        let first = match self {
            Self::Main => return FontFamily::Single(main),
            Self::Arabic => "Noto Sans Arabic",
            Self::Hebrew => "Noto Sans Hebrew",
            Self::Devanagari => "Noto Sans Devanagari",
            Self::Thai => "Noto Sans Thai",
        };
        FontFamily::List(Cow::Owned(vec![FontFamilyName::named(first), main]))
    }
}
