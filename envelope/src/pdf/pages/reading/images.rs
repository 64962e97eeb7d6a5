//! Images of a body: found in the message or in the HTML itself, measured before they are decoded,
//! and each read once however often it is shown.

use super::super::boxes::Turn;
use super::super::limits::{Deadline, Failure, MAX_IMAGE_PIXELS, MAX_TOTAL_PIXELS};
use super::lengths::PIXEL;
use crate::message::transfer::{Decoder, TransferEncoding};
use crate::message::{Message, percent_decode};
use krilla::image::Image;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

/// Pixels of an image that must be unpacked in memory, and of all of them: 4 bytes each, or 8.
/// (A JPEG is taken over as it is.)
const MAX_UNPACKED_PIXELS: u64 = 32_000_000;
const MAX_TOTAL_UNPACKED_PIXELS: u64 = 128_000_000;

/// An image that can be set.
#[derive(Clone)]
pub(super) struct Picture {
    pub(super) image: Image,
    pub(super) turn: Turn,
    /// Width and height in pixels, after `turn`.
    pub(super) pixels: (u32, u32),
}

impl Picture {
    /// Width and height in points.
    pub(super) fn natural(&self) -> (f32, f32) {
        let (width, height) = self.pixels;
        (width as f32 * PIXEL, height as f32 * PIXEL)
    }
}

/// The images of one body.
pub(super) struct Images<'a> {
    message: &'a Message<'a>,
    deadline: Deadline,
    /// By source; `None` for one that cannot be shown.
    known: HashMap<String, Option<Picture>>,
    budget: Budget,
    /// How many places have an image that cannot be shown.
    pub(super) left_out: usize,
}

impl<'a> Images<'a> {
    pub(super) fn new(message: &'a Message<'a>, deadline: Deadline) -> Self {
        Self {
            message,
            deadline,
            known: HashMap::new(),
            budget: Budget::default(),
            left_out: 0,
        }
    }

    /// The image that `source` names, as the sanitiser writes it: `cid:` or `data:`.
    pub(super) fn get(&mut self, source: &str) -> Result<Option<Picture>, Failure> {
        self.deadline.check()?;
        if !self.known.contains_key(source) {
            let picture = self
                .bytes(source)
                .and_then(|bytes| self.budget.read(bytes).ok());
            self.known.insert(source.to_owned(), picture);
        }
        let picture = self.known.get(source).cloned().flatten();
        self.left_out += usize::from(picture.is_none());
        Ok(picture)
    }

    /// The file name of the part that `source` names.
    pub(super) fn name(&self, source: &str) -> Option<&'a str> {
        let id = source.strip_prefix("cid:")?;
        self.part(id).map(|part| part.name.as_str())
    }

    fn part(&self, id: &str) -> Option<&'a crate::message::Attachment> {
        let mut enclosed = self.message.view().enclosed();
        enclosed.find(|attachment| attachment.content_id.as_deref() == Some(id))
    }

    fn bytes(&self, source: &str) -> Option<Vec<u8>> {
        if let Some(id) = source.strip_prefix("cid:") {
            return Some(self.part(id)?.bytes(self.message.raw()));
        }
        let (_, data) = source.split_once(',')?;
        let mut encoded = Vec::with_capacity(data.len());
        percent_decode(data, &mut encoded);
        let mut decoder = Decoder::new(TransferEncoding::Base64);
        let mut bytes = Vec::new();
        decoder.update(&encoded, &mut bytes);
        decoder.finish(&mut bytes);
        Some(bytes)
    }
}

/// How many pixels may still be read.
pub(super) struct Budget {
    pixels: u64,
    unpacked: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            pixels: MAX_TOTAL_PIXELS,
            unpacked: MAX_TOTAL_UNPACKED_PIXELS,
        }
    }
}

impl Budget {
    /// Reads a JPEG, PNG, GIF (its first picture) or WebP.
    ///
    /// # Errors
    ///
    /// Says why the image cannot be shown.
    pub(super) fn read(&mut self, bytes: Vec<u8>) -> Result<Picture, &'static str> {
        let kind = Kind::of(&bytes).ok_or("its kind of image is not known")?;
        let size = imagesize::blob_size(&bytes).map_err(|_| "it is damaged")?;
        let pixels = (size.width as u64).saturating_mul(size.height as u64);
        let most = match kind {
            Kind::Jpeg => MAX_IMAGE_PIXELS,
            Kind::Png | Kind::Gif | Kind::WebP => MAX_UNPACKED_PIXELS.min(self.unpacked),
        };
        if pixels == 0 {
            return Err("it is empty");
        }
        if pixels > most || pixels > self.pixels {
            return Err("it has too many pixels");
        }
        self.pixels -= pixels;
        if kind != Kind::Jpeg {
            self.unpacked -= pixels;
        }
        let turn = orientation(&bytes);
        let image = kind.image(bytes).ok_or("it is damaged")?;
        let (width, height) = image.size();
        let pixels = match turn.quarters % 2 {
            0 => (width, height),
            _ => (height, width),
        };
        Ok(Picture {
            image,
            turn,
            pixels,
        })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Self::WebP),
            _ => None,
        }
    }

    fn image(self, bytes: Vec<u8>) -> Option<Image> {
        if self == Self::Gif {
            return gif(&bytes);
        }
        let data = Arc::new(bytes).into();
        let image = match self {
            Self::Jpeg => return Image::from_jpeg(data, true).ok(),
            Self::Png => Image::from_png(data, true),
            Self::WebP | Self::Gif => Image::from_webp(data, true),
        };
        image.ok().filter(is_whole)
    }
}

/// Whether the pixels of an image could be unpacked; krilla tells it only when a document with the
/// image is finished.
fn is_whole(image: &Image) -> bool {
    let mut document = krilla::Document::new();
    let mut page = document.start_page();
    let mut surface = page.surface();
    if let Some(size) = krilla::geom::Size::from_wh(1.0, 1.0) {
        surface.draw_image(image.clone(), size);
    }
    surface.finish();
    page.finish();
    document.finish().is_ok()
}

/// The first picture of a GIF on its canvas, which it need not fill.
fn gif(bytes: &[u8]) -> Option<Image> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).ok()?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let frame = decoder.read_next_frame().ok()??;
    let mut canvas = vec![0; width * height * 4];
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let line = usize::from(frame.width) * 4;
    let shown = line.min(width.saturating_sub(left) * 4);
    if line == 0 || shown == 0 {
        return None;
    }
    for (number, row) in frame.buffer.chunks_exact(line).enumerate() {
        let start = ((top + number) * width + left) * 4;
        if let (Some(to), Some(from)) = (canvas.get_mut(start..start + shown), row.get(..shown)) {
            to.copy_from_slice(from);
        }
    }
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Some(Image::from_rgba8(canvas, width, height))
}

/// How the EXIF data says that the image is to be turned (CIPA DC-008 §4.6.4).
fn orientation(bytes: &[u8]) -> Turn {
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes));
    let value = exif.ok().and_then(|exif| {
        exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?
            .value
            .get_uint(0)
    });
    let (mirrored, quarters) = match value {
        Some(2) => (true, 0),
        Some(3) => (false, 2),
        Some(4) => (true, 2),
        Some(5) => (true, 3),
        Some(6) => (false, 1),
        Some(7) => (true, 1),
        Some(8) => (false, 3),
        _ => (false, 0),
    };
    Turn { mirrored, quarters }
}
