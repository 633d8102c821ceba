//! What is suggested for money that nobody has claimed, by example and by property.

use jiff::civil::date;
use law::identifiers::RegionCode;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    receipt::{Payer, Receipt},
    suggestion::{Candidate, Ground, clues, suggest},
    tests::{NOW, at, claimed, fen, who},
};
use crate::domain::case::{Case, Draft, DraftParty, Handlers, Side, State};

fn case(number: &str, debtor: &str, claim: i64) -> Case {
    let party = |side, name: &str, number: &str| DraftParty {
        side: Some(side),
        display_name: name.into(),
        identity: kit::domain::identity::Draft::of(None, number, "", false),
        ..DraftParty::default()
    };
    let draft = Draft {
        case_number: number.into(),
        filing_date: Some(Ok(date(2023, 3, 1))),
        claim_fen: claim,
        parties: vec![
            party(Side::Applicant, "李四", "11010519491231002X"),
            party(Side::Debtor, debtor, "34052419800101001X"),
        ],
        ..Draft::default()
    };
    let county = RegionCode::parse("330783").unwrap();
    draft.check(Uuid::now_v7(), &county, &who("officer").person, &Handlers::default(), at(NOW)).unwrap()
}

fn receipt(payer: &str, remark: &str, amount: i64) -> Receipt {
    let (receipt, _) = claimed(amount);
    let payer = Payer { display_name: payer.into(), ..Payer::default() };
    Receipt { payer, remark: remark.into(), ..receipt }
}

/// The numbers of what is suggested, with what speaks for each.
fn suggested(receipt: &Receipt, cases: &[Case], received: i64) -> Vec<(String, Vec<Ground>)> {
    let received = fen(received);
    let candidates: Vec<_> = cases.iter().map(|case| Candidate { case, received }).collect();
    let found = suggest(receipt, &candidates);
    found.into_iter().map(|one| (one.case.number.to_string(), one.grounds)).collect()
}

const ONE: &str = "（2023）浙0783执1号";
const TWO: &str = "（2023）浙0783执2号";

#[test]
fn a_number_in_the_remark_counts_more_than_a_name_and_an_amount_alone_is_nothing() {
    let cases = [case(ONE, "王五", 50_000), case(TWO, "赵六", 80_000)];
    let both = receipt("王 五", "代付(2023)浙0783执 2号案款", 50_000);
    assert_eq!(
        suggested(&both, &cases, 0),
        [
            (TWO.to_owned(), vec![Ground::NumberInRemark]),
            (ONE.to_owned(), vec![Ground::PayerIsDebtor, Ground::AmountMissing]),
        ]
    );
    let named = receipt("东阳某建材公司", "代赵六付执行款", 30_000);
    assert_eq!(
        suggested(&named, &cases, 50_000),
        [(TWO.to_owned(), vec![Ground::DebtorInRemark, Ground::AmountMissing])]
    );
    assert_eq!(suggested(&receipt("某某", "货款", 50_000), &cases, 0), []);
}

#[test]
fn what_is_over_comes_last() {
    let mut over = case(ONE, "王五", 50_000);
    over.state = State::Closed;
    let open = case(TWO, "王五", 80_000);
    let money = receipt("王五", ONE, 50_000);
    let order: Vec<String> =
        suggested(&money, &[over, open], 0).into_iter().map(|(number, _)| number).collect();
    assert_eq!(order, [TWO, ONE]);
}

#[test]
fn a_remark_is_looked_through_for_numbers_and_names() {
    let found = clues(&receipt("张三", "赵六，执行款（2023）浙0783执2号、(2009)绍诸民执字第03265号", 1));
    let numbers: Vec<String> = found.numbers.iter().map(ToString::to_string).collect();
    assert_eq!(numbers, [TWO, "（2009）绍诸民执字第3265号"]);
    assert!(
        found.names.contains(&"张三".to_owned()) && found.names.contains(&"赵六".to_owned()),
        "{found:?}"
    );
    assert_eq!(clues(&receipt("", "", 1)), super::suggestion::Clues::default());
}

proptest! {
    #[test]
    fn any_remark_is_read_and_nothing_is_suggested_without_a_ground(
        remark in "[号（）()0-9浙执字第王五 ，a-z]{0,500}", payer in "[王五 ·]{0,6}", amount in 1i64..100_000,
    ) {
        let cases: Vec<Case> = (1..9).map(|n| case(&format!("（2023）浙0783执{n}号"), "王五", 50_000)).collect();
        let found = suggested(&receipt(&payer, &remark, amount), &cases, 0);
        prop_assert!(found.len() <= 5 && found.iter().all(|(_, grounds)| !grounds.is_empty()));
        let looked = clues(&receipt(&payer, &remark, amount));
        prop_assert!(looked.names.len() <= 9);
    }
}
