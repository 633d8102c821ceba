//! How the databases read lists of tasks: by an index that gives the order, whatever is asked for.

use kit::{
    access::Scope,
    domain::Timestamp,
    storage::list::{ListQuery, Place},
    testing::{Plans, on_every_database},
};
use law::identifiers::RegionCode;

use super::{LISTS, Migrator, TASK_COUNTS as COUNTS, Tasks, list::LEADS, parse_filter, parse_order};

/// Twenty thousand tasks, most of them of one county and done.
const TASKS: &str = "INSERT INTO tasks (id, kind, state, case_number, region_code, court, worker, creator, finish_by, open_until, late_from, version,
        create_time, update_time, sealed)
    {numbers} SELECT CAST(10000000 + i AS TEXT),
        CASE WHEN i % 50 = 0 THEN 'WITNESS' ELSE 'SERVICE_OF_PROCESS' END,
        CASE WHEN i % 100 = 0 THEN 'REPORTED' WHEN i % 33 = 0 THEN 'DISPATCHED' ELSE 'DONE' END,
        CASE WHEN i % 3 = 0 THEN '' ELSE '（2026）浙0783执' || (i / 4) || '号' END,
        {region},
        'courts/3307832012' || CAST(10 + i % 30 AS TEXT),
        CASE WHEN i % 4 = 0 THEN '' ELSE 'people/w' || (i % 60) END,
        'people/officer' || (i % 9), i * 1000 % 77777777,
        CASE WHEN i % 33 = 0 AND i % 100 <> 0 THEN i * 1000 % 77777777 END,
        CASE WHEN i % 33 = 0 AND i % 100 <> 0 THEN i * 500 % 77777777 END, 1, i * 1000, i * 7000 % 99999999, {sealed} FROM n";

fn regions(codes: &[&str]) -> Scope {
    let regions = codes.iter().map(|code| RegionCode::parse(code).unwrap()).collect();
    Scope { regions, ..Scope::default() }
}

#[tokio::test]
async fn every_list_is_read_by_an_index_that_gives_its_order() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let encryption = store.encryption().clone();
        let mut plans = Plans::over(store, &[TASKS]).await;
        let worker = Scope { person: Some("people/w7".into()), ..Scope::default() };
        let court = |code: &str| Scope { courts: vec![format!("courts/{code}")], ..Scope::default() };
        let both = Scope { courts: vec!["courts/330783201215".into()], ..regions(&["330784001"]) };
        let scopes = [
            regions(&["330783"]),
            regions(&["3307"]),
            regions(&["330783201"]),
            regions(&["330783201215"]),
            court("330783201215"),
            worker,
            both,
            Scope::everything(),
        ];
        let filters = [
            "",
            "state=REPORTED",
            "kind=WITNESS",
            "state:(REPORTED,DISPATCHED,ASSIGNED)",
            "open=true",
            "open:false AND worker=people/w7",
            "overdue:true AND court=courts/330783201215",
            "worker=people/w7",
            "court=courts/330783201215",
            "creator=people/officer3",
            "case_number=（2026）浙0783执77号",
            "region=330783201215 AND state=DONE",
            "create_time>=1970-01-01T00:00:01Z AND state!=DONE",
        ];
        let at = Timestamp::from_micros(9_000_000);
        for scope in &scopes {
            for filter in filters {
                for order in ["", "create_time", "finish_by", "finish_by desc", "update_time desc"] {
                    plans
                        .walk(LEADS.method, (scope, filter, order), async |store, after| {
                            let tasks = Tasks { store: store.clone(), encryption: encryption.clone() };
                            let after = after.as_deref().and_then(Place::of);
                            let (terms, order) = (parse_filter(filter, at)?, parse_order(order)?);
                            let limit = Plans::PAGE;
                            tasks.list(ListQuery { scope, terms, order, after, limit }).await
                        })
                        .await;
                }
            }
        }
        for (scope, filter, group_by) in [
            (&scopes[0], "", "state"),
            (&scopes[0], "state:(REPORTED,DISPATCHED)", "kind"),
            (&scopes[0], "overdue:true", "state"),
            (&scopes[0], "creator=people/officer3", "kind"),
            (&scopes[3], "court=courts/330783201215", "worker"),
            (&scopes[5], "", "court"),
            (&scopes[7], "region=3307 AND kind=WITNESS", ""),
        ] {
            plans.counts(&COUNTS, (scope, filter, group_by)).await;
        }
        let (pages, refused) = plans.end(LISTS);
        assert!(pages > 300 && refused < 150, "{pages} pages, {refused} refused");
    })
    .await;
}
