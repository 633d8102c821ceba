//! To which case money may belong that nobody has claimed: what speaks for each, and never a decision. Somebody claims it.

use std::collections::BTreeSet;

use law::{
    identifiers::{CaseNumber, Fen},
    names,
};

use super::receipt::Receipt;
use crate::domain::case::{Case, Side, State};

/// What speaks for a case, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Its number stands in the remark.
    NumberInRemark,
    /// The payer is a debtor in it.
    PayerIsDebtor,
    /// A debtor in it is named in the remark.
    DebtorInRemark,
    /// The amount is what is still missing in it.
    AmountMissing,
}

impl Ground {
    const fn weight(self) -> u8 {
        match self {
            Self::NumberInRemark => 8,
            Self::PayerIsDebtor => 4,
            Self::DebtorInRemark => 3,
            Self::AmountMissing => 2,
        }
    }
}

/// A case that was looked up, and how much money has come for it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The case.
    pub case: &'a Case,
    /// What was claimed to it so far.
    pub received: Fen,
}

/// A case to which money may belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// The case.
    pub case: &'a Case,
    /// What speaks for it.
    pub grounds: Vec<Ground>,
    /// What is still missing of its claim.
    pub missing: Fen,
}

/// What a transfer says of whose money it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clues {
    /// Numbers of cases in the remark.
    pub numbers: Vec<CaseNumber>,
    /// The payer, and what may be a name in the remark.
    pub names: Vec<String>,
}

/// The most words of a remark that are looked up as names.
const WORDS: usize = 8;
/// The longest number of a case in characters.
const LONGEST_NUMBER: usize = 30;
/// How many cases are suggested for one receipt.
const SUGGESTED: usize = 5;

/// What is looked up for a receipt.
#[must_use]
pub fn clues(receipt: &Receipt) -> Clues {
    let payer = Some(receipt.payer.display_name.clone()).filter(|name| !names::folded(name).is_empty());
    let numbers = numbers_in(&receipt.remark);
    Clues { numbers, names: payer.into_iter().chain(words(&receipt.remark)).collect() }
}

/// The cases that something speaks for, the likeliest first; those that are over come last.
#[must_use]
pub fn suggest<'a>(receipt: &Receipt, candidates: &[Candidate<'a>]) -> Vec<Suggestion<'a>> {
    let numbers: BTreeSet<_> = numbers_in(&receipt.remark).iter().map(CaseNumber::identity).collect();
    let remark = names::folded(&receipt.remark);
    let mut found: Vec<Suggestion<'a>> = candidates
        .iter()
        .filter_map(|candidate| {
            let case = candidate.case;
            let missing = case.claim.checked_sub(candidate.received).unwrap_or(Fen::ZERO);
            let mut debtors = case.parties.iter().filter(|party| party.side == Side::Debtor);
            let named = |name: &str| {
                let name = names::folded(name);
                name.chars().count() > 1 && remark.contains(&name)
            };
            let mut grounds = Vec::new();
            if numbers.contains(&case.number.identity()) {
                grounds.push(Ground::NumberInRemark);
            }
            if debtors.clone().any(|party| names::same(&party.display_name, &receipt.payer.display_name)) {
                grounds.push(Ground::PayerIsDebtor);
            }
            if debtors.any(|party| named(&party.display_name)) {
                grounds.push(Ground::DebtorInRemark);
            }
            // An amount alone is like many others.
            if !grounds.is_empty() && missing == receipt.amount {
                grounds.push(Ground::AmountMissing);
            }
            (!grounds.is_empty()).then_some(Suggestion { case, grounds, missing })
        })
        .collect();
    let weight = |suggestion: &Suggestion<'_>| {
        suggestion.grounds.iter().map(|ground| u16::from(ground.weight())).sum::<u16>()
    };
    found.sort_by(|one, other| {
        let is_over = |suggestion: &Suggestion<'_>| suggestion.case.state == State::Closed;
        let by_weight = weight(other).cmp(&weight(one));
        let by_filing = other.case.filed.cmp(&one.case.filed);
        is_over(one)
            .cmp(&is_over(other))
            .then(by_weight)
            .then(by_filing)
            .then_with(|| one.case.id.cmp(&other.case.id))
    });
    found.dedup_by_key(|suggestion| suggestion.case.id);
    found.truncate(SUGGESTED);
    found
}

/// The numbers of cases in a text, each once.
fn numbers_in(text: &str) -> Vec<CaseNumber> {
    let symbols: Vec<char> = text.chars().collect();
    let mut found: Vec<CaseNumber> = Vec::new();
    for end in (0..symbols.len()).filter(|at| symbols[*at] == '号') {
        let first = end.saturating_sub(LONGEST_NUMBER);
        // Every place where a year may begin: the longest reading first.
        let number = (first..end).find_map(|begin| {
            let part: String = symbols[begin..=end].iter().collect();
            CaseNumber::parse(&part).ok()
        });
        if let Some(number) = number.filter(|number| !found.contains(number)) {
            found.push(number);
        }
    }
    found
}

/// What may be a name in a text: its words, as far as they are as long as names are.
fn words(text: &str) -> Vec<String> {
    let is_between =
        |symbol: char| !symbol.is_alphanumeric() && !matches!(symbol, '·' | '•' | '（' | '）' | '(' | ')');
    let long_enough = |word: &&str| (2..=40).contains(&word.chars().count());
    text.split(is_between).filter(long_enough).take(WORDS).map(str::to_owned).collect()
}
