use super::{super::*, COURT, OTHER_COURT, by, now, task, visit, worker};

fn assigned() -> Task {
    let mut task = task();
    task.assign(&worker("w1", "王五"), &by("director"), now()).unwrap();
    task
}

fn in_field() -> Task {
    let mut task = assigned();
    task.accept(&by("w1"), now()).unwrap();
    task.attempt(&mut visit("w1", Outcome::Delivered), now()).unwrap();
    task
}

fn reported() -> Task {
    let mut task = in_field();
    task.report("已送达", &by("w1"), now()).unwrap();
    task
}

#[test]
fn the_whole_way() {
    let mut task = reported();
    task.review(true, "", &by("officer"), now()).unwrap();
    assert_eq!(task.state.name(), "DONE");
    let steps: Vec<_> = task.steps.iter().map(|step| step.what).collect();
    assert_eq!(
        steps,
        [
            Happening::Created,
            Happening::Dispatched,
            Happening::Assigned,
            Happening::Accepted,
            Happening::Reported,
            Happening::Approved
        ]
    );
}

#[test]
fn only_a_worker_of_the_court_in_their_term_is_given_a_task() {
    let court = |court: &str| Term { court: court.into(), from: now(), until: Some(now().plus_hours(1)) };
    let mut other = worker("w2", "赵六");
    other.terms = vec![court(OTHER_COURT)];
    let mut ended = worker("w3", "钱七");
    ended.terms = vec![Term { until: Some(now()), ..court(COURT) }];
    let mut nobody = worker("w4", "孙八");
    nobody.terms = vec![];
    for (worker, reason) in
        [(other, "WORKER_OUTSIDE_COURT"), (ended, "WORKER_TERM_ENDED"), (nobody, "WORKER_UNKNOWN")]
    {
        let mut task = task();
        assert_eq!(task.assign(&worker, &by("director"), now()).unwrap_err().reason(), reason);
        assert_eq!(task, super::task());
    }
    let mut just = worker("w5", "周九");
    just.terms = vec![court(COURT)];
    assert!(task().assign(&just, &by("director"), now().plus_seconds(3599)).is_ok());
    assert!(task().assign(&just, &by("director"), now().plus_seconds(3600)).is_err());
}

#[test]
fn nobody_serves_themselves() {
    let mut namesake = worker("w2", "张三");
    assert_eq!(task().assign(&namesake, &by("director"), now()).unwrap_err().reason(), "WORKER_IS_PARTY");
    namesake.display_name = "李四".into();
    assert!(task().assign(&namesake, &by("director"), now()).is_ok());
}

#[test]
fn of_two_that_accept_the_second_is_told_who_did() {
    let mut task = assigned();
    task.accept(&by("w1"), now()).unwrap();
    let refusal = task.accept(&by("w2"), now()).unwrap_err();
    assert_eq!(refusal.reason(), "TASK_STATE_CONFLICT");
    assert!(refusal.text().zh.contains("王五") && refusal.text().en.contains("王五"));
}

#[test]
fn what_a_state_does_not_allow_leaves_the_task_alone() {
    let mut fresh = task();
    assert!(fresh.accept(&by("w1"), now()).is_err());
    assert!(fresh.decline("忙", &by("w1"), now()).is_err());
    assert!(fresh.report("好", &by("w1"), now()).is_err());
    assert!(fresh.review(true, "", &by("officer"), now()).is_err());
    assert_eq!(fresh, task());
    let mut done = reported();
    done.review(true, "", &by("officer"), now()).unwrap();
    let before = done.clone();
    assert!(done.assign(&worker("w2", "李四"), &by("director"), now()).is_err());
    assert!(done.transfer(OTHER_COURT, "错", &by("director"), now()).is_err());
    assert!(done.revoke("错", &by("officer"), now()).is_err());
    assert!(done.expire(now().plus_hours(100_000)).is_none());
    assert_eq!(done, before);
}

