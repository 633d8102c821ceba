//! Months of case funds by example and by property.

use std::collections::BTreeMap;

use law::identifiers::RegionCode;
use proptest::prelude::*;

use super::{
    money_month::{MoneyMonth, Progress, State},
    month::{Figures, Month, MonthName, Sums},
    reconciliation::{
        BankRow, DifferenceKind, Direction, DraftRow, DraftStatement, Movement, Statement, differences,
    },
    tests::{at, fen, who},
};

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// October of a court, and a time after it.
fn october() -> MoneyMonth {
    let name = MonthName::parse("moneyMonths/330783-2026-10").unwrap();
    MoneyMonth::open(&name, at(AFTER))
}

const AFTER: &str = "2026-11-02T02:00:00Z";

fn statement(figures: [i64; 4]) -> DraftStatement {
    let [opening_fen, in_fen, out_fen, closing_fen] = figures;
    DraftStatement { opening_fen, in_fen, out_fen, closing_fen, rows: Vec::new() }
}

fn row(reference: &str, direction: Direction, amount_fen: i64) -> DraftRow {
    DraftRow { bank_reference: reference.into(), direction: Some(direction), amount_fen }
}

fn faults(refusal: &kit::domain::refusal::Refusal) -> Vec<(&str, &'static str)> {
    refusal.fields().iter().map(|field| (field.field.as_str(), field.reason)).collect()
}

#[test]
fn a_month_is_of_days_in_beijing_and_follows_the_one_before() {
    let october = month("2026-10");
    assert_eq!(october.start(), at("2026-09-30T16:00:00Z"));
    assert_eq!(october.end(), at("2026-10-31T16:00:00Z"));
    assert_eq!(Month::of(at("2026-10-31T15:59:59Z").legal_day()), october);
    assert_eq!(Month::of(october.end().legal_day()), month("2026-11"));
    assert_eq!(month("2026-12").next(), month("2027-01"));
    assert_eq!(month("2027-01").previous(), month("2026-12"));
    assert_eq!(Month::from_number(october.number()), Some(october));
    assert_eq!(Month::from_number(0), None);
}

