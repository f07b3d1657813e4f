//! Files as people and attackers send them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder, RgbImage};
use memchr::memmem;
use proptest::prelude::*;

use super::*;

fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let image = match format {
        ImageFormat::Jpeg => DynamicImage::new_rgb8(width, height),
        _ => DynamicImage::new_rgba8(width, height),
    };
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    picture(ImageFormat::Png, width, height)
}

/// A PNG of one pixel whose header says otherwise, with the checksum to match.
fn png_saying(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    bytes
}

/// A JPEG of a few pixels whose header says otherwise.
fn jpeg_saying(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = picture(ImageFormat::Jpeg, 8, 8);
    let frame = memmem::find(&bytes, b"\xFF\xC0").unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memmem::find(bytes, part).is_some()
}

fn drawn(accepted: &Accepted) -> RgbImage {
    assert_eq!(accepted.media_type, "image/jpeg");
    assert!(accepted.bytes.starts_with(b"\xFF\xD8\xFF") && accepted.bytes.ends_with(b"\xFF\xD9"));
    image::load_from_memory(&accepted.bytes).unwrap().into_rgb8()
}

#[test]
fn every_kind_of_picture_becomes_a_jpeg() {
    for (name, format) in [
        ("门头.JPG", ImageFormat::Jpeg),
        ("门头.jpeg", ImageFormat::Jpeg),
        ("门头.png", ImageFormat::Png),
        ("门头.webp", ImageFormat::WebP),
        ("门头", ImageFormat::Png),
    ] {
        let accepted = inspect(name, &picture(format, 40, 30)).unwrap();
        assert_eq!(accepted.file_name, "门头.jpg", "{name}");
        assert_eq!(drawn(&accepted).dimensions(), (40, 30), "{name}");
    }
}

#[test]
fn what_hangs_behind_a_picture_is_gone() {
    let bytes = [png(40, 30), b"<html><script>alert(1)</script></html>PK\x03\x04".to_vec()].concat();
    let accepted = inspect("合同.png", &bytes).unwrap();
    assert!(!holds(&accepted.bytes, b"script") && !holds(&accepted.bytes, b"PK\x03\x04"));
    // What was transparent is white.
    assert!(drawn(&accepted).get_pixel(20, 15).0.iter().all(|channel| *channel >= 250));
}

#[test]
fn a_photo_stands_upright_and_tells_no_place() {
    // TIFF with one entry, the orientation: turn right by 90°.
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 34.2N 108.9E");
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode_image(&RgbImage::new(40, 30)).unwrap();
    assert!(holds(&bytes, b"Exif") && holds(&bytes, b"GPS 34.2N"));
    let accepted = inspect("IMG_0001.jpg", &bytes).unwrap();
    assert!(!holds(&accepted.bytes, b"Exif") && !holds(&accepted.bytes, b"GPS"));
    assert_eq!(drawn(&accepted).dimensions(), (30, 40));
}

#[test]
fn large_pictures_are_scaled_down_and_small_ones_stay() {
    let accepted = inspect("长图.png", &png(3000, 50)).unwrap();
    assert_eq!(drawn(&accepted).dimensions(), (2400, 40));
    let accepted = inspect("一线.png", &png(1, 2500)).unwrap();
    assert_eq!(drawn(&accepted).dimensions(), (1, 2400));
    let accepted = inspect("小图.png", &png(1, 1)).unwrap();
    assert_eq!(drawn(&accepted).dimensions(), (1, 1));
}

#[test]
fn enormous_pictures_are_refused_by_their_header() {
    for (width, height) in [(20_000, 20_000), (12_001, 1), (1, 12_001), (8_000, 6_000), (u32::MAX >> 1, 1)] {
        assert_eq!(inspect("a.png", &png_saying(width, height)), Err(Refusal::TooManyPixels), "{width}×{height}");
    }
    for (width, height) in [(20_000, 20_000), (65_000, 10), (8_000, 6_000)] {
        assert_eq!(inspect("a.jpg", &jpeg_saying(width, height)), Err(Refusal::TooManyPixels), "{width}×{height}");
    }
}

