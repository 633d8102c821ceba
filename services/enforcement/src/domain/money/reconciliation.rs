//! The bank's statement of a month beside the ledger (对账): what each says, and where they differ.

use std::collections::{BTreeMap, HashMap, HashSet};

use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::Fen;
use serde::{Deserialize, Serialize};

use super::{amount, month::Figures};

/// The most rows of a statement.
pub const MOST_ROWS: usize = 5000;
/// The most differences with which a month can be closed, and the most that are shown.
pub const MOST_DIFFERENCES: usize = 500;
/// The longest number of a bank.
const LONGEST_REFERENCE: usize = 64;

/// Whether money came to the account or left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Direction {
    /// It came.
    In,
    /// It left.
    Out,
}

impl Direction {
    /// As the name of a difference has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "IN",
            Self::Out => "OUT",
        }
    }
}

/// A movement at the bank, as its statement has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankRow {
    /// The bank's number.
    pub bank_reference: String,
    /// Whether it came or went.
    pub direction: Direction,
    /// How much.
    pub amount: Fen,
}

/// A movement at the bank, as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The bank's number.
    pub bank_reference: String,
    /// Whether it came or went.
    pub direction: Direction,
    /// How much.
    pub amount: i64,
    /// The receipt or payout, `receipts/{id}` or `payouts/{id}`.
    pub subject: String,
}

/// What the bank says of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What the account held when it began.
    pub opening: Fen,
    /// What came.
    pub came: Fen,
    /// What went.
    pub went: Fen,
    /// What the account holds when it ends.
    pub closing: Fen,
    /// Every movement, or none.
    pub rows: Vec<BankRow>,
}

/// A row as it is entered.
#[derive(Clone, Debug, Default)]
pub struct DraftRow {
    /// The bank's number.
    pub bank_reference: String,
    /// Whether it came or went; none where that is not said.
    pub direction: Option<Direction>,
    /// How much.
    pub amount_fen: i64,
}

/// A statement as it is entered.
#[derive(Clone, Debug, Default)]
pub struct DraftStatement {
    /// What the account held when the month began.
    pub opening_fen: i64,
    /// What came.
    pub in_fen: i64,
    /// What went.
    pub out_fen: i64,
    /// What the account holds when the month ends.
    pub closing_fen: i64,
    /// Every movement, or none.
    pub rows: Vec<DraftRow>,
}

impl DraftStatement {
    /// A statement that holds together. `before` is what the bank had said of the end of the month before, where that is closed.
    pub fn check(self, before: Option<Fen>) -> Result<Statement, Refusal> {
        let mut wrong = Violations::new();
        let opening = amount::bounded(&mut wrong, "opening_fen", self.opening_fen);
        let came = amount::bounded(&mut wrong, "in_fen", self.in_fen);
        let went = amount::bounded(&mut wrong, "out_fen", self.out_fen);
        let closing = amount::bounded(&mut wrong, "closing_fen", self.closing_fen);
        let rows = rows(&mut wrong, self.rows);
        let (Some(opening), Some(came), Some(went), Some(closing)) = (opening, came, went, closing) else {
            return Err(wrong.into_refusal());
        };
        let (zh, en) = ("元", "yuan");
        if opening.get() + came.get() - went.get() != closing.get() {
            let text = Text::new(
                format!(
                    "期初 {opening} {zh}，加收入 {came} {zh}，减支出 {went} {zh}，与期末 {closing} {zh}不符。"
                ),
                format!("{opening} {en} with {came} in and {went} out is not {closing}."),
            );
            wrong.add("closing_fen", reason::BANK_CLOSING_DIFFERS, text);
        }
        if let Some(before) = before.filter(|before| *before != opening) {
            let text = Text::new(
                format!("上月结账时银行期末余额为 {before} 元，与此处的期初余额不一致。"),
                format!(
                    "The month before was closed with {before} yuan at the bank; the opening balance is another."
                ),
            );
            wrong.add("opening_fen", reason::BANK_OPENING_DIFFERS, text);
        }
        if !rows.is_empty() && wrong.is_empty() {
            for (direction, field, stated) in
                [(Direction::In, "in_fen", came), (Direction::Out, "out_fen", went)]
            {
                let sum =
                    amount::sum(rows.iter().filter(|row| row.direction == direction).map(|row| row.amount));
                if sum != stated {
                    let text = Text::new(
                        format!("流水各行相加为 {sum} 元，与所填合计 {stated} 元不一致。"),
                        format!("The rows add up to {sum} yuan and not to {stated}."),
                    );
                    wrong.add(field, reason::BANK_ROWS_DIFFER, text);
                }
            }
        }
        wrong.check()?;
        Ok(Statement { opening, came, went, closing, rows })
    }
}

/// The rows that are in order; what is wrong with the others is noted.
fn rows(wrong: &mut Violations, drafts: Vec<DraftRow>) -> Vec<BankRow> {
    if drafts.len() > MOST_ROWS {
        let text = Text::new("一个月的流水最多 5000 行。", "A statement has at most 5000 rows.");
        wrong.add("rows", reason::TOO_MANY, text);
        return Vec::new();
    }
    let (mut rows, mut seen) = (Vec::with_capacity(drafts.len()), HashSet::new());
    for (place, draft) in drafts.into_iter().enumerate() {
        let at = |field: &str| format!("rows[{place}].{field}");
        let bank_reference = wrong.text(&at("bank_reference"), &draft.bank_reference, LONGEST_REFERENCE);
        let amount = amount::positive(wrong, &at("amount_fen"), draft.amount_fen);
        if draft.direction.is_none() {
            let text = Text::new("必填项，不能为空。", "Required; it is empty.");
            wrong.add(at("direction"), reason::REQUIRED, text);
        }
        let (Some(bank_reference), Some(amount), Some(direction)) = (bank_reference, amount, draft.direction)
        else {
            continue;
        };
        if !seen.insert((direction, bank_reference.clone())) {
            let text =
                Text::new("这个流水号在同一方向出现了两次。", "This number stands twice in one direction.");
            wrong.add(at("bank_reference"), reason::BANK_ROW_TWICE, text);
            continue;
        }
        rows.push(BankRow { bank_reference, direction, amount });
    }
    rows
}

