//! Dispatch: tasks on their way from an officer to a village and back.
//!
//! Start with `domain` (what a task is and what can happen to it), then `api` (the methods), `messages` (the contract's messages to and
//! from domain types), `decisions` (how a decision is written) and `store` (the tables). `consumers` acts on other services' logs,
//! `workers` because time has passed, and `peers` holds the services that are called.

mod api;
mod consumers;
mod decisions;
pub mod domain;
mod messages;
mod peers;
mod store;
mod verify;
mod workers;

use std::sync::Arc;

use kit::{
    access::{AssertionSigner, keys::Keys},
    domain::{Timestamp, refusal::Refusal},
    events::Log,
    rpc::{Peer, resource_labels::ResourceLabels},
    storage::{Location, Store, list::PageTokens},
    unit_of_work::UnitsOfWork,
};
use proto::dispatch::v1::task_service_server::TaskServiceServer;
use sea_orm::DbErr;
use tonic::service::Routes;

/// What a device without a signal checks before it keeps an act.
pub use messages::{check_attempt, check_decline, check_report};
/// The service's lists, what it counts, and its own tables, for benches against statements by hand.
pub use store::{COUNTS, LISTS, TABLES};
pub use verify::{Findings, verify, verify_records};

/// The name of the service: of its database and of its process.
pub const NAME: &str = proto::Service::Dispatch.name();

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<store::Migrator>(location, NAME, keys).await?.close().await
}

/// The running service.
pub struct Dispatch {
    /// To be called by the gateway.
    pub peer: Peer,
    workers: workers::Workers,
    store: Store,
    beside: Vec<tokio::task::JoinHandle<()>>,
}

impl Dispatch {
    /// Opens the database, brings it up to date and begins to react. `courts` is the service that knows which court answers for
    /// a place; `investigation`, where there is one, reports in its log the duties that become tasks; `evidence`, where there is one, knows
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
        let retention = kit::events::retention::start(store.clone(), log.clone());
        let tasks = store::Tasks::new(&store);
        let units = UnitsOfWork::new(store.clone(), log.clone());
        let register = peers::Register::new(courts.clone(), AssertionSigner::new(keys, NAME));
        let workers =
            workers::Workers { tasks: tasks.clone(), units: units.clone(), register: register.clone() };
        let api = api::Api {
            tasks: tasks.clone(),
            units: units.clone(),
            log,
            pages: PageTokens::new(keys),
            register,
            files: peers::Files::new(evidence, AssertionSigner::new(keys, NAME)),
        };
        let folding = tokio::spawn(kit::storage::counts::keep_folded(store.clone(), store::COUNTS));
        let mut beside = vec![retention, folding, tokio::spawn(workers::run(workers.clone()))];
        if let Some(investigation) = investigation {
            let duties = consumers::Duties::new(tasks, investigation, AssertionSigner::new(keys, NAME));
            beside.push(kit::events::consumer::start(units, Arc::new(duties)));
        }
        let routes = Routes::new(
            TaskServiceServer::new(api).max_decoding_message_size(kit::rpc::bounds::LARGEST_MESSAGE),
        );
        let labels = ResourceLabels::of_register(courts, AssertionSigner::new(keys, NAME));
        let served = kit::rpc::server::stack_with(NAME, routes, keys, Some(labels));
        let peer = kit::rpc::health::with_store(served, &store);
        Ok(Self { peer, workers, store, beside })
    }

    /// Looks once, as at a moment, for tasks that ran out, that wait for a court, or whose worker may not do them any more. It happens by
    /// itself as time goes on.
    pub async fn look(&self, at: Timestamp) -> Result<(), Refusal> {
        workers::expire(&self.workers, at).await?;
        workers::route(&self.workers, at).await?;
        workers::take_back(&self.workers, at).await?;
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
