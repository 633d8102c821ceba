//! Account numbers in what people wrote, covered: the last four digits stay, as on every other account.

/// Digits that make an account: shorter numbers are of rooms, floors and amounts.
const SHORTEST: usize = 8;
/// What stays.
const TAIL: usize = 4;

const fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// A text with every account in it covered. Spaces and hyphens between digits belong to the account.
#[must_use]
pub fn covered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        let joins = matches!(c, ' ' | '-' | '\u{3000}') && !run.is_empty();
        if is_digit(c) || joins {
            run.push(c);
            continue;
        }
        let account = run.trim_end_matches([' ', '-', '\u{3000}']);
        let digits: Vec<char> = account.chars().filter(|c| is_digit(*c)).collect();
        if digits.len() >= SHORTEST {
            out.push_str("****");
            out.extend(digits.iter().skip(digits.len() - TAIL));
            out.push_str(run.get(account.len()..).unwrap_or_default());
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// What is known to be an account, covered even where it has no long number in it.
#[must_use]
pub fn account(text: &str) -> String {
    let shown = covered(text);
    if shown != text {
        return shown;
    }
    let count = text.chars().count();
    let tail: String = text.chars().skip(count.saturating_sub(TAIL).max(count.min(1))).collect();
    format!("****{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_four_digits_of_an_account_stay() {
        for (text, shown) in [
            ("6222020000001234567", "****4567"),
            ("工商银行东阳支行 6222 0200 0000 1234 567 活期", "工商银行东阳支行 ****4567 活期"),
            ("6222-0200-0000-0051", "****0051"),
            ("３３０１００００００００００５１", "****００５１"),
            ("吴宁街道 12-3 号", "吴宁街道 12-3 号"),
            ("", ""),
        ] {
            assert_eq!(covered(text), shown, "{text}");
        }
        for (text, shown) in
            [("ABC-12", "****C-12"), ("12", "****2"), ("", "****"), ("62220200000051", "****0051")]
        {
            assert_eq!(account(text), shown, "{text}");
        }
    }
}
