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
        asset::Asset, debtor::Debtor, disposal::Disposal, duty::Duty, lead::Lead, request::AssistRequest,
        seizure::Seizure, watch::PoliceWatch,
    },
    log_events::Shown,
    store::{
        COUNTS, Migrator,
        stored_record::{self, StoredRecord},
    },
};

/// Reads every row, beside a running service or without, and compares citations that another store holds with requests and
/// watches: `cited` are pairs of a name and a file's. Those that the record does not cite are wrong; other names are passed over.
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

/// Compares citations with the requests and watches in a store that is open.
pub async fn verify_citations_in(store: &Store, cited: &[(String, String)]) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    citations_of::<AssistRequest>(store, cited, &mut findings).await?;
    citations_of::<PoliceWatch>(store, cited, &mut findings).await?;
    Ok(findings)
}

async fn citations_of<T: Shown>(
    store: &Store,
    cited: &[(String, String)],
    findings: &mut Findings,
) -> Result<(), Refusal> {
    let of_kind = cited
        .iter()
        .filter_map(|(subject, file)| Some((subject.strip_prefix(T::COLLECTION)?.strip_prefix('/')?, file)));
    let of_kind: Vec<_> = of_kind.collect();
    for some in of_kind.chunks(200) {
        let ids: Vec<&str> = some.iter().map(|(id, _)| *id).collect();
        let records = stored_record::readable::<T>(store, &ids).await?;
        for (id, file) in some {
            findings.looked_at += 1;
            let record = records.iter().find(|record| record.id().to_string() == *id);
            if !record.is_some_and(|record| record.citations().iter().any(|one| one.evidence == *file)) {
                let of = T::COLLECTION;
                findings.wrong(format!(
                    "{of}/{id}: 没有引用 {file}，登记的引用是伪造的 (it does not cite the file)"
                ));
            }
        }
    }
    Ok(())
}

/// The same in a store that is open.
pub async fn verify_records_in(store: &Store) -> Result<Findings, Refusal> {
    let mut findings = verify::encrypted(store).await?;
    findings.add(counts::verify(store, COUNTS).await?);
    findings.add(stored_record::verify::<AssistRequest>(store).await?);
    findings.add(stored_record::verify::<Seizure>(store).await?);
    findings.add(stored_record::verify::<Duty>(store).await?);
    findings.add(stored_record::verify::<Debtor>(store).await?);
    findings.add(stored_record::verify::<Lead>(store).await?);
    findings.add(stored_record::verify::<Asset>(store).await?);
    findings.add(stored_record::verify::<PoliceWatch>(store).await?);
    findings.add(stored_record::verify::<Disposal>(store).await?);
    let tables = [
        ("requests/", AssistRequest::TABLE, "t.id"),
        ("seizures/", Seizure::TABLE, "t.id"),
        ("duties/", Duty::TABLE, "t.id"),
        ("debtors/", Debtor::TABLE, "t.id"),
        ("leads/", Lead::TABLE, "t.id"),
        ("assets/", Asset::TABLE, "t.id"),
        ("watches/", PoliceWatch::TABLE, "t.id"),
        ("disposals/", Disposal::TABLE, "t.id"),
    ];
    findings.add(verify::subjects(store, &tables).await?);
    Ok(findings)
}
