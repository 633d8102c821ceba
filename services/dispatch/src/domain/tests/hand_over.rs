//! The tasks of a worker who leaves.

use super::{super::*, COURT, by, director, now, opinion, task, visit, worker};

fn draft() -> HandOverDraft<'static> {
    HandOverDraft { worker: "people/w1", court: COURT, to: "", reason: " 调离 " }
}

fn back() -> HandOver {
    draft().check().unwrap()
}

fn to(taker: &str, name: &str) -> HandOver {
    back().to(worker(taker, name), &by("director"), now()).unwrap()
}

/// A task of the leaving worker in each state in which somebody has it.
fn held() -> Vec<Task> {
    let mut assigned = task();
    assigned.assign(&worker("w1", "王五"), &by("director"), now()).unwrap();
    let mut accepted = assigned.clone();
    accepted.accept(&by("w1"), now()).unwrap();
    let mut in_field = accepted.clone();
    in_field.attempt(&mut visit("w1", Outcome::NotFound), true, now()).unwrap();
    let mut returned = in_field.clone();
    returned.report("好", &by("w1"), now()).unwrap();
    returned.review(opinion(false, "缺照片"), (&[], &[]), &by("officer"), now()).unwrap();
    vec![assigned, accepted, in_field, returned]
}

#[test]
fn every_field_at_fault_is_named_at_once() {
    let wrong = HandOverDraft { worker: "", court: "", to: "", reason: " " };
    let named = |refusal: kit::domain::refusal::Refusal| {
        refusal.fields().iter().map(|each| format!("{} {}", each.field, each.reason)).collect::<Vec<_>>()
    };
    let all = named(wrong.check().unwrap_err());
    assert_eq!(all, ["worker REQUIRED", "court REQUIRED", "reason REQUIRED"]);
    let oneself = HandOverDraft { to: "people/w1", ..draft() };
    assert_eq!(named(oneself.check().unwrap_err()), ["to SAME_WORKER"]);
    let long = "长".repeat(501);
    assert_eq!(named(HandOverDraft { reason: &long, ..draft() }.check().unwrap_err()), ["reason TOO_LONG"]);
    assert_eq!(back().reason, "调离");
    // Who can't be given a task is at fault where the request names them.
    let mut gone = worker("w2", "李四");
    gone.terms[0].until = Some(now());
    assert_eq!(named(back().to(gone, &by("admin"), now()).unwrap_err()), ["to WORKER_TERM_ENDED"]);
    let other = director("d2", "陈主任");
    assert_eq!(named(back().to(other, &by("admin"), now()).unwrap_err()), ["to WORKER_UNKNOWN"]);
    assert!(back().to(director("director", "陈主任"), &by("director"), now()).is_ok());
}

#[test]
fn what_is_in_hand_moves_to_who_takes_over_or_back_to_the_director() {
    for before in held() {
        let mut moved = before.clone();
        let decision = moved.hand_over(&to("w2", "李四"), &by("admin"), now()).unwrap();
        assert_eq!(
            (decision.kinds.as_slice(), decision.worker_before.as_deref()),
            (&[EventKind::Assigned][..], Some("people/w1"))
        );
        assert_eq!((moved.state.name(), moved.state.worker()), ("ASSIGNED", Some("people/w2")));
        assert_eq!((moved.worker_name.as_str(), moved.version), ("李四", before.version + 1));
        let step = moved.steps.last().unwrap();
        assert_eq!((step.comment.as_str(), step.actor.as_str()), ("调离", "people/admin"));

        let mut back_again = before.clone();
        let decision = back_again.hand_over(&back(), &by("admin"), now()).unwrap();
        assert_eq!(decision.kinds, [EventKind::Declined]);
        assert_eq!((back_again.state.name(), back_again.state.court()), ("DECLINED", Some(COURT)));
        assert_eq!((back_again.worker_name.as_str(), back_again.state.worker()), ("", None));
        assert!(back_again.was_given_to("people/w1"), "they hand in what they did");
    }
}

#[test]
fn what_can_not_move_is_left_as_it_was_with_the_reason_of_an_assignment() {
    let refused = |task: &Task, over: &HandOver| {
        let mut tried = task.clone();
        let reason = tried.hand_over(over, &by("admin"), now()).unwrap_err().reason();
        assert_eq!(&tried, task, "{reason}");
        reason
    };
    let [assigned, _, in_field, _] = held().try_into().unwrap();
    // The same people whom the director can't choose either.
    assert_eq!(refused(&assigned, &to("w2", "张三")), "WORKER_IS_PARTY");
    assert_eq!(refused(&assigned, &to("officer", "李四")), "WORKER_IS_FILER");
    let mut reported = in_field;
    reported.report("好", &by("w1"), now()).unwrap();
    assert_eq!(refused(&reported, &to("w2", "李四")), "TASK_STATE_CONFLICT");
    assert_eq!(refused(&reported, &back()), "TASK_STATE_CONFLICT");
    // Somebody else has it meanwhile, or nobody.
    let mut other = assigned;
    other.assign(&worker("w3", "赵六"), &by("director"), now()).unwrap();
    assert_eq!(refused(&other, &back()), "TASK_STATE_CONFLICT");
    assert_eq!(refused(&task(), &back()), "TASK_STATE_CONFLICT");
}

#[test]
fn a_visit_that_was_still_on_the_phone_is_kept_and_marked() {
    for over in [back(), to("w2", "李四")] {
        let mut task = held().remove(1);
        task.hand_over(&over, &by("admin"), now()).unwrap();
        let state = task.state.clone();
        let mut late = visit("w1", Outcome::Delivered);
        task.attempt(&mut late, true, now()).unwrap();
        assert_eq!((late.lateness, &task.state), (Some(Lateness::Reassignment), &state));
        let mut later = visit("w1", Outcome::Delivered);
        task.attempt(&mut later, false, now()).unwrap();
        assert_eq!(later.lateness, Some(Lateness::Term));
    }
}
