//! The lines that parley broke, as runs of glyphs of one font, style and direction, each glyph with
//! the characters it stands for. What parley knows beyond that is dropped, so that a long message
//! needs little memory.

use parley::fontique::Synthesis;
use parley::{FontData, Layout, PositionedLayoutItem};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// A line, or what a line of a paragraph holds.
pub(super) struct Line {
    pub(super) height: f32,
    /// From its top to the line that letters stand on.
    pub(super) baseline: f32,
    /// Which of the texts of the paragraph it shows.
    pub(super) text: usize,
    /// In the order of reading.
    pub(super) parts: Vec<Part>,
}

pub(super) enum Part {
    Run(Run),
    /// The image of this number in the paragraph. `top` is below the top of the line.
    Picture {
        image: usize,
        left: f32,
        top: f32,
        width: f32,
        height: f32,
    },
}

/// Glyphs beside each other, from left to right.
pub(super) struct Run {
    pub(super) face: usize,
    pub(super) size: f32,
    /// Which of the styles of the text.
    pub(super) style: usize,
    pub(super) left: f32,
    /// Below the base line of the line.
    pub(super) below: f32,
    pub(super) width: f32,
    pub(super) right_to_left: bool,
    pub(super) glyphs: Box<[Glyph]>,
}

/// One glyph; its measures are of one em.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    pub(super) id: u32,
    pub(super) advance: f32,
    pub(super) right: f32,
    pub(super) up: f32,
    /// The bytes of the text it stands for. Glyphs of one cluster have the same.
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A font as it is used: some styles are made out of others.
pub(super) struct Face {
    pub(super) font: FontData,
    pub(super) variations: Vec<([u8; 4], f32)>,
    pub(super) embolden: bool,
    /// Degrees that upright letters are slanted by.
    pub(super) skew: f32,
}

/// What tells one face from another: font, number in its file, and what was done to it.
type FaceKey = (u64, u32, Vec<([u8; 4], u32)>, bool, u32);

/// All faces of a document, and the characters that none has.
#[derive(Default)]
pub(super) struct Faces {
    pub(super) list: Vec<Face>,
    known: HashMap<FaceKey, usize>,
    /// Face and number of the glyph that is shown for a character that no font has: U+25A1.
    substitute: Option<(usize, u32)>,
    pub(super) missing: BTreeSet<char>,
}

impl Faces {
    /// Takes the box that stands for missing characters from a layout that shows nothing else.
    pub(super) fn adopt_box(&mut self, layout: &Layout<u32>) {
        let Some(line) = layout.lines().next() else {
            return;
        };
        for item in line.items() {
            if let PositionedLayoutItem::GlyphRun(run) = item
                && let Some(glyph) = run.glyphs().next()
                && glyph.id != 0
            {
                let face = self.face(run.run().font(), run.run().synthesis());
                self.substitute = Some((face, glyph.id));
            }
        }
    }

    fn face(&mut self, font: &FontData, synthesis: Synthesis) -> usize {
        let variations: Vec<([u8; 4], f32)> = synthesis
            .variation_settings()
            .iter()
            .map(|(tag, value)| (tag.to_be_bytes(), *value))
            .collect();
        let skew = synthesis.skew().unwrap_or(0.0);
        let key = (
            font.data.id(),
            font.index,
            variations
                .iter()
                .map(|(tag, value)| (*tag, value.to_bits()))
                .collect(),
            synthesis.embolden(),
            skew.to_bits(),
        );
        *self.known.entry(key).or_insert_with(|| {
            self.list.push(Face {
                font: font.clone(),
                variations,
                embolden: synthesis.embolden(),
                skew,
            });
            self.list.len() - 1
        })
    }

