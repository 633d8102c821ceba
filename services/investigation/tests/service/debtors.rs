//! Debtors, what is known of them, and what becomes of leads.

use investigation::Migrator;
use kit::testing::on_every_database;
use proto::{google::r#type::Date, investigation::v1 as wire};
use tonic::Status;

use crate::world::{Person, World, fields, names, reason};

async fn enter(person: &Person, name: &str, number: &str) -> Result<wire::Debtor, Status> {
    let identity = wire::Subject {
        display_name: name.into(),
        kind: wire::SubjectKind::Person.into(),
        identity_number: number.into(),
        ..Default::default()
    };
    let debtor = wire::Debtor { identity: Some(identity), ..Default::default() };
    let request = wire::CreateDebtorRequest { debtor: Some(debtor), ..Default::default() };
    Ok(person.debtors().create_debtor(request).await?.into_inner())
}

async fn get(person: &Person, name: &str) -> wire::Debtor {
    let request = wire::GetDebtorRequest { name: name.into() };
    person.debtors().get_debtor(request).await.unwrap().into_inner()
}

fn fact(audience: wire::FactAudience) -> wire::Fact {
    wire::Fact {
        topic: wire::Topic::Vehicle.into(),
        text: "浙G12345".into(),
        source: wire::FactSource::Unit.into(),
        fact_date: Some(Date { year: 2026, month: 1, day: 5 }),
        confidence: wire::Confidence::High.into(),
        audience: audience.into(),
        ..Default::default()
    }
}

async fn add(person: &Person, name: &str, fact: wire::Fact) -> Result<wire::Debtor, Status> {
    let request = wire::CreateFactRequest { name: name.into(), fact: Some(fact), ..Default::default() };
    Ok(person.debtors().create_fact(request).await?.into_inner())
}

#[tokio::test]
async fn a_number_is_entered_once_kept_sealed_and_found_again() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let (one, two) = tokio::join!(
            enter(&officer, "张三", "11010519491231002X"),
            enter(&officer, "张三", "11010519491231002x")
        );
        let (made, refused) = if one.is_ok() { (one, two) } else { (two, one) };
        let (made, refused) = (made.unwrap(), refused.unwrap_err());
        assert_eq!(reason(&refused), "DEBTOR_EXISTS");
        assert!(!format!("{refused:?}").contains("11010519491231002X"));
        assert!(made.identity.unwrap().identity_number.contains('*'));
        let ask = wire::ListDebtorsRequest {
            filter: "identity_number=11010519491231002X".into(),
            ..Default::default()
        };
        let found = officer.debtors().list_debtors(ask.clone()).await.unwrap().into_inner().debtors;
        assert_eq!(found[0].name, made.name);
        let elsewhere = world.person("elsewhere").debtors().list_debtors(ask).await.unwrap().into_inner();
        assert!(elsewhere.debtors.is_empty());
        let refused = enter(&officer, "", "110105194912310021").await.unwrap_err();
        assert!(names(&refused, "debtor.identity.display_name", "REQUIRED"));
        assert!(names(&refused, "debtor.identity.identity_number", "CITIZEN_ID_MALFORMED"));
    })
    .await;
}

#[tokio::test]
async fn facts_are_seen_by_those_for_whom_they_are_and_a_merger_is_undone() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let one = enter(&officer, "张三", "11010519491231002X").await.unwrap().name;
        let other = enter(&officer, "张叁", "").await.unwrap().name;
        let refused = add(&officer, &one, wire::Fact::default()).await.unwrap_err();
        assert_eq!(fields(&refused).len(), 5, "{:?}", fields(&refused));
        add(&officer, &one, fact(wire::FactAudience::Court)).await.unwrap();
        add(&officer, &other, fact(wire::FactAudience::Handlers)).await.unwrap();
        let merge = wire::MergeDebtorRequest {
            name: one.clone(),
            other: other.clone(),
            reason: "同一人".into(),
            ..Default::default()
        };
        officer.debtors().merge_debtor(merge.clone()).await.unwrap();
        assert_eq!(reason(&officer.debtors().merge_debtor(merge).await.unwrap_err()), "DEBTOR_MERGED");
        let refused = add(&officer, &other, fact(wire::FactAudience::Court)).await.unwrap_err();
        assert_eq!(reason(&refused), "DEBTOR_MERGED");
        for (person, seen) in [("officer", 2), ("chief", 2), ("officer2", 1)] {
            assert_eq!(get(&world.person(person), &one).await.facts.len(), seen, "{person}");
        }
        let undo =
            wire::UnmergeDebtorRequest { name: other.clone(), reason: "误并".into(), ..Default::default() };
        officer.debtors().unmerge_debtor(undo.clone()).await.unwrap();
        assert_eq!((get(&officer, &one).await.facts.len(), get(&officer, &other).await.facts.len()), (1, 1));
        let refused = officer.debtors().unmerge_debtor(undo).await.unwrap_err();
        assert_eq!(reason(&refused), "DEBTOR_NOT_MERGED");
        let third = enter(&officer, "李四", "34052419800101001X").await.unwrap().name;
        let merge = wire::MergeDebtorRequest {
            name: one,
            other: third,
            reason: "同一人".into(),
            ..Default::default()
        };
        assert_eq!(reason(&officer.debtors().merge_debtor(merge).await.unwrap_err()), "IDENTITY_CONFLICT");
    })
    .await;
}

