//! Visits and what belongs to them, as dispatch and evidence keep them together.

use std::time::Duration;

use evidence::Migrator;
use futures::StreamExt as _;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{courts::v1 as courts, dispatch::v1 as tasks, evidence::v1 as wire};
use tonic::Status;

use crate::{
    field::{Field, OTHER, WORKER},
    world::{png, reason},
};

/// What of a task would say whom it concerns.
const SECRETS: [&str; 4] = ["张三丰", "13800000000", "前田村", "执行通知书"];

async fn task(field: &Field, id: &str, name: &str) -> Result<tasks::Task, Status> {
    let ask = tasks::GetTaskRequest { name: name.into() };
    Ok(field.tasks(id).get_task(ask).await?.into_inner())
}

async fn report(field: &Field, task: &str) -> tasks::Task {
    let ask =
        tasks::ReportTaskRequest { name: task.into(), summary: "已送达".into(), ..Default::default() };
    field.tasks(WORKER).report_task(ask).await.unwrap().into_inner()
}

fn secrets(message: &impl prost::Message) -> Vec<&'static str> {
    let bytes = message.encode_to_vec();
    let text = String::from_utf8_lossy(&bytes);
    SECRETS.into_iter().filter(|secret| text.contains(secret)).collect()
}

fn visit(task: &str, device_time: Timestamp, sent: Option<Timestamp>) -> tasks::CreateAttemptRequest {
    tasks::CreateAttemptRequest {
        parent: task.into(),
        attempt: Some(tasks::Attempt {
            outcome: tasks::AttemptOutcome::NotFound.into(),
            device_time: Some(device_time.to_timestamp()),
            ..Default::default()
        }),
        sent_time: sent.map(Timestamp::to_timestamp),
        ..Default::default()
    }
}

fn with_note(note: &str) -> tasks::Attempt {
    tasks::Attempt { outcome: tasks::AttemptOutcome::Other.into(), note: note.into(), ..Default::default() }
}

fn at(attempt: tasks::Attempt, time: Timestamp) -> tasks::Attempt {
    tasks::Attempt { device_time: Some(time.to_timestamp()), ..attempt }
}

