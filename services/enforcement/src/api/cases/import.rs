//! Lists of cases: new ones, and what is over. The decision on a row is the domain's, as by hand.

use std::collections::HashSet;

use kit::{
    access::{Caller, Role},
    domain::refusal::{Refusal, Violations},
};
use law::identifiers::{CaseIdentity, CaseNumber, Fen, RegionCode};
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use crate::{
    api::{date, own_region, too_many_rows},
    domain::case::{self, Case, Handlers, ImportKind, Imported, Importer, KnownCase, Origin, Update},
    effects::cases::{count_outcome, enter, on_case_closed},
    messages,
    store::{CaseWork, cases, known_cases, money::payouts},
};

/// How many rows are taken by one call.
const ROWS: usize = 1000;
/// The longest name of a file.
const FILE_NAME: usize = 200;

/// What an import says of all its rows: their kind, and the file from which they come.
pub(super) fn of_all(body: &wire::ImportCasesRequest) -> Result<(ImportKind, String), Refusal> {
    if body.rows.len() > ROWS {
        return Err(too_many_rows("rows"));
    }
    let kind = match body.kind() {
        wire::CaseImportKind::Unspecified => ImportKind::Usual,
        wire::CaseImportKind::Daily => ImportKind::Daily,
        wire::CaseImportKind::History => ImportKind::History,
    };
    let mut wrong = Violations::new();
    let file = wrong.optional_text("file", &body.file, FILE_NAME).unwrap_or_default();
    wrong.check()?;
    Ok((kind, file))
}

/// Enters the good rows and reports the bad ones.
pub(super) async fn enter_rows(
    work: &mut CaseWork,
    rows: Vec<wire::ImportedCase>,
    (kind, file): (ImportKind, &str),
    handlers: &Handlers,
) -> Result<wire::ImportCasesResponse, Refusal> {
    let caller = work.caller().clone();
    let own = own_region(&caller)?;
    let by = importer(&caller, &own);
    let mut answer = wire::ImportCasesResponse::default();
    let numbers: Vec<Option<CaseNumber>> = rows.iter().map(number_of).collect();
    let known = known_cases::known(work.tx(), &caller.scope(), numbers.iter().flatten()).await?;
    let mut good: Vec<(usize, Case)> = Vec::with_capacity(rows.len());
    let mut seen: HashSet<CaseIdentity> = HashSet::new();
    for (index, (row, number)) in rows.into_iter().zip(&numbers).enumerate() {
        let row = imported(row, file);
        let repeated = number.as_ref().is_some_and(|number| !seen.insert(number.identity()));
        let there = number.as_ref().and_then(|number| known.visible(number)).filter(|_| !repeated);
        let decided = match there {
            _ if number.as_ref().is_some_and(CaseNumber::is_of_paper) => Err(case::number_of_paper()),
            Some(there) => update(work, row, &there.name, by).await,
            None => row
                .check(Uuid::now_v7(), kind, by, handlers, caller.at)
                .map(|case| Decided::New(Box::new(case))),
        };
        match decided {
            Ok(Decided::New(_)) if repeated => answer.present += 1,
            Ok(Decided::New(case)) => good.push((index, *case)),
            Ok(Decided::Same) => answer.present += 1,
            Ok(Decided::Changed(case, summary)) => {
                answer.updated += 1;
                let index = i32::try_from(index).unwrap_or(i32::MAX);
                answer.changes.push(wire::ImportedChange { index, case, summary });
            }
            Err(refusal) => answer.bad_rows.extend(messages::bad_rows(index, &refusal)),
        }
    }
    let (places, good): (Vec<usize>, Vec<Case>) = good.into_iter().unzip();
    let (added, linked) = enter(work, &good).await?;
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    (answer.created, answer.linked) = (count(added.len()), count(linked));
    // What was not there before and is now belongs to another region, or came meanwhile.
    let locked: Vec<&CaseNumber> =
        good.iter().filter(|case| !added.contains(&case.id)).map(|case| &case.number).collect();
    let known = known_cases::known(work.tx(), &caller.scope(), locked).await?;
    for (index, case) in places.iter().zip(&good).filter(|(_, case)| !added.contains(&case.id)) {
        if known.visible(&case.number).is_some() {
            answer.present += 1;
        } else {
            answer.bad_rows.extend(messages::bad_rows(*index, &case::number_refused()));
        }
    }
    answer.bad_rows.sort_by_key(|row| row.index);
    Ok(answer)
}

/// What becomes of a row.
enum Decided {
    /// A new case.
    New(Box<Case>),
    /// It says what is known.
    Same,
    /// A known case changed: its name, and what happened.
    Changed(String, String),
}

/// Decides on a row of a case that is known, as by hand, and carries out what follows.
async fn update(
    work: &mut CaseWork,
    row: Imported,
    name: &str,
    by: Importer<'_>,
) -> Result<Decided, Refusal> {
    let caller = work.caller().clone();
    let over = row.is_over();
    let locked = if over {
        cases::lock_for_update(work.tx(), &caller.scope(), name, work.encryption()).await?
    } else {
        cases::get(work.tx(), &caller.scope(), name, work.encryption()).await?
    };
    let case = locked.ok_or_else(case::number_refused)?;
    let paid = if over && case.closing.is_none() {
        payouts::paid_of_case(work.tx(), name, work.encryption()).await?
    } else {
        Fen::ZERO
    };
    match row.update(KnownCase { case, paid }, by, caller.at)? {
        Update::Same => Ok(Decided::Same),
        Update::Closed(case, event) => {
            let summary = event.summary.clone();
            work.emit(event);
            on_case_closed(work, &case, caller.at).await?;
            cases::save(work.tx(), &case, work.encryption()).await?;
            count_outcome(work, &case.name()).await?;
            Ok(Decided::Changed(case.name(), summary))
        }
    }
}

fn number_of(row: &wire::ImportedCase) -> Option<CaseNumber> {
    CaseNumber::parse(&row.case.as_ref()?.case_number).ok()
}

/// Who imports, by the offices on which the call stands.
pub(crate) fn importer<'a>(caller: &'a Caller, own: &'a RegionCode) -> Importer<'a> {
    let is_chief = caller.acts_as(Role::BureauChief);
    Importer {
        person: &caller.person,
        own,
        files: is_chief || caller.acts_as(Role::Officer),
        is_chief,
        is_command: caller.acts_as(Role::Command),
    }
}

/// A row as the domain reads it.
pub(crate) fn imported(row: wire::ImportedCase, file: &str) -> Imported {
    Imported {
        ending: messages::case::ending_from(row.ending()),
        closed: row.closing_date.as_ref().map(date),
        excluded_days: row.excluded_days,
        draft: messages::case::draft_from(row.case.unwrap_or_default()),
        origin: Origin {
            file: file.to_owned(),
            line: u32::try_from(row.line).unwrap_or(0),
            opening: None,
            paid: Fen::ZERO,
        },
    }
}
