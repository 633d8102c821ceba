//! The beginning of a case number, by which cases are looked for while their number is not known to the end.

use std::fmt;

use super::{CaseNumber, IdentifierError, case_number::is_han, half_width};

/// The beginning of a case number: year, court and at least one character of the type, with or without the first digits of the running
/// number. Brackets, 字第 and zeros before the running number make no difference, as they make none in a whole number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CaseNumberStart(String);

impl CaseNumberStart {
    /// Reads a beginning however its brackets, digits and spaces were typed; the brackets may be missing.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let folded: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        let rest = folded.trim_start_matches(['(', '〔', '[']);
        let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
        let year = year.ok_or(missing("year in brackets"))?;
        let rest = rest.get(4..).unwrap_or_default().trim_start_matches([')', '〕', ']']);
        let after_han = |text: &str| text.find(|c| !is_han(c)).unwrap_or(text.len());
        let after_digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (head, rest) = rest.split_at(after_han(rest));
        let (digits, rest) = rest.split_at(after_digits(rest));
        if head.is_empty() {
            return Err(missing("court code"));
        }
        // By the custom before 2016 a court has no digits: those that come first are of the running number.
        if rest.is_empty() {
            let words = head.trim_end_matches('第').trim_end_matches('字');
            return if words.chars().count() < 2 {
                Err(missing("type code"))
            } else {
                Ok(Self(format!("{year}{words}{}", digits.trim_start_matches('0'))))
            };
        }
        if !matches!(digits.len(), 2 | 4) {
            return Err(missing("court code"));
        }
        let (kind, rest) = rest.split_at(after_han(rest));
        let kind = kind.trim_end_matches('第').trim_end_matches('字');
        let (number, rest) = rest.split_at(after_digits(rest));
        if kind.is_empty() {
            return Err(missing("type code"));
        }
        if !rest.is_empty() {
            return Err(missing("running number"));
        }
        Ok(Self(format!("{year}{head}{digits}{kind}{}", number.trim_start_matches('0'))))
    }

    /// As it is stored and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumberStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CaseNumber {
    /// Every beginning by which the case can be looked for, from the first character of its type to the last digit.
    #[must_use]
    pub fn starts(&self) -> Vec<CaseNumberStart> {
        let kind = self.type_code().trim_end_matches('第').trim_end_matches('字');
        let varied = format!("{kind}{}", self.number());
        let ends = varied.char_indices().map(|(at, c)| at + c.len_utf8());
        let fixed = format!("{:04}{}", self.year(), self.court_code());
        ends.map(|end| CaseNumberStart(format!("{fixed}{}", varied.get(..end).unwrap_or_default()))).collect()
    }
}

const fn missing(expected: &'static str) -> IdentifierError {
    IdentifierError::CaseNumber { expected }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn starts_with(number: &str, start: &str) -> bool {
        let start = CaseNumberStart::parse(start).unwrap_or_else(|fault| panic!("{start}: {fault}"));
        CaseNumber::parse(number).unwrap().starts().contains(&start)
    }

    #[test]
    fn a_case_is_found_by_each_beginning_of_its_number() {
        for start in [
            "（2023）浙0783执12",
            "(2023)浙0783执",
            "2023浙0783执1",
            "２０２３浙０７８３执１２３",
            "〔2023〕 浙0783 执字第 12",
            "（2023）浙0783执012",
        ] {
            assert!(starts_with("（2023）浙0783执123号", start), "{start}");
        }
        for start in ["（2023）浙0783执2", "（2024）浙0783执1", "（2023）浙0784执1", "（2023）浙0783执恢"]
        {
            assert!(!starts_with("（2023）浙0783执123号", start), "{start}");
        }
        assert!(starts_with("（2023）浙0783执恢123号之一", "2023浙0783执恢1"));
        assert!(starts_with("（2023）浙0783执恢123号", "2023浙0783执"), "a type may be written by half");
        assert!(starts_with("（2009）绍诸民执字第03265号", "（2009）绍诸民执字第032"));
        assert!(starts_with("（2009）绍诸民执字第03265号", "2009绍诸民"));
        assert!(starts_with("（2023）浙民终9号", "2023浙民"));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (text, expected) in [
            ("浙0783执1", "year in brackets"),
            ("（2023）", "court code"),
            ("（2023）浙078执", "court code"),
            ("（2023）浙0783", "type code"),
            ("（2023）浙", "type code"),
            ("（2023）浙0783执12号", "running number"),
        ] {
            let read = CaseNumberStart::parse(text);
            assert_eq!(read, Err(IdentifierError::CaseNumber { expected }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_beginning_that_is_written_out_is_read_again(
            year in 2016_u16..2100, running in 1_u64..99_999, kind in "(执|执恢|执保|执异|民初)",
        ) {
            let number = CaseNumber::parse(&format!("（{year}）浙0783{kind}{running}号")).unwrap();
            let starts = number.starts();
            prop_assert_eq!(starts.len(), kind.chars().count() + running.to_string().len());
            for start in starts {
                prop_assert_eq!(CaseNumberStart::parse(start.as_str()), Ok(start));
            }
        }

        #[test]
        fn no_text_brings_it_down(text in ".{0,40}") {
            let _ = CaseNumberStart::parse(&text);
        }
    }
}
