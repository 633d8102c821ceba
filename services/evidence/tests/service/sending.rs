//! Files on their way: whole, in pieces, wrong, twice.

use evidence::Migrator;
use kit::testing::on_every_database;
use proto::evidence::v1 as wire;
use tonic::Code;

use crate::world::{World, png, reason, sha256};

#[tokio::test]
async fn a_file_comes_in_pieces_is_read_in_ranges_and_never_sent_twice() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let bytes = png(1200);
        let declared = worker.declare(&bytes, "image/png").await.unwrap();
        assert_eq!(declared.state(), wire::EvidenceState::Declared);
        let name = declared.name.clone();
        let some = bytes.len() / 3;
        let sent = worker.send(&name, &bytes[..some], (0, false), None).await.unwrap();
        assert_eq!(usize::try_from(sent.offset).unwrap(), some);
        // Nothing of it can be read, by nobody.
        assert_eq!(worker.read(&name, "").await.unwrap_err().code(), Code::NotFound);

        let again = worker.send(&name, &bytes, (0, true), None).await.unwrap_err();
        assert_eq!(reason(&again), "UPLOAD_OFFSET_MISMATCH");
        let ask = wire::GetUploadRequest { name: name.clone() };
        let arrived = worker.evidence().get_upload(ask.clone()).await.unwrap().into_inner();
        assert_eq!((arrived.offset, arrived.complete), (sent.offset, false));
        let short = worker.send(&name, &bytes[some..some + 10], (sent.offset, true), None).await.unwrap_err();
        assert_eq!(reason(&short), "UPLOAD_SHORT");
        let offset = i64::try_from(some + 10).unwrap();
        let sent = worker.send(&name, &bytes[some + 10..], (offset, true), None).await.unwrap();
        assert!(sent.complete);

        assert_eq!(worker.read(&name, "").await.unwrap(), (bytes.clone(), 0));
        assert_eq!(worker.read(&name, "bytes=10-19").await.unwrap(), (bytes[10..20].to_vec(), 206));
        let none = worker.read(&name, "bytes=99999999-").await.unwrap_err();
        assert_eq!(reason(&none), "RANGE_NOT_SATISFIABLE");
        let more = worker.send(&name, b"more", (offset, true), None).await.unwrap_err();
        assert_eq!(reason(&more), "UPLOAD_COMPLETED");
        let ask = wire::GetEvidenceRequest { name: name.clone() };
        let stored = worker.evidence().get_evidence(ask).await.unwrap().into_inner();
        let picture = stored.picture.clone().unwrap();
        assert_eq!(
            (stored.state(), picture.width, stored.leaf_index),
            (wire::EvidenceState::Stored, 1200, Some(0))
        );
        let small = wire::GetThumbnailRequest { name };
        let small = worker.evidence().get_thumbnail(small).await.unwrap().into_inner();
        assert_eq!(small.content_type, "image/jpeg");
        assert_eq!(image::load_from_memory(&small.data).unwrap().width(), 320);
        // Pieces are gone; the file and its small picture are there.
        assert_eq!([world.lying("arriving"), world.lying("whole"), world.lying("files")], [0, 0, 1]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_nothing_of_it_can_be_read() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        for (bytes, media, why) in
            [(&b"x"[..], "text/html", "TYPE_NOT_ACCEPTED"), (b"", "image/png", "REQUIRED")]
        {
            let refused = worker.declare(bytes, media).await.unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument, "{why}");
        }
        // Other bytes than were declared.
        let (good, mut bad) = (png(40), png(40));
        let last = bad.len() - 1;
        bad[last] ^= 1;
        let name = worker.declare(&good, "image/png").await.unwrap().name;
        let refused = worker.send(&name, &bad, (0, true), None).await.unwrap_err();
        assert_eq!(reason(&refused), "DIGEST_MISMATCH");
        let ask = wire::GetUploadRequest { name: name.clone() };
        assert_eq!(
            worker.evidence().get_upload(ask).await.unwrap().into_inner().offset,
            0,
            "from the beginning"
        );
        // More than was declared.
        let more = [good.clone(), vec![0]].concat();
        let refused = worker.send(&name, &more, (0, true), None).await.unwrap_err();
        assert_eq!(reason(&refused), "UPLOAD_TOO_LONG");
        assert!(worker.send(&name, &good, (0, true), None).await.unwrap().complete, "and then right");
        // An archive that is called a picture.
        let zip = b"PK\x03\x04\x14\0\0\0\x08\0rest of it".to_vec();
        let name = worker.declare(&zip, "image/jpeg").await.unwrap().name;
        let refused = worker.send(&name, &zip, (0, true), None).await.unwrap_err();
        assert_eq!(reason(&refused), "TYPE_MISMATCH");
        assert_eq!(worker.read(&name, "").await.unwrap_err().code(), Code::NotFound);
        assert_eq!([world.lying("arriving"), world.lying("whole"), world.lying("files")], [0, 0, 1]);
        // What nobody declared.
        let nobody = format!("evidence/{}", sha256(b"nobody"));
        let refused = worker.send(&nobody, b"nobody", (0, true), None).await.unwrap_err();
        assert_eq!(reason(&refused), "EVIDENCE_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn to_know_a_digest_is_to_know_nothing() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let (worker, other, officer) =
            (world.person("worker"), world.person("worker2"), world.person("elsewhere"));
        let bytes = png(30);
        let name = worker.declare(&bytes, "image/png").await.unwrap().name;
        worker.send(&name, &bytes, (0, true), None).await.unwrap();
        let unknown = format!("evidence/{}", sha256(b"nothing"));
        for stranger in [&officer] {
            let there = stranger.read(&name, "").await.unwrap_err();
            let nowhere = stranger.read(&unknown, "").await.unwrap_err();
            assert_eq!((there.code(), there.message()), (nowhere.code(), nowhere.message()));
            let ask = wire::GetEvidenceProofRequest { name: name.clone() };
            assert_eq!(stranger.evidence().get_evidence_proof(ask).await.unwrap_err().code(), Code::NotFound);
        }
        // Declared by another it is not there until they have sent it, every byte.
        let declared = officer.declare(&bytes, "image/png").await.unwrap();
        assert_eq!((declared.state(), declared.upload_offset), (wire::EvidenceState::Declared, 0));
        assert_eq!(officer.read(&name, "").await.unwrap_err().code(), Code::NotFound);
        officer.send(&name, &bytes, (0, true), None).await.unwrap();
        assert_eq!(officer.read(&name, "").await.unwrap().0, bytes);
        assert_eq!(world.lying("files"), 1, "the same file is kept once");
        // Nor do the village's own people see what one of them sent, until a visit cites it.
        for colleague in [&other, &world.person("director")] {
            assert_eq!(colleague.read(&name, "").await.unwrap_err().code(), Code::NotFound);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_who_send_one_file_at_once_the_later_goes_on() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let bytes = png(1500);
        let name = worker.declare(&bytes, "image/png").await.unwrap().name;
        let (one, two) = tokio::join!(
            worker.send(&name, &bytes, (0, true), None),
            worker.send(&name, &bytes, (0, true), None)
        );
        let done = [&one, &two].into_iter().filter(|sent| sent.is_ok()).count();
        let ask = wire::GetUploadRequest { name: name.clone() };
        let arrived = worker.evidence().get_upload(ask).await.unwrap().into_inner();
        if done == 0 {
            // Each stood in the other's way; a sender that asks for the offset continues from there.
            let from = usize::try_from(arrived.offset).unwrap();
            assert!(worker.send(&name, &bytes[from..], (arrived.offset, true), None).await.unwrap().complete);
        }
        assert_eq!(worker.read(&name, "").await.unwrap().0, bytes);
        assert_eq!(world.lying("files"), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_declared_wrongly_is_corrected_by_whoever_declared_it() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let bytes = png(500);
        let length = i64::try_from(bytes.len()).unwrap();
        let name = worker.declare(&bytes, "image/jpeg").await.unwrap().name;
        worker.send(&name, &bytes[..1000], (0, false), None).await.unwrap();
        // The type, and what arrived stays.
        let declared = worker.declare(&bytes, "image/png").await.unwrap();
        assert_eq!((declared.media_type.as_str(), declared.upload_offset), ("image/png", 1000));
        // The size: above what arrived it stays, below it comes anew.
        let resized = async |size_bytes| {
            let evidence = wire::Evidence {
                sha256: sha256(&bytes),
                size_bytes,
                media_type: "image/png".into(),
                ..wire::Evidence::default()
            };
            let ask = wire::CreateEvidenceRequest { evidence: Some(evidence), ..Default::default() };
            worker.evidence().create_evidence(ask).await.map(tonic::Response::into_inner)
        };
        assert_eq!(resized(length + 5).await.unwrap().upload_offset, 1000);
        assert_eq!(resized(900).await.unwrap().upload_offset, 0);
        assert_eq!(world.lying("arriving"), 0);
        let declared = resized(length).await.unwrap();
        assert_eq!((declared.size_bytes, declared.upload_offset), (length, 0));
        assert!(worker.send(&name, &bytes, (0, true), None).await.unwrap().complete);
        // Once it is here it is what it is.
        assert_eq!(reason(&worker.declare(&bytes, "image/jpeg").await.unwrap_err()), "DECLARED_OTHERWISE");
        assert_eq!(worker.declare(&bytes, "image/png").await.unwrap().state(), wire::EvidenceState::Stored);
    })
    .await;
}

