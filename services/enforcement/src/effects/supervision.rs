//! Issuing an item of the supervision list, by hand and by a rule.

use kit::{
    domain::{PeoplesCourts, Timestamp, refusal::Refusal},
    storage::Store,
};
use uuid::Uuid;

use crate::{
    domain::supervision::{EventKind, Issue, Item, Series},
    store::{CaseWork, supervisions},
};

/// Issues an item under the next number of the people's court of its region. `courts` is asked for before the transaction, which never
/// waits for the network.
pub(crate) async fn issue(
    store: &Store,
    work: &mut CaseWork,
    issue: Issue,
    courts: &PeoplesCourts,
    at: Timestamp,
) -> Result<Item, Refusal> {
    let series = Series::of(courts, &issue.region_code);
    let number = supervisions::next_number(work.tx(), &series, at.legal_day().year()).await?;
    let item = Item::issue(issue, Uuid::now_v7(), number, at);
    supervisions::add(store, work.tx(), &item).await?;
    work.measure(item.measured());
    work.emit(item.event(EventKind::Issued));
    Ok(item)
}
