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
    task.review((true, ""), &[], &by("officer"), now()).unwrap();
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
        [(other, "WORKER_UNKNOWN"), (ended, "WORKER_TERM_ENDED"), (nobody, "WORKER_UNKNOWN")]
    {
        let mut task = task();
        assert_eq!(task.assign(&worker, &by("director"), now()).unwrap_err().reason(), reason);
        assert_eq!(task, super::task());
    }
    let elsewhere = Worker { terms: vec![court(OTHER_COURT)], ..worker("w2", "赵六") };
    let told = task().assign(&elsewhere, &by("director"), now()).unwrap_err();
    assert_eq!(told, Worker::unknown(), "somebody of another court is refused as if there were nobody");
    let mut just = worker("w5", "周九");
    just.terms = vec![court(COURT)];
    assert!(task().assign(&just, &by("director"), now().plus_seconds(3599)).is_ok());
    assert!(task().assign(&just, &by("director"), now().plus_seconds(3600)).is_err());
}

#[test]
fn nobody_serves_themselves() {
    let mut namesake = worker("w2", "张三");
    assert_eq!(task().assign(&namesake, &by("director"), now()).unwrap_err().reason(), "WORKER_IS_PARTY");
    for spelling in ["张 三", "张\u{3000}三", "\u{200b}张三", "张三\t"] {
        namesake.display_name = spelling.into();
        let refusal = task().assign(&namesake, &by("director"), now()).unwrap_err();
        assert_eq!(refusal.reason(), "WORKER_IS_PARTY", "{spelling:?}");
    }
    namesake.display_name = "李四".into();
    assert!(task().assign(&namesake, &by("director"), now()).is_ok());
    let mut task = task();
    task.addressee.phone = "+86 138-0000-0000".into();
    namesake.phone = "13800000000".into();
    assert_eq!(task.assign(&namesake, &by("director"), now()).unwrap_err().reason(), "WORKER_IS_PARTY");
}

#[test]
fn who_filed_a_task_does_not_make_its_visits() {
    let mut task = task();
    let refusal = task.assign(&worker("officer", "王五"), &by("director"), now()).unwrap_err();
    assert_eq!((refusal.reason(), refusal.fields()[0].field.as_str()), ("WORKER_IS_FILER", "worker"));
    assert_eq!(task, super::task());
    // One that they were given before this was asked can still be declined, and not accepted.
    task.state = State::Assigned(Held { court: COURT.into(), worker: "people/officer".into() });
    assert_eq!(task.accept(&by("officer"), now()).unwrap_err().reason(), "WORKER_IS_FILER");
    assert!(task.decline("本人发起", &by("officer"), now()).is_ok());
}

#[test]
fn nobody_reviews_what_they_visited_or_reported() {
    let refused = |task: &mut Task, visits: &[Attempt], person| {
        let refusal = task.review((true, ""), visits, &by(person), now()).unwrap_err();
        assert_eq!(refusal.reason(), "REVIEWER_IS_REPORTER", "{person}");
    };
    let mut task = reported();
    refused(&mut task, &[], "w1");
    // A visit by somebody who had the task before counts as well, and so does one that came late.
    refused(&mut task, &[visit("w2", Outcome::NotFound)], "w2");
    // And a report that was returned and reported again by somebody else.
    task.review((false, "缺照片"), &[], &by("officer"), now()).unwrap();
    task.assign(&worker("w2", "李四"), &by("director"), now()).unwrap();
    task.accept(&by("w2"), now()).unwrap();
    task.attempt(&mut visit("w2", Outcome::Delivered), now()).unwrap();
    task.report("已送达", &by("w2"), now()).unwrap();
    for person in ["w1", "w2"] {
        refused(&mut task, &[], person);
    }
    assert!(task.review((true, ""), &[visit("w2", Outcome::Delivered)], &by("officer"), now()).is_ok());
}

#[test]
fn a_visit_dated_before_its_task_is_kept_and_marked() {
    let mark = |device_time| {
        let mut task = assigned();
        task.accept(&by("w1"), now()).unwrap();
        let visit = visit("w1", Outcome::Delivered);
        let mut visit = Attempt { device_time, visit_time: Some(device_time), ..visit };
        task.attempt(&mut visit, now()).unwrap();
        (visit.predates_task, visit.lateness, task.state.name())
    };
    assert_eq!(mark(now()), (false, None, "IN_FIELD"));
    assert_eq!(mark(now().plus_seconds(-1)), (true, None, "IN_FIELD"));
    assert_eq!(mark(now().plus_hours(-24 * 365)), (true, None, "IN_FIELD"));
    // What is kept of visits of before has no such mark.
    let mut old = serde_json::to_value(visit("w1", Outcome::Delivered)).unwrap();
    old.as_object_mut().unwrap().remove("predates_task");
    assert!(!serde_json::from_value::<Attempt>(old).unwrap().predates_task);
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
    assert!(fresh.review((true, ""), &[], &by("officer"), now()).is_err());
    assert_eq!(fresh, task());
    let mut done = reported();
    done.review((true, ""), &[], &by("officer"), now()).unwrap();
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
    assert_eq!(
        task.review((false, " "), &[], &by("officer"), now()).unwrap_err().fields()[0].field,
        "comment"
    );
    let late = task.times.finish_by.plus_hours(5);
    task.review((false, "缺照片"), &[], &by("officer"), late).unwrap();
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
