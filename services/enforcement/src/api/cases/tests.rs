//! The running services on every database: cases, acts of service and sanctions as a caller gets them.

use jiff::ToSpan as _;
use kit::{
    access::{AssertionSigner, Caller, Role, keys::Keys},
    domain::Timestamp,
    events::Log,
    rpc::{ClientChannel, Peer},
    storage::{Store, list::PageTokens},
    testing::on_every_database,
    unit_of_work::UnitsOfWork,
};
use prost::Message as _;
use proto::{
    access::v1 as access,
    enforcement::v1::{
        self as wire, case_service_client::CaseServiceClient, sanction_service_client::SanctionServiceClient,
        service_act_service_client::ServiceActServiceClient,
    },
    google::{rpc, r#type::Date},
};
use tonic::Status;

use crate::{
    api::{Api, to_date},
    store::Migrator,
};

const DEBTOR: &str = "11010519491231002X";
const APPLICANT: &str = "91350100M000100Y43";

pub(super) struct World {
    peer: Peer,
    keys: Keys,
}

impl World {
    pub(super) async fn over(store: Store) -> Self {
        let keys = Keys::random().unwrap();
        let log = Log::open(&store).await.unwrap();
        let api = Api {
            units: UnitsOfWork::new(store, log.clone()),
            log,
            pages: PageTokens::new(&keys),
            printer: papers::Printer::default(),
            register: crate::api::Register::new(
                crate::api::tests::register::Register::default().peer(&keys),
                AssertionSigner::new(&keys, "test"),
            ),
            dispatch: None,
            investigation: None,
            confirmed: std::sync::Arc::default(),
            files: crate::api::Files::new(AssertionSigner::new(&keys, "test")),
        };
        Self { peer: kit::rpc::server::stack(crate::NAME, api.routes(), &keys), keys }
    }

    pub(super) fn channel(&self, id: &str, role: Role, region: &str) -> ClientChannel {
        let at = Timestamp::now();
        let grant = access::Grant {
            role: role.to_contract().into(),
            region_code: region.into(),
            start_time: Some(at.plus_hours(-1).to_timestamp()),
            ..access::Grant::default()
        };
        let principal = access::Principal {
            person: format!("people/{id}"),
            display_name: id.into(),
            grants: vec![grant],
            ..access::Principal::default()
        };
        let assertion = AssertionSigner::new(&self.keys, "test").person_calls(principal, at);
        ClientChannel::on_behalf_of(&self.peer, &Caller { assertion, ..Caller::ourselves(at) }).unwrap()
    }

    pub(super) fn cases(&self, id: &str, role: Role) -> CaseServiceClient<ClientChannel> {
        CaseServiceClient::new(self.channel(id, role, "330783"))
    }

    fn sanctions(&self, id: &str, role: Role) -> SanctionServiceClient<ClientChannel> {
        SanctionServiceClient::new(self.channel(id, role, "330783"))
    }

    pub(super) async fn create(&self, number: &str) -> wire::Case {
        let case = Some(case(number));
        let request = wire::CreateCaseRequest { request_id: String::new(), case };
        self.cases("officer", Role::Officer).create_case(request).await.unwrap().into_inner()
    }
}

pub(super) fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

pub(super) fn case(number: &str) -> wire::Case {
    let party = |side: wire::Side, kind: wire::PartyKind, identity: &str| wire::Party {
        side: side.into(),
        display_name: "某某".into(),
        kind: kind.into(),
        identity_number: identity.into(),
        ..wire::Party::default()
    };
    wire::Case {
        case_number: number.into(),
        filing_date: Some(day(2023, 3, 1)),
        claim_fen: 670_000_000,
        parties: vec![
            party(wire::Side::Applicant, wire::PartyKind::Organisation, APPLICANT),
            party(wire::Side::Debtor, wire::PartyKind::Person, DEBTOR),
        ],
        ..wire::Case::default()
    }
}

fn reason(status: &Status) -> String {
    let status = rpc::Status::decode(status.details()).unwrap();
    let info = status.details.iter().find(|any| any.type_url.ends_with("ErrorInfo")).unwrap();
    rpc::ErrorInfo::decode(info.value.as_slice()).unwrap().reason
}

fn fields(status: &Status) -> Vec<String> {
    let status = rpc::Status::decode(status.details()).unwrap();
    let bad = status.details.iter().filter(|any| any.type_url.ends_with("BadRequest"));
    bad.flat_map(|any| rpc::BadRequest::decode(any.value.as_slice()).unwrap().field_violations)
        .map(|violation| violation.field)
        .collect()
}

#[tokio::test]
async fn a_case_is_entered_once_and_every_bad_field_is_reported() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let made = world.create("（2023）浙0783执123号").await;
        assert!(made.first_enforcement);
        assert!(!made.parties[1].identity_number.contains("19491231"));
        let mut officer = world.cases("officer", Role::Officer);
        let again =
            wire::CreateCaseRequest { request_id: String::new(), case: Some(case("(2023)浙0783执123号")) };
        assert_eq!(reason(&officer.create_case(again).await.unwrap_err()), "CASE_EXISTS");
        let mut bad = case("浙0783执123");
        bad.claim_fen = -1;
        bad.filing_date = Some(day(2999, 1, 1));
        bad.parties[1].identity_number.clear();
        let bad = wire::CreateCaseRequest { request_id: String::new(), case: Some(bad) };
        let violations = fields(&officer.create_case(bad).await.unwrap_err());
        for field in
            ["case.case_number", "case.claim_fen", "case.filing_date", "case.parties[1].identity_number"]
        {
            assert!(violations.iter().any(|one| one == field), "{field} in {violations:?}");
        }
        let filter = format!("identity_number=\"{DEBTOR}\"");
        let list = wire::ListCasesRequest { filter, ..wire::ListCasesRequest::default() };
        assert_eq!(officer.list_cases(list).await.unwrap().into_inner().cases, std::slice::from_ref(&made));
        let story =
            wire::ListCaseTimelineRequest { parent: made.name, ..wire::ListCaseTimelineRequest::default() };
        let story = officer.list_case_timeline(story).await.unwrap().into_inner().entries;
        assert_eq!(story.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(), ["CASE_FILED"]);
    })
    .await;
}

