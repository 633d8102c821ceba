//! Looks through what older releases wrote, once after an upgrade: for the list of decisions, for the keys by which records are found
//! and for the days that the law sets in open cases; these again where the program knows another calendar.

use std::time::Duration;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};

use crate::store::{approvals, case_deadlines, search_keys};

/// After a fault it goes on where it stopped.
const RETRY: Duration = Duration::from_secs(5);

/// Works until nothing is left.
pub(crate) async fn run(units: UnitsOfWork) {
    loop {
        match fill_some(&units).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(refusal) => {
                tracing::warn!(%refusal, "rows of an older release are filled in later; retrying");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

async fn fill_some(units: &UnitsOfWork) -> Result<bool, Refusal> {
    let work = units.begin_unkeyed(Timestamp::now()).await?;
    let (tx, encryption) = (work.tx(), work.encryption());
    let more = approvals::fill_some(tx, encryption).await?
        || search_keys::fill_some(tx, encryption).await?
        || case_deadlines::fill_some(tx, encryption).await?;
    work.commit_unkeyed().await?;
    Ok(more)
}
