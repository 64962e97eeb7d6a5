//! How large a picture is drawn.

use super::super::boxes::{Length, Picture};
use super::style::finite;

/// No side is less: even a picture of 1 by 100 000 pixels leaves a trace.
const LEAST: f32 = 0.1;

/// Width and height of a picture in a column of this width, at most so tall, its proportions as
/// wanted. A column of no width is one that is still being looked for: percentages count nothing
/// then, and nothing is shrunk.
pub(super) fn fit(picture: &Picture, column: f32, tallest: f32) -> (f32, f32) {
    let (mut natural_width, mut natural_height) =
        (finite(picture.natural.0), finite(picture.natural.1));
    if natural_width <= 0.0 || natural_height <= 0.0 {
        let (width, height) = picture.image.size();
        (natural_width, natural_height) = (0.75 * width as f32, 0.75 * height as f32);
    }
    let proportion = natural_height.max(LEAST) / natural_width.max(LEAST);
    let wanted_height = picture.height.map(finite).filter(|height| *height > 0.0);
    let width = match (picture.width, wanted_height) {
        (Length::Points(points), _) if finite(points) > 0.0 => finite(points),
        (Length::Percent(percent), _) => column * finite(percent).clamp(0.0, 100.0) / 100.0,
        (_, Some(height)) => height / proportion,
        (_, None) => natural_width,
    };
    let width = width.max(LEAST);
    let height = wanted_height.unwrap_or(width * proportion).max(LEAST);
    let mut scale = (tallest / height).min(1.0);
    if column > 0.0 {
        scale = scale.min(column / width);
    }
    ((width * scale).max(LEAST), (height * scale).max(LEAST))
}
