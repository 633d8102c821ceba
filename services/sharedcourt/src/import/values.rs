//! Values as offices and spreadsheets write them: one reading for every import.

use jiff::{
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use kit::domain::Timestamp;

/// Beijing time, which is meant where a time has no offset.
const BEIJING: Offset = Offset::constant(8);

/// The first year that lists of courts speak of; what is before it is a slip.
const EARLIEST: i32 = 1900;

/// Why a cell has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    pub(super) reason: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

/// A formula that was not calculated.
pub(super) const FORMULA: Unusable = Unusable {
    reason: "FORMULA",
    zh: "是公式而不是内容，请改填公式的结果。",
    en: "A formula and not a value; write its result.",
};
/// A value of which an exported file shows a part.
pub(super) const MASKED: Unusable = Unusable {
    reason: "MASKED",
    zh: "是导出时遮盖过的内容，不能导入。请按原始材料填写完整的内容，或者删去这一列后再导入。",
    en: "An export has masked it; write the whole value from the papers, or leave the column out.",
};
/// Characters that nobody can see.
const INVISIBLE: Unusable = Unusable {
    reason: "CONTROL_CHARACTER",
    zh: "含有不可见的控制字符，请删除后重新填写。",
    en: "It holds control characters.",
};
/// A number whose digits are lost.
pub(super) const DIGITS_LOST: Unusable = Unusable {
    reason: "DIGITS_LOST",
    zh: "长数字已被表格软件改成近似值，后面的数位已丢失。请把该列设为文本格式后重新填写。",
    en: "A spreadsheet has rounded a long number; set the column to text and write it again.",
};

/// The content of a cell: without space and invisible marks around it, and without what spreadsheets put before digits to keep them as
/// text (`'0012`, `="0012"`).
pub(super) fn content(cell: &str) -> Result<String, Unusable> {
    let around = |char: char| {
        char.is_whitespace()
            || matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
    };
    let cell = cell.trim_matches(around);
    let text = match cell.strip_prefix('=') {
        Some(formula) => {
            let inner = formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            inner.filter(|inner| !inner.contains('"')).ok_or(FORMULA)?
        }
        None => cell.strip_prefix('\'').unwrap_or(cell),
    };
    let text = text.trim_matches(around);
    if text.chars().any(|char| char.is_control() && char != '\n' && char != '\t') {
        return Err(INVISIBLE);
    }
    if is_rounded(text) { Err(DIGITS_LOST) } else { Ok(text.to_owned()) }
}

/// Whether a text is a number as spreadsheets shorten it: 3.30783E+17.
fn is_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    all_digits(whole.strip_prefix('-').unwrap_or(whole)) && all_digits(rest) && all_digits(power)
}

/// An amount in yuan as fen, exact: at most two decimals but for zeros, separators in groups of three alone.
pub(super) fn fen(text: &str) -> Option<i64> {
    let (yuan, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = yuan.split(',');
    let first = groups.next()?;
    let grouped = yuan.contains(',');
    let right = !first.is_empty()
        && digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(rest)
        && (!rest.is_empty() || !text.ends_with('.'))
        && rest.trim_end_matches('0').len() <= 2;
    let yuan: i64 = right.then(|| yuan.replace(',', "").parse().ok())??;
    let hundredths: i64 = format!("{rest:0<2}").get(..2)?.parse().ok()?;
    yuan.checked_mul(100)?.checked_add(hundredths)
}

/// A whole number.
pub(super) fn whole(text: &str) -> Option<i32> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A decimal number.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let plain =
        text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| text.parse().ok())?
}

/// A day: 2023-01-31, 2023/1/31, 2023.1.31, 2023年1月31日 or 20230131. A time of day after it is left away; where it has an offset, the
/// day is that of Beijing.
pub(super) fn day(text: &str) -> Option<Date> {
    timestamp(text).map(Timestamp::legal_day)
}

/// A moment: a day (its midnight in Beijing) or a day with a time, in Beijing where there is no offset.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    let (date, rest) = date(text)?;
    let (time, rest) = time_of_day(rest)?;
    let offset = offset(rest)?;
    let instant = offset.to_timestamp(DateTime::from_parts(date, time)).ok()?;
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

