//! Files for the bank as messages, and results of the bank from messages.

use kit::{
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    unit_of_work::etag,
};
use proto::enforcement::v1 as wire;

use crate::domain::money::{
    amount,
    payout_file::{PayoutFile, Row, RowState, State},
    payout_file_result::DraftResult,
};

#[expect(clippy::unnecessary_wraps, reason = "the contract takes times that may be absent")]
fn time(timestamp: Timestamp) -> Option<prost_types::Timestamp> {
    Some(timestamp.to_timestamp())
}

/// A file without its rows.
pub(crate) fn in_list(file: &PayoutFile) -> wire::PayoutFile {
    let count = |of: fn(&RowState) -> bool| {
        let rows = file.rows.iter().filter(|row| of(&row.state)).count();
        i32::try_from(rows).unwrap_or(i32::MAX)
    };
    let is_paid = |state: &RowState| matches!(state, RowState::Paid { .. });
    let paid = file.rows.iter().filter(|row| is_paid(&row.state));
    wire::PayoutFile {
        name: file.name(),
        number: file.number.clone(),
        state: match file.state() {
            State::Open => wire::PayoutFileState::Open,
            State::Settled => wire::PayoutFileState::Settled,
            State::Withdrawn => wire::PayoutFileState::Withdrawn,
        }
        .into(),
        sha256: file.sha256.clone(),
        row_count: i32::try_from(file.rows.len()).unwrap_or(i32::MAX),
        total_fen: file.total.get(),
        paid_count: count(|state| matches!(state, RowState::Paid { .. })),
        paid_fen: amount::sum(paid.map(|row| row.amount)).get(),
        failed_count: count(|state| matches!(state, RowState::Failed { .. })),
        left_count: count(|state| *state == RowState::Left),
        creator: file.creator.clone(),
        downloader: file.download.as_ref().map(|(person, _)| person.clone()).unwrap_or_default(),
        download_time: file.download.as_ref().and_then(|(_, at)| time(*at)),
        withdrawer: file.withdrawal.as_ref().map(|known| known.person.clone()).unwrap_or_default(),
        withdrawal: file.withdrawal.as_ref().map(|known| known.reason.clone()).unwrap_or_default(),
        withdraw_time: file.withdrawal.as_ref().and_then(|known| time(known.at)),
        etag: etag::of(file.version),
        create_time: time(file.created),
        update_time: time(file.updated),
        ..Default::default()
    }
}

/// A file with its rows.
pub(crate) fn to_message(file: &PayoutFile) -> wire::PayoutFile {
    wire::PayoutFile { rows: (1..).zip(&file.rows).map(row).collect(), ..in_list(file) }
}

fn row((place, row): (i32, &Row)) -> wire::PayoutFileRow {
    let mut message = wire::PayoutFileRow {
        row: place,
        payout: format!("payouts/{}", row.payout),
        case: row.case.map(|id| format!("cases/{id}")).unwrap_or_default(),
        payee: row.payee.clone(),
        account: row.account.masked(),
        bank: row.bank.clone(),
        amount_fen: row.amount.get(),
        ..Default::default()
    };
    let state = match &row.state {
        RowState::Waiting => wire::PayoutFileRowState::Waiting,
        RowState::Left => wire::PayoutFileRowState::Left,
        RowState::Paid { bank_reference, paid } => {
            message.bank_reference.clone_from(bank_reference);
            message.pay_time = time(*paid);
            wire::PayoutFileRowState::Paid
        }
        RowState::Failed { reason } => {
            message.failure.clone_from(reason);
            wire::PayoutFileRowState::Failed
        }
    };
    message.set_state(state);
    message
}

/// Results as they were sent.
pub(crate) fn results_from(results: Vec<wire::PayoutResult>) -> Result<Vec<DraftResult>, Refusal> {
    let mut wrong = Violations::new();
    let results = results.into_iter().enumerate().map(|(place, result)| DraftResult {
        paid: wrong.timestamp(&format!("results[{place}].pay_time"), result.pay_time.as_ref()),
        file_number: result.file_number,
        row: result.row,
        account: result.account,
        amount_fen: result.amount_fen,
        bank_reference: result.bank_reference,
        failure: result.failure,
    });
    let results = results.collect();
    wrong.check()?;
    Ok(results)
}

/// What became of each result.
pub(crate) fn answer(
    line: usize,
    outcome: Result<wire::PayoutResultOutcome, &Refusal>,
) -> wire::PayoutResultAnswer {
    let line = i32::try_from(line).unwrap_or(i32::MAX).saturating_add(1);
    let mut answer = wire::PayoutResultAnswer { line, ..Default::default() };
    match outcome {
        Ok(outcome) => answer.set_outcome(outcome),
        Err(refusal) => {
            answer.set_outcome(wire::PayoutResultOutcome::Refused);
            let faults = refusal.faults();
            faults.first().map_or(refusal.reason(), |fault| fault.reason).clone_into(&mut answer.reason);
            let all = |of: fn(&kit::domain::refusal::Text) -> &str, joiner: &str| {
                let texts: Vec<&str> = faults.iter().map(|fault| of(&fault.text)).collect();
                texts.join(joiner)
            };
            answer.message = all(|text| &text.zh, "");
            answer.message_en = all(|text| &text.en, " ");
        }
    }
    answer
}
