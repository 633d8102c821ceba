//! The month's end of the case funds: the figures of the ledger, the bank's beside them, the close by two people and what holds after it.

use kit::{access::Role, domain::Timestamp, storage::sql};
use proto::enforcement::v1 as wire;
use sea_orm::ConnectionTrait as _;
use tonic::{Code, Status};

use crate::{
    till::{Till, books_hold, item, payer, receipt, request, reverse_payout},
    world::{Person, World, fields, id, on_every, reason},
};

/// The month that began so many months before this one, as `2026-10`, and a time in the middle of it.
fn month(ago: i32) -> (String, Timestamp) {
    let today = Timestamp::now().legal_day();
    let months = i32::from(today.year()) * 12 + i32::from(today.month()) - 1 - ago;
    let label = format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1);
    let middle = Timestamp::parse(&format!("{label}-15T02:00:00Z")).unwrap();
    (label, middle)
}

fn name(ago: i32) -> String {
    format!("moneyMonths/330783-{}", month(ago).0)
}

/// Lets entries stand in an earlier month, as if they had been made then.
async fn backdate(world: &World, receipt: &str, causes: &str, ago: i32) {
    let receipt = receipt.strip_prefix("receipts/").unwrap();
    let text = format!("UPDATE ledger SET at = $1 WHERE receipt = $2 AND cause IN ({causes})");
    let values = vec![month(ago).1.micros().into(), receipt.into()];
    let tx = world.store.begin().await.unwrap();
    tx.execute_raw(sql(&tx, &text, values)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn look(person: &Person, name: &str) -> Result<wire::MoneyMonth, Status> {
    let request = wire::GetMoneyMonthRequest { name: name.into() };
    Ok(person.money_months().get_money_month(request).await?.into_inner())
}

fn statement(figures: [i64; 4], rows: &[(&str, wire::BankDirection, i64)]) -> wire::BankStatement {
    let [opening_fen, in_fen, out_fen, closing_fen] = figures;
    let rows = rows.iter().map(|(reference, direction, amount_fen)| wire::BankRow {
        bank_reference: (*reference).into(),
        direction: (*direction).into(),
        amount_fen: *amount_fen,
    });
    wire::BankStatement { opening_fen, in_fen, out_fen, closing_fen, rows: rows.collect() }
}

async fn enter(person: &Person, name: &str, said: wire::BankStatement) -> Result<wire::MoneyMonth, Status> {
    let request = wire::EnterBankStatementRequest {
        request_id: id(),
        name: name.into(),
        bank_statement: Some(said),
        ..Default::default()
    };
    Ok(person.money_months().enter_bank_statement(request).await?.into_inner())
}

pub(crate) async fn propose(
    person: &Person,
    name: &str,
    explanations: &[(&str, &str)],
) -> Result<wire::MoneyMonth, Status> {
    let explanations = explanations.iter().map(|(difference, explanation)| wire::MoneyExplanation {
        difference: (*difference).into(),
        explanation: (*explanation).into(),
    });
    let request = wire::ProposeMoneyCloseRequest {
        request_id: id(),
        name: name.into(),
        explanations: explanations.collect(),
        ..Default::default()
    };
    Ok(person.money_months().propose_money_close(request).await?.into_inner())
}

pub(crate) async fn confirm(person: &Person, name: &str, etag: &str) -> Result<wire::MoneyMonth, Status> {
    let request = wire::ConfirmMoneyCloseRequest { request_id: id(), name: name.into(), etag: etag.into() };
    Ok(person.money_months().confirm_money_close(request).await?.into_inner())
}

/// A month that has ended and holds one receipt, with a statement of the bank that agrees; its name.
pub(crate) async fn ready(world: &World, till: &Till, number: u32) -> String {
    let receipt = till.receipt(&format!("MONTH-{number}"), 100, 0, "").await;
    backdate(world, &receipt.name, "'ARRIVED'", 1).await;
    let seen = look(&till.cashier, &name(1)).await.unwrap();
    let out = seen.paid_fen + seen.returned_fen;
    let said = statement([seen.opening_fen, seen.received_fen, out, seen.closing_fen], &[]);
    enter(&till.cashier, &name(1), said).await.unwrap();
    name(1)
}

fn figures(month: &wire::MoneyMonth) -> [i64; 5] {
    [month.opening_fen, month.received_fen, month.paid_fen, month.returned_fen, month.closing_fen]
}

/// Two months ago 1,000 came and 300 was paid; last month 500 came, 200 was paid, 50 went back. Gives the receipt of last month.
async fn two_months(world: &World, till: &Till) -> String {
    let case = till.officer.file(1).await;
    let old = till.receipt("IN-1", 1000, 1, &case.name).await.name;
    let payouts = till.plan(&old, vec![item(1, 300), item(2, 200)]).await;
    till.confirm(&payouts[0], "OUT-1").await.unwrap();
    backdate(world, &old, "'ARRIVED', 'CLAIMED', 'APPROVED', 'PAID'", 2).await;
    let new = till.receipt("IN-2", 500, 1, "").await.name;
    let back = wire::DistributionItem { payee: Some(payer()), ..item(3, 50) };
    let plan = wire::Distribution {
        receipt: new.clone(),
        purpose: wire::DistributionPurpose::Return.into(),
        items: vec![back],
        note: "误汇，退还付款人".into(),
        ..Default::default()
    };
    let plan =
        wire::CreateDistributionRequest { request_id: id(), distribution: Some(plan), ..Default::default() };
    let plan = till.officer.money().create_distribution(plan).await.unwrap().into_inner();
    let approve =
        wire::ApproveDistributionRequest { request_id: id(), name: plan.name, ..Default::default() };
    let plan = till.chief.money().approve_distribution(approve).await.unwrap().into_inner();
    till.confirm(&plan.items[0].payout, "BACK-1").await.unwrap();
    backdate(world, &new, "'ARRIVED', 'APPROVED', 'PAID'", 1).await;
    till.confirm(&payouts[1], "OUT-2").await.unwrap();
    let late = format!(
        "UPDATE ledger SET at = {} WHERE receipt = '{}' AND account IN ('paid', 'payable:{}') AND cause = 'PAID' AND amount_fen IN (200, -200)",
        month(1).1.micros(),
        old.strip_prefix("receipts/").unwrap(),
        payouts[1]
    );
    let tx = world.store.begin().await.unwrap();
    tx.execute_raw(sql(&tx, &late, vec![])).await.unwrap();
    tx.commit().await.unwrap();
    new
}

#[tokio::test]
async fn a_month_is_compared_explained_and_closed_by_two() {
    on_every(|world| async move {
        use wire::BankDirection::{In, Out};
        let till = Till::of(&world);
        let new = two_months(&world, &till).await;
        let (first, second) = (name(2), name(1));
        let seen = look(&till.cashier, &first).await.unwrap();
        assert_eq!(figures(&seen), [0, 1000, 300, 0, 700]);
        assert_eq!((seen.state(), seen.next_open.as_str()), (wire::MoneyMonthState::Open, first.as_str()));
        let seen = look(&till.cashier, &second).await.unwrap();
        assert_eq!(figures(&seen), [700, 500, 200, 50, 950]);

        // The bank has the first month with another amount, and one that the ledger has not.
        let wrong = enter(&till.cashier, &first, statement([0, 1010, 300, 700], &[])).await.unwrap_err();
        assert_eq!(fields(&wrong), [("bank_statement.closing_fen".into(), "BANK_CLOSING_DIFFERS".into())]);
        let rows = [("IN-1", In, 1000), ("IN-X", In, 10), ("OUT-1", Out, 300)];
        let entered = enter(&till.cashier, &first, statement([0, 1010, 300, 710], &rows)).await.unwrap();
        let found = &entered.differences;
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].difference.as_str(), found[0].kind(), found[0].ledger_fen, found[0].bank_fen),
            ("IN/IN-X", wire::MoneyDifferenceKind::BankOnly, 0, 10)
        );
        let silent = propose(&till.cashier, &first, &[]).await.unwrap_err();
        assert_eq!(fields(&silent), [("explanations".into(), "DIFFERENCE_NOT_EXPLAINED".into())]);
        let early = enter(&till.cashier, &second, statement([710, 500, 250, 960], &[])).await.unwrap();
        assert_eq!(early.differences.len(), 1, "the opening balance");
        let early = propose(&till.cashier, &second, &[("OPENING", "上月利息")]).await.unwrap_err();
        assert_eq!(reason(&early), "MONTH_OUT_OF_ORDER");
        assert_eq!(look(&till.chief, &second).await.unwrap().state(), wire::MoneyMonthState::Open);

        let proposed = propose(&till.cashier, &first, &[("IN/IN-X", "银行结息，次月登记")]).await.unwrap();
        assert_eq!(proposed.state(), wire::MoneyMonthState::Proposed);
        let waiting = till.chief.approvals().list_approvals(wire::ListApprovalsRequest::default()).await;
        let waiting = waiting.unwrap().into_inner().approvals;
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].kind(), &waiting[0].subject), (wire::ApprovalKind::MoneyClose, &first));
        let changed = enter(&till.cashier, &first, statement([0, 0, 0, 0], &[])).await.unwrap_err();
        assert_eq!(reason(&changed), "MONTH_PROPOSED");
        let stale = confirm(&till.chief, &first, "\"v1\"").await.unwrap_err();
        assert_eq!(reason(&stale), "ETAG_MISMATCH");
        let closed = confirm(&till.chief, &first, &proposed.etag).await.unwrap();
        assert_eq!(
            (closed.state(), closed.approver.as_str()),
            (wire::MoneyMonthState::Closed, "people/chief")
        );
        assert_eq!(closed.next_open, second);
        let again = confirm(&till.president, &first, "").await.unwrap_err();
        assert_eq!(reason(&again), "MONTH_CLOSED");
        let waiting = till.chief.approvals().list_approvals(wire::ListApprovalsRequest::default()).await;
        assert!(waiting.unwrap().into_inner().approvals.is_empty());

        // The second goes on from the first, at the bank too.
        let wrong = enter(&till.cashier, &second, statement([700, 500, 250, 950], &[])).await.unwrap_err();
        assert_eq!(fields(&wrong), [("bank_statement.opening_fen".into(), "BANK_OPENING_DIFFERS".into())]);
        let proposed = propose(&till.cashier, &second, &[("OPENING", "上月利息")]).await.unwrap();
        assert_eq!(figures(&proposed), [700, 500, 200, 50, 950]);
        let back = wire::ReturnMoneyCloseRequest {
            request_id: id(),
            name: second.clone(),
            reason: "请附结息单".into(),
            ..Default::default()
        };
        let returned = till.chief.money_months().return_money_close(back).await.unwrap().into_inner();
        assert_eq!(
            (returned.state(), returned.rejection.as_str()),
            (wire::MoneyMonthState::Open, "请附结息单")
        );
        assert_eq!(returned.differences[0].explanation, "上月利息", "what was explained is kept");
        propose(&till.cashier, &second, &[]).await.unwrap();
        confirm(&till.president, &second, "").await.unwrap();
        let page = wire::ListMoneyMonthsRequest { filter: "state=CLOSED".into(), ..Default::default() };
        let page = till.chief.money_months().list_money_months(page).await.unwrap().into_inner();
        assert_eq!(page.money_months.len(), 2);
        assert!(page.money_months.iter().all(|month| month.differences.is_empty()));
        assert_eq!(books_hold(&world).await.months, 2);
        let records = enforcement::verify_records_in(&world.store).await.unwrap();
        assert!(records.wrong.is_empty(), "{:#?}", records.wrong);

        // Somebody who lets an entry stand in a closed month is found.
        backdate(&world, &new, "'ARRIVED'", 2).await;
        let findings = enforcement::verify_money_in(&world.store).await.unwrap();
        assert_eq!(findings.wrong.len(), 2, "{:#?}", findings.wrong);
    })
    .await;
}

