//! Disposal: from the departments' opinions to the register, and every way in which a parcel is not sold.

use investigation::Migrator;
use jiff::{ToSpan as _, civil::Date as Day};
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{google::r#type::Date, investigation::v1 as wire};
use tonic::Status;

use crate::world::{Person, World, fields, names, paper, reason};

fn date(day: Day) -> Date {
    Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}

fn days_ago(days: i64) -> Option<Date> {
    Timestamp::now().legal_day().checked_sub(days.days()).ok().map(date)
}

pub(crate) fn parcel(number: &str) -> wire::DisposalParcel {
    wire::DisposalParcel {
        number: number.into(),
        location: "横店镇工业园区".into(),
        area_mu: "12.345".into(),
        floor_area_m2: "6789.01".into(),
        valuation_fen: 100_000,
        ..Default::default()
    }
}

pub(crate) fn project(numbers: &[&str]) -> wire::Disposal {
    wire::Disposal {
        case: "cases/a".into(),
        title: "某公司闲置工业用地".into(),
        parcels: numbers.iter().map(|number| parcel(number)).collect(),
        required_units: vec!["units/u02".into(), "units/u04".into()],
        ..Default::default()
    }
}

fn buyer(uscc: &str) -> wire::Subject {
    wire::Subject {
        display_name: "某某有限公司".into(),
        kind: wire::SubjectKind::Organisation.into(),
        identity_number: uscc.into(),
        ..Default::default()
    }
}

const BUYER: &str = "91350100M000100Y43";
const PERSON: &str = "11010519491231002X";

async fn propose(world: &World, project: wire::Disposal) -> Result<wire::Disposal, Status> {
    let request = wire::CreateDisposalRequest { disposal: Some(project), ..Default::default() };
    Ok(world.person("officer").disposals().create_disposal(request).await?.into_inner())
}

async fn opine(
    person: &Person,
    project: &str,
    unit: &str,
    stance: wire::OpinionStance,
) -> Result<wire::Disposal, Status> {
    let opinion = wire::DisposalOpinion {
        unit: unit.into(),
        stance: stance.into(),
        text: "以完税为条件".into(),
        ..Default::default()
    };
    let request = wire::AddDisposalOpinionRequest {
        name: project.into(),
        opinion: Some(opinion),
        ..Default::default()
    };
    Ok(person.disposals().add_disposal_opinion(request).await?.into_inner())
}

#[tokio::test]
async fn who_proposed_a_project_enters_no_opinion_on_it() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let name = propose(&world, project(&["浙（2020）东阳市不动产权第0000001号"])).await.unwrap().name;
        let own = opine(&world.person("officer"), &name, "units/u02", wire::OpinionStance::Agree).await;
        assert!(names(&own.unwrap_err(), "opinion.unit", "OPINION_OF_PROPOSER"));
        opine(&world.person("officer2"), &name, "units/u02", wire::OpinionStance::Agree).await.unwrap();
    })
    .await;
}

async fn ready(world: &World, numbers: &[&str]) -> wire::Disposal {
    let name = propose(world, project(numbers)).await.unwrap().name;
    opine(&world.person("u02"), &name, "", wire::OpinionStance::Agree).await.unwrap();
    opine(&world.person("u04"), &name, "", wire::OpinionStance::Conditional).await.unwrap()
}

fn first() -> wire::DisposalListing {
    wire::DisposalListing {
        notice_date: days_ago(40),
        open_date: days_ago(10),
        start_price_fen: 70_000,
        deposit_fen: 3_500,
        ..Default::default()
    }
}

/// After a first listing that ended nine days ago.
fn second() -> wire::DisposalListing {
    wire::DisposalListing {
        notice_date: days_ago(15),
        open_date: days_ago(0),
        start_price_fen: 56_000,
        deposit_fen: 11_200,
        ..Default::default()
    }
}

async fn list(world: &World, parcel: &str, listing: wire::DisposalListing) -> Result<wire::Disposal, Status> {
    let request = wire::AddDisposalListingRequest {
        name: of(parcel),
        parcel: parcel.into(),
        listing: Some(listing),
        ..Default::default()
    };
    Ok(world.person("officer").disposals().add_disposal_listing(request).await?.into_inner())
}

fn of(parcel: &str) -> String {
    parcel.split("/parcels/").next().unwrap().into()
}

async fn sell(
    world: &World,
    parcel: &str,
    price: i64,
    buyer: wire::Subject,
) -> Result<wire::Disposal, Status> {
    let request = wire::SellParcelRequest {
        name: of(parcel),
        parcel: parcel.into(),
        price_fen: price,
        buyer: Some(buyer),
        ..Default::default()
    };
    Ok(world.person("officer2").disposals().sell_parcel(request).await?.into_inner())
}

