//! Whether rows stand as the program wrote them: columns equal what is encrypted, and everything that the log tells of is there.

use kit::{
    keys::Keys,
    refusal::Refusal,
    store::{Location, Store},
    verify::{self, Findings},
};

use crate::{
    NAME,
    domain::{
        asset::Asset, debtor::Debtor, disposal::Disposal, duty::Duty, lead::Lead, request::AssistRequest,
        seizure::Seizure, watch::PersonWatch,
    },
    store::{
        Migrator,
        kept::{self, Kept},
    },
};

/// Reads every row, beside a running service or without.
pub async fn verify_records(location: &Location, keys: &Keys) -> Result<Findings, Refusal> {
    let store = Store::open::<Migrator>(location, NAME, keys).await?;
    let findings = verify_records_in(&store).await;
    store.close().await?;
    findings
}

/// The same in a store that is open.
pub async fn verify_records_in(store: &Store) -> Result<Findings, Refusal> {
    let mut findings = verify::encrypted(store).await?;
    findings.add(kept::verify::<AssistRequest>(store).await?);
    findings.add(kept::verify::<Seizure>(store).await?);
    findings.add(kept::verify::<Duty>(store).await?);
    findings.add(kept::verify::<Debtor>(store).await?);
    findings.add(kept::verify::<Lead>(store).await?);
    findings.add(kept::verify::<Asset>(store).await?);
    findings.add(kept::verify::<PersonWatch>(store).await?);
    findings.add(kept::verify::<Disposal>(store).await?);
    let tables = [
        ("requests/", AssistRequest::TABLE, "t.id"),
        ("seizures/", Seizure::TABLE, "t.id"),
        ("duties/", Duty::TABLE, "t.id"),
        ("debtors/", Debtor::TABLE, "t.id"),
        ("leads/", Lead::TABLE, "t.id"),
        ("assets/", Asset::TABLE, "t.id"),
        ("watches/", PersonWatch::TABLE, "t.id"),
        ("disposals/", Disposal::TABLE, "t.id"),
    ];
    findings.add(verify::subjects(store, &tables).await?);
    Ok(findings)
}
