//! Backgrounds and borders (CSS Backgrounds and Borders Level 3, as far as mails use them).

use super::super::boxes::{Border, LineStyle};
use super::fragment::length;
use super::lettering::{colour, fill};
use super::sheet::Decoration;
use krilla::geom::{Path, PathBuilder, Rect};
use krilla::paint::{LineCap, Stroke, StrokeDash};
use krilla::surface::Surface;

/// How far the handles of a cubic curve reach that looks like a quarter of a circle.
const HANDLE: f32 = 0.552_284_8;

/// Draws the backgrounds, then the borders, those of the outer boxes first. A border that was drawn
/// before the background beside it would lose its edge to it on a screen.
pub(super) fn draw(surface: &mut Surface<'_>, decorations: &[Decoration]) {
    let mut decorations: Vec<_> = decorations.iter().collect();
    decorations.retain(|decoration| decoration.width > 0.0 && decoration.height > 0.0);
    decorations.sort_by_key(|decoration| decoration.order);
    for decoration in &decorations {
        background(surface, decoration);
    }
    for decoration in &decorations {
        borders(surface, decoration);
    }
}

fn radius(decoration: &Decoration) -> f32 {
    let radius = decoration.radius * decoration.scale;
    radius
        .min(decoration.width / 2.0)
        .min(decoration.height / 2.0)
}

fn background(surface: &mut Surface<'_>, decoration: &Decoration) {
    let Decoration {
        left,
        top,
        width,
        height,
        ..
    } = *decoration;
    if let Some(background) = decoration.background
        && let Some(path) = outline(left, top, width, height, radius(decoration))
    {
        surface.set_stroke(None);
        surface.set_fill(Some(fill(background)));
        surface.draw_path(&path);
    }
}

fn borders(surface: &mut Surface<'_>, decoration: &Decoration) {
    let Decoration {
        left,
        top,
        width,
        height,
        ..
    } = *decoration;
    let radius = radius(decoration);
    let border = &decoration.border;
    let sides = [border.top, border.right, border.bottom, border.left];
    let alike = sides.iter().all(|side| *side == border.top);
    if alike && radius > 0.0 {
        let thick = thickness(border.top, decoration);
        let path = outline(
            left + thick / 2.0,
            top + thick / 2.0,
            width - thick,
            height - thick,
            (radius - thick / 2.0).max(0.0),
        );
        if let (true, Some(path)) = (thick > 0.0, path) {
            stroke(surface, &path, border.top, thick);
        }
        return;
    }
    let (right, bottom) = (left + width, top + height);
    for (number, side) in sides.into_iter().enumerate() {
        let thick = thickness(side, decoration).min(width).min(height);
        if thick <= 0.0 {
            continue;
        }
        let (from, to) = match number {
            0 => ((left, top), (right, top + thick)),
            1 => ((right - thick, top), (right, bottom)),
            2 => ((left, bottom - thick), (right, bottom)),
            _ => ((left, top), (left + thick, bottom)),
        };
        if side.line == LineStyle::Solid {
            if let Some(path) = outline(from.0, from.1, to.0 - from.0, to.1 - from.1, 0.0) {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(side.colour)));
                surface.draw_path(&path);
            }
            continue;
        }
        let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let mut path = PathBuilder::new();
        if number % 2 == 0 {
            path.move_to(from.0, middle.1);
            path.line_to(to.0, middle.1);
        } else {
            path.move_to(middle.0, from.1);
            path.line_to(middle.0, to.1);
        }
        if let Some(path) = path.finish() {
            stroke(surface, &path, side, thick);
        }
    }
}

fn thickness(side: Border, decoration: &Decoration) -> f32 {
    length(side.width).min(100.0) * decoration.scale
}

fn stroke(surface: &mut Surface<'_>, path: &Path, side: Border, thick: f32) {
    let (dash, line_cap) = match side.line {
        LineStyle::Solid => (None, LineCap::Butt),
        LineStyle::Dashed => (Some(vec![thick * 3.0, thick * 2.0]), LineCap::Butt),
        LineStyle::Dotted => (Some(vec![0.0, thick * 2.0]), LineCap::Round),
    };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: colour(side.colour).into(),
        width: thick,
        line_cap,
        dash: dash.map(|array| StrokeDash { array, offset: 0.0 }),
        ..Stroke::default()
    }));
    surface.draw_path(path);
    surface.set_stroke(None);
}

/// A rectangle with rounded corners.
fn outline(left: f32, top: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let rect = Rect::from_xywh(left, top, width, height)?;
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(rect);
        return path.finish();
    }
    let (right, bottom) = (rect.right(), rect.bottom());
    let reach = radius * (1.0 - HANDLE);
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - reach, top, right, top + reach, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(
        right,
        bottom - reach,
        right - reach,
        bottom,
        right - radius,
        bottom,
    );
    path.line_to(left + radius, bottom);
    path.cubic_to(
        left + reach,
        bottom,
        left,
        bottom - reach,
        left,
        bottom - radius,
    );
    path.line_to(left, top + radius);
    path.cubic_to(left, top + reach, left + reach, top, left + radius, top);
    path.close();
    path.finish()
}