async fn fail(
    world: &World,
    parcel: &str,
    failure: wire::ListingFailure,
    end_date: Option<Date>,
) -> Result<wire::Disposal, Status> {
    let request = wire::FailParcelRequest {
        name: of(parcel),
        parcel: parcel.into(),
        failure: failure.into(),
        reason: "逾期未付款".into(),
        end_date,
        ..Default::default()
    };
    Ok(world.person("officer").disposals().fail_parcel(request).await?.into_inner())
}

async fn totals(world: &World) -> wire::DisposalTotals {
    let ask = wire::GetDisposalTotalsRequest {
        to_time: Some(Timestamp::now().plus_hours(1).to_timestamp()),
        ..Default::default()
    };
    world.person("command").disposals().get_disposal_totals(ask).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_project_names_every_fault_at_once() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let mut wrong = project(&["1", "1", "2"]);
        wrong.enterprise = Some(wire::DisposalEnterprise {
            uscc: "1".into(),
            display_name: "甲".into(),
            ..Default::default()
        });
        wrong.parcels[0].area_mu = "12.3456".into();
        wrong.parcels[2].floor_area_m2 = "12㎡".into();
        wrong.required_units.push("units/u99".into());
        let refused = propose(&world, wrong).await.unwrap_err();
        for (field, why) in [
            ("disposal.case", "CASE_OR_ENTERPRISE"),
            ("disposal.enterprise.uscc", "CREDIT_CODE_MALFORMED"),
            ("disposal.parcels[0].area_mu", "AREA_MALFORMED"),
            ("disposal.parcels[1].number", "PARCEL_REPEATED"),
            ("disposal.parcels[2].floor_area_m2", "AREA_MALFORMED"),
            ("disposal.required_units[2]", "UNIT_UNKNOWN"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", fields(&refused));
        }
        assert_eq!(totals(&world).await.projects, 0);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_listed_before_every_department_has_agreed() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let proposed = propose(&world, project(&["1"])).await.unwrap();
        assert_eq!((proposed.area_mu.as_str(), proposed.floor_area_m2.as_str()), ("12.345", "6789.01"));
        let (name, lot) = (proposed.name, proposed.parcels[0].name.clone());
        let refused = list(&world, &lot, first()).await.unwrap_err();
        assert_eq!(reason(&refused), "DISPOSAL_NOT_READY");
        let (planning, taxes) = (world.person("u02"), world.person("u04"));
        let refused = opine(&planning, &name, "units/u04", wire::OpinionStance::Agree).await.unwrap_err();
        assert!(names(&refused, "opinion.unit", "NOT_YOUR_UNIT"));
        let refused = opine(&world.person("u03"), &name, "", wire::OpinionStance::Agree).await.unwrap_err();
        assert_eq!(reason(&refused), "DISPOSAL_UNKNOWN");
        let court = world.person("command");
        let refused = opine(&court, &name, "units/u03", wire::OpinionStance::Agree).await.unwrap_err();
        assert!(names(&refused, "opinion.unit", "NOT_ASKED"));
        opine(&planning, &name, "", wire::OpinionStance::Agree).await.unwrap();
        let waits = opine(&taxes, &name, "", wire::OpinionStance::Object).await.unwrap();
        assert_eq!(
            (waits.state(), waits.awaited_units),
            (wire::DisposalState::Consulting, vec!["units/u04".into()])
        );
        let ready = opine(&court, &name, "units/u04", wire::OpinionStance::Agree).await.unwrap();
        assert_eq!(ready.state(), wire::DisposalState::Ready);
        let seen = planning.disposals().list_disposals(wire::ListDisposalsRequest::default()).await.unwrap();
        assert_eq!(seen.into_inner().disposals.len(), 1);
        let other =
            world.person("u03").disposals().list_disposals(wire::ListDisposalsRequest::default()).await;
        assert!(other.unwrap().into_inner().disposals.is_empty());
        let elsewhere = wire::GetDisposalRequest { name };
        let refused = world.person("elsewhere").disposals().get_disposal(elsewhere).await.unwrap_err();
        assert_eq!(reason(&refused), "DISPOSAL_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn a_parcel_is_listed_again_lower_sold_paid_delivered_and_registered() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let lot = ready(&world, &["1"]).await.parcels[0].name.clone();
        let wrong = wire::DisposalListing {
            open_date: days_ago(11),
            start_price_fen: 69_999,
            deposit_fen: 14_000,
            ..first()
        };
        let refused = list(&world, &lot, wrong).await.unwrap_err();
        for (field, why) in [
            ("listing.open_date", "NOTICE_TOO_SHORT"),
            ("listing.start_price_fen", "START_TOO_LOW"),
            ("listing.deposit_fen", "DEPOSIT_OUT_OF_RANGE"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", fields(&refused));
        }
        list(&world, &lot, first()).await.unwrap();
        let refused = sell(&world, &lot, 69_999, buyer(BUYER)).await.unwrap_err();
        assert!(names(&refused, "price_fen", "BELOW_START"));
        let failed = fail(&world, &lot, wire::ListingFailure::NoBid, days_ago(9)).await.unwrap();
        assert!(failed.parcels[0].listings[0].relist_by.is_some());
        let wrong = wire::DisposalListing { start_price_fen: 55_999, ..second() };
        let refused = list(&world, &lot, wrong).await.unwrap_err();
        assert!(names(&refused, "listing.start_price_fen", "CUT_TOO_DEEP"), "{:?}", fields(&refused));
        let late = Timestamp::now().legal_day().checked_add(60.days()).unwrap();
        let refused = list(&world, &lot, wire::DisposalListing { open_date: Some(date(late)), ..second() })
            .await
            .unwrap_err();
        assert!(names(&refused, "listing.open_date", "REAUCTION_TOO_LATE"));
        let early = wire::DisposalListing { kind: wire::ListingKind::SellOff.into(), ..second() };
        let refused = list(&world, &lot, early).await.unwrap_err();
        assert!(names(&refused, "listing.kind", "SELL_OFF_TOO_EARLY"));
        list(&world, &lot, second()).await.unwrap();
        let sold = sell(&world, &lot, 60_001, buyer(BUYER)).await.unwrap();
        let sale = sold.parcels[0].sale.clone().unwrap();
        assert_eq!((sale.round, sold.proceeds_fen), (2, 60_001));
        assert!(sale.buyer.unwrap().identity_number.contains('*'));
        for again in [list(&world, &lot, second()).await, sell(&world, &lot, 60_002, buyer(BUYER)).await] {
            assert_eq!(reason(&again.unwrap_err()), "PARCEL_SOLD");
        }
        let at = |parcel: &str| (of(parcel), parcel.to_owned());
        let mut court = world.person("officer").disposals();
        let (name, parcel) = at(&lot);
        let deliver =
            wire::DeliverParcelRequest { name, parcel, papers: vec![paper(1)], ..Default::default() };
        let refused = court.deliver_parcel(deliver.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "PARCEL_STATE_CONFLICT");
        let (name, parcel) = at(&lot);
        let pay = wire::PayParcelRequest { name, parcel, paid_fen: 60_000, ..Default::default() };
        let refused = court.pay_parcel(pay.clone()).await.unwrap_err();
        assert!(names(&refused, "paid_fen", "PAYMENT_DIFFERS"));
        court.pay_parcel(wire::PayParcelRequest { paid_fen: 60_001, ..pay }).await.unwrap();
        let refused = fail(&world, &lot, wire::ListingFailure::Default, None).await.unwrap_err();
        assert_eq!(reason(&refused), "PARCEL_STATE_CONFLICT");
        court.deliver_parcel(deliver).await.unwrap();
        let (name, parcel) = at(&lot);
        let certificate_number = "浙(2026)东阳市不动产权第1号".into();
        let register = wire::RegisterParcelRequest { name, parcel, certificate_number, ..Default::default() };
        let done = court.register_parcel(register).await.unwrap().into_inner();
        assert_eq!(done.state(), wire::DisposalState::Done);
        let now = totals(&world).await;
        assert_eq!((now.parcels_listed, now.parcels_sold, now.proceeds_fen), (1, 1, 60_001));
    })
    .await;
}

#[tokio::test]
async fn who_defaults_loses_the_deposit_the_sale_and_the_right_to_bid_again() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let lot = ready(&world, &["1"]).await.parcels[0].name.clone();
        list(&world, &lot, first()).await.unwrap();
        sell(&world, &lot, 80_000, buyer(BUYER)).await.unwrap();
        assert_eq!(totals(&world).await.parcels_sold, 1);
        let gone = fail(&world, &lot, wire::ListingFailure::Default, None).await.unwrap();
        assert_eq!((gone.parcels[0].defaults[0].forfeited_fen, gone.proceeds_fen), (3_500, 0));
        let now = totals(&world).await;
        assert_eq!((now.parcels_listed, now.parcels_sold, now.proceeds_fen), (1, 0, 0));
        let refused = list(&world, &lot, second()).await.unwrap_err();
        assert!(names(&refused, "listing.start_price_fen", "CUT_TOO_DEEP"));
        assert!(names(&refused, "listing.open_date", "NOTICE_TOO_SHORT"));
        let relisted = list(&world, &lot, first()).await.unwrap();
        assert_eq!(relisted.parcels[0].listings[1].round, 1);
        let refused = sell(&world, &lot, 80_000, buyer(BUYER)).await.unwrap_err();
        assert!(names(&refused, "buyer", "BUYER_DEFAULTED"));
        let other = wire::Subject { kind: wire::SubjectKind::Person.into(), ..buyer(PERSON) };
        sell(&world, &lot, 75_000, other).await.unwrap();
        let now = totals(&world).await;
        assert_eq!((now.parcels_sold, now.proceeds_fen, now.sale_rate_ppm), (1, 75_000, Some(1_000_000)));
    })
    .await;
}