/// The day at the beginning of a text, and what follows.
fn date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = number(text, 4, 4)?;
    let (month, day, rest) = if rest.starts_with(|char: char| char.is_ascii_digit()) {
        let (month, rest) = number(rest, 2, 2)?;
        let (day, rest) = number(rest, 2, 2)?;
        (month, day, rest)
    } else if let Some(rest) = rest.strip_prefix('年') {
        let (month, rest) = number(rest, 1, 2)?;
        let (day, rest) = number(rest.strip_prefix('月')?, 1, 2)?;
        (month, day, rest.strip_prefix(['日', '号']).unwrap_or(rest))
    } else {
        let separator = rest.chars().next().filter(|char| ['-', '/', '.'].contains(char))?;
        let (month, rest) = number(rest.strip_prefix(separator)?, 1, 2)?;
        let (day, rest) = number(rest.strip_prefix(separator)?, 1, 2)?;
        (month, day, rest)
    };
    if year < EARLIEST {
        return None;
    }
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Some((Date::new(i16::try_from(year).ok()?, month, day).ok()?, rest))
}

/// The time of day after a day (9:30, 09:30:00, T09:30:00.5), midnight where there is none, and what follows.
fn time_of_day(text: &str) -> Option<(Time, &str)> {
    if text.is_empty() {
        return Some((Time::midnight(), text));
    }
    let text = text.strip_prefix('T').or_else(|| text.strip_prefix(char::is_whitespace))?.trim_start();
    let (hour, rest) = number(text, 1, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2, 2)?,
        None => return Some((time(hour, minute, 0, 0)?, rest)),
    };
    let Some(fraction) = rest.strip_prefix('.') else { return Some((time(hour, minute, second, 0)?, rest)) };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, rest) = fraction.split_at(digits);
    let nanos = format!("{fraction:0<9}").get(..9).filter(|_| digits > 0)?.parse().ok()?;
    Some((time(hour, minute, second, nanos)?, rest))
}

fn time(hour: i32, minute: i32, second: i32, nanos: i32) -> Option<Time> {
    let part = |value: i32| i8::try_from(value).ok();
    Time::new(part(hour)?, part(minute)?, part(second)?, nanos).ok()
}

/// The offset at the end of a time; Beijing's where there is none.
fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.as_bytes().first() {
        None => return Some(BEIJING),
        Some(b'Z') if text.len() == 1 => return Some(Offset::UTC),
        Some(b'+') => (1, &text[1..]),
        Some(b'-') => (-1, &text[1..]),
        Some(_) => return None,
    };
    let (hours, rest) = number(rest, 2, 2)?;
    let (minutes, rest) = number(rest.strip_prefix(':').unwrap_or(rest), 2, 2)?;
    let seconds = sign * (hours * 3600 + minutes * 60);
    (rest.is_empty() && minutes < 60).then(|| Offset::from_seconds(seconds).ok())?
}

