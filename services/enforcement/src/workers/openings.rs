//! Enters the rows of openings that were confirmed: at once where it hears of a confirmation, and on after a restart.

use std::{sync::Arc, time::Duration};

use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{effects::openings::enter_part, store::openings};

/// How often is looked for what a process left unfinished.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Works until it is cancelled, at once where `confirmed` notifies it.
pub(crate) async fn run(units: UnitsOfWork, confirmed: Arc<Notify>) {
    loop {
        match openings::unfinished(units.store().read()).await {
            Ok(unfinished) => {
                for id in unfinished {
                    if let Err(refusal) = enter_all(&units, id).await {
                        tracing::warn!(opening = %id, %refusal, "opening is entered later; retrying");
                    }
                }
            }
            Err(refusal) => tracing::warn!(%refusal, "openings can't be listed; retrying"),
        }
        tokio::select! {
            () = confirmed.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }
}

async fn enter_all(units: &UnitsOfWork, id: Uuid) -> Result<(), Refusal> {
    while enter_part(units, id, Timestamp::now()).await? > 0 {}
    Ok(())
}
