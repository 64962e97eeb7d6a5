//! Sheets become pages of a tagged PDF. Text is drawn as glyphs that know their characters, in the
//! order of reading, so that what is copied out of a page is what was sent.

use super::super::boxes::Picture;
use super::super::limits::{Deadline, Failure};
use super::decoration;
use super::glyphs::{Faces, Line, Part, Run};
use super::lettering::Lettering;
use super::sheet::{Item, Sheet, Shown};
use super::tags::{Kind, Structure};
use super::text::{Lines, Words};
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::geom::{Rect, Size, Transform};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use std::rc::Rc;

/// Draws sheets.
pub(super) struct Painter<'p> {
    lettering: Lettering<'p>,
    pub(super) structure: Structure,
    language: Option<Rc<str>>,
    deadline: Deadline,
    /// The paragraph, the target and the element of the link that was drawn last.
    link: Option<(usize, Rc<str>, usize)>,
}

/// A place on a page that can be clicked.
struct Click {
    element: usize,
    bounds: Rect,
    target: String,
}

/// Where a line stands on the page.
#[derive(Clone, Copy)]
struct Place {
    left: f32,
    top: f32,
    scale: f32,
}

impl<'p> Painter<'p> {
    pub(super) fn new(
        faces: &'p Faces,
        structure: Structure,
        language: Option<Rc<str>>,
        deadline: Deadline,
    ) -> Self {
        Self {
            lettering: Lettering::new(faces),
            structure,
            language,
            deadline,
            link: None,
        }
    }

