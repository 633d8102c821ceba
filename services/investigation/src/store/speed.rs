//! Ten million debtors and a million seizures, and how long it takes to find one of them. Run by hand:
//! `scripts/with-postgres cargo test --release -p sharedcourt-investigation ten_million -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use jiff::{ToSpan as _, civil::Date};
use kit::{
    access::Scope,
    domain::Timestamp,
    storage::{Store, sql},
    testing::on_every_database,
};
use law::{identifiers::RegionCode, seizure::AssetClass};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use super::{
    Migrator, debtors,
    list::{ListParams, page, parse_order},
    stored_record,
};
use crate::domain::{
    debtor::Debtor,
    draft::PartyDraft,
    seizure::{Seizure, SeizureState},
    seizure_draft::SeizureDraft,
    seizure_queue,
};

const DEBTORS: i64 = 10_000_000;
const SEIZURES: i64 = 1_000_000;
const CITIZEN: &str = "11010519491231002X";

/// Rows numbered from 1, on either database.
async fn fill(store: &Store, insert: &str, rows: i64, values: Vec<sea_orm::Value>) {
    const AT_ONCE: i64 = 500_000;
    let postgres = store.is_postgres();
    for from in (1..=rows).step_by(500_000) {
        let to = (from + AT_ONCE - 1).min(rows);
        let numbers = if postgres {
            format!("(SELECT n FROM generate_series({from}, {to}) AS n) AS numbers")
        } else {
            format!(
                "(WITH RECURSIVE numbers(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n < {to})
                  SELECT n FROM numbers)"
            )
        };
        let (id, bytes) = if postgres {
            ("gen_random_uuid()::text", "decode(md5(n::text) || md5((-n)::text), 'hex')")
        } else {
            ("lower(hex(randomblob(16)))", "randomblob(32)")
        };
        let text = insert.replace("{numbers}", &numbers).replace("{id}", id).replace("{bytes}", bytes);
        let tx = store.begin().await.unwrap();
        tx.execute_raw(sql(&tx, &text, values.clone())).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn report(what: &str, store: &Store, mut took: Vec<Duration>) {
    took.sort();
    let database = if store.is_postgres() { "PostgreSQL" } else { "SQLite" };
    println!("{what}, {database}: p50 {:?}, worst {:?}", took[took.len() / 2], took[took.len() - 1]);
}

#[tokio::test]
#[ignore = "takes minutes and gigabytes; it measures and says so"]
async fn one_of_ten_million_debtors_is_found_by_number() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let encryption = store.encryption().clone();
        let region = RegionCode::parse("330783").unwrap();
        let draft = PartyDraft {
            display_name: "张三".into(),
            identity: kit::domain::identity::Draft::of(None, CITIZEN, "", false),
        };
        let debtor = Debtor::enter(&draft, Uuid::now_v7(), region, Timestamp::now()).unwrap();
        let tx = store.begin().await.unwrap();
        stored_record::add(&tx, std::slice::from_ref(&debtor), &encryption).await.unwrap();
        tx.commit().await.unwrap();
        let insert = "INSERT INTO debtors (id, region_code, version, create_time, sealed, person)
            SELECT {id}, '330783', 1, n, $1, {bytes} FROM {numbers}";
        fill(&store, insert, DEBTORS, vec![vec![0_u8; 300].into()]).await;

        let scope = Scope { regions: vec![RegionCode::parse("330783").unwrap()], ..Scope::default() };
        let (mut by_index, mut by_list) = (Vec::new(), Vec::new());
        for _ in 0..50 {
            let begun = Instant::now();
            let index = debtors::person(&encryption, CITIZEN);
            let found = debtors::of_number(store.read(), &encryption, "330783", index).await.unwrap();
            by_index.push(begun.elapsed());
            assert_eq!(found.unwrap().id, debtor.id);
            let begun = Instant::now();
            let filter = format!("identity_number=\"{CITIZEN}\"");
            let query = ListParams {
                scope: &scope,
                filter: &filter,
                order: parse_order::<Debtor>("").unwrap(),
                after: None,
                limit: 50,
            };
            let found: Vec<Debtor> = page(store.read(), &encryption, query).await.unwrap().rows;
            by_list.push(begun.elapsed());
            assert_eq!(found.len(), 1);
        }
        report("a debtor among ten million, by index", &store, by_index);
        report("a debtor among ten million, by the list's filter", &store, by_list);
    })
    .await;
}

#[tokio::test]
#[ignore = "takes minutes; it measures and says so"]
async fn what_lapses_soon_of_a_million_seizures_is_reported_at_once() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let encryption = store.encryption().clone();
        let now = Timestamp::now();
        let draft = SeizureDraft {
            case: "cases/a".into(),
            class: Some(AssetClass::Equity),
            property_key: "P".into(),
            ..SeizureDraft::default()
        };
        let region = RegionCode::parse("330783").unwrap();
        let mut all = vec![draft.check(Uuid::now_v7(), region, "people/officer", now).unwrap()];
        let id = all[0].id;
        seizure_queue::publish(&mut all, id, now, "", now).unwrap();
        assert_eq!(all[0].state, SeizureState::InForce);
        let sealed = encryption.encrypt(&serde_json::to_string(&all[0]).unwrap()).unwrap();
        let days: Vec<String> = (0..1100).map(|day| (now.legal_day() + day.days()).to_string()).collect();
        // Ends are spread over three years, so that some nine hundred of a million end on each day.
        let series = days.iter().enumerate().map(|(day, text)| format!("WHEN {day} THEN '{text}'"));
        let insert = format!(
            "INSERT INTO seizures (id, region_code, version, create_time, sealed, state, asset_class, property,
                case_name, case_number, last_day, live)
            SELECT {{id}}, '330783', 1, n, $1, 'IN_FORCE', 'EQUITY', {{bytes}}, 'cases/a', '',
                CASE n % 1100 {} END, 1 FROM {{numbers}}",
            series.collect::<Vec<_>>().join(" ")
        );
        fill(&store, &insert, SEIZURES, vec![sealed.into()]).await;

        let scope = Scope { regions: vec![RegionCode::parse("330783").unwrap()], ..Scope::default() };
        let until: Date = now.legal_day() + 30.days();
        let filter = format!("state=IN_FORCE AND last_day<={until}");
        let order = parse_order::<Seizure>("last_day").unwrap();
        let mut took = Vec::new();
        for _ in 0..50 {
            let begun = Instant::now();
            let query = ListParams { scope: &scope, filter: &filter, order, after: None, limit: 50 };
            let found: Vec<Seizure> = page(store.read(), &encryption, query).await.unwrap().rows;
            took.push(begun.elapsed());
            assert_eq!(found.len(), 50);
        }
        report("the first page of what lapses within 30 days of a million", &store, took);
    })
    .await;
}