#[tokio::test]
async fn a_lead_is_verified_once_and_becomes_a_fact_or_an_asset() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let debtor = enter(&officer, "张三", "").await.unwrap().name;
        let lead = wire::Lead {
            case: "cases/a".into(),
            debtor: debtor.clone(),
            source: wire::FactSource::Applicant.into(),
            informer: "王五".into(),
            topic: wire::Topic::Vehicle.into(),
            text: "村口停着一辆车".into(),
            ..Default::default()
        };
        let file = |lead: wire::Lead| wire::CreateLeadRequest { lead: Some(lead), ..Default::default() };
        let first = officer.debtors().create_lead(file(lead.clone())).await.unwrap().into_inner();
        assert!(
            first.due_date.is_some() && first.article.contains("财产调查规定") && first.informer.is_empty()
        );
        let from_field =
            wire::Lead { debtor: String::new(), source: wire::FactSource::GridWorker.into(), ..lead.clone() };
        let worker = world.person("worker");
        worker.debtors().create_lead(file(from_field)).await.unwrap();
        let listed = async |person: &str| {
            let ask = wire::ListLeadsRequest::default();
            world.person(person).debtors().list_leads(ask).await.unwrap().into_inner().leads
        };
        assert_eq!(
            (listed("worker").await.len(), listed("worker2").await.len(), listed("officer").await.len()),
            (1, 0, 2)
        );
        assert!(listed("officer2").await.iter().all(|lead| lead.informer.is_empty()));
        assert!(listed("chief").await.iter().any(|lead| lead.informer == "王五"));
        let ask = wire::GetDirectionsRequest { name: debtor.clone() };
        let directions = officer.debtors().get_directions(ask).await.unwrap().into_inner().directions;
        assert!(directions.iter().any(|d| d.task_kind == "VERIFY_LEAD" && !d.reason.is_empty()));
        assert!(directions.iter().any(|d| d.matter == "matters/vehicle-query"));
        let verify = wire::VerifyLeadRequest {
            name: first.name,
            state: wire::LeadState::Confirmed.into(),
            outcome: "属实".into(),
            ..Default::default()
        };
        officer.debtors().verify_lead(verify.clone()).await.unwrap();
        assert_eq!(get(&officer, &debtor).await.facts[0].text, "属实");
        assert_eq!(reason(&officer.debtors().verify_lead(verify).await.unwrap_err()), "LEAD_VERIFIED");
        let owner =
            |name: &str, percent: &str| wire::Owner { display_name: name.into(), percent: percent.into() };
        let asset = wire::Asset {
            debtor: debtor.clone(),
            case: "cases/a".into(),
            kind: wire::Topic::Vehicle.into(),
            property_key: "浙G12345".into(),
            owners: vec![owner("张三", "60"), owner("李四", "40.0001")],
            value_fen: 100,
            ..Default::default()
        };
        let make = |asset: wire::Asset| wire::CreateAssetRequest { asset: Some(asset), ..Default::default() };
        let refused = officer.debtors().create_asset(make(asset.clone())).await.unwrap_err();
        assert!(names(&refused, "asset.owners", "OWNERS_EXCEED_WHOLE"));
        assert!(names(&refused, "asset.value_date", "VALUE_WITHOUT_DATE"));
        let sound =
            wire::Asset { owners: vec![owner("张三", "60"), owner("李四", "40")], value_fen: 0, ..asset };
        let second = officer.debtors().create_lead(file(lead)).await.unwrap().into_inner();
        let verify = wire::VerifyLeadRequest {
            name: second.name.clone(),
            state: wire::LeadState::Confirmed.into(),
            outcome: "属实".into(),
            asset: Some(sound),
            ..Default::default()
        };
        let verified = officer.debtors().verify_lead(verify).await.unwrap().into_inner();
        let ask = wire::ListAssetsRequest { filter: format!("debtor={debtor}"), ..Default::default() };
        let assets = officer.debtors().list_assets(ask).await.unwrap().into_inner().assets;
        assert_eq!((assets[0].name.clone(), assets[0].lead.clone()), (verified.asset, second.name));
    })
    .await;
}