    /// A line of parley's as one of ours.
    pub(super) fn line(
        &mut self,
        line: &parley::Line<'_, u32>,
        text_number: usize,
        text: &str,
        images: &[usize],
    ) -> Line {
        let metrics = line.metrics();
        let top = metrics.block_min_coord;
        let mut parts: Vec<(usize, Part)> = Vec::new();
        // The characters of each glyph of the run that the glyph runs are cut from.
        let mut current: Option<(usize, std::vec::IntoIter<Range<usize>>)> = None;
        for item in line.items() {
            match item {
                PositionedLayoutItem::InlineBox(inline) => {
                    let image = usize::try_from(inline.id)
                        .ok()
                        .and_then(|id| images.get(id));
                    let Some(image) = image else { continue };
                    // Images stand where they are seen; the characters before them say where.
                    let at = parts.last().map_or(0, |(at, _)| *at);
                    parts.push((
                        at,
                        Part::Picture {
                            image: *image,
                            left: inline.x,
                            top: inline.y - top,
                            width: inline.width,
                            height: inline.height,
                        },
                    ));
                }
                PositionedLayoutItem::GlyphRun(glyph_run) => {
                    let run = glyph_run.run();
                    if current
                        .as_ref()
                        .is_none_or(|(index, _)| *index != run.index())
                    {
                        current = Some((run.index(), characters_of_glyphs(run).into_iter()));
                    }
                    let Some((_, ranges)) = &mut current else {
                        continue;
                    };
                    let size = run.font_size();
                    let glyphs: Vec<Glyph> = glyph_run
                        .glyphs()
                        .zip(ranges)
                        .map(|(glyph, range)| Glyph {
                            id: glyph.id,
                            advance: glyph.advance / size,
                            right: glyph.x / size,
                            up: -glyph.y / size,
                            start: u32::try_from(range.start).unwrap_or(0),
                            end: u32::try_from(range.end).unwrap_or(0),
                        })
                        .collect();
                    let whole = Run {
                        face: self.face(run.font(), run.synthesis()),
                        size,
                        style: glyph_run.style().brush as usize,
                        left: glyph_run.offset(),
                        below: glyph_run.baseline() - metrics.baseline,
                        width: glyph_run.advance(),
                        right_to_left: run.is_rtl(),
                        glyphs: glyphs.into_boxed_slice(),
                    };
                    for run in self.with_boxes(whole, text) {
                        let at = run
                            .glyphs
                            .iter()
                            .map(|glyph| glyph.start)
                            .min()
                            .unwrap_or(0);
                        parts.push((at as usize, Part::Run(run)));
                    }
                }
            }
        }
        // Lines under text end with its last word; the space after it hangs.
        let last = parts.iter_mut().rev().find_map(|(_, part)| match part {
            Part::Run(run) => Some(run),
            Part::Picture { .. } => None,
        });
        if let Some(run) = last.filter(|run| !run.right_to_left) {
            let hanging = super::style::finite(metrics.hanging_advance).max(0.0);
            run.width = (run.width - hanging).max(0.0);
        }
        // Content stands in the order of reading, not from left to right (ISO 14289-1 §7.2).
        parts.sort_by_key(|(at, _)| *at);
        Line {
            height: super::style::finite(metrics.line_height).max(0.0),
            baseline: super::style::finite(metrics.baseline - top),
            text: text_number,
            parts: parts.into_iter().map(|(_, part)| part).collect(),
        }
    }

    /// Cuts out the glyphs that the font does not have, and shows boxes for them.
    fn with_boxes(&mut self, run: Run, text: &str) -> Vec<Run> {
        if run.glyphs.iter().all(|glyph| glyph.id != 0) {
            return vec![run];
        }
        let mut runs = Vec::new();
        let mut left = run.left;
        for glyphs in run
            .glyphs
            .chunk_by(|one, next| (one.id == 0) == (next.id == 0))
        {
            let width = glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * run.size;
            let lacking = glyphs[0].id == 0;
            let mut glyphs = glyphs.to_vec();
            let mut face = run.face;
            if lacking {
                for glyph in &glyphs {
                    let characters = text.get(glyph.start as usize..glyph.end as usize);
                    let characters = characters.unwrap_or_default().chars();
                    self.missing
                        .extend(characters.filter(|one| is_visible(*one)));
                }
                if let Some((substitute, id)) = self.substitute {
                    face = substitute;
                    glyphs.iter_mut().for_each(|glyph| glyph.id = id);
                }
            }
            runs.push(Run {
                face,
                left,
                width,
                glyphs: glyphs.into_boxed_slice(),
                ..run
            });
            left += width;
        }
        runs
    }
}

/// The characters that each glyph of a run stands for, from left to right.
fn characters_of_glyphs(run: &parley::Run<'_, u32>) -> Vec<Range<usize>> {
    // Glyphs belong to the first of the clusters of a ligature.
    let mut atoms: Vec<(Range<usize>, usize)> = Vec::new();
    for cluster in run.clusters() {
        let range = cluster.text_range();
        match atoms.last_mut() {
            Some((whole, _)) if cluster.is_ligature_continuation() => {
                whole.start = whole.start.min(range.start);
                whole.end = whole.end.max(range.end);
            }
            _ => atoms.push((range, cluster.glyphs().count())),
        }
    }
    if run.is_rtl() {
        atoms.reverse();
    }
    atoms
        .into_iter()
        .flat_map(|(range, count)| std::iter::repeat_n(range, count))
        .collect()
}

/// Whether someone would miss it: not white space, a control or a character that only steers
/// others (Default_Ignorable_Code_Point of the Unicode Character Database).
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{E0000}'..='\u{E0FFF}')
}
