//! Acts of service: what the law takes for one, and what it does not.

use proto::enforcement::v1 as wire;

use crate::world::{day, fields, id, on_every, reason};

/// Left at the residence with a witness of the village committee.
fn left() -> wire::ServiceAct {
    wire::ServiceAct {
        mode: wire::ServiceMode::Left.into(),
        document: Some(wire::ServedDocument {
            title: "执行通知书".into(),
            kind: wire::DocumentKind::Notice.into(),
        }),
        procedure: wire::Procedure::Enforcement.into(),
        recipient: Some(wire::ServiceRecipient {
            relation: wire::Relation::Addressee.into(),
            ..Default::default()
        }),
        refused: true,
        place: wire::ServicePlace::Residence.into(),
        server: Some(wire::ServiceServer { display_name: "王法官".into(), court_staff: true }),
        witness: Some(wire::ServiceWitness {
            display_name: "赵村委".into(),
            represents: wire::Represents::ResidenceCommittee.into(),
            region_code: "330783201203".into(),
            signed: None,
        }),
        addressee: Some(wire::ServiceAddressee { region_code: "330783201203".into(), ..Default::default() }),
        served_date: day(2023, 4, 1),
        worker: "people/worker-330783201203-1".into(),
        ..wire::ServiceAct::default()
    }
}

#[tokio::test]
async fn an_act_that_the_law_takes_is_entered_with_its_day_and_its_articles() {
    on_every(|world| async move {
        let officer = world.officer();
        let case = officer.file(1).await;
        let checked = officer
            .acts()
            .check_service_act(wire::CheckServiceActRequest { act: Some(left()) })
            .await
            .unwrap()
            .into_inner();
        assert!(checked.valid, "{:?}", checked.unmet);
        assert_eq!(checked.deemed_date, day(2023, 4, 1));
        let request =
            wire::CreateServiceActRequest { request_id: id(), parent: case.name.clone(), act: Some(left()) };
        let entered = officer.acts().create_service_act(request).await.unwrap().into_inner();
        assert_eq!(entered.deemed_date, day(2023, 4, 1));
        assert!(entered.basis.iter().any(|why| why.article.contains("第八十九条")), "{:?}", entered.basis);
        let request = wire::ListServiceActsRequest { parent: case.name, ..Default::default() };
        let list = officer.acts().list_service_acts(request).await.unwrap().into_inner().service_acts;
        assert_eq!(list, [entered]);
    })
    .await;
}

#[tokio::test]
async fn an_act_that_the_law_does_not_take_is_refused_with_every_condition() {
    on_every(|world| async move {
        let officer = world.officer();
        let case = officer.file(1).await;
        // The grid worker as the server, nobody of the committee, no record, a mediation statement.
        let bad = wire::ServiceAct {
            server: Some(wire::ServiceServer { display_name: "网格员".into(), court_staff: false }),
            witness: None,
            document: Some(wire::ServedDocument {
                kind: wire::DocumentKind::MediationStatement.into(),
                ..Default::default()
            }),
            ..left()
        };
        let request = wire::CheckServiceActRequest { act: Some(bad.clone()) };
        let checked = officer.acts().check_service_act(request).await.unwrap().into_inner();
        assert!(!checked.valid && checked.unmet.len() >= 3, "{:?}", checked.unmet);
        let create = |act| wire::CreateServiceActRequest {
            request_id: id(),
            parent: case.name.clone(),
            act: Some(act),
        };
        let refusal = officer.acts().create_service_act(create(bad)).await.unwrap_err();
        assert_eq!(reason(&refusal), "LAW_NOT_MET");
        assert_eq!(fields(&refusal).len(), checked.unmet.len());

        let same = wire::ServiceAct {
            witness: Some(wire::ServiceWitness {
                display_name: "王法官".into(),
                ..left().witness.unwrap_or_default()
            }),
            ..left()
        };
        let refusal = officer.acts().create_service_act(create(same)).await.unwrap_err();
        assert_eq!(reason(&refusal), "WITNESS_IS_SERVER");
        let own = wire::ServiceAct { worker: "people/officer".into(), ..left() };
        let refusal = officer.acts().create_service_act(create(own)).await.unwrap_err();
        assert_eq!(reason(&refusal), "WORKER_IS_SERVER");
        let wrong = wire::ServiceAct {
            mode: 0,
            served_date: day(2023, 2, 30),
            addressee: Some(wire::ServiceAddressee { region_code: "33".into(), ..Default::default() }),
            ..left()
        };
        let refusal = officer.acts().create_service_act(create(wrong)).await.unwrap_err();
        let told: Vec<_> = fields(&refusal).into_iter().map(|(field, _)| field).collect();
        assert!(told.contains(&"act.mode".into()) && told.contains(&"act.served_date".into()), "{told:?}");
        let early = wire::ServiceAct { served_date: day(2023, 2, 1), ..left() };
        let refusal = officer.acts().create_service_act(create(early)).await.unwrap_err();
        assert_eq!(reason(&refusal), "DATE_BEFORE_CASE");
        let request = wire::ListServiceActsRequest { parent: case.name.clone(), ..Default::default() };
        let list = officer.acts().list_service_acts(request.clone()).await.unwrap().into_inner();
        assert!(list.service_acts.is_empty());
        let outside = world.stranger().acts().list_service_acts(request).await.unwrap_err();
        assert_eq!(reason(&outside), "CASE_UNKNOWN");
    })
    .await;
}
