//! The tasks that somebody has at a court, on every database.

use kit::{access::Scope, testing::on_every_database};
use sea_orm::ConnectionTrait as _;

use super::{
    HeldRow, Migrator, Tasks,
    tests::{add, at, task, tasks_of},
};
use crate::domain::{Actor, Office, Task, Term, Worker};

const COURT: &str = "courts/a";

fn worker(id: &str, court: &str) -> Worker {
    let term = Term { office: Office::GridWorker, court: court.into(), from: at(0), until: None };
    Worker {
        name: format!("people/{id}"),
        display_name: "王五".into(),
        phone: String::new(),
        terms: vec![term],
        deactivated: false,
    }
}

fn given(number: u64, court: &str, to: &str) -> Task {
    let mut given = task(number, court, "330783201203");
    let director = Actor { person: "people/d".into(), ..Actor::default() };
    given.assign(&worker(to, court), &director, at(20)).unwrap();
    given
}

/// What is found in pages of so many, with each page's rows locked.
async fn pages(tasks: &Tasks, limit: u64) -> Vec<String> {
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let tx = tasks.store().begin().await.unwrap();
        let rows = tasks.lock_held(&tx, ("people/w", COURT), after.as_ref(), limit).await.unwrap();
        tx.commit().await.unwrap();
        let Some(HeldRow { place, .. }) = rows.last() else { return seen };
        after = Some(place.clone());
        seen.extend(rows.into_iter().map(|row| row.place.1));
    }
}

#[tokio::test]
async fn what_somebody_has_at_a_court_is_found_once_in_order_and_nothing_else() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let mut theirs = Vec::new();
        for number in 0..8 {
            let mut one = given(number, COURT, "w");
            match number {
                // Declined, revoked: nobody has them any more.
                1 => drop(
                    one.decline("忙", &Actor { person: "people/w".into(), ..Actor::default() }, at(21))
                        .unwrap(),
                ),
                2 => drop(one.revoke("撤案", &Actor::default(), at(21)).unwrap()),
                _ => theirs.push(one.id.to_string()),
            }
            add(&tasks, &one).await;
        }
        add(&tasks, &given(20, "courts/b", "w")).await;
        add(&tasks, &given(21, COURT, "other")).await;
        // Three were filed in each instant: a page ends among equals.
        for limit in [1, 2, 100] {
            assert_eq!(pages(&tasks, limit).await, theirs, "{limit}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_can_not_be_read_stands_among_the_others_with_its_reason() {
    on_every_database::<Migrator, _>("dispatch", |store| async move {
        let tasks = tasks_of(&store);
        let (sound, damaged) = (given(1, COURT, "w"), given(9, COURT, "w"));
        add(&tasks, &sound).await;
        add(&tasks, &damaged).await;
        let tx = tasks.store().begin().await.unwrap();
        let bytes = if store.is_postgres() { "'\\x0102'" } else { "x'0102'" };
        let text = format!("UPDATE tasks SET sealed = {bytes} WHERE id = '{}'", damaged.id);
        assert_eq!(tx.execute_unprepared(&text).await.unwrap().rows_affected(), 1);
        let rows = tasks.lock_held(&tx, ("people/w", COURT), None, 10).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(rows[0].task.as_ref().unwrap(), &sound);
        assert_eq!(rows[1].task.as_ref().unwrap_err().reason(), "RECORD_DAMAGED");
        assert!(tasks.get(&Scope::everything(), sound.id).await.unwrap().is_some());
    })
    .await;
}