#[tokio::test]
async fn outside_the_region_there_is_nothing() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let name = world.create("（2023）浙0783执1号").await.name;
        let line = world.channel("stranger", Role::Officer, "330702");
        let mut cases = CaseServiceClient::new(line.clone());
        let get = wire::GetCaseRequest { name: name.clone() };
        assert_eq!(reason(&cases.get_case(get).await.unwrap_err()), "CASE_UNKNOWN");
        let resume = wire::ResumeCaseRequest { name: name.clone(), ..wire::ResumeCaseRequest::default() };
        assert_eq!(reason(&cases.resume_case(resume).await.unwrap_err()), "CASE_UNKNOWN");
        let deadlines = wire::ListCaseDeadlinesRequest { parent: name.clone() };
        assert_eq!(reason(&cases.list_case_deadlines(deadlines).await.unwrap_err()), "CASE_UNKNOWN");
        let list = cases.list_cases(wire::ListCasesRequest::default()).await.unwrap().into_inner();
        assert!(list.cases.is_empty());
        let enter = wire::CreateServiceActRequest {
            parent: name.clone(),
            act: Some(left()),
            ..wire::CreateServiceActRequest::default()
        };
        let refused = ServiceActServiceClient::new(line.clone()).create_service_act(enter).await.unwrap_err();
        assert_eq!(reason(&refused), "CASE_UNKNOWN");
        let propose = wire::CreateSanctionRequest { sanction: Some(fine(&name)), ..Default::default() };
        let refused = SanctionServiceClient::new(line).create_sanction(propose).await.unwrap_err();
        assert_eq!(reason(&refused), "CASE_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn an_import_keeps_the_good_rows_once_and_tells_the_bad() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let mut rows: Vec<wire::ImportedCase> = (1..=300)
            .map(|number| wire::ImportedCase {
                case: Some(case(&format!("（2023）浙0783执{number}号"))),
                ending: wire::Ending::Completed.into(),
                closing_date: Some(day(2023, 6, 1)),
                ..wire::ImportedCase::default()
            })
            .collect();
        rows[7].closing_date = Some(day(2023, 2, 1));
        rows[8].case.as_mut().unwrap().parties[0].identity_number = "x".into();
        rows[9].case.as_mut().unwrap().case_number.clear();
        let mut officer = world.cases("chief", Role::BureauChief);
        let request = wire::ImportCasesRequest { rows, ..wire::ImportCasesRequest::default() };
        let first = officer.import_cases(request.clone()).await.unwrap().into_inner();
        assert_eq!((first.created, first.present), (297, 0));
        let bad: Vec<_> = first.bad_rows.iter().map(|row| (row.index, row.field.as_str())).collect();
        assert_eq!(
            bad,
            [(7, "closing_date"), (8, "case.parties[0].identity_number"), (9, "case.case_number")]
        );
        let second = officer.import_cases(request).await.unwrap().into_inner();
        assert_eq!((second.created, second.present, second.bad_rows.len()), (0, 297, 3));
    })
    .await;
}

