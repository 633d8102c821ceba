//! Telephone numbers as people write them.

use kit::domain::refusal::Text;

/// A telephone number: 5 to 20 digits with an optional + and separators. Empty stays empty.
pub(super) fn phone(text: &str) -> Result<String, Text> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let plain = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')'));
    if text.is_empty() || (plain && (5..=20).contains(&digits) && text.len() <= 32) {
        return Ok(text.to_owned());
    }
    Err(Text::new(
        "电话号码须为 5 至 20 位数字，可带 + 和分隔符。",
        "A telephone number has 5 to 20 digits, with an optional + and separators.",
    ))
}
