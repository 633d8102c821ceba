//! What is in force on a stated day: rows become a draft that a second person of the court confirms.

use jiff::civil::Date;
use proto::{
    enforcement::v1::{self as enforcement, case_opening_row::What},
    google::r#type::Date as Day,
};
use serde_json::{Value, json};

use super::{
    row::{Row, RowError},
    send::{Counts, Sent, patiently},
};
use crate::{client::Client, error::Failure};

/// Rows that are sent in one call.
const AT_ONCE: usize = 500;

/// A row that speaks of an open case.
pub(super) fn case(row: Row<enforcement::OpenCase>) -> (u64, What) {
    (row.line, What::OpenCase(row.message))
}

/// A row that speaks of money in hand.
pub(super) fn money(row: Row<enforcement::MoneyInHand>) -> (u64, What) {
    (row.line, What::Money(row.message))
}

/// Hands rows in. The same file for the same day goes on in the caller's draft where there is one.
pub(super) async fn send(
    client: &Client,
    (file, as_of, person): (&str, Date, Option<&str>),
    rows: Vec<(u64, What)>,
    mut bad: Vec<RowError>,
) -> Result<(Sent, enforcement::CaseOpening), Failure> {
    let as_of = Day { year: as_of.year().into(), month: as_of.month().into(), day: as_of.day().into() };
    let mut opening = draft(client, file, as_of, person).await?;
    let mut counts = Counts::default();
    for chunk in rows.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|(line, what)| enforcement::CaseOpeningRow {
            file: file.to_owned(),
            line: line_number(*line),
            what: Some(what.clone()),
            ..enforcement::CaseOpeningRow::default()
        });
        let request =
            enforcement::AddCaseOpeningRowsRequest { name: opening.name.clone(), rows: rows.collect() };
        let done = patiently(|| {
            let (mut client, request) = (client.case_openings(), request.clone());
            async move { client.add_case_opening_rows(request).await }
        })
        .await?
        .into_inner();
        counts.created += i64::from(done.added);
        counts.updated += i64::from(done.replaced);
        counts.unchanged += i64::from(done.unchanged);
        opening = done.case_opening.unwrap_or(opening);
    }
    bad.extend(set_aside(client, &opening.name, file).await?);
    bad.sort_by_key(|bad| bad.line);
    Ok((Sent { counts, bad }, opening))
}

/// The caller's draft for this file and day, or a new one.
async fn draft(
    client: &Client,
    file: &str,
    as_of: Day,
    person: Option<&str>,
) -> Result<enforcement::CaseOpening, Failure> {
    let request = enforcement::ListCaseOpeningsRequest {
        filter: "state=DRAFT".to_owned(),
        page_size: 1000,
        ..Default::default()
    };
    let drafts = client.case_openings().list_case_openings(request).await?.into_inner().case_openings;
    let same = |opening: &enforcement::CaseOpening| {
        opening.note == file
            && opening.as_of_date == Some(as_of)
            && person.is_none_or(|person| opening.preparer == person)
    };
    if let Some(draft) = drafts.into_iter().find(same) {
        return Ok(draft);
    }
    let draft = enforcement::CaseOpening {
        as_of_date: Some(as_of),
        note: file.to_owned(),
        ..enforcement::CaseOpening::default()
    };
    let request = enforcement::CreateCaseOpeningRequest {
        request_id: uuid::Uuid::now_v7().to_string(),
        case_opening: Some(draft),
    };
    Ok(client.case_openings().create_case_opening(request).await?.into_inner())
}

/// The rows of a file that are not entered when the opening is confirmed.
async fn set_aside(client: &Client, opening: &str, file: &str) -> Result<Vec<RowError>, Failure> {
    let (mut bad, mut token) = (Vec::new(), String::new());
    loop {
        let request = enforcement::ListCaseOpeningRowsRequest {
            parent: opening.to_owned(),
            exceptions_only: true,
            page_size: 1000,
            page_token: token,
        };
        let page = client.case_openings().list_case_opening_rows(request).await?.into_inner();
        for row in page.rows.into_iter().filter(|row| row.file == file) {
            let line = u64::try_from(row.line).unwrap_or(0);
            bad.extend(row.exceptions.into_iter().filter(|exception| exception.sets_aside).map(
                |exception| {
                    let field = exception.field.trim_start_matches("case.").trim_start_matches("receipt.");
                    let field = if field.is_empty() { "-" } else { field };
                    RowError::new(line, field, &exception.reason, exception.message, exception.message_en)
                        .set_aside()
                },
            ));
        }
        token = page.next_page_token;
        if token.is_empty() {
            return Ok(bad);
        }
    }
}

fn line_number(line: u64) -> i32 {
    i32::try_from(line).unwrap_or(i32::MAX)
}

/// The draft with its totals, in words.
pub(super) fn as_text(opening: &enforcement::CaseOpening) -> String {
    let totals = opening.totals.unwrap_or_default();
    let (name, etag) = (&opening.name, &opening.etag);
    format!(
        "期初数据草稿 {name}：案件 {} 件，标的 {} 元，已付 {} 元；在账案款 {} 笔 {} 元；不予登记 {} 行，提示 {} 行。\n\
         须由本院另一位人员核对后确认，确认前不生效 (a draft until a second person of the court confirms it)：\n\
         POST /v1/{name}:confirm {{\"etag\": {}}}",
        totals.cases,
        yuan(totals.claim_fen),
        yuan(totals.paid_fen),
        totals.receipts,
        yuan(totals.money_in_hand_fen),
        totals.set_aside,
        totals.remarked,
        json!(etag),
    )
}

/// The same for programs.
pub(super) fn as_json(opening: &enforcement::CaseOpening) -> Value {
    let totals = opening.totals.unwrap_or_default();
    json!({"opening": {
        "name": opening.name, "etag": opening.etag, "cases": totals.cases, "claimFen": totals.claim_fen.to_string(),
        "paidFen": totals.paid_fen.to_string(), "receipts": totals.receipts,
        "moneyInHandFen": totals.money_in_hand_fen.to_string(), "setAside": totals.set_aside,
        "remarked": totals.remarked,
    }})
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
