//! Indicators as people ask for them.

use jiff::civil::date;
use kit::{access::Role, testing::on_every_database};
use proto::enforcement::v1 as wire;
use tonic::Code;

use super::{World, fields, reason};
use crate::{
    domain::{IndicatorRow, indicator::tests::year},
    store::{Migrator, indicator_rows},
};

async fn filled(store: kit::storage::Store) -> (World, Vec<IndicatorRow>) {
    let rows = year::court(5, 600, date(2022, 1, 1), 365);
    let tx = store.begin().await.unwrap();
    indicator_rows::record(&tx, &rows).await.unwrap();
    tx.commit().await.unwrap();
    (World::over(store).await, rows)
}

fn ask(id: &str, from: &str, to: &str) -> wire::GetIndicatorRequest {
    wire::GetIndicatorRequest {
        name: format!("indicators/{id}"),
        from: from.into(),
        to: to.into(),
        ..wire::GetIndicatorRequest::default()
    }
}

#[tokio::test]
async fn every_figure_has_its_rows() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, _) = filled(store).await;
        let mut indicators = world.indicators("330783");
        let window = wire::ListIndicatorsRequest {
            from: "2022-01-01".into(),
            to: "2022-12-31".into(),
            ..wire::ListIndicatorsRequest::default()
        };
        let all = indicators.list_indicators(window).await.unwrap().into_inner().indicators;
        assert!(all.len() >= 23);
        for indicator in all {
            let mut request = wire::ListIndicatorRecordsRequest {
                parent: indicator.name.clone(),
                from: "2022-01-01".into(),
                to: "2022-12-31".into(),
                page_size: 97,
                ..wire::ListIndicatorRecordsRequest::default()
            };
            let mut records = Vec::new();
            loop {
                let page = indicators.list_indicator_records(request.clone()).await.unwrap().into_inner();
                assert!(page.records.len() <= 97);
                records.extend(page.records);
                request.page_token = page.next_page_token;
                if request.page_token.is_empty() {
                    break;
                }
            }
            let definition = indicator.definition.unwrap();
            let total = |formula: &str, rows: Vec<&wire::IndicatorRecord>| {
                if formula.starts_with("sum") {
                    rows.iter().map(|row| row.amount).sum::<i64>()
                } else {
                    i64::try_from(rows.len()).unwrap()
                }
            };
            let top = records.iter().filter(|row| row.in_numerator).collect();
            let top = total(&definition.numerator, top);
            assert_eq!(indicator.numerator, Some(top), "{}", indicator.id);
            if definition.denominator.is_empty() {
                assert_eq!(indicator.denominator, Some(1), "{}", indicator.id);
            } else {
                let bottom = records.iter().filter(|row| row.in_denominator).collect();
                let bottom = total(&definition.denominator, bottom);
                assert_eq!(indicator.denominator, Some(bottom), "{}", indicator.id);
                assert_eq!(indicator.value.is_none(), bottom == 0, "{}", indicator.id);
            }
            assert!(records.iter().all(|row| row.in_numerator || row.in_denominator), "{}", indicator.id);
        }
    })
    .await;
}

#[tokio::test]
async fn a_window_is_compared_with_another() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, _) = filled(store).await;
        let mut indicators = world.indicators("330783");
        let half =
            indicators.get_indicator(ask("completion-rate", "2022-01-01", "2022-06-30")).await.unwrap();
        let half = half.into_inner();
        let both = wire::GetIndicatorRequest {
            compare_from: "2022-01-01".into(),
            compare_to: "2022-06-30".into(),
            ..ask("completion-rate", "2022-07-01", "2022-12-31")
        };
        let both = indicators.get_indicator(both).await.unwrap().into_inner();
        let comparison = both.comparison.unwrap();
        assert_eq!((comparison.numerator, comparison.value), (half.numerator, half.value));
        let (n, d) = (both.numerator.unwrap(), both.denominator.unwrap());
        let (m, e) = (half.numerator.unwrap(), half.denominator.unwrap());
        let float = |text: Option<String>| text.unwrap().parse::<f64>().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (mine, theirs) = (n as f64 / d as f64, m as f64 / e as f64);
        assert!((float(comparison.difference) - 100.0 * (mine - theirs)).abs() < 0.006);
        let relative = 100.0 * (mine - theirs) / theirs;
        assert!((float(comparison.relative_change_percent) - relative).abs() < 0.006);
        assert_eq!((both.definition_version, both.unit.as_str()), (1, "percent"));
        let empty =
            indicators.get_indicator(ask("completion-rate", "1990-01-01", "1990-12-31")).await.unwrap();
        let empty = empty.into_inner();
        assert_eq!((empty.numerator, empty.denominator, empty.value), (Some(0), Some(0), None));
    })
    .await;
}

