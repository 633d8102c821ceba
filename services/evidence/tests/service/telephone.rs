//! What a telephone sends in a session for the papers of one request: in the officer's name, its own files alone, seen by the officer's desk.

use evidence::Migrator;
use kit::testing::on_every_database;
use proto::evidence::v1::{self as wire, EvidenceState};

use crate::world::{Person, World, png, reason};

async fn listed(person: &Person, session: &str) -> Vec<(String, EvidenceState, i64)> {
    let request = wire::ListUploadSessionEvidenceRequest { parent: format!("uploadSessions/{session}") };
    let found = person.evidence().list_upload_session_evidence(request).await.unwrap().into_inner();
    found.evidence.into_iter().map(|file| (file.name.clone(), file.state(), file.upload_offset)).collect()
}

async fn standing(person: &Person, name: &str) -> Result<i64, String> {
    let request = wire::GetUploadRequest { name: name.into() };
    let found = person.evidence().get_upload(request).await.map_err(|no| reason(&no))?;
    Ok(found.into_inner().offset)
}

#[tokio::test]
async fn the_desk_sees_each_file_arrive_and_a_later_session_resumes_it() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let (officer, first) = (world.person("officer"), world.telephone("officer", "s1"));
        let (photo, other) = (png(200), png(40));
        assert!(photo.len() > 60_000, "{}", photo.len());
        assert_eq!(listed(&officer, "s1").await, []);
        let declared = first.declare(&photo, "image/png").await.unwrap().name;
        let small = first.declare(&other, "image/png").await.unwrap().name;
        first.send(&small, &other, (0, true), None).await.unwrap();
        first.send(&declared, &photo[..50_000], (0, false), None).await.unwrap();
        let size = i64::try_from(other.len()).unwrap();
        assert_eq!(
            listed(&officer, "s1").await,
            [
                (declared.clone(), EvidenceState::Declared, 50_000),
                (small.clone(), EvidenceState::Stored, size)
            ]
        );
        // The officer has what the telephone sent, as if they had sent it.
        assert_eq!(officer.read(&small, "").await.unwrap().0, other);

        // Another session of the same officer resumes where the first was cut off, once it has declared the file.
        let second = world.telephone("officer", "s2");
        assert_eq!(standing(&second, &declared).await, Err("EVIDENCE_UNKNOWN".into()));
        let no = second.send(&declared, &photo[50_000..], (50_000, true), None).await.unwrap_err();
        assert_eq!(reason(&no), "EVIDENCE_UNKNOWN");
        assert_eq!(second.declare(&photo, "image/png").await.unwrap().upload_offset, 50_000);
        assert_eq!(standing(&second, &declared).await, Ok(50_000));
        second.send(&declared, &photo[50_000..], (50_000, true), None).await.unwrap();
        let whole = i64::try_from(photo.len()).unwrap();
        assert_eq!(listed(&officer, "s2").await, [(declared.clone(), EvidenceState::Stored, whole)]);
        assert_eq!(listed(&officer, "s1").await[0].1, EvidenceState::Stored);
        // Nobody else sees what came by it.
        assert_eq!(listed(&world.person("elsewhere"), "s1").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_telephone_sends_photos_and_pdf_files_of_its_own_and_twenty_at_the_most() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store);
        let (officer, phone) = (world.person("officer"), world.telephone("officer", "s1"));
        // What the officer sends at the desk is not the telephone's.
        let bytes = png(10);
        let own = officer.declare(&bytes, "image/png").await.unwrap().name;
        assert_eq!(standing(&phone, &own).await, Err("EVIDENCE_UNKNOWN".into()));
        let no = phone.declare(&bytes, "video/mp4").await.unwrap_err();
        assert!(no.message().contains("PDF"), "{}", no.message());
        for number in 0..20_u8 {
            phone.declare(&[number], "application/pdf").await.unwrap();
        }
        let no = phone.declare(&[20], "application/pdf").await.unwrap_err();
        assert_eq!(reason(&no), "UPLOAD_SESSION_FULL");
        // One that is declared already is declared.
        phone.declare(&[7], "application/pdf").await.unwrap();
        assert_eq!(listed(&officer, "s1").await.len(), 20);
        world.telephone("officer", "s2").declare(&[20], "application/pdf").await.unwrap();
    })
    .await;
}
