//! Batches by example: what a draft states, and how short money is shared.

use std::collections::HashMap;

use kit::domain::Timestamp;
use law::identifiers::{Fen, RegionCode};
use uuid::Uuid;

use super::{Batch, Draft, DraftDebtor, DraftMember, Money, Outcome, State};
use crate::domain::{
    Actor,
    money::{
        entry,
        ledger::{Account, Balances},
        payee::DraftPayee,
    },
};

const NOW: &str = "2023-03-20T02:00:00Z";

fn at() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

fn who(person: &str) -> Actor {
    Actor::person(format!("people/{person}"))
}

fn county() -> RegionCode {
    RegionCode::parse("330783").unwrap()
}

/// A citizen's number with its check character.
fn citizen(number: usize) -> String {
    let body = format!("33078319800101{number:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
}

fn identity(number: &str) -> kit::domain::identity::Draft {
    kit::domain::identity::Draft::of(None, number, "", false)
}

fn member(number: usize, claim_fen: i64) -> DraftMember {
    DraftMember {
        payee: DraftPayee {
            display_name: format!("工人{number}"),
            identity: identity(&citizen(number)),
            account: format!("622202{number:010}"),
            bank: String::new(),
        },
        case_number: format!("（2023）浙0783执{}号", 1000 + number),
        claim_fen,
    }
}

fn draft(members: Vec<DraftMember>) -> Draft {
    Draft {
        display_name: "某工地欠薪".into(),
        debtor: DraftDebtor {
            display_name: "某建设公司".into(),
            identity: kit::domain::identity::Draft::of(None, "91350100M000100Y43", "", true),
        },
        cause: "追索劳动报酬纠纷".into(),
        filed: None,
        members,
    }
}

fn batch(claims: &[i64]) -> Batch {
    let members = claims.iter().enumerate().map(|(at, claim)| member(at + 1, *claim)).collect();
    draft(members).check(Uuid::now_v7(), &county(), &who("officer"), at()).unwrap()
}

/// What the batch itself brought to its cases.
fn brought(batch: &Batch) -> HashMap<Uuid, Fen> {
    batch.members.iter().filter_map(|member| Some((member.case?, member.allocated_in_all()))).collect()
}

#[test]
fn every_bad_row_is_reported_and_a_double_names_both() {
    let mut members: Vec<_> = (1..=5).map(|number| member(number, 100)).collect();
    members[1].claim_fen = 0;
    members[2].payee.identity = identity(&citizen(1));
    members[3].payee.account = members[0].payee.account.clone();
    members[4].payee.identity = kit::domain::identity::Draft::default();
    members[4].case_number = "（2023）浙0783民初5号".into();
    let refused = draft(members).check(Uuid::nil(), &county(), &who("officer"), at()).unwrap_err();
    let violations: Vec<_> = refused.fields().iter().map(|v| (v.field.as_str(), v.reason)).collect();
    assert_eq!(
        violations,
        [
            ("members[1].claim_fen", "AMOUNT_NOT_POSITIVE"),
            ("members[2].payee.identity_number", "MEMBER_DUPLICATE"),
            ("members[3].payee.account", "ACCOUNT_DUPLICATE"),
            ("members[4].case_number", "NOT_ENFORCEMENT"),
            ("members[4].payee.identity_number", "REQUIRED"),
        ]
    );
    assert!(refused.fields()[1].text.zh.contains("第 1 行与第 3 行"));
    assert!(refused.fields()[2].text.en.contains("Rows 1 and 4"));
    let said = format!("{:?}", refused.fields());
    assert!(!said.contains(&citizen(1)) && !said.contains("6222"), "what is doubled is not said");
    let none = draft(vec![]).check(Uuid::nil(), &county(), &who("officer"), at()).unwrap_err();
    assert_eq!(none.fields()[0].reason, "BATCH_SIZE");
}

#[test]
fn short_money_is_shared_in_proportion_and_the_rest_comes_with_the_next() {
    let mut batch = batch(&[100, 200, 300]);
    let receipt = |amount_fen: i64| {
        let draft = entry::Draft {
            bank_reference: format!("R{amount_fen}"),
            amount_fen,
            arrived: Some(at()),
            noticed: Some(at()),
            ..entry::Draft::default()
        };
        let (receipt, posting, _) = draft.check(Uuid::now_v7(), &county(), &who("cashier"), at()).unwrap();
        (receipt, Balances::default().after(&posting).unwrap())
    };
    let (mut first, balances) = receipt(100);
    let unfiled = batch.allocate(&mut first, &balances, &brought(&batch), &who("cashier"), at()).unwrap_err();
    assert_eq!(unfiled.reason(), "BATCH_NOTHING_OWED");
    for member in &mut batch.members {
        member.case = Some(Uuid::now_v7());
    }
    let (outcomes, posting, _) =
        batch.allocate(&mut first, &balances, &brought(&batch), &who("cashier"), at()).unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Done(_))));
    let shares: Vec<_> = batch.members.iter().map(|member| member.allocated_in_all().get()).collect();
    assert_eq!(shares, [17, 33, 50]);
    let balances = balances.after(&posting).unwrap();
    assert_eq!(balances.of(Account::Unclaimed), 0);

    let (mut second, balances) = receipt(600);
    let (_, posting, _) =
        batch.allocate(&mut second, &balances, &brought(&batch), &who("cashier"), at()).unwrap();
    let balances = balances.after(&posting).unwrap();
    assert_eq!(balances.of(Account::Batch(batch.id)), 100, "what nobody is owed stays with the batch");
    assert!(batch.members.iter().all(|member| member.allocated_in_all() == member.claim));
    let again = batch.allocate(&mut second, &balances, &brought(&batch), &who("cashier"), at()).unwrap_err();
    assert_eq!(again.reason(), "BATCH_NOTHING_OWED");

    let (plan, locked) = batch.plan(second.id, |_| Fen::ZERO);
    assert_eq!((plan.unwrap().items.len(), locked), (3, vec![true; 3]));
    let (none, _) = batch.plan(second.id, |_| Fen::new(1000).unwrap());
    assert!(none.is_none());
    let standings = Money::default().standings(&batch);
    assert!(standings.iter().all(|standing| standing.state == State::Allocated));
}

