//! Lists of cases: who enters what, and what is reported of it.

use std::sync::atomic::Ordering;

use kit::access::Role;
use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;

use crate::world::{Person, World, case, day, fields, id, on_every, reason};

fn open(number: u32) -> wire::ImportedCase {
    wire::ImportedCase {
        case: Some(case(number)),
        line: i32::try_from(number).unwrap(),
        ..Default::default()
    }
}

fn closed(number: u32) -> wire::ImportedCase {
    wire::ImportedCase {
        ending: wire::Ending::Completed.into(),
        closing_date: day(2023, 10, 1),
        ..open(number)
    }
}

async fn import(
    person: &Person,
    kind: wire::CaseImportKind,
    rows: Vec<wire::ImportedCase>,
) -> wire::ImportCasesResponse {
    let request =
        wire::ImportCasesRequest { rows, kind: kind.into(), file: "台账.csv".into(), ..Default::default() };
    person.cases().import_cases(request).await.unwrap().into_inner()
}

fn reasons(answer: &wire::ImportCasesResponse) -> Vec<&str> {
    answer.bad_rows.iter().map(|row| row.reason.as_str()).collect()
}

/// Each kind takes what is its own, from those whose decision it is.
#[tokio::test]
async fn a_row_is_entered_by_whose_decision_it_is() {
    use wire::CaseImportKind::{Daily, History, Unspecified};
    on_every(|world| async move {
        let officer = world.officer();
        let chief = world.person("chief", Role::BureauChief, "330783");
        let command = world.person("command", Role::Command, "330783");
        let mut number = 0;
        for (person, kind, over, refused) in [
            (&officer, Unspecified, false, None),
            (&officer, Unspecified, true, Some("CLOSED_IS_HISTORY")),
            (&officer, Daily, false, None),
            (&officer, Daily, true, Some("CLOSED_IS_HISTORY")),
            (&officer, History, true, Some("CLOSED_IS_HISTORY")),
            (&officer, History, false, Some("HISTORY_NOT_OVER")),
            (&chief, Unspecified, true, None),
            (&chief, Unspecified, false, None),
            (&chief, History, true, Some("CLOSED_IS_HISTORY")),
            (&command, Unspecified, true, None),
            (&command, History, true, None),
            (&command, Unspecified, false, Some("NEW_CASE_OFFICE")),
            (&command, Daily, false, Some("NEW_CASE_OFFICE")),
            (&command, History, false, Some("HISTORY_NOT_OVER")),
        ] {
            number += 1;
            let row = if over { closed(number) } else { open(number) };
            let answer = import(person, kind, vec![row]).await;
            assert_eq!(answer.created, i32::from(refused.is_none()), "{kind:?} over={over}");
            assert!(reasons(&answer).first() == refused.as_ref(), "{kind:?} over={over}: {answer:?}");
        }
        let admin = world.person("admin", Role::Admin, "330783");
        let request = wire::ImportCasesRequest { rows: vec![closed(99)], ..Default::default() };
        let refused = admin.cases().import_cases(request).await.unwrap_err();
        assert_eq!(reason(&refused), "ROLE_REQUIRED");
        // The region of each row is asked: a village's chief enters nothing of another one.
        let village = world.person("village", Role::BureauChief, "330783201203");
        let mut elsewhere = closed(98);
        elsewhere.case.as_mut().unwrap().region_code = "330783202001".into();
        let answer = import(&village, Unspecified, vec![elsewhere]).await;
        assert_eq!(reasons(&answer), ["OUTSIDE_REGION"]);
    })
    .await;
}