#[tokio::test]
async fn what_can_not_be_asked_is_refused_with_its_reason() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, _) = filled(store).await;
        let mut indicators = world.indicators("330783");
        let mut refused = async |request| {
            let refused = indicators.get_indicator(request).await.unwrap_err();
            (reason(&refused), fields(&refused).join(" "))
        };
        let refusal = |reason: &str, fields: &str| (reason.to_owned(), fields.to_owned());
        let rate = "completion-rate";
        assert_eq!(
            refused(ask("happiness", "2022-01-01", "2022-12-31")).await,
            refusal("INDICATOR_UNKNOWN", "")
        );
        assert_eq!(refused(ask(rate, "2022-02-01", "2022-01-01")).await, refusal("BAD_REQUEST", "from"));
        assert_eq!(refused(ask(rate, "2001-01-01", "2022-01-01")).await, refusal("BAD_REQUEST", "to"));
        assert_eq!(refused(ask(rate, "", "gestern")).await, refusal("BAD_REQUEST", "from to"));
        let version =
            wire::GetIndicatorRequest { definition_version: 7, ..ask(rate, "2022-01-01", "2022-12-31") };
        assert_eq!(refused(version).await, refusal("DEFINITION_VERSION_UNKNOWN", "definition_version"));
        for region in ["330784", "33", "三单乡"] {
            let away =
                wire::GetIndicatorRequest { region: region.into(), ..ask(rate, "2022-01-01", "2022-12-31") };
            assert_eq!(refused(away).await, refusal("REGION_UNKNOWN", "region"));
        }
        let half =
            wire::GetIndicatorRequest { compare_from: "2022-01-01".into(), ..ask(rate, "", "2022-12-31") };
        assert_eq!(refused(half).await, refusal("BAD_REQUEST", "from compare_to"));
        let line = world.channel("worker", Role::GridWorker, "330783");
        let mut worker = wire::indicator_service_client::IndicatorServiceClient::new(line);
        let refused = worker.get_indicator(ask(rate, "2022-01-01", "2022-12-31")).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    })
    .await;
}

