//! The log on every database: in order, without a gap, without a repetition, in any order of commits.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use sea_orm::DbErr;
use sea_orm_migration::SchemaManagerConnection;

use super::*;
use crate::{
    events::{Standing, standing},
    storage::run_ddl,
    testing::{MigratorOf, Tables, on_every_database},
};

struct LogTables;

type Migrator = MigratorOf<LogTables>;

impl Tables for LogTables {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        run_ddl(connection, TABLES).await
    }
}

fn fact(subject: usize, audience: &[&str]) -> Event {
    Event {
        kind: "HAPPENED",
        subject: format!("things/{subject}"),
        region_code: "330783201203".into(),
        audience: audience.iter().map(|name| (*name).to_owned()).collect(),
        former: Vec::new(),
        payload: subject.to_string().into_bytes(),
    }
}

async fn write(log: &Log, facts: &[Event], at: Timestamp) {
    let tx = log.source.store.begin().await.unwrap();
    log.append(&tx, facts, at).await.unwrap();
    tx.commit().await.unwrap();
}

fn court(name: &str) -> Scope {
    Scope { courts: vec![name.into()], ..Scope::default() }
}

async fn next(events: &mut (impl Stream<Item = Result<Arc<RecordedEvent>, Refusal>> + Unpin)) -> String {
    let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await.expect("no event came");
    event.unwrap().unwrap().subject.clone()
}

#[tokio::test]
async fn a_watch_begins_where_it_was_and_goes_on_live() {
    on_every_database::<Migrator, _>("log", |store| async move {
        let log = Log::open(&store).await.unwrap();
        let before: Vec<_> =
            (0..250).map(|n| fact(n, &[if n % 2 == 0 { "courts/a" } else { "courts/b" }])).collect();
        write(&log, &before, Timestamp::now()).await;
        log.notify();
        let mut whole = Box::pin(log.watch(Scope::everything(), "").unwrap());
        let mut mine = Box::pin(log.watch(court("courts/a"), "").unwrap());
        for n in 0..250 {
            assert_eq!(next(&mut whole).await, format!("things/{n}"));
        }
        for n in (0..250).step_by(2) {
            assert_eq!(next(&mut mine).await, format!("things/{n}"));
        }
        write(&log, &[fact(250, &["courts/b"]), fact(251, &["courts/a", "courts/b"])], Timestamp::now())
            .await;
        log.notify();
        assert_eq!(
            (next(&mut whole).await, next(&mut whole).await),
            ("things/250".into(), "things/251".into())
        );
        assert_eq!(next(&mut mine).await, "things/251");
    })
    .await;
}

#[tokio::test]
async fn a_unit_hears_of_its_own_alone_in_the_past_and_live() {
    on_every_database::<Migrator, _>("log", |store| async move {
        let log = Log::open(&store).await.unwrap();
        let unit = Scope { units: vec!["units/u01".into()], ..Scope::default() };
        write(&log, &[fact(1, &["units/u02"]), fact(2, &["units/u01"]), fact(3, &[])], Timestamp::now())
            .await;
        log.notify();
        // The whole log first: what it has shown is in the past of those who join now.
        let mut whole = Box::pin(log.watch(Scope::everything(), "").unwrap());
        for n in 1..=3 {
            assert_eq!(next(&mut whole).await, format!("things/{n}"));
        }
        let mut mine = Box::pin(log.watch(unit, "").unwrap());
        assert_eq!(next(&mut mine).await, "things/2");
        write(&log, &[fact(4, &["units/u02"]), fact(5, &["units/u01", "courts/a"])], Timestamp::now()).await;
        log.notify();
        assert_eq!(next(&mut mine).await, "things/5");
    })
    .await;
}