async fn count(world: &World, table: &str) -> i64 {
    let text = format!("SELECT COUNT(*) AS n FROM {table}");
    let read = world.store.read();
    let row = read.query_one_raw(kit::storage::sql(read, &text, vec![])).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// Years of history are counted on their own days, and nobody hears of them.
#[tokio::test]
async fn history_has_its_own_days_and_raises_nothing() {
    on_every(|world| async move {
        let command = world.person("command", Role::Command, "330783");
        let mut rows: Vec<_> = (1..=300).map(closed).collect();
        rows[0].case.as_mut().unwrap().handler = "people/retired".into();
        let answer = import(&command, wire::CaseImportKind::History, rows.clone()).await;
        assert_eq!((answer.created, answer.bad_rows.len()), (300, 0));
        let again = import(&command, wire::CaseImportKind::History, rows).await;
        assert_eq!((again.created, again.present), (0, 300));
        assert_eq!(count(&world, "events").await, 0, "no flood");
        assert_eq!(count(&world, "supervisions").await, 0);
        assert_eq!(crate::batches::counted(&world, "case-closed").await.0, 300);
        let ask = wire::ListCasesRequest {
            filter: "case_number=\"（2023）浙0783执1号\"".into(),
            ..Default::default()
        };
        let found = command.cases().list_cases(ask).await.unwrap().into_inner().cases.remove(0);
        let origin = found.origin.clone().unwrap();
        assert_eq!((origin.file.as_str(), origin.line), ("台账.csv", 1));
        assert_eq!(found.handler, "people/retired");
        let ask = wire::ListCaseTimelineRequest { parent: found.name, ..Default::default() };
        let story = command.cases().list_case_timeline(ask).await.unwrap().into_inner().entries;
        let entries: Vec<_> =
            story.iter().map(|entry| (entry.kind.as_str(), entry.time.unwrap().seconds)).collect();
        // Midnight in Beijing of the two days.
        assert_eq!(entries, [("CASE_CLOSED", 1_696_089_600), ("CASE_FILED", 1_677_600_000)]);
    })
    .await;
}

/// Who handles a case is an officer of the court, by hand and in lists alike.
#[tokio::test]
async fn nobody_else_than_an_officer_of_the_court_handles_a_case() {
    on_every(|world| async move {
        let officer = world.officer();
        let file = async |number: u32, handler: &str| {
            let case = wire::Case { handler: handler.into(), ..case(number) };
            let request = wire::CreateCaseRequest { request_id: id(), case: Some(case) };
            officer.cases().create_case(request).await
        };
        for handler in ["people/zzzz", "people/clerk", "people/retired", "people/elsewhere"] {
            let refused = file(1, handler).await.unwrap_err();
            assert_eq!(
                fields(&refused),
                [("case.handler".into(), "HANDLER_NOT_OF_COURT".into())],
                "{handler}"
            );
            let mut row = open(2);
            row.case.as_mut().unwrap().handler = handler.into();
            let answer = import(&officer, wire::CaseImportKind::Daily, vec![row]).await;
            assert_eq!(reasons(&answer), ["HANDLER_NOT_OF_COURT"], "{handler}");
        }
        assert_eq!(file(1, "people/officer2").await.unwrap().into_inner().handler, "people/officer2");
        world.register.away.store(true, Ordering::SeqCst);
        let away = file(3, "people/officer2").await.unwrap_err();
        assert_eq!((away.code(), reason(&away).as_str()), (tonic::Code::Unavailable, "COURTS_UNAVAILABLE"));
        // Anyone who handles their own case needs no register.
        file(3, "").await.unwrap();
    })
    .await;
}

/// A number that is taken outside the caller's scope is refused without a word about the other case.
#[tokio::test]
async fn what_is_taken_elsewhere_is_not_reported() {
    on_every(|world| async move {
        let filed = world.officer().file(1).await;
        let again = wire::CreateCaseRequest { request_id: id(), case: Some(case(1)) };
        let known = world.officer().cases().create_case(again.clone()).await.unwrap_err();
        assert_eq!(reason(&known), "CASE_EXISTS");
        let unseen = world.stranger().cases().create_case(again).await.unwrap_err();
        assert_eq!(reason(&unseen), "CASE_NUMBER_REFUSED");
        let said = String::from_utf8_lossy(unseen.details());
        let own = filed.name.trim_start_matches("cases/");
        assert!(!said.contains("330783") && !said.contains(own) && !said.contains("已有"), "{said}");
        let answer = import(&world.stranger(), wire::CaseImportKind::Daily, vec![open(1), open(2)]).await;
        assert_eq!((answer.created, answer.present, reasons(&answer)), (1, 0, vec!["CASE_NUMBER_REFUSED"]));
        let answer = import(&world.officer(), wire::CaseImportKind::Daily, vec![open(1)]).await;
        assert_eq!((answer.created, answer.present), (0, 1));
    })
    .await;
}
