//! What is drawn up in a case is of that case: its number, its debtors, its tasks and what it holds.

use investigation::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{identity::v1 as identity, investigation::v1 as wire};
use tonic::Status;

use crate::{
    peers::DEBTOR,
    world::{Person, World, done, fields, freeze, names, paper, query, reason},
};

async fn watch(person: &Person, watch: wire::PersonWatch) -> Result<wire::PersonWatch, Status> {
    let request = wire::CreatePersonWatchRequest { watch: Some(watch), ..Default::default() };
    person.watches().create_person_watch(request).await.map(tonic::Response::into_inner)
}

fn looked_for(name: &str, number: &str) -> wire::PersonWatch {
    wire::PersonWatch {
        case: "cases/c4".into(),
        person: Some(wire::Subject {
            display_name: name.into(),
            identity_number: number.into(),
            ..Default::default()
        }),
        ground: wire::WatchGround::Detention.into(),
        ground_text: "拘留决定书".into(),
        papers: vec![paper(1), paper(2)],
        ..Default::default()
    }
}

#[tokio::test]
async fn nobody_is_watched_who_is_no_debtor_of_the_case() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::beside(store).await;
        let officer = world.person("officer");
        let refused = watch(&officer, looked_for("路人", "11010519491231002X")).await.unwrap_err();
        assert_eq!(fields(&refused), [("watch.person".into(), "NOT_A_PARTY".into())]);
        let drawn = watch(&officer, looked_for("李四", DEBTOR)).await.unwrap();
        assert_eq!(drawn.case_number, "（2023）浙0783执4号", "the number is the case's own");
        // Who answers for an organisation is watched for it, and for none that is no debtor.
        let manager = |organisation: &str| wire::PersonWatch {
            answers_for: organisation.into(),
            ..looked_for("王五", "11010519491231002X")
        };
        let refused = watch(&officer, manager("别家公司")).await.unwrap_err();
        assert_eq!(fields(&refused), [("watch.person".into(), "NOT_A_PARTY".into())]);
        let drawn = watch(&officer, manager("东阳某公司")).await.unwrap();
        assert_eq!(drawn.answers_for, "东阳某公司");
        let row = wire::ImportedWatch {
            import_key: "w-1".into(),
            watch: Some(looked_for("路人", "11010519491231002X")),
            ..Default::default()
        };
        let request = wire::ImportPersonWatchesRequest {
            rows: vec![row],
            kind: wire::ImportKind::Daily.into(),
            ..Default::default()
        };
        let refused = officer.watches().import_person_watches(request).await.unwrap_err();
        assert!(names(&refused, "rows[0].watch.case", "NOT_A_PARTY"), "{:?}", fields(&refused));
    })
    .await;
}

#[tokio::test]
async fn a_request_bears_the_number_of_its_own_case() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::beside(store).await;
        let officer = world.person("officer");
        let request = |number: &str| wire::AssistRequest {
            case: "cases/c4".into(),
            case_number: number.into(),
            ..query()
        };
        let other = officer.draw_up(request("（2023）浙0783执1号")).await.unwrap_err();
        assert_eq!(fields(&other), [("request.case".into(), "CASE_NUMBER_DIFFERS".into())]);
        for number in ["", "（2023）浙0783执字第4号", "（2023）浙0783执4号之一"] {
            let drawn = officer.draw_up(request(number)).await.unwrap();
            assert_eq!(drawn.case_number, "（2023）浙0783执4号", "{number:?}");
            let rewritten = wire::UpdateAssistRequestRequest {
                request: Some(wire::AssistRequest {
                    name: drawn.name, ..request("（2023）浙0783执1号")
                }),
                ..Default::default()
            };
            let refused = officer.requests().update_assist_request(rewritten).await.unwrap_err();
            assert_eq!(fields(&refused), [("request.case".into(), "CASE_NUMBER_DIFFERS".into())]);
        }
        let unknown = wire::AssistRequest { case: "cases/c9".into(), ..query() };
        let refused = officer.draw_up(unknown).await.unwrap_err();
        assert_eq!(fields(&refused), [("request.case".into(), "CASE_UNKNOWN".into())]);
    })
    .await;
}

