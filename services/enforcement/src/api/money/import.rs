//! The bank's list: each transfer that is new is entered, each bad row reported. The decision on a row is the domain's, as by hand.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};

use proto::enforcement::v1 as wire;
use uuid::Uuid;

use crate::{
    api::{own_region, too_many_rows},
    domain::money::{
        ledger::Posting,
        receipt::{Receipt, reference_refused},
    },
    messages,
    store::{
        CaseWork,
        money::{ledger, receipts},
        stored_record,
    },
};

/// How many rows are taken by one call.
const ROWS: usize = 1000;

/// Enters the good rows and reports the bad ones.
pub(super) async fn enter_rows(
    work: &mut CaseWork,
    body: wire::ImportReceiptsRequest,
) -> Result<wire::ImportReceiptsResponse, Refusal> {
    let caller = work.caller().clone();
    if body.transfers.len() > ROWS {
        return Err(too_many_rows("transfers"));
    }
    let mut wrong = Violations::new();
    let noticed = wrong.timestamp("notice_time", body.notice_time.as_ref());
    if body.notice_time.is_none() {
        let text = Text::new("请填写财务通知时间。", "Say when the finance office gave notice.");
        wrong.add("notice_time", reason::REQUIRED, text);
    }
    wrong.check()?;
    let region = own_region(&caller)?;
    let references: Vec<String> =
        body.transfers.iter().map(|row| row.bank_reference.trim().to_owned()).collect();
    let mut known =
        receipts::of_references(work.tx(), &caller.scope(), &references, work.encryption()).await?;
    let mut answer = wire::ImportReceiptsResponse::default();
    let mut good: Vec<(Receipt, Posting)> = Vec::with_capacity(references.len());
    for (index, (row, reference)) in body.transfers.into_iter().zip(references).enumerate() {
        let checked = messages::money_draft::transfer_from(row, noticed)
            .and_then(|draft| draft.check(Uuid::now_v7(), &region, &caller.actor(), caller.at));
        let decided = checked.and_then(|(receipt, posting, event)| match known.get(&reference) {
            Some(None) => Err(reference_refused()),
            Some(Some(there)) if there.is_same_transfer(&receipt) => Ok(None),
            Some(Some(_)) => Err(reference_differs()),
            None => Ok(Some((receipt, posting, event))),
        });
        match decided {
            Ok(Some((receipt, posting, event))) => {
                // The same row twice is one transfer.
                known.insert(reference, Some(receipt.clone()));
                answer.created_fen = answer.created_fen.saturating_add(receipt.amount.get());
                answer.created += 1;
                work.emit(event);
                good.push((receipt, posting));
            }
            Ok(None) => answer.present += 1,
            Err(refusal) => answer.bad_rows.extend(messages::bad_rows(index, &refusal)),
        }
    }
    let (receipts, postings): (Vec<Receipt>, Vec<Posting>) = good.into_iter().unzip();
    if stored_record::add(work.tx(), &receipts, work.encryption()).await? < receipts.len() as u64 {
        // Somebody entered one of them since it was looked for: the same list again finds it.
        return Err(stored_record::entered_meanwhile());
    }
    let arrivals: Vec<(Uuid, &Posting)> = receipts.iter().map(|receipt| receipt.id).zip(&postings).collect();
    ledger::post_arrivals(work.tx(), &region, &arrivals, (&caller.person, caller.at)).await?;
    Ok(answer)
}

fn reference_differs() -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::BANK_REFERENCE_DIFFERS,
        "这个银行流水号已登记，但金额、到账时间或者付款人与本行不一致，请核对银行回单。",
        "A receipt with this number of the bank is entered with another amount, time or payer; check the bank slip.",
    )
    .at("bank_reference")
}
