//! What is in force on a stated day: a draft that changes nothing until a second person of the court confirms it.

use std::time::Duration;

use kit::{access::Role, domain::Timestamp};
use proto::enforcement::v1::{self as wire, case_opening_row::What};
use tonic::Status;

use crate::{
    till::{books_hold, receipt},
    world::{Person, World, case, day, fields, id, on_every, reason},
};

fn open_case(line: i32, number: u32) -> wire::CaseOpeningRow {
    row(line, wire::Case { claim_fen: 1000, ..case(number) }, 400)
}

fn row(line: i32, case: wire::Case, paid_fen: i64) -> wire::CaseOpeningRow {
    let imported = wire::ImportedCase { case: Some(case), ..Default::default() };
    wire::CaseOpeningRow {
        file: "期初案件.csv".into(),
        line,
        what: Some(What::OpenCase(wire::OpenCase { imported: Some(imported), paid_fen })),
        ..Default::default()
    }
}

fn in_hand(line: i32, reference: &str, amount_fen: i64, case_number: &str) -> wire::CaseOpeningRow {
    let money = wire::MoneyInHand {
        receipt: Some(receipt(reference, amount_fen, 3, "")),
        case_number: case_number.into(),
    };
    wire::CaseOpeningRow {
        file: "期初案款.csv".into(),
        line,
        what: Some(What::Money(money)),
        ..Default::default()
    }
}

async fn begin(person: &Person) -> wire::CaseOpening {
    let today = Timestamp::now().legal_day();
    let as_of_date = day(today.year().into(), today.month().into(), today.day().into());
    let case_opening = Some(wire::CaseOpening { as_of_date, ..Default::default() });
    let request = wire::CreateCaseOpeningRequest { request_id: id(), case_opening };
    person.openings().create_case_opening(request).await.unwrap().into_inner()
}

async fn add(
    person: &Person,
    name: &str,
    rows: Vec<wire::CaseOpeningRow>,
) -> Result<wire::AddCaseOpeningRowsResponse, Status> {
    let request = wire::AddCaseOpeningRowsRequest { name: name.into(), rows };
    Ok(person.openings().add_case_opening_rows(request).await?.into_inner())
}

async fn confirm(person: &Person, name: &str, etag: &str) -> Result<wire::CaseOpening, Status> {
    let request = wire::ConfirmCaseOpeningRequest { request_id: id(), name: name.into(), etag: etag.into() };
    Ok(person.openings().confirm_case_opening(request).await?.into_inner())
}

async fn look(person: &Person, name: &str) -> wire::CaseOpening {
    let request = wire::GetCaseOpeningRequest { name: name.into() };
    person.openings().get_case_opening(request).await.unwrap().into_inner()
}

async fn rows(person: &Person, name: &str, exceptions_only: bool) -> Vec<wire::CaseOpeningRow> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = wire::ListCaseOpeningRowsRequest {
            parent: name.into(),
            exceptions_only,
            page_size: 2,
            page_token,
        };
        let page = person.openings().list_case_opening_rows(request).await.unwrap().into_inner();
        all.extend(page.rows);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

