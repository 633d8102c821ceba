//! The response that is a file: its bytes, its name, and in headers what it holds.

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderName, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, VARY},
};
use kit::domain::{Timestamp, refusal::Refusal};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Asked, Format, ROWS_HEADER, TRUNCATED_HEADER, Table, csv_text, list::List, workbook};
use crate::http::language::Language;

impl List {
    /// What it lists, in one language: the label of its rows.
    pub(super) fn title(&self, language: Language) -> String {
        let label = proto::label_of(&self.rows).unwrap_or_default();
        let title = language.choose(label.zh, label.en);
        if title.is_empty() { language.choose("数据", "Data").to_owned() } else { title }
    }
}

/// The table as a file. It is written away from the threads that answer: it takes up to seconds.
pub(super) async fn file(table: Table, asked: Asked, language: Language) -> Result<Response, Refusal> {
    let Asked { format, for_import } = asked;
    let (rows, truncated) = (table.rows.len(), table.truncated);
    let at = Timestamp::now();
    let name = name(&table, format, language, at);
    let written = tokio::task::spawn_blocking(move || match format {
        Format::Csv => csv_text::write(&table).map_err(|fault| Refusal::internal(&fault)),
        Format::Workbook => {
            // An import reads the rows alone.
            let notes = if for_import { Vec::new() } else { notes(&table, language, at) };
            workbook::write(&table, &notes, language).map_err(|fault| Refusal::internal(&fault))
        }
    });
    let bytes = written.await.map_err(|fault| Refusal::internal(&fault))??;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::Workbook => format.media_type(),
    };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let encoded = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    let disposition =
        format!("attachment; filename=\"export.{}\"; filename*=UTF-8''{encoded}", format.extension());
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::try_from(disposition).map_err(|fault| Refusal::internal(&fault))?,
    );
    headers.insert(HeaderName::from_static(ROWS_HEADER), HeaderValue::from(rows));
    if truncated {
        headers.insert(HeaderName::from_static(TRUNCATED_HEADER), HeaderValue::from_static("?1"));
    }
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept, authorization, cookie, accept-language"));
    Ok(response)
}

/// The name of the file. One that holds a part of the list says so: the headers of the response are gone once it lies in a folder.
fn name(table: &Table, format: Format, language: Language, at: Timestamp) -> String {
    let at = at.in_beijing();
    let at = format!("{} {:02}{:02}", at.date(), at.hour(), at.minute());
    let rows = table.rows.len();
    let part = match (table.truncated, language) {
        (false, _) => String::new(),
        (true, Language::Chinese) => format!("（仅前 {rows} 行）"),
        (true, Language::English) => format!(" (first {rows} rows)"),
    };
    format!("{} {at}{part}.{}", table.title, format.extension())
}

/// What a workbook says of itself.
fn notes(table: &Table, language: Language, at: Timestamp) -> Vec<String> {
    let at = at.in_beijing();
    let at = format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute());
    let rows = table.rows.len();
    let size = match (table.truncated, language) {
        (false, Language::Chinese) => format!("共 {rows} 行。"),
        (false, Language::English) => format!("{rows} rows."),
        (true, Language::Chinese) => {
            format!("只有前 {rows} 行：列表超出一次导出的上限，请缩小查询范围后分次导出。")
        }
        (true, Language::English) => format!(
            "The first {rows} rows alone: the list is longer than one export. Narrow it and export in parts."
        ),
    };
    let made =
        language.choose(format!("导出时间：{at}（北京时间）。"), format!("Exported at {at}, Beijing time."));
    let masked = language.choose(
        "证件号码、账号等按页面显示的方式遮盖，遮盖的内容不能再导入。导出已记入审计。",
        "Numbers of papers and accounts are masked as on the page, and what is masked can't be imported. The export is recorded.",
    );
    vec![made, size, masked.to_owned()]
}
