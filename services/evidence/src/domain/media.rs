//! Which kinds of files are taken, how large they may be, and whether the bytes are what was declared.

use kit::domain::refusal::Text;

const MIB: i64 = 1024 * 1024;

/// A type that is taken: its name, other names of it, the longest file, and what the bytes of such a file are found to be.
struct Kind {
    name: &'static str,
    aliases: &'static [&'static str],
    most: i64,
    found: &'static [&'static str],
}

/// What a recorder of sound in the container of MP4 writes: phones and browsers name it as they name films.
const MP4_SOUND: &[&str] = &["audio/mp4", "video/mp4", "video/3gpp"];

const KINDS: &[Kind] = &[
    Kind {
        name: "image/jpeg",
        aliases: &["image/jpg", "image/pjpeg"],
        most: 64 * MIB,
        found: &["image/jpeg"],
    },
    Kind { name: "image/png", aliases: &["image/x-png"], most: 64 * MIB, found: &["image/png"] },
    Kind { name: "image/webp", aliases: &[], most: 64 * MIB, found: &["image/webp"] },
    Kind { name: "image/heic", aliases: &[], most: 64 * MIB, found: &["image/heic", "image/heif"] },
    Kind { name: "image/heif", aliases: &[], most: 64 * MIB, found: &["image/heif", "image/heic"] },
    // A recorder of a phone and one of a camera write the same container under several names.
    Kind {
        name: "video/mp4",
        aliases: &["video/x-m4v"],
        most: 2048 * MIB,
        found: &["video/mp4", "video/quicktime", "video/3gpp"],
    },
    Kind {
        name: "video/quicktime",
        aliases: &[],
        most: 2048 * MIB,
        found: &["video/quicktime", "video/mp4"],
    },
    Kind {
        name: "video/3gpp",
        aliases: &["video/3gp"],
        most: 2048 * MIB,
        found: &["video/3gpp", "video/mp4"],
    },
    Kind { name: "video/webm", aliases: &[], most: 2048 * MIB, found: &["video/webm", "video/x-matroska"] },
    Kind {
        name: "audio/mpeg",
        aliases: &["audio/mp3", "audio/x-mp3", "audio/x-mpeg"],
        most: 512 * MIB,
        found: &["audio/mpeg"],
    },
    Kind { name: "audio/mp4", aliases: &["audio/m4a", "audio/x-m4a"], most: 512 * MIB, found: MP4_SOUND },
    Kind { name: "audio/3gpp", aliases: &["audio/3gp"], most: 512 * MIB, found: MP4_SOUND },
    Kind {
        name: "audio/wav",
        aliases: &["audio/x-wav", "audio/wave", "audio/vnd.wave"],
        most: 512 * MIB,
        found: &["audio/wav"],
    },
    Kind {
        name: "audio/aac",
        aliases: &["audio/x-aac", "audio/aacp"],
        most: 512 * MIB,
        found: &["audio/aac"],
    },
    Kind {
        name: "audio/amr",
        aliases: &["audio/amr-wb", "audio/x-amr"],
        most: 512 * MIB,
        found: &["audio/amr"],
    },
    Kind {
        name: "audio/ogg",
        aliases: &["audio/opus", "application/ogg"],
        most: 512 * MIB,
        found: &["audio/ogg", "audio/opus", "application/ogg"],
    },
    // What browsers record: sound alone in the container of a film.
    Kind { name: "audio/webm", aliases: &[], most: 512 * MIB, found: &["video/webm", "video/x-matroska"] },
    Kind {
        name: "application/pdf",
        aliases: &["application/x-pdf"],
        most: 256 * MIB,
        found: &["application/pdf"],
    },
];

/// How many bytes from the beginning show what a file is.
pub const HEAD: usize = 8192;

/// A type that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaType(&'static str);

impl MediaType {
    /// Reads a type; other names of it become the usual one, and parameters, such as codecs, say nothing more of it.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let name = text.split_once(';').map_or(text, |(name, _)| name).trim().to_ascii_lowercase();
        let is_called = |kind: &&Kind| kind.name == name || kind.aliases.contains(&name.as_str());
        let known = KINDS.iter().find(is_called);
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
        let found = found(head);
        let agrees = self.kind().is_some_and(|kind| kind.found.contains(&found));
        if agrees { Ok(()) } else { Err(found.to_owned()) }
    }
}

/// What bytes that begin so are. The containers of MP4 and Matroska are recognised by their own headers: which of many names somebody gave
/// them says little of what they are.
fn found(head: &[u8]) -> &'static str {
    if let Some(found) = brand(head) {
        return found;
    }
    match head {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => {
            let start = &head[..head.len().min(256)];
            let says = |kind: &[u8]| start.windows(kind.len()).any(|part| part == kind);
            if says(b"\x42\x82\x84webm") {
                return "video/webm";
            }
            if says(b"\x42\x82\x88matroska") { "video/x-matroska" } else { "application/octet-stream" }
        }
        // ADTS: twelve bits of synchronisation, then the layer, which is 0.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => "audio/aac",
        _ if head.starts_with(b"#!AMR\n") || head.starts_with(b"#!AMR-WB\n") => "audio/amr",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => "audio/wav",
        _ => infer::get(head).map_or("application/octet-stream", |kind| kind.mime_type()),
    }
}

