//! Characters that nobody sees: taken out of every text of a request before a service reads it, so that no name is stored that can't be
//! found, compared or printed. [`crate::rpc::bounds`] calls this for every text field of every service; nothing else has to.

use std::borrow::Cow;

/// The longest text that is one line, in characters: a name, an address, a number. What may be longer is prose and keeps its lines.
pub const LONGEST_LINE: usize = 1999;

/// Whether a character is never seen: control characters but for the breaks of lines, marks of direction, characters of no width, fillers
/// and tags.
#[must_use]
pub fn is_invisible(symbol: char) -> bool {
    !is_break(symbol) && (law::names::is_invisible(symbol) || matches!(symbol, '\u{fff0}'..='\u{fffb}'))
}

/// Whether a character ends a line or stands for a stretch of blank.
const fn is_break(symbol: char) -> bool {
    matches!(symbol, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a text holds nothing that [`clean`] would change. Costs a pass over its bytes where all of them are plain ASCII.
#[must_use]
pub fn is_clean(text: &str, prose: bool) -> bool {
    let allowed = |symbol: char| if prose { matches!(symbol, '\t' | '\n' | '\r') } else { !is_break(symbol) };
    let mut before = None;
    text.chars().all(|symbol| {
        let fine = if is_break(symbol) {
            allowed(symbol)
        } else {
            !is_invisible(symbol) || joins(before, symbol, prose)
        };
        before = Some(symbol);
        fine
    })
}

/// A text without what nobody sees. Prose keeps its lines, and what joins the parts of a pictograph; in one line a break between two
/// Chinese characters goes, any other becomes a space, and none is left at the ends.
#[must_use]
pub fn clean(text: &str, prose: bool) -> Cow<'_, str> {
    if is_clean(text, prose) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut gap = false;
    for symbol in text.chars() {
        let before = cleaned.chars().next_back();
        if is_break(symbol) {
            match symbol {
                '\t' | '\n' | '\r' if prose => cleaned.push(symbol),
                _ if prose => cleaned.push('\n'),
                _ => gap = true,
            }
            continue;
        }
        if is_invisible(symbol) && !joins(before, symbol, prose) {
            continue;
        }
        if std::mem::take(&mut gap)
            && let Some(before) = before
            && !before.is_whitespace()
            && !symbol.is_whitespace()
            && !(is_han(before) && is_han(symbol))
        {
            cleaned.push(' ');
        }
        cleaned.push(symbol);
    }
    Cow::Owned(cleaned)
}

/// Whether an invisible character is part of the pictograph before it.
fn joins(before: Option<char>, symbol: char, prose: bool) -> bool {
    let pictograph = |symbol: char| {
        matches!(symbol, '\u{2190}'..='\u{2bff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
            || matches!(symbol, '#' | '*' | '0'..='9' | '\u{a9}' | '\u{ae}' | '\u{200d}')
    };
    prose && matches!(symbol, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}') && before.is_some_and(pictograph)
}

const fn is_han(symbol: char) -> bool {
    matches!(symbol, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_keeps_what_is_seen() {
        for (typed, kept) in [
            ("张\u{200b}三", "张三"),
            ("张\t三", "张三"),
            ("张\n三", "张三"),
            ("\u{202e}张三", "张三"),
            ("\u{200b}", ""),
            ("\n张三\r\n", "张三"),
            ("John\tSmith", "John Smith"),
            ("张三 \u{feff}", "张三 "),
            ("张\u{0}三", "张三"),
            ("阿不都·买买提", "阿不都·买买提"),
            ("张\u{3000}三", "张\u{3000}三"),
        ] {
            assert_eq!(clean(typed, false), kept, "{typed:?}");
        }
    }

    #[test]
    fn prose_keeps_its_lines_and_pictographs() {
        for (typed, kept) in [
            ("第一行\n第二行\t表格\r\n", "第一行\n第二行\t表格\r\n"),
            ("已张贴 ❤\u{fe0f} 👨\u{200d}👩", "已张贴 ❤\u{fe0f} 👨\u{200d}👩"),
            ("甲\u{200d}乙\u{fe0f}", "甲乙"),
            ("\u{202e}反向\u{2066}", "反向"),
            ("一\u{2028}二", "一\n二"),
        ] {
            assert_eq!(clean(typed, true), kept, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_cleaned_is_clean(text in ".{0,40}|[张三a \\t\\n\\r\u{200b}\u{200d}\u{fe0f}\u{202e}\u{85}❤👨]{0,40}", prose: bool) {
            let once = clean(&text, prose).into_owned();
            prop_assert!(is_clean(&once, prose), "{:?}", once);
            prop_assert!(once.chars().all(|symbol| prose || !(is_invisible(symbol) || is_break(symbol))));
            prop_assert_eq!(is_clean(&text, prose), once == text);
        }
    }
}
