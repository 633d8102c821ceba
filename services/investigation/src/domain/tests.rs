//! The domain by example and by property.

use kit::domain::Timestamp;
use law::{identifiers::RegionCode, seizure::AssetClass};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    seizure::{Seizure, SeizureState},
    seizure_draft::SeizureDraft,
    seizure_queue::{self, Ending},
};

fn at(hours: i64) -> Timestamp {
    Timestamp::parse("2026-11-23T01:00:00Z").unwrap().plus_hours(hours)
}

fn recorded(number: u128, part: Option<u32>) -> Seizure {
    let percent = part.map(|part| part.to_string()).unwrap_or_default();
    let held_percent = if part.is_some() { "60".to_owned() } else { String::new() };
    let draft = SeizureDraft {
        case: "cases/a".into(),
        class: Some(AssetClass::Equity),
        property_key: "P".into(),
        percent,
        held_percent,
        ..SeizureDraft::default()
    };
    draft
        .check(Uuid::from_u128(number), RegionCode::parse("330783").unwrap(), "people/officer", at(0))
        .unwrap()
}

proptest! {
    #[test]
    fn never_more_is_held_than_there_is_and_nobody_is_passed_over(
        parts in proptest::collection::vec(proptest::option::of(1u32..=60), 1..8),
        hours in proptest::collection::vec(0i64..5, 8),
        ends in proptest::collection::vec(0usize..8, 0..8),
    ) {
        let mut all: Vec<Seizure> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let id = Uuid::from_u128(index as u128);
            all.push(recorded(index as u128, *part));
            seizure_queue::publish(&mut all, id, at(hours[index]), "", at(10)).unwrap();
            sound(&all)?;
        }
        for (index, end) in ends.iter().enumerate() {
            let id = Uuid::from_u128((*end % parts.len()) as u128);
            let now = at(20 + i64::try_from(index).unwrap());
            let _ = seizure_queue::end(&mut all, id, Ending::Released, "已履行", now);
            sound(&all)?;
        }
    }
}

#[test]
fn nobody_is_displaced_by_a_date_of_long_ago() {
    let mut all = vec![recorded(1, None), recorded(2, None)];
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    seizure_queue::publish(&mut all, first, at(0), "", at(0)).unwrap();
    let late = seizure_queue::publish(&mut all, second, at(-24 * 8), "", at(1)).unwrap_err();
    assert_eq!(late.reason(), "PUBLISHED_TOO_LONG_AGO");
    seizure_queue::publish(&mut all, second, at(-24 * 6), "", at(1)).unwrap();
    assert_eq!(all[0].state, SeizureState::Waiting, "a week is time enough to record what was carried out");
}

fn sound(all: &[Seizure]) -> Result<(), TestCaseError> {
    let held: Vec<_> = all.iter().filter(|one| one.state == SeizureState::InForce).collect();
    let whole = held.iter().filter(|one| one.share.is_none()).count();
    prop_assert!(whole == 0 || held.len() == 1, "somebody has all of it and somebody else something");
    let parts: u32 = held.iter().filter_map(|one| one.share).map(super::share::Share::ppm).sum();
    prop_assert!(parts <= 600_000);
    let last_held = held.iter().filter_map(|one| one.published).max();
    let first_waiting =
        all.iter().filter(|one| one.state == SeizureState::Waiting).filter_map(|one| one.published).min();
    if let (Some(last), Some(first)) = (last_held, first_waiting) {
        prop_assert!(last < first, "one that waits was passed by a later one");
    }
    prop_assert!(first_waiting.is_none() || !held.is_empty(), "somebody waits for nobody");
    prop_assert!(held.iter().all(|one| one.last_day.is_some()));
    Ok(())
}

/// Rows as older releases wrote them are read as long as there are any: a release that changes one of these types adds its row here, and none
/// is ever taken away.
#[test]
fn rows_of_the_release_without_identities_are_read() {
    fn read<T: serde::de::DeserializeOwned>(row: &str) -> T {
        serde_json::from_str(row).unwrap_or_else(|fault| panic!("{fault}: {row}"))
    }
    let debtor: super::debtor::Debtor = read(
        r#"{"id":"01a224d1-b930-71bd-ba15-87d8b6d09b09","region_code":"330783","party":{"display_name":"张三","organisation":false,"identity":{"Citizen":"11010519491231002X"}},"facts":[],"merged_into":null,"merges":[],"version":1,"created":0}"#,
    );
    assert_eq!(debtor.party.identity.unwrap().key().as_deref(), Some("11010519491231002X"));
    let watch: super::watch::PoliceWatch = read(
        r#"{"id":"01a224d1-b930-71bd-ba15-87d8b6d09b09","case":{"name":"","number":"（2023）浙0783执1号"},"region_code":"330783","person":{"display_name":"张三","organisation":false,"identity":{"Citizen":"11010519491231002X"}},"ground":"DETENTION","ground_text":"拘留","papers":[],"until":"2026-12-31","state":"PUSHED","proposer":"people/a","approver":"","pushed":1,"hits":[],"controlled":null,"handed_over":null,"end_reason":"","withdrawn":null,"confirmer":"","import_key":"w-1","version":1,"created":0}"#,
    );
    assert_eq!((watch.answers_for.as_str(), watch.origin), ("", None));
    let lead: super::lead::Lead = read(
        r#"{"id":"01a224d1-b930-71bd-ba15-87d8b6d09b09","region_code":"330783","case":{"name":"cases/1","number":null},"debtor":null,"source":"GRID_WORKER","informer":"","topic":"VEHICLE","text":"货车","urgent":false,"state":"OPEN","due":"2026-12-01","article":"","outcome":"","asset":null,"author":"people/w","version":1,"created":0}"#,
    );
    assert_eq!(lead.task, "");
    let request: super::request::AssistRequest = read(
        r#"{"id":"01a224d1-b930-71bd-ba15-87d8b6d09b09","unit":"units/u01","matter":"matters/equity-lift","coercive":true,"case":{"name":"cases/1","number":null},"region_code":"330783","papers":[{"evidence":"evidence/a","kind":"RULING","told":true}],"subject":{"display_name":"某公司","organisation":true,"identity":{"Organisation":"91350100M000100Y43"}},"content":"","freeze":null,"state":"DRAFT","authors":["people/a"],"approver":"","due":null,"feedbacks":[],"refusal":null,"fix":"","steps":[],"import_key":"","version":1,"created":0,"updated":0}"#,
    );
    assert_eq!(request.lifts, None);
}
