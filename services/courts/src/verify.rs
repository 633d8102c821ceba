//! Whether the register stands as the program wrote it: people and their terms have their marks, and whatever the log tells of is there.

use kit::{
    access::keys::Keys,
    domain::refusal::Refusal,
    storage::{
        Location, Store,
        verify::{self, Findings},
    },
};

use crate::{
    NAME,
    store::{Migrator, people},
};

/// Reads the whole register, beside a running service or without.
pub async fn verify_records(location: &Location, keys: &Keys) -> Result<Findings, Refusal> {
    let store = Store::open::<Migrator>(location, NAME, keys).await?;
    let findings = verify_records_in(&store).await;
    store.close().await?;
    findings
}

/// The same in a store that is open.
pub async fn verify_records_in(store: &Store) -> Result<Findings, Refusal> {
    let mut findings = verify::encrypted(store).await?;
    let people = people::all_as_written(store.read()).await?;
    findings.add(verify::marks(store, people::MARKS, &people).await?);
    let tables = [
        ("people/", "people", "t.id"),
        ("courts/", "courts", "t.code"),
        ("regions/", "regions", "t.code"),
        ("peoplesCourts/", "peoples_courts", "t.id"),
    ];
    findings.add(verify::subjects(store, &tables).await?);
    Ok(findings)
}

/// Marks the people of a version that made no marks, once.
pub(crate) async fn mark_old_people(store: &Store) -> Result<(), Refusal> {
    if verify::has_marks(store.read(), store.encryption(), people::MARKS).await? {
        return Ok(());
    }
    let tx = store.begin().await?;
    let people = people::all_as_written(&tx).await?;
    verify::mark_old_rows(&tx, store.encryption(), people::MARKS, &people).await?;
    tx.commit().await?;
    Ok(())
}
