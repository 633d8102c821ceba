//! What a device may hold, for how long, and that it says when it holds it no more.

use std::time::Duration;

use evidence::{
    Migrator,
    domain::proof::{Proof, check},
};
use kit::{domain::Timestamp, testing::on_every_database};
use prost::Message as _;
use proto::{courts::v1::GetPersonRequest, dispatch::v1 as tasks, evidence::v1 as wire};
use tonic::Status;

use crate::{
    field::{Field, OTHER, WORKER},
    world::{Person, reason},
};

async fn issue(person: &Person, task: &str, request_id: &str) -> Result<wire::Packet, Status> {
    let ask =
        wire::IssuePacketRequest { request_id: request_id.into(), task: task.into(), device: "phone".into() };
    Ok(person.packets().issue_packet(ask).await?.into_inner())
}

fn purge(name: &str, device: &str, at: Timestamp) -> wire::ConfirmPurgeRequest {
    wire::ConfirmPurgeRequest {
        name: name.into(),
        device: device.into(),
        purge_time: Some(at.to_timestamp()),
        ..Default::default()
    }
}

async fn list(person: &Person, overdue: bool) -> Vec<wire::Packet> {
    let ask = wire::ListPacketsRequest { overdue, ..Default::default() };
    person.packets().list_packets(ask).await.unwrap().into_inner().packets
}

