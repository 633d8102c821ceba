//! When bodies end: a stream when the gateway drains, an answer at its deadline.

use std::time::Instant;

use kit::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{deadline, timed_body::TimedBody},
};
use tokio::sync::watch;
use tonic::Status;

use super::concurrency::Permit;

/// Whether the gateway is draining.
pub(crate) type Draining = watch::Receiver<bool>;

/// A body with an end, and the permit that it holds until it is gone.
pub(crate) type PermitBody = TimedBody<Option<Permit>>;

/// Resolves when the gateway drains, or at the deadline where there is one.
pub(crate) async fn of_stream(draining: Draining, deadline: Option<Instant>) -> Status {
    match deadline {
        None => {
            drained(draining).await;
            going_away().into()
        }
        Some(deadline) => tokio::select! {
            () = drained(draining) => going_away().into(),
            status = of_answer(deadline) => status,
        },
    }
}

/// Resolves at the deadline.
pub(crate) async fn of_answer(deadline: Instant) -> Status {
    tokio::time::sleep_until(deadline.into()).await;
    deadline::too_late().into()
}

/// Resolves when the gateway drains.
pub(crate) async fn drained(mut draining: Draining) {
    // A sender that is gone is a gateway that is gone.
    let _ = draining.wait_for(|draining| *draining).await;
}

/// The refusal with which streams end when the gateway drains.
fn going_away() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::SERVICE_DRAINING,
        "服务正在重启，请从上次的位置继续。",
        "The gateway is going away. Go on from the last cursor.",
    )
    .retry_after(std::time::Duration::from_secs(1))
}
