//! Whether rows stand as the program wrote them: columns equal what is encrypted, and everything that the log names is there.

use kit::{
    access::keys::Keys,
    domain::refusal::Refusal,
    storage::{
        Location, Store, counts,
        verify::{self, Findings},
    },
};

use crate::{
    NAME,
    domain::{
        batch::Batch,
        money::{distribution::Distribution, payout::Payout, payout_file::PayoutFile, receipt::Receipt},
    },
    store::{
        COUNTS, Migrator, approvals, cases,
        stored_record::{self, StoredRecord},
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
    findings.add(counts::verify(store, COUNTS).await?);
    findings.add(cases::verify(store).await?);
    findings.add(approvals::verify(store).await?);
    findings.add(stored_record::verify::<Receipt>(store).await?);
    findings.add(stored_record::verify::<Distribution>(store).await?);
    findings.add(stored_record::verify::<Payout>(store).await?);
    findings.add(stored_record::verify::<PayoutFile>(store).await?);
    findings.add(stored_record::verify::<Batch>(store).await?);
    let tables = [
        ("cases/", "cases", "t.id"),
        (Receipt::PREFIX, Receipt::TABLE, "t.id"),
        (Distribution::PREFIX, Distribution::TABLE, "t.id"),
        (Payout::PREFIX, Payout::TABLE, "t.id"),
        (PayoutFile::PREFIX, PayoutFile::TABLE, "t.id"),
        (Batch::PREFIX, Batch::TABLE, "t.id"),
        ("sanctions/", "sanctions", "substr(t.name, 11)"),
        ("supervisions/", "supervisions", "t.id"),
    ];
    findings.add(verify::subjects(store, &tables).await?);
    Ok(findings)
}