#[tokio::test]
async fn a_region_sees_its_own_figures_alone() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, rows) = filled(store).await;
        let mut counted = Vec::new();
        for (scope, region) in [("330783", ""), ("330783", "330783201"), ("330784", "")] {
            let request = wire::GetIndicatorRequest {
                region: region.into(),
                ..ask("people-controlled", "2022-01-01", "2023-12-31")
            };
            let answer = world.indicators(scope).get_indicator(request).await.unwrap().into_inner();
            let code = if region.is_empty() { scope } else { region };
            assert_eq!(answer.region, code);
            let wanted =
                rows.iter().filter(|r| r.what == "watch-controlled" && r.region_code.starts_with(code));
            assert_eq!(answer.numerator, Some(i64::try_from(wanted.count()).unwrap()));
            counted.push(answer.numerator);
        }
        assert!(counted[1] < counted[0]);
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_stays_what_it_was() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, rows) = filled(store).await;
        let mut indicators = world.indicators("330783");
        let request = wire::CreateIndicatorSnapshotRequest {
            request_id: "s1".into(),
            from: "2022-01-01".into(),
            to: "2022-12-31".into(),
            title: "2022年度工作报告".into(),
            ..wire::CreateIndicatorSnapshotRequest::default()
        };
        let frozen = indicators.create_indicator_snapshot(request.clone()).await.unwrap().into_inner();
        let freezes =
            frozen.indicators.iter().find(|indicator| indicator.id == "equity-freeze-minutes").unwrap();
        assert!(freezes.distribution.is_some());
        let of = |indicators: &[wire::Indicator]| {
            let found = indicators.iter().find(|indicator| indicator.id == "completion-rate").unwrap();
            (found.numerator, found.denominator, found.value.clone())
        };
        let closed =
            |row: &&IndicatorRow| row.what == "case-closed" && row.facet.starts_with("first/completed");
        let corrected: Vec<_> = rows
            .iter()
            .filter(closed)
            .map(|row| IndicatorRow { facet: "first/ended-for-now/within".into(), ..row.clone() })
            .collect();
        let tx = world.api.units.store().begin().await.unwrap();
        indicator_rows::correct(&tx, &corrected).await.unwrap();
        tx.commit().await.unwrap();
        let now = indicators.get_indicator(ask("completion-rate", "2022-01-01", "2022-12-31")).await.unwrap();
        assert_eq!(now.into_inner().numerator, Some(0));
        let get = wire::GetIndicatorSnapshotRequest { name: frozen.name.clone() };
        let kept = indicators.get_indicator_snapshot(get.clone()).await.unwrap().into_inner();
        assert_eq!(of(&kept.indicators), of(&frozen.indicators));
        assert_eq!(kept, frozen);
        assert_ne!(of(&kept.indicators).0, Some(0));
        assert_eq!(indicators.create_indicator_snapshot(request).await.unwrap().into_inner(), frozen);
        let away = world.indicators("330784").get_indicator_snapshot(get).await.unwrap_err();
        assert_eq!((reason(&away).as_str(), away.code()), ("SNAPSHOT_UNKNOWN", Code::NotFound));
    })
    .await;
}

#[tokio::test]
async fn snapshots_are_listed_the_newest_first_and_to_nobody_elsewhere() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let mut indicators = world.indicators("330783");
        for title in ["一月", "二月", "三月"] {
            let request = wire::CreateIndicatorSnapshotRequest {
                request_id: uuid::Uuid::now_v7().to_string(),
                from: "2022-01-01".into(),
                to: "2022-01-31".into(),
                title: title.into(),
                ..wire::CreateIndicatorSnapshotRequest::default()
            };
            indicators.create_indicator_snapshot(request).await.unwrap();
        }
        let mut titles = Vec::new();
        let mut request = wire::ListIndicatorSnapshotsRequest { page_size: 2, ..Default::default() };
        loop {
            let page = indicators.list_indicator_snapshots(request.clone()).await.unwrap().into_inner();
            assert!(page.indicator_snapshots.iter().all(|one| one.indicators.is_empty()));
            titles.extend(page.indicator_snapshots.into_iter().map(|one| one.title));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        assert_eq!(titles, ["三月", "二月", "一月"]);
        let all = wire::ListIndicatorSnapshotsRequest::default();
        let away = world.indicators("330784").list_indicator_snapshots(all).await.unwrap().into_inner();
        assert!(away.indicator_snapshots.is_empty());
        let later = wire::ListIndicatorSnapshotsRequest {
            filter: "create_time>=2999-01-01T00:00:00Z".into(),
            ..Default::default()
        };
        let none = indicators.list_indicator_snapshots(later).await.unwrap().into_inner();
        assert!(none.indicator_snapshots.is_empty());
    })
    .await;
}

#[tokio::test]
async fn every_version_of_every_definition_is_reported() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let request = wire::ListIndicatorDefinitionsRequest::default();
        let response =
            world.indicators("330783").list_indicator_definitions(request).await.unwrap().into_inner();
        let versions = response.definitions.iter().filter(|definition| definition.id == "sanction-rate");
        let versions: Vec<_> = versions.map(|d| (d.version, d.effective_from.is_empty())).collect();
        assert_eq!(versions, [(1, false), (2, true)]);
    })
    .await;
}

