//! The queue: terms, renewals, lapse and who follows.

use investigation::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::investigation::v1 as wire;

use crate::world::{World, names, reason};

fn account(case: &str) -> wire::Seizure {
    wire::Seizure {
        case: format!("cases/{case}"),
        asset_class: wire::AssetClass::Deposit.into(),
        property_key: "6222021208001234567".into(),
        ..Default::default()
    }
}

async fn record(world: &World, seizure: wire::Seizure) -> Result<wire::Seizure, tonic::Status> {
    let request = wire::CreateSeizureRequest { seizure: Some(seizure), ..Default::default() };
    Ok(world.person("officer").seizures().create_seizure(request).await?.into_inner())
}

async fn published(world: &World, seizure: wire::Seizure, hours_ago: i64) -> wire::Seizure {
    let name = record(world, seizure).await.unwrap().name;
    let when = Timestamp::now().plus_hours(-hours_ago).to_timestamp();
    let request = wire::PublishSeizureRequest { name, publish_time: Some(when), ..Default::default() };
    world.person("chief").seizures().publish_seizure(request).await.unwrap().into_inner()
}

async fn get(world: &World, name: &str) -> wire::Seizure {
    let ask = wire::GetSeizureRequest { name: name.into() };
    world.person("command").seizures().get_seizure(ask).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_seizure_is_refused_beyond_its_term_and_above_the_claim() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let wrong = wire::Seizure {
            case: String::new(),
            term_months: 13,
            value_fen: 1000,
            claim_fen: 900,
            costs_fen: 99,
            ..account("a")
        };
        let refused = record(&world, wrong).await.unwrap_err();
        for (field, why) in [
            ("seizure.case", "REQUIRED"),
            ("seizure.term_months", "TERM_BEYOND_LAW"),
            ("seizure.excess_reason", "EXCESS_WITHOUT_REASON"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}");
        }
        let reasoned =
            wire::Seizure {
                value_fen: 1000, claim_fen: 900, excess_reason: "不可分".into(), ..account("a")
            };
        let warned = record(&world, reasoned).await.unwrap();
        assert_eq!(warned.warnings[0].reason, "EXCESS");
        let publish = wire::PublishSeizureRequest { name: warned.name, ..Default::default() };
        let refused = world.person("officer").seizures().publish_seizure(publish.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "APPROVER_IS_PROPOSER");
        let refused = world.person("elsewhere").seizures().publish_seizure(publish).await.unwrap_err();
        assert_eq!(reason(&refused), "SEIZURE_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn what_lapses_soon_is_found_and_who_waits_follows_when_it_has() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let old = published(&world, account("a"), 48).await;
        let next = published(&world, account("b"), 24).await;
        world.service.react(Timestamp::now()).await.unwrap();
        assert_eq!(get(&world, &old.name).await.state(), wire::SeizureState::InForce);
        world.service.react(Timestamp::now().plus_hours(24 * 366)).await.unwrap();
        let other = wire::Seizure { property_key: "浙G12345".into(), ..account("c") };
        let soon = published(&world, other, 24).await;
        assert_eq!(get(&world, &old.name).await.state(), wire::SeizureState::Lapsed);
        let renew = wire::RenewSeizureRequest { name: old.name.clone(), ..Default::default() };
        let refused = world.person("officer2").seizures().renew_seizure(renew).await.unwrap_err();
        assert_eq!(reason(&refused), "SEIZURE_LAPSED");
        let follows = get(&world, &next.name).await;
        assert_eq!((follows.state(), follows.queue_position), (wire::SeizureState::InForce, 0));
        assert_eq!(get(&world, &old.name).await.end_date, get(&world, &old.name).await.lapse_date);
        let in_a_year = Timestamp::now().plus_hours(24 * 366).legal_day();
        let ask = wire::ListSeizuresRequest {
            filter: format!("state=IN_FORCE AND lastDay<={in_a_year}"),
            order_by: "lastDay".into(),
            ..Default::default()
        };
        let ending = world.person("command").seizures().list_seizures(ask).await.unwrap().into_inner();
        let names: Vec<_> = ending.seizures.iter().map(|one| &one.name).collect();
        assert!(names.contains(&&soon.name) && !names.contains(&&old.name), "{names:?}");
        let renew = wire::RenewSeizureRequest { name: soon.name.clone(), ..Default::default() };
        let renewed =
            world.person("officer2").seizures().renew_seizure(renew.clone()).await.unwrap().into_inner();
        assert_eq!(renewed.last_day.unwrap().year, soon.last_day.unwrap().year + 1);
        // The renewal does not run yet: another one on top of it needs a reason.
        let alone = world.person("officer").seizures().renew_seizure(renew.clone()).await.unwrap_err();
        assert_eq!(alone.code(), tonic::Code::PermissionDenied);
        let again = world.person("officer2").seizures().renew_seizure(renew.clone()).await.unwrap_err();
        assert!(names_term(&again));
        let reason = "执行法院即将移送，提前办理".to_owned();
        let reasoned = wire::RenewSeizureRequest { reason: reason.clone(), ..renew.clone() };
        let twice = world.person("officer2").seizures().renew_seizure(reasoned).await.unwrap().into_inner();
        assert_eq!(twice.last_day.unwrap().year, soon.last_day.unwrap().year + 2);
        assert_eq!(twice.renewals.last().unwrap().reason, reason);
        let long = wire::RenewSeizureRequest { term_months: 13, ..renew };
        let refused = world.person("officer2").seizures().renew_seizure(long).await.unwrap_err();
        assert!(names_term(&refused));
    })
    .await;
}