async fn lead(person: &Person, lead: wire::Lead) -> Result<wire::Lead, Status> {
    let lead = wire::Lead {
        source: wire::FactSource::GridWorker.into(),
        topic: wire::Topic::Vehicle.into(),
        text: "院内停有货车一辆".into(),
        ..lead
    };
    let request = wire::CreateLeadRequest { lead: Some(lead), ..Default::default() };
    person.debtors().create_lead(request).await.map(tonic::Response::into_inner)
}

fn of_task(task: &str) -> wire::Lead {
    wire::Lead { task: task.into(), ..Default::default() }
}

#[tokio::test]
async fn a_worker_hands_a_lead_in_by_their_own_task_and_sees_no_case() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::beside(store).await;
        let (worker, officer) = (world.person("worker"), world.person("officer"));
        for (task, why) in [
            ("tasks/theirs", "TASK_UNKNOWN"),
            ("tasks/none", "TASK_UNKNOWN"),
            ("tasks/bare", "TASK_WITHOUT_CASE"),
        ] {
            assert_eq!(reason(&lead(&worker, of_task(task)).await.unwrap_err()), why, "{task}");
        }
        let both = wire::Lead { case: "cases/c4".into(), ..of_task("tasks/own") };
        assert_eq!(reason(&lead(&worker, both).await.unwrap_err()), "CASE_OR_TASK");
        let taken = lead(&worker, of_task("tasks/own")).await.unwrap();
        assert_eq!((taken.task.as_str(), taken.case.as_str(), taken.case_number.as_str()), ("tasks/own", "", ""));
        lead(&worker, of_task("tasks/early")).await.unwrap();
        let list = |person: &Person| {
            let mut client = person.debtors();
            async move {
                client.list_leads(wire::ListLeadsRequest::default()).await.unwrap().into_inner().leads
            }
        };
        assert!(list(&worker).await.iter().all(|lead| lead.case.is_empty() && lead.case_number.is_empty()));
        let seen = list(&officer).await;
        let of = |task: &str| seen.iter().find(|lead| lead.task == task).unwrap();
        assert_eq!(of("tasks/own").case, "cases/c4");
        assert_eq!(of("tasks/early").case_number, "（2023）浙0783执99号", "linked when its case comes");
        // A case is named by who may see it, and it has to be there.
        let of_case = |case: &str| wire::Lead { case: case.into(), ..Default::default() };
        let refused = lead(&officer, of_case("cases/c9")).await.unwrap_err();
        assert_eq!(fields(&refused), [("lead.case".into(), "CASE_UNKNOWN".into())]);
        assert_eq!(lead(&officer, of_case("cases/c4")).await.unwrap().case_number, "（2023）浙0783执4号");
    })
    .await;
}

#[tokio::test]
async fn history_says_what_it_could_not_link() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::beside(store).await;
        let row = |key: &str, number: &str| wire::ImportedWatch {
            import_key: key.into(),
            watch: Some(wire::PersonWatch {
                case: String::new(),
                case_number: number.into(),
                papers: vec![],
                ..looked_for("李四", DEBTOR)
            }),
            push_time: Some(Timestamp::parse("2023-04-01T00:00:00Z").unwrap().to_timestamp()),
            control_time: Some(Timestamp::parse("2023-04-02T00:00:00Z").unwrap().to_timestamp()),
        };
        let request = wire::ImportPersonWatchesRequest {
            rows: vec![row("w-1", "（2023）浙0783执4号"), row("w-2", "（2023）浙0783执99号")],
            ..Default::default()
        };
        let command = world.person("command");
        let answer = command.watches().import_person_watches(request).await.unwrap().into_inner();
        assert_eq!((answer.created_count, answer.unlinked_count), (2, 1));
        let request = wire::ListPersonWatchesRequest { filter: "case=cases/c4".into(), ..Default::default() };
        let found = command.watches().list_person_watches(request).await.unwrap().into_inner().watches;
        assert_eq!(found.len(), 1, "what is there is linked at once");
    })
    .await;
}

async fn seizures(person: &Person, state: &str) -> Vec<wire::Seizure> {
    let request = wire::ListSeizuresRequest { filter: format!("state={state}"), ..Default::default() };
    person.seizures().list_seizures(request).await.unwrap().into_inner().seizures
}

