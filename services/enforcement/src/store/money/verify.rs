//! Whether every fen is where the books say: the ledger against receipts, plans and payouts.

use std::collections::{BTreeMap, HashMap};

use kit::{
    access::keys::Keys,
    domain::refusal::Refusal,
    storage::{Location, Store, sql},
};
use law::identifiers::Fen;
use sea_orm::{AccessMode, ConnectionTrait, DatabaseTransaction, IsolationLevel, TransactionTrait as _};
use uuid::Uuid;

use super::{
    ledger::{self, LedgerLine},
    verify_files, verify_months,
};
use crate::{
    NAME,
    domain::money::{distribution::Distribution, payout::Payout, receipt::Receipt},
    store::{Migrator, read, stored_record},
};

/// What was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Receipts that were looked at.
    pub receipts: u64,
    /// Payouts that were looked at.
    pub payouts: u64,
    /// Lines of the ledger that were looked at.
    pub entries: u64,
    /// What arrived in all, in fen.
    pub arrived_fen: i128,
    /// What was paid in all, in fen.
    pub paid_fen: i128,
    /// Payout files that were looked at.
    pub files: u64,
    /// Closed months that were looked at.
    pub months: u64,
    /// What is wrong, a sentence each; empty where the books hold.
    pub wrong: Vec<String>,
}

/// How many receipts, and how many lines of one, are read at once.
const PAGE: u64 = 100;
const LINES: u64 = 5000;

/// Proves the books, beside a running service or without: each posting adds up to zero, no place ever lay below it, each receipt is
/// the sum of its places, payouts and plans say what the ledger says, nothing is paid twice. One pass over everything, as it stood
/// at one instant; memory for one page.
pub async fn verify_money(location: &Location, keys: &Keys) -> Result<Findings, Refusal> {
    let store = Store::open::<Migrator>(location, NAME, keys).await?;
    let findings = verify_money_in(&store).await;
    store.close().await?;
    findings
}

/// The same in a store that is open.
pub async fn verify_money_in(store: &Store) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    // One snapshot: what happens meanwhile is seen in none of the tables.
    let tx = if store.is_postgres() {
        let snapshot = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
        store.read().begin_with_config(snapshot.0, snapshot.1).await?
    } else {
        store.read().begin().await?
    };
    let mut after = String::new();
    loop {
        let text = format!(
            "SELECT id, state, amount_fen, sealed FROM receipts WHERE id > $1 ORDER BY id LIMIT {PAGE}"
        );
        let rows = tx.query_all_raw(sql(&tx, &text, vec![after.clone().into()])).await?;
        let mut receipts = Vec::with_capacity(rows.len());
        for row in &rows {
            after = row.try_get("", "id")?;
            let Ok(receipt) = read::<Receipt>(row, store.encryption()) else {
                findings.wrong.push(format!("receipts/{after}: what is stored of it can't be read"));
                continue;
            };
            let (state, amount): (String, i64) = (row.try_get("", "state")?, row.try_get("", "amount_fen")?);
            if state != receipt.state().name()
                || amount != receipt.amount.get()
                || after != receipt.id.to_string()
            {
                findings.wrong.push(format!("receipts/{after}: its columns say other than what lies sealed"));
            }
            receipts.push(receipt);
        }
        if rows.is_empty() {
            break;
        }
        let wrong = &mut findings.wrong;
        let plans = of_receipts::<Distribution>(&tx, store, &receipts, |plan| plan.receipt, wrong).await?;
        let payouts = of_receipts::<Payout>(&tx, store, &receipts, |payout| payout.receipt, wrong).await?;
        for receipt in &receipts {
            let lines = all_lines(&tx, receipt).await?;
            let book = Book {
                receipt,
                lines: &lines,
                plans: plans.get(&receipt.id).map_or(&[], Vec::as_slice),
                payouts: payouts.get(&receipt.id).map_or(&[], Vec::as_slice),
            };
            book.check(&mut findings);
        }
    }
    verify_files::check(&tx, store, &mut findings).await?;
    verify_months::check(&tx, store, &mut findings).await?;
    for (table, column) in [("ledger", "receipt"), ("distributions", "receipt"), ("payouts", "receipt")] {
        let text = format!(
            "SELECT COUNT(*) AS n FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM receipts r WHERE r.id = t.{column})"
        );
        let row = tx.query_one_raw(sql(&tx, &text, vec![])).await?;
        let lost: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        if lost > 0 {
            findings.wrong.push(format!("{lost} rows of {table} belong to no receipt"));
        }
    }
    tx.commit().await?;
    Ok(findings)
}

async fn of_receipts<T: stored_record::StoredRecord>(
    tx: &DatabaseTransaction,
    store: &Store,
    receipts: &[Receipt],
    receipt: impl Fn(&T) -> Uuid,
    wrong: &mut Vec<String>,
) -> Result<HashMap<Uuid, Vec<T>>, Refusal> {
    let ids: Vec<Uuid> = receipts.iter().map(|receipt| receipt.id).collect();
    let mut found: HashMap<Uuid, Vec<T>> = HashMap::new();
    let (readable, damaged) = stored_record::readable_of_receipts::<T>(tx, &ids, store.encryption()).await?;
    for one in readable {
        found.entry(receipt(&one)).or_default().push(one);
    }
    wrong.extend(damaged.iter().map(|id| format!("{}{id}: what is stored of it can't be read", T::PREFIX)));
    Ok(found)
}

