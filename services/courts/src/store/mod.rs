//! What is kept: the register of regions and courts, people with their terms, terminals.
//!
//! Regions and courts are few and asked for with every call, so each process holds them in memory as one [`Network`], made anew
//! after every change; people, terms and terminals are read from the database by an index. [`Register`] is the way in, and a
//! [`Change`] is the one transaction of a change.

mod access_tables;
mod change;
mod migrations;
pub(crate) mod network;
pub(crate) mod people;
mod people_rows;
mod rows;
pub(crate) mod second_factor;
pub(crate) mod service_accounts;
pub(crate) mod sign_in;
pub(crate) mod terminals;

pub(crate) use change::{Begun, Change};
pub use migrations::Migrator;

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use kit::{gather::Gather, log::Log, refusal::Refusal, seal::Seal, store::Store};

use crate::domain::{
    network::Network,
    person::{Person, PersonId},
};

/// How often a process looks whether another has changed regions or courts.
const LOOK: Duration = Duration::from_secs(1);

/// The register of one process.
pub(crate) struct Register {
    store: Store,
    log: Log,
    network: ArcSwap<Network>,
    /// Who calls, as the front door asks.
    callers: Gather<PersonId, Person>,
    /// Of two that load the network, the later one has the last word.
    loading: tokio::sync::Mutex<()>,
}

impl Register {
    /// Opens the register of a store that is up to date, and follows what other processes change.
    pub(crate) async fn open(store: Store) -> Result<Arc<Self>, Refusal> {
        let network = network::load(store.read()).await?;
        crate::verify::mark_old_people(&store).await?;
        let register = Arc::new(Self {
            log: Log::open(&store).await?,
            callers: callers(&store),
            store,
            network: ArcSwap::from_pointee(network),
            loading: tokio::sync::Mutex::new(()),
        });
        let watched = Arc::downgrade(&register);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                let Some(register) = watched.upgrade() else { break };
                if let Err(fault) = register.refresh().await {
                    tracing::warn!(%fault, "the register cannot be read now");
                }
            }
        });
        Ok(register)
    }

    /// The network as this process last saw it.
    #[must_use]
    pub(crate) fn network(&self) -> Arc<Network> {
        self.network.load_full()
    }

    /// What happened.
    pub(crate) const fn log(&self) -> &Log {
        &self.log
    }

    /// A person as the front door asks for them with every call.
    pub(crate) async fn caller(&self, id: PersonId) -> Result<Option<Person>, Refusal> {
        self.callers.ask(id).await
    }

    /// The store.
    #[must_use]
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) const fn seal(&self) -> &Seal {
        self.store.seal()
    }

    /// Takes over what was committed since.
    pub(crate) async fn refresh(&self) -> Result<(), Refusal> {
        let _alone = self.loading.lock().await;
        if network::version(self.store.read()).await? != self.network.load().version() {
            self.network.store(Arc::new(network::load(self.store.read()).await?));
        }
        Ok(())
    }
}

/// What many calls at once ask of the register is looked up together.
fn callers(store: &Store) -> Gather<PersonId, Person> {
    let store = store.clone();
    Gather::over(move |ids: Vec<PersonId>| {
        let store = store.clone();
        async move { people::callers(store.read(), store.seal(), &ids).await }
    })
}
