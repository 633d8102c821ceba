//! Which index leads a list, by example.

use sea_orm::DbErr;
use sea_orm_migration::SchemaManagerConnection;

use super::*;
use crate::{
    storage::{
        list::{filter::Op, order::Sort},
        run_ddl, sql,
        sql::run_ddl_owned,
    },
    testing::{MigratorOf, Tables, on_every_database},
};

struct Things;

type Migrator = MigratorOf<Things>;

impl Tables for Things {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        let table = "CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, owner TEXT NOT NULL,
            state TEXT NOT NULL, at BIGINT NOT NULL)";
        run_ddl(connection, &[table]).await?;
        run_ddl_owned(connection, &region_columns::columns("things", "region_code", &["county", "village"]))
            .await?;
        let indexes = [
            "CREATE INDEX things_of_county ON things (county, at, id)",
            "CREATE INDEX things_in_state ON things (county, state, at, id)",
            "CREATE INDEX things_of_village ON things (village, at, id)",
            "CREATE INDEX things_of_owner ON things (owner, at, id)",
            "CREATE INDEX things_of_owner_in_state ON things (owner, state, at, id)",
        ];
        run_ddl(connection, &indexes).await
    }
}

const LEADS: Leads = Leads {
    method: "sharedcourt.dispatch.v1.TaskService.ListTasks",
    order: "at desc",
    table: "things",
    key: Key::ID,
    columns: ScopeColumns { person: Some("owner"), ..ScopeColumns::region("region_code") },
    leads: &[
        Lead::alone("owner", &["at"]).known_as("worker"),
        Lead::region("village", &["at"]),
        Lead::region("county", &["at", "finish_by"]),
        Lead::in_county("state", &["at"]).behind(&["county", "owner"]),
    ],
};

fn newest() -> Order {
    Order { column: "at", sort: Sort::Number, descending: true }
}

fn scope(regions: &[&str], person: Option<&str>) -> Scope {
    let regions = regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect();
    Scope { regions, person: person.map(str::to_owned), ..Scope::default() }
}

/// Every id of a list, page by page.
async fn all(store: &crate::storage::Store, scope: &Scope, terms: Terms) -> Vec<String> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let query = ListQuery { scope, terms: terms.clone(), order: newest(), after, limit: 7 };
        let scan = LEADS.scan(store.read(), query).await.unwrap();
        let found = scan.run(store.read()).await.unwrap();
        seen.extend(found.ids);
        after = found.next;
        if after.is_none() {
            return seen;
        }
    }
}

#[tokio::test]
async fn every_scope_and_filter_finds_the_rows_that_a_reading_of_all_finds() {
    on_every_database::<Migrator, _>("things", |store| async move {
        let villages = ["330783201203", "330783201204", "330783001", "330784001001", "330783"];
        let mut rows = Vec::new();
        let tx = store.begin().await.unwrap();
        for number in 0..200_usize {
            let (region, owner) = (villages[number % 5], ["people/a", "people/b"][number % 7 % 2]);
            let state = ["OPEN", "DONE"][number % 3 % 2];
            let at = i64::try_from(number / 3).unwrap();
            let id = format!("t{number:03}");
            let insert = "INSERT INTO things (id, region_code, owner, state, at) VALUES ($1, $2, $3, $4, $5)";
            let values = vec![id.clone().into(), region.into(), owner.into(), state.into(), at.into()];
            tx.execute_raw(sql(&tx, insert, values)).await.unwrap();
            rows.push((at, id, region, owner, state));
        }
        tx.commit().await.unwrap();
        rows.sort();
        rows.reverse();
        let scopes = [
            scope(&["330783"], None),
            scope(&["3307"], None),
            scope(&["330783201"], None),
            scope(&["330783201203"], Some("people/a")),
            scope(&["330784", "330783001"], Some("people/b")),
            scope(&[], Some("people/a")),
            Scope::default(),
            Scope::everything(),
        ];
        let filters = [
            ("", ""),
            ("state", "OPEN"),
            ("states", ""),
            ("owner", "people/b"),
            ("state of owner", "people/b"),
            ("region", "330783201203"),
            ("region", "3307"),
            // The table has no column for towns.
            ("region", "330783201"),
        ];
        for scope in &scopes {
            for (column, value) in filters {
                let mut terms = Terms::default();
                match column {
                    "" => {}
                    "region" => terms.region("region_code", Op::Eq, value),
                    "state" => terms.compare("state", Op::Eq, value),
                    "states" => terms.one_of("state", &["OPEN", "DONE"]),
                    "state of owner" => {
                        terms.compare("owner", Op::Eq, value);
                        terms.one_of("state", &["OPEN", "LOST"]);
                    }
                    _ => terms.compare("owner", Op::Eq, value),
                }
                let expected = rows.iter().filter(|(_, _, region, owner, state)| {
                    scope.admits(Some(region), None, Some(owner))
                        && match column {
                            "" | "states" => true,
                            "state of owner" => *owner == value && *state == "OPEN",
                            "region" => region.starts_with(value),
                            "state" => *state == value,
                            _ => *owner == value,
                        }
                });
                let expected: Vec<_> = expected.map(|(_, id, ..)| id.clone()).collect();
                assert_eq!(all(&store, scope, terms).await, expected, "{scope:?} {column}={value}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_order_that_nothing_leads_is_refused_with_what_would() {
    on_every_database::<Migrator, _>("things", |store| async move {
        let order = Order { column: "finish_by", sort: Sort::Number, descending: false };
        let query = |scope| ListQuery { scope, terms: Terms::default(), order, after: None, limit: 7 };
        let (region, person) = (scope(&["330783"], None), scope(&[], Some("people/a")));
        assert!(LEADS.scan(store.read(), query(&region)).await.is_ok());
        let refused = LEADS.scan(store.read(), query(&person)).await.unwrap_err();
        assert_eq!(refused.reason(), "ORDER_NOT_LED");
        let text = refused.text();
        assert_eq!(text.zh, "按「任务办结期限」排序时，请同时按以下条件之一筛选：「区划代码」。");
        assert!(text.en.ends_with(": \"Region code\"."), "{text:?}");
        // What it names is its cure.
        let mut cured = query(&person);
        cured.terms.region("region_code", Op::Eq, "330783");
        let scan = LEADS.scan(store.read(), cured).await.unwrap();
        assert!(!scan.conditions.is_empty(), "the scope is tested row by row");
    })
    .await;
}
