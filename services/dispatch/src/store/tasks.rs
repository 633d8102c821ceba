//! One task.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{record::intact, sql, sql::expect_one},
};
use sea_orm::{
    Condition, DatabaseTransaction, FromQueryResult as _, IntoActiveModel as _, QueryOrder as _,
    QuerySelect as _, prelude::*, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Tasks,
    rows::{self, task, task_worker},
};
use crate::domain::{State, Task};

/// A row of a task that somebody has.
pub(crate) struct HeldRow {
    /// Where it stands in the order of such rows: when it was filed, and its id.
    pub(crate) place: (i64, String),
    /// The task, or why it can't be read.
    pub(crate) task: Result<Task, Refusal>,
}

impl Tasks {
    fn read(&self, row: &task::Model) -> Result<Task, Refusal> {
        intact("tasks", &row.id, rows::to_task(row, &self.encryption))
    }

    /// A task in a scope.
    pub(crate) async fn get(&self, scope: &Scope, id: Uuid) -> Result<Option<Task>, Refusal> {
        let row = task::Entity::find_by_id(id.to_string()).one(self.store.read()).await?;
        row.filter(|row| admits(scope, row)).map(|row| self.read(&row)).transpose()
    }

    /// A task in a scope, locked until the commit.
    pub(crate) async fn lock(
        &self,
        tx: &DatabaseTransaction,
        scope: &Scope,
        id: Uuid,
    ) -> Result<Option<Task>, Refusal> {
        let row = task::Entity::find_by_id(id.to_string()).lock_exclusive().one(tx).await?;
        row.filter(|row| admits(scope, row)).map(|row| self.read(&row)).transpose()
    }

    /// A task that a person has or had as its worker, locked until the commit.
    pub(crate) async fn lock_as_worker(
        &self,
        tx: &DatabaseTransaction,
        worker: &str,
        id: Uuid,
    ) -> Result<Option<Task>, Refusal> {
        let had = task_worker::Entity::find_by_id((id.to_string(), worker.to_owned())).one(tx).await?;
        if had.is_none() {
            return Ok(None);
        }
        self.lock(tx, &Scope::everything(), id).await
    }

    /// Whether there is a task with this id, whatever its scope.
    pub(crate) async fn is_there(&self, tx: &DatabaseTransaction, id: Uuid) -> Result<bool, Refusal> {
        Ok(task::Entity::find_by_id(id.to_string()).count(tx).await? > 0)
    }

    /// Adds a new task.
    pub(crate) async fn add(&self, tx: &DatabaseTransaction, task: &Task) -> Result<(), Refusal> {
        let row = rows::from_task(task, &self.encryption)?.into_active_model();
        task::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }

    /// Writes a task that was locked.
    pub(crate) async fn save(&self, tx: &DatabaseTransaction, task: &Task) -> Result<(), Refusal> {
        let row = rows::from_task(task, &self.encryption)?.into_active_model().reset_all();
        let update = task::Entity::update_many().set(row).filter(task::Column::Id.eq(task.id.to_string()));
        expect_one(update.exec(tx).await?.rows_affected)
    }

    /// Notes that somebody was given a task.
    pub(crate) async fn remember_worker(
        &self,
        tx: &DatabaseTransaction,
        id: Uuid,
        worker: &str,
    ) -> Result<(), Refusal> {
        let row = task_worker::Model { task: id.to_string(), worker: worker.to_owned() };
        task_worker::Entity::insert(row.into_active_model())
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
        Ok(())
    }

    /// Tasks whose time ran out before a moment, at most so many.
    pub(crate) async fn running_out(&self, before: Timestamp, limit: u64) -> Result<Vec<Uuid>, Refusal> {
        let query = task::Entity::find()
            .filter(task::Column::OpenUntil.lt(before.micros()))
            .order_by_asc(task::Column::OpenUntil)
            .limit(limit);
        self.ids(query).await
    }

