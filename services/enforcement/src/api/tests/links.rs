//! What other logs report of a case by its number, before the case comes and after, and what an act of service may cite.

use kit::{
    access::Scope, domain::Timestamp, events::Consumer as _, rpc::LateBoundPeer, testing::on_every_database,
};
use proto::{
    dispatch::v1::{Task, TaskEvent, TaskEventKind, TaskKind},
    enforcement::v1::{self as wire, case_service_client::CaseServiceClient},
    google::r#type::Date,
    investigation::v1::{InvestigationEvent, PersonWatch, investigation_event::Resource},
};

use super::{AssertionSigner, Role, World, fields, reason};
use crate::{
    consumers::{Investigation, Tasks},
    store::{Migrator, cases},
};

const NUMBER: &str = "（2023）浙0783执字第7号";

impl World {
    fn cases(&self) -> CaseServiceClient<kit::rpc::ClientChannel> {
        CaseServiceClient::new(self.channel("officer", Role::Officer, "330783"))
    }

    async fn task(&self, name: &str, number: &str, kind: TaskEventKind, cursor: &str) {
        let follower = Tasks::new(
            LateBoundPeer::default().peer(),
            AssertionSigner::new(&self.keys, "test"),
            self.api.units.encryption().clone(),
        );
        let task = Task {
            name: name.into(),
            case_number: number.into(),
            kind: TaskKind::ServiceOfProcess.into(),
            update_time: Some(Timestamp::now().to_timestamp()),
            ..Task::default()
        };
        let event = TaskEvent { cursor: cursor.into(), kind: kind.into(), task: Some(task) };
        let mut work = self.api.units.begin_unkeyed(Timestamp::now()).await.unwrap();
        follower.apply(&mut work, event).await.unwrap();
        work.commit_unkeyed().await.unwrap();
    }

    async fn watch(&self, number: &str) {
        let follower = Investigation::new(
            LateBoundPeer::default().peer(),
            AssertionSigner::new(&self.keys, "test"),
            self.api.units.encryption().clone(),
        );
        let at = |text: &str| Some(Timestamp::parse(text).unwrap().to_timestamp());
        let watch = PersonWatch {
            name: "watches/1".into(),
            push_time: at("2023-04-01T00:00:00Z"),
            control_time: at("2023-04-02T00:00:00Z"),
            ..PersonWatch::default()
        };
        let event = InvestigationEvent {
            cursor: "w1".into(),
            kind: "WATCH_IMPORTED".into(),
            subject: watch.name.clone(),
            case_number: number.into(),
            region_code: "330783".into(),
            resource: Some(Resource::Watch(watch)),
            ..InvestigationEvent::default()
        };
        let mut work = self.api.units.begin_unkeyed(Timestamp::now()).await.unwrap();
        follower.apply(&mut work, event).await.unwrap();
        work.commit_unkeyed().await.unwrap();
    }

    async fn story(&self, name: &str) -> Vec<(String, String)> {
        let request = wire::ListCaseTimelineRequest { parent: name.into(), ..Default::default() };
        let story = self.cases().list_case_timeline(request).await.unwrap().into_inner().entries;
        story.into_iter().map(|entry| (entry.kind, entry.subject)).collect()
    }
}

fn case(number: &str) -> wire::Case {
    let party = |side: wire::Side, name: &str, number: &str| wire::Party {
        side: side.into(),
        display_name: name.into(),
        identity_number: number.into(),
        ..wire::Party::default()
    };
    wire::Case {
        case_number: number.into(),
        filing_date: Some(Date { year: 2023, month: 3, day: 1 }),
        claim_fen: 100,
        parties: vec![
            party(wire::Side::Applicant, "张三", "11010519491231002X"),
            party(wire::Side::Debtor, "李四", "34052419800101001X"),
        ],
        ..wire::Case::default()
    }
}

