//! What form fields, stamps and comments look like on a page (ISO 32000-2 §12.5.5): somebody who
//! filled in a form wants it read. What they do is left out.

use super::{Reader, numbers, rectangle};
use crate::Error;
use lopdf::{Dictionary, Object, ObjectId};

/// Annotations of one page.
const MAX_ANNOTATIONS: usize = 2_000;

/// Flags that hide an annotation on the screen (§12.5.3, Table 167): Hidden and NoView.
const HIDDEN: i64 = 1 << 1 | 1 << 5;

/// Kinds whose appearance stands for what is not there: a note that opens, a file, a place to click.
const WITHOUT_LOOKS: &[&[u8]] = &[
    b"Popup",
    b"Link",
    b"FileAttachment",
    b"Sound",
    b"Movie",
    b"Screen",
    b"3D",
    b"RichMedia",
    b"TrapNet",
];

/// A form to draw.
pub(super) struct Appearance {
    pub(super) form: ObjectId,
    /// From the form's box to the page.
    scale: [f32; 2],
    shift: [f32; 2],
}

impl Appearance {
    /// The operators that draw it under a name.
    pub(super) fn draw(&self, name: &str) -> String {
        let ([a, d], [e, f]) = (self.scale, self.shift);
        format!("q {a:.6} 0 0 {d:.6} {e:.4} {f:.4} cm /{name} Do Q\n")
    }
}

/// The normal appearances of a page's annotations, in order.
pub(super) fn appearances(
    document: &Reader<'_>,
    page: &Dictionary,
) -> Result<Vec<Appearance>, Error> {
    let Object::Array(annotations) = document.entry(page, b"Annots")? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for annotation in annotations.iter().take(MAX_ANNOTATIONS) {
        if let Object::Dictionary(annotation) = document.resolve(annotation)? {
            found.extend(appearance(document, &annotation)?);
        }
    }
    Ok(found)
}

fn appearance(document: &Reader<'_>, annotation: &Dictionary) -> Result<Option<Appearance>, Error> {
    let subtype = document.entry(annotation, b"Subtype")?;
    let flags = document.entry(annotation, b"F")?.as_i64().unwrap_or(0);
    if flags & HIDDEN != 0
        || subtype
            .as_name()
            .is_ok_and(|name| WITHOUT_LOOKS.contains(&name))
    {
        return Ok(None);
    }
    let Some(looks) = document.dictionary(annotation, b"AP")? else {
        return Ok(None);
    };
    let mut form = looks.get(b"N").cloned().unwrap_or(Object::Null);
    // One of several states, for example of a check box.
    if let Some(id) = form.as_reference().ok()
        && document.located(id)?.data.is_none()
    {
        form = document.resolve(&form)?;
    }
    if let Object::Dictionary(states) = &form {
        let state = document.entry(annotation, b"AS")?;
        let state = state.as_name().unwrap_or(b"Off");
        form = states.get(state).cloned().unwrap_or(Object::Null);
    }
    let Ok(form) = form.as_reference() else {
        return Ok(None);
    };
    let located = document.located(form)?;
    let (Object::Dictionary(stream), Some(_)) = (&located.object, located.data) else {
        return Ok(None);
    };
    let area = rectangle(document, stream, b"BBox")?;
    let place = rectangle(document, annotation, b"Rect")?;
    let (Some(area), Some(place)) = (area, place) else {
        return Ok(None);
    };
    let matrix = numbers(document, stream, b"Matrix")?.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    Ok(fit(turned(area, matrix), place).map(|(scale, shift)| Appearance { form, scale, shift }))
}

/// The smallest upright box around a transformed one.
fn turned([left, bottom, right, top]: [f32; 4], [a, b, c, d, e, f]: [f32; 6]) -> [f32; 4] {
    let corners = [(left, bottom), (left, top), (right, bottom), (right, top)];
    let corners = corners.map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
    corners.iter().fold(
        [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
        |[left, bottom, right, top], &(x, y)| {
            [left.min(x), bottom.min(y), right.max(x), top.max(y)]
        },
    )
}

/// How one box is scaled and shifted onto another.
fn fit(from: [f32; 4], to: [f32; 4]) -> Option<([f32; 2], [f32; 2])> {
    let side = |of: [f32; 4], axis: usize| of[axis + 2] - of[axis];
    let mut scale = [1.0; 2];
    let mut shift = [0.0; 2];
    for axis in 0..2 {
        if side(from, axis) < 1e-3 || side(to, axis) < 1e-3 {
            return None;
        }
        scale[axis] = side(to, axis) / side(from, axis);
        shift[axis] = to[axis] - from[axis] * scale[axis];
    }
    let all = [scale, shift].concat();
    all.iter()
        .all(|number| number.is_finite())
        .then_some((scale, shift))
}

#[cfg(test)]
mod tests {
    use super::{fit, turned};

    #[test]
    fn an_appearance_fills_its_place() {
        // A form that is turned by a quarter, and three times as large as its place.
        let area = turned([0.0, 0.0, 30.0, 60.0], [0.0, 1.0, -1.0, 0.0, 60.0, 0.0]);
        assert_eq!(area, [0.0, 0.0, 60.0, 30.0]);
        let (scale, shift) = fit(area, [100.0, 200.0, 120.0, 210.0]).unwrap();
        assert!((scale[0] - 1.0 / 3.0).abs() < 1e-6 && (scale[1] - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(shift, [100.0, 200.0]);
        assert!(fit([0.0; 4], [0.0, 0.0, 1.0, 1.0]).is_none());
    }
}
