//! What happens without anybody asking: what cites files is noted from the other services' logs, attempts and acts of service become
//! leaves, what was declared and never came is forgotten, and what is kept no longer is deleted.

mod acts;
mod hearing;
mod orphans;
mod requests;
mod retention;
mod tasks;

pub(crate) use acts::Acts;
pub(crate) use hearing::{Ears, Hearing};
pub(crate) use requests::Requests;
pub(crate) use tasks::Tasks;

use std::time::Duration;

use kit::{moment::Moment, refusal::Refusal};
use prost::Message;
use sha2::{Digest as _, Sha256};

use crate::{api::Api, domain::digest::Digest, store::uploads};

/// How often is looked.
const LOOK: Duration = Duration::from_mins(10);
/// After how many hours what was left behind is looked for again: that lists everything that is on its way.
const SWEEP: i64 = 1;
/// How many uploads are forgotten at a time.
const BATCH: u64 = 100;

/// How soon is looked again while a log is not heard.
const SOON: Duration = Duration::from_secs(10);

/// Looks for ever.
pub(crate) async fn run(api: Api, hearing: Hearing) {
    let mut swept: Option<Moment> = None;
    loop {
        let now = Moment::now();
        // Nothing is deleted by a clock that nobody believes.
        if !kit::clock::allows(&api.store, now).await {
            tokio::time::sleep(SOON).await;
            continue;
        }
        let due = |last: Moment| now >= last.plus_hours(SWEEP);
        if swept.is_none_or(due) {
            match orphans::clear(&api, now).await {
                Ok(0) => {}
                Ok(cleared) => tracing::info!(cleared, "left behind by processes that died"),
                Err(refusal) => tracing::warn!(%refusal, "what was left behind stays until the next look"),
            }
            swept = Some(now);
        }
        if let Err(refusal) = forget(&api, now).await {
            tracing::warn!(%refusal, "uploads left for the next look");
        }
        // What is not heard of may cite any file: nothing is deleted before every log is.
        let heard = hearing.all();
        if heard && let Err(refusal) = retention::apply(&api, now).await {
            tracing::warn!(%refusal, "files left for the next look");
        }
        tokio::time::sleep(if heard { LOOK } else { SOON }).await;
    }
}

/// Looks once, at a moment.
pub(crate) async fn look(api: &Api, at: Moment) -> Result<(), Refusal> {
    orphans::clear(api, at).await?;
    forget(api, at).await?;
    retention::apply(api, at).await?;
    Ok(())
}

/// Forgets uploads of which the rest did not come; says how many.
pub(crate) async fn forget(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let expired = uploads::expired(api.store.read(), at, BATCH).await?;
    for upload in &expired {
        let pieces = uploads::pieces(api.store.read(), upload.id).await?;
        let tx = api.store.begin().await?;
        uploads::forget(&tx, upload.id).await?;
        tx.commit().await?;
        api.objects.remove(&pieces).await;
    }
    Ok(expired.len())
}

/// The digest of what another service told.
fn digest(told: &impl Message) -> Digest {
    Digest::of(Sha256::digest(told.encode_to_vec()).into())
}
