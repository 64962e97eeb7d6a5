//! Glyphs are drawn so that every reader finds the characters again that they stand for.
//!
//! In a PDF, a font says for each of its glyphs which characters it stands for (ISO 32000-1
//! §9.10.3), the same everywhere. Text is not like that: the space stands for U+0020 and U+00A0, a
//! sign of Devanagari for whatever it was put together from. Text for a single place can be given
//! as `/ActualText`, which krilla does for glyphs that have their characters in common. But some
//! readers ignore it, so where a single glyph needs a second meaning, its font is embedded once more
//! with the few glyphs concerned.

use super::super::boxes::{Colour, TextStyle};
use super::glyphs::{Face, Faces, Glyph, Run};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// How many times a font is embedded at most; further meanings are left to `/ActualText`.
const COPIES: u8 = 16;

/// Draws runs of glyphs.
pub(super) struct Lettering<'p> {
    faces: &'p Faces,
    fonts: HashMap<(usize, u8), Option<Font>>,
    /// What a glyph of a face stands for in each of its copies.
    meanings: HashMap<(usize, u8, u32), Box<str>>,
}

/// How a glyph is drawn.
#[derive(Clone, Copy, PartialEq)]
enum As {
    /// As a letter of this copy of the font.
    Letter(u8),
    /// As a shape: the glyphs beside it stand for its characters.
    Shape,
}

/// Glyphs beside each other that are drawn alike.
struct Part {
    drawn: As,
    glyphs: Vec<KrillaGlyph>,
}

/// A run of glyphs from left to right.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push(&mut self, drawn: As, glyph: &Glyph, range: Range<usize>) {
        let id = GlyphId::new(glyph.id);
        let glyph = KrillaGlyph::new(id, glyph.advance, glyph.right, glyph.up, 0.0, range, None);
        match self.0.last_mut() {
            Some(last) if last.drawn == drawn => last.glyphs.push(glyph),
            _ => self.0.push(Part {
                drawn,
                glyphs: vec![glyph],
            }),
        }
    }
}

impl<'p> Lettering<'p> {
    pub(super) fn new(faces: &'p Faces) -> Self {
        Self {
            faces,
            fonts: HashMap::new(),
            meanings: HashMap::new(),
        }
    }

    /// Draws a run whose left end stands at `(left, base)`.
    pub(super) fn draw(
        &mut self,
        surface: &mut Surface<'_>,
        run: &Run,
        (text, style): (&str, &TextStyle),
        (left, base): (f32, f32),
        scale: f32,
    ) {
        let Some(face) = self.faces.list.get(run.face) else {
            return;
        };
        let size = run.size * scale;
        let width = run.width * scale;
        if let Some(background) = style.background {
            bar(
                surface,
                (left, base - size),
                (width, size * 1.25),
                background,
            );
        }
        surface.set_fill(Some(fill(style.colour)));
        surface.set_stroke(face.embolden.then(|| Stroke {
            paint: colour(style.colour).into(),
            width: size / 36.0,
            ..Stroke::default()
        }));
        let slant = face.skew.to_radians().tan();
        if slant != 0.0 {
            let slanted = Transform::from_row(1.0, 0.0, -slant, 1.0, slant * base, 0.0);
            surface.push_transform(&slanted);
        }
        let (text, parts) = match run.right_to_left {
            true => {
                let (reversed, parts) = self.assign_reversed(run, text);
                (Cow::Owned(reversed), parts)
            }
            false => (Cow::Borrowed(text), self.assign(surface, run, text)),
        };
        let mut left_of_part = left;
        for Part { drawn, glyphs } in parts.0 {
            let (copy, outlined) = match drawn {
                As::Letter(copy) => (copy, false),
                As::Shape => (0, true),
            };
            if let Some(font) = self.font(run.face, copy) {
                let start = Point::from_xy(left_of_part, base);
                surface.draw_glyphs(start, &glyphs, font, &text, size, outlined);
            }
            left_of_part += glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size;
        }
        if slant != 0.0 {
            surface.pop();
        }
        surface.set_stroke(None);
        lines(surface, style, (left, base), (width, size));
    }

    /// Gives each glyph of a run from left to right its characters, and a font in which it has no
    /// others. Glyphs that have their characters in common also get them as `/ActualText`.
    fn assign(&mut self, surface: &mut Surface<'_>, run: &Run, text: &str) -> Parts {
        let mut parts = Parts::default();
        for cluster in run.glyphs.chunk_by(same_cluster) {
            let range = cluster[0].start as usize..cluster[0].end as usize;
            let characters = text.get(range.clone()).unwrap_or_default();
            // Nearly all are like this, and need no lists.
            if let [glyph] = cluster
                && !characters.is_empty()
            {
                let copy = self.copy_for((run.face, glyph.id), characters);
                parts.push(As::Letter(copy), glyph, range);
                continue;
            }
            let shares = share(characters, cluster.len());
            let meanings: Vec<(u32, &str)> = cluster
                .iter()
                .map(|glyph| glyph.id)
                .zip(shares.iter().copied())
                .collect();
            let copy = self.copy(run.face, &meanings);
            for (glyph, meaning) in &meanings {
                self.teach(surface, (run.face, copy), *glyph, meaning);
            }
            for (number, glyph) in cluster.iter().enumerate() {
                let drawn = match number < shares.len() {
                    true => As::Letter(copy),
                    false => As::Shape,
                };
                parts.push(drawn, glyph, range.clone());
            }
        }
        parts
    }

