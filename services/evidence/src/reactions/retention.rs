//! Deletion by retention: what the rules say of each file, and the bytes that go.

use kit::{moment::Moment, refusal::Refusal};

use crate::{
    api::Api,
    domain::{
        digest::Digest,
        leaf::Leaf,
        retention::{self, Verdict},
    },
    store::{files, log},
};

/// How many files are asked for at a time.
const BATCH: u64 = 100;

/// Asks the rules about every file that is due, and removes the bytes of those that are deleted, also of those whose deletion was cut
/// off; how many were deleted.
pub(crate) async fn apply(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let mut deleted = 0;
    loop {
        let due = files::due(api.store.read(), at, BATCH).await?;
        for digest in &due {
            deleted += usize::from(judge(api, *digest, at).await?);
        }
        if due.is_empty() {
            break;
        }
    }
    loop {
        let leaving = files::leaving(api.store.read(), BATCH).await?;
        for place in &leaving {
            api.objects.erase(*place).await?;
            let tx = api.store.begin().await?;
            files::removed(&tx, *place).await?;
            tx.commit().await?;
        }
        if leaving.is_empty() {
            return Ok(deleted);
        }
    }
}

/// Asks the rules about one file; whether it was deleted. The row, its leaf and the rule are one transaction: the bytes go after it,
/// so that nothing is gone of which the log does not say so.
async fn judge(api: &Api, digest: Digest, at: Moment) -> Result<bool, Refusal> {
    let tx = api.store.begin().await?;
    let file = files::take(&tx, api.seal(), digest).await?;
    let Some(file) = file.filter(|file| file.deletion.is_none()) else { return Ok(false) };
    let standing = files::standing(&tx, &file).await?;
    let deleted = match retention::judge(&standing, api.settings.years, at) {
        Verdict::Keep { look } => {
            files::look_again(&tx, digest, look).await?;
            false
        }
        Verdict::Delete(rule) => {
            files::delete(&tx, api.seal(), digest, rule, at).await?;
            log::append(&tx, &[Leaf::of_deletion(digest, file.life + 1, rule, at)]).await?;
            tracing::info!(file = %digest, rule = rule.id, "deleted");
            true
        }
    };
    tx.commit().await?;
    Ok(deleted)
}
