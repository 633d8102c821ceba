//! Openings as the contract shows them. What is about people is masked as in cases and receipts.

use kit::{domain::Timestamp, unit_of_work::etag};
use proto::enforcement::v1 as wire;

use crate::{
    domain::opening::{Exception, Opening, Row, State, Totals, What},
    messages::{case, money, to_date},
};

/// An opening.
pub(crate) fn to_message(opening: &Opening) -> wire::CaseOpening {
    let (confirmer, time) = opening.confirmation.clone().unzip();
    wire::CaseOpening {
        name: opening.name(),
        as_of_date: Some(to_date(opening.as_of)),
        note: opening.note.clone(),
        state: match opening.state {
            State::Draft => wire::CaseOpeningState::Draft,
            State::Confirmed => wire::CaseOpeningState::Confirmed,
            State::Withdrawn => wire::CaseOpeningState::Withdrawn,
        }
        .into(),
        totals: Some(totals(&opening.totals)),
        region_code: opening.region_code.as_str().to_owned(),
        preparer: opening.preparer.clone(),
        confirmer: confirmer.unwrap_or_default(),
        confirm_time: time.map(Timestamp::to_timestamp),
        withdrawal: opening.withdrawal.clone(),
        etag: etag::of(opening.version),
        create_time: Some(opening.created.to_timestamp()),
        update_time: Some(opening.updated.to_timestamp()),
        ..Default::default()
    }
}

fn totals(totals: &Totals) -> wire::CaseOpeningTotals {
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    wire::CaseOpeningTotals {
        cases: count(totals.cases),
        claim_fen: totals.claim_fen,
        paid_fen: totals.paid_fen,
        receipts: count(totals.receipts),
        money_in_hand_fen: totals.in_hand_fen,
        set_aside: count(totals.set_aside),
        remarked: count(totals.remarked),
        entered: count(totals.entered),
        pending: count(totals.pending),
    }
}

/// A row.
pub(crate) fn row((row, state): &(Row, &'static str), at: Timestamp) -> wire::CaseOpeningRow {
    let what = row.what.as_ref().map(|what| match what {
        What::Case(case) => {
            // It is no case yet: it has no name and no version.
            let shown = wire::Case { name: String::new(), etag: String::new(), ..case::to_message(case) };
            let imported =
                wire::ImportedCase { case: Some(shown), line: line(row), ..wire::ImportedCase::default() };
            let paid_fen = case.origin.as_ref().map_or(0, |origin| origin.paid.get());
            wire::case_opening_row::What::OpenCase(wire::OpenCase { imported: Some(imported), paid_fen })
        }
        What::Money(receipt, number) => {
            let shown =
                wire::Receipt { name: String::new(), etag: String::new(), ..money::receipt(receipt, at) };
            wire::case_opening_row::What::Money(wire::MoneyInHand {
                receipt: Some(shown),
                case_number: number.as_ref().map(ToString::to_string).unwrap_or_default(),
            })
        }
    });
    wire::CaseOpeningRow { what, ..place(row, state) }
}

/// Where a row stands, what became of it and what is to be known of it, without what it says.
pub(crate) fn place(row: &Row, state: &str) -> wire::CaseOpeningRow {
    wire::CaseOpeningRow {
        file: row.file.clone(),
        line: line(row),
        what: None,
        state: match state {
            "PENDING" => wire::CaseOpeningRowState::Pending,
            "ENTERED" => wire::CaseOpeningRowState::Entered,
            _ => wire::CaseOpeningRowState::SetAside,
        }
        .into(),
        exceptions: row.exceptions.iter().map(exception).collect(),
        entered: row.entered.clone(),
    }
}

fn line(row: &Row) -> i32 {
    i32::try_from(row.line).unwrap_or(i32::MAX)
}

fn exception(exception: &Exception) -> wire::OpeningException {
    wire::OpeningException {
        field: exception.field.clone(),
        reason: exception.reason.clone(),
        message: exception.zh.clone(),
        message_en: exception.en.clone(),
        sets_aside: exception.sets_aside,
    }
}