#[tokio::test]
async fn after_two_rounds_without_a_bid_it_is_sold_off_or_taken_in_kind() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let project = ready(&world, &["1", "2"]).await;
        let lots: Vec<_> = project.parcels.iter().map(|parcel| parcel.name.clone()).collect();
        for lot in &lots {
            list(&world, lot, first()).await.unwrap();
            fail(&world, lot, wire::ListingFailure::NoBid, days_ago(9)).await.unwrap();
            list(&world, lot, second()).await.unwrap();
            fail(&world, lot, wire::ListingFailure::NoBid, None).await.unwrap();
        }
        let refused = list(&world, &lots[0], second()).await.unwrap_err();
        assert!(names(&refused, "listing.kind", "ROUNDS_EXHAUSTED"));
        let off = wire::DisposalListing { kind: wire::ListingKind::SellOff.into(), ..second() };
        let low = wire::DisposalListing { start_price_fen: 55_999, ..off.clone() };
        assert!(names(
            &list(&world, &lots[0], low).await.unwrap_err(),
            "listing.start_price_fen",
            "CUT_TOO_DEEP"
        ));
        list(&world, &lots[0], off).await.unwrap();
        let refused = {
            let withdraw = wire::WithdrawDisposalRequest {
                name: project.name.clone(),
                reason: "和解".into(),
                ..Default::default()
            };
            world.person("officer").disposals().withdraw_disposal(withdraw).await.unwrap_err()
        };
        assert_eq!(reason(&refused), "DISPOSAL_STATE_CONFLICT");
        sell(&world, &lots[0], 56_000, buyer(BUYER)).await.unwrap();
        let mut taken = wire::TakeParcelInKindRequest {
            name: project.name.clone(),
            parcel: lots[1].clone(),
            price_fen: 55_999,
            taker: Some(buyer(BUYER)),
            ..Default::default()
        };
        let alone = world.person("officer").disposals();
        taken.price_fen = 56_000;
        let refused = alone.clone().take_parcel_in_kind(taken.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "APPROVER_IS_PROPOSER");
        taken.price_fen = 55_999;
        let mut court = world.person("officer2").disposals();
        let refused = court.take_parcel_in_kind(taken.clone()).await.unwrap_err();
        assert!(names(&refused, "price_fen", "BELOW_START"));
        taken.price_fen = 56_000;
        let taken = court.take_parcel_in_kind(taken).await.unwrap().into_inner();
        assert_eq!(taken.parcels[1].state(), wire::ParcelState::InKind);
        // What is taken in kind is no sale for money.
        let now = totals(&world).await;
        assert_eq!((now.parcels_sold, now.proceeds_fen), (1, 56_000));
    })
    .await;
}

#[tokio::test]
async fn a_parcel_is_sold_once_though_many_sell_it_at_once_in_several_projects() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let mut lots = Vec::new();
        for number in ["330783 001", "330783001", "330783001"] {
            let lot = ready(&world, &[number]).await.parcels[0].name.clone();
            list(&world, &lot, first()).await.unwrap();
            lots.push(lot);
        }
        let (a, b, c, d) = tokio::join!(
            sell(&world, &lots[0], 70_000, buyer(BUYER)),
            sell(&world, &lots[0], 70_001, buyer(BUYER)),
            sell(&world, &lots[1], 70_002, buyer(BUYER)),
            sell(&world, &lots[2], 70_003, buyer(BUYER)),
        );
        let all = [a, b, c, d];
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
        for refused in all.iter().filter_map(|one| one.as_ref().err()) {
            assert_eq!(reason(refused), "PARCEL_SOLD");
        }
        let now = totals(&world).await;
        assert_eq!((now.parcels_listed, now.parcels_sold, now.area_mu.as_str()), (1, 1, "12.345"));
    })
    .await;
}
