//! How the databases read every list of the service: by an index that gives the order, whatever is asked for.

use kit::{
    access::Scope,
    domain::Timestamp,
    storage::{list::Place, record::Page},
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;

use super::{
    LISTS, Migrator,
    packets::{LEADS, ListParams, list},
    session_uploads,
};

/// Twenty thousand packets, most of them of one county and purged.
const PACKETS: &str = "INSERT INTO packets (id, task, worker, device, court, region_code, issue_time, expire_time, due_time,
        purge_time, views)
    {numbers} SELECT 'p' || (10000000 + i), 'tasks/' || (i / 2), 'people/w' || (i % 60), 'phone', 'courts/c' || (i % 60), {region}, i, i,
        i * 7 % 99999, CASE WHEN i % 100 = 0 THEN NULL ELSE i END, 0 FROM n";

/// As many files that telephones have declared, twenty in each session.
const UPLOADS: &[&str] = &[
    "INSERT INTO uploads (id, sha256, person, size, media_type, arrived, turn, region_code, holder, expire_time)
        {numbers} SELECT {upload}, '0000000000000000000000000000000000000000000000000000' || (100000000000 + i), 'people/p' || (i / 20), 5, 'image/png', 0, '', '', '', i FROM n",
    "INSERT INTO session_uploads (session, upload, declare_time)
        {numbers} SELECT 'uploadSessions/s' || (i / 20), {upload}, i FROM n",
];

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let id = "'00000000-0000-7000-8000-' || (100000000000 + i)";
        let rows: Vec<String> = std::iter::once(PACKETS)
            .chain(UPLOADS.iter().copied())
            .map(|text| text.replace("{upload}", id))
            .collect();
        let mut plans = Plans::over(store, &rows).await;
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
        plans
            .walk(session_uploads::LIST, "s7", async |store, _| {
                let rows = session_uploads::list(store.read(), "uploadSessions/s7", "people/p7").await?;
                Ok(Page { rows, next: None })
            })
            .await;
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 20 && refused == 0, "{pages} pages, {refused} refused");
    })
    .await;
}
