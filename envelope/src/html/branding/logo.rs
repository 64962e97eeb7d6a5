//! The organisation's logo, made safe: of a PNG only its pixels are kept, of an SVG only what draws.

use crate::Error;
use crate::html::strings::in_lines;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use png::{Decoder, Encoder, Limits, Transformations};
use std::io::Cursor;
use xml::reader::{EventReader, XmlEvent};

/// The largest file, in bytes, as it is read and as it is put into the page. Every envelope carries it.
pub(super) const MAX_FILE_BYTES: usize = 64 * 1024;
/// The largest PNG, in pixels of width and height: no screen shows as much of a logo.
const MAX_PIXELS: u32 = 2048;

/// The largest area in which the page shows a logo, in CSS pixels.
const SHOWN: (f64, f64) = (220.0, 48.0);

/// A picture that a page can show: a PNG or an SVG with nothing in it but what is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Logo {
    media_type: &'static str,
    content: Vec<u8>,
    width: f64,
    height: f64,
}

impl Logo {
    /// Takes a PNG or an SVG file of at most 64 KiB. Of a PNG all but the first picture is left out; of an SVG whatever
    /// runs, loads or links.
    ///
    /// # Errors
    /// [`Error::UnusableLogo`] if it is neither, is damaged, too large, or an SVG of no size.
    pub fn new(file: &[u8]) -> Result<Self, Error> {
        if file.len() > MAX_FILE_BYTES {
            return Err(Error::UnusableLogo(
                "it has more than 64 KB; make it smaller",
            ));
        }
        let logo = match file.starts_with(b"\x89PNG\r\n\x1a\n") {
            true => png(file)?,
            false => svg(file)?,
        };
        if logo.content.len() > MAX_FILE_BYTES {
            return Err(Error::UnusableLogo(
                "it has more than 64 KB; make it simpler",
            ));
        }
        Ok(logo)
    }

    /// Whether its form is that of a written name.
    pub(super) fn is_wide(&self) -> bool {
        self.width >= 2.0 * self.height
    }

    /// The element that shows it. Its URL is broken into lines that every mail system lets pass; a browser leaves the
    /// breaks out (WHATWG URL, "basic URL parser").
    pub(super) fn element(&self, escaped_text: &str) -> String {
        let (max_width, max_height) = SHOWN;
        let scale = (max_width / self.width).min(max_height / self.height);
        let shown = |length: f64| (length * scale).round().max(1.0);
        format!(
            "<img alt=\"{escaped_text}\" width=\"{}\" height=\"{}\" src=\"data:{};base64,\n{}\">",
            shown(self.width),
            shown(self.height),
            self.media_type,
            in_lines(&STANDARD.encode(&self.content))
        )
    }
}

const DAMAGED: Error = Error::UnusableLogo("it is damaged; save it again");
const NEITHER: Error =
    Error::UnusableLogo("it is neither a PNG nor an SVG file; save it as one of them");
const NO_SIZE: Error = Error::UnusableLogo("it does not say its size; give it a viewBox");
const TOO_MANY_PIXELS: Error =
    Error::UnusableLogo("it is more than 2048 pixels wide or high; make it smaller");

fn png(file: &[u8]) -> Result<Logo, Error> {
    let limits = Limits { bytes: 64 << 20 };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(|_| DAMAGED)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width.max(height) > MAX_PIXELS {
        return Err(TOO_MANY_PIXELS);
    }
    let size = reader.output_buffer_size().ok_or(TOO_MANY_PIXELS)?;
    let mut pixels = vec![0; size];
    reader.next_frame(&mut pixels).map_err(|_| DAMAGED)?;
    let info = reader.info();
    let mut content = Vec::new();
    let mut encoder = Encoder::new(&mut content, width, height);
    encoder.set_color(info.color_type);
    encoder.set_depth(info.bit_depth);
    if let Some(palette) = &info.palette {
        encoder.set_palette(palette.as_ref());
    }
    if let Some(transparent) = &info.trns {
        encoder.set_trns(transparent.as_ref());
    }
    encoder.set_compression(png::Compression::High);
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|_| DAMAGED)?;
    Ok(Logo {
        media_type: "image/png",
        content,
        width: f64::from(width),
        height: f64::from(height),
    })
}

fn svg(file: &[u8]) -> Result<Logo, Error> {
    let (width, height) = size_of_svg(file)?;
    let mut content = Vec::new();
    svg_hush::Filter::new()
        .filter(&mut &file[..], &mut content)
        .map_err(|_| DAMAGED)?;
    Ok(Logo {
        media_type: "image/svg+xml",
        content,
        width,
        height,
    })
}

/// What `width` and `height` say, or else the `viewBox` (SVG 2, section 8).
fn size_of_svg(file: &[u8]) -> Result<(f64, f64), Error> {
    let mut events = EventReader::new(file);
    let (name, attributes) = loop {
        match events.next().map_err(|_| NEITHER)? {
            XmlEvent::StartElement {
                name, attributes, ..
            } => break (name, attributes),
            XmlEvent::EndDocument => return Err(NEITHER),
            _ => {}
        }
    };
    if name.local_name != "svg" {
        return Err(NEITHER);
    }
    let value = |wanted: &str| {
        let mut all = attributes.iter();
        all.find(|its| its.name.local_name == wanted && its.name.prefix.is_none())
            .map(|its| its.value.trim())
    };
    let is_size = |length: &f64| length.is_finite() && *length > 0.0;
    let length = |wanted: &str| {
        let text = value(wanted)?.trim_end_matches("px");
        text.parse().ok().filter(is_size)
    };
    let of_view_box = || {
        let numbers = value("viewBox")?.split([' ', ',', '\t', '\n', '\r']);
        let numbers: Vec<f64> = numbers
            .filter(|number| !number.is_empty())
            .map_while(|number| number.parse().ok())
            .collect();
        match numbers[..] {
            [_, _, width, height] if is_size(&width) && is_size(&height) => Some((width, height)),
            _ => None,
        }
    };
    length("width")
        .zip(length("height"))
        .or_else(of_view_box)
        .ok_or(NO_SIZE)
}
