//! One spelling of many: full-width forms, traditional characters, spaces and punctuation fold away.

use unicode_normalization::UnicodeNormalization as _;

/// The letters and digits of a text, half width and simplified. Each character is simplified by itself, so that a name reads the
/// same inside an address and alone.
pub(super) fn normalise(text: &str) -> Vec<char> {
    let folded = text.nfkc().filter(|symbol| symbol.is_alphanumeric());
    let mut symbols: Vec<char> = folded.map(simplified).collect();
    for index in 1..symbols.len() {
        // 郭宅1村 is 郭宅一村; but 12村 is not a name.
        let numbered = symbols[index] == '村' && !(index >= 2 && symbols[index - 2].is_ascii_digit());
        if let (true, Some(numeral)) = (numbered, numeral(symbols[index - 1])) {
            symbols[index - 1] = numeral;
        }
    }
    symbols
}

fn simplified(symbol: char) -> char {
    if symbol.is_ascii() {
        return symbol;
    }
    let mut bytes = [0; 4];
    fast2s::convert(symbol.encode_utf8(&mut bytes)).chars().next().unwrap_or(symbol)
}

fn numeral(digit: char) -> Option<char> {
    let value = digit.to_digit(10)?;
    ['一', '二', '三', '四', '五', '六', '七', '八', '九']
        .get(usize::try_from(value).ok()?.checked_sub(1)?)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spellings_become_one() {
        for written in [
            "东阳市横店镇",
            "東陽市橫店鎮",
            " 东阳市 · 横店镇。",
            "东　阳市（横店镇）",
            "东阳市-横\u{200b}店镇",
        ] {
            assert_eq!(normalise(written).iter().collect::<String>(), "东阳市横店镇", "{written}");
        }
        assert_eq!(normalise("郭宅１村１２號").iter().collect::<String>(), "郭宅一村12号");
        assert_eq!(normalise("12村").iter().collect::<String>(), "12村");
        assert!(normalise("——！，").is_empty());
    }
}
