//! Handing in what was done without a signal.
//!
//! An act leaves the queue for a final answer about that very act. Whatever says nothing about it (a session that has ended, a line
//! that broke, too many calls) ends the sync and leaves the rest where it is.

use std::{collections::HashSet, time::Duration};

use kit::domain::reason;
use tonic::{Code, Status};

use super::device::{Act, Device, DeviceTime, Queued};
use crate::error::{ClientError, Failure};

/// For how long an answer is waited for.
const PATIENCE: Duration = if cfg!(test) { Duration::from_millis(1) } else { Duration::from_secs(30) };

/// What an answer means for the act that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It is about this act, and the same act would be refused again.
    Refused,
    /// The act was done at a time for which the person holds no office now. Others may still be taken in.
    OutsideTerm,
    /// It is not about this act.
    Stop,
}

/// What became of a queue.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// How many acts were carried out.
    pub(super) submitted: usize,
    /// How many were refused for good and set aside.
    pub(super) refused: usize,
    /// How many stay in the queue, because they were done outside the person's terms.
    pub(super) outside_term: usize,
    /// Why the sync ended early.
    pub(super) stopped: Option<ClientError>,
}

/// What is reported while acts are handed in.
pub(super) enum Report<'a, A> {
    /// It was carried out.
    Done(A),
    /// It was refused for good.
    Refused(&'a Queued, &'a ClientError),
    /// It stays in the queue.
    OutsideTerm(&'a Queued, &'a ClientError),
}

