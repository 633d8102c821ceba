//! Months of case funds as messages, and what the bank says from messages.

use kit::{domain::Timestamp, unit_of_work::etag};
use law::identifiers::Fen;
use proto::enforcement::v1 as wire;

use crate::domain::money::{
    money_month::{MoneyMonth, State},
    month::{Figures, Month, MonthName},
    reconciliation::{
        BankRow, Difference, DifferenceKind, Direction, DraftRow, DraftStatement, MOST_DIFFERENCES, Statement,
    },
};

#[expect(clippy::unnecessary_wraps, reason = "the contract takes times that may be absent")]
fn time(timestamp: Timestamp) -> Option<prost_types::Timestamp> {
    Some(timestamp.to_timestamp())
}

/// A month without the rows of the bank and the differences; its figures are those of its close, where it has one.
pub(crate) fn in_list(month: &MoneyMonth) -> wire::MoneyMonth {
    let close = month.close.as_ref();
    let confirmed = close.and_then(|close| close.confirmed.as_ref());
    let returned = month.returned.as_ref();
    let statement = month.statement.as_ref();
    let message = wire::MoneyMonth {
        name: month.name(),
        month: month.month.to_string(),
        state: match month.state() {
            State::Open => wire::MoneyMonthState::Open,
            State::Proposed => wire::MoneyMonthState::Proposed,
            State::Closed => wire::MoneyMonthState::Closed,
        }
        .into(),
        bank_statement: statement
            .map(|statement| wire::BankStatement { rows: Vec::new(), ..bank(statement) }),
        difference_count: count(close.map_or(0, |close| close.differences.len())),
        proposer: close.map(|close| close.proposer.clone()).unwrap_or_default(),
        propose_time: close.and_then(|close| time(close.proposed)),
        approver: confirmed.map(|(person, _)| person.clone()).unwrap_or_default(),
        confirm_time: confirmed.and_then(|(_, at)| time(*at)),
        rejection: returned.map(|returned| returned.reason.clone()).unwrap_or_default(),
        returner: returned.map(|returned| returned.person.clone()).unwrap_or_default(),
        etag: etag::of(month.version),
        create_time: time(month.created).filter(|_| month.version > 0),
        update_time: time(month.updated).filter(|_| month.version > 0),
        ..Default::default()
    };
    match close {
        Some(close) => with_figures(message, close.figures),
        None => message,
    }
}

fn with_figures(message: wire::MoneyMonth, figures: Figures) -> wire::MoneyMonth {
    wire::MoneyMonth {
        opening_fen: figures.opening,
        received_fen: figures.sums.received,
        paid_fen: figures.sums.paid,
        returned_fen: figures.sums.returned,
        closing_fen: figures.closing(),
        ..message
    }
}

/// A month as it is read: with the ledger's figures, the rows of the bank, where they differ, and which month is to be closed next.
pub(crate) fn to_message(
    month: &MoneyMonth,
    (figures, differences): (Figures, &[Difference]),
    next: Option<Month>,
) -> wire::MoneyMonth {
    let next = next.map(|next| MonthName { month: next, ..month.month_name() }.to_string());
    wire::MoneyMonth {
        bank_statement: month.statement.as_ref().map(bank),
        differences: differences.iter().take(MOST_DIFFERENCES).map(difference).collect(),
        difference_count: count(differences.len()),
        next_open: next.unwrap_or_default(),
        ..with_figures(in_list(month), figures)
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn bank(statement: &Statement) -> wire::BankStatement {
    wire::BankStatement {
        opening_fen: statement.opening.get(),
        in_fen: statement.came.get(),
        out_fen: statement.went.get(),
        closing_fen: statement.closing.get(),
        rows: statement.rows.iter().map(row).collect(),
    }
}

fn row(row: &BankRow) -> wire::BankRow {
    wire::BankRow {
        bank_reference: row.bank_reference.clone(),
        direction: direction(Some(row.direction)).into(),
        amount_fen: Fen::get(row.amount),
    }
}

const fn direction(direction: Option<Direction>) -> wire::BankDirection {
    match direction {
        None => wire::BankDirection::Unspecified,
        Some(Direction::In) => wire::BankDirection::In,
        Some(Direction::Out) => wire::BankDirection::Out,
    }
}

fn difference(difference: &Difference) -> wire::MoneyDifference {
    let kind = match difference.kind {
        DifferenceKind::Opening => wire::MoneyDifferenceKind::Opening,
        DifferenceKind::Sum => wire::MoneyDifferenceKind::Sum,
        DifferenceKind::BankOnly => wire::MoneyDifferenceKind::BankOnly,
        DifferenceKind::LedgerOnly => wire::MoneyDifferenceKind::LedgerOnly,
        DifferenceKind::Amount => wire::MoneyDifferenceKind::Amount,
    };
    wire::MoneyDifference {
        difference: difference.id(),
        kind: kind.into(),
        direction: direction(difference.direction).into(),
        bank_reference: difference.bank_reference.clone(),
        ledger_fen: difference.ledger,
        bank_fen: difference.bank,
        subject: difference.subject.clone(),
        explanation: difference.explanation.clone(),
    }
}

/// What the bank says, as it was sent.
pub(crate) fn statement_from(statement: Option<wire::BankStatement>) -> DraftStatement {
    let statement = statement.unwrap_or_default();
    let rows = statement.rows.into_iter().map(|row| DraftRow {
        direction: match row.direction() {
            wire::BankDirection::Unspecified => None,
            wire::BankDirection::In => Some(Direction::In),
            wire::BankDirection::Out => Some(Direction::Out),
        },
        bank_reference: row.bank_reference,
        amount_fen: row.amount_fen,
    });
    DraftStatement {
        opening_fen: statement.opening_fen,
        in_fen: statement.in_fen,
        out_fen: statement.out_fen,
        closing_fen: statement.closing_fen,
        rows: rows.collect(),
    }
}
