//! Old projects of disposal, taken over all or none.

use std::collections::HashSet;

use kit::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Violations},
    },
    unit_of_work::UnitOfWork,
};
use proto::investigation::v1 as wire;
use uuid::Uuid;

use super::{
    Api,
    import::{self, Rows},
};
use crate::{
    domain::{
        case_lookup::CaseLookup,
        disposal::Disposal,
        disposal_draft::{self, Went},
        event_kind::EventKind,
        parcel::{self, Parcel},
        reading,
        watch_draft::Author,
    },
    log_events::{emit, emit_at},
    messages,
    store::{disposals, stored_record},
};

impl Api {
    /// Reads the rows of an import, each with its digest; and what is wrong with any, which is judged where a call that was carried out
    /// before has its answer. Asks which cases they name.
    pub(super) async fn read_disposals(
        &self,
        caller: &Caller,
        rows: &mut [wire::ImportedDisposal],
        kind: Rows,
        by: &Author<'_>,
    ) -> Result<(Vec<(Disposal, String)>, Violations), Refusal> {
        let mut v = Violations::new();
        import::each_once(rows.iter().map(|row| row.import_key.as_str()), &mut v);
        let digests = import::digests(rows);
        let named: Vec<_> = rows.iter().enumerate().filter_map(question).collect();
        let (places, questions): (Vec<usize>, Vec<_>) = named.into_iter().unzip();
        let cases = self.check_cases(caller, kind, &questions, &mut v).await?;
        for (index, case) in places.into_iter().zip(cases) {
            if let (Some(project), Some((name, number))) =
                (rows.get_mut(index).and_then(|row| row.disposal.as_mut()), case)
            {
                (project.case, project.case_number) = (name, number);
            }
        }
        let (mut read, mut sold) = (Vec::with_capacity(rows.len()), HashSet::new());
        for (index, row) in rows.iter().enumerate() {
            let at = format!("rows[{index}]");
            let proposed = v.timestamp(&format!("{at}.propose_time"), row.propose_time.as_ref());
            let went = what_went(row, &at, &mut v);
            let project =
                messages::disposal::draft_from(row.disposal.as_ref()).and_then(|draft| match kind {
                    Rows::History => {
                        let stated = (row.import_key.as_str(), proposed);
                        draft.take_over(&self.catalogue, Uuid::now_v7, by, stated, &went)
                    }
                    Rows::Daily => {
                        let past =
                            went.iter().any(|went| went.listed.or(went.sold).is_some() || went.price != 0);
                        import::only_history(
                            past || proposed.is_some(),
                            format!("{at}.propose_time"),
                            &mut v,
                        );
                        let import_key = reading::required("import_key", &row.import_key, 100)?;
                        let project = draft.check(&self.catalogue, Uuid::now_v7, by);
                        let project = project.map_err(|refusal| refusal.within("disposal"))?;
                        Ok(Disposal { import_key, ..project })
                    }
                });
            match project {
                Ok(project) => {
                    for (which, parcel) in project.parcels.iter().enumerate() {
                        if parcel.standing_sale().is_some()
                            && !sold.insert(disposal_draft::key(&parcel.number))
                        {
                            refuse_sold(index, which, &mut v);
                        }
                    }
                    read.push(project);
                }
                Err(refusal) => v.absorb(refusal, &at)?,
            }
        }
        Ok((read.into_iter().zip(digests).collect(), v))
    }
}

/// Those of the rows that are not here yet.
pub(super) async fn new_of(
    work: &UnitOfWork,
    by: &Author<'_>,
    rows: Vec<(Disposal, String)>,
) -> Result<Vec<Disposal>, Refusal> {
    let mut v = Violations::new();
    // What is sold elsewhere is refused with its row and parcel.
    let new =
        stored_record::new_of(work.tx(), work.encryption(), (by.region_code.as_str(), rows), &mut v).await?;
    let places: Vec<(usize, usize, &Parcel)> = new
        .iter()
        .flat_map(|(index, project)| {
            project.parcels.iter().enumerate().map(move |(which, parcel)| (*index, which, parcel))
        })
        .filter(|(_, _, parcel)| parcel.standing_sale().is_some())
        .collect();
    let parcels: Vec<&Parcel> = places.iter().map(|(_, _, parcel)| *parcel).collect();
    let elsewhere = disposals::sold(work.tx(), work.encryption(), &parcels).await?;
    for ((index, which, _), _) in places.iter().zip(&elsewhere).filter(|(_, sold)| **sold) {
        refuse_sold(*index, *which, &mut v);
    }
    v.check()?;
    Ok(new.into_iter().map(|(_, project)| project).collect())
}

/// Enters projects that were taken over; one that is history with each of its steps at its time.
pub(super) async fn enter(work: &mut UnitOfWork, new: &[Disposal], kind: Rows) -> Result<(), Refusal> {
    disposals::add(work.tx(), new, work.encryption()).await?;
    match kind {
        Rows::History => {
            for project in new {
                emit_course(work, project).await?;
            }
            Ok(())
        }
        Rows::Daily => {
            let events: Vec<_> = new.iter().map(|project| (project, EventKind::DisposalProposed)).collect();
            emit(work, &events).await
        }
    }
}

/// Emits how an old project went, each step at its time.
async fn emit_course(work: &mut UnitOfWork, project: &Disposal) -> Result<(), Refusal> {
    let proposed = [(project, project.name(), EventKind::DisposalProposed)];
    emit_at(work, &proposed, project.created, false).await?;
    let mut steps: Vec<(Timestamp, EventKind, Uuid)> = Vec::new();
    for parcel in &project.parcels {
        steps.extend(parcel.first_listed.map(|at| (at, EventKind::DisposalListed, parcel.id)));
        steps.extend(parcel.standing_sale().map(|sale| (sale.at, EventKind::DisposalSold, parcel.id)));
    }
    steps.sort_by_key(|(at, kind, _)| (at.micros(), *kind));
    for (at, kind, id) in steps {
        emit_at(work, &[(project, project.parcel_name(id), kind)], at, false).await?;
    }
    Ok(())
}

fn refuse_sold(row: usize, parcel: usize, v: &mut Violations) {
    let field = format!("rows[{row}].disposal.parcels[{parcel}].number");
    v.add(field, reason::PARCEL_SOLD, parcel::sold_already().text().clone());
}

/// When parcels of a row were listed and sold, and for how much.
fn what_went(row: &wire::ImportedDisposal, at: &str, v: &mut Violations) -> Vec<Went> {
    let parcels = row.parcels.iter().enumerate().map(|(which, parcel)| {
        let at = format!("{at}.parcels[{which}]");
        Went {
            listed: v.timestamp(&format!("{at}.list_time"), parcel.list_time.as_ref()),
            sold: v.timestamp(&format!("{at}.sell_time"), parcel.sell_time.as_ref()),
            price: parcel.price_fen,
        }
    });
    parcels.collect()
}

/// The case that a row names, with the row's place; none where it is of an enterprise.
fn question((index, row): (usize, &wire::ImportedDisposal)) -> Option<(usize, (String, CaseLookup))> {
    let project = row.disposal.clone().unwrap_or_default();
    let question = CaseLookup::named(&project.case, &project.case_number);
    let named = !question.case.is_empty() || !question.number.is_empty();
    named.then(|| (index, (format!("rows[{index}].disposal"), question)))
}
