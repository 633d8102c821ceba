//! Case numbers (案号): year, court, type and running number, as `（2023）浙0783执123号`.
//!
//! The rule on case numbers is in force since 1 January 2016: the court's code is one character and digits. Older numbers are read by
//! the custom of their year: the court's characters, the type, `字第`, and a number that may begin with zeros, as
//! `（2009）绍诸民执字第03265号`. In 2016 both occur.
//!
//! The year's brackets are full width in print. What people type varies: half-width brackets, full-width
//! digits, spaces, `字第` in a new number, zeros in an old one. Reading folds all of that; two spellings of one number are one value.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, half_width, reads_as_text};

/// What kind of case the type code (类型代字) names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseType {
    /// First enforcement (首次执行): 执.
    FirstEnforcement,
    /// Resumed enforcement (恢复执行): 执恢.
    ResumedEnforcement,
    /// Enforcement of preservation (财产保全执行): 执保.
    Preservation,
    /// Objection in enforcement (执行异议): 执异.
    Objection,
    /// Reconsideration in enforcement (执行复议): 执复.
    Reconsideration,
    /// Supervision of enforcement (执行监督): 执监.
    Supervision,
    /// Coordination of enforcement (执行协调): 执协.
    Coordination,
    /// Civil case of first instance (民事一审): 民初.
    CivilFirstInstance,
    /// Any other code; the code itself is on the number.
    Other,
}

/// A case number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber {
    year: u16,
    court: String,
    kind: String,
    number: u64,
    suffix: Option<u8>,
}

impl CaseNumber {
    /// Reads a case number however its brackets, digits and spaces were typed.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let folded: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        let mut rest = Reader { rest: &folded };
        let year = rest.year().ok_or(missing("year in brackets"))?;
        if year <= FIRST_YEAR
            && let Ok(older) = Self::older(year, Reader { rest: rest.rest })
        {
            return Ok(older);
        }
        Self::modern(year, rest)
    }

    /// By the rule of 2016: one character and digits for the court, no zero in front of the running number.
    fn modern(year: u16, mut rest: Reader<'_>) -> Result<Self, IdentifierError> {
        let court = rest.court().ok_or(missing("court code"))?;
        let kind = rest.han(1..=LONGEST_TYPE + 2, |c| c != '号' && c != '之').ok_or(missing("type code"))?;
        let kind = kind.strip_suffix("字第").unwrap_or(kind);
        if !(1..=LONGEST_TYPE).contains(&kind.chars().count()) || kind.contains(['字', '第']) {
            return Err(missing("type code"));
        }
        let number = rest.running_number(false).ok_or(missing("running number"))?;
        let suffix = rest.end()?;
        Ok(Self { year, court: court.to_owned(), kind: kind.to_owned(), number, suffix })
    }

    /// By the custom before 2016.
    fn older(year: u16, mut rest: Reader<'_>) -> Result<Self, IdentifierError> {
        let head = rest.run(|c| is_han(c) && c != '字' && c != '号' && c != '之');
        let digits = rest.run(|c| c.is_ascii_digit());
        let (court, kind) = if digits.is_empty() {
            let at = head.char_indices().skip(1).find(|(_, c)| TYPES.contains(c)).map(|(at, _)| at);
            let (court, kind) = head.split_at_checked(at.ok_or(missing("type code"))?).unwrap_or_default();
            (court.to_owned(), kind)
        } else {
            let kind = rest.run(|c| is_han(c) && c != '字' && c != '号' && c != '之');
            (format!("{head}{digits}"), kind)
        };
        if !matches!(digits.len(), 0 | 2 | 4) || head.chars().count() > LONGEST_TYPE {
            return Err(missing("court code"));
        }
        if !(1..=LONGEST_TYPE).contains(&kind.chars().count()) {
            return Err(missing("type code"));
        }
        if !(rest.eat('字') && rest.eat('第')) {
            return Err(missing("type code"));
        }
        let number = rest.running_number(true).ok_or(missing("running number"))?;
        let suffix = rest.end()?;
        Ok(Self { year, court, kind: kind.to_owned(), number, suffix })
    }

    /// The year in which the case was filed.
    #[must_use]
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// The court's code (法院代字), such as `浙0783`.
    #[must_use]
    pub fn court_code(&self) -> &str {
        &self.court
    }

    /// The type code (类型代字), such as `执` or `执恢`.
    #[must_use]
    pub fn type_code(&self) -> &str {
        &self.kind
    }

    /// The running number within year, court and type.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The number after `之` of a paper that belongs to the case, such as 2 in `号之二`.
    #[must_use]
    pub const fn suffix(&self) -> Option<u8> {
        self.suffix
    }

    /// Whether it is the number of a case of enforcement, of whatever kind: its type has 执 in it.
    #[must_use]
    pub fn is_of_enforcement(&self) -> bool {
        self.kind.contains('执')
    }

    /// What kind of case this is.
    #[must_use]
    pub fn case_type(&self) -> CaseType {
        match self.kind.as_str() {
            "执" => CaseType::FirstEnforcement,
            "执恢" => CaseType::ResumedEnforcement,
            "执保" => CaseType::Preservation,
            "执异" => CaseType::Objection,
            "执复" => CaseType::Reconsideration,
            "执监" => CaseType::Supervision,
            "执协" => CaseType::Coordination,
            "民初" => CaseType::CivilFirstInstance,
            // Before 2016 the branch of the instrument stood in front: 民执, 行执, 刑执.
            older if self.year <= FIRST_YEAR && older.ends_with('执') && !older.contains('恢') => {
                CaseType::FirstEnforcement
            }
            older if self.year <= FIRST_YEAR && older.contains('执') && older.contains('恢') => {
                CaseType::ResumedEnforcement
            }
            _ => CaseType::Other,
        }
    }

    /// Whether it is written by the custom before 2016: the court's characters, the type, 字第.
    #[must_use]
    pub fn is_older(&self) -> bool {
        self.year < FIRST_YEAR && self.court != SUPREME && !self.court.ends_with(|c: char| c.is_ascii_digit())
    }
}

