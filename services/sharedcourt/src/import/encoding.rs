//! Which encoding a file has, and its lines.
//!
//! Offices send UTF-8 and GB18030 (GBK, GB2312), and nothing in a file says which. Few bytes can be read as both: then somebody has to
//! say it. A byte that can't be read costs its own line and never changes how the rest is read.

use clap::ValueEnum;
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Failure;

/// An encoding that somebody names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Encoding {
    /// UTF-8.
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// GB18030, which is also GBK and GB2312.
    #[value(name = "gb18030", aliases = ["gbk", "gb2312"])]
    Gb18030,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The first is 1.
    pub(super) number: u64,
    /// Without its end.
    pub(super) text: String,
    /// Whether it holds bytes that can't be read.
    pub(super) broken: bool,
}

/// How well bytes read in an encoding.
#[derive(Debug, Default)]
struct Score {
    /// Characters as they stand in Chinese text.
    good: usize,
    /// Characters that are rare there.
    odd: usize,
    /// Places that can't be read.
    errors: usize,
}

/// Errors and odd characters are few in the right encoding: a mutated byte, a rare name.
const GOOD_FOR_A_BAD_ONE: usize = 4;
/// So few characters may be right in both encodings by chance.
const FEW: usize = 4;

/// The lines of a file, in the encoding that was named or else found.
pub(super) fn lines(bytes: &[u8], named: Option<Encoding>) -> Result<Vec<Line>, Failure> {
    if let Some((utf16, length)) = encoding_rs::Encoding::for_bom(bytes).filter(|(found, _)| *found != UTF_8)
    {
        debug_assert!(utf16 == UTF_16LE || utf16 == UTF_16BE);
        let (text, broken) = utf16.decode_without_bom_handling(&bytes[length..]);
        return Ok(split(text.as_bytes())
            .map(|(number, line)| decode(number, line, UTF_8, broken))
            .collect());
    }
    let (bytes, marked) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let encoding = match named {
        Some(named) => named,
        None if marked => Encoding::Utf8,
        None => find(bytes).ok_or_else(|| ambiguous(bytes))?,
    };
    let encoding = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Gb18030 => GB18030,
    };
    Ok(split(bytes).map(|(number, line)| decode(number, line, encoding, false)).collect())
}

fn decode(number: u64, line: &[u8], encoding: &'static encoding_rs::Encoding, broken: bool) -> Line {
    let (text, faulty) = encoding.decode_without_bom_handling(line);
    // The decoder reads a byte 0x80 alone as a sign of euro, which GB18030 does not have there.
    let faulty = faulty || encoding == GB18030 && gb18030(line).errors > 0;
    Line { number, broken: broken || faulty || line.contains(&0), text: text.into_owned() }
}

/// The lines of a file with their numbers; a file without a line feed may divide its lines by carriage returns.
fn split(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let lines = bytes.split(move |byte| *byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    (1..).zip(lines)
}

/// The encoding of these bytes; `None` where they could be in either.
fn find(bytes: &[u8]) -> Option<Encoding> {
    let (utf8, gb) = (utf8(bytes), gb18030(bytes));
    if utf8.errors == 0 {
        let doubtful = utf8.good <= FEW
            && gb.errors == 0
            && (gb.odd == 0 || utf8.good == 0 || utf8.odd > 0)
            && gb.good + gb.odd > 0;
        return (!doubtful).then_some(Encoding::Utf8);
    }
    if utf8.good >= utf8.errors * GOOD_FOR_A_BAD_ONE {
        return Some(Encoding::Utf8);
    }
    (gb.errors == 0 || gb.good >= (gb.errors + gb.odd) * GOOD_FOR_A_BAD_ONE).then_some(Encoding::Gb18030)
}

fn utf8(bytes: &[u8]) -> Score {
    let mut score = Score::default();
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars().filter(|char| !char.is_ascii()) {
            match char {
                // Han characters, their punctuation, full-width forms, signs that three bytes take.
                '\u{2000}'..='\u{33FF}'
                | '\u{3400}'..='\u{9FFF}'
                | '\u{FF00}'..='\u{FFEF}'
                | '\u{20000}'..='\u{3FFFF}' => score.good += 1,
                _ => score.odd += 1,
            }
        }
        score.errors += usize::from(!chunk.invalid().is_empty());
    }
    score
}