#[tokio::test]
async fn a_type_that_did_not_fit_is_corrected_after_it_was_refused() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let worker = world.person("worker");
        let bytes = png(30);
        let name = worker.declare(&bytes, "image/jpg").await.unwrap().name;
        let refused = worker.send(&name, &bytes, (0, true), None).await.unwrap_err();
        assert_eq!(reason(&refused), "TYPE_MISMATCH");
        worker.declare(&bytes, "image/png").await.unwrap();
        assert!(worker.send(&name, &bytes, (0, true), None).await.unwrap().complete);
    })
    .await;
}

#[tokio::test]
async fn what_nothing_cites_is_read_by_its_sender_alone() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let bytes = png(31);
        for sender in ["officer", "worker"] {
            let person = world.person(sender);
            let name = person.declare(&bytes, "image/png").await.unwrap().name;
            person.send(&name, &bytes, (0, true), None).await.unwrap();
            assert_eq!(person.read(&name, "").await.unwrap().0, bytes, "{sender}");
            for other in ["command", "director", "worker2", "elsewhere"] {
                let refused = world.person(other).read(&name, "").await.unwrap_err();
                assert_eq!(
                    (refused.code(), reason(&refused).as_str()),
                    (Code::NotFound, "EVIDENCE_UNKNOWN"),
                    "{other}"
                );
            }
        }
    })
    .await;
}
