//! What is in force on a stated day: a draft that changes nothing until a second person of the court confirms it.

use investigation::Migrator;
use jiff::{ToSpan as _, civil};
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{
    google::r#type::Date,
    investigation::v1::{self as wire, seizure_opening_row::Entry},
};
use tonic::Status;

use crate::world::{World, paper, reason};

const ACCOUNT: &str = "6222021208001234567";

fn today() -> civil::Date {
    Timestamp::now().legal_day()
}

fn wire_day(day: civil::Date) -> Date {
    Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}

/// A deposit frozen so many days ago, for a year, at a place in its queue.
fn frozen(case: &str, days_ago: i64, place: i32) -> wire::OpenSeizure {
    let start = today().saturating_sub(days_ago.days());
    wire::OpenSeizure {
        seizure: Some(wire::Seizure {
            case: format!("cases/{case}"),
            asset_class: wire::AssetClass::Deposit.into(),
            property_key: ACCOUNT.into(),
            value_fen: 10_000,
            ..Default::default()
        }),
        start_date: Some(wire_day(start)),
        last_day: if place == 0 { Some(wire_day(start.saturating_add(1.year()))) } else { None },
        queue_position: place,
        ..Default::default()
    }
}

fn watched(case: &str) -> wire::OpenWatch {
    wire::OpenWatch {
        watch: Some(wire::PersonWatch {
            case: format!("cases/{case}"),
            person: Some(wire::Subject {
                display_name: "张三".into(),
                kind: wire::SubjectKind::Person.into(),
                identity_number: "11010519491231002X".into(),
                ..Default::default()
            }),
            ground: wire::WatchGround::Detention.into(),
            ground_text: "拘留决定书".into(),
            papers: vec![paper(1), paper(2)],
            ..Default::default()
        }),
        push_time: Some(Timestamp::now().plus_hours(-24 * 10).to_timestamp()),
    }
}

fn row(line: i32, entry: Entry) -> wire::SeizureOpeningRow {
    wire::SeizureOpeningRow {
        source_file: "查封台账.csv".into(),
        source_line: line,
        entry: Some(entry),
        ..Default::default()
    }
}

async fn begin(world: &World) -> String {
    let opening = wire::SeizureOpening { as_of_date: Some(wire_day(today())), ..Default::default() };
    let request = wire::CreateSeizureOpeningRequest { opening: Some(opening), ..Default::default() };
    world.person("officer").openings().create_seizure_opening(request).await.unwrap().into_inner().name
}

async fn add(
    world: &World,
    person: &str,
    name: &str,
    rows: Vec<wire::SeizureOpeningRow>,
) -> Result<wire::AddSeizureOpeningRowsResponse, Status> {
    let request = wire::AddSeizureOpeningRowsRequest { name: name.into(), rows, ..Default::default() };
    Ok(world.person(person).openings().add_seizure_opening_rows(request).await?.into_inner())
}

async fn get(world: &World, name: &str) -> wire::SeizureOpening {
    let ask = wire::GetSeizureOpeningRequest { name: name.into() };
    world.person("chief").openings().get_seizure_opening(ask).await.unwrap().into_inner()
}

async fn confirm(
    world: &World,
    person: &str,
    read: &wire::SeizureOpening,
) -> Result<wire::SeizureOpening, Status> {
    let request = wire::ConfirmSeizureOpeningRequest {
        name: read.name.clone(),
        etag: read.etag.clone(),
        accepted_count: read.accepted_count,
        exception_count: read.exception_count,
        ..Default::default()
    };
    Ok(world.person(person).openings().confirm_seizure_opening(request).await?.into_inner())
}

async fn rows(world: &World, name: &str) -> Vec<wire::SeizureOpeningRow> {
    let mut all = Vec::new();
    let mut page_token = String::new();
    loop {
        let ask = wire::ListSeizureOpeningRowsRequest {
            parent: name.into(),
            page_size: 2,
            page_token,
            ..Default::default()
        };
        let page =
            world.person("command").openings().list_seizure_opening_rows(ask).await.unwrap().into_inner();
        all.extend(page.rows);
        if page.next_page_token.is_empty() {
            return all;
        }
        page_token = page.next_page_token;
    }
}

async fn seizures(world: &World) -> Vec<wire::Seizure> {
    let list = world.person("officer").seizures().list_seizures(wire::ListSeizuresRequest::default()).await;
    list.unwrap().into_inner().seizures
}

async fn watches(world: &World, person: &str) -> Vec<wire::PersonWatch> {
    let list =
        world.person(person).watches().list_person_watches(wire::ListPersonWatchesRequest::default()).await;
    list.unwrap().into_inner().watches
}

fn reasons(row: &wire::SeizureOpeningRow) -> Vec<&str> {
    row.exceptions.iter().map(|exception| exception.reason.as_str()).collect()
}