/// Waits until all rows of a confirmed opening are entered.
async fn entered(person: &Person, name: &str) -> wire::CaseOpeningTotals {
    for _ in 0..600 {
        let totals = look(person, name).await.totals.unwrap();
        if totals.pending == 0 {
            return totals;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the opening was not entered within thirty seconds");
}

fn command(world: &World) -> Person {
    world.person("command", Role::Command, "330783")
}

async fn cases(person: &Person) -> usize {
    let request = wire::ListCasesRequest { page_size: 1000, ..Default::default() };
    person.cases().list_cases(request).await.unwrap().into_inner().cases.len()
}

fn reasons(row: &wire::CaseOpeningRow) -> Vec<&str> {
    row.exceptions.iter().map(|exception| exception.reason.as_str()).collect()
}

#[tokio::test]
async fn a_draft_changes_nothing_until_a_second_person_confirms_it() {
    on_every(|world| async move {
        let (officer, command) = (world.officer(), command(&world));
        officer.file(9).await;
        let opening = begin(&officer).await;
        let name = opening.name.clone();
        let late = wire::Case { filing_date: day(2099, 1, 1), ..case(5) };
        let over = wire::CaseOpeningRow {
            what: Some(What::OpenCase(wire::OpenCase {
                imported: Some(wire::ImportedCase {
                    case: Some(case(6)),
                    ending: wire::Ending::Completed.into(),
                    closing_date: day(2023, 10, 1),
                    ..Default::default()
                }),
                paid_fen: 0,
            })),
            ..open_case(6, 6)
        };
        let sent = vec![
            open_case(2, 1),
            open_case(3, 2),
            open_case(4, 2),
            row(5, late, 0),
            over,
            open_case(7, 9),
            row(8, wire::Case { handler: "people/zzzz".into(), ..case(8) }, 0),
            row(9, wire::Case { claim_fen: i64::MAX, ..case(10) }, 0),
            in_hand(10, "IN-1", 100, ""),
        ];
        let answer = add(&officer, &name, sent.clone()).await.unwrap();
        assert_eq!((answer.added, answer.replaced, answer.unchanged), (9, 0, 0));
        let again = add(&officer, &name, sent).await.unwrap();
        assert_eq!((again.added, again.replaced, again.unchanged), (0, 0, 9));
        let draft = again.case_opening.unwrap();
        let totals = draft.totals.unwrap();
        assert_eq!((totals.cases, totals.claim_fen, totals.paid_fen), (2, 2000, 800));
        assert_eq!((totals.set_aside, totals.pending, totals.receipts), (7, 2, 0));
        let exceptions: Vec<_> = rows(&officer, &name, true).await;
        let exceptions: Vec<_> =
            exceptions.iter().map(|row| (row.line, reasons(row).last().unwrap().to_string())).collect();
        for (line, why) in [
            (4, "ROW_DUPLICATE"),
            (5, "TIME_IN_FUTURE"),
            (6, "OPENING_IS_OPEN"),
            (7, "CASE_EXISTS"),
            (8, "HANDLER_NOT_OF_COURT"),
            (9, "AMOUNT_TOO_LARGE"),
            (10, "OPENING_OFFICE"),
        ] {
            assert!(exceptions.contains(&(line, why.to_owned())), "{line} {why}: {exceptions:?}");
        }
        assert_eq!(cases(&officer).await, 1, "nothing of a draft counts");

        // Who confirms has read exactly this, is another person, and holds an office of the court.
        let unread = confirm(&command, &name, "").await.unwrap_err();
        assert_eq!(fields(&unread), [("etag".into(), "REQUIRED".into())]);
        assert_eq!(reason(&confirm(&command, &name, &opening.etag).await.unwrap_err()), "ETAG_MISMATCH");
        let own = confirm(&officer, &name, &draft.etag).await.unwrap_err();
        assert_eq!(reason(&own), "CONFIRMER_IS_PREPARER");
        let both = world.person_with("officer", &[Role::Officer, Role::President], "330783");
        let own = confirm(&both, &name, &draft.etag).await.unwrap_err();
        assert_eq!(reason(&own), "CONFIRMER_IS_PREPARER");
        let admin = world.person("admin", Role::Admin, "330783");
        assert_eq!(reason(&confirm(&admin, &name, &draft.etag).await.unwrap_err()), "ROLE_REQUIRED");
        let cashier = world.person("cashier", Role::Cashier, "330783");
        assert_eq!(reason(&confirm(&cashier, &name, &draft.etag).await.unwrap_err()), "CONFIRMER_OFFICE");
        let stranger = confirm(&world.stranger(), &name, &draft.etag).await.unwrap_err();
        assert_eq!(reason(&stranger), "OPENING_UNKNOWN");
        assert_eq!(cases(&officer).await, 1);

        confirm(&command, &name, &draft.etag).await.unwrap();
        let totals = entered(&officer, &name).await;
        assert_eq!((totals.entered, totals.set_aside), (2, 7));
        assert_eq!(cases(&officer).await, 3);
        let second = confirm(&world.president(), &name, &look(&officer, &name).await.etag).await.unwrap_err();
        assert_eq!(reason(&second), "OPENING_STATE_CONFLICT");
        assert_eq!(
            reason(&add(&officer, &name, vec![open_case(20, 20)]).await.unwrap_err()),
            "OPENING_STATE_CONFLICT"
        );
        let first = rows(&officer, &name, false).await.remove(0);
        assert_eq!(first.state(), wire::CaseOpeningRowState::Entered);
        let request = wire::GetCaseRequest { name: first.entered };
        let case = officer.cases().get_case(request).await.unwrap().into_inner();
        let origin = case.origin.unwrap();
        assert_eq!(
            (origin.file.as_str(), origin.line, origin.opening.as_str()),
            ("期初案件.csv", 2, name.as_str())
        );
        assert_eq!((origin.paid_fen, case.handler.as_str()), (400, "people/officer"));
    })
    .await;
}

#[tokio::test]
async fn a_line_that_comes_again_takes_its_own_place_and_names_are_masked() {
    on_every(|world| async move {
        let (officer, command) = (world.officer(), command(&world));
        let name = begin(&officer).await.name;
        let bad = row(2, wire::Case { claim_fen: -1, ..case(1) }, 0);
        let answer = add(&officer, &name, vec![bad]).await.unwrap();
        assert_eq!(reasons(&answer.exceptions[0])[0], "AMOUNT_NEGATIVE");
        let answer = add(&officer, &name, vec![open_case(2, 1)]).await.unwrap();
        assert_eq!((answer.added, answer.replaced), (0, 1));
        let totals = answer.case_opening.unwrap().totals.unwrap();
        assert_eq!((totals.cases, totals.set_aside), (1, 0));
        let shown = format!("{:?}", rows(&command, &name, false).await);
        assert!(!shown.contains("34052419800101001X"), "{shown}");
        assert_eq!(
            reason(&add(&command, &name, vec![open_case(3, 3)]).await.unwrap_err()),
            "OPENING_NOT_YOURS"
        );
        let refused = add(&officer, &name, vec![open_case(0, 3)]).await.unwrap_err();
        assert_eq!(fields(&refused), [("rows[0].line".into(), "OUT_OF_RANGE".into())]);
        let withdraw = |reason: &str| wire::WithdrawCaseOpeningRequest {
            request_id: id(),
            name: name.clone(),
            reason: reason.into(),
        };
        let another = world.person("officer2", Role::Officer, "330783");
        let refused = another.openings().withdraw_case_opening(withdraw("错")).await.unwrap_err();
        assert_eq!(reason(&refused), "OPENING_NOT_YOURS");
        let gone = command.openings().withdraw_case_opening(withdraw("重做")).await.unwrap().into_inner();
        assert_eq!(gone.state(), wire::CaseOpeningState::Withdrawn);
        let late = confirm(&command, &name, &gone.etag).await.unwrap_err();
        assert_eq!(reason(&late), "OPENING_STATE_CONFLICT");
    })
    .await;
}

#[tokio::test]
async fn money_in_hand_comes_with_its_case_and_the_books_hold() {
    on_every(|world| async move {
        let (officer, command) = (world.officer(), command(&world));
        let cashier = world.person("cashier", Role::Cashier, "330783");
        let name = begin(&command).await.name;
        let mut sent = vec![
            in_hand(2, "IN-1", 700, "（2023）浙0783执1号"),
            in_hand(3, "IN-2", 300, "（2023）浙0783执77号"),
            in_hand(4, "IN-1", 5, ""),
        ];
        let with = |number: u32| wire::Case { handler: "people/officer".into(), ..case(number) };
        sent.push(row(2, with(1), 0));
        sent.push(row(3, case(2), 0));
        let draft = add(&command, &name, sent).await.unwrap();
        let exceptions: Vec<_> =
            draft.exceptions.iter().map(|row| (row.file.as_str(), row.line, reasons(row))).collect();
        assert!(exceptions.contains(&("期初案款.csv", 4, vec!["ROW_DUPLICATE"])), "{exceptions:?}");
        assert!(exceptions.contains(&("期初案款.csv", 3, vec!["CASE_UNKNOWN"])), "{exceptions:?}");
        // Who only hands cases in does not handle them.
        assert!(exceptions.contains(&("期初案件.csv", 3, vec!["REQUIRED"])), "{exceptions:?}");
        let draft = draft.case_opening.unwrap();
        let totals = draft.totals.unwrap();
        assert_eq!((totals.cases, totals.receipts, totals.money_in_hand_fen), (1, 2, 1000));
        // Cases and money: of a cashier and an officer neither can confirm both.
        for person in [&officer, &cashier] {
            assert_eq!(reason(&confirm(person, &name, &draft.etag).await.unwrap_err()), "CONFIRMER_OFFICE");
        }
        let other = world.person("command2", Role::Command, "330783");
        confirm(&other, &name, &draft.etag).await.unwrap();
        let totals = entered(&command, &name).await;
        assert_eq!((totals.entered, totals.set_aside), (3, 2));
        let request = wire::ListReceiptsRequest::default();
        let receipts = cashier.money().list_receipts(request).await.unwrap().into_inner().receipts;
        let mut states: Vec<_> =
            receipts.iter().map(|receipt| (receipt.amount_fen, receipt.state())).collect();
        states.sort_unstable_by_key(|(amount, _)| *amount);
        assert_eq!(states, [(300, wire::ReceiptState::Unidentified), (700, wire::ReceiptState::Claimed)]);
        assert_eq!(books_hold(&world).await.arrived_fen, 1000);
    })
    .await;
}

#[tokio::test]
async fn a_large_opening_is_entered_in_parts_each_row_once() {
    on_every(|world| async move {
        let (officer, command) = (world.officer(), command(&world));
        let name = begin(&officer).await.name;
        let sent: Vec<_> =
            (1..=450).map(|number| open_case(i32::try_from(number).unwrap(), number)).collect();
        let mut draft = None;
        for part in sent.chunks(150) {
            draft = add(&officer, &name, part.to_vec()).await.unwrap().case_opening;
        }
        // One of the numbers is entered by hand meanwhile.
        officer.file(222).await;
        confirm(&command, &name, &draft.unwrap().etag).await.unwrap();
        let totals = entered(&officer, &name).await;
        assert_eq!((totals.entered, totals.set_aside, totals.cases), (449, 1, 449));
        assert_eq!(cases(&officer).await, 450);
    })
    .await;
}
