//! Imports, from an rpc or from the demonstration: the domain plans, the rows and the events are written.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use kit::{access::Caller, domain::refusal::Refusal};
use proto::courts::v1 as wire;

use crate::{
    domain::{
        court::{self, CourtDraft},
        hand::Hand,
        import::{self, Plan},
        import_people,
        import_shapes::{self, ShapeDraft},
        person::{Person, PersonDraft},
        region::RegionDraft,
    },
    messages,
    store::{RegisterUpdate, network, people, shapes},
};

/// A new id of ours.
pub(crate) fn id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// Imports regions into a change, as far as they are in a hand.
pub(crate) async fn regions(
    change: &mut RegisterUpdate,
    drafts: &[RegionDraft],
    hand: &Hand,
) -> Result<wire::ImportResult, Refusal> {
    let plan = import::regions(&change.network, drafts)?;
    for region in plan.created.iter().chain(&plan.updated) {
        if !hand.holds(region.code.as_str()) {
            let row = drafts.iter().position(|draft| draft.code.trim() == region.code.as_str());
            return Err(court::beyond().at(format!("regions[{}]", row.unwrap_or_default())));
        }
    }
    network::write_regions(change.tx(), plan.created.iter().chain(&plan.updated)).await?;
    for (kind, rows) in [("REGION_CREATED", &plan.created), ("REGION_UPDATED", &plan.updated)] {
        for region in rows {
            change.emit(
                kind,
                region.name(),
                region.code.as_str(),
                vec![],
                &messages::network::region(region),
            );
        }
    }
    change.network = Arc::new(change.network.with(&plan.created, &[]).with(&plan.updated, &[]));
    Ok(tally(&plan))
}

/// Imports borders of regions into a change, as far as the regions are in a hand.
pub(crate) async fn shapes(
    change: &mut RegisterUpdate,
    drafts: &[ShapeDraft],
    hand: &Hand,
) -> Result<wire::ImportResult, Refusal> {
    let known = shapes::all(change.tx()).await?;
    let plan = import_shapes::shapes(&change.network, &known, drafts)?;
    for shape in plan.created.iter().chain(&plan.updated) {
        if !hand.holds(shape.code.as_str()) {
            let row = drafts.iter().position(|draft| draft.region_code.trim() == shape.code.as_str());
            return Err(court::beyond().at(format!("shapes[{}]", row.unwrap_or_default())));
        }
    }
    shapes::write(change.tx(), plan.created.iter().chain(&plan.updated)).await?;
    Ok(tally(&plan))
}

/// Imports courts into a change, as far as they are in a hand.
pub(crate) async fn courts(
    change: &mut RegisterUpdate,
    drafts: &[CourtDraft],
    hand: &Hand,
) -> Result<wire::ImportResult, Refusal> {
    let plan = import::courts(&change.network, drafts, change.at())?;
    for court in plan.created.iter().chain(&plan.updated) {
        let before = change.network.court(&court.code);
        if !court.lies_in(hand) || before.is_some_and(|before| !before.lies_in(hand)) {
            let row = drafts.iter().position(|draft| draft.code.trim() == court.code.as_str());
            return Err(court::beyond().at(format!("courts[{}]", row.unwrap_or_default())));
        }
    }
    network::write_courts(change.tx(), plan.created.iter().chain(&plan.updated)).await?;
    for (kind, rows) in [("COURT_CREATED", &plan.created), ("COURT_UPDATED", &plan.updated)] {
        for court in rows {
            let message = messages::network::court(court, None, None);
            change.emit(kind, court.name(), court.region.as_str(), vec![court.name()], &message);
        }
    }
    change.network = Arc::new(change.network.with(&[], &plan.created).with(&[], &plan.updated));
    Ok(tally(&plan))
}

/// Imports people with their terms into a change; where somebody calls, what is theirs to decide.
pub(crate) async fn people(
    change: &mut RegisterUpdate,
    drafts: &[PersonDraft],
    caller: Option<&Caller>,
) -> Result<wire::ImportResult, Refusal> {
    let ids: Vec<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
    let known = people::find(change.tx(), change.encryption(), &ids).await?;
    let known: BTreeMap<_, _> =
        known.into_iter().map(|person| (person.id.as_str().to_owned(), person)).collect();
    let terms = drafts.iter().flat_map(|draft| &draft.terms);
    let sole = terms.filter(|term| term.role.is_some_and(|role| people::SOLE.contains(&role)));
    let courts: HashSet<_> =
        sole.filter_map(|term| crate::domain::court::CourtCode::from_name(&term.court).ok()).collect();
    let held = people::held(change.tx(), &courts.iter().collect()).await?;
    let plan = import_people::people(&change.network, &known, &held, drafts, caller, change.at(), &mut id)?;
    let written = plan.created.iter().chain(&plan.updated);
    people::write(change.tx(), change.encryption(), &change.network, written).await?;
    for (kind, rows) in [("PERSON_CREATED", &plan.created), ("PERSON_UPDATED", &plan.updated)] {
        for person in rows {
            tell_person(change, kind, person);
        }
    }
    Ok(tally(&plan))
}

/// Tells of a person, to the person and the courts of their terms. The log keeps no telephone number: it would lie there open.
pub(super) fn tell_person(change: &mut RegisterUpdate, kind: &'static str, person: &Person) {
    let network = Arc::clone(&change.network);
    let message = wire::Person { phone: String::new(), ..messages::person::person(person, &network) };
    let place = person.terms.last().and_then(|term| term.place(&network)).unwrap_or_default();
    let courts = person.terms.iter().filter_map(|term| Some(term.court()?.name()));
    let audience = courts.chain([person.name()]).collect();
    change.emit(kind, person.name(), place, audience, &message);
}

fn tally<T>(plan: &Plan<T>) -> wire::ImportResult {
    let count = |rows: usize| i32::try_from(rows).unwrap_or(i32::MAX);
    wire::ImportResult {
        created: count(plan.created.len()),
        updated: count(plan.updated.len()),
        unchanged: count(plan.unchanged),
    }
}
