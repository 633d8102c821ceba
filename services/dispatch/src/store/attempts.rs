//! The visits of tasks.

use std::collections::HashMap;

use kit::{domain::refusal::Refusal, storage::record::intact};
use sea_orm::{ConnectionTrait, DatabaseTransaction, IntoActiveModel as _, QueryOrder as _, prelude::*};
use uuid::Uuid;

use super::{
    Tasks,
    rows::{self, attempt},
};
use crate::domain::{Attempt, Task};

impl Tasks {
    /// Adds a visit.
    pub(crate) async fn add_attempt(
        &self,
        tx: &DatabaseTransaction,
        task: Uuid,
        attempt: &Attempt,
    ) -> Result<(), Refusal> {
        let row = rows::from_attempt(task, attempt, &self.encryption)?.into_active_model();
        attempt::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }

    /// The visits of a task that was read in its scope, the earliest first.
    pub(crate) async fn attempts(&self, task: &Task) -> Result<Vec<Attempt>, Refusal> {
        self.attempts_in(self.store.read(), task).await
    }

    /// The same inside a transaction. Costs nothing where the task says that there are none.
    pub(crate) async fn attempts_in(
        &self,
        connection: &impl ConnectionTrait,
        task: &Task,
    ) -> Result<Vec<Attempt>, Refusal> {
        if task.visits == 0 {
            return Ok(Vec::new());
        }
        let query = attempt::Entity::find().filter(attempt::Column::Task.eq(task.id.to_string()));
        let rows = query.order_by_asc(attempt::Column::Id).all(connection).await?;
        rows.iter().map(|row| intact("attempts", &row.id, rows::to_attempt(row, &self.encryption))).collect()
    }

    /// The visits of many tasks in one query, those that can be read.
    pub(crate) async fn attempts_of(&self, tasks: &[Uuid]) -> Result<HashMap<Uuid, Vec<Attempt>>, Refusal> {
        let mut by_task: HashMap<Uuid, Vec<Attempt>> = HashMap::new();
        if tasks.is_empty() {
            return Ok(by_task);
        }
        let query = attempt::Entity::find()
            .filter(attempt::Column::Task.is_in(tasks.iter().map(ToString::to_string)))
            .order_by_asc(attempt::Column::Task)
            .order_by_asc(attempt::Column::Id);
        for row in query.all(self.store.read()).await? {
            let task = Uuid::parse_str(&row.task).map_err(|fault| Refusal::internal(&fault))?;
            let attempt = intact("attempts", &row.id, rows::to_attempt(&row, &self.encryption));
            by_task.entry(task).or_default().extend(attempt);
        }
        Ok(by_task)
    }
}
