//! A paragraph is shaped (characters become glyphs of fonts) and broken into lines (parley does
//! both). Lengths are in points; `y` grows downwards.

use super::super::boxes::{Direction, LineHeight, Marker, Paragraph, Picture, TextStyle};
use super::super::limits::{Deadline, Failure};
use super::glyphs::{Faces, Line};
use super::picture;
use super::script::Script;
use super::style::{SIZES, alignment, finite, parley_style, without_controls};
use parley::{BaseDirection, FontContext, InlineBox, InlineBoxKind, Layout, LayoutContext};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// The largest text shaped at once. The cost of one text is not quite linear in its length, and
/// the sum of those of its parts is.
const STRETCH: usize = 16 * 1024;
/// Shapes text with the fonts it was given.
pub(super) struct Shaper {
    fonts: FontContext,
    layouts: LayoutContext<u32>,
    pub(super) faces: Faces,
    deadline: Deadline,
}

/// A part of a paragraph, or all of it, whose characters have become glyphs.
pub(super) struct Stretch<'a> {
    /// What the ranges of glyphs refer to.
    pub(super) text: Cow<'a, str>,
    /// What [`super::glyphs::Run::style`] refers to.
    pub(super) styles: Vec<Rc<TextStyle>>,
    layout: Layout<u32>,
    /// Images of the paragraph, by the number of their inline box.
    images: Vec<usize>,
}

/// The styles of a stretch, and which of them goes up to which byte.
#[derive(Default)]
struct Runs {
    styles: Vec<(Rc<TextStyle>, Script)>,
    ends: Vec<(usize, usize)>,
}

/// A broken paragraph.
pub(super) struct Lines<'a> {
    pub(super) paragraph: &'a Paragraph,
    pub(super) texts: Vec<Words<'a>>,
    pub(super) lines: Vec<Line>,
    pub(super) marker: Option<MarkerLine>,
    pub(super) height: f32,
}

/// A text and the styles in it.
pub(super) struct Words<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) styles: Vec<Rc<TextStyle>>,
}

pub(super) struct MarkerLine {
    pub(super) words: Words<'static>,
    pub(super) line: Line,
    /// From the left of the column to its left; negative as a rule.
    pub(super) left: f32,
}

impl Shaper {
    pub(super) fn new(fonts: FontContext, deadline: Deadline) -> Self {
        let mut shaper = Self {
            fonts,
            layouts: LayoutContext::new(),
            faces: Faces::default(),
            deadline,
        };
        let layout = shaper.label_layout("\u{25A1}", &TextStyle::plain(10.0));
        shaper.faces.adopt_box(&layout);
        shaper
    }

