//! Enters the rows of openings that were confirmed: at once where it hears of a confirmation, and on after a restart.

use std::time::Duration;

use kit::domain::{Timestamp, refusal::Refusal};

use uuid::Uuid;

use crate::{api::Api, store::openings};

/// How often is looked for what a process left unfinished.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Works until it is cancelled.
pub(crate) async fn run(api: Api) {
    loop {
        match openings::unfinished(api.units.store().read()).await {
            Ok(unfinished) => {
                for id in unfinished {
                    if let Err(refusal) = enter_all(&api, id).await {
                        tracing::warn!(opening = %id, %refusal, "opening is entered later; retrying");
                    }
                }
            }
            Err(refusal) => tracing::warn!(%refusal, "openings can't be listed; retrying"),
        }
        tokio::select! {
            () = api.confirmed.notified() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }
}

async fn enter_all(api: &Api, id: Uuid) -> Result<(), Refusal> {
    while api.enter_part(id, Timestamp::now()).await? > 0 {}
    Ok(())
}
