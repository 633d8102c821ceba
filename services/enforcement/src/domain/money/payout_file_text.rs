//! The text of a payout file, as the bank reads it.

use std::fmt::Write as _;

use kit::domain::spreadsheet;
use sha2::{Digest as _, Sha256};

/// The columns of the file. Each line ends with CR LF.
const HEADING: &str = "发放文件编号,行号,收款人户名,收款账号,开户银行,金额（元）,用途\r\n";
/// The digest of a file's bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The text of a file: what the bank gets. It is stored as it is made, so that a later version of this function changes no file.
/// Each line is payee, account, bank, amount and purpose.
pub(super) fn content(number: &str, lines: impl Iterator<Item = [String; 5]>) -> String {
    let mut text = format!("\u{feff}{HEADING}");
    for (place, line) in (1..).zip(lines) {
        let cells = line.map(|text| cell(&text)).join(",");
        // Writing to a text does not fail.
        let _ = write!(text, "{},{place},{cells}\r\n", cell(number));
    }
    text
}

/// A cell of CSV (RFC 4180) that begins no formula.
fn cell(text: &str) -> String {
    let text = spreadsheet::cell(text);
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula_and_what_would_break_a_line_is_quoted() {
        for (text, written) in [
            ("张三", "张三"),
            ("=1+1", "'=1+1"),
            ("＝HYPERLINK", "'＝HYPERLINK"),
            ("@甲,乙", "\"'@甲,乙\""),
            ("他说\"好\"", "\"他说\"\"好\"\"\""),
            ("甲\r\n乙", "\"甲\r\n乙\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