#[test]
fn a_name_that_belies_the_content_is_refused() {
    let jpeg = picture(ImageFormat::Jpeg, 8, 8);
    for name in ["a.png", "a.pdf", "a.html", "a.jpg.exe", "a."] {
        assert_eq!(inspect(name, &jpeg), Err(Refusal::WrongName), "{name}");
    }
    assert_eq!(inspect("a.jpg", &png(8, 8)), Err(Refusal::WrongName));
    assert_eq!(inspect("a.jpg", b"%PDF-1.7\n%%EOF"), Err(Refusal::WrongName));
}

#[test]
fn other_kinds_of_files_are_refused() {
    let others: [(&str, &[u8]); 7] = [
        ("a.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("a.html", b"<!doctype html>"),
        ("a.zip", b"PK\x03\x04"),
        ("a.pdf", b"\n%PDF-1.7\n%%EOF"),
        ("a.webp", b"RIFF\0\0\0\0WAVE"),
        ("a.jpg", b"\xFF"),
    ];
    for (name, bytes) in others {
        assert_eq!(inspect(name, bytes), Err(Refusal::UnknownKind), "{name}");
    }
    assert_eq!(inspect("", b""), Err(Refusal::Empty));
    assert_eq!(inspect("a.pdf", &vec![b' '; LARGEST + 1]), Err(Refusal::TooLarge));
}

#[test]
fn half_a_picture_is_damaged() {
    assert_eq!(inspect("a.png", &png(40, 30)[..36]), Err(Refusal::Damaged));
    assert_eq!(inspect("a.jpg", b"\xFF\xD8\xFF\xE0"), Err(Refusal::Damaged));
    assert_eq!(inspect("a.webp", b"RIFF\x04\0\0\0WEBP"), Err(Refusal::Damaged));
}

#[test]
fn a_pdf_is_kept_as_it_is() {
    let bytes = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let accepted = inspect("保险单.PDF", bytes).unwrap();
    assert_eq!((accepted.media_type, accepted.bytes.as_slice()), ("application/pdf", bytes.as_slice()));
    assert_eq!(accepted.file_name, "保险单.pdf");
    assert_eq!(inspect("a.pdf", b"%PDF-1.7\n<</S/JavaScript>>\n%%EOF"), Err(Refusal::ActivePdf));
}

#[test]
fn a_portrait_is_the_square_in_the_middle() {
    let mut image = RgbImage::new(90, 30);
    for (x, _, pixel) in image.enumerate_pixels_mut() {
        pixel.0 = if (30..60).contains(&x) { [200, 40, 40] } else { [0, 0, 0] };
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 100).encode_image(&image).unwrap();
    let small = image::load_from_memory(&portrait(&jpeg).unwrap()).unwrap().into_rgb8();
    assert_eq!(small.dimensions(), (320, 320));
    assert!(small.get_pixel(20, 160).0[0] > 150 && small.get_pixel(300, 160).0[0] > 150);
    // A strip of one pixel does not become enormous on the way.
    let strip = picture(ImageFormat::Jpeg, 2400, 1);
    let small = image::load_from_memory(&portrait(&strip).unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (320, 320));
}

#[test]
fn names_are_kept_readable_and_harmless() {
    assert_eq!(kept_name("C:\\fakepath\\营业执照.副本.jpeg", "jpg"), "营业执照.副本.jpg");
    assert_eq!(kept_name("保险\u{202E}单?.png", "jpg"), "保险单.jpg");
    assert_eq!(kept_name("..", "pdf"), "file.pdf");
    assert_eq!(kept_name(".png", "jpg"), "file.jpg");
    assert_eq!(kept_name("", "jpg"), "file.jpg");
}

proptest! {
    #[test]
    fn no_name_breaks_out(name in "(?s).{0,120}") {
        let kept = kept_name(&name, "jpg");
        let stem = kept.strip_suffix(".jpg").unwrap();
        prop_assert!(!stem.is_empty() && stem.chars().count() <= LONGEST_NAME);
        prop_assert!(!stem.starts_with('.') && stem.trim() == stem);
        prop_assert!(!kept.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | '"')));
    }
}

#[tokio::test]
async fn a_decoder_that_panics_refuses_one_file_and_not_the_next() {
    let broken: Result<(), Refusal> = in_turn(&UPLOADS, || panic!("a broken decoder")).await;
    assert_eq!(broken, Err(Refusal::Damaged));
    assert!(accept("门头.png".to_owned(), png(4, 4)).await.is_ok());
    assert_eq!(make_portrait(vec![1, 2, 3]).await, Err(Refusal::Damaged));
}
