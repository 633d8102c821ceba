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
    store::{
        COUNTS, Migrator,
        stored_record::{self, StoredRecord},
    },
};

/// Reads every row, beside a running service or without, and compares citations of requests that another store holds with the requests:
/// `cited` are pairs of a name and a file's. Those that the request does not cite are wrong; other names are passed over.
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

/// Compares citations with the requests in a store that is open.
pub async fn verify_citations_in(store: &Store, cited: &[(String, String)]) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    let of_requests =
        cited.iter().filter_map(|(subject, file)| Some((subject.strip_prefix("requests/")?, file)));
    let of_requests: Vec<_> = of_requests.collect();
    for some in of_requests.chunks(200) {
        let ids: Vec<&str> = some.iter().map(|(id, _)| *id).collect();
        let requests = stored_record::readable::<AssistRequest>(store, &ids).await?;
        for (id, file) in some {
            findings.looked_at += 1;
            let request = requests.iter().find(|request| request.id.to_string() == *id);
            if !request.is_some_and(|request| request.citations().iter().any(|one| one.evidence == *file)) {
                findings.wrong(format!(
                    "requests/{id}: 没有引用 {file}，登记的引用是伪造的 (it does not cite the file)"
                ));
            }
        }
    }
    Ok(findings)
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
