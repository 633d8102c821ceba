use std::collections::BTreeMap;

use law::identifiers::RegionCode;
use proptest::{prelude::*, strategy::ValueTree as _};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManagerConnection};

use super::{
    CountLead, CountQuery, Counts, Dimension, Due, Group, HOUR, Holds, SeenBy, fold, migration, verify,
};
use crate::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Store, run_ddl, sql},
    testing::{MigratorOf, Tables, on_every_database},
};

const COUNTS: Counts = Counts {
    method: "sharedcourt.dispatch.v1.TaskService.ListTasks",
    table: "things",
    dimensions: &[
        Dimension::of("state", Holds::Names("TASK_STATE_", || vec!["ASSIGNED", "DONE"])),
        Dimension::region(),
        Dimension::of("court", Holds::Resources("courts/")).seen_by(SeenBy::Court),
        Dimension::of("worker", Holds::People).seen_by(SeenBy::Person),
        Dimension::of("creator", Holds::People),
    ],
    leads: &[
        CountLead { name: "worker", keeps: &["state", "region", "court"] },
        CountLead { name: "court", keeps: &["state", "region", "worker"] },
        CountLead { name: "creator", keeps: &["state", "region"] },
        CountLead { name: "region", keeps: &["state"] },
    ],
    due: Due::Instant("CASE WHEN open THEN due END"),
};

struct Things;

impl Tables for Things {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        let table = "CREATE TABLE things (id BIGINT PRIMARY KEY, state TEXT NOT NULL, region_code TEXT NOT NULL, court TEXT NOT NULL,
            worker TEXT NOT NULL, creator TEXT NOT NULL, open BOOLEAN NOT NULL, due BIGINT NOT NULL, note TEXT NOT NULL DEFAULT '')";
        // One that is there before anything is counted.
        let first =
            "INSERT INTO things VALUES (0, 'DONE', '330783001001', 'courts/a', '', 'people/o', FALSE, 0, '')";
        run_ddl(connection, &[table, first]).await
    }
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = MigratorOf::<Things>::migrations();
        all.push(migration("m0002_counts", &[COUNTS]));
        all
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Thing {
    state: &'static str,
    region: &'static str,
    court: &'static str,
    worker: &'static str,
    open: bool,
    due: i64,
}

#[derive(Clone, Debug)]
enum Step {
    Put(i64, Thing),
    Remove(i64),
    Note(i64),
    Fold,
}

const NOW: i64 = 1_000 * HOUR + HOUR / 2;

fn things() -> impl Strategy<Value = Thing> {
    let state = prop::sample::select(vec!["ASSIGNED", "DONE"]);
    let region = prop::sample::select(vec!["330783001001", "330783001002", "330783002001", "330784001001"]);
    let court = prop::sample::select(vec!["courts/a", "courts/b"]);
    let worker = prop::sample::select(vec!["", "people/w", "people/v"]);
    let due = prop::sample::select(vec![NOW - 2 * HOUR, NOW - 1, NOW, NOW + 1, NOW + HOUR]);
    (state, region, court, worker, any::<bool>(), due).prop_map(
        |(state, region, court, worker, open, due)| Thing { state, region, court, worker, open, due },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (1..12_i64, things()).prop_map(|(id, thing)| Step::Put(id, thing)),
        2 => (1..12_i64).prop_map(Step::Remove),
        1 => (1..12_i64).prop_map(Step::Note),
        2 => Just(Step::Fold),
    ];
    prop::collection::vec(step, 1..40)
}

async fn run(store: &Store, text: &str) {
    let tx = store.begin().await.unwrap();
    tx.execute_raw(sql(&tx, text, vec![])).await.unwrap();
    tx.commit().await.unwrap();
}

async fn take(store: &Store, step: &Step, there: &mut BTreeMap<i64, Thing>) {
    match step {
        Step::Put(id, thing) => {
            let Thing { state, region, court, worker, open, due } = thing;
            let put = format!(
                "INSERT INTO things (id, state, region_code, court, worker, creator, open, due)
                 VALUES ({id}, '{state}', '{region}', '{court}', '{worker}', 'people/o', {open}, {due})
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, region_code = excluded.region_code, court = excluded.court,
                     worker = excluded.worker, open = excluded.open, due = excluded.due"
            );
            run(store, &put).await;
            there.insert(*id, thing.clone());
        }
        Step::Remove(id) => {
            run(store, &format!("DELETE FROM things WHERE id = {id}")).await;
            there.remove(id);
        }
        Step::Note(id) => run(store, &format!("UPDATE things SET note = 'x' WHERE id = {id}")).await,
        Step::Fold => fold(store, &[COUNTS]).await.unwrap(),
    }
}

async fn count(store: &Store, scope: &Scope, filter: &str, group_by: &str) -> Result<Vec<Group>, Refusal> {
    let query = CountQuery { scope, filter, group_by, at: Timestamp::from_micros(NOW) };
    COUNTS.count(store.read(), query).await
}

fn scope(regions: &[&str], courts: &[&str], person: Option<&str>) -> Scope {
    Scope {
        regions: regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect(),
        courts: courts.iter().map(|court| (*court).to_owned()).collect(),
        person: person.map(str::to_owned),
        ..Scope::default()
    }
}

fn expected(
    there: &BTreeMap<i64, Thing>,
    admits: impl Fn(&Thing) -> bool,
    value: impl Fn(&Thing) -> String,
) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for thing in there.values().filter(|thing| admits(thing)) {
        let group =
            groups.entry(value(thing)).or_insert_with(|| Group { value: value(thing), ..Group::default() });
        group.number += 1;
        group.open += i64::from(thing.open);
        group.overdue += i64::from(thing.open && thing.due < NOW);
    }
    groups.into_values().collect()
}

