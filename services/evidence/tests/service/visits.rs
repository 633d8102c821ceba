//! Visits and what belongs to them, as dispatch and evidence keep them together.

use evidence::Migrator;
use kit::{moment::Moment, trial::on_every_database};
use proto::{dispatch::v1 as tasks, evidence::v1 as wire};

use crate::{
    field::{Field, WORKER},
    world::reason,
};

fn visit(task: &str, device_time: Moment, sent: Option<Moment>) -> tasks::CreateAttemptRequest {
    tasks::CreateAttemptRequest {
        parent: task.into(),
        attempt: Some(tasks::Attempt {
            outcome: tasks::AttemptOutcome::NotFound.into(),
            device_time: Some(device_time.to_timestamp()),
            ..Default::default()
        }),
        sent_time: sent.map(Moment::to_timestamp),
        ..Default::default()
    }
}

fn seconds(time: Option<&prost_types::Timestamp>) -> i64 {
    time.unwrap().seconds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_by_a_wrong_clock_is_kept_with_both_times() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let task = field.accepted(WORKER).await;
        let now = Moment::now();
        // Their term began an hour ago: by a clock of 1970 nobody would have held any office.
        let term = (Some(now.plus_hours(-1)), None);
        let mut worker = field.world.in_term(&field.dispatch.peer, WORKER, term).tasks();
        let in_1970 = Moment::from_micros(0);
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

        let fast = Moment::now().plus_hours(2);
        let looked = |sent: i64| wire::RecordPacketViewsRequest {
            request_id: "views".into(),
            name: packet.name.clone(),
            view_times: vec![Moment::from_micros(5).to_timestamp(), fast.to_timestamp()],
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
