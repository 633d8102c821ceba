//! A payment that was entered and not made is taken out of the books.

use kit::{access::Caller, unit_of_work::etag};
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use crate::{
    api::Answer,
    domain::{
        case,
        money::{
            distribution::Distribution,
            payout::{PAYOUT, Payout},
            payout_reversal,
            receipt::{RECEIPT_DAYS, Receipt},
        },
    },
    messages,
    store::{CaseWork, cases, indicator_rows, money::ledger, stored_record},
};

pub(super) async fn payout(
    mut work: CaseWork,
    caller: &Caller,
    body: &wire::ReversePayoutRequest,
) -> Answer<wire::Payout> {
    let mut payout: Payout = work.lock_for_update(&body.name).await?;
    etag::check(&body.etag, payout.version)?;
    let mut receipt: Receipt = work.take_by_id(payout.receipt).await?;
    caller.require_fresh_factor_above(payout.amount.get())?;
    let name = payout.case.map(|case| format!("cases/{case}")).unwrap_or_default();
    let case = cases::lock_for_update(work.tx(), &caller.scope(), &name, work.encryption()).await?;
    if case.is_some_and(|case| case.state == case::State::Closed) {
        return Err(payout_reversal::of_closed_case().into());
    }
    let mut plan: Distribution = work.take_by_id(payout.distribution).await?;
    let others: Vec<Payout> =
        stored_record::of_receipts(work.tx(), &[receipt.id], false, work.encryption()).await?;
    let (of, by) = ((&mut receipt, &mut plan), (&caller.actor(), caller.at));
    let reversed = payout.reverse(of, &others, &body.reason, Uuid::now_v7(), by)?;
    ledger::post(work.tx(), &receipt, &reversed.postings, &caller.person, caller.at).await?;
    stored_record::save(work.tx(), &receipt, work.encryption()).await?;
    stored_record::save(work.tx(), &plan, work.encryption()).await?;
    stored_record::save(work.tx(), &payout, work.encryption()).await?;
    stored_record::add(work.tx(), std::slice::from_ref(&reversed.replacement), work.encryption()).await?;
    // What was counted of the payment, and of a receipt of which nothing was left, counts no more.
    indicator_rows::withdraw(work.tx(), PAYOUT, &payout.name()).await?;
    indicator_rows::withdraw(work.tx(), RECEIPT_DAYS, &receipt.name()).await?;
    if receipt.covered_until() < caller.at.legal_day() {
        work.measure_anew([receipt.unpaid()]);
    }
    work.emit(reversed.event);
    Ok(work.commit(messages::money::payout(&payout)).await?)
}
