//! The logs of the services, as the other services read them.

use std::future::Future;

use futures::{StreamExt as _, stream::BoxStream};
use proto::{
    dispatch::v1::{TaskEvent, WatchTasksRequest, task_service_client::TaskServiceClient},
    enforcement::v1::{EnforcementEvent, WatchCaseEventsRequest, case_service_client::CaseServiceClient},
    investigation::v1::{InvestigationEvent, WatchEventsRequest, event_service_client::EventServiceClient},
};
use tonic::Status;

use crate::{
    access::AssertionSigner,
    domain::Timestamp,
    rpc::{ClientChannel, Peer},
};

/// The events of a log from a cursor on.
pub type EventStream<E> = BoxStream<'static, Result<E, Status>>;

/// An event of a log that other services consume.
pub trait LogEvent: Send + Sized + 'static {
    /// The log's name, under which a consumer's cursor is stored.
    const LOG: &'static str;

    /// The cursor after this event.
    fn cursor(&self) -> &str;
}

/// An event of a service's log, which is opened by a call.
pub trait ServiceEvent: LogEvent {
    /// Opens the log from a cursor; from its beginning where that is empty.
    fn watch(
        channel: ClientChannel,
        cursor: String,
    ) -> impl Future<Output = Result<EventStream<Self>, Status>> + Send;
}

impl LogEvent for TaskEvent {
    const LOG: &'static str = "dispatch";

    fn cursor(&self) -> &str {
        &self.cursor
    }
}

impl ServiceEvent for TaskEvent {
    async fn watch(channel: ClientChannel, cursor: String) -> Result<EventStream<Self>, Status> {
        let events = TaskServiceClient::new(channel).watch_tasks(WatchTasksRequest { cursor }).await?;
        Ok(events.into_inner().boxed())
    }
}

impl LogEvent for EnforcementEvent {
    const LOG: &'static str = "enforcement";

    fn cursor(&self) -> &str {
        &self.cursor
    }
}

impl ServiceEvent for EnforcementEvent {
    async fn watch(channel: ClientChannel, cursor: String) -> Result<EventStream<Self>, Status> {
        let request = WatchCaseEventsRequest { cursor };
        let events = CaseServiceClient::new(channel).watch_case_events(request).await?;
        Ok(events.into_inner().boxed())
    }
}

impl LogEvent for InvestigationEvent {
    const LOG: &'static str = "investigation";

    fn cursor(&self) -> &str {
        &self.cursor
    }
}

impl ServiceEvent for InvestigationEvent {
    async fn watch(channel: ClientChannel, cursor: String) -> Result<EventStream<Self>, Status> {
        let events = EventServiceClient::new(channel).watch_events(WatchEventsRequest { cursor }).await?;
        Ok(events.into_inner().boxed())
    }
}

/// A service's log, read in the name of this service.
pub struct ServiceLog {
    peer: Peer,
    signer: AssertionSigner,
}

impl ServiceLog {
    /// The log of a peer.
    #[must_use]
    pub fn new(peer: Peer, signer: AssertionSigner) -> Self {
        Self { peer, signer }
    }

    /// Opens it from a cursor; from its beginning where that is empty.
    pub async fn open<E: ServiceEvent>(&self, cursor: String) -> Result<EventStream<E>, Status> {
        let channel = ClientChannel::of_ourselves(&self.peer, &self.signer, Timestamp::now())?;
        E::watch(channel, cursor).await
    }
}
