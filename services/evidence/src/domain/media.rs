//! Which kinds of files are taken, how large they may be, and whether the bytes are what was declared.

use kit::refusal::Text;

const MIB: i64 = 1024 * 1024;

/// A type that is taken: its name, the longest file, and what the bytes of such a file are found to be.
struct Kind {
    name: &'static str,
    most: i64,
    found: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind { name: "image/jpeg", most: 64 * MIB, found: &["image/jpeg"] },
    Kind { name: "image/png", most: 64 * MIB, found: &["image/png"] },
    Kind { name: "image/webp", most: 64 * MIB, found: &["image/webp"] },
    Kind { name: "image/heic", most: 64 * MIB, found: &["image/heif", "image/heic"] },
    // A recorder of a phone and one of a camera write the same container under several names.
    Kind { name: "video/mp4", most: 2048 * MIB, found: &["video/mp4", "video/x-m4v", "video/quicktime"] },
    Kind { name: "video/quicktime", most: 2048 * MIB, found: &["video/quicktime", "video/mp4"] },
    Kind { name: "video/webm", most: 2048 * MIB, found: &["video/webm", "video/x-matroska"] },
    Kind { name: "audio/mpeg", most: 512 * MIB, found: &["audio/mpeg"] },
    Kind { name: "audio/m4a", most: 512 * MIB, found: &["audio/m4a", "audio/mp4", "video/mp4"] },
    Kind { name: "audio/x-wav", most: 512 * MIB, found: &["audio/x-wav"] },
    Kind { name: "audio/ogg", most: 512 * MIB, found: &["audio/ogg", "application/ogg"] },
    Kind { name: "application/pdf", most: 256 * MIB, found: &["application/pdf"] },
];

/// How many bytes from the beginning tell what a file is.
pub const HEAD: usize = 8192;

/// A type that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaType(&'static str);

impl MediaType {
    /// Reads a type.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let text = text.trim().to_ascii_lowercase();
        let known = KINDS.iter().find(|kind| kind.name == text);
        known.map(|kind| Self(kind.name)).ok_or_else(|| {
            let all: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
            let all = all.join(", ");
            Text::new(format!("不接受这种文件。可用：{all}。"), format!("Not a type that is taken: {all}."))
        })
    }

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    fn kind(self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == self.0)
    }

    /// The longest file of the type, in bytes.
    #[must_use]
    pub fn longest(self) -> i64 {
        self.kind().map_or(0, |kind| kind.most)
    }

    /// Whether it is a picture.
    #[must_use]
    pub fn is_picture(self) -> bool {
        self.0.starts_with("image/")
    }

    /// Whether bytes that begin so are of the type; what they are found to be where they are not.
    pub fn check(self, head: &[u8]) -> Result<(), String> {
        let found = infer::get(head).map_or("application/octet-stream", |kind| kind.mime_type());
        let agrees = self.kind().is_some_and(|kind| kind.found.contains(&found));
        if agrees { Ok(()) } else { Err(found.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_a_picture_has_to_be_one() {
        let jpeg = MediaType::parse("Image/JPEG ").unwrap();
        assert!(jpeg.is_picture() && jpeg.longest() > 0);
        assert_eq!(jpeg.check(&[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F']), Ok(()));
        assert_eq!(jpeg.check(b"PK\x03\x04\x14\0\0\0\x08\0"), Err("application/zip".to_owned()));
        assert_eq!(jpeg.check(b"#!/bin/sh"), Err("text/x-shellscript".to_owned()));
        assert_eq!(jpeg.check(b""), Err("application/octet-stream".to_owned()));
        assert!(MediaType::parse("text/html").is_err());
    }
}