async fn closed(person: &Person) -> wire::Packet {
    for _ in 0..600 {
        if let Some(packet) = list(person, false).await.into_iter().find(|packet| packet.closed) {
            return packet;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the packet of a closed task stays open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_holds_little_ends_with_its_task_and_is_purged_with_a_receipt() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (worker, other) = (field.world.person(WORKER), field.world.person(OTHER));
        let task = field.accepted(WORKER).await;
        let packet = issue(&worker, &task, "one").await.unwrap();
        assert_eq!(issue(&worker, &task, "one").await.unwrap(), packet, "the same call, the same packet");
        let response = String::from_utf8_lossy(&packet.encode_to_vec()).into_owned();
        let content = packet.content.clone().unwrap();
        assert_eq!((content.addressee.as_str(), content.documents.len()), ("张三丰", 1));
        for secret in ["11010519491231002X", "002X", "执123号", "13800000000"] {
            assert!(!response.contains(secret), "{secret} went along");
        }
        let same_call = wire::IssuePacketRequest {
            request_id: "one".into(),
            task: task.clone(),
            device: "tablet".into(),
        };
        let same_call = worker.packets().issue_packet(same_call).await.unwrap_err();
        assert_eq!(reason(&same_call), "REQUEST_ID_REUSED");
        assert_eq!(reason(&issue(&other, &task, "").await.unwrap_err()), "TASK_UNKNOWN");

        // Each look counts once.
        let now = Timestamp::now();
        let looks = |many: i64| wire::RecordPacketViewsRequest {
            name: packet.name.clone(),
            view_times: (0..many).map(|at| now.plus_seconds(at).to_timestamp()).collect(),
            ..Default::default()
        };
        for (looked, counted) in [(2, 2), (3, 3), (1, 3)] {
            let response = worker.packets().record_packet_views(looks(looked)).await.unwrap().into_inner();
            assert_eq!(response.view_count, counted);
        }
        let refused = other.packets().record_packet_views(looks(1)).await.unwrap_err();
        assert_eq!(reason(&refused), "PACKET_UNKNOWN");

        // The court takes the task back: what the device holds is due at once.
        let ask =
            tasks::RevokeTaskRequest { name: task.clone(), reason: "已撤回".into(), ..Default::default() };
        field.tasks("officer").revoke_task(ask).await.unwrap();
        let due = closed(&worker).await;
        assert!(due.expire_time.unwrap().seconds < packet.expire_time.unwrap().seconds);
        assert_eq!(due.content, None, "a list holds nothing of the visit");
        assert_eq!(reason(&issue(&worker, &task, "one").await.unwrap_err()), "PACKET_NOT_HOLDER");

        let (elsewhere, purged) = (purge(&packet.name, "tablet", now), purge(&packet.name, "phone", now));
        let refused = worker.packets().confirm_purge(elsewhere).await.unwrap_err();
        assert_eq!(reason(&refused), "BAD_REQUEST");
        let refused = other.packets().confirm_purge(purged.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "PACKET_UNKNOWN");
        let at_once = futures::future::join_all((0..4).map(|_| {
            let (mut packets, purged) = (worker.packets(), purged.clone());
            async move { packets.confirm_purge(purged).await.unwrap().into_inner() }
        }));
        for response in at_once.await {
            assert_eq!(response.purge_time, Some(now.to_timestamp()));
        }
        // Issue and receipt stand in the log.
        for subject in [packet.name.clone(), format!("{}/purge", packet.name)] {
            let ask = wire::GetLeafProofRequest { subject: subject.clone() };
            let response =
                field.world.person("officer").log().get_leaf_proof(ask).await.unwrap().into_inner();
            assert!(response.leaf.contains(&subject));
            let proof = Proof {
                leaf: response.leaf,
                index: u64::try_from(response.leaf_index).unwrap(),
                hashes: response.hashes,
                checkpoint: response.checkpoint,
            };
            check(&proof, &response.verifier_key).unwrap();
        }
        assert_eq!(list(&field.world.person("command"), false).await.len(), 1);
        assert!(list(&field.world.person("command"), true).await.is_empty());
        assert!(list(&other, false).await.is_empty(), "another worker saw it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_asks_twice_holds_one_packet_and_owes_one_receipt() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let worker = field.world.person(WORKER);
        let task = field.accepted(WORKER).await;
        let at_once = futures::future::join_all((0..4).map(|_| issue(&worker, &task, ""))).await;
        let packets: Vec<_> = at_once.into_iter().map(|packet| packet.unwrap()).collect();
        assert!(packets.iter().all(|packet| packet.name == packets[0].name && packet.content.is_some()));
        assert_eq!(issue(&worker, &task, "later").await.unwrap().name, packets[0].name);
        let tablet =
            wire::IssuePacketRequest { task: task.clone(), device: "tablet".into(), ..Default::default() };
        let tablet = worker.packets().issue_packet(tablet).await.unwrap().into_inner();
        assert_ne!(tablet.name, packets[0].name, "another device holds its own");
        assert_eq!(list(&worker, false).await.len(), 2);

        // What was purged is given anew, with a receipt of its own.
        let purged = purge(&packets[0].name, "phone", Timestamp::now());
        worker.packets().confirm_purge(purged).await.unwrap();
        let again = issue(&worker, &task, "").await.unwrap();
        assert!(again.name != packets[0].name && again.purge_time.is_none());
        assert_eq!(issue(&worker, &task, "").await.unwrap().name, again.name);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_carries_the_guide_of_its_task_with_the_witnesses_of_its_village() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let worker = field.world.person(WORKER);
        let officer = field.world.at(&field.courts.peer, "officer");
        let ask = GetPersonRequest { name: format!("people/{WORKER}") };
        let staff = officer.people().get_person(ask).await.unwrap().into_inner().display_name;

        let task = field.accepted(WORKER).await;
        let content = issue(&worker, &task, "").await.unwrap().content.unwrap();
        let guide = content.guide.unwrap();
        assert_eq!(guide.version, law::guide::VERSION);
        let branch = |id: &str| guide.branches.iter().find(|branch| branch.id == id).unwrap();
        let left = branch("LEFT_WITNESSED");
        assert_eq!(left.light(), wire::GuideLight::Green);
        assert_eq!(left.outcome(), tasks::AttemptOutcome::Refused);
        assert!(left.title.contains("留置送达") && left.title_en.contains("Leave service"));
        let item = |id: &str| left.items.iter().find(|item| item.id == id).unwrap();
        assert_eq!(item("WITNESS").accepts, [staff], "of two workers one is on the staff of the committee");
        assert_eq!(item("WITNESS_SIGNATURE").role(), tasks::FileRole::SignatureWitness);
        assert_eq!(item("DOCUMENTS").accepts, ["执行通知书"]);
        // The task's words for a person are those of the law: nobody signs for one as head of an organisation.
        let receivers = branch("DIRECT").items.iter().find(|item| item.id == "RECEIVER").unwrap();
        assert!(!receivers.accepts.iter().any(|relation| relation == "LEGAL_REPRESENTATIVE"));

        let search = field.accepted_of(WORKER, tasks::TaskKind::LocatePerson, "执行通知书").await;
        assert_eq!(issue(&worker, &search, "").await.unwrap().content.unwrap().guide, None);
        let mediation = field.accepted_of(WORKER, tasks::TaskKind::ServiceOfProcess, "民事调解书").await;
        let guide = issue(&worker, &mediation, "").await.unwrap().content.unwrap().guide.unwrap();
        assert!(guide.branches.iter().all(|branch| branch.id != "LEFT_WITNESSED"), "it is never left");
        let notice = field.accepted_of(WORKER, tasks::TaskKind::PostNotice, "公告").await;
        let guide = issue(&worker, &notice, "").await.unwrap().content.unwrap().guide.unwrap();
        let lights: Vec<_> = guide.branches.iter().map(wire::GuideBranch::light).collect();
        assert!(
            lights.iter().all(|light| *light == wire::GuideLight::Assistance),
            "its grounds are not known"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_goes_out_without_witnesses_while_the_register_is_away() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::without_register(store).await;
        let worker = field.world.person(WORKER);
        let task = field.accepted(WORKER).await;
        let guide = issue(&worker, &task, "").await.unwrap().content.unwrap().guide.unwrap();
        let ids: Vec<_> = guide.branches.iter().map(|branch| branch.id.as_str()).collect();
        assert!(ids.contains(&"LEFT_RECORDED") && !ids.contains(&"LEFT_WITNESSED"), "{ids:?}");
    })
    .await;
}
