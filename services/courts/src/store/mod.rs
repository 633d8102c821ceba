//! What is kept: the register of regions and courts, people with their terms, terminals.
//!
//! Regions, courts and people's courts are few and asked for with every call, so each process holds them in memory as one [`Network`],
//! made anew after every change; people, terms and terminals are read from the database by an index. [`Register`] is the way in, and a
//! [`RegisterUpdate`] is the unit of work of a change.

mod access_tables;
mod codes;
mod ddl;
mod migrations;
pub(crate) mod network;
mod origins;
pub(crate) mod people;
pub(crate) mod people_keys;
pub(crate) mod people_list;
mod people_rows;
pub(crate) mod peoples_courts;
#[cfg(test)]
mod plans;
mod rows;
mod scope;
pub(crate) mod second_factor;
pub(crate) mod service_accounts;
pub(crate) mod shapes;
pub(crate) mod sign_in;
pub(crate) mod terminal_access;
pub(crate) mod terminals;
mod update;
pub(crate) mod upload_sessions;

pub use migrations::Migrator;
pub(crate) use update::RegisterUpdate;

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use kit::{
    domain::refusal::Refusal,
    events::Log,
    rpc::BatchLoader,
    storage::{Encryption, Store, list::ListOf},
    unit_of_work::UnitsOfWork,
};

use crate::domain::{
    network::Network,
    person::{Person, PersonId},
};

/// The lists of the service. People's courts, regions and courts are held in memory.
pub const LISTS: &[ListOf] = &[
    ListOf::scanned(people_list::METHOD, people_list::LED),
    ListOf::led(&terminals::LEADS),
    ListOf::led(&service_accounts::LEADS),
    ListOf::of_one(sign_in::SESSIONS, "`create_time desc`", "person"),
    ListOf::of_one(sign_in::PERSON_SESSIONS, "`create_time desc`", "person"),
    ListOf::no_rows("sharedcourt.courts.v1.RegionService.ListRegions", "`code`"),
    ListOf::no_rows("sharedcourt.courts.v1.CourtService.ListCourts", "`name`"),
    ListOf::no_rows("sharedcourt.courts.v1.PeoplesCourtService.ListPeoplesCourts", "`name`"),
];

/// How often a process looks whether another has changed regions or courts.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The register of one process.
pub(crate) struct Register {
    store: Store,
    log: Log,
    units: UnitsOfWork,
    network: ArcSwap<Network>,
    /// Who calls, for the gateway.
    callers: BatchLoader<PersonId, Person>,
    /// Of two that load the network, the later one has the last word.
    loading: tokio::sync::Mutex<()>,
}

impl Register {
    /// Opens the register of a store that is up to date, and follows what other processes change.
    pub(crate) async fn open(store: Store) -> Result<Arc<Self>, Refusal> {
        let network = network::load(store.read()).await?;
        people::mark_old_rows(&store).await?;
        people_keys::fill(&store).await?;
        let log = Log::open(&store).await?;
        let register = Arc::new(Self {
            units: UnitsOfWork::new(store.clone(), log.clone()),
            log,
            callers: callers(&store),
            store,
            network: ArcSwap::from_pointee(network),
            loading: tokio::sync::Mutex::new(()),
        });
        let watched = Arc::downgrade(&register);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(POLL_INTERVAL).await;
                let Some(register) = watched.upgrade() else { break };
                if let Err(fault) = register.refresh().await {
                    tracing::warn!(%fault, "register refresh failed; retrying");
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

    /// Begins units of work that leave regions and courts as they are.
    pub(crate) const fn units(&self) -> &UnitsOfWork {
        &self.units
    }

    /// The log.
    pub(crate) const fn log(&self) -> &Log {
        &self.log
    }

    /// A person as the gateway asks for them with every call.
    pub(crate) async fn caller(&self, id: PersonId) -> Result<Option<Person>, Refusal> {
        self.callers.ask(id).await
    }

    /// The store.
    #[must_use]
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) const fn encryption(&self) -> &Encryption {
        self.store.encryption()
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
fn callers(store: &Store) -> BatchLoader<PersonId, Person> {
    let store = store.clone();
    BatchLoader::over(move |ids: Vec<PersonId>| {
        let store = store.clone();
        async move { people::callers(store.read(), store.encryption(), &ids).await }
    })
}
