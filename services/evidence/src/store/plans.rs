//! How the databases read every list of the service: by an index that gives the order, whatever is asked for.

use kit::{
    access::Scope,
    domain::Timestamp,
    storage::list::Place,
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;

use super::{
    LISTS, Migrator,
    packets::{LEADS, ListParams, list},
};

/// Twenty thousand packets, most of them of one county and purged.
const PACKETS: &str = "INSERT INTO packets (id, task, worker, device, court, region_code, issue_time, expire_time, due_time,
        purge_time, views)
    {numbers} SELECT 'p' || (10000000 + i), 'tasks/' || (i / 2), 'people/w' || (i % 60), 'phone', 'courts/c' || (i % 60), {region}, i, i,
        i * 7 % 99999, CASE WHEN i % 100 = 0 THEN NULL ELSE i END, 0 FROM n";

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let mut plans = Plans::over(store, &[PACKETS]).await;
        let region =
            |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::default() };
        let worker = Scope { person: Some("people/w7".into()), ..Scope::default() };
        let court = Scope { courts: vec!["courts/c7".into()], ..Scope::default() };
        let codes = ["330783", "3307", "330783201", "330783201215"];
        let scopes: Vec<Scope> =
            codes.map(region).into_iter().chain([worker, court, Scope::everything()]).collect();
        for scope in &scopes {
            for overdue_at in [None, Some(Timestamp::now())] {
                plans
                    .walk(LEADS.method, (scope, overdue_at), async |store, after| {
                        let after = after.as_deref().and_then(Place::of);
                        let params = ListParams { scope, overdue_at, after, limit: Plans::PAGE };
                        list(store.read(), params).await
                    })
                    .await;
            }
        }
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 20 && refused == 0, "{pages} pages, {refused} refused");
    })
    .await;
}
