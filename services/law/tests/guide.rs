//! The light of the guide is the verdict of the law, whatever a visit finds. The whole product is walked by `make bench`.

#[path = "visits/compare.rs"]
mod compare;
#[path = "visits/mod.rs"]
mod visits;

use std::collections::BTreeSet;

use compare::{compare, decides_by};
use law::guide::{GuideContext, VisitGuide, guide};
use visits::{AS_OF, Depth};

/// Every context is looked at. The full product of facts is walked once for the contexts whose guides decide by the same questions, and
/// a sketch of it for each of the others.
#[test]
fn a_visit_lights_up_exactly_where_the_act_drafted_from_it_is_valid() {
    let mut seen = BTreeSet::new();
    let jobs: Vec<(GuideContext, Depth)> = visits::contexts()
        .into_iter()
        .map(|context| {
            let is_first = seen.insert(decides_by(&guide(&context, AS_OF)));
            (context, if is_first { Depth::Lawful } else { Depth::Sketch })
        })
        .chain(visits::other_contexts().into_iter().map(|context| (context, Depth::Sketch)))
        .collect();
    println!("{} contexts, {} kinds of guides", jobs.len(), seen.len());
    compare(&jobs, 1).report("service");
}

#[test]
fn a_posted_notice_lights_up_exactly_where_it_is_valid() {
    let jobs: Vec<_> =
        visits::notice_contexts().into_iter().map(|context| (context, Depth::Lawful)).collect();
    compare(&jobs, 1).report("notices");
}

/// Blanks, other names, reasons in words, days of other years, files beside each other: for persons and for organisations one visit of
/// each hundred or so.
#[test]
fn a_sample_of_the_whole_product_agrees() {
    let jobs: Vec<_> =
        visits::contexts().into_iter().step_by(4).take(2).map(|one| (one, Depth::Whole)).collect();
    compare(&jobs, 127).report("a sample of the whole product");
}

#[test]
fn a_guide_survives_its_json() {
    for context in visits::contexts().iter().chain(&visits::notice_contexts()).step_by(5) {
        let guide = guide(context, AS_OF);
        let json = serde_json::to_string(&guide).unwrap();
        assert_eq!(serde_json::from_str::<VisitGuide>(&json).unwrap(), guide);
        assert!(json.len() < 80_000, "{} bytes", json.len());
    }
}
