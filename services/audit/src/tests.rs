//! Chains on both databases: what is written, found, tampered with and cut off.

use std::path::Path;

use prost::Message as _;
use proto::{
    access::v1 as contract,
    audit::v1::{self as wire, audit_service_client::AuditServiceClient},
    google::rpc,
};
use sea_orm::{ConnectionTrait as _, Value};
use tempfile::TempDir;

use super::{Auditor, Found, verify};
use kit::{
    access::{AssertionSigner, Caller, Role, keys::Keys},
    domain::Timestamp,
    rpc::{
        ClientChannel, LateBoundPeer,
        audit::{AuditSink as _, Record},
    },
    storage::{Location, Store, sql},
};

struct World {
    folder: TempDir,
    location: Location,
    keys: Keys,
}

/// Fresh places to write to: SQLite, and PostgreSQL where there is one.
async fn worlds() -> Vec<World> {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::folder(folder.path());
    let mut worlds = vec![World { folder, location, keys: Keys::random().unwrap() }];
    if let Ok(url) = std::env::var(kit::testing::POSTGRES) {
        let name = format!("t{}", uuid::Uuid::now_v7().simple());
        let server =
            sea_orm::Database::connect(kit::storage::pool_options(format!("{url}/postgres"))).await.unwrap();
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        let location = Location::postgres(format!("{url}/{name}"));
        worlds.push(World { folder: tempfile::tempdir().unwrap(), location, keys: Keys::random().unwrap() });
    }
    worlds
}

impl World {
    fn beside(&self) -> &Path {
        self.folder.path()
    }

    async fn auditor(&self) -> Auditor {
        Auditor::start(&self.location, self.beside(), &self.keys).await.unwrap()
    }

    async fn verify(&self) -> Found {
        verify(&self.location, self.beside(), &self.keys).await.unwrap()
    }

    /// What is wrong after a statement of somebody who reached the database, which has to do something.
    async fn after(&self, text: &str) -> String {
        let store = Store::open::<super::Migrator>(&self.location, super::NAME, &self.keys).await.unwrap();
        let tx = store.begin().await.unwrap();
        let done = tx.execute_raw(sql(&tx, text, Vec::<Value>::new())).await.unwrap();
        assert!(done.rows_affected() > 0, "{text}");
        tx.commit().await.unwrap();
        store.close().await.unwrap();
        self.verify().await.wrong.join("; ")
    }
}

fn record(number: usize) -> Record {
    Record {
        person: "people/officer".into(),
        roles: vec!["OFFICER".into()],
        address: "192.0.2.7".into(),
        method: "sharedcourt.dispatch.v1.TaskService.GetTask".into(),
        resources: vec![format!("tasks/{number}")],
        code: "OK",
        request_id: format!("r-{number}"),
        ..Record::begun(Timestamp::now())
    }
}

async fn filled(world: &World, count: usize) {
    let auditor = world.auditor().await;
    for number in 1..count {
        auditor.record(record(number)).await;
    }
    auditor.record_durably(record(count)).await.unwrap();
    auditor.stop().await;
}

#[tokio::test]
async fn what_was_written_holds_over_several_lives() {
    for world in worlds().await {
        filled(&world, 700).await;
        filled(&world, 3).await;
        // A life in which nobody called.
        world.auditor().await.stop().await;
        assert_eq!(world.verify().await, Found { chains: 3, records: 703, wrong: Vec::new() });
    }
}

#[tokio::test]
async fn many_at_once_and_several_front_doors_write_chains_of_their_own() {
    for world in worlds().await {
        let (one, other) = (world.auditor().await, world.auditor().await);
        let kept = (0..200).map(|number| {
            let auditor = if number % 2 == 0 { one.clone() } else { other.clone() };
            async move { auditor.record_durably(record(number)).await }
        });
        for done in futures::future::join_all(kept).await {
            done.unwrap();
        }
        // While both still run.
        assert_eq!(world.verify().await, Found { chains: 2, records: 200, wrong: Vec::new() });
        one.stop().await;
        other.stop().await;
    }
}

