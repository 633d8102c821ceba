//! The papers of a task in a row: titles with copies in one cell, and in others, part by part, what each is and whether it is sealed.

use proto::{dispatch::v1 as dispatch, enforcement::v1::ServedDocumentKind as Kind};

use super::row_reader::RowReader;

const KINDS: &[(&[&str], Kind)] = &[
    (&["JUDGMENT", "判决书"], Kind::Judgment),
    (&["RULING", "裁定书"], Kind::Ruling),
    (&["MEDIATION_STATEMENT", "调解书"], Kind::MediationStatement),
    (&["NOTICE", "通知书", "通知"], Kind::Notice),
    (&["OTHER", "其他"], Kind::Other),
];
const SEALED: &[(&[&str], bool)] =
    &[(&["false", "no", "0", "否"], false), (&["true", "yes", "1", "是", "密封"], true)];
/// A part that says nothing of its paper, so that the next one does.
const NOTHING: [&str; 2] = ["-", "无"];

/// The papers of a row.
pub(super) fn read(row: &mut RowReader<'_>) -> Vec<dispatch::Document> {
    let titles = row.parts("documents");
    let count = titles.len();
    let kinds = aligned(row, "document_kinds", count);
    let kinds: Vec<_> = kinds.iter().map(|word| row.one_of("document_kinds", word, KINDS)).collect();
    let sealed = aligned(row, "document_sealed", count);
    let sealed: Vec<_> = sealed.iter().map(|word| row.one_of("document_sealed", word, SEALED)).collect();
    let files = aligned(row, "document_files", count);
    let papers = titles.iter().enumerate().map(|(place, title)| {
        // 执行通知书×2
        let (title, copies) = title.rsplit_once(['×', '*']).unwrap_or((title, "1"));
        let file = files.get(place).map(String::as_str).unwrap_or_default();
        let file = file.strip_prefix("evidence/").unwrap_or(file);
        dispatch::Document {
            title: title.trim().to_owned(),
            copies: copies.trim().parse().unwrap_or(-1),
            kind: kinds.get(place).copied().flatten().unwrap_or_default().into(),
            file: if file.is_empty() { String::new() } else { format!("evidence/{file}") },
            sealed: sealed.get(place).copied().flatten().unwrap_or_default(),
        }
    });
    papers.collect()
}

/// What a column says of each of so many papers: a single part of all of them. A part that says nothing is empty.
fn aligned(row: &mut RowReader<'_>, column: &str, count: usize) -> Vec<String> {
    let said = row.parts(column);
    let said = match said.as_slice() {
        [] => Vec::new(),
        [one] if column != "document_files" => vec![one.clone(); count],
        _ if said.len() == count => said,
        _ => {
            let zh = format!("有 {count} 份文书，这里写了 {} 项；每份一项，没有的写“-”。", said.len());
            let en = format!(
                "There are {count} papers and {} parts here; write one for each, or \"-\".",
                said.len()
            );
            row.wrong(column, "COUNT_MISMATCH", &zh, &en);
            Vec::new()
        }
    };
    let said = said.into_iter();
    said.map(|part| if NOTHING.contains(&part.as_str()) { String::new() } else { part }).collect()
}
