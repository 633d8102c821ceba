//! Indicators of a court with a million cases: the time of an answer by month, by town and by village, beside its limit.

use std::time::Instant;

use installation::Database;
use kit::storage::Store;
use proto::enforcement::v1::{
    IndicatorGroup, IndicatorPeriod, ListIndicatorsRequest, QueryIndicatorRequest,
    indicator_service_client::IndicatorServiceClient,
};
use sea_orm::ConnectionTrait as _;
use tempfile::TempDir;

use crate::{
    growth::Services,
    print_one,
    world::{World, location},
};

/// The most that an answer may take, in milliseconds.
const LIMIT_MILLIS: f64 = 200.0;
/// How often it is asked for its median.
const READINGS: usize = 9;
const CASES: i64 = 1_000_000;

/// Cases of ten years, filed and closed in 18 towns with 18 villages each.
const MEASURES: &str = "INSERT INTO measures (what, subject, facet, day, region_code, amount)
    WITH RECURSIVE n(i) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {last})
    SELECT '{what}', 'cases/' || i, {facet}, (2016 + i % 10) * 10000 + (1 + (i / 10) % 12) * 100 + 1 + (i / 120) % 28,
        '330783' || CAST(100 + (i * 7) % 18 AS TEXT) || CAST(200 + (i / 18) % 18 AS TEXT), 10 + i % 300 FROM n";
const WHATS: [(&str, &str); 2] = [
    ("case-filed", "'first'"),
    (
        "case-closed",
        "CASE WHEN i % 4 = 0 THEN 'resumed' ELSE 'first' END || CASE WHEN i % 3 = 0 THEN '/ended-for-now' ELSE '/completed' END
            || CASE WHEN i % 20 = 0 THEN '/over' ELSE '/within' END",
    ),
];

/// The sums of the rows, as the service keeps them: of each region and of those around it.
const SUMS: &str = "INSERT INTO {table} (region_code, what, {when}, facet, number, amount)
    SELECT SUBSTR(region_code, 1, {digits}), what, {at}, facet, COUNT(*), SUM(amount) FROM measures
    GROUP BY SUBSTR(region_code, 1, {digits}), what, {at}, facet";

async fn fill(folder: &TempDir, database: &Database) {
    let keys = kit::access::keys::Keys::open(folder.path()).unwrap();
    let store =
        Store::open_existing(&location(folder, database), "enforcement", &keys).await.unwrap().unwrap();
    let write = async |text: &str| {
        let tx = store.begin().await.unwrap();
        tx.execute_unprepared(text).await.unwrap();
        tx.commit().await.unwrap();
    };
    for (what, facet) in WHATS {
        for first in (1..=CASES).step_by(100_000) {
            let text = MEASURES.replace("{first}", &first.to_string());
            let text = text.replace("{last}", &(first + 99_999).to_string());
            write(&text.replace("{what}", what).replace("{facet}", facet)).await;
        }
    }
    for (table, when, at) in [("measure_days", "day", "day"), ("measure_months", "month", "day / 100")] {
        for digits in ["2", "4", "6", "9", "12"] {
            let text = SUMS.replace("{table}", table).replace("{when}", when).replace("{at}", at);
            write(&text.replace("{digits}", digits)).await;
        }
    }
    if store.is_postgres() {
        store.read().execute_unprepared("VACUUM (ANALYZE)").await.unwrap();
    } else {
        write("ANALYZE").await;
    }
    store.close().await.unwrap();
}

/// Measures every database; whether all stayed within their limit.
pub(crate) async fn run() -> bool {
    let mut within = true;
    for database in installation::databases().await {
        let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
        let folder = Services::over(World::new(&database).await, &database).await.stop().await;
        fill(&folder, &database).await;
        let services = Services::over(World::over(folder, &database).await, &database).await;
        let line = || services.world.line_to(&services.enforcement.peer, &services.officer);
        let mut report = |figure: &str, mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            let median = times[times.len() / 2];
            print_one(&format!("{name}, a million cases, ms for {figure} (at most {LIMIT_MILLIS})"), median);
            within &= median <= LIMIT_MILLIS;
        };
        let window = ListIndicatorsRequest {
            from: "2016-01-01".into(),
            to: "2025-12-15".into(),
            compare_from: "2016-01-01".into(),
            compare_to: "2020-12-31".into(),
            ..Default::default()
        };
        let mut times = Vec::new();
        for _ in 0..READINGS {
            let began = Instant::now();
            let all = IndicatorServiceClient::new(line()).list_indicators(window.clone()).await.unwrap();
            assert!(
                all.into_inner().indicators.iter().any(|one| one.numerator.unwrap_or_default() > 900_000)
            );
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        report("all indicators of ten years", times);
        for (figure, from, period, group_by, points) in [
            ("ten years by month", "2016-01-01", IndicatorPeriod::Month, IndicatorGroup::Unspecified, 120),
            ("a year by day", "2025-01-01", IndicatorPeriod::Day, IndicatorGroup::Unspecified, 349),
            ("ten years by year and town", "2016-01-01", IndicatorPeriod::Year, IndicatorGroup::Town, 180),
            ("ten years by town", "2016-01-01", IndicatorPeriod::Unspecified, IndicatorGroup::Town, 18),
            (
                "a year by month and village",
                "2025-01-01",
                IndicatorPeriod::Month,
                IndicatorGroup::Village,
                3888,
            ),
        ] {
            let request = QueryIndicatorRequest {
                name: "indicators/mean-days-to-close".into(),
                from: from.into(),
                to: "2025-12-15".into(),
                period: period.into(),
                group_by: group_by.into(),
                ..Default::default()
            };
            let mut times = Vec::new();
            for _ in 0..READINGS {
                let began = Instant::now();
                let answer =
                    IndicatorServiceClient::new(line()).query_indicator(request.clone()).await.unwrap();
                assert_eq!(answer.into_inner().points.len(), points, "{figure}");
                times.push(began.elapsed().as_secs_f64() * 1e3);
            }
            report(figure, times);
        }
        services.stop().await;
    }
    within
}
