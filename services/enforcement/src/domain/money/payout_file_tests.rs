//! Files for the bank by example and by property.

use std::collections::HashMap;

use law::identifiers::{Fen, RegionCode};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    distribution::Distribution,
    payout::{self, Payout},
    payout_file::{Candidate, Draft, PayoutFile, RowState, State},
    payout_file_result::{DraftResult, Entered},
    payout_file_text::digest,
    receipt::Receipt,
    tests::{NOW, at, claimed, fen, item, plan, who},
};

/// A file over payouts of one receipt, with what it stands on.
struct Made {
    receipt: Receipt,
    plan: Distribution,
    payouts: Vec<Payout>,
    file: PayoutFile,
    content: String,
}

/// A plan that the officer drew up and the chief approved, and its payouts as candidates.
fn candidates(amounts: &[i64]) -> (Receipt, Distribution, HashMap<String, Candidate>, Vec<String>) {
    let (mut receipt, balances) = claimed(amounts.iter().sum());
    let items = amounts.iter().enumerate().map(|(number, amount)| item(number, *amount, 0)).collect();
    let (mut plan, _) =
        plan(items, 0).check(Uuid::now_v7(), &mut receipt, &balances, &who("officer"), at(NOW)).unwrap();
    let (payouts, ..) = plan.approve(&mut receipt, Uuid::now_v7, &who("chief"), at(NOW)).unwrap();
    let names = payouts.iter().map(Payout::name).collect();
    let candidate = |payout: Payout| {
        let case_number = "（2023）浙0783执1号".to_owned();
        (payout.name(), Candidate { payout, plan: plan.clone(), case_number })
    };
    let found = payouts.into_iter().map(candidate).collect();
    (receipt, plan, found, names)
}

fn draft<'a>(county: &'a RegionCode, payouts: &'a [String]) -> Draft<'a> {
    Draft { id: Uuid::now_v7(), region_code: county, number: "FK2023-0001".into(), payouts }
}

fn made(amounts: &[i64]) -> Made {
    let county = RegionCode::parse("330783").unwrap();
    let (receipt, plan, mut found, names) = candidates(amounts);
    let (file, content, _) = draft(&county, &names).make(&mut found, &who("cashier"), at(NOW)).unwrap();
    let payouts = names.iter().map(|name| found[name].payout.clone()).collect();
    Made { receipt, plan, payouts, file, content }
}

impl Made {
    fn downloaded(mut self) -> Self {
        assert!(self.file.download(&self.payouts, &who("cashier"), at(NOW)).unwrap());
        self
    }

    /// The result that the bank gives for a row, from 0.
    fn result(&self, place: usize, reference: &str, failure: &str) -> DraftResult {
        DraftResult {
            file_number: self.file.number.clone(),
            row: i32::try_from(place).unwrap() + 1,
            account: self.file.rows[place].account.expose().to_owned(),
            amount_fen: self.file.rows[place].amount.get(),
            bank_reference: reference.into(),
            failure: failure.into(),
            paid: None,
        }
    }

    fn enter(&mut self, place: usize, result: &DraftResult) -> Result<Entered, String> {
        let plan = self.plan.steps();
        let (payout, receipt) = (&mut self.payouts[place], &mut self.receipt);
        let entered = self.file.enter((place, result), payout, (receipt, &plan), &who("cashier"), at(NOW));
        entered.map_err(|refusal| refusal.reason().to_owned())
    }
}

#[test]
fn a_file_has_a_line_for_each_payout_and_the_digest_of_its_bytes() {
    let Made { file, content, payouts, .. } = made(&[12_345, 6]);
    let lines: Vec<&str> = content.split_terminator("\r\n").collect();
    assert_eq!(
        lines,
        [
            "\u{feff}发放文件编号,行号,收款人户名,收款账号,开户银行,金额（元）,用途",
            "FK2023-0001,1,工人0,62220000000000,,123.45,执行案款（2023）浙0783执1号",
            "FK2023-0001,2,工人1,62220000000001,,0.06,执行案款（2023）浙0783执1号",
        ]
    );
    assert_eq!((file.total, file.sha256.as_str()), (fen(12_351), digest(content.as_bytes()).as_str()));
    assert_eq!(file.state(), State::Open);
    let named = |payout: &Payout| payout.file.as_ref().is_some_and(|named| named.file == file.id);
    assert!(payouts.iter().all(named));
}

