//! Numbers of the supervision list: one series for each people's court and year, and none is lost with what failed.

use kit::{
    domain::{PeoplesCourt, PeoplesCourts},
    testing::on_every_database,
};
use law::identifiers::RegionCode;

use crate::{
    domain::supervision::Series,
    store::{Migrator, supervisions::next_number},
};

fn courts(regions: &[&str]) -> PeoplesCourts {
    let court = |region: &&str| PeoplesCourt {
        name: format!("peoplesCourts/{region}"),
        display_name: "某人民法院".into(),
        region: RegionCode::parse(region).unwrap(),
        address: String::new(),
        telephone: String::new(),
    };
    PeoplesCourts::new(regions.iter().map(court).collect())
}

#[tokio::test]
async fn every_court_and_year_counts_for_itself_and_what_failed_took_no_number() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (none, county, city) = (courts(&[]), courts(&["330783"]), courts(&["3307"]));
        let mut drawn = Vec::new();
        for (courts, region, year, kept) in [
            // Before a people's court was known each county counted.
            (&none, "330783", 2025, true),
            (&none, "330784", 2025, true),
            (&county, "330783", 2025, true),
            (&county, "330783201", 2025, true),
            (&county, "330783", 2026, false),
            (&county, "330783", 2026, true),
            // Where no court has jurisdiction the county still does.
            (&county, "330784", 2025, true),
            (&county, "330783123001", 2025, true),
            // A court of several counties continues after the greatest of their numbers, and begins a year with 1.
            (&city, "330784", 2025, true),
            (&city, "330783123001", 2025, true),
            (&city, "330784", 2027, true),
        ] {
            let tx = store.begin().await.unwrap();
            let series = Series::of(courts, &RegionCode::parse(region).unwrap());
            let number = next_number(&tx, &series, year).await.unwrap();
            if kept {
                tx.commit().await.unwrap();
            } else {
                tx.rollback().await.unwrap();
            }
            drawn.push((number.series.as_str().to_owned(), number.to_string()));
        }
        let drawn: Vec<_> = drawn.iter().map(|(series, number)| (series.as_str(), number.as_str())).collect();
        let wanted = [
            ("330783", "〔2025〕督1号"),
            ("330784", "〔2025〕督1号"),
            ("330783", "〔2025〕督2号"),
            ("330783", "〔2025〕督3号"),
            ("330783", "〔2026〕督1号"),
            ("330783", "〔2026〕督1号"),
            ("330784", "〔2025〕督2号"),
            ("330783", "〔2025〕督4号"),
            ("3307", "〔2025〕督5号"),
            ("3307", "〔2025〕督6号"),
            ("3307", "〔2027〕督1号"),
        ];
        assert_eq!(drawn, wanted);
    })
    .await;
}