async fn all_lines(tx: &DatabaseTransaction, receipt: &Receipt) -> Result<Vec<LedgerLine>, Refusal> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = ledger::lines(tx, &receipt.id.to_string(), after, LINES).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some((last.number, last.posting.clone()));
        all.extend(page);
    }
}

/// All that is kept about one receipt.
struct Book<'a> {
    receipt: &'a Receipt,
    lines: &'a [LedgerLine],
    plans: &'a [Distribution],
    payouts: &'a [Payout],
}

impl Book<'_> {
    fn check(&self, findings: &mut Findings) {
        findings.receipts += 1;
        findings.payouts += self.payouts.len() as u64;
        findings.entries += self.lines.len() as u64;
        if self.receipt.reversal.is_none() {
            findings.arrived_fen += i128::from(self.receipt.amount.get());
        }
        findings.paid_fen += i128::from(self.receipt.paid.get());
        let name = self.receipt.name();
        let mut say = |what: String| findings.wrong.push(format!("{name}: {what}"));
        let balances = self.balances(&mut say);
        let of = |account: &str| balances.get(account).copied().unwrap_or(0);
        let below = |prefix: &str| -> i128 {
            balances.iter().filter(|(account, _)| account.starts_with(prefix)).map(|(_, sum)| sum).sum()
        };
        let receipt = self.receipt;
        let in_the_books = if receipt.reversal.is_some() { Fen::ZERO } else { receipt.amount };
        let free = of("unclaimed") + below("case:") + below("batch:");
        for (place, booked, kept) in [
            ("arrived", -of("bank"), in_the_books),
            ("not distributed", free, receipt.undistributed()),
            ("payable", below("payable:"), receipt.payable),
            ("paid", of("paid"), receipt.paid),
            ("returned", of("returned"), receipt.returned),
        ] {
            if booked != i128::from(kept.get()) {
                say(format!("the ledger says {booked} fen {place}, the receipt {}", kept.get()));
            }
        }
        let waiting = self.plans.iter().filter(|plan| plan.decision.is_none());
        let waiting: i128 = waiting.map(|plan| i128::from(plan.total.get())).sum();
        if waiting != i128::from(receipt.proposed.get()) {
            say(format!("plans wait over {waiting} fen, the receipt says {}", receipt.proposed.get()));
        }
        self.check_payouts(&balances, &mut say);
    }

    /// The sum of every account; what is wrong on the way is said.
    fn balances(&self, say: &mut impl FnMut(String)) -> BTreeMap<&str, i128> {
        let mut balances: BTreeMap<&str, i128> = BTreeMap::new();
        for posting in self.lines.chunk_by(|one, next| one.posting == next.posting) {
            let id = posting.first().map_or("", |line| line.posting.as_str());
            let sum: i128 = posting.iter().map(|line| i128::from(line.amount_fen)).sum();
            if sum != 0 {
                say(format!("posting {id} adds up to {sum} fen"));
            }
            for line in posting {
                *balances.entry(line.account.as_str()).or_default() += i128::from(line.amount_fen);
            }
            for line in posting.iter().filter(|line| line.account != "bank") {
                let balance = balances.get(line.account.as_str()).copied().unwrap_or(0);
                if balance < 0 {
                    say(format!("posting {id} leaves {balance} fen at {}", line.account));
                }
            }
        }
        balances
    }

    fn check_payouts(&self, balances: &BTreeMap<&str, i128>, say: &mut impl FnMut(String)) {
        let mut payments: HashMap<&str, Vec<i64>> = HashMap::new();
        for line in self.lines.iter().filter(|line| line.cause == "PAID" && line.amount_fen < 0) {
            payments.entry(line.account.as_str()).or_default().push(-line.amount_fen);
        }
        let mut known = 0;
        for payout in self.payouts {
            let account = format!("payable:{}", payout.name());
            let left = balances.get(account.as_str()).copied();
            known += usize::from(left.is_some());
            let payments = payments.get(account.as_str()).map_or(&[][..], Vec::as_slice);
            let amount = payout.amount.get();
            let right = match payout.state {
                crate::domain::money::payout::State::Paid(_)
                | crate::domain::money::payout::State::Reversed(..) => {
                    payments == [amount].as_slice() && left == Some(0)
                }
                crate::domain::money::payout::State::Payable
                | crate::domain::money::payout::State::AwaitingApproval
                | crate::domain::money::payout::State::Failed => {
                    payments.is_empty() && left == Some(i128::from(amount))
                }
            };
            if !right {
                say(format!(
                    "{} over {amount} fen is {}; the ledger paid {payments:?} and has {} left",
                    payout.name(),
                    payout.state.name(),
                    left.unwrap_or(0)
                ));
            }
        }
        let booked = balances.keys().filter(|account| account.starts_with("payable:")).count();
        if booked != known {
            say(format!("{} payables belong to no payout", booked - known));
        }
        for plan in
            self.plans.iter().filter(|plan| plan.decision.as_ref().is_some_and(|d| d.rejection.is_none()))
        {
            // Whose share of a split is nothing gets no payment.
            for item in plan.items.iter().filter(|item| item.amount > Fen::ZERO) {
                let made = self.payouts.iter().any(|p| Some(p.id) == item.payout && p.amount == item.amount);
                if !made {
                    say(format!("an item of {} over {} fen has no payout", plan.name(), item.amount.get()));
                }
            }
        }
    }
}
