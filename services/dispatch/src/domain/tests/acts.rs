use super::{super::*, COURT, OTHER_COURT, by, director, now, opinion, task, visit, worker};

fn assigned() -> Task {
    let mut task = task();
    task.assign(&worker("w1", "王五"), &by("director"), now()).unwrap();
    task
}

fn in_field() -> Task {
    let mut task = assigned();
    task.accept(&by("w1"), now()).unwrap();
    task.attempt(&mut visit("w1", Outcome::Delivered), true, now()).unwrap();
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
    task.review(opinion(true, ""), (&[], &[]), &by("officer"), now()).unwrap();
    assert_eq!(task.state.name(), "DONE");
    let steps: Vec<_> = task.steps.iter().map(|step| step.what).collect();
    assert_eq!(
        steps,
        [
            EventKind::Created,
            EventKind::Dispatched,
            EventKind::Assigned,
            EventKind::Accepted,
            EventKind::Reported,
            EventKind::Approved
        ]
    );
}

#[test]
fn the_court_assigns_in_the_place_of_a_director_who_lets_the_limit_for_accepting_pass() {
    let late = task().times.accept_by.plus_hours(1);
    let mut early = task();
    let refusal = early.assign_in_place(&worker("w1", "王五"), &by("officer"), now()).unwrap_err();
    assert_eq!((refusal.reason(), &early), ("DIRECTOR_ASSIGNS", &task()));
    let open = Some(late.plus_hours(1));
    let mut person = worker("w1", "王五");
    person.terms.iter_mut().for_each(|term| term.until = open);
    for mut waiting in [task(), assigned()] {
        let mut other = person.clone();
        other.name = "people/w2".into();
        waiting.assign_in_place(&other, &by("officer"), late).unwrap();
        assert_eq!(waiting.state.worker(), Some("people/w2"));
    }
    // Nobody is given the task of the director but the director by themselves, and what was accepted stays.
    let terms = vec![Term { office: Office::Director, court: COURT.into(), from: now(), until: open }];
    let director = Worker { terms, ..person.clone() };
    let refusal = task().assign_in_place(&director, &by("officer"), late).unwrap_err();
    assert_eq!(refusal.reason(), "WORKER_UNKNOWN");
    let mut accepted = assigned();
    accepted.accept(&by("w1"), now()).unwrap();
    let refusal = accepted.assign_in_place(&person, &by("officer"), late).unwrap_err();
    assert_eq!(refusal.reason(), "DIRECTOR_ASSIGNS");
}

#[test]
fn only_a_worker_of_the_court_in_their_term_is_given_a_task() {
    let until = Some(now().plus_hours(1));
    let court = |court: &str| Term { office: Office::GridWorker, court: court.into(), from: now(), until };
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
    let refusal = task().assign(&elsewhere, &by("director"), now()).unwrap_err();
    assert_eq!(refusal, Worker::unknown(), "somebody of another court is refused as if there were nobody");
    let mut just = worker("w5", "周九");
    just.terms = vec![court(COURT)];
    assert!(task().assign(&just, &by("director"), now().plus_seconds(3599)).is_ok());
    assert!(task().assign(&just, &by("director"), now().plus_seconds(3600)).is_err());
}

#[test]
fn a_director_takes_a_task_of_their_own_court_on_and_does_all_of_it() {
    let mut task = task();
    task.assign(&director("director", "陈主任"), &by("director"), now()).unwrap();
    assert_eq!((task.state.worker(), task.worker_name.as_str()), (Some("people/director"), "陈主任"));
    task.accept(&by("director"), now()).unwrap();
    let mut made = visit("director", Outcome::Delivered);
    task.attempt(&mut made, true, now()).unwrap();
    assert_eq!(made.lateness, None);
    task.report("已送达", &by("director"), now()).unwrap();
    let reviews = |task: &Task, person| {
        task.clone().review(opinion(true, ""), (&[made.clone()], &[]), &by(person), now())
    };
    assert_eq!(reviews(&task, "director").unwrap_err().reason(), "REVIEWER_IS_REPORTER");
    reviews(&task, "officer").unwrap();
}