#[tokio::test]
async fn a_closing_is_refused_with_every_condition_and_one_who_asked_does_not_decide() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        // Filed a month ago, so that its limit still runs.
        let recent = Timestamp::now().legal_day().saturating_sub(1.month());
        let filed = wire::Case { filing_date: Some(to_date(recent)), ..case("（2023）浙0783执恢2号") };
        let request = wire::CreateCaseRequest { request_id: String::new(), case: Some(filed) };
        let mut officer = world.cases("officer", Role::Officer);
        let name = officer.create_case(request).await.unwrap().into_inner().name;
        let close = wire::CloseCaseRequest {
            name: name.clone(),
            ending: wire::Ending::CurrentProcedure.into(),
            ..wire::CloseCaseRequest::default()
        };
        let refused = officer.close_case(close).await.unwrap_err();
        assert_eq!(reason(&refused), "LAW_NOT_MET");
        assert!(fields(&refused).len() >= 5, "{:?}", fields(&refused));
        let ask = wire::ExtendCaseRequest {
            name: name.clone(),
            months: 3,
            reason: "评估中".into(),
            ..wire::ExtendCaseRequest::default()
        };
        officer.extend_case(ask).await.unwrap();
        let decide = wire::DecideExtensionRequest {
            name: name.clone(),
            approve: true,
            ..wire::DecideExtensionRequest::default()
        };
        let mut same = world.cases("officer", Role::President);
        assert_eq!(reason(&same.decide_extension(decide.clone()).await.unwrap_err()), "APPROVER_IS_PROPOSER");
        let (mut one, mut two) = (world.cases("p1", Role::President), world.cases("p2", Role::President));
        let both = tokio::join!(one.decide_extension(decide.clone()), two.decide_extension(decide));
        let ((Ok(_), Err(late)) | (Err(late), Ok(_))) = both else { panic!("{both:?}") };
        assert_eq!(reason(&late), "NO_PROPOSAL");
    })
    .await;
}

/// Left at the residence before the committee's witness.
pub(crate) fn left() -> wire::ServiceAct {
    wire::ServiceAct {
        mode: wire::ServiceMode::Left.into(),
        document: Some(wire::ServedDocument {
            kind: wire::ServedDocumentKind::Notice.into(),
            ..Default::default()
        }),
        recipient: Some(wire::ServiceRecipient {
            relation: wire::RecipientRelation::Addressee.into(),
            ..Default::default()
        }),
        refused: true,
        place: wire::ServicePlace::Residence.into(),
        server: Some(wire::ServiceServer {
            display_name: "甲".into(),
            court_staff: true,
            person: "people/officer".into(),
            ..wire::ServiceServer::default()
        }),
        recorded_media: true,
        served_date: Some(day(2023, 3, 10)),
        ..wire::ServiceAct::default()
    }
}

