//! Whatever is tried in whatever order: what must always be true of a task is.

use proptest::prelude::*;

use super::{super::*, COURT, OTHER_COURT, by, director, now, opinion, task, visit, worker};

#[derive(Clone, Copy, Debug)]
enum Try {
    /// To whom, and whether the second director assigns.
    Assign(u8, bool),
    Accept(u8),
    Decline(u8),
    Transfer(bool),
    Attempt(u8),
    Report(u8),
    Review(bool),
    Revoke,
    Expire,
}

/// How many people visit: three grid workers and two directors.
const PEOPLE: u8 = 5;

fn person(id: u8) -> String {
    match id {
        3 => "director".into(),
        4 => "second-director".into(),
        id => format!("w{id}"),
    }
}

fn tries() -> impl Strategy<Value = Try> {
    prop_oneof![
        4 => (0..PEOPLE, any::<bool>()).prop_map(|(whom, second)| Try::Assign(whom, second)),
        4 => (0..PEOPLE).prop_map(Try::Accept),
        1 => (0..PEOPLE).prop_map(Try::Decline),
        1 => any::<bool>().prop_map(Try::Transfer),
        4 => (0..PEOPLE).prop_map(Try::Attempt),
        3 => (0..PEOPLE).prop_map(Try::Report),
        3 => any::<bool>().prop_map(Try::Review),
        1 => Just(Try::Revoke),
        1 => Just(Try::Expire),
    ]
}

fn carry_out(task: &mut Task, what: Try) -> bool {
    let at = now();
    let who = |id: u8| by(&person(id));
    match what {
        Try::Assign(id, second) => {
            let of_office = if id < 3 { worker } else { director };
            let mut somebody = of_office(&person(id), &format!("网格员{id}"));
            let both =
                [COURT, OTHER_COURT].map(|court| Term { court: court.into(), ..somebody.terms[0].clone() });
            somebody.terms = both.to_vec();
            task.assign(&somebody, &who(if second { 4 } else { 3 }), at).is_ok()
        }
        Try::Accept(id) => task.accept(&who(id), at).is_ok(),
        Try::Decline(id) => task.decline("忙", &who(id), at).is_ok(),
        Try::Transfer(there) => {
            task.transfer(if there { OTHER_COURT } else { COURT }, "搬了", &by("director"), at).is_ok()
        }
        Try::Attempt(id) => task.attempt(&mut visit(&person(id), Outcome::NotFound), true, at).is_ok(),
        Try::Report(id) => task.report("好", &who(id), at).is_ok(),
        Try::Review(approved) => {
            task.review(opinion(approved, "看过"), (&[], &[]), &by("officer"), at).is_ok()
        }
        Try::Revoke => task.revoke("撤案", &by("officer"), at).is_ok(),
        Try::Expire => task.expire(task.times.finish_by.plus_seconds(1)).is_some(),
    }
}

/// Whether an act by somebody works with arguments that are in order, whatever is refused otherwise.
fn works(task: &Task, act: Act, by: &Actor, visits: &[Attempt]) -> bool {
    let (mut task, at) = (task.clone(), now());
    match act {
        Act::Assign => (0..3).any(|id| carry_out(&mut task.clone(), Try::Assign(id, false))),
        Act::Accept => task.accept(by, at).is_ok(),
        Act::Decline => task.decline("忙", by, at).is_ok(),
        Act::Transfer => {
            [COURT, OTHER_COURT].iter().any(|court| task.clone().transfer(court, "搬了", by, at).is_ok())
        }
        Act::Attempt => {
            let mut attempt = visit("w0", Outcome::NotFound);
            attempt.worker.clone_from(&by.person);
            task.attempt(&mut attempt, true, at).is_ok()
        }
        Act::Report => task.report("好", by, at).is_ok(),
        Act::Review => task.review(opinion(true, ""), (visits, &[]), by, at).is_ok(),
        Act::Revoke => task.revoke("撤案", by, at).is_ok(),
        Act::Print => task.print(Print { what: Printed::ReturnForm, copies: 0 }, by, at).is_ok(),
    }
}

proptest! {
    #[test]
    fn what_a_task_permits_is_what_works(life in prop::collection::vec(tries(), 0..20)) {
        let (mut task, mut visits) = (task(), Vec::new());
        for what in life {
            if carry_out(&mut task, what) && let Try::Attempt(id) = what {
                visits.push(visit(&person(id), Outcome::NotFound));
            }
            for person in ["w0", "w1", "w2", "officer", "director", "second-director", "other-officer"] {
                let by = by(person);
                for act in Act::ALL {
                    let acting = Acting { by: &by, visits: &visits, in_term: true, directs: true, at: now() };
                    let permitted = task.may(act, acting).is_ok();
                    let worked = works(&task, act, &by, &visits);
                    prop_assert_eq!(permitted, worked, "{:?} by {} in {:?}", act, person, &task.state);
                }
            }
        }
    }

    #[test]
    fn a_task_is_late_from_the_first_of_its_limits_until_it_is_reported(
        life in prop::collection::vec(tries(), 0..20), hours in 0..400_i64,
    ) {
        let mut task = task();
        for what in life {
            carry_out(&mut task, what);
            let at = task.created.plus_hours(hours);
            let is_late = task.late_from().is_some_and(|limit| at > limit);
            prop_assert_eq!(is_late, task.state.awaits_report() && !task.overdue(at).is_empty());
            prop_assert_eq!(State::OPEN.contains(&task.state.name()), task.state.awaits_report());
            let is_held = task.state.worker().is_some() && !task.state.is_final();
            prop_assert_eq!(State::WITH_WORKER.contains(&task.state.name()), is_held);
            prop_assert_eq!(State::REPORTED_OR_OVER.contains(&task.state.name()), !task.state.awaits_report());
        }
    }

    #[test]
    fn every_life_is_in_order(life in prop::collection::vec(tries(), 0..40)) {
        let mut task = task();
        for what in life {
            let before = task.clone();
            let worked = carry_out(&mut task, what);
            let attempted = matches!(what, Try::Attempt(_));
            if !worked {
                prop_assert_eq!(&task, &before, "a refusal changes nothing");
                continue;
            }
            prop_assert!(attempted || !before.state.is_final(), "{:?} left {:?}", what, before.state);
            prop_assert_eq!(task.version, before.version + i64::from(!attempted));
            prop_assert_eq!(task.steps.len(), before.steps.len() + usize::from(!attempted));
            prop_assert!(task.state.worker().is_none() || task.state.court().is_some());
            let restored = State::restore(
                task.state.name(), task.state.court().map(str::to_owned), task.state.worker().map(str::to_owned),
            );
            prop_assert_eq!(restored.as_ref(), Some(&task.state));
            // A director has a task because they took it on themselves.
            let given = task.steps.iter().rfind(|step| step.what == EventKind::Assigned);
            let is_director = |person: &str| person.ends_with("director");
            prop_assert!(given.is_none_or(|step| !is_director(&step.worker) || step.worker == step.actor));
            // A worker changes only by an assignment or by leaving.
            if before.state.worker() != task.state.worker() {
                prop_assert!(matches!(what, Try::Assign(..) | Try::Decline(_) | Try::Transfer(_)), "{:?}", what);
            }
        }
    }
}