/// How ledger and bank differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DifferenceKind {
    /// The opening balances differ.
    Opening,
    /// The sums of a direction differ, where the bank's rows were not entered.
    Sum,
    /// The bank has it, the ledger has not.
    BankOnly,
    /// The ledger has it, the bank has not.
    LedgerOnly,
    /// Both have it, with different amounts.
    Amount,
}

/// Where ledger and bank differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// How.
    pub kind: DifferenceKind,
    /// Whether it came or went; none for the opening balance.
    pub direction: Option<Direction>,
    /// The bank's number; empty where sums differ.
    pub bank_reference: String,
    /// What the ledger says.
    pub ledger: i64,
    /// What the bank says.
    pub bank: i64,
    /// The receipt or payout in the ledger; empty where there is none.
    pub subject: String,
    /// Why, where that is written down.
    pub explanation: String,
}

impl Difference {
    /// Which it is in its month. No two of a month have the same.
    #[must_use]
    pub fn id(&self) -> String {
        match self.direction {
            None => "OPENING".to_owned(),
            Some(direction) if self.bank_reference.is_empty() => direction.name().to_owned(),
            Some(direction) => format!("{}/{}", direction.name(), self.bank_reference),
        }
    }
}

/// Where ledger and bank differ, each with what was written of it. The differences of all rows and of the opening balance add up to that of
/// the closing balance, so that what is explained here explains it too.
#[must_use]
pub fn differences(
    figures: Figures,
    movements: &[Movement],
    statement: &Statement,
    explanations: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let mut found = Vec::new();
    if figures.opening != statement.opening.get() {
        found.push(plain(DifferenceKind::Opening, None, figures.opening, statement.opening.get()));
    }
    if statement.rows.is_empty() {
        let out = figures.sums.paid + figures.sums.returned;
        for (direction, ledger, bank) in [
            (Direction::In, figures.sums.received, statement.came.get()),
            (Direction::Out, out, statement.went.get()),
        ] {
            if ledger != bank {
                found.push(plain(DifferenceKind::Sum, Some(direction), ledger, bank));
            }
        }
    } else {
        found.extend(of_rows(movements, &statement.rows));
    }
    for difference in &mut found {
        difference.explanation = explanations.get(&difference.id()).cloned().unwrap_or_default();
    }
    found
}

fn plain(kind: DifferenceKind, direction: Option<Direction>, ledger: i64, bank: i64) -> Difference {
    Difference {
        kind,
        direction,
        bank_reference: String::new(),
        ledger,
        bank,
        subject: String::new(),
        explanation: String::new(),
    }
}

/// Row by row, those of the bank in its order and then what the ledger alone has.
fn of_rows(movements: &[Movement], rows: &[BankRow]) -> Vec<Difference> {
    let movements = by_reference(movements);
    let mut booked: HashMap<(Direction, &str), &Movement> = HashMap::with_capacity(movements.len());
    for movement in &movements {
        booked.insert((movement.direction, &movement.bank_reference), movement);
    }
    let mut found = Vec::new();
    for row in rows {
        let movement = booked.remove(&(row.direction, row.bank_reference.as_str()));
        let ledger = movement.map_or(0, |movement| movement.amount);
        if ledger == row.amount.get() {
            continue;
        }
        let kind = if movement.is_some() { DifferenceKind::Amount } else { DifferenceKind::BankOnly };
        found.push(Difference {
            bank_reference: row.bank_reference.clone(),
            subject: movement.map(|movement| movement.subject.clone()).unwrap_or_default(),
            ..plain(kind, Some(row.direction), ledger, row.amount.get())
        });
    }
    let alone = movements.iter().filter(|movement| {
        let key = (movement.direction, movement.bank_reference.as_str());
        booked.get(&key).is_some_and(|left| left.subject == movement.subject)
    });
    let alone = alone.filter(|movement| movement.amount != 0);
    found.extend(alone.map(|movement| Difference {
        bank_reference: movement.bank_reference.clone(),
        subject: movement.subject.clone(),
        ..plain(DifferenceKind::LedgerOnly, Some(movement.direction), movement.amount, 0)
    }));
    found
}

/// One movement for each number of the bank: what was entered wrong, reversed and entered again is what it comes to.
fn by_reference(movements: &[Movement]) -> Vec<Movement> {
    let mut places: HashMap<(Direction, &str), usize> = HashMap::with_capacity(movements.len());
    let mut merged: Vec<Movement> = Vec::with_capacity(movements.len());
    for movement in movements {
        let place = places.entry((movement.direction, &movement.bank_reference)).or_insert(merged.len());
        match merged.get_mut(*place) {
            Some(first) => {
                first.amount += movement.amount;
                first.subject.clone_from(&movement.subject);
            }
            None => merged.push(movement.clone()),
        }
    }
    merged
}
