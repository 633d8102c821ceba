//! What a picture says of itself, and a small one of it. Neither is taken for true, and a picture that can't be read is kept as it is.

use std::io::Cursor;

use exif::{In, Reader, Tag, Value};
use image::{ImageFormat, ImageReader, Limits};
use serde::{Deserialize, Serialize};

/// How wide or high a small picture is at the most, in pixels.
const SMALL: u32 = 320;
/// How large a picture is looked at, in pixels to a side and in bytes of memory: beyond it is not a photograph but a trap.
const LONGEST_SIDE: u32 = 20_000;
const MEMORY: u64 = 256 * 1024 * 1024;

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
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok();
    let decoded = reader.and_then(|mut reader| {
        let mut limits = Limits::default();
        (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
        limits.max_alloc = Some(MEMORY);
        reader.limits(limits);
        reader.decode().ok()
    });
    let Some(decoded) = decoded else { return (picture, None) };
    picture.size = (decoded.width(), decoded.height());
    let small =
        if decoded.width().max(decoded.height()) > SMALL { decoded.thumbnail(SMALL, SMALL) } else { decoded };
    let mut written = Cursor::new(Vec::new());
    let written =
        small.to_rgb8().write_to(&mut written, ImageFormat::Jpeg).ok().map(|()| written.into_inner());
    (picture, written)
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
}
