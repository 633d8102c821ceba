//! Courts: the register of the network — people's courts, regions, shared courts, people and their terms of office, terminals — and the
//! way from a place to the court that answers for it.
//!
//! It owns who holds which office when, and it says so to the gateway for every call. It never decides about tasks. Start with
//! `domain` (what a court, a term and a resolution are), then `store` (how the register is kept) and `api` (how it is asked).

mod api;
pub mod demo;
pub mod domain;
mod first_rows;
mod messages;
mod passwords;
mod store;
mod verify;

use std::sync::Arc;

use kit::{
    access::keys::Keys,
    domain::{Timestamp, refusal::Refusal},
    rpc::{
        Peer,
        resource_labels::{ResourceLabels, UnitLabels},
    },
    storage::{Location, Store, list::PageTokens},
};
use law::identifiers::RegionCode;
use tokio::task::JoinHandle;

pub use domain::{second_factor::Policy, sign_in::Times};
pub use first_rows::Fill;
pub use store::{LISTS, Migrator};
pub use verify::{verify_records, verify_records_in};

/// The name of the service: of its database and of its process.
pub const NAME: &str = proto::Service::Courts.name();

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), sea_orm::DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// The running service.
pub struct Courts {
    /// To be called by the gateway and by other services.
    pub peer: Peer,
    register: Arc<store::Register>,
    retention: JoinHandle<()>,
    second_factor: Policy,
}

impl Courts {
    /// Opens the database and brings it up to date.
    pub async fn start(location: &Location, keys: &Keys) -> Result<Self, Refusal> {
        Self::start_with(location, keys, Times::default()).await
    }

    /// The same with sessions that run for a time of one's own choice.
    pub async fn start_with(location: &Location, keys: &Keys, times: Times) -> Result<Self, Refusal> {
        Self::start_under(location, keys, times, Policy::default()).await
    }

    /// The same with a policy for second factors of one's own.
    pub async fn start_under(
        location: &Location,
        keys: &Keys,
        times: Times,
        second_factor: Policy,
    ) -> Result<Self, Refusal> {
        Self::over_under(Store::open::<Migrator>(location, NAME, keys).await?, keys, times, second_factor)
            .await
    }

    /// The service over a store that is up to date.
    pub async fn over(store: Store, keys: &Keys) -> Result<Self, Refusal> {
        Self::over_under(store, keys, Times::default(), Policy::default()).await
    }

    /// The same with times of sessions and a policy for second factors of one's own.
    pub async fn over_under(
        store: Store,
        keys: &Keys,
        times: Times,
        second_factor: Policy,
    ) -> Result<Self, Refusal> {
        let register = store::Register::open(store).await?;
        let retention = kit::events::retention::start(register.store().clone(), register.log().clone());
        let api = api::Api::new(Arc::clone(&register), PageTokens::new(keys), times, second_factor);
        let labels =
            ResourceLabels::new(vec![Box::new(api::OwnLabels(Arc::clone(&register))), Box::new(UnitLabels)]);
        let served = kit::rpc::server::stack_with(NAME, api.routes(), keys, Some(labels));
        let peer = kit::rpc::health::with_store(served, register.store());
        Ok(Self { peer, register, retention, second_factor })
    }

    /// Fills an empty store with the demonstration network; does nothing where it is there already. Refused with
    /// NOT_DEMONSTRATION where the store holds a real network.
    pub async fn fill_demo(&self, at: Timestamp) -> Result<Fill, Refusal> {
        self.register.fill_demo(at).await
    }

    /// Enters the people's court of a region, under this name, where no people's court is in the register yet. Refused with BAD_REQUEST where
    /// the name is no name.
    pub async fn ensure_peoples_court(
        &self,
        region: &RegionCode,
        display_name: &str,
        at: Timestamp,
    ) -> Result<Fill, Refusal> {
        self.register.ensure_peoples_court(region, display_name, at).await
    }

    /// Enters `people/admin`, administrator of a region, where nobody is in the register yet: somebody has to be first.
    pub async fn ensure_admin(&self, region: &RegionCode, at: Timestamp) -> Result<Fill, Refusal> {
        self.register.ensure_admin(region, at).await
    }

    /// The code by which `people/admin` sets their password and enrols their second factor, where they lack one of them and have no code
    /// that is good.
    pub async fn first_code(&self, at: Timestamp) -> Result<Option<String>, Refusal> {
        match self.register.first_code(at).await? {
            None if self.second_factor.required => self.register.code_to_enrol(at).await,
            code => Ok(code),
        }
    }

    /// A new code by which `people/admin` sets their password and enrols a second factor; earlier ones are void. `None` where they have both,
    /// unless the second factor is to be reset, which ends their sessions too.
    pub async fn setup_code(
        location: &Location,
        keys: &Keys,
        reset: bool,
        at: Timestamp,
    ) -> Result<Option<String>, Refusal> {
        let policy = Policy { required: true, ..Policy::default() };
        let courts = Self::start_under(location, keys, Times::default(), policy).await?;
        let code = async {
            if !reset && courts.is_set_up("people/admin").await? {
                return Ok(None);
            }
            courts.register.new_setup_code(at).await.map(Some)
        };
        let code = code.await;
        courts.stop().await;
        code
    }

    /// Whether a person has a password and, where one is asked for, a second factor.
    pub async fn is_set_up(&self, person: &str) -> Result<bool, Refusal> {
        let person = domain::person::PersonId::from_name(person)?;
        let read = self.register.store().read();
        let factor = store::second_factor::get(read, self.register.encryption(), &person).await?;
        let password = store::sign_in::hash(read, &person).await?;
        Ok(password.is_some() && (factor.secret.is_some() || !self.second_factor.required))
    }

    /// Whether a person needs a second factor at a moment, so that a token for them is not enough; never in a store that was filled for
    /// demonstration.
    pub async fn needs_second_factor(
        location: &Location,
        keys: &Keys,
        person: &str,
        at: Timestamp,
    ) -> Result<bool, Refusal> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let needs = async {
            if store::network::is_demonstration(store.read()).await? {
                return Ok(false);
            }
            let id = domain::person::PersonId::from_name(person)?;
            let person = store::people::get(store.read(), store.encryption(), &id).await?;
            Ok::<_, Refusal>(
                person.is_some_and(|person| domain::second_factor::holds_such_office(&person, at)),
            )
        };
        let needs = needs.await;
        store.close().await?;
        needs
    }

    /// Closes the database; what was committed is on disk already.
    pub async fn stop(self) {
        self.retention.abort();
        let _ = self.retention.await;
        if let Err(fault) = self.register.store().clone().close().await {
            tracing::warn!(%fault, "the database did not close");
        }
    }
}
