//! A mutation: carried out once, on the version that its caller saw, with its rows, events and response in one commit.
//!
//! [`UnitsOfWork::begin`] claims the idempotency key (or replays the response), [`UnitOfWork::tx`] is where rows are locked and written,
//! [`UnitOfWork::emit`] collects events, and [`UnitOfWork::commit`] writes events and response, commits and notifies subscribers.
//! [`UnitsOfWork::update`] does all of it for an act on one resource: lock, compare the etag, decide, save, emit, respond.

pub mod etag;
pub mod idempotency;
#[cfg(test)]
mod tests;
mod update;

use prost::Message;
use sea_orm::DatabaseTransaction;
use tonic::Response;

pub use idempotency::{IdempotencyGuard, IdempotencyKey, Outcome};
pub use update::{Mutation, Resource};

use crate::{
    domain::{Timestamp, refusal::Refusal},
    events::{Event, Log},
    storage::{Encryption, Store},
};

/// Begins the units of work of a service: on its database, with its log where it has one.
#[derive(Clone)]
pub struct UnitsOfWork {
    store: Store,
    log: Option<Log>,
}

impl UnitsOfWork {
    /// On a store whose mutations emit events into a log.
    #[must_use]
    pub const fn new(store: Store, log: Log) -> Self {
        Self { store, log: Some(log) }
    }

    /// On a store whose mutations emit no events.
    #[must_use]
    pub const fn without_log(store: Store) -> Self {
        Self { store, log: None }
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The encryption of the store.
    #[must_use]
    pub const fn encryption(&self) -> &Encryption {
        self.store.encryption()
    }

    /// Claims an idempotency key in a new transaction. Of two calls with one key at once the second waits for the first.
    pub async fn begin<A: Message + Default>(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Outcome<A, UnitOfWork>, Refusal> {
        let tx = self.store.begin().await?;
        Ok(match key.claim(&tx, self.encryption()).await? {
            Outcome::Replayed(response) => Outcome::Replayed(response),
            Outcome::Fresh(guard) => Outcome::Fresh(self.unit(tx, Some(guard), key.at())),
        })
    }

    /// The stored response of a call that was carried out before.
    pub async fn replayed<A: Message + Default>(&self, key: &IdempotencyKey) -> Result<Option<A>, Refusal> {
        match self.begin(key).await? {
            Outcome::Replayed(response) => Ok(Some(response)),
            Outcome::Fresh(work) => work.roll_back().await.map(|()| None),
        }
    }

    /// Begins a unit of work that no call stands behind: a consumer's, a worker's or one that is safe to repeat by itself.
    pub async fn begin_unkeyed(&self, at: Timestamp) -> Result<UnitOfWork, Refusal> {
        Ok(self.unit(self.store.begin().await?, None, at))
    }

    fn unit(&self, tx: DatabaseTransaction, guard: Option<IdempotencyGuard>, at: Timestamp) -> UnitOfWork {
        UnitOfWork {
            tx,
            guard,
            at,
            log: self.log.clone(),
            encryption: self.encryption().clone(),
            events: Vec::new(),
        }
    }
}

/// A mutation under way. Dropped before [`UnitOfWork::commit`], it has changed nothing.
#[must_use = "nothing is written before the commit"]
pub struct UnitOfWork {
    tx: DatabaseTransaction,
    guard: Option<IdempotencyGuard>,
    at: Timestamp,
    log: Option<Log>,
    encryption: Encryption,
    events: Vec<Event>,
}

impl UnitOfWork {
    /// The transaction.
    #[must_use]
    pub const fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The encryption of the store.
    #[must_use]
    pub const fn encryption(&self) -> &Encryption {
        &self.encryption
    }

    /// When the mutation happens.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Adds an event to what the commit writes.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Claims the key of a part that has a request id of its own, for example of one item of a batch.
    pub async fn claim<A: Message + Default>(&self, key: &IdempotencyKey) -> Result<Outcome<A>, Refusal> {
        key.claim(&self.tx, &self.encryption).await
    }

    /// Stores the response of a part.
    pub async fn store_response(
        &self,
        guard: IdempotencyGuard,
        response: &impl Message,
    ) -> Result<(), Refusal> {
        guard.store_response(&self.tx, response).await
    }

    /// Writes events and response and commits.
    pub async fn commit<A: Message>(self, response: A) -> Result<Response<A>, Refusal> {
        self.finish(Some(&response)).await?;
        Ok(Response::new(response))
    }

    /// Writes events and commits, with no response to store.
    pub async fn commit_unkeyed(self) -> Result<(), Refusal> {
        self.finish(None::<&()>).await
    }

    /// Takes everything back, after a call that only asked whether it would work.
    pub async fn roll_back(self) -> Result<(), Refusal> {
        Ok(self.tx.rollback().await?)
    }

    async fn finish(self, response: Option<&impl Message>) -> Result<(), Refusal> {
        let Self { tx, guard, at, log, events, .. } = self;
        match &log {
            Some(log) => log.append(&tx, &events, at).await?,
            None if events.is_empty() => {}
            None => return Err(Refusal::internal(&"an event of a service without a log")),
        }
        if let (Some(guard), Some(response)) = (guard, response) {
            guard.store_response(&tx, response).await?;
        }
        tx.commit().await?;
        if let Some(log) = log {
            log.notify();
        }
        Ok(())
    }
}

/// The unit of work of a fresh call; returns the stored response from the function where the call is repeated.
#[macro_export]
macro_rules! fresh {
    ($begun:expr) => {
        match $begun.await? {
            $crate::unit_of_work::Outcome::Replayed(response) => return Ok(::tonic::Response::new(response)),
            $crate::unit_of_work::Outcome::Fresh(work) => work,
        }
    };
}