#[test]
fn every_payout_that_cannot_stand_in_a_file_is_named_at_once() {
    let county = RegionCode::parse("330783").unwrap();
    let (_, _, mut found, mut names) = candidates(&[1, 2, 3]);
    found.get_mut(&names[0]).unwrap().payout.state = payout::State::Failed;
    names.push(names[2].clone());
    names.push("payouts/none".into());
    let (_, _, other, taken) = candidates(&[7]);
    found.extend(other);
    let first = draft(&county, &taken).make(&mut found, &who("cashier"), at(NOW)).unwrap().0;
    names.extend(taken);
    let refused = draft(&county, &names).make(&mut found, &who("cashier"), at(NOW)).unwrap_err();
    let faults: Vec<_> = refused.fields().iter().map(|fault| (fault.field.as_str(), fault.reason)).collect();
    assert_eq!(
        faults,
        [
            ("payouts[0]", "PAYOUT_NOT_PAYABLE"),
            ("payouts[3]", "PAYOUT_LISTED_TWICE"),
            ("payouts[4]", "PAYOUT_UNKNOWN"),
            ("payouts[5]", "PAYOUT_IN_FILE"),
        ]
    );
    assert!(refused.fields()[3].text.zh.contains(&first.number), "the file in which it stands is named");
    assert!(names[1..3].iter().all(|name| found[name].payout.file.is_none()), "nothing is half in a file");
    for (person, reason) in [("officer", "PAYER_IS_PROPOSER"), ("chief", "PAYER_IS_APPROVER")] {
        let refused = draft(&county, &names[1..2]).make(&mut found, &who(person), at(NOW)).unwrap_err();
        assert_eq!(refused.fields()[0].reason, reason);
    }
    let none = draft(&county, &[]).make(&mut found, &who("cashier"), at(NOW)).unwrap_err();
    assert_eq!(none.fields()[0].field, "payouts");
}

#[test]
fn a_payout_leaves_a_file_until_it_was_downloaded_and_then_the_bank_answers() {
    let mut early = made(&[10, 20]);
    early.file.release(&mut early.payouts[0], at(NOW)).unwrap();
    assert_eq!((&early.file.rows[0].state, early.payouts[0].file.as_ref()), (&RowState::Left, None));
    early.payouts[0].fail("账户已注销", &who("cashier"), at(NOW)).unwrap();
    let refused = early.file.download(&early.payouts, &who("cashier"), at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "PAYOUT_FILE_STALE", "the bank must not pay what left");

    let mut late = made(&[10, 20]).downloaded();
    let refused = late.file.release(&mut late.payouts[0], at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "PAYOUT_IN_FILE");
    let cashier = who("cashier");
    assert_eq!(late.payouts[0].fail("退汇", &cashier, at(NOW)).unwrap_err().reason(), "PAYOUT_IN_FILE");
    let confirmed = late.payouts[0].confirm(&mut late.receipt, &[], "P1", None, &cashier, at(NOW));
    assert_eq!(confirmed.unwrap_err().reason(), "PAYOUT_IN_FILE");
    assert!(
        !late.file.download(&late.payouts, &cashier, at(NOW)).unwrap(),
        "the second time changes nothing"
    );
    // Whatever changes an account behind the file's back stops it.
    late.payouts[1].payee.account = late.payouts[0].payee.account.clone();
    let refused = late.file.download(&late.payouts, &cashier, at(NOW)).unwrap_err();
    assert_eq!(refused.reason(), "PAYOUT_FILE_STALE");
    let result = late.result(1, "P2", "");
    assert_eq!(late.enter(1, &result).unwrap_err(), "PAYOUT_FILE_STALE");
}

