//! Money by example and by property.

use jiff::civil::{Date, date};
use kit::domain::Timestamp;
use law::identifiers::{Fen, RegionCode};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    clock::{self, Colour, Punctuality},
    deferral::{DraftDeferral, Ground},
    distribution::{self, Distribution, Purpose},
    entitlement::Entitlement,
    entry::Draft,
    ledger::{Account, Balances, Cause, Posting},
    payee::DraftPayee,
    payout::{self, Payout},
    proposal::{self, DraftItem},
    receipt::{Receipt, State},
    split::{allocate, split},
};
use crate::domain::Actor;

pub(super) fn fen(fen: i64) -> Fen {
    Fen::new(fen).unwrap()
}

pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(super) fn who(person: &str) -> Actor {
    Actor::person(format!("people/{person}"))
}

pub(super) const NOW: &str = "2023-03-20T02:00:00Z";

fn draft(amount_fen: i64) -> Draft {
    Draft {
        bank_reference: "ICBC-1".into(),
        amount_fen,
        arrived: Some(at("2023-03-01T02:00:00Z")),
        noticed: Some(at("2023-03-02T02:00:00Z")),
        ..Draft::default()
    }
}

/// A claimed receipt and what lies where.
pub(super) fn claimed(amount_fen: i64) -> (Receipt, Balances) {
    let county = RegionCode::parse("330783").unwrap();
    let (mut receipt, arrived, _) =
        draft(amount_fen).check(Uuid::now_v7(), &county, &who("cashier"), at(NOW)).unwrap();
    let (moved, _) = receipt.claim(Uuid::now_v7(), &who("cashier"), at(NOW)).unwrap();
    let balances = Balances::default().after(&arrived).unwrap().after(&moved).unwrap();
    (receipt, balances)
}

pub(super) fn item(number: usize, amount_fen: i64, claim_fen: i64) -> DraftItem {
    let payee = DraftPayee {
        display_name: format!("工人{number}"),
        account: format!("6222 0000 {number:06}"),
        ..DraftPayee::default()
    };
    DraftItem { payee, amount_fen, claim_fen, case: None, entitlement: Entitlement::default() }
}

pub(super) fn plan(items: Vec<DraftItem>, split_fen: i64) -> proposal::Draft {
    proposal::Draft { purpose: Purpose::Payment, items, split_fen, note: String::new() }
}

fn approved(receipt: &mut Receipt, balances: &Balances, items: Vec<DraftItem>) -> (Vec<Payout>, Balances) {
    let (mut plan, _) =
        plan(items, 0).check(Uuid::now_v7(), receipt, balances, &who("officer"), at(NOW)).unwrap();
    let (payouts, posting, _) = plan.approve(receipt, Uuid::now_v7, &who("chief"), at(NOW)).unwrap();
    (payouts, balances.after(&posting).unwrap())
}

#[test]
fn what_is_wrong_with_a_receipt_is_reported_at_once() {
    let county = RegionCode::parse("330783").unwrap();
    let refused = |draft: Draft| {
        let refused = draft.check(Uuid::nil(), &county, &who("cashier"), at(NOW)).unwrap_err();
        refused.fields().iter().map(|field| (field.field.clone(), field.reason)).collect::<Vec<_>>()
    };
    let violation = |field: &str, reason: &'static str| (field.to_owned(), reason);
    for (amount, reason) in [
        (-1, "AMOUNT_NOT_POSITIVE"),
        (0, "AMOUNT_NOT_POSITIVE"),
        (i64::MIN, "AMOUNT_NOT_POSITIVE"),
        (i64::MAX, "AMOUNT_TOO_LARGE"),
    ] {
        assert_eq!(refused(draft(amount)), [violation("amount_fen", reason)]);
    }
    let early = Draft { noticed: Some(at("2023-02-28T02:00:00Z")), ..draft(1) };
    assert_eq!(refused(early), [violation("notice_time", "NOTICE_BEFORE_ARRIVAL")]);
    let future = Draft {
        arrived: Some(at("2023-03-21T02:00:00Z")),
        noticed: Some(at("2023-03-22T02:00:00Z")),
        ..draft(1)
    };
    assert_eq!(
        refused(future),
        [violation("arrive_time", "TIME_IN_FUTURE"), violation("notice_time", "TIME_IN_FUTURE")]
    );
    let nothing = refused(Draft::default());
    let fields: Vec<_> = nothing.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["bank_reference", "amount_fen", "arrive_time", "notice_time"]);
}