fn seconds(time: Option<&prost_types::Timestamp>) -> i64 {
    time.unwrap().seconds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_by_a_wrong_clock_is_kept_with_both_times() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let task = field.accepted(WORKER).await;
        let now = Timestamp::now();
        // Their term began an hour ago: by a clock of 1970 nobody would have held any office.
        let term = (Some(now.plus_hours(-1)), None);
        let mut worker = field.world.in_term(&field.dispatch.peer, WORKER, term).tasks();
        let in_1970 = Timestamp::from_micros(0);
        for (device_time, sent, before, error) in [
            (now.plus_hours(1), Some(now.plus_seconds(3600 + 5)), 5, 3605),
            (in_1970, Some(in_1970.plus_seconds(7)), 7, -now.micros() / 1_000_000 + 7),
            (now.plus_hours(1), None, 0, 3600),
        ] {
            let kept = worker.create_attempt(visit(&task, device_time, sent)).await.unwrap().into_inner();
            assert_eq!(kept.device_time, Some(device_time.to_timestamp()));
            let server = seconds(kept.server_time.as_ref());
            assert!((server - seconds(kept.visit_time.as_ref()) - before).abs() <= 1, "{kept:?}");
            // The server heard of it a little after it was sent.
            let found = kept.clock_error.unwrap().seconds;
            assert!((found - error).abs() <= 60, "{found} {error}");
        }
        // Without the time of sending a clock at 1970 can't be corrected: the visit is marked, and kept all the same.
        let kept = worker.create_attempt(visit(&task, in_1970, None)).await.unwrap().into_inner();
        assert!(kept.predates_task && kept.visit_time == kept.device_time && kept.clock_error.is_none());

        // Sent again a minute later it is the same call.
        let again = |after: i64| tasks::CreateAttemptRequest {
            request_id: "one".into(),
            ..visit(&task, now, Some(now.plus_seconds(after)))
        };
        let first = worker.create_attempt(again(0)).await.unwrap().into_inner();
        assert_eq!(worker.create_attempt(again(60)).await.unwrap().into_inner(), first);

        // A visit after the end of the term is none of theirs.
        let ended = (Some(now.plus_hours(-50)), Some(now.plus_hours(-1)));
        let mut worker = field.world.in_term(&field.dispatch.peer, WORKER, ended).tasks();
        let refused = worker.create_attempt(visit(&task, now, Some(now))).await.unwrap_err();
        assert_eq!(reason(&refused), "TERM_NOT_RUNNING");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_and_views_by_a_wrong_clock_are_kept_with_both_times() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let task = field.accepted(WORKER).await;
        let mut packets = field.world.person(WORKER).packets();
        let ask = wire::IssuePacketRequest { task, device: "phone".into(), ..Default::default() };
        let packet = packets.issue_packet(ask).await.unwrap().into_inner();

        let fast = Timestamp::now().plus_hours(2);
        let looked = |sent: i64| wire::RecordPacketViewsRequest {
            request_id: "views".into(),
            name: packet.name.clone(),
            view_times: vec![Timestamp::from_micros(5).to_timestamp(), fast.to_timestamp()],
            sent_time: Some(fast.plus_seconds(sent).to_timestamp()),
        };
        for sent in [1, 90] {
            let seen = packets.record_packet_views(looked(sent)).await.unwrap().into_inner();
            assert_eq!(seen.view_count, 2);
        }
        let other_call = wire::RecordPacketViewsRequest { request_id: "other".into(), ..looked(200) };
        let seen = packets.record_packet_views(other_call).await.unwrap().into_inner();
        assert_eq!(seen.view_count, 2, "the same views, sent at another time");

        let purged = wire::ConfirmPurgeRequest {
            name: packet.name.clone(),
            device: "phone".into(),
            purge_time: Some(fast.to_timestamp()),
            sent_time: Some(fast.plus_seconds(1).to_timestamp()),
            ..Default::default()
        };
        let purged = packets.confirm_purge(purged).await.unwrap().into_inner();
        assert_eq!(purged.device_purge_time, Some(fast.to_timestamp()));
        assert!((purged.clock_error.unwrap().seconds - 7200).abs() <= 60);
        let purge_time = seconds(purged.purge_time.as_ref());
        assert!(seconds(packet.issue_time.as_ref()) <= purge_time && purge_time < fast.micros() / 1_000_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_says_which_files_are_not_here_and_is_approved_when_they_are() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (worker, bytes) = (field.world.person(WORKER), png(60));
        let name = field.accepted(WORKER).await;
        let file = format!("evidence/{}", crate::world::sha256(&bytes));
        let attempt = field.attempted(WORKER, &name, &file).await;
        report(&field, &name).await;
        let (mut officer, length) = (field.tasks("officer"), i64::try_from(bytes.len()).unwrap());
        let approve = |reason: &str| tasks::ReviewTaskRequest {
            name: name.clone(),
            decision: tasks::ReviewDecision::Approve.into(),
            missing_files_reason: reason.into(),
            ..Default::default()
        };
        let stands = async || {
            let [file] = task(&field, "officer", &name).await.unwrap().files.try_into().unwrap();
            file
        };
        let expected = |state: tasks::TaskFileState, size_bytes, received_bytes| tasks::TaskFile {
            evidence: file.clone(),
            attempts: vec![attempt.clone()],
            state: state.into(),
            size_bytes,
            received_bytes,
        };
        let refused = async || {
            let mut officer = field.tasks("officer");
            reason(&officer.review_task(approve("")).await.unwrap_err())
        };
        assert_eq!(stands().await, expected(tasks::TaskFileState::NotDeclared, 0, 0));
        assert_eq!(refused().await, "FILES_MISSING");
        // That somebody else has the same file does not bring it here.
        let other = field.world.person(OTHER);
        other.declare(&bytes, "image/png").await.unwrap();
        other.send(&file, &bytes, (0, true), None).await.unwrap();
        assert_eq!(stands().await.state(), tasks::TaskFileState::NotDeclared);
        // A part of it, and all of it.
        worker.declare(&bytes, "image/png").await.unwrap();
        worker.send(&file, &bytes[..100], (0, false), None).await.unwrap();
        assert_eq!(stands().await, expected(tasks::TaskFileState::Arriving, length, 100));
        assert_eq!(refused().await, "FILES_MISSING");
        worker.send(&file, &bytes[100..], (100, true), None).await.unwrap();
        assert_eq!(stands().await, expected(tasks::TaskFileState::Stored, length, length));
        let listed = officer.list_tasks(tasks::ListTasksRequest::default()).await.unwrap().into_inner();
        assert_eq!(listed.tasks[0].files, [stands().await]);
        let done = officer.review_task(approve("")).await.unwrap().into_inner();
        assert_eq!(done.state(), tasks::TaskState::Done);
        assert_eq!(done.review.unwrap().missing_files, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_whose_files_never_come_is_approved_with_a_reason() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let name = field.accepted(WORKER).await;
        let file = format!("evidence/{}", "a".repeat(64));
        field.attempted(WORKER, &name, &file).await;
        report(&field, &name).await;
        let approve = tasks::ReviewTaskRequest {
            name,
            decision: tasks::ReviewDecision::Approve.into(),
            missing_files_reason: "手机遗失，村委会已书面说明".into(),
            ..Default::default()
        };
        let done = field.tasks("officer").review_task(approve).await.unwrap().into_inner();
        let review = done.review.unwrap();
        assert_eq!(review.missing_files, [file]);
        assert!(review.missing_files_reason.starts_with("手机遗失"));
    })
    .await;
}

