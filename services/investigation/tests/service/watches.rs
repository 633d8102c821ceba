//! Police watches: from the ground to the hand-over, and back as soon as the ground is gone.

use investigation::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{google::r#type::Date, investigation::v1 as wire};
use tonic::Status;

use crate::world::{Person, World, fields, names, paper, reason};

fn watch(case: &str) -> wire::PersonWatch {
    wire::PersonWatch {
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
    }
}

async fn draw_up(person: &Person, watch: wire::PersonWatch) -> Result<wire::PersonWatch, Status> {
    let request = wire::CreatePersonWatchRequest { watch: Some(watch), ..Default::default() };
    Ok(person.watches().create_person_watch(request).await?.into_inner())
}

async fn pushed(world: &World, case: &str) -> String {
    let name = draw_up(&world.person("officer"), watch(case)).await.unwrap().name;
    let approve = wire::ApprovePersonWatchRequest { name: name.clone(), ..Default::default() };
    world.person("chief").watches().approve_person_watch(approve).await.unwrap();
    let push = wire::PushPersonWatchRequest { name: name.clone(), ..Default::default() };
    world.person("command").watches().push_person_watch(push).await.unwrap();
    name
}

async fn get(person: &Person, name: &str) -> Result<wire::PersonWatch, Status> {
    let request = wire::GetPersonWatchRequest { name: name.into() };
    Ok(person.watches().get_person_watch(request).await?.into_inner())
}

async fn control(world: &World, name: &str) -> Result<wire::PersonWatch, Status> {
    let request = wire::ControlPersonWatchRequest { name: name.into(), ..Default::default() };
    Ok(world.person("u03").watches().control_person_watch(request).await?.into_inner())
}

async fn fell_away(world: &World, case: &str) -> Vec<String> {
    let request = wire::GroundFellAwayRequest {
        case: format!("cases/{case}"),
        reason: "已履行".into(),
        ..Default::default()
    };
    world.ourselves().watches().ground_fell_away(request).await.unwrap().into_inner().watches
}

#[tokio::test]
async fn nobody_is_watched_without_a_ground_and_nothing_is_stored() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let mut wrong = watch("a");
        wrong.ground = 0;
        wrong.papers.pop();
        wrong.until = Some(Date { year: 2020, month: 1, day: 1 });
        wrong.person.as_mut().unwrap().identity_number = "110105194912310021".into();
        let refused = draw_up(&officer, wrong).await.unwrap_err();
        for (field, why) in [
            ("watch.ground", "GROUND_REQUIRED"),
            ("watch.papers", "PAPERS_MISSING"),
            ("watch.until", "UNTIL_OUT_OF_RANGE"),
            ("watch.person.identity_number", "CITIZEN_ID_MALFORMED"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", fields(&refused));
        }
        assert!(!format!("{refused:?}").contains("110105194912310021"));
        let mut company = watch("a");
        company.person.as_mut().unwrap().kind = wire::SubjectKind::Organisation.into();
        assert!(names(&draw_up(&officer, company).await.unwrap_err(), "watch.person.kind", "NOT_A_PERSON"));
        let all = officer.watches().list_person_watches(wire::ListPersonWatchesRequest::default()).await;
        assert!(all.unwrap().into_inner().watches.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_watch_is_approved_by_another_and_seen_by_the_police_alone_once_it_is_pushed() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let (officer, police) = (world.person("officer"), world.person("u03"));
        let drawn = draw_up(&officer, watch("a")).await.unwrap();
        let approve = wire::ApprovePersonWatchRequest { name: drawn.name.clone(), ..Default::default() };
        let refused = officer.watches().approve_person_watch(approve).await.unwrap_err();
        assert_eq!(reason(&refused), "APPROVER_IS_PROPOSER");
        assert_eq!(reason(&get(&police, &drawn.name).await.unwrap_err()), "WATCH_UNKNOWN");
        let name = pushed(&world, "a").await;
        let seen = get(&police, &name).await.unwrap();
        assert_eq!(seen.person.unwrap().identity_number, "11010519491231002X");
        assert!(get(&officer, &name).await.unwrap().person.unwrap().identity_number.contains('*'));
        for stranger in ["u01", "elsewhere"] {
            let refused = get(&world.person(stranger), &name).await.unwrap_err();
            assert_eq!(reason(&refused), "WATCH_UNKNOWN");
        }
        let hit = wire::HitPersonWatchRequest {
            name: name.clone(),
            place: "吴宁街道".into(),
            ..Default::default()
        };
        let hit = police.watches().hit_person_watch(hit).await.unwrap().into_inner();
        assert_eq!((hit.state(), hit.hits.len()), (wire::WatchState::Hit, 1));
        control(&world, &name).await.unwrap();
        let over = wire::HandOverPersonWatchRequest { name: name.clone(), ..Default::default() };
        let over = officer.watches().hand_over_person_watch(over).await.unwrap().into_inner();
        assert_eq!(over.state(), wire::WatchState::HandedOver);
        let found = wire::ListPersonWatchesRequest {
            filter: "identityNumber=11010519491231002X AND state=HANDED_OVER".into(),
            ..Default::default()
        };
        let found = officer.watches().list_person_watches(found).await.unwrap().into_inner().watches;
        assert_eq!(found.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn when_the_ground_falls_away_every_watch_of_the_case_is_withdrawn_and_the_police_confirm() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let (first, other) = (pushed(&world, "a").await, pushed(&world, "b").await);
        let draft = draw_up(&world.person("officer"), watch("a")).await.unwrap().name;
        let mut gone = fell_away(&world, "a").await;
        gone.sort();
        let mut both = vec![first.clone(), draft.clone()];
        both.sort();
        assert_eq!(gone, both);
        assert!(fell_away(&world, "a").await.is_empty(), "the same again changes nothing");
        let command = world.person("command");
        let state = async |name: &str| get(&command, name).await.unwrap().state();
        assert_eq!(state(&first).await, wire::WatchState::Withdrawing);
        assert_eq!(state(&draft).await, wire::WatchState::Withdrawn);
        assert_eq!(state(&other).await, wire::WatchState::Pushed);
        // Nobody is taken on a watch that the court has withdrawn.
        assert_eq!(reason(&control(&world, &first).await.unwrap_err()), "WATCH_BEING_WITHDRAWN");
        let confirm = wire::ConfirmWithdrawalRequest { name: first.clone(), ..Default::default() };
        let confirmed = world.person("u03").watches().confirm_withdrawal(confirm).await.unwrap().into_inner();
        assert_eq!(confirmed.state(), wire::WatchState::Withdrawn);
        assert_eq!(confirmed.withdrawal_confirmer, "people/u03");
        // From outside nobody says that a ground fell away.
        let request = wire::GroundFellAwayRequest { case: "cases/b".into(), ..Default::default() };
        assert!(world.person("officer").watches().ground_fell_away(request).await.is_err());
        // A watch whose last day has passed is withdrawn by itself.
        world.service.react(Timestamp::now().plus_hours(24 * 250)).await.unwrap();
        assert_eq!(state(&other).await, wire::WatchState::Withdrawing);
    })
    .await;
}

#[tokio::test]
async fn control_and_withdrawal_at_once_end_in_a_withdrawal_whoever_is_first() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        for case in ["a", "b", "c"] {
            let name = pushed(&world, case).await;
            let (_, gone) = tokio::join!(control(&world, &name), fell_away(&world, case));
            assert_eq!(gone, std::slice::from_ref(&name));
            let end = get(&world.person("command"), &name).await.unwrap();
            assert_eq!(end.state(), wire::WatchState::Withdrawing);
        }
    })
    .await;
}

