//! Whether the register stands as the program wrote it: people and their terms have their marks, and everything that the log names is there.

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