#[test]
fn a_claim_is_made_once_and_taken_back_by_a_new_posting() {
    let (mut receipt, balances) = claimed(100);
    let refused = receipt.claim(Uuid::now_v7(), &who("other"), at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "RECEIPT_CLAIMED");
    assert!(format!("{refused:?}").contains("people/cashier"));
    assert_eq!(receipt.unclaim(" ", at(NOW)).unwrap_err().reason(), "BAD_REQUEST");
    let (back, event) = receipt.unclaim("认领错案", at(NOW)).unwrap();
    assert!(event.case.starts_with("cases/"));
    assert_eq!(balances.after(&back).unwrap().of(Account::Unclaimed), 100);
    assert_eq!(receipt.state(), State::Unidentified);
    receipt.claim(Uuid::now_v7(), &who("other"), at(NOW)).unwrap();
}

#[test]
fn a_plan_takes_no_more_than_is_free() {
    let (mut receipt, balances) = claimed(100);
    let ask = |receipt: &mut Receipt, items: Vec<DraftItem>, split: i64| {
        plan(items, split).check(Uuid::now_v7(), receipt, &balances, &who("officer"), at(NOW))
    };
    let refused = ask(&mut receipt, vec![item(1, 60, 0), item(2, 41, 0)], 0).unwrap_err();
    assert_eq!(refused.reason(), "DISTRIBUTION_EXCEEDS_REST");
    assert_eq!(ask(&mut receipt, vec![item(1, 60, 0)], 0).unwrap().0.total, fen(60));
    // What waits for its decision is not free.
    assert_eq!(ask(&mut receipt, vec![item(1, 41, 0)], 0).unwrap_err().reason(), "DISTRIBUTION_EXCEEDS_REST");
    assert_eq!(receipt.rest(), fen(40));
    let refused = ask(&mut receipt, vec![item(1, 0, 0), item(1, 5, 0), item(1, 5, 0)], 0).unwrap_err();
    let fields: Vec<_> = refused.fields().iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["items[0].amount_fen", "items[2].payee.account"]);
    assert_eq!(ask(&mut receipt, vec![], 0).unwrap_err().fields()[0].reason, "ITEMS_COUNT");
    let (split, _) = ask(&mut receipt, vec![item(1, 0, 2), item(2, 0, 1), item(3, 0, 1)], 3).unwrap();
    assert_eq!(split.items.iter().map(|item| item.amount.get()).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn a_plan_is_decided_once_and_by_another() {
    let (mut receipt, balances) = claimed(100);
    let draw = |receipt: &mut Receipt| -> Distribution {
        let plan = plan(vec![item(1, 60, 0)], 0);
        plan.check(Uuid::now_v7(), receipt, &balances, &who("chief"), at(NOW)).unwrap().0
    };
    let mut one = draw(&mut receipt);
    let own = one.approve(&mut receipt, Uuid::now_v7, &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(own.reason(), "APPROVER_IS_PROPOSER");
    let refused = one.reject(&mut receipt, "不同意", false, &who("officer"), at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "DISTRIBUTION_NOT_YOURS");
    one.reject(&mut receipt, "金额有误", false, &who("chief"), at(NOW)).unwrap();
    assert_eq!((receipt.rest(), one.state()), (fen(100), distribution::State::Rejected));
    let mut two = draw(&mut receipt);
    two.approve(&mut receipt, Uuid::now_v7, &who("president"), at(NOW)).unwrap();
    let again = two.approve(&mut receipt, Uuid::now_v7, &who("chief2"), at(NOW)).unwrap_err();
    assert_eq!(again.reason(), "DISTRIBUTION_DECIDED");
    assert!(format!("{again:?}").contains("people/president"));
    assert_eq!(receipt.unclaim("错", at(NOW)).unwrap_err().reason(), "RECEIPT_PLANNED");
}

#[test]
fn a_payout_is_paid_once_whatever_is_entered() {
    let (mut receipt, balances) = claimed(100);
    let (mut payouts, _) = approved(&mut receipt, &balances, vec![item(1, 60, 0), item(2, 40, 0)]);
    let cashier = who("cashier");
    let paid = payouts[0].confirm(&mut receipt, &[], "P1", None, &cashier, at(NOW)).unwrap().unwrap();
    assert_eq!(paid.measured.len(), 1, "the receipt is not settled yet");
    assert!(payouts[0].confirm(&mut receipt, &[], "P1", None, &cashier, at(NOW)).unwrap().is_none());
    let other = payouts[0].confirm(&mut receipt, &[], "P9", None, &cashier, at(NOW)).unwrap_err();
    assert_eq!(other.reason(), "PAYOUT_PAID");
    assert_eq!(payouts[0].fail("退汇", &cashier, at(NOW)).unwrap_err().reason(), "PAYOUT_PAID");
    assert_eq!(receipt.paid, fen(60));

    let second = &mut payouts[1];
    assert_eq!(second.retry("", "", &who("officer"), at(NOW)).unwrap_err().reason(), "PAYOUT_STATE_CONFLICT");
    second.fail("账户不存在", &cashier, at(NOW)).unwrap();
    let failed = second.confirm(&mut receipt, &[], "P2", None, &cashier, at(NOW)).unwrap_err();
    assert_eq!(failed.reason(), "PAYOUT_FAILED");
    second.retry("6217 9999 0001", "", &cashier, at(NOW)).unwrap();
    let unapproved = second.confirm(&mut receipt, &[], "P2", None, &who("c2"), at(NOW)).unwrap_err();
    assert_eq!(unapproved.reason(), "ACCOUNT_NOT_APPROVED");
    let own = second.decide_account(true, "", &cashier, at(NOW)).unwrap_err();
    assert_eq!(own.reason(), "APPROVER_IS_PROPOSER");
    second.decide_account(true, "", &who("chief"), at(NOW)).unwrap();
    let approver = second.confirm(&mut receipt, &[], "P2", None, &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(approver.reason(), "PAYER_IS_APPROVER");
    let own = second.confirm(&mut receipt, &[], "P2", None, &cashier, at(NOW)).unwrap_err();
    assert_eq!(own.reason(), "ACCOUNT_ENTERED_BY_YOU");
    let early =
        second.confirm(&mut receipt, &[], "P2", Some(at("2023-02-01T00:00:00Z")), &who("c2"), at(NOW));
    assert_eq!(early.unwrap_err().fields()[0].reason, "PAY_BEFORE_ARRIVAL");
    let last = second.confirm(&mut receipt, &[], "P2", None, &who("c2"), at(NOW)).unwrap().unwrap();
    assert_eq!(receipt.state(), State::Paid);
    let days = last.measured.iter().find(|measured| measured.what == "receipt-days").unwrap();
    assert_eq!((days.facet.as_str(), days.amount), ("on-time", 19));
    assert_eq!(second.failures[0].account, "****0002");
}

#[test]
fn a_refused_account_leaves_the_old_one_and_an_old_row_waits_too() {
    let (mut receipt, balances) = claimed(100);
    let (mut payouts, _) = approved(&mut receipt, &balances, vec![item(1, 100, 0)]);
    let (payout, cashier, chief) = (&mut payouts[0], who("cashier"), who("chief"));
    let before = payout.payee.account.clone();
    payout.fail("账户不存在", &cashier, at(NOW)).unwrap();
    payout.retry("6217 9999 0001", "工商银行", &cashier, at(NOW)).unwrap();
    assert_eq!(payout.state, payout::State::AwaitingApproval);
    assert_eq!(payout.fail("退汇", &cashier, at(NOW)).unwrap_err().reason(), "PAYOUT_STATE_CONFLICT");
    assert_eq!(payout.decide_account(false, " ", &chief, at(NOW)).unwrap_err().reason(), "BAD_REQUEST");
    payout.decide_account(false, "户名不符", &chief, at(NOW)).unwrap();
    assert_eq!((&payout.payee.account, &payout.state), (&before, &payout::State::Failed));
    // A row that was written before a change was kept knows who changed the account and nothing else.
    let old = serde_json::to_value(&*payout).unwrap();
    let mut old = old.as_object().unwrap().clone();
    old.remove("account_change");
    old.insert("account_by".into(), "people/cashier".into());
    old.insert("state".into(), "Payable".into());
    let mut old: Payout = serde_json::from_value(old.into()).unwrap();
    let refused = old.confirm(&mut receipt, &[], "P1", None, &who("c2"), at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "ACCOUNT_NOT_APPROVED");
    old.decide_account(true, "", &chief, at(NOW)).unwrap();
    old.confirm(&mut receipt, &[], "P1", None, &who("c2"), at(NOW)).unwrap().unwrap();
}

#[test]
fn a_deferral_needs_its_ground_its_end_and_another_person() {
    let (mut receipt, _) = claimed(100);
    let ask = |receipt: &mut Receipt, ground, until| {
        let draft = DraftDeferral { ground, note: String::new(), until };
        receipt.propose_deferral(draft, &who("officer"), at(NOW))
    };
    let refused = ask(&mut receipt, None, None).unwrap_err();
    let fields: Vec<_> = refused.fields().iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["reason", "until_date"]);
    let today = ask(&mut receipt, Some(Ground::Objection), Some(date(2023, 3, 20))).unwrap_err();
    assert_eq!(today.fields()[0].reason, "DEFERRAL_END_OUT_OF_RANGE");
    let other = ask(&mut receipt, Some(Ground::Other), Some(date(2023, 5, 1))).unwrap_err();
    assert_eq!(other.fields()[0].field, "note");
    ask(&mut receipt, Some(Ground::Objection), Some(date(2023, 5, 1))).unwrap();
    let open = ask(&mut receipt, Some(Ground::Objection), Some(date(2023, 5, 1))).unwrap_err();
    assert_eq!(open.reason(), "DEFERRAL_OPEN");
    let own = receipt.decide_deferral(1, None, &who("officer"), at(NOW)).unwrap_err();
    assert_eq!(own.reason(), "APPROVER_IS_PROPOSER");
    assert_eq!(receipt.covered_until(), receipt.due(), "nothing is covered before it is granted");
    receipt.decide_deferral(1, None, &who("chief"), at(NOW)).unwrap();
    assert_eq!(receipt.covered_until(), date(2023, 5, 1));
    let again = receipt.decide_deferral(1, None, &who("president"), at(NOW)).unwrap_err();
    assert_eq!(again.reason(), "DEFERRAL_DECIDED");
    let unknown = receipt.decide_deferral(2, None, &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(unknown.reason(), "DEFERRAL_UNKNOWN");
}

#[test]
fn thirty_days_run_from_the_notice_and_a_gap_is_not_explained() {
    // The notice came on 2 March 2023; the thirtieth day after it is Saturday 1 April, and the weekend pushes it to Monday.
    let due = clock::due(at("2023-03-02T02:00:00Z")).end;
    assert_eq!(due, date(2023, 4, 3));
    let colour = |covered: Date, today: Date| clock::colour(due, covered, today);
    assert_eq!(colour(due, date(2023, 3, 26)), Colour::New);
    assert_eq!(colour(due, date(2023, 3, 27)), Colour::Near);
    assert_eq!(colour(due, due), Colour::Near);
    assert_eq!(colour(due, date(2023, 4, 4)), Colour::Overdue);
    let covered = clock::covered_until(due, [(date(2023, 4, 1), date(2023, 4, 20))]);
    assert_eq!(colour(covered, date(2023, 4, 20)), Colour::Deferred);
    assert_eq!(clock::punctuality(due, covered, date(2023, 4, 20)), Punctuality::LateExplained);
    assert_eq!(clock::punctuality(due, covered, date(2023, 4, 21)), Punctuality::LateUnexplained);
    // Granted two days after the last day: the days between are covered by nothing.
    assert_eq!(clock::covered_until(due, [(date(2023, 4, 5), date(2023, 6, 1))]), due);
    let chain = [(date(2023, 4, 20), date(2023, 5, 20)), (date(2023, 4, 4), date(2023, 4, 19))];
    assert_eq!(clock::covered_until(due, chain), date(2023, 5, 20));
}

#[test]
fn an_account_never_lies_below_nought_except_the_bank() {
    let payout = Account::Payable(Uuid::from_u128(7));
    let arrived = Posting::new(Cause::Arrived, Account::Bank, [(Account::Unclaimed, fen(5))]).unwrap();
    let balances = Balances::default().after(&arrived).unwrap();
    let more = Posting::new(Cause::Approved, Account::Unclaimed, [(payout, fen(6))]).unwrap();
    assert_eq!(balances.after(&more).unwrap_err().reason(), "DISTRIBUTION_EXCEEDS_REST");
    for account in [Account::Bank, Account::Unclaimed, payout, Account::Case(Uuid::nil()), Account::Returned]
    {
        assert_eq!(Account::parse(&account.to_string()), Some(account));
    }
    assert_eq!(Account::parse("case:people/x"), None);
}

fn weights() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(prop_oneof![0..=10_i64, 0..=10_000_000_000_i64, Just(i64::MAX)], 1..40)
}

proptest! {
    #[test]
    fn a_split_adds_up_and_everybody_is_within_a_fen(sum in 0..=i64::MAX, weights in weights()) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let parts: Vec<Fen> = weights.iter().map(|weight| fen(*weight)).collect();
        let shares = split(fen(sum), &parts).unwrap();
        let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        prop_assert_eq!(shares.iter().map(|share| i128::from(share.get())).sum::<i128>(), i128::from(sum));
        for (share, weight) in shares.iter().zip(&weights) {
            // |share − sum·weight/whole| < 1, without fractions.
            let off = i128::from(share.get()) * whole - i128::from(sum) * i128::from(*weight);
            prop_assert!(off.abs() < whole, "{share} for {weight}");
        }
    }

    #[test]
    fn whom_one_stands_beside_changes_no_share(
        sum in 0..=1_000_000_000_i64, weights in weights(), turn in 0..40_usize
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let parts: Vec<Fen> = weights.iter().map(|weight| fen(*weight)).collect();
        let mut turned = parts.clone();
        turned.rotate_left(turn % parts.len());
        // Equal weights may tie for the last fen: the shares of each weight are the same together.
        let by_weight = |weights: &[Fen]| {
            let mut shares: Vec<_> =
                weights.iter().copied().zip(split(fen(sum), weights).unwrap()).collect();
            shares.sort_unstable();
            shares
        };
        prop_assert_eq!(by_weight(&parts), by_weight(&turned));
    }

    #[test]
    fn nobody_gets_more_than_they_are_owed(sum in 0..=1_000_000_i64, claims in prop::collection::vec(1..=50_000_i64, 1..60)) {
        let claims: Vec<Fen> = claims.into_iter().map(fen).collect();
        let shares = allocate(fen(sum), &claims).unwrap();
        let owed = Fen::checked_sum(claims.iter().copied()).unwrap();
        prop_assert_eq!(Fen::checked_sum(shares.iter().copied()).unwrap(), owed.min(fen(sum)));
        prop_assert!(shares.iter().zip(&claims).all(|(share, claim)| share <= claim));
    }

    #[test]
    fn whatever_is_planned_every_fen_stays_in_one_place(
        amount in 1..=10_000_i64, parts in prop::collection::vec(1..=4_000_i64, 1..8), fails in any::<u8>()
    ) {
        let (mut receipt, mut balances) = claimed(amount);
        let total: i64 = parts.iter().sum();
        let items = parts.iter().enumerate().map(|(at, part)| item(at, *part, 0)).collect();
        let drawn = plan(items, 0).check(Uuid::now_v7(), &mut receipt, &balances, &who("officer"), at(NOW));
        prop_assert_eq!(drawn.is_ok(), total <= amount);
        if let Ok((mut plan, _)) = drawn {
            let (mut payouts, posting, _) =
                plan.approve(&mut receipt, Uuid::now_v7, &who("chief"), at(NOW)).unwrap();
            balances = balances.after(&posting).unwrap();
            for (number, payout) in payouts.iter_mut().enumerate() {
                if fails & (1 << number) != 0 {
                    payout.fail("账号不符", &who("cashier"), at(NOW)).unwrap();
                    continue;
                }
                let left = payout.confirm(&mut receipt, &[], "P", None, &who("cashier"), at(NOW)).unwrap().unwrap();
                balances = balances.after(&left.posting).unwrap();
            }
        }
        prop_assert_eq!(balances.iter().map(|(_, sum)| sum).sum::<i64>(), 0);
        prop_assert_eq!(balances.of(Account::Bank), -amount);
        prop_assert_eq!(balances.of(Account::Paid), receipt.paid.get());
        prop_assert_eq!(balances.of(receipt.place()), receipt.undistributed().get());
    }
}

#[test]
fn who_entered_the_accounts_of_a_batch_neither_approves_nor_pays() {
    let (mut receipt, balances) = claimed(100);
    let draft = plan(vec![item(1, 100, 0)], 0);
    let (mut plan, _) =
        draft.check(Uuid::now_v7(), &mut receipt, &balances, &who("officer"), at(NOW)).unwrap();
    plan.accounts_by = "people/chief".into();
    let refused = plan.approve(&mut receipt, Uuid::now_v7, &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "APPROVER_IS_PROPOSER");
    plan.accounts_by = "people/cashier".into();
    let (mut payouts, ..) = plan.approve(&mut receipt, Uuid::now_v7, &who("chief"), at(NOW)).unwrap();
    let mut confirm =
        |person: &str| payouts[0].confirm(&mut receipt, &plan.steps(), "ICBC-9", None, &who(person), at(NOW));
    assert_eq!(confirm("cashier").unwrap_err().reason(), "ACCOUNT_ENTERED_BY_YOU");
    assert!(confirm("cashier2").unwrap().is_some());
}
