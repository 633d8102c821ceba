//! What imports would do, without a store.

use super::*;
use crate::demo::Demo;

fn network(demo: &Demo) -> Network {
    let regions = regions(&Network::default(), &demo.regions).unwrap().created;
    let network = Network::new(1, regions, Vec::new());
    let courts = courts(&network, &demo.courts, Timestamp::from_micros(0)).unwrap().created;
    network.with(&[], &courts)
}

#[test]
fn the_demonstration_imports_whole_and_again_changes_nothing() {
    let demo = Demo::make().unwrap();
    let network = network(&demo);
    assert_eq!(regions(&network, &demo.regions).unwrap().unchanged, 1 + 18 + 388);
    assert_eq!(courts(&network, &demo.courts, Timestamp::from_micros(7)).unwrap().unchanged, 355);
    let summary = network.summary(&HashSet::new(), &HashSet::new());
    assert_eq!((summary.by_kind, summary.villages_covered, summary.towns_covered), ([18, 328, 9], 388, 18));
    assert_eq!((summary.without_director, summary.villages_uncovered.len()), (355, 0));
    let own = network.village_court("330783201203").unwrap();
    assert_eq!(own.region.as_str(), "330783201203");
}

#[test]
fn a_village_can_change_hands_within_one_import() {
    let demo = Demo::make().unwrap();
    let network = network(&demo);
    let mut sharing = demo.courts.iter().find(|court| court.covers.len() > 1).unwrap().clone();
    let given = sharing.covers.pop().unwrap();
    let opened = CourtDraft {
        code: given.clone(),
        region_code: given.clone(),
        covers: vec![given.clone()],
        ..sharing.clone()
    };
    let now = Timestamp::from_micros(7);
    let refused = courts(&network, std::slice::from_ref(&opened), now).unwrap_err();
    assert_eq!(refused.fields()[0].reason, "VILLAGE_COVERED");
    let plan = courts(&network, &[opened, sharing], now).unwrap();
    assert_eq!((plan.created.len(), plan.updated.len(), plan.updated[0].version), (1, 1, 2));
}

#[test]
fn too_many_rows_are_refused() {
    let rows = vec![RegionDraft::default(); MOST_ROWS + 1];
    assert_eq!(regions(&Network::default(), &rows).unwrap_err().fields()[0].reason, "TOO_MANY");
}