fn names_term(status: &tonic::Status) -> bool {
    names(status, "term_months", "TERM_BEYOND_LAW")
}

#[tokio::test]
async fn nothing_follows_a_disposal() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let first = published(&world, account("a"), 2).await;
        let second = published(&world, account("b"), 1).await;
        let end = wire::ReleaseSeizureRequest {
            name: first.name.clone(),
            reason: "拍卖成交".into(),
            disposed: true,
            ..Default::default()
        };
        world.person("officer").seizures().release_seizure(end.clone()).await.unwrap();
        assert_eq!(get(&world, &second.name).await.state(), wire::SeizureState::Disposed);
        let refused = world.person("officer").seizures().release_seizure(end).await.unwrap_err();
        assert_eq!(reason(&refused), "SEIZURE_STATE_CONFLICT");
    })
    .await;
}

/// The account of a deposit is shown by its end in every list and event; whole to those who write it into a request.
#[tokio::test]
async fn an_account_is_covered_in_lists_and_events() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let described =
            wire::Seizure { description: "账户 6222 0212 0800 1234 567 余额".into(), ..account("a") };
        let made = record(&world, described).await.unwrap();
        assert_eq!(
            (made.property_key.as_str(), made.description.as_str()),
            ("****4567", "账户 ****4567 余额")
        );
        for person in ["officer", "chief", "command"] {
            let list =
                world.person(person).seizures().list_seizures(wire::ListSeizuresRequest::default()).await;
            assert_eq!(list.unwrap().into_inner().seizures[0].property_key, "****4567", "{person}");
        }
        assert_eq!(get(&world, &made.name).await.property_key, "****4567", "for the command centre");
        let ask = wire::GetSeizureRequest { name: made.name };
        let whole = world.person("officer").seizures().get_seizure(ask).await.unwrap().into_inner();
        assert_eq!(whole.property_key, "6222021208001234567");
    })
    .await;
}

/// An amount near the end of the numbers is refused, wherever it is entered.
#[tokio::test]
async fn amounts_beyond_belief_are_refused() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        for fen in [i64::MAX, i64::MAX - 1, 1_000_000_000_001] {
            let wrong = wire::Seizure {
                value_fen: fen,
                claim_fen: fen,
                costs_fen: fen,
                elsewhere_fen: fen,
                ..account("a")
            };
            let refused = record(&world, wrong).await.unwrap_err();
            for field in ["value_fen", "claim_fen", "costs_fen", "elsewhere_fen"] {
                assert!(names(&refused, &format!("seizure.{field}"), "AMOUNT_TOO_LARGE"), "{fen} {field}");
            }
        }
        let most = wire::Seizure { value_fen: 1_000_000_000_000, ..account("a") };
        assert!(record(&world, most).await.is_ok());
    })
    .await;
}

/// What is carried out is entered within days, whether it displaces another or none: what is older is an opening, which a second person confirms.
#[tokio::test]
async fn no_seizure_is_published_by_hand_for_a_day_long_past() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let name = record(&world, account("a")).await.unwrap().name;
        let publish = |hours_ago: i64| {
            let request = wire::PublishSeizureRequest {
                name: name.clone(),
                publish_time: Some(Timestamp::now().plus_hours(-hours_ago).to_timestamp()),
                ..Default::default()
            };
            let mut client = world.person("chief").seizures();
            async move { client.publish_seizure(request).await }
        };
        for days in [8, 365, 3650] {
            assert_eq!(
                reason(&publish(24 * days).await.unwrap_err()),
                "PUBLISHED_TOO_LONG_AGO",
                "{days} days"
            );
        }
        publish(24 * 6).await.unwrap();
    })
    .await;
}
