//! Reads the cells of a row; every cell that is wrong is named.

use prost_types::Timestamp;
use proto::google::r#type::{Date, LatLng};

use super::{
    row::{Row, RowError},
    table::{Cells, Table},
    values,
};

/// Collects what is wrong in one row.
pub(super) struct RowReader<'a> {
    pub(super) cells: &'a Cells,
    pub(super) bad: Vec<RowError>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(cells: &'a Cells) -> Self {
        Self { cells, bad: Vec::new() }
    }

    pub(super) fn text(&self, column: &str) -> String {
        self.cells.get(column).to_owned()
    }

    /// The parts of a cell.
    pub(super) fn parts(&self, column: &str) -> Vec<String> {
        self.cells.parts(column).map(str::to_owned).collect()
    }

    /// The value of a cell as this reading gives it; `None` where the cell is empty, or wrong for this reason.
    pub(super) fn value<T>(
        &mut self,
        column: &str,
        read: impl FnOnce(&str) -> Option<T>,
        (reason, zh, en): (&str, &str, &str),
    ) -> Option<T> {
        let text = self.cells.get(column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            let zh = format!("“{text}”有误，{zh}");
            self.wrong(column, reason, &zh, en);
        }
        value
    }

    /// A whole number; 0 where there is none.
    pub(super) fn whole(&mut self, column: &str) -> i32 {
        let wrong = ("NUMBER_MALFORMED", "须为整数。", "Not a whole number.");
        self.value(column, values::whole, wrong).unwrap_or_default()
    }

    pub(super) fn wrong(&mut self, column: &str, reason: &str, zh: &str, en: &str) {
        self.bad.push(RowError::new(self.cells.line, column, reason, zh, en));
    }

    pub(super) fn number(&mut self, column: &str) -> Option<f64> {
        self.value(column, values::decimal, ("NUMBER_MALFORMED", "须为数字。", "Not a number."))
    }

    pub(super) fn position(&mut self) -> Option<LatLng> {
        let (longitude, latitude) = (self.number("longitude"), self.number("latitude"));
        if longitude.is_some() != latitude.is_some() && self.bad.is_empty() {
            self.wrong(
                "longitude",
                "POSITION_INCOMPLETE",
                "经度和纬度须同时填写。",
                "Longitude and latitude go together.",
            );
        }
        latitude.zip(longitude).map(|(latitude, longitude)| LatLng { latitude, longitude })
    }

    pub(super) fn yes(&mut self, column: &str) -> bool {
        let read = |text: &str| match text.to_ascii_lowercase().as_str() {
            "false" | "no" | "0" | "否" => Some(false),
            "true" | "yes" | "1" | "是" => Some(true),
            _ => None,
        };
        let wrong = ("YES_OR_NO", "须填“是”或“否”。", "Write yes or no.");
        self.value(column, read, wrong).unwrap_or_default()
    }

    /// A day.
    pub(super) fn day(&mut self, column: &str) -> Option<Date> {
        let wrong =
            ("DATE_MALFORMED", "须为日期，如 2023-01-31 或 2023年1月31日。", "Write a day as 2023-01-31.");
        let day = self.value(column, values::day, wrong)?;
        Some(Date { year: day.year().into(), month: day.month().into(), day: day.day().into() })
    }

    /// An amount in yuan, exact to the fen; anything finer is refused and not rounded.
    pub(super) fn fen(&mut self, column: &str) -> i64 {
        let wrong = (
            "AMOUNT_MALFORMED",
            "须为金额，精确到分，如 78800.00 或 78,800.00（半角逗号，三位一组）。",
            "Write an amount exact to the fen, as 78800.00 or 78,800.00.",
        );
        self.value(column, values::fen, wrong).unwrap_or_default()
    }

    pub(super) fn time(&mut self, column: &str) -> Option<Timestamp> {
        let wrong = (
            "TIME_MALFORMED",
            "须为日期（2026-01-31）或时间（2026-01-31 08:00:00，北京时间）。",
            "Write a day (2026-01-31) or a time (2026-01-31 08:00:00 in Beijing, or with its offset).",
        );
        self.value(column, values::timestamp, wrong).map(kit::domain::Timestamp::to_timestamp)
    }

    /// A word out of several, each of which may be written in several ways.
    pub(super) fn word<T: Copy>(&mut self, column: &str, words: &[(&[&str], T)], absent: T) -> T {
        let text = self.cells.get(column);
        self.one_of(column, text, words).unwrap_or(absent)
    }

    /// The same for a part of a cell; `None` where it is empty, or wrong.
    pub(super) fn one_of<T: Copy>(&mut self, column: &str, text: &str, words: &[(&[&str], T)]) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        if let Some((_, value)) =
            words.iter().find(|(names, _)| names.iter().any(|name| name.eq_ignore_ascii_case(text)))
        {
            return Some(*value);
        }
        let known: Vec<_> = words.iter().flat_map(|(names, _)| names.iter().copied()).collect();
        let zh = format!("“{text}”不是可用的值：{}。", known.join("、"));
        self.wrong(column, "WORD_UNKNOWN", &zh, &format!("\"{text}\" is none of: {}.", known.join(", ")));
        None
    }
}

/// The rows that were read, and what is wrong with the others.
pub(super) type ParsedRows<M> = (Vec<Row<M>>, Vec<RowError>);

pub(super) fn each<M>(
    table: Table,
    required: &[&str],
    known: &[&str],
    read: impl Fn(&mut RowReader<'_>) -> M,
) -> ParsedRows<M> {
    let (cells, mut bad) = table.rows(required, known);
    let mut rows = Vec::with_capacity(cells.len());
    for cells in &cells {
        let mut reading = RowReader::new(cells);
        let message = read(&mut reading);
        if reading.bad.is_empty() {
            rows.push(Row { line: cells.line, message, parts: Vec::new() });
        } else {
            bad.append(&mut reading.bad);
        }
    }
    (rows, bad)
}