#[test]
fn a_report_needs_a_visit() {
    let mut task = assigned();
    task.accept(&by("w1"), now()).unwrap();
    assert_eq!(task.report("好", &by("w1"), now()).unwrap_err().reason(), "NO_ATTEMPT");
    task.attempt(&mut visit("w1", Outcome::NotFound), now()).unwrap();
    assert!(task.report("没找到", &by("w1"), now()).is_ok());
}

#[test]
fn a_visit_before_accepting_is_refused_and_one_after_the_end_is_kept_and_marked() {
    let mut task = assigned();
    assert_eq!(
        task.attempt(&mut visit("w1", Outcome::Delivered), now()).unwrap_err().reason(),
        "TASK_NOT_ACCEPTED"
    );
    let after = |change: &dyn Fn(&mut Task)| {
        let mut task = in_field();
        change(&mut task);
        let state = task.state.clone();
        let mut late = visit("w1", Outcome::Delivered);
        task.attempt(&mut late, now()).unwrap();
        assert_eq!(task.state, state, "what the court decided stands");
        late.lateness
    };
    assert_eq!(after(&|_| {}), None);
    assert_eq!(after(&|t| drop(t.revoke("撤案", &by("officer"), now()))), Some(Lateness::Revocation));
    assert_eq!(after(&|t| drop(t.report("好", &by("w1"), now()))), Some(Lateness::Report));
    assert_eq!(
        after(&|t| drop(t.transfer(OTHER_COURT, "搬了", &by("director"), now()))),
        Some(Lateness::Reassignment)
    );
    assert_eq!(after(&|t| drop(t.expire(now().plus_hours(100_000)))), Some(Lateness::Expiry));
    let reassigned = |t: &mut Task| drop(t.assign(&worker("w2", "李四"), &by("director"), now()));
    assert_eq!(after(&reassigned), Some(Lateness::Reassignment));
}

#[test]
fn returning_needs_a_word_and_gives_time() {
    let mut task = reported();
    assert_eq!(task.review(false, " ", &by("officer"), now()).unwrap_err().fields()[0].field, "comment");
    let late = task.times.finish_by.plus_hours(5);
    task.review(false, "缺照片", &by("officer"), late).unwrap();
    assert_eq!(task.state.name(), "RETURNED");
    assert_eq!(task.times.finish_by, late.plus_hours(72));
    task.report("已补照片", &by("w1"), late).unwrap();
    assert_eq!(task.state.name(), "REPORTED");
}

#[test]
fn a_declined_task_goes_to_somebody_else_and_a_transferred_one_to_the_other_court() {
    let mut task = assigned();
    assert_eq!(task.decline("", &by("w1"), now()).unwrap_err().fields()[0].field, "reason");
    task.decline("外出务工", &by("w1"), now()).unwrap();
    assert_eq!((task.state.name(), task.state.worker()), ("DECLINED", None));
    task.assign(&worker("w2", "李四"), &by("director"), now()).unwrap();
    assert_eq!(task.transfer(COURT, "错", &by("director"), now()).unwrap_err().reason(), "SAME_COURT");
    let decision = task.transfer(OTHER_COURT, "人在横店", &by("director"), now()).unwrap();
    assert_eq!(decision.worker_before.as_deref(), Some("people/w2"));
    assert_eq!((task.state.name(), task.state.court()), ("TRANSFERRED", Some(OTHER_COURT)));
}

#[test]
fn time_runs_out_after_the_last_instant() {
    let mut task = in_field();
    let last = task.times.finish_by;
    assert!(task.expire(last).is_none());
    assert_eq!(task.overdue(last), []);
    assert_eq!(task.overdue(last.plus_seconds(1)), [Duty::Finish]);
    assert!(task.expire(last.plus_seconds(1)).is_some());
    assert_eq!(task.state.name(), "EXPIRED");
    let mut waiting = reported();
    assert!(waiting.expire(last.plus_hours(1)).is_none(), "what was reported in time does not run out");
}
