//! Courts: the register of the network — regions, shared courts, people and their terms of office, terminals — and the way from a
//! place to the court that answers for it.
//!
//! It owns who holds which office when, and it says so to the front door for every call. It never decides about tasks. Start with
//! `domain` (what a court, a term and a resolution are), then `store` (how the register is kept) and `api` (how it is asked).

mod api;
pub mod demo;
pub mod domain;
mod first_rows;
mod passwords;
mod store;
mod verify;

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

pub use domain::sign_in::Times;
pub use first_rows::Fill;
pub use store::Migrator;
pub use verify::{verify_records, verify_records_in};

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
        Self::start_with(location, keys, Times::default()).await
    }

    /// The same with sessions that run for a time of one's own choice.
    pub async fn start_with(location: &Location, keys: &Keys, times: Times) -> Result<Self, Refusal> {
        Self::over_with(Store::open::<Migrator>(location, NAME, keys).await?, keys, times).await
    }

    /// The service over a store that is up to date.
    pub async fn over(store: Store, keys: &Keys) -> Result<Self, Refusal> {
        Self::over_with(store, keys, Times::default()).await
    }

    async fn over_with(store: Store, keys: &Keys, times: Times) -> Result<Self, Refusal> {
        let register = store::Register::open(store).await?;
        let upkeep = kit::upkeep::start(register.store().clone(), register.log().clone());
        let api = api::Api::new(Arc::clone(&register), Pages::new(keys), times);
        let peer = kit::health::with_store(kit::server::stack(NAME, api.routes(), keys), register.store());
        Ok(Self { peer, register, upkeep })
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

    /// The code by which `people/admin` sets their password, where they have neither a password nor a code that is good.
    pub async fn first_code(&self, at: Moment) -> Result<Option<String>, Refusal> {
        self.register.first_code(at).await
    }

    /// Whether a person has a password.
    pub async fn has_password(&self, person: &str) -> Result<bool, Refusal> {
        let person = domain::person::PersonId::from_name(person)?;
        Ok(store::sign_in::hash(self.register.store().read(), &person).await?.is_some())
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
