//! Addresses that name several places: where somebody is registered, where they live, where they lived.

use crate::domain::names::beginning;

/// What stands before one of several places, the longest of those that begin alike first.
const MARKS: [&str; 32] = [
    "户籍所在地",
    "户籍地址",
    "户籍地",
    "户籍",
    "户口所在地",
    "户口",
    "身份证地址",
    "身份证住址",
    "经常居住地",
    "经常居住",
    "实际居住地",
    "实际居住",
    "实际住址",
    "现居住地",
    "现居住",
    "现居地",
    "现居",
    "现住址",
    "现住地",
    "现住",
    "居住地",
    "暂住地",
    "暂住",
    "租住",
    "原住",
    "曾住",
    "搬至",
    "搬到",
    "迁至",
    "迁到",
    "住所地",
    "住址",
];

/// The texts between the marks, those that are empty left out; the text itself where it has no mark.
pub(super) fn parts(text: &[char]) -> Vec<&[char]> {
    let (mut parts, mut begins, mut at) = (Vec::new(), 0, 0);
    while at < text.len() {
        let Some(length) = beginning(&text[at..], &MARKS) else {
            at += 1;
            continue;
        };
        parts.push(&text[begins..at]);
        at += length;
        begins = at;
    }
    parts.push(&text[begins..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::normalise::normalise;

    #[test]
    fn a_text_is_split_at_its_marks() {
        let split = |written: &str| -> Vec<String> {
            parts(&normalise(written)).into_iter().map(|part| part.iter().collect()).collect()
        };
        assert_eq!(split("户籍地：前田村12号；现住：岭脚村8号"), ["前田村12号", "岭脚村8号"]);
        assert_eq!(split("前田村12号（现住址杭州市）"), ["前田村12号", "杭州市"]);
        assert_eq!(split("张三，住址：前田村"), ["张三", "前田村"]);
        assert_eq!(split("前田村12号"), ["前田村12号"]);
        assert!(split("现住").is_empty());
    }
}