#[tokio::test]
async fn an_act_counts_from_its_day_and_a_grid_worker_never_serves() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let parent = world.create("（2023）浙0783执3号").await.name;
        let mut acts = ServiceActServiceClient::new(world.channel("officer", Role::Officer, "330783"));
        let enter = |act| wire::CreateServiceActRequest {
            request_id: String::new(),
            parent: parent.clone(),
            act: Some(act),
        };
        let made = acts.create_service_act(enter(left())).await.unwrap().into_inner();
        assert_eq!(made.deemed_date, Some(day(2023, 3, 10)));
        let got = wire::GetServiceActRequest { name: made.name.clone() };
        assert_eq!(acts.get_service_act(got).await.unwrap().into_inner(), made);
        let list = wire::ListServiceActsRequest { parent: parent.clone(), ..Default::default() };
        assert_eq!(acts.list_service_acts(list).await.unwrap().into_inner().service_acts, [made]);
        let mut bad = left();
        bad.refused = false;
        bad.recorded_media = false;
        bad.server.as_mut().unwrap().court_staff = false;
        let check = wire::CheckServiceActRequest { act: Some(bad.clone()) };
        let response = acts.check_service_act(check).await.unwrap().into_inner();
        assert_eq!(response.valid, Some(false));
        assert!(response.unmet.iter().any(|unmet| unmet.reason.contains("不是人民法院工作人员")));
        let refused = acts.create_service_act(enter(bad)).await.unwrap_err();
        assert_eq!(reason(&refused), "LAW_NOT_MET");
        assert_eq!(fields(&refused).len(), response.unmet.len());
        // What is not stated is named apart from what is wrong, with the field in which it is stated.
        let mail = wire::ServiceAct {
            mode: wire::ServiceMode::Postal.into(),
            refused: false,
            receipt_attached: Some(true),
            server: None,
            ..left()
        };
        let check = wire::CheckServiceActRequest { act: Some(mail.clone()) };
        let response = acts.check_service_act(check).await.unwrap().into_inner();
        let named: Vec<_> =
            response.unmet.iter().map(|unmet| (unmet.code.as_str(), unmet.fact.as_str())).collect();
        assert_eq!(named, [("NOT_SHOWN", "postal_receipt_date")]);
        assert_eq!(
            fields(&acts.create_service_act(enter(mail)).await.unwrap_err()),
            ["act.postal_receipt_date"]
        );
        let mut early = left();
        early.served_date = Some(day(2023, 2, 1));
        assert_eq!(fields(&acts.create_service_act(enter(early)).await.unwrap_err()), ["act.served_date"]);
    })
    .await;
}

fn fine(case: &str) -> wire::Sanction {
    wire::Sanction {
        case: case.into(),
        kind: wire::SanctionKind::Fine.into(),
        sanctioned: Some(wire::SanctionedSubject {
            display_name: "某某".into(),
            kind: wire::SanctionedKind::Person.into(),
            identity_number: DEBTOR.into(),
            identity: None,
            ..Default::default()
        }),
        ground: "拒不报告财产".into(),
        amount_fen: 1_000_000,
        ..wire::Sanction::default()
    }
}

#[tokio::test]
async fn a_sanction_is_decided_by_another_in_the_right_office_once() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let case = world.create("（2023）浙0783执4号").await.name;
        let mut officer = world.sanctions("officer", Role::Officer);
        let propose =
            |sanction| wire::CreateSanctionRequest { sanction: Some(sanction), ..Default::default() };
        let much = wire::Sanction { amount_fen: 10_000_001, same_act_before: true, ..fine(&case) };
        let refused = officer.create_sanction(propose(much)).await.unwrap_err();
        assert_eq!((reason(&refused).as_str(), fields(&refused).len()), ("LAW_NOT_MET", 2));
        let name = officer.create_sanction(propose(fine(&case))).await.unwrap().into_inner().name;
        let approve = wire::ApproveSanctionRequest { name: name.clone(), ..Default::default() };
        let mut same = world.sanctions("officer", Role::President);
        assert_eq!(
            reason(&same.approve_sanction(approve.clone()).await.unwrap_err()),
            "APPROVER_IS_PROPOSER"
        );
        let mut chief = world.sanctions("chief", Role::BureauChief);
        assert_eq!(reason(&chief.approve_sanction(approve.clone()).await.unwrap_err()), "WRONG_OFFICE");
        let (mut one, mut two) =
            (world.sanctions("p1", Role::President), world.sanctions("p2", Role::President));
        let both = tokio::join!(one.approve_sanction(approve.clone()), two.approve_sanction(approve));
        let ((Ok(_), Err(late)) | (Err(late), Ok(_))) = both else { panic!("{both:?}") };
        assert_eq!(reason(&late), "SANCTION_STATE_CONFLICT");
        let serve = wire::ServeSanctionRequest { name: name.clone(), ..Default::default() };
        let served = officer.serve_sanction(serve).await.unwrap().into_inner();
        assert_eq!(served.state(), wire::SanctionState::Served);
        assert!(served.reconsideration_until.is_some());
        let execute = wire::ExecuteSanctionRequest { name, ..Default::default() };
        let done = officer.execute_sanction(execute).await.unwrap().into_inner();
        assert_eq!(done.state(), wire::SanctionState::Executed);
    })
    .await;
}

