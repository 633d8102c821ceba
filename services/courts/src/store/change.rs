//! One change of the register: its lock, its rows, its events and its answer in one transaction.

use std::sync::Arc;

use kit::{
    log::Fact,
    moment::Moment,
    once::{Call, Once, Ticket},
    refusal::Refusal,
    seal::Seal,
    store::sql,
};
use prost::Message;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use super::{Register, network};
use crate::domain::network::Network;

/// A change under way. Dropped before [`Change::commit`], it never was.
pub(crate) struct Change {
    register: Arc<Register>,
    pub(crate) tx: DatabaseTransaction,
    /// The network as the change found it and, in an import, as it leaves it.
    pub(crate) network: Arc<Network>,
    /// What readers of the log will be told.
    pub(crate) facts: Vec<Fact>,
    pub(crate) at: Moment,
    touches_network: bool,
}

/// A call that was carried out before, or the change that carries it out.
pub(crate) enum Begun<A> {
    Before(A),
    Now(Box<Change>, Ticket),
}

impl Change {
    /// Begins a change. Writers of the register stand in line, on PostgreSQL at a row as on SQLite at the file: the register changes
    /// rarely, and what one of them checked still holds when it commits.
    pub(crate) async fn begin(
        register: &Arc<Register>,
        at: Moment,
        touches_network: bool,
    ) -> Result<Box<Self>, Refusal> {
        let tx = register.store.begin().await?;
        let lock = "UPDATE settings SET value = value + $1 WHERE name = 'network_version' RETURNING value";
        let grows = i64::from(touches_network);
        let row = tx.query_one_raw(sql(&tx, lock, vec![grows.into()])).await?;
        let row = row.ok_or_else(|| Refusal::internal(&"the register has no version"))?;
        let before = row.try_get::<i64>("", "value")? - grows;
        let mut network = register.network();
        if network.version() != before {
            network = Arc::new(network::load(&tx).await?);
        }
        let register = Arc::clone(register);
        Ok(Box::new(Self { register, tx, network, facts: Vec::new(), at, touches_network }))
    }

    /// Begins a change that is carried out once.
    pub(crate) async fn once<A: Message + Default>(
        register: &Arc<Register>,
        call: &Call,
        at: Moment,
        touches_network: bool,
    ) -> Result<Begun<A>, Refusal> {
        let change = Self::begin(register, at, touches_network).await?;
        Ok(match call.claim::<A>(&change.tx, register.seal()).await? {
            Once::Before(answer) => Begun::Before(answer),
            Once::Now(ticket) => Begun::Now(change, ticket),
        })
    }

    /// Seals what is sensitive.
    pub(crate) fn seal(&self) -> &Seal {
        self.register.seal()
    }

    /// Tells the readers of the log.
    pub(crate) fn tell(
        &mut self,
        kind: &'static str,
        subject: String,
        region: &str,
        audience: Vec<String>,
        what: &impl Message,
    ) {
        let region_code = region.to_owned();
        self.facts.push(Fact {
            kind,
            subject,
            region_code,
            audience,
            payload: what.encode_to_vec(),
            ..Fact::default()
        });
    }

    /// Keeps rows, events and answer, or nothing.
    pub(crate) async fn commit(
        self: Box<Self>,
        ticket: Option<(Ticket, &impl Message)>,
    ) -> Result<(), Refusal> {
        let Self { register, tx, facts, at, touches_network, .. } = *self;
        register.log.append(&tx, &facts, at).await?;
        if let Some((ticket, answer)) = ticket {
            ticket.keep(&tx, answer).await?;
        }
        tx.commit().await?;
        register.log.ring();
        if touches_network {
            // It is kept, whatever happens now: a fault here is made good by the next look.
            if let Err(fault) = register.refresh().await {
                tracing::warn!(%fault, "the register cannot be read now");
            }
        }
        Ok(())
    }
}
