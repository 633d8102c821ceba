//! Tables for people. A Chinese character is two columns wide on a terminal.

use unicode_width::UnicodeWidthStr;

/// The widest that a column gets.
const WIDEST: usize = 36;

/// Rows under a heading, each column as wide as it needs to be.
pub(crate) fn print<const N: usize>(heading: [&str; N], rows: &[[String; N]]) {
    let mut widths = heading.map(UnicodeWidthStr::width);
    for row in rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = (*width).max(text.width()).min(WIDEST);
        }
    }
    let line = |cells: [&str; N]| {
        let cells: Vec<String> =
            cells.into_iter().zip(widths).map(|(text, width)| fit(text, width)).collect();
        println!("{}", cells.join("  ").trim_end());
    };
    line(heading);
    for row in rows {
        line(row.each_ref().map(String::as_str));
    }
}

fn fit(text: &str, width: usize) -> String {
    let mut fitted = String::new();
    let mut used = 0;
    if text.width() <= width {
        fitted.push_str(text);
        used = text.width();
    } else {
        for letter in text.chars() {
            let wide = letter.to_string().width();
            if used + wide + 1 > width {
                break;
            }
            fitted.push(letter);
            used += wide;
        }
        fitted.push('…');
        used += 1;
    }
    fitted.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_as_wide_as_its_column() {
        for text in ["", "东阳", "abc", "浙江省金华市东阳市三单乡前田村"] {
            assert_eq!(fit(text, 9).width(), 9, "{text}");
        }
        assert_eq!(fit("三单乡前田村", 9), "三单乡前…");
    }
}
