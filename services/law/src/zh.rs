//! Days, amounts and shares as a Chinese sentence writes them.

use jiff::civil::{Date, Weekday};

use crate::identifiers::Fen;
use crate::period::calendar::{DayKind, day_kind, festival};
use crate::period::interval::Interval;

/// 2026年9月14日.
#[must_use]
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 2026年9月14日（星期一）.
#[must_use]
pub fn weekday(date: Date) -> String {
    format!("{}（{}）", day(date), name_of_weekday(date))
}

/// 2026年4月1日至10日, and as much of the second day as differs from the first.
pub(crate) fn interval(days: Interval) -> String {
    let Interval { from, to } = days;
    if from == to {
        return day(from);
    }
    let end = match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) => format!("{}日", to.day()),
        (true, false) => format!("{}月{}日", to.month(), to.day()),
        (false, _) => day(to),
    };
    format!("{}至{end}", day(from))
}

/// What a day of rest is: 星期六, or the holiday.
pub(crate) fn rest(date: Date) -> &'static str {
    match day_kind(date) {
        DayKind::Holiday => festival(date).unwrap_or("法定休假日"),
        DayKind::WorkingDay | DayKind::MakeUpWorkingDay | DayKind::Weekend => name_of_weekday(date),
    }
}

fn name_of_weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

/// A number in Chinese numerals below a thousand, in digits above: 三十, 一百零五.
pub(crate) fn numeral(n: u16) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u16| DIGITS.get(usize::from(n)).copied().unwrap_or_default();
    let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
    let units = if ones > 0 { digit(ones) } else { "" };
    match (hundreds, tens) {
        (0, 0) => digit(ones).to_owned(),
        (0, 1) => format!("十{units}"),
        (0, _) => format!("{}十{units}", digit(tens)),
        (1..=9, 0) if ones == 0 => format!("{}百", digit(hundreds)),
        (1..=9, 0) => format!("{}百零{units}", digit(hundreds)),
        (1..=9, _) => format!("{}百{}十{units}", digit(hundreds), digit(tens)),
        _ => n.to_string(),
    }
}

/// An amount in yuan, without a fraction where it has none: 500, 500.05.
pub(crate) fn yuan(amount: Fen) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

/// How much of the whole a part is, in percent with one decimal, rounded half up: 0.5%.
pub(crate) fn share(part: Fen, whole: Fen) -> String {
    if whole == Fen::ZERO {
        return "—".to_owned();
    }
    let (part, whole) = (i128::from(part.get()), i128::from(whole.get()));
    let tenths = (part * 2000 + whole) / (whole * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_amounts_read_as_a_court_writes_them() {
        assert_eq!(weekday(date(2026, 9, 14)), "2026年9月14日（星期一）");
        for (from, to, text) in [
            (date(2026, 4, 1), date(2026, 4, 10), "2026年4月1日至10日"),
            (date(2026, 4, 1), date(2026, 5, 10), "2026年4月1日至5月10日"),
            (date(2026, 12, 1), date(2027, 1, 10), "2026年12月1日至2027年1月10日"),
            (date(2026, 4, 1), date(2026, 4, 1), "2026年4月1日"),
        ] {
            assert_eq!(interval(Interval { from, to }), text);
        }
        for (n, text) in [
            (0, "零"),
            (7, "七"),
            (10, "十"),
            (15, "十五"),
            (20, "二十"),
            (36, "三十六"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1000, "1000"),
        ] {
            assert_eq!(numeral(n), text);
        }
        let fen = |n| Fen::new(n).unwrap();
        assert_eq!((yuan(fen(50_000)), yuan(fen(50_005))), ("500".to_owned(), "500.05".to_owned()));
        assert_eq!(share(fen(50_000), fen(10_000_000)), "0.5%");
        assert_eq!(share(fen(1), fen(0)), "—");
        assert_eq!((rest(date(2026, 9, 12)), rest(date(2026, 10, 1))), ("星期六", "国庆节"));
    }
}
