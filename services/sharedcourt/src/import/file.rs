//! Files: what they are, and their rows.

use std::path::Path;

use clap::Args;
use prost::Message;

use super::{
    encoding::{self, Encoding, Line},
    json_lines,
    row::{Row, RowError},
    table::{Headings, Table},
    workbook,
};
use crate::error::Failure;

/// How a file is read.
#[derive(Args)]
pub(super) struct Format {
    /// The encoding of a CSV file, where the bytes do not show it.
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// The sheet of a workbook, where several hold something.
    #[arg(long)]
    sheet: Option<String>,
}

/// What is in a file.
pub(super) enum Content {
    /// JSON lines.
    Lines(Vec<Line>),
    /// A table with a heading.
    Table(Table),
}

impl Content {
    /// Reads a file: JSON lines by its name, a workbook by its bytes, else CSV.
    pub(super) fn read(path: &Path, format: &Format) -> Result<Self, Failure> {
        let named = |text: &dyn std::fmt::Display| Failure::Usage(format!("{}：{text}", path.display()));
        let bytes =
            std::fs::read(path).map_err(|fault| named(&format!("读不了文件 (can't be read): {fault}")))?;
        if workbook::is_old_workbook(&bytes) {
            return Err(named(
                &"是旧格式的工作簿（.xls），请另存为 .xlsx 或 CSV 后导入 (save it as XLSX or CSV)",
            ));
        }
        if workbook::is_workbook(&bytes) {
            let table = workbook::table(bytes, format.sheet.as_deref()).map_err(|fault| named(&fault))?;
            return Ok(Self::Table(table.unwrap_or_else(Table::empty)));
        }
        let lines = encoding::lines(&bytes, format.encoding).map_err(|fault| named(&fault))?;
        if path.extension().is_some_and(|ending| ending == "jsonl" || ending == "ndjson") {
            return Ok(Self::Lines(lines.into_iter().filter(|line| !line.text.trim().is_empty()).collect()));
        }
        Ok(Self::Table(Table::of_lines(&lines)))
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Lines(lines) => lines.len(),
            Self::Table(table) => table.len(),
        }
    }

    /// How its columns are named.
    pub(super) fn headings(&self) -> Headings {
        match self {
            Self::Lines(_) => Headings::default(),
            Self::Table(table) => table.headings(),
        }
    }

    /// The rows as messages of this name in the contract.
    pub(super) fn rows<M: Message + Default>(
        self,
        name: &str,
        from_table: impl FnOnce(Table) -> (Vec<Row<M>>, Vec<RowError>),
    ) -> (Vec<Row<M>>, Vec<RowError>) {
        match self {
            Self::Lines(lines) => json_lines::read(name, &lines),
            Self::Table(table) => from_table(table),
        }
    }
}