/// What a file in the container of MP4 (ISO/IEC 14496-12) is by its brands; `None` where it is in none, or its brands say nothing.
fn brand(head: &[u8]) -> Option<&'static str> {
    let length = u32::from_be_bytes(head.get(..4)?.try_into().ok()?);
    let body = head.get(8..usize::try_from(length).ok()?.min(head.len()))?;
    let major = body.get(..4).filter(|_| head.get(4..8) == Some(b"ftyp".as_slice()))?;
    // Behind the major brand stands its version.
    let brands = || std::iter::once(major).chain(body.get(8..).unwrap_or_default().chunks_exact(4));
    let any = |known: &[&[u8]]| brands().any(|brand| known.iter().any(|known| brand.starts_with(known)));
    if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"]) {
        return Some("image/heic");
    }
    if any(&[b"mif1", b"msf1"]) {
        return Some("image/heif");
    }
    match major {
        b"qt  " => Some("video/quicktime"),
        b"M4A " | b"M4B " => Some("audio/mp4"),
        _ if major.starts_with(b"3gp") || major.starts_with(b"3g2") => Some("video/3gpp"),
        _ if any(&[b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"MSNV", b"mmp4"]) => Some("video/mp4"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first box of a file in the container of MP4.
    fn container(brands: &str) -> Vec<u8> {
        let (major, rest) = brands.split_at(4);
        let length = u32::try_from(16 + rest.len()).unwrap().to_be_bytes();
        [&length[..], b"ftyp", major.as_bytes(), &[0; 4], rest.as_bytes(), b"\0\0\0\x08free"].concat()
    }

    fn matroska(kind: &str) -> Vec<u8> {
        let length = 0x80 | u8::try_from(kind.len()).unwrap();
        let head = [0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0x82, length];
        [&head[..], kind.as_bytes()].concat()
    }

    #[test]
    fn what_phones_and_browsers_record_is_taken_where_the_bytes_agree() {
        let adts = vec![0xff, 0xf1, 0x50, 0x80, 0, 0];
        let wave = b"RIFF\x24\0\0\0WAVEfmt ".to_vec();
        let amr = b"#!AMR\n\x3c\x91".to_vec();
        for (declared, usual, bytes) in [
            ("audio/mp4", "audio/mp4", container("M4A isommp42")),
            ("audio/mp4;codecs=\"mp4a.40.2\"", "audio/mp4", container("iso5mp41dash")),
            ("audio/x-m4a", "audio/mp4", container("mp42isom")),
            ("audio/m4a", "audio/mp4", container("M4A ")),
            ("audio/wav", "audio/wav", wave.clone()),
            ("audio/x-wav", "audio/wav", wave.clone()),
            ("audio/vnd.wave", "audio/wav", wave.clone()),
            ("audio/aac", "audio/aac", adts.clone()),
            ("audio/amr", "audio/amr", amr.clone()),
            ("audio/amr", "audio/amr", b"#!AMR-WB\n\x04".to_vec()),
            ("audio/webm; codecs=opus", "audio/webm", matroska("webm")),
            ("video/webm", "video/webm", matroska("webm")),
            ("video/3gpp", "video/3gpp", container("3gp4isom3gp4")),
            ("audio/3gpp", "audio/3gpp", container("3gp5")),
            ("image/heic", "image/heic", container("heicmif1heic")),
            ("image/heif", "image/heif", container("mif1miaf")),
            ("image/heic", "image/heic", container("mif1heic")),
            ("image/jpg", "image/jpeg", vec![0xff, 0xd8, 0xff, 0xe0, 0, 16]),
            ("Video/MP4", "video/mp4", container("isom")),
            ("video/quicktime", "video/quicktime", container("qt  ")),
        ] {
            let read = MediaType::parse(declared).unwrap();
            assert_eq!((read.as_str(), read.check(&bytes)), (usual, Ok(())), "{declared}");
        }
        for (declared, bytes, found) in [
            ("audio/webm", b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "audio/wav"),
            ("audio/aac", amr, "audio/amr"),
            ("audio/wav", adts, "audio/aac"),
            ("image/heic", container("isom"), "video/mp4"),
            ("video/3gpp", container("M4A "), "audio/mp4"),
            ("audio/webm", matroska("else"), "application/octet-stream"),
        ] {
            assert_eq!(
                MediaType::parse(declared).unwrap().check(&bytes),
                Err(found.to_owned()),
                "{declared}"
            );
        }
    }

    #[test]
    fn names_lead_to_one_type_each() {
        let names: Vec<_> = KINDS.iter().flat_map(|kind| kind.aliases.iter().chain([&kind.name])).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len());
        // What earlier versions stored is read.
        for before in ["audio/m4a", "audio/x-wav"] {
            assert!(MediaType::parse(before).is_ok(), "{before}");
        }
    }

    #[test]
    fn no_bytes_bring_it_down() {
        for brands in ["isom", "heicmif1", "qt  "] {
            let bytes = container(brands);
            for end in 0..bytes.len() {
                let _ = found(&bytes[..end]);
                let mut broken = bytes.clone();
                broken[end] = 0xff;
                let _ = found(&broken);
            }
        }
    }

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
