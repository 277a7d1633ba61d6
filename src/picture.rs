//! Thumbnails: what a letter shows of a screenshot.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GenericImageView as _, ImageDecoder as _, ImageReader, Limits};

/// The width in a letter on a desk's screen, where two stand side by side. A phone shows them as wide as itself.
const SHOWN_WIDTH: u32 = 276;

/// Sharp on a phone of 360 points whose points are two pixels.
const MOST_WIDTH: u32 = 640;

/// A long screenshot (a scrolled chat, a whole page) shows its top at this height; the whole is kept.
const MOST_HEIGHT: u32 = 840;

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
    /// The width at which a letter shows it on a desk's screen; small pictures stand as they are, blown up they would only blur.
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
    let wide = width.min(MOST_WIDTH);
    let scaled = u32::try_from(u64::from(height) * u64::from(wide) / u64::from(width.max(1))).unwrap_or(u32::MAX).max(1);
    let tall = if width > SHOWN_WIDTH { MOST_HEIGHT } else { MOST_HEIGHT / 2 };
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

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32, paint: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
        encoded(&RgbaImage::from_fn(width, height, |x, y| Rgba(paint(x, y))), image::ImageFormat::Png)
    }

    fn encoded(picture: &RgbaImage, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_screenshot_is_shown_small_and_whole_and_a_long_one_by_its_top() {
        let grey = |_, _| [200, 200, 200, 255];
        // Width and height of the picture, then of the thumbnail, and whether it is cut.
        let table = [
            (1920, 1080, 640, 360, false),
            (200, 100, 200, 100, false),
            (1, 1, 1, 1, false),
            (750, 6000, 640, 840, true),
            (300, 2000, 300, 840, true),
            (200, 2000, 200, 420, true),
            (8000, 10, 640, 1, false),
        ];
        for (width, height, want_width, want_height, cut) in table {
            let thumb = thumbnail(&png(width, height, grey)).unwrap();
            assert_eq!((thumb.width, thumb.height, thumb.cut), (want_width, want_height, cut), "{width}x{height}");
            let shown = image::load_from_memory(&thumb.bytes).unwrap();
            assert_eq!((shown.width(), shown.height()), (want_width, want_height), "{width}x{height}");
        }
    }

    #[test]
    fn the_top_is_what_is_kept() {
        let bytes = png(400, 4000, |_, y| if y < 400 { [255, 0, 0, 255] } else { [0, 0, 255, 255] });
        let thumb = image::load_from_memory(&thumbnail(&bytes).unwrap().bytes).unwrap();
        assert_eq!(thumb.to_rgb8().get_pixel(5, 5).0, [255, 0, 0]);
    }

    #[test]
    fn a_photo_taken_sideways_stands_upright() {
        let (red, blue) = ([255, 0, 0], [0, 0, 255]);
        let mut jpeg = Vec::new();
        let photo = image::RgbImage::from_fn(80, 40, |x, _| image::Rgb(if x < 40 { red } else { blue }));
        photo.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 95)).unwrap();
        // EXIF orientation 6: turn it clockwise by a quarter; what was left is then on top.
        let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".as_slice()].concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let turned = [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat();
        let thumb = thumbnail(&turned).unwrap();
        assert_eq!((thumb.width, thumb.height), (40, 80));
        let shown = image::load_from_memory(&thumb.bytes).unwrap().to_rgb8();
        let (top, bottom) = (shown.get_pixel(20, 10).0, shown.get_pixel(20, 70).0);
        assert!(top[0] > 200 && top[2] < 60, "{top:?}");
        assert!(bottom[2] > 200 && bottom[0] < 60, "{bottom:?}");
    }

    #[test]
    fn what_shines_through_a_large_picture_is_white() {
        let mut rng = fastrand::Rng::with_seed(1);
        let noise: Vec<u8> = std::iter::repeat_with(|| rng.u8(..)).take(640 * 400 * 3).collect();
        let at = |x: u32, y: u32, c: u32| noise[((y * 640 + x) * 3 + c) as usize];
        let thumb = thumbnail(&png(640, 400, |x, y| if x < 320 { [0, 0, 0, 0] } else { [at(x, y, 0), at(x, y, 1), at(x, y, 2), 255] })).unwrap();
        assert_eq!(thumb.mime, "image/jpeg");
        let white = image::load_from_memory(&thumb.bytes).unwrap().to_rgb8().get_pixel(100, 100).0;
        assert!(white.iter().all(|c| *c > 250), "{white:?}");
    }

    #[test]
    fn the_first_frame_stands_for_a_moving_picture_and_other_formats_are_read() {
        let green = RgbaImage::from_pixel(50, 20, Rgba([0, 200, 0, 255]));
        for format in [image::ImageFormat::Gif, image::ImageFormat::WebP, image::ImageFormat::Bmp] {
            let thumb = thumbnail(&encoded(&green, format)).unwrap();
            assert_eq!((thumb.width, thumb.height, thumb.mime), (50, 20, "image/png"), "{format:?}");
        }
    }

    #[test]
    fn what_cannot_be_shown_is_none() {
        let mut bomb = png(10, 10, |_, _| [0, 0, 0, 255]);
        // The header claims 60000 by 60000 pixels.
        bomb.splice(16..24, [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let whole = png(100, 100, |x, y| [u8::try_from(x * y % 256).unwrap(), 0, 0, 255]);
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
        for bytes in [&b""[..], b"not a picture", heic, b"<svg xmlns='http://www.w3.org/2000/svg'/>", &bomb, &whole[..whole.len() / 2]] {
            assert_eq!(thumbnail(bytes), None);
        }
        // Narrow enough for each side, too much for the memory.
        assert_eq!(thumbnail(&png(11_000, 2_000, |_, _| [0, 0, 0, 255])), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_harm(head in 0usize..6, bytes: Vec<u8>) {
            let heads: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM", b""];
            let _ = thumbnail(&[heads[head], &bytes].concat());
        }
    }
}
