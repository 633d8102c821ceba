//! What belongs to a people's court names it: by its region, and without the register where that was never reached.

use kit::access::Role;
use proto::enforcement::v1 as wire;

use crate::world::{World, case, id, on_every};

const COUNTY: &str = "peoplesCourts/330783";

async fn file(world: &World, region: &str, number: &str) -> wire::Case {
    let case = wire::Case { case_number: number.into(), region_code: region.into(), ..case(1) };
    let request = wire::CreateCaseRequest { request_id: id(), case: Some(case) };
    let officer = world.person("anywhere", Role::Officer, "33");
    officer.cases().create_case(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_case_belongs_to_the_court_of_its_region_whatever_its_number_says() {
    on_every(|world| async move {
        for (region, number, court) in [
            ("330783", "（2023）浙0783执1号", COUNTY),
            ("330783201203", "（2023）浙0784执2号", COUNTY),
            ("330784", "（2023）浙0783执3号", "peoplesCourts/330784"),
            ("330785", "（2023）浙0785执4号", ""),
        ] {
            let case = file(&world, region, number).await;
            assert_eq!((case.case_number.as_str(), case.peoples_court.as_str()), (number, court), "{region}");
        }
        let reader = world.person("president", Role::President, "33");
        let list = reader.cases().list_cases(wire::ListCasesRequest::default()).await.unwrap().into_inner();
        assert_eq!(list.cases.len(), 4);
        for listed in list.cases {
            let named = wire::GetCaseRequest { name: listed.name.clone() };
            assert_eq!(reader.cases().get_case(named).await.unwrap().into_inner(), listed);
            assert_eq!(listed.peoples_court.is_empty(), listed.region_code == "330785");
        }
    })
    .await;
}

#[tokio::test]
async fn an_act_and_its_repetition_name_the_court_of_the_case() {
    on_every(|world| async move {
        let filed = world.officer().file(1).await;
        let request = wire::SuspendCaseRequest {
            request_id: id(),
            name: filed.name,
            ground: wire::SuspensionGround::Auction.into(),
            reason: "拍卖".into(),
            ..Default::default()
        };
        for _ in 0..2 {
            let case = world.officer().cases().suspend_case(request.clone()).await.unwrap().into_inner();
            assert_eq!((case.state(), case.peoples_court.as_str()), (wire::CaseState::Suspended, COUNTY));
        }
    })
    .await;
}

#[tokio::test]
async fn cases_are_read_where_the_register_was_never_reached() {
    on_every(|world| async move {
        let filed = world.officer().file(1).await;
        assert_eq!(filed.peoples_court, COUNTY);
        let world = world.without_register().await;
        let named = wire::GetCaseRequest { name: filed.name.clone() };
        let read = world.officer().cases().get_case(named).await.unwrap().into_inner();
        assert_eq!(read, wire::Case { peoples_court: String::new(), ..filed });
    })
    .await;
}

#[tokio::test]
async fn an_item_of_the_supervision_list_names_the_court_of_its_region() {
    on_every(|world| async move {
        let command = world.person("command", Role::Command, "33");
        let issue = async |number: &str, region: &str| {
            let case = file(&world, region, number).await;
            let item = wire::Supervision {
                subject: case.name,
                matter: "三日内书面说明进展".into(),
                owner: "people/anywhere".into(),
                region_code: region.into(),
                ..Default::default()
            };
            let request = wire::CreateSupervisionRequest {
                request_id: id(),
                supervision: Some(item),
                validate_only: false,
            };
            let issued =
                command.supervisions().create_supervision(request.clone()).await.unwrap().into_inner();
            assert_eq!(
                command.supervisions().create_supervision(request).await.unwrap().into_inner(),
                issued
            );
            let get = wire::GetSupervisionRequest { name: issued.name.clone() };
            assert_eq!(command.supervisions().get_supervision(get).await.unwrap().into_inner(), issued);
            issued.peoples_court
        };
        assert_eq!(issue("（2023）浙0783执1号", "330783").await, COUNTY);
        assert_eq!(issue("（2023）浙0783执2号", "330783201203").await, COUNTY);
        assert_eq!(issue("（2023）浙0784执3号", "330784").await, "peoplesCourts/330784");
        assert_eq!(issue("（2023）浙0785执4号", "330785").await, "");
    })
    .await;
}
