//! The statement of a month of case funds (案款月结表): the ledger beside the bank, and why they differ.

use jiff::civil::Date;
use law::identifiers::Fen;
use serde::Serialize;

use crate::{Court, chinese, paper};

/// A month of case funds.
#[derive(Clone, Debug)]
pub struct MonthStatement {
    /// The resource name of the month.
    pub name: String,
    /// The court.
    pub court: Court,
    /// The month, as 2026年10月.
    pub month: String,
    /// Where it stands.
    pub state: String,
    /// What ledger and bank say, line by line.
    pub lines: Vec<MonthLine>,
    /// Where they differ.
    pub differences: Vec<MonthDifference>,
    /// Who proposed the close, and when; empty where nobody has.
    pub proposed: String,
    /// Who confirmed it, and when; empty where nobody has.
    pub confirmed: String,
    /// The day.
    pub issued: Date,
}

/// A line of the statement, in fen.
#[derive(Clone, Debug)]
pub struct MonthLine {
    /// What it is of.
    pub what: String,
    /// What the ledger says.
    pub ledger: i64,
    /// What the bank says; none where it says nothing of it.
    pub bank: Option<i64>,
}

/// A difference, in fen.
#[derive(Clone, Debug)]
pub struct MonthDifference {
    /// How they differ.
    pub kind: String,
    /// The bank's number, or what the sum is of.
    pub about: String,
    /// What the ledger says.
    pub ledger: i64,
    /// What the bank says.
    pub bank: i64,
    /// Why.
    pub explanation: String,
}

#[derive(Serialize)]
struct Form<'a> {
    court: &'a Court,
    month: &'a str,
    state: &'a str,
    lines: Vec<[String; 4]>,
    differences: Vec<[String; 6]>,
    proposed: &'a str,
    confirmed: &'a str,
    #[serde(serialize_with = "paper::formal_day")]
    issued: Date,
}

/// An amount that may be below zero.
fn signed(fen: i64) -> String {
    let amount = Fen::new(fen.saturating_abs()).unwrap_or_default();
    let figures = chinese::figures(amount);
    if fen < 0 { format!("-{figures}") } else { figures }
}

impl Serialize for MonthStatement {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let lines = self.lines.iter().map(|line| {
            let bank = line.bank.map(signed).unwrap_or_default();
            let by = line.bank.map(|bank| signed(line.ledger.saturating_sub(bank))).unwrap_or_default();
            [line.what.clone(), signed(line.ledger), bank, by]
        });
        let differences = (1..).zip(&self.differences).map(|(number, one): (i32, _)| {
            [
                number.to_string(),
                one.kind.clone(),
                one.about.clone(),
                signed(one.ledger),
                signed(one.bank),
                one.explanation.clone(),
            ]
        });
        let form = Form {
            court: &self.court,
            month: &self.month,
            state: &self.state,
            lines: lines.collect(),
            differences: differences.collect(),
            proposed: &self.proposed,
            confirmed: &self.confirmed,
            issued: self.issued,
        };
        form.serialize(to)
    }
}

impl paper::Paper for MonthStatement {
    const TEMPLATE: &'static str = "month_statement.typ";

    fn title(&self) -> String {
        format!("案款月结表 {}", self.month)
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