#[test]
fn the_name_of_a_month_has_one_spelling() {
    let name = MonthName::parse("moneyMonths/330783-2026-10").unwrap();
    assert_eq!(name.to_string(), "moneyMonths/330783-2026-10");
    assert_eq!(name.region_code, RegionCode::parse("330783").unwrap());
    let other = MonthName { month: name.month.next(), ..name.clone() };
    assert_ne!(name.id(), other.id());
    for wrong in [
        "moneyMonths/330783-2026-1",
        "moneyMonths/330783-2026-13",
        "moneyMonths/330783-26-10",
        "moneyMonths/330783201-2026-10",
        "moneyMonths/330783000000-2026-10",
        "moneyMonths/330783",
        "moneyMonths/-2026-10",
        "months/330783-2026-10",
        "",
    ] {
        assert_eq!(MonthName::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn what_does_not_hold_together_in_a_statement_is_reported_at_once() {
    let refused = statement([100, 50, 20, 131]).check(Some(fen(99))).unwrap_err();
    assert_eq!(
        faults(&refused),
        [("closing_fen", "BANK_CLOSING_DIFFERS"), ("opening_fen", "BANK_OPENING_DIFFERS")]
    );
    let negative = statement([-1, 0, 0, -1]).check(None).unwrap_err();
    assert_eq!(faults(&negative), [("opening_fen", "AMOUNT_NEGATIVE"), ("closing_fen", "AMOUNT_NEGATIVE")]);
    let rows = vec![
        row("A", Direction::In, 50),
        row("A", Direction::Out, 20),
        row("A", Direction::In, 50),
        row("", Direction::In, 0),
        DraftRow { direction: None, ..row("B", Direction::In, 1) },
    ];
    let refused = DraftStatement { rows, ..statement([100, 50, 20, 130]) }.check(None).unwrap_err();
    assert_eq!(
        faults(&refused),
        [
            ("rows[2].bank_reference", "BANK_ROW_TWICE"),
            ("rows[3].bank_reference", "REQUIRED"),
            ("rows[3].amount_fen", "AMOUNT_NOT_POSITIVE"),
            ("rows[4].direction", "REQUIRED"),
        ]
    );
    let rows = vec![row("A", Direction::In, 49), row("B", Direction::Out, 20)];
    let refused = DraftStatement { rows, ..statement([100, 50, 20, 130]) }.check(None).unwrap_err();
    assert_eq!(faults(&refused), [("in_fen", "BANK_ROWS_DIFFER")]);
    let many = (0..5001).map(|number| row(&number.to_string(), Direction::In, 1)).collect();
    let refused = DraftStatement { rows: many, ..statement([0, 5001, 0, 5001]) }.check(None).unwrap_err();
    assert_eq!(faults(&refused), [("rows", "TOO_MANY")]);
}

fn movement(reference: &str, direction: Direction, amount: i64) -> Movement {
    Movement {
        bank_reference: reference.into(),
        direction,
        amount,
        subject: format!("{}/{reference}", direction.name()),
    }
}

#[test]
fn rows_are_compared_by_direction_and_number() {
    let rows = vec![
        row("SAME", Direction::In, 10),
        row("OTHER", Direction::In, 20),
        row("BANK", Direction::In, 7),
        row("SAME", Direction::Out, 3),
    ];
    let statement = DraftStatement { rows, ..statement([0, 37, 3, 34]) }.check(None).unwrap();
    let movements = [
        movement("SAME", Direction::In, 10),
        movement("OTHER", Direction::In, 21),
        movement("SAME", Direction::Out, 3),
        movement("LEDGER", Direction::Out, 4),
    ];
    let figures = Figures { opening: 0, sums: Sums { received: 31, paid: 7, returned: 0 } };
    let explained = BTreeMap::from([("IN/BANK".to_owned(), "次月登记".to_owned())]);
    let found = differences(figures, &movements, &statement, &explained);
    let seen: Vec<_> = found.iter().map(|one| (one.id(), one.kind, one.ledger, one.bank)).collect();
    assert_eq!(
        seen,
        [
            ("IN/OTHER".to_owned(), DifferenceKind::Amount, 21, 20),
            ("IN/BANK".to_owned(), DifferenceKind::BankOnly, 0, 7),
            ("OUT/LEDGER".to_owned(), DifferenceKind::LedgerOnly, 4, 0),
        ]
    );
    assert_eq!(found[0].subject, "IN/OTHER");
    assert_eq!(found[1].explanation, "次月登记");
}

/// October with a statement that agrees.
fn agreed(figures: Figures) -> MoneyMonth {
    let mut month = october();
    let out = figures.sums.paid + figures.sums.returned;
    let draft = statement([figures.opening, figures.sums.received, out, figures.closing()]);
    month.enter(draft.check(None).unwrap(), at(AFTER)).unwrap();
    month
}

#[test]
fn a_close_takes_two_people_and_an_explanation_of_each_difference() {
    let figures = Figures { opening: 5, sums: Sums { received: 10, paid: 3, returned: 1 } };
    let next = Progress { closed: Some(month("2026-09")), first: None };
    let propose = |month: &mut MoneyMonth, figures: Figures| {
        let statement = month.statement.clone();
        let found = statement.map(|said| differences(figures, &[], &said, &month.explanations));
        month.propose((figures, found.unwrap_or_default()), next, &who("cashier"), at(AFTER))
    };
    let mut bare = october();
    assert_eq!(propose(&mut bare, figures).unwrap_err().reason(), "BANK_STATEMENT_MISSING");
    assert_eq!(bare.confirm(&who("chief"), at(AFTER)).unwrap_err().reason(), "MONTH_NOT_PROPOSED");
    assert_eq!(bare.give_back("再核", &who("chief"), at(AFTER)).unwrap_err().reason(), "MONTH_NOT_PROPOSED");

    let mut month = agreed(Figures { opening: 4, ..figures });
    let refused = propose(&mut month, figures).unwrap_err();
    assert_eq!(faults(&refused), [("explanations", "DIFFERENCE_NOT_EXPLAINED")]);
    assert_eq!(month.state(), State::Open);
    month.explain(vec![("OPENING".into(), " 系统启用前的利息 ".into()), ("IN".into(), " ".into())]).unwrap();
    let event = propose(&mut month, figures).unwrap();
    assert_eq!((event.kind, event.amount_fen), ("MONEY_CLOSE_PROPOSED", 11));
    assert_eq!(month.state(), State::Proposed);
    let late = statement([0, 0, 0, 0]).check(None).unwrap();
    assert_eq!(month.enter(late.clone(), at(AFTER)).unwrap_err().reason(), "MONTH_PROPOSED");
    assert_eq!(month.confirm(&who("cashier"), at(AFTER)).unwrap_err().reason(), "APPROVER_IS_PROPOSER");
    assert_eq!(month.give_back(" ", &who("chief"), at(AFTER)).unwrap_err().reason(), "BAD_REQUEST");
    month.give_back("期初差异请附凭证", &who("chief"), at(AFTER)).unwrap();
    assert_eq!(month.state(), State::Open);
    assert_eq!(month.explanations.len(), 1, "what was explained is kept");
    propose(&mut month, figures).unwrap();
    assert!(month.returned.is_none());
    month.confirm(&who("chief"), at(AFTER)).unwrap();
    assert_eq!((month.state(), month.bank_closing()), (State::Closed, Some(fen(10))));
    for refused in [
        month.confirm(&who("president"), at(AFTER)).unwrap_err(),
        month.give_back("再核", &who("chief"), at(AFTER)).unwrap_err(),
        month.enter(late, at(AFTER)).unwrap_err(),
    ] {
        assert_eq!(refused.reason(), "MONTH_CLOSED");
    }
}

#[test]
fn months_are_closed_in_their_order_and_after_their_end() {
    let figures = Figures::default();
    let month = agreed(figures);
    let propose = |progress, now: &str| {
        let refused = month.clone().propose((figures, Vec::new()), progress, &who("cashier"), at(now));
        refused.map(|event| event.kind).map_err(|refusal| refusal.reason())
    };
    let (september, july) = (Some(Month::parse("2026-09").unwrap()), Month::parse("2026-07"));
    let after = |closed, first| Progress { closed, first };
    assert_eq!(propose(after(july, None), AFTER), Err("MONTH_OUT_OF_ORDER"));
    assert_eq!(propose(after(None, july), AFTER), Err("MONTH_OUT_OF_ORDER"));
    assert_eq!(propose(Progress::default(), AFTER), Err("MONTH_OUT_OF_ORDER"));
    assert_eq!(propose(after(september, july), "2026-10-31T15:59:59Z"), Err("MONTH_NOT_ENDED"));
    assert_eq!(propose(after(september, july), "2026-10-31T16:00:00Z"), Ok("MONEY_CLOSE_PROPOSED"));
    assert_eq!(propose(after(None, Month::parse("2026-10")), AFTER), Ok("MONEY_CLOSE_PROPOSED"));
}

fn rows() -> impl Strategy<Value = Vec<(u8, bool, i64)>> {
    prop::collection::vec((0_u8..12, any::<bool>(), 1_i64..1000), 0..24)
}

proptest! {
    /// What is explained row by row explains the closing balance to the fen.
    #[test]
    fn differences_add_up_to_that_of_the_closing_balance(
        ledger in rows(), bank in rows(), opening in 100_000_i64..200_000, bank_opening in 100_000_i64..200_000,
    ) {
        let direction = |came: bool| if came { Direction::In } else { Direction::Out };
        let unique = |rows: Vec<(u8, bool, i64)>| -> BTreeMap<(u8, bool), i64> {
            rows.into_iter().map(|(number, came, amount)| ((number, came), amount)).collect()
        };
        let (ledger, bank) = (unique(ledger), unique(bank));
        let sum = |rows: &BTreeMap<(u8, bool), i64>, came: bool| -> i64 {
            rows.iter().filter(|((_, way), _)| *way == came).map(|(_, amount)| amount).sum()
        };
        let movements: Vec<Movement> = ledger
            .iter()
            .map(|((number, came), amount)| movement(&number.to_string(), direction(*came), *amount))
            .collect();
        let sums = Sums { received: sum(&ledger, true), paid: sum(&ledger, false), returned: 0 };
        let figures = Figures { opening, sums };
        let (came, went) = (sum(&bank, true), sum(&bank, false));
        let row = |((number, came), amount): (&(u8, bool), &i64)| BankRow {
            bank_reference: number.to_string(), direction: direction(*came), amount: fen(*amount),
        };
        let said = Statement {
            opening: fen(bank_opening), came: fen(came), went: fen(went),
            closing: fen(bank_opening + came - went), rows: bank.iter().map(row).collect(),
        };
        let signed = |found: &[super::reconciliation::Difference]| -> i64 {
            found.iter().map(|one| {
                let by = one.ledger - one.bank;
                if one.direction == Some(Direction::Out) { -by } else { by }
            }).sum()
        };
        let by_rows = differences(figures, &movements, &said, &BTreeMap::new());
        let bare = Statement { rows: Vec::new(), ..said.clone() };
        let by_sums = differences(figures, &movements, &bare, &BTreeMap::new());
        let closing = figures.closing() - said.closing.get();
        // A month without a row at the bank is compared by its sums.
        prop_assert_eq!(signed(&by_rows), closing);
        prop_assert_eq!(signed(&by_sums), closing);
        let ids: std::collections::BTreeSet<String> = by_rows.iter().map(super::reconciliation::Difference::id).collect();
        prop_assert_eq!(ids.len(), by_rows.len());
    }
}
