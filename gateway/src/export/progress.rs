//! The record of an export: who took which rows, how many, and why. The pages that were read for it are recorded one by one as calls of the
//! list; this record says what came of them together.

use kit::{
    domain::{
        Timestamp,
        refusal::{Refusal, Text},
    },
    rpc::audit::{Origin, Record, SharedSink},
};
use tonic::Status;

use super::Format;
use crate::http::language::Language;

/// The most characters of what is recorded of an export.
const LONGEST: usize = 600;
/// From how many digits on a run of them is a number of somebody's, which the record does not repeat whole.
const NUMBER: usize = 11;

/// An export under way. Where it is dropped before its end, what was read by then is recorded.
pub(super) struct Progress {
    sink: Option<SharedSink>,
    /// Of the pages.
    pub(super) origin: Origin,
    language: Language,
    format: Format,
    /// Why its caller looks.
    reason: String,
    /// What was asked for.
    asked: String,
    begun: Timestamp,
    pub(super) rows: usize,
    ended: bool,
}

impl Progress {
    /// Begins; to be called within the call that it is part of.
    pub(super) fn begin(sink: Option<&SharedSink>, format: Format, query: &str, language: Language) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let pairs = pairs.filter(|(key, _)| !key.to_ascii_lowercase().replace('_', "").starts_with("page"));
        let asked: Vec<String> = pairs.map(|(key, value)| format!("{key}={value}")).collect();
        let reason = Origin::reason();
        let text = language.choose("导出", "Export");
        let of_pages = one_line([format!("{text} {}", format.name()), reason.clone()]);
        Self {
            sink: sink.cloned(),
            origin: Origin::following(&of_pages),
            language,
            format,
            reason,
            asked: without_numbers(&asked.join(" ")),
            begun: Timestamp::now(),
            rows: 0,
            ended: false,
        }
    }

    /// Records the end. Refused with AUDIT_UNAVAILABLE where that can't be done: then the file does not go out.
    pub(super) async fn end(mut self, truncated: bool) -> Result<(), Refusal> {
        self.ended = true;
        let rows = self.rows;
        let text = if truncated {
            Text::new(format!("前 {rows} 行"), format!("the first {rows} rows"))
        } else {
            Text::new(format!("共 {rows} 行"), format!("{rows} rows"))
        };
        match (&self.sink, self.record(&text, &Status::ok(""))) {
            (Some(sink), Some(record)) => sink.record_durably(record).await,
            _ => Ok(()),
        }
    }

    fn record(&self, rows: &Text, status: &Status) -> Option<Record> {
        let word = self.language.choose("导出", "Export");
        let rows = self.language.choose(&rows.zh, &rows.en);
        let head = format!("{word} {} {rows}", self.format.name());
        let mut record = self.origin.of_all(&one_line([head, self.reason.clone(), self.asked.clone()]))?;
        record.at = self.begun.micros();
        record.end(status);
        Some(record)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let rows = self.rows;
        let text = Text::new(format!("未完成，已读 {rows} 行"), format!("not finished, {rows} rows read"));
        if let (Some(sink), Some(record)) = (&self.sink, self.record(&text, &Status::cancelled(""))) {
            sink.try_record(record);
        }
    }
}

/// The parts that say something, on one line.
fn one_line<const N: usize>(parts: [String; N]) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("；").chars().filter(|symbol| !symbol.is_control()).take(LONGEST).collect()
}

/// A text in which a long number shows its beginning and its end alone.
fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut run = String::new();
    let end = |run: &mut String, shown: &mut String| {
        let length = run.len();
        if length >= NUMBER {
            shown.push_str(&run[..3]);
            shown.extend(std::iter::repeat_n('*', length - 7));
            shown.push_str(&run[length - 4..]);
        } else {
            shown.push_str(run);
        }
        run.clear();
    };
    for symbol in text.chars() {
        if symbol.is_ascii_digit() || (matches!(symbol, 'x' | 'X') && !run.is_empty()) {
            run.push(symbol);
        } else {
            end(&mut run, &mut shown);
            shown.push(symbol);
        }
    }
    end(&mut run, &mut shown);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_repeats_nobodys_number() {
        for (asked, recorded) in [
            (
                "filter=state=OPEN AND identity_number=11010519491231002X",
                "filter=state=OPEN AND identity_number=110***********002X",
            ),
            ("filter=filing_date>=2026-03-01", "filter=filing_date>=2026-03-01"),
            ("filter=phone=13900001234", "filter=phone=139****1234"),
        ] {
            assert_eq!(without_numbers(asked), recorded);
        }
    }
}