#[tokio::test]
async fn one_byte_is_found_and_located() {
    for field in ["person", "roles", "method", "resources", "code", "reason", "request_id", "trace_id"] {
        for world in worlds().await {
            filled(&world, 5).await;
            let wrong =
                world.after(&format!("UPDATE records SET {field} = {field} || '.' WHERE number = 3")).await;
            assert!(
                wrong.contains("record 3 was changed") && !wrong.contains("record 4"),
                "{field}: {wrong}"
            );
        }
    }
    for world in worlds().await {
        filled(&world, 5).await;
        let wrong = world.after("UPDATE records SET at = at + 1 WHERE number = 2").await;
        assert!(wrong.contains("record 2 was changed"), "{wrong}");
        let wrong = world.after("UPDATE records SET sealed = digest WHERE number = 4").await;
        assert!(wrong.contains("record 4 was changed"), "{wrong}");
        // A record that is said to be of another region is hidden from those who should see it.
        let wrong = world.after("UPDATE records SET home = '330783' WHERE number = 5").await;
        assert!(wrong.contains("record 5 was changed"), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_missing_is_found_wherever_it_stood() {
    for world in worlds().await {
        filled(&world, 5).await;
        let wrong = world.after("DELETE FROM records WHERE number = 3").await;
        assert!(wrong.contains("records 3 to 3 are missing"), "{wrong}");
    }
    for world in worlds().await {
        filled(&world, 5).await;
        let wrong = world.after("DELETE FROM records WHERE number > 3").await;
        assert!(wrong.contains("records 4 to 5 were cut off"), "{wrong}");
        // Who takes the head in the database away too has not reached the one beside.
        let wrong = world.after("DELETE FROM heads").await;
        assert!(wrong.contains("records 4 to 5 were cut off"), "{wrong}");
    }
    for world in worlds().await {
        filled(&world, 2).await;
        filled(&world, 2).await;
        let wrong = world.after("DELETE FROM chains WHERE serial = 1").await;
        assert!(wrong.contains("chain number 1 is missing") && wrong.contains("removed whole"), "{wrong}");
    }
}

/// The audit, as somebody with one office reads it.
fn reader(
    world: &World,
    auditor: &Auditor,
    person: &str,
    role: Role,
    region: &str,
) -> AuditServiceClient<ClientChannel> {
    let grant = contract::Grant {
        role: role.to_contract().into(),
        region_code: region.into(),
        start_time: Some(Timestamp::now().plus_hours(-1).to_timestamp()),
        ..Default::default()
    };
    let principal = contract::Principal { person: person.into(), grants: vec![grant], ..Default::default() };
    let at = Timestamp::now();
    let assertion = AssertionSigner::new(&world.keys, "test").person_calls(principal, at);
    let caller = Caller { assertion, ..Caller::ourselves(at) };
    // Nobody is there who could say what people are called; records are read without it.
    let courts = LateBoundPeer::default().peer();
    let peer = super::peer(auditor, &world.keys, courts);
    AuditServiceClient::new(ClientChannel::on_behalf_of(&peer, &caller).unwrap())
}

fn reason(status: &tonic::Status) -> String {
    let details = rpc::Status::decode(status.details()).unwrap().details;
    rpc::ErrorInfo::decode(details[0].value.as_slice()).unwrap().reason
}

#[tokio::test]
async fn a_record_is_shown_in_its_region_and_never_to_its_own_caller() {
    for world in worlds().await {
        let auditor = world.auditor().await;
        for (number, (person, place, resource)) in [
            ("people/officer", "330783", "cases/1"),
            ("people/town", "330783201", "cases/1"),
            ("people/worker", "courts/330783201203", "tasks/1"),
            ("people/elsewhere", "330783001", "cases/2"),
            ("people/other-county", "330784", "cases/1"),
            // Somebody of the town who looked elsewhere; a stranger.
            ("people/town", "330783201", "courts/330783001"),
            ("", "", "people/president"),
        ]
        .into_iter()
        .enumerate()
        {
            let places = Some(place.to_owned()).filter(|place| !place.is_empty());
            auditor
                .record_durably(Record {
                    person: person.into(),
                    places: places.into_iter().collect(),
                    resources: vec![resource.into()],
                    access_reason: format!("because {number}"),
                    ..record(number)
                })
                .await
                .unwrap();
        }
        let list = async |person: &str, role: Role, region: &str, filter: &str| {
            let mut audit = reader(&world, &auditor, person, role, region);
            let request = wire::ListAuditRecordsRequest {
                filter: filter.into(),
                ..wire::ListAuditRecordsRequest::default()
            };
            let records = audit.list_audit_records(request).await.map(tonic::Response::into_inner);
            records.map(|list| {
                let mut numbers: Vec<i64> = list.audit_records.iter().map(|record| record.number).collect();
                numbers.sort_unstable();
                numbers
            })
        };
        let ids = |numbers: &[i64]| numbers.to_vec();
        for role in [Role::Admin, Role::Command, Role::Auditor] {
            assert_eq!(list("people/x", role, "330783", "").await.unwrap(), ids(&[1, 2, 3, 4, 6, 7]));
            assert_eq!(list("people/x", role, "330783201", "").await.unwrap(), ids(&[2, 3]));
            assert_eq!(list("people/x", role, "330784", "").await.unwrap(), ids(&[5, 7]));
            assert_eq!(list("people/x", role, "33", "").await.unwrap(), ids(&[1, 2, 3, 4, 5, 6, 7]));
            assert_eq!(list("people/x", role, "330783001", "resource=cases/1").await.unwrap(), ids(&[]));
            assert_eq!(list("people/town", role, "330783", "").await.unwrap(), ids(&[1, 3, 4, 7]));
            let own = list("people/town", role, "330783", "person=people/town").await.unwrap_err();
            assert_eq!(reason(&own), "OWN_RECORDS");
        }
        assert!(list("people/x", Role::Officer, "330783", "").await.is_err());

        let mut audit = reader(&world, &auditor, "people/x", Role::Auditor, "330783");
        let mut ask =
            wire::ListLookupsRequest { resource: "cases/1".into(), page_size: 1, ..Default::default() };
        let first = audit.list_lookups(ask.clone()).await.unwrap().into_inner();
        let said = |lookup: &wire::Lookup| (lookup.person.clone(), lookup.access_reason.clone());
        assert_eq!(said(&first.lookups[0]), ("people/town".to_owned(), "because 1".to_owned()));
        assert_eq!(first.lookups[0].roles, [Role::Officer.to_contract() as i32]);
        assert!(first.lookups[0].method.ends_with("GetTask") && first.lookups[0].record.ends_with("-2"));
        ask.page_token = first.next_page_token;
        let second = audit.list_lookups(ask.clone()).await.unwrap().into_inner();
        assert_eq!(said(&second.lookups[0]), ("people/officer".to_owned(), "because 0".to_owned()));
        assert!(second.next_page_token.is_empty());
        // A token is good for the same region alone.
        let mut town = reader(&world, &auditor, "people/x", Role::Auditor, "330783201");
        assert_eq!(reason(&town.list_lookups(ask).await.unwrap_err()), "PAGE_TOKEN_INVALID");
        let nothing = wire::ListLookupsRequest::default();
        assert_eq!(reason(&town.list_lookups(nothing.clone()).await.unwrap_err()), "BAD_REQUEST");
        let mut admin = reader(&world, &auditor, "people/x", Role::Admin, "330783");
        assert_eq!(reason(&admin.list_lookups(nothing).await.unwrap_err()), "ROLE_REQUIRED");
        auditor.stop().await;
        assert_eq!(world.verify().await.wrong, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_head_can_not_be_forged() {
    for world in worlds().await {
        filled(&world, 5).await;
        let wrong = world.after("UPDATE heads SET number = 4").await;
        assert!(wrong.contains("signature of its head"), "{wrong}");
    }
}

#[tokio::test]
async fn while_nothing_can_be_written_mutations_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::random().unwrap();
    let location = Location::folder(folder.path());
    let auditor = Auditor::start(&location, folder.path(), &keys).await.unwrap();
    auditor.record_durably(record(1)).await.unwrap();
    let store = auditor.store().clone();
    let tx = store.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE records RENAME TO away").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(auditor.record_durably(record(2)).await.unwrap_err().reason(), "AUDIT_UNAVAILABLE");
    assert_eq!(auditor.ready(true).await.unwrap_err().reason(), "AUDIT_UNAVAILABLE");
    assert!(auditor.ready(false).await.is_ok());
    let tx = store.begin().await.unwrap();
    tx.execute_unprepared("ALTER TABLE away RENAME TO records").await.unwrap();
    tx.commit().await.unwrap();
    // What was waiting is not lost.
    auditor.record_durably(record(3)).await.unwrap();
    assert!(auditor.ready(true).await.is_ok());
    auditor.stop().await;
    let found = verify(&location, folder.path(), &keys).await.unwrap();
    assert_eq!((found.records, found.wrong), (3, Vec::new()));
}