#[test]
fn a_director_is_given_a_task_by_nobody_else_and_not_of_another_court() {
    let refused = |somebody: &Worker, person: &str| {
        let mut task = task();
        let refusal = task.assign(somebody, &by(person), now()).unwrap_err();
        assert_eq!(task, super::task());
        refusal
    };
    let own = director("director", "陈主任");
    let elsewhere = Term { court: OTHER_COURT.into(), ..own.terms[0].clone() };
    let ended = Term { until: Some(now()), ..own.terms[0].clone() };
    let not_yet = Term { from: now().plus_seconds(1), ..own.terms[0].clone() };
    assert_eq!(refused(&own, "other-director"), Worker::unknown());
    for term in [elsewhere, ended, not_yet] {
        let somebody = Worker { terms: vec![term], ..own.clone() };
        assert_eq!(refused(&somebody, "director"), Worker::unknown(), "{:?}", somebody.terms);
    }
    // Who was a grid worker here and is director now is both.
    let walker = worker("director", "陈主任").terms[0].clone();
    let both = Worker { terms: vec![Term { until: Some(now()), ..walker }, own.terms[0].clone()], ..own };
    assert!(task().assign(&both, &by("director"), now()).is_ok());
    assert_eq!(refused(&both, "other-director").reason(), "WORKER_TERM_ENDED");
}

#[test]
fn a_director_visits_neither_themselves_nor_for_what_they_filed() {
    let refusal = task().assign(&director("director", "张三"), &by("director"), now()).unwrap_err();
    assert_eq!(refusal.reason(), "WORKER_IS_PARTY");
    assert!(refusal.text().zh.starts_with("您与任务相关人同名"), "{}", refusal.text().zh);
    let refusal = task().assign(&director("officer", "陈主任"), &by("officer"), now()).unwrap_err();
    assert_eq!(refusal.reason(), "WORKER_IS_FILER");
}

#[test]
fn what_the_worker_does_is_refused_to_others_with_the_name_of_the_worker() {
    let mut accepted = assigned();
    accepted.accept(&by("w1"), now()).unwrap();
    let (person, at) = (by("director"), now());
    for refusal in [
        assigned().accept(&person, at).unwrap_err(),
        assigned().decline("忙", &person, at).unwrap_err(),
        accepted.decline("忙", &person, at).unwrap_err(),
        in_field().report("好", &person, at).unwrap_err(),
    ] {
        assert_eq!(refusal.reason(), "TASK_STATE_CONFLICT");
        assert!(refusal.text().zh.contains("由王五办理，只能由其本人"), "{}", refusal.text().zh);
        assert!(refusal.text().en.starts_with("王五 has this task"), "{}", refusal.text().en);
    }
}

#[test]
fn a_task_leaves_a_director_with_their_term() {
    let mut task = task();
    let mut gone = director("director", "陈主任");
    task.assign(&gone, &by("director"), now()).unwrap();
    assert!(task.leave_worker(&gone, now()).is_none());
    gone.terms[0].until = Some(now());
    task.leave_worker(&gone, now()).unwrap();
    assert_eq!(task.state.name(), "DECLINED");
    let step = task.steps.last().unwrap();
    assert!(step.comment.starts_with("庭务主任陈主任在本庭的任期已于2026年11月23日结束"), "{}", step.comment);
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
        let refusal = task.review(opinion(true, ""), (visits, &[]), &by(person), now()).unwrap_err();
        assert_eq!(refusal.reason(), "REVIEWER_IS_REPORTER", "{person}");
    };
    let mut task = reported();
    refused(&mut task, &[], "w1");
    // A visit by somebody who had the task before counts as well, and so does one that came late.
    refused(&mut task, &[visit("w2", Outcome::NotFound)], "w2");
    // And a report that was returned and reported again by somebody else.
    task.review(opinion(false, "缺照片"), (&[], &[]), &by("officer"), now()).unwrap();
    task.assign(&worker("w2", "李四"), &by("director"), now()).unwrap();
    task.accept(&by("w2"), now()).unwrap();
    task.attempt(&mut visit("w2", Outcome::Delivered), true, now()).unwrap();
    task.report("已送达", &by("w2"), now()).unwrap();
    for person in ["w1", "w2"] {
        refused(&mut task, &[], person);
    }
    assert!(
        task.review(opinion(true, ""), (&[visit("w2", Outcome::Delivered)], &[]), &by("officer"), now())
            .is_ok()
    );
}

