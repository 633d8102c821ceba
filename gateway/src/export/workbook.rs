//! A table as a workbook: texts as texts, numbers, days and times as what they are, the headings kept in sight.

use kit::rpc::language::Language;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Cell, Table};

/// The narrowest and the widest that a column is made, in characters.
const WIDTHS: (usize, usize) = (6, 48);
/// How many rows are looked at for the width of a column.
const LOOKED_AT: usize = 200;
/// How many characters the name of a sheet has.
const NAME: usize = 31;

/// How the kinds of cells are written.
struct Formats {
    heading: Format,
    day: Format,
    minute: Format,
    money: Format,
    /// Marks a text that would be taken for a formula where somebody edits the cell.
    quoted: Format,
}

/// Writes a table; `notes` stand on a sheet of their own.
pub(super) fn write(table: &Table, notes: &[String], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats {
        heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        minute: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        money: Format::new().set_num_format("#,##0.00"),
        quoted: Format::new().set_quote_prefix(),
    };
    rows(workbook.add_worksheet(), table, &formats)?;
    if notes.is_empty() {
        return workbook.save_to_buffer();
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.choose("说明", "Notes"))?;
    sheet.set_column_width(0, 90)?;
    for (line, note) in (0..).zip(notes) {
        sheet.write_string(line, 0, note)?;
    }
    workbook.save_to_buffer()
}

fn rows(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    let allowed = |symbol: &char| !matches!(symbol, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let name: String = table.title.chars().filter(allowed).take(NAME).collect();
    sheet.set_name(&name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(&table.headings) {
        sheet.write_string_with_format(0, column, heading, &formats.heading)?;
        let at = usize::from(column);
        let cells = table.rows.iter().take(LOOKED_AT).filter_map(|row| row.get(at));
        let widest = cells.map(width).chain([text_width(heading)]).max().unwrap_or_default();
        let characters = u16::try_from(widest.clamp(WIDTHS.0, WIDTHS.1) + 2).unwrap_or(u16::MAX);
        sheet.set_column_width(column, characters)?;
    }
    for (line, row) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(row) {
            write_cell(sheet, (line, column), cell, formats)?;
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let moment = |text: &str| ExcelDateTime::parse_from_str(text).ok();
    match cell {
        Cell::Empty => {}
        Cell::Text(text) if kit::domain::spreadsheet::begins_formula(text) => {
            sheet.write_string_with_format(row, column, text, &formats.quoted)?;
        }
        Cell::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Whole(_) | Cell::Decimal(_) => {
            sheet.write_number(row, column, cell.number())?;
        }
        Cell::Fen(_) => {
            sheet.write_number_with_format(row, column, cell.number(), &formats.money)?;
        }
        Cell::Day(_) | Cell::Minute(_) => {
            let text = cell.to_string();
            let format = if matches!(cell, Cell::Day(_)) { &formats.day } else { &formats.minute };
            match moment(&text) {
                Some(moment) => sheet.write_datetime_with_format(row, column, &moment, format)?,
                // Before 1900 a spreadsheet has no days.
                None => sheet.write_string(row, column, &text)?,
            };
        }
    }
    Ok(())
}

fn width(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text_width(text),
        cell => text_width(&cell.to_string()),
    }
}

/// A Chinese character is as wide as two others.
fn text_width(text: &str) -> usize {
    text.chars().take(WIDTHS.1).map(|symbol| if symbol.is_ascii() { 1 } else { 2 }).sum()
}
