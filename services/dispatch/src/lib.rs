//! Dispatch: tasks on their way from an officer to a village and back.
//!
//! Start with `domain` (what a task is and what can happen to it), then `api` (how it is asked for) and `store` (how it is
//! kept). `reactions` is what happens without anybody asking: a task whose time ran out, a task whose court could not be asked.

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
    moment::Moment,
    page::Pages,
    refusal::Refusal,
    store::{Location, Store},
};
use proto::dispatch::v1::task_service_server::TaskServiceServer;
use sea_orm::DbErr;
use tonic::service::Routes;

/// What a device without a signal checks before it keeps an act.
pub use api::{check_attempt, check_decline, check_report};
/// The service's own tables, for whoever measures against statements by hand.
pub use store::TABLES;
pub use verify::{Findings, verify, verify_records};

/// The name of the service: of its database and of its process.
pub const NAME: &str = "dispatch";

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<store::Migrator>(location, NAME, keys).await?.close().await
}

/// The running service.
pub struct Dispatch {
    /// To be called by the front door.
    pub peer: Peer,
    api: api::Api,
    store: Store,
    beside: Vec<tokio::task::JoinHandle<()>>,
}

impl Dispatch {
    /// Opens the database, brings it up to date and begins to react. `courts` is the service that knows which court answers for
    /// a place; `investigation`, where there is one, tells in its log of duties that become tasks; `evidence`, where there is one, knows
    /// which files are here.
    pub async fn start(
        location: &Location,
        keys: &Keys,
        courts: Peer,
        investigation: Option<Peer>,
        evidence: Option<Peer>,
    ) -> Result<Self, DbErr> {
        let store = Store::open::<store::Migrator>(location, NAME, keys).await?;
        let log = Log::open(&store).await?;
        let upkeep = kit::upkeep::start(store.clone(), log.clone());
        let api = api::Api {
            tasks: store::Tasks::new(&store),
            log,
            pages: Pages::new(keys),
            register: api::Register::new(courts, Speaker::new(keys, NAME)),
            files: api::Files::new(evidence, Speaker::new(keys, NAME)),
        };
        let mut beside = vec![upkeep, tokio::spawn(reactions::run(api.clone()))];
        if let Some(investigation) = investigation {
            let duties = reactions::Duties::new(api.clone(), investigation, Speaker::new(keys, NAME));
            beside.push(kit::follow::start(store.clone(), Arc::new(duties)));
        }
        let routes = Routes::new(
            TaskServiceServer::new(api.clone()).max_decoding_message_size(kit::server::LARGEST_MESSAGE),
        );
        let peer = kit::health::with_store(kit::server::stack(NAME, routes, keys), &store);
        Ok(Self { peer, api, store, beside })
    }

    /// Looks once, as at a moment, for tasks that ran out, that wait for a court, or whose worker may not do them any more. It happens by
    /// itself as time goes on.
    pub async fn look(&self, at: Moment) -> Result<(), Refusal> {
        reactions::expire(&self.api, at).await?;
        reactions::route(&self.api, at).await?;
        reactions::take_back(&self.api, at).await?;
        Ok(())
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