#[tokio::test]
async fn a_month_of_another_court_or_of_the_future_is_not_there_and_one_that_runs_is_not_closed() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let strange = world.person("cashier2", Role::Cashier, "330784");
        for (person, name) in [
            (&strange, name(1)),
            (&till.cashier, name(-1)),
            (&till.cashier, "moneyMonths/3307-2026-01".into()),
            (&till.cashier, "moneyMonths/x".into()),
        ] {
            assert_eq!(reason(&look(person, &name).await.unwrap_err()), "MONEY_MONTH_UNKNOWN", "{name}");
        }
        assert_eq!(look(&till.officer, &name(1)).await.unwrap_err().code(), Code::PermissionDenied);
        till.receipt("IN-1", 700, 0, "").await;
        let seen = look(&till.cashier, &name(0)).await.unwrap();
        assert_eq!(figures(&seen), [0, 700, 0, 0, 700]);
        assert_eq!((seen.etag.as_str(), seen.next_open.as_str()), ("\"v0\"", ""));
        let empty = look(&strange, &format!("moneyMonths/330784-{}", month(0).0)).await.unwrap();
        assert_eq!(figures(&empty), [0; 5], "money of one court is none of another's");
        let running = enter(&till.cashier, &name(0), statement([0, 700, 0, 700], &[])).await.unwrap_err();
        assert_eq!(reason(&running), "MONTH_NOT_ENDED");
        let before = enter(&till.cashier, &name(1), statement([0; 4], &[])).await.unwrap();
        assert_eq!(before.state(), wire::MoneyMonthState::Open);
        let empty = propose(&till.cashier, &name(1), &[]).await.unwrap_err();
        assert_eq!(reason(&empty), "MONTH_OUT_OF_ORDER", "the ledger begins later");
    })
    .await;
}