#[tokio::test]
async fn person_times_persons_and_cases_are_three_numbers() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let command = world.person("command");
        let ask = wire::GetWatchStatisticsRequest::default();
        let empty = command.watches().get_watch_statistics(ask).await.unwrap().into_inner();
        assert_eq!((empty.control_rate_ppm, empty.mean_seconds_to_control), (None, None));
        let first = pushed(&world, "a").await;
        pushed(&world, "a").await;
        pushed(&world, "b").await;
        control(&world, &first).await.unwrap();
        let ask = wire::GetWatchStatisticsRequest {
            to_time: Some(Timestamp::now().plus_hours(1).to_timestamp()),
            ..ask
        };
        let statistics =
            world.person("command").watches().get_watch_statistics(ask).await.unwrap().into_inner();
        assert_eq!(
            (statistics.pushed_person_times, statistics.pushed_persons, statistics.pushed_cases),
            (3, 1, 2)
        );
        assert_eq!((statistics.controlled_person_times, statistics.controlled_cases), (1, 1));
        assert_eq!(statistics.control_rate_ppm, Some(333_333));
        let chief = world.person("elsewhere").watches().get_watch_statistics(ask).await.unwrap().into_inner();
        assert_eq!(chief.pushed_person_times, 0);
    })
    .await;
}