/// Sends every act of the queue in its order, those that are queued meanwhile too. `answered` is given an answer before the act leaves
/// the queue.
pub(super) async fn hand_in<A>(
    device: &Device,
    now: impl Fn() -> DeviceTime,
    send: impl AsyncFn(&Act) -> Result<A, Status>,
    answered: impl Fn(&A) -> Result<(), Failure>,
    mut report: impl FnMut(Report<'_, A>) -> Result<(), Failure>,
) -> Result<Round, Failure> {
    let mut round = Round::default();
    let mut tried = HashSet::new();
    let mut waiting_tasks: HashSet<String> = HashSet::new();
    loop {
        let fresh: Vec<_> =
            device.queue()?.into_iter().filter(|queued| !tried.contains(&queued.id)).collect();
        if fresh.is_empty() {
            return Ok(round);
        }
        for mut queued in fresh {
            tried.insert(queued.id.clone());
            let Some(mut act) = queued.act() else { continue };
            if waiting_tasks.contains(act.task()) && !matches!(act, Act::Attempt(_)) {
                // It follows on an act that waits.
                round.outside_term += 1;
                continue;
            }
            let time = now();
            act.sent_at(queued.done.shown_later(&time));
            device.sending(&queued.id, time.clone())?;
            queued.sent = Some(time);
            let answer = tokio::time::timeout(PATIENCE, send(&act)).await;
            let status = match answer {
                Ok(Ok(answer)) => {
                    answered(&answer)?;
                    device.settle(&queued.id)?;
                    round.submitted += 1;
                    report(Report::Done(answer))?;
                    continue;
                }
                Ok(Err(status)) => status,
                Err(_) => Status::deadline_exceeded("no answer"),
            };
            let error = ClientError::from(&status);
            match verdict(&error) {
                Verdict::Refused => {
                    device.set_aside(queued.clone(), &error.to_string())?;
                    round.refused += 1;
                    report(Report::Refused(&queued, &error))?;
                }
                Verdict::OutsideTerm => {
                    waiting_tasks.insert(act.task().to_owned());
                    round.outside_term += 1;
                    report(Report::OutsideTerm(&queued, &error))?;
                }
                Verdict::Stop => {
                    round.stopped = Some(error);
                    return Ok(round);
                }
            }
        }
    }
}

/// Only a refusal with a reason of the contract is about an act; whatever else answers stands between.
fn verdict(error: &ClientError) -> Verdict {
    match error.code {
        Code::PermissionDenied if error.reason == reason::TERM_NOT_RUNNING.name() => Verdict::OutsideTerm,
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
            if !error.reason.is_empty() =>
        {
            Verdict::Refused
        }
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::InvalidArgument
        | Code::DeadlineExceeded
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss
        | Code::Unauthenticated => Verdict::Stop,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use kit::domain::{
        Reason, reason,
        refusal::{Kind, Refusal},
    };
    use proto::dispatch::v1 as wire;

    use super::*;
    use crate::desk::journal::tests::killed_after;

    fn visit(task: &str, id: &str) -> Act {
        Act::Attempt(Box::new(wire::CreateAttemptRequest {
            request_id: id.into(),
            parent: task.into(),
            ..wire::CreateAttemptRequest::default()
        }))
    }

    fn accept(task: &str, id: &str) -> Act {
        Act::Accept(wire::AcceptTaskRequest { request_id: id.into(), name: task.into(), etag: String::new() })
    }

    fn time() -> DeviceTime {
        DeviceTime { clock: "2026-11-20T00:00:00Z".into(), boot: String::new(), since_boot_ms: 0 }
    }

    fn device(place: &tempfile::TempDir, acts: &[Act]) -> Device {
        let device = Device::open(place.path(), "worker-1").unwrap();
        for act in acts {
            device.keep(act.clone(), time()).unwrap();
        }
        device
    }

    fn id(act: &Act) -> String {
        match act {
            Act::Accept(request) => request.request_id.clone(),
            Act::Attempt(request) => request.request_id.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn waiting(device: &Device) -> Vec<String> {
        device.queue().unwrap().into_iter().map(|queued| queued.id).collect()
    }

    async fn send_all(
        device: &Device,
        send: impl AsyncFn(&Act) -> Result<(), Status>,
    ) -> Result<Round, Failure> {
        hand_in(device, time, send, |()| Ok(()), |_| Ok(())).await
    }

    fn refusal(kind: Kind, reason: Reason) -> Status {
        Refusal::new(kind, reason, "不行", "no").into()
    }

    /// A3: what says nothing about the act leaves it where it is.
    #[tokio::test]
    async fn only_a_final_answer_about_an_act_takes_it_from_the_queue() {
        let stops = [
            refusal(Kind::Unauthenticated, reason::TOKEN_EXPIRED),
            refusal(Kind::Denied, reason::ROLE_REQUIRED),
            refusal(Kind::Exhausted, reason::RATE_LIMITED),
            refusal(Kind::Unavailable, reason::AUDIT_UNAVAILABLE),
            refusal(Kind::TooLate, reason::DEADLINE_EXCEEDED),
            refusal(Kind::Internal, reason::INTERNAL),
            Status::unavailable("connection reset"),
            Status::unknown("h2 protocol error"),
            Status::cancelled("timeout expired"),
            Status::unimplemented("an older server"),
            // Of something that stands between, and knows nothing of acts.
            Status::not_found("no such page"),
            Status::invalid_argument("bad gateway"),
        ];
        for stop in stops {
            let place = tempfile::tempdir().unwrap();
            let device =
                device(&place, &[visit("tasks/a", "1"), visit("tasks/a", "2"), visit("tasks/a", "3")]);
            let round =
                send_all(&device, async |act| if id(act) == "2" { Err(stop.clone()) } else { Ok(()) });
            let round = round.await.unwrap();
            assert_eq!((round.submitted, round.refused), (1, 0), "{stop}");
            assert_eq!(round.stopped.unwrap().code, stop.code());
            assert_eq!(
                (waiting(&device), device.refused().unwrap()),
                (vec!["2".into(), "3".into()], 0),
                "{stop}"
            );
        }
        let finals = [
            refusal(Kind::Invalid, reason::BAD_REQUEST),
            refusal(Kind::NotFound, reason::TASK_UNKNOWN),
            refusal(Kind::Exists, reason::REQUEST_ID_REUSED),
            refusal(Kind::Precondition, reason::TASK_STATE_CONFLICT),
            refusal(Kind::Conflict, reason::ETAG_MISMATCH),
        ];
        for answer in finals {
            let place = tempfile::tempdir().unwrap();
            let device =
                device(&place, &[visit("tasks/a", "1"), visit("tasks/a", "2"), visit("tasks/a", "3")]);
            let round =
                send_all(&device, async |act| if id(act) == "2" { Err(answer.clone()) } else { Ok(()) });
            let round = round.await.unwrap();
            assert_eq!((round.submitted, round.refused, round.stopped.is_none()), (2, 1, true), "{answer}");
            assert_eq!((waiting(&device).len(), device.refused().unwrap()), (0, 1), "{answer}");
            assert_eq!(device.compact(true).unwrap().retried, 1);
            assert_eq!(waiting(&device), ["2"]);
        }
    }

    #[tokio::test]
    async fn what_was_done_outside_a_term_waits_and_visits_in_it_go() {
        let place = tempfile::tempdir().unwrap();
        let acts =
            [accept("tasks/a", "1"), visit("tasks/a", "2"), accept("tasks/a", "3"), accept("tasks/b", "4")];
        let device = device(&place, &acts);
        let over = refusal(Kind::Denied, reason::TERM_NOT_RUNNING);
        let round = send_all(&device, async |act| if id(act) == "1" { Err(over.clone()) } else { Ok(()) });
        let round = round.await.unwrap();
        assert_eq!((round.submitted, round.outside_term, round.stopped.is_none()), (2, 2, true));
        assert_eq!(waiting(&device), ["1", "3"]);
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_not_waited_for_without_end() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place, &[visit("tasks/a", "1")]);
        let round = send_all(&device, async |_| std::future::pending().await).await.unwrap();
        assert_eq!(round.stopped.unwrap().code, Code::DeadlineExceeded);
        assert_eq!(waiting(&device), ["1"]);
    }

    /// A5.
    #[tokio::test]
    async fn a_visit_is_sent_with_the_time_of_sending_by_its_own_clock() {
        let place = tempfile::tempdir().unwrap();
        let device = Device::open(place.path(), "worker-1").unwrap();
        let at =
            |clock: &str, since_boot_ms| DeviceTime { clock: clock.into(), boot: "a".into(), since_boot_ms };
        device.keep(visit("tasks/a", "1"), at("1970-01-01T00:00:00Z", 0)).unwrap();
        let times = RefCell::new(Vec::new());
        let unanswered = async |act: &Act| {
            let Act::Attempt(request) = act else { panic!("{act:?}") };
            times.borrow_mut().push(request.sent_time.unwrap().seconds);
            Err::<(), _>(Status::unavailable(""))
        };
        // Each time it is sent anew the time is another, and the record keeps the last.
        for since in [60_000, 7_200_000] {
            let now = || at("2026-11-20T00:00:00Z", since);
            hand_in(&device, now, unanswered, |()| Ok(()), |_| Ok(())).await.unwrap();
            assert_eq!(device.queue().unwrap()[0].sent, Some(now()));
        }
        assert_eq!(times.into_inner(), [60, 7200]);
    }

    /// A2: what is done while a sync waits for an answer is sent or still queued.
    #[tokio::test]
    async fn what_is_done_meanwhile_is_sent_too() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place, &[visit("tasks/a", "1"), visit("tasks/a", "2")]);
        let other = Device::open(place.path(), "worker-1").unwrap();
        let seen = RefCell::new(Vec::new());
        let round = send_all(&device, async |act| {
            if id(act) == "1" {
                other.keep(visit("tasks/a", "3"), time()).unwrap();
            }
            seen.borrow_mut().push(id(act));
            Ok(())
        });
        assert_eq!(round.await.unwrap().submitted, 3);
        assert_eq!(seen.into_inner(), ["1", "2", "3"]);
        assert!(waiting(&device).is_empty());
    }

    /// Whenever a sync dies: after the next one each act was carried out or is set aside, and none is lost.
    #[test]
    fn a_sync_that_dies_at_any_step_is_made_good_by_the_next() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let acts = [visit("tasks/a", "1"), visit("tasks/a", "2"), visit("tasks/a", "3")];
        for points in 0.. {
            let place = tempfile::tempdir().unwrap();
            let device = device(&place, &acts);
            let carried_out = RefCell::new(Vec::new());
            // The service answers a call that it has seen before as it did then.
            let sync = || {
                device.compact(false)?;
                let round = runtime.block_on(send_all(&device, async |act| {
                    if id(act) == "2" {
                        return Err(refusal(Kind::Precondition, reason::TASK_STATE_CONFLICT));
                    }
                    if !carried_out.borrow().contains(&id(act)) {
                        carried_out.borrow_mut().push(id(act));
                    }
                    Ok(())
                }))?;
                device.compact(false)?;
                Ok::<Round, Failure>(round)
            };
            let (first, survived) = killed_after(points, sync);
            if !survived {
                assert!(first.is_err(), "killed after {points}");
                sync().unwrap();
            }
            assert_eq!(*carried_out.borrow(), ["1", "3"], "killed after {points}");
            assert_eq!((waiting(&device).len(), device.refused().unwrap()), (0, 1), "killed after {points}");
            if survived {
                assert!(points > 30, "{points}");
                return;
            }
        }
    }
}