#[tokio::test]
async fn each_point_of_a_series_is_the_figure_of_its_period_and_region() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, _) = filled(store).await;
        let mut indicators = world.indicators("330783");
        let shapes = [
            // A standing figure, a ratio and a sum; from the middle of a month to the middle of another.
            ("shared-courts", wire::IndicatorPeriod::Month, wire::IndicatorGroup::Unspecified),
            ("shared-courts", wire::IndicatorPeriod::Day, wire::IndicatorGroup::Town),
            ("completion-rate", wire::IndicatorPeriod::Quarter, wire::IndicatorGroup::Town),
            ("mean-days-to-close", wire::IndicatorPeriod::Year, wire::IndicatorGroup::Village),
            ("people-controlled", wire::IndicatorPeriod::Unspecified, wire::IndicatorGroup::Town),
            ("people-controlled", wire::IndicatorPeriod::Day, wire::IndicatorGroup::Unspecified),
        ];
        for (id, period, group_by) in shapes {
            let (from, to) = match period {
                wire::IndicatorPeriod::Day => ("2022-02-25", "2022-03-09"),
                _ => ("2022-01-17", "2023-05-09"),
            };
            let request = wire::QueryIndicatorRequest {
                name: format!("indicators/{id}"),
                from: from.into(),
                to: to.into(),
                period: period.into(),
                group_by: group_by.into(),
                ..wire::QueryIndicatorRequest::default()
            };
            let answer = indicators.query_indicator(request).await.unwrap().into_inner();
            let (first, last) = (answer.points.first().unwrap(), answer.points.last().unwrap());
            assert_eq!((first.from.as_str(), last.to.as_str()), (from, to), "{id} by {period:?}");
            let digits = match group_by {
                wire::IndicatorGroup::Unspecified => 0,
                wire::IndicatorGroup::Town => 9,
                wire::IndicatorGroup::Village => 12,
            };
            for point in answer.points {
                assert_eq!(point.region_code.len(), digits);
                let one = wire::GetIndicatorRequest {
                    region: point.region_code,
                    ..ask(id, &point.from, &point.to)
                };
                let one = indicators.get_indicator(one).await.unwrap().into_inner();
                let made = (point.numerator, point.denominator, point.value);
                assert_eq!(
                    made,
                    (one.numerator, one.denominator, one.value),
                    "{id} from {} in {}",
                    one.from,
                    one.region
                );
                assert_eq!(answer.definition_version, one.definition_version);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn periods_stand_beside_those_of_another_window_and_an_answer_has_an_end() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let (world, _) = filled(store).await;
        let mut indicators = world.indicators("330783");
        let request = wire::QueryIndicatorRequest {
            name: "indicators/completion-rate".into(),
            from: "2022-07-01".into(),
            to: "2022-09-30".into(),
            compare_from: "2022-04-01".into(),
            compare_to: "2022-06-30".into(),
            period: wire::IndicatorPeriod::Month.into(),
            ..wire::QueryIndicatorRequest::default()
        };
        let answer = indicators.query_indicator(request.clone()).await.unwrap().into_inner();
        assert_eq!(answer.points.len(), 3);
        for point in answer.points {
            let beside = point.comparison.unwrap();
            let both = wire::GetIndicatorRequest {
                compare_from: beside.from.clone(),
                compare_to: beside.to.clone(),
                ..ask("completion-rate", &point.from, &point.to)
            };
            let both = indicators.get_indicator(both).await.unwrap().into_inner();
            assert_eq!(both.comparison, Some(beside));
        }
        let shorter = wire::QueryIndicatorRequest { compare_to: "2022-05-31".into(), ..request.clone() };
        let shorter = indicators.query_indicator(shorter).await.unwrap().into_inner();
        assert!(shorter.points.iter().all(|point| point.comparison.is_none()));
        let endless = wire::QueryIndicatorRequest {
            from: "2005-01-01".into(),
            period: wire::IndicatorPeriod::Day.into(),
            ..request
        };
        let refused = indicators.query_indicator(endless).await.unwrap_err();
        assert_eq!(reason(&refused), "QUERY_TOO_LARGE");
    })
    .await;
}