#[tokio::test]
async fn old_watches_are_taken_over_all_or_none_and_once() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let now = Timestamp::now();
        let at = |days: i64| Some(now.plus_hours(-24 * days).to_timestamp());
        let row = |key: &str| wire::ImportedWatch {
            import_key: key.into(),
            watch: Some(wire::PersonWatch { papers: vec![], ..watch(key) }),
            push_time: at(30),
            control_time: at(20),
        };
        let mut command = world.person("command").watches();
        let mut bad = row("2");
        bad.control_time = at(40);
        bad.watch.as_mut().unwrap().ground = 0;
        let rows = vec![row("1"), bad, row("1")];
        let request = wire::ImportPersonWatchesRequest { rows, ..Default::default() };
        let refused = command.import_person_watches(request).await.unwrap_err();
        for (field, why) in [
            ("rows[1].control_time", "TIME_ORDER"),
            ("rows[1].watch.ground", "GROUND_REQUIRED"),
            ("rows[2].import_key", "ROW_REPEATED"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", fields(&refused));
        }
        // What still runs is no history, no matter who brings it; and an administrator or an officer imports none.
        let open = wire::ImportedWatch { control_time: None, ..row("4") };
        let request = wire::ImportPersonWatchesRequest { rows: vec![open], ..Default::default() };
        let refused = command.import_person_watches(request).await.unwrap_err();
        assert!(names(&refused, "rows[0].watch.until", "STILL_IN_FORCE"), "{:?}", fields(&refused));
        for (person, why) in [("admin", "ROLE_REQUIRED"), ("officer", "IMPORT_KIND_DENIED")] {
            let request = wire::ImportPersonWatchesRequest { rows: vec![row("4")], ..Default::default() };
            let refused = world.person(person).watches().import_person_watches(request).await.unwrap_err();
            assert_eq!(reason(&refused), why, "{person}");
        }
        let good = |keys: &[&str]| wire::ImportPersonWatchesRequest {
            rows: keys.iter().map(|key| row(key)).collect(),
            ..Default::default()
        };
        let first = command.import_person_watches(good(&["1", "2"])).await.unwrap().into_inner();
        assert_eq!((first.created_count, first.unchanged_count), (2, 0));
        let again = command.import_person_watches(good(&["2", "3"])).await.unwrap().into_inner();
        assert_eq!((again.created_count, again.unchanged_count), (1, 1));
        // A known row with other content is neither stored nor passed over in silence.
        let mut other = row("1");
        other.control_time = at(19);
        let rows = vec![other, row("5")];
        let request = wire::ImportPersonWatchesRequest { rows, ..Default::default() };
        let refused = command.import_person_watches(request).await.unwrap_err();
        assert!(names(&refused, "rows[0].import_key", "IMPORT_KEY_REUSED"), "{:?}", fields(&refused));
        let again = command.import_person_watches(good(&["1", "2", "3"])).await.unwrap().into_inner();
        assert_eq!((again.created_count, again.unchanged_count), (0, 3));
        // Another court's numbers are its own.
        let mut elsewhere = world.person("elsewhere-command").watches();
        let other = elsewhere.import_person_watches(good(&["1"])).await.unwrap().into_inner();
        assert_eq!((other.created_count, other.unchanged_count), (1, 0));
        let ask = wire::GetWatchStatisticsRequest::default();
        let statistics =
            world.person("command").watches().get_watch_statistics(ask).await.unwrap().into_inner();
        assert_eq!((statistics.pushed_person_times, statistics.controlled_person_times), (3, 3));
        assert_eq!(statistics.mean_seconds_to_control, Some(10 * 24 * 3600));
    })
    .await;
}

/// New work in a file is decided on as by hand: papers are asked for, and nothing goes to the police without a second person.
#[tokio::test]
async fn watches_of_a_daily_file_are_drafts() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let row = |key: &str, papers: Vec<String>| wire::ImportedWatch {
            import_key: key.into(),
            watch: Some(wire::PersonWatch { papers, ..watch(key) }),
            ..Default::default()
        };
        let request = |rows| wire::ImportPersonWatchesRequest {
            rows,
            kind: wire::ImportKind::Daily.into(),
            ..Default::default()
        };
        let mut officer = world.person("officer").watches();
        let bare = officer.import_person_watches(request(vec![row("1", vec![])])).await.unwrap_err();
        assert!(names(&bare, "rows[0].watch.papers", "PAPERS_MISSING"), "{:?}", fields(&bare));
        let stated = wire::ImportedWatch {
            push_time: Some(Timestamp::now().plus_hours(-1).to_timestamp()),
            ..row("1", vec![paper(1), paper(2)])
        };
        let refused = officer.import_person_watches(request(vec![stated])).await.unwrap_err();
        assert!(names(&refused, "rows[0].push_time", "NOT_FOR_KIND"), "{:?}", fields(&refused));
        let good = vec![row("1", vec![paper(1), paper(2)])];
        for (created, unchanged) in [(1, 0), (0, 1)] {
            let done = officer.import_person_watches(request(good.clone())).await.unwrap().into_inner();
            assert_eq!((done.created_count, done.unchanged_count), (created, unchanged));
        }
        let refused = world.person("command").watches().import_person_watches(request(good)).await;
        assert_eq!(reason(&refused.unwrap_err()), "IMPORT_KIND_DENIED");
        let list = officer.list_person_watches(wire::ListPersonWatchesRequest::default()).await.unwrap();
        let drawn = list.into_inner().watches.remove(0);
        assert_eq!(drawn.state(), wire::WatchState::Draft);
        let approve = wire::ApprovePersonWatchRequest { name: drawn.name, ..Default::default() };
        let own = officer.approve_person_watch(approve.clone()).await.unwrap_err();
        assert_eq!(reason(&own), "APPROVER_IS_PROPOSER");
        assert!(world.person("chief").watches().approve_person_watch(approve).await.is_ok());
    })
    .await;
}
