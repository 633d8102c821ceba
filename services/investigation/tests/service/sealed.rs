//! What is about people is encrypted, in rows, events and stored responses alike.

use investigation::{Migrator, NAME};
use kit::{
    access::keys::Keys,
    storage::{Location, Store},
    testing::on_every_database,
};
use sea_orm::ConnectionTrait as _;

use crate::world::{World, done, freeze, paper, query, reason};

#[tokio::test]
async fn nobody_reads_a_name_or_a_number_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::folder(folder.path());
    let store = Store::open::<Migrator>(&location, NAME, &Keys::random().unwrap()).await.unwrap();
    let world = World::new(store).await;
    let sent = world.sent(query()).await;
    world.person("u03").answer(&sent.name, done("住在前田村")).await.unwrap();
    let sent = world.sent(freeze("a")).await;
    world.person("u01").answer(&sent.name, done("已公示")).await.unwrap();
    world.service.stop().await;
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        files += 1;
        for secret in ["张三", "11010519491231002X", "前田村", "91350100M000100Y43"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} can be read");
        }
    }
    assert!(files > 0);
}

#[tokio::test]
async fn a_damaged_row_is_left_out_of_the_list_and_named_when_asked_for() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store.clone()).await;
        let mut names = Vec::new();
        for _ in 0..3 {
            names.push(world.sent(query()).await.name);
        }
        let tx = store.begin().await.unwrap();
        let bytes = if store.is_postgres() { "'\\x0102'" } else { "x'0102'" };
        let id = names[1].strip_prefix("requests/").unwrap();
        let text = format!("UPDATE unit_requests SET sealed = {bytes} WHERE id = '{id}'");
        assert_eq!(tx.execute_unprepared(&text).await.unwrap().rows_affected(), 1);
        tx.commit().await.unwrap();
        let officer = world.person("officer");
        let listed: Vec<_> = officer.list("").await.into_iter().map(|request| request.name).collect();
        assert_eq!(listed, [names[2].clone(), names[0].clone()]);
        assert_eq!(reason(&officer.get(&names[1]).await.unwrap_err()), "RECORD_DAMAGED");
    })
    .await;
}

#[tokio::test]
async fn a_citation_that_the_request_does_not_make_is_found() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store.clone()).await;
        let request = world.sent(query()).await;
        let cited = |name: &str, file: &str| (name.to_owned(), file.to_owned());
        let made: Vec<_> = request.papers.iter().map(|file| cited(&request.name, file)).collect();
        assert!(!made.is_empty());
        let right = investigation::verify_citations_in(&store, &made).await.unwrap();
        assert_eq!((right.looked_at, right.wrong), (made.len() as u64, Vec::new()));
        let nowhere = "requests/00000000-0000-7000-8000-000000000000";
        let forged =
            [cited(&request.name, &paper(99)), cited(nowhere, &made[0].1), cited("tasks/1", &made[0].1)];
        let found = investigation::verify_citations_in(&store, &forged).await.unwrap();
        assert_eq!(found.wrong.len(), 2, "{:?}", found.wrong);
    })
    .await;
}