/// Every count, before and after a fold, is that of the rows.
async fn is_right(store: &Store, there: &BTreeMap<i64, Thing>) {
    let everything = Scope::everything();
    let state = |thing: &Thing| format!("TASK_STATE_{}", thing.state);
    let none = |_: &Thing| String::new();
    let all = count(store, &everything, "", "state").await.unwrap();
    assert_eq!(all, expected(there, |_| true, state));
    let county = scope(&["330783"], &[], None);
    let found = count(store, &county, "", "").await.unwrap();
    assert_eq!(found, expected(there, |thing| thing.region.starts_with("330783"), none));
    let found = count(store, &county, "region=330783001 AND state!=DONE", "").await.unwrap();
    let in_town = |thing: &Thing| thing.region.starts_with("330783001") && thing.state != "DONE";
    assert_eq!(found, expected(there, in_town, none));
    let found = count(store, &county, "court=courts/a", "worker").await.unwrap();
    let of_court = |thing: &Thing| thing.region.starts_with("330783") && thing.court == "courts/a";
    assert_eq!(found, expected(there, of_court, |thing| thing.worker.to_owned()));
    // A director who is a grid worker elsewhere sees each of their tasks once.
    let both = scope(&[], &["courts/a"], Some("people/w"));
    let found = count(store, &both, "court=courts/b", "").await.unwrap();
    assert_eq!(found, expected(there, |thing| thing.court == "courts/b" && thing.worker == "people/w", none));
    assert_eq!(count(store, &both, "", "").await.unwrap_err().reason(), "COUNT_NOT_LED");
    let mine = count(store, &scope(&[], &[], Some("people/w")), "", "court").await.unwrap();
    assert_eq!(mine, expected(there, |thing| thing.worker == "people/w", |thing| thing.court.to_owned()));
    for (filter, is_meant) in [
        ("open:true", (|thing: &Thing| thing.open) as fn(&Thing) -> bool),
        ("open=false", |thing| !thing.open),
        ("overdue=true", |thing| thing.open && thing.due < NOW),
        ("overdue:false AND state:(ASSIGNED,DONE)", |thing| !(thing.open && thing.due < NOW)),
        ("open:true AND overdue:false AND state:(DONE)", |thing| {
            thing.open && thing.due >= NOW && thing.state == "DONE"
        }),
    ] {
        let found = count(store, &everything, filter, "state").await.unwrap();
        assert_eq!(found, expected(there, is_meant, state), "{filter}");
    }
    // Towns within towns are counted once, and what is outside is not.
    let nested = scope(&["330783001", "330783001002", "330784"], &[], None);
    let found = count(store, &nested, "", "").await.unwrap();
    let inside = |thing: &Thing| thing.region.starts_with("330783001") || thing.region.starts_with("330784");
    assert_eq!(found, expected(there, inside, none));
    let found = count(store, &county, "creator=people/o AND region=330784001", "").await.unwrap();
    assert_eq!(found, []);
}

#[tokio::test]
async fn counts_are_those_of_the_rows_whatever_happens_to_them() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let histories: Vec<Vec<Step>> =
        (0..6).map(|_| steps().new_tree(&mut runner).unwrap().current()).collect();
    on_every_database::<Migrator, _>("counts", |store| {
        let histories = histories.clone();
        async move {
            let first = Thing {
                state: "DONE",
                region: "330783001001",
                court: "courts/a",
                worker: "",
                open: false,
                due: 0,
            };
            let mut there = BTreeMap::from([(0, first)]);
            is_right(&store, &there).await;
            for history in histories {
                for step in &history {
                    take(&store, step, &mut there).await;
                }
                is_right(&store, &there).await;
                fold(&store, &[COUNTS]).await.unwrap();
                is_right(&store, &there).await;
                assert_eq!(verify(&store, &[COUNTS]).await.unwrap().wrong, Vec::<String>::new());
            }
            let sums = "SELECT number FROM counts WHERE number = 0";
            assert!(store.read().query_all_raw(sql(store.read(), sums, vec![])).await.unwrap().is_empty());
            run(&store, "UPDATE counts SET number = number + 1 WHERE lead = 'region' AND value = '33'").await;
            assert!(!verify(&store, &[COUNTS]).await.unwrap().wrong.is_empty(), "a touched sum is found");
        }
    })
    .await;
}

#[tokio::test]
async fn what_no_sums_answer_is_refused() {
    on_every_database::<Migrator, _>("counts", |store| async move {
        let county = scope(&["330783"], &[], None);
        for (filter, group_by, reason) in [
            ("", "worker", "COUNT_NOT_LED"),
            ("creator=people/o AND court=courts/a AND worker=people/w", "", "COUNT_NOT_LED"),
            ("note=x", "", "FILTER_FIELD_UNKNOWN"),
            ("", "note", "FILTER_FIELD_UNKNOWN"),
            ("state>DONE", "", "FILTER_MALFORMED"),
        ] {
            let refused = count(&store, &county, filter, group_by).await.unwrap_err();
            assert_eq!(refused.reason(), reason, "{filter} by {group_by}");
        }
        let nobody = count(&store, &Scope::default(), "", "").await;
        assert_eq!(nobody.unwrap_err().reason(), "COUNT_NOT_LED");
        assert_eq!(count(&store, &Scope::default(), "court=courts/a", "").await.unwrap(), []);
    })
    .await;
}