#[test]
fn money_that_was_claimed_beside_the_batch_is_not_owed_again() {
    let mut batch = batch(&[100, 200, 300]);
    for member in &mut batch.members {
        member.case = Some(Uuid::now_v7());
    }
    let beside = [(batch.members[0].case.unwrap(), 100), (batch.members[2].case.unwrap(), 200)];
    let brought = beside.map(|(case, fen)| (case, Fen::new(fen).unwrap())).into();
    let draft = entry::Draft {
        bank_reference: "R".into(),
        amount_fen: 600,
        arrived: Some(at()),
        noticed: Some(at()),
        ..entry::Draft::default()
    };
    let (mut receipt, posting, _) = draft.check(Uuid::now_v7(), &county(), &who("cashier"), at()).unwrap();
    let balances = Balances::default().after(&posting).unwrap();
    let (outcomes, posting, _) =
        batch.allocate(&mut receipt, &balances, &brought, &who("cashier"), at()).unwrap();
    assert!(matches!(outcomes[..], [Outcome::Skipped, Outcome::Done(_), Outcome::Done(_)]));
    let shares: Vec<_> = batch.members.iter().map(|member| member.allocated_in_all().get()).collect();
    assert_eq!(shares, [0, 200, 100]);
    assert_eq!(balances.after(&posting).unwrap().of(Account::Batch(batch.id)), 300);
}

#[test]
fn the_debtor_is_urged_once_for_each() {
    let mut batch = batch(&[100, 200]);
    batch.members[0].case = Some(Uuid::now_v7());
    let (outcomes, events) = batch.urge(at());
    assert!(matches!(outcomes[..], [Outcome::Done(_), Outcome::Failed(_)]));
    assert_eq!(events.len(), 1);
    let (outcomes, events) = batch.urge(at());
    assert!(matches!(outcomes[..], [Outcome::Skipped, Outcome::Failed(_)]));
    assert!(events.is_empty());
}
