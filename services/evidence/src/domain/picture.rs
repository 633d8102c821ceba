//! What a picture says of itself, and a small one of it. Neither is taken for true, and a picture that can't be read is kept as it is.

use std::io::Cursor;

use exif::{In, Reader, Tag, Value};
use image::{ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};

/// How wide or high a small picture is at the most, in pixels.
const SMALL: u32 = 320;
/// How large a picture is unpacked, in pixels to a side, in all, and in bytes of memory: beyond it no small one is made. A telephone's
/// camera takes 12 million pixels, and 50 million at the most.
const LONGEST_SIDE: u32 = 20_000;
const MOST_PIXELS: u64 = 50_000_000;
const MEMORY: u64 = 256 * 1024 * 1024;
/// From how many pixels on a picture is unpacked alone.
const LARGE: u64 = 16_000_000;

/// What a picture says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// When it was taken, as it stands there.
    pub captured: String,
    /// Where: latitude and longitude in degrees.
    pub position: Option<(f64, f64)>,
    /// By which device.
    pub device: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// Reads a picture; the second is a small one of it, as JPEG. Takes time: not for a thread that others wait for.
#[must_use]
pub fn look_at(bytes: &[u8]) -> (Picture, Option<Vec<u8>>) {
    let mut picture = exif_of(bytes).unwrap_or_default();
    let Some(size) = size_of(bytes) else { return (picture, None) };
    picture.size = size;
    if pixels(size) > MOST_PIXELS {
        return (picture, None);
    }
    let Some(decoded) = reader(bytes).and_then(|reader| reader.decode().ok()) else { return (picture, None) };
    let small =
        if decoded.width().max(decoded.height()) > SMALL { decoded.thumbnail(SMALL, SMALL) } else { decoded };
    let mut written = Cursor::new(Vec::new());
    let written =
        small.to_rgb8().write_to(&mut written, ImageFormat::Jpeg).ok().map(|()| written.into_inner());
    (picture, written)
}

/// Whether a picture takes so much memory to unpack that one is unpacked at a time. Reads its head alone.
#[must_use]
pub fn is_large(bytes: &[u8]) -> bool {
    size_of(bytes).map(pixels).is_some_and(|pixels| pixels > LARGE && pixels <= MOST_PIXELS)
}

/// Width and height as the head of a picture says; none where it is none or its sides are too long.
fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = reader(bytes)?.into_dimensions().ok()?;
    (size.0 <= LONGEST_SIDE && size.1 <= LONGEST_SIDE).then_some(size)
}

fn pixels((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    Some(reader)
}

fn exif_of(bytes: &[u8]) -> Option<Picture> {
    let exif = Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let text = |tag: Tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let Value::Ascii(parts) = &field.value else { return None };
        let text = String::from_utf8_lossy(parts.first()?).trim().to_owned();
        Some(text.chars().filter(|c| !c.is_control()).take(100).collect::<String>())
    };
    let degrees = |tag: Tag, reference: Tag, negative: &str| -> Option<f64> {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let Value::Rational(parts) = &field.value else { return None };
        let [degrees, minutes, seconds] = parts.get(..3)?.try_into().ok()?;
        let whole = [degrees, minutes, seconds].map(|part: exif::Rational| part.to_f64());
        let value = whole[0] + whole[1] / 60.0 + whole[2] / 3600.0;
        let sign = if text(reference)?.eq_ignore_ascii_case(negative) { -1.0 } else { 1.0 };
        (value.is_finite() && value <= 180.0).then_some(sign * value)
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S");
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W");
    let device = [text(Tag::Make), text(Tag::Model)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(Picture {
        captured: text(Tag::DateTimeOriginal).or_else(|| text(Tag::DateTime)).unwrap_or_default(),
        position: latitude.zip(longitude).filter(|(latitude, _): &(f64, f64)| latitude.abs() <= 90.0),
        device,
        size: (0, 0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_version_wrote_of_a_picture_is_read() {
        // Each version that adds to it adds what it writes to this list.
        for written in [
            r#"{"captured":"2026:11:23 09:00:00","position":[29.28,120.24],"device":"Phone","size":[1200,900]}"#,
            r#"{"captured":"","position":null,"device":"","size":[0,0]}"#,
        ] {
            let read: Picture = serde_json::from_str(written).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), written);
        }
        assert_eq!(serde_json::from_str::<Option<Picture>>("null").unwrap(), None);
    }

    #[test]
    fn a_large_picture_becomes_a_small_one_and_rubbish_none() {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(1000, 500).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let (picture, small) = look_at(bytes.get_ref());
        assert_eq!(picture.size, (1000, 500));
        let small = image::load_from_memory(&small.unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (320, 160));
        assert_eq!(look_at(b"no picture"), (Picture::default(), None));
    }

    #[test]
    fn a_picture_that_claims_to_be_endless_is_not_unpacked() {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(2, 2).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let mut bytes = bytes.into_inner();
        // The width stands behind the signature and the first chunk's head.
        bytes[16..20].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(look_at(&bytes).1, None);
    }

    #[test]
    fn of_a_picture_that_is_too_large_the_head_alone_is_read() {
        // All that is inside is a head: anyone who unpacks it finds no picture.
        let head = |width: u32, height: u32| {
            let mut bytes = Cursor::new(Vec::new());
            image::RgbImage::new(2, 2).write_to(&mut bytes, ImageFormat::Png).unwrap();
            let mut bytes = bytes.into_inner();
            bytes[16..20].copy_from_slice(&width.to_be_bytes());
            bytes[20..24].copy_from_slice(&height.to_be_bytes());
            let sum = crc(&bytes[12..29]);
            bytes[29..33].copy_from_slice(&sum.to_be_bytes());
            bytes
        };
        for (size, large) in [((4000, 3000), false), ((8000, 6000), true), ((10_000, 6000), false)] {
            let bytes = head(size.0, size.1);
            assert_eq!(is_large(&bytes), large, "{size:?}");
            if pixels(size) > MOST_PIXELS {
                let (picture, small) = look_at(&bytes);
                assert_eq!((picture.size, small), (size, None));
            }
        }
    }

    /// The checksum of a chunk of PNG.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
            })
        })
    }
}
