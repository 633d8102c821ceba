//! Steps of receipts that several calls take, or that are long: entering, moving to a case and back, and deferring.

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use super::{Answer, Api};
use crate::{
    api::own_region,
    domain::{
        DomainEvent, case,
        money::{
            deferral::Deferral,
            ledger::Posting,
            receipt::{Receipt, reference_refused},
            receipt_deferral::deferral_unknown,
        },
    },
    effects::cases::count_outcome,
    messages,
    store::{
        CaseWork, cases,
        money::{ledger, receipts},
        stored_record,
    },
};

impl Api {
    /// A refusal with who claimed a receipt before and for which case, where it says that somebody did. Asked when the transaction is over.
    pub(crate) async fn with_claim(&self, caller: &Caller, receipt: &str, refusal: Refusal) -> Refusal {
        if !refusal.is(reason::RECEIPT_CLAIMED) {
            return refusal;
        }
        match self.claim_of(caller, receipt).await {
            Ok(Some(message)) => message,
            // It was taken back meanwhile, or can't be read.
            Ok(None) | Err(_) => refusal,
        }
    }

    async fn claim_of(&self, caller: &Caller, receipt: &str) -> Result<Option<Refusal>, Refusal> {
        let Some(id) = stored_record::id_of::<Receipt>(receipt) else { return Ok(None) };
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let scope = caller.scope();
        let found: Option<Receipt> = stored_record::get(read, &scope, id, encryption).await?;
        let Some((receipt, claim)) = found.and_then(|receipt| Some((receipt.clone(), receipt.claim?))) else {
            return Ok(None);
        };
        let case = cases::get(read, &scope, &receipt.case(), encryption).await?;
        let number = case.map(|case| case.number.to_string()).unwrap_or_default();
        let claimant = self.register.display_name(&claim.person, caller.at).await;
        Ok(Some(receipt.claimed_by(&claim, &claimant, &number)))
    }
}

/// Enters a receipt, and claims it to the case that comes with it.
pub(super) async fn enter(work: &mut CaseWork, receipt: Option<wire::Receipt>) -> Result<Receipt, Refusal> {
    let within = |refusal: Refusal| refusal.within("receipt");
    let caller = work.caller().clone();
    let (draft, case) = messages::money_draft::receipt_from(receipt).map_err(within)?;
    let checked = draft.check(Uuid::now_v7(), &own_region(&caller)?, &caller.actor(), caller.at);
    let (mut receipt, posting, event) = checked.map_err(within)?;
    let (mut postings, case_name) = (vec![posting], case);
    work.emit(event);
    if !case_name.is_empty() {
        let case = held_case(work, &case_name).await?;
        let (posting, event) = receipt.claim(case, &caller.actor(), caller.at)?;
        postings.push(posting);
        work.emit(event);
    }
    if stored_record::add(work.tx(), std::slice::from_ref(&receipt), work.encryption()).await? == 0 {
        let reference = std::slice::from_ref(&receipt.bank_reference);
        let known = receipts::known(work.tx(), &caller.scope(), reference).await?;
        let visible = known.get(&receipt.bank_reference).is_some_and(|visible| *visible);
        let refusal = if visible { bank_reference_exists() } else { reference_refused() };
        return Err(within(refusal));
    }
    ledger::post(work.tx(), &receipt, &postings, &caller.person, caller.at).await?;
    count_outcome(work, &case_name).await?;
    Ok(receipt)
}

/// Saves a receipt whose money moved to a case or back, and commits.
pub(super) async fn save_moved(
    caller: &Caller,
    mut work: CaseWork,
    receipt: &Receipt,
    (posting, event): (Posting, DomainEvent),
    case: &str,
) -> Answer<wire::Receipt> {
    stored_record::save(work.tx(), receipt, work.encryption()).await?;
    ledger::post(work.tx(), receipt, &[posting], &caller.person, caller.at).await?;
    work.emit(event);
    count_outcome(&mut work, case).await?;
    Ok(work.commit(messages::money::receipt(receipt, caller.at)).await?)
}

/// Saves a receipt with a deferral that was proposed or decided, and commits.
pub(super) async fn save_deferral(
    mut work: CaseWork,
    receipt: &Receipt,
    (deferral, event): (Deferral, DomainEvent),
) -> Answer<wire::Deferral> {
    stored_record::save(work.tx(), receipt, work.encryption()).await?;
    work.emit(event);
    Ok(work.commit(messages::money::deferral(&receipt.name(), &deferral)).await?)
}

/// The id of a case in the caller's scope, kept from others: a batch that allocates sees what was claimed to it.
pub(super) async fn held_case(work: &CaseWork, name: &str) -> Result<Uuid, Refusal> {
    let found = cases::lock_for_update(work.tx(), &work.caller().scope(), name, work.encryption()).await?;
    Ok(found.ok_or_else(case::unknown)?.id)
}

/// The receipt and the number in a deferral's name.
pub(super) fn deferral_name(name: &str) -> Result<(&str, u32), Refusal> {
    let parts = name.split_once("/deferrals/");
    let parts = parts.and_then(|(receipt, number)| Some((receipt, number.parse().ok()?)));
    parts.ok_or_else(deferral_unknown)
}

fn bank_reference_exists() -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::BANK_REFERENCE_EXISTS,
        "这个银行流水号已登记过，请核对是否重复录入。",
        "A receipt with this number of the bank is entered already; check whether it is the same.",
    )
    .at("bank_reference")
}
