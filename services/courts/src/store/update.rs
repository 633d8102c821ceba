//! An update of the register: a unit of work that holds the register's lock.

use std::sync::Arc;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    events::Event,
    storage::{Encryption, sql},
    unit_of_work::{IdempotencyKey, Outcome, UnitOfWork},
};
use prost::Message;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use super::{Register, network};
use crate::domain::network::Network;

/// An update under way. Dropped before it commits, it has changed nothing.
pub(crate) struct RegisterUpdate {
    register: Arc<Register>,
    work: UnitOfWork,
    /// The network as the update found it and, in an import, as it leaves it.
    pub(crate) network: Arc<Network>,
    touches_network: bool,
}

impl RegisterUpdate {
    /// Begins an update that no call stands behind.
    pub(crate) async fn begin(
        register: &Arc<Register>,
        at: Timestamp,
        touches_network: bool,
    ) -> Result<Box<Self>, Refusal> {
        Self::lock(register, register.units.begin_unkeyed(at).await?, touches_network).await
    }

    /// Begins an update that is carried out once.
    pub(crate) async fn once<A: Message + Default>(
        register: &Arc<Register>,
        key: &IdempotencyKey,
        touches_network: bool,
    ) -> Result<Outcome<A, Box<Self>>, Refusal> {
        Ok(match register.units.begin(key).await? {
            Outcome::Replayed(response) => Outcome::Replayed(response),
            Outcome::Fresh(work) => Outcome::Fresh(Self::lock(register, work, touches_network).await?),
        })
    }

    /// Writers of the register stand in line, on PostgreSQL at a row as on SQLite at the file: the register changes rarely, and what one
    /// of them checked still holds when it commits.
    async fn lock(
        register: &Arc<Register>,
        work: UnitOfWork,
        touches_network: bool,
    ) -> Result<Box<Self>, Refusal> {
        let lock = "UPDATE settings SET value = value + $1 WHERE name = 'network_version' RETURNING value";
        let grows = i64::from(touches_network);
        let row = work.tx().query_one_raw(sql(work.tx(), lock, vec![grows.into()])).await?;
        let row = row.ok_or_else(|| Refusal::internal(&"the register has no version"))?;
        let before = row.try_get::<i64>("", "value")? - grows;
        let mut network = register.network();
        if network.version() != before {
            network = Arc::new(network::load(work.tx()).await?);
        }
        Ok(Box::new(Self { register: Arc::clone(register), work, network, touches_network }))
    }

    /// The transaction.
    pub(crate) const fn tx(&self) -> &DatabaseTransaction {
        self.work.tx()
    }

    /// When the update happens.
    pub(crate) const fn at(&self) -> Timestamp {
        self.work.at()
    }

    /// The encryption of the store.
    pub(crate) const fn encryption(&self) -> &Encryption {
        self.work.encryption()
    }

    /// Emits an event.
    pub(crate) fn emit(
        &mut self,
        kind: &'static str,
        subject: String,
        region: &str,
        audience: Vec<String>,
        payload: &impl Message,
    ) {
        let (region_code, payload) = (region.to_owned(), payload.encode_to_vec());
        self.work.emit(Event { kind, subject, region_code, audience, payload, ..Event::default() });
    }

    /// Commits rows, events and response.
    pub(crate) async fn commit<A: Message>(self: Box<Self>, response: A) -> Result<A, Refusal> {
        let Self { register, work, touches_network, .. } = *self;
        let response = work.commit(response).await?.into_inner();
        refresh(&register, touches_network).await;
        Ok(response)
    }

    /// Commits rows and events.
    pub(crate) async fn commit_unkeyed(self: Box<Self>) -> Result<(), Refusal> {
        let Self { register, work, touches_network, .. } = *self;
        work.commit_unkeyed().await?;
        refresh(&register, touches_network).await;
        Ok(())
    }
}

/// The update is stored whatever happens now: a failure here is made good by the next poll.
async fn refresh(register: &Register, touches_network: bool) {
    if touches_network && let Err(fault) = register.refresh().await {
        tracing::warn!(%fault, "register refresh failed; retrying");
    }
}
