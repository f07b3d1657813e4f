//! Pictures: measured before they are decoded, and drawn anew. What comes out is pixels and nothing else: no place where
//! the photo was taken, no second file hidden behind the first.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::check::Refusal;

/// The longest side of a picture that is decoded.
const LONGEST_SIDE: u32 = 12_000;
/// The most pixels of a picture that is decoded.
const MOST_PIXELS: u64 = 40_000_000;
/// The most memory that the decoded pixels may take: 40 megapixels with transparency, at one byte a channel.
const MOST_MEMORY: u64 = 192 << 20;
/// The longest side of a picture that is kept: small print stays readable.
const KEPT_SIDE: u32 = 2400;
/// The quality of what is kept.
const KEPT_QUALITY: u8 = 85;
/// Width and height of a portrait.
const PORTRAIT_SIDE: u32 = 320;
/// The quality of a portrait.
const PORTRAIT_QUALITY: u8 = 80;

/// The picture as a JPEG of bounded size.
pub(super) fn redraw(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, Refusal> {
    encode(&on_white(decode(bytes, format)?), KEPT_QUALITY)
}

/// The square in the middle of a JPEG, small.
pub(super) fn portrait(jpeg: &[u8]) -> Result<Vec<u8>, Refusal> {
    let image = decode(jpeg, ImageFormat::Jpeg)?;
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    // Cut first: scaled first, a strip of one pixel would become enormous.
    let square = image.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    let small = square.resize_exact(PORTRAIT_SIDE, PORTRAIT_SIDE, FilterType::Triangle);
    encode(&on_white(small), PORTRAIT_QUALITY)
}

/// The picture, upright and scaled down. Its size is known from its first bytes, before there is memory for its pixels.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(Refusal::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    // Scaled before it is turned: turning takes a second copy, which is a small one then. `thumbnail` needs no copy.
    if image.width().max(image.height()) > KEPT_SIDE {
        image = image.thumbnail(KEPT_SIDE, KEPT_SIDE);
    }
    image.apply_orientation(orientation);
    Ok(image)
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    }
}

/// The picture laid on white paper: JPEG has no transparency.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [color @ .., alpha] = image.get_pixel(x, y).0;
        let alpha = u16::from(alpha);
        Rgb(color.map(|channel| {
            let laid = (u16::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(laid).unwrap_or(u8::MAX)
        }))
    })
}

fn encode(image: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(image).map_err(refusal)?;
    Ok(bytes)
}