#[tokio::test]
async fn nothing_takes_effect_before_a_second_person_has_read_and_confirmed() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let name = begin(&world).await;
        let sent = vec![
            row(2, Entry::Seizure(frozen("a", 100, 0))),
            row(3, Entry::Seizure(frozen("b", 50, 1))),
            row(4, Entry::Watch(watched("a"))),
        ];
        let added = add(&world, "officer", &name, sent.clone()).await.unwrap();
        assert_eq!((added.created_count, added.exceptions.len()), (3, 0), "{:?}", added.exceptions);
        let again = add(&world, "officer", &name, sent).await.unwrap();
        assert_eq!((again.created_count, again.updated_count, again.unchanged_count), (0, 0, 3));
        assert!(seizures(&world).await.is_empty() && watches(&world, "u03").await.is_empty(), "a draft");

        let read = get(&world, &name).await;
        assert_eq!((read.accepted_count, read.exception_count, read.entered_count), (3, 0, 0));
        let totals: Vec<_> =
            read.totals.iter().map(|one| (one.kind(), one.row_count, one.value_fen)).collect();
        for total in [
            (wire::SeizureOpeningKind::InForce, 1, 10_000),
            (wire::SeizureOpeningKind::Waiting, 1, 10_000),
            (wire::SeizureOpeningKind::Watch, 1, 0),
        ] {
            assert!(totals.contains(&total), "{totals:?}");
        }
        for (person, why) in
            [("officer", "CONFIRMER_IS_PREPARER"), ("admin", "ROLE_REQUIRED"), ("cashier", "ROLE_REQUIRED")]
        {
            assert_eq!(reason(&confirm(&world, person, &read).await.unwrap_err()), why, "{person}");
        }
        let misread = wire::SeizureOpening { accepted_count: 2, ..read.clone() };
        assert_eq!(reason(&confirm(&world, "chief", &misread).await.unwrap_err()), "OPENING_TOTALS_DIFFER");
        // Anyone who adds a row becomes a preparer, and what was read is no longer what stands there.
        let more = vec![row(5, Entry::Seizure(frozen("c", 20, 2)))];
        add(&world, "chief", &name, more).await.unwrap();
        assert_eq!(reason(&confirm(&world, "president", &read).await.unwrap_err()), "ETAG_MISMATCH");
        let read = get(&world, &name).await;
        assert_eq!(reason(&confirm(&world, "chief", &read).await.unwrap_err()), "CONFIRMER_IS_PREPARER");
        let done = confirm(&world, "command", &read).await.unwrap();
        assert_eq!(done.state(), wire::SeizureOpeningState::Confirmed);
        assert_eq!(done.confirmer, "people/command");
        for _ in 0..3 {
            world.service.react(Timestamp::now()).await.unwrap();
        }
        let stands = get(&world, &name).await;
        assert_eq!((stands.accepted_count, stands.entered_count), (4, 4));

        let mut entered = seizures(&world).await;
        entered.sort_by_key(|one| one.queue_position);
        let places: Vec<_> = entered.iter().map(|one| (one.state(), one.queue_position)).collect();
        let (held, waits) = (wire::SeizureState::InForce, wire::SeizureState::Waiting);
        assert_eq!(places, [(held, 0), (waits, 1), (waits, 2)]);
        assert_eq!(
            entered[0].last_day,
            Some(wire_day(today().saturating_sub(100.days()).saturating_add(1.year())))
        );
        let source = entered[1].source.clone().unwrap();
        assert_eq!((source.opening, source.file.as_str(), source.line), (name.clone(), "查封台账.csv", 3));
        let duties = world.person("officer").seizures().list_duties(wire::ListDutiesRequest::default()).await;
        assert!(duties.unwrap().into_inner().duties.is_empty());
        let seen = watches(&world, "u03").await;
        assert_eq!((seen.len(), seen[0].state()), (1, wire::WatchState::Pushed));
        assert_eq!(seen[0].approver, "people/command");
        assert!(rows(&world, &name).await.iter().all(|row| !row.entered_as.is_empty()));
        let late = add(&world, "officer", &name, vec![row(9, Entry::Watch(watched("z")))]).await.unwrap_err();
        assert_eq!(reason(&late), "OPENING_STATE_CONFLICT");
    })
    .await;
}

