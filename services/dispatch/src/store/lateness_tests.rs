//! What is open and late, on every database.

use kit::{access::Scope, storage::list::ListQuery, testing::on_every_database};
use law::identifiers::RegionCode;
use sea_orm::ConnectionTrait as _;

use super::{
    Migrator, parse_filter, parse_order,
    tests::{add, at, task, tasks_of},
};

#[tokio::test]
async fn open_late_and_several_states_are_found_whoever_asks() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        for number in 0..20 {
            add(&tasks, &task(number, if number % 2 == 0 { "courts/a" } else { "courts/b" }, "330783201203"))
                .await;
        }
        let (early, late) = (at(0), task(5, "courts/a", "330783201203").times.accept_by);
        for (filter, now, expected) in [
            ("open:true", early, 20),
            ("open=false", early, 0),
            ("state:(DISPATCHED,DONE)", early, 20),
            ("state:(DONE,EXPIRED)", early, 0),
            ("overdue:true", early, 0),
            // The limits of the first three have passed; those of the next three end now.
            ("overdue:true", late, 3),
            ("overdue:true AND court=courts/a", late, 2),
            ("overdue:false", late, 17),
        ] {
            for scope in [
                Scope::everything(),
                Scope { regions: vec![RegionCode::parse("330783").unwrap()], ..Scope::default() },
                Scope { courts: vec!["courts/a".into(), "courts/b".into()], ..Scope::default() },
            ] {
                for order in ["", "finish_by"] {
                    let (terms, order) = (parse_filter(filter, now).unwrap(), parse_order(order).unwrap());
                    let query = ListQuery { scope: &scope, terms, order, after: None, limit: 50 };
                    let page = tasks.list(query).await.unwrap();
                    assert_eq!(page.rows.len(), expected, "{filter} {scope:?} {order:?}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn rows_from_before_lateness_was_kept_are_reckoned_once() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let expected: Vec<_> = (0..5).map(|number| task(number, "courts/a", "330783201203")).collect();
        for task in &expected {
            add(&tasks, task).await;
        }
        let tx = store.begin().await.unwrap();
        tx.execute_unprepared("UPDATE tasks SET late_from = open_until").await.unwrap();
        tx.commit().await.unwrap();
        let mut after = Some((i64::MIN, String::new()));
        while let Some(place) = after {
            after = tasks.reckon_lateness(place, 2).await.unwrap();
        }
        let text = "SELECT late_from FROM tasks ORDER BY id";
        let rows = store.read().query_all_raw(kit::storage::sql(store.read(), text, vec![])).await.unwrap();
        let found: Vec<i64> = rows.iter().map(|row| row.try_get("", "late_from").unwrap()).collect();
        let mut expected: Vec<_> =
            expected.iter().map(|task| (task.id.to_string(), task.late_from().unwrap().micros())).collect();
        expected.sort();
        assert_eq!(found, expected.into_iter().map(|(_, limit)| limit).collect::<Vec<_>>());
    })
    .await;
}