#[test]
fn a_file_is_withdrawn_by_another_person_before_any_result() {
    let mut made = made(&[10, 20]).downloaded();
    let Made { file, payouts, .. } = &mut made;
    let own = file.withdraw(payouts, "做错了", &who("cashier"), at(NOW)).unwrap_err();
    assert_eq!(own.reason(), "WITHDRAWER_IS_MAKER");
    let silent = file.withdraw(payouts, " ", &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(silent.reason(), "BAD_REQUEST");
    file.withdraw(payouts, "银行未受理", &who("chief"), at(NOW)).unwrap();
    assert_eq!(file.state(), State::Withdrawn);
    assert!(payouts.iter().all(|payout| payout.file.is_none() && payout.to_be_paid().is_ok()));
    let again = file.withdraw(payouts, "再撤", &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(again.reason(), "PAYOUT_FILE_CLOSED");
    assert_eq!(file.download(payouts, &who("cashier"), at(NOW)).unwrap_err().reason(), "PAYOUT_FILE_CLOSED");
    assert_eq!(file.can_have_results().unwrap_err().reason(), "PAYOUT_FILE_CLOSED");

    let mut answered = self::made(&[10, 20]).downloaded();
    let failed = answered.result(0, "", "户名不符");
    answered.enter(0, &failed).unwrap();
    let Made { file, payouts, .. } = &mut answered;
    let late = file.withdraw(payouts, "银行未受理", &who("chief"), at(NOW)).unwrap_err();
    assert_eq!(late.reason(), "PAYOUT_FILE_HAS_RESULTS");
}

#[test]
fn a_result_that_names_another_file_row_account_or_amount_is_refused() {
    let made = made(&[10, 20]);
    assert_eq!(made.file.can_have_results().unwrap_err().reason(), "PAYOUT_FILE_CLOSED", "nobody has it");
    let made = made.downloaded();
    let good = made.result(0, "P1", "");
    let other = DraftResult {
        file_number: "FK2023-0002".into(),
        account: "6222000000000199".into(),
        amount_fen: 11,
        ..made.result(1, "P2", "")
    };
    let results = [
        good.clone(),
        other,
        DraftResult { row: 3, ..made.result(1, "P3", "") },
        DraftResult { row: 0, ..made.result(1, "P4", "退汇") },
        good,
    ];
    let reasons: Vec<Vec<&str>> = made
        .file
        .rows_of(&results)
        .iter()
        .map(|row| match row {
            Ok(_) => Vec::new(),
            Err(refusal) => refusal.fields().iter().map(|fault| fault.reason).collect(),
        })
        .collect();
    assert_eq!(
        reasons,
        [
            vec![],
            vec!["RESULT_OF_ANOTHER_FILE", "RESULT_ACCOUNT_DIFFERS", "RESULT_AMOUNT_DIFFERS"],
            vec!["RESULT_ROW_UNKNOWN"],
            vec!["RESULT_ROW_UNKNOWN", "PAID_OR_FAILED"],
            vec!["RESULT_ROW_TWICE", "BANK_REFERENCE_DUPLICATE"],
        ]
    );
}

#[test]
fn the_same_result_again_changes_nothing_and_another_is_refused() {
    let mut made = made(&[10, 20]).downloaded();
    let (paid, failed) = (made.result(0, "P1", ""), made.result(1, "", "户名不符"));
    assert!(matches!(made.enter(0, &paid), Ok(Entered::Paid(_))));
    assert!(matches!(made.enter(1, &failed), Ok(Entered::Failed(_))));
    assert_eq!((made.file.state(), made.receipt.paid), (State::Settled, fen(10)));
    assert!(made.payouts.iter().all(|payout| payout.file.is_none()));
    let before = made.file.clone();
    assert!(matches!(made.enter(0, &paid), Ok(Entered::Before)));
    assert!(matches!(made.enter(1, &failed), Ok(Entered::Before)));
    let other = made.result(1, "P2", "");
    assert_eq!(made.enter(1, &other).unwrap_err(), "RESULT_ENTERED");
    assert_eq!(made.file, before);
}

proptest! {
    /// Whatever the bank answers, in whatever order: what was paid and what is still payable are the receipt, and a payout that was
    /// refused stands where it stood.
    #[test]
    fn every_fen_of_a_file_is_paid_or_payable(
        amounts in prop::collection::vec(1..=1_000_000_i64, 1..8),
        steps in prop::collection::vec((0..8_usize, 0..4_u8), 0..24),
    ) {
        let mut made = made(&amounts).downloaded();
        for (step, (place, what)) in steps.into_iter().enumerate() {
            let place = place % amounts.len();
            let mut result = match what {
                0 => made.result(place, "", "退汇"),
                _ => made.result(place, &format!("P{step}"), ""),
            };
            if what == 2 {
                result.amount_fen += 1;
            }
            let row = made.file.rows_of(std::slice::from_ref(&result)).remove(0);
            prop_assert_eq!(row.is_err(), what == 2);
            if row.is_ok() {
                let was_open = made.file.rows[place].state == RowState::Waiting;
                let entered = made.enter(place, &result);
                prop_assert_eq!(matches!(entered, Ok(Entered::Paid(_) | Entered::Failed(_))), was_open);
            }
            let of = |is: fn(&RowState) -> bool| -> i64 {
                made.file.rows.iter().filter(|row| is(&row.state)).map(|row| row.amount.get()).sum()
            };
            let paid = of(|state| matches!(state, RowState::Paid { .. }));
            prop_assert_eq!(made.receipt.paid.get(), paid);
            prop_assert_eq!(made.receipt.payable.get() + paid, made.file.total.get());
            for (row, payout) in made.file.rows.iter().zip(&made.payouts) {
                prop_assert_eq!(payout.file.is_some(), row.state == RowState::Waiting);
                prop_assert_eq!(payout.amount, row.amount);
            }
        }
        let sum: Fen = made.file.rows.iter().fold(Fen::ZERO, |sum, row| sum.checked_add(row.amount).unwrap());
        prop_assert_eq!(sum, made.file.total);
    }
}
