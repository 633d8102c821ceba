//! Workbooks (XLSX): a sheet as a table of texts, each cell as its reader sees it.

use std::{collections::HashMap, io::Cursor};

use calamine::{Data, Reader as _, SheetVisible, Xlsx};

use super::{
    table::{Cell, Table},
    values::{DIGITS_LOST, FORMULA, Unusable},
};
use crate::error::Failure;

/// From here on a spreadsheet no longer holds every digit of a number.
const EXACT: f64 = 1e15;

/// The days that a workbook can show, as it counts them.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;

const NO_DAY: Unusable = Unusable {
    reason: "DAY_OUT_OF_RANGE",
    zh: "设为日期格式，但里面的数字不是日期。",
    en: "It is shown as a date, and its number is none.",
};
const ERROR: Unusable = Unusable {
    reason: "CELL_ERROR",
    zh: "单元格显示的是公式错误，请改填内容。",
    en: "The cell shows an error of a formula; write its value.",
};
const MERGED: Unusable = Unusable {
    reason: "CELL_MERGED",
    zh: "在合并单元格内，请取消合并并逐行填写。",
    en: "It is part of merged cells; write a value on each row.",
};
const DURATION: Unusable =
    Unusable {
        reason: "DAY_MISSING", zh: "只有钟点，没有日期。", en: "A time of day without its day."
    };

/// Whether these bytes are a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether these bytes are a workbook of the time before XLSX.
pub(super) fn is_old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The table of a sheet: the one that is named, else the only visible one that holds anything. `None` where there is nothing at all.
pub(super) fn table(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Option<Table>, Failure> {
    let unreadable = |fault: calamine::XlsxError| {
        Failure::Usage(format!("不是可读的 XLSX 工作簿 (not a readable XLSX workbook): {fault}"))
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let visible = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let mut names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    if let Some(named) = sheet {
        names.retain(|name| name == named);
    }
    let mut found = Vec::new();
    for name in &names {
        let range = book.worksheet_range(name).map_err(unreadable)?;
        if range.used_cells().next().is_some() {
            found.push((name, range));
        }
    }
    let (name, range) = match (found.pop(), found.len()) {
        (None, _) if sheet.is_some() && names.is_empty() => {
            return Err(Failure::Usage("工作簿里没有这张工作表 (--sheet: no such sheet)".to_owned()));
        }
        (None, _) => return Ok(None),
        (Some(found), 0) => found,
        (Some(_), _) => {
            let names = names.join("、");
            return Err(Failure::Usage(format!(
                "工作簿里有多张工作表：{names}。请用 --sheet 指明一张 (several sheets; name one with --sheet)"
            )));
        }
    };
    let formulas = book.worksheet_formula(name).map_err(unreadable)?;
    let formats: HashMap<(u32, u32), String> =
        book.worksheet_style(name).map_err(unreadable).map(|styles| {
            let formats = styles.cells().filter_map(|(row, column, style)| {
                Some(((row, column), style.number_format.as_ref()?.format_code.clone()))
            });
            formats.collect()
        })?;
    let merged = book.merge_cells_by_sheet_name(name).map_err(unreadable)?;
    let start = range.start().unwrap_or_default();
    let rows = (start.0..).zip(range.rows()).map(|(row, cells)| {
        let cells = (start.1..).zip(cells).map(|(column, cell)| {
            let at = (row, column);
            if merged.iter().any(|merged| merged.contains(row, column)) {
                return Err(MERGED);
            }
            if matches!(cell, Data::Empty)
                && formulas.get_value(at).is_some_and(|formula| !formula.is_empty())
            {
                return Err(FORMULA);
            }
            text(cell, formats.get(&at).map_or("", String::as_str))
        });
        // Columns before the first are empty.
        let cells: Vec<Cell> = (0..start.1).map(|_| Ok(String::new())).chain(cells).collect();
        (u64::from(row) + 1, cells)
    });
    Table::of_rows(rows.collect())
}

/// A cell as its reader sees it.
fn text(cell: &Data, format: &str) -> Cell {
    match cell {
        Data::Empty => Ok(String::new()),
        Data::String(text) | Data::DateTimeIso(text) => Ok(text.clone()),
        Data::Bool(value) => Ok(value.to_string()),
        Data::Int(number) => Ok(padded(number.to_string(), format)),
        Data::Float(number) => number_text(*number, format),
        Data::DateTime(time) if !DAYS.contains(&time.as_f64()) => Err(NO_DAY),
        Data::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            Ok(match (hour, minute, second, milli) {
                (0, 0, 0, 0) => date,
                (_, _, _, 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
            })
        }
        Data::DateTime(_) | Data::DurationIso(_) => Err(DURATION),
        Data::Error(_) => Err(ERROR),
    }
}

fn number_text(number: f64, format: &str) -> Cell {
    if !number.is_finite() || number.abs() >= EXACT {
        return Err(DIGITS_LOST);
    }
    if format.contains('%') {
        return Ok(format!("{}%", decimal(number * 100.0)));
    }
    Ok(padded(decimal(number), format))
}

/// A number with the 15 digits that a spreadsheet shows.
fn decimal(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Zero may have a sign.
    format!("{}", rounded + 0.0)
}

/// A number under a format of zeros alone, which shows zeros before it.
fn padded(number: String, format: &str) -> String {
    let zeros = format.len() > 1 && format.bytes().all(|byte| byte == b'0');
    if zeros && number.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{number:0>width$}", width = format.len())
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (number, format, shown) in [
            (78800.0, "General", "78800"),
            (78800.1, "#,##0.00", "78800.1"),
            (0.1 + 0.2, "General", "0.3"),
            (-0.0, "General", "0"),
            (0.3, "0.00%", "30%"),
            (0.295, "0%", "29.5%"),
            (12.0, "00000", "00012"),
            (123_456_789_012_345.0, "0", "123456789012345"),
        ] {
            assert_eq!(number_text(number, format).as_deref(), Ok(shown), "{number} {format}");
        }
        // A citizen's number that a spreadsheet took for a number.
        assert_eq!(number_text(330_783_196_804_253_671.0, "0"), Err(DIGITS_LOST));
        assert_eq!(text(&Data::Error(calamine::CellErrorType::NA), ""), Err(ERROR));
    }
}