#[tokio::test]
async fn a_row_at_fault_is_an_exception_with_its_line_and_is_mended_in_its_place() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let name = begin(&world).await;
        let watch = |change: fn(&mut wire::PersonWatch)| {
            let mut open = watched("a");
            change(open.watch.as_mut().unwrap());
            Entry::Watch(open)
        };
        let equity = {
            let mut open = frozen("e", 10, 0);
            let seizure = open.seizure.as_mut().unwrap();
            seizure.asset_class = wire::AssetClass::Equity.into();
            open.last_day = Some(wire_day(today().saturating_sub(10.days()).saturating_add(3.years())));
            Entry::Seizure(open)
        };
        let wrong_end = wire::OpenSeizure {
            last_day: Some(wire_day(today().saturating_add(2.years()))),
            ..frozen("f", 10, 0)
        };
        let over = frozen("g", 400, 0);
        let sent = vec![
            row(1, watch(|watch| watch.papers.clear())),
            row(2, watch(|watch| watch.case.clear())),
            row(3, equity),
            row(4, Entry::Seizure(wrong_end)),
            row(5, Entry::Seizure(over)),
            row(6, Entry::Seizure(frozen("h", 100, 0))),
            row(7, Entry::Seizure(frozen("i", 50, 0))),
            row(8, Entry::Watch(watched("j"))),
            row(9, Entry::Watch(watched("j"))),
            wire::SeizureOpeningRow { entry: None, ..row(10, Entry::Watch(watched("k"))) },
        ];
        let added = add(&world, "officer", &name, sent).await.unwrap();
        let exceptions: Vec<_> = added.exceptions.iter().map(|row| (row.source_line, reasons(row))).collect();
        let expected: [(i32, Vec<&str>); 8] = [
            (1, vec!["PAPERS_MISSING"]),
            (2, vec!["REQUIRED"]),
            (3, vec!["PAPERS_MISSING"]),
            (4, vec!["LAST_DAY_DIFFERS"]),
            (5, vec!["ENDED_BEFORE_DAY"]),
            (7, vec!["QUEUE_PLACE_DIFFERS"]),
            (9, vec!["WATCH_KNOWN"]),
            (10, vec!["REQUIRED"]),
        ];
        assert_eq!(exceptions, expected);
        let opening = added.opening.unwrap();
        assert_eq!((opening.accepted_count, opening.exception_count), (2, 8));
        assert!(added.exceptions.iter().flat_map(|row| &row.exceptions).all(|one| !one.text.is_empty()));

        let mended = vec![row(7, Entry::Seizure(frozen("i", 50, 1))), row(9, Entry::Watch(watched("l")))];
        let added = add(&world, "officer", &name, mended).await.unwrap();
        assert_eq!((added.updated_count, added.exceptions.len()), (2, 0), "{:?}", added.exceptions);
        assert_eq!(added.opening.unwrap().accepted_count, 4);
        assert_eq!(rows(&world, &name).await.len(), 10);
        let elsewhere = wire::GetSeizureOpeningRequest { name: name.clone() };
        let refused = world.person("elsewhere").openings().get_seizure_opening(elsewhere.clone()).await;
        assert_eq!(reason(&refused.unwrap_err()), "OPENING_UNKNOWN");
        assert!(world.person("worker").openings().get_seizure_opening(elsewhere).await.is_err());

        let withdraw = wire::WithdrawSeizureOpeningRequest {
            name: name.clone(),
            reason: "重做".into(),
            ..Default::default()
        };
        world.person("command").openings().withdraw_seizure_opening(withdraw).await.unwrap();
        let read = get(&world, &name).await;
        assert_eq!(reason(&confirm(&world, "chief", &read).await.unwrap_err()), "OPENING_STATE_CONFLICT");
        world.service.react(Timestamp::now()).await.unwrap();
        assert!(seizures(&world).await.is_empty());
    })
    .await;
}

/// What happened in the queue between the draft and its confirmation counts: a row that no longer fits is not entered.
#[tokio::test]
async fn a_row_that_no_longer_fits_becomes_an_exception_and_the_rest_is_entered_once() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let name = begin(&world).await;
        let sent = vec![row(1, Entry::Seizure(frozen("a", 3, 0))), row(2, Entry::Watch(watched("a")))];
        assert!(add(&world, "officer", &name, sent).await.unwrap().exceptions.is_empty());
        // Another case takes hold of the account, made public before.
        let seizure = wire::Seizure {
            case: "cases/b".into(),
            asset_class: wire::AssetClass::Deposit.into(),
            property_key: ACCOUNT.into(),
            ..Default::default()
        };
        let request = wire::CreateSeizureRequest { seizure: Some(seizure), ..Default::default() };
        let other = world.person("officer").seizures().create_seizure(request).await.unwrap().into_inner();
        let publish = wire::PublishSeizureRequest {
            name: other.name,
            publish_time: Some(Timestamp::now().plus_hours(-24 * 5).to_timestamp()),
            ..Default::default()
        };
        world.person("chief").seizures().publish_seizure(publish).await.unwrap();
        let read = get(&world, &name).await;
        confirm(&world, "chief", &read).await.unwrap();
        for _ in 0..2 {
            world.service.react(Timestamp::now()).await.unwrap();
        }
        let stands = get(&world, &name).await;
        assert_eq!((stands.accepted_count, stands.exception_count, stands.entered_count), (1, 1, 1));
        let rows = rows(&world, &name).await;
        assert_eq!((reasons(&rows[0]), rows[0].entered_as.as_str()), (vec!["QUEUE_PLACE_DIFFERS"], ""));
        assert_eq!((seizures(&world).await.len(), watches(&world, "officer").await.len()), (1, 1));
    })
    .await;
}
