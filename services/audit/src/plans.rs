//! How the databases read the lists of records: by an index that gives the order, whatever is asked for.

use kit::{
    access::{Caller, Grant, Role},
    domain::Timestamp,
    storage::list::Place,
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;

use super::{
    list::{LISTS, LOOKUPS, RECORDS, RecordQuery},
    store::Migrator,
};

/// Twenty thousand records in two chains, most of them of one county; one case that half of them name. Records are only ever
/// added, so that they lie in the order of their time: PostgreSQL then walks the index of the time for a town that has a fifth of all records
/// or more, and passes over the others. That is at most four rows for each that it gives, at any size of the table; the town here has
/// nearly all.
const ROWS: &[&str] = &[
    "INSERT INTO records (chain, number, at, person, roles, method, resources, code, reason, request_id, trace_id, sealed, digest,
            home)
        {numbers} SELECT 'c' || (i % 2), i, i / 3, 'people/p' || (i % 40), '', CASE WHEN i % 50 = 0 THEN 'rare' ELSE 'usual' END, '',
        CASE WHEN i % 90 = 0 THEN 'NOT_FOUND' ELSE 'OK' END, '', 'r' || i, '', {sealed}, {sealed},
        CASE WHEN i % 90 = 0 THEN '' WHEN i % 91 = 0 THEN '330783' ELSE {region} END FROM n ORDER BY i",
    "INSERT INTO resources (resource, at, chain, number)
        {numbers} SELECT CASE WHEN i % 2 = 0 THEN 'cases/7' ELSE 'cases/x' || i END, i / 3, 'c' || (i % 2), i FROM n ORDER BY i",
];

fn auditor(region: &str) -> Caller {
    let at = Timestamp::now();
    let region = RegionCode::parse(region).ok();
    let grant = Grant {
        role: Role::Auditor,
        region,
        court: None,
        unit: None,
        deputises_for: None,
        from: at.plus_hours(-1),
        until: None,
    };
    Caller { person: "people/p3".into(), grants: vec![grant], ..Caller::ourselves(at) }
}

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("records_in_order", |store| async move {
        let mut plans = Plans::over(store, ROWS).await;
        let codes = ["330783", "33", "330783201", "330783201215"];
        let callers: Vec<Caller> =
            codes.map(auditor).into_iter().chain([Caller::ourselves(Timestamp::now())]).collect();
        for caller in &callers {
            for filter in [
                "",
                "person=people/p7",
                "method=rare",
                "code!=OK",
                "request_id=r77",
                "resource=cases/7",
                "resource=cases/7 AND person=people/p7",
                "person=people/p7 AND resource=cases/7",
                "call_time<1970-01-01T00:00:00.004Z",
                "chain=c1 AND call_time>=1970-01-01T00:00:00.001Z",
            ] {
                plans
                    .walk(RECORDS, (caller.scope(), filter), async |store, after| {
                        let after = after.as_deref().and_then(Place::of);
                        RecordQuery::of(caller, filter)?.page(store.read(), after, Plans::PAGE).await
                    })
                    .await;
            }
            plans
                .walk(LOOKUPS, caller.scope(), async |store, after| {
                    let after = after.as_deref().and_then(Place::of);
                    RecordQuery::lookups(caller, "cases/7").page(store.read(), after, Plans::PAGE).await
                })
                .await;
        }
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 80 && refused == 0, "{pages} pages, {refused} refused");
    })
    .await;
}
