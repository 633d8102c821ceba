//! What the record of a case says.

use kit::{domain::Timestamp, storage::record::Page};
use papers::{CaseMoney, CaseRecord, CaseStep, Court};

use crate::{
    domain::{
        case::{self, Case, Side},
        money::{
            payout::{Payout, State},
            receipt::Receipt,
        },
    },
    store::timeline::Entry,
};

/// How many of the things that happened stand in it, the newest.
pub(super) const STEPS: u64 = 2000;

/// The record of a case on a day, from its story, the newest first, and its money.
pub(super) fn record(
    court: Court,
    case: &Case,
    story: Page<Entry>,
    (receipts, payouts): (&[Receipt], &[Payout]),
    at: Timestamp,
) -> CaseRecord {
    let of_side = |side: Side| {
        let parties = case.parties.iter().filter(move |party| party.side == side);
        parties.map(|party| party.display_name.clone()).collect()
    };
    CaseRecord {
        name: case.name(),
        court,
        case_number: case.number.clone(),
        cause: case.cause.clone(),
        filed: case.filed,
        state: state(case.state).to_owned(),
        claim: case.claim,
        applicants: of_side(Side::Applicant),
        debtors: of_side(Side::Debtor),
        is_cut: story.next.is_some(),
        steps: story.rows.into_iter().rev().map(step).collect(),
        receipts: receipts.iter().map(received).collect(),
        payouts: payouts.iter().map(paid).collect(),
        issued: at.legal_day(),
    }
}

const fn state(state: case::State) -> &'static str {
    match state {
        case::State::Open => "在办",
        case::State::Suspended => "中止",
        case::State::Closed => "已结案",
    }
}

fn step(entry: Entry) -> CaseStep {
    let Entry { summary, reason, at, .. } = entry;
    let what = if reason.is_empty() { summary } else { format!("{summary}（{reason}）") };
    let minute = |at: Timestamp| at.in_beijing().strftime("%Y-%m-%d %H:%M").to_string();
    CaseStep { time: at.map(minute).unwrap_or_default(), what }
}

fn received(receipt: &Receipt) -> CaseMoney {
    CaseMoney {
        day: receipt.arrived.legal_day(),
        who: receipt.payer.display_name.clone(),
        bank_reference: receipt.bank_reference.clone(),
        state: label("ReceiptState", "RECEIPT_STATE_", receipt.state().name()),
        amount: receipt.amount,
    }
}

fn paid(payout: &Payout) -> CaseMoney {
    let at = match &payout.state {
        State::Paid(payment) | State::Reversed(payment, _) => payment.paid,
        State::Payable | State::AwaitingApproval | State::Failed => payout.created,
    };
    CaseMoney {
        day: at.legal_day(),
        who: payout.payee.display_name.clone(),
        bank_reference: payout.bank_reference().unwrap_or_default().to_owned(),
        state: label("PayoutState", "PAYOUT_STATE_", payout.state.name()),
        amount: payout.amount,
    }
}

/// What the contract calls a value of one of its enums, in Chinese.
fn label(of: &str, prefix: &str, name: &str) -> String {
    let values = proto::POOL.get_enum_by_name(&format!("sharedcourt.enforcement.v1.{of}"));
    let value = values.and_then(|values| values.get_value_by_name(&format!("{prefix}{name}")));
    value.and_then(|value| proto::value_label_of(&value)).map(|label| label.zh).unwrap_or_default()
}