    /// Draws one sheet as the next page. `footer` is centred below it.
    pub(super) fn sheet(
        &mut self,
        document: &mut Document,
        number: usize,
        sheet: &Sheet<'_>,
        footer: Option<&(Words<'_>, Line, f32)>,
    ) -> Result<(), Failure> {
        self.deadline.check()?;
        let settings =
            PageSettings::from_wh(sheet.size.0, sheet.size.1).ok_or(Failure::Unwritable)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut clicks = Vec::new();
        if !sheet.decorations.is_empty() {
            surface.start_tagged(artifact(ArtifactType::Layout));
            decoration::draw(&mut surface, &sheet.decorations);
            surface.end_tagged();
        }
        for item in &sheet.items {
            self.deadline.check()?;
            self.item(&mut surface, item, number, sheet.size, &mut clicks);
        }
        if let Some((words, line, width)) = footer {
            let place = Place {
                left: (sheet.size.0 - width) / 2.0,
                top: sheet.size.1 - 26.0 - line.height / 2.0,
                scale: 1.0,
            };
            surface.start_tagged(artifact(ArtifactType::PageNumber));
            for part in &line.parts {
                if let Part::Run(run) = part {
                    self.run(&mut surface, run, line, words, place);
                }
            }
            surface.end_tagged();
        }
        surface.finish();
        for click in clicks {
            let action = Action::Link(LinkAction::new(click.target.clone()));
            let link = LinkAnnotation::new(click.bounds, Target::Action(action));
            let annotation = Annotation::new_link(link, Some(click.target));
            let content = page.add_tagged_annotation(annotation);
            self.structure.put(click.element, content);
        }
        page.finish();
        Ok(())
    }

    fn item(
        &mut self,
        surface: &mut Surface<'_>,
        item: &Item<'_>,
        page: usize,
        size: (f32, f32),
        clicks: &mut Vec<Click>,
    ) {
        let place = Place {
            left: item.left,
            top: item.top,
            scale: item.scale,
        };
        match &item.content {
            Shown::Nothing => {}
            Shown::Line(lines, number) => {
                let Some(line) = lines.lines.get(*number) else {
                    return;
                };
                let Some(words) = lines.texts.get(line.text) else {
                    return;
                };
                self.line(
                    surface,
                    (lines, line, words),
                    place,
                    (item.element, page),
                    clicks,
                );
            }
            Shown::Marker(lines) => {
                let Some(marker) = &lines.marker else { return };
                let place = Place {
                    left: (place.left + marker.left * place.scale).max(4.0),
                    ..place
                };
                let content = surface.start_tagged(match item.element {
                    Some(_) => ContentTag::Span(SpanTag::empty()),
                    None => artifact(ArtifactType::PaginationOther),
                });
                for part in &marker.line.parts {
                    if let Part::Run(run) = part {
                        self.run(surface, run, &marker.line, &marker.words, place);
                    }
                }
                surface.end_tagged();
                if let Some(element) = item.element {
                    self.structure.put(element, content);
                }
            }
            Shown::PdfPage {
                document,
                index,
                size: natural,
                alternative,
            } => {
                let scale = item.scale;
                let Some(drawn) = Size::from_wh(natural.0 * scale, natural.1 * scale) else {
                    return;
                };
                let bounds = Rect::from_xywh(item.left, item.top, drawn.width(), drawn.height());
                let content = surface.start_tagged(ContentTag::Other);
                surface.push_transform(&Transform::from_translate(item.left, item.top));
                surface.draw_pdf_page(document, drawn, *index);
                surface.pop();
                surface.end_tagged();
                if let Some(element) = item.element {
                    let figure = self.figure(element, alternative, bounds, (page, size.1));
                    self.structure.put(figure, content);
                }
            }
        }
    }

    fn figure(
        &mut self,
        parent: usize,
        alternative: &str,
        bounds: Option<Rect>,
        (page, _): (usize, f32),
    ) -> usize {
        let alternative = alternative.to_owned();
        let bounds = bounds.map(|bounds| (page, bounds));
        self.structure.add(
            parent,
            Kind::Figure {
                alternative,
                bounds,
            },
        )
    }

    /// A line, in parts that have one link and one language.
    fn line(
        &mut self,
        surface: &mut Surface<'_>,
        (lines, line, words): (&Lines<'_>, &Line, &Words<'_>),
        place: Place,
        (element, page): (Option<usize>, usize),
        clicks: &mut Vec<Click>,
    ) {
        let images = &lines.paragraph.images;
        let style = |part: &Part| match part {
            Part::Run(run) => words
                .styles
                .get(run.style)
                .map(|style| (style.link.as_ref(), style.language.as_ref())),
            Part::Picture { image, .. } => {
                images.get(*image).map(|image| (image.link.as_ref(), None))
            }
        };
        let same = |one: &Part, next: &Part| {
            matches!((one, next), (Part::Run(_), Part::Run(_))) && style(one) == style(next)
        };
        for parts in line.parts.chunk_by(same) {
            let (link, language) = style(&parts[0]).unwrap_or((None, None));
            let target = link.and_then(|link| target(link));
            let owner = match (element, link, &target) {
                (Some(element), Some(link), Some(_)) => Some(self.link_element(element, link)),
                _ => {
                    self.link = None;
                    element
                }
            };
            let mut bounds: Option<(f32, f32)> = None;
            let mut height = (place.top, place.top + line.height * place.scale);
            match &parts[0] {
                Part::Picture {
                    image,
                    left,
                    top,
                    width,
                    height: tall,
                } => {
                    let Some(image) = images.get(*image) else {
                        continue;
                    };
                    let rect = Rect::from_xywh(
                        place.left + left * place.scale,
                        place.top + top * place.scale,
                        width * place.scale,
                        tall * place.scale,
                    );
                    let Some(rect) = rect else { continue };
                    self.picture(surface, &image.picture, rect, owner, page);
                    bounds = Some((rect.left(), rect.right()));
                    height = (rect.top(), rect.bottom());
                }
                Part::Run(_) => {
                    // Only what differs from the document's language is said.
                    let language =
                        language.filter(|language| Some(*language) != self.language.as_ref());
                    let content = surface.start_tagged(match owner {
                        Some(_) => ContentTag::Span(
                            SpanTag::empty().with_lang(language.map(|language| &**language)),
                        ),
                        None => artifact(ArtifactType::PaginationOther),
                    });
                    for part in parts {
                        let Part::Run(run) = part else { continue };
                        self.run(surface, run, line, words, place);
                        let left = place.left + run.left * place.scale;
                        let right = left + run.width * place.scale;
                        bounds = Some(match bounds {
                            Some((least, most)) => (least.min(left), most.max(right)),
                            None => (left, right),
                        });
                    }
                    surface.end_tagged();
                    if let Some(owner) = owner {
                        self.structure.put(owner, content);
                    }
                }
            }
            if let (Some(owner), Some(target), Some((left, right))) = (owner, target, bounds)
                && let Some(bounds) = Rect::from_ltrb(
                    left,
                    height.0,
                    right.max(left + 0.1),
                    height.1.max(height.0 + 0.1),
                )
            {
                clicks.push(Click {
                    element: owner,
                    bounds,
                    target,
                });
            }
        }
    }

    /// The element of a link; the same as before where a link goes on in the next line.
    fn link_element(&mut self, paragraph: usize, link: &Rc<str>) -> usize {
        if let Some((last, target, element)) = &self.link
            && *last == paragraph
            && target == link
        {
            return *element;
        }
        let element = self.structure.add(paragraph, Kind::Link);
        self.link = Some((paragraph, Rc::clone(link), element));
        element
    }

    fn picture(
        &mut self,
        surface: &mut Surface<'_>,
        picture: &Picture,
        bounds: Rect,
        element: Option<usize>,
        page: usize,
    ) {
        let alternative = picture.alternative.trim();
        let element = element.filter(|_| !alternative.is_empty());
        let content = surface.start_tagged(match element {
            Some(_) => ContentTag::Other,
            None => artifact(ArtifactType::Layout),
        });
        // Stored pixels are mirrored, then turned clockwise, then put into their place.
        let (width, height) = (bounds.width(), bounds.height());
        let (across, down) = match picture.turn.quarters % 2 {
            0 => (width, height),
            _ => (height, width),
        };
        let turn = match picture.turn.quarters % 4 {
            0 => Transform::identity(),
            1 => Transform::from_row(0.0, 1.0, -1.0, 0.0, width, 0.0),
            2 => Transform::from_row(-1.0, 0.0, 0.0, -1.0, width, height),
            _ => Transform::from_row(0.0, -1.0, 1.0, 0.0, 0.0, height),
        };
        surface.push_transform(&Transform::from_translate(bounds.left(), bounds.top()));
        surface.push_transform(&turn);
        surface.push_transform(&match picture.turn.mirrored {
            true => Transform::from_row(-1.0, 0.0, 0.0, 1.0, across, 0.0),
            false => Transform::identity(),
        });
        if let Some(size) = Size::from_wh(across, down) {
            surface.draw_image(picture.image.clone(), size);
        }
        surface.pop();
        surface.pop();
        surface.pop();
        surface.end_tagged();
        if let Some(element) = element {
            let figure = self.figure(element, alternative, Some(bounds), (page, 0.0));
            self.structure.put(figure, content);
        }
    }

    fn run(
        &mut self,
        surface: &mut Surface<'_>,
        run: &Run,
        line: &Line,
        words: &Words<'_>,
        place: Place,
    ) {
        let Some(style) = words.styles.get(run.style) else {
            return;
        };
        let left = place.left + run.left * place.scale;
        let base = place.top + (line.baseline + run.below) * place.scale;
        let text = (words.text.as_ref(), style.as_ref());
        self.lettering
            .draw(surface, run, text, (left, base), place.scale);
    }
}

pub(super) fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

/// The target of a link as a URI of 7-bit characters (ISO 32000-1 §12.6.4.7); none if a click on it
/// could do more than open a page or write a mail.
fn target(link: &str) -> Option<String> {
    const LONGEST: usize = 8_000;
    let link = link.trim();
    let scheme = link.split_once(':')?.0.to_ascii_lowercase();
    if !["http", "https", "mailto"].contains(&scheme.as_str()) || link.len() > LONGEST {
        return None;
    }
    let mut target = String::with_capacity(link.len());
    for byte in link.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                target.push_str(&format!("%{byte:02X}"))
            }
            0x21..=0x7E => target.push(char::from(byte)),
            _ => target.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(target)
}
