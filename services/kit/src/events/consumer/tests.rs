//! A log that is followed by two replicas through deaths, faults and cursors that have expired: every event has its effect once.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use futures::stream;
use sea_orm::DbErr;
use sea_orm_migration::SchemaManagerConnection;

use super::*;
use crate::{
    storage::run_ddl,
    testing::{MigratorOf, Tables, on_every_database},
};

struct Effects;

type Migrator = MigratorOf<Effects>;

impl Tables for Effects {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        run_ddl(connection, TABLES).await?;
        // No key: an effect that came twice would stand there twice.
        run_ddl(connection, &["CREATE TABLE effects (number BIGINT NOT NULL)"]).await
    }
}

/// A log of numbers, written elsewhere. It breaks off now and then.
#[derive(Default)]
struct Numbers {
    written: Mutex<Vec<u64>>,
    kept_from: Mutex<u64>,
    opened: AtomicU32,
}

struct Reader {
    numbers: Arc<Numbers>,
    applied: AtomicU32,
}

struct Number {
    number: u64,
    cursor: String,
}

impl LogEvent for Number {
    const LOG: &'static str = "numbers";

    fn cursor(&self) -> &str {
        &self.cursor
    }
}

impl Consumer for Reader {
    type Event = Number;

    async fn open(&self, cursor: String) -> Result<EventStream<Number>, Status> {
        let from = cursor.parse::<u64>().map_or(0, |number| number + 1);
        let kept_from = *self.numbers.kept_from.lock().unwrap();
        if !cursor.is_empty() && from < kept_from {
            return Err(Status::out_of_range("too old"));
        }
        let turn = self.numbers.opened.fetch_add(1, Ordering::Relaxed);
        let numbers = Arc::clone(&self.numbers);
        // Every stream breaks off after some events, so that it is opened again and again.
        let most = u64::from(turn % 7 + 3) * 5;
        Ok(stream::unfold(from.max(kept_from), move |next| {
            let numbers = Arc::clone(&numbers);
            async move {
                if next >= from.max(kept_from) + most {
                    return Some((Err(Status::unavailable("broken off")), next));
                }
                loop {
                    let there = numbers.written.lock().unwrap().contains(&next);
                    if there {
                        return Some((Ok(Number { number: next, cursor: next.to_string() }), next + 1));
                    }
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        })
        .boxed())
    }

    async fn apply(&self, work: &mut UnitOfWork, event: Number) -> Result<(), Refusal> {
        let number = i64::try_from(event.number).unwrap();
        let tx = work.tx();
        tx.execute_raw(sql(tx, "INSERT INTO effects (number) VALUES ($1)", vec![number.into()])).await?;
        // Fails now and then behind the effect: the transaction takes it back.
        if self.applied.fetch_add(1, Ordering::Relaxed) % 13 == 5 {
            return Err(Refusal::internal(&"an effect that fails"));
        }
        Ok(())
    }

    async fn resume(&self, _: &mut UnitOfWork) -> Result<String, Refusal> {
        Ok(String::new())
    }
}

async fn effects(store: &Store) -> Vec<i64> {
    let rows = store
        .read()
        .query_all_raw(sql(store.read(), "SELECT number FROM effects ORDER BY number", vec![]))
        .await
        .unwrap();
    rows.iter().map(|row| row.try_get("", "number").unwrap()).collect()
}

async fn wait_for(store: &Store, last: i64) -> Vec<i64> {
    for _ in 0..3000 {
        let seen = effects(store).await;
        if seen.last() == Some(&last) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{last} had no effect; there are {:?}", effects(store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_has_its_effect_once_whatever_breaks() {
    on_every_database::<Migrator, _>("follow", |store| async move {
        let numbers = Arc::new(Numbers::default());
        let follow = || {
            let reader = Reader { numbers: Arc::clone(&numbers), applied: AtomicU32::new(0) };
            start(UnitsOfWork::without_log(store.clone()), Arc::new(reader))
        };
        let mut replicas = [follow(), follow()];
        for number in 0..300 {
            numbers.written.lock().unwrap().push(number);
            if number % 50 == 49 {
                // A replica dies wherever it is, and another takes its place.
                let which = usize::try_from(number / 50 % 2).unwrap();
                replicas[which].abort();
                replicas[which] = follow();
            }
            if number % 10 == 0 {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        }
        assert_eq!(wait_for(&store, 299).await, (0..300).collect::<Vec<_>>());

        // No consumer runs while the log deletes what they have not read.
        for replica in &replicas {
            replica.abort();
        }
        numbers.written.lock().unwrap().extend(300..400);
        *numbers.kept_from.lock().unwrap() = 380;
        let replica = follow();
        let seen = wait_for(&store, 399).await;
        assert_eq!(seen, (0..300).chain(380..400).collect::<Vec<_>>());
        replica.abort();
    })
    .await;
}
