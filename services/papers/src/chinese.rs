//! Amounts and days as court papers write them.

use jiff::civil::Date;
use law::identifiers::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// An amount in capitals (大写金额), as banks and courts write it (《支付结算办法》附一): 壹万贰仟元整, 叁元零伍分.
#[must_use]
pub fn capitals(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = String::new();
    if yuan > 0 {
        text.push_str(&integer(yuan));
        text.push('元');
    }
    match (jiao, fen) {
        (0, 0) if yuan == 0 => text.push_str("零元整"),
        (0, 0) => text.push('整'),
        _ => {
            if jiao > 0 {
                text.extend([digit(jiao), '角']);
            } else if yuan > 0 {
                text.push('零');
            }
            if fen > 0 {
                text.extend([digit(fen), '分']);
            } else {
                text.push('整');
            }
        }
    }
    text
}

/// A whole number above zero, in groups of four digits.
fn integer(number: u64) -> String {
    let mut groups = Vec::new();
    let mut rest = number;
    while rest > 0 {
        groups.push(rest % 10_000);
        rest /= 10_000;
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap || (!text.is_empty() && *group < 1000) {
            text.push('零');
        }
        text.push_str(&four(*group));
        text.push_str(GROUPS[place]);
        gap = false;
    }
    text
}

/// A group of up to four digits.
fn four(number: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (place, power) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
        match number / power % 10 {
            0 => gap = !text.is_empty(),
            some => {
                if gap {
                    text.push('零');
                }
                gap = false;
                text.push(digit(some));
                text.push_str(PLACES[place]);
            }
        }
    }
    text
}

fn digit(number: u64) -> char {
    usize::try_from(number).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or('零')
}

/// An amount in digits, with separators: 6,701,053.20.
#[must_use]
pub fn figures(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let yuan = (fen / 100).to_string();
    let mut text = String::new();
    for (at, digit) in yuan.chars().enumerate() {
        if at > 0 && (yuan.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &format!(".{:02}", fen % 100)
}

/// A day: 2026年11月24日.
#[must_use]
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A day in characters, as papers are dated (落款日期): 二〇二六年十一月二十四日.
#[must_use]
pub fn formal_day(date: Date) -> String {
    const PLAIN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let plain = |digit: u32| PLAIN.get(digit as usize).copied().unwrap_or('〇');
    let year: String = date.year().to_string().chars().filter_map(|c| c.to_digit(10)).map(plain).collect();
    let small = |number: i8| {
        let number = u32::from(number.unsigned_abs());
        let (tens, ones) = (number / 10, number % 10);
        let mut text = String::new();
        if tens > 1 {
            text.push(plain(tens));
        }
        if tens > 0 {
            text.push('十');
        }
        if ones > 0 {
            text.push(plain(ones));
        }
        text
    };
    format!("{year}年{}月{}日", small(date.month()), small(date.day()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn of(fen: i64) -> String {
        capitals(Fen::new(fen).unwrap())
    }

    #[test]
    fn amounts_are_written_as_banks_read_them() {
        for (fen, text) in [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (305, "叁元零伍分"),
            (1_000, "壹拾元整"),
            (1_200_000, "壹万贰仟元整"),
            (10_005_000, "壹拾万零伍拾元整"),
            (100_000_000, "壹佰万元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (670_105_320, "陆佰柒拾万壹仟零伍拾叁元贰角整"),
            (1_000_100_000_001, "壹佰亿零壹佰万元零壹分"),
        ] {
            assert_eq!(of(fen), text);
        }
        assert_eq!(figures(Fen::new(670_105_320).unwrap()), "6,701,053.20");
        assert_eq!(figures(Fen::new(7).unwrap()), "0.07");
    }

    #[test]
    fn days_are_written_in_both_ways() {
        assert_eq!(formal_day(date(2026, 11, 24)), "二〇二六年十一月二十四日");
        assert_eq!(formal_day(date(2030, 10, 10)), "二〇三〇年十月十日");
        assert_eq!(day(date(2026, 1, 2)), "2026年1月2日");
    }

    /// Reads capitals as somebody at a counter does.
    fn read(text: &str) -> i64 {
        let (mut sum, mut group, mut digit) = (0_i64, 0_i64, 0_i64);
        for c in text.chars() {
            match c {
                '拾' | '佰' | '仟' => {
                    group += digit * [10, 100, 1000]["拾佰仟".chars().position(|place| place == c).unwrap()];
                    digit = 0;
                }
                '万' if group + digit == 0 && sum > 0 => sum *= 10_000,
                '万' => {
                    sum += (group + digit) * 10_000;
                    (group, digit) = (0, 0);
                }
                '亿' => {
                    sum = (sum + group + digit) * 100_000_000;
                    (group, digit) = (0, 0);
                }
                '元' => {
                    sum = (sum + group + digit) * 100;
                    (group, digit) = (0, 0);
                }
                '角' => {
                    sum += digit * 10;
                    digit = 0;
                }
                '分' => {
                    sum += digit;
                    digit = 0;
                }
                '整' => {}
                c => digit = DIGITS.iter().position(|known| *known == c).unwrap().try_into().unwrap(),
            }
        }
        sum
    }

    proptest! {
        #[test]
        fn capitals_say_the_amount(fen in 0_i64..1_000_000_000_000) {
            prop_assert_eq!(read(&of(fen)), fen);
        }

        #[test]
        fn capitals_are_never_ambiguous(fen in 1_i64..100_000_000_000) {
            let text = of(fen);
            prop_assert!(!text.contains("零零") && !text.starts_with('零') && !text.ends_with('零'), "{}", text);
        }
    }
}