reads_as_text!(CaseNumber);

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.to_string()
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let between = if self.is_older() { "字第" } else { "" };
        write!(f, "（{:04}）{}{}{between}{}号", self.year, self.court, self.kind, self.number)?;
        match self.suffix {
            Some(suffix) => write!(f, "之{}", numeral(suffix)),
            None => Ok(()),
        }
    }
}

const fn missing(expected: &'static str) -> IdentifierError {
    IdentifierError::CaseNumber { expected }
}

/// The first year of the rule on case numbers, in which numbers by the custom before it were still given.
const FIRST_YEAR: u16 = 2016;
/// The longest type code, in characters; 民诉前调 has four.
const LONGEST_TYPE: usize = 6;
const SUPREME: &str = "最高法";
/// The characters with which a type begins by the custom before 2016.
const TYPES: [char; 17] =
    ['民', '刑', '行', '执', '商', '知', '经', '破', '赔', '督', '特', '非', '恢', '少', '海', '立', '仲'];

/// What is still to be read.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn eat(&mut self, c: char) -> bool {
        self.rest.strip_prefix(c).is_some_and(|rest| {
            self.rest = rest;
            true
        })
    }

    /// As many characters as `accepts` takes, from the front.
    fn run(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !accepts(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    fn year(&mut self) -> Option<u16> {
        // 〔〕 and [] are typed by people who take the number for that of a government paper.
        let opened = ['(', '〔', '['].into_iter().any(|c| self.eat(c));
        let digits = self.run(|c| c.is_ascii_digit());
        let closed = [')', '〕', ']'].into_iter().any(|c| self.eat(c));
        let year = digits.parse().ok()?;
        (opened && closed && digits.len() == 4 && (1949..=2999).contains(&year)).then_some(year)
    }

    /// One Chinese character and up to four digits; the supreme court has `最高法` and no digits.
    fn court(&mut self) -> Option<&'a str> {
        let start = self.rest;
        if let Some(rest) = start.strip_prefix(SUPREME) {
            self.rest = rest;
            return start.get(..start.len() - rest.len());
        }
        self.han(1..=1, |_| true)?;
        let digits = self.run(|c| c.is_ascii_digit());
        if !matches!(digits.len(), 0 | 2 | 4) {
            return None;
        }
        start.get(..start.len() - self.rest.len())
    }

    fn han(
        &mut self,
        length: std::ops::RangeInclusive<usize>,
        accepts: impl Fn(char) -> bool,
    ) -> Option<&'a str> {
        let mut end = 0;
        let mut count = 0;
        for c in self.rest.chars().take(*length.end() + 1) {
            if !is_han(c) || !accepts(c) || (count == 1 && *length.end() == 1) {
                break;
            }
            count += 1;
            end += c.len_utf8();
        }
        if !length.contains(&count) {
            return None;
        }
        let (han, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(han)
    }

    fn running_number(&mut self, zeros: bool) -> Option<u64> {
        let digits = self.run(|c| c.is_ascii_digit());
        if digits.starts_with('0') && !zeros {
            return None;
        }
        digits.parse().ok().filter(|number| *number > 0)
    }

    /// `号`, and the number of a paper that belongs to the case.
    fn end(&mut self) -> Result<Option<u8>, IdentifierError> {
        if !self.eat('号') {
            return Err(missing("号"));
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let words = self.rest.strip_prefix('之').ok_or(missing("suffix"))?;
        Ok(Some(numeral_value(words).ok_or(missing("suffix"))?))
    }
}

pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}')
}

const NUMERALS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// 1 to 99 in Chinese numerals.
fn numeral(value: u8) -> String {
    let (tens, ones) = (usize::from(value / 10), usize::from(value % 10));
    let mut text = String::new();
    if tens > 1 {
        text.extend(NUMERALS.get(tens));
    }
    if tens > 0 {
        text.push('十');
    }
    if ones > 0 {
        text.extend(NUMERALS.get(ones));
    }
    text
}

