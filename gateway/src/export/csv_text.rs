//! A table as comma-separated values: UTF-8 with the byte order mark by which spreadsheets know it, lines that end with CR LF, quotes as in
//! RFC 4180, and no cell that begins a formula.

use csv::{Terminator, WriterBuilder};
use kit::domain::spreadsheet;

use super::{Cell, Table};

/// Writes a table.
pub(super) fn write(table: &Table) -> csv::Result<Vec<u8>> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(table.headings.iter().map(|heading| spreadsheet::cell(heading).into_owned()))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(text))?;
    }
    writer.into_inner().map_err(|fault| fault.into_error().into())
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => spreadsheet::cell(text).into_owned(),
        // A number below zero begins with its sign and is no formula.
        cell => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_as_a_spreadsheet_reads_it() {
        let cells = vec![
            Cell::Text("=1+1".into()),
            Cell::Fen(-12_305),
            Cell::Text("甲,\"乙\"\r\n丙".into()),
            Cell::Empty,
            Cell::Text("＠x".into()),
        ];
        let headings = ["一", "金额（元）", "三", "四", "-五"].map(str::to_owned).to_vec();
        let table = Table { title: "表".into(), headings, rows: vec![cells], truncated: false };
        let text = String::from_utf8(write(&table).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}一,金额（元）,三,四,'-五\r\n'=1+1,-123.05,\"甲,\"\"乙\"\"\r\n丙\",,'＠x\r\n"
        );
    }
}
