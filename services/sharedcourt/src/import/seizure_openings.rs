//! Openings: seizures and watches in force on a stated day. A file fills a draft; a second person of the court confirms it.

use jiff::civil::Date;
use proto::investigation::v1::{self as wire, seizure_opening_row::Entry};

use super::{
    row::{Row, RowError},
    row_reader::{ParsedRows, each},
    send::{Counts, Sent, request_id},
    table::Table,
};
use crate::{client::Client, error::Failure};

/// The name of the rows' message in the contract.
pub(super) const ROW: &str = "sharedcourt.investigation.v1.SeizureOpeningRow";
/// Rows that are sent in one call.
const AT_ONCE: usize = 500;

/// Where rows go.
pub(super) struct Target {
    /// The file from which they come.
    pub(super) file: String,
    /// The day on which they are in force.
    pub(super) as_of: Date,
    /// Read the file alone.
    pub(super) dry_run: bool,
}

/// Seizures of a table.
pub(super) fn seizures(table: Table) -> ParsedRows<wire::SeizureOpeningRow> {
    use wire::AssetClass as Class;
    const CLASSES: &[(&[&str], Class)] = &[
        (&["DEPOSIT", "银行存款", "存款"], Class::Deposit),
        (&["MOVABLE", "动产"], Class::Movable),
        (&["REAL_ESTATE", "不动产"], Class::RealEstate),
        (&["EQUITY", "股权"], Class::Equity),
        (&["OTHER_RIGHT", "其他财产权"], Class::OtherRight),
    ];
    let known = [
        "asset_class",
        "property_key",
        "description",
        "case",
        "case_number",
        "start_date",
        "last_day",
        "queue_position",
        "term_months",
        "value_yuan",
        "percent",
        "held_percent",
        "notice_number",
        "papers",
    ];
    each(table, &["asset_class", "property_key", "case_number", "start_date"], &known, |row| {
        let seizure = wire::Seizure {
            case: row.text("case"),
            case_number: row.text("case_number"),
            asset_class: row.word("asset_class", CLASSES, Class::Unspecified).into(),
            property_key: row.text("property_key"),
            description: row.text("description"),
            term_months: row.whole("term_months"),
            value_fen: row.fen("value_yuan"),
            percent: row.text("percent"),
            held_percent: row.text("held_percent"),
            record: Some(wire::SeizureRecord { evidence: row.parts("papers"), ..Default::default() }),
            ..wire::Seizure::default()
        };
        let entry = Entry::Seizure(wire::OpenSeizure {
            seizure: Some(seizure),
            start_date: row.day("start_date"),
            last_day: row.day("last_day"),
            queue_position: row.whole("queue_position"),
            notice_number: row.text("notice_number"),
            publish_time: None,
        });
        wire::SeizureOpeningRow { entry: Some(entry), ..Default::default() }
    })
}

/// A watch of a list, as a row of an opening.
pub(super) fn watch(row: Row<wire::ImportedWatch>) -> Row<wire::SeizureOpeningRow> {
    let wire::ImportedWatch { watch, push_time, .. } = row.message;
    let entry = Some(Entry::Watch(wire::OpenWatch { watch, push_time }));
    let message = wire::SeizureOpeningRow { entry, ..Default::default() };
    Row { line: row.line, message, parts: row.parts }
}

/// Fills the draft of this file and day, the same one however often the file is sent, and says which it is.
pub(super) async fn send(
    client: &Client,
    rows: Vec<Row<wire::SeizureOpeningRow>>,
    mut bad: Vec<RowError>,
    into: &Target,
) -> Result<Sent, Failure> {
    let mut counts = Counts::default();
    if into.dry_run || rows.is_empty() {
        return Ok(Sent { counts, bad });
    }
    let as_of = proto::google::r#type::Date {
        year: into.as_of.year().into(),
        month: into.as_of.month().into(),
        day: into.as_of.day().into(),
    };
    let opening = wire::SeizureOpening {
        as_of_date: Some(as_of),
        remark: into.file.clone(),
        ..wire::SeizureOpening::default()
    };
    let request =
        wire::CreateSeizureOpeningRequest { request_id: request_id(&opening), opening: Some(opening) };
    let name = client.seizure_openings().create_seizure_opening(request).await?.into_inner().name;
    for some in rows.chunks(AT_ONCE) {
        let rows = some.iter().map(|row| wire::SeizureOpeningRow {
            source_file: into.file.clone(),
            source_line: i32::try_from(row.line).unwrap_or(i32::MAX),
            ..row.message.clone()
        });
        let request = wire::AddSeizureOpeningRowsRequest {
            name: name.clone(),
            rows: rows.collect(),
            ..wire::AddSeizureOpeningRowsRequest::default()
        };
        let done = client.seizure_openings().add_seizure_opening_rows(request).await?.into_inner();
        counts.created += i64::from(done.created_count);
        counts.updated += i64::from(done.updated_count);
        counts.unchanged += i64::from(done.unchanged_count);
        for row in done.exceptions {
            let line = u64::try_from(row.source_line).unwrap_or_default();
            bad.extend(row.exceptions.into_iter().map(|exception| {
                RowError::new(line, &exception.field, &exception.reason, exception.text, exception.text_en)
                    .set_aside()
            }));
        }
    }
    eprintln!(
        "{name}：草稿，须由本院另一位人员核对后确认 (a draft; another person of the court confirms it)"
    );
    bad.sort_by_key(|bad| bad.line);
    Ok(Sent { counts, bad })
}
