//! Numbers of the supervision list: one series for each court and year, and none is lost with what failed.

use kit::trial::on_every_database;
use law::identifiers::RegionCode;

use crate::store::{Migrator, supervisions::next_number};

#[tokio::test]
async fn every_court_and_year_counts_for_itself_and_what_failed_took_no_number() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let mut drawn = Vec::new();
        for (region, year, kept) in [
            ("330783", 2025, true),
            ("330783201", 2025, true),
            ("330783", 2026, false),
            ("330783", 2026, true),
            ("330784", 2025, true),
            ("330783123001", 2025, true),
        ] {
            let tx = store.begin().await.unwrap();
            let number = next_number(&tx, &RegionCode::parse(region).unwrap(), year).await.unwrap();
            if kept {
                tx.commit().await.unwrap();
            } else {
                tx.rollback().await.unwrap();
            }
            drawn.push(number.to_string());
        }
        let wanted = [
            "〔2025〕督1号",
            "〔2025〕督2号",
            "〔2026〕督1号",
            "〔2026〕督1号",
            "〔2025〕督1号",
            "〔2025〕督3号",
        ];
        assert_eq!(drawn, wanted);
    })
    .await;
}
