//! The code of a court in its case numbers (法院代字): one character and digits, as 浙0783.

use std::fmt;

use kit::domain::refusal::Text;
use law::identifiers::{RegionCode, RegionLevel, half_width};

/// The first two digits of a region code, and the character of that province, municipality or autonomous region.
const PROVINCES: [(&str, char); 31] = [
    ("11", '京'),
    ("12", '津'),
    ("13", '冀'),
    ("14", '晋'),
    ("15", '内'),
    ("21", '辽'),
    ("22", '吉'),
    ("23", '黑'),
    ("31", '沪'),
    ("32", '苏'),
    ("33", '浙'),
    ("34", '皖'),
    ("35", '闽'),
    ("36", '赣'),
    ("37", '鲁'),
    ("41", '豫'),
    ("42", '鄂'),
    ("43", '湘'),
    ("44", '粤'),
    ("45", '桂'),
    ("46", '琼'),
    ("50", '渝'),
    ("51", '川'),
    ("52", '黔'),
    ("53", '云'),
    ("54", '藏'),
    ("61", '陕'),
    ("62", '甘'),
    ("63", '青'),
    ("64", '宁'),
    ("65", '新'),
];
/// The characters of courts that belong to no province: of the Production and Construction Corps, and military courts.
const OTHERS: [char; 2] = ['兵', '军'];

/// The code of a court in its case numbers: the character of its province, and no digits (a high court), two (an intermediate court) or
/// four (a basic court).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumberCode(String);

impl CaseNumberCode {
    /// Reads a code, full width or half.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let folded: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        let mut rest = folded.chars();
        let known = |c: char| PROVINCES.iter().any(|(_, province)| *province == c) || OTHERS.contains(&c);
        let province = rest.next().is_some_and(known);
        let digits = rest.as_str();
        let right = matches!(digits.len(), 0 | 2 | 4) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if province && right {
            return Ok(Self(folded));
        }
        Err(Text::new(
            "法院代字须为省、自治区、直辖市简称加 4 位数字（基层人民法院）、2 位数字（中级人民法院）或不加数字（高级人民法院），如浙0783。",
            "A case number code is the character of the province with four digits (basic court), two (intermediate court) or none (high court), as 浙0783.",
        ))
    }

    /// The code that the court of a region usually has: the digits of the region code after those of the province. `None` where no
    /// province has the first two. A court may have another: an administrator enters it then.
    #[must_use]
    pub fn usual_of(region: &RegionCode) -> Option<Self> {
        let digits = region.as_str();
        let province = digits.get(..RegionLevel::Province.digits())?;
        let (_, character) = PROVINCES.iter().find(|(code, _)| *code == province)?;
        let end = digits.len().min(RegionLevel::County.digits());
        Some(Self(format!("{character}{}", digits.get(province.len()..end)?)))
    }
}

impl fmt::Display for CaseNumberCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use law::identifiers::CaseNumber;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_the_character_of_a_province_and_digits() {
        for (text, code) in [
            ("浙0783", "浙0783"),
            ("浙０７８３", "浙0783"),
            (" 浙 07 ", "浙07"),
            ("京", "京"),
            ("兵0101", "兵0101"),
        ] {
            assert_eq!(CaseNumberCode::parse(text).unwrap().to_string(), code, "{text}");
        }
        for text in
            ["", "0783", "浙078", "浙07831", "东0783", "浙浙0783", "浙07a3", "浙０7八3", "zhe0783", "最高法"]
        {
            assert!(CaseNumberCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_usual_code_follows_from_the_region() {
        let usual = |code: &str| CaseNumberCode::usual_of(&RegionCode::parse(code).unwrap());
        for (region, code) in [
            ("330783", "浙0783"),
            ("330783201203", "浙0783"),
            ("3307", "浙07"),
            ("33", "浙"),
            ("110105", "京0105"),
            ("522301", "黔2301"),
        ] {
            assert_eq!(usual(region).unwrap().to_string(), code, "{region}");
        }
        assert_eq!(usual("990101"), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(text in "\\PC{0,8}", digits in "[0-9]{0,6}", province in 0usize..31) {
            for text in [text, format!("{}{digits}", PROVINCES[province].1)] {
                if let Ok(code) = CaseNumberCode::parse(&text) {
                    prop_assert_eq!(CaseNumberCode::parse(&code.to_string()), Ok(code));
                }
            }
        }

        #[test]
        fn the_usual_code_of_a_region_is_one_of_a_case_number(province in 0usize..31, rest in "[0-9]{4}") {
            let region = RegionCode::parse(&format!("{}{rest}", PROVINCES[province].0)).unwrap();
            let code = CaseNumberCode::usual_of(&region).unwrap();
            prop_assert_eq!(CaseNumberCode::parse(&code.to_string()), Ok(code.clone()));
            let number = CaseNumber::parse(&format!("（2026）{code}执1号")).unwrap();
            prop_assert_eq!(number.court_code(), code.to_string());
        }
    }
}