/// The digits at the beginning of a text, so many at least and at most.
fn number(text: &str, least: usize, most: usize) -> Option<(i32, &str)> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    (digits >= least).then(|| Some((text[..digits].parse().ok()?, &text[digits..])))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        for (text, amount) in [
            ("78800", 7_880_000),
            ("78800.5", 7_880_050),
            ("78,800.05", 7_880_005),
            ("1,234,567", 123_456_700),
            ("0.100", 10),
            ("0", 0),
            ("92233720368547758.07", i64::MAX),
        ] {
            assert_eq!(fen(text), Some(amount), "{text}");
        }
        // B2.
        for text in [
            "",
            "78800,00",
            "1,23",
            "78800，00",
            "1,,2,3",
            ",100",
            "1,234,",
            "1234,567",
            "78800.005",
            "-1",
            "+1",
            "1.",
            ".5",
            "1 000",
            "１００",
            "1e3",
            "¥1",
            "1,234.5,6",
            "92233720368547758.08",
            "99999999999999999999",
        ] {
            assert_eq!(fen(text), None, "{text}");
        }
    }

    /// B8.
    #[test]
    fn days_and_times_come_in_the_ways_of_offices() {
        let midnight = "2026-11-19T16:00:00Z";
        let morning = "2026-11-20T01:30:00Z";
        for (text, expected) in [
            ("2026-11-20", midnight),
            ("2026/11/20", midnight),
            ("2026.11.20", midnight),
            ("2026年11月20日", midnight),
            ("20261120", midnight),
            ("2026-11-20 00:00:00", midnight),
            ("2026-11-20 09:30:00", morning),
            ("2026/11/20 9:30", morning),
            ("2026年11月20日 09:30:00", morning),
            ("2026-11-20T09:30:00", morning),
            ("2026-11-20T09:30:00.000", morning),
            ("2026-11-20T09:30:00+08:00", morning),
            ("2026-11-20T09:30:00+0800", morning),
            ("2026-11-19T17:30:00-08:00", morning),
            ("2026-11-20T01:30:00Z", morning),
        ] {
            assert_eq!(
                timestamp(text).map(|timestamp| timestamp.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
            assert_eq!(day(text), Some(jiff::civil::date(2026, 11, 20)), "{text}");
        }
        assert_eq!(day("2026/1/2"), Some(jiff::civil::date(2026, 1, 2)));
        for text in [
            "",
            "昨天",
            "2026-02-30",
            "2026-13-01",
            "11/20/2026",
            "26-11-20",
            "2026-11",
            "2026-11/20",
            "2026年11-20",
            "2026112",
            "2026-11-20 25:00",
            "2026-11-20 9",
            "2026-11-20 09:30 x",
            "2026-11-20x",
            "46346",
            "2026-11-20 09:30:61",
        ] {
            assert_eq!((day(text), timestamp(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn marks_of_spreadsheets_are_no_content() {
        for (cell, text) in [
            (" 张三 ", "张三"),
            ("'0012", "0012"),
            ("=\"0012\"", "0012"),
            ("=\" 1 \"", "1"),
            ("\u{FEFF}张三\u{200B}", "张三"),
            ("\u{3000}张三\u{A0}", "张三"),
            ("", ""),
            ("'", ""),
            ("E+5", "E+5"),
            ("A1E+05", "A1E+05"),
        ] {
            assert_eq!(content(cell), Ok(text.to_owned()), "{cell}");
        }
        assert_eq!(content("=A1+B1"), Err(FORMULA));
        assert_eq!(content("=\"a\"&\"b\""), Err(FORMULA));
        assert_eq!(content("张\r三"), Err(INVISIBLE));
        for cell in ["3.30783E+17", "'1.2E+18", "6E+18", "-3.3e+10"] {
            assert_eq!(content(cell), Err(DIGITS_LOST), "{cell}");
        }
    }

    #[test]
    fn numbers_are_numbers() {
        assert_eq!(
            (whole("12"), whole("-3"), whole("+3"), whole("3.0"), whole("")),
            (Some(12), Some(-3), None, None, None)
        );
        assert_eq!(
            (decimal("120.23"), decimal("-1"), decimal("NaN"), decimal("inf"), decimal("1e5")),
            (Some(120.23), Some(-1.0), None, None, None)
        );
    }

    proptest! {
        #[test]
        fn an_amount_is_what_was_written(amount in 0..i64::MAX / 100) {
            let (yuan, rest) = (amount / 100, amount % 100);
            let mut grouped = yuan.to_string();
            let mut at = grouped.len();
            while at > 3 {
                at -= 3;
                grouped.insert(at, ',');
            }
            prop_assert_eq!(fen(&format!("{yuan}.{rest:02}")), Some(amount));
            prop_assert_eq!(fen(&format!("{grouped}.{rest:02}")), Some(amount));
            // A separator anywhere else is refused.
            let plain = yuan.to_string();
            for at in 1..plain.len().saturating_sub(2) {
                let wrong = format!("{},{}", &plain[..at], &plain[at..]);
                prop_assert_eq!(fen(&wrong).is_some(), plain.len() <= 6 && plain.len() - at == 3, "{}", wrong);
            }
        }

        #[test]
        fn no_text_breaks_a_reading(text in ".{0,20}") {
            let _ = (content(&text), fen(&text), day(&text), timestamp(&text), whole(&text), decimal(&text));
        }
    }
}