    /// The characters of a paragraph become glyphs.
    pub(super) fn shape<'a>(
        &mut self,
        paragraph: &'a Paragraph,
    ) -> Result<Vec<Stretch<'a>>, Failure> {
        let text = without_controls(&paragraph.text);
        let mut stretches = Vec::new();
        let mut start = 0;
        let mut spans = 0;
        let mut images = 0;
        loop {
            self.deadline.check()?;
            let end = stretch_end(&text, start);
            let part = match &text {
                Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
                Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
            };
            let last = end == text.len();
            let first_image = images;
            while let Some(image) = paragraph.images.get(images)
                && (last || image.at < end)
            {
                images += 1;
            }
            while let Some(span) = paragraph.spans.get(spans)
                && span.range.end <= start
                && spans + 1 < paragraph.spans.len()
            {
                spans += 1;
            }
            let runs = Self::runs(paragraph, &part, start, spans);
            stretches.push(self.stretch(paragraph, part, start, runs, first_image..images));
            if last {
                return Ok(stretches);
            }
            start = end;
        }
    }

    /// The spans of `part`, which begins at `start` of the paragraph: contiguous, in order and on
    /// the borders of characters, whatever the tree says, and of one script each.
    fn runs(paragraph: &Paragraph, part: &str, start: usize, first: usize) -> Runs {
        let mut runs = Runs::default();
        let mut known = HashMap::new();
        let mut done = 0;
        let mut add = |runs: &mut Runs, style: &Rc<TextStyle>, done: usize, end: usize| {
            for (script, at) in Script::pieces(&part[done..end]) {
                let number = *known.entry((Rc::as_ptr(style), script)).or_insert_with(|| {
                    // parley counts styles in 16 bits.
                    if runs.styles.len() < 60_000 {
                        runs.styles.push((Rc::clone(style), script));
                    }
                    runs.styles.len() - 1
                });
                runs.ends.push((number, done + at));
            }
        };
        for span in paragraph.spans.get(first..).unwrap_or_default() {
            if span.range.start >= start + part.len() && done > 0 {
                break;
            }
            let end = span.range.end.saturating_sub(start).min(part.len());
            if end > done && part.is_char_boundary(end) {
                add(&mut runs, &span.style, done, end);
                done = end;
            }
        }
        if done < part.len() || runs.styles.is_empty() {
            let last = runs.styles.last().map(|(style, _)| Rc::clone(style));
            let style = last.unwrap_or_else(|| Rc::new(TextStyle::plain(10.5)));
            add(&mut runs, &style, done, part.len());
        }
        runs
    }

    fn stretch<'a>(
        &mut self,
        paragraph: &Paragraph,
        text: Cow<'a, str>,
        start: usize,
        runs: Runs,
        images: std::ops::Range<usize>,
    ) -> Stretch<'a> {
        let pictures_only = text.chars().all(char::is_whitespace) && !images.is_empty();
        let line_height = match pictures_only {
            // As `display: block` does, which is what the senders of sliced pictures mean.
            true => LineHeight::Points(0.0),
            false => paragraph.line_height,
        };
        let mut builder = self
            .layouts
            .style_run_builder(&mut self.fonts, &text, 1.0, false);
        for (number, (style, script)) in runs.styles.iter().enumerate() {
            builder.push_style(parley_style(
                style,
                *script,
                line_height,
                number,
                pictures_only,
            ));
        }
        let mut done = 0;
        for (style, end) in runs.ends {
            builder.push_style_run(u16::try_from(style).unwrap_or(0), done..end);
            done = end;
        }
        for (number, image) in images.clone().enumerate() {
            let at = paragraph.images[image]
                .at
                .saturating_sub(start)
                .min(text.len());
            let at = (0..=at)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0);
            let (width, height) = wanted(&paragraph.images[image].picture);
            builder.push_inline_box(InlineBox {
                id: number as u64,
                kind: InlineBoxKind::InFlow,
                index: at,
                width,
                height,
                baseline: None,
                vertical_align: parley::VerticalAlign::default(),
            });
        }
        builder.set_base_direction(match paragraph.direction {
            Direction::Auto => BaseDirection::Auto,
            Direction::LeftToRight => BaseDirection::Ltr,
            Direction::RightToLeft => BaseDirection::Rtl,
        });
        let layout = builder.build(&text);
        Stretch {
            text,
            styles: runs.styles.into_iter().map(|(style, _)| style).collect(),
            layout,
            images: images.collect(),
        }
    }

    /// Breaks a shaped paragraph into lines of a column of this width.
    pub(super) fn break_lines<'a>(
        &mut self,
        paragraph: &'a Paragraph,
        stretches: Vec<Stretch<'a>>,
        width: f32,
        tallest: f32,
    ) -> Result<Lines<'a>, Failure> {
        let width = width.max(1.0);
        let mut lines = Lines {
            paragraph,
            texts: Vec::with_capacity(stretches.len()),
            lines: Vec::new(),
            marker: None,
            height: 0.0,
        };
        let mut right_to_left = false;
        let count = stretches.len();
        for (number, mut stretch) in stretches.into_iter().enumerate() {
            self.deadline.check()?;
            for (inline, image) in stretch.layout.inline_boxes_mut().zip(&stretch.images) {
                let size = picture::fit(&paragraph.images[*image].picture, width, tallest);
                (inline.width, inline.height) = size;
            }
            let layout = &mut stretch.layout;
            if number == 0 {
                right_to_left = layout.is_rtl();
                let indent = finite(paragraph.indent).clamp(-width / 2.0, width / 2.0);
                layout.set_text_indent(indent, parley::IndentOptions::default());
            }
            layout.break_all_lines(Some(width));
            layout.align(
                alignment(paragraph.align),
                parley::AlignmentOptions::default(),
            );
            // What comes after the line break at the end of a stretch is in the next one.
            let extra = number + 1 < count && stretch.text.ends_with('\n');
            let taken = layout.len() - usize::from(extra && layout.len() > 1);
            for line in layout.lines().take(taken) {
                let line = self
                    .faces
                    .line(&line, number, &stretch.text, &stretch.images);
                lines.height += line.height;
                lines.lines.push(line);
            }
            lines.texts.push(Words {
                text: stretch.text,
                styles: stretch.styles,
            });
        }
        if let Some(marker) = &paragraph.marker {
            lines.marker = self.marker(marker, right_to_left, width, lines.lines.first());
        }
        Ok(lines)
    }

    /// The marker of a list item stands before the first line, outside the column.
    fn marker(
        &mut self,
        marker: &Marker,
        right_to_left: bool,
        width: f32,
        first: Option<&Line>,
    ) -> Option<MarkerLine> {
        let text = without_controls(marker.text.trim()).into_owned();
        let (mut line, advance) = self.label(&text, &marker.style)?;
        if let Some(first) = first {
            line.baseline = first.baseline;
        }
        let distance = marker.style.size.clamp(SIZES.0, SIZES.1) * 0.5;
        Some(MarkerLine {
            words: Words {
                text: Cow::Owned(text),
                styles: vec![Rc::clone(&marker.style)],
            },
            line,
            left: match right_to_left {
                true => width + distance,
                false => -(advance + distance),
            },
        })
    }

    /// A short text on one line, and its width.
    pub(super) fn label(&mut self, text: &str, style: &TextStyle) -> Option<(Line, f32)> {
        let layout = self.label_layout(text, style);
        let line = layout.lines().next()?;
        let line = self.faces.line(&line, 0, text, &[]);
        Some((line, layout.width()))
    }

    fn label_layout(&mut self, text: &str, style: &TextStyle) -> Layout<u32> {
        let mut builder = self
            .layouts
            .style_run_builder(&mut self.fonts, text, 1.0, false);
        builder.push_style(parley_style(
            style,
            Script::Main,
            LineHeight::Normal,
            0,
            false,
        ));
        builder.push_style_run(0, 0..text.len());
        let mut layout = builder.build(text);
        layout.break_all_lines(None);
        layout
    }
}

impl Stretch<'_> {
    /// The least and the greatest width it can use (CSS 2.2 §17.5.2.2).
    pub(super) fn widths(&self) -> (f32, f32) {
        let widths = self.layout.calculate_content_widths();
        (finite(widths.min), finite(widths.max))
    }
}

/// Where a stretch that begins at `start` ends: at the last line break it can hold, else at a
/// space, else anywhere.
fn stretch_end(text: &str, start: usize) -> usize {
    if text.len() - start <= STRETCH {
        return text.len();
    }
    let limit = (start..=start + STRETCH)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    let part = &text[start..limit];
    let cut = part
        .rfind('\n')
        .or_else(|| part.rfind(' '))
        .map_or(part.len(), |at| at + 1);
    start + cut.max(1)
}

/// The size of a picture while its column is being looked for.
fn wanted(picture: &Picture) -> (f32, f32) {
    picture::fit(picture, 0.0, f32::MAX)
}