#[test]
fn a_visit_dated_before_its_task_is_kept_and_marked() {
    let mark = |device_time| {
        let mut task = assigned();
        task.accept(&by("w1"), now()).unwrap();
        let visit = visit("w1", Outcome::Delivered);
        let mut visit = Attempt { device_time, visit_time: Some(device_time), ..visit };
        task.attempt(&mut visit, true, now()).unwrap();
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
fn of_two_that_accept_the_second_learns_who_did() {
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
    assert!(fresh.review(opinion(true, ""), (&[], &[]), &by("officer"), now()).is_err());
    assert_eq!(fresh, task());
    let mut done = reported();
    done.review(opinion(true, ""), (&[], &[]), &by("officer"), now()).unwrap();
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
    task.attempt(&mut visit("w1", Outcome::NotFound), true, now()).unwrap();
    assert!(task.report("没找到", &by("w1"), now()).is_ok());
}

#[test]
fn a_visit_before_accepting_is_refused_and_one_after_the_end_is_kept_and_marked() {
    let mut task = assigned();
    assert_eq!(
        task.attempt(&mut visit("w1", Outcome::Delivered), true, now()).unwrap_err().reason(),
        "TASK_NOT_ACCEPTED"
    );
    let after = |change: &dyn Fn(&mut Task)| {
        let mut task = in_field();
        change(&mut task);
        let state = task.state.clone();
        let mut late = visit("w1", Outcome::Delivered);
        task.attempt(&mut late, true, now()).unwrap();
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
        task.review(opinion(false, " "), (&[], &[]), &by("officer"), now()).unwrap_err().fields()[0].field,
        "comment"
    );
    let late = task.times.finish_by.plus_hours(5);
    task.review(opinion(false, "缺照片"), (&[], &[]), &by("officer"), late).unwrap();
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

#[test]
fn who_brought_a_task_where_it_stands_is_named_and_nobody_else() {
    let officer =
        Actor { person: "people/officer".into(), display_name: "李法官".into(), ..Actor::default() };
    let mut task = in_field();
    task.revoke("撤案", &officer, now()).unwrap();
    let refusal = task.report("好", &by("w1"), now()).unwrap_err();
    assert_eq!(refusal.reason(), "TASK_STATE_CONFLICT");
    for text in [&refusal.text().zh, &refusal.text().en] {
        assert!(text.contains("李法官") && !text.contains("王五"), "{text}");
    }
    // The system's own decisions are nobody's.
    let mut task = in_field();
    task.expire(now().plus_hours(100_000)).unwrap();
    let refusal = task.report("好", &by("w1"), now()).unwrap_err();
    assert!(!refusal.text().zh.contains("王五"), "{}", refusal.text().zh);
}

#[test]
fn a_report_is_approved_when_every_file_is_here_or_with_a_reason() {
    let missing = vec!["evidence/a".to_owned(), "evidence/b".to_owned()];
    let mut task = reported();
    let officer = by("officer");
    let refusal = task.review(opinion(true, "好"), (&[], &missing), &officer, now()).unwrap_err();
    assert_eq!(
        (refusal.reason(), refusal.fields()[0].field.as_str()),
        ("FILES_MISSING", "missing_files_reason")
    );
    assert!(refusal.text().zh.contains("2 份"), "{}", refusal.text().zh);
    // Returned it can be without them.
    task.clone().review(opinion(false, "缺照片"), (&[], &missing), &officer, now()).unwrap();
    let reasoned = Opinion { missing_files_reason: "当事人已到庭签收", ..opinion(true, "") };
    task.review(reasoned, (&[], &missing), &officer, now()).unwrap();
    let review = task.review.unwrap();
    assert_eq!((review.missing_files, review.missing_files_reason.as_str()), (missing, "当事人已到庭签收"));
    // Where nothing is missing no reason is kept.
    let mut task = reported();
    task.review(reasoned, (&[], &[]), &officer, now()).unwrap();
    assert_eq!(task.review.unwrap().missing_files_reason, "");
}

#[test]
fn a_file_is_as_far_as_whoever_sent_most_of_it() {
    let mut one = visit("w1", Outcome::NotFound);
    one.evidence = vec!["evidence/a".into(), "evidence/b".into(), "evidence/a".into()];
    let mut other = visit("w2", Outcome::Delivered);
    other.id = uuid::Uuid::from_u128(10);
    other.evidence = vec!["evidence/a".into()];
    let status = |state, received_bytes| FileStatus { state, received_bytes, size_bytes: 9 };
    let files = cited_files(&[one.clone(), other.clone()], |file, worker| match (file, worker) {
        ("evidence/a", "people/w2") => status(FileState::Stored, 9),
        ("evidence/a", _) => status(FileState::Arriving, 3),
        _ => FileStatus::default(),
    });
    let cited = |evidence: &str, attempts: &[&Attempt], status| CitedFile {
        evidence: evidence.into(),
        attempts: attempts.iter().map(|attempt| attempt.id).collect(),
        status,
    };
    let wanted = [
        cited("evidence/a", &[&one, &other], status(FileState::Stored, 9)),
        cited("evidence/b", &[&one], FileStatus::default()),
    ];
    assert_eq!(files, wanted);
}

#[test]
fn a_task_goes_back_to_the_director_when_its_worker_may_not_do_it_any_more() {
    let working = worker("w1", "王五");
    let ended = |until| Worker {
        terms: vec![Term { until: Some(until), ..working.terms[0].clone() }],
        ..working.clone()
    };
    let deactivated = Worker { deactivated: true, ..working.clone() };
    let moved = Worker {
        terms: vec![Term { court: OTHER_COURT.into(), ..working.terms[0].clone() }],
        ..working.clone()
    };
    for (gone, reason) in
        [(ended(now()), "2026年11月23日结束"), (deactivated, "账号已停用"), (moved, "已不在本庭任职")]
    {
        let mut task = in_field();
        let decision = task.leave_worker(&gone, now()).unwrap();
        assert_eq!(decision.worker_before.as_deref(), Some("people/w1"));
        assert_eq!(
            (task.state.name(), task.state.court(), task.state.worker()),
            ("DECLINED", Some(COURT), None)
        );
        let step = task.steps.last().unwrap();
        assert!(step.comment.contains(reason) && step.comment.contains("王五"), "{}", step.comment);
        assert_eq!(step.actor, "");
        assert!(task.leave_worker(&gone, now()).is_none(), "once");
    }
    for (worker, mut task) in
        [(ended(now().plus_seconds(1)), in_field()), (ended(now()), reported()), (ended(now()), task())]
    {
        assert!(task.leave_worker(&worker, now()).is_none(), "{}", task.state.name());
    }
}

#[test]
fn what_comes_after_a_term_is_kept_beside_the_visit_and_decides_nothing() {
    let mut task = in_field();
    let gone = Worker { deactivated: true, ..worker("w1", "王五") };
    task.leave_worker(&gone, now()).unwrap();
    let state = task.state.clone();
    let mut late = visit("w1", Outcome::Delivered);
    task.attempt(&mut late, false, now()).unwrap();
    assert_eq!((late.lateness, &task.state), (Some(Lateness::Term), &state));
    assert_eq!(task.report_late("好", &[], &by("w1"), now()).unwrap_err().reason(), "NO_ATTEMPT");
    assert!(task.report_late(" ", std::slice::from_ref(&late), &by("w1"), now()).is_err());
    let version = task.version;
    for summary in ["已送达", "已送达，补充说明"] {
        task.report_late(summary, std::slice::from_ref(&late), &by("w1"), now()).unwrap();
    }
    assert_eq!((&task.state, task.version), (&state, version));
    let [report] = task.late_reports.as_slice() else { panic!("one for each worker") };
    assert_eq!((report.summary.as_str(), report.attempt), ("已送达，补充说明", late.id));
    let refusal = task.accept(&by("w2"), now()).unwrap_err();
    assert!(!refusal.text().zh.contains('（'), "a late report brings a task nowhere: {}", refusal.text().zh);
    // Also while the task is still in their hand, a visit after their term does not move it.
    let mut task = assigned();
    task.accept(&by("w1"), now()).unwrap();
    let mut late = visit("w1", Outcome::Delivered);
    task.attempt(&mut late, false, now()).unwrap();
    assert_eq!((late.lateness, task.state.name(), task.attempted), (Some(Lateness::Term), "ACCEPTED", false));
}