fn numeral_value(text: &str) -> Option<u8> {
    (1..=99).find(|value| numeral(*value) == text).or_else(|| {
        let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|value| plain && (1..=99).contains(value))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_of_a_number_is_one_number() {
        let canonical = "（2023）浙0783执123号";
        for text in [
            canonical,
            "(2023)浙0783执123号",
            "（２０２３）浙０７８３执１２３号",
            " ( 2023 ) 浙 0783 执 123 号 ",
            "〔2023〕浙0783执123号",
            "（2023)浙0783执123号",
        ] {
            assert_eq!(CaseNumber::parse(text).unwrap().to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn the_parts_are_distinguished() {
        let number = CaseNumber::parse("（2023）浙0783执恢45号之十二").unwrap();
        assert_eq!((number.year(), number.court_code(), number.type_code()), (2023, "浙0783", "执恢"));
        assert_eq!((number.number(), number.suffix()), (45, Some(12)));
        assert_eq!(number.case_type(), CaseType::ResumedEnforcement);
        assert_eq!(CaseNumber::parse("（2023）浙07执复9号").unwrap().court_code(), "浙07");
        assert_eq!(CaseNumber::parse("（2023）浙民终9号").unwrap().type_code(), "民终");
        assert_eq!(CaseNumber::parse("（2023）最高法民再1号").unwrap().court_code(), "最高法");
    }

    #[test]
    fn each_missing_part_is_named() {
        for (text, expected) in [
            ("2023浙0783执123号", "year in brackets"),
            ("（23）浙0783执123号", "year in brackets"),
            ("（2023）0783执123号", "court code"),
            ("（2023）浙078执123号", "court code"),
            ("（2023）浙0783号", "type code"),
            ("（2023）浙0783执行保全一二三123号", "type code"),
            ("（2023）绍诸民执字第03265号", "running number"),
            ("（2023）浙0783执字第00104号", "running number"),
            ("（2023）浙0783执号", "running number"),
            ("（2023）浙0783执0123号", "running number"),
            ("（2023）浙0783执123", "号"),
            ("（2023）浙0783执123号附", "suffix"),
            ("（2023）浙0783执123号之", "suffix"),
        ] {
            assert_eq!(CaseNumber::parse(text), Err(IdentifierError::CaseNumber { expected }), "{text}");
        }
    }

    #[test]
    fn a_number_is_read_by_the_rule_of_its_year() {
        for (text, canonical, court, kind, case_type) in [
            (
                "(2009)绍诸民执字第03265号",
                "（2009）绍诸民执字第3265号",
                "绍诸",
                "民执",
                CaseType::FirstEnforcement,
            ),
            ("(2015)瑶执字第02181号", "（2015）瑶执字第2181号", "瑶", "执", CaseType::FirstEnforcement),
            ("（2012）东执恢字第5号", "（2012）东执恢字第5号", "东", "执恢", CaseType::ResumedEnforcement),
            ("（2012）金东商初字第5号之一", "（2012）金东商初字第5号之一", "金东", "商初", CaseType::Other),
            (
                "(2016)阳法晋0122执字第00104号",
                "（2016）阳法晋0122执104号",
                "阳法晋0122",
                "执",
                CaseType::FirstEnforcement,
            ),
            (
                "（2026）浙0783民诉前调123号",
                "（2026）浙0783民诉前调123号",
                "浙0783",
                "民诉前调",
                CaseType::Other,
            ),
            (
                "（2026）浙0783执字第7001号",
                "（2026）浙0783执7001号",
                "浙0783",
                "执",
                CaseType::FirstEnforcement,
            ),
            ("（2015）浙0783执5号", "（2015）浙0783执5号", "浙0783", "执", CaseType::FirstEnforcement),
        ] {
            let number = CaseNumber::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(number.to_string(), canonical, "{text}");
            assert_eq!((number.court_code(), number.type_code()), (court, kind), "{text}");
            assert_eq!(number.case_type(), case_type, "{text}");
            assert_eq!(number.is_of_enforcement(), kind.contains('执'), "{text}");
        }
        assert_eq!(
            CaseNumber::parse("（2009）绍诸民执字第3265号"),
            CaseNumber::parse("（2009）绍诸民执字第03265号")
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(
            year in 1949u16..=2999, court in "浙|浙07|浙0783|最高法", kind in "执|执恢|执异|民初|执保",
            number in 1u64.., suffix in proptest::option::of(1u8..=99),
        ) {
            let value = CaseNumber { year, court, kind, number, suffix };
            prop_assert_eq!(CaseNumber::parse(&value.to_string()), Ok(value));
        }

        #[test]
        fn an_older_number_reads_back_however_it_was_padded(
            year in 1980u16..2016, court in "[东金绍诸瑶浙]{1,3}", kind in "执|民执|执恢|行执|商初|民初", number in 1u64..99999,
        ) {
            let number = CaseNumber::parse(&format!("（{year}）{court}{kind}字第{number:05}号")).unwrap();
            prop_assert_eq!((number.court_code(), number.type_code()), (court.as_str(), kind.as_str()));
            prop_assert_eq!(CaseNumber::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC{0,30}") {
            let _ = CaseNumber::parse(&text);
        }
    }
}
