//! Old projects and old requests: taken over all or none, once, and counted exactly.

use investigation::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::investigation::v1 as wire;

use crate::{
    disposals::{parcel, project},
    world::{World, done, fields, freeze, names, query, reason},
};

fn ago(days: i64) -> prost_types::Timestamp {
    Timestamp::now().plus_hours(-24 * days).to_timestamp()
}

/// The part of a whole that the one at a place has, so that all parts together are exactly the whole.
fn part(whole: i64, of: i64, place: i64) -> i64 {
    whole / of + i64::from(place < whole % of)
}

/// 91 projects, 71 parcels listed, 59 sold: 1,533.3 mu, 1,179,800 square metres, 2.01 billion yuan.
fn network() -> Vec<wire::ImportedDisposal> {
    let row = |n: i64| {
        let sold = n < 59;
        let (land, floor) = (part(1_533_300, 59, n), part(117_980_000, 59, n));
        let lot = wire::DisposalParcel {
            area_mu: format!("{}.{:03}", land / 1000, land % 1000),
            floor_area_m2: format!("{}.{:02}", floor / 100, floor % 100),
            ..parcel(&format!("330783-{n:04}"))
        };
        wire::ImportedDisposal {
            import_key: format!("处置-{n}"),
            disposal: Some(wire::Disposal { parcels: vec![lot], ..project(&[]) }),
            propose_time: Some(ago(900)),
            parcels: vec![wire::ImportedParcel {
                list_time: if n < 71 { Some(ago(800)) } else { None },
                sell_time: if sold { Some(ago(700)) } else { None },
                price_fen: if sold { part(201_000_000_000, 59, n) } else { 0 },
            }],
        }
    };
    (0..91).map(row).collect()
}

#[tokio::test]
async fn the_totals_of_the_network_are_exact_and_a_second_run_changes_nothing() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let mut command = world.person("command").disposals();
        let import = wire::ImportDisposalsRequest { rows: network(), ..Default::default() };
        let check = wire::ImportDisposalsRequest { validate_only: true, ..import.clone() };
        assert_eq!(command.import_disposals(check).await.unwrap().into_inner().created_count, 91);
        for (created, unchanged) in [(91, 0), (0, 91)] {
            let response = command.import_disposals(import.clone()).await.unwrap().into_inner();
            assert_eq!((response.created_count, response.unchanged_count), (created, unchanged));
            let ask = wire::GetDisposalTotalsRequest::default();
            let response =
                world.person("command").disposals().get_disposal_totals(ask).await.unwrap().into_inner();
            assert_eq!((response.projects, response.parcels_listed, response.parcels_sold), (91, 71, 59));
            assert_eq!((response.area_mu.as_str(), response.floor_area_m2.as_str()), ("1533.3", "1179800"));
            assert_eq!((response.proceeds_fen, response.sale_rate_ppm), (201_000_000_000, Some(830_985)));
            let ask = wire::GetDisposalTotalsRequest { from_time: Some(ago(750)), ..ask };
            let later =
                world.person("command").disposals().get_disposal_totals(ask).await.unwrap().into_inner();
            assert_eq!((later.projects, later.parcels_listed, later.parcels_sold), (0, 0, 59));
            assert_eq!(later.sale_rate_ppm, None);
            let elsewhere = world.person("elsewhere").disposals().get_disposal_totals(ask).await.unwrap();
            assert_eq!(elsewhere.into_inner().parcels_sold, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn bad_projects_are_named_by_row_field_and_reason_and_none_is_taken_over() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let mut command = world.person("command").disposals();
        let mut rows: Vec<_> = network().into_iter().take(5).collect();
        rows[1].parcels[0].sell_time = Some(ago(850));
        rows[1].disposal.as_mut().unwrap().parcels[0].area_mu = "一亩".into();
        rows[2].import_key = rows[0].import_key.clone();
        rows[3].disposal.as_mut().unwrap().parcels[0].number = "330783-0000".into();
        rows[4].propose_time = None;
        rows[4].parcels[0].price_fen = -1;
        let import = wire::ImportDisposalsRequest { rows, ..Default::default() };
        let refused = command.import_disposals(import).await.unwrap_err();
        for (field, why) in [
            ("rows[1].disposal.parcels[0].area_mu", "AREA_MALFORMED"),
            ("rows[1].parcels[0].sell_time", "TIME_ORDER"),
            ("rows[2].import_key", "ROW_REPEATED"),
            ("rows[3].disposal.parcels[0].number", "PARCEL_SOLD"),
            ("rows[4].propose_time", "REQUIRED"),
            ("rows[4].parcels[0].price_fen", "AMOUNT_NEGATIVE"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", fields(&refused));
        }
        let one = wire::ImportDisposalsRequest {
            rows: network().into_iter().take(1).collect(),
            ..Default::default()
        };
        assert_eq!(command.import_disposals(one).await.unwrap().into_inner().created_count, 1);
        // Sold in a project that is here already.
        let mut again = network().remove(1);
        again.disposal.as_mut().unwrap().parcels[0].number = "330783-0000".into();
        let again = wire::ImportDisposalsRequest { rows: vec![again], ..Default::default() };
        let refused = command.import_disposals(again).await.unwrap_err();
        assert!(names(&refused, "rows[0].disposal.parcels[0].number", "PARCEL_SOLD"));
        // Here already, at another price.
        let mut dearer = network().remove(0);
        dearer.parcels[0].price_fen += 1;
        let dearer = wire::ImportDisposalsRequest { rows: vec![dearer], ..Default::default() };
        let refused = command.import_disposals(dearer).await.unwrap_err();
        assert!(names(&refused, "rows[0].import_key", "IMPORT_KEY_REUSED"), "{:?}", fields(&refused));
    })
    .await;
}

