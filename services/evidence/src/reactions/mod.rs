//! What happens without anybody asking: what cites files is noted from the other services' logs, attempts and acts of service become
//! leaves, and what was declared and never came is forgotten.

mod acts;
mod requests;
mod tasks;

pub(crate) use acts::Acts;
pub(crate) use requests::Requests;
pub(crate) use tasks::Tasks;

use std::time::Duration;

use kit::{moment::Moment, refusal::Refusal};
use prost::Message;
use sha2::{Digest as _, Sha256};

use crate::{api::Api, domain::digest::Digest, store::uploads};

/// How often is looked.
const LOOK: Duration = Duration::from_mins(10);
/// How many uploads are forgotten at a time.
const BATCH: u64 = 100;

/// Looks for ever.
pub(crate) async fn run(api: Api) {
    loop {
        if let Err(refusal) = forget(&api, Moment::now()).await {
            tracing::warn!(%refusal, "uploads left for the next look");
        }
        tokio::time::sleep(LOOK).await;
    }
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
