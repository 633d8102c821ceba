//! Looks through what was written before the list of decisions was kept, once after an upgrade.

use std::time::Duration;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};

use crate::store::approvals;

/// After a fault it goes on where it stopped.
const RETRY: Duration = Duration::from_secs(5);

/// Works until nothing is left.
pub(crate) async fn run(units: UnitsOfWork) {
    loop {
        match fill_some(&units).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(refusal) => {
                tracing::warn!(%refusal, "what waits for a decision is filled in later; retrying");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

async fn fill_some(units: &UnitsOfWork) -> Result<bool, Refusal> {
    let work = units.begin_unkeyed(Timestamp::now()).await?;
    let more = approvals::fill_some(work.tx(), work.encryption()).await?;
    work.commit_unkeyed().await?;
    Ok(more)
}
