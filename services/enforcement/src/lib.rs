//! Enforcement: a case from its filing to its closing, and the money, measures and duties on the way.
//!
//! Start with `domain` (what can happen to a case, to money, to a sanction, to a duty), then `api` (how it is asked for),
//! `effects` (what follows in the same unit of work, whatever the trigger) and `store` (how it is kept). `consumers` act on the other
//! services' logs, `workers` by time.

mod api;
mod consumers;
pub mod domain;
mod effects;
mod messages;
mod store;
mod verify;
mod workers;

use std::sync::Arc;

use kit::{
    access::{AssertionSigner, keys::Keys},
    events::Log,
    rpc::{
        Peer,
        resource_labels::{RegisterLabels, ResourceLabels},
    },
    storage::{Location, Store, list::PageTokens},
    unit_of_work::UnitsOfWork,
};
use sea_orm::DbErr;
pub use store::{COUNTS, LISTS, Migrator};
use tokio::task::JoinHandle;

pub use store::money::{Findings, verify_money, verify_money_in};
pub use verify::{verify_records, verify_records_in};

/// The name of the service: of its database and of its process.
pub const NAME: &str = proto::Service::Enforcement.name();

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// The running service.
pub struct Enforcement {
    /// To be called by the gateway.
    pub peer: Peer,
    units: UnitsOfWork,
    files: api::Files,
    store: Store,
    beside: Vec<JoinHandle<()>>,
}

impl Enforcement {
    /// Opens the database, brings it up to date and starts its consumers. `dispatch` is the service whose log has the tasks of a case,
    /// `courts` the one that knows the network and the people's courts, `investigation` the one whose log has requests, seizures and
    /// watches.
    pub async fn start(
        location: &Location,
        keys: &Keys,
        dispatch: Peer,
        courts: Peer,
        investigation: Option<Peer>,
    ) -> Result<Self, DbErr> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let mut service =
            Self::begin(store.clone(), keys, (courts.clone(), Some(dispatch.clone()), investigation.clone()))
                .await?;
        let network = workers::courts::run(service.units.clone(), courts, AssertionSigner::new(keys, NAME));
        service.beside.push(tokio::spawn(network));
        let units = service.units.clone();
        let tasks =
            consumers::Tasks::new(dispatch, AssertionSigner::new(keys, NAME), store.encryption().clone());
        service.beside.push(kit::events::consumer::start(units.clone(), Arc::new(tasks)));
        if let Some(peer) = investigation {
            let signer = AssertionSigner::new(keys, NAME);
            let consumer = consumers::Investigation::new(peer, signer, store.encryption().clone());
            service.beside.push(kit::events::consumer::start(units, Arc::new(consumer)));
        }
        Ok(service)
    }

    /// The service over a store that is up to date, without consumers. `courts` is the register of people and people's courts; without
    /// `dispatch` it knows of tasks what its store has.
    pub async fn over(
        store: Store,
        keys: &Keys,
        (courts, dispatch): (Peer, Option<Peer>),
    ) -> Result<Self, DbErr> {
        Self::begin(store, keys, (courts, dispatch, None)).await
    }

    async fn begin(
        store: Store,
        keys: &Keys,
        (courts, dispatch, investigation): (Peer, Option<Peer>, Option<Peer>),
    ) -> Result<Self, DbErr> {
        let log = Log::open(&store).await?;
        let mut beside = vec![kit::events::retention::start(store.clone(), log.clone())];
        beside.push(tokio::spawn(kit::storage::counts::keep_folded(store.clone(), store::COUNTS)));
        let units = UnitsOfWork::new(store.clone(), log.clone());
        let (confirmed, files) = (Arc::default(), api::Files::new(AssertionSigner::new(keys, NAME)));
        let api = api::Api {
            units: units.clone(),
            log,
            pages: PageTokens::new(keys),
            printer: papers::Printer::default(),
            register: api::Register::new(courts.clone(), AssertionSigner::new(keys, NAME)),
            dispatch,
            investigation,
            confirmed: Arc::clone(&confirmed),
            files: files.clone(),
        };
        beside.push(tokio::spawn(workers::older_rows::run(units.clone())));
        beside.push(tokio::spawn(workers::openings::run(units.clone(), confirmed)));
        beside.push(tokio::spawn(workers::supervision::run(
            units.clone(),
            api.register.peoples_courts.clone(),
        )));
        let labels = ResourceLabels::new(vec![
            Box::new(RegisterLabels::new(courts, AssertionSigner::new(keys, NAME))),
            Box::new(api::CaseLabels(store.clone())),
        ]);
        let served = kit::rpc::server::stack_with(NAME, api.routes(), keys, Some(labels));
        let peer = kit::rpc::health::with_store(served, &store);
        Ok(Self { peer, units, files, store, beside })
    }

    /// Names the service that knows which files are here; from then on an act of service is entered once the files are that it cites.
    pub fn ask_for_files(&self, evidence: Peer) {
        self.files.ask(evidence);
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
