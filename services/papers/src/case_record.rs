//! The record of a case (案件流程与案款表): what happened in it, what money came and to whom it went.

use jiff::civil::Date;
use law::identifiers::{CaseNumber, Fen};
use serde::Serialize;

use crate::{Court, chinese, paper};

/// A case with its course and its money.
#[derive(Clone, Debug)]
pub struct CaseRecord {
    /// The resource name of the case.
    pub name: String,
    /// The court.
    pub court: Court,
    /// The number of the case.
    pub case_number: CaseNumber,
    /// What it is about.
    pub cause: String,
    /// The day of filing.
    pub filed: Date,
    /// Where it stands.
    pub state: String,
    /// What is claimed.
    pub claim: Fen,
    /// The applicants.
    pub applicants: Vec<String>,
    /// The debtors.
    pub debtors: Vec<String>,
    /// What happened, the earliest first.
    pub steps: Vec<CaseStep>,
    /// Whether more happened before the first of them.
    pub is_cut: bool,
    /// What arrived, the earliest first.
    pub receipts: Vec<CaseMoney>,
    /// What was paid or is to be paid, the earliest first.
    pub payouts: Vec<CaseMoney>,
    /// The day on which it is printed.
    pub issued: Date,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct CaseStep {
    /// When, as it is written in a table.
    pub time: String,
    /// What, and why where somebody had to say so.
    pub what: String,
}

/// Money that came or went.
#[derive(Clone, Debug)]
pub struct CaseMoney {
    /// The day.
    pub day: Date,
    /// From whom, or to whom.
    pub who: String,
    /// The bank's number; empty where it has none yet.
    pub bank_reference: String,
    /// Where it stands.
    pub state: String,
    /// How much.
    pub amount: Fen,
}

#[derive(Serialize)]
struct Form<'a> {
    court: &'a Court,
    case_number: String,
    cause: &'a str,
    #[serde(serialize_with = "paper::plain_day")]
    filed: Date,
    state: &'a str,
    claim: String,
    applicants: &'a [String],
    debtors: &'a [String],
    steps: Vec<[&'a str; 2]>,
    is_cut: bool,
    receipts: Vec<[String; 5]>,
    payouts: Vec<[String; 5]>,
    #[serde(serialize_with = "paper::formal_day")]
    issued: Date,
}

impl Serialize for CaseRecord {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let rows = |money: &[CaseMoney]| money.iter().map(row).collect();
        let form = Form {
            court: &self.court,
            case_number: self.case_number.to_string(),
            cause: &self.cause,
            filed: self.filed,
            state: &self.state,
            claim: chinese::figures(self.claim),
            applicants: &self.applicants,
            debtors: &self.debtors,
            steps: self.steps.iter().map(|step| [step.time.as_str(), step.what.as_str()]).collect(),
            is_cut: self.is_cut,
            receipts: rows(&self.receipts),
            payouts: rows(&self.payouts),
            issued: self.issued,
        };
        form.serialize(to)
    }
}

fn row(money: &CaseMoney) -> [String; 5] {
    [
        chinese::day(money.day),
        money.who.clone(),
        money.bank_reference.clone(),
        money.state.clone(),
        chinese::figures(money.amount),
    ]
}

impl paper::Paper for CaseRecord {
    const TEMPLATE: &'static str = "case_record.typ";

    fn title(&self) -> String {
        format!("案件流程与案款表 {}", self.case_number)
    }

    fn day(&self) -> Date {
        self.issued
    }

    fn name(&self) -> &str {
        &self.name
    }
}
