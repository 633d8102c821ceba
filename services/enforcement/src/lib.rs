//! Enforcement: a case from its filing to its closing, and the money, measures and duties on the way.
//!
//! Start with `domain` (what can happen to a case, to money, to a sanction, to a duty), then `api` (how it is asked for) and
//! `store` (how it is kept). `reactions` is what happens without anybody asking.

mod api;
pub mod domain;
mod reactions;
mod store;
mod verify;

use std::sync::Arc;

use kit::{
    access::Speaker,
    call::Peer,
    keys::Keys,
    log::Log,
    page::Pages,
    store::{Location, Store},
};
use sea_orm::DbErr;
pub use store::Migrator;
use tokio::task::JoinHandle;

pub use store::money::{Findings, verify_money, verify_money_in};
pub use verify::{verify_records, verify_records_in};

/// The name of the service: of its database and of its process.
pub const NAME: &str = "enforcement";

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// The running service.
pub struct Enforcement {
    /// To be called by the front door.
    pub peer: Peer,
    api: api::Api,
    store: Store,
    beside: Vec<JoinHandle<()>>,
}

impl Enforcement {
    /// Opens the database, brings it up to date and begins to react. `court` is the court's name, which its papers
    /// bear. `dispatch` is the service whose log tells of the tasks in a
    /// case, `courts` the one that knows the network, `investigation` the one whose log tells of requests, seizures and watches.
    pub async fn start(
        location: &Location,
        keys: &Keys,
        court: &str,
        dispatch: Peer,
        courts: Peer,
        investigation: Option<Peer>,
    ) -> Result<Self, DbErr> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let mut service = Self::begin(
            store.clone(),
            keys,
            court,
            (courts.clone(), Some(dispatch.clone()), investigation.clone()),
        )
        .await?;
        let network = reactions::courts::run(service.api.clone(), courts, Speaker::new(keys, NAME));
        service.beside.push(tokio::spawn(network));
        let tasks = reactions::Tasks::new(dispatch, Speaker::new(keys, NAME), store.seal().clone());
        service.beside.push(kit::follow::start(store.clone(), Arc::new(tasks)));
        if let Some(peer) = investigation {
            let speaker = Speaker::new(keys, NAME);
            let told = reactions::Investigation::new(peer, speaker, store.seal().clone());
            service.beside.push(kit::follow::start(store, Arc::new(told)));
        }
        Ok(service)
    }

    /// The service over a store that is up to date. `courts` is the register of people. Of tasks it knows what was told it.
    pub async fn over(store: Store, keys: &Keys, court: &str, courts: Peer) -> Result<Self, DbErr> {
        Self::begin(store, keys, court, (courts, None, None)).await
    }

    async fn begin(
        store: Store,
        keys: &Keys,
        court: &str,
        (courts, dispatch, investigation): (Peer, Option<Peer>, Option<Peer>),
    ) -> Result<Self, DbErr> {
        let log = Log::open(&store).await?;
        let mut beside = vec![kit::upkeep::start(store.clone(), log.clone())];
        let house = store::House { store: store.clone(), log, pages: Pages::new(keys) };
        let api = api::Api {
            house,
            printer: papers::Printer::new(court),
            register: api::Register::new(courts, Speaker::new(keys, NAME)),
            dispatch,
            investigation,
            confirmed: Arc::default(),
            files: api::Files::new(Speaker::new(keys, NAME)),
        };
        beside.push(tokio::spawn(reactions::openings::run(api.clone())));
        beside.push(tokio::spawn(reactions::supervision::run(api.clone())));
        let peer = kit::health::with_store(kit::server::stack(NAME, api.routes(), keys), &store);
        Ok(Self { peer, api, store, beside })
    }

    /// Names the service that knows which files are here; from then on an act of service is entered once the files are that it cites.
    pub fn ask_for_files(&self, evidence: Peer) {
        self.api.files.ask(evidence);
    }

    /// Ends what runs by itself and closes the database.
    pub async fn stop(self) {
        for task in self.beside {
            task.abort();
            let _ = task.await;
        }
        if let Err(fault) = self.store.close().await {
            tracing::warn!(%fault, "the database did not close");
        }
    }
}
