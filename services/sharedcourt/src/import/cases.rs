//! Cases from a list: a row for each case, with one party on each side. Cases with more come as JSON lines.

use proto::enforcement::v1 as enforcement;

use super::{
    identity,
    row::{Row, RowError},
    row_reader::{ParsedRows, RowReader, each},
    send::{Counts, Sent},
    table::Table,
};
use crate::{client::Client, error::Failure};

/// Rows that are sent in one call.
const AT_ONCE: usize = 1000;

/// The name of a row's message in the contract.
pub(super) const MESSAGE: &str = "sharedcourt.enforcement.v1.ImportedCase";

/// The name of a row's message of an opening.
pub(super) const OPENING: &str = "sharedcourt.enforcement.v1.OpenCase";

const KNOWN: [&str; 17] = [
    "case_number",
    "filing_date",
    "application_received_date",
    "cause",
    "claim_yuan",
    "applicant",
    "applicant_kind",
    "applicant_identity",
    "debtor",
    "debtor_kind",
    "debtor_identity",
    "handler",
    "green_channel",
    "non_litigation",
    "ending",
    "closing_date",
    "excluded_days",
];
const REQUIRED: [&str; 4] = ["case_number", "filing_date", "applicant", "debtor"];

/// Rows of a table.
pub(super) fn rows(table: Table) -> ParsedRows<enforcement::ImportedCase> {
    let more = more();
    let known: Vec<&str> = KNOWN.iter().copied().chain(more.iter().map(String::as_str)).collect();
    each(table, &REQUIRED, &known, imported)
}

/// Rows of a table of what is in force on a day: with what was paid before.
pub(super) fn open_rows(table: Table) -> ParsedRows<enforcement::OpenCase> {
    let more = more();
    let known: Vec<&str> =
        KNOWN.iter().copied().chain(["paid_yuan"]).chain(more.iter().map(String::as_str)).collect();
    each(table, &REQUIRED, &known, |row| enforcement::OpenCase {
        paid_fen: row.fen("paid_yuan"),
        imported: Some(imported(row)),
    })
}

fn more() -> Vec<String> {
    identity::columns(&["applicant_", "debtor_"])
}

fn imported(row: &mut RowReader<'_>) -> enforcement::ImportedCase {
    use enforcement::{Ending, PartyKind, Side};
    const ENDINGS: &[(&[&str], Ending)] = &[
        (&["COMPLETED", "执行完毕"], Ending::Completed),
        (&["CURRENT_PROCEDURE", "终结本次执行程序", "终本"], Ending::CurrentProcedure),
        (&["TERMINATED", "终结执行"], Ending::Terminated),
        (&["REFUSED", "不予执行"], Ending::Refused),
        (&["DISMISSED", "驳回申请"], Ending::Dismissed),
        (&["STRUCK_OUT", "销案"], Ending::StruckOut),
    ];
    const KINDS: &[(&[&str], PartyKind)] = &[
        (&["PERSON", "自然人", "个人"], PartyKind::Person),
        (&["ORGANISATION", "法人", "单位"], PartyKind::Organisation),
    ];
    let mut party = |side: Side, name: &str| {
        let number = row.text(&format!("{name}_identity"));
        enforcement::Party {
            side: side.into(),
            display_name: row.text(name),
            kind: row.word(&format!("{name}_kind"), KINDS, PartyKind::Person).into(),
            identity: identity::read(row, &format!("{name}_"), &number),
            identity_number: number,
            ..enforcement::Party::default()
        }
    };
    let parties = vec![party(Side::Applicant, "applicant"), party(Side::Debtor, "debtor")];
    enforcement::ImportedCase {
        ending: row.word("ending", ENDINGS, Ending::Unspecified).into(),
        closing_date: row.day("closing_date"),
        excluded_days: row.whole("excluded_days"),
        line: 0,
        case: Some(enforcement::Case {
            case_number: row.text("case_number"),
            filing_date: row.day("filing_date"),
            application_received_date: row.day("application_received_date"),
            cause: row.text("cause"),
            claim_fen: row.fen("claim_yuan"),
            parties,
            handler: row.text("handler"),
            green_channel: row.yes("green_channel"),
            non_litigation: row.yes("non_litigation"),
            ..enforcement::Case::default()
        }),
    }
}

/// Sends rows; the server stores the good ones of a call and reports the others.
pub(super) async fn send(
    client: &Client,
    rows: Vec<Row<enforcement::ImportedCase>>,
    mut bad: Vec<RowError>,
    (kind, file, validate_only): (enforcement::CaseImportKind, &str, bool),
) -> Result<Sent, Failure> {
    let mut counts = Counts::default();
    for chunk in rows.chunks(AT_ONCE) {
        let messages = chunk.iter().map(|row| enforcement::ImportedCase {
            line: i32::try_from(row.line).unwrap_or(i32::MAX),
            ..row.message.clone()
        });
        let request = enforcement::ImportCasesRequest {
            rows: messages.collect(),
            validate_only,
            kind: kind.into(),
            file: file.to_owned(),
        };
        let done = client.cases().import_cases(request).await?.into_inner();
        counts.created += i64::from(done.created);
        counts.updated += i64::from(done.updated);
        counts.unchanged += i64::from(done.present);
        bad.extend(done.bad_rows.into_iter().filter_map(|refused| {
            let row = chunk.get(usize::try_from(refused.index).ok()?)?;
            let field = refused.field.trim_start_matches("case.");
            Some(RowError::new(row.line, field, &refused.reason, refused.message, refused.message_en))
        }));
    }
    bad.sort_by_key(|bad| bad.line);
    Ok(Sent { counts, bad })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_days_come_in_three_ways() {
        let heading =
            "case_number,filing_date,applicant,applicant_identity,debtor,debtor_identity,claim_yuan";
        let read = |day: &str, yuan: &str| {
            let text = format!("{heading}\n（2023）浙0783执1号,{day},甲,1,乙,2,{yuan}\n");
            rows(Table::of_lines(&super::super::encoding::lines(text.as_bytes(), None).unwrap()))
        };
        for (day, yuan, fen) in [
            ("2023-01-31", "78800", 7_880_000),
            ("2023/1/31", "78800.5", 7_880_050),
            ("2023年1月31日", "\"78,800.05\"", 7_880_005),
            ("2023-01-31", "0.100", 10),
            ("2023-01-31", "", 0),
        ] {
            let (good, bad) = read(day, yuan);
            assert!(bad.is_empty(), "{yuan}: {bad:?}");
            let case = good[0].message.case.clone().unwrap();
            assert_eq!((case.claim_fen, case.filing_date.unwrap().day), (fen, 31));
        }
        for (day, yuan, reason) in [
            ("2023-01-31", "78800.005", "AMOUNT_MALFORMED"),
            ("2023-01-31", "-1", "AMOUNT_MALFORMED"),
            ("2023-01-31", "99999999999999999999", "AMOUNT_MALFORMED"),
            ("昨天", "1", "DATE_MALFORMED"),
        ] {
            let (good, bad) = read(day, yuan);
            assert!(good.is_empty());
            assert_eq!(bad[0].reason, reason, "{yuan}");
        }
    }
}
