//! To the wire: batches as messages.

use kit::{domain::Timestamp, unit_of_work::etag};
use law::identifiers::CitizenId;
use proto::enforcement::v1 as wire;

use crate::{
    domain::batch::{Batch, Money, Outcome, State},
    messages::{money, to_date},
};

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A batch with its members and totals.
pub(crate) fn to_message(batch: &Batch, money: &Money) -> wire::Batch {
    let standings = money.standings(batch);
    let totals = money.totals(batch, &standings);
    let members =
        batch.members.iter().zip(&standings).zip(1..).map(|((member, standing), number)| wire::BatchMember {
            payee: Some(money::payee(&member.payee)),
            claim_fen: member.claim.get(),
            case_number: member.case_number.to_string(),
            number,
            state: state(standing.state).into(),
            case: member.case.map(|id| format!("cases/{id}")).unwrap_or_default(),
            urge_time: member.urged.map(Timestamp::to_timestamp),
            allocated_fen: member.allocated_in_all().get(),
            paid_fen: standing.paid.get(),
            payouts: standing.payouts.iter().map(|id| format!("payouts/{id}")).collect(),
        });
    let states = totals.states.iter().map(|(where_to, members)| wire::BatchStateCount {
        state: state(*where_to).into(),
        members: count(*members),
    });
    wire::Batch {
        members: members.collect(),
        totals: Some(wire::BatchTotals {
            members: count(batch.members.len()),
            claim_fen: batch.claim().get(),
            allocated_fen: totals.allocated.get(),
            paid_fen: totals.paid.get(),
            paid_members: count(totals.paid_members),
            states: states.collect(),
            first_filing_date: totals.first_filed.map(to_date),
            last_pay_time: totals.last_paid.map(Timestamp::to_timestamp),
            days: totals.days,
        }),
        ..in_list(batch)
    }
}

/// A batch without its members.
pub(crate) fn in_list(batch: &Batch) -> wire::Batch {
    let number = &batch.debtor.number;
    wire::Batch {
        name: batch.name(),
        display_name: batch.display_name.clone(),
        debtor: Some(wire::Party {
            side: wire::Side::Debtor.into(),
            display_name: batch.debtor.display_name.clone(),
            kind: if batch.debtor.is_organisation {
                wire::PartyKind::Organisation
            } else {
                wire::PartyKind::Person
            }
            .into(),
            identity_number: match &batch.debtor.identity {
                Some(identity) => identity.masked(),
                None => CitizenId::parse(number).map_or_else(|_| number.clone(), |id| id.masked()),
            },
            identity: batch.debtor.identity.as_ref().map(|identity| identity.to_wire(identity.masked())),
            ..wire::Party::default()
        }),
        cause: batch.cause.clone(),
        filing_date: Some(to_date(batch.filed)),
        members: Vec::new(),
        totals: Some(wire::BatchTotals {
            members: count(batch.members.len()),
            claim_fen: batch.claim().get(),
            ..wire::BatchTotals::default()
        }),
        receipts: batch.receipts.iter().map(|id| format!("receipts/{id}")).collect(),
        creator: batch.creator.clone(),
        etag: etag::of(batch.version),
        create_time: Some(batch.created.to_timestamp()),
        update_time: Some(batch.updated.to_timestamp()),
        ..Default::default()
    }
}

fn state(state: State) -> wire::BatchMemberState {
    match state {
        State::Entered => wire::BatchMemberState::Entered,
        State::Filed => wire::BatchMemberState::Filed,
        State::Urged => wire::BatchMemberState::Urged,
        State::Allocated => wire::BatchMemberState::Allocated,
        State::Proposed => wire::BatchMemberState::Proposed,
        State::Payable => wire::BatchMemberState::Payable,
        State::PayFailed => wire::BatchMemberState::PayFailed,
        State::PartlyPaid => wire::BatchMemberState::PartlyPaid,
        State::Paid => wire::BatchMemberState::Paid,
        State::Closed => wire::BatchMemberState::Closed,
    }
}

/// What became of a step.
pub(crate) fn run_response(stored: &Batch, money: &Money, outcomes: &[Outcome]) -> wire::RunBatchResponse {
    let mut answer = wire::RunBatchResponse { batch: Some(to_message(stored, money)), ..Default::default() };
    for (outcome, member) in outcomes.iter().zip(1..) {
        let mut result = wire::BatchResult { member, ..wire::BatchResult::default() };
        match outcome {
            Outcome::Done(resource) => {
                answer.done_count += 1;
                result.outcome = wire::BatchOutcome::Done.into();
                result.resource.clone_from(resource);
            }
            Outcome::Skipped => {
                answer.skipped_count += 1;
                result.outcome = wire::BatchOutcome::Skipped.into();
            }
            Outcome::Failed(refusal) => {
                answer.failed_count += 1;
                result.outcome = wire::BatchOutcome::Failed.into();
                refusal.reason().clone_into(&mut result.reason);
                result.message.clone_from(&refusal.text().zh);
            }
        }
        answer.results.push(result);
    }
    answer
}
