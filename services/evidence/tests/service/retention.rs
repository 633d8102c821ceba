//! How long files are kept, and what stays of them.

use evidence::{
    Migrator,
    domain::{
        digest::Digest,
        proof::{Proof, check_file},
    },
};
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{dispatch::v1 as tasks, evidence::v1 as wire};
use sea_orm::ConnectionTrait as _;
use tonic::Code;

use crate::{
    field::{Field, WORKER},
    world::{Person, World, png, reason, sha256},
};

const DAY: i64 = 24;

async fn stored(person: &Person, bytes: &[u8]) -> String {
    let name = person.declare(bytes, "image/png").await.unwrap().name;
    assert!(person.send(&name, bytes, (0, true), None).await.unwrap().complete);
    name
}

async fn shown(person: &Person, name: &str) -> wire::Evidence {
    let ask = wire::GetEvidenceRequest { name: name.into() };
    person.evidence().get_evidence(ask).await.unwrap().into_inner()
}

fn proof(message: wire::LeafProof) -> Proof {
    Proof {
        leaf: message.leaf,
        index: u64::try_from(message.leaf_index).unwrap(),
        hashes: message.hashes,
        checkpoint: message.checkpoint,
    }
}

#[tokio::test]
async fn what_nothing_cites_goes_after_ninety_days_and_leaves_its_leaf() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store.clone());
        let (sender, elsewhere) = (world.person("officer"), world.person("elsewhere"));
        let bytes = png(700);
        let name = stored(&sender, &bytes).await;
        let began = Timestamp::now();
        world.service.look(began.plus_hours(89 * DAY)).await.unwrap();
        assert_eq!(sender.read(&name, "").await.unwrap().0, bytes);

        world.service.look(began.plus_hours(90 * DAY + 1)).await.unwrap();
        let refused = sender.read(&name, "").await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "EVIDENCE_DELETED"));
        let small = wire::GetThumbnailRequest { name: name.clone() };
        assert_eq!(reason(&sender.evidence().get_thumbnail(small).await.unwrap_err()), "EVIDENCE_DELETED");
        assert_eq!([world.lying("files"), world.lying("thumbnails")], [0, 0]);
        let gone = shown(&sender, &name).await;
        let deletion = gone.deletion.clone().unwrap();
        assert_eq!((gone.state(), deletion.rule.as_str()), (wire::EvidenceState::Deleted, "NEVER_CITED"));
        assert!(deletion.rule_text.contains("个人信息保护法第十九条") && gone.picture.is_none());
        // Who could not see the file learns nothing of it now.
        assert_eq!(reason(&elsewhere.read(&name, "").await.unwrap_err()), "EVIDENCE_UNKNOWN");

        // Both leaves are proved, by the bytes that somebody has kept.
        let ask = wire::GetEvidenceProofRequest { name: name.clone() };
        let response = sender.evidence().get_evidence_proof(ask).await.unwrap().into_inner();
        let key = response.verifier_key.clone();
        let digest = Digest::parse(&sha256(&bytes)).unwrap();
        assert_eq!(check_file(&proof(response), &key, digest).unwrap().size, 2);
        let ask = wire::GetLeafProofRequest { subject: deletion.leaf_subject };
        let refused = elsewhere.log().get_leaf_proof(ask.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "LEAF_UNKNOWN");
        let response = sender.log().get_leaf_proof(ask).await.unwrap().into_inner();
        assert!(
            response.leaf.contains("rule NEVER_CITED") && response.leaf.contains("第十九条"),
            "{}",
            response.leaf
        );
        assert_eq!(check_file(&proof(response), &key, digest).unwrap().size, 2);

        // Looking again changes nothing.
        world.service.look(began.plus_hours(900 * DAY)).await.unwrap();
        let size = sender.log().get_checkpoint(wire::GetCheckpointRequest {}).await.unwrap().into_inner();
        assert_eq!(size.tree_size, 2);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_file_can_be_sent_again_and_its_terms_begin_anew() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let bytes = png(701);
        let name = stored(&worker, &bytes).await;
        // The director has sent it too: nobody sees what others sent and nothing cites.
        stored(&world.person("director"), &bytes).await;
        let later = |days: i64| Timestamp::now().plus_hours(days * DAY);
        world.service.look(later(91)).await.unwrap();

        // Declared again it comes from the first byte on; meanwhile it says that it was deleted.
        let declared = worker.declare(&bytes, "image/png").await.unwrap();
        assert_eq!((declared.state(), declared.upload_offset), (wire::EvidenceState::Declared, 0));
        worker.send(&name, &bytes[..1000], (0, false), None).await.unwrap();
        let coming = shown(&worker, &name).await;
        assert_eq!((coming.state(), coming.upload_offset), (wire::EvidenceState::Declared, 1000));
        assert!(coming.deletion.is_some());
        assert_eq!(reason(&worker.read(&name, "").await.unwrap_err()), "EVIDENCE_DELETED");
        // The director, who saw the file, gets the same as before.
        assert_eq!(shown(&world.person("director"), &name).await.state(), wire::EvidenceState::Deleted);
        // What does not come in time is forgotten, and that the file was here is not.
        world.service.look(later(8)).await.unwrap();
        assert_eq!(world.lying("arriving"), 0);
        assert_eq!(shown(&worker, &name).await.state(), wire::EvidenceState::Deleted);

        // Sent again, by this or by another person, it is there.
        assert_eq!(stored(&worker, &bytes).await, name);
        assert_eq!(worker.read(&name, "").await.unwrap().0, bytes);
        let here = shown(&worker, &name).await;
        assert_eq!((here.state(), here.leaf_index), (wire::EvidenceState::Stored, Some(0)));
        assert!(here.deletion.is_none() && here.picture.is_some());
        let small = wire::GetThumbnailRequest { name: name.clone() };
        assert!(worker.evidence().get_thumbnail(small).await.is_ok());
        assert_eq!(world.lying("files"), 1);
        world.service.look(later(89)).await.unwrap();
        assert_eq!(worker.read(&name, "").await.unwrap().0, bytes);

        world.service.look(later(92)).await.unwrap();
        let gone = shown(&worker, &name).await.deletion.unwrap();
        assert_eq!(gone.leaf_subject, format!("{name}/deletions/2"));
        assert_eq!(world.lying("files"), 0);
        let size = worker.log().get_checkpoint(wire::GetCheckpointRequest {}).await.unwrap().into_inner();
        assert_eq!(size.tree_size, 4, "stored, deleted, returned, deleted");
    })
    .await;
}