fn gb18030(mut bytes: &[u8]) -> Score {
    let mut score = Score::default();
    while let Some((&lead, rest)) = bytes.split_first() {
        bytes = rest;
        if lead < 0x80 {
            continue;
        }
        match (lead, rest) {
            // GB2312: signs, and the characters that names and addresses are written with.
            (0xA1..=0xA9 | 0xB0..=0xF7, [0xA1..=0xFE, after @ ..]) => {
                score.good += 1;
                bytes = after;
            }
            (
                0x81..=0xFE,
                [0x40..=0x7E | 0x80..=0xFE, after @ ..] | [0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, after @ ..],
            ) => {
                score.odd += 1;
                bytes = after;
            }
            _ => score.errors += 1,
        }
    }
    score
}

fn ambiguous(bytes: &[u8]) -> Failure {
    let line = split(bytes).find(|(_, line)| !line.is_ascii()).map_or(&b""[..], |(_, line)| line);
    let shown = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling(line).0.chars().take(40).collect::<String>()
    };
    Failure::Usage(format!(
        "无法确定文件的编码。按 UTF-8 读作“{}”，按 GB18030（GBK）读作“{}”。请用 --encoding utf-8 或 --encoding gb18030 指明。 \
         (the encoding can't be told from the bytes; name it with --encoding)",
        shown(UTF_8),
        shown(GB18030)
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Option<Vec<String>> {
        lines(bytes, None).ok().map(|lines| lines.into_iter().map(|line| line.text).collect())
    }

    #[test]
    fn both_encodings_are_found_and_marks_are_not_text() {
        let text = "案号,姓名\n（2023）浙0783执1号,张三";
        let (gb, _, _) = GB18030.encode(text);
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [
            text.as_bytes(),
            format!("\u{FEFF}{text}").as_bytes(),
            &gb,
            &utf16,
            &text.replace('\n', "\r").into_bytes(),
        ] {
            assert_eq!(read(bytes).unwrap(), text.split('\n').collect::<Vec<_>>());
        }
    }

    /// B4: two Latin-looking letters are never entered as a name.
    #[test]
    fn what_can_be_read_in_two_ways_is_asked_for() {
        for name in ["模", "拢", "陆茅"] {
            let (gb, _, _) = GB18030.encode(name);
            let bytes = [b"name,kind\n", &gb[..]].concat();
            assert!(std::str::from_utf8(&bytes).is_ok(), "{name}");
            let error = lines(&bytes, None).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("--encoding"), "{error}");
            assert_eq!(lines(&bytes, Some(Encoding::Gb18030)).unwrap()[1].text, name);
        }
        // Where the file is Chinese beside it, there is no doubt.
        assert_eq!(read("姓名,案由\nJosé,买卖合同纠纷".as_bytes()).unwrap()[1], "José,买卖合同纠纷");
    }

    #[test]
    fn a_byte_that_cannot_be_read_costs_its_line_alone() {
        let text = "案号,姓名,地址\n1,张三,前田村\n2,李四,前田村\n3,王五,前田村";
        for (encoding, bytes) in
            [(UTF_8, text.as_bytes().to_vec()), (GB18030, GB18030.encode(text).0.into_owned())]
        {
            for place in 0..bytes.len() {
                let mut bytes = bytes.clone();
                if bytes[place] == b'\n' {
                    continue;
                }
                bytes[place] = 0xFF;
                let number = split(&bytes[..place]).count() - 1;
                let lines = lines(&bytes, None).unwrap();
                for (index, (line, original)) in lines.iter().zip(text.split('\n')).enumerate() {
                    assert_eq!(line.broken, index == number, "{} at {place}", encoding.name());
                    assert!(
                        index == number || line.text == original,
                        "{} at {place}: {}",
                        encoding.name(),
                        line.text
                    );
                }
            }
        }
    }

    #[test]
    fn a_byte_that_only_a_browser_takes_for_a_sign_is_not_read() {
        assert!(lines(b"4\x803", Some(Encoding::Gb18030)).unwrap()[0].broken);
    }

    proptest! {
        #[test]
        fn names_are_right_or_asked_for(names in prop::collection::vec("[张王李赵陈模茅陆路拢录猫脙忙艩鹿涓喆堃]{1,3}", 1..4), chinese in any::<bool>()) {
            let heading = if chinese { "姓名" } else { "name" };
            let text = format!("{heading}\n{}", names.join("\n"));
            for bytes in [text.as_bytes().to_vec(), GB18030.encode(&text).0.into_owned()] {
                if let Some(read) = read(&bytes) {
                    prop_assert_eq!(read.join("\n"), text.clone());
                }
            }
        }
    }
}