    /// The same for a run from right to left, and the text that its glyphs refer to. Readers turn
    /// such text around, character by character, and only as long as nothing interrupts it: marked
    /// content of any kind, `/ReversedChars` too, makes some put the words in the wrong order. So
    /// the text is that which is seen from left to right, and nothing is said but by the font.
    fn assign_reversed(&mut self, run: &Run, text: &str) -> (String, Parts) {
        let mut parts = Parts::default();
        let mut seen = String::new();
        for cluster in run.glyphs.chunk_by(same_cluster) {
            let characters = text.get(cluster[0].start as usize..cluster[0].end as usize);
            let shares = share(characters.unwrap_or_default(), cluster.len());
            for (number, glyph) in cluster.iter().enumerate() {
                let start = seen.len();
                let drawn = match shares.get(cluster.len() - 1 - number) {
                    Some(share) => {
                        seen.extend(share.chars().rev());
                        As::Letter(0)
                    }
                    None => As::Shape,
                };
                parts.push(drawn, glyph, start..seen.len());
            }
        }
        (seen, parts)
    }

    /// A copy of a font in which these glyphs have these meanings and no others.
    fn copy(&mut self, face: usize, wanted: &[(u32, &str)]) -> u8 {
        if let [(glyph, meaning)] = wanted {
            return self.copy_for((face, *glyph), meaning);
        }
        let suits = |copy: &u8| {
            wanted.iter().all(|(glyph, meaning)| {
                let known = self.meanings.get(&(face, *copy, *glyph));
                known.is_none_or(|known| **known == **meaning)
            })
        };
        (0..COPIES).find(suits).unwrap_or(0)
    }

    /// A copy of a font in which this glyph has this meaning and no other; from now on it has.
    fn copy_for(&mut self, (face, glyph): (usize, u32), meaning: &str) -> u8 {
        for copy in 0..COPIES {
            match self.meanings.entry((face, copy, glyph)) {
                Entry::Occupied(known) if **known.get() == *meaning => return copy,
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => {
                    free.insert(meaning.into());
                    return copy;
                }
            }
        }
        0
    }

    /// Lets a font say that a glyph stands for this, if it says nothing of the glyph yet: readers
    /// that ignore `/ActualText` believe the font. krilla takes it from the first use of the
    /// glyph, so the first use is one that is never shown.
    fn teach(
        &mut self,
        surface: &mut Surface<'_>,
        (face, copy): (usize, u8),
        glyph: u32,
        meaning: &str,
    ) {
        let key = (face, copy, glyph);
        if meaning.is_empty() || self.meanings.contains_key(&key) {
            return;
        }
        self.meanings.insert(key, meaning.into());
        if let Some(font) = self.font(face, copy) {
            let glyphs = [KrillaGlyph::new(
                GlyphId::new(glyph),
                0.0,
                0.0,
                0.0,
                0.0,
                0..meaning.len(),
                None,
            )];
            let mut unseen = surface.stream_builder();
            let mut unseen = unseen.surface();
            unseen.draw_glyphs(Point::from_xy(0.0, 0.0), &glyphs, font, meaning, 1.0, false);
            unseen.finish();
        }
    }

    fn font(&mut self, number: usize, copy: u8) -> Option<Font> {
        let faces = self.faces;
        self.fonts
            .entry((number, copy))
            .or_insert_with(|| faces.list.get(number).and_then(|face| load(face, copy)))
            .clone()
    }
}

/// A font for krilla. What makes copies differ from each other is an axis that no font has.
fn load(face: &Face, copy: u8) -> Option<Font> {
    let (data, _) = face.font.data.clone().into_raw_parts();
    let mut variations: Vec<(Tag, f32)> = face
        .variations
        .iter()
        .map(|(tag, value)| (Tag::new(tag), *value))
        .collect();
    if copy > 0 {
        variations.push((Tag::new(b"copy"), f32::from(copy)));
    }
    Font::new_variable(data.into(), face.font.index, &variations)
}

fn same_cluster(one: &Glyph, next: &Glyph) -> bool {
    (one.start, one.end) == (next.start, next.end)
}

/// The characters of a cluster shared among its glyphs: one for each, the rest for the last. Where
/// there are fewer characters than glyphs, the last glyphs get none.
fn share(characters: &str, glyphs: usize) -> Vec<&str> {
    let mut shares = Vec::new();
    let mut rest = characters;
    while let Some(first) = rest.chars().next() {
        let is_last = shares.len() + 1 == glyphs;
        let end = if is_last {
            rest.len()
        } else {
            first.len_utf8()
        };
        let (share, after) = rest.split_at(end);
        shares.push(share);
        rest = after;
    }
    shares
}

/// Lines under and through text.
fn lines(
    surface: &mut Surface<'_>,
    style: &TextStyle,
    (left, base): (f32, f32),
    (width, size): (f32, f32),
) {
    let thickness = (size * 0.06).max(0.3);
    if style.underline {
        bar(
            surface,
            (left, base + size * 0.12),
            (width, thickness),
            style.colour,
        );
    }
    if style.strike {
        bar(
            surface,
            (left, base - size * 0.28),
            (width, thickness),
            style.colour,
        );
    }
}

/// A filled rectangle.
fn bar(
    surface: &mut Surface<'_>,
    (left, top): (f32, f32),
    (width, height): (f32, f32),
    paint: Colour,
) {
    let Some(rect) = Rect::from_xywh(left, top, width, height) else {
        return;
    };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    if let Some(path) = path.finish() {
        surface.set_stroke(None);
        surface.set_fill(Some(fill(paint)));
        surface.draw_path(&path);
    }
}

pub(super) fn colour(colour: Colour) -> krilla::color::rgb::Color {
    krilla::color::rgb::Color::new(colour.red, colour.green, colour.blue)
}

pub(super) fn fill(paint: Colour) -> Fill {
    Fill {
        paint: colour(paint).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}
