//! What is drafted is what is checked.

#[expect(dead_code, reason = "the law library walks more of them")]
#[path = "../../../../../law/tests/visits/mod.rs"]
mod visits;

use super::*;

#[test]
fn the_act_is_read_as_it_was_drafted() {
    let (task, attempt) = (tasks::Task::default(), tasks::Attempt::default());
    let mut count = 0;
    let mut contexts = visits::contexts();
    contexts.extend(visits::other_contexts());
    contexts.extend(visits::notice_contexts());
    for known in contexts.iter().step_by(11) {
        let see = |record: &VisitRecord| {
            let Some(act) = draft_act(record, known) else { return };
            let mut v = Violations::new();
            let message = to_message(&act, record, (&task, &attempt));
            assert_eq!(facts::act(&message, &mut v), Some(act));
            assert!(v.is_empty());
            count += 1;
        };
        match known.notice {
            Some(_) => visits::of_notice(see),
            None => visits::of_service(visits::Depth::Sketch, see),
        }
    }
    assert!(count > 10_000, "{count}");
}
