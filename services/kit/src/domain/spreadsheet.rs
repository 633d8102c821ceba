//! Texts as cells of files that offices open in a spreadsheet: one rule for every file that this installation writes or reads.

use std::borrow::Cow;

/// What spreadsheets take for the beginning of a formula.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet would take the text for a formula.
#[must_use]
pub fn begins_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

/// The text as a cell that begins no formula: with the apostrophe by which spreadsheets mark a text. Imports take it off again.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Whether a text is a value that was masked before it was shown, as `110105********002X`, `6222****1234` or `张*`: it stands for a value
/// that the file does not hold, so that no import may take it for one.
#[must_use]
pub fn is_masked(text: &str) -> bool {
    let is_star = |symbol: char| matches!(symbol, '*' | '＊');
    let is_one_word = !text
        .chars()
        .any(|symbol| symbol.is_whitespace() || symbol.is_ascii_punctuation() && !is_star(symbol));
    let stars = text.chars().filter(|symbol| is_star(*symbol)).count();
    let symbols = text.chars().count();
    is_one_word && stars > 0 && stars < symbols && (stars >= 3 || symbols <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for (text, written) in [
            ("张三", "张三"),
            ("=1+1", "'=1+1"),
            ("＝A1", "'＝A1"),
            ("-3", "'-3"),
            ("\t=1", "'\t=1"),
            ("", ""),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn a_masked_value_is_distinguished_from_a_text_with_a_star() {
        for masked in ["110105********002X", "6222****1234", "138****5678", "张*", "李*明", "E******78"] {
            assert!(is_masked(masked), "{masked}");
        }
        for text in ["", "***", "2*3 规格", "裁定书×2", "13800005678", "a.b*c*d*", "见附件*号说明"]
        {
            assert!(!is_masked(text), "{text}");
        }
    }
}