#[tokio::test]
async fn what_was_performed_calls_for_the_lifting_of_what_holds() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let name = world.create("（2023）浙0783执5号").await.name;
        let (mut cases, mut officer) =
            (world.cases("officer", Role::Officer), world.sanctions("officer", Role::Officer));
        let listed = wire::Sanction {
            kind: wire::SanctionKind::DishonestList.into(),
            amount_fen: 0,
            dishonest_ground: wire::DishonestGround::ViolatesPropertyReporting.into(),
            evidence: vec![format!("evidence/{}", "0".repeat(64))],
            ..fine(&name)
        };
        // One of the six grounds of the law, and with its proof.
        for lacking in [
            wire::Sanction { ground: "承办人认为应当".into(), dishonest_ground: 0, ..listed.clone() },
            wire::Sanction { evidence: Vec::new(), ..listed.clone() },
        ] {
            let propose = wire::CreateSanctionRequest { sanction: Some(lacking), ..Default::default() };
            let refused = officer.create_sanction(propose).await.unwrap_err();
            assert_eq!(reason(&refused), "LAW_NOT_MET");
            assert_eq!(fields(&refused), ["sanction.sanction.dishonest-list"]);
        }
        let propose = wire::CreateSanctionRequest { sanction: Some(listed), ..Default::default() };
        let sanction = officer.create_sanction(propose).await.unwrap().into_inner().name;
        let approve = wire::ApproveSanctionRequest { name: sanction.clone(), ..Default::default() };
        world.sanctions("chief", Role::BureauChief).approve_sanction(approve).await.unwrap();
        let serve = wire::ServeSanctionRequest { name: sanction.clone(), ..Default::default() };
        let holds = officer.serve_sanction(serve).await.unwrap().into_inner();
        assert_eq!((holds.state(), holds.lift_duty), (wire::SanctionState::InForce, None));
        let settlement = wire::Settlement {
            signed_date: Some(day(2023, 4, 1)),
            terms: "分期履行".into(),
            ..wire::Settlement::default()
        };
        let settle = wire::SettleCaseRequest {
            name: name.clone(),
            settlement: Some(settlement),
            ..wire::SettleCaseRequest::default()
        };
        cases.settle_case(settle).await.unwrap();
        let resume = wire::ResumeCaseRequest { name: name.clone(), ..wire::ResumeCaseRequest::default() };
        assert_eq!(reason(&cases.resume_case(resume).await.unwrap_err()), "SETTLEMENT_STANDS");
        let end = wire::EndSettlementRequest { name: name.clone(), performed: true, ..Default::default() };
        cases.end_settlement(end).await.unwrap();
        let close = wire::CloseCaseRequest {
            name,
            ending: wire::Ending::Completed.into(),
            facts: Some(wire::ClosingFacts { performed: true, ..Default::default() }),
            ..wire::CloseCaseRequest::default()
        };
        cases.close_case(close).await.unwrap();
        let due = wire::ListSanctionsRequest { filter: "lift_due=true".into(), ..Default::default() };
        let due = officer.list_sanctions(due).await.unwrap().into_inner().sanctions;
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].lift_duty.as_ref().unwrap().event(), wire::LiftEvent::Performed);
    })
    .await;
}