#[tokio::test]
async fn nobody_steps_over_a_transaction_that_commits_late() {
    on_every_database::<Migrator, _>("log", |store| async move {
        if !store.is_postgres() {
            return; // One writer: nobody commits late.
        }
        let log = Log::open(&store).await.unwrap();
        let mut events = Box::pin(log.watch(Scope::everything(), "").unwrap());
        let slow = store.begin().await.unwrap();
        log.append(&slow, &[fact(1, &[])], Timestamp::now()).await.unwrap();
        write(&log, &[fact(2, &[])], Timestamp::now()).await;
        log.notify();
        let early = tokio::time::timeout(Duration::from_secs(1), events.next()).await;
        assert!(early.is_err(), "it was read past a transaction that is still open");
        slow.commit().await.unwrap();
        log.notify();
        let mut seen = [next(&mut events).await, next(&mut events).await];
        seen.sort();
        assert_eq!(seen, ["things/1", "things/2"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_given_up_is_reported_and_never_passed_over() {
    on_every_database::<Migrator, _>("log", |store| async move {
        let log = Log::open(&store).await.unwrap();
        let now = Timestamp::now();
        write(&log, &(0..1200).map(|n| fact(n, &["courts/a"])).collect::<Vec<_>>(), now.plus_hours(-48))
            .await;
        write(&log, &[fact(1200, &["courts/a"])], now).await;
        log.notify();
        let first = {
            let mut events = Box::pin(log.watch(Scope::everything(), "").unwrap());
            events.next().await.unwrap().unwrap().cursor.clone()
        };
        // What is still being read when it is deleted may come live.
        let newest = "SELECT xid, seq FROM events ORDER BY xid DESC, seq DESC LIMIT 1";
        let newest = crate::events::epoch::position(store.read(), newest).await.unwrap();
        let read = async {
            while log.hub.position() < newest {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), read).await.expect("the log is not read to its end");
        assert_eq!(log.delete_older_than(now.plus_hours(-24)).await.unwrap(), 1200);
        assert_eq!(log.delete_older_than(now.plus_hours(-24)).await.unwrap(), 0);
        for scope in [Scope::everything(), court("courts/a")] {
            let mut events = Box::pin(log.watch(scope.clone(), &first).unwrap());
            let refusal = events.next().await.unwrap().unwrap_err();
            assert_eq!(refusal.reason(), "CURSOR_EXPIRED");
            let mut events = Box::pin(log.watch(scope, "").unwrap());
            assert_eq!(next(&mut events).await, "things/1200");
        }
        for foreign in ["bm9ib2R5LjEuMg", "%%%", "AAAA"] {
            assert!(log.watch(Scope::everything(), foreign).is_err(), "{foreign}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_does_not_keep_up_is_let_go_with_a_cursor_and_misses_nothing() {
    on_every_database::<Migrator, _>("log", |store| async move {
        let log = Log::open(&store).await.unwrap();
        let mut slow = Box::pin(log.watch(Scope::everything(), &log.cursor()).unwrap());
        write(&log, &(0..1000).map(|n| fact(n, &[])).collect::<Vec<_>>(), Timestamp::now()).await;
        log.notify();
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let (mut cursor, mut seen) = (log.cursor(), 0);
        while let Some(event) = slow.next().await {
            match event {
                Ok(event) => {
                    assert_eq!(event.subject, format!("things/{seen}"));
                    cursor = event.cursor.clone();
                    seen += 1;
                }
                Err(refusal) => {
                    assert_eq!(refusal.reason(), "WATCH_ENDED");
                    break;
                }
            }
        }
        assert!((1..1000).contains(&seen), "{seen} were held for somebody who did not read");
        let mut again = Box::pin(log.watch(Scope::everything(), &cursor).unwrap());
        for n in seen..1000 {
            assert_eq!(next(&mut again).await, format!("things/{n}"));
        }
    })
    .await;
}

/// The subjects of so many events after a cursor.
async fn subjects(log: &Log, cursor: &str, count: usize) -> Vec<String> {
    let mut events = Box::pin(log.watch(Scope::everything(), cursor).unwrap());
    let mut seen = Vec::new();
    for _ in 0..count {
        seen.push(next(&mut events).await);
    }
    seen
}

fn expired(log: &Log, cursor: &str) -> bool {
    log.watch(Scope::everything(), cursor).err().is_some_and(|refusal| refusal.reason() == "CURSOR_EXPIRED")
}

fn numbered(numbers: std::ops::Range<usize>) -> Vec<Event> {
    numbers.map(|number| fact(number, &[])).collect()
}

#[tokio::test]
async fn a_cursor_from_after_a_backup_has_expired_once_the_backup_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let keys = crate::access::keys::Keys::random().unwrap();
    let location = crate::storage::Location::folder(folder.path());
    let file = folder.path().join("dispatch.db");
    let open = async || {
        let store = Store::open::<Migrator>(&location, "dispatch", &keys).await.unwrap();
        let log = Log::open(&store).await.unwrap();
        (store, log)
    };
    let cursor_of = async |log: &Log, count: usize| {
        let mut events = Box::pin(log.watch(Scope::everything(), "").unwrap());
        for _ in 1..count {
            next(&mut events).await;
        }
        events.next().await.unwrap().unwrap().cursor.clone()
    };
    let (store, log) = open().await;
    write(&log, &numbered(0..3), Timestamp::now()).await;
    let before = cursor_of(&log, 3).await;
    store.close().await.unwrap();
    let backup = std::fs::read(&file).unwrap();
    // A restart expires nothing.
    let (store, log) = open().await;
    write(&log, &numbered(3..5), Timestamp::now()).await;
    assert_eq!(subjects(&log, &before, 2).await, ["things/3", "things/4"]);
    let after = cursor_of(&log, 5).await;
    assert_eq!(standing(&store, &before).await.unwrap(), Standing::Behind(2));
    assert_eq!(standing(&store, &after).await.unwrap(), Standing::Behind(0));
    store.close().await.unwrap();

    std::fs::write(&file, backup).unwrap();
    let (store, log) = open().await;
    // The log has grown beyond the cursor: its position alone would pass over what is new.
    write(&log, &numbered(10..16), Timestamp::now()).await;
    assert!(expired(&log, &after));
    assert_eq!(standing(&store, &after).await.unwrap(), Standing::Unknown);
    assert_eq!(subjects(&log, &before, 2).await, ["things/10", "things/11"]);
    store.close().await.unwrap();

    // A backup of the running program: the restored log knows the epoch of the cursor, which stands beyond its end.
    let (store, log) = open().await;
    let copy = folder.path().join("copy.db");
    let beside = sea_orm::Database::connect(crate::storage::pool_options(format!(
        "sqlite://{}?mode=rw",
        file.display()
    )))
    .await
    .unwrap();
    beside.execute_unprepared(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
    beside.close().await.unwrap();
    write(&log, &numbered(20..22), Timestamp::now()).await;
    let beyond = cursor_of(&log, 11).await;
    store.close().await.unwrap();
    std::fs::copy(&copy, &file).unwrap();
    let (store, log) = open().await;
    write(&log, &numbered(30..34), Timestamp::now()).await;
    assert!(expired(&log, &beyond));
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_dump_that_another_server_takes_in_is_read_in_order_and_expires_cursors() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        if !store.is_postgres() {
            return;
        }
        let log = Log::open(&store).await.unwrap();
        write(&log, &numbered(0..3), Timestamp::now()).await;
        let mut events = Box::pin(log.watch(Scope::everything(), "").unwrap());
        let cursor = events.next().await.unwrap().unwrap().cursor.clone();
        // A replica shares the epoch.
        let replica = Log::open(&store).await.unwrap();
        assert_eq!(subjects(&replica, &cursor, 2).await, ["things/1", "things/2"]);
        let tx = store.begin().await.unwrap();
        for table in ["events", "event_audiences"] {
            let ahead = format!("UPDATE {table} SET xid = xid + 1000000000");
            tx.execute_unprepared(&ahead).await.unwrap();
        }
        tx.execute_unprepared("UPDATE log_epochs SET fingerprint = 'another server'").await.unwrap();
        tx.commit().await.unwrap();
        let restored = Log::open(&store).await.unwrap();
        write(&restored, &numbered(3..5), Timestamp::now()).await;
        assert!(expired(&restored, &cursor));
        let all = subjects(&restored, "", 5).await;
        assert_eq!(all, ["things/0", "things/1", "things/2", "things/3", "things/4"]);
    })
    .await;
}

#[tokio::test]
async fn a_damaged_event_does_not_hold_back_what_follows() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let log = Log::open(&store).await.unwrap();
        write(&log, &numbered(0..3), Timestamp::now()).await;
        let tx = store.begin().await.unwrap();
        let bytes = if store.is_postgres() { "'\\x0102'" } else { "x'0102'" };
        let damage = format!("UPDATE events SET payload = {bytes} WHERE subject = 'things/1'");
        assert_eq!(tx.execute_unprepared(&damage).await.unwrap().rows_affected(), 1);
        tx.commit().await.unwrap();
        let again = Log::open(&store).await.unwrap();
        write(&again, &numbered(3..4), Timestamp::now()).await;
        assert_eq!(subjects(&again, "", 3).await, ["things/0", "things/2", "things/3"]);
    })
    .await;
}