#[tokio::test]
async fn what_is_entered_late_stands_in_the_open_month() {
    on_every(|world| async move {
        let till = Till::of(&world);
        // A call that came in before the month ended is carried out after its close was proposed.
        let frozen = Timestamp::now().plus_hours(1);
        let tx = world.store.begin().await.unwrap();
        let text =
            "INSERT INTO money_closes (region_code, frozen_until, closed_month) VALUES ('330783', $1, 0)";
        tx.execute_raw(sql(&tx, text, vec![frozen.micros().into()])).await.unwrap();
        tx.commit().await.unwrap();
        let request = request(receipt("IN-LATE", 100, 40, ""));
        let late = till.cashier.money().create_receipt(request).await.unwrap().into_inner();
        let entries = wire::ListLedgerEntriesRequest { parent: late.name, ..Default::default() };
        let entries = till.cashier.money().list_ledger_entries(entries).await.unwrap().into_inner().entries;
        assert_eq!(entries.len(), 2);
        for entry in entries {
            assert_eq!(entry.time, Some(frozen.to_timestamp()), "whatever day it arrived");
        }
        books_hold(&world).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_call_again_and_two_at_once_are_one_act() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let name = ready(&world, &till, 1).await;
        let request =
            wire::ProposeMoneyCloseRequest { request_id: id(), name: name.clone(), ..Default::default() };
        let (one, other) = (till.cashier.clone(), till.cashier.clone());
        let (mut one, mut other) = (one.money_months(), other.money_months());
        let (one, other) = tokio::join!(
            one.propose_money_close(request.clone()),
            other.propose_money_close(request.clone())
        );
        let (one, other) = (one.unwrap().into_inner(), other.unwrap().into_inner());
        assert_eq!(one, other);
        let second = world.person("cashier2", Role::Cashier, "330783");
        assert_eq!(reason(&propose(&second, &name, &[]).await.unwrap_err()), "MONTH_PROPOSED");
        let (one, other) = tokio::join!(
            confirm(&till.chief, &name, &one.etag),
            confirm(&till.president, &name, &other.etag)
        );
        let lost = if one.is_ok() { other } else { one }.unwrap_err();
        assert!(["ETAG_MISMATCH", "MONTH_CLOSED"].contains(&reason(&lost).as_str()), "{lost:?}");
        assert_eq!(books_hold(&world).await.months, 1);
    })
    .await;
}

