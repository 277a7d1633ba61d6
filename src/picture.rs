//! Thumbnails: what a letter shows of a screenshot.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GenericImageView as _, ImageDecoder as _, ImageReader, Limits};

/// The width in a letter: two stand side by side on a desk's screen, one fills a phone of 360 px.
const SHOWN_WIDTH: u32 = 320;

/// Text in a screenshot must stay sharp where a pixel of the letter is two of the screen.
const DENSITY: u32 = 2;

/// A long screenshot (a scrolled chat, a whole page) shows its top at this height; the whole is kept.
const SHOWN_HEIGHT: u32 = 420;

/// A picture that needs more than this to be decoded is an attack or a poster; screenshots of three 4K screens need 100 MB at 4 bytes, 25 at one.
const MOST_MEMORY: u64 = 64 * 1024 * 1024;

/// Longer than any screen or camera, and what a decompression bomb would like to claim.
const LONGEST_SIDE: u32 = 12_000;

/// Beyond this a mail with ten screenshots would be refused by servers that take 10 MB; text stays readable at this quality.
const JPEG_QUALITY: u8 = 80;

/// A screenshot of plain windows is smaller as PNG, a photo as JPEG; below this size PNG is kept for its sharp text.
const PNG_UP_TO: usize = 60 * 1024;

/// A picture as a letter shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumb {
    /// PNG or JPEG.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub mime: &'static str,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// Only the top of a long picture is shown.
    pub cut: bool,
}

impl Thumb {
    /// The width at which a letter shows it: sharp on a screen of double density, and never blown up.
    #[must_use]
    pub fn shown_width(&self) -> u32 {
        self.width.min(SHOWN_WIDTH)
    }
}

/// How a picture looks in a letter; `None` where it cannot be shown (HEIC, SVG, video, too large, broken).
#[must_use]
pub fn thumbnail(bytes: &[u8]) -> Option<Thumb> {
    let picture = decode(bytes)?;
    let (width, height) = picture.dimensions();
    let wide = width.min(SHOWN_WIDTH * DENSITY);
    let scaled = u32::try_from(u64::from(height) * u64::from(wide) / u64::from(width.max(1))).unwrap_or(u32::MAX).max(1);
    // Small pictures stand as they are: scaled up they would only blur.
    let tall = if width > SHOWN_WIDTH { SHOWN_HEIGHT * DENSITY } else { SHOWN_HEIGHT };
    let cut = scaled > tall;
    let picture = if cut {
        let top = u32::try_from(u64::from(tall) * u64::from(width) / u64::from(wide.max(1))).unwrap_or(height).min(height).max(1);
        picture.crop_imm(0, 0, width, top)
    } else {
        picture
    };
    let picture = if width > wide { picture.resize_exact(wide, scaled.min(tall), image::imageops::FilterType::CatmullRom) } else { picture };
    encode(&picture, cut)
}

/// Decodes the first frame within the limits, upright.
fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    // A decoder may count less than what its picture then takes.
    if width == 0 || height == 0 || decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Some(picture)
}

fn encode(picture: &DynamicImage, cut: bool) -> Option<Thumb> {
    let (width, height) = picture.dimensions();
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).ok()?;
    let png = png.into_inner();
    if png.len() <= PNG_UP_TO {
        return Some(Thumb { bytes: png, mime: "image/png", width, height, cut });
    }
    let mut jpeg = Vec::new();
    on_white(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)).ok()?;
    let (bytes, mime) = if jpeg.len() < png.len() { (jpeg, "image/jpeg") } else { (png, "image/png") };
    Some(Thumb { bytes, mime, width, height, cut })
}

/// JPEG knows no transparency: what shines through is white, as in the program that it was taken from.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.to_rgb8());
    }
    let mut flat = image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
    image::imageops::overlay(&mut flat, &picture.to_rgba8(), 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(flat).to_rgb8())
}
