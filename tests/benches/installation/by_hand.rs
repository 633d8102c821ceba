//! The limit of a task's life: the rows that it leaves, written by statements alone. No message is read, nothing is decided and
//! nothing is sealed.

use installation::Database;
use kit::{
    domain::Timestamp,
    storage::{Location, Store, run_ddl, sql},
    testing::{MigratorOf, Tables},
};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr, Value};
use sea_orm_migration::SchemaManagerConnection;
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) struct ByHand {
    pub(crate) store: Store,
    _folder: TempDir,
}

struct TaskTables;

type Migrator = MigratorOf<TaskTables>;

impl Tables for TaskTables {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        run_ddl(connection, dispatch::TABLES).await?;
        run_ddl(connection, kit::unit_of_work::idempotency::TABLES).await?;
        run_ddl(connection, kit::events::TABLES).await
    }
}

/// The states of a life, each a step.
const STEPS: [&str; 6] = ["DISPATCHED", "ASSIGNED", "ACCEPTED", "IN_FIELD", "REPORTED", "DONE"];

/// What a sealed task, and an event or an answer weigh over a life.
const TASK: usize = 1100;
const WEIGHT: usize = 600;

impl ByHand {
    pub(crate) async fn new(database: &Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = kit::access::keys::Keys::random().unwrap();
        let location = match database {
            Database::Sqlite => Location::folder(folder.path()),
            Database::Postgres(url) => Location::postgres(url.clone()),
        };
        Self { store: Store::open::<Migrator>(&location, "by_hand", &keys).await.unwrap(), _folder: folder }
    }

    pub(crate) async fn close(self) {
        self.store.close().await.unwrap();
    }

    /// So many lives: filed in one transaction, the rest of each beside the others.
    pub(crate) async fn batch(&self, lives: usize) {
        let ids: Vec<_> = (0..lives).map(|_| Uuid::now_v7().to_string()).collect();
        let tx = self.store.begin().await.unwrap();
        for id in &ids {
            self.write(&tx, id, 0, STEPS[0]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let rest = ids.iter().map(|id| async move {
            for (step, state) in STEPS.into_iter().enumerate().skip(1) {
                self.step(id, step, state).await.unwrap();
            }
        });
        futures::future::join_all(rest).await;
    }

    /// File, assign, accept, attempt, report, approve: six transactions.
    pub(crate) async fn life(&self) {
        let id = Uuid::now_v7().to_string();
        for (step, state) in STEPS.into_iter().enumerate() {
            self.step(&id, step, state).await.unwrap();
        }
    }

    async fn step(&self, id: &str, step: usize, state: &str) -> Result<(), DbErr> {
        let tx = self.store.begin().await?;
        self.write(&tx, id, step, state).await?;
        tx.commit().await
    }

    async fn write(&self, tx: &DatabaseTransaction, id: &str, step: usize, state: &str) -> Result<(), DbErr> {
        let now = Timestamp::now().micros();
        let request = Uuid::now_v7().to_string();
        let claim = "INSERT INTO requests (person, request_id, hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let hash = vec![0u8; 32];
        run(tx, claim, vec!["people/officer".into(), request.clone().into(), hash.into(), now.into()])
            .await?;
        let sealed = vec![7u8; TASK];
        if step == 0 {
            let insert = "INSERT INTO tasks (id, kind, state, case_number, region_code, court, worker, creator, finish_by, open_until,
                late_from, version, create_time, update_time, sealed) VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $8, $8, 1, $9, $9, $10)";
            let words = [
                "SERVICE_OF_PROCESS",
                state,
                "（2023）浙0783执123号",
                "330783201203",
                installation::COURT,
                "people/officer",
            ];
            let mut values: Vec<Value> = vec![id.into()];
            values.extend(words.map(Value::from));
            values.extend([(now + 1_000_000_000).into(), now.into(), sealed.into()]);
            run(tx, insert, values).await?;
        } else {
            let lock = if self.store.is_postgres() { " FOR UPDATE" } else { "" };
            let select = format!("SELECT * FROM tasks WHERE id = $1{lock}");
            tx.query_one_raw(sql(tx, &select, vec![id.into()])).await?;
            let update = "UPDATE tasks SET state = $2, worker = $3, version = version + 1, update_time = $4, sealed = $5 WHERE id = $1";
            run(
                tx,
                update,
                vec![id.into(), state.into(), installation::WORKER.into(), now.into(), sealed.into()],
            )
            .await?;
        }
        if step == 1 {
            let insert = "INSERT INTO task_workers (task, worker) VALUES ($1, $2)";
            run(tx, insert, vec![id.into(), installation::WORKER.into()]).await?;
        }
        if step == 3 {
            let insert = "INSERT INTO attempts (task, id, sealed) VALUES ($1, $2, $3)";
            run(tx, insert, vec![id.into(), request.clone().into(), vec![7u8; 200].into()]).await?;
        }
        for _ in 0..if step == 0 { 2 } else { 1 } {
            let insert = "INSERT INTO events (kind, subject, region_code, audience, payload, at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING seq";
            let values = vec![
                state.into(),
                id.into(),
                "330783201203".into(),
                installation::COURT.into(),
                vec![7u8; WEIGHT].into(),
                now.into(),
            ];
            let seq: i64 = tx.query_one_raw(sql(tx, insert, values)).await?.unwrap().try_get("", "seq")?;
            let insert = "INSERT INTO event_audiences (audience, seq) VALUES ($1, $2), ($3, $4)";
            run(
                tx,
                insert,
                vec![installation::COURT.into(), seq.into(), installation::WORKER.into(), seq.into()],
            )
            .await?;
        }
        let answer = "UPDATE requests SET answer = $3 WHERE person = $1 AND request_id = $2";
        run(tx, answer, vec!["people/officer".into(), request.into(), vec![7u8; WEIGHT].into()]).await
    }
}

async fn run(tx: &DatabaseTransaction, text: &str, values: Vec<Value>) -> Result<(), DbErr> {
    tx.execute_raw(sql(tx, text, values)).await.map(|_| ())
}