    /// Reckons from when on open tasks are late, of rows that were written before that was kept: at most so many after a place. Says the
    /// last place, where more may follow.
    pub(crate) async fn reckon_lateness(
        &self,
        after: (i64, String),
        limit: u64,
    ) -> Result<Option<(i64, String)>, Refusal> {
        let read = self.store.read();
        let text = "SELECT * FROM tasks WHERE late_from IS NOT NULL AND (late_from, id) > ($1, $2)
             ORDER BY late_from, id LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found =
            read.query_all_raw(sql(read, text, vec![after.0.into(), after.1.into(), limit.into()])).await?;
        let is_full = i64::try_from(found.len()) == Ok(limit);
        let mut last = None;
        for row in found {
            let row = task::Model::from_query_result(&row, "")?;
            last = row.late_from.map(|late_from| (late_from, row.id.clone()));
            let Ok(task) = self.read(&row) else { continue };
            let late_from = task.late_from().map(Timestamp::micros);
            if late_from == row.late_from || row.late_from != row.open_until {
                continue;
            }
            // Whatever changed the row meanwhile has reckoned it.
            let text =
                "UPDATE tasks SET late_from = $1 WHERE id = $2 AND version = $3 AND late_from = open_until";
            let values = vec![late_from.into(), row.id.into(), row.version.into()];
            let tx = self.store.begin().await?;
            tx.execute_raw(sql(&tx, text, values)).await?;
            tx.commit().await?;
        }
        Ok(last.filter(|_| is_full))
    }

    /// Tasks that wait for a court, the oldest first, at most so many.
    pub(crate) async fn without_court(&self, limit: u64) -> Result<Vec<Uuid>, Refusal> {
        let query = task::Entity::find()
            .filter(task::Column::State.eq("CREATED"))
            .order_by_asc(task::Column::CreateTime)
            .limit(limit);
        self.ids(query).await
    }

    /// Everybody who has a task that still has to be reported.
    pub(crate) async fn workers_with_open_tasks(&self) -> Result<Vec<String>, Refusal> {
        let query = task::Entity::find()
            .select_only()
            .column(task::Column::Worker)
            .distinct()
            .filter(task::Column::OpenUntil.is_not_null())
            .filter(task::Column::Worker.ne(""));
        Ok(query.into_tuple().all(self.store.read()).await?)
    }

    /// The tasks that somebody has and that still have to be reported, each with its court.
    pub(crate) async fn open_tasks_of(&self, worker: &str) -> Result<Vec<(Uuid, String)>, Refusal> {
        let query = task::Entity::find()
            .select_only()
            .columns([task::Column::Id, task::Column::Court])
            .filter(task::Column::Worker.eq(worker))
            .filter(task::Column::OpenUntil.is_not_null());
        let rows: Vec<(String, String)> = query.into_tuple().all(self.store.read()).await?;
        let id = |id: &str| Uuid::parse_str(id).map_err(|fault| Refusal::internal(&fault));
        rows.into_iter().map(|(task, court)| Ok((id(&task)?, court))).collect()
    }

    /// The tasks of a court that somebody has and that are not over, the oldest first after a place and at most so many, locked until the
    /// commit. A row that can't be read is given with its id and its refusal.
    pub(crate) async fn lock_held(
        &self,
        tx: &DatabaseTransaction,
        (worker, court): (&str, &str),
        after: Option<&(i64, String)>,
        limit: u64,
    ) -> Result<Vec<HeldRow>, Refusal> {
        let mut query = task::Entity::find()
            .filter(task::Column::Worker.eq(worker))
            .filter(task::Column::Court.eq(court))
            .filter(task::Column::State.is_in(State::WITH_WORKER));
        if let Some((created, id)) = after {
            let same = Condition::all()
                .add(task::Column::CreateTime.eq(*created))
                .add(task::Column::Id.gt(id.as_str()));
            query = query.filter(Condition::any().add(task::Column::CreateTime.gt(*created)).add(same));
        }
        let ordered =
            query.order_by_asc(task::Column::CreateTime).order_by_asc(task::Column::Id).limit(limit);
        let rows = ordered.lock_exclusive().all(tx).await?;
        let held =
            |row: task::Model| HeldRow { place: (row.create_time, row.id.clone()), task: self.read(&row) };
        Ok(rows.into_iter().map(held).collect())
    }

    async fn ids(&self, query: Select<task::Entity>) -> Result<Vec<Uuid>, Refusal> {
        let ids: Vec<String> =
            query.select_only().column(task::Column::Id).into_tuple().all(self.store.read()).await?;
        ids.iter().map(|id| Uuid::parse_str(id).map_err(|fault| Refusal::internal(&fault))).collect()
    }
}

/// Whether a scope admits a row.
fn admits(scope: &Scope, row: &task::Model) -> bool {
    scope.admits(Some(&row.region_code), Some(&row.court), Some(&row.worker))
}
