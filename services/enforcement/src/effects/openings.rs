//! The rows of a confirmed opening become cases and receipts: in parts, each once, and on from where it was cut off.

use kit::{
    access::{Caller, Scope},
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};
use uuid::Uuid;

use super::cases::{count_outcome, enter};
use crate::{
    domain::{
        case::Case,
        money::receipt::Receipt,
        opening::{Opening, Row, What, known_case, known_receipt, no_such_case, refused_case},
    },
    store::{
        CaseWork, cases, known_cases,
        money::ledger,
        openings::{self, Entry},
        stored_record,
    },
};

/// How many rows are entered by one transaction.
const PART: u64 = 200;

/// Enters a part of an opening's rows; says how many are left. Of two processes that do it at once one waits for the other.
pub(crate) async fn enter_part(units: &UnitsOfWork, id: Uuid, at: Timestamp) -> Result<i64, Refusal> {
    let everything = Scope::everything();
    let read: Option<Opening> =
        stored_record::get(units.store().read(), &everything, id, units.encryption()).await?;
    let Some((confirmer, _)) = read.and_then(|opening| opening.confirmation) else { return Ok(0) };
    let caller = Caller { person: confirmer, ..Caller::ourselves(at) };
    let mut work = CaseWork::begin_unkeyed(units, &caller).await?;
    let locked: Option<Opening> =
        stored_record::lock_for_update(work.tx(), &everything, id, work.encryption()).await?;
    let Some(mut opening) = locked else { return Ok(0) };
    let mut entries = openings::take_pending(work.tx(), id, PART, work.encryption()).await?;
    enter_cases(&mut work, &opening, &mut entries, at).await?;
    for entry in &mut entries {
        if let Some(What::Money(receipt, _)) = &entry.row.what {
            let receipt = receipt.as_ref().clone();
            enter_money(&mut work, &opening, &mut entry.row, receipt, at).await?;
        }
    }
    openings::put(work.tx(), id, &entries, work.encryption()).await?;
    let totals = openings::totals(work.tx(), id).await?;
    opening.count(totals, at);
    stored_record::save(work.tx(), &opening, work.encryption()).await?;
    work.commit(()).await?;
    Ok(totals.pending)
}

async fn enter_cases(
    work: &mut CaseWork,
    opening: &Opening,
    entries: &mut [Entry],
    at: Timestamp,
) -> Result<(), Refusal> {
    let mut new: Vec<Case> = Vec::new();
    for entry in entries.iter() {
        if let Some(What::Case(case)) = &entry.row.what {
            new.push(Case { created: at, updated: at, ..case.as_ref().clone() });
        }
    }
    let (added, _) = enter(work, &new).await?;
    let locked = new.iter().filter(|case| !added.contains(&case.id)).map(|case| &case.number);
    let scope = inside(opening);
    let known = known_cases::known(work.tx(), &scope, locked).await?;
    for entry in entries.iter_mut() {
        let Some(What::Case(case)) = &entry.row.what else { continue };
        if added.contains(&case.id) {
            entry.row.entered = case.name();
        } else if known.visible(&case.number).is_some() {
            entry.row.exceptions.push(known_case());
        } else {
            entry.row.exceptions.extend(refused_case());
        }
    }
    Ok(())
}

async fn enter_money(
    work: &mut CaseWork,
    opening: &Opening,
    row: &mut Row,
    receipt: Receipt,
    at: Timestamp,
) -> Result<(), Refusal> {
    let mut receipt = Receipt { created: at, updated: at, ..receipt };
    let (posting, event) = receipt.arrival()?;
    let (mut postings, mut events) = (vec![posting], vec![event]);
    let Some(What::Money(_, of)) = &row.what else { return Ok(()) };
    let mut claimed = String::new();
    if let Some(number) = of {
        let scope = inside(opening);
        let known = known_cases::known(work.tx(), &scope, [number]).await?;
        let name = known.visible(number).map(|known| known.name.clone());
        // Kept from others: a batch that allocates sees what was claimed to the case.
        let case =
            cases::lock_for_update(work.tx(), &scope, &name.unwrap_or_default(), work.encryption()).await?;
        match case {
            Some(case) => {
                let actor = work.caller().actor();
                let (posting, event) = receipt.claim(case.id, &actor, at)?;
                postings.push(posting);
                events.push(event);
                claimed = case.name();
            }
            None if !row.exceptions.contains(&no_such_case()) => row.exceptions.push(no_such_case()),
            None => {}
        }
    }
    if stored_record::add(work.tx(), std::slice::from_ref(&receipt), work.encryption()).await? == 0 {
        row.exceptions.push(known_receipt());
        return Ok(());
    }
    ledger::post(work.tx(), &receipt, &postings, &work.caller().person.clone(), at).await?;
    for event in events {
        work.emit(event);
    }
    count_outcome(work, &claimed).await?;
    row.entered = receipt.name();
    Ok(())
}

/// What the rows of an opening may touch.
fn inside(opening: &Opening) -> Scope {
    Scope { regions: vec![opening.region_code.clone()], ..Scope::default() }
}
