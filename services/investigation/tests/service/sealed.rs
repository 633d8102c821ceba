//! What is about people lies sealed, in rows, events and kept answers alike.

use investigation::{Migrator, NAME};
use kit::{
    keys::Keys,
    store::{Location, Store},
};

use crate::world::{World, done, freeze, query};

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
