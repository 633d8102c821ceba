//! Whether rows stand as the program wrote them: columns equal what is encrypted, and everything that the log names is there.

use kit::{
    access::{Scope, keys::Keys},
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
        money::{
            distribution::Distribution, money_month::MoneyMonth, payout::Payout, payout_file::PayoutFile,
            receipt::Receipt,
        },
    },
    store::{
        COUNTS, Migrator, approvals, case_notes, cases, sanctions,
        stored_record::{self, StoredRecord},
    },
};

/// Reads every row, beside a running service or without, and compares citations that another store holds with sanctions: `cited` are pairs
/// of a name and a file's. Those that the sanction does not cite are wrong; other names are passed over.
pub async fn verify_records(
    location: &Location,
    keys: &Keys,
    cited: &[(String, String)],
) -> Result<Findings, Refusal> {
    let store = Store::open::<Migrator>(location, NAME, keys).await?;
    let findings = async {
        let mut findings = verify_records_in(&store).await?;
        findings.add(verify_citations_in(&store, cited).await?);
        Ok(findings)
    };
    let findings = findings.await;
    store.close().await?;
    findings
}

async fn verify_citations_in(store: &Store, cited: &[(String, String)]) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    for (subject, file) in cited.iter().filter(|(subject, _)| subject.starts_with("sanctions/")) {
        findings.looked_at += 1;
        let found = sanctions::get(store.read(), &Scope::everything(), subject, store.encryption()).await?;
        if !found.is_some_and(|sanction| sanction.terms.evidence.contains(file)) {
            findings
                .wrong(format!("{subject}: 没有引用 {file}，登记的引用是伪造的 (it does not cite the file)"));
        }
    }
    Ok(findings)
}

/// The same in a store that is open.
pub async fn verify_records_in(store: &Store) -> Result<Findings, Refusal> {
    let mut findings = verify::encrypted(store).await?;
    findings.add(counts::verify(store, COUNTS).await?);
    findings.add(cases::verify(store).await?);
    findings.add(approvals::verify(store).await?);
    findings.add(case_notes::verify(store).await?);
    findings.add(stored_record::verify::<Receipt>(store).await?);
    findings.add(stored_record::verify::<Distribution>(store).await?);
    findings.add(stored_record::verify::<Payout>(store).await?);
    findings.add(stored_record::verify::<PayoutFile>(store).await?);
    findings.add(stored_record::verify::<MoneyMonth>(store).await?);
    findings.add(stored_record::verify::<Batch>(store).await?);
    let tables = [
        ("cases/", "cases", "t.id"),
        (Receipt::PREFIX, Receipt::TABLE, "t.id"),
        (Distribution::PREFIX, Distribution::TABLE, "t.id"),
        (Payout::PREFIX, Payout::TABLE, "t.id"),
        (PayoutFile::PREFIX, PayoutFile::TABLE, "t.id"),
        (MoneyMonth::PREFIX, MoneyMonth::TABLE, "t.label"),
        (Batch::PREFIX, Batch::TABLE, "t.id"),
        ("sanctions/", "sanctions", "substr(t.name, 11)"),
        ("supervisions/", "supervisions", "t.id"),
    ];
    findings.add(verify::subjects(store, &tables).await?);
    Ok(findings)
}