/// A lift that the unit has done releases the freeze in the queue, and who waits behind it follows.
#[tokio::test]
async fn a_lift_that_is_done_releases_the_seizure() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let (officer, clerk) = (world.person("officer"), world.person("u01"));
        for case in ["a", "b"] {
            let sent = world.sent(freeze(case)).await;
            clerk.answer(&sent.name, done("已公示")).await.unwrap();
        }
        let held = seizures(&officer, "IN_FORCE").await;
        assert_eq!((held.len(), seizures(&officer, "WAITING").await.len()), (1, 1));
        let lift = |case: &str, seizure: &str| wire::AssistRequest {
            matter: "matters/equity-lift".into(),
            seizure: seizure.into(),
            equity_freeze: None,
            ..freeze(case)
        };
        let theirs = officer.draw_up(lift("b", &held[0].name)).await.unwrap_err();
        assert!(names(&theirs, "request.seizure", "SEIZURE_NOT_OF_CASE"), "{:?}", fields(&theirs));
        let query = wire::AssistRequest { seizure: held[0].name.clone(), ..query() };
        assert!(names(&officer.draw_up(query).await.unwrap_err(), "request.seizure", "NOT_FOR_MATTER"));
        let sent = world.sent(lift("a", "")).await;
        assert_eq!(sent.seizure, held[0].name, "the only one that the case holds");
        let part = wire::Feedback { outcome: wire::FeedbackOutcome::Partial.into(), ..done("正在办理") };
        clerk.answer(&sent.name, part).await.unwrap();
        assert_eq!(seizures(&officer, "RELEASED").await.len(), 0, "not done yet");
        let first = wire::Feedback { corrects: 1, ..done("已解除") };
        clerk.answer(&sent.name, first).await.unwrap();
        let released = seizures(&officer, "RELEASED").await;
        assert_eq!(released.iter().map(|one| &one.name).collect::<Vec<_>>(), [&held[0].name]);
        assert_eq!(seizures(&officer, "IN_FORCE").await[0].case, "cases/b", "who waited follows");
        let undone = wire::Feedback {
            corrects: 2,
            outcome: wire::FeedbackOutcome::Partial.into(),
            ..done("尚未解除")
        };
        let refused = clerk.answer(&sent.name, undone).await.unwrap_err();
        assert_eq!(reason(&refused), "REQUEST_STATE_CONFLICT");
        let again = wire::Feedback { corrects: 2, ..done("已于今日解除") };
        clerk.answer(&sent.name, again).await.unwrap();
        assert_eq!(seizures(&officer, "RELEASED").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_debtor_is_known_by_any_paper_and_once() {
    use identity::IdentityKind as Of;
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let enter = |kind: Of, number: &str, reason: &str| {
            let identity = identity::Identity {
                kind: kind.into(),
                number: number.into(),
                registered_as_is_reason: reason.into(),
                ..Default::default()
            };
            let subject =
                wire::Subject {
                    display_name: "某某".into(), identity: Some(identity), ..Default::default()
                };
            let debtor = wire::Debtor { identity: Some(subject), ..Default::default() };
            let request = wire::CreateDebtorRequest { debtor: Some(debtor), ..Default::default() };
            let mut client = officer.debtors();
            async move { client.create_debtor(request).await.map(tonic::Response::into_inner) }
        };
        for (kind, number) in [
            (Of::Passport, "E12345678"),
            (Of::HongKongMacaoPermit, "H1234567801"),
            (Of::TaiwanPermit, "12345678"),
            (Of::OfficerCard, "军字第2001988号"),
            (Of::OrganisationCode, "D2143569-X"),
        ] {
            let debtor = enter(kind, number, "").await.unwrap();
            let shown = debtor.identity.unwrap();
            assert!(shown.identity_number.contains('*'), "{kind:?}");
            assert_eq!(shown.identity.unwrap().kind(), kind);
            assert_eq!(reason(&enter(kind, number, "").await.unwrap_err()), "DEBTOR_EXISTS", "{kind:?}");
            let request = wire::ListDebtorsRequest {
                filter: format!("identity_number=\"{number}\""),
                ..Default::default()
            };
            let found = officer.debtors().list_debtors(request).await.unwrap().into_inner().debtors;
            assert_eq!(found.len(), 1, "{kind:?}");
        }
        // A code that fails its check is taken with a reason, as everywhere.
        let code = "91350203M0001QKT19";
        let refused = enter(Of::CreditCode, code, "").await.unwrap_err();
        assert!(
            names(&refused, "debtor.identity.identity.number", "CREDIT_CODE_MALFORMED"),
            "{:?}",
            fields(&refused)
        );
        enter(Of::CreditCode, code, "登记机关存量代码").await.unwrap();
    })
    .await;
}
