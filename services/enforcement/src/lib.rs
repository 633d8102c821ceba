//! Enforcement: a case from its filing to its closing, and the money, measures and duties on the way.
//!
//! Start with `domain` (what can happen to a case, to money, to a sanction, to a duty), then `api` (how it is asked for) and
//! `store` (how it is kept). `reactions` is what happens without anybody asking.

mod api;
pub mod domain;
mod reactions;
mod store;

use kit::{
    call::Peer,
    keys::Keys,
    log::Log,
    page::Pages,
    store::{Location, Store},
};
use sea_orm::DbErr;
use tokio::task::JoinHandle;

pub use store::Migrator;

/// The name of the service: of its database and of its process.
pub const NAME: &str = "enforcement";

/// The running service.
pub struct Enforcement {
    /// To be called by the front door.
    pub peer: Peer,
    store: Store,
    beside: [JoinHandle<()>; 2],
}

impl Enforcement {
    /// Opens the database, brings it up to date and begins to react.
    pub async fn start(location: &Location, keys: &Keys) -> Result<Self, DbErr> {
        Self::over(Store::open::<Migrator>(location, NAME, keys).await?, keys).await
    }

    /// The service over a store that is up to date.
    pub async fn over(store: Store, keys: &Keys) -> Result<Self, DbErr> {
        let log = Log::open(&store).await?;
        let upkeep = kit::upkeep::start(store.clone(), log.clone());
        let api = api::Api { store: store.clone(), log, pages: Pages::new(keys) };
        let reactions = tokio::spawn(reactions::supervision::run(api.clone()));
        Ok(Self { peer: kit::server::stack(NAME, api.routes(), keys), store, beside: [reactions, upkeep] })
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