#[tokio::test]
async fn a_process_that_dies_between_the_row_and_the_bytes_leaves_nothing_for_long() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store.clone());
        let worker = world.person("worker");
        let bytes = png(300);
        let name = stored(&worker, &bytes).await;
        let digest = sha256(&bytes);
        let lies = world.folder.path().join("evidence/files").join(&digest[..2]).join(&digest);
        let later = Timestamp::now().plus_hours(91 * DAY);
        world.service.look(later).await.unwrap();
        assert!(!lies.exists());
        // As it stands when the process dies after the row was written.
        std::fs::write(&lies, &bytes).unwrap();
        let tx = store.begin().await.unwrap();
        tx.execute_unprepared("UPDATE files SET removed = 0").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reason(&worker.read(&name, "").await.unwrap_err()), "EVIDENCE_DELETED");
        world.service.look(later).await.unwrap();
        assert!(!lies.exists());
    })
    .await;
}

#[tokio::test]
async fn a_hold_keeps_a_file_until_somebody_else_lifts_it() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let (command, other) = (world.person("command"), world.person("command2"));
        let bytes = png(60);
        let name = stored(&world.person("officer"), &bytes).await;
        for person in [&command, &other] {
            stored(person, &bytes).await;
        }
        let hold = |reason: &str| wire::HoldEvidenceRequest {
            request_id: "1".into(),
            name: name.clone(),
            reason: reason.into(),
        };
        let refused = command.evidence().hold_evidence(hold(" ")).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let kept = command.evidence().hold_evidence(hold("另案需要")).await.unwrap().into_inner();
        assert_eq!(kept.hold.clone().unwrap().reason, "另案需要");
        assert_eq!(command.evidence().hold_evidence(hold("另案需要")).await.unwrap().into_inner(), kept);
        assert_eq!(shown(&world.person("officer"), &name).await.hold, None, "not for everybody");
        let stranger = world.person("elsewhere").evidence().hold_evidence(hold("x")).await.unwrap_err();
        assert_eq!(stranger.code(), Code::PermissionDenied);

        let later = |days: i64| Timestamp::now().plus_hours(days * DAY);
        world.service.look(later(4000)).await.unwrap();
        assert_eq!(command.read(&name, "").await.unwrap().0, bytes);

        let release = || wire::ReleaseEvidenceRequest { name: name.clone(), ..Default::default() };
        let refused = command.evidence().release_evidence(release()).await.unwrap_err();
        assert_eq!(reason(&refused), "HOLD_IS_YOURS");
        let free = other.evidence().release_evidence(release()).await.unwrap().into_inner();
        assert_eq!(free.hold, None);
        assert_eq!(reason(&other.evidence().release_evidence(release()).await.unwrap_err()), "NOT_HELD");
        world.service.look(later(91)).await.unwrap();
        assert_eq!(reason(&command.read(&name, "").await.unwrap_err()), "EVIDENCE_DELETED");
        let late = wire::HoldEvidenceRequest { request_id: "2".into(), ..hold("太晚了") };
        assert_eq!(reason(&command.evidence().hold_evidence(late).await.unwrap_err()), "EVIDENCE_DELETED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_task_cites_stays_while_it_runs_and_for_ten_years_after() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let field = Field::new(store).await;
        let (worker, officer) = (field.world.person(WORKER), field.world.person("officer"));
        let (bytes, unused) = (png(44), png(45));
        let (name, idle) = (stored(&worker, &bytes).await, stored(&worker, &unused).await);
        let task = field.accepted(WORKER).await;
        field.attempted(WORKER, &task, &name).await;
        let later = |days: i64| Timestamp::now().plus_hours(days * DAY);
        field.world.service.look(later(3600)).await.unwrap();
        assert_eq!(officer.read(&name, "").await.unwrap().0, bytes, "the task goes on");
        assert_eq!(reason(&worker.read(&idle, "").await.unwrap_err()), "EVIDENCE_DELETED");

        let ask = tasks::RevokeTaskRequest { name: task, reason: "撤回".into(), ..Default::default() };
        field.tasks("officer").revoke_task(ask).await.unwrap();
        // The end comes with the log of tasks; a file is looked at again after a month at the latest.
        for month in 0..600 {
            field.world.service.look(later(3700 + 31 * month)).await.unwrap();
            if officer.read(&name, "").await.is_err() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let refused = officer.read(&name, "").await.unwrap_err();
        assert_eq!(reason(&refused), "EVIDENCE_DELETED");
        assert_eq!(shown(&officer, &name).await.deletion.unwrap().rule, "SUBJECTS_OVER");
    })
    .await;
}
