//! Lists of cases: new ones, and what is over. The decision on a row is the domain's, as by hand.

use std::collections::HashSet;

use jiff::{civil::Date, tz::Offset};
use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Violation, Violations},
    },
};
use law::identifiers::{CaseIdentity, CaseNumber, Fen, RegionCode};
use proto::enforcement::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, count_outcome, tell_closing, words};
use crate::{
    api::{date, own_region},
    domain::case::{self, Case, ImportKind, Imported, Importer, KnownCase, Origin, State, Update},
    store::{CaseWork, cases, money::payouts, timeline},
};

/// How many rows are taken by one call.
const ROWS: usize = 1000;
/// The longest name of a file.
const FILE_NAME: usize = 200;

impl Api {
    /// Keeps the good rows and reports the bad ones. Without a request id: the number of a case makes it safe to repeat.
    pub(super) async fn import(
        &self,
        request: Request<wire::ImportCasesRequest>,
    ) -> Answer<wire::ImportCasesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        if body.rows.len() > ROWS {
            return Err(too_many().into());
        }
        let kind = match body.kind() {
            wire::CaseImportKind::Unspecified => ImportKind::Usual,
            wire::CaseImportKind::Daily => ImportKind::Daily,
            wire::CaseImportKind::History => ImportKind::History,
        };
        let mut wrong = Violations::new();
        let file = wrong.optional_text("file", &body.file, FILE_NAME).unwrap_or_default();
        wrong.check()?;
        let named = body.rows.iter().filter_map(|row| row.case.as_ref()).map(|case| case.handler.as_str());
        let handlers = self.handlers(named, &caller).await?;
        let mut work = self.begin_unkeyed(&caller).await?;
        let (own, validate_only) = (own_region(&caller)?, body.validate_only);
        let by = importer(&caller, &own);
        let mut answer = wire::ImportCasesResponse::default();
        let numbers: Vec<Option<CaseNumber>> = body.rows.iter().map(number_of).collect();
        let known = cases::known(work.tx(), &caller.scope(), numbers.iter().flatten()).await?;
        let mut good: Vec<(usize, Case)> = Vec::with_capacity(body.rows.len());
        let mut seen: HashSet<CaseIdentity> = HashSet::new();
        for (index, (row, number)) in body.rows.into_iter().zip(&numbers).enumerate() {
            let row = imported(row, &file);
            let repeated = number.as_ref().is_some_and(|number| !seen.insert(number.identity()));
            let there = number.as_ref().and_then(|number| known.visible(number)).filter(|_| !repeated);
            let decided = match there {
                _ if number.as_ref().is_some_and(CaseNumber::is_of_paper) => Err(case::number_of_paper()),
                Some(there) => self.update(&mut work, row, &there.name, by).await,
                None => row
                    .check(Uuid::now_v7(), kind, by, &handlers, caller.at)
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
                Err(refusal) => answer.bad_rows.extend(bad(index, &refusal)),
            }
        }
        let (places, good): (Vec<usize>, Vec<Case>) = good.into_iter().unzip();
        let (added, linked) = enter(&mut work, &good).await?;
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        (answer.created, answer.linked) = (count(added.len()), count(linked));
        // What was not there before and is now belongs to another region, or came meanwhile.
        let taken: Vec<&CaseNumber> =
            good.iter().filter(|case| !added.contains(&case.id)).map(|case| &case.number).collect();
        let known = cases::known(work.tx(), &caller.scope(), taken).await?;
        for (index, case) in places.iter().zip(&good).filter(|(_, case)| !added.contains(&case.id)) {
            if known.visible(&case.number).is_some() {
                answer.present += 1;
            } else {
                answer.bad_rows.extend(bad(*index, &case::number_refused()));
            }
        }
        answer.bad_rows.sort_by_key(|row| row.index);
        if validate_only {
            // Dropped before it is finished, it never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }
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

impl Api {
    /// Decides on a row of a case that is known, as by hand, and carries out what follows.
    async fn update(
        &self,
        work: &mut CaseWork,
        row: Imported,
        name: &str,
        by: Importer<'_>,
    ) -> Result<Decided, Refusal> {
        let caller = work.caller().clone();
        let over = row.is_over();
        let taken = if over {
            cases::take(work.tx(), &caller.scope(), name, work.encryption()).await?
        } else {
            cases::get(work.tx(), &caller.scope(), name, work.encryption()).await?
        };
        let case = taken.ok_or_else(case::number_refused)?;
        let paid = if over && case.closing.is_none() {
            payouts::paid_of_case(work.tx(), name, work.encryption()).await?
        } else {
            Fen::ZERO
        };
        match row.update(KnownCase { case, paid }, by, caller.at)? {
            Update::Same => Ok(Decided::Same),
            Update::Closed(case, happening) => {
                let summary = happening.summary.clone();
                work.emit(happening);
                tell_closing(work, &case, caller.at).await?;
                cases::save(work.tx(), &case, work.encryption()).await?;
                count_outcome(work, &case.name()).await?;
                Ok(Decided::Changed(case.name(), summary))
            }
        }
    }
}

fn number_of(row: &wire::ImportedCase) -> Option<CaseNumber> {
    CaseNumber::parse(&row.case.as_ref()?.case_number).ok()
}

/// Enters cases that were decided on; says which are new, and to how many of them something was linked that named them before. What is over
/// has a story of its own dates and raises no event.
pub(crate) async fn enter(work: &mut CaseWork, all: &[Case]) -> Result<(HashSet<Uuid>, usize), Refusal> {
    let (added, linked) = super::add(work, all).await?;
    let mut past = Vec::new();
    for case in all.iter().filter(|case| added.contains(&case.id)) {
        work.measure([case.measured_filing()]);
        if case.state == State::Closed {
            let through = if linked == 0 {
                None
            } else {
                timeline::through_court(work.tx(), &case.name(), work.encryption()).await?
            };
            work.measure(case.measured_closing(through));
            past.extend(story(case));
        } else {
            work.emit(case.filed());
        }
    }
    timeline::remember(work.tx(), &past, work.encryption()).await?;
    Ok((added, linked))
}

/// The story of a case that was over when it was entered.
fn story(case: &Case) -> Vec<(String, timeline::Entry)> {
    let entry = |kind: &str, summary: &str, day: Date| timeline::Entry {
        at: begin_of(day),
        id: Uuid::now_v7().to_string(),
        source: timeline::HERE.to_owned(),
        kind: kind.to_owned(),
        subject: case.name(),
        summary: summary.to_owned(),
        person: String::new(),
        amount_fen: 0,
        reason: String::new(),
        region: String::new(),
    };
    let filed = entry("CASE_FILED", "立案执行（历史数据）", case.filed);
    let closed = case.closing.as_ref().map(|closing| entry("CASE_CLOSED", "结案（历史数据）", closing.on));
    std::iter::once(filed).chain(closed).map(|entry| (case.name(), entry)).collect()
}

/// The first instant of a legal day.
fn begin_of(day: Date) -> Option<Timestamp> {
    let begin = Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(Timestamp::from_micros(begin.as_microsecond()))
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
        ending: words::ending(row.ending()),
        closed: row.closing_date.as_ref().map(date),
        excluded_days: row.excluded_days,
        draft: words::draft(row.case.unwrap_or_default()),
        origin: Origin {
            file: file.to_owned(),
            line: u32::try_from(row.line).unwrap_or(0),
            opening: None,
            paid: Fen::ZERO,
        },
    }
}

/// What is wrong with a row: an entry for each field.
fn bad(index: usize, refusal: &Refusal) -> Vec<wire::BadRow> {
    let row = |fault: Violation| wire::BadRow {
        index: i32::try_from(index).unwrap_or(i32::MAX),
        field: fault.field,
        reason: fault.reason.to_owned(),
        message: fault.text.zh,
        message_en: fault.text.en,
    };
    refusal.faults().into_iter().map(row).collect()
}

fn too_many() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::TOO_MANY_ROWS,
        "一次最多 1000 行，请分批导入。",
        "At most 1000 rows at a time.",
    )
    .at("rows")
}
