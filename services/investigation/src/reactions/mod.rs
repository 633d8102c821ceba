//! What happens without anybody asking: seizures that were not renewed lapse, and who waits behind them follows.

use std::time::Duration;

use kit::{moment::Moment, refusal::Refusal};

use crate::{
    api::Api,
    domain::ledger,
    store::{kept, seizures},
};

/// How often is looked. A lapsed seizure shows as lapsed at once; who follows it, within this time.
const LOOK: Duration = Duration::from_secs(30);
/// How many are handled at a time.
const BATCH: u64 = 100;

/// Looks for ever.
pub(crate) async fn run(api: Api) {
    loop {
        if let Err(refusal) = lapse(&api, Moment::now()).await {
            tracing::warn!(%refusal, "left for the next look");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Lets what ran out lapse; says how many ledgers were looked at.
pub(crate) async fn lapse(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let day = at.legal_day();
    let due = seizures::running_out(api.store.read(), api.seal(), day, BATCH).await?;
    let looked_at = due.len();
    for one in due {
        let tx = api.store.begin().await?;
        let mut all = seizures::take_ledger(&tx, api.seal(), one).await?;
        let told = ledger::lapse(&mut all, day);
        for one in &all {
            kept::save(&tx, one, api.seal()).await?;
        }
        api.tell_ledger(&tx, &all, &told, at).await?;
        tx.commit().await?;
        api.log.ring();
    }
    Ok(looked_at)
}
