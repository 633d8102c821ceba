//! A unit of work on every database.

use proto::google::rpc::ErrorInfo;
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::SchemaManagerConnection;

use super::*;
use crate::{
    access::{Caller, Scope},
    domain::{reason, refusal::Kind},
    events::{self, Log},
    storage::{run_ddl, sql},
    testing::{MigratorOf, Tables, on_every_database},
};

struct Counters;

type Migrator = MigratorOf<Counters>;

impl Tables for Counters {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        let counter = [
            "CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL, version BIGINT NOT NULL)",
        ];
        for tables in [events::TABLES, idempotency::TABLES, &counter] {
            run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

/// A resource with a number in it.
struct Counter {
    name: String,
    value: i64,
    version: i64,
}

impl Resource for Counter {
    type Decision = ();
    type Message = ErrorInfo;
    type Service = ();

    async fn lock((): &(), work: &UnitOfWork, _: &Scope, name: &str) -> Result<Self, Refusal> {
        let tx = work.tx();
        let text = format!("SELECT value, version FROM counters WHERE name = $1{}", sql::for_update(tx));
        let row = tx.query_one_raw(sql(tx, &text, vec![name.into()])).await?;
        let row = row.ok_or_else(|| Refusal::new(Kind::NotFound, reason::CASE_UNKNOWN, "没有。", "None."))?;
        Ok(Self {
            name: name.to_owned(),
            value: row.try_get("", "value")?,
            version: row.try_get("", "version")?,
        })
    }

    fn version(&self) -> i64 {
        self.version
    }

    async fn save(&self, (): &(), work: &mut UnitOfWork, (): ()) -> Result<(), Refusal> {
        let update = "UPDATE counters SET value = $2, version = version + 1 WHERE name = $1";
        sql::update_one(work.tx(), update, vec![self.name.as_str().into(), self.value.into()]).await?;
        work.emit(Event { kind: "COUNTED", subject: self.name.clone(), ..Event::default() });
        Ok(())
    }

    fn to_message(&self, _: &Caller) -> ErrorInfo {
        ErrorInfo { reason: self.value.to_string(), ..ErrorInfo::default() }
    }
}

async fn number(store: &Store, text: &str) -> i64 {
    let row = store.read().query_one_raw(sql(store.read(), text, vec![])).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

fn mutation<'a>(caller: &'a Caller, id: &str, name: &'a str, etag: &'a str) -> Mutation<'a> {
    let body = ErrorInfo { reason: name.to_owned(), ..ErrorInfo::default() };
    Mutation { caller, key: IdempotencyKey::new(caller, id, "Count", &body).unwrap(), name, etag }
}

#[tokio::test]
async fn a_mutation_is_carried_out_once_with_its_event_and_its_response() {
    on_every_database::<Migrator, _>("work", |store| async move {
        let units = UnitsOfWork::new(store.clone(), Log::open(&store).await.unwrap());
        let caller = Caller::ourselves(Timestamp::now());
        let work = units.begin_unkeyed(caller.at).await.unwrap();
        work.tx()
            .execute_unprepared("INSERT INTO counters (name, value, version) VALUES ('a', 1, 1)")
            .await
            .unwrap();
        work.commit_unkeyed().await.unwrap();

        let count = async |id: &str, etag: &str| {
            let mutation = mutation(&caller, id, "a", etag);
            units
                .update::<Counter>(&(), mutation, |counter| {
                    counter.value += 1;
                    Ok(())
                })
                .await
                .map(Response::into_inner)
        };
        assert_eq!(count("one", "").await.unwrap().reason, "2");
        assert_eq!(count("one", "").await.unwrap().reason, "2", "the same call has the same response");
        let stale = etag::of(1);
        assert_eq!(count("two", &stale).await.unwrap_err().reason(), "ETAG_MISMATCH");
        assert_eq!(count("two", &etag::of(2)).await.unwrap().reason, "3", "a refused call may be repeated");
        assert_eq!(number(&store, "SELECT COUNT(*) FROM events").await, 2);
        assert_eq!(number(&store, "SELECT value FROM counters").await, 3);

        let refused = units.update::<Counter>(&(), mutation(&caller, "three", "a", ""), |counter| {
            counter.value = 9;
            Err(Refusal::new(Kind::Precondition, reason::CASE_CLOSED, "不行。", "Not now."))
        });
        assert_eq!(refused.await.unwrap_err().reason(), "CASE_CLOSED");
        assert_eq!(number(&store, "SELECT value FROM counters").await, 3, "nothing is stored");
    })
    .await;
}

#[tokio::test]
async fn an_update_that_touches_no_row_is_an_error() {
    on_every_database::<Migrator, _>("work", |store| async move {
        let units = UnitsOfWork::without_log(store);
        let mut work = units.begin_unkeyed(Timestamp::now()).await.unwrap();
        let gone = Counter { name: "gone".into(), value: 1, version: 1 };
        assert_eq!(gone.save(&(), &mut work, ()).await.unwrap_err().kind(), Kind::Internal);
        work.roll_back().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_service_without_a_log_emits_nothing() {
    on_every_database::<Migrator, _>("work", |store| async move {
        let mut work = UnitsOfWork::without_log(store).begin_unkeyed(Timestamp::now()).await.unwrap();
        work.emit(Event { kind: "LOST", ..Event::default() });
        assert_eq!(work.commit_unkeyed().await.unwrap_err().kind(), Kind::Internal);
    })
    .await;
}
