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