/// The order in which things come does not matter: what names a case by its number is linked when the case comes.
#[tokio::test]
async fn what_came_before_its_case_is_linked_when_the_case_comes() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        world.task("tasks/1", NUMBER, TaskEventKind::TaskCreated, "1").await;
        world.task("tasks/1", "（2023）浙0783执7号之一", TaskEventKind::TaskApproved, "2").await;
        world.task("tasks/2", "（2023）浙0783执8号", TaskEventKind::TaskCreated, "3").await;
        world.watch("（2023）浙0783执7号").await;
        let over = wire::ImportedCase {
            case: Some(case("（2023）浙0783执7号")),
            ending: wire::Ending::Completed.into(),
            closing_date: Some(Date { year: 2023, month: 6, day: 1 }),
            ..Default::default()
        };
        let other = wire::ImportedCase { case: Some(case("（2023）浙0783执9号")), ..over.clone() };
        let request = wire::ImportCasesRequest { rows: vec![over, other], ..Default::default() };
        let chief = world.channel("chief", Role::BureauChief, "330783");
        let answer = CaseServiceClient::new(chief).import_cases(request).await.unwrap().into_inner();
        assert_eq!((answer.created, answer.linked), (2, 1));
        let number = law::identifiers::CaseNumber::parse(NUMBER).unwrap();
        let name = cases::by_number(world.api.units.store().read(), &number).await.unwrap().unwrap();
        let story = world.story(&name).await;
        for (kind, subject) in
            [("TASK_CREATED", "tasks/1"), ("TASK_APPROVED", "tasks/1"), ("CASE_LINKED", &name)]
        {
            assert!(story.contains(&(kind.to_owned(), subject.to_owned())), "{kind}: {story:?}");
        }
        assert!(!story.iter().any(|(_, subject)| subject == "tasks/2"), "another case's task");
        // What happened in the case after the person was under control counts now.
        let read = world.api.units.store().read();
        let text =
            "SELECT number FROM measure_days WHERE what = 'control-outcome' AND region_code = '330783'";
        let row = sea_orm::ConnectionTrait::query_one_raw(read, kit::storage::sql(read, text, vec![])).await;
        assert_eq!(row.unwrap().unwrap().try_get::<i64>("", "number").unwrap(), 1);
        // What comes after its case goes on as before.
        world.task("tasks/3", NUMBER, TaskEventKind::TaskCreated, "4").await;
        assert!(world.story(&name).await.contains(&("TASK_CREATED".into(), "tasks/3".into())));
        let found =
            cases::get(read, &Scope::everything(), &name, world.api.units.encryption()).await.unwrap();
        assert!(found.unwrap().closing.is_some());
    })
    .await;
}

/// An act of service rests on a task of its own case.
#[tokio::test]
async fn an_act_of_service_cites_no_unknown_task_and_none_of_another_case() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let filed = |number: &str| {
            let (mut client, case) = (world.cases(), case(number));
            async move {
                let request = wire::CreateCaseRequest { request_id: String::new(), case: Some(case) };
                client.create_case(request).await.unwrap().into_inner().name
            }
        };
        let name = filed("（2023）浙0783执7号").await;
        filed("（2023）浙0783执8号").await;
        world.task("tasks/own", NUMBER, TaskEventKind::TaskCreated, "1").await;
        world.task("tasks/other", "（2023）浙0783执8号", TaskEventKind::TaskCreated, "2").await;
        world.task("tasks/none", "", TaskEventKind::TaskCreated, "3").await;
        let line = || world.channel("officer", Role::Officer, "330783");
        let enter = |task: &str| {
            let mut act = crate::api::cases::tests::left();
            act.task = task.into();
            let request = wire::CreateServiceActRequest {
                parent: name.clone(),
                act: Some(act),
                ..wire::CreateServiceActRequest::default()
            };
            let mut client = wire::service_act_service_client::ServiceActServiceClient::new(line());
            async move { client.create_service_act(request).await }
        };
        for (task, why) in [
            ("tasks/unknown", "TASK_UNKNOWN"),
            ("tasks/other", "TASK_OF_ANOTHER_CASE"),
            ("tasks/none", "TASK_OF_ANOTHER_CASE"),
        ] {
            let refused = enter(task).await.unwrap_err();
            assert_eq!(
                (reason(&refused).as_str(), fields(&refused)),
                (why, vec!["act.task".to_owned()]),
                "{task}"
            );
        }
        enter("tasks/own").await.unwrap();
    })
    .await;
}
