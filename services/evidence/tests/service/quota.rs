//! How much one person may send.

use evidence::{Migrator, Settings, domain::quota::Quota};
use kit::testing::on_every_database;
use proto::evidence::v1 as wire;
use tonic::Code;

use crate::world::{World, png, reason, sha256};

const MIB: i64 = 1024 * 1024;

fn declaration(number: usize, size: i64) -> wire::CreateEvidenceRequest {
    let evidence = wire::Evidence {
        sha256: sha256(&number.to_le_bytes()),
        size_bytes: size,
        media_type: "video/mp4".into(),
        ..wire::Evidence::default()
    };
    wire::CreateEvidenceRequest { evidence: Some(evidence), ..Default::default() }
}

fn world(store: kit::storage::Store, quota: Quota) -> World {
    World::with(store, Settings { quota, ..Settings::from(10) })
}

#[tokio::test]
async fn one_person_does_not_declare_the_disk_full() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let quota = Quota { person_files: 5, person_bytes: 100 * MIB, ..Quota::default() };
        let world = world(store, quota);
        let (worker, other) = (world.person("worker"), world.person("worker2"));
        let declare = async |number, size| worker.evidence().create_evidence(declaration(number, size)).await;
        for number in 0..2 {
            declare(number, 40 * MIB).await.unwrap();
        }
        let refused = declare(2, 40 * MIB).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::ResourceExhausted, "EVIDENCE_QUOTA_BYTES")
        );
        // What was declared is declared, and others are not concerned.
        declare(0, 40 * MIB).await.unwrap();
        other.evidence().create_evidence(declaration(2, 40 * MIB)).await.unwrap();
        for number in 3..6 {
            declare(number, 1).await.unwrap();
        }
        let refused = declare(6, 1).await.unwrap_err();
        assert_eq!(reason(&refused), "EVIDENCE_QUOTA_FILES");
        let bytes = png(30);
        let refused = worker.declare(&bytes, "image/png").await.unwrap_err();
        assert_eq!(reason(&refused), "EVIDENCE_QUOTA_FILES");
        assert!(refused.message().contains("the first of them lapses at"), "{}", refused.message());
    })
    .await;
}

#[tokio::test]
async fn declarations_at_once_are_counted_one_after_another() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = world(store, Quota { person_files: 3, ..Quota::default() });
        let worker = world.person("worker");
        let all = (0..10).map(|number| {
            let mut client = worker.evidence();
            async move { client.create_evidence(declaration(number, 1)).await }
        });
        let done = futures::future::join_all(all).await;
        assert_eq!(done.iter().filter(|declared| declared.is_ok()).count(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_day_has_so_many_bytes_of_one_person_and_what_has_arrived_is_not_lost() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let (one, two) = (png(200), png(220));
        let both = i64::try_from(one.len() + two.len()).unwrap();
        let world = world(store, Quota { person_day_bytes: both - 1, ..Quota::default() });
        let (worker, other) = (world.person("worker"), world.person("worker2"));
        for (person, bytes) in [(&worker, &one), (&other, &two)] {
            let name = person.declare(bytes, "image/png").await.unwrap().name;
            assert!(person.send(&name, bytes, (0, true), None).await.unwrap().complete);
        }
        let name = worker.declare(&two, "image/png").await.unwrap().name;
        let refused = worker.send(&name, &two, (0, true), None).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::ResourceExhausted, "EVIDENCE_QUOTA_DAY")
        );
        assert_eq!(
            worker.read(&format!("evidence/{}", sha256(&one)), "").await.unwrap().0,
            one,
            "reading goes on"
        );
    })
    .await;
}

#[tokio::test]
async fn the_disk_keeps_its_reserve() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = world(store, Quota { reserve_bytes: i64::MAX, ..Quota::default() });
        let refused = world.person("worker").declare(&png(20), "image/png").await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::ResourceExhausted, "STORE_FULL"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_s_uploads_leave_places_for_others() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = world(store, Quota { person_uploads: 2, ..Quota::default() });
        let (worker, other) = (world.person("worker"), world.person("worker2"));
        let (mut lines, mut calls) = (Vec::new(), Vec::new());
        for side in [31, 32] {
            let name = worker.declare(&png(side), "image/png").await.unwrap().name;
            let (line, coming) = tokio::sync::mpsc::channel(2);
            let first = wire::UploadEvidenceRequest { name, ..Default::default() };
            line.send(first).await.unwrap();
            let mut client = worker.evidence();
            calls.push(tokio::spawn(async move {
                client.upload_evidence(tokio_stream::wrappers::ReceiverStream::new(coming)).await
            }));
            lines.push(line);
        }
        let bytes = png(33);
        let name = worker.declare(&bytes, "image/png").await.unwrap().name;
        let mut refused = String::new();
        for _ in 0..200 {
            match worker.send(&name, &bytes, (0, false), Some(1)).await {
                Err(status) => refused = reason(&status),
                Ok(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
            }
            if !refused.is_empty() {
                break;
            }
        }
        assert_eq!(refused, "UPLOADS_UNDER_WAY");
        let theirs = other.declare(&bytes, "image/png").await.unwrap().name;
        assert!(
            other.send(&theirs, &bytes, (0, true), None).await.unwrap().complete,
            "others are not concerned"
        );
        drop(lines);
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert!(worker.send(&name, &bytes, (0, true), None).await.unwrap().complete);
    })
    .await;
}
