//! What happens, as it happens.

use std::time::Duration;

use futures::StreamExt as _;
use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    events::{Log, SharedBody},
};
use prost::Message as _;
use proto::investigation::v1::{self as wire, event_service_server::EventService};
use tonic::{Request, Response, Status};

use super::{Api, Watching};

/// A watch ends at the latest after this time, so that whose term has ended does not see on.
const LONGEST_WATCH: Duration = Duration::from_hours(1);

/// What concerns a caller since a cursor and from now on, as far as `read` makes something of it.
pub(super) fn watch<T: Send + 'static>(
    log: &Log,
    caller: &Caller,
    cursor: &str,
    read: impl Fn(wire::InvestigationEvent) -> Option<T> + Send + 'static,
) -> Result<Watching<T>, Refusal> {
    let events = log.watch(caller.scope(), cursor)?;
    let messages = events.filter_map(move |event| {
        let event_or_refusal = event.map_err(Status::from).and_then(|event| {
            let decoded = wire::InvestigationEvent::decode(event.payload.clone());
            let mut message = decoded.map_err(|fault| Refusal::internal(&fault))?;
            message.cursor.clone_from(&event.cursor);
            Ok(message)
        });
        let event_or_refusal = match event_or_refusal {
            Ok(event) => read(event).map(Ok),
            Err(status) => Some(Err(status)),
        };
        async move { event_or_refusal }
    });
    let ends = caller.grants.iter().filter_map(|grant| grant.until).min();
    let left = ends.map_or(LONGEST_WATCH, |until| {
        let micros = u64::try_from(until.micros() - caller.at.micros()).unwrap_or(0);
        LONGEST_WATCH.min(Duration::from_micros(micros))
    });
    let until_ended = messages
        .take_until(tokio::time::sleep(left))
        .chain(futures::stream::once(async { Err(ended().into()) }));
    Ok(Box::pin(until_ended))
}

fn ended() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::WATCH_ENDED,
        "接收已中断，请从最后收到的位置继续。",
        "The watch has ended; go on from the last cursor.",
    )
}

#[tonic::async_trait]
impl EventService for Api {
    type WatchEventsStream = SharedBody<wire::InvestigationEvent>;

    async fn watch_events(
        &self,
        request: Request<wire::WatchEventsRequest>,
    ) -> Result<Response<Self::WatchEventsStream>, Status> {
        let caller = Caller::of(&request)?;
        Ok(self.log.answer(&caller, &request.get_ref().cursor, tombstone)?)
    }
}

/// What somebody hears of a thing that they no longer have: its name.
fn tombstone(event: &[u8]) -> Vec<u8> {
    let event = wire::InvestigationEvent::decode(event).unwrap_or_default();
    wire::InvestigationEvent { resource: None, citations: Vec::new(), ..event }.encode_to_vec()
}
