//! Evidence: files that prove something, and a log that proves the files.
//!
//! It owns the bytes of photographs, recordings and papers, known by their SHA-256; which of them have arrived; what cites them; and
//! the transparency log in which every file, attempt and act of service is a leaf. It never changes a byte, deletes a file when a rule
//! says so and then says so, and never says of a file that it exists to somebody who may not see what cites it.
//!
//! Start with `domain` (how a file arrives, what a leaf says, how long a file is kept, how a proof is checked without us), then `api` (how it is asked for) and
//! `store` (rows, and `objects` for the bytes). `consumers` act on the other services' logs, `workers` by time.

mod api;
mod consumers;
pub mod domain;
mod signer;
mod store;
mod task_states;
mod verify;
mod workers;

use std::{path::Path, sync::Arc};

use kit::{
    access::{AssertionSigner, keys::Keys},
    domain::{Timestamp, refusal::Refusal},
    rpc::{LateBoundPeer, Peer, bounds::LARGEST_MESSAGE, resource_labels::ResourceLabels, shares::Shares},
    storage::{Location, Store, list::PageTokens},
    unit_of_work::UnitsOfWork,
};
use proto::evidence::v1::{
    evidence_service_server::EvidenceServiceServer, packet_service_server::PacketServiceServer,
    transparency_log_service_server::TransparencyLogServiceServer,
};
use sea_orm::DbErr;
use tonic::service::Routes;

use consumers::{LogHealth, LogsHealth};
use domain::quota::Quota;
pub use store::{LISTS, Migrator};
pub use verify::{Findings, verify, verify_records};

/// The name of the service: of its database and of its process.
pub const NAME: &str = proto::Service::Evidence.name();

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// The services that are asked, and whose logs are followed.
pub struct Others {
    /// The register, which is asked for witnesses; its log is not followed.
    pub courts: Peer,
    /// Tasks and their attempts.
    pub dispatch: Peer,
    /// Acts of service.
    pub enforcement: Peer,
    /// Requests and their papers.
    pub investigation: Peer,
}

/// The services that calls are made to.
struct Upstreams {
    dispatch: Peer,
    enforcement: Peer,
    courts: Peer,
}

/// What an installation sets.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// For how many years a file is kept after what cites it is over.
    pub years: i16,
    /// How much may be sent.
    pub quota: Quota,
}

impl From<i16> for Settings {
    fn from(years: i16) -> Self {
        Self { years, quota: Quota::default() }
    }
}

/// The running service.
pub struct Evidence {
    /// To be called by the gateway.
    pub peer: Peer,
    workers: workers::Workers,
    store: Store,
    beside: Vec<tokio::task::JoinHandle<()>>,
}

impl Evidence {
    /// Opens the database, brings it up to date and begins to follow. `objects` is where the bytes lie: `s3://bucket`, a folder, or
    /// nothing for a folder below `folder`. A number in place of settings is that of years, with quotas as they usually are.
    pub async fn start(
        location: &Location,
        keys: &Keys,
        (objects, folder): (&str, &Path),
        settings: impl Into<Settings>,
        others: Others,
    ) -> Result<Self, DbErr> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let bytes = store::objects::Objects::open(objects, folder);
        let bytes = bytes.map_err(|fault| DbErr::Custom(fault.to_string()))?;
        store::objects::check_mark(&bytes, &store).await?;
        Self::following(store, keys, (objects, folder), settings, others)
    }

    /// Begins to follow over a store that is up to date.
    pub fn following(
        store: Store,
        keys: &Keys,
        (objects, folder): (&str, &Path),
        settings: impl Into<Settings>,
        others: Others,
    ) -> Result<Self, DbErr> {
        let signer = || AssertionSigner::new(keys, NAME);
        let [of_tasks, of_acts, of_requests] = [(); 3].map(|()| LogHealth::default());
        let logs = LogsHealth(vec![of_tasks.clone(), of_acts.clone(), of_requests.clone()]);
        let upstreams = Upstreams {
            dispatch: others.dispatch.clone(),
            enforcement: others.enforcement.clone(),
            courts: others.courts,
        };
        let units = UnitsOfWork::without_log(store.clone());
        let mut service = Self::with(store, keys, (objects, folder), settings.into(), (upstreams, logs))?;
        let tasks = consumers::Tasks::new(others.dispatch, signer(), of_tasks);
        let acts = consumers::Acts::new(others.enforcement, signer(), of_acts);
        let requests = consumers::Requests::new(others.investigation, signer(), of_requests);
        service.beside.push(kit::events::consumer::start(units.clone(), Arc::new(tasks)));
        service.beside.push(kit::events::consumer::start(units.clone(), Arc::new(acts)));
        service.beside.push(kit::events::consumer::start(units, Arc::new(requests)));
        Ok(service)
    }

    /// Begins over a store that is up to date, and follows nobody.
    pub fn over(
        store: Store,
        keys: &Keys,
        (objects, folder): (&str, &Path),
        settings: impl Into<Settings>,
        dispatch: Peer,
    ) -> Result<Self, DbErr> {
        let nobody = || LateBoundPeer::default().peer();
        let upstreams = Upstreams { dispatch, enforcement: nobody(), courts: nobody() };
        Self::with(store, keys, (objects, folder), settings.into(), (upstreams, LogsHealth::default()))
    }

    fn with(
        store: Store,
        keys: &Keys,
        (objects, folder): (&str, &Path),
        settings: Settings,
        (upstreams, logs): (Upstreams, LogsHealth),
    ) -> Result<Self, DbErr> {
        let objects = store::objects::Objects::open(objects, folder);
        let objects = objects.map_err(|fault| DbErr::Custom(fault.to_string()))?;
        let units = UnitsOfWork::without_log(store.clone());
        let workers =
            workers::Workers { units: units.clone(), objects: objects.clone(), years: settings.years };
        let api = api::Api {
            units,
            store: store.clone(),
            objects,
            signer: signer::Signer::new(keys),
            pages: PageTokens::new(keys),
            dispatch: upstreams.dispatch,
            enforcement: upstreams.enforcement,
            register: api::Register::new(upstreams.courts.clone(), AssertionSigner::new(keys, NAME)),
            settings,
            pictures: api::Pictures::default(),
            under_way: Shares::default(),
        };
        let beside = vec![
            tokio::spawn(workers::run(workers.clone(), logs)),
            tokio::spawn(kit::storage::reencrypt::keep_current(store.clone())),
        ];
        let mut routes = Routes::builder();
        routes
            .add_service(EvidenceServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(PacketServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(
                TransparencyLogServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE),
            );
        let of_room = api.clone();
        let notice = move || of_room.settings.quota.notice(of_room.objects.free());
        let labels = ResourceLabels::of_register(upstreams.courts, AssertionSigner::new(keys, NAME));
        let served = kit::rpc::server::stack_with(NAME, routes.routes(), keys, Some(labels));
        let peer = kit::rpc::health::with_notice(served, &store, Arc::new(notice));
        Ok(Self { peer, workers, store, beside })
    }

    /// Looks once, as at a moment, at what is kept too long, came too late or was left behind. It happens by itself as time goes on.
    pub async fn look(&self, at: Timestamp) -> Result<(), Refusal> {
        workers::poll(&self.workers, at).await
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
