//! Deletion by retention: what the rules say of each file, and the bytes that go.

use kit::domain::{Timestamp, refusal::Refusal};

use super::Workers;
use crate::{
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
pub(crate) async fn apply(workers: &Workers, at: Timestamp) -> Result<usize, Refusal> {
    let mut deleted = 0;
    loop {
        let due = files::due(workers.units.store().read(), at, BATCH).await?;
        for digest in &due {
            deleted += usize::from(judge(workers, *digest, at).await?);
        }
        if due.is_empty() {
            break;
        }
    }
    loop {
        let leaving = files::leaving(workers.units.store().read(), BATCH).await?;
        for place in &leaving {
            workers.objects.erase(*place).await?;
            let work = workers.units.begin_unkeyed(Timestamp::now()).await?;
            files::removed(work.tx(), *place).await?;
            work.commit_unkeyed().await?;
        }
        if leaving.is_empty() {
            return Ok(deleted);
        }
    }
}

/// Asks the rules about one file; whether it was deleted. The row, its leaf and the rule are one transaction: the bytes go after it,
/// so that nothing is gone of which the log does not say so.
async fn judge(workers: &Workers, digest: Digest, at: Timestamp) -> Result<bool, Refusal> {
    let work = workers.units.begin_unkeyed(Timestamp::now()).await?;
    let file = files::lock_for_update(work.tx(), workers.units.encryption(), digest).await?;
    let Some(file) = file.filter(|file| file.deletion.is_none()) else { return Ok(false) };
    let standing = files::standing(work.tx(), &file).await?;
    let deleted = match retention::judge(&standing, workers.years, at) {
        Verdict::Keep { look } => {
            files::look_again(work.tx(), digest, look).await?;
            false
        }
        Verdict::Delete(rule) => {
            files::delete(work.tx(), workers.units.encryption(), digest, rule, at).await?;
            log::append(work.tx(), &[Leaf::of_deletion(digest, file.generation + 1, rule, at)]).await?;
            tracing::info!(file = %digest, rule = rule.id, "deleted");
            true
        }
    };
    work.commit_unkeyed().await?;
    Ok(deleted)
}