/// What somebody hears of a task from the beginning of the log, up to what happened last.
async fn heard(field: &Field, id: &str, task: &str, last: tasks::TaskEventKind) -> Vec<tasks::TaskEvent> {
    let events = field.tasks(id).watch_tasks(tasks::WatchTasksRequest::default()).await.unwrap();
    let (mut events, mut heard) = (events.into_inner(), Vec::new());
    loop {
        let event =
            tokio::time::timeout(Duration::from_secs(30), events.next()).await.unwrap().unwrap().unwrap();
        let (kind, name) = (event.kind(), event.task.clone().unwrap_or_default().name);
        if name == task {
            heard.push(event);
        }
        if kind == last && name == task {
            return heard;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_a_task_reads_the_record_of_their_own_visit_and_no_more() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let name = field.accepted(WORKER).await;
        assert_eq!(secrets(&task(&field, WORKER, &name).await.unwrap()).len(), SECRETS.len());
        let mut worker = field.tasks(WORKER);
        let visit = visit(&name, Timestamp::now(), None);
        let attempt = worker.create_attempt(visit).await.unwrap().into_inner();
        let accepted =
            tasks::AcceptTaskRequest { request_id: "a".into(), name: name.clone(), ..Default::default() };
        assert!(worker.accept_task(accepted).await.is_err());
        let declined = field.accepted(WORKER).await;

        let revoke = tasks::RevokeTaskRequest {
            name: name.clone(),
            reason: "张三丰已履行".into(),
            ..Default::default()
        };
        field.tasks("officer").revoke_task(revoke).await.unwrap();
        let read = task(&field, WORKER, &name).await.unwrap();
        assert_eq!(secrets(&read), Vec::<&str>::new(), "{read:?}");
        assert_eq!((read.state(), read.attempts.as_slice()), (tasks::TaskState::Revoked, &[attempt][..]));
        let [step] = read.steps.as_slice() else { panic!("{:?}", read.steps) };
        assert_eq!((step.actor.as_str(), step.actor_display_name.as_str()), ("people/officer", "officer"));
        let listed = worker.list_tasks(tasks::ListTasksRequest::default()).await.unwrap().into_inner().tasks;
        assert_eq!(listed.len(), 2);
        let of_the_revoked = listed.iter().find(|listed| listed.name == name).unwrap();
        assert_eq!(secrets(of_the_revoked), Vec::<&str>::new());
        for event in heard(&field, WORKER, &name, tasks::TaskEventKind::TaskRevoked).await {
            assert_eq!(secrets(&event), Vec::<&str>::new(), "{:?}", event.kind());
        }
        // The director of the court goes on reading it.
        let events = heard(&field, "director-330783201203", &name, tasks::TaskEventKind::TaskRevoked).await;
        assert!(events.iter().all(|event| !secrets(event).is_empty()));

        // Given back, it is theirs no more; the same call again says no more than that.
        let decline = tasks::DeclineTaskRequest {
            request_id: "decline".into(),
            name: declined.clone(),
            reason: "外出务工".into(),
            ..Default::default()
        };
        for _ in 0..2 {
            let answer = worker.decline_task(decline.clone()).await.unwrap().into_inner();
            assert_eq!((answer.state(), secrets(&answer)), (tasks::TaskState::Declined, Vec::new()));
        }
        assert_eq!(reason(&task(&field, WORKER, &declined).await.unwrap_err()), "TASK_UNKNOWN");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_of_whoever_left_goes_back_and_what_they_did_is_handed_in() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Box::pin(Field::new(store)).await;
        let name = field.accepted(WORKER).await;
        let visited = Timestamp::now();
        let deactivate = courts::DeactivatePersonRequest {
            name: format!("people/{WORKER}"),
            reason: "离职".into(),
            ..Default::default()
        };
        let mut people = field.world.at(&field.courts.peer, "admin").people();
        let left = people.deactivate_person(deactivate).await.unwrap().into_inner();
        let until =
            left.terms.iter().filter_map(|term| term.end_time.as_ref()).max_by_key(|time| time.seconds);
        let until = Timestamp::from_timestamp(until.unwrap()).unwrap();
        field.dispatch.look(Timestamp::now()).await.unwrap();
        let back = Box::pin(task(&field, "director-330783201203", &name)).await.unwrap();
        assert_eq!((back.state(), back.worker.as_str()), (tasks::TaskState::Declined, ""));
        assert!(back.steps.last().unwrap().comment.contains("停用"), "{:?}", back.steps);

        // What the register says of them from then on: their term, which ended.
        let worker =
            field.world.in_term(&field.dispatch.peer, WORKER, (Some(Timestamp::from_micros(0)), Some(until)));
        let visit = tasks::CreateAttemptRequest {
            request_id: "v".into(),
            ..visit(&name, visited, Some(Timestamp::now()))
        };
        let kept = Box::pin(worker.tasks().create_attempt(visit)).await.unwrap().into_inner();
        assert_eq!(kept.lateness(), tasks::Lateness::AfterTerm);
        let ask = tasks::ReportTaskRequest {
            name: name.clone(),
            summary: "已送达本人".into(),
            ..Default::default()
        };
        let answer = Box::pin(worker.tasks().report_task(ask)).await.unwrap().into_inner();
        assert_eq!(secrets(&answer), Vec::<&str>::new());
        let seen = Box::pin(task(&field, "officer", &name)).await.unwrap();
        let [late] = seen.late_reports.as_slice() else { panic!("{seen:?}") };
        assert_eq!((late.summary.as_str(), &late.attempt), ("已送达本人", &kept.name));
        assert_eq!((seen.state(), seen.report), (tasks::TaskState::Declined, None), "it decides nothing");
        // A file that the visit cites may come, one that nothing cites may not.
        let (bytes, other) = (png(40), png(41));
        let after = field.world.in_term(
            &field.world.service.peer,
            WORKER,
            (Some(Timestamp::from_micros(0)), Some(until)),
        );
        let file = format!("evidence/{}", crate::world::sha256(&bytes));
        let cites = tasks::Attempt { evidence: vec![file.clone()], ..with_note("补录") };
        let cites = tasks::CreateAttemptRequest {
            parent: name.clone(),
            attempt: Some(at(cites, visited)),
            ..Default::default()
        };
        let attempt = Box::pin(worker.tasks().create_attempt(cites)).await.unwrap().into_inner().name;
        field.logged(&attempt).await;
        after.declare(&bytes, "image/png").await.unwrap();
        assert!(after.send(&file, &bytes, (0, true), None).await.unwrap().complete);
        assert_eq!(field.world.person("officer").read(&file, "").await.unwrap().0, bytes);
        assert_eq!(reason(&after.declare(&other, "image/png").await.unwrap_err()), "FILE_NOT_CITED");
        // And nothing else is open to them.
        let ask = tasks::GetTaskRequest { name };
        assert_eq!(reason(&worker.tasks().get_task(ask).await.unwrap_err()), "TERM_NOT_RUNNING");
    })
    .await;
}