#[tokio::test]
async fn old_requests_are_taken_over_all_or_none_and_once() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let row = |key: &str| wire::ImportedAssistRequest {
            import_key: key.into(),
            request: Some(wire::AssistRequest { papers: vec![], ..query() }),
            submit_time: Some(ago(30)),
            answer_time: Some(ago(29)),
            answer_text: "已查询".into(),
            ..Default::default()
        };
        let mut command = world.person("command").requests();
        let mut bad = row("2");
        bad.answer_time = Some(ago(31));
        bad.answer_text = String::new();
        bad.request.as_mut().unwrap().matter = "matters/none".into();
        let rows = vec![row("1"), bad, row("1")];
        let request = wire::ImportAssistRequestsRequest { rows, ..Default::default() };
        let refused = command.import_assist_requests(request).await.unwrap_err();
        for (field, why) in [
            ("rows[1].answer_time", "TIME_ORDER"),
            ("rows[1].answer_text", "REQUIRED"),
            ("rows[1].request.matter", "MATTER_UNKNOWN"),
            ("rows[2].import_key", "ROW_REPEATED"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", fields(&refused));
        }
        let mut refused_then = row("2");
        refused_then.refusal_ground = wire::RefusalGround::NoSuchProperty.into();
        // What a unit has not answered is no history.
        let waits = wire::ImportedAssistRequest { answer_time: None, answer_text: String::new(), ..row("3") };
        let request = wire::ImportAssistRequestsRequest { rows: vec![waits], ..Default::default() };
        let refused = command.import_assist_requests(request).await.unwrap_err();
        assert!(names(&refused, "rows[0].answer_time", "STILL_IN_FORCE"), "{:?}", fields(&refused));
        let rows = vec![row("1"), refused_then, row("3")];
        let request = wire::ImportAssistRequestsRequest { rows: rows.clone(), ..Default::default() };
        let first = command.import_assist_requests(request).await.unwrap().into_inner();
        assert_eq!((first.created_count, first.unchanged_count), (3, 0));
        // The answer of a known request became another one: noticed, and nothing of the list is stored.
        let corrected = wire::ImportedAssistRequest { answer_text: "查无此人".into(), ..rows[0].clone() };
        let changed =
            wire::ImportAssistRequestsRequest { rows: vec![corrected, row("5")], ..Default::default() };
        let refused = command.import_assist_requests(changed).await.unwrap_err();
        assert!(names(&refused, "rows[0].import_key", "IMPORT_KEY_REUSED"), "{:?}", fields(&refused));
        let rows = rows.into_iter().chain([row("4")]).collect();
        let request = wire::ImportAssistRequestsRequest { rows, ..Default::default() };
        let again = command.import_assist_requests(request).await.unwrap().into_inner();
        assert_eq!((again.created_count, again.unchanged_count), (1, 3));
        let clerk = world.person("u03");
        assert_eq!(clerk.list("state=CONFIRMED").await.len(), 4);
        assert!(clerk.list("state=SUBMITTED").await.is_empty());
    })
    .await;
}

/// A freeze that an old list says was answered takes hold of nothing, however its clerk corrects the answer.
#[tokio::test]
async fn an_old_freeze_never_enters_the_ledger() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let row = wire::ImportedAssistRequest {
            import_key: "1".into(),
            request: Some(wire::AssistRequest { papers: vec![], ..freeze("0190b") }),
            submit_time: Some(ago(30)),
            answer_time: Some(ago(29)),
            answer_text: "已公示".into(),
            ..Default::default()
        };
        let request = wire::ImportAssistRequestsRequest { rows: vec![row.clone()], ..Default::default() };
        let refused = world.person("admin").requests().import_assist_requests(request.clone()).await;
        assert_eq!(reason(&refused.unwrap_err()), "ROLE_REQUIRED");
        let open = wire::ImportedAssistRequest { answer_time: None, answer_text: String::new(), ..row };
        let open = wire::ImportAssistRequestsRequest { rows: vec![open], ..Default::default() };
        let mut command = world.person("command").requests();
        let refused = command.import_assist_requests(open).await.unwrap_err();
        assert!(names(&refused, "rows[0].answer_time", "STILL_IN_FORCE"), "{:?}", fields(&refused));
        command.import_assist_requests(request).await.unwrap();
        let clerk = world.person("u01");
        let old = clerk.list("").await.remove(0);
        let correction = wire::Feedback { corrects: 1, ..done("更正：已公示") };
        assert_eq!(reason(&clerk.answer(&old.name, correction).await.unwrap_err()), "REQUEST_NOT_ISSUED");
        let seizures =
            world.person("officer").seizures().list_seizures(wire::ListSeizuresRequest::default()).await;
        assert!(seizures.unwrap().into_inner().seizures.is_empty());
    })
    .await;
}