#[tokio::test]
async fn a_reversed_payment_and_the_one_in_its_place_stand_under_their_own_numbers() {
    on_every(|world| async move {
        let till = Till::of(&world);
        let case = till.officer.file(1).await;
        let receipt = till.receipt("IN-1", 1000, 1, &case.name).await.name;
        let payout = till.plan(&receipt, vec![item(1, 300)]).await.remove(0);
        till.confirm(&payout, "WRONG-1").await.unwrap();
        let reversed = reverse_payout(&till.chief, &payout).await.unwrap();
        till.confirm(&reversed.reversal.unwrap().replacement, "RIGHT-1").await.unwrap();
        backdate(&world, &receipt, "'ARRIVED', 'CLAIMED', 'APPROVED', 'PAID', 'REVERSED'", 1).await;
        let rows = [("IN-1", wire::BankDirection::In, 1000), ("RIGHT-1", wire::BankDirection::Out, 300)];
        let said = enter(&till.cashier, &name(1), statement([0, 1000, 300, 700], &rows)).await.unwrap();
        assert_eq!(figures(&said), [0, 1000, 300, 0, 700]);
        assert!(said.differences.is_empty(), "{:#?}", said.differences);
        // Where the bank has the wrong number too, it is that number that differs.
        let rows = [rows[0], ("WRONG-1", wire::BankDirection::Out, 300)];
        let said = enter(&till.cashier, &name(1), statement([0, 1000, 300, 700], &rows)).await.unwrap();
        let mut numbers: Vec<_> = said.differences.iter().map(|one| one.bank_reference.as_str()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["RIGHT-1", "WRONG-1"]);
        books_hold(&world).await;
    })
    .await;
}
