//! The first rows of an installation.

use courts::{Fill, Migrator, demo};
use kit::{domain::Timestamp, testing::on_every_database};
use law::identifiers::RegionCode;

use crate::world::World;

#[tokio::test]
async fn the_demonstration_is_filled_in_once_and_never_over_a_real_network() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let begin = std::time::Instant::now();
        let world = World::demo(store).await;
        println!("the demonstration was filled in within {:?}", begin.elapsed());
        assert_eq!(world.courts.fill_demo(Timestamp::now()).await.unwrap(), Fill::There);
        let county = RegionCode::parse("330783").unwrap();
        assert_eq!(world.courts.ensure_admin(&county, Timestamp::now()).await.unwrap(), Fill::There);
    })
    .await;
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::empty(store).await;
        let county = RegionCode::parse("330783").unwrap();
        assert_eq!(world.courts.ensure_admin(&county, Timestamp::now()).await.unwrap(), Fill::Filled);
        let refused = world.courts.fill_demo(Timestamp::now()).await.unwrap_err();
        assert_eq!(refused.reason(), "NOT_DEMONSTRATION");
    })
    .await;
}

#[test]
fn the_samples_in_the_data_folder_are_current() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    for (name, text) in demo::samples().unwrap() {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(kept == text, "data/{name} is old: cargo run -p sharedcourt-courts --example samples");
    }
}
