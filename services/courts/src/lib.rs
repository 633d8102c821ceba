//! Courts: the register of the network — regions, shared courts, people and their terms of office, terminals — and the way from a
//! place to the court that answers for it.
//!
//! It owns who holds which office when, and it says so to the front door for every call. It never decides about tasks. Start with
//! `domain` (what a court, a term and a resolution are), then `store` (how the register is kept) and `api` (how it is asked).

mod api;
pub mod demo;
pub mod domain;
mod first_rows;
mod store;

use std::sync::Arc;

use kit::{
    call::Peer,
    keys::Keys,
    moment::Moment,
    page::Pages,
    refusal::Refusal,
    store::{Location, Store},
};
use law::identifiers::RegionCode;
use tokio::task::JoinHandle;

pub use first_rows::Fill;
pub use store::Migrator;

/// The name of the service: of its database and of its process.
pub const NAME: &str = "courts";

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), sea_orm::DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// The running service.
pub struct Courts {
    /// To be called by the front door and by other services.
    pub peer: Peer,
    register: Arc<store::Register>,
    upkeep: JoinHandle<()>,
}

impl Courts {
    /// Opens the database and brings it up to date.
    pub async fn start(location: &Location, keys: &Keys) -> Result<Self, Refusal> {
        Self::over(Store::open::<Migrator>(location, NAME, keys).await?, keys).await
    }

    /// The service over a store that is up to date.
    pub async fn over(store: Store, keys: &Keys) -> Result<Self, Refusal> {
        let register = store::Register::open(store).await?;
        let upkeep = kit::upkeep::start(register.store().clone(), register.log().clone());
        let api = api::Api::new(Arc::clone(&register), Pages::new(keys));
        Ok(Self { peer: kit::server::stack(NAME, api.routes(), keys), register, upkeep })
    }

    /// Fills an empty store with the demonstration network; does nothing where it is there already. Refused with
    /// NOT_DEMONSTRATION where the store holds a real network.
    pub async fn fill_demo(&self, at: Moment) -> Result<Fill, Refusal> {
        self.register.fill_demo(at).await
    }

    /// Enters `people/admin`, administrator of a region, where nobody is in the register yet: somebody has to be first.
    pub async fn ensure_admin(&self, region: &RegionCode, at: Moment) -> Result<Fill, Refusal> {
        self.register.ensure_admin(region, at).await
    }

    /// Closes the database; what was committed is on disk already.
    pub async fn stop(self) {
        self.upkeep.abort();
        let _ = self.upkeep.await;
        if let Err(fault) = self.register.store().clone().close().await {
            tracing::warn!(%fault, "the database did not close");
        }
    }
}
