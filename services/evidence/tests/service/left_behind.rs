//! What processes leave behind that die while a file is on its way.

use evidence::Migrator;
use kit::{domain::Timestamp, storage::sql, testing::on_every_database};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::world::{World, png};

#[tokio::test]
async fn what_nobody_knows_goes_after_a_day_and_what_is_on_its_way_stays() {
    on_every_database::<Migrator, _>("evidence", |store| async move {
        let world = World::new(store.clone());
        let worker = world.person("worker");
        let bytes = png(900);
        let name = worker.declare(&bytes, "image/png").await.unwrap().name;
        let some = bytes.len() / 2;
        worker.send(&name, &bytes[..some], (0, false), None).await.unwrap();
        let known = world.lying("arriving");
        assert!(known > 0);
        let query = sql(store.read(), "SELECT id, turn FROM uploads", Vec::new());
        let row = store.read().query_one_raw(query).await.unwrap().unwrap();
        let (upload, turn): (String, String) =
            (row.try_get("", "id").unwrap(), row.try_get("", "turn").unwrap());

        // A file that was put together and one that was being written, of sendings that nobody knows; the same of one that goes on;
        // pieces of no upload, and one of this upload that was never noted.
        let other = Uuid::now_v7();
        let left = [
            format!("whole/{other}"),
            format!("whole/{other}#3"),
            format!("arriving/{other}/{}", Uuid::now_v7()),
            format!("arriving/{other}/{}#1", Uuid::now_v7()),
            format!("arriving/{upload}/{}", Uuid::now_v7()),
        ];
        let mine = format!("whole/{turn}#1");
        for name in left.iter().chain([&mine]) {
            let path = world.folder.path().join("evidence").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"half of it").unwrap();
        }
        let now = Timestamp::now();
        world.service.look(now.plus_hours(23)).await.unwrap();
        assert_eq!((world.lying("whole"), world.lying("arriving")), (3, known + 3), "not before a day");
        world.service.look(now.plus_hours(25)).await.unwrap();
        assert_eq!((world.lying("whole"), world.lying("arriving")), (1, known));
        assert!(world.folder.path().join("evidence").join(mine).exists());
        // What had arrived is still good.
        let offset = i64::try_from(some).unwrap();
        assert!(worker.send(&name, &bytes[some..], (offset, true), None).await.unwrap().complete);
        assert_eq!(worker.read(&name, "").await.unwrap().0, bytes);
        world.service.look(Timestamp::now().plus_hours(25)).await.unwrap();
        assert_eq!([world.lying("whole"), world.lying("arriving"), world.lying("files")], [0, 0, 1]);
    })
    .await;
}
